//! The numbers that a document gives to its parts, as far as references can be held against them. Takes the labels of a view,
//! says whether a part of some number is there, and which comes nearest.

use super::super::labels::{Number, Part, read_number};
use super::super::view::View;
use super::reference::Reference;
use crate::model::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A document with fewer numbered sections says too little about its numbering to miss one.
const FEWEST_LABELS: usize = 5;
/// A section number this high is a statute's, or a row of seats, unless the document counts that far itself.
const FAR: u32 = 100;

/// What numbers a document has.
pub(super) struct Known<'a> {
    /// Every number of sections and articles, and every beginning of one.
    sections: FxHashSet<Vec<u32>>,
    /// Labels of sections in rising order, for the nearest one.
    sorted: Vec<(&'a [u32], Span)>,
    /// Numbers of all other parts.
    others: BTreeMap<(Part, &'a Number), Span>,
    /// How many section numbers have more than one part.
    dotted: usize,
    /// How many parts of a kind there are, by whether letters count them.
    forms: FxHashMap<(Part, bool), usize>,
    /// Whether the text cites statutes by title and section.
    cites_statutes: bool,
}

impl<'a> Known<'a> {
    pub(super) fn of(view: &'a View, references: &[Reference]) -> Self {
        let mut known = Known {
            sections: FxHashSet::default(),
            sorted: Vec::new(),
            others: BTreeMap::new(),
            forms: FxHashMap::default(),
            cites_statutes: view.text.contains("U.S.C.") || view.text.contains("C.F.R."),
            dotted: 0,
        };
        for label in view.labels() {
            match (&label.number, label.part) {
                (Number::Decimal(parts), Part::Section | Part::Article) => {
                    known.add(parts);
                    known.dotted += usize::from(parts.len() > 1);
                    known.sorted.push((parts, label.span));
                }
                (number, part) if label.opens_line => {
                    known.others.entry((part, number)).or_insert(label.span);
                }
                _ => {}
            }
        }
        for (part, number) in known.others.keys() {
            *known.forms.entry((*part, has_letters(number))).or_default() += 1;
        }
        known.sorted.sort();
        known.add_unclaimed(view, references);
        known
    }

    fn add(&mut self, parts: &[u32]) {
        for length in 1..=parts.len() {
            self.sections.insert(parts[..length].to_vec());
        }
    }

    /// Numbers such as `7.1` that stand in the text and in no reference may be headings whose line was lost.
    fn add_unclaimed(&mut self, view: &View, references: &[Reference]) {
        let claimed: FxHashSet<usize> = references.iter().map(|reference| reference.span.end).collect();
        for word in &view.units.words {
            let start = word.start as usize;
            let is_digit = view.text.as_bytes()[start].is_ascii_digit();
            if is_digit
                && !view.before(start, 1).ends_with(['.', '$', '(', ','])
                && let Some((Number::Decimal(parts), end)) = read_number(view.text, start, false)
                && parts.len() > 1
                && !claimed.contains(&end)
            {
                self.add(&parts);
            }
        }
    }

    /// Whether the document numbers such parts, and has none of this number.
    pub(super) fn lacks(&self, part: Part, number: &Number) -> bool {
        match (part, number) {
            (Part::Section | Part::Article, Number::Decimal(parts)) => {
                // "Article 5.00" is Article 5.
                let kept = parts.iter().rposition(|&part| part > 0).map_or(0, |at| at + 1);
                let above = self.sorted.partition_point(|(label, _)| label[0] * 2 < parts[0]);
                let is_near =
                    parts[0] < FAR || self.sorted.len() - above >= FEWEST_LABELS && !self.cites_statutes;
                self.sorted.len() >= FEWEST_LABELS
                    && is_near
                    && kept > 0
                    && !self.sections.contains(&parts[..kept])
            }
            (Part::Section | Part::Article, Number::Letters(_)) => false,
            // An exhibit is often filed apart; only where others of its kind are here can one be missed.
            (part, number) => {
                let alike = self.forms.get(&(part, has_letters(number))).copied().unwrap_or(0);
                alike >= 2 && !self.others.contains_key(&(part, number))
            }
        }
    }

    /// The section whose number is the nearest below.
    pub(super) fn nearest(&self, number: &Number) -> Option<Span> {
        let Number::Decimal(parts) = number else { return None };
        let after = self.sorted.partition_point(|(label, _)| *label <= parts.as_slice());
        self.sorted.get(after.saturating_sub(1)).map(|(_, span)| *span)
    }

    /// One part of this kind that the document has.
    pub(super) fn example(&self, part: Part) -> Option<Span> {
        self.others.iter().find(|((other, _), _)| *other == part).map(|(_, span)| *span)
    }

    pub(super) fn score(&self, number: &Number) -> f32 {
        let is_rich = if is_plain(number) { self.sections.len() >= 8 } else { self.dotted >= 5 };
        if is_rich { 0.85 } else { 0.55 }
    }
}

fn has_letters(number: &Number) -> bool {
    matches!(number, Number::Letters(_))
}

pub(super) fn is_plain(number: &Number) -> bool {
    matches!(number, Number::Decimal(parts) if parts.len() == 1)
}
