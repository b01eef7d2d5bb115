//! Mends the slips that models make in JSON, and no others. Takes the content of an answer, gives JSON text: what was
//! thought aloud and fences around it are stripped, the last whole value is taken, trailing commas, raw control characters
//! and wrong escapes are mended. A wrong repair is worse than asking again, so that nothing is guessed and nothing is
//! closed that was cut off.

use std::borrow::Cow;

/// The JSON in an answer: as it is when it is whole already, mended where that is safe.
pub fn find_json(content: &str) -> Cow<'_, str> {
    let content = content.trim_start_matches('\u{feff}').trim();
    if serde_json::from_str::<serde::de::IgnoredAny>(content).is_ok() {
        return Cow::Borrowed(content);
    }
    let content = after_thinking(content);
    let value = last_value(content).unwrap_or(content);
    if serde_json::from_str::<serde::de::IgnoredAny>(value).is_ok() {
        return Cow::Borrowed(value);
    }
    Cow::Owned(mend(value))
}

/// What follows the end of thinking aloud.
fn after_thinking(content: &str) -> &str {
    ["</think>", "</thinking>"]
        .iter()
        .filter_map(|end| content.rfind(end).map(|at| &content[at + end.len()..]))
        .min_by_key(|rest| rest.len())
        .unwrap_or(content)
        .trim()
}

/// The last object that is whole and that no other one holds; brackets in strings do not count.
fn last_value(content: &str) -> Option<&str> {
    let mut last = None;
    let mut open: Option<usize> = None;
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in content.bytes().enumerate() {
        if in_string {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            // Quotation marks in the talk around a value open no string.
            b'"' if depth > 0 => in_string = true,
            b'{' => {
                if depth == 0 {
                    open = Some(at);
                }
                depth += 1;
            }
            b'}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    last = open.map(|open| &content[open..=at]);
                }
            }
            _ => {}
        }
    }
    last
}

/// Trailing commas, raw control characters in strings, escapes that JSON does not know.
fn mend(value: &str) -> String {
    let mut mended = String::with_capacity(value.len() + 16);
    let mut in_string = false;
    let mut characters = value.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match (in_string, character) {
            (true, '\\') => match characters.next() {
                Some((_, next @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't'))) => {
                    mended.extend(['\\', next])
                }
                Some((at, 'u')) if is_code(&value[at + 1..]) => mended.push_str("\\u"),
                Some((_, '\'')) => mended.push('\''),
                Some((_, other)) => mended.extend(['\\', '\\', other]),
                None => mended.push('\\'),
            },
            (true, '\n') => mended.push_str("\\n"),
            (true, '\r') => mended.push_str("\\r"),
            (true, '\t') => mended.push_str("\\t"),
            (true, control) if (control as u32) < 0x20 => mended.push(' '),
            (_, '"') => {
                in_string = !in_string;
                mended.push('"');
            }
            (false, ',') if value[at + 1..].trim_start().starts_with(['}', ']']) => {}
            (_, other) => mended.push(other),
        }
    }
    mended
}

fn is_code(rest: &str) -> bool {
    rest.as_bytes().get(..4).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slips_are_mended() {
        let cases = [
            (r#"{"a": 1}"#, r#"{"a": 1}"#),
            ("```json\n{\"a\": 1}\n```", r#"{"a": 1}"#),
            ("Sure! Here {is} it: {\"a\": \"}\"} Hope it helps.", r#"{"a": "}"}"#),
            ("<think>maybe {\"x\":0}</think>{\"a\":1}", r#"{"a":1}"#),
            (r#"{"a": [1, 2,], }"#, r#"{"a": [1, 2] }"#),
            ("{\"a\": \"one\ntwo\"}", r#"{"a": "one\ntwo"}"#),
            (r#"{"a": "it\'s 5\% of \alpha"}"#, r#"{"a": "it's 5\\% of \\alpha"}"#),
            (r#"{"a": "\u00e9 \u12"}"#, r#"{"a": "\u00e9 \\u12"}"#),
        ];
        for (content, expected) in cases {
            let found = find_json(content);
            assert_eq!(found, expected);
            assert!(serde_json::from_str::<serde_json::Value>(&found).is_ok(), "{found}");
        }
    }

    #[test]
    fn what_is_cut_off_stays_broken() {
        for content in [r#"{"a": [{"b": 1}, {"c": "#, "I cannot do that.", "", r#"{"a": "un"quoted"}"#] {
            assert!(serde_json::from_str::<serde_json::Value>(&find_json(content)).is_err(), "{content}");
        }
    }

    proptest! {
        #[test]
        fn any_content_ends(content in "(?s).{0,80}") {
            find_json(&content);
        }

        #[test]
        fn whole_json_stays_as_it_is(text in "(?s).{0,40}", number in 0i64..99) {
            let whole = serde_json::json!({"text": text, "list": [number, null]}).to_string();
            let found = find_json(&whole).into_owned();
            prop_assert_eq!(&found, &whole);
            let fenced = format!("Here:\n```json\n{whole}\n```\n");
            let found = find_json(&fenced).into_owned();
            prop_assert_eq!(found, whole);
        }
    }
}
