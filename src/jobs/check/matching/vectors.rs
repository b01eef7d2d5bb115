//! How near words are in what they mean: a vector for each of some twelve thousand stems and phrases ("give back"). Made by
//! `tools/vectors.py`; what from, and its licences, stand in the NOTICE beside this file.

use crate::text::words::hash_word;
use rustc_hash::FxHashMap;
use std::sync::{Arc, LazyLock};

/// Length of a vector.
pub const DIMENSIONS: usize = 64;
/// Vectors are stored with this factor, rounded.
const SCALE: f32 = 200.0;

/// Stored: the number of vectors, their length, the length of the words in bytes (each `u32`, little-endian); the words,
/// one a line; the vectors, a byte a number.
static STORED: &[u8] = include_bytes!("vectors.bin");

/// A vector of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Vector(u16);

/// From this cosine on words are kin: so alike is one pair in a hundred of words that have nothing to do with one another.
const KIN_FROM: f32 = 0.65;
/// Of these, the nearest so many; a word with more of them tells little.
const KIN_MOST: usize = 32;
/// The farthest kin counts for so much of a word, the nearest for so much.
const KIN_SHARES: (f32, f32) = (0.4, 0.8);

/// The words near one in what they mean, and what each counts for of the word itself.
#[derive(Clone, Debug, Default)]
pub struct Kin(Arc<[(Vector, f32)]>);

impl Kin {
    /// All kin of a vector, by the order of the table.
    pub fn of(vector: Vector) -> Self {
        let count = TABLE.values.len() / DIMENSIONS;
        let share = |other: Vector| {
            let likeness = vector.likeness(other);
            let rise = ((likeness - KIN_FROM) / (1.0 - KIN_FROM)).min(1.0);
            let (least, most) = KIN_SHARES;
            (likeness >= KIN_FROM).then_some((other, least + (most - least) * rise))
        };
        let mut all: Vec<(Vector, f32)> = (0..count as u16).filter_map(|at| share(Vector(at))).collect();
        if all.len() > KIN_MOST {
            all.select_nth_unstable_by(KIN_MOST, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            all.truncate(KIN_MOST);
            all.sort_unstable_by_key(|(vector, _)| *vector);
        }
        Kin(all.into())
    }

    /// What a word counts for; 0 if it is no kin.
    pub fn share_of(&self, other: Vector) -> f32 {
        self.0.binary_search_by_key(&other, |(vector, _)| *vector).map_or(0.0, |at| self.0[at].1)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (Vector, f32)> + '_ {
        self.0.iter().copied()
    }
}

struct Table {
    values: &'static [u8],
    words: FxHashMap<u64, Vector>,
    /// First stem → the stems that follow it.
    phrases: FxHashMap<u64, Vec<(Vec<u64>, Vector)>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let number =
        |at: usize| u32::from_le_bytes(STORED[at * 4..at * 4 + 4].try_into().unwrap_or_default()) as usize;
    let (count, text_length) = (number(0), number(2));
    let (text, values) = STORED[12..].split_at(text_length);
    debug_assert_eq!((number(1), values.len()), (DIMENSIONS, count * DIMENSIONS));
    let mut table = Table { values, words: FxHashMap::default(), phrases: FxHashMap::default() };
    let lines = std::str::from_utf8(text).unwrap_or_default().lines();
    for (line, at) in lines.zip(0..) {
        let mut stems = line.split(' ').map(hash_word);
        let Some(first) = stems.next() else { continue };
        let rest: Vec<u64> = stems.collect();
        match rest.is_empty() {
            true => {
                table.words.insert(first, Vector(at));
            }
            false => table.phrases.entry(first).or_default().push((rest, Vector(at))),
        }
    }
    table
});

impl Vector {
    /// The vector of a stem.
    pub fn of(stem: u64) -> Option<Vector> {
        TABLE.words.get(&stem).copied()
    }

    /// The longest phrase that begins with the first of the stems, and how many of them it is.
    pub fn of_phrase(stems: &[u64]) -> Option<(usize, Vector)> {
        let (first, rest) = stems.split_first()?;
        let known = TABLE.phrases.get(first)?;
        let found = known.iter().filter(|(phrase, _)| rest.starts_with(phrase));
        found.map(|(phrase, vector)| (1 + phrase.len(), *vector)).max_by_key(|(length, _)| *length)
    }

    fn values(self) -> &'static [u8] {
        &TABLE.values[self.0 as usize * DIMENSIONS..][..DIMENSIONS]
    }

    /// Cosine of the two: 1 for the same meaning, about 0 for words that have nothing in common.
    pub fn likeness(self, other: Vector) -> f32 {
        let product = |(a, b): (&u8, &u8)| i32::from(*a as i8) * i32::from(*b as i8);
        let sum: i32 = self.values().iter().zip(other.values()).map(product).sum();
        sum as f32 / (SCALE * SCALE)
    }
}

/// The mean of vectors, each with its weight, as a vector of length one; zero without vectors.
pub fn mean(vectors: impl Iterator<Item = (Vector, f32)>) -> [f32; DIMENSIONS] {
    let mut sum = [0.0; DIMENSIONS];
    for (vector, weight) in vectors {
        sum.iter_mut().zip(vector.values()).for_each(|(sum, value)| *sum += weight * f32::from(*value as i8));
    }
    let length = product(&sum, &sum).sqrt().max(1e-3);
    sum.map(|value| value / length)
}

/// The product of two vectors: the cosine of those of length one.
pub fn product(one: &[f32; DIMENSIONS], other: &[f32; DIMENSIONS]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[cfg(test)]
mod tests {
    use super::super::terms::{Stems, Term};
    use super::*;
    use crate::text::words::split_words;

    fn terms(text: &str) -> Vec<Term> {
        let (mut words, mut terms) = (Vec::new(), Vec::new());
        split_words(text, 0, &mut words);
        Stems::default().terms(text, &words, &mut terms);
        terms
    }

    #[test]
    fn words_and_phrases_of_like_meaning_are_kin() {
        let share = |one: &str, other: &str| {
            let (one, other) = (terms(one), terms(other));
            assert_eq!((one.len(), other.len()), (1, 1));
            Kin::of(one[0].vector.unwrap()).share_of(other[0].vector.unwrap())
        };
        for (one, other) in [
            ("disclose", "divulging"),
            ("staff", "employees"),
            ("terminate", "ceases"),
            ("purchase", "bought"),
            ("get rid of", "throw away"),
            ("gave back", "give back"),
        ] {
            let near = share(one, other);
            assert!((0.4..=0.81).contains(&near), "{one} / {other}: {near}");
        }
        for (one, other) in [("pay", "encrypt"), ("staff", "invoice"), ("terminate", "renew")] {
            assert_eq!(share(one, other), 0.0, "{one} / {other}");
        }
        assert!(Vector::of(hash_word("qzxv")).is_none());
    }

    #[test]
    fn a_vector_is_most_like_itself() {
        let vector = terms("invoice")[0].vector.unwrap();
        assert!((vector.likeness(vector) - 1.0).abs() < 0.02);
        let other = terms("bill")[0].vector.unwrap();
        let both = mean([(vector, 1.0), (other, 1.0)].into_iter());
        assert!((product(&both, &both) - 1.0).abs() < 1e-3);
        assert!(product(&both, &mean([(vector, 3.0)].into_iter())) > vector.likeness(other));
        assert_eq!(mean(std::iter::empty()), [0.0; DIMENSIONS]);
    }
}
