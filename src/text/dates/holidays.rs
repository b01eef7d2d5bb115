//! Days with a name: a name in, its date in a year out. Where countries differ, the United States' date.

use jiff::civil::{Date, Weekday};

use super::grammar::{Found, Grammar};
use super::when::When;
use super::words::Kind;

/// When a named day falls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Holiday {
    On(i8, i8),
    /// The nth such weekday of the month; -1 is the last.
    Nth(i8, i8, Weekday),
    /// Days after the nth such weekday.
    AfterNth(i8, i8, Weekday, i8),
    /// Days after Easter Sunday (western).
    Easter(i8),
    /// Days of a moon calendar: year, month, day.
    Listed(&'static [(i16, i8, i8)]),
}

use Holiday::{AfterNth, Easter, Listed, Nth, On};
use Weekday::{Monday, Sunday, Thursday};

/// 1 Shawwal of the Umm al-Qura calendar, 2015 to 2040.
const EID_AL_FITR: &[(i16, i8, i8)] = &[
    (2015, 7, 17),
    (2016, 7, 6),
    (2017, 6, 25),
    (2018, 6, 15),
    (2019, 6, 4),
    (2020, 5, 24),
    (2021, 5, 13),
    (2022, 5, 2),
    (2023, 4, 21),
    (2024, 4, 10),
    (2025, 3, 30),
    (2026, 3, 20),
    (2027, 3, 9),
    (2028, 2, 26),
    (2029, 2, 14),
    (2030, 2, 4),
    (2031, 1, 24),
    (2032, 1, 14),
    (2033, 1, 2),
    (2033, 12, 23),
    (2034, 12, 12),
    (2035, 12, 1),
    (2036, 11, 19),
    (2037, 11, 8),
    (2038, 10, 29),
    (2039, 10, 19),
    (2040, 10, 7),
];

/// 10 Dhu al-Hijja of the Umm al-Qura calendar, 2015 to 2040.
const EID_AL_ADHA: &[(i16, i8, i8)] = &[
    (2015, 9, 23),
    (2016, 9, 11),
    (2017, 9, 1),
    (2018, 8, 21),
    (2019, 8, 11),
    (2020, 7, 31),
    (2021, 7, 20),
    (2022, 7, 9),
    (2023, 6, 28),
    (2024, 6, 16),
    (2025, 6, 6),
    (2026, 5, 27),
    (2027, 5, 16),
    (2028, 5, 5),
    (2029, 4, 24),
    (2030, 4, 13),
    (2031, 4, 2),
    (2032, 3, 22),
    (2033, 3, 11),
    (2034, 3, 1),
    (2035, 2, 18),
    (2036, 2, 7),
    (2037, 1, 26),
    (2038, 1, 16),
    (2039, 1, 5),
    (2039, 12, 26),
    (2040, 12, 14),
];

/// First day of the Chinese lunisolar year, 2015 to 2040.
const LUNAR_NEW_YEAR: &[(i16, i8, i8)] = &[
    (2015, 2, 19),
    (2016, 2, 8),
    (2017, 1, 28),
    (2018, 2, 16),
    (2019, 2, 5),
    (2020, 1, 25),
    (2021, 2, 12),
    (2022, 2, 1),
    (2023, 1, 22),
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
    (2031, 1, 23),
    (2032, 2, 11),
    (2033, 1, 31),
    (2034, 2, 19),
    (2035, 2, 8),
    (2036, 1, 28),
    (2037, 2, 15),
    (2038, 2, 4),
    (2039, 1, 24),
    (2040, 2, 12),
];

/// Names in lower case without apostrophes, in the order they are tried: longer ones first where they share a beginning.
pub(super) const HOLIDAYS: &[(&[&str], Holiday)] = &[
    (&["christmas", "eve"], On(12, 24)),
    (&["christmas", "day"], On(12, 25)),
    (&["christmas"], On(12, 25)),
    (&["xmas", "eve"], On(12, 24)),
    (&["xmas", "day"], On(12, 25)),
    (&["xmas"], On(12, 25)),
    (&["boxing", "day"], On(12, 26)),
    (&["new", "years", "eve"], On(12, 31)),
    (&["new", "year", "eve"], On(12, 31)),
    (&["new", "years", "day"], On(1, 1)),
    (&["new", "year", "day"], On(1, 1)),
    (&["new", "years"], On(1, 1)),
    (&["new", "year"], On(1, 1)),
    (&["good", "friday"], Easter(-2)),
    (&["easter", "sunday"], Easter(0)),
    (&["easter", "monday"], Easter(1)),
    (&["easter"], Easter(0)),
    (&["palm", "sunday"], Easter(-7)),
    (&["ash", "wednesday"], Easter(-46)),
    (&["thanksgiving", "day"], Nth(11, 4, Thursday)),
    (&["thanksgiving"], Nth(11, 4, Thursday)),
    (&["black", "friday"], AfterNth(11, 4, Thursday, 1)),
    (&["cyber", "monday"], AfterNth(11, 4, Thursday, 4)),
    (&["halloween"], On(10, 31)),
    (&["all", "saints", "day"], On(11, 1)),
    (&["all", "souls", "day"], On(11, 2)),
    (&["valentines", "day"], On(2, 14)),
    (&["valentine", "day"], On(2, 14)),
    (&["valentines"], On(2, 14)),
    (&["st", "patricks", "day"], On(3, 17)),
    (&["st", "patrick", "day"], On(3, 17)),
    (&["st", "patricks"], On(3, 17)),
    (&["st", "patrick"], On(3, 17)),
    (&["saint", "patricks", "day"], On(3, 17)),
    (&["saint", "patrick", "day"], On(3, 17)),
    (&["saint", "patricks"], On(3, 17)),
    (&["saint", "patrick"], On(3, 17)),
    (&["april", "fools", "day"], On(4, 1)),
    (&["april", "fool", "day"], On(4, 1)),
    (&["april", "fools"], On(4, 1)),
    (&["earth", "day"], On(4, 22)),
    (&["groundhog", "day"], On(2, 2)),
    (&["cinco", "de", "mayo"], On(5, 5)),
    (&["juneteenth"], On(6, 19)),
    (&["independence", "day"], On(7, 4)),
    (&["international", "workers", "day"], On(5, 1)),
    (&["international", "womens", "day"], On(3, 8)),
    (&["labor", "day"], Nth(9, 1, Monday)),
    (&["memorial", "day"], Nth(5, -1, Monday)),
    (&["martin", "luther", "king", "day"], Nth(1, 3, Monday)),
    (&["mlk", "day"], Nth(1, 3, Monday)),
    (&["presidents", "day"], Nth(2, 3, Monday)),
    (&["columbus", "day"], Nth(10, 2, Monday)),
    (&["veterans", "day"], On(11, 11)),
    (&["mothers", "day"], Nth(5, 2, Sunday)),
    (&["mother", "day"], Nth(5, 2, Sunday)),
    (&["eid", "al", "fitr"], Listed(EID_AL_FITR)),
    (&["eid", "al", "adha"], Listed(EID_AL_ADHA)),
    (&["eid", "ul", "fitr"], Listed(EID_AL_FITR)),
    (&["eid", "ul", "adha"], Listed(EID_AL_ADHA)),
    (&["chinese", "new", "year"], Listed(LUNAR_NEW_YEAR)),
    (&["lunar", "new", "year"], Listed(LUNAR_NEW_YEAR)),
    (&["fathers", "day"], Nth(6, 3, Sunday)),
    (&["father", "day"], Nth(6, 3, Sunday)),
];

impl Holiday {
    /// Its (first) day in the year.
    pub(super) fn in_year(self, year: i16) -> Option<Date> {
        let shift =
            |date: Option<Date>, days: i8| date?.checked_add(jiff::Span::new().try_days(days).ok()?).ok();
        let nth =
            |month, nth, weekday| Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok();
        match self {
            On(month, day) => Date::new(year, month, day).ok(),
            Nth(month, n, weekday) => nth(month, n, weekday),
            AfterNth(month, n, weekday, days) => shift(nth(month, n, weekday), days),
            Easter(days) => shift(easter_sunday(year), days),
            Listed(days) => {
                days.iter().find(|(y, ..)| *y == year).and_then(|&(y, m, d)| Date::new(y, m, d).ok())
            }
        }
    }

    /// The first on or after the reference, or with `back` the last before it.
    pub(super) fn near(self, reference: Date, back: bool) -> Option<Date> {
        if let Listed(days) = self {
            let mut dates = days.iter().filter_map(|&(y, m, d)| Date::new(y, m, d).ok());
            return if back {
                dates.rfind(|date| *date < reference)
            } else {
                dates.find(|date| *date >= reference && date.year() - reference.year() <= 1)
            };
        }
        let years = if back { [0, -1] } else { [0, 1] };
        let dates = years.into_iter().filter_map(|n| self.in_year(reference.year().checked_add(n)?));
        dates.into_iter().find(|date| if back { *date < reference } else { *date >= reference })
    }
}

/// Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8).
fn easter_sunday(year: i16) -> Option<Date> {
    let y = i32::from(year);
    if y < 1583 {
        return None;
    }
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

impl Grammar<'_> {
    /// "Christmas", "New Year's Eve", "Saint Patrick 2020".
    pub(super) fn holiday(&self, i: usize) -> Found<When> {
        if self.peek(i) == Kind::None {
            return None;
        }
        let same = |n: usize, name: &str| {
            let word = self
                .word(n)
                .chars()
                .filter(|c| !matches!(c, '\'' | '\u{2019}'))
                .map(|c| c.to_ascii_lowercase());
            word.eq(name.chars())
        };
        let fits = |names: &&[&str]| {
            (i..).zip(names.iter()).all(|(n, name)| (n == i || self.peek(n) != Kind::None) && same(n, name))
        };
        let (names, holiday) = HOLIDAYS.iter().find(|(names, _)| fits(names))?;
        let next = i + names.len();
        // "in the new year" names no day, "Christmas party" something else.
        if self.describes(next)
            || names == &["new", "year"] && i > self.first && self.kind(i - 1) == Kind::The
        {
            return None;
        }
        let (next, year) = self.year(next).map_or((next, None), |(next, year)| (next, Some(year)));
        Some((next, When::Holiday { holiday: *holiday, year, back: false }))
    }
}
