//! Words → small numbers. Takes a list of words common to many kinds of meetings; every other word becomes a class
//! (name, number, date, other), so that what was learned about one group's subject does not reach another's.

use crate::text::words::hash_word;
use rustc_hash::FxHashMap;

/// Number of a word in a [`Vocabulary`], or of its class.
pub type WordId = u16;

/// Any word that is not in the list.
pub const OTHER: WordId = 0;
/// A name, or a word that looks like one.
pub const NAME: WordId = 1;
/// A number.
pub const NUMBER: WordId = 2;
/// A day of the week, a month, or a nearby day.
pub const DATE: WordId = 3;
/// The question mark at the end of a unit.
pub const ASKS: WordId = 4;
/// Before the first word of a unit.
pub const START: WordId = 5;
/// After the last word of a unit.
pub const END: WordId = 6;
/// A sound that says nothing; it is dropped.
pub const FILLER: WordId = 7;
/// Somebody's role.
pub const ROLE: WordId = 8;
/// The first number of a listed word.
const FIRST_LISTED: WordId = 9;

const CLASSES: [(WordId, &str); 4] = [
    (
        NUMBER,
        "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
         eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million percent",
    ),
    (
        DATE,
        "monday tuesday wednesday thursday friday saturday sunday mondays fridays january february march april june \
         july august september october november december tomorrow tonight",
    ),
    (
        ROLE,
        "manager managers designer designers expert engineer engineers developer developers lead leads leader \
         marketing industrial director secretary chair chairman assistant analyst coordinator",
    ),
    (FILLER, "um uh mm hmm mm-hmm uh-huh er erm eh ah mmm huh hm"),
];

/// Spellings of one word.
const SAME: [(&str, &str); 10] = [
    ("ok", "okay"),
    ("kay", "okay"),
    ("cause", "because"),
    ("cuz", "because"),
    ("kinda", "kind"),
    ("yep", "yeah"),
    ("yup", "yeah"),
    ("thanks", "thank"),
    ("wanna", "want"),
    ("dunno", "know"),
];

/// The words that are told apart.
#[derive(Debug)]
pub struct Vocabulary {
    ids: FxHashMap<u64, WordId>,
}

impl Vocabulary {
    /// Knows the words of a list, one a line; at most 60,000 of them.
    pub fn new(list: &str) -> Self {
        let mut ids = FxHashMap::default();
        for (index, word) in list.lines().filter(|word| !word.is_empty()).take(60_000).enumerate() {
            ids.insert(hash_word(word), FIRST_LISTED + index as WordId);
        }
        for (class, words) in CLASSES {
            ids.extend(words.split_whitespace().map(|word| (hash_word(word), class)));
        }
        for (spelling, word) in SAME {
            let id = ids.get(&hash_word(word)).copied().unwrap_or(OTHER);
            ids.insert(hash_word(spelling), id);
        }
        Self { ids }
    }

    /// The number of a word given by its hash; `None` if it is not in the list.
    pub fn id(&self, hash: u64) -> Option<WordId> {
        self.ids.get(&hash).copied()
    }

    /// The number of a word as phrase tables write it: `^` start, `?` question mark, `<name>`, `<role>`, `<num>`, `<date>`.
    pub fn id_in_phrase(&self, word: &str) -> Option<WordId> {
        match word {
            "^" => Some(START),
            "?" => Some(ASKS),
            "<name>" => Some(NAME),
            "<role>" => Some(ROLE),
            "<num>" => Some(NUMBER),
            "<date>" => Some(DATE),
            word => self.id(hash_word(word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_numbers_or_classes() {
        let vocabulary = Vocabulary::new("because\nokay\nsend\n");
        let id = |word: &str| vocabulary.id(hash_word(word));
        assert_eq!(id("Send"), Some(FIRST_LISTED + 2));
        assert_eq!(id("cuz"), id("because"));
        assert_eq!(id("kay"), id("OK"));
        assert_eq!(id("Friday"), Some(DATE));
        assert_eq!(id("uh"), Some(FILLER));
        assert_eq!(id("gearbox"), None);
        assert_eq!(id("yup"), Some(OTHER));
        assert_eq!(vocabulary.id_in_phrase("<name>"), Some(NAME));
    }
}
