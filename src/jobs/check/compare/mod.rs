//! A requirement against one document: the status, how sure it is, and one sentence that names what decided it.

mod decide;

use super::expected::Expected;
use super::matching::judge::{Judged, Stance, judge, probability};
use super::matching::passages::Passages;
use super::matching::question::Question;
use crate::model::finding::{Confidence, SeenBy};
use crate::model::requirement::{Nearest, ResultStatus, Searched, Verdicts};
use crate::model::span::Span;
use decide::decide;

/// Passages shown beside a requirement.
const SHOWN: usize = 3;
/// Passages given to somebody else to judge.
const NEAREST: usize = 6;
/// Terms that the search is told by.
const TERMS: usize = 10;

/// What a document says to one requirement.
#[derive(Debug)]
pub(super) struct Comparison {
    pub(super) status: ResultStatus,
    pub(super) stricter: bool,
    pub(super) confidence: Confidence,
    pub(super) reason: String,
    /// Passages of the document, the telling one first.
    pub(super) passages: Vec<Span>,
    pub(super) searched: Searched,
    pub(super) score: f32,
    /// The nearest passages, more than are shown, for somebody else to judge.
    pub(super) nearest: Vec<Span>,
    /// Whether amounts were compared: arithmetic needs no second opinion.
    pub(super) is_counted: bool,
    /// What each engine says, where a model was asked, too.
    pub(super) verdicts: Option<Verdicts>,
}

impl Comparison {
    /// Which engine says what is shown.
    pub(super) fn seen_by(&self) -> Option<SeenBy> {
        let verdicts = self.verdicts.as_ref()?;
        Some(match verdicts.model {
            None => SeenBy::StandIn,
            Some(model) if model == verdicts.builtin => SeenBy::Both,
            Some(model) if model == self.status => SeenBy::Model,
            Some(_) => SeenBy::Builtin,
        })
    }
}

/// Compares one requirement with a document; `expected` is the value that the document should have, if the policy names one.
pub(super) fn compare(question: &Question, expected: Option<&Expected>, passages: &Passages) -> Comparison {
    let stance = judge(question, passages);
    let odds = probability(stance.mention_odds());
    let decided = decide(question, expected, passages, &stance, odds);
    let mut order: Vec<usize> = (0..stance.pairs.len().min(SHOWN)).collect();
    if let Some(telling) = decided.telling {
        order.retain(|&at| at != telling);
        order.insert(0, telling);
        order.truncate(SHOWN);
    }
    let span_of = |at: &usize| passages.unit_of(stance.pairs[*at].pair.passage).span;
    let searched = searched(question, passages, &stance);
    let sure = match decided.status {
        ResultStatus::Missing => 1.0 - odds,
        _ => odds,
    };
    Comparison {
        status: decided.status,
        stricter: decided.stricter,
        confidence: match (decided.status, sure) {
            (ResultStatus::Unclear, _) => Confidence::Low,
            (_, 0.8..) => Confidence::High,
            (_, 0.6..) => Confidence::Medium,
            _ => Confidence::Low,
        },
        reason: decided.reason,
        passages: order.iter().map(span_of).collect(),
        searched,
        score: sure,
        nearest: (0..stance.pairs.len().min(NEAREST)).map(|at| span_of(&at)).collect(),
        is_counted: decided.is_counted,
        verdicts: None,
    }
}

fn searched(question: &Question, passages: &Passages, stance: &Stance) -> Searched {
    let mut terms: Vec<(f32, &str)> = (0..question.own)
        .map(|at| (passages.weight_of(question.terms[at].stem), question.word_of(at)))
        .filter(|(_, word)| !word.is_empty())
        .collect();
    terms.sort_by(|a, b| b.0.total_cmp(&a.0));
    let nearest = |judged: &Judged| {
        let span = passages.unit_of(judged.pair.passage).span;
        Nearest {
            start: span.start,
            end: span.end,
            quote: passages.document.slice(span).to_owned(),
            score: (judged.pair.coverage * 100.0).round() / 100.0,
        }
    };
    Searched {
        terms: terms.into_iter().take(TERMS).map(|(_, word)| word.to_lowercase()).collect(),
        passages: passages.passages.len(),
        best: stance.pairs.iter().take(SHOWN).map(nearest).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, read};
    use crate::jobs::check::matching::judge::{Side, side_of};
    use crate::jobs::check::matching::meanings::Meanings;
    use crate::jobs::check::matching::terms::Stems;
    use crate::jobs::check::modality_of;
    use crate::model::requirement::Modality;
    use crate::model::units::Units;
    use decide::against_words;

    /// The comparison, and how the nearest passage stands to the requirement.
    fn compared(requirement: &str, expected: Option<&str>, text: &str) -> (Comparison, Side, String) {
        let document = read("d1", "a.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
        let units = Units::of(&document);
        let mut stems = Stems::default();
        let modality = modality_of(requirement).unwrap_or(Modality::Must);
        let question = Question::new(requirement, modality, &[], &mut stems);
        let passages = Passages::new(&document, &units, &mut stems);
        let expected = expected.and_then(Expected::new);
        let pair = judge(&question, &passages).pairs.swap_remove(0).pair;
        let side = side_of(&question, &passages, &pair);
        (compare(&question, expected.as_ref(), &passages), side, against_words(&question, &pair))
    }

    #[test]
    fn what_decides_is_named() {
        let retain = "The supplier may retain the customer records.";
        let destroy = "The supplier must destroy all customer records.";
        let mark = "All customer records must be marked by the supplier.";
        let only = "Customer records shall only include names.";
        let tell = "The supplier must notify the customer of incidents.";
        let cases = [
            (
                retain,
                "The supplier shall destroy all customer records.",
                Some("undoes what the policy allows"),
            ),
            (
                retain,
                "All records of customers shall be destroyed by it.",
                Some("undoes what the policy allows"),
            ),
            (retain, "The supplier shall destroy one of the customer records.", None),
            (destroy, "The supplier may destroy customer records as it likes.", None),
            (
                mark,
                "Customer records are secret regardless of whether they are marked.",
                Some("does not matter"),
            ),
            (mark, "Customer records need not be marked.", Some("need not be done")),
            (mark, "The supplier is not required to mark customer records.", Some("need not be done")),
            (only, "“Customer records” means names, addresses, orders and the like.", Some("names more")),
            (only, "“Customer records” means any data.", Some("names more")),
            (only, "“Customer records” means names only.", None),
            (tell, "The supplier shall not notify the customer of the weather.", None),
            (tell, "The supplier shall not notify the customer of incidents.", Some("forbids")),
        ];
        for (requirement, text, expected) in cases {
            let (_, side, reason) = compared(requirement, None, text);
            assert_eq!(side == Side::Against, expected.is_some(), "{requirement} / {text}: {side:?}");
            if let Some(expected) = expected {
                assert!(reason.contains(expected), "{requirement} / {text}: {reason}");
            }
        }
    }

    #[test]
    fn expected_dates_and_words_are_looked_for() {
        use ResultStatus::*;
        let law = "The agreement must be governed by the law of the agreed country.";
        let end = "The agreement must end on the agreed end date.";
        let cases = [
            (law, "England", "The law of England governs this agreement.", Met),
            (law, "England", "The law of France governs this agreement.", Unclear),
            (end, "31 December 2027", "The end date of this agreement is December 31, 2027.", Met),
            (end, "31 December 2027", "The end date of this agreement is 30 June 2028.", Contradicted),
        ];
        for (requirement, expected, text, status) in cases {
            let (comparison, ..) = compared(requirement, Some(expected), text);
            assert_eq!(comparison.status, status, "{expected} / {text}: {}", comparison.reason);
        }
    }

    #[test]
    fn who_has_to_act_is_told_apart() {
        use ResultStatus::*;
        let cover = "The supplier must indemnify the customer against claims.";
        let report = "The vendor must report security incidents within 24 hours.";
        let cases = [
            (cover, "The Supplier shall indemnify the Customer against all claims.", Met),
            (cover, "The Customer shall indemnify the Supplier against all claims.", Contradicted),
            (cover, "The Supplier shall be indemnified by the Customer against all claims.", Contradicted),
            (
                cover,
                "The Customer shall indemnify the Supplier against claims. The Vendor shall indemnify the Client against all claims.",
                Met,
            ),
            (cover, "Each party shall indemnify the other against all claims.", Met),
            (report, "The customer shall report security incidents within 24 hours.", Unclear),
            (report, "The customer shall report security incidents within 72 hours.", Unclear),
            (report, "The contractor shall report security incidents within 72 hours.", Weaker),
        ];
        for (requirement, text, status) in cases {
            let (comparison, ..) = compared(requirement, None, text);
            assert_eq!(comparison.status, status, "{text}: {}", comparison.reason);
            if matches!(status, Contradicted | Unclear) {
                assert!(comparison.reason.contains("ustomer”"), "{}", comparison.reason);
            }
        }
    }

    #[test]
    fn terms_have_the_meaning_that_their_text_gives_them() {
        let policy = "“Crown Material” means payroll files. Crown Material must be encrypted.";
        let rule = "Crown Material must be encrypted.";
        let read =
            |id: &str, text: &str| read(id, "a.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
        let status = |policy: &str, rule: &str, text: &str| {
            let (policy, document) = (read("d1", policy), read("d2", text));
            let mut stems = Stems::default();
            let meanings = Meanings::of(&policy, &Units::of(&policy), &mut stems);
            let question = Question::new(rule, Modality::Must, &[], &mut stems);
            let meant = meanings.among(&question.text, &question.words, &mut stems);
            let question = question.clone().resolve(&meant);
            let units = Units::of(&document);
            compare(&question, None, &Passages::new(&document, &units, &mut stems)).status
        };
        let said = "Payroll files shall be encrypted.";
        assert_ne!(status(rule, rule, said), ResultStatus::Met);
        assert_eq!(status(policy, rule, said), ResultStatus::Met);
        let other = "“Crown Material” means payroll files. Crown Material shall be encrypted.";
        assert_eq!(status(rule, "Payroll files must be encrypted.", other), ResultStatus::Met);
    }
}
