//! Every word of a document looked up once: its family, and what it may be. Takes the words, gives four bytes for each,
//! so that everything after that reads an array and no table.

use super::cues::begins_phrase;
use super::spoken::may_fill;
use super::terms::{is_content, stem};
use crate::model::units::Units;
use crate::text::quantities::number_word;
use rustc_hash::FxHashMap;

/// What is known of one word: the number of its family below, marks above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry(u32);

/// The word may fill time.
const FILLS: u32 = 1 << 31;
/// A cue phrase may begin with it.
const BEGINS: u32 = 1 << 30;
/// It is a number in letters or figures, or the name of a month.
const COUNTS: u32 = 1 << 29;
/// A question may begin with it.
const ASKS: u32 = 1 << 28;
/// "One" stands for a thing far more often than it counts.
const ONE: u64 = super::spoken::h("one");
/// The family alone; 0 stands for everyday words.
const FAMILY: u32 = ASKS - 1;

impl Entry {
    pub(super) fn fills(self) -> bool {
        self.0 & FILLS != 0
    }
    pub(super) fn begins_phrase(self) -> bool {
        self.0 & BEGINS != 0
    }
    pub(super) fn counts(self) -> bool {
        self.0 & COUNTS != 0
    }
    pub(super) fn asks(self) -> bool {
        self.0 & ASKS != 0
    }
    /// Number of the word's family, 0 for a word without meaning of its own.
    pub(super) fn family(self) -> u32 {
        self.0 & FAMILY
    }
}

/// Looks up all words; also gives the number of families, 0 included.
pub(super) fn look_up(text: &str, units: &Units) -> (Vec<Entry>, usize) {
    let mut known: FxHashMap<u64, Entry> = FxHashMap::default();
    let mut families: FxHashMap<u64, u32> = FxHashMap::default();
    let entries = units
        .words
        .iter()
        .map(|word| {
            *known.entry(word.hash).or_insert_with(|| {
                let mut entry = 0;
                if is_content(text, word) {
                    let next = families.len() as u32 + 1;
                    entry |= (*families.entry(stem(text, word)).or_insert(next)).min(FAMILY);
                }
                let is_figure = text.as_bytes().get(word.start as usize).is_some_and(u8::is_ascii_digit);
                for (holds, mark) in [
                    (may_fill(word.hash), FILLS),
                    (begins_phrase(word.hash), BEGINS),
                    (
                        is_figure
                            || (number_word(word.hash).is_some() && word.hash != ONE)
                            || super::spoken::is_month(word.hash),
                        COUNTS,
                    ),
                    (super::extractors::may_begin_question(word.hash), ASKS),
                ] {
                    if holds {
                        entry |= mark;
                    }
                }
                Entry(entry)
            })
        })
        .collect();
    (entries, families.len() + 1)
}
