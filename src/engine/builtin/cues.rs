//! Cue phrases: what people say when they decide, promise, ask, doubt or put off. A table of phrases, matched over the
//! words of a unit in one pass. Gives every phrase found, with its place.

use super::spoken::Said;
use crate::text::words::hash_word;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a phrase is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(super) enum Cue {
    /// Something is being settled: "let's go with".
    Decide,
    /// Something was settled, without saying what: "that's decided".
    Settled,
    /// Something is put forward: "shall we say", "I'd say".
    Propose,
    /// Yes to a proposal: "agreed", "fine by me".
    Accept,
    /// Not for good: "provisionally", "for now".
    Tentative,
    /// In place of something: "instead", "we're changing it".
    Replace,
    /// The speaker takes it on: "I'll".
    Commit,
    /// Yes to a request: "will do", "sure".
    Comply,
    /// Somebody is asked: "can you", "please".
    Request,
    /// Somebody who is not named must: "someone should".
    Nobody,
    /// The group must: "we need to".
    Group,
    /// Done later: "come back to", "park".
    Defer,
    /// Not known: "I don't know".
    Unknown,
    /// Something may go wrong: "the risk is".
    Risk,
    /// A weaker sign of the same: "worried".
    Worry,
    /// Something stands in the way: "blocked by".
    Blocker,
    /// Talk about the call or pleasantries: "can you hear me".
    SmallTalk,
    /// Not meant as said: "if we were".
    Unreal,
    /// The next point begins: "moving on to".
    Next,
    /// A correction on the spot: "no wait", "sorry, I meant".
    Correct,
    /// Not settled: "we're not deciding".
    Undecided,
    /// Already so: "last month", "as we said".
    Past,
}

impl Cue {
    /// Its bit in a set of cues.
    pub(super) const fn bit(self) -> u32 {
        1 << self as u8
    }
}

/// One phrase found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// What it is a sign of.
    pub cue: Cue,
    /// Index of its first word among those said.
    pub from: usize,
    /// One past its last word.
    pub to: usize,
    /// The phrase as the table has it.
    pub phrase: &'static str,
}

/// A phrase of the table, ready for matching.
struct Phrase {
    cue: Cue,
    rest: Vec<u64>,
    text: &'static str,
}

/// Stands for one to three words of any kind in a phrase.
const ANY: u64 = hash_word("*");

static PHRASES: LazyLock<FxHashMap<u64, Vec<Phrase>>> = LazyLock::new(|| {
    let mut by_first: FxHashMap<u64, Vec<Phrase>> = FxHashMap::default();
    for (cue, phrases) in super::cue_table::CUES {
        for text in phrases.split('|').map(str::trim).filter(|text| !text.is_empty()) {
            let mut words = text.split(' ').map(hash_word);
            let first = words.next().expect("a phrase is not empty");
            by_first.entry(first).or_default().push(Phrase { cue: *cue, rest: words.collect(), text });
        }
    }
    by_first
});

/// Whether a phrase begins with the word.
pub(super) fn begins_phrase(hash: u64) -> bool {
    PHRASES.contains_key(&hash)
}

/// Adds every phrase found in the words said, and gives the set of their cues.
pub(super) fn find_cues(said: &[Said], hits: &mut Vec<Hit>) -> u32 {
    hits.clear();
    let phrases = &*PHRASES;
    let mut set = 0;
    for (at, word) in said.iter().enumerate() {
        if !word.begins {
            continue;
        }
        let Some(candidates) = phrases.get(&word.hash) else { continue };
        for phrase in candidates {
            if let Some(to) = match_rest(said, at + 1, &phrase.rest) {
                set |= phrase.cue.bit();
                hits.push(Hit { cue: phrase.cue, from: at, to, phrase: phrase.text });
            }
        }
    }
    set
}

/// Every phrase found in the words said.
pub(super) fn find_all(said: &[Said]) -> Vec<Hit> {
    let mut hits = Vec::new();
    find_cues(said, &mut hits);
    hits
}

/// Where the rest of a phrase ends if it stands at `at`.
fn match_rest(said: &[Said], at: usize, rest: &[u64]) -> Option<usize> {
    let Some((&first, after)) = rest.split_first() else { return Some(at) };
    if first == ANY {
        return (1..=3).find_map(|skip| match_rest(said, at + skip, after));
    }
    (said.get(at)?.hash == first).then(|| match_rest(said, at + 1, after))?
}

/// The set of cues of plain text, for tests.
#[cfg(test)]
pub(super) fn cues_of(text: &str) -> Vec<Cue> {
    use crate::model::document::{BlockKind, Place};
    let document = super::testing::document(&[(BlockKind::Turn, Some("Ann"), text)], Place::default());
    let units = crate::model::units::Units::of(&document);
    let (mut said, mut hits) = (Vec::new(), Vec::new());
    let mut cues = Vec::new();
    for unit in &units.units {
        super::spoken::say(
            &document.text,
            &units,
            &super::lexicon::look_up(&document.text, &units).0,
            unit,
            &mut said,
        );
        find_cues(&said, &mut hits);
        cues.extend(hits.iter().map(|hit| hit.cue));
    }
    cues
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_phrases_through_fillers_and_repeats() {
        let cases: &[(&str, Cue)] = &[
            ("so um let's uh let's go with the blue one", Cue::Decide),
            ("Right so that's decided", Cue::Settled),
            ("I I'll, um, send it over", Cue::Commit),
            ("I don't, you know, I don't know", Cue::Unknown),
            ("if the bank doesn't answer we can't pay", Cue::Risk),
            ("let's come back to that", Cue::Defer),
        ];
        for (text, cue) in cases {
            assert!(cues_of(text).contains(cue), "{text}: {:?}", cues_of(text));
        }
        assert!(cues_of("it rained all day at the market").is_empty());
    }
}
