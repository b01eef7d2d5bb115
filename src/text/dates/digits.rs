//! Dates written in digits or with parts glued together: "3/14", "24.03.2026", "2026-03-17", "20260317", "23-sep-2020".

use super::grammar::{Found, Grammar, Lead};
use super::tokens::Gap;
use super::when::{Calendar, Order, When};
use super::words::Kind;

impl Grammar<'_> {
    /// Two or three parts joined by `/` or `-`, one of them a month's name: "oct/2", "23-sep-2020", "2020/23/sep".
    pub(super) fn glued_with_month(&self, i: usize) -> Found<When> {
        let glue = self.gap(i + 1);
        if !matches!(glue, Gap::Slash | Gap::Hyphen) {
            return None;
        }
        let three = self.gap(i + 2) == glue && !matches!(self.kind(i + 2), Kind::Other);
        let (mut month, mut year, mut days) = (None, None, [None; 2]);
        let count = if three { 3 } else { 2 };
        for n in i..i + count {
            match self.kind(n) {
                Kind::Month(named, _) if month.is_none() => month = Some(named),
                kind @ Kind::Number { digits: 4, .. } if year.is_none() => year = Some(full_year(kind)?),
                Kind::Number { value, digits: 1..=2 } if days[0].is_none() => days[0] = Some(value),
                Kind::Number { value, digits: 2 } => days[1] = Some(value),
                Kind::Nth(day) if days[0].is_none() => days[0] = Some(u32::from(day)),
                _ => return None,
            }
        }
        // "14-mar-26": the last two digits are the year.
        let year = year.or(days[1].map(two_digit_year));
        let (month, day) = (month?, u8::try_from(days[0]?).ok()?);
        if three != year.is_some() || self.gap(i + count) == Gap::Dot {
            return None;
        }
        Some((self.bracketed_weekday(i + count), self.said(month, day, year)))
    }

    /// A date written in digits: "14/3/2026", "2026-03-17", "20260317", "3/14", "23.04.2022".
    pub(super) fn digits_only(&self, i: usize, lead: Lead, weekday: bool) -> Found<When> {
        let number = |n: usize| match self.kind(n) {
            Kind::Number { value, digits } => Some((value, digits)),
            _ => None,
        };
        let (a, a_digits) = number(i)?;
        let glue = self.gap(i + 1);
        if !matches!(glue, Gap::Slash | Gap::Hyphen | Gap::Dot) || number(i + 1).is_none() {
            return self.compact(i, a, a_digits);
        }
        let (b, b_digits) = number(i + 1)?;
        let third = number(i + 2).filter(|_| self.gap(i + 2) == glue);
        let end = if third.is_some() { i + 3 } else { i + 2 };
        // "192.168.0.1", "2026-03-17-002", "3/14%"; a hyphen may lead on to a time.
        let runs_on = matches!(self.gap(end), Gap::Slash | Gap::Dot | Gap::Colon)
            || self.gap(end) == Gap::Hyphen && glue == Gap::Hyphen && !matches!(self.kind(end), Kind::Clock)
            || self.gap(end) == Gap::Sign
                && self.text.as_bytes().get(self.tokens[end - 1].end) != Some(&b',')
            || matches!(self.kind(end), Kind::Other) && self.gap(end) == Gap::Hyphen;
        if runs_on || a_digits > 4 || b_digits > 2 {
            return None;
        }
        let two = if let Some((c, c_digits)) = third {
            return self
                .three_numbers([a, b, c], [a_digits, b_digits, c_digits], glue)
                .map(|when| (end, when));
        } else {
            [a, b]
        };
        if a_digits > 2 || !self.two_numbers_are_a_day(two, [a_digits, b_digits], glue, lead, weekday, end) {
            return None;
        }
        day_and_month(a, b, None, glue).map(|when| (end, when))
    }

    pub(super) fn compact(&self, i: usize, value: u32, digits: u8) -> Found<When> {
        let (year, month, day) = (value / 10_000, value / 100 % 100, value % 100);
        let plain = !matches!(self.gap(i), Gap::Hyphen)
            && !matches!(self.gap(i + 1), Gap::Hyphen | Gap::Slash | Gap::Dot | Gap::Colon | Gap::Sign);
        if digits != 8
            || !plain
            || !(1900..2200).contains(&year)
            || !(1..=12).contains(&month)
            || !(1..=31).contains(&day)
        {
            return None;
        }
        Some((i + 1, self.said(month as u8, day as u8, i16::try_from(year).ok())))
    }

    pub(super) fn three_numbers(&self, [a, b, c]: [u32; 3], digits: [u8; 3], glue: Gap) -> Option<When> {
        if digits[0] == 4 && digits[2] <= 2 {
            let year = full_year(Kind::Number { value: a, digits: 4 })?;
            let (month, day) = if b > 12 && c <= 12 { (c, b) } else { (b, c) };
            return (month <= 12 && day <= 31).then(|| self.said(month as u8, day as u8, Some(year)));
        }
        if digits[0] > 2 {
            return None;
        }
        let year = match digits[2] {
            4 => full_year(Kind::Number { value: c, digits: 4 })?,
            2 if glue != Gap::Hyphen => two_digit_year(c),
            _ => return None,
        };
        // "1.2.10" is a version; a date with a short year has two digits in each part.
        if glue == Gap::Dot && digits[2] == 2 && digits != [2, 2, 2] {
            return None;
        }
        day_and_month(a, b, Some(year), glue)
    }

    /// "3/14" is a day after "by" or "on", or when it can be nothing else; "1/2", "24/7", "9/11", "4/5" are not.
    pub(super) fn two_numbers_are_a_day(
        &self,
        [a, b]: [u32; 2],
        digits: [u8; 2],
        glue: Gap,
        lead: Lead,
        weekday: bool,
        end: usize,
    ) -> bool {
        if weekday {
            return self.clause_ends(end) || self.time(end).is_some();
        }
        let bounded = matches!(lead, Lead::By | Lead::Before | Lead::Within);
        if glue != Gap::Slash
            || [a, b] == [24, 7]
            || [a, b] == [9, 11] && !bounded
            || self.describes(end)
            || self.peek(end) == Kind::Of
        {
            return false;
        }
        let led = bounded || matches!(lead, Lead::On | Lead::For | Lead::After);
        // With a leading zero or a part above 12 both numbers are at least as long as a day's.
        let clear = (a > 12 || b > 12) && digits != [1, 1] || digits == [2, 2] && (a < 10 || b < 10);
        led || clear && i32::try_from(a.max(b)).is_ok_and(|n| n <= 31)
    }
}

/// Reads day and month in either order: a part above 12 decides, else the month is taken to come first.
/// Between dots both orders are usual, so nothing is taken.
pub(super) fn day_and_month(a: u32, b: u32, year: Option<i16>, glue: Gap) -> Option<When> {
    let (month, day, order) = match (a, b) {
        (1..=12, 1..=12) if a == b => (a, b, Order::Known),
        (1..=12, 1..=12) if glue == Gap::Dot => (a, b, Order::Unclear),
        (1..=12, 1..=12) => (a, b, Order::MonthFirstAssumed),
        (13..=31, 1..=12) => (b, a, Order::Known),
        (1..=12, 13..=31) => (a, b, Order::Known),
        _ => return None,
    };
    Some(When::Calendar(Calendar { year, month: month as u8, day: day as u8, order, weekday: None }))
}

pub(super) fn two_digit_year(year: u32) -> i16 {
    // As strptime %y: 69..99 are 19xx.
    let year = year.min(99) as i16;
    if year >= 69 { 1900 + year } else { 2000 + year }
}

pub(super) fn full_year(kind: Kind) -> Option<i16> {
    match kind {
        Kind::Number { value: value @ 1900..=2199, digits: 4 } => i16::try_from(value).ok(),
        _ => None,
    }
}
