//! A value that a playbook expects, other than an amount: a date or words. Takes the value as it was written, says whether a
//! passage has it. Amounts are compared by direction elsewhere.

use crate::text::dates::find_dates;
use crate::text::quantities::{Measure, find_quantities};
use crate::text::words::{Word, split_words};
use jiff::civil::Date;

/// An expected value.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// As the playbook has it.
    pub(super) words: String,
    value: Value,
}

#[derive(Clone, Debug)]
enum Value {
    Date(Date),
    /// Hashes of the words in order.
    Words(Vec<u64>),
}

impl Expected {
    /// An expected date or words; `None` for amounts, and where there is nothing to look for.
    pub(super) fn new(value: &str) -> Option<Self> {
        let words = hashes(value);
        if words.is_empty() {
            return None;
        }
        let date = dates(value).next();
        let value_of = match date {
            Some((date, _)) => Value::Date(date),
            None if has_amount(value) => return None,
            None => Value::Words(words),
        };
        Some(Self { words: value.trim().to_owned(), value: value_of })
    }

    /// Whether a passage has it.
    pub(super) fn is_in(&self, passage: &str) -> bool {
        match &self.value {
            Value::Date(date) => dates(passage).any(|(other, _)| other == *date),
            Value::Words(wanted) => hashes(passage).windows(wanted.len()).any(|words| words == wanted),
        }
    }

    /// The date that a passage has instead.
    pub(super) fn other(&self, passage: &str) -> Option<String> {
        let Value::Date(date) = &self.value else { return None };
        dates(passage).find(|(other, _)| other != date).map(|(_, words)| words)
    }
}

fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    split_words(text, 0, &mut words);
    words
}

fn hashes(text: &str) -> Vec<u64> {
    split(text).iter().map(|word| word.hash).collect()
}

/// The full dates of a text, with their words.
fn dates(text: &str) -> impl Iterator<Item = (Date, String)> + '_ {
    find_dates(text, None).into_iter().filter_map(|phrase| {
        let words = text.get(phrase.start..phrase.end)?;
        Some((phrase.date?, words.trim_start_matches("on ").trim_start_matches("until ").to_owned()))
    })
}

fn has_amount(value: &str) -> bool {
    let (words, mut quantities) = (split(value), Vec::new());
    find_quantities(value, &words, &mut quantities);
    quantities.iter().any(|quantity| quantity.measure != Measure::Count) || {
        // A bare number is an amount, "ISO 27001" is a name.
        words.len() == 1 && !quantities.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_passages() {
        let cases = [
            ("England and Wales", "under the law of England and Wales,", Some(true)),
            ("England and Wales", "under the law of France", Some(false)),
            ("ISO 27001", "certified to ISO 27001", Some(true)),
            ("31 December 2027", "until December 31, 2027", Some(true)),
            ("31 December 2027", "until 30 June 2028", Some(false)),
            ("30 days", "within 30 days", None),
            ("5 %", "interest of 5 %", None),
            ("", "anything", None),
        ];
        for (value, passage, expected) in cases {
            let found = Expected::new(value).map(|one| one.is_in(passage));
            assert_eq!(found, expected, "{value} / {passage}");
        }
        let date = Expected::new("31 December 2027").unwrap();
        assert_eq!(date.other("until 30 June 2028").as_deref(), Some("30 June 2028"));
    }
}
