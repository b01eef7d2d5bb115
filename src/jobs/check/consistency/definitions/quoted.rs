//! Terms in quotation marks: `“Term” means …`, `(the “Term”)`. Takes the text of a view, adds each place that gives a term its
//! meaning, and every term in quotation marks.

use super::super::view::View;
use super::{Definition, Definitions, Form, LEADS, LONGEST_BYTES, is_term, key};
use crate::model::span::Span;

/// Words after a term in quotation marks that give it a meaning.
const MEANS: &[&str] = &[
    "means",
    "mean",
    "shall mean",
    "will mean",
    "shall only mean",
    "has the meaning",
    "have the meaning",
    "shall have the meaning",
    "shall have the meanings",
    "is defined",
    "are defined",
    "shall be defined",
    "refers to",
    "refer to",
    "shall refer",
    "shall include",
    "includes",
    "is the",
    "are the",
    "shall be the",
    "is a",
    "is an",
];

pub(super) fn add(view: &View, all: &mut Definitions) {
    let text = view.text;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'"', 0xE2, &bytes[at..]) {
        let open = at + next;
        let width = match bytes[open] {
            b'"' => 1,
            _ if text[open..].starts_with('“') || text[open..].starts_with('”') => 3,
            _ => {
                at = open + 1;
                while !text.is_char_boundary(at) {
                    at += 1;
                }
                continue;
            }
        };
        let start = open + width;
        let rest = view.after(start, LONGEST_BYTES + 6);
        let Some(length) = rest.find(['"', '”', '“']) else {
            at = start;
            continue;
        };
        let term = without_article(rest[..length].trim().trim_end_matches([',', '.', ';']));
        let closes = rest[length..].chars().next().map_or(1, char::len_utf8);
        let is_term = is_term(term);
        if is_term {
            let key = key(term);
            let lead = rest.find(term).unwrap_or(0);
            let span = Span::new(start + lead, start + lead + term.len());
            if let Some(form) = form_of(view, open, start + length + closes) {
                all.places.push(Definition { term: span, key: key.clone(), form });
            }
            all.introduced.insert(key);
            at = start + length + closes;
        } else {
            at = start;
        }
    }
}

fn without_article(term: &str) -> &str {
    ["the ", "The ", "a ", "an "].iter().find_map(|article| term.strip_prefix(article)).unwrap_or(term)
}

/// What makes the quoted words from `open` to `end` a definition.
fn form_of(view: &View, open: usize, end: usize) -> Option<Form> {
    let after = view.after(end, 60).trim_start_matches([' ', ',', '\u{a0}', ')']);
    if MEANS.iter().any(|words| {
        after.strip_prefix(words).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    }) {
        return Some(Form::Means);
    }
    let before = view.before(open, 90);
    let bracket = before.rfind('(').filter(|&bracket| !before[bracket..].contains(')'))?;
    let lead = &before[bracket + 1..];
    let is_lead = lead
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '“' | '”' | ':'))
        .filter(|word| !word.is_empty())
        .all(|word| {
            word.starts_with(|c: char| c.is_uppercase())
                || LEADS.contains(&word.to_ascii_lowercase().as_str())
        });
    let closes = view.after(end, 80);
    (is_lead && closes.find(')').is_some_and(|close| !closes[..close].contains('('))).then_some(Form::Bracket)
}
