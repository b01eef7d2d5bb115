//! One line of a text → what it looks like: a time, a label, both, or just text. Judges the form only; whether
//! a label is a speaker is for the whole text to say.

use super::label::{LONGEST_LABEL_BYTES, LabelShape, label_shape};
use crate::ingest::stamp::parse_stamp;

/// What a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// Nothing but white space.
    Blank,
    /// A time alone.
    Time(u64),
    /// `0:0:0.0 --> 0:0:5.1`
    Range(u64, u64),
    /// A name, a colon, and what is said, which may be empty.
    Label {
        /// Start, if a time stands before or behind the name.
        time_ms: Option<u64>,
        /// The label as written, without marks of emphasis.
        name: &'a str,
        /// What the label looks like.
        shape: LabelShape,
        /// What is said.
        text: &'a str,
        /// The whole line, for when the label is no speaker; without the time if that stands first.
        whole: &'a str,
    },
    /// A name and a time, nothing else.
    NameTime {
        /// Start.
        time_ms: u64,
        /// The label as written.
        name: &'a str,
        /// What the label looks like.
        shape: LabelShape,
        /// The whole line.
        whole: &'a str,
    },
    /// A time, then text.
    TimeText {
        /// Start.
        time_ms: u64,
        /// What follows.
        text: &'a str,
    },
    /// Anything else.
    Text(&'a str),
}

/// Looks at one line.
pub(crate) fn look_at(line: &str) -> Line<'_> {
    let line = without_break_mark(line.trim());
    if line.is_empty() {
        return Line::Blank;
    }
    // A heading that holds only a time is a time.
    let unheaded = line.trim_start_matches('#').trim_start();
    if unheaded.len() < line.len() {
        return match parse_stamp(unheaded) {
            Some((time_ms, length)) if length == unheaded.len() => Line::Time(time_ms),
            _ => Line::Text(line),
        };
    }
    let Some((time_ms, rest)) = leading_time(line) else { return look_for_label(line, line, None) };
    if let Some(range) = rest.strip_prefix("-->") {
        if let Some((end_ms, length)) = parse_stamp(range.trim_start())
            && range.trim_start()[length..].trim().is_empty()
        {
            return Line::Range(time_ms, end_ms);
        }
        return Line::Text(line);
    }
    let text = rest.trim_start_matches(['-', '–', '|', ':', ' ', '\t']);
    if text.is_empty() {
        return Line::Time(time_ms);
    }
    look_for_label(text, text, Some(time_ms))
}

/// Word processors export a line break in Markdown as a backslash at the end of the line.
fn without_break_mark(line: &str) -> &str {
    match line.strip_suffix('\\') {
        Some(rest) if rest.is_empty() || rest.ends_with([' ', '\t', '\u{a0}']) => rest.trim_end(),
        _ => line,
    }
}

/// A time that a line starts with, in brackets, bold or bare, and the rest of the line. Of `[0:01 - 0:05]` the start.
fn leading_time(line: &str) -> Option<(u64, &str)> {
    let first = *line.as_bytes().first()?;
    if !(first.is_ascii_digit() || matches!(first, b'[' | b'(' | b'*' | b'<')) {
        return None;
    }
    let open = line.trim_start_matches('*');
    let (close, inner) = match open.as_bytes().first()? {
        b'[' => (Some(']'), &open[1..]),
        b'(' => (Some(')'), &open[1..]),
        b'<' => (Some('>'), &open[1..]),
        _ => (None, open),
    };
    let (time_ms, length) = parse_stamp(inner.trim_start())?;
    let mut rest = &inner.trim_start()[length..];
    if let Some(close) = close {
        let ranged = rest.trim_start().trim_start_matches(['-', '–', '>', ' ']);
        if let Some((_, length)) = parse_stamp(ranged) {
            rest = &ranged[length..];
        }
        rest = rest.trim_start().strip_prefix(close)?;
    } else if !rest.is_empty() && !rest.starts_with([' ', '\t', '-', '–', '|', '*', ':', ',']) {
        return None;
    }
    if open.len() < line.len() {
        rest = rest.trim_start_matches('*');
    }
    // "10:30, as always" is a sentence.
    (!rest.starts_with(',')).then(|| (time_ms, rest.trim_start()))
}

/// Looks for `name: text` in `line`; `time_ms` is the time that stood before it, and then a name may also end the line.
fn look_for_label<'a>(line: &'a str, whole: &'a str, time_ms: Option<u64>) -> Line<'a> {
    let plain = || match time_ms {
        Some(time_ms) => Line::TimeText { time_ms, text: whole },
        None => Line::Text(whole),
    };
    let unbulleted = ["- ", ">> ", "* "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
    let Some(cut) = find_label_end(unbulleted) else { return plain() };
    let name = unemphasised(&unbulleted[..cut.name_end]);
    let Some(shape) = label_shape(name) else { return plain() };
    let text = unbulleted[cut.text_start..].trim_start_matches(['*', '_', ' ', '\t']);
    match (cut.time_ms, cut.colon) {
        (Some(time_ms), false) if text.is_empty() => Line::NameTime { time_ms, name, shape, whole },
        (_, false) => plain(),
        (found, true) => {
            // `Ann: 5:28: okay` carries its time behind the label.
            let behind = parse_stamp(text).filter(|&(_, length)| text[length..].starts_with(':'));
            let (behind_ms, text) = match behind {
                Some((time_ms, length)) => (Some(time_ms), text[length + 1..].trim_start()),
                None => (None, text),
            };
            Line::Label { time_ms: time_ms.or(found).or(behind_ms), name, shape, text, whole }
        }
    }
}

struct Cut {
    name_end: usize,
    text_start: usize,
    time_ms: Option<u64>,
    colon: bool,
}

/// Where a label at the start of `line` ends: at a colon, or at a time in brackets or after a gap.
fn find_label_end(line: &str) -> Option<Cut> {
    let bytes = line.as_bytes();
    let mut depth = 0_i32;
    for (at, &byte) in bytes.iter().enumerate().take(LONGEST_LABEL_BYTES) {
        match byte {
            b'(' | b'[' => {
                if at > 0
                    && let Some((time_ms, end)) = bracketed_time(line, at)
                {
                    return Some(cut_at_time(line, at, end, time_ms));
                }
                depth += 1;
            }
            b')' | b']' => depth -= 1,
            b':' if depth <= 0 => {
                let next = bytes.get(at + 1);
                let splits = next.is_none_or(|next| !next.is_ascii_digit() && *next != b'/' && *next != b':');
                return splits.then_some(Cut {
                    name_end: at,
                    text_start: at + 1,
                    time_ms: None,
                    colon: true,
                });
            }
            // The full-width colon of Chinese and Japanese, U+FF1A.
            0xEF if bytes[at..].starts_with("：".as_bytes()) && depth <= 0 => {
                return Some(Cut { name_end: at, text_start: at + 3, time_ms: None, colon: true });
            }
            b'0'..=b'9' if at > 0 && matches!(bytes[at - 1], b' ' | b'\t' | b'*') && depth <= 0 => {
                if let Some((time_ms, length)) = parse_stamp(&line[at..]) {
                    return Some(cut_at_time(line, at, at + length, time_ms));
                }
            }
            b'?' | b'!' | b';' | b'"' | b'{' | b'}' | b'<' | b'=' | b'`' => return None,
            _ => {}
        }
    }
    None
}

fn bracketed_time(line: &str, at: usize) -> Option<(u64, usize)> {
    let inner = &line[at + 1..];
    let (time_ms, length) = parse_stamp(inner)?;
    inner[length..].starts_with([')', ']']).then_some((time_ms, at + 1 + length + 1))
}

fn cut_at_time(line: &str, start: usize, end: usize, time_ms: u64) -> Cut {
    let name_end = line[..start].trim_end_matches([' ', '\t', '-', '–', '|', ',', '@']).len();
    let after = line[end..].trim_start_matches([' ', '\t', '*']);
    let text_start = line.len() - after.len();
    match after.as_bytes().first() {
        Some(b':') => Cut { name_end, text_start: text_start + 1, time_ms: Some(time_ms), colon: true },
        _ => Cut { name_end, text_start, time_ms: Some(time_ms), colon: false },
    }
}

/// A label without the marks of bold and italic around it.
fn unemphasised(name: &str) -> &str {
    name.trim().trim_matches(['*', '`']).trim_matches('_').trim()
}

/// `Chapter 1: How it began`, the way some sites copy chapter titles.
pub(crate) fn chapter_title(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("Chapter ")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let title = rest.get(digits..)?.strip_prefix(':')?;
    (digits > 0 && title.len() < 200 && !title.trim().is_empty()).then_some(text)
}

/// `1 minute, 2 seconds`: what some sites copy for screen readers behind each time.
pub(crate) fn is_spoken_time(text: &str) -> bool {
    text.len() < 48
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.split([',', ' ']).filter(|word| !word.is_empty()).all(|word| {
            word.bytes().all(|byte| byte.is_ascii_digit())
                || matches!(word.trim_end_matches('s'), "hour" | "minute" | "second")
        })
        && text.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(line: &str) -> String {
        match look_at(line) {
            Line::Blank => "blank".into(),
            Line::Time(time) => format!("time {time}"),
            Line::Range(start, end) => format!("range {start} {end}"),
            Line::Label { time_ms, name, text, .. } => {
                format!("label {}|{name}|{text}", time_ms.map_or("-".into(), |t| t.to_string()))
            }
            Line::NameTime { time_ms, name, .. } => format!("name {time_ms}|{name}"),
            Line::TimeText { time_ms, text } => format!("timed {time_ms}|{text}"),
            Line::Text(text) => format!("text {text}"),
        }
    }

    #[test]
    fn looks_at_lines() {
        let cases = [
            ("  ", "blank"),
            ("0:02", "time 2000"),
            ("[00:00:02]", "time 2000"),
            ("### 00:05:00", "time 300000"),
            ("# Ann: hi", "text # Ann: hi"),
            (" \\", "blank"),
            ("**Ann:** so \\", "label -|Ann|so"),
            ("0:0:0.0 --> 0:0:5.1", "range 0 5100"),
            ("[00:00:50] Speaker B: Okay", "label 50000|Speaker B|Okay"),
            ("00:00:50 Ann: Okay", "label 50000|Ann|Okay"),
            ("[0:01 - 0:05] Ann: Okay", "label 1000|Ann|Okay"),
            ("Ann (00:00:50): Okay", "label 50000|Ann|Okay"),
            ("Ann Lee [00:50]: Okay", "label 50000|Ann Lee|Okay"),
            ("Ann Lee 00:50: Okay", "label 50000|Ann Lee|Okay"),
            ("Ann: 5:28: okay", "label 328000|Ann|okay"),
            ("Ann: at 5:28 we go", "label -|Ann|at 5:28 we go"),
            ("Ann:", "label -|Ann|"),
            ("Ann (00:50):", "label 50000|Ann|"),
            ("**Ann:** hi", "label -|Ann|hi"),
            ("**Ann**: hi", "label -|Ann|hi"),
            ("张伟：你好", "label -|张伟|你好"),
            ("- Ann: hi", "label -|Ann|hi"),
            ("**Ali** 0:00", "name 0|Ali"),
            ("Ann Lee  1:02:03", "name 3723000|Ann Lee"),
            ("Ann Lee | 00:15", "name 15000|Ann Lee"),
            ("Ann Lee (0:15)", "name 15000|Ann Lee"),
            ("00:00:00 The largest machine", "timed 0|The largest machine"),
            ("[00:12] (laughs)", "timed 12000|(laughs)"),
            ("https://example.org", "text https://example.org"),
            ("see http://example.org: yes", "text see http://example.org: yes"),
            ("Note: do it", "text Note: do it"),
            ("10:30, as always", "text 10:30, as always"),
            ("meet at 10:30 tomorrow", "text meet at 10:30 tomorrow"),
            ("Is it true? Ann: yes", "text Is it true? Ann: yes"),
            ("ratio 3:1", "text ratio 3:1"),
        ];
        for (line, expected) in cases {
            assert_eq!(short(line), expected, "{line}");
        }
    }
}
