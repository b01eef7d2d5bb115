//! Words → terms: what two passages are compared by. A word that says nothing has no term; any other has its stem, and the
//! groups of the thesaurus that it belongs to, alone or with its neighbours.

use super::thesaurus::{GROUPS, OPPOSITES};
use super::vectors::{Kin, Vector};
use crate::text::words::{Word, hash_word, split_words};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// One word of a passage that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Hash of its stem.
    pub stem: u64,
    /// The groups of the thesaurus it belongs to.
    pub groups: Groups,
    /// What it means, alone or with its neighbours.
    pub vector: Option<Vector>,
    /// Index of its word in the passage.
    pub word: u32,
    /// Whether it is none of the passage's own words but stands for one, by what the text says that word means.
    pub is_meant: bool,
}

/// A few groups of the thesaurus; no word is in more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Groups([u16; Groups::MOST]);

impl Groups {
    const MOST: usize = 4;

    fn add(&mut self, group: u16) {
        let number = group + 1;
        if let Some(free) = self.0.iter_mut().find(|slot| **slot == 0 || **slot == number) {
            *free = number;
        }
    }

    /// The groups, as numbers.
    pub fn iter(self) -> impl Iterator<Item = u16> {
        self.0.into_iter().filter(|&number| number > 0).map(|number| number - 1)
    }

    /// Whether two words have a group in common.
    pub fn meet(self, other: Groups) -> bool {
        self.iter().any(|group| other.iter().any(|one| one == group))
    }
}

/// For each group the groups of acts that undo its own.
static OPPOSED: LazyLock<Vec<Groups>> = LazyLock::new(|| {
    let mut all = vec![Groups::default(); GROUPS.len()];
    let starts = |line: &str, word: &str| line.split(',').next() == Some(word);
    for (group, line) in GROUPS.iter().enumerate() {
        for (one, other) in OPPOSITES.iter().flat_map(|&(one, other)| [(one, other), (other, one)]) {
            if starts(line, one) {
                let opposed = (0..GROUPS.len()).filter(|&at| starts(GROUPS[at], other));
                opposed.for_each(|at| all[group].add(at as u16));
            }
        }
    }
    all
});

impl Groups {
    /// The groups of acts that undo those of these groups.
    pub fn opposed(self) -> Groups {
        let mut all = Groups::default();
        for group in self.iter() {
            OPPOSED[group as usize].iter().for_each(|other| all.add(other));
        }
        all
    }

    /// Whether there is no group.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }
}

/// Words without a term: they say how, not what.
const STOP: &str = "a an the and or of to in on at by for from with as is are was were be been being it its this that these \
    those such any all each every some no not nor neither if then than so also both either other others into upon under over \
    shall must may should will would can could might ought cannot do does did done have has had having which who whom whose what \
    where when while there here thereof therein thereto hereof herein hereto hereby hereunder thereunder herewith foregoing \
    above below between among per via about against during after before until through within without unless except only own \
    same more most less least however provided including include but not limited limitation said he she they them their theirs \
    his her him we us our ours you your yours i me my one two whether because due etc ie eg s t re ll ve d m \
    certain even once too else whatsoever otherwise wherein whereby out off away back up down along apart aside";

const KEEPING: [u64; 9] = [
    hash_word("keep"),
    hash_word("keeps"),
    hash_word("kept"),
    hash_word("hold"),
    hash_word("holds"),
    hash_word("held"),
    hash_word("maintain"),
    hash_word("maintained"),
    hash_word("keeping"),
];
const SECRECY: [u64; 8] = [
    hash_word("confidential"),
    hash_word("confidentiality"),
    hash_word("confidence"),
    hash_word("secret"),
    hash_word("secrecy"),
    hash_word("privacy"),
    hash_word("safe"),
    hash_word("secure"),
];
/// "keep the … confidential": so far apart.
const KEEPING_REACH: usize = 8;
/// Words that are their own stem: the stemmer takes "information" for a form of "inform".
const OWN_STEM: [u64; 1] = [hash_word("information")];

/// Words that a general stop list drops but that decide what a policy asks for.
static STOP_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| {
    STOP.split_whitespace().filter(|word| *word != "include" && *word != "including").map(hash_word).collect()
});

/// What the thesaurus knows: groups of single stems, and phrases by their first stem.
struct Thesaurus {
    single: FxHashMap<u64, Groups>,
    /// First stem → the stems that follow it and the group.
    phrases: FxHashMap<u64, Vec<(Vec<u64>, u16)>>,
}

static THESAURUS: LazyLock<Thesaurus> = LazyLock::new(|| {
    let mut stems = Stems::default();
    let mut thesaurus = Thesaurus { single: FxHashMap::default(), phrases: FxHashMap::default() };
    for (group, line) in GROUPS.iter().enumerate() {
        for entry in line.split(',') {
            let mut words = Vec::new();
            split_words(entry, 0, &mut words);
            let all: Vec<u64> = words.iter().map(|word| stems.stem(word, entry)).collect();
            match all.split_first() {
                Some((&only, [])) => thesaurus.single.entry(only).or_default().add(group as u16),
                Some((&first, rest)) => {
                    thesaurus.phrases.entry(first).or_default().push((rest.to_vec(), group as u16));
                }
                None => {}
            }
        }
    }
    thesaurus
});

/// Stems words, each form once.
pub struct Stems {
    stemmer: Stemmer,
    known: FxHashMap<u64, u64>,
    kin: FxHashMap<Vector, Kin>,
}

impl Default for Stems {
    fn default() -> Self {
        Self {
            stemmer: Stemmer::create(Algorithm::English),
            known: FxHashMap::default(),
            kin: FxHashMap::default(),
        }
    }
}

impl std::fmt::Debug for Stems {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Stems({} forms)", self.known.len())
    }
}

impl Stems {
    /// Hash of a word's stem, without a possessive ending.
    pub fn stem(&mut self, word: &Word, text: &str) -> u64 {
        let Stems { stemmer, known, .. } = self;
        *known.entry(word.hash).or_insert_with(|| {
            if OWN_STEM.contains(&word.hash) {
                return word.hash;
            }
            let lower = word.of(text).to_lowercase().replace('’', "'");
            let bare = lower.trim_end_matches("'s").trim_end_matches('\'');
            hash_word(&stemmer.stem(bare))
        })
    }

    /// The words near a term in what they mean.
    pub fn kin_of(&mut self, term: &Term) -> Kin {
        let Some(vector) = term.vector else { return Kin::default() };
        self.kin.entry(vector).or_insert_with(|| Kin::of(vector)).clone()
    }

    /// The terms of a passage, in order. `words` are those of `text`.
    pub fn terms(&mut self, text: &str, words: &[Word], terms: &mut Vec<Term>) {
        let first = terms.len();
        let thesaurus = &*THESAURUS;
        let stems: Vec<u64> = words.iter().map(|word| self.stem(word, text)).collect();
        for (at, word) in words.iter().enumerate() {
            let is_bare_number = word.of(text).bytes().all(|byte| byte.is_ascii_digit());
            if STOP_SET.contains(&word.hash) || is_bare_number || word.end - word.start < 2 {
                continue;
            }
            let groups = thesaurus.single.get(&stems[at]).copied().unwrap_or_default();
            let vector = Vector::of(stems[at]);
            terms.push(Term { stem: stems[at], groups, vector, word: at as u32, is_meant: false });
        }
        Self::join_phrases(&stems, first, terms);
        Self::tell_senses(words, &mut terms[first..]);
        for (at, stem) in stems.iter().enumerate() {
            let Some(phrases) = thesaurus.phrases.get(stem) else { continue };
            for (rest, group) in phrases.iter().filter(|(rest, _)| stems[at + 1..].starts_with(rest)) {
                let within = at as u32..=(at + rest.len()) as u32;
                for term in terms[first..].iter_mut().filter(|term| within.contains(&term.word)) {
                    term.groups.add(*group);
                }
            }
        }
    }

    /// "keep it secret" keeps nothing: what it asks for is secrecy.
    fn tell_senses(words: &[Word], terms: &mut [Term]) {
        let secret = Vector::of(hash_word("secret"));
        for term in terms.iter_mut().filter(|term| KEEPING.contains(&words[term.word as usize].hash)) {
            let from = term.word as usize + 1;
            let next = &words[from..words.len().min(from + KEEPING_REACH)];
            if next.iter().any(|word| SECRECY.contains(&word.hash)) {
                (term.groups, term.vector) = (Groups::default(), secret);
                term.stem = term.stem.rotate_left(7);
            }
        }
    }

    /// Phrases are one term: "give back", "get rid of".
    fn join_phrases(stems: &[u64], first: usize, terms: &mut Vec<Term>) {
        let mut at = first;
        while at < terms.len() {
            let word = terms[at].word as usize;
            at += 1;
            let Some((length, vector)) = Vector::of_phrase(&stems[word..]) else { continue };
            let ends = |term: &Term| term.word as usize >= word + length;
            let rest = terms[at..].iter().position(ends).unwrap_or(terms.len() - at);
            let head = &mut terms[at - 1];
            head.vector = Some(vector);
            if rest > 0 {
                // The words of the phrase say something else where they stand alone.
                head.stem = stems[word + 1..word + length]
                    .iter()
                    .fold(head.stem, |all, stem| all.rotate_left(5) ^ stem);
            }
            terms.drain(at..at + rest);
        }
    }
}

/// Whether a word has no term.
pub fn is_stop_word(hash: u64) -> bool {
    STOP_SET.contains(&hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<Term> {
        let (mut words, mut found) = (Vec::new(), Vec::new());
        split_words(text, 0, &mut words);
        Stems::default().terms(text, &words, &mut found);
        found
    }

    #[test]
    fn forms_and_phrases_meet() {
        let meets = |left: &str, right: &str| {
            let (left, right) = (terms(left), terms(right));
            left.iter().any(|a| right.iter().any(|b| a.stem == b.stem || a.groups.meet(b.groups)))
        };
        for (left, right) in [
            ("disclosed", "disclosing"),
            ("divulge", "disclosures"),
            ("Recipient’s", "receiving party"),
            ("outsiders", "a third party"),
            ("make public", "reveal"),
            ("reverse-engineer", "decompiling"),
        ] {
            assert!(meets(left, right), "{left} / {right}");
        }
        for (left, right) in [("party", "a third thing"), ("the", "the"), ("30", "30"), ("pay", "encrypt")] {
            assert!(!meets(left, right), "{left} / {right}");
        }
    }

    #[test]
    fn no_word_is_in_more_groups_than_there_is_room_for() {
        let mut counts: FxHashMap<u64, FxHashSet<usize>> = FxHashMap::default();
        let mut stems = Stems::default();
        for (group, line) in GROUPS.iter().enumerate() {
            for entry in line.split(',').map(str::trim).filter(|entry| !entry.contains(' ')) {
                let word = Word { start: 0, end: entry.len() as u32, hash: hash_word(entry) };
                let stem = stems.stem(&word, entry);
                counts.entry(stem).or_default().insert(group);
                assert!(counts[&stem].len() <= Groups::MOST, "{entry}");
            }
        }
    }
}
