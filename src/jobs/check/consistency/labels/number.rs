//! Numbers of parts: `4.2.1`, `B-1`, `IV`. Takes the text at a place, gives the number there with its end.

/// A number as it was printed, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in super::super) enum Number {
    /// `4`, `4.2`, `4.2.1`; leading noughts do not count.
    Decimal(Vec<u32>),
    /// `A`, `B-1`, in capitals.
    Letters(String),
}

/// Reads a number that begins at `at`; gives it with its end. `4.2(b)` is read up to the bracket.
pub(in super::super) fn read_number(text: &str, at: usize, letters: bool) -> Option<(Number, usize)> {
    let bytes = text.as_bytes();
    let mut end = at;
    let mut parts = Vec::new();
    loop {
        let digits = bytes[end..].iter().take(4).take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits > 3 {
            break;
        }
        parts.push(text.get(end..end + digits)?.parse().ok()?);
        end += digits;
        let more = bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !more || parts.len() == 6 {
            break;
        }
        end += 1;
    }
    if !parts.is_empty() {
        // "409A", "13d-1", "10-K" and "1,000" name something else.
        let stops = match bytes.get(end) {
            None => true,
            Some(b',') => !bytes.get(end + 1).is_some_and(u8::is_ascii_digit),
            Some(b'-') => false,
            Some(byte) => !byte.is_ascii_alphanumeric() && !matches!(byte, b'%' | b'/' | b':' | b'$'),
        };
        // Not from within a longer number.
        return (stops && bytes.get(end.wrapping_sub(1)) != Some(&b'.'))
            .then_some((Number::Decimal(parts), end));
    }
    if !letters {
        return None;
    }
    let mut end = at + bytes[at..].iter().take(6).take_while(|b| b.is_ascii_uppercase()).count();
    if end == at || bytes.get(end).is_some_and(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let word = text.get(at..end)?;
    if word.len() > 1
        && let Some(value) = roman(word)
    {
        return Some((Number::Decimal(vec![value]), end));
    }
    // "A" and "AA", no "PB".
    if word.len() > 2 || word.bytes().any(|b| b != bytes[at]) {
        return None;
    }
    let mut name = word.to_owned();
    let hyphen = ["-", "\u{2010}", "\u{2011}"].iter().find(|hyphen| text[end..].starts_with(**hyphen));
    if let Some(hyphen) = hyphen {
        let more = end + hyphen.len();
        let length = bytes[more..].iter().take(3).take_while(|b| b.is_ascii_alphanumeric()).count();
        if length > 0 {
            end = more + length;
            name = format!("{name}-{}", &text[more..end]);
        }
    }
    Some((Number::Letters(name), end))
}

/// The value of a Roman numeral.
pub(super) fn roman(numeral: &str) -> Option<u32> {
    let value = |byte| match byte {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        b'L' => Some(50),
        _ => None,
    };
    let mut total = 0;
    let mut last = 0;
    for byte in numeral.bytes().rev() {
        let value = value(byte)?;
        if value < last {
            total -= value.min(total)
        } else {
            total += value
        }
        last = last.max(value);
    }
    (total > 0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numerals() {
        for (numeral, value) in [("IV", Some(4)), ("XIV", Some(14)), ("IX", Some(9)), ("A", None)] {
            assert_eq!(roman(numeral), value, "{numeral}");
        }
    }
}
