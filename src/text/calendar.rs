//! The names of weekdays and months: tables in the order of the calendar, in small letters, and what asks them by the hash of
//! a word.

use super::words::hash_words;

/// Weekdays from Monday on.
pub const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Months from January on.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The place in [`WEEKDAYS`] of the weekday that a word names, by [`hash_word`](super::words::hash_word).
pub fn weekday_of(hash: u64) -> Option<usize> {
    const HASHES: [u64; 7] = hash_words(WEEKDAYS);
    HASHES.iter().position(|&name| name == hash)
}

/// The place in [`MONTHS`] of the month that a word names.
pub fn month_of(hash: u64) -> Option<usize> {
    const HASHES: [u64; 12] = hash_words(MONTHS);
    HASHES.iter().position(|&name| name == hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::hash_word;

    #[test]
    fn names_are_known_whole_and_in_any_case() {
        let cases = [
            ("Monday", Some(0), None),
            ("sunday", Some(6), None),
            ("May", None, Some(4)),
            ("sep", None, None),
        ];
        for (word, weekday, month) in cases {
            assert_eq!((weekday_of(hash_word(word)), month_of(hash_word(word))), (weekday, month), "{word}");
        }
    }
}
