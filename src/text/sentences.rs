//! Sentences of a text, as byte ranges; also of speech that was written down without any punctuation.
//!
//! A sentence ends at `.`, `?`, `!`, `…` or their East Asian forms, unless the dot belongs to an abbreviation or number.
//! What is then still too long is cut where speakers take a new breath ("so", "okay", "and then", a comma), so that no
//! unit is longer than [`LONGEST_WORDS`] words or [`LONGEST_BYTES`] bytes. Linear in the text, whatever is in it.

use std::ops::Range;

/// No unit has more words than this. Written sentences with commas may be that long; speech is cut far sooner.
pub const LONGEST_WORDS: usize = 120;
/// Speech without punctuation is cut into pieces of at most so many words.
const LONGEST_SPOKEN: usize = 40;
/// A piece that is cut off has at least so many words, if a border allows it.
const SHORTEST_CUT: usize = 8;
/// No unit has more bytes than this: a bound for text without spaces.
pub const LONGEST_BYTES: usize = 2000;
/// Sentences of fewer bytes are never too long: an English word with its space takes 4 bytes and more in all but odd text.
const SURELY_SHORT: usize = 160;

/// Adds the sentences of `text` to `sentences`, in order, without outer white space.
pub fn split_sentences(text: &str, sentences: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let (mut start, mut i) = (0, 0);
    while i < bytes.len() {
        if !MAY_END[bytes[i] as usize] {
            i += 1;
            continue;
        }
        match end_at(text, i) {
            Some(end) => {
                push_cut(text, start..end, sentences);
                start = end;
                i = end;
            }
            // The rest of a row of marks says nothing new.
            None => i += bytes[i..].iter().take_while(|b| matches!(b, b'.' | b'?' | b'!')).count().max(1),
        }
    }
    push_cut(text, start..bytes.len(), sentences);
}

/// Bytes at which a sentence may end: ASCII marks, and the first bytes of `…` and `。！？`.
const MAY_END: [bool; 256] = {
    let mut table = [false; 256];
    table[b'.' as usize] = true;
    table[b'?' as usize] = true;
    table[b'!' as usize] = true;
    table[b'\n' as usize] = true;
    table[0xE2] = true;
    table[0xE3] = true;
    table[0xEF] = true;
    table
};

/// The end of the sentence whose mark stands at `i`, with closing quotes and brackets; `None` if it goes on.
fn end_at(text: &str, i: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mark = match bytes[i] {
        b'\n' => return (bytes.get(i + 1) == Some(&b'\n')).then_some(i + 1),
        byte @ (b'.' | b'?' | b'!') => byte,
        0xE2 if bytes[i..].starts_with("…".as_bytes()) => b'.',
        _ if ["。", "！", "？"].iter().any(|m| bytes[i..].starts_with(m.as_bytes())) => {
            return Some(i + 3);
        }
        _ => return None,
    };
    let mut end = i + if mark == bytes[i] { 1 } else { 3 };
    let mut dots = usize::from(mark == b'.') + usize::from(bytes[i] == 0xE2) * 2;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'.' => dots += 1,
            b'?' | b'!' => dots = 0,
            _ => break,
        }
        end += 1;
    }
    let ends_with_dot = bytes[end - 1] == b'.' || bytes[i] == 0xE2;
    end += closers(&bytes[end..]);
    let next = match bytes.get(end) {
        None => return Some(end),
        Some(byte) if !byte.is_ascii_whitespace() => return None,
        Some(_) => text[end..].trim_start().chars().next(),
    };
    if !ends_with_dot {
        return Some(end);
    }
    let goes_on = next.is_some_and(char::is_lowercase);
    if dots > 1 {
        return (!goes_on).then_some(end);
    }
    (!is_abbreviation(text, i, next)).then_some(end)
}

/// Length of the closing quotes and brackets at the start of `bytes`.
fn closers(bytes: &[u8]) -> usize {
    let mut length = 0;
    loop {
        let rest = &bytes[length..];
        length += match rest {
            [b'"' | b'\'' | b')' | b']', ..] => 1,
            [0xE2, 0x80, 0x99 | 0x9D, ..] => 3,
            [0xC2, 0xBB, ..] => 2,
            _ => return length,
        };
    }
}

/// Never the last word of a sentence.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "mt", "rev", "hon", "gen", "capt", "lt", "col", "sgt", "sen",
    "rep", "gov", "messrs", "vs", "e.g", "i.e", "cf", "approx", "resp", "viz", "al", "eg", "ie",
];
/// Followed by a number when they do not end a sentence.
const BEFORE_NUMBER: &[&str] = &[
    "no", "nos", "art", "arts", "sec", "secs", "fig", "figs", "p", "pp", "ch", "vol", "para", "paras", "eq",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "ver",
];
/// May end a sentence; do so when a capital follows.
const BEFORE_SMALL: &[&str] =
    &["inc", "ltd", "co", "corp", "etc", "jr", "sr", "dept", "est", "a.m", "p.m", "plc"];

/// Whether the dot at `dot` belongs to the word before it. `next` is the first character after the space.
fn is_abbreviation(text: &str, dot: usize, next: Option<char>) -> bool {
    let bytes = text.as_bytes();
    let longest = 8;
    let mut start = dot;
    while start > 0
        && dot - start <= longest
        && (bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] == b'.')
    {
        start -= 1;
    }
    let word = &bytes[start..dot];
    if word.is_empty() || word.len() > longest || (start > 0 && bytes[start - 1] >= 0x80) {
        return false;
    }
    let among = |table: &[&str]| table.iter().any(|entry| entry.as_bytes().eq_ignore_ascii_case(word));
    // One capital, as in "J. Smith"; "I." ends a sentence more often than not.
    if word.len() == 1 && word[0].is_ascii_uppercase() && word[0] != b'I' {
        return next.is_some_and(char::is_uppercase);
    }
    // Letters with dots between, as in "U.S."
    let dotted = word.len() >= 3 && word.iter().skip(1).step_by(2).all(|&b| b == b'.');
    if word.len() < 3 && word.iter().all(u8::is_ascii_digit) && !word.is_empty() {
        // A number that begins a line or sentence counts an item: "1. Welcome".
        let before = text[..start].trim_end();
        return before.is_empty() || before.ends_with(['.', '?', '!', ':', '\n']);
    }
    among(TITLES)
        || (dotted && word[0].is_ascii_uppercase())
        || (among(BEFORE_NUMBER) && next.is_some_and(|c| c.is_ascii_digit()))
        || (among(BEFORE_SMALL) && next.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit()))
}

/// Words at which a speaker starts afresh, with how good a place for a cut they are.
const BORDERS: &[(&str, u8)] = &[
    ("okay", 9),
    ("ok", 9),
    ("alright", 9),
    ("anyway", 9),
    ("so", 8),
    ("now", 6),
    ("well", 6),
    ("yeah", 6),
    ("also", 6),
    ("but", 7),
    ("because", 6),
    ("cause", 4),
    ("then", 4),
    ("and", 5),
    ("or", 3),
    ("which", 4),
    ("if", 4),
    ("when", 3),
    ("i'm", 3),
    ("i'll", 5),
    ("we'll", 5),
    ("we", 3),
    ("i", 3),
    ("they", 2),
    ("what", 2),
    ("how", 2),
    ("that's", 3),
];

/// One word of a long sentence: where it starts, and how good a cut before it would be.
struct Step {
    start: usize,
    border: u8,
}

/// Adds the range, in pieces if it is too long.
fn push_cut(text: &str, range: Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let Some(slice) = text.get(range.clone()) else { return };
    let start = range.start + (slice.len() - slice.trim_start().len());
    let slice = slice.trim();
    if slice.is_empty() {
        return;
    }
    if slice.len() <= SURELY_SHORT {
        sentences.push(start..start + slice.len());
        return;
    }
    let steps = steps_of(slice);
    let longest = if is_written(slice, steps.len()) { LONGEST_WORDS } else { LONGEST_SPOKEN };
    let mut first = 0;
    while first < steps.len() {
        let left = steps.len() - first;
        let next = if left <= longest {
            steps.len()
        } else {
            let window =
                first + SHORTEST_CUT..=(first + longest).min(steps.len() - SHORTEST_CUT.min(left - 1));
            window.max_by_key(|&at| (steps[at].border, at)).unwrap_or(first + longest)
        };
        let end = steps.get(next).map_or(slice.len(), |step| step.start);
        push_bounded(slice, steps[first].start..end, start, sentences);
        first = next;
    }
}

/// Whether a long sentence was written with care: it ends with a mark and has commas or the like throughout.
fn is_written(slice: &str, words: usize) -> bool {
    let marks = slice.bytes().filter(|b| matches!(b, b',' | b';' | b':' | b'(')).count();
    slice.ends_with(['.', '?', '!', ';', ':']) && marks * 25 >= words
}

fn steps_of(slice: &str) -> Vec<Step> {
    let bytes = slice.as_bytes();
    let mut steps = Vec::with_capacity(slice.len() / 5);
    let mut i = 0;
    let mut after: u8 = 0;
    while i < bytes.len() {
        if bytes[i].is_ascii_whitespace() {
            i += 1;
            continue;
        }
        let start = i;
        while i < bytes.len() && !bytes[i].is_ascii_whitespace() {
            i += 1;
        }
        let word = &bytes[start..i];
        let bare = word.strip_suffix(b",").unwrap_or(word);
        let border =
            BORDERS.iter().find(|(entry, _)| entry.as_bytes().eq_ignore_ascii_case(bare)).map_or(0, |b| b.1);
        steps.push(Step { start, border: border + after });
        after = match word.last() {
            Some(b';' | b':') => 10,
            Some(b',') => 4,
            _ => 0,
        };
    }
    steps
}

/// Adds a piece, cut by bytes where it has no spaces to cut at.
fn push_bounded(slice: &str, range: Range<usize>, base: usize, sentences: &mut Vec<Range<usize>>) {
    let mut at = range.start;
    let end = range.start + slice[range].trim_end().len();
    while at < end {
        let mut stop = end.min(at + LONGEST_BYTES);
        while !slice.is_char_boundary(stop) {
            stop -= 1;
        }
        if stop < end
            && let Some(space) = slice[at..stop].rfind(' ').filter(|&space| space > LONGEST_BYTES / 2)
        {
            stop = at + space;
        }
        sentences.push(base + at..base + stop);
        at = stop + (slice[stop..end].len() - slice[stop..end].trim_start().len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        let mut ranges = Vec::new();
        split_sentences(text, &mut ranges);
        ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn splits() {
        let cases: &[(&str, &[&str])] = &[
            ("Yeah. Why don't you run it?  OK", &["Yeah.", "Why don't you run it?", "OK"]),
            ("Dr. Smith paid $3.50 today. Fine.", &["Dr. Smith paid $3.50 today.", "Fine."]),
            ("  ", &[]),
            ("we moved it. one thing I want to say", &["we moved it.", "one thing I want to say"]),
            ("He said \"we are done.\" Then he left.", &["He said \"we are done.\"", "Then he left."]),
            (
                "See No. 5 and fig. 2 here. No. That is wrong.",
                &["See No. 5 and fig. 2 here.", "No.", "That is wrong."],
            ),
            ("It was... well... fine. Next", &["It was... well... fine.", "Next"]),
            ("The U.S. team, e.g. Ann, agreed. Good", &["The U.S. team, e.g. Ann, agreed.", "Good"]),
            ("Really?! Yes… Sure", &["Really?!", "Yes…", "Sure"]),
            ("1. Welcome. 2. Budget.", &["1. Welcome.", "2. Budget."]),
            ("We sold 40. That is good.", &["We sold 40.", "That is good."]),
            ("version 2.4.1 is out", &["version 2.4.1 is out"]),
            ("了解。次へ", &["了解。", "次へ"]),
        ];
        for (text, expected) in cases {
            assert_eq!(&split(text), expected, "{text}");
        }
    }

    #[test]
    fn cuts_speech_without_punctuation_at_fresh_starts() {
        let text = "so the first thing is that we looked at the supplier list and it is much longer than anyone of us \
                    expected when we began and nobody really knows which of those suppliers are still used okay the second \
                    thing is the budget which we have to hand in by the end of the month because the board wants to see it";
        let pieces = split(text);
        assert!(
            pieces.len() >= 2 && pieces.iter().all(|piece| piece.split(' ').count() <= LONGEST_SPOKEN),
            "{pieces:?}"
        );
        assert!(pieces.iter().any(|piece| piece.starts_with("okay the second")), "{pieces:?}");
        assert_eq!(pieces.join(" "), text);
    }

    #[test]
    fn keeps_long_written_sentences_whole() {
        let clause =
            "the supplier shall keep records, logs and copies of every delivery made under this agreement, ";
        let text = format!("{}and so on.", clause.repeat(5));
        assert_eq!(split(&text).len(), 1);
    }

    #[test]
    fn text_without_spaces_stays_linear_and_bounded() {
        let text = "aé".repeat(1_000_000);
        let started = std::time::Instant::now();
        let pieces = split(&text);
        assert!(pieces.iter().all(|piece| piece.len() <= LONGEST_BYTES));
        assert!(started.elapsed().as_secs() < 5);
        assert!(split(&".".repeat(1_000_000)).len() <= 1_000_000 / LONGEST_BYTES + 1);
        assert!(!split(&"a. ".repeat(300_000)).is_empty());
        assert!(!split(&". a".repeat(300_000)).is_empty());
    }

    const PIECES: &[&str] = &[
        "so ", "we", "Dr", "no", "U.S", "é", "…", "。", ". ", "...", "? ", "!", "\" ", ", ", "; ", "\n\n",
        " ", "12",
    ];

    proptest! {
        #[test]
        fn nothing_is_lost_and_everything_is_bounded(
            pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..400)
        ) {
            let text = pieces.concat();
            let mut ranges = Vec::new();
            split_sentences(&text, &mut ranges);
            let mut last = 0;
            for range in ranges {
                prop_assert!(range.start >= last && range.start < range.end);
                prop_assert!(text.get(last..range.start).is_some_and(|gap| gap.trim().is_empty()));
                let piece = &text[range.clone()];
                prop_assert_eq!(piece, piece.trim());
                prop_assert!(piece.len() <= LONGEST_BYTES);
                prop_assert!(piece.split_whitespace().count() <= LONGEST_WORDS);
                last = range.end;
            }
            prop_assert!(text[last..].trim().is_empty());
        }
    }
}
