//! The features of one unit and their values: words in and around it, signals, measures.

use super::{Features, HASHED, MEASURE_COUNT, MEASURES, SIGNAL_PAIRS, SIGNALS_NEAR, SIGNALS_OWN};
use crate::engine::builtin::signals::SIGNAL_COUNT;
use crate::engine::builtin::vocabulary::{END, START, WordId};

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

impl Features {
    pub(super) fn visit_words(&self, unit: usize, each: &mut impl FnMut(usize, f32)) {
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

    pub(super) fn visit_words_near(&self, unit: usize, each: &mut impl FnMut(usize, f32)) {
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

    pub(super) fn visit_signals(&self, unit: usize, each: &mut impl FnMut(usize, f32)) {
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

    pub(super) fn visit_measures(&self, unit: usize, each: &mut impl FnMut(usize, f32)) {
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
