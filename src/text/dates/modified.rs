//! What follows "this", "next", "coming", "following" and "last": "next Friday", "the last two weeks", "next 6th of April".

use super::grammar::{Found, Grammar, Lead, whole};
use super::tokens::Gap;
use super::when::{Calendar, Order, Part, Period, When, Which, YearSaid};
use super::words::{Form, Kind, Unit};

impl Grammar<'_> {
    /// What follows "this", "next", "coming", "following", "last".
    pub(super) fn modified(&self, i: usize, lead: Lead, depth: u8) -> Found<When> {
        let i = if self.peek(i) == Kind::This
            && matches!(self.peek(i + 1), Kind::Coming | Kind::Last | Kind::Following)
        {
            i + 1
        } else {
            i
        };
        let modifier = self.peek(i);
        let n = i + 1;
        let which = match modifier {
            Kind::This => Which::This,
            Kind::Coming => Which::Coming,
            Kind::Last => Which::Last,
            _ => Which::Next,
        };
        if modifier == Kind::Last
            && let Some(found) = self.last_of_period(n)
        {
            return Some(found);
        }
        if let Some((next, period)) = self.period(i) {
            return Some(self.period_with_weekday(next, period));
        }
        match self.peek(n) {
            Kind::Weekday(_, Form::Plural) => None,
            Kind::Weekday(weekday, _) => {
                // "the last Friday of the month"
                if let Some(found) = self.weekday_of_month(n, if modifier == Kind::Last { -1 } else { 0 }) {
                    return Some(found);
                }
                if let Some((next, when)) =
                    self.weekday_with_date(n, weekday).filter(|_| modifier != Kind::Last)
                {
                    return Some((next, without_weekday_hint(when)));
                }
                Some((n + 1, When::Weekday { weekday, which, extra_weeks: 0 }))
            }
            Kind::DayPart if modifier == Kind::This => Some((n + 1, When::Near(0))),
            Kind::DayPart if modifier == Kind::Last => Some((n + 1, When::Near(-1))),
            Kind::Month(..) => self.modified_month(n, modifier),
            Kind::Holiday => match self.holiday(n)? {
                (next, When::Holiday { holiday, year: None, .. }) => {
                    Some((next, When::Holiday { holiday, year: None, back: modifier == Kind::Last }))
                }
                found => Some(found),
            },
            Kind::QuarterName(_) | Kind::HalfName(_) if modifier != Kind::Last => {
                self.named_period(n, Lead::By).map(|(next, p)| (next, whole(p)))
            }
            Kind::Season
                if matches!(modifier, Kind::This | Kind::Next | Kind::Coming) && !self.describes(n + 1) =>
            {
                Some((n + 1, When::Vague))
            }
            _ => self.modified_number(n, modifier, lead, depth),
        }
    }

    /// "next March", "last May": a month that is also a verb only where the clause ends with it.
    fn modified_month(&self, n: usize, modifier: Kind) -> Found<When> {
        let Kind::Month(month, form) = self.peek(n) else { return None };
        if let Some(found) = self.month_first(n, Lead::Bare).filter(|_| modifier != Kind::Last) {
            return Some(found);
        }
        let next = n + 1;
        if form == Form::Risky && !matches!(self.gap(next), Gap::Stop | Gap::Period | Gap::Comma) {
            return None;
        }
        let year = if modifier == Kind::Last { YearSaid::Past } else { YearSaid::Open };
        Some((next, whole(Period::NamedMonth { month, year })))
    }

    /// "last day of February", "last week of the quarter": `i` is the word after "last".
    pub(super) fn last_of_period(&self, i: usize) -> Found<When> {
        let Kind::Unit { unit: unit @ (Unit::Day | Unit::Week), plural: false } = self.peek(i) else {
            return None;
        };
        if !matches!(self.peek(i + 1), Kind::Of | Kind::In) {
            return None;
        }
        let (next, period) = self.any_period(i + 2, 0)?;
        let last_day = unit == Unit::Day;
        let when = if last_day {
            When::NthDay { nth: -1, period }
        } else {
            When::Period { period, part: Part::End }
        };
        Some((next, when))
    }

    /// "next week Wednesday", "next week on Wednesday".
    pub(super) fn period_with_weekday(&self, next: usize, period: Period) -> (usize, When) {
        let n = if self.peek(next) == Kind::On { next + 1 } else { next };
        match (&period, self.peek_over_comma(n)) {
            (&Period::Week(week_shift), Kind::Weekday(weekday, Form::Sure | Form::Short))
                if self.gap(n) != Gap::Open =>
            {
                (n + 1, When::WeekdayOf { weekday, week_shift })
            }
            _ => (next, whole(period)),
        }
    }

    /// "next 5/12", "next 6th of April", "in the next two weeks", "the last three months".
    pub(super) fn modified_number(&self, n: usize, modifier: Kind, lead: Lead, depth: u8) -> Found<When> {
        if !matches!(
            self.peek(n),
            Kind::Number { .. }
                | Kind::Nth(_)
                | Kind::SpelledNth(_)
                | Kind::Cardinal(_)
                | Kind::Tens(_)
                | Kind::Couple
                | Kind::Few
                | Kind::A
        ) {
            return None;
        }
        let amount = self.offset(n, Lead::In, 0);
        if modifier == Kind::Last {
            return match amount? {
                (next, When::Offset { length, base: None, .. }) => {
                    Some((next, When::Offset { length, back: true, base: None, weekday: None }))
                }
                _ => None,
            };
        }
        if modifier != Kind::This
            && let Some((next, when @ When::Offset { base: None, .. })) = amount
        {
            let led = matches!(lead, Lead::In | Lead::Within | Lead::During | Lead::By);
            return (led && depth > 0).then_some((next, when));
        }
        match self.dated_number(n, Lead::By)? {
            found @ (_, When::Calendar(_)) => Some(found),
            found @ (_, When::DayOfMonth { .. }) if modifier != Kind::This => Some(found),
            _ => None,
        }
    }
}

/// "this Friday 7.6": the near Friday is meant, so a weekday that fits one reading in some other week proves nothing.
pub(super) fn without_weekday_hint(when: When) -> When {
    match when {
        When::Calendar(calendar) if calendar.order != Order::Known => {
            When::Calendar(Calendar { weekday: None, ..calendar })
        }
        when => when,
    }
}
