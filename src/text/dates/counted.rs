//! Counted lengths of time: "in two weeks", "three days after Friday", "within 30 days", "a week from Monday", "two days ago".

use super::grammar::{Found, Grammar, Lead};
use super::tokens::Gap;
use super::when::{Length, When, Which};
use super::words::{Kind, Unit};

/// How many; `None` where no number was said ("a few").
#[derive(Clone, Copy)]
struct Amount {
    count: Option<i64>,
    half: bool,
    longer: bool,
}

impl Amount {
    fn exactly(count: i64) -> Self {
        Amount { count: Some(count), half: false, longer: false }
    }
}

impl Grammar<'_> {
    /// A spelled or written number below a million.
    pub(super) fn number(&self, i: usize) -> Found<i64> {
        match self.peek(i) {
            Kind::Number { value, .. }
                if !matches!(self.gap(i + 1), Gap::Dot | Gap::Colon | Gap::Slash | Gap::Sign) =>
            {
                Some((i + 1, i64::from(value)))
            }
            Kind::Cardinal(ones) => self.with_hundreds(i + 1, i64::from(ones)),
            Kind::Tens(tens) => match self.peek(i + 1) {
                Kind::Cardinal(ones @ 1..=9) => self.with_hundreds(i + 2, i64::from(tens + ones)),
                _ => self.with_hundreds(i + 1, i64::from(tens)),
            },
            _ => None,
        }
    }

    fn with_hundreds(&self, i: usize, count: i64) -> Found<i64> {
        if self.peek(i) != Kind::Hundred {
            return Some((i, count));
        }
        let n = if self.peek(i + 1) == Kind::And { i + 2 } else { i + 1 };
        let (next, rest) = match (self.peek(n), self.peek(n + 1)) {
            (Kind::Tens(tens), Kind::Cardinal(ones @ 1..=9)) => (n + 2, tens + ones),
            (Kind::Tens(tens), _) => (n + 1, tens),
            (Kind::Cardinal(ones), _) => (n + 1, ones),
            _ => (i + 1, 0),
        };
        Some((next, count * 100 + i64::from(rest)))
    }

    fn amount(&self, i: usize) -> Found<Amount> {
        let of = |n: usize| if self.peek(n) == Kind::Of { n + 1 } else { n };
        match self.peek(i) {
            Kind::A => match self.peek(i + 1) {
                Kind::Couple => Some((self.after_couple(i + 2), Amount::exactly(2))),
                Kind::Few => Some((of(i + 2), Amount { count: None, half: false, longer: false })),
                Kind::Unit { .. } | Kind::Business | Kind::Calendar => Some((i + 1, Amount::exactly(1))),
                Kind::Half => Some((i + 2, Amount { count: Some(1), half: true, longer: false })),
                Kind::Hundred => {
                    self.with_hundreds(i + 1, 1).map(|(next, count)| (next, Amount::exactly(count)))
                }
                _ => None,
            },
            Kind::Couple => Some((self.after_couple(i + 1), Amount::exactly(2))),
            Kind::Few => Some((of(i + 1), Amount { count: None, half: false, longer: false })),
            Kind::Half if self.peek(i + 1) == Kind::A => {
                Some((i + 2, Amount { count: Some(1), half: true, longer: false }))
            }
            _ => {
                let (next, count) = self.number(i)?;
                // "two to three", "2-3", "two or three": the longer one.
                let n = match self.peek(next) {
                    Kind::Or | Kind::To => next + 1,
                    _ if self.gap(next) == Gap::Hyphen => next,
                    _ => return Some((next, Amount::exactly(count))),
                };
                match self.number(n) {
                    Some((end, more)) if more > count => {
                        Some((end, Amount { count: Some(more), half: false, longer: true }))
                    }
                    _ => Some((next, Amount::exactly(count))),
                }
            }
        }
    }

    /// "a couple of days", "a couple days", "a couple more days".
    fn after_couple(&self, i: usize) -> usize {
        if self.peek(i) == Kind::Of { i + 1 } else { i }
    }

    /// "two weeks", "five business days", "2 years 1 month 21 days". Says too whether a counted unit was singular ("two week").
    fn length(&self, i: usize) -> Found<(Length, bool)> {
        let mut length = Length::default();
        let (mut next, mut singular) = (i, false);
        for round in 0..4 {
            let joined = self.peek(next) == Kind::And && round > 0;
            let start = if joined { next + 1 } else { next };
            // "a week and a half" is no whole number of days.
            if joined
                && self.peek(start) == Kind::A
                && self.peek(start + 1) == Kind::Half
                && !matches!(self.peek(start + 2), Kind::Unit { .. } | Kind::A)
            {
                length.vague = true;
                return Some((start + 2, (length, singular)));
            }
            let Some((end, one_singular)) = self.one_length(start, &mut length) else {
                return (round > 0).then_some((next, (length, singular)));
            };
            singular |= one_singular;
            next = end;
        }
        Some((next, (length, singular)))
    }

    fn one_length(&self, i: usize, length: &mut Length) -> Option<(usize, bool)> {
        let (n, amount) = self.amount(i)?;
        let working = self.peek(n) == Kind::Business;
        let unit_at = if working || self.peek(n) == Kind::Calendar { n + 1 } else { n };
        let Kind::Unit { unit, plural } = self.peek(unit_at) else {
            return None;
        };
        let mut next = unit_at + 1;
        let mut count = amount.count.unwrap_or(0);
        let singular = !plural && count > 1 && !amount.half;
        length.vague |= amount.count.is_none();
        length.longer |= amount.longer;
        // "a day or two", "a week or so"
        if self.peek(next) == Kind::Or {
            if self.is_word(next + 1, "so") {
                next += 2;
            } else if let Some((end, more)) = self.number(next + 1)
                && more > count
                && !matches!(self.peek(end), Kind::Unit { .. })
            {
                (count, next, length.longer) = (more, end, true);
            }
        }
        let target = match unit {
            Unit::Second | Unit::Decade | Unit::Weekend => return None,
            Unit::Day if working => &mut length.working_days,
            _ if working => return None,
            _ if amount.half => match unit {
                Unit::Hour => &mut length.hours,
                Unit::Year => {
                    count = 6;
                    &mut length.months
                }
                _ => {
                    length.vague = true;
                    &mut length.days
                }
            },
            // An hour's minutes: whole hours only, so that the date stays the same below half a day.
            Unit::Minute => {
                count /= 60;
                &mut length.hours
            }
            Unit::Hour => &mut length.hours,
            Unit::Day => &mut length.days,
            Unit::Week => &mut length.weeks,
            Unit::Fortnight => {
                count = count.saturating_mul(2);
                &mut length.weeks
            }
            Unit::Month => &mut length.months,
            Unit::Quarter => {
                count = count.saturating_mul(3);
                &mut length.months
            }
            Unit::Year => &mut length.years,
        };
        *target = target.saturating_add(count);
        Some((next, singular))
    }

    /// A length of time and the place it is counted from.
    pub(super) fn offset(&self, i: usize, lead: Lead, depth: u8) -> Found<When> {
        if let Some(found) = self.counted_weekdays(i) {
            return Some(found);
        }
        let (next, (length, singular)) = self.length(i)?;
        let said =
            |next: usize, back: bool| Some((next, When::Offset { length, back, base: None, weekday: None }));
        match self.peek(next) {
            Kind::From if matches!(self.peek(next + 1), Kind::Now | Kind::Near(0)) => {
                return self.with_weekday(next + 2, length, depth);
            }
            Kind::From if self.is_word(next + 1, "then") => return None,
            Kind::After | Kind::From | Kind::Before | Kind::Following | Kind::Of | Kind::On | Kind::Prior => {
                if let Some(found) = self.counted_from(next, length, lead, depth) {
                    return Some(found);
                }
            }
            Kind::Weekday(..) if matches!(lead, Lead::Bare | Lead::By | Lead::Within) && length.weeks > 0 => {
                return None; // "a week Friday" means different days to different people
            }
            Kind::Later => return self.with_weekday(next + 1, length, depth),
            Kind::Time if lead == Lead::In => return said(next + 1, false),
            Kind::Ago => return said(next + 1, true),
            _ => {}
        }
        let led = matches!(lead, Lead::In | Lead::Within | Lead::During);
        // "in two week sprints", "in a two hour meeting", "in 2 days old"
        if !led || singular || self.gap(i + 1) == Gap::Hyphen && self.describes(next) || lead == Lead::During
        {
            return None;
        }
        // A moment is no deadline ("in a minute I'll show you").
        let moment = length == Length::default() && self.peek(i) == Kind::A;
        if moment {
            return None;
        }
        self.with_weekday(next, length, depth)
    }

    /// "over the next month", "within the next week": a stretch that begins now.
    pub(super) fn coming_stretch(&self, i: usize, lead: Lead) -> Found<When> {
        let Kind::Unit { unit, plural: false } = self.peek(i + 1) else { return None };
        let length = match unit {
            Unit::Day => Length { days: 1, ..Length::default() },
            Unit::Week => Length { weeks: 1, ..Length::default() },
            Unit::Month => Length { months: 1, ..Length::default() },
            Unit::Year => Length { years: 1, ..Length::default() },
            _ => return None,
        };
        let led = matches!(lead, Lead::In | Lead::Within | Lead::During) && !self.describes(i + 2);
        led.then_some((i + 2, When::Offset { length, back: false, base: None, weekday: None }))
    }

    /// "two Sundays from now"
    fn counted_weekdays(&self, i: usize) -> Found<When> {
        let (n, count) = self.number(i)?;
        let Kind::Weekday(weekday, _) = self.peek(n) else {
            return None;
        };
        let next = match (self.peek(n + 1), self.peek(n + 2)) {
            (Kind::From, Kind::Now | Kind::Near(0)) => n + 3,
            (Kind::Later, _) => n + 2,
            _ => return None,
        };
        let extra_weeks = i32::try_from(count).ok()?.checked_sub(1).filter(|weeks| *weeks >= 0)?;
        Some((next, When::Weekday { weekday, which: Which::Coming, extra_weeks }))
    }

    /// "two months from today on Tuesday", "in two weeks on Friday".
    fn with_weekday(&self, next: usize, length: Length, depth: u8) -> Found<When> {
        if depth > 0
            && self.peek(next) == Kind::On
            && let Kind::Weekday(weekday, _) = self.peek(next + 1)
        {
            return Some((
                next + 2,
                When::Offset { length, back: false, base: None, weekday: Some(weekday) },
            ));
        }
        Some((next, When::Offset { length, back: false, base: None, weekday: None }))
    }

    /// "... after Friday", "... from January 15", "... before Christmas", "within 30 days of signing".
    fn counted_from(&self, i: usize, length: Length, lead: Lead, depth: u8) -> Found<When> {
        let word = self.peek(i);
        let mut n = if word == Kind::Prior { i + 2 } else { i + 1 };
        let back = matches!(word, Kind::Before | Kind::Prior);
        if word == Kind::Of && lead != Lead::Within {
            return None;
        }
        if depth > 0
            && let Some((next, base)) = self.core(n, Lead::On, depth - 1)
        {
            if matches!(base, When::Event | When::Vague | When::Repeats) {
                return Some((next, When::Event));
            }
            let weekday = match (self.peek(next), self.peek(next + 1)) {
                (Kind::On, Kind::Weekday(weekday, _)) => Some(weekday),
                _ => None,
            };
            let next = if weekday.is_some() { next + 2 } else { next };
            // "a week on Monday" counts from Monday, "in three days on Monday" leads to it.
            if word == Kind::On && !(matches!(base, When::Weekday { .. }) && lead != Lead::In) {
                return None;
            }
            return Some((next, When::Offset { length, back, base: Some(Box::new(base)), weekday }));
        }
        if word == Kind::On {
            return None;
        }
        // Counted from something that is no date: "within 30 days of receipt", "two weeks after the launch".
        while n < i + 4 && matches!(self.peek(n), Kind::The | Kind::Own | Kind::A) {
            n += 1;
        }
        if let Some(next) = self.event_name(n) {
            return Some((next, When::Event));
        }
        let bounded = matches!(lead, Lead::Within | Lead::In | Lead::By);
        (bounded && matches!(self.peek(n), Kind::Other | Kind::Function)).then_some((n + 1, When::Event))
    }
}
