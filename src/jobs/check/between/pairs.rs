//! Facts that documents of one deal give differently. Takes what is kept of each document, gives the pairs of facts, without
//! their words.

use super::tie::{Tie, tie};
use crate::model::shared::{FactOf, Identity};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A party, a day or a set of names that more documents share tells no deal apart.
const MOST_SHARING: usize = 64;
/// Findings between one document and those before it.
const MOST_FOUND: usize = 200;

/// A fact without its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    pub(super) of: FactOf,
    pub(super) key: u64,
    pub(super) value: u64,
}

/// What is kept of a document.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) identity: Identity,
    pub(super) facts: Vec<Record>,
}

/// Two facts that differ: document and number of the fact, twice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) first: (usize, usize),
    pub(super) second: (usize, usize),
    pub(super) tie: Tie,
}

/// The pairs of facts that differ, names before sentences. A value is held against the first document of the deal that
/// has another; of many drafts each is reported once.
pub(super) fn differing(kept: &[Kept]) -> Vec<Pair> {
    let mut earlier: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut pairs = Vec::new();
    let facts: Vec<_> = kept.iter().map(|kept| OnceOnly::of(&kept.facts)).collect();
    for (second, kept_second) in kept.iter().enumerate() {
        let identity = &kept_second.identity;
        let marks = identity.parties.iter().chain(&identity.days).copied().chain([identity.names]);
        let marks: Vec<u64> = marks.filter(|&mark| mark != 0).collect();
        let mut near: BTreeSet<usize> = BTreeSet::new();
        for mark in &marks {
            near.extend(
                earlier.get(mark).filter(|sharing| sharing.len() < MOST_SHARING).into_iter().flatten(),
            );
        }
        let mut settled: BTreeSet<u64> = BTreeSet::new();
        let mut found = Vec::new();
        for first in near {
            let Some(tie) = tie(&kept[first].identity, identity) else { continue };
            for (a, b) in facts[first].against(&facts[second]) {
                let fact = kept_second.facts[b];
                let (one, another) = (kept[first].facts[a].value, fact.value);
                if one == another {
                    settled.insert(fact.key);
                } else if is_comparable(fact.of, tie) && !settled.contains(&fact.key) {
                    found.push(Pair { first: (first, a), second: (second, b), tie });
                }
            }
        }
        // What an earlier document says in the same way has been held against the others already.
        found.retain(|pair: &Pair| !settled.contains(&kept_second.facts[pair.second.1].key));
        let mut reported: BTreeSet<u64> = BTreeSet::new();
        found.retain(|pair| reported.insert(kept_second.facts[pair.second.1].key));
        found.sort_by_key(|pair| (kept_second.facts[pair.second.1].of == FactOf::Sentence, pair.second.1));
        found.truncate(MOST_FOUND);
        pairs.extend(found);
        for mark in marks {
            let sharing = earlier.entry(mark).or_default();
            if sharing.len() < MOST_SHARING {
                sharing.push(second);
            }
        }
    }
    pairs
}

/// Whether documents so tied must agree on such a fact: another contract of the same parties has its own sums under the
/// same words, and its own buyer.
fn is_comparable(of: FactOf, tie: Tie) -> bool {
    match of {
        FactOf::Party => tie == Tie::Drafts,
        FactOf::Sentence => tie != Tie::SameParties,
        FactOf::Name => true,
    }
}

/// The facts of a document that it gives one value only, by key.
struct OnceOnly(BTreeMap<u64, Option<(usize, u64)>>);

impl OnceOnly {
    fn of(facts: &[Record]) -> Self {
        let mut by_key: BTreeMap<u64, Option<(usize, u64)>> = BTreeMap::new();
        for (number, fact) in facts.iter().enumerate() {
            let entry = by_key.entry(fact.key).or_insert(Some((number, fact.value)));
            if entry.is_some_and(|(_, value)| value != fact.value) {
                *entry = None;
            }
        }
        OnceOnly(by_key)
    }

    /// Numbers of the facts that both documents give one value.
    fn against(&self, other: &OnceOnly) -> Vec<(usize, usize)> {
        let both =
            self.0.iter().filter_map(|(key, mine)| Some((mine.as_ref()?.0, other.0.get(key)?.as_ref()?.0)));
        both.collect()
    }
}
