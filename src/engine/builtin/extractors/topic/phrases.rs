//! Phrases that a stretch of talk could be named after: nouns said often here and less elsewhere. Takes the words of a
//! document, gives the best phrases of any of its stretches.

use super::announce::Agenda;
use super::nouns::{Nouns, is_of_meetings, says_little};
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::spoken::h;
use crate::text::words::Word;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Words of a phrase at most, "of" not counted.
const MOST_WORDS: usize = 3;
/// Phrases kept of a stretch.
const KEPT: usize = 12;
/// What a phrase is worth by its number of words: two or three say more than one.
const WORTH_OF_LENGTH: [f64; MOST_WORDS] = [1.0, 2.2, 2.4];
/// What the best word of a longer phrase adds to its score.
const WORTH_OF_WORD: f64 = 0.5;
/// A name of a person or place alone says little about the subject.
const WORTH_OF_PROPER: f64 = 0.5;
/// What it is worth that all its words were on the agenda.
const WORTH_OF_AGENDA: f64 = 1.3;

/// A phrase a stretch could be named after.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub(super) text: String,
    pub(super) stems: Vec<u32>,
    pub(super) count: u32,
    pub(super) score: f64,
}

/// What is known of a phrase in the whole document.
struct Known {
    stems: [u32; MOST_WORDS],
    length: usize,
    total: u32,
}

impl Known {
    fn stems(&self) -> &[u32] {
        &self.stems[..self.length]
    }
}

/// One time a phrase is said.
struct Said {
    phrase: u32,
    unit: u32,
    place: Range<u32>,
}

/// All phrases of a document, by where they are said.
pub(super) struct Phrases<'a> {
    talk: &'a Talk<'a>,
    known: Vec<Known>,
    said: Vec<Said>,
    agenda: &'a Agenda,
}

/// Whether only a space is between the word and the one before.
pub(super) fn is_glued(text: &str, words: &[Word], at: usize) -> bool {
    let before = words[at - 1].end;
    words[at].start == before + 1 && text.as_bytes()[before as usize] == b' '
}

impl<'a> Phrases<'a> {
    /// Finds all runs of words with meaning that are said more than once in the document.
    pub(super) fn of(talk: &'a Talk, nouns: &Nouns, agenda: &'a Agenda) -> Self {
        let mut phrases = Self { talk, known: Vec::new(), said: Vec::new(), agenda };
        let mut ids: FxHashMap<[u32; MOST_WORDS], u32> = FxHashMap::default();
        let text = &talk.document.text;
        let words = &talk.units.words;
        for (unit, one) in talk.units.units.iter().enumerate() {
            for first in one.words.clone() {
                let mut stems = [0; MOST_WORDS];
                let mut at = first;
                for length in 1..=MOST_WORDS {
                    if length > 1 {
                        at += 1;
                        // "terms of service": the link counts for nothing.
                        let is_link = length == 2 && at + 1 < one.words.end && words[at].hash == h("of");
                        if is_link && is_glued(text, words, at) {
                            at += 1;
                        }
                    }
                    if at >= one.words.end || (length > 1 && !is_glued(text, words, at)) {
                        break;
                    }
                    let family = talk.entries[at].family();
                    if family == 0 || nouns.count(family) < 2 || talk.names.is_known(words[at].hash) {
                        break;
                    }
                    if length == 1 && says_little(words[at].hash) {
                        break;
                    }
                    let word = words[at].of(text);
                    stems[length - 1] = family;
                    if nouns.may_end(family, word) && !(length == 1 && is_of_meetings(words[at].hash)) {
                        let place = words[first].start..words[at].end;
                        let id = *ids.entry(stems).or_insert_with(|| {
                            phrases.known.push(Known { stems, length, total: 0 });
                            phrases.known.len() as u32 - 1
                        });
                        phrases.known[id as usize].total += 1;
                        phrases.said.push(Said { phrase: id, unit: unit as u32, place });
                    }
                    if !nouns.may_begin(family, word) {
                        break;
                    }
                }
            }
        }
        phrases
    }

    /// The best phrases of a stretch, best first.
    pub(super) fn best(&self, units: Range<usize>, nouns: &Nouns) -> Vec<Phrase> {
        let from = self.said.partition_point(|said| (said.unit as usize) < units.start);
        let to = self.said.partition_point(|said| (said.unit as usize) < units.end);
        // Phrase, times, units with it, first place.
        let mut here: FxHashMap<u32, (u32, u32, u32, Range<u32>)> = FxHashMap::default();
        for said in &self.said[from..to] {
            let (count, turns, last, _) =
                here.entry(said.phrase).or_insert((0, 0, u32::MAX, said.place.clone()));
            *count += 1;
            *turns += u32::from(*last != said.unit);
            *last = said.unit;
        }
        let all_words = self.talk.entries.len().max(1) as f64;
        let words =
            self.talk.unit(units.end - 1).words.end.saturating_sub(self.talk.unit(units.start).words.start);
        let share = words as f64 / all_words;
        let own = |phrase: u32, count: u32, turns: u32| {
            let expected = f64::from(self.known[phrase as usize].total) * share;
            let lift = ((f64::from(count) + 0.5) / (expected + 0.5)).ln();
            (f64::from(count) * f64::from(turns)).sqrt().powf(0.75) * (lift.max(0.0) + 0.35)
        };
        let mut of_word: FxHashMap<u32, f64> = FxHashMap::default();
        #[expect(clippy::iter_over_hash_type, reason = "it only fills another map")]
        for (&phrase, &(count, turns, ..)) in &here {
            let known = &self.known[phrase as usize];
            if known.length == 1 {
                of_word.insert(known.stems[0], own(phrase, count, turns));
            }
        }
        let mut phrases: Vec<Phrase> = here
            .into_iter()
            .filter(|&(_, (_, turns, ..))| turns >= 2)
            .map(|(phrase, (count, turns, _, place))| {
                let known = &self.known[phrase as usize];
                let mut score = own(phrase, count, turns) * WORTH_OF_LENGTH[known.length - 1];
                if known.length > 1 {
                    let words = known.stems().iter().filter_map(|stem| of_word.get(stem));
                    score += WORTH_OF_WORD * words.fold(0.0, |best, &word| f64::max(best, word));
                }
                if known.stems().iter().all(|&stem| nouns.is_proper(stem)) {
                    score *= WORTH_OF_PROPER;
                }
                if known.stems().iter().all(|stem| self.agenda.has(*stem)) {
                    score *= WORTH_OF_AGENDA;
                }
                let text = self.talk.document.text[place.start as usize..place.end as usize].to_owned();
                Phrase { text, stems: known.stems().to_vec(), count, score }
            })
            .collect();
        phrases.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.text.cmp(&b.text)));
        phrases.truncate(KEPT);
        phrases
    }
}
