//! Two readings of one chunk → one list of drafts. Takes what a model and the built-in engine each claim, gives the claims
//! with the marks of who made them: what both found is surer than what only one of them saw.

use crate::model::draft::Draft;
use crate::model::finding::FindingKind;
use crate::model::span::Span;

/// What only the built-in engine found of a chunk that a model has read counts for so much of its score.
const ONE_SIDED: f32 = 0.7;

/// Joins two readings of a chunk. Where both claim the same kind of the same passage, the words are the model's, and
/// owner, date and status are those that the built-in engine proved, if it did. Topics and discrepancies are found by
/// code alone.
pub fn combine(told: Vec<Draft>, builtin: Vec<Draft>) -> Vec<Draft> {
    let mut rest: Vec<Option<Draft>> = builtin.into_iter().map(Some).collect();
    let mut combined: Vec<Draft> = Vec::with_capacity(told.len() + rest.len());
    for mut draft in told {
        let core = core_of(&draft);
        draft.why = "only the model found it".to_owned();
        for place in &mut rest {
            let is_same =
                place.as_ref().is_some_and(|other| other.kind == draft.kind && touches(other, core));
            if let Some(other) = place.take_if(|_| is_same) {
                agree(&mut draft, other);
            }
        }
        combined.push(draft);
    }
    for mut draft in rest.into_iter().flatten() {
        if !is_of_code(draft.kind) {
            draft.score *= ONE_SIDED;
            mark(&mut draft, "only the built-in engine found it");
        }
        combined.push(draft);
    }
    combined
}

/// Marks what the built-in engine found where a model gave no answer.
pub fn stand_in(builtin: Vec<Draft>) -> Vec<Draft> {
    let marked = |mut draft: Draft| {
        if !is_of_code(draft.kind) {
            mark(&mut draft, "the model gave no answer here, the built-in engine found it");
        }
        draft
    };
    builtin.into_iter().map(marked).collect()
}

fn is_of_code(kind: FindingKind) -> bool {
    matches!(kind, FindingKind::Topic | FindingKind::Discrepancy)
}

fn core_of(draft: &Draft) -> Option<Span> {
    draft.quotes.first()?.hint
}

/// Whether the core of one draft is among the passages of another.
fn touches(other: &Draft, core: Option<Span>) -> bool {
    core.is_some_and(|core| {
        other.quotes.iter().any(|quote| quote.hint.is_some_and(|place| place.overlaps(core)))
    })
}

fn agree(draft: &mut Draft, other: Draft) {
    // Two readings that err apart from one another: both have to be wrong.
    draft.score = 1.0 - (1.0 - draft.score) * (1.0 - other.score.clamp(0.0, 1.0));
    draft.why = other.why;
    mark(draft, "the model and the built-in engine both found it");
    draft.owner = other.owner.or(draft.owner.take());
    draft.due = other.due.or(draft.due.take());
    draft.status = other.status.or(draft.status);
    for quote in other.quotes {
        let overlaps = |known: &crate::model::draft::Quote| {
            known.hint.zip(quote.hint).is_some_and(|(known, place)| known.overlaps(place))
        };
        if !draft.quotes.iter().any(overlaps) {
            draft.quotes.push(quote);
        }
    }
}

fn mark(draft: &mut Draft, words: &str) {
    draft.why = if draft.why.is_empty() { words.to_owned() } else { format!("{words}: {}", draft.why) };
}

#[cfg(test)]
mod tests {
    use super::super::tests::draft;
    use super::*;
    use crate::model::finding::{Owner, OwnerBasis};

    fn at(kind: FindingKind, start: usize, end: usize, score: f32) -> Draft {
        let mut draft = draft(kind, "We will ship it on Friday.");
        draft.quotes[0].hint = Some(Span::new(start, end));
        Draft { score, why: "\"we will\"".into(), ..draft }
    }

    #[test]
    fn agreement_counts_for_more_than_either() {
        let owner = Owner { name: "Ann".into(), basis: OwnerBasis::Speaker };
        let proved = Draft { owner: Some(owner.clone()), ..at(FindingKind::ActionItem, 10, 40, 0.5) };
        let told = Draft { statement: "Ann ships.".into(), ..at(FindingKind::ActionItem, 20, 30, 0.75) };
        let combined = combine(vec![told], vec![proved, at(FindingKind::Decision, 20, 30, 0.5)]);
        assert_eq!(combined.len(), 2);
        assert_eq!((combined[0].statement.as_str(), &combined[0].owner), ("Ann ships.", &Some(owner)));
        assert!((combined[0].score - 0.875).abs() < 1e-6 && combined[0].quotes.len() == 1);
        assert!(combined[0].why.starts_with("the model and the built-in engine both"));
        assert!(combined[1].why.starts_with("only the built-in engine") && combined[1].score < 0.5);
    }

    #[test]
    fn one_sided_claims_are_marked_and_topics_are_not() {
        let topic = at(FindingKind::Topic, 0, 9, 0.9);
        let combined = combine(vec![at(FindingKind::Risk, 0, 9, 0.75)], vec![topic.clone()]);
        assert_eq!(combined[0].why, "only the model found it");
        assert_eq!(combined[1], topic);
        assert_eq!(stand_in(vec![topic.clone()]), [topic]);
        assert!(
            stand_in(vec![at(FindingKind::Risk, 0, 9, 0.5)])[0].why.starts_with("the model gave no answer")
        );
    }
}
