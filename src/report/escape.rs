//! Text → HTML text. Takes any string, gives one that is safe in element content and in quoted attributes:
//! `& < > " '` become references, control characters that HTML forbids become U+FFFD.

use std::fmt;

/// The escaper of every template (named in `askama.toml`).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Html;

impl askama::filters::Escaper for Html {
    fn write_escaped_str<W: fmt::Write>(&self, dest: W, string: &str) -> fmt::Result {
        escape(dest, string)
    }
}

/// What stands for a byte: `None` for bytes that stay as they are. Bytes of longer characters all stay.
const fn reference(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        b'\t' | b'\n' => None,
        0..=0x1f | 0x7f => Some("\u{fffd}"),
        _ => None,
    }
}

const REFERENCES: [Option<&str>; 256] = {
    let mut table = [None; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = reference(byte as u8);
        byte += 1;
    }
    table
};

/// Writes `text` escaped.
///
/// # Errors
/// Only those of `out`; a `String` has none.
pub(crate) fn escape(mut out: impl fmt::Write, text: &str) -> fmt::Result {
    let mut from = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        if let Some(reference) = REFERENCES[usize::from(byte)] {
            out.write_str(&text[from..at])?;
            out.write_str(reference)?;
            from = at + 1;
        }
    }
    out.write_str(&text[from..])
}

/// Adds `text` escaped to a page.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    escape(out, text).expect("a String takes every write");
}

/// `text` escaped.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_controls_are_defused() {
        let cases = [
            ("plain", "plain"),
            ("", ""),
            ("a<b>&c", "a&lt;b&gt;&amp;c"),
            ("\"x' ", "&quot;x&#39; "),
            ("é<ü", "é&lt;ü"),
            ("a\0b\u{1b}[1m\r", "a\u{fffd}b\u{fffd}[1m\u{fffd}"),
            ("tab\tline\n", "tab\tline\n"),
        ];
        for (text, expected) in cases {
            let mut out = String::new();
            push_escaped(&mut out, text);
            assert_eq!(out, expected, "{text:?}");
        }
    }
}
