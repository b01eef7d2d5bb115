//! Terms without quotation marks: `(the Company)`, `Product means …`, `Territory: North America`. Takes the text of a view, adds
//! each to the terms that are introduced.

use super::super::view::View;
use super::{Definitions, LEADS, LONGEST_BYTES, LONGEST_WORDS, is_term, key};
use crate::model::span::Span;

/// Adds every term that is introduced without quotation marks.
pub(super) fn add(view: &View, all: &mut Definitions) {
    bracketed(view, all);
    meant(view, all);
    named(view, all);
}

/// Terms in brackets without quotation marks: `(the Company)`, `(hereinafter called Distributor)`.
fn bracketed(view: &View, all: &mut Definitions) {
    for at in memchr::memchr_iter(b'(', view.text.as_bytes()) {
        let rest = view.after(at + 1, LONGEST_BYTES + 40);
        let Some(end) = rest.find([')', '(']).filter(|&end| rest[end..].starts_with(')')) else { continue };
        let inside = &rest[..end];
        let mut words = inside.split_whitespace().peekable();
        let mut leads = 0;
        while words
            .next_if(|word| LEADS.contains(&word.trim_matches(',').to_ascii_lowercase().as_str()))
            .is_some()
        {
            leads += 1;
        }
        let term = words.collect::<Vec<_>>().join(" ");
        let term = term.trim_matches(|c: char| !c.is_alphanumeric());
        if (leads > 0 || !term.contains(' ')) && is_term(term) && term.len() > 2 {
            all.introduced.insert(key(term));
        }
    }
}

/// Terms without quotation marks before "means" and "as defined", and after "referred to as".
fn meant(view: &View, all: &mut Definitions) {
    let text = view.text;
    let words = &view.units.words;
    let after = |at: usize| view.after(words[at].start as usize, 40);
    for (index, word) in words.iter().enumerate() {
        let says = match word.of(text) {
            "means" => true,
            "shall" => {
                after(index).starts_with("shall mean") || after(index).starts_with("shall have the meaning")
            }
            "has" | "have" => after(index)[(word.end - word.start) as usize..].starts_with(" the meaning"),
            "is" | "are" => after(index)[(word.end - word.start) as usize..].starts_with(" defined"),
            "refers" => after(index).starts_with("refers to"),
            "as" => after(index).starts_with("as defined") || after(index).starts_with("as such term"),
            "defined" => index > 0 && view.before(word.start as usize, 2).ends_with('('),
            _ => false,
        };
        if !says {
            continue;
        }
        let capitals = words[..index]
            .iter()
            .rev()
            .take(LONGEST_WORDS)
            .take_while(|word| word.of(text).starts_with(char::is_uppercase))
            .count();
        for length in 1..=capitals {
            let span = Span::new(words[index - length].start as usize, words[index - 1].end as usize);
            all.introduced.insert(key(view.slice(span)));
        }
    }
    for lead in ["referred to as ", "known as ", "called ", "defined as ", "designated as ", "designated "] {
        for (at, _) in text.match_indices(lead) {
            let rest = view.after(at + lead.len(), LONGEST_BYTES);
            let rest = rest.trim_start_matches("the ").trim_start_matches(['"', '“', '\'', '‘']);
            let term: Vec<&str> = rest
                .split_whitespace()
                .take(4)
                .take_while(|word| word.starts_with(char::is_uppercase))
                .collect();
            for length in 1..=term.len() {
                all.introduced.insert(key(&term[..length].join(" ")));
            }
        }
    }
}

/// `Territory: North America` at the start of a line.
fn named(view: &View, all: &mut Definitions) {
    for line in view.lines() {
        let text = view.slice(line);
        let Some(colon) = text.get(..text.len().min(LONGEST_BYTES)).unwrap_or_default().find([':', '–', '—'])
        else {
            continue;
        };
        let (term, rest) = (text[..colon].trim(), text[colon..].trim_start_matches([':', '–', '—', ' ']));
        let says = rest.len() > 3 && !["By", "Name", "/s/", "_"].iter().any(|lead| rest.starts_with(lead));
        let term =
            term.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '(' | ')' | ' '));
        if says && is_term(term) && term.contains(|c: char| c.is_lowercase()) {
            all.introduced.insert(key(term));
        }
    }
}
