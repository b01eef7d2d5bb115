//! Sentences that take back a value: "the price is 24.99, it isn't 29 anymore". Takes a later meeting, gives what it
//! takes back and what it puts in its place, so that the decision it speaks of is found even if its words are others.

use super::super::terms::Terms;
use crate::model::analysis::DocumentAnalysis;
use crate::model::document::Document;
use crate::model::finding::{Finding, FindingKind};
use crate::model::span::Span;
use crate::model::units::{Unit, Units};
use crate::text::words::{Word, hash_word};

/// A longer sentence speaks of more than one thing.
const MOST_WORDS: usize = 30;
/// The value taken back stands at most so many words behind the words that do it.
const REACH: usize = 3;

/// A sentence that takes back a value.
pub(super) struct Retraction {
    pub(super) span: Span,
    /// The values that no longer hold.
    pub(super) old: Vec<u64>,
    new: Vec<u64>,
    terms: Terms,
}

/// The sentences of a document that name a value which no longer holds and another that does.
pub(super) fn read_retractions(document: &Document, units: &Units) -> Vec<Retraction> {
    let read = |unit: &Unit| {
        let words = units.words_of(unit);
        let from = words_that_retract(&document.text, words)?;
        let to = words.len().min(from + REACH);
        let old = Terms::of_words(&document.text, &words[from..to]).values;
        let mut terms = Terms::of_words(&document.text, words);
        let new: Vec<u64> = terms.values.iter().copied().filter(|value| !old.contains(value)).collect();
        terms.stems.retain(|stem| !terms.values.contains(stem));
        (!old.is_empty() && !new.is_empty()).then_some(Retraction { span: unit.span, old, new, terms })
    };
    units
        .units
        .iter()
        .filter(|unit| unit.is_speech && unit.words.len() <= MOST_WORDS)
        .filter_map(read)
        .collect()
}

/// Where the words behind "isn't … anymore", "no longer", "instead of" or "rather than" begin.
fn words_that_retract(text: &str, words: &[Word]) -> Option<usize> {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|found| found.hash == hash_word(word));
    let is_over = (0..words.len()).any(|at| is(at, "anymore") || (is(at, "any") && is(at + 1, "more")));
    (0..words.len()).find_map(|at| {
        let pair = (is(at, "no") && is(at + 1, "longer"))
            || (is(at, "instead") && is(at + 1, "of"))
            || (is(at, "rather") && is(at + 1, "than"));
        let denies = || {
            let word = words[at].of(text);
            is(at, "not") || word.ends_with("n't") || word.ends_with("n’t")
        };
        match (pair, is_over) {
            (true, _) => Some(at + 2),
            (false, true) => denies().then_some(at + 1),
            _ => None,
        }
    })
}

impl Retraction {
    /// Whether it speaks of the decision: the decision has the old value and not the new one, and a telling word of the
    /// sentence is in the decision or in the title of the topic it was made under.
    pub(super) fn is_of(&self, analysis: &DocumentAnalysis, decision: &Finding, terms: &Terms) -> bool {
        let has = |values: &[u64]| values.iter().all(|value| terms.values.contains(value));
        if decision.kind != FindingKind::Decision || !has(&self.old) || has(&self.new) {
            return false;
        }
        let place = decision.evidence[0].span().start;
        let is_around = |topic: &&Finding| {
            let span = topic.extent.as_ref().map(|extent| extent.span);
            span.is_some_and(|span| span.start <= place && place < span.end)
        };
        let topics = analysis.findings.iter().filter(|finding| finding.kind == FindingKind::Topic);
        self.terms.shared(terms).next().is_some()
            || topics
                .filter(is_around)
                .any(|topic| self.terms.shared(&Terms::of(&topic.statement)).next().is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::split_words;

    #[test]
    fn finds_what_is_taken_back() {
        let retracts = |text: &str| {
            let mut words = Vec::new();
            split_words(text, 0, &mut words);
            words_that_retract(text, &words).map(|from| words[from].of(text).to_owned())
        };
        for (text, expected) in [
            ("So price is 24.99, it isn't 29 anymore.", Some("29")),
            ("The fee is 40, no longer 35.", Some("35")),
            ("We meet at ten instead of nine.", Some("nine")),
            ("It's 40 rather than 35.", Some("35")),
            ("It isn't 29, it's 30.", None),
            ("Nobody asks for 29 anymore.", None),
        ] {
            assert_eq!(retracts(text).as_deref(), expected, "{text}");
        }
    }
}
