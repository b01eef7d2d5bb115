//! What stands before the first word of a clause: its number and a heading that runs into it. Takes the words of a sentence,
//! gives how many of them are no part of what it says.

use super::labels::Part;
use crate::text::words::{Word, hash_word};

/// A heading that runs into a sentence has at most so many words.
const LONGEST_HEADING: usize = 8;
/// … and a number of so many parts: `4.2(b)(iv)`.
const LONGEST_LABEL: usize = 6;
/// Words that stand in small letters in headings.
const JOINERS: [u64; 10] = [
    hash_word("of"),
    hash_word("and"),
    hash_word("or"),
    hash_word("to"),
    hash_word("for"),
    hash_word("in"),
    hash_word("by"),
    hash_word("with"),
    hash_word("the"),
    hash_word("on"),
];
/// Words that a sentence begins with and no name.
const OPENERS: [u64; 19] = [
    hash_word("the"),
    hash_word("an"),
    hash_word("any"),
    hash_word("each"),
    hash_word("every"),
    hash_word("all"),
    hash_word("no"),
    hash_word("neither"),
    hash_word("either"),
    hash_word("this"),
    hash_word("such"),
    hash_word("if"),
    hash_word("unless"),
    hash_word("except"),
    hash_word("upon"),
    hash_word("subject"),
    hash_word("notwithstanding"),
    hash_word("during"),
    hash_word("within"),
];

/// How many of the words are the number of a section: `4.2(b)`, `IV`.
pub(super) fn number_words(text: &str, words: &[Word]) -> usize {
    let mut read = 0;
    while let Some(word) = words.get(read) {
        let said = word.of(text);
        let is_short = said.len() <= 4;
        let goes_on = || {
            let gap = text.get(words[read - 1].end as usize..word.start as usize).unwrap_or(" ");
            gap.bytes().all(|byte| matches!(byte, b'.' | b'(' | b')'))
        };
        let is_number = || {
            said.starts_with(|c: char| c.is_ascii_digit())
                || said.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
        };
        if !is_short || !(if read == 0 { is_number() } else { goes_on() }) {
            break;
        }
        read += 1;
    }
    read
}

/// How many of the words are a heading before the first word of a sentence that has a capital: "Timing of Decisions The".
pub(super) fn heading_words(text: &str, words: &[Word]) -> usize {
    let is_of_heading = |word: &&Word| {
        word.of(text).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || JOINERS.contains(&word.hash)
    };
    let run = words.iter().take(LONGEST_HEADING + 1).take_while(is_of_heading).count();
    let opens = |word: &Word| OPENERS.contains(&word.hash) && word.of(text).starts_with(char::is_uppercase);
    // "SEVERABILITY If": what is in small letters behind its first capital opens the sentence, "THE" does not.
    let is_small = |word: &Word| word.of(text).contains(char::is_lowercase);
    match words.first() {
        // "The Buyer and The Seller" has none.
        Some(first) if !opens(first) => {
            words[..run].iter().rposition(|word| opens(word) && is_small(word)).unwrap_or(0)
        }
        _ => 0,
    }
}

/// How many words at the front are the number of the clause: `4.2`, `(a)`, `Section 5.`.
pub(super) fn label_words(text: &str, words: &[Word]) -> usize {
    let Some(first) = words.first() else { return 0 };
    if matches!(Part::of(first.hash), Some(Part::Section | Part::Article)) {
        let number = number_words(text, &words[1..]);
        return if number > 0 { 1 + number } else { 0 };
    }
    let mut read = 0;
    while let Some(word) = words.get(read).filter(|_| read < LONGEST_LABEL) {
        let said = word.of(text);
        let closing = text.as_bytes().get(word.end as usize).copied().unwrap_or(b' ');
        let is_digits = said.len() <= 3 && said.bytes().all(|byte| byte.is_ascii_digit());
        let is_item =
            said.len() <= 4 && closing == b')' && said.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !(is_item || is_digits && (read > 0 || matches!(closing, b'.' | b')'))) {
            break;
        }
        read += 1;
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::split_words;

    #[test]
    fn numbers_and_headings() {
        let cases = [
            ("4.2 The fee is due", "The fee is due"),
            ("(a) (ii) A fee is due", "A fee is due"),
            ("12 fees are due", "12 fees are due"),
            ("Section 5.2(b) Fees are due", "Fees are due"),
            ("Sections survive", "Sections survive"),
            ("ARTICLE IV TERM OF THE LEASE This lease ends", "This lease ends"),
            ("9. Timing of Decisions The arbiters decide", "The arbiters decide"),
            ("SEVERABILITY If a part is void", "If a part is void"),
            ("Tranche A is lent", "Tranche A is lent"),
            ("FCC pays", "FCC pays"),
            ("The Buyer and The Seller pay", "The Buyer and The Seller pay"),
            ("IF IT RAINS", "IF IT RAINS"),
            ("1.2.3", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            let mut words = Vec::new();
            split_words(text, 0, &mut words);
            let label = label_words(text, &words);
            let front = label + heading_words(text, &words[label..]);
            assert_eq!(words.get(front).map_or("", |word| &text[word.start as usize..]), expected, "{text}");
        }
    }
}
