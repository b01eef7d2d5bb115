//! What a unit looks like, in numbers. Takes a document, its units and a [`Vocabulary`]; gives for every unit the same
//! features to the trainer and to the engine: groups of words (hashed), signals in and around it, and plain measures.

use super::phrases::Phrases;
use super::signals::SIGNAL_COUNT;
use super::vocabulary::{ASKS, END, FILLER, NAME, NUMBER, OTHER, START, Vocabulary, WordId};
use crate::model::document::Document;
use crate::model::units::{Unit, Units};
use crate::text::words::{Word, hash_word, split_words};
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

/// Words of this many units before and after count.
const WORDS_REACH: usize = 5;
/// Signals of this many units before and after count.
const SIGNALS_REACH: usize = 4;
/// Units longer than this many words share one unit's worth of weight among their words.
const LONG_UNIT: f32 = 8.0;
/// How much a group of words counts beside a signal (1.0): words say more about a subject, signals travel.
const WORDS_SCALE: f32 = 0.8;
/// Words in the opening and the closing of a meeting count once more, by this much.
const PLACE_SCALE: f32 = 0.7;
/// A meeting opens with this many words…
const OPENING: u32 = 300;
/// … and closes from this share of its words on.
const CLOSING: f32 = 0.85;
/// Least and most counters for the words of a document; words that share one are taken for the same.
const COUNTERS: (usize, usize) = (1 << 12, 1 << 18);
/// Counters for each word of a document.
const COUNTERS_A_WORD: usize = 4;

/// Plain facts about a unit.
#[derive(Clone, Copy, Debug, Default)]
struct Facts {
    words_before: u32,
    words: u16,
    turn_words: u32,
    capitals: u8,
    content: u8,
    repeated: u8,
    salience: f32,
    asks: bool,
    first_of_turn: bool,
    last_of_turn: bool,
    speaker: u32,
}

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

    fn visit_words(&self, unit: usize, each: &mut impl FnMut(usize, f32)) {
        let words = self.words(unit);
        let value = WORDS_SCALE * long_unit_share(words.len());
        let (mut second, mut first) = (START, START);
        for &word in words {
            each(place(1, word, 0, 0), value);
            each(place(2, first, word, 0), value);
            each(place(3, second, first, word), value);
            (second, first) = (first, word);
        }
        if let Some(template) = self.opens_or_closes(unit) {
            for &word in words {
                each(place(template, word, 0, 0), PLACE_SCALE * value);
            }
        }
        if !words.is_empty() {
            each(place(2, first, END, 0), value);
            each(place(3, second, first, END), value);
        }
    }

    /// The template of words that open or close a meeting: the same words mean other things there.
    fn opens_or_closes(&self, unit: usize) -> Option<u32> {
        let before = self.facts[unit].words_before;
        if before as f32 > CLOSING * self.total_words as f32 {
            Some(22)
        } else {
            (before < OPENING).then_some(21)
        }
    }

    fn visit_words_near(&self, unit: usize, each: &mut impl FnMut(usize, f32)) {
        for (other, distance, after) in self.near(unit, WORDS_REACH) {
            let same = self.facts[other].speaker == self.facts[unit].speaker;
            let template = 8 + u32::from(after) * 4 + u32::from(same) * 2 + u32::from(distance > 2);
            let words = self.words(other);
            let closeness = if distance > 2 { 0.3 } else { 0.5 };
            let value = WORDS_SCALE * closeness * long_unit_share(words.len());
            for &word in words {
                each(place(template, word, 0, 0), value);
            }
        }
    }

    fn visit_signals(&self, unit: usize, each: &mut impl FnMut(usize, f32)) {
        let own = self.signals[unit];
        for first in bits(own) {
            each(SIGNALS_OWN + first, 1.0);
            for second in bits(own & ((1 << first) - 1)) {
                each(SIGNAL_PAIRS + first * SIGNAL_COUNT + second, 0.5);
            }
        }
        for (place, near) in self.signals_near(unit).into_iter().enumerate() {
            for signal in bits(near) {
                each(SIGNALS_NEAR + place * SIGNAL_COUNT + signal, 0.5);
            }
        }
    }

    /// The signals around a unit: before by the same speaker, after by the same, before by others, after by others.
    fn signals_near(&self, unit: usize) -> [u32; 4] {
        let mut near = [0; 4];
        for (other, _, after) in self.near(unit, SIGNALS_REACH) {
            let same = self.facts[other].speaker == self.facts[unit].speaker;
            near[usize::from(after) + 2 * usize::from(!same)] |= self.signals[other];
        }
        near
    }

    /// The units around one: index, distance, whether it comes after.
    fn near(&self, unit: usize, reach: usize) -> impl Iterator<Item = (usize, usize, bool)> {
        let before = (1..=reach.min(unit)).map(move |distance| (unit - distance, distance, false));
        let last = reach.min(self.len() - 1 - unit);
        before.chain((1..=last).map(move |distance| (unit + distance, distance, true)))
    }

    fn visit_measures(&self, unit: usize, each: &mut impl FnMut(usize, f32)) {
        let facts = &self.facts[unit];
        let total = self.total_words.max(1);
        let place = facts.words_before as f32 / total as f32;
        let left = total - facts.words_before.min(total);
        let is_chair = facts.speaker == self.chair;
        let length = self.words(unit).len() as f32;
        let flag = |condition: bool| f32::from(u8::from(condition));
        let measures: [f32; MEASURE_COUNT] = [
            1.0,
            flag(place < 0.02),
            flag(place < 0.05),
            flag(place < 0.1),
            flag(place < 0.2),
            flag(place > 0.8),
            flag(place > 0.9),
            flag(place > 0.95),
            flag(place > 0.98),
            flag(left < 200),
            flag(left < 400),
            flag(left < 800),
            flag(length > 2.0),
            flag(length > 4.0),
            flag(length > 7.0),
            flag(length > 11.0),
            flag(length > 16.0),
            flag(length > 25.0),
            (1.0 + length).ln() / 3.0,
            flag(is_chair),
            self.shares[facts.speaker as usize],
            flag(facts.asks),
            (facts.salience / 6.0).min(3.0),
            (f32::from(facts.repeated) / 3.0).min(3.0),
            (f32::from(facts.content) / 5.0).min(3.0),
            flag(facts.first_of_turn),
            flag(facts.last_of_turn),
            flag(is_chair && place > 0.9),
            flag(is_chair && place < 0.1),
            (f32::from(facts.capitals) / 3.0).min(1.0),
            place,
            (facts.turn_words as f32 / 50.0).min(3.0),
            flag(facts.words_before < 300),
            flag(facts.speaker == 0),
        ];
        for (index, value) in measures.into_iter().enumerate() {
            if value != 0.0 {
                each(MEASURES + index, value);
            }
        }
    }
}

impl Facts {
    /// Counts capitals and content words, and how much those are what the document talks about.
    fn weigh_words(&mut self, text: &str, words: &[Word], counts: &[u32], often: u32) {
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

/// How often each word of some length occurs.
fn count_words(units: &Units) -> Vec<u32> {
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

/// Weight of one word in a unit of so many.
fn long_unit_share(words: usize) -> f32 {
    (LONG_UNIT / words.max(1) as f32).sqrt().min(1.0)
}

/// The place of up to three words seen through a template (multiplicative mixing as in SplitMix64, Steele et al. 2014).
fn place(template: u32, first: WordId, second: WordId, third: WordId) -> usize {
    let key = u64::from(template) << 48 | u64::from(first) << 32 | u64::from(second) << 16 | u64::from(third);
    let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> (64 - HASHED.ilog2())) as usize
}

/// The set bits of a mask, lowest first.
fn bits(mut mask: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(lowest)
    })
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
