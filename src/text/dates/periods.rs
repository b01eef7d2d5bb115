//! Weeks, months, quarters and years, whole or in part: "next month", "end of Q2", "mid-March", "the first week of October".

use super::grammar::{Found, Grammar, Lead, whole};
use super::when::{Part, Period, When, YearSaid};
use super::words::{Form, Kind, Unit};

fn period_of(unit: Unit, shift: i32) -> Option<Period> {
    match unit {
        Unit::Week => Some(Period::Week(shift)),
        Unit::Weekend => Some(Period::Weekend(shift)),
        Unit::Month => Some(Period::Month(shift)),
        Unit::Quarter => Some(Period::Quarter(shift)),
        Unit::Year => Some(Period::Year(shift)),
        _ => None,
    }
}

impl Grammar<'_> {
    /// A period that names itself: "next week", "the following month", "this quarter", "the week after next".
    pub(super) fn period(&self, i: usize) -> Found<Period> {
        let i = if self.peek(i) == Kind::The { i + 1 } else { i };
        let n = if matches!(self.peek(i), Kind::This) && matches!(self.peek(i + 1), Kind::Coming | Kind::Last)
        {
            i + 1
        } else {
            i
        };
        let unit_at = |n: usize| match self.peek(n) {
            Kind::Calendar | Kind::Business => n + 1,
            _ => n,
        };
        let shift = match self.peek(n) {
            Kind::This => 0,
            Kind::Next | Kind::Coming | Kind::Following => 1,
            Kind::Last => -1,
            Kind::Unit {
                unit: unit @ (Unit::Week | Unit::Month | Unit::Quarter | Unit::Year | Unit::Weekend),
                plural: false,
            } if self.peek(n + 1) == Kind::After && self.peek(n + 2) == Kind::Next => {
                return Some((n + 3, period_of(unit, 2)?));
            }
            _ => return None,
        };
        let n = unit_at(n + 1);
        let Kind::Unit { unit, plural: false } = self.peek(n) else {
            return None;
        };
        Some((n + 1, period_of(unit, shift)?))
    }

    /// "Q2 2026", "second quarter of next year", "H1", with the year if one is said.
    pub(super) fn named_period(&self, i: usize, lead: Lead) -> Found<Period> {
        let (n, half, number) = match self.peek(i) {
            Kind::QuarterName(quarter) => (i + 1, false, quarter),
            Kind::HalfName(half) => (i + 1, true, half),
            Kind::SpelledNth(number @ 1..=4) | Kind::Nth(number @ 1..=4) => match self.peek(i + 1) {
                Kind::Unit { unit: Unit::Quarter, plural: false } => (i + 2, false, number),
                Kind::Half if number <= 2 => (i + 2, true, number),
                _ => return None,
            },
            _ => return None,
        };
        let (next, year) = self.year_said(n);
        // A bare "Q2" describes what follows ("the Q2 numbers") unless a preposition makes it a time.
        if lead == Lead::Bare && self.describes(next)
            || half && year == YearSaid::Open && self.peek(i + 2) == Kind::Of
        {
            return None;
        }
        let period = if half {
            Period::NamedHalf { half: number, year }
        } else {
            Period::NamedQuarter { quarter: number, year }
        };
        Some((next, period))
    }

    /// "2026", "of 2026", "next year", "of this year" after a month or quarter.
    pub(super) fn year_said(&self, i: usize) -> (usize, YearSaid) {
        let n = if matches!(self.peek(i), Kind::Of | Kind::In) { i + 1 } else { i };
        if let Some((next, year)) = self.year(i) {
            return (next, YearSaid::Is(year));
        }
        match self.period(n) {
            Some((next, Period::Year(shift))) => (next, YearSaid::Shift(shift)),
            _ => (i, YearSaid::Open),
        }
    }

    /// A month as a whole, with its year: "March", "March 2027", "March of next year".
    pub(super) fn month_period(&self, i: usize) -> Found<Period> {
        let Kind::Month(month, _) = self.peek(i) else {
            return None;
        };
        let (next, year) = self.year_said(i + 1);
        Some((next, Period::NamedMonth { month, year }))
    }

    /// Any period that can have an end or a beginning.
    pub(super) fn any_period(&self, i: usize, depth: u8) -> Found<Period> {
        let n = if matches!(self.peek(i), Kind::The | Kind::Own) { i + 1 } else { i };
        if let Some(found) =
            self.period(n).or_else(|| self.week_of(n, depth)).or_else(|| self.named_period(n, Lead::By))
        {
            return Some(found);
        }
        match self.peek(n) {
            Kind::Unit { unit, plural: false } if unit != Unit::Day => Some((n + 1, period_of(unit, 0)?)),
            Kind::Business | Kind::Calendar => match self.peek(n + 1) {
                Kind::Unit { unit, plural: false } if unit != Unit::Day => Some((n + 2, period_of(unit, 0)?)),
                _ => None,
            },
            Kind::Month(..) => self.month_period(n),
            Kind::Number { .. } | Kind::Tens(_) | Kind::Cardinal(_) => {
                self.year(n).map(|(next, year)| (next, Period::NamedYear(year)))
            }
            _ => None,
        }
    }

    /// "the week of March 9"
    fn week_of(&self, i: usize, depth: u8) -> Found<Period> {
        if !matches!(self.peek(i), Kind::Unit { unit: Unit::Week, plural: false })
            || self.peek(i + 1) != Kind::Of
            || depth == 0
        {
            return None;
        }
        match self.core(i + 2, Lead::On, 0)? {
            (next, day @ (When::Calendar(_) | When::DayOfMonth { .. })) => {
                Some((next, Period::WeekOf(Box::new(day))))
            }
            _ => None,
        }
    }

    /// "end of next week", "early next month", "mid-March", "EOM", "late Friday".
    pub(super) fn part(&self, i: usize, lead: Lead, depth: u8) -> Found<When> {
        let (part, needs_of) = match self.peek(i) {
            Kind::End => (Part::End, true),
            Kind::Begin => (Part::Start, true),
            Kind::Middle => (Part::Mid, true),
            Kind::Mid => (Part::Mid, false),
            Kind::Early => (Part::Early, false),
            Kind::Late => (Part::Late, false),
            Kind::EndOf(Unit::Day) => return Some((i + 1, When::Near(0))),
            Kind::EndOf(unit) => return self.end_short(i + 1, unit),
            _ => return None,
        };
        let mut n = i + 1;
        if self.peek(n) == Kind::Of || !needs_of && matches!(self.peek(n), Kind::In | Kind::On) {
            n += 1;
        } else if needs_of
            && !(lead != Lead::Bare
                && matches!(
                    self.peek(n),
                    Kind::Next | Kind::This | Kind::QuarterName(_) | Kind::Month(_, Form::Sure | Form::Short)
                ))
        {
            return None;
        }
        if depth == 0 {
            return None;
        }
        if let Some((next, period)) = self.any_period(n, depth) {
            // "early Q2 numbers", "late week"
            return Some((next, When::Period { period, part }));
        }
        // A part of a day is that day: "end of tomorrow", "late Friday".
        match self.core(n, Lead::On, depth - 1) {
            Some((
                next,
                when @ (When::Near(_)
                | When::Weekday { .. }
                | When::WeekdayOf { .. }
                | When::Calendar(_)
                | When::DayOfMonth { .. }),
            )) => Some((next, when)),
            _ => None,
        }
    }

    /// "EOM March", "EOQ" ...
    fn end_short(&self, i: usize, unit: Unit) -> Found<When> {
        let period = match (unit, self.month_period(i)) {
            (Unit::Month, Some((next, period))) => {
                return Some((next, When::Period { period, part: Part::End }));
            }
            _ => period_of(unit, 0)?,
        };
        let (next, period) = match self.period(i) {
            Some((next, named)) if std::mem::discriminant(&named) == std::mem::discriminant(&period) => {
                (next, named)
            }
            _ => (i, period),
        };
        Some((next, When::Period { period, part: Part::End }))
    }

    /// What begins with a unit: "month end", "day after tomorrow", "week of March 9", "week after next".
    pub(super) fn unit_first(&self, i: usize, lead: Lead, depth: u8) -> Found<When> {
        let Kind::Unit { unit, plural: false } = self.peek(i) else {
            return None;
        };
        if unit == Unit::Day {
            return match (self.peek(i + 1), self.peek(i + 2)) {
                (Kind::After, Kind::Near(1)) => Some((i + 3, When::Near(2))),
                (Kind::Before, Kind::Near(-1)) => Some((i + 3, When::Near(-2))),
                (
                    Kind::After,
                    Kind::Weekday(..) | Kind::Month(..) | Kind::Holiday | Kind::The | Kind::Next,
                ) => self.offset_one_day(i, depth),
                _ => None,
            };
        }
        if let Some((next, period)) = self.period(i).or_else(|| self.week_of(i, depth)) {
            return Some((next, whole(period)));
        }
        if self.peek(i + 1) == Kind::End && !self.describes(i + 2) {
            return Some((i + 2, When::Period { period: period_of(unit, 0)?, part: Part::End }));
        }
        (unit == Unit::Weekend && matches!(lead, Lead::By | Lead::Before | Lead::Within))
            .then_some((i + 1, whole(Period::Weekend(0))))
    }

    /// "the day after Christmas"
    fn offset_one_day(&self, i: usize, depth: u8) -> Found<When> {
        if depth == 0 {
            return None;
        }
        let length = super::when::Length { days: 1, ..Default::default() };
        let (next, base) = self.core(i + 2, Lead::On, 0)?;
        Some((next, When::Offset { length, back: false, base: Some(Box::new(base)), weekday: None }))
    }

    /// "April", "next month", "the month", "every month" apart.
    pub(super) fn month_said(&self, i: usize) -> Found<Period> {
        let n = if self.peek(i) == Kind::The { i + 1 } else { i };
        match self.peek(n) {
            Kind::Month(..) => self.month_period(n),
            Kind::Unit { unit: Unit::Month, plural: false } if n > i => Some((n + 1, Period::Month(0))),
            _ => match self.period(n)? {
                found @ (_, Period::Month(_)) => Some(found),
                _ => None,
            },
        }
    }
}
