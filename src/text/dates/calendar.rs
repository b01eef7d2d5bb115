//! Days named by number: "14 March", "March the fourteenth, 2026", "3/14", "2026-03-14", "the 14th of next month", and holidays.

use super::digits::{full_year, two_digit_year};
use super::grammar::{Found, Grammar, Lead};
use super::tokens::Gap;
use super::when::{Calendar, Order, Period, When};
use super::words::{Form, Kind, Unit};

/// A day of the month as said.
#[derive(Clone, Copy)]
pub(super) struct DayNumber {
    pub day: u8,
    /// "14th", "fourteenth" and not "14", "fourteen".
    pub ordinal: bool,
    /// "14", "14th" and not "fourteen".
    pub digits: bool,
}

/// Words that are numbered in speech: after "the 5th" they say that no day is meant.
const NUMBERED: &[&str] = &[
    "floor",
    "century",
    "time",
    "point",
    "item",
    "one",
    "street",
    "avenue",
    "edition",
    "version",
    "page",
    "chapter",
    "party",
    "person",
    "place",
    "option",
    "grade",
    "round",
    "row",
    "line",
    "question",
    "slide",
    "part",
    "section",
    "paragraph",
    "step",
    "phase",
    "issue",
    "column",
    "draft",
    "amendment",
    "thing",
    "bullet",
    "topic",
    "try",
    "attempt",
    "generation",
    "series",
    "class",
    "case",
    "story",
];

impl Grammar<'_> {
    /// A day number from 1 to 31.
    pub(super) fn day_number(&self, i: usize) -> Found<DayNumber> {
        let found = |next, day, ordinal, digits| Some((next, DayNumber { day, ordinal, digits }));
        match self.peek_over_comma(i) {
            Kind::Number { value: value @ 1..=31, digits: 1..=2 } => {
                // "9:30", "5.5", "50%", "3/4", "2-3" are no days.
                let glued = matches!(self.gap(i + 1), Gap::Colon | Gap::Dot | Gap::Slash)
                    || self.gap(i + 1) == Gap::Sign
                        && self.text.as_bytes().get(self.tokens[i].end) != Some(&b',');
                let hyphened =
                    self.gap(i + 1) == Gap::Hyphen && matches!(self.peek(i + 1), Kind::Number { .. });
                let range = hyphened && matches!(self.kind(i + 1), Kind::Number { digits: 1..=2, .. });
                let clock = matches!(self.peek(i + 1), Kind::Meridiem | Kind::Clockwise);
                let counted = matches!(
                    self.peek(i + 1),
                    Kind::Unit { plural: true, .. } | Kind::Hundred | Kind::Thousand
                );
                if glued || hyphened && !range || clock || counted {
                    return None;
                }
                found(i + 1, value as u8, false, true)
            }
            Kind::Nth(day @ 1..=31) => found(i + 1, day, true, true),
            Kind::SpelledNth(day @ 1..=31) => found(i + 1, day, true, false),
            Kind::Tens(tens @ (20 | 30)) => match self.peek(i + 1) {
                Kind::SpelledNth(ones @ 1..=9) if tens + ones <= 31 => found(i + 2, tens + ones, true, false),
                Kind::Cardinal(ones @ 1..=9) if tens + ones <= 31 => found(i + 2, tens + ones, false, false),
                _ => found(i + 1, tens, false, false),
            },
            Kind::Cardinal(day @ 1..=19) => found(i + 1, day, false, false),
            _ => None,
        }
    }

    /// A year after a day or month: "2026", ", 2026", "of 2026", "twenty twenty six", "two thousand and thirty two".
    pub(super) fn year(&self, i: usize) -> Found<i16> {
        let i = if matches!(self.peek(i), Kind::Of | Kind::In) { i + 1 } else { i };
        match self.peek_over_comma(i) {
            kind @ Kind::Number { value, digits } => {
                let before = self.text.as_bytes().get(..self.tokens[i].start)?;
                // "July 4, '26"
                let cut = digits == 2 && (before.ends_with(b"'") || before.ends_with("\u{2019}".as_bytes()));
                let year = if cut { two_digit_year(value) } else { full_year(kind)? };
                let glued = matches!(self.gap(i + 1), Gap::Colon | Gap::Dot | Gap::Slash | Gap::Sign);
                (!glued).then_some((i + 1, year))
            }
            Kind::Tens(20) => match (self.peek(i + 1), self.peek(i + 2)) {
                (Kind::Tens(tens), Kind::Cardinal(ones @ 1..=9)) => {
                    Some((i + 3, 2000 + i16::from(tens + ones)))
                }
                (Kind::Tens(tens), _) => Some((i + 2, 2000 + i16::from(tens))),
                (Kind::Cardinal(teen @ 10..=19), _) => Some((i + 2, 2000 + i16::from(teen))),
                _ => None,
            },
            Kind::Cardinal(2) if self.peek(i + 1) == Kind::Thousand => {
                let n = if self.peek(i + 2) == Kind::And { i + 3 } else { i + 2 };
                match (self.peek(n), self.peek(n + 1)) {
                    (Kind::Tens(tens), Kind::Cardinal(ones @ 1..=9)) => {
                        Some((n + 2, 2000 + i16::from(tens + ones)))
                    }
                    (Kind::Tens(tens), _) => Some((n + 1, 2000 + i16::from(tens))),
                    (Kind::Cardinal(ones), _) => Some((n + 1, 2000 + i16::from(ones))),
                    _ => Some((i + 2, 2000)),
                }
            }
            _ => None,
        }
    }

    /// "by 2027": a bare year needs a preposition before it and nothing counted after it.
    pub(super) fn bare_year(&self, i: usize, lead: Lead) -> Found<When> {
        if !matches!(lead, Lead::By | Lead::Before | Lead::In | Lead::During)
            || matches!(self.peek(i), Kind::Tens(_) | Kind::Cardinal(_))
        {
            return None;
        }
        let (next, year) = self.year(i).filter(|(next, _)| self.clause_ends(*next))?;
        Some((next, super::grammar::whole(Period::NamedYear(year))))
    }

    pub(super) fn said(&self, month: u8, day: u8, year: Option<i16>) -> When {
        When::Calendar(Calendar { year, month, day, order: Order::Known, weekday: None })
    }

    /// "(tue)" after a date.
    pub(super) fn bracketed_weekday(&self, i: usize) -> usize {
        match self.kind(i) {
            Kind::Weekday(..) if self.gap(i) == Gap::Open => i + 1,
            _ => i,
        }
    }

    /// What begins with a number: a date in digits, "14 March", "the 14th", "first Monday of April", "second quarter".
    pub(super) fn dated_number(&self, i: usize, lead: Lead) -> Found<When> {
        if i == self.first && matches!(self.gap(i), Gap::Dot | Gap::Colon | Gap::Slash | Gap::Sign) {
            return None;
        }
        if let Kind::Number { .. } = self.peek(i)
            && let Some(found) = self.digits_only(i, lead, false)
        {
            return Some(found);
        }
        if matches!(self.gap(i + 1), Gap::Slash | Gap::Hyphen)
            && let Some(found) = self.glued_with_month(i)
        {
            return Some(found);
        }
        if let Kind::Nth(nth) | Kind::SpelledNth(nth) = self.peek(i)
            && nth <= 5
        {
            let found = self.weekday_of_month(i + 1, nth as i8).or_else(|| self.nth_week(i + 1, nth));
            let found = found.or_else(|| {
                self.named_period(i, lead).map(|(next, period)| (next, super::grammar::whole(period)))
            });
            if found.is_some() {
                return found;
            }
        }
        let (next, number) = self.day_number(i)?;
        self.day_then_month(next, number).or_else(|| self.day_alone(i, next, number, lead))
    }

    /// "14 March 2026", "14th day of March", "21st of this month".
    pub(super) fn day_then_month(&self, next: usize, number: DayNumber) -> Found<When> {
        let after_day =
            if number.ordinal && matches!(self.peek(next), Kind::Unit { unit: Unit::Day, plural: false }) {
                next + 1
            } else {
                next
            };
        let of = self.peek(after_day) == Kind::Of;
        let n = if of { after_day + 1 } else { after_day };
        if let Kind::Month(month, form) = self.peek(n) {
            // "the first may be", "14 may join"
            if form == Form::Risky
                && !of
                && (!number.digits
                    || self.is_word(n + 1, "be")
                    || self.is_word(n + 1, "have")
                    || self.describes(n + 1))
            {
                return None;
            }
            let (end, year) = self.year(n + 1).map_or((n + 1, None), |(end, year)| (end, Some(year)));
            return Some((self.bracketed_weekday(end), self.said(month, number.day, year)));
        }
        if !(number.ordinal || of && number.digits) {
            return None;
        }
        if after_day > next
            && let Some((end, period)) = self.any_period(n, 0)
            && !matches!(period, Period::Month(_))
        {
            return Some((end, When::NthDay { nth: i16::from(number.day), period }));
        }
        match self.month_said(n) {
            Some((end, Period::Month(shift))) if of || self.peek(n) != Kind::The => {
                Some((end, When::DayOfMonth { day: number.day, month_shift: Some(shift), weekday: None }))
            }
            _ => None,
        }
    }

    /// "the 14th", "by the fourteenth": not where something numbered follows.
    fn day_alone(&self, i: usize, next: usize, number: DayNumber, lead: Lead) -> Found<When> {
        // "at the third" and "for the first" speak of a thing more often than of a day.
        let firm =
            matches!(lead, Lead::By | Lead::Before) || lead == Lead::On && self.kind(self.first) != Kind::At;
        let led = firm
            || matches!(lead, Lead::After | Lead::For | Lead::Within) && (number.digits || number.day >= 10);
        let the = i > self.first && self.kind(i - 1) == Kind::The;
        if !number.ordinal || !(the || led && number.digits) || self.peek(next) == Kind::Of {
            return None;
        }
        let numbered = NUMBERED.iter().any(|w| self.is_word(next, w))
            || self.describes(next) && self.peek(next) != Kind::Other;
        let clear = if led && (number.digits || number.day > 3) {
            !numbered
        } else {
            self.clause_ends(next) && !numbered
        };
        // "the first", "the third" alone number things far oftener than days.
        if !clear || !number.digits && !led && number.day < 10 {
            return None;
        }
        Some((next, When::DayOfMonth { day: number.day, month_shift: None, weekday: None }))
    }

    /// A full date that says again what "tomorrow" said: "tomorrow, 13/04/21".
    pub(super) fn apposed_date(&self, i: usize) -> Found<When> {
        if !matches!(self.gap(i), Gap::Comma | Gap::Open | Gap::Space) {
            return None;
        }
        let here = Grammar { first: i, ..*self };
        let found = match here.peek(i) {
            Kind::Month(..) => here.month_first(i, Lead::Bare),
            Kind::Number { .. } | Kind::Nth(_) => here.dated_number(i, Lead::Bare),
            Kind::The => here.dated_number(i + 1, Lead::Bare),
            _ => None,
        };
        found.filter(|(_, when)| matches!(when, When::Calendar(_)))
    }
}
