//! The borders at which a document may be cut, and the best of them for one chunk.

use super::Budget;
use crate::model::document::{BlockKind, Document};
use crate::model::span::Span;
use crate::model::units::Units;
use crate::text::tokens::{TokenCounter, TokenIndex};

/// A chunk may end at a good border from this share of the desired size on.
const FROM_SHARE: f64 = 0.85;

/// At a border of any kind from this share on, before a sentence is parted.
const FROM_SHARE_WHOLE_SENTENCES: f64 = 0.6;

/// What a better border is worth: so far, as a share of the desired size, it may lie from there.
const WORTH_OF_SHIFT: f64 = 0.22;
const WORTH_OF_BLOCK: f64 = 0.06;
const WORTH_OF_OTHER_SPEAKER: f64 = 0.08;

/// A document with all that says where it may be cut.
pub(super) struct Borders<'a> {
    pub(super) document: &'a Document,
    pub(super) units: &'a Units,
    pub(super) shifts: &'a [usize],
    pub(super) index: &'a TokenIndex,
}

impl Borders<'_> {
    /// Where the chunk from `start` ends, and its exact number of tokens.
    pub(super) fn end_of_chunk(
        &self,
        counter: &mut TokenCounter,
        start: usize,
        budget: Budget,
    ) -> (usize, usize) {
        let text = &self.document.text;
        let base = self.index.prefix_at(start);
        // The index is a little off: look exactly only where the rest may fit.
        if self.index.total() - base <= budget.max + 100 {
            let tokens = self.index.count(counter, text, start..text.len());
            if tokens <= budget.max {
                return (text.len(), tokens);
            }
        }
        for share in [FROM_SHARE, FROM_SHARE_WHOLE_SENTENCES] {
            let least = base + (budget.desired as f64 * share) as usize;
            if let Some(end) = self.best_unit_border(counter, start, least, base, budget) {
                return end;
            }
        }
        self.word_border(counter, start, base, budget)
    }

    /// The best border between units with `least` tokens before it and no more than the budget's maximum in the chunk.
    fn best_unit_border(
        &self,
        counter: &mut TokenCounter,
        start: usize,
        least: usize,
        base: usize,
        budget: Budget,
    ) -> Option<(usize, usize)> {
        let units = &self.units.units;
        let place = |unit: usize| units[unit].span.start;
        let first_after = units.partition_point(|unit| unit.span.start <= start);
        let tail = &units[first_after..];
        let from = first_after + tail.partition_point(|unit| self.index.prefix_at(unit.span.start) < least);
        let most = base + budget.max;
        let to = first_after + tail.partition_point(|unit| self.index.prefix_at(unit.span.start) <= most);
        let mut best: Vec<(f64, usize)> = (from..to)
            .map(|unit| {
                let tokens = self.index.prefix_at(place(unit)).saturating_sub(base) as f64;
                let distance = (tokens / budget.desired as f64 - 1.0).abs();
                (self.worth(unit) - distance, unit)
            })
            .collect();
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        best.into_iter().find_map(|(_, unit)| {
            let tokens = self.index.count(counter, &self.document.text, start..place(unit));
            (tokens <= budget.max).then_some((place(unit), tokens))
        })
    }

    /// What it is worth to cut before a unit.
    fn worth(&self, unit: usize) -> f64 {
        let (before, after) = (&self.units.units[unit - 1], &self.units.units[unit]);
        let begins_block = before.block != after.block;
        let is_heading = |block: usize| matches!(self.document.blocks[block].kind, BlockKind::Heading(_));
        if self.shifts.binary_search(&unit).is_ok() || (begins_block && is_heading(after.block)) {
            WORTH_OF_SHIFT
        } else if !begins_block || is_heading(before.block) {
            0.0
        } else if before.speaker != after.speaker || after.speaker.is_none() {
            WORTH_OF_OTHER_SPEAKER
        } else {
            WORTH_OF_BLOCK
        }
    }

    /// A border between words, or between characters where there is none, as near below the desired size as can be.
    fn word_border(
        &self,
        counter: &mut TokenCounter,
        start: usize,
        base: usize,
        budget: Budget,
    ) -> (usize, usize) {
        let text = &self.document.text;
        let first = start + text[start..].chars().next().map_or(0, char::len_utf8);
        let words = &self.units.words;
        let after = words.partition_point(|word| word.start as usize <= start);
        let count = words[after..]
            .partition_point(|word| self.index.prefix_at(word.start as usize) <= base + budget.desired);
        let mut end = match count {
            0 => text.floor_char_boundary(start + budget.desired * 4),
            _ => words[after + count - 1].start as usize,
        };
        let mut is_at_word = count > 0;
        loop {
            end = end.max(first);
            let tokens = self.index.count(counter, text, start..end);
            if tokens <= budget.max || end == first {
                return (end, tokens);
            }
            // The guess was too far: go back in proportion, so that a few steps are enough for any text.
            let length = (end - start) * budget.desired / tokens;
            end = text.floor_char_boundary(start + length.min((end - start) * 9 / 10));
            let before = words.partition_point(|word| (word.start as usize) <= end);
            is_at_word = is_at_word && before > after;
            if is_at_word {
                end = words[before - 1].start as usize;
            }
        }
    }

    /// Up to `context` tokens of whole units that end at `start`.
    pub(super) fn before(&self, counter: &mut TokenCounter, start: usize, context: usize) -> Span {
        let units = &self.units.units;
        let least = self.index.prefix_at(start).saturating_sub(context);
        let first = units
            .partition_point(|unit| unit.span.start < start && self.index.prefix_at(unit.span.start) < least);
        let fits = units[first..]
            .iter()
            .map(|unit| unit.span.start)
            .take_while(|&from| from < start)
            .find(|&from| self.index.count(counter, &self.document.text, from..start) <= context);
        Span::new(fits.unwrap_or(start), start)
    }

    /// Up to `context` tokens of whole units that begin at `end`.
    pub(super) fn after(&self, counter: &mut TokenCounter, end: usize, context: usize) -> Span {
        let units = &self.units.units;
        let most = self.index.prefix_at(end) + context;
        let last =
            units.partition_point(|unit| unit.span.end <= end || self.index.prefix_at(unit.span.end) <= most);
        let fits = units[..last]
            .iter()
            .rev()
            .map(|unit| unit.span.end)
            .take_while(|&to| to > end)
            .find(|&to| self.index.count(counter, &self.document.text, end..to) <= context);
        Span::new(end, fits.unwrap_or(end))
    }
}
