//! The law that governs a contract. Takes a sentence, gives the law it names; takes two places that name one, gives a draft
//! where they differ.

use super::super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;
use crate::text::words::capitalised;

/// The law that a sentence says governs the contract.
pub(super) fn governing_law(lower: &str, text: &str, start: usize) -> Option<(String, Span)> {
    let governs =
        ["governed by", "construed in accordance with", "construed under", "interpreted in accordance with"];
    let at = governs.iter().find_map(|words| lower.find(words))?;
    let whole =
        ["this agreement", "this contract", "this lease"].iter().any(|words| lower[..at].contains(words));
    if !whole {
        return None;
    }
    let rest = lower.get(at..)?;
    let of = [
        "laws of the state of ",
        "law of the state of ",
        "laws of the commonwealth of ",
        "laws of the ",
        "laws of ",
        "law of ",
    ]
    .iter()
    .find_map(|words| rest.find(words).filter(|at| *at < 120).map(|at| at + words.len()))?;
    let name = text.get(at + of..)?;
    let words: Vec<&str> = name
        .split([' ', ',', '.', ';', '(', '\''])
        .take_while(|word| word.starts_with(char::is_uppercase) && !word.eq_ignore_ascii_case("without"))
        .take(3)
        .collect();
    let law = words.join(" ").to_lowercase();
    let law = law.trim_start_matches("state of ").trim_start_matches("state ").to_owned();
    (law.len() > 3).then(|| (law, Span::new(start + at, start + at + of + words.join(" ").len())))
}

pub(super) fn two_laws(view: &View, a: &(String, Span), b: &(String, Span)) -> Draft {
    let name = |law: &str| law.split(' ').map(capitalised).collect::<Vec<_>>().join(" ");
    view.draft(Slip {
        statement: format!(
            "The law of {} governs in one place, that of {} in another.",
            name(&a.0),
            name(&b.0)
        ),
        why: "two sentences name the law that governs".to_owned(),
        relation: Relation::Contradicts,
        score: 0.5,
        places: vec![a.1, b.1],
    })
}
