//! References in the text: `Section 4.2(b)`, `Exhibits A and B`. Takes the words of a view, gives every reference to a numbered
//! part, and whether another text's part is meant.

use super::super::labels::{Number, Part};
use super::super::view::View;
use super::other_texts::is_foreign;
use crate::model::span::Span;
use crate::text::words::Word;
use rustc_hash::FxHashSet;

/// A reference to a numbered part.
pub(super) struct Reference {
    /// What it calls the part.
    pub(super) part: Part,
    /// The number without what is in brackets.
    pub(super) number: Number,
    /// The word and the number; only the number for what follows in a list.
    pub(super) span: Span,
    /// Whether the words around say that another text is meant.
    pub(super) is_foreign: bool,
}

/// Every reference to a numbered part, in order.
pub(super) fn references(view: &View) -> Vec<Reference> {
    let words = &view.units.words;
    let labels: FxHashSet<usize> = view.labels().iter().map(|label| label.span.start).collect();
    let mut found: Vec<Reference> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let Some(part) = Part::of(word.hash) else { continue };
        let start = word.start as usize;
        // "section 5" in small letters is as good as any, "notes 5" is not.
        let has_capital = view.text[start..].starts_with(char::is_uppercase);
        if labels.contains(&start) || !has_capital && !matches!(part, Part::Section | Part::Article) {
            continue;
        }
        let numbers = numbers_after(view, word.end as usize, part);
        let Some(last) = numbers.last() else { continue };
        // "Appendices  60" is a line of a table of contents.
        let is_many = !matches!(part, Part::Section | Part::Article) && word.of(view.text).ends_with('s');
        if numbers.len() == 1 && (is_many || is_heading(view, words, index, last.1)) {
            continue;
        }
        let is_foreign = is_foreign(view, words, index, last.1);
        found.extend(numbers.into_iter().enumerate().map(|(at, (number, end, from))| Reference {
            part,
            number,
            span: Span::new(if at == 0 { start } else { from }, end),
            is_foreign,
        }));
    }
    // "Section 6.08, Section 6.09 and Section 6.10 of the Separation Agreement".
    for index in (1..found.len()).rev() {
        let between = view.text.get(found[index - 1].span.end..found[index].span.start).unwrap_or_default();
        let joins = between.len() < 24
            && between
                .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
                .all(|word| matches!(word, "" | "and" | "or" | "and/or") || word.starts_with('('));
        found[index - 1].is_foreign |= joins && found[index].is_foreign;
    }
    found
}

/// Whether a title follows the number and no sentence leads up to it: "WARRANTIES Section 3.1 The Fund represents".
fn is_heading(view: &View, words: &[Word], index: usize, end: usize) -> bool {
    let follows = view.after(end, 40).trim_start_matches(['.', ':']);
    let has_title =
        follows.starts_with([' ', '\u{a0}']) && follows.trim_start().starts_with(char::is_uppercase);
    let leads = index.checked_sub(1).is_some_and(|before| {
        let gap = view.text.get(words[before].end as usize..words[index].start as usize).unwrap_or_default();
        words[before].of(view.text).starts_with(char::is_lowercase) && !gap.contains(['.', ';', ':'])
    });
    has_title && !leads
}

/// The numbers of a list such as `5.1, 5.2(b) and 5.3`, each with its end and start.
fn numbers_after(view: &View, at: usize, part: Part) -> Vec<(Number, usize, usize)> {
    const JOINS: [&str; 8] = [", and ", ", or ", " and ", " or ", " through ", " to ", ", ", "-"];
    let text = view.text;
    let mut numbers = Vec::new();
    let blank = view.after(at, 8);
    let mut from = at + (blank.len() - blank.trim_start_matches([' ', '\u{a0}']).len());
    if from == at {
        return numbers;
    }
    while let Some((number, end)) = part.read_number(text, from) {
        let end_of_brackets = skip_brackets(text, end);
        numbers.push((number, end, from));
        let rest = view.after(end_of_brackets, 24);
        let Some(join) = JOINS.iter().find(|join| rest.starts_with(**join)) else { break };
        from = end_of_brackets + join.len();
        if numbers.len() == 12 || from >= text.len() {
            break;
        }
    }
    numbers
}

/// The end of `(a)(iv)` right after a number.
pub(super) fn skip_brackets(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while bytes.get(at) == Some(&b'(') {
        match bytes[at..].iter().take(8).position(|&b| b == b')') {
            Some(length) => at += length + 1,
            None => break,
        }
    }
    at
}
