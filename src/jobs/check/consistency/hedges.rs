//! Duties that bind nobody: "shall generally", "will likely", "shall not necessarily". Takes the words of a view, gives a
//! draft for each verb of duty that the next words take back.

use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;
use crate::text::words::hash_word;

/// Words right after "shall", "will", "must" and "may" that take the duty back.
const HEDGES: &[&str] = &[
    "generally",
    "likely",
    "possibly",
    "potentially",
    "perhaps",
    "probably",
    "usually",
    "normally",
    "not necessarily",
    "aim to",
    "attempt to",
    "hope to",
    "tend to",
    "consider trying",
];

/// Words with a capital at the start of a sentence that name nobody.
const NO_NAMES: &[&str] = &["This", "That", "These", "Those", "There", "They", "Such", "Which", "What"];

/// One draft for each duty that is taken back.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    if !view.is_contract() {
        return;
    }
    let duties = [hash_word("shall"), hash_word("must")];
    for (index, word) in view.units.words.iter().enumerate() {
        // "will" is a duty of somebody with a name in the contract, otherwise only what is to come.
        let has_name = index.checked_sub(1).is_some_and(|before| {
            let before = view.units.words[before].of(view.text);
            before.starts_with(char::is_uppercase) && before.len() > 3 && !NO_NAMES.contains(&before)
        });
        let is_duty = duties.contains(&word.hash) || word.hash == hash_word("will") && has_name;
        if !is_duty {
            continue;
        }
        let after = view.after(word.end as usize, 24);
        let Some(hedge) = HEDGES.iter().find(|hedge| {
            after
                .strip_prefix(' ')
                .and_then(|after| after.strip_prefix(**hedge))
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        }) else {
            continue;
        };
        let span = Span::new(word.start as usize, word.end as usize + 1 + hedge.len());
        drafts.push(view.draft(Slip {
            statement: format!("“{}” states a duty and takes it back.", view.slice(span)),
            why: "the word after the verb of duty leaves it open whether it must be done".to_owned(),
            relation: Relation::Inconsistent,
            score: 0.3,
            places: vec![span],
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::expect;
    use super::*;

    #[test]
    fn duties_that_bind_nobody() {
        let parties = "Acme (the “Buyer”) and Best (the “Seller”) agree as parties hereto.\n";
        let text = |words: &str| format!("{parties}{words}");
        expect(
            find,
            &[
                (
                    &text("The goods shall generally meet the terms."),
                    &["“shall generally” states a duty and takes it back."],
                ),
                (
                    &text("The Buyer will likely buy them."),
                    &["“will likely” states a duty and takes it back."],
                ),
                (&text("This will likely be needed."), &[]),
                (&text("The Buyer shall pay."), &[]),
                ("Sales shall likely grow.", &[]),
            ],
        );
    }
}
