//! Weeks, months, quarters and years: a period and the part of it meant in, its first and last day or the day meant out.

use jiff::civil::Date;

use super::Rule;
use super::resolve::{Read, add_days, add_months, days_between, monday_of, read_or};
use super::when::{Part, Period, YearSaid};

impl Period {
    pub(super) fn resolve(&self, part: Part, reference: Option<Date>) -> Read {
        let (first, last) = match self.bounds(reference) {
            Ok(bounds) => bounds,
            Err(rule) => return (None, rule),
        };
        let week = matches!(self, Period::Week(_) | Period::WeekOf(_));
        // What is over on the reference day is told apart from a deadline by its rule.
        let past = matches!(self, Period::Week(n) | Period::Weekend(n) | Period::Month(n) | Period::Quarter(n) | Period::Year(n) if *n < 0)
            || matches!(self, Period::NamedMonth { year: YearSaid::Past, .. });
        let (date, rule) = match part {
            Part::Before => (add_days(first, -1), Rule::DayBeforePeriod),
            Part::Start => (Some(first), Rule::FirstDay),
            Part::Early if week => (add_days(first, 1), Rule::EarlyInWeek),
            Part::Mid if week => (add_days(first, 2), Rule::MidWeek),
            Part::Whole | Part::Late | Part::End if week => {
                let friday = add_days(first, 4);
                match (self, reference) {
                    // Said at the weekend, "this week" may be the one just over or the next.
                    (Period::Week(0), Some(reference)) if friday.is_some_and(|f| f < reference) => {
                        (None, Rule::WeekUnclear)
                    }
                    _ => (friday, Rule::FridayOfWeek),
                }
            }
            Part::Early => (add_days(first, early_days(first, last)), Rule::EarlyInPeriod),
            Part::Mid => (add_days(first, middle_days(first, last)), Rule::MiddleOfPeriod),
            Part::Whole | Part::Late | Part::End => (Some(last), Rule::LastDay),
        };
        let rule = if past { Rule::Past } else { rule };
        read_or(date, rule)
    }

    /// First and last day.
    pub(super) fn bounds(&self, reference: Option<Date>) -> Result<(Date, Date), Rule> {
        let with = |read: &dyn Fn(Date) -> Option<(Date, Date)>| match reference {
            Some(reference) => read(reference).ok_or(Rule::NoSuchDate),
            None => Err(Rule::NoReference),
        };
        match self {
            Period::Week(shift) => with(&|r| week_from(add_days(monday_of(r)?, 7 * i64::from(*shift))?)),
            Period::Weekend(shift) => with(&|r| {
                let saturday = add_days(monday_of(r)?, 7 * i64::from(*shift) + 5)?;
                Some((saturday, add_days(saturday, 1)?))
            }),
            Period::WeekOf(day) => {
                let (date, rule) = day.resolve(reference);
                date.and_then(monday_of).and_then(week_from).ok_or(rule)
            }
            Period::Month(shift) => {
                with(&|r| months_from(add_months(r.first_of_month(), i64::from(*shift))?, 1))
            }
            Period::Quarter(shift) => with(&|r| {
                let first = Date::new(r.year(), (r.month() - 1) / 3 * 3 + 1, 1).ok()?;
                months_from(add_months(first, 3 * i64::from(*shift))?, 3)
            }),
            Period::Year(shift) => {
                with(&|r| months_from(add_months(r.first_of_year(), 12 * i64::from(*shift))?, 12))
            }
            Period::NamedYear(year) => {
                Date::new(*year, 1, 1).ok().and_then(|first| months_from(first, 12)).ok_or(Rule::NoSuchDate)
            }
            Period::NamedMonth { month, year } => named(*month, 1, *year, reference),
            Period::NamedQuarter { quarter, year } => named((quarter - 1) * 3 + 1, 3, *year, reference),
            Period::NamedHalf { half, year } => named((half - 1) * 6 + 1, 6, *year, reference),
        }
    }
}

fn week_from(monday: Date) -> Option<(Date, Date)> {
    Some((monday, add_days(monday, 6)?))
}

fn months_from(first: Date, months: i64) -> Option<(Date, Date)> {
    Some((first, add_months(first, months - 1)?.last_of_month()))
}

/// A stretch of months that bears a name, in the year said.
fn named(month: u8, months: i64, year: YearSaid, reference: Option<Date>) -> Result<(Date, Date), Rule> {
    let in_year = |year: i16| months_from(Date::new(year, i8::try_from(month).ok()?, 1).ok()?, months);
    let found = match (year, reference) {
        (YearSaid::Is(year), _) => in_year(year),
        (_, None) => return Err(Rule::NoReference),
        (YearSaid::Shift(shift), Some(r)) => {
            i16::try_from(i32::from(r.year()) + shift).ok().and_then(in_year)
        }
        (YearSaid::Open, Some(r)) => {
            (0..=1).filter_map(|n| in_year(r.year().checked_add(n)?)).find(|(_, last)| *last >= r)
        }
        (YearSaid::Past, Some(r)) => {
            (0..=1).filter_map(|n| in_year(r.year().checked_sub(n)?)).find(|(_, last)| *last < r)
        }
    };
    found.ok_or(Rule::NoSuchDate)
}

/// "Early" is the first third: the 10th of a month.
fn early_days(first: Date, last: Date) -> i64 {
    if first.month() == last.month() { 9 } else { days_between(first, last) / 3 }
}

/// "Mid" is the 15th of a month, halfway through longer periods.
fn middle_days(first: Date, last: Date) -> i64 {
    if first.month() == last.month() { 14 } else { days_between(first, last) / 2 }
}
