//! What a text says its terms mean: "“Vendor” means anybody we buy from". Takes sentences, gives each term with the words that
//! stand for it, so that a rule on vendors is found where somebody writes of whom they buy from, and the other way round.

use super::terms::{Groups, Stems, Term};
use crate::model::document::Document;
use crate::model::span::Span;
use crate::model::units::Units;
use crate::text::words::{Word, hash_word};
use rustc_hash::FxHashMap;

/// The verb stands within so many words of the start …
const VERB_REACH: usize = 12;
/// … after a term of at most so many.
const LONGEST_TERM: usize = 6;
/// Words of a meaning that stand for its term.
const MOST_WORDS: usize = 8;
/// Terms that a text gives a meaning; more is no glossary but an attack.
const MOST_MEANINGS: usize = 5000;
/// … and so many that begin with the same word: each occurrence of it is held against all of them.
const MOST_OF_A_WORD: usize = 64;

/// Verbs that give a meaning.
const MEANS: [u64; 3] = [hash_word("means"), hash_word("mean"), hash_word("refers")];
/// Words before "means" that make it another word: "by any means".
const NO_MEANING: [u64; 6] = [
    hash_word("by"),
    hash_word("the"),
    hash_word("any"),
    hash_word("other"),
    hash_word("such"),
    hash_word("no"),
];
/// Words between a term and its verb, or after it.
const LINKS: [u64; 5] =
    [hash_word("shall"), hash_word("will"), hash_word("to"), hash_word("term"), hash_word("terms")];
/// Words before a term that are none of it.
const LEADS: [u64; 6] = [
    hash_word("the"),
    hash_word("a"),
    hash_word("an"),
    hash_word("term"),
    hash_word("terms"),
    hash_word("expression"),
];
/// Words at which a meaning stops to name what the term is and goes on to tell of it.
const GOES_ON: [u64; 16] = [
    hash_word("that"),
    hash_word("which"),
    hash_word("who"),
    hash_word("whose"),
    hash_word("where"),
    hash_word("when"),
    hash_word("by"),
    hash_word("from"),
    hash_word("to"),
    hash_word("under"),
    hash_word("with"),
    hash_word("for"),
    hash_word("but"),
    hash_word("except"),
    hash_word("excluding"),
    hash_word("unless"),
];

/// Where a sentence gives a term its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The term, without quotation marks.
    pub term: Span,
    /// What it means, to the end of the sentence.
    pub meaning: Span,
}

/// Whether a sentence says what something means.
pub fn is_definition(words: &[Word]) -> bool {
    verb_of(words).is_some()
}

fn verb_of(words: &[Word]) -> Option<usize> {
    (0..words.len().min(VERB_REACH))
        .find(|&at| MEANS.contains(&words[at].hash) && !(at > 0 && NO_MEANING.contains(&words[at - 1].hash)))
}

/// The term that a sentence gives a meaning, and the meaning. `words` are those of the sentence, with offsets of `text`.
pub fn meaning_of(text: &str, words: &[Word]) -> Option<Meaning> {
    let verb = verb_of(words)?;
    let slice = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let mut end = verb;
    while end > 0 && LINKS.contains(&words[end - 1].hash) {
        end -= 1;
    }
    // What stands in quotation marks is the term; else the words from the start of the sentence on.
    let is_quoted = end > 0
        && slice(words[end - 1].end as usize, words[verb].start as usize)
            .starts_with(['"', '”', '’', '\'', '»']);
    let opens = |at: &usize| {
        let before = at.checked_sub(1).map_or(0, |one| words[one].end as usize);
        slice(before, words[*at].start as usize).ends_with(['"', '“', '‘', '\'', '«'])
    };
    let mut first = match is_quoted {
        true => (0..end).rev().find(opens)?,
        false => (0..end).find(|&at| !is_label(words[at].of(text)))?,
    };
    while first < end && LEADS.contains(&words[first].hash) {
        first += 1;
    }
    let is_named = is_quoted || words.get(first)?.of(text).starts_with(char::is_uppercase);
    if !is_named || !(1..=LONGEST_TERM).contains(&(end - first)) {
        return None;
    }
    let mut from = verb + 1;
    while words.get(from).is_some_and(|word| LINKS.contains(&word.hash)) {
        from += 1;
    }
    Some(Meaning {
        term: Span::new(words[first].start as usize, words[end - 1].end as usize),
        meaning: Span::new(words.get(from)?.start as usize, words.last()?.end as usize),
    })
}

/// Whether a word is the number or letter of a clause: `1.2`, `a`, `iv`.
fn is_label(word: &str) -> bool {
    let is_roman = word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    word.starts_with(|c: char| c.is_ascii_digit()) || word.len() == 1 || is_roman
}

/// A term and what stands for it.
#[derive(Clone, Debug)]
pub struct Meant {
    /// Where it is said.
    pub place: Meaning,
    /// The stems of the term after its first one.
    rest: Vec<u64>,
    /// The first words of the meaning.
    words: Vec<Term>,
    /// Whether these are a list, each of which is the term.
    is_list: bool,
}

/// The terms that a text gives a meaning.
#[derive(Debug, Default)]
pub struct Meanings {
    by_first: FxHashMap<u64, Vec<Meant>>,
    count: usize,
}

impl Meanings {
    /// What a document says its terms mean.
    pub fn of(document: &Document, units: &Units, stems: &mut Stems) -> Self {
        let mut all = Meanings::default();
        for unit in units.units.iter().filter(|unit| document.blocks[unit.block].kind.is_flow()) {
            all.add(&document.text, units.words_of(unit), stems);
        }
        all
    }

    /// Looks at one more sentence. A term keeps the first meaning it is given.
    fn add(&mut self, text: &str, words: &[Word], stems: &mut Stems) {
        if self.count == MOST_MEANINGS {
            return;
        }
        let Some(place) = meaning_of(text, words) else { return };
        let within = |span: Span| words.iter().filter(move |word| span.contains(word.start as usize));
        let term: Vec<u64> = within(place.term).map(|word| stems.stem(word, text)).collect();
        let meaning: Vec<Word> = within(place.meaning).copied().collect();
        let said = head_of(text, &meaning);
        let mut found = Vec::new();
        stems.terms(text, &meaning[..said], &mut found);
        found.retain(|one| !term.contains(&one.stem));
        found.truncate(MOST_WORDS);
        let Some((&first, rest)) = term.split_first() else { return };
        let known = self.by_first.entry(first).or_default();
        let is_new = known.len() < MOST_OF_A_WORD && !known.iter().any(|one| one.rest == rest);
        if !found.is_empty() && is_new {
            let said =
                text.get(place.meaning.start..meaning[said.max(1) - 1].end as usize).unwrap_or_default();
            let is_list = said.contains(',') || said.split_whitespace().any(|word| word == "or");
            known.push(Meant { place, rest: rest.to_vec(), words: found, is_list });
            self.count += 1;
        }
    }

    /// Whether nothing is given a meaning.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The terms with a meaning among the words of a sentence, each once, with the index of its last word. Where one stands
    /// in another the longer one holds.
    pub fn among(&self, text: &str, words: &[Word], stems: &mut Stems) -> Vec<(usize, &Meant)> {
        let mut found: Vec<(usize, &Meant)> = Vec::new();
        if self.is_empty() {
            return found;
        }
        let all: Vec<u64> = words.iter().map(|word| stems.stem(word, text)).collect();
        let mut at = 0;
        while at < all.len() {
            let known = self.by_first.get(&all[at]).map_or(&[][..], Vec::as_slice);
            let here = known.iter().filter(|one| all[at + 1..].starts_with(&one.rest));
            let Some(longest) = here.max_by_key(|one| one.rest.len()) else {
                at += 1;
                continue;
            };
            if !found.iter().any(|(_, one)| one.place == longest.place) {
                found.push((at + longest.rest.len(), longest));
            }
            at += 1 + longest.rest.len();
        }
        found
    }
}

impl Meant {
    /// Number of words of the term.
    pub fn length(&self) -> usize {
        1 + self.rest.len()
    }

    /// Whether the words that stand for it are a list, each of which is it.
    pub fn is_list(&self) -> bool {
        self.is_list
    }

    /// The words that stand for the term, as terms at its last word.
    pub fn terms_at(&self, word: usize) -> impl Iterator<Item = Term> + '_ {
        self.words.iter().map(move |term| Term {
            word: word as u32,
            is_meant: true,
            groups: Groups::default(),
            ..*term
        })
    }
}

/// The words of a meaning that name what the term is; what follows tells of it.
fn head_of(text: &str, meaning: &[Word]) -> usize {
    let ends = |at: &usize| {
        let word = meaning[*at].of(text);
        GOES_ON.contains(&meaning[*at].hash) || *at > 0 && (word.ends_with("ed") || word.ends_with("ing"))
    };
    (0..meaning.len()).find(ends).unwrap_or(meaning.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::split_words;

    fn words_of(text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        split_words(text, 0, &mut words);
        words
    }

    #[test]
    fn terms_and_their_meanings() {
        for (text, expected) in [
            ("“Vendor” means anybody we buy from.", Some(("Vendor", "anybody we buy from"))),
            ("1.2 The term \"Customer Data\" shall mean all files.", Some(("Customer Data", "all files"))),
            (
                "(a) Personal data means any fact about a person.",
                Some(("Personal data", "any fact about a person")),
            ),
            ("In this policy, “Staff” refers to employees.", Some(("Staff", "employees"))),
            ("By any means, pay the fee.", None),
            ("it means trouble.", None),
            ("We do not know what a long sentence before it all means here.", None),
            ("“Fee” means", None),
        ] {
            let found = meaning_of(text, &words_of(text));
            let found = found.map(|one| (&text[one.term.range()], &text[one.meaning.range()]));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_words_of_a_meaning_stand_for_its_term() {
        let mut stems = Stems::default();
        let mut meanings = Meanings::default();
        for text in [
            "“Representatives” means directors, employees and advisers who need to know.",
            "“Data” means files.",
            "“Customer Data” means names and addresses.",
            "“Data” means a second thing.",
        ] {
            meanings.add(text, &words_of(text), &mut stems);
        }
        let mut stands_for = |text: &str| -> Vec<(usize, usize)> {
            let words = words_of(text);
            meanings
                .among(text, &words, &mut stems)
                .iter()
                .map(|(at, one)| (*at, one.terms_at(*at).count()))
                .collect()
        };
        assert_eq!(stands_for("Tell every representative."), [(2, 3)]);
        assert_eq!(stands_for("Customer data and data, and data"), [(1, 2), (3, 1)]);
        assert_eq!(stands_for("Nothing of it"), []);
    }
}
