//! Evens out how a text looks: case, white space, quotation marks, dashes, ligatures, characters that cannot be seen.
//! Takes a text, gives the evened text and a map from its bytes back to the original.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// An evened text that knows where each of its bytes came from. Texts are below 4 GB.
///
/// Letters are in lower case and in Unicode form NFKC; every run of white space is one space, and none stands at the
/// start or before a closing mark of punctuation; quotation marks and apostrophes are `'`, dashes are `-`;
/// zero-width characters and soft hyphens are gone.
#[derive(Clone, Debug, Default)]
pub struct Normalised {
    /// The evened text.
    pub text: String,
    runs: Vec<Run>,
}

/// A stretch of evened text. Within an even run each byte comes from the byte as far from the run's start; any other
/// run stands as a whole for its whole original.
#[derive(Clone, Copy, Debug)]
struct Run {
    normal: u32,
    original: u32,
    original_end: u32,
    is_even: bool,
}

/// A letter with more marks than this is evened out in parts: nobody writes such letters, and sorting them takes time.
const MOST_MARKS: usize = 16;

impl Normalised {
    /// Evens out a text.
    pub fn of(text: &str) -> Self {
        let mut normalised = Self { text: String::with_capacity(text.len()), runs: Vec::new() };
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            let is_alone = bytes.get(at + 1).is_none_or(u8::is_ascii);
            if byte.is_ascii_graphic() && is_alone {
                normalised.push(at, at + 1, fold_ascii(byte) as char);
                at += 1;
                continue;
            }
            at = normalised.push_cluster(text, at);
        }
        if normalised.text.ends_with(' ') {
            normalised.text.pop();
        }
        normalised
    }

    /// The original of a range of the evened text. Ends on char borders give ends on char borders.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let start = match self.run_at(range.start) {
            Some(run) if run.is_even => run.original as usize + (range.start - run.normal as usize),
            Some(run) => run.original as usize,
            None => 0,
        };
        let end = match range.end.checked_sub(1).and_then(|last| self.run_at(last)) {
            Some(run) if run.is_even => run.original as usize + (range.end - run.normal as usize),
            Some(run) => run.original_end as usize,
            None => start,
        };
        start..end.max(start)
    }

    /// The evened text of a range of the original, as a range of [`Self::text`] on char borders.
    pub fn normal(&self, range: Range<usize>) -> Range<usize> {
        let place = |offset: usize| {
            let after = self.runs.partition_point(|run| run.original as usize <= offset);
            let next = self.runs.get(after).map_or(self.text.len(), |run| run.normal as usize);
            let place = match after.checked_sub(1).map(|before| self.runs[before]) {
                Some(run) if run.is_even => {
                    (run.normal as usize + (offset - run.original as usize)).min(next)
                }
                Some(run) if offset == run.original as usize => run.normal as usize,
                _ => next,
            };
            self.text.floor_char_boundary(place)
        };
        let start = place(range.start);
        start..place(range.end).max(start)
    }

    fn run_at(&self, normal: usize) -> Option<Run> {
        let after = self.runs.partition_point(|run| run.normal as usize <= normal);
        Some(self.runs[after.checked_sub(1)?])
    }

    /// Evens out what starts at `at`: white space, or a character with the marks on it. Gives the place after it.
    fn push_cluster(&mut self, text: &str, at: usize) -> usize {
        let rest = &text[at..];
        let mut characters = rest.char_indices();
        let Some((_, first)) = characters.next() else { return text.len() };
        if first.is_whitespace() {
            let end = at + rest.find(|c: char| !c.is_whitespace() && !is_unseen(c)).unwrap_or(rest.len());
            let is_before_mark =
                matches!(text.as_bytes().get(end), Some(b'.' | b',' | b'?' | b'!' | b';' | b':' | b')'));
            if !self.text.is_empty() && !self.text.ends_with(' ') && !is_before_mark {
                self.push(at, end, ' ');
            }
            return end;
        }
        let end = characters
            .take(MOST_MARKS)
            .find(|&(_, character)| canonical_combining_class(character) == 0)
            .map_or_else(|| at + next_border(rest, MOST_MARKS), |(offset, _)| at + offset);
        if is_unseen(first) {
            return at + first.len_utf8();
        }
        let start = self.text.len();
        if let (Some(plain), true) = (fold_mark(first), end == at + first.len_utf8()) {
            self.text.push(plain);
        } else {
            for character in text[at..end].nfkc() {
                match fold_mark(character) {
                    Some(plain) => self.text.push(plain),
                    None => self.text.extend(character.to_lowercase()),
                }
            }
        }
        let widths = |text: &str| text.chars().map(char::len_utf8).collect::<Vec<_>>();
        let is_even = widths(&text[at..end]) == widths(&self.text[start..]);
        self.note(at, end, start, is_even);
        end
    }

    fn push(&mut self, original: usize, original_end: usize, character: char) {
        let start = self.text.len();
        self.text.push(character);
        self.note(original, original_end, start, original_end - original == 1);
    }

    /// Notes that the evened text from `start` on comes from this stretch; `is_even`: with its char borders.
    fn note(&mut self, original: usize, original_end: usize, start: usize, is_even: bool) {
        if let Some(last) = self.runs.last_mut()
            && last.is_even
            && is_even
            && last.original_end as usize == original
        {
            last.original_end = original_end as u32;
            return;
        }
        self.runs.push(Run {
            normal: start as u32,
            original: original as u32,
            original_end: original_end as u32,
            is_even,
        });
    }
}

/// Length of the first `characters` characters after the first one, in bytes.
fn next_border(text: &str, characters: usize) -> usize {
    text.char_indices().nth(characters + 1).map_or(text.len(), |(offset, _)| offset)
}

fn fold_ascii(byte: u8) -> u8 {
    match byte {
        b'"' | b'`' => b'\'',
        _ => byte.to_ascii_lowercase(),
    }
}

/// Quotation marks, apostrophes and dashes as one plain character each.
fn fold_mark(character: char) -> Option<char> {
    match character {
        '"' | '`' | '´' | '«' | '»' | '‘'..='‟' | '′' | '″' | '‹' | '›' | 'ʹ'..='ʼ' => {
            Some('\'')
        }
        '‐'..='―' | '−' | '﹘' | '﹣' | '－' => Some('-'),
        _ => None,
    }
}

/// Characters that nobody sees: zero-width ones, marks of direction, soft hyphens, variation selectors.
fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn evens_out() {
        let cases = [
            ("  It’s  “fine” ,\n\tAnn ", "it's 'fine', ann"),
            ("oﬃce — now", "office - now"),
            ("cafe\u{301} CAFÉ", "café café"),
            ("so\u{ad}ft\u{200b}ly\u{a0}said", "softly said"),
            ("１００ %", "100 %"),
            ("wait…", "wait..."),
            ("", ""),
            (" \n ", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(Normalised::of(text).text, expected, "{text:?}");
        }
    }

    #[test]
    fn maps_back() {
        let text = "The  oﬃce isn’t  “open” .";
        let normalised = Normalised::of(text);
        for (part, original) in
            [("office", "oﬃce"), ("isn't", "isn’t"), ("'open'.", "“open” ."), ("the", "The")]
        {
            let start = normalised.text.find(part).expect("part of the text");
            let range = normalised.original(start..start + part.len());
            assert_eq!(&text[range.clone()], original);
            assert_eq!(normalised.normal(range), start..start + part.len());
        }
    }

    proptest! {
        #[test]
        fn ranges_lie_on_borders(text in "(?s)[a-z \u{301}é“”ﬃ\u{200b}İß…\n.,-]{0,40}|.{0,40}", from in 0usize..60, to in 0usize..60) {
            let normalised = Normalised::of(&text);
            let start = normalised.text.floor_char_boundary(from.min(to).min(normalised.text.len()));
            let end = normalised.text.floor_char_boundary(from.max(to).min(normalised.text.len()));
            let range = normalised.original(start..end);
            prop_assert!(text.get(range.clone()).is_some(), "{:?}", range);
            let back = normalised.normal(range);
            prop_assert!(normalised.text.get(back).is_some());
        }
    }
}
