//! Weekdays: "Friday", "Friday week", "Monday the 27th", "Wednesday of next week", "the first Monday of April".

use super::grammar::{Found, Grammar, Lead};
use super::tokens::Gap;
use super::when::{Calendar, Period, When, Which};
use super::words::{Form, Kind, Unit};

impl Grammar<'_> {
    pub(super) fn weekday(&self, i: usize, lead: Lead, depth: u8) -> Found<When> {
        let Kind::Weekday(weekday, form) = self.peek(i) else {
            return None;
        };
        if form == Form::Plural {
            return Some((i + 1, When::Repeats));
        }
        let after = if self.gap(i + 1) == Gap::Period && matches!(form, Form::Short | Form::Risky) {
            Gap::Space
        } else {
            self.gap(i + 1)
        };
        if after != Gap::Stop
            && let Some(found) = self.weekday_with_date(i, weekday)
        {
            return Some(found);
        }
        if form == Form::Risky && !self.risky_weekday(i, lead) {
            return None;
        }
        if let Some(found) = self.weekday_with_week(i, weekday, depth) {
            return Some(found);
        }
        Some((i + 1, When::Weekday { weekday, which: Which::Bare, extra_weeks: 0 }))
    }

    /// "sat", "sun", "mon", "wed" are days after "by" or "on", before a time, or written as a name at a clause's end.
    pub(super) fn risky_weekday(&self, i: usize, lead: Lead) -> bool {
        let led = matches!(lead, Lead::By | Lead::Before)
            || lead == Lead::On && i > 0 && self.kind(i - 1) == Kind::On;
        let timed = self.peek(i + 1) == Kind::At && self.time(i + 2).is_some()
            || matches!(self.time(i + 1), Some((_, true)));
        let named = self.tokens[i].capital
            && self.word(i).bytes().skip(1).all(|b| b.is_ascii_lowercase())
            && self.gap(i) == Gap::Space;
        led && !self.describes(i + 1)
            || timed
            || named && i > 0 && self.clause_ends(i + 1) && self.kind(i - 1) != Kind::The
    }

    /// "Friday week", "Friday of next week", "Friday next week", "Monday two weeks from now".
    pub(super) fn weekday_with_week(&self, i: usize, weekday: u8, depth: u8) -> Found<When> {
        let mut n = i + 1;
        // "the Friday after next" is one or two weeks off, as people differ on "next".
        if self.peek(n) == Kind::After
            && self.peek(n + 1) == Kind::Next
            && !matches!(self.peek(n + 2), Kind::Unit { .. } | Kind::Weekday(..))
        {
            return Some((n + 2, When::Vague));
        }
        if matches!(self.peek(n), Kind::Unit { unit: Unit::Week, plural: false }) && !self.describes(n + 1) {
            return Some((n + 1, When::Weekday { weekday, which: Which::Bare, extra_weeks: 1 }));
        }
        if self.peek(n) == Kind::Of || self.peek(n) == Kind::In {
            n += 1;
        }
        if self.peek_over_comma(n) == Kind::None {
            return None;
        }
        let here = Grammar { first: n, ..*self };
        if let Some((next, Period::Week(week_shift))) = here.period(n) {
            return Some((next, When::WeekdayOf { weekday, week_shift }));
        }
        if depth == 0 {
            return None;
        }
        let lead = if self.kind(n.saturating_sub(1)) == Kind::In { Lead::In } else { Lead::Bare };
        match here.offset(n, lead, 1) {
            Some((next, When::Offset { length, back: false, base, weekday: None })) => {
                Some((next, When::Offset { length, back: false, base, weekday: Some(weekday) }))
            }
            _ => None,
        }
    }

    /// "Friday 7/6", "Monday the 27th", "tue may 9", "Thursday, 14 March".
    pub(super) fn weekday_with_date(&self, i: usize, weekday: u8) -> Found<When> {
        let set = |found: (usize, When)| match found {
            (next, When::Calendar(calendar)) => {
                Some((next, When::Calendar(Calendar { weekday: Some(weekday), ..calendar })))
            }
            (next, When::DayOfMonth { day, month_shift, .. }) => {
                Some((next, When::DayOfMonth { day, month_shift, weekday: Some(weekday) }))
            }
            _ => None,
        };
        let n = i + 1;
        if !matches!(self.gap(n), Gap::Space | Gap::Comma | Gap::Open | Gap::Period) {
            return None;
        }
        let here = Grammar { first: n, ..*self };
        match here.peek(n) {
            Kind::Month(..) => here.month_first(n, Lead::Bare).and_then(set),
            Kind::The => here.dated_number(n + 1, Lead::On).and_then(set),
            Kind::Number { value, .. } => {
                if let Some(found) = here.digits_only(n, Lead::On, true).or_else(|| here.glued_with_month(n))
                {
                    return set(found);
                }
                let (next, number) = here.day_number(n)?;
                if let Some(found) = here.day_then_month(next, number) {
                    return set(found);
                }
                // A small number may be an hour ("Monday 5").
                let day = value > 12 && self.gap(n) == Gap::Space && here.clause_ends(next);
                day.then_some((
                    next,
                    When::DayOfMonth { day: number.day, month_shift: None, weekday: Some(weekday) },
                ))
            }
            Kind::Nth(_) | Kind::Tens(_) | Kind::SpelledNth(_) | Kind::Cardinal(_) => {
                let (next, number) = here.day_number(n)?;
                if let Some(found) = here.day_then_month(next, number) {
                    return set(found);
                }
                let day = number.ordinal && (number.digits || number.day > 19) && self.gap(n) == Gap::Space;
                day.then_some((
                    next,
                    When::DayOfMonth { day: number.day, month_shift: None, weekday: Some(weekday) },
                ))
            }
            _ => None,
        }
    }

    /// "first Monday of April", "last Friday of the month": `i` is the weekday, `nth` -1 the last.
    pub(super) fn weekday_of_month(&self, i: usize, nth: i8) -> Found<When> {
        let Kind::Weekday(weekday, _) = self.peek(i) else {
            return None;
        };
        if nth == 0 || !matches!(self.peek(i + 1), Kind::Of | Kind::In) {
            return None;
        }
        let (next, month) = self.month_said(i + 2)?;
        Some((next, When::NthWeekday { nth, weekday, month }))
    }

    /// "first week of October on Friday": `i` is the word "week".
    pub(super) fn nth_week(&self, i: usize, nth: u8) -> Found<When> {
        if !matches!(self.peek(i), Kind::Unit { unit: Unit::Week, plural: false })
            || !matches!(self.peek(i + 1), Kind::Of | Kind::In)
            || nth > 5
        {
            return None;
        }
        let (next, month) = self.month_said(i + 2)?;
        let n = if self.kind(next) == Kind::On { next + 1 } else { next };
        // The point of a short form ("Oct.") ends no sentence before "on".
        let short =
            matches!(self.kind(next - 1), Kind::Month(_, Form::Short)) && self.gap(next) == Gap::Period;
        match self.kind(n) {
            Kind::Weekday(weekday, _) if n > next && (self.peek(next) == Kind::On || short) => {
                Some((n + 1, When::WeekdayInNthWeek { nth, weekday: Some(weekday), month }))
            }
            _ => Some((next, When::WeekdayInNthWeek { nth, weekday: None, month })),
        }
    }
}
