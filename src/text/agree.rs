//! Whether two passages that look alike say the same. Takes both, gives yes only if every difference between them is
//! harmless: a slip of the pen, a filler word, a word said twice. A number, date, name, negation or any other word that
//! was changed, added or left out is not.

use super::facts::{Fact, fact_of};
use super::normalize::Normalised;
use super::words::hash_word;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Words that may be there or not without a change of meaning.
const FILLERS: &str = "um uh uhm erm er ah oh mm hmm mhm like so well and the a an that just really actually okay ok \
    yeah basically";

/// Pairs of words of that sort.
const FILLER_PAIRS: [[&str; 2]; 4] = [["you", "know"], ["i", "mean"], ["kind", "of"], ["sort", "of"]];

static FILLER_SET: LazyLock<FxHashSet<u64>> =
    LazyLock::new(|| FILLERS.split_whitespace().map(hash_word).collect());

/// Endings by which forms of one word differ.
const ENDINGS: [&str; 6] = ["s", "es", "d", "ed", "ing", "'s"];

/// A word, number or sign of a passage.
#[derive(Clone, Debug)]
struct Token<'a> {
    /// In evened text, without apostrophes where that changes nothing.
    word: &'a str,
    fact: Option<Fact>,
    /// Written with a capital, as names are.
    is_capital: bool,
    /// Broken off: "th- the".
    is_cut_off: bool,
}

/// Whether `quote` and the part `range` of `text` say the same. `knows` tells whether a word of the quote is one that
/// the whole text has too: then it is no slip of the pen but another word.
pub(super) fn say_the_same(
    quote: (&str, &Normalised),
    text: (&str, &Normalised, Range<usize>),
    knows: impl Fn(&str) -> bool,
) -> bool {
    let quoted = tokens(quote.0, quote.1, 0..quote.1.text.len());
    let found = tokens(text.0, text.1, text.2);
    // More words apart than this, and no amount of filler explains it; it also bounds the time.
    let band = 8 + quoted.len() / 4;
    let mut reached = vec![vec![false; found.len() + 1]; 3];
    let mut previous = Vec::new();
    for i in 0..=quoted.len() {
        let mut row = std::mem::take(&mut reached[i % 3]);
        row.fill(false);
        for j in i.saturating_sub(band)..=(i + band).min(found.len()) {
            let from = |back: usize, j: usize| back <= i && reached[(i + 3 - back) % 3].get(j) == Some(&true);
            row[j] = (i == 0 && j == 0)
                || (i > 0 && j > 0 && from(1, j - 1) && is_harmless(&quoted[i - 1], &found[j - 1], &knows))
                || (i > 0 && from(1, j) && is_filler(&quoted, i - 1))
                || (i > 1 && from(2, j) && is_filler_pair(&quoted[i - 2..i]))
                || (j > 0 && row[j - 1] && is_filler(&found, j - 1))
                || (j > 1 && row[j - 2] && is_filler_pair(&found[j - 2..j]))
                || (i > 1 && j > 0 && from(2, j - 1) && is_joined(&quoted[i - 2..i], &found[j - 1]))
                || (i > 0 && j > 1 && from(1, j - 2) && is_joined(&found[j - 2..j], &quoted[i - 1]));
        }
        if i == quoted.len() {
            previous = row;
        } else {
            reached[i % 3] = row;
        }
    }
    previous.last() == Some(&true)
}

/// The tokens of a range of an evened text; `original` is the text it was made of.
fn tokens<'a>(original: &str, normalised: &'a Normalised, range: Range<usize>) -> Vec<Token<'a>> {
    let text = &normalised.text[..range.end];
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(character) = text[at..].chars().next() {
        let start = at;
        at += character.len_utf8();
        if character.is_alphanumeric() {
            while let Some(next) = text[at..].chars().next() {
                let follows =
                    bytes.get(at + 1).is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte >= 0x80);
                let is_between_digits = matches!(next, '.' | ',' | ':' | '/')
                    && bytes[at - 1].is_ascii_digit()
                    && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
                if !(next.is_alphanumeric() || is_between_digits || (next == '\'' && follows)) {
                    break;
                }
                at += next.len_utf8();
            }
        } else if !is_sign(bytes, start, character) {
            continue;
        }
        let word = &text[start..at];
        let place = normalised.original(start..at).start;
        let first = original.get(place..).and_then(|rest| rest.chars().next());
        let is_sign = !character.is_alphanumeric();
        found.push(Token {
            word,
            fact: if is_sign { Some(Fact::Number(hash_word(word))) } else { fact_of(word) },
            is_capital: first.is_some_and(char::is_uppercase),
            is_cut_off: bytes.get(at) == Some(&b'-')
                && bytes.get(at + 1).is_none_or(|byte| !byte.is_ascii_alphanumeric()),
        });
    }
    found
}

/// Signs that change a number: currencies, per cent, plus and a minus before a digit.
fn is_sign(bytes: &[u8], at: usize, character: char) -> bool {
    match character {
        '-' => {
            bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
                && (at == 0 || bytes[at - 1] == b' ' || bytes[at - 1] == b'(')
        }
        _ => matches!(character, '$' | '€' | '£' | '¥' | '%' | '+' | '<' | '>' | '=' | '±' | '≤' | '≥'),
    }
}

/// Whether a word of the quote may stand for a word of the text.
fn is_harmless(quoted: &Token<'_>, found: &Token<'_>, knows: &impl Fn(&str) -> bool) -> bool {
    let (a, b) = (quoted.word, found.word);
    if a == b {
        return true;
    }
    if quoted.fact.is_some() || found.fact.is_some() {
        return quoted.fact == found.fact && !matches!(quoted.fact, Some(Fact::Negation))
            || without_apostrophes(a).eq(without_apostrophes(b));
    }
    if without_apostrophes(a).eq(without_apostrophes(b)) {
        return true;
    }
    let article = |word: &str| ["a", "an", "the"].contains(&word);
    if article(a) && article(b) {
        return true;
    }
    let is_name = |token: &Token<'_>| token.is_capital && token.word != "i";
    if is_name(quoted) || is_name(found) || a.as_bytes()[0] != b.as_bytes()[0] {
        return false;
    }
    let differs_in_ending = |long: &str, short: &str| {
        short.len() >= 3 && long.strip_prefix(short).is_some_and(|ending| ENDINGS.contains(&ending))
    };
    differs_in_ending(a, b) || differs_in_ending(b, a) || (is_slip(a, b) && !knows(a))
}

fn without_apostrophes(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|&character| character != '\'')
}

/// Whether one word is the other with a slip: two letters swapped, or one letter wrong, lacking or too many (two in a
/// word of ten). In short words any slip gives another word.
fn is_slip(a: &str, b: &str) -> bool {
    let longest = a.chars().count().max(b.chars().count());
    let allowed = match longest {
        0..5 => 0,
        5..10 => 1,
        _ => 2,
    };
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if longest > 40 {
        return false;
    }
    if a.len() == b.len() && a.len() >= 3 {
        let different: Vec<usize> = (0..a.len()).filter(|&i| a[i] != b[i]).collect();
        if let [i, j] = different[..]
            && j == i + 1
            && a[i] == b[j]
            && a[j] == b[i]
        {
            return true;
        }
    }
    distance(&a, &b) <= allowed
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

/// Whether the token may be left out: a filler, a broken-off word, or the word before it said again.
fn is_filler(tokens: &[Token<'_>], at: usize) -> bool {
    let token = &tokens[at];
    let repeats = at > 0 && tokens[at - 1].word == token.word;
    token.fact.is_none() && (repeats || token.is_cut_off || FILLER_SET.contains(&hash_word(token.word)))
}

fn is_filler_pair(pair: &[Token<'_>]) -> bool {
    FILLER_PAIRS.iter().any(|[first, second]| pair[0].word == *first && pair[1].word == *second)
}

/// Whether two words written as one are the third: "e-mail" and "email". Not so with facts: "no body".
fn is_joined(pair: &[Token<'_>], whole: &Token<'_>) -> bool {
    pair.iter().chain([whole]).all(|token| token.fact.is_none())
        && whole.word.len() == pair[0].word.len() + pair[1].word.len()
        && whole.word.strip_prefix(pair[0].word) == Some(pair[1].word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(quote: &str, text: &str) -> bool {
        let (a, b) = (Normalised::of(quote), Normalised::of(text));
        let whole = 0..b.text.len();
        say_the_same((quote, &a), (text, &b, whole), |_| false)
    }

    #[test]
    fn tells_slips_from_changes() {
        let text = "Um, so so we'll send five e-mails to Mr Hansen by th- the end of March, you know, with the $1,500 invoice.";
        for quote in [
            text,
            "So we'll send 5 emails to Mr Hansen by the end of March with the $1500 invoice",
            "we'll send five e mails to Mr Hansen by the end of march, with an $1,500 invocie",
            "well send five e-mail to Mr Hansen by the end of March with the $1,500 invoise.",
        ] {
            assert!(same(quote, text), "{quote}");
        }
        for (quote, why) in [
            ("we'll not send five e-mails to Mr Hansen by the end of March, with the $1,500 invoice.", "not"),
            (
                "we'll send six e-mails to Mr Hansen by the end of March, with the $1,500 invoice.",
                "spelled number",
            ),
            ("we'll send five e-mails to Mr Hanson by the end of March, with the $1,500 invoice.", "name"),
            ("we'll send five e-mails to Mr Hansen by the end of April, with the $1,500 invoice.", "month"),
            ("we'll send five e-mails to Mr Hansen by the end of March, with the $1,501 invoice.", "number"),
            (
                "we'll send five e-mails to Mr Hansen by the end of March, with the €1,500 invoice.",
                "currency",
            ),
            (
                "we'll send five e-mails to Mr Hansen by the end of March, without the $1,500 invoice.",
                "without",
            ),
            ("we'd send five e-mails to Mr Hansen by the end of March, with the $1,500 payment.", "noun"),
            (
                "we'll only send five e-mails to Mr Hansen by the end of March, with the $1,500 invoice.",
                "only",
            ),
        ] {
            assert!(!same(quote, text), "{why}");
        }
    }

    #[test]
    fn opposites_are_no_slips() {
        for (quote, text) in [
            ("costs increase", "costs decrease"),
            ("we can do that", "we can't do that"),
            ("the plan was legal", "the plan was illegal"),
            ("you shall pay", "you may pay"),
            ("at least a week", "at most a week"),
            ("hire the team", "fire the team"),
            ("down by 5 %", "down by -5 %"),
        ] {
            assert!(!same(quote, text) && !same(text, quote), "{quote}");
        }
    }
}
