//! Words that were parted at the end of a line: `confi-` / `dential`. Whether the hyphen belongs to the word, the rest of
//! the text tells.

use rustc_hash::FxHashSet;

/// The words of a text that has parted words.
#[derive(Debug)]
pub(super) struct Hyphens<'a> {
    words: FxHashSet<&'a str>,
}

impl<'a> Hyphens<'a> {
    /// For a text in which no words are parted.
    pub(super) fn none() -> Self {
        Self { words: FxHashSet::default() }
    }

    /// The words of `text`, if it has parted ones.
    pub(super) fn of(text: &'a str) -> Self {
        let mut words = FxHashSet::default();
        if text.contains("-\n") || text.contains("\u{ad}\n") {
            let bare = |word: &'a str| word.trim_matches(|c: char| !c.is_alphanumeric());
            words.extend(text.split_whitespace().map(bare).filter(|word| word.len() > 3));
        }
        Self { words }
    }

    /// The line with its last, parted word put together, and how many bytes of the next line that took.
    pub(super) fn join(&self, line: &str, next: &str) -> Option<(String, usize)> {
        let (head, soft) = match (line.strip_suffix('-'), line.strip_suffix('\u{ad}')) {
            (Some(head), _) => (head, false),
            (_, Some(head)) => (head, true),
            _ => return None,
        };
        let first = head.rsplit(char::is_whitespace).next().unwrap_or_default();
        let end = next.find(char::is_whitespace).unwrap_or(next.len());
        let second = next[..end].trim_end_matches(|c: char| !c.is_alphanumeric());
        if !first.ends_with(char::is_alphabetic) || !second.starts_with(char::is_lowercase) {
            return None;
        }
        let first = first.trim_start_matches(|c: char| !c.is_alphanumeric());
        let keeps = !soft && self.keeps_hyphen(first, second);
        let hyphen = if keeps { "-" } else { "" };
        Some((format!("{head}{hyphen}{}", &next[..end]), end))
    }

    fn keeps_hyphen(&self, first: &str, second: &str) -> bool {
        let knows = |word: &str| self.words.contains(word);
        if knows(&format!("{first}{second}")) {
            return false;
        }
        // "non-disclosure" stands elsewhere, or both are words of their own: "third-" / "party".
        knows(&format!("{first}-{second}")) || (knows(first) && knows(second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_parted_words() {
        let text = "The confidential part of a third and a party.\nA non-compete duty.\nx-\n";
        let hyphens = Hyphens::of(text);
        let cases = [
            ("the confi-", "dential part", Some(("the confidential", 7))),
            ("a third-", "party, and", Some(("a third-party,", 6))),
            ("a (non-", "compete duty", Some(("a (non-compete", 7))),
            ("the obli-", "gation", Some(("the obligation", 6))),
            ("1990-", "1995", None),
            ("Anglo-", "American", None),
            ("the end -", "and so", None),
            ("the end", "and so", None),
            ("-", "x", None),
        ];
        for (line, next, expected) in cases {
            let joined = hyphens.join(line, next);
            assert_eq!(joined.as_ref().map(|(text, taken)| (text.as_str(), *taken)), expected, "{line}");
        }
    }
}
