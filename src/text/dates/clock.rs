//! Times of day beside a date: "at 5", "8:45a", "one thirty p m", "in the morning". They widen a phrase, never change its date.

use super::grammar::{DEPTH, Found, Grammar, Lead};
use super::tokens::Gap;
use super::when::When;
use super::words::{Kind, Unit};

impl Grammar<'_> {
    /// A phrase that may open with a time of day or an end of day ("5pm on Friday", "EOD Friday").
    pub(super) fn timed(&self, i: usize, lead: Lead) -> Found<When> {
        let bounded = matches!(lead, Lead::By | Lead::Before);
        let (next, explicit) = match self.end_of_day(i) {
            Some(next) => (next, true),
            None => match self.time(i) {
                Some(found) => found,
                None => return self.core(i, lead, DEPTH),
            },
        };
        // A number that may be an hour or the start of something longer ("two days", "14 nov").
        if !explicit && let Some(found) = self.core(i, lead, DEPTH) {
            return Some(found);
        }
        let day_end = self.end_of_day(i).is_some();
        let day = match self.peek_over_comma(next) {
            Kind::On => next + 1,
            Kind::Of if explicit => next + 1,
            _ => next,
        };
        if (explicit || lead != Lead::Bare) && self.peek_over_comma(day) != Kind::None {
            let here = Grammar { first: day, ..*self };
            let at = if here.peek(day) == Kind::The { day + 1 } else { day };
            if let Some((end, when)) =
                here.core(day, Lead::On, DEPTH).filter(|(_, when)| *when != When::Event)
                && (matches!(
                    here.peek(at),
                    Kind::Weekday(..) | Kind::Near(_) | Kind::Tonight | Kind::This | Kind::Next
                ) || explicit
                    && matches!(
                        here.peek(at),
                        Kind::Month(..)
                            | Kind::Nth(_)
                            | Kind::SpelledNth(_)
                            | Kind::Tens(_)
                            | Kind::Number { .. }
                            | Kind::Coming
                            | Kind::Following
                    ))
            {
                return Some((end, when));
            }
        }
        // "may 5" is no time, "at 10" no date.
        if let Some(found) = self.core(i, lead, DEPTH) {
            return Some(found);
        }
        if day_end {
            return Some((next, When::Near(0)));
        }
        (explicit && bounded).then_some((next, When::Clock))
    }

    /// "EOD", "end of day", "close of business", "end of play".
    pub(super) fn end_of_day(&self, i: usize) -> Option<usize> {
        let i = if self.peek(i) == Kind::The { i + 1 } else { i };
        match self.peek(i) {
            Kind::EndOf(Unit::Day) => Some(i + 1),
            Kind::End | Kind::Close if self.peek(i + 1) == Kind::Of => {
                let n = if matches!(self.peek(i + 2), Kind::The | Kind::This) { i + 3 } else { i + 2 };
                match self.peek(n) {
                    Kind::Business
                        if matches!(self.peek(n + 1), Kind::Unit { unit: Unit::Day, plural: false }) =>
                    {
                        Some(n + 2)
                    }
                    Kind::Business if matches!(self.word(n), "business" | "play" | "trading" | "work") => {
                        Some(n + 1)
                    }
                    Kind::Unit { unit: Unit::Day, plural: false } => Some(n + 1),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// A time of day at token `i`: where it ends, and whether it can be nothing else.
    pub(super) fn time(&self, i: usize) -> Option<(usize, bool)> {
        let (next, explicit) = match self.peek(i) {
            Kind::Clock => (i + 1, true),
            Kind::Noon => (i + 1, true),
            Kind::Number { value, digits: 1..=2 } if value <= 24 => self.digits(i),
            Kind::Cardinal(1..=12) => self.spelled(i),
            Kind::Half | Kind::A if self.is_word(i + 1, "past") || self.is_word(i + 1, "quarter") => {
                let n = (i + 1..i + 4)
                    .find(|&n| matches!(self.peek(n), Kind::Cardinal(1..=12) | Kind::Number { .. }))?;
                (n + 1, true)
            }
            _ => return None,
        };
        Some(self.meridiem(next).map_or((next, explicit), |next| (next, true)))
    }

    fn digits(&self, i: usize) -> (usize, bool) {
        let pair = |n: usize| matches!(self.kind(n), Kind::Number { value, digits: 2 } if value <= 59);
        let clock = |n: usize| self.kind(n) == Kind::Clock;
        match self.gap(i + 1) {
            Gap::Colon if clock(i + 1) => (i + 2, true),
            Gap::Colon if pair(i + 1) => match self.gap(i + 2) {
                Gap::Colon if pair(i + 2) || clock(i + 2) => (i + 3, true),
                _ => (i + 2, true),
            },
            Gap::Dot if clock(i + 1) => (i + 2, true),
            Gap::Dot if pair(i + 1) && self.meridiem(i + 2).is_some() => (i + 2, true),
            _ => (i + 1, false),
        }
    }

    fn spelled(&self, i: usize) -> (usize, bool) {
        match self.peek(i + 1) {
            Kind::Tens(20..=50) => match self.peek(i + 2) {
                Kind::Cardinal(1..=9) => (i + 3, false),
                _ => (i + 2, false),
            },
            Kind::Cardinal(10..=19) => (i + 2, false),
            _ => (i + 1, false),
        }
    }

    /// "pm", "p.m.", "p m", "o'clock".
    fn meridiem(&self, i: usize) -> Option<usize> {
        if matches!(self.peek(i), Kind::Meridiem | Kind::Clockwise) {
            return Some(i + 1);
        }
        let letter =
            |n: usize, letters: &[&str]| letters.iter().any(|l| self.word(n).eq_ignore_ascii_case(l));
        let second = letter(i + 1, &["m"]) && matches!(self.gap(i + 1), Gap::Space | Gap::Dot);
        (self.peek(i) != Kind::None && letter(i, &["a", "p"]) && second).then_some(i + 2)
    }

    /// Takes in what may follow a day: times, parts of the day, "at the latest". Says whether it was the latest.
    pub(super) fn suffix(&self, mut i: usize) -> (usize, bool) {
        let mut latest = false;
        for _ in 0..4 {
            let n = match self.peek_over_comma(i) {
                Kind::Latest => {
                    latest = true;
                    i += 1;
                    continue;
                }
                Kind::At if self.peek(i + 1) == Kind::The && self.peek(i + 2) == Kind::Latest => {
                    latest = true;
                    i += 3;
                    continue;
                }
                Kind::DayPart => {
                    i += 1;
                    continue;
                }
                Kind::In if self.peek(i + 1) == Kind::The && self.peek(i + 2) == Kind::DayPart => {
                    i += 3;
                    continue;
                }
                Kind::Early | Kind::Late | Kind::Middle if self.peek(i + 1) == Kind::DayPart => {
                    i += 2;
                    continue;
                }
                Kind::At | Kind::Around | Kind::By | Kind::For | Kind::Before => i + 1,
                _ => i,
            };
            let bare = n == i;
            match self.time_after(n, bare) {
                Some(next) => i = next,
                None => break,
            }
        }
        (i, latest)
    }

    /// A time after a day: a plain number needs "at" or the like before it and nothing counted after it.
    fn time_after(&self, n: usize, bare: bool) -> Option<usize> {
        if bare && self.gap(n) == Gap::Comma && self.kind(n) != Kind::Clock {
            return None;
        }
        let here = Grammar { first: n, ..*self };
        if bare && !matches!(self.gap(n), Gap::Space | Gap::Hyphen | Gap::Open | Gap::Comma) {
            return None;
        }
        let (next, explicit) = here.time(n)?;
        // "march eighteenth nine thirty": an hour with its minutes.
        let whole = explicit || next > n + 1 && matches!(self.kind(n), Kind::Cardinal(_));
        (whole || !bare && self.clause_ends(next)).then_some(next)
    }
}
