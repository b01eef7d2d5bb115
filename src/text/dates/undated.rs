//! Deadlines that name no day: "before the board meeting", "as soon as possible", "every Friday".

use super::grammar::{Found, Grammar, Lead};
use super::tokens::Gap;
use super::when::When;
use super::words::Kind;

impl Grammar<'_> {
    /// "every Friday", "every two weeks", "each month".
    pub(super) fn every(&self, i: usize) -> Found<When> {
        match self.peek(i + 1) {
            Kind::Weekday(..) | Kind::Unit { .. } | Kind::DayPart => Some((i + 2, When::Repeats)),
            Kind::Cardinal(_) | Kind::Number { .. } | Kind::Couple | Kind::Few | Kind::SpelledNth(_)
                if matches!(self.peek(i + 2), Kind::Unit { .. } | Kind::Weekday(..)) =>
            {
                Some((i + 3, When::Repeats))
            }
            _ => None,
        }
    }

    /// "as soon as possible", "as soon as we can", "immediately".
    pub(super) fn as_soon_as(&self, i: usize) -> Found<When> {
        if self.peek(i) == Kind::Asap {
            // "immediately after that" says no more than "then".
            let alone = !self.is_word(i, "immediately") || matches!(self.gap(i + 1), Gap::Stop | Gap::Period);
            return alone.then_some((i + 1, When::Asap));
        }
        if self.peek(i + 1) != Kind::Soon || self.peek(i + 2) != Kind::As {
            return None;
        }
        if self.is_word(i + 3, "possible") || self.is_word(i + 3, "practicable") {
            return Some((i + 4, When::Asap));
        }
        self.is_word(i + 4, "can").then_some((i + 5, When::Asap))
    }

    /// "before the board meeting", "after the release", "by the end of the sprint", "at the next review".
    pub(super) fn event(&self, i: usize, lead: Lead) -> Found<When> {
        if !matches!(
            lead,
            Lead::By | Lead::Before | Lead::After | Lead::On | Lead::In | Lead::For | Lead::Within
        ) {
            return None;
        }
        let mut n = i;
        let mut upcoming = false;
        while matches!(
            self.peek(n),
            Kind::The
                | Kind::Own
                | Kind::This
                | Kind::Next
                | Kind::Coming
                | Kind::Following
                | Kind::End
                | Kind::Of
                | Kind::Begin
        ) && n < i + 6
        {
            upcoming |= matches!(self.peek(n), Kind::Next | Kind::Coming | Kind::End | Kind::Begin);
            n += 1;
        }
        let bounded = matches!(lead, Lead::By | Lead::Before | Lead::After);
        if n == i && lead != Lead::Before && lead != Lead::After || !bounded && !upcoming {
            return None;
        }
        // "after meeting with the team" tells of an act.
        self.event_name(n)
            .filter(|&next| n > i || !self.is_word(next, "with"))
            .map(|next| (next, When::Event))
    }

    /// A few words that end in the name of an event.
    pub(super) fn event_name(&self, i: usize) -> Option<usize> {
        let mut end = None;
        for n in i..i + 5 {
            match self.peek(n) {
                Kind::Event | Kind::Deadline => end = Some(n + 1),
                Kind::EventFirst
                    if matches!(self.word(n + 1), "live" | "off" | "up" | "in" | "out" | "over")
                        && self.gap(n + 1) == Gap::Hyphen =>
                {
                    end = Some(n + 2);
                    break;
                }
                Kind::Other
                | Kind::QuarterName(_)
                | Kind::Close
                | Kind::Business
                | Kind::Weekday(..)
                | Kind::Month(..)
                    if end.is_none() => {}
                Kind::Other => return None,
                _ => break,
            }
        }
        end
    }
}
