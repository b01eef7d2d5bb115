//! `&amp;`, `&#8212;`, `&#x2014;` → the characters they stand for, as the HTML standard has it.

use memchr::memchr;
use web_atoms::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The longest name in the table is `CounterClockwiseContourIntegral;`.
const LONGEST_NAME: usize = 32;

/// Adds `text` to `out` with its entities resolved. What is no entity stays as it is.
pub(super) fn resolve_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(start) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        match numbered(rest).or_else(|| named(rest)) {
            Some(([first, second], length)) => {
                out.extend(first);
                out.extend(second);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

/// The text with its entities resolved.
pub(super) fn resolve(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    resolve_into(text, &mut out);
    out
}

type Found = ([Option<char>; 2], usize);

/// `&#150;`, `&#x96;`; numbers of Windows-1252 mean what their authors meant.
fn numbered(text: &str) -> Option<Found> {
    let digits = text.strip_prefix("&#")?;
    let (radix, digits) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (16, digits),
        None => (10, digits),
    };
    let count = digits.bytes().take_while(|byte| (*byte as char).is_digit(radix)).count();
    if count == 0 {
        return None;
    }
    let number = u32::from_str_radix(&digits[..count], radix).unwrap_or(u32::MAX);
    let character = match number {
        0x80..=0x9F => C1_REPLACEMENTS[(number - 0x80) as usize].or(char::from_u32(number)),
        0 => None,
        other => char::from_u32(other),
    };
    let closed = usize::from(digits[count..].starts_with(';'));
    let length = text.len() - digits.len() + count + closed;
    Some(([Some(character.unwrap_or('\u{fffd}')), None], length))
}

/// `&eacute;`, and the old names that need no semicolon.
fn named(text: &str) -> Option<Found> {
    let name = &text.as_bytes()[1..];
    let count = name.iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let closed = name.get(count) == Some(&b';');
    (1..=count + usize::from(closed)).rev().find_map(|length| {
        let &(first, second) = NAMED_ENTITIES.get(text.get(1..=length)?)?;
        // The table also lists every beginning of a name, with nothing to put in its place.
        let first = char::from_u32(first).filter(|&first| first != '\0')?;
        let second = char::from_u32(second).filter(|&second| second != '\0');
        Some(([Some(first), second], length + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves() {
        let cases = [
            ("a &amp; b&lt;c", "a & b<c"),
            ("&#147;Agreement&#x94;", "“Agreement”"),
            ("&nbsp;x&#160;", "\u{a0}x\u{a0}"),
            ("caf&eacute &copy2024", "café ©2024"),
            ("&notit; &notin;", "¬it; ∉"),
            ("AT&T &; && &#; &#x; &unknown;", "AT&T &; && &#; &#x; &unknown;"),
            ("&#0;&#xD800;&#99999999999;", "\u{fffd}\u{fffd}\u{fffd}"),
            ("&NotEqualTilde;", "≂\u{338}"),
            ("&é", "&é"),
            ("&", "&"),
        ];
        for (text, expected) in cases {
            assert_eq!(resolve(text), expected, "{text}");
        }
    }

    #[test]
    fn floods_take_linear_time() {
        let flood = "&amp".repeat(500_000) + &"&".repeat(500_000);
        assert_eq!(resolve(&flood).len(), 1_000_000);
    }
}
