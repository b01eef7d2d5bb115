//! What begins with a month: "March 14", "Mar. the 14th, 2026", "oct/2", and "in March" alone.

use super::calendar::DayNumber;
use super::grammar::{Found, Grammar, Lead};
use super::tokens::Gap;
use super::when::{Period, When, YearSaid};
use super::words::{Form, Kind, Unit};

impl Grammar<'_> {
    /// What begins with a month: "March 14", "Mar. the 14th, 2026", "oct/2", and "March" alone after a preposition.
    pub(super) fn month_first(&self, i: usize, lead: Lead) -> Found<When> {
        let Kind::Month(month, form) = self.kind(i) else {
            return None;
        };
        if matches!(self.gap(i + 1), Gap::Slash | Gap::Hyphen)
            && let Some(found) = self.glued_with_month(i)
        {
            return Some(found);
        }
        let short = form == Form::Short && self.gap(i + 1) == Gap::Period;
        let here = Grammar { first: if short { i + 1 } else { self.first }, ..*self };
        let n = if here.peek(i + 1) == Kind::The { i + 2 } else { i + 1 };
        if let Some((next, year)) = here.year(n).filter(|_| n == i + 1) {
            return Some((
                next,
                super::grammar::whole(Period::NamedMonth { month, year: YearSaid::Is(year) }),
            ));
        }
        if let Some((next, number)) = here.day_number(n)
            && self.day_fits_month(i, n, next, form, number)
        {
            let range = self.gap(next) == Gap::Hyphen
                && matches!(self.peek(next), Kind::Number { digits: 1..=2, .. });
            if range {
                // "March 10-14": the last day; what is spoken of lasts until then.
                let (end, last) = Grammar { first: next, ..*self }
                    .day_number(next)
                    .filter(|(_, last)| last.day > number.day)?;
                let (end, year) = self.year(end).map_or((end, None), |(end, year)| (end, Some(year)));
                return Some((end, self.said(month, last.day, year)));
            }
            let (next, year) = self.year(next).map_or((next, None), |(next, year)| (next, Some(year)));
            let next = self.bracketed_weekday(next);
            return Some((next, self.said(month, number.day, year)));
        }
        self.month_alone(i, month, form, lead)
    }

    /// Whether the number after a month is its day: "may 5" after "we" is a verb, "march two" a verb and a count.
    pub(super) fn day_fits_month(
        &self,
        i: usize,
        n: usize,
        next: usize,
        form: Form,
        number: DayNumber,
    ) -> bool {
        let comma = self.gap(n) == Gap::Comma;
        if comma && !number.ordinal || self.gap(n) == Gap::Open {
            return false;
        }
        // "we may 5", "you may second": pronouns that can only be subjects, then those that can be objects too.
        let before = |words: &[&str]| {
            i > 0
                && self.gap(i) == Gap::Space
                && words.iter().any(|w| self.word(i - 1).eq_ignore_ascii_case(w))
        };
        let subject = before(&["i", "we", "they", "he", "she", "who"])
            || !number.digits && before(&["you", "it", "this", "that", "which"]);
        if form == Form::Risky && subject {
            return false;
        }
        if form != Form::Risky || number.ordinal {
            // "april second week": a week, not a day
            return !matches!(
                self.peek(next),
                Kind::Unit { unit: Unit::Week | Unit::Quarter | Unit::Month, .. }
            );
        }
        let spelled_low = !number.digits && number.day < 20;
        !spelled_low && !matches!(self.peek(next), Kind::Unit { .. })
    }

    /// "in March", "by June": only after a preposition of time, and not where a name or verb is likelier.
    pub(super) fn month_alone(&self, i: usize, month: u8, form: Form, lead: Lead) -> Found<When> {
        let (next, year) = self.year_said(i + 1);
        if !matches!(lead, Lead::In | Lead::By | Lead::Before | Lead::During | Lead::After)
            && year == YearSaid::Open
        {
            return None;
        }
        if form != Form::Sure && year == YearSaid::Open {
            let name = self
                .tokens
                .get(next)
                .is_some_and(|t| t.capital && t.kind == Kind::Other && t.gap == Gap::Space);
            let verb =
                ["be", "have", "not", "also", "just", "well", "need"].iter().any(|w| self.is_word(next, w));
            if name
                || verb
                || self.possessive(i)
                || form == Form::Risky && self.describes(next)
                || form == Form::Short && lead == Lead::By && month == 1
            {
                return None;
            }
        }
        // "in march madness", "by June Smith"
        if lead == Lead::By
            && self
                .tokens
                .get(next)
                .is_some_and(|t| t.capital && t.kind == Kind::Other && t.gap == Gap::Space)
            && !self.all_capitals(i)
        {
            return None;
        }
        Some((next, super::grammar::whole(Period::NamedMonth { month, year })))
    }

    pub(super) fn all_capitals(&self, i: usize) -> bool {
        self.word(i).bytes().all(|b| b.is_ascii_uppercase())
    }
}
