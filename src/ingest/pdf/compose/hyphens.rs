//! Words divided at the end of a line are put together again; the document itself tells which hyphens belong to the word.

use crate::ingest::pdf::layout::{Element, PageText};
use rustc_hash::FxHashSet;

/// Words of the document that have a hyphen within a line.
pub(super) struct Hyphens {
    kept: FxHashSet<String>,
}

impl Hyphens {
    /// Gathers the hyphenated words of all pages.
    pub(super) fn of(pages: &[PageText]) -> Self {
        let mut kept = FxHashSet::default();
        for page in pages {
            for element in &page.elements {
                let Element::Line(line) = element else { continue };
                for part in line.parts.iter().filter(|part| part.text.contains('-')) {
                    kept.extend(part.text.split_whitespace().filter_map(hyphenated));
                }
            }
        }
        Self { kept }
    }

    /// If a word is divided between two lines: the first with the whole word, and what is left of the second.
    pub(super) fn join(&self, line: &str, next: &str) -> Option<(String, String)> {
        let line = line.trim_end();
        let (head, is_soft) = match line.strip_suffix(['-', '\u{2010}']) {
            Some(head) => (head, false),
            None => (line.strip_suffix('\u{ad}')?, true),
        };
        let next = next.trim_start();
        let end = next.find(char::is_whitespace).unwrap_or(next.len());
        let (tail, rest) = next.split_at(end);
        let is_word = head.ends_with(char::is_alphabetic) && tail.starts_with(char::is_lowercase);
        if !is_word && !is_soft {
            return None;
        }
        let start = head.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let whole = format!("{}-{tail}", &head[start..]);
        // A word that has a hyphen before keeps this one too: over-the-counter.
        let is_compound = head[start..].contains('-');
        let belongs =
            !is_soft && (is_compound || hyphenated(&whole).is_some_and(|word| self.kept.contains(&word)));
        let joint = if belongs { "-" } else { "" };
        Some((format!("{head}{joint}{tail}"), rest.trim_start().to_owned()))
    }
}

/// A word with a hyphen between letters, in lower case and without the signs around it.
fn hyphenated(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let inner = word.find('-')?;
    let is_between =
        word[..inner].ends_with(char::is_alphabetic) && word[inner + 1..].starts_with(char::is_alphabetic);
    is_between.then(|| word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divided_words_become_whole() {
        let hyphens = Hyphens { kept: FxHashSet::from_iter(["well-known".to_owned()]) };
        let cases = [
            ("the agree-", "ment is", Some(("the agreement", "is"))),
            ("a well-", "known, old", Some(("a well-known,", "old"))),
            ("an over-the-", "counter drug", Some(("an over-the-counter", "drug"))),
            ("soft\u{ad}", "ware", Some(("software", ""))),
            ("from 10-", "20 days", None),
            ("the Anglo-", "American one", None),
            ("a dash –", "and more", None),
            ("no hyphen", "here", None),
            ("-", "x", None),
        ];
        for (line, next, expected) in cases {
            let joined = hyphens.join(line, next);
            let expected = expected.map(|(line, rest)| (line.to_owned(), rest.to_owned()));
            assert_eq!(joined, expected, "{line}|{next}");
        }
    }
}
