//! The numbers a document gives to its own parts: `4.2`, `ARTICLE IV`, `(b)`, `Exhibit C`, `Table 5`. Takes the lines and
//! sentences of a view, gives every label in the order of the text.

mod number;
mod part;

use super::view::View;
use crate::model::span::Span;
use crate::text::words::hash_word;
use number::roman;
pub(super) use number::{Number, read_number};
pub(super) use part::Part;

/// One numbered part of the document.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// What it is called.
    pub(super) part: Part,
    /// Its number.
    pub(super) number: Number,
    /// The number in the text, with the word before it.
    pub(super) span: Span,
    /// Whether it opens a line; otherwise it stands after the end of a sentence.
    pub(super) opens_line: bool,
    /// Whether a word such as "Section" stands before it.
    pub(super) is_named: bool,
    /// Whether `(b)` follows: it numbers a part of the part.
    pub(super) has_bracket: bool,
    /// The byte after it: `.`, `)`, a space.
    pub(super) closing: u8,
}

/// Every label of the document, in order.
pub(super) fn labels(view: &View) -> Vec<Label> {
    let mut found: Vec<Label> = view.lines().filter_map(|line| label_at(view, line.start, true)).collect();
    let text = view.text;
    for word in &view.units.words {
        let start = word.start as usize;
        let is_digit = text.as_bytes()[start].is_ascii_digit();
        if (is_digit || Part::of(word.hash).is_some())
            && follows_sentence(view, start, !is_digit)
            && let Some(label) = label_at(view, start, false)
        {
            found.push(label);
        }
    }
    found.sort_by_key(|label| (label.span.start, !label.opens_line));
    found.dedup_by_key(|label| label.span.start);
    found
}

/// Whether the text before `at` ends a sentence or a heading in capitals. A list of references also has semicolons.
fn follows_sentence(view: &View, at: usize, is_named: bool) -> bool {
    let before = view.before(at, 24);
    let ended = before.trim_end();
    if ended.len() == before.len() {
        return false;
    }
    let marks: &[char] = if is_named {
        &['.', '"', '”', '_', ']']
    } else {
        &['.', ';', ':', '?', '!', '"', '”', ')', '_', ']']
    };
    let last = ended.split_whitespace().next_back().unwrap_or_default();
    let is_heading = is_named && last.len() > 3 && last.bytes().all(|b| b.is_ascii_uppercase());
    ended.ends_with(marks) || is_heading
}

/// Reads `IV. RESULTS` at the start of a line.
fn roman_label(view: &View, at: usize) -> Option<Label> {
    let head = view.after(at, 12);
    let letters = head.bytes().take_while(u8::is_ascii_uppercase).count();
    let value = roman(head.get(..letters).filter(|numeral| !numeral.is_empty())?)?;
    let rest = head[letters..].strip_prefix('.')?;
    let begins_words =
        rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with(char::is_uppercase);
    begins_words.then(|| Label {
        part: Part::Article,
        number: Number::Decimal(vec![value]),
        span: Span::new(at, at + letters),
        opens_line: true,
        is_named: false,
        has_bracket: false,
        closing: b'.',
    })
}

/// Reads the label that begins at `at`.
fn label_at(view: &View, at: usize, opens_line: bool) -> Option<Label> {
    let text = view.text;
    let mut start = at;
    let mut part = None;
    let head = view.after(at, 14);
    let letters = head.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters >= 4 {
        part = Part::of_one(hash_word(&head[..letters]));
        part?;
        start = at + letters;
    } else if head.starts_with('§') {
        part = Some(Part::Section);
        start = at + '§'.len_utf8();
    }
    start += text[start..].len() - text[start..].trim_start_matches([' ', '\u{a0}', '\t', '"', '“']).len();
    if part.is_none() && !text.as_bytes().get(start)?.is_ascii_digit() {
        return opens_line.then(|| roman_label(view, start)).flatten();
    }
    let (number, end) = match part {
        Some(part) => part.read_number(text, start)?,
        None => read_number(text, start, false)?,
    };
    let rest = view.after(end, 40);
    let closing = rest.bytes().next().unwrap_or(b' ');
    let after = rest.trim_start_matches([
        '.', ')', ':', '-', '–', '—', ' ', '\u{a0}', '\t', '_', '(', '"', '“', '[', '\'', '‘',
    ]);
    let begins_words = after.chars().next().is_none_or(|c| c.is_uppercase() || c == '\n');
    // A number alone on its line is a page's, unless it is closed.
    let is_alone = after.is_empty() || after.starts_with('\n');
    let gap = closing == b'.'
        || closing == b')'
        || rest.starts_with([' ', '\u{a0}', '\t', ':'])
        || rest.is_empty()
        || rest.starts_with('\n');
    let fits = match (part, &number) {
        _ if !gap => false,
        // "Section 5 shall survive" goes on; "Section 5. Term", "SECTION 5 TERM" and a line of its own do not.
        (Some(_), _) if opens_line => begins_words || closing == b'.',
        (Some(_), _) => begins_words && !rest.trim_start().starts_with('('),
        (None, Number::Decimal(parts)) if parts.len() > 1 => begins_words || opens_line,
        (None, _) => (matches!(closing, b'.' | b')') || opens_line && !is_alone) && begins_words,
    };
    fits.then_some(Label {
        part: part.unwrap_or(Part::Section),
        number,
        span: Span::new(if part.is_some() { at } else { start }, end),
        opens_line,
        is_named: part.is_some(),
        has_bracket: rest.trim_start().starts_with('('),
        closing,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;
    use crate::model::units::Units;

    #[test]
    fn labels_of_lines_and_sentences() {
        let cases: &[(&str, &[&str])] = &[
            ("4.2 Confidentiality", &["4.2"]),
            ("ARTICLE IV", &["ARTICLE IV"]),
            ("It ends. 4.3 Notices. All", &["4.3"]),
            ("IV. RESULTS", &["IV"]),
            ("Exhibit B-1 Form", &["Exhibit B-1"]),
            ("Section 5 shall survive.", &[]),
            ("under Section 5.1; Section 6.2 (Term)", &[]),
            ("2020 was good", &[]),
            ("12", &[]),
        ];
        for (text, expected) in cases {
            let document = document(text);
            let units = Units::of(&document);
            let view = View::new(&document, &units);
            let found: Vec<_> = view.labels().iter().map(|label| view.slice(label.span)).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }
}
