//! The terms a document defines. Takes a view, gives each place that gives a term its meaning, and every term that is put
//! in quotation marks or otherwise introduced at all.

mod key;
mod plain;
mod quoted;

use super::view::View;
use crate::model::span::Span;
pub(super) use key::key;
use rustc_hash::{FxHashMap, FxHashSet};

/// The longest term, in bytes and words.
const LONGEST_BYTES: usize = 64;
const LONGEST_WORDS: usize = 6;

/// How a term is given its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `“Term” means …`
    Means,
    /// `… (the “Term”)`
    Bracket,
}

/// A place that gives a term its meaning.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    /// The term as it is written, without quotation marks.
    pub(super) term: Span,
    /// [`key()`] of it.
    pub(super) key: String,
    /// How.
    pub(super) form: Form,
}

/// What a document says of its terms.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    /// Every place that gives a term its meaning, in order.
    pub(super) places: Vec<Definition>,
    /// Terms that are introduced in any way, by [`key()`].
    pub(super) introduced: FxHashSet<String>,
    /// The last words of introduced terms of several words, by [`key()`].
    pub(super) heads: FxHashSet<String>,
    /// Whether undefined terms have the meaning that another text gives them.
    pub(super) borrows: bool,
}

impl Definitions {
    /// Every definition of a document.
    pub(super) fn of(view: &View) -> Self {
        let mut all = Definitions::default();
        quoted::add(view, &mut all);
        plain::add(view, &mut all);
        all.places.sort_by_key(|definition| definition.term.start);
        all.places.dedup_by_key(|definition| definition.term.start);
        all.heads = all
            .introduced
            .iter()
            .filter_map(|key| key.rsplit_once(' '))
            .map(|(_, last)| last.to_owned())
            .collect();
        all.borrows = view.text.match_indices("defined").any(|(at, _)| {
            let before = view.before(at, 26).trim_end().to_ascii_lowercase();
            ["not", "not otherwise", "not herein", "not expressly", "not specifically", "not separately"]
                .iter()
                .any(|words| before.ends_with(words))
        });
        all
    }

    /// The places of each term that is given a meaning more than once.
    pub(super) fn by_key(&self) -> FxHashMap<&str, Vec<&Definition>> {
        let mut by_key: FxHashMap<&str, Vec<&Definition>> = FxHashMap::default();
        for definition in &self.places {
            by_key.entry(&definition.key).or_default().push(definition);
        }
        by_key
    }

    /// Whether the term, its plural or its singular is introduced.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.introduced.contains(key)
    }
}

/// Words that lead up to a term in brackets.
const LEADS: &[&str] = &[
    "the",
    "a",
    "an",
    "each",
    "any",
    "this",
    "such",
    "all",
    "collectively",
    "individually",
    "together",
    "hereinafter",
    "hereafter",
    "herein",
    "referred",
    "to",
    "as",
    "called",
    "known",
    "or",
    "and",
    "with",
    "defined",
    "being",
    "its",
    "their",
    "our",
    "we",
    "us",
    "also",
    "sometimes",
    "in",
    "jointly",
    "severally",
    "respectively",
    "singularly",
    "singly",
    "every",
    "either",
    "both",
    "for",
    "short",
];

fn is_term(term: &str) -> bool {
    (2..=LONGEST_BYTES).contains(&term.len())
        && term.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && term.split_whitespace().count() <= LONGEST_WORDS
        && !term.contains(['\n', '(', ';', '.', '?', '!'])
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;
    use crate::model::units::Units;

    #[test]
    fn definitions_of_a_text() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            (
                "Acme, Inc. (the “Company”) and all (collectively, the \"Parties\")",
                &["Company", "Parties"],
                &["company", "party"],
            ),
            ("“Net Sales” means all sales.", &["Net Sales"], &["net sale"]),
            ("He said “Maybe later” to them.", &[], &["maybe later"]),
            ("Product means a thing. Acme (hereinafter called Seller)", &[], &["product", "seller"]),
            ("Territory: North America", &[], &["territory"]),
            ("(\"the Declaration\")", &["Declaration"], &["declaration"]),
            ("plain words (in brackets)", &[], &[]),
        ];
        for (text, places, introduced) in cases {
            let document = document(text);
            let units = Units::of(&document);
            let view = View::new(&document, &units);
            let found: Vec<_> = view.definitions().places.iter().map(|at| view.slice(at.term)).collect();
            assert_eq!(found, *places, "{text}");
            for key in *introduced {
                assert!(view.definitions().knows(key), "{text}: {key}");
            }
        }
    }
}
