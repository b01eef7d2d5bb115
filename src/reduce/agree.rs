//! Two readings of one chunk → one list of drafts. Takes what a model and the built-in engine each claim, gives the claims
//! with the marks of who made them: what both found is surer than what only one of them saw.

use super::rank::HIGH_FROM;
use crate::model::draft::Draft;
use crate::model::finding::{FindingKind, SeenBy};
use crate::model::span::Span;

/// What only the built-in engine found of a chunk that a model has read counts for so much of its score.
const ONE_SIDED: f32 = 0.7;

/// What a model says of a passage when it is asked about that passage alone counts for so much of its score: it was led
/// there.
const LED_THERE: f32 = 0.8;

/// What a model claims of a chunk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// At the first reading.
    pub first: Vec<Draft>,
    /// Of the passages it was asked about again.
    pub again: Vec<Draft>,
}

/// Joins two readings of a chunk. Where both claim the same kind of the same passage, the words are the model's, and
/// owner, date and status are those that the built-in engine proved, if it did. Topics and discrepancies are found by
/// code alone.
pub fn combine(heard: Heard, builtin: Vec<Draft>) -> Vec<Draft> {
    let mut rest: Vec<Option<Draft>> = builtin.into_iter().map(Some).collect();
    let mut combined: Vec<Draft> = Vec::with_capacity(heard.first.len() + rest.len());
    let again = heard.again.into_iter().map(|draft| Draft {
        score: draft.score * LED_THERE,
        why: "the model found it when it was asked about this passage again".to_owned(),
        ..draft
    });
    let first =
        heard.first.into_iter().map(|draft| Draft { why: "only the model found it".to_owned(), ..draft });
    for mut draft in first.chain(again) {
        draft.seen_by = Some(SeenBy::Model);
        for place in &mut rest {
            if let Some(other) = place.take_if(|other| is_same(&draft, other)) {
                agree(&mut draft, other);
            }
        }
        combined.push(draft);
    }
    for mut draft in rest.into_iter().flatten() {
        if !is_of_code(draft.kind) {
            draft.score *= ONE_SIDED;
            draft.seen_by = Some(SeenBy::Builtin);
            mark(&mut draft, "only the built-in engine found it");
        }
        combined.push(draft);
    }
    combined
}

/// Where the built-in engine is sure of something and the model said nothing of the kind.
pub fn find_missed(told: &[Draft], builtin: &[Draft]) -> Vec<Span> {
    let is_sure = |draft: &&Draft| !is_of_code(draft.kind) && draft.score >= HIGH_FROM;
    let is_told = |draft: &Draft| told.iter().any(|told| is_same(told, draft));
    builtin.iter().filter(is_sure).filter(|draft| !is_told(draft)).filter_map(core_of).collect()
}

/// Marks what the built-in engine found where a model gave no answer.
pub fn stand_in(builtin: Vec<Draft>) -> Vec<Draft> {
    let marked = |mut draft: Draft| {
        if !is_of_code(draft.kind) {
            draft.seen_by = Some(SeenBy::StandIn);
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

/// Whether a draft of the model's and one of the built-in engine's are the same: of one kind, and the core of the first
/// among the passages of the second.
fn is_same(told: &Draft, other: &Draft) -> bool {
    let touches =
        |core: Span| other.quotes.iter().any(|quote| quote.hint.is_some_and(|place| place.overlaps(core)));
    told.kind == other.kind && core_of(told).is_some_and(touches)
}

/// The score of what two readings found that err apart from one another: both have to be wrong.
pub(super) fn join_scores(a: f32, b: f32) -> f32 {
    1.0 - (1.0 - a.clamp(0.0, 1.0)) * (1.0 - b.clamp(0.0, 1.0))
}

fn agree(draft: &mut Draft, other: Draft) {
    draft.score = join_scores(draft.score, other.score);
    let words = match draft.why.contains("again") {
        true => {
            "the built-in engine found it, and so did the model when it was asked about this passage again"
        }
        false => "the model and the built-in engine both found it",
    };
    draft.why = other.why;
    draft.seen_by = Some(SeenBy::Both);
    mark(draft, words);
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

    fn first(first: Vec<Draft>) -> Heard {
        Heard { first, ..Heard::default() }
    }

    #[test]
    fn what_was_missed_is_asked_about_and_counts_for_less() {
        let sure = at(FindingKind::Decision, 10, 40, 0.9);
        let builtin = [
            sure.clone(),
            at(FindingKind::Decision, 50, 60, 0.6),
            at(FindingKind::Topic, 70, 80, 0.9),
            at(FindingKind::Risk, 90, 99, 0.9),
        ];
        let told = [at(FindingKind::Risk, 95, 99, 0.5), at(FindingKind::Risk, 20, 30, 0.5)];
        assert_eq!(find_missed(&told, &builtin), [Span::new(10, 40)]);
        let again = at(FindingKind::Decision, 12, 30, 0.75);
        let late = combine(Heard { first: vec![], again: vec![again.clone()] }, vec![sure.clone()]);
        let early = combine(first(vec![again]), vec![sure]);
        assert_eq!((late.len(), late[0].seen_by), (1, Some(SeenBy::Both)));
        assert!(late[0].why.contains("asked about this passage again") && late[0].score < early[0].score);
    }

    #[test]
    fn agreement_counts_for_more_than_either() {
        let owner = Owner { name: "Ann".into(), basis: OwnerBasis::Speaker };
        let proved = Draft { owner: Some(owner.clone()), ..at(FindingKind::ActionItem, 10, 40, 0.5) };
        let told = Draft { statement: "Ann ships.".into(), ..at(FindingKind::ActionItem, 20, 30, 0.75) };
        let combined = combine(first(vec![told]), vec![proved, at(FindingKind::Decision, 20, 30, 0.5)]);
        assert_eq!(combined.len(), 2);
        assert_eq!((combined[0].statement.as_str(), &combined[0].owner), ("Ann ships.", &Some(owner)));
        assert!((combined[0].score - 0.875).abs() < 1e-6 && combined[0].quotes.len() == 1);
        assert!(combined[0].why.starts_with("the model and the built-in engine both"));
        assert!(combined[1].why.starts_with("only the built-in engine") && combined[1].score < 0.5);
    }

    #[test]
    fn one_sided_claims_are_marked_and_topics_are_not() {
        let topic = at(FindingKind::Topic, 0, 9, 0.9);
        let combined = combine(first(vec![at(FindingKind::Risk, 0, 9, 0.75)]), vec![topic.clone()]);
        assert_eq!(combined[0].why, "only the model found it");
        assert_eq!(combined[1], topic);
        assert_eq!(stand_in(vec![topic.clone()]), [topic]);
        assert!(
            stand_in(vec![at(FindingKind::Risk, 0, 9, 0.5)])[0].why.starts_with("the model gave no answer")
        );
    }
}
