//! What a line looks like: a title, capitals, a page number, a rule, columns.

use crate::ingest::clause::is_capitals;

/// Letters that a line in capitals has at least.
pub(super) const FEWEST_CAPITALS: usize = 4;

/// Whether a text can be the title of a section: few words, and no sentence.
pub(super) fn is_title(text: &str, most_words: usize) -> bool {
    let words = text.split_whitespace().count();
    let inner = text.trim_end_matches(['.', ':']);
    words <= most_words
        && !inner.contains(". ")
        && !inner.contains("; ")
        && inner.chars().next().is_none_or(|c| !c.is_lowercase())
        && (words <= 6 && !text.ends_with(':') || is_title_case(inner) || is_capitals(inner, FEWEST_CAPITALS))
}

/// Whether most of the longer words begin with a capital.
pub(super) fn is_title_case(text: &str) -> bool {
    let long = || text.split_whitespace().filter(|word| word.chars().count() > 3);
    let upper = long().filter(|word| !word.starts_with(char::is_lowercase)).count();
    text.starts_with(char::is_uppercase) && upper * 3 >= long().count() * 2
}

/// `- 3 -`, `Page 3 of 10`, `3`.
pub(super) fn is_page_number(text: &str) -> bool {
    if text.len() > 24 {
        return false;
    }
    let inner = text.trim_matches(['-', '–', '—', ' ', '.']);
    let inner = ["Page ", "PAGE ", "page "].iter().find_map(|word| inner.strip_prefix(word)).unwrap_or(inner);
    let number = inner.split([' ', '/']).next().unwrap_or_default();
    let rest = inner[number.len()..].trim_start_matches([' ', '/']);
    let rest = ["of ", "OF "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    (1..=4).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && rest.bytes().all(|byte| byte.is_ascii_digit())
}

/// A line across the page.
pub(super) fn is_rule(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|byte| matches!(byte, b'-' | b'=' | b'_' | b'*' | b'~' | b' '))
}

/// Whether the words of a line stand in columns.
pub(super) fn has_columns(text: &str) -> bool {
    text.contains('\t') || text.contains("    ")
}

pub(super) fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
}
