//! What a unit says once fillers, repeats and broken-off words are left out. Takes a unit's words, gives those that
//! carry something; cue phrases are looked for in these and statements are made of these.

use super::lexicon::Entry;
use crate::model::units::{Unit, Units};
use crate::text::calendar;
use crate::text::words::{Word, hash_word};

/// A word that carries something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// First byte in the document's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Case-blind hash of the word.
    pub hash: u64,
    /// Whether a cue phrase may begin here.
    pub begins: bool,
    /// What stands between this word and the next one that was kept, as far as it matters.
    pub pause: Pause,
}

/// What follows a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pause {
    /// Nothing but a space.
    None,
    /// A comma, dash or colon.
    Comma,
    /// The end of the sentence.
    End,
}

/// Hash of a word known when the program is built.
pub(super) const fn h(word: &str) -> u64 {
    hash_word(word)
}

/// Whether `hash` is one of the words.
pub(super) fn among(hash: u64, words: &[u64]) -> bool {
    words.contains(&hash)
}

const ALWAYS_FILLER: [u64; 14] = [
    h("um"),
    h("uh"),
    h("er"),
    h("erm"),
    h("uhm"),
    h("umm"),
    h("uhh"),
    h("mm"),
    h("hmm"),
    h("hm"),
    h("ah"),
    h("eh"),
    h("mmm"),
    h("huh"),
];

/// Words that may be said twice and mean it.
const MEANT_TWICE: [u64; 6] = [h("had"), h("that"), h("very"), h("really"), h("no"), h("so")];

/// Longest stretch that is taken for a repeat, in words.
const LONGEST_REPEAT: usize = 4;

/// Puts the words of a unit that carry something into `said`.
pub(super) fn say(text: &str, units: &Units, entries: &[Entry], unit: &Unit, said: &mut Vec<Said>) {
    said.clear();
    let words = units.words_of(unit);
    let entries = &entries[unit.words.clone()];
    let mut i = 0;
    while i < words.len() {
        let skip = filler_at(text, words, entries[i], i);
        if skip > 0 {
            // A pause before or after a filler stays one.
            if let Some(last) = said.last_mut() {
                let after = pause_between(text, words, i + skip - 1, unit.span.end).min(Pause::Comma);
                // "we don't, you know, need": the commas belong to the filler.
                let is_aside = last.pause == Pause::Comma && after == Pause::Comma && skip > 1;
                last.pause = if is_aside { Pause::None } else { last.pause.max(after) };
            }
            i += skip;
            continue;
        }
        let pause = pause_between(text, words, i, unit.span.end);
        said.push(Said {
            start: words[i].start as usize,
            end: words[i].end as usize,
            hash: words[i].hash,
            begins: entries[i].begins_phrase(),
            pause,
        });
        drop_repeat(text, said);
        i += 1;
    }
    if let Some(last) = said.last_mut() {
        last.pause = Pause::End;
    }
}

/// Whether a word may fill time.
pub(super) fn may_fill(hash: u64) -> bool {
    among(hash, &ALWAYS_FILLER) || among(hash, &[h("you"), h("i"), h("sort"), h("kind"), h("like")])
}

/// Whether a word names a month.
pub(super) fn is_month(hash: u64) -> bool {
    calendar::month_of(hash).is_some()
}

/// How many words from `i` on only fill time.
fn filler_at(text: &str, words: &[Word], entry: Entry, i: usize) -> usize {
    let hash = words[i].hash;
    if is_broken_off(text, words, i) || is_noise_label(text, &words[i]) {
        return 1;
    }
    if !entry.fills() {
        return 0;
    }
    if among(hash, &ALWAYS_FILLER) {
        return 1;
    }
    let next = words.get(i + 1).map_or(0, |word| word.hash);
    let after = words.get(i + 2).map_or(0, |word| word.hash);
    let before = i.checked_sub(1).map_or(0, |at| words[at].hash);
    const DO_YOU_KNOW: [u64; 9] =
        [h("do"), h("did"), h("if"), h("let"), h("does"), h("as"), h("don't"), h("would"), h("will")];
    const KNOW_WHAT: [u64; 10] = [
        h("that"),
        h("how"),
        h("what"),
        h("if"),
        h("when"),
        h("where"),
        h("who"),
        h("whether"),
        h("why"),
        h("about"),
    ];
    const SOME_KIND: [u64; 16] = [
        h("what"),
        h("some"),
        h("this"),
        h("that"),
        h("a"),
        h("the"),
        h("any"),
        h("these"),
        h("each"),
        h("every"),
        h("another"),
        h("one"),
        h("same"),
        h("which"),
        h("different"),
        h("other"),
    ];
    const YOU: u64 = h("you");
    const KNOW: u64 = h("know");
    const I: u64 = h("i");
    const MEAN: u64 = h("mean");
    const OF: u64 = h("of");
    const LIKE: u64 = h("like");
    const SORT: u64 = h("sort");
    const KIND: u64 = h("kind");
    match hash {
        YOU if next == KNOW
            && (!among(before, &DO_YOU_KNOW) || comma_after(text, words, i - 1))
            && !among(after, &KNOW_WHAT) =>
        {
            2
        }
        I if next == MEAN && !among(after, &KNOW_WHAT) && i + 2 < words.len() => 2,
        SORT | KIND if next == OF && !among(before, &SOME_KIND) => 2,
        LIKE if comma_after(text, words, i) && (i == 0 || comma_after(text, words, i - 1)) => 1,
        _ => 0,
    }
}

fn comma_after(text: &str, words: &[Word], i: usize) -> bool {
    text.as_bytes().get(words[i].end as usize) == Some(&b',')
}

/// "sh- should": a word that ends in a hyphen and nothing after it.
fn is_broken_off(text: &str, words: &[Word], i: usize) -> bool {
    let bytes = text.as_bytes();
    let end = words[i].end as usize;
    bytes.get(end) == Some(&b'-')
        && bytes.get(end + 1).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b',' | b'.' | b'?'))
        && bytes.get(end - 1).is_some_and(u8::is_ascii_alphabetic)
}

/// `[laughter]`, `(inaudible)`: one word alone in square brackets or known noises in round ones.
fn is_noise_label(text: &str, word: &Word) -> bool {
    let bytes = text.as_bytes();
    word.start > 0 && bytes[word.start as usize - 1] == b'[' && bytes.get(word.end as usize) == Some(&b']')
}

/// What stands after word `i`.
fn pause_between(text: &str, words: &[Word], i: usize, unit_end: usize) -> Pause {
    let Some(next) = words.get(i + 1) else { return Pause::End };
    let gap =
        text.as_bytes().get(words[i].end as usize..(next.start as usize).min(unit_end)).unwrap_or_default();
    if gap == b" " {
        return Pause::None;
    }
    let at_comma = gap.iter().any(|b| matches!(b, b',' | b';' | b':' | b'.' | b'!' | b'?'))
        || gap.windows(2).any(|pair| pair == b"- " || pair == b"--")
        || gap.starts_with("—".as_bytes())
        || gap.starts_with(" –".as_bytes());
    if at_comma { Pause::Comma } else { Pause::None }
}

/// If the last words repeat the ones before them, leaves them once.
fn drop_repeat(text: &str, said: &mut Vec<Said>) {
    let count = said.len();
    for length in 1..=LONGEST_REPEAT.min(count / 2) {
        let (earlier, later) = (&said[count - 2 * length..count - length], &said[count - length..]);
        if earlier.iter().zip(later).any(|(a, b)| a.hash != b.hash) {
            continue;
        }
        // "no no", "had had", "four four two" may be meant.
        let first = &later[0];
        let has_digit = text.as_bytes().get(first.start).is_some_and(u8::is_ascii_digit);
        if length == 1 && (among(first.hash, &MEANT_TWICE) || has_digit || is_number_word(first.hash)) {
            continue;
        }
        said.drain(count - 2 * length..count - length);
        return;
    }
}

/// Whether the word is a number in letters.
pub(super) fn is_number_word(hash: u64) -> bool {
    crate::text::quantities::number_word(hash).is_some()
}
