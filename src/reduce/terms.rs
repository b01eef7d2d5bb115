//! What a passage is about: its content words as light stems, the values it names, whether it is turned round.
//! Takes text, gives [`Terms`]; [`Weights`] says how telling each stem is in one document.

use crate::model::document::Document;
use crate::model::finding::Finding;
use crate::model::units::Units;
use crate::text::facts::{is_contracted_not, is_month, is_weekday, number_of};
use crate::text::numerals::ORDINALS;
use crate::text::words::{Word, hash_word, split_words};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Words that say nothing of what a sentence is about.
const EMPTY_WORDS: &str = "a about above actually again ah all also am an and any anybody anyone anything are as at away \
    back basically be because been before being below bit both but by came can cannot come could did do does doing done \
    down each either else er even ever every everybody everyone everything few for from further gave get gets getting \
    give given go goes going gone gonna good got great guess guys had has have having he her here hers herself hey him \
    himself his how however i if in into is it its itself just keep kind know knows later least less let lets like \
    little look looks lot made make makes making many may maybe me mean means might mine more most mm mmm much must my \
    myself need needs never next no nor not nothing now of off oh ok okay on once one ones only onto or other others our \
    ours out over own perhaps please point possibly pretty probably put quite rather really right said same saw say \
    saying says see seem seems shall she should simply since so some somebody someone something soon sort still stuff \
    such sure take taken takes taking tell than thank thanks that the their theirs them themselves then there these they \
    thing things think this those though thought through time to today together told too took try trying two uh um \
    under until up upon us use used using very wait wanna want wants was way we well went were what whatever when where \
    whether which while who whole whom whose why will with within without would yeah yep yes yet you your yours yourself \
    agree agreed agrees instead scratch anymore longer action actions decide decided decision decisions follow item items meeting plan question task";

static EMPTY: LazyLock<FxHashSet<u64>> =
    LazyLock::new(|| EMPTY_WORDS.split_whitespace().map(hash_word).collect());

/// The content of a passage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Terms {
    /// Content stems, sorted, each once.
    pub stems: Vec<u64>,
    /// Numbers, weekdays and months, sorted, each once.
    pub values: Vec<u64>,
    /// Whether an odd number of words turns it round.
    pub is_negated: bool,
}

impl Terms {
    /// Reads a passage.
    pub(super) fn of(text: &str) -> Self {
        let mut words = Vec::new();
        split_words(text, 0, &mut words);
        Self::of_words(text, &words)
    }

    /// Reads words of a text.
    pub(super) fn of_words(text: &str, words: &[Word]) -> Self {
        let mut terms = Self::default();
        let mut rest = words;
        while let Some((&word, mut after)) = rest.split_first() {
            let mut end = word.end;
            // "5,000" and "24.99" are one number, though they are two words.
            while let Some((&next, later)) = after.split_first()
                && is_one_number(text, end, next)
            {
                end = next.end;
                after = later;
            }
            rest = after;
            let shown = text.get(word.start as usize..end as usize).unwrap_or_default();
            if is_plain_negation(shown) {
                terms.is_negated = !terms.is_negated;
            }
            if let Some(value) = value_of(shown) {
                terms.values.push(value);
            } else if let Some(stem) = stem_of(shown) {
                terms.stems.push(stem);
            }
        }
        for list in [&mut terms.stems, &mut terms.values] {
            list.sort_unstable();
            list.dedup();
        }
        terms
    }

    /// With its values among the stems: across meetings a price or a date often is what tells.
    pub(super) fn with_values(mut self) -> Self {
        self.stems.extend(&self.values);
        self.stems.sort_unstable();
        self.stems.dedup();
        self
    }

    /// Stems and values.
    pub(super) fn keys(&self) -> impl Iterator<Item = u64> {
        self.stems.iter().chain(&self.values).copied()
    }

    /// Without the words of a name.
    pub(super) fn without(mut self, name: &str) -> Self {
        let name = Self::of(name);
        self.stems.retain(|stem| name.stems.binary_search(stem).is_err());
        self
    }

    /// Whether neither names a value the other contradicts: the values of one are among those of the other.
    pub(super) fn values_agree(&self, other: &Terms) -> bool {
        let within =
            |a: &Terms, b: &Terms| a.values.iter().all(|value| b.values.binary_search(value).is_ok());
        within(self, other) || within(other, self)
    }

    /// The stems both have.
    pub(super) fn shared(&self, other: &Terms) -> impl Iterator<Item = u64> {
        self.stems.iter().copied().filter(|stem| other.stems.binary_search(stem).is_ok())
    }
}

/// Whether the word that follows goes on the number that ends at `end`: one mark and then digits.
fn is_one_number(text: &str, end: u32, next: Word) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: u32| bytes.get(at as usize).is_some_and(u8::is_ascii_digit);
    next.start == end + 1
        && matches!(bytes.get(end as usize), Some(b',' | b'.' | b':' | b'/'))
        && end > 0
        && is_digit(end - 1)
        && is_digit(next.start)
}

fn is_plain_negation(word: &str) -> bool {
    is_contracted_not(word)
        || ["not", "never", "cannot", "without"].iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// A value: a number in digits or letters (but not "one", which mostly is none), a weekday or a month.
pub(super) fn value_of(word: &str) -> Option<u64> {
    match number_of(word) {
        Some(number) if !word.eq_ignore_ascii_case("one") => Some(number),
        _ if is_weekday(word) || is_month(word) || is_day(word) => Some(hash_word(word)),
        _ => None,
    }
}

/// Whether the word is an ordinal that mostly names a day: "the sixth of May". "First" and "second" mostly do not.
fn is_day(word: &str) -> bool {
    const MORE: [&str; 3] = ["twentieth", "thirtieth", "thirty-first"];
    word.len() >= 5 && ORDINALS[2..].iter().chain(&MORE).any(|day| day.eq_ignore_ascii_case(word))
}

fn is_empty(word: &str) -> bool {
    EMPTY.contains(&hash_word(word))
}

/// The stem of a content word: without possessive, plural or verb ending; `None` for words that say nothing.
pub(super) fn stem_of(word: &str) -> Option<u64> {
    if is_contracted_not(word) {
        return None;
    }
    let word = word.split_once(['\'', '’']).map_or(word, |(before, _)| before);
    if word.len() < 3 && !(word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase())) {
        return None;
    }
    if is_empty(word) {
        return None;
    }
    Some(hash_word(strip_ending(word)))
}

/// "sends" → "send", "shipped" → "ship", "testing" → "test", "copies" → "cop", "copy" → "cop".
fn strip_ending(word: &str) -> &str {
    if !word.is_ascii() {
        return word;
    }
    let ends =
        |end: &str| word.len() >= end.len() + 3 && word[word.len() - end.len()..].eq_ignore_ascii_case(end);
    let cut = |bytes: usize| &word[..word.len() - bytes];
    let base = if ends("ies") || ends("ied") || ends("ing") {
        cut(3)
    } else if ends("ed") || ends("es") {
        cut(2)
    } else if ends("ss") || ends("us") || ends("is") {
        word
    } else if ends("s") || ends("e") || ends("y") {
        cut(1)
    } else {
        word
    };
    let bytes = base.as_bytes();
    let doubled = base.len() >= 4
        && base.len() < word.len()
        && bytes[base.len() - 1].eq_ignore_ascii_case(&bytes[base.len() - 2])
        && !matches!(bytes[base.len() - 1].to_ascii_lowercase(), b'l' | b's' | b'z' | b'e');
    if doubled { &base[..base.len() - 1] } else { base }
}

/// How telling each stem is in one document: the rarer, the more.
#[derive(Debug, Default)]
pub(super) struct Weights {
    frequency: FxHashMap<u64, u32>,
    passages: u32,
}

impl Weights {
    /// Counts, for every stem of the findings, the units that hold it.
    pub(super) fn of(document: &Document, units: &Units, findings: &[Finding]) -> Self {
        let mut frequency: FxHashMap<u64, u32> = FxHashMap::default();
        for finding in findings {
            for text in [finding.statement.as_str(), finding.evidence[0].quote()] {
                frequency.extend(Terms::of(text).stems.into_iter().map(|stem| (stem, 0)));
            }
        }
        if findings.len() < 2 && frequency.is_empty() {
            return Self::default();
        }
        for word in &units.words {
            if let Some(stem) = stem_of(word.of(&document.text))
                && let Some(count) = frequency.get_mut(&stem)
            {
                *count += 1;
            }
        }
        Self { frequency, passages: units.units.len() as u32 }
    }

    /// Counts in how many of these passages each stem is.
    pub(super) fn among<'a>(passages: impl Iterator<Item = &'a Terms>) -> Self {
        let mut weights = Self::default();
        for terms in passages {
            weights.passages += 1;
            for &stem in &terms.stems {
                *weights.frequency.entry(stem).or_default() += 1;
            }
        }
        weights
    }

    /// Inverse document frequency of a stem, with a floor so that a word of every sentence still counts a little.
    /// Few passages are taken as many: what is rare among five sentences tells no more than what is not.
    pub(super) fn of_stem(&self, stem: u64) -> f32 {
        const FEWEST_PASSAGES: u32 = 100;
        let frequency = self.frequency.get(&stem).copied().unwrap_or(0) as f32;
        ((self.passages.max(FEWEST_PASSAGES) as f32 + 1.0) / (frequency + 0.5)).ln().max(0.2)
    }

    fn sum(&self, stems: impl Iterator<Item = u64>) -> f32 {
        stems.map(|stem| self.of_stem(stem)).sum()
    }

    /// How alike two passages are.
    pub(super) fn compare(&self, a: &Terms, b: &Terms) -> Likeness {
        let both = self.sum(a.shared(b));
        let (all_a, all_b) = (self.sum(a.stems.iter().copied()), self.sum(b.stems.iter().copied()));
        let share = |whole: f32| if whole > 0.0 { both / whole } else { 0.0 };
        Likeness {
            shared: a.shared(b).count(),
            of_first: share(all_a),
            of_second: share(all_b),
            of_all: share(all_a + all_b - both),
        }
    }
}

/// How much two passages have in common, by weight of their stems, each 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Likeness {
    /// Number of stems both have.
    pub shared: usize,
    /// Share of the first one's weight that the second has too.
    pub of_first: f32,
    /// Share of the second one's weight that the first has too.
    pub of_second: f32,
    /// Share of the weight of all stems that both have.
    pub of_all: f32,
}

impl Likeness {
    /// Share of the lighter one's weight that the other has too.
    pub(super) fn of_lighter(self) -> f32 {
        self.of_first.max(self.of_second)
    }
}

/// Which passages hold a stem. Stems that very many hold are passed over, so that no list is compared with itself.
#[derive(Debug, Default)]
pub(super) struct TermIndex {
    postings: FxHashMap<u64, Vec<u32>>,
}

/// A stem of more passages than that finds no candidates.
const MOST_POSTINGS: usize = 200;

impl TermIndex {
    /// Adds a passage under a number of the caller's.
    pub(super) fn add(&mut self, number: usize, keys: impl IntoIterator<Item = u64>) {
        for key in keys {
            let posting = self.postings.entry(key).or_default();
            if posting.len() <= MOST_POSTINGS {
                posting.push(number as u32);
            }
        }
    }

    /// Numbers of the passages that share a key, rising.
    pub(super) fn candidates(&self, keys: impl IntoIterator<Item = u64>) -> Vec<usize> {
        let mut found: Vec<usize> = keys
            .into_iter()
            .filter_map(|key| self.postings.get(&key))
            .filter(|posting| posting.len() <= MOST_POSTINGS)
            .flatten()
            .map(|&number| number as usize)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_meet() {
        for (a, b) in [
            ("sends", "send"),
            ("shipped", "ship"),
            ("testing", "Tests"),
            ("copies", "copy"),
            ("release", "released"),
            ("boxes", "box"),
            ("Priya's", "Priya"),
            ("emailing", "email"),
        ] {
            assert_eq!(stem_of(a), stem_of(b), "{a} {b}");
        }
        for (a, b) in [("price", "prize"), ("test", "text"), ("glass", "gladly"), ("bus", "bun")] {
            assert_ne!(stem_of(a), stem_of(b), "{a} {b}");
        }
        assert_eq!(stem_of("they're"), None);
        assert_eq!(stem_of("it"), None);
    }

    #[test]
    fn reads_values_and_negation() {
        let terms = Terms::of("We won't ship 5,000 boxes on Friday, that one is fine");
        assert_eq!(terms.values.len(), 2, "the number and the weekday, not \"one\"");
        assert!(terms.is_negated);
        assert!(terms.values_agree(&Terms::of("ship on Friday")));
        assert!(!terms.values_agree(&Terms::of("ship on Monday")));
    }
}
