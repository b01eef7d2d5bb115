//! Bytes → text: finds the encoding, evens out line ends and drops what is no text. Refuses what is not text at all.

use super::{ReadError, compound};
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
    Ok(Decoded { text, notices })
}

/// The text of the bytes, with whatever line ends and control characters it has.
///
/// # Errors
/// `Binary` for what is not text.
pub(crate) fn to_text<'a>(bytes: &'a [u8], notices: &mut Vec<String>) -> Result<Cow<'a, str>, ReadError> {
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
            "the bytes are no text in any encoding; save what they hold as a text file first".into(),
        ));
    }
    Ok(utf8_or_older(bytes, notices))
}

/// The text of bytes that are known to be text: UTF-8, or else the likeliest encoding of the times before it.
pub(crate) fn utf8_or_older<'a>(bytes: &'a [u8], notices: &mut Vec<String>) -> Cow<'a, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => decode_legacy(bytes, notices),
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
        notices.push(format!("bytes that are not valid UTF-8 were replaced, places: {bad}"));
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
    (0, b"BZh", "this is a bzip2 file; unpack it first"),
    (0, b"7z\xBC\xAF", "this is a 7-Zip file; unpack it first"),
    (0, b"\xFD7zXZ", "this is an xz file; unpack it first"),
    (0, b"\x7FELF", "this is a program"),
    (0, b"SQLite format 3", "this is an SQLite database"),
];

/// Names inside a zip that tell which kind of file it is that no reader takes.
static ZIP_PARTS: &[(&[u8], &str)] = &[
    (b"ppt/", "this is a PowerPoint file (PPTX); save it as text first"),
    (b"xl/workbook.bin", "this is a binary Excel file (XLSB); save it as XLSX first"),
    (b"opendocument.text", "this is an ODT file; save it as DOCX first"),
    (b"opendocument.presentation", "this is an ODP file; save it as text first"),
    (b"application/epub", "this is an e-book (EPUB); save it as text first"),
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
    if compound::is_compound(bytes) {
        return Some(compound::tell(bytes));
    }
    MAGIC
        .iter()
        .find(|(offset, magic, _)| bytes.get(*offset..).is_some_and(|rest| rest.starts_with(magic)))
        // "BZh" and "ID3" could open a text; a recording or an archive is never plain letters throughout.
        .filter(|(_, magic, _)| !magic.is_ascii() || **magic == *b"{\\rtf" || !looks_plain(bytes))
        .map(|(_, _, kind)| *kind)
}

fn looks_plain(bytes: &[u8]) -> bool {
    let probe = &bytes[..bytes.len().min(4096)];
    !probe.iter().any(|&byte| is_odd_control(byte))
}

/// The text with `\n` as its only line end, without control characters and with runs of white space cut
/// to [`LONGEST_BLANK`]. Borrows if there is nothing to do.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let Some(first) = first_unclean(text) else { return Cow::Borrowed(text) };
    // Step back over the white space before it, so that a run is seen whole.
    let kept = text
        .get(..first)
        .unwrap_or_default()
        .trim_end_matches(|c: char| c.is_whitespace() && c != '\n')
        .len();
    let mut cleaned = String::with_capacity(text.len());
    cleaned.push_str(&text[..kept]);
    let mut blank = 0;
    let mut characters = text[kept..].chars().peekable();
    while let Some(character) = characters.next() {
        let character = match character {
            // A line end that was converted twice: "\r\r\n" is one.
            '\r' if characters.clone().take(2).eq("\r\n".chars()) => continue,
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

/// Bytes that are looked at together; a run of white space of [`LONGEST_BLANK`] fills at least one such piece.
const PIECE_BYTES: usize = 32;

/// Where the first byte stands that [`clean`] may have to change, or a run of white space is too long.
fn first_unclean(text: &str) -> Option<usize> {
    let mut blank = 0;
    for (index, piece) in text.as_bytes().chunks(PIECE_BYTES).enumerate() {
        // Written so that the compiler can test all bytes of a piece at once.
        let plain =
            piece.iter().fold(true, |plain, &byte| plain & ((b' '..0x7f).contains(&byte) | (byte == b'\n')));
        let solid = piece.iter().fold(false, |solid, &byte| solid | (byte > b' '));
        if plain && solid {
            blank = 0;
            continue;
        }
        let start = index * PIECE_BYTES;
        if let Some(found) = first_unclean_in(text.as_bytes(), start, start + piece.len(), &mut blank) {
            return Some(found);
        }
    }
    None
}

fn first_unclean_in(bytes: &[u8], start: usize, end: usize, blank: &mut usize) -> Option<usize> {
    for index in start..end {
        let rest = &bytes[index..];
        match rest {
            [b' ' | b'\t', ..] | [0xC2, 0xA0, ..] => *blank += 1,
            _ if is_wide_blank(rest) => *blank += 1,
            [b'\n', ..] => *blank = 0,
            [0..=0x1f | 0x7f, ..]
            // C1 controls, line and paragraph separators, the byte order mark.
            | [0xC2, 0x80..=0x9F, ..]
            | [0xE2, 0x80, 0xA8 | 0xA9, ..]
            | [0xEF, 0xBB, 0xBF, ..] => return Some(index),
            // Later bytes of a character.
            [0x80..=0xBF, ..] => {}
            _ => *blank = 0,
        }
        if *blank > LONGEST_BLANK {
            return Some(index);
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes).unwrap().text
    }

    #[test]
    fn decodes() {
        let utf16 = |order: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
            let text = if mark { "\u{feff}Zoë: naïve — yes" } else { "Zoë: naïve — yes" };
            text.encode_utf16().flat_map(order).collect()
        };
        let cases: [(&str, &[u8], &str); 13] = [
            ("utf-8", "Zoë: 张伟".as_bytes(), "Zoë: 张伟"),
            ("byte order mark", b"\xEF\xBB\xBFhi", "hi"),
            ("utf-16 le", &utf16(u16::to_le_bytes, true), "Zoë: naïve — yes"),
            ("utf-16 be", &utf16(u16::to_be_bytes, true), "Zoë: naïve — yes"),
            ("utf-16 le without mark", &utf16(u16::to_le_bytes, false), "Zoë: naïve — yes"),
            ("utf-16 be without mark", &utf16(u16::to_be_bytes, false), "Zoë: naïve — yes"),
            ("windows-1252", b"Zo\xEB said \x93it\x92s done\x94", "Zoë said “it’s done”"),
            ("line ends", b"a\r\nb\rc\nd\xE2\x80\xA8e", "a\nb\nc\nd\ne"),
            ("line ends converted twice", b"a\r\r\nb\r\r\n", "a\nb\n"),
            ("controls", b"a\0b\x1bc\x07d\x0ce\xC2\x85f", "abcd e\nf"),
            ("tabs stay", b"a\t\tb", "a\t\tb"),
            (
                "a broken byte",
                "größer, schöner, höher, weiter, für ü\u{e9}".as_bytes(),
                "größer, schöner, höher, weiter, für üé",
            ),
            ("marks inside", "a\u{feff}b".as_bytes(), "ab"),
        ];
        for (name, bytes, expected) in cases {
            assert_eq!(text(bytes), expected, "{name}");
        }
        assert_eq!(decode(b"Zo\xEB said it").unwrap().notices, ["encoding windows-1252 was assumed"]);
        let broken = decode(b"\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F\xC3\xA4 x \xFF y").unwrap();
        assert_eq!(broken.text, "äöüßä x \u{fffd} y");
        assert_eq!(broken.notices, ["bytes that are not valid UTF-8 were replaced, places: 1"]);
    }

    #[test]
    fn refuses_what_is_no_text() {
        let mut zip = b"PK\x03\x04".to_vec();
        zip.extend_from_slice(b"....ppt/presentation.xml");
        let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let cases: [(&[u8], &str); 7] = [
            (&zip, "PowerPoint"),
            (b"PK\x03\x04....", "zip file"),
            (b"\0\0\0\x20ftypisom\0\0", "MP4 recording; transcribe it first"),
            (b"ID3\x04\0\0\0\0", "MP3"),
            (b"RIFF....WAVEfmt \x10\0\0\0", "WAV"),
            (b"{\\rtf1 hi}", "RTF"),
            (&noise, "no text in any encoding"),
        ];
        for (bytes, expected) in cases {
            let message = decode(bytes).unwrap_err().to_string();
            assert!(message.starts_with("not text: ") && message.contains(expected), "{message}");
        }
        for blank in [&b""[..], b" \n\t ", b"\xEF\xBB\xBF", b"\0\0"] {
            assert_eq!(decode(blank).unwrap_err(), ReadError::Empty);
        }
    }

    #[test]
    fn runs_of_white_space_are_capped() {
        for blank in [" ", "\t", "\u{a0}", "\u{3000}", " \u{2003}\t"] {
            let run = format!("x{}y\n{}z", blank.repeat(1_000_000), blank.repeat(100));
            let cleaned = clean(&run);
            assert!(
                cleaned.chars().count() <= 2 * LONGEST_BLANK + 4,
                "{blank:?}: {}",
                cleaned.chars().count()
            );
            assert!(cleaned.starts_with('x') && cleaned.ends_with('z'));
        }
        assert!(matches!(clean("a  b\n    c\td"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn cleaning_keeps_words_and_nothing_odd(text in "(\\PC|[ \\t\\r\\n\\x00-\\x1f\\u{85}\\u{a0}\\u{2028}\\u{feff}]){0,200}") {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
            let again = clean(&cleaned).into_owned();
            prop_assert_eq!(again.as_str(), cleaned.as_ref());
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&cleaned), letters(&text));
        }

        #[test]
        fn any_bytes_decode_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(decoded) = decode(&bytes) {
                prop_assert!(!decoded.text.contains(['\0', '\r']));
            }
        }
    }
}
