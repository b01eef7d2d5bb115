//! The phrases of [`super::signals`], ready to be looked for: a row of words goes in, the signals in it come out.

use super::signals::SIGNALS;
use super::vocabulary::{START, Vocabulary, WordId};

/// A phrase of a signal, ready to be compared: its words behind the first, and the signal's bit.
type Phrase = (Box<[WordId]>, u32);

/// The phrases of all signals by their first word.
#[derive(Debug)]
pub struct Phrases {
    by_first: Vec<Vec<Phrase>>,
}

impl Phrases {
    /// Prepares the table. Phrases with a word that the vocabulary lacks are left out.
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut by_first: Vec<Vec<Phrase>> = Vec::new();
        for (index, signal) in SIGNALS.iter().enumerate() {
            for phrase in signal.phrases.split("; ") {
                let ids: Option<Vec<WordId>> =
                    phrase.split(' ').map(|word| vocabulary.id_in_phrase(word)).collect();
                let Some((&first, rest)) = ids.as_ref().and_then(|ids| ids.split_first()) else { continue };
                if by_first.len() <= first as usize {
                    by_first.resize_with(first as usize + 1, Vec::new);
                }
                by_first[first as usize].push((rest.into(), 1 << index));
            }
        }
        Self { by_first }
    }

    /// The signals of a row of words, as bits.
    pub(super) fn find(&self, words: &[WordId]) -> u32 {
        let at = |first: WordId, rest: &[WordId]| {
            let phrases = self.by_first.get(first as usize).map_or(&[][..], Vec::as_slice);
            phrases.iter().filter(|(phrase, _)| rest.starts_with(phrase)).fold(0, |bits, (_, bit)| bits | bit)
        };
        let inside = words.iter().enumerate().fold(0, |bits, (i, &word)| bits | at(word, &words[i + 1..]));
        inside | at(START, words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::signals::SIGNAL_COUNT;
    use crate::text::words::hash_word;

    #[test]
    fn all_signal_words_can_be_known() {
        let words: Vec<&str> =
            SIGNALS.iter().flat_map(|s| s.phrases.split("; ")).flat_map(|p| p.split(' ')).collect();
        let vocabulary = Vocabulary::new(&words.join("\n"));
        assert!(words.iter().all(|word| vocabulary.id_in_phrase(word).is_some()));
    }

    #[test]
    fn finds_phrases_anywhere_and_at_the_start() {
        let vocabulary = Vocabulary::new("i\nwill\nsend\nwhat\nwe\n");
        let phrases = Phrases::new(&vocabulary);
        let find = |said: &str| {
            let ids: Vec<WordId> =
                said.split(' ').map(|word| vocabulary.id(hash_word(word)).expect("listed")).collect();
            let found = phrases.find(&ids);
            (0..SIGNAL_COUNT)
                .filter(|bit| found >> bit & 1 == 1)
                .map(|bit| SIGNALS[bit].says)
                .collect::<Vec<_>>()
        };
        assert!(find("we send what i will send").contains(&"the speaker takes something on"));
        assert!(find("what we send").contains(&"asks what, how or why"));
        assert!(!find("we send what").contains(&"asks what, how or why"));
        assert!(find("we").is_empty());
    }
}
