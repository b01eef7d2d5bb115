//! Words that carry a fact or turn a sentence round: numbers, calendar words, negations, modal verbs.
//! Takes one word, says what it is. Used wherever two passages must not differ in such a word.

use super::numerals::{CARDINALS, TENS};
use super::words::hash_word;
use crate::text::calendar::{MONTHS, WEEKDAYS};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Words of amount and order that have no value of their own here, but must agree between two passages.
const AMOUNTS: &[&str] = &[
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "billions",
    "trillion",
    "dozen",
    "dozens",
    "half",
    "third",
    "quarter",
    "quarters",
    "once",
    "twice",
    "double",
    "triple",
    "both",
    "all",
    "none",
    "every",
    "only",
    "first",
    "second",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "percent",
    "k",
    "m",
    "bn",
    "am",
    "pm",
];

/// Short names of months; "mar" and "may" are words of other things.
const SHORT_MONTHS: &[&str] = &["jan", "feb", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"];

/// Names of months. "may" is left out: as a verb it is among the modals.
fn months() -> impl Iterator<Item = &'static str> {
    MONTHS.iter().filter(|&&month| month != "may").chain(SHORT_MONTHS).copied()
}

const RELATIVE_DAYS: &[&str] = &[
    "today",
    "tonight",
    "tomorrow",
    "yesterday",
    "morning",
    "afternoon",
    "evening",
    "noon",
    "midnight",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "hour",
    "hours",
    "minute",
    "minutes",
    "next",
    "last",
    "before",
    "after",
    "until",
    "by",
    "eod",
    "eow",
];

const NEGATIONS: &[&str] = &[
    "not", "no", "never", "without", "nor", "neither", "unless", "except", "nobody", "nothing", "nowhere",
    "cannot", "hardly", "barely", "rarely", "dont", "doesnt", "didnt", "wont", "wouldnt", "cant", "couldnt",
    "shouldnt", "isnt", "arent", "wasnt", "werent", "hasnt", "havent", "hadnt", "mustnt", "neednt", "aint",
    "stop", "fail", "fails", "failed", "refuse", "refused", "against", "instead", "less", "more", "least",
    "most", "non",
];

const MODALS: &[&str] = &[
    "must", "shall", "should", "may", "might", "can", "could", "will", "would", "won't", "need", "needs",
    "if",
];

/// What a word stands for when two passages are compared. Words with equal facts agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fact {
    /// A number, by its digits.
    Number(u64),
    /// A weekday, month or other word of time.
    Calendar(u64),
    /// A word that turns a sentence round.
    Negation,
    /// Must, may, will …
    Modal(u64),
}

struct Sets {
    amounts: FxHashSet<u64>,
    calendar: FxHashSet<u64>,
    negations: FxHashSet<u64>,
    modals: FxHashSet<u64>,
}

static SETS: LazyLock<Sets> = LazyLock::new(|| {
    let set = |words: &[&str]| words.iter().map(|word| hash_word(word)).collect::<FxHashSet<u64>>();
    let mut calendar = set(RELATIVE_DAYS);
    calendar.extend(WEEKDAYS.iter().flat_map(|day| [hash_word(day), hash_word(&format!("{day}s"))]));
    calendar.extend(months().map(hash_word));
    Sets { amounts: set(AMOUNTS), calendar, negations: set(NEGATIONS), modals: set(MODALS) }
});

/// A key that words for the same number share: "5" and "five", "1,000" and "1000". None for words that are no number.
pub fn number_of(word: &str) -> Option<u64> {
    if word.chars().any(char::is_numeric) {
        return Some(hash_digits(word));
    }
    if !(3..=9).contains(&word.len()) {
        return None;
    }
    let place = |names: &[&str]| names.iter().position(|name| name.eq_ignore_ascii_case(word));
    let spelled = place(&CARDINALS).or_else(|| place(&TENS).map(|tens| (tens + 2) * 10));
    spelled.map(|value| hash_digits(&value.to_string()))
}

/// The fact a word carries, if any. Case does not matter; "five" and "5" are the same fact, "1,000" and "1000" too.
pub fn fact_of(word: &str) -> Option<Fact> {
    if let Some(number) = number_of(word) {
        return Some(Fact::Number(number));
    }
    if word.len() > 16 {
        return is_contracted_not(word).then_some(Fact::Negation);
    }
    let hash = hash_word(word);
    if SETS.negations.contains(&hash) || is_contracted_not(word) {
        Some(Fact::Negation)
    } else if SETS.amounts.contains(&hash) {
        Some(Fact::Number(hash))
    } else if SETS.calendar.contains(&hash) {
        Some(Fact::Calendar(hash))
    } else if SETS.modals.contains(&hash) {
        Some(Fact::Modal(hash))
    } else {
        None
    }
}

/// Whether the word is a contraction with "not".
pub fn is_contracted_not(word: &str) -> bool {
    let lower_ends = |end: &str| {
        word.len() >= end.len()
            && word.is_char_boundary(word.len() - end.len())
            && word[word.len() - end.len()..].eq_ignore_ascii_case(end)
    };
    lower_ends("n't") || lower_ends("n’t")
}

/// Whether the word names a weekday, in singular or plural.
pub fn is_weekday(word: &str) -> bool {
    let word = word.strip_suffix(['s', 'S']).unwrap_or(word);
    WEEKDAYS.iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// Whether the word names a month ("may" only with a capital).
pub fn is_month(word: &str) -> bool {
    word == "May" || months().any(|name| name.eq_ignore_ascii_case(word))
}

/// The number without grouping commas, and letters in lower case.
fn hash_digits(word: &str) -> u64 {
    if word.contains(',') { hash_word(&word.replace(',', "")) } else { hash_word(word) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_facts() {
        assert_eq!(fact_of("five"), fact_of("5"));
        assert_eq!(fact_of("1,000"), fact_of("1000"));
        assert_ne!(fact_of("15"), fact_of("16"));
        assert_ne!(fact_of("Monday"), fact_of("Tuesday"));
        assert_eq!(fact_of("Don't"), Some(Fact::Negation));
        assert_eq!(fact_of("can’t"), Some(Fact::Negation));
        assert_ne!(fact_of("must"), fact_of("may"));
        assert!(matches!(fact_of("Q3"), Some(Fact::Number(_))));
        assert_eq!(fact_of("table"), None);
        assert_eq!(fact_of("été"), None);
    }
}
