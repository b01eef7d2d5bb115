//! What a unit looks like, in numbers. Takes a document, its units and a [`Vocabulary`]; gives for every unit the same
//! features to the trainer and to the engine: groups of words (hashed), signals in and around it, and plain measures.

mod facts;
mod visit;

use super::phrases::Phrases;
use super::signals::SIGNAL_COUNT;
use super::vocabulary::{ASKS, FILLER, NAME, NUMBER, OTHER, Vocabulary, WordId};
use crate::model::document::Document;
use crate::model::units::{Unit, Units};
use crate::text::words::{Word, hash_word, split_words};
use facts::{Facts, count_words};
use rustc_hash::FxHashSet;

/// Groups of words are hashed into this many places (a power of two).
pub const HASHED: usize = 1 << 16;
/// First feature of the plain measures.
pub const MEASURES: usize = HASHED;
/// How many plain measures there are.
pub const MEASURE_COUNT: usize = 34;
/// First feature of the signals in the unit itself.
pub const SIGNALS_OWN: usize = MEASURES + MEASURE_COUNT;
/// First feature of the signals around the unit: before and after it, by the same speaker and by others.
pub const SIGNALS_NEAR: usize = SIGNALS_OWN + SIGNAL_COUNT;
/// First feature of the pairs of signals in the unit itself.
pub const SIGNAL_PAIRS: usize = SIGNALS_NEAR + 4 * SIGNAL_COUNT;
/// Number of features.
pub const FEATURE_COUNT: usize = SIGNAL_PAIRS + SIGNAL_COUNT * SIGNAL_COUNT;

/// The features of all units of a document.
#[derive(Debug, Default)]
pub struct Features {
    words: Vec<WordId>,
    ends: Vec<u32>,
    signals: Vec<u32>,
    facts: Vec<Facts>,
    /// Share of all words by speaker; the first stands for "nobody named".
    shares: Vec<f32>,
    /// The speaker with most words.
    chair: u32,
    /// Words said in all.
    pub total_words: u32,
}

impl Features {
    /// Looks at all units once.
    pub fn of(document: &Document, units: &Units, vocabulary: &Vocabulary, phrases: &Phrases) -> Self {
        let names = participant_names(document, vocabulary);
        let counts = count_words(units);
        let mut all = Features { shares: vec![0.0; document.speakers.len() + 1], ..Features::default() };
        let often = (units.units.len() as u32 / 20).max(8);
        let mut turn_words = 0;
        for (index, unit) in units.units.iter().enumerate() {
            let words = units.words_of(unit);
            let speaks = |other: Option<&Unit>| other.is_some_and(|other| other.speaker == unit.speaker);
            let first_of_turn = !speaks(index.checked_sub(1).and_then(|i| units.units.get(i)));
            turn_words = if first_of_turn { 0 } else { turn_words } + words.len() as u32;
            let mut facts = Facts {
                words_before: all.total_words,
                words: words.len().min(u16::MAX.into()) as u16,
                turn_words,
                asks: document.slice(unit.span).ends_with('?'),
                first_of_turn,
                last_of_turn: !speaks(units.units.get(index + 1)),
                speaker: unit.speaker.map_or(0, |speaker| speaker + 1),
                ..Facts::default()
            };
            facts.weigh_words(&document.text, words, &counts, often);
            all.push_words(&document.text, words, facts.asks, vocabulary, &names);
            let from = all.ends.last().copied().unwrap_or(0) as usize;
            all.signals.push(phrases.find(&all.words[from..]));
            all.ends.push(all.words.len() as u32);
            all.shares[facts.speaker as usize] += words.len() as f32;
            all.total_words = all.total_words.saturating_add(words.len() as u32);
            all.facts.push(facts);
        }
        all.find_chair();
        all
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether there is no unit.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// The words of a unit, without fillers, cut-off words and repeats.
    pub fn words(&self, unit: usize) -> &[WordId] {
        let from = unit.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.words[from..self.ends[unit] as usize]
    }

    /// Number of words of a unit as they stand in the text.
    pub fn word_count(&self, unit: usize) -> usize {
        self.facts[unit].words.into()
    }

    /// Words said before a unit.
    pub fn words_before(&self, unit: usize) -> u32 {
        self.facts[unit].words_before
    }

    /// A number for the speaker of a unit; 0 if nobody is named.
    pub fn speaker(&self, unit: usize) -> u32 {
        self.facts[unit].speaker
    }

    /// Whether the one who says most says this.
    pub fn is_chair(&self, unit: usize) -> bool {
        self.facts[unit].speaker == self.chair
    }

    /// The signals in a unit, as bits.
    pub fn signals(&self, unit: usize) -> u32 {
        self.signals[unit]
    }

    /// Calls `each` with every feature of a unit and its value; one feature may come more than once and adds up.
    pub fn visit(&self, unit: usize, mut each: impl FnMut(usize, f32)) {
        self.visit_words(unit, &mut each);
        self.visit_words_near(unit, &mut each);
        self.visit_signals(unit, &mut each);
        self.visit_measures(unit, &mut each);
    }

    fn push_words(
        &mut self,
        text: &str,
        words: &[Word],
        asks: bool,
        vocabulary: &Vocabulary,
        names: &FxHashSet<u64>,
    ) {
        let from = self.words.len();
        for (index, word) in words.iter().enumerate() {
            let id = vocabulary.id(word.hash).unwrap_or_else(|| {
                let first = text.as_bytes()[word.start as usize];
                match first {
                    _ if first.is_ascii_digit() => NUMBER,
                    _ if names.contains(&word.hash) || (index > 0 && first.is_ascii_uppercase()) => NAME,
                    _ => OTHER,
                }
            });
            let is_cut_off = text.as_bytes().get(word.end as usize) == Some(&b'-');
            let is_repeat = self.words.len() > from && self.words.last() == Some(&id);
            if id != FILLER && !is_cut_off && !is_repeat {
                self.words.push(id);
            }
        }
        if asks {
            self.words.push(ASKS);
        }
    }

    fn find_chair(&mut self) {
        let total = self.total_words.max(1) as f32;
        let most = self.shares.iter().copied().fold(0.0, f32::max);
        self.chair = self.shares.iter().position(|&share| share == most).unwrap_or(0) as u32;
        self.shares.iter_mut().for_each(|share| *share /= total);
    }
}

/// Parts of speakers' names that are not common words.
fn participant_names(document: &Document, vocabulary: &Vocabulary) -> FxHashSet<u64> {
    let mut words = Vec::new();
    let mut names = FxHashSet::default();
    for name in &document.speakers {
        words.clear();
        split_words(name, 0, &mut words);
        let parts = words.iter().map(|word| word.of(name)).filter(|part| part.chars().count() > 2);
        names.extend(parts.map(hash_word).filter(|&hash| vocabulary.id(hash).is_none()));
    }
    names
}

/// Documents for tests.
#[cfg(test)]
pub(crate) mod samples {
    use crate::model::document::{BlockKind, Document, DocumentBuilder, Place};

    /// A meeting of turns: who says what.
    pub(crate) fn turns(turns: &[(&str, &str)]) -> Document {
        let mut builder = DocumentBuilder::default();
        for (speaker, text) in turns {
            builder.add(BlockKind::Turn, Some(speaker), text, Place::default());
        }
        Document {
            title: "Meeting".into(),
            format: "text".into(),
            ..Document::new("d1", "meeting.txt", builder.finish())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::turns;
    use super::*;
    use crate::engine::builtin::signals::SIGNALS;

    const WORDS: &str = "i\nwill\nsend\nthe\nby\nokay\nwhat\nwe\ndecided\n";

    fn look(turns_said: &[(&str, &str)]) -> Features {
        let document = turns(turns_said);
        let vocabulary = Vocabulary::new(WORDS);
        let phrases = Phrases::new(&vocabulary);
        Features::of(&document, &Units::of(&document), &vocabulary, &phrases)
    }

    fn values(features: &Features, unit: usize) -> Vec<(usize, f32)> {
        let mut all = Vec::new();
        features.visit(unit, |feature, value| all.push((feature, value)));
        all
    }

    #[test]
    fn words_are_numbered_or_classed() {
        let vocabulary = Vocabulary::new(WORDS);
        let id = |word: &str| vocabulary.id(hash_word(word)).unwrap();
        let features =
            look(&[("Ann Lee", "Um, I I will send lee the 3 gearboxes by Friday"), ("Bob", "we-")]);
        let expected = [id("i"), id("will"), id("send"), NAME, id("the"), NUMBER, OTHER, id("by"), 3];
        assert_eq!(features.words(0), expected);
        assert!(features.words(1).is_empty(), "cut off");
    }

    #[test]
    fn signals_are_seen_in_and_around_a_unit() {
        let features = look(&[("Ann", "I will send the list."), ("Bob", "Okay."), ("Ann", "What?")]);
        let signal = |says: &str| SIGNALS.iter().position(|s| s.says == says).unwrap();
        let own = values(&features, 0);
        assert!(own.contains(&(SIGNALS_OWN + signal("the speaker takes something on"), 1.0)));
        let agrees_after = SIGNALS_NEAR + 3 * SIGNAL_COUNT + signal("agrees");
        assert!(own.contains(&(agrees_after, 0.5)), "by another, after");
        assert!(!values(&features, 2).iter().any(|&(feature, _)| feature == agrees_after));
    }

    #[test]
    fn every_feature_has_a_place() {
        let long = "we decided the gearbox 12 ".repeat(40);
        let features =
            look(&[("", &long), ("Bob", "?"), ("Ann", "É"), ("Ann", "What will the O’Hara send?")]);
        for unit in 0..features.len() {
            for (feature, value) in values(&features, unit) {
                assert!(feature < FEATURE_COUNT && value.is_finite());
            }
        }
    }
}
