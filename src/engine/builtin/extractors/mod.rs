//! One extractor for each kind of finding. Takes a document as it was heard and the candidates, gives drafts with the
//! unit their core is in.

mod action;
mod decision;
mod discrepancy;
mod question;
mod risk;
mod topic;

pub(super) use question::may_begin_question;

use super::labels::find_label_end;
use super::listen::{Heard, Talk};
use super::select::Candidate;
use crate::model::draft::{Draft, Quote};
use crate::model::finding::{FindingKind, Side};

/// Adds drafts, each with its core unit.
type Extract = fn(&Talk, &[Candidate], &mut Vec<(usize, Draft)>);

/// Finds one kind of finding.
pub(super) struct Extractor {
    /// The kind.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the test that every kind has a row"))]
    pub kind: FindingKind,
    /// Adds drafts, each with its core unit.
    pub extract: Extract,
}

/// Every extractor, in the order pages show kinds.
pub(super) const EXTRACTORS: &[Extractor] = &[
    Extractor { kind: FindingKind::Decision, extract: decision::extract },
    Extractor { kind: FindingKind::ActionItem, extract: action::extract },
    Extractor { kind: FindingKind::OpenQuestion, extract: question::extract },
    Extractor { kind: FindingKind::Discrepancy, extract: discrepancy::extract },
    Extractor { kind: FindingKind::Risk, extract: risk::extract },
    Extractor { kind: FindingKind::Topic, extract: topic::extract },
];

/// Quotes for the units, the core's first; neighbours in one block become one quote.
fn quotes(talk: &Talk, core: usize, units: &[usize]) -> Vec<Quote> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &unit in units {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == unit && talk.unit(*last).block == talk.unit(unit).block => {
                *last = unit
            }
            Some((_, last)) if *last >= unit => {}
            _ => runs.push((unit, unit)),
        }
    }
    runs.sort_by_key(|&(first, last)| (!(first <= core && core <= last), first));
    runs.into_iter()
        .map(|(first, last)| {
            let span = talk.unit(first).span.join(talk.unit(last).span);
            Quote { text: talk.document.slice(span).to_owned(), hint: Some(span), side: Side::Document }
        })
        .collect()
}

/// Index of the first word behind a written label of this kind ("ACTION 2:"), 0 without one.
fn behind_label(talk: &Talk, unit: usize, heard: &Heard, kind: FindingKind) -> usize {
    let Some((_, end)) = find_label_end(talk.text(unit)).filter(|&(named, _)| named == kind) else {
        return 0;
    };
    let end = talk.unit(unit).span.start + end;
    heard.said.iter().position(|word| word.start >= end).unwrap_or(0)
}

/// A draft with nothing but what every kind has.
fn draft(
    talk: &Talk,
    kind: FindingKind,
    core: usize,
    units: &[usize],
    statement: String,
    score: f32,
    why: String,
) -> Draft {
    Draft {
        kind,
        statement,
        quotes: quotes(talk, core, units),
        score: score.clamp(0.0, 1.0),
        why,
        owner: None,
        due: None,
        status: None,
        extent: None,
        relation: None,
        slip: None,
        seen_by: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_a_meeting_has_an_extractor() {
        let kinds = FindingKind::ALL.into_iter().filter(|&kind| kind != FindingKind::RequirementResult);
        assert!(EXTRACTORS.iter().map(|row| row.kind).eq(kinds));
    }
}
