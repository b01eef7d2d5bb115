//! What a passage says is not so: "fifteen, not twenty", "we don't order the sixty-two", "Carrow, not Fennick".
//! Takes text, gives the keys of the numbers and names, as [`super::terms::Terms`] has them.

use super::terms::{stem_of, value_of};
use crate::text::facts::{is_contracted_not, number_of};
use crate::text::words::{Word, split_words};

/// A number stands at most so many words behind the negation.
const NUMBER_WITHIN: usize = 4;

/// Keys of the numbers and names a passage denies, sorted, each once.
pub(super) fn denied(text: &str) -> Vec<u64> {
    let mut words = Vec::new();
    split_words(text, 0, &mut words);
    let mut keys = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let shown = word.of(text);
        if shown.eq_ignore_ascii_case("not") || is_contracted_not(shown) {
            keys.extend(denied_behind(text, &words[at..]));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The first number behind the negation in its clause, else the name right behind it.
fn denied_behind(text: &str, words: &[Word]) -> Option<u64> {
    let gaps = words.windows(2).map(|pair| text.get(pair[0].end as usize..pair[1].start as usize));
    let clause = gaps.take_while(|gap| gap.is_some_and(|gap| gap.trim().is_empty())).count();
    let clause = words.get(1..=clause).unwrap_or_default();
    let number = clause.iter().take(NUMBER_WITHIN).find(|word| is_number(word.of(text)));
    let number = number.map(|word| whole_figure(text, *word));
    let name = || {
        let word = clause.first()?.of(text);
        let is_name =
            word.starts_with(char::is_uppercase) && word.chars().nth(1).is_some_and(char::is_lowercase);
        is_name.then_some(word)
    };
    let word = number.or_else(name)?;
    value_of(word).or_else(|| stem_of(word))
}

/// "5,000" and "24.99" are one number, though they are two words.
fn whole_figure(text: &str, word: Word) -> &str {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = word.end as usize;
    while is_digit(end - 1) && matches!(bytes.get(end), Some(b',' | b'.')) && is_digit(end + 1) {
        end += 1;
        while is_digit(end) {
            end += 1;
        }
    }
    text.get(word.start as usize..end).unwrap_or_default()
}

/// "20", "twenty", "sixty-two"; not "one", which mostly is no number.
fn is_number(word: &str) -> bool {
    !word.eq_ignore_ascii_case("one") && word.split('-').all(|part| number_of(part).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::terms::Terms;
    use super::*;

    #[test]
    fn finds_what_is_denied() {
        for (text, expected) in [
            ("Fifteen, not twenty.", "twenty"),
            ("We don't order the sixty-two.", "sixty-two"),
            ("Carrow's first, not Fennick.", "Fennick"),
            ("It is not 5,000 any more", "5,000"),
        ] {
            let Terms { stems, values, .. } = Terms::of(expected);
            let key = values.first().or(stems.first()).copied();
            assert_eq!(denied(text).first().copied(), key, "{text}");
        }
        for text in ["We lease twenty.", "I don't know, twenty perhaps.", "That's not it", "not", "don't one"]
        {
            assert!(denied(text).is_empty(), "{text}");
        }
    }
}
