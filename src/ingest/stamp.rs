//! Times of a recording as transcripts write them → milliseconds.

/// A time at the start of `text`, such as `00:01:02`, `1:02`, `0:0:5.1` or `00:01:02,345`: milliseconds and its length in bytes.
/// It must not run on into a word or number.
pub(crate) fn parse_stamp(text: &str) -> Option<(u64, usize)> {
    let bytes = text.as_bytes();
    let mut fields = [0_u64; 3];
    let mut count = 0;
    let mut at = 0;
    loop {
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() && at - start < 4 {
            fields[count] = fields[count] * 10 + u64::from(bytes[at] - b'0');
            at += 1;
        }
        if at == start || (count > 0 && at - start > 2) {
            return None;
        }
        count += 1;
        let goes_on = count < 3
            && bytes.get(at) == Some(&b':')
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
            // "0:16:3 ..." is a time, "Ann 5:28: okay" ends at the second colon.
            && bytes.get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_digit);
        if !goes_on {
            break;
        }
        at += 1;
    }
    let whole = &text[..at];
    let digits_last = at - whole.rfind(':').map_or(0, |colon| colon + 1);
    let mut milliseconds = 0;
    let fraction = match bytes.get(at) {
        Some(b'.' | b',') => bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count().min(9),
        _ => 0,
    };
    if fraction > 0 {
        let mut scale = 100;
        for byte in &bytes[at + 1..at + 1 + fraction] {
            milliseconds += u64::from(byte - b'0') * scale;
            scale /= 10;
        }
        at += 1 + fraction;
    }
    // "3:1" is a score, "0:0:5.1" is a time.
    let plain = digits_last == 2 || (count == 3 && fraction > 0);
    if count < 2 || !plain || fields[1] >= 60 && count == 3 || fields[count - 1] >= 60 {
        return None;
    }
    if bytes
        .get(at)
        .is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte >= 0x80 && starts_letter(text, at))
    {
        return None;
    }
    let seconds = fields[..count].iter().fold(0, |sum, field| sum * 60 + field);
    Some((seconds * 1000 + milliseconds, at))
}

fn starts_letter(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric)
}

/// Seconds as a number → milliseconds; negative and absurd numbers become 0 and a century.
pub(crate) fn seconds_to_ms(seconds: f64) -> u64 {
    const CENTURY_MS: f64 = 3.2e12;
    (seconds * 1000.0).round().clamp(0.0, CENTURY_MS) as u64
}

/// Milliseconds as `1:02:03` or `2:03`, for people.
pub(crate) fn format_ms(time_ms: u64) -> String {
    let seconds = time_ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times() {
        let cases: [(&str, Option<(u64, usize)>); 20] = [
            ("00:00:50]", Some((50_000, 8))),
            ("1:02", Some((62_000, 4))),
            ("0:0:5.1 -->", Some((5_100, 7))),
            ("00:01:02,345", Some((62_345, 12))),
            ("00:01.500 x", Some((1_500, 9))),
            ("00:01:02.123456789", Some((62_123, 18))),
            ("75:30", Some((4_530_000, 5))),
            ("100:00:00", Some((360_000_000, 9))),
            ("5:28: okay", Some((328_000, 4))),
            ("10:30 we", Some((630_000, 5))),
            ("3:1", None),
            ("1:2:3", None),
            ("10:30am", None),
            ("10:3", None),
            ("10:75", None),
            ("1:61:00", None),
            ("12", None),
            (":30", None),
            ("", None),
            ("10:30é", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_stamp(text), expected, "{text}");
        }
    }

    #[test]
    fn seconds_are_bounded() {
        assert_eq!(seconds_to_ms(1.5), 1500);
        assert_eq!(seconds_to_ms(-1.0), 0);
        assert_eq!(seconds_to_ms(f64::NAN), 0);
        assert_eq!(seconds_to_ms(f64::INFINITY), 3_200_000_000_000);
    }

    #[test]
    fn shows_times() {
        assert_eq!(format_ms(62_345), "1:02");
        assert_eq!(format_ms(3_723_000), "1:02:03");
    }
}
