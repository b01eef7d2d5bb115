//! Cuts text into the pieces that are encoded one by one, as the pattern of each encoding does.
//!
//! Takes a text and where a piece starts, gives where it ends. The patterns need look-ahead and back-tracking, but
//! depend on the class of each code point and on a few ASCII characters only, so one forward scan decides. A piece
//! depends on nothing before its start. The tests hold the scan against tiktoken.

use super::Encoding;
use super::layout::{CASELESS, LOWER, MARK, NEWLINE, NUMBER, OTHER, SPACE, UPPER};

/// Classes of 256 code points each; the first block is U+0000 to U+00FF.
static BLOCKS: &[[u8; 256]] = include_bytes!(concat!(env!("OUT_DIR"), "/classes.blocks")).as_chunks().0;
/// The block of each 256 code points.
static INDEX: &[u8; 0x1100] = include_bytes!(concat!(env!("OUT_DIR"), "/classes.index"));

const LETTER: u8 = UPPER + LOWER + CASELESS;
/// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]` of o200k.
const WORD_START: u8 = UPPER + CASELESS + MARK;
/// `[\p{Ll}\p{Lm}\p{Lo}\p{M}]` of o200k.
const WORD_REST: u8 = LOWER + CASELESS + MARK;
/// `[^\s\p{L}\p{N}]`.
const SIGN: u8 = MARK + OTHER;
const WHITE: u8 = SPACE + NEWLINE;
/// Digits in one piece.
const NUMBER_CHARS_MAX: usize = 3;

/// Where the piece that starts at `start` ends. `start` is a char border before the end of `text`.
pub(super) fn find_piece_end(encoding: Encoding, text: &str, start: usize) -> usize {
    match encoding {
        Encoding::O200k => find_o200k_end(text, start),
        Encoding::Cl100k => find_cl100k_end(text, start),
    }
}

/// The class of the character at `at` and its length in bytes; no class (0) at the end of the text.
#[inline(always)]
fn class_at(text: &str, at: usize) -> (u8, usize) {
    match text.as_bytes().get(at) {
        Some(&byte) if byte.is_ascii() => (BLOCKS[0][usize::from(byte)], 1),
        Some(_) => class_of_wide_char(text, at),
        None => (0, 0),
    }
}

#[inline(never)]
fn class_of_wide_char(text: &str, at: usize) -> (u8, usize) {
    text[at..].chars().next().map_or((0, 0), |c| {
        let code = c as usize;
        (BLOCKS[usize::from(INDEX[code >> 8])][code & 0xff], c.len_utf8())
    })
}

/// Where the run of characters of the classes `set` that starts at `at` ends.
#[inline]
fn find_run_end(text: &str, mut at: usize, set: u8) -> usize {
    loop {
        let (class, length) = class_at(text, at);
        if class & set == 0 {
            return at;
        }
        at += length;
    }
}

/// The pattern of o200k_base:
/// ```text
///   [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// | [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// | \p{N}{1,3} |  ?[^\s\p{L}\p{N}]+[\r\n/]* | \s*[\r\n]+ | \s+(?!\S) | \s+
/// ```
fn find_o200k_end(text: &str, start: usize) -> usize {
    let (class, length) = class_at(text, start);
    let after = start + length;
    if class & LETTER != 0 {
        let (Word::Lower(end) | Word::Upper(end) | Word::None(end)) = scan_word(text, start);
        return skip_contraction(text, end);
    }
    if class & NUMBER != 0 {
        return find_number_end(text, start);
    }
    if class & NEWLINE == 0 {
        match scan_word(text, after) {
            Word::Lower(end) => return skip_contraction(text, end),
            // The first line of the pattern comes first, and a mark alone is a word to it.
            _ if class & MARK != 0 => return skip_contraction(text, after),
            Word::Upper(end) => return skip_contraction(text, end),
            Word::None(_) => {}
        }
    }
    match find_signs_end(text, start) {
        Some(end) => {
            let tail = text.as_bytes()[end..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | b'/'));
            end + tail.count()
        }
        None => find_white_end(text, start, false),
    }
}

/// The letters of a word, as the first two lines of the o200k pattern take them; where they end.
enum Word {
    /// By the first line: they end in a small or caseless letter or a mark.
    Lower(usize),
    /// By the second line: capitals only.
    Upper(usize),
    /// There are none.
    None(usize),
}

fn scan_word(text: &str, start: usize) -> Word {
    let mut end = start;
    let mut caseless_end = None;
    loop {
        let (class, length) = class_at(text, end);
        if class & WORD_START == 0 {
            if class & LOWER != 0 {
                return Word::Lower(find_run_end(text, end, WORD_REST));
            }
            break;
        }
        end += length;
        if class & WORD_REST != 0 {
            caseless_end = Some(end);
        }
    }
    // No small letter follows: the first line gives capitals back until it ends in a caseless letter or a mark.
    match caseless_end {
        Some(end) => Word::Lower(end),
        None if end > start => Word::Upper(end),
        None => Word::None(start),
    }
}

/// The pattern of cl100k_base:
/// ```text
///   '(?i:[sdmt]|ll|ve|re) | [^\r\n\p{L}\p{N}]?+\p{L}++ | \p{N}{1,3}+ |  ?[^\s\p{L}\p{N}]++[\r\n]*+
/// | \s++$ | \s*[\r\n] | \s+(?!\S) | \s
/// ```
fn find_cl100k_end(text: &str, start: usize) -> usize {
    let (class, length) = class_at(text, start);
    let after = start + length;
    if class & LETTER != 0 {
        return find_run_end(text, after, LETTER);
    }
    if class & NUMBER != 0 {
        return find_number_end(text, start);
    }
    let contraction_end = skip_contraction(text, start);
    if contraction_end > start {
        return contraction_end;
    }
    if class & NEWLINE == 0 && class_at(text, after).0 & LETTER != 0 {
        return find_run_end(text, after, LETTER);
    }
    match find_signs_end(text, start) {
        Some(end) => find_run_end(text, end, NEWLINE),
        None => find_white_end(text, start, true),
    }
}

/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)?`: where it ends, `at` if there is none. The long s (U+017F) is an s without its case.
fn skip_contraction(text: &str, at: usize) -> usize {
    match text.as_bytes()[at..] {
        [b'\'', b's' | b'S' | b't' | b'T' | b'm' | b'M' | b'd' | b'D', ..] => at + 2,
        [b'\'', b'r' | b'R' | b'v' | b'V', b'e' | b'E', ..] | [b'\'', b'l' | b'L', b'l' | b'L', ..] => at + 3,
        [b'\'', 0xc5, 0xbf, ..] => at + 3,
        _ => at,
    }
}

/// `\p{N}{1,3}`.
fn find_number_end(text: &str, start: usize) -> usize {
    let mut end = start;
    for _ in 0..NUMBER_CHARS_MAX {
        let (class, length) = class_at(text, end);
        if class & NUMBER == 0 {
            break;
        }
        end += length;
    }
    end
}

/// ` ?[^\s\p{L}\p{N}]+`.
fn find_signs_end(text: &str, start: usize) -> Option<usize> {
    let signs = start + usize::from(text.as_bytes()[start] == b' ');
    let end = find_run_end(text, signs, SIGN);
    (end > signs).then_some(end)
}

/// White space: up to the last line end, else all but the last character when something follows it, else all.
/// `end_first`: at the end of the text all of it, line ends or not.
fn find_white_end(text: &str, start: usize, end_first: bool) -> usize {
    let mut end = start;
    let mut last = start;
    let mut line_end = None;
    loop {
        let (class, length) = class_at(text, end);
        if class & WHITE == 0 {
            break;
        }
        last = end;
        end += length;
        if class & NEWLINE != 0 {
            line_end = Some(end);
        }
    }
    let at_text_end = end == text.len();
    match line_end {
        Some(line_end) if !(end_first && at_text_end) => line_end,
        _ if at_text_end || last == start => end,
        _ => last,
    }
}
