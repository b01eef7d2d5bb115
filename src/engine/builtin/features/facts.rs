//! Plain facts of a unit, and how often each word of a document occurs.

use crate::model::units::Units;
use crate::text::words::Word;

/// Plain facts about a unit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts {
    pub(super) words_before: u32,
    pub(super) words: u16,
    pub(super) turn_words: u32,
    pub(super) capitals: u8,
    pub(super) content: u8,
    pub(super) repeated: u8,
    pub(super) salience: f32,
    pub(super) asks: bool,
    pub(super) first_of_turn: bool,
    pub(super) last_of_turn: bool,
    pub(super) speaker: u32,
}

impl Facts {
    /// Counts capitals and content words, and how much those are what the document talks about.
    pub(super) fn weigh_words(&mut self, text: &str, words: &[Word], counts: &[u32], often: u32) {
        for (index, word) in words.iter().enumerate() {
            let length = word.end - word.start;
            let is_capital = text.as_bytes()[word.start as usize].is_ascii_uppercase();
            self.capitals = self.capitals.saturating_add(u8::from(index > 0 && length > 1 && is_capital));
            if length < LEAST_CONTENT {
                continue;
            }
            self.content = self.content.saturating_add(1);
            let count = counts[counter(word.hash, counts.len())];
            if count <= often {
                self.salience += (count.max(1) as f32).ln();
                self.repeated = self.repeated.saturating_add(u8::from(count >= 3));
            }
        }
    }
}

/// Words of fewer bytes say little about a subject.
const LEAST_CONTENT: u32 = 4;

/// Least and most counters for the words of a document; words that share one are taken for the same.
const COUNTERS: (usize, usize) = (1 << 12, 1 << 18);

/// Counters for each word of a document.
const COUNTERS_A_WORD: usize = 4;

/// How often each word of some length occurs.
pub(super) fn count_words(units: &Units) -> Vec<u32> {
    let (least, most) = COUNTERS;
    // A power of two between powers of two; small documents would spend their time on zeroing a large table.
    let counters = (units.words.len().min(most) * COUNTERS_A_WORD).next_power_of_two().clamp(least, most);
    let mut counts = vec![0u32; counters];
    for word in units.words.iter().filter(|word| word.end - word.start >= LEAST_CONTENT) {
        let count = &mut counts[counter(word.hash, counters)];
        *count = count.saturating_add(1);
    }
    counts
}

/// Which of so many counters (a power of two) counts a word.
fn counter(hash: u64, counters: usize) -> usize {
    (hash ^ (hash >> 32)) as usize & (counters - 1)
}
