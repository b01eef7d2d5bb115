//! Bytes → text: finds the encoding, evens out line ends and drops what is no text. Refuses what is not text at all.

use super::ReadError;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// The text of an input.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// Lines end with `\n`; no other control character but the tab is left.
    pub(crate) text: String,
    /// What had to be assumed or was lost.
    pub(crate) notices: Vec<String>,
}

/// Longest run of white space within a line that is kept, in characters: tokenizers take quadratic time, or worse, on longer ones.
const LONGEST_BLANK: usize = 64;

/// Bytes looked at to tell text from something else.
const PROBED_BYTES: usize = 64 * 1024;

/// Decodes and cleans.
///
/// # Errors
/// `Empty` for nothing but white space, `Binary` for what is not text.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, ReadError> {
    let mut notices = Vec::new();
    let text = to_text(bytes, &mut notices)?;
    let text = match clean(&text) {
        Cow::Borrowed(_) => text.into_owned(),
        Cow::Owned(cleaned) => cleaned,
    };
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(kind) = markup_kind(&text) {
        return Err(ReadError::Binary(kind.to_owned()));
    }
    Ok(Decoded { text, notices })
}

fn to_text<'a>(bytes: &'a [u8], notices: &mut Vec<String>) -> Result<Cow<'a, str>, ReadError> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, bad) = encoding.decode_without_bom_handling(&bytes[length..]);
        if bad {
            notices.push(format!("some bytes were not valid {} and were replaced", encoding.name()));
        }
        return Ok(text);
    }
    if let Some(kind) = binary_kind(bytes) {
        return Err(ReadError::Binary(kind.to_owned()));
    }
    let probe = &bytes[..bytes.len().min(PROBED_BYTES)];
    if let Some(encoding) = utf16_without_mark(probe) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        notices.push(format!("encoding {} was assumed", encoding.name()));
        return Ok(text);
    }
    let odd = probe.iter().filter(|&&byte| is_odd_control(byte)).count();
    if odd >= 4 && odd * 50 > probe.len() {
        return Err(ReadError::Binary(
            "the bytes are no text in any encoding; give a transcript or a text file".into(),
        ));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => Ok(decode_legacy(bytes, notices)),
    }
}

/// UTF-8 with a few broken bytes stays UTF-8; anything else gets the likeliest old encoding.
fn decode_legacy<'a>(bytes: &'a [u8], notices: &mut Vec<String>) -> Cow<'a, str> {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good > 4 * bad {
        notices.push(format!("{bad} places were not valid UTF-8 and were replaced"));
        return String::from_utf8_lossy(bytes);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    notices.push(format!("encoding {} was assumed", encoding.name()));
    encoding.decode_without_bom_handling(bytes).0
}

/// UTF-16 shows itself by a zero in every second byte of plain letters.
fn utf16_without_mark(probe: &[u8]) -> Option<&'static Encoding> {
    if probe.len() < 4 {
        return None;
    }
    let zeros = |parity: usize| probe.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = probe.len() / 2;
    let many = |count: usize| count * 5 > pairs * 2;
    let few = |count: usize| count * 20 < pairs.max(20);
    if many(odd) && few(even) {
        Some(UTF_16LE)
    } else if many(even) && few(odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn is_odd_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127)
}

/// Opening bytes (with their offset) of files that hold no text, what they are, and what to do.
static MAGIC: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "this is a PDF; save it as text first"),
    (0, b"\xD0\xCF\x11\xE0", "this is an old Office file; save it as text first"),
    (0, b"{\\rtf", "this is an RTF file; save it as plain text first"),
    (4, b"ftypM4A", "this is an M4A recording; transcribe it first"),
    (4, b"ftypqt", "this is a QuickTime recording; transcribe it first"),
    (4, b"ftyp", "this is an MP4 recording; transcribe it first"),
    (0, b"ID3", "this is an MP3 recording; transcribe it first"),
    (0, b"\xFF\xFB", "this is an MP3 recording; transcribe it first"),
    (0, b"\xFF\xF3", "this is an MP3 recording; transcribe it first"),
    (0, b"OggS", "this is an Ogg recording; transcribe it first"),
    (0, b"fLaC", "this is a FLAC recording; transcribe it first"),
    (0, b"\x1A\x45\xDF\xA3", "this is a WebM or Matroska recording; transcribe it first"),
    (8, b"WAVE", "this is a WAV recording; transcribe it first"),
    (8, b"AVI ", "this is an AVI recording; transcribe it first"),
    (0, b"\x89PNG", "this is a PNG picture; give the text it shows"),
    (0, b"\xFF\xD8\xFF", "this is a JPEG picture; give the text it shows"),
    (0, b"GIF8", "this is a GIF picture; give the text it shows"),
    (0, b"\x1F\x8B", "this is a gzip file; unpack it first"),
    (0, b"BZh", "this is a bzip2 file; unpack it first"),
    (0, b"7z\xBC\xAF", "this is a 7-Zip file; unpack it first"),
    (0, b"\xFD7zXZ", "this is an xz file; unpack it first"),
    (0, b"\x7FELF", "this is a program"),
    (0, b"SQLite format 3", "this is an SQLite database"),
];

/// Folders inside a zip that tell which Office file it is.
static ZIP_PARTS: &[(&[u8], &str)] = &[
    (b"word/", "this is a Word file (DOCX); save it as plain text first"),
    (b"xl/", "this is an Excel file (XLSX); save it as CSV or text first"),
    (b"ppt/", "this is a PowerPoint file (PPTX); save it as text first"),
];

fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        // The names stand in the local headers and again in the directory at the end.
        let (head, tail) = (bytes.len().min(PROBED_BYTES), bytes.len().saturating_sub(PROBED_BYTES));
        let holds = |part: &[u8]| {
            memchr::memmem::find(&bytes[..head], part)
                .or(memchr::memmem::find(&bytes[tail..], part))
                .is_some()
        };
        let part = ZIP_PARTS.iter().find(|(part, _)| holds(part));
        return Some(part.map_or("this is a zip file; unpack it first", |(_, kind)| kind));
    }
    MAGIC
        .iter()
        .find(|(offset, magic, _)| bytes.get(*offset..).is_some_and(|rest| rest.starts_with(magic)))
        // "BZh" and "ID3" could open a text; a recording or an archive is never plain letters throughout.
        .filter(|(_, magic, _)| {
            !magic.is_ascii() || **magic == *b"%PDF-" || **magic == *b"{\\rtf" || !looks_plain(bytes)
        })
        .map(|(_, _, kind)| *kind)
}

fn looks_plain(bytes: &[u8]) -> bool {
    let probe = &bytes[..bytes.len().min(4096)];
    !probe.iter().any(|&byte| is_odd_control(byte))
}

fn markup_kind(text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    let opens = |tag: &str| start.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag));
    (opens("<!doctype html") || opens("<html"))
        .then_some("this is a web page; open it and save the transcript as plain text")
}

/// The text with `\n` as its only line end, without control characters and with runs of white space cut
/// to [`LONGEST_BLANK`]. Borrows if there is nothing to do.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let Some(first) = first_unclean(text) else { return Cow::Borrowed(text) };
    // Step back over the white space before it, so that a run is seen whole.
    let kept = text[..first].trim_end_matches(|c: char| c.is_whitespace() && c != '\n').len();
    let mut cleaned = String::with_capacity(text.len());
    cleaned.push_str(&text[..kept]);
    let mut blank = 0;
    let mut characters = text[kept..].chars().peekable();
    while let Some(character) = characters.next() {
        let character = match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                '\n'
            }
            '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
            '\u{b}' | '\u{c}' => ' ',
            '\u{feff}' => continue,
            other => other,
        };
        if character == '\n' {
            blank = 0;
        } else if character.is_whitespace() {
            blank += 1;
            if blank > LONGEST_BLANK {
                continue;
            }
        } else if character.is_control() {
            continue;
        } else {
            blank = 0;
        }
        cleaned.push(character);
    }
    Cow::Owned(cleaned)
}

/// Where the first byte stands that [`clean`] may have to change, or a run of white space ends that may be too long.
fn first_unclean(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut blank = 0;
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            b' ' | b'\t' => {
                blank += 1;
                if blank > LONGEST_BLANK {
                    return Some(index);
                }
            }
            b'\n' | 0x21..=0x7e => blank = 0,
            0..=0x1f | 0x7f => return Some(index),
            // C1 controls, no-break spaces, the general punctuation block, the ideographic space and the byte order mark.
            0xC2 if matches!(bytes.get(index + 1), Some(0x80..=0x9F)) => return Some(index),
            0xE2 if bytes.get(index + 1) == Some(&0x80)
                && matches!(bytes.get(index + 2), Some(0xA8 | 0xA9)) =>
            {
                return Some(index);
            }
            0xEF if bytes.get(index + 1) == Some(&0xBB) => return Some(index),
            // Other white space has three bytes at most: count each as one and let `clean` look closer.
            0xC2 if bytes.get(index + 1) == Some(&0xA0) => blank += 1,
            0xE1 | 0xE2 | 0xE3 if is_wide_blank(&bytes[index..]) => {
                blank += 1;
                if blank > LONGEST_BLANK {
                    return Some(index);
                }
            }
            0x80..=0xBF => {}
            _ => blank = 0,
        }
    }
    None
}

fn is_wide_blank(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xE1, 0x9A, 0x80, ..]
            | [0xE2, 0x80, 0x80..=0x8A | 0xAF, ..]
            | [0xE2, 0x81, 0x9F, ..]
            | [0xE3, 0x80, 0x80, ..]
    )
}
