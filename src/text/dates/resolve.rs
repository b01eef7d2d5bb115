//! What a phrase says, read against a reference date: a [`When`] in, a date and the rule used out.

use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::Rule;
use super::when::{Calendar, Order, Period, When, Which};

pub(super) type Read = (Option<Date>, Rule);

const WEEKDAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// 0 is Monday; larger numbers do not occur.
pub(super) fn weekday_named(weekday: u8) -> Weekday {
    WEEKDAYS[usize::from(weekday % 7)]
}

pub(super) fn weekday_index(date: Date) -> i64 {
    i64::from(date.weekday().to_monday_zero_offset())
}

pub(super) fn add_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

pub(super) fn add_months(date: Date, months: i64) -> Option<Date> {
    date.checked_add(Span::new().try_months(months).ok()?).ok()
}

pub(super) fn monday_of(date: Date) -> Option<Date> {
    add_days(date, -weekday_index(date))
}

/// The first date on or after `from` that is such a weekday.
pub(super) fn weekday_from(from: Date, weekday: u8) -> Option<Date> {
    add_days(from, (i64::from(weekday) - weekday_index(from)).rem_euclid(7))
}

pub(super) fn read_or(date: Option<Date>, rule: Rule) -> Read {
    if date.is_some() { (date, rule) } else { (None, Rule::NoSuchDate) }
}

impl When {
    /// The date said, seen from `reference`, and the rule used.
    pub(super) fn resolve(&self, reference: Option<Date>) -> Read {
        match self {
            When::Event => return (None, Rule::Event),
            When::Asap => return (None, Rule::AsSoonAsPossible),
            When::Vague => return (None, Rule::Vague),
            When::Repeats => return (None, Rule::Repeats),
            When::Calendar(calendar) => return calendar.resolve(reference),
            When::Holiday { holiday, year: Some(year), .. } => {
                return read_or(holiday.in_year(*year), Rule::Holiday);
            }
            _ => {}
        }
        match (self, reference) {
            (When::Offset { length, back, base: Some(base), weekday }, _) => {
                let (base, rule) = base.resolve(reference);
                match base {
                    Some(base) => length.from(base, *back, *weekday, true),
                    None => (None, rule),
                }
            }
            (When::Period { period, part }, _) => period.resolve(*part, reference),
            (When::NthWeekday { nth, weekday, month }, _) => {
                read_or_missing(month.bounds(reference), |(first, _)| {
                    read_or(
                        first.nth_weekday_of_month(*nth, weekday_named(*weekday)).ok(),
                        Rule::WeekdayOfMonth,
                    )
                })
            }
            (When::NthDay { nth: -1, period: Period::Week(_) | Period::WeekOf(_) }, _) => (None, Rule::Vague),
            (When::NthDay { nth, period }, _) => {
                read_or_missing(period.bounds(reference), |(first, last)| {
                    let date = if *nth < 0 { Some(last) } else { add_days(first, i64::from(*nth) - 1) };
                    read_or(date.filter(|date| *date <= last), Rule::DayOfNamedPeriod)
                })
            }
            (When::WeekdayInNthWeek { nth, weekday, month }, _) => {
                read_or_missing(month.bounds(reference), |(first, last)| {
                    let monday = weekday_in_nth_week(first, *nth, weekday.unwrap_or(4));
                    read_or(monday.filter(|d| *d <= last), Rule::WeekdayOfNamedWeek)
                })
            }
            (_, None) => (None, Rule::NoReference),
            (_, Some(reference)) => self.resolve_from(reference),
        }
    }

    /// The kinds that need the reference and nothing else.
    fn resolve_from(&self, reference: Date) -> Read {
        match self {
            When::Near(days) => {
                let rule = match days {
                    0 => Rule::SameDay,
                    1 => Rule::DayAfter,
                    days if *days < 0 => Rule::Past,
                    _ => Rule::Counted,
                };
                read_or(add_days(reference, i64::from(*days)), rule)
            }
            When::Now => (Some(reference), Rule::SameDay),
            When::Clock => (Some(reference), Rule::TimeOfDay),
            When::DayOfMonth { day, month_shift, weekday } => {
                day_of_month(reference, *day, *month_shift, *weekday)
            }
            When::Weekday { weekday, which, extra_weeks } => {
                weekday_said(reference, *weekday, *which, *extra_weeks)
            }
            When::WeekdayOf { weekday, week_shift } => {
                let monday = monday_of(reference);
                let date = monday.and_then(|m| add_days(m, i64::from(*week_shift) * 7 + i64::from(*weekday)));
                (date, if date.is_some() { Rule::WeekdayOfNamedWeek } else { Rule::NoSuchDate })
            }
            When::Offset { length, back, weekday, .. } => length.from(reference, *back, *weekday, false),
            When::Holiday { holiday, back, .. } => read_or(holiday.near(reference, *back), Rule::Holiday),
            _ => (None, Rule::Vague),
        }
    }
}

fn read_or_missing<T>(bounds: Result<T, Rule>, read: impl FnOnce(T) -> Read) -> Read {
    match bounds {
        Ok(bounds) => read(bounds),
        Err(rule) => (None, rule),
    }
}

/// Weeks that begin in the month or hold its first day, counted from 1.
fn weekday_in_nth_week(first: Date, nth: u8, weekday: u8) -> Option<Date> {
    let date = add_days(weekday_from(first, weekday)?, 7 * (i64::from(nth) - 1))?;
    (date.month() == first.month()).then_some(date)
}

fn weekday_said(reference: Date, weekday: u8, which: Which, extra_weeks: i32) -> Read {
    let today = weekday_index(reference);
    let ahead = i64::from(weekday) - today;
    let name = weekday_named(weekday);
    let (days, rule) = match which {
        Which::Bare | Which::This if ahead == 0 && extra_weeks == 0 => {
            return (None, Rule::SameWeekday);
        }
        Which::Bare => (ahead.rem_euclid(7), Rule::NextWeekday(name)),
        Which::This if ahead < 0 => return (None, Rule::WeekdayPassed),
        Which::This => (ahead, Rule::NextWeekday(name)),
        Which::Coming => ((ahead - 1).rem_euclid(7) + 1, Rule::NextWeekday(name)),
        Which::Next => (ahead + 7, Rule::WeekdayOfNextWeek(name)),
        Which::Last => ((ahead).rem_euclid(7) - 7, Rule::Past),
    };
    let rule = if extra_weeks > 0 { Rule::Counted } else { rule };
    read_or(add_days(reference, days + 7 * i64::from(extra_weeks)), rule)
}

fn day_of_month(reference: Date, day: u8, month_shift: Option<i32>, weekday: Option<u8>) -> Read {
    let fits = |date: &Date| weekday.is_none_or(|w| date.weekday() == weekday_named(w));
    let Ok(day) = i8::try_from(day) else {
        return (None, Rule::NoSuchDate);
    };
    if let Some(shift) = month_shift {
        let first = add_months(reference.first_of_month(), i64::from(shift));
        let date = first.and_then(|f| Date::new(f.year(), f.month(), day).ok());
        return match date {
            Some(date) if !fits(&date) => (Some(date), Rule::WeekdayDisagrees),
            date => read_or(date, Rule::DayOfNamedMonth),
        };
    }
    // Each day number meets each weekday within 11 years (29 February apart, which has no number of its own here).
    let months = if weekday.is_some() { 132 } else { 3 };
    let date = (0..months)
        .filter_map(|shift| add_months(reference.first_of_month(), shift))
        .filter_map(|first| Date::new(first.year(), first.month(), day).ok())
        .find(|date| *date >= reference && fits(date));
    read_or(date, if weekday.is_some() { Rule::WeekdayAndDay } else { Rule::NextDayOfMonth })
}

impl Calendar {
    fn in_year(&self, year: i16, swapped: bool) -> Option<Date> {
        let (month, day) = if swapped { (self.day, self.month) } else { (self.month, self.day) };
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    /// The date in the year said, else the first on or after the reference; 8 years hold a 29 February.
    fn date(&self, reference: Option<Date>, swapped: bool) -> Option<Date> {
        match (self.year, reference) {
            (Some(year), _) => self.in_year(year, swapped),
            (None, Some(reference)) => (0..=8)
                .filter_map(|n| self.in_year(reference.year().checked_add(n)?, swapped))
                .find(|d| *d >= reference),
            (None, None) => None,
        }
    }

    fn resolve(&self, reference: Option<Date>) -> Read {
        if self.year.is_none() && reference.is_none() {
            // 2000 is a leap year: what it has not, no year has.
            let possible = self.in_year(2000, false).is_some();
            return (None, if possible { Rule::NoReference } else { Rule::NoSuchDate });
        }
        let fits = |date: Date| self.weekday.is_none_or(|w| date.weekday() == weekday_named(w));
        let date = self.date(reference, false);
        if self.order != Order::Known && self.weekday.is_some() {
            let swapped = self.date(reference, true);
            match (date.filter(|d| fits(*d)), swapped.filter(|d| fits(*d))) {
                (Some(date), None) | (None, Some(date)) => {
                    return (Some(date), Rule::OrderByWeekday);
                }
                // Both fit: a weekday is said for a near day.
                (Some(a), Some(b)) if self.year.is_none() => {
                    let (near, far) = if a <= b { (a, b) } else { (b, a) };
                    if reference.is_some_and(|r| days_between(r, near) <= 60 && days_between(r, far) > 180) {
                        return (Some(near), Rule::OrderByWeekday);
                    }
                }
                _ => {}
            }
        }
        let Some(date) = date else {
            return (None, Rule::NoSuchDate);
        };
        match self.order {
            Order::Unclear => (None, Rule::OrderUnclear),
            _ if !fits(date) => (Some(date), Rule::WeekdayDisagrees),
            Order::MonthFirstAssumed => (Some(date), Rule::MonthFirstAssumed),
            Order::Known if self.year.is_some() => (Some(date), Rule::Said),
            Order::Known => (Some(date), Rule::NextSuchDate),
        }
    }
}

pub(super) fn days_between(first: Date, last: Date) -> i64 {
    i64::from(first.until(last).map_or(0, |span| span.get_days()))
}
