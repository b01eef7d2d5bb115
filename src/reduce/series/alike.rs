//! Which findings of two meetings are about the same matter, and what became of it from one to the other.

use super::super::crosscheck::has_reversal;
use super::super::merge::is_same_name;
use super::super::terms::{Likeness, TermIndex, Terms, Weights};
use super::{StepState, Thread, is_followed};
use crate::model::analysis::DocumentAnalysis;
use crate::model::finding::{Finding, FindingKind, Status};

/// For each finding of a document the thread it goes on with: the most alike pairs first, each thread and finding once.
pub(super) fn match_findings(
    series: &[DocumentAnalysis],
    document: usize,
    terms: &[Terms],
    threads: &[Thread],
    index: &TermIndex,
    weights: &Weights,
) -> Vec<Option<usize>> {
    let findings = &series[document].findings;
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (finding, own) in findings
        .iter()
        .zip(terms)
        .enumerate()
        .filter(|(_, (finding, _))| is_followed(finding))
        .map(|(position, (_, own))| (position, own))
    {
        for number in index.candidates(own.stems.iter().copied()) {
            let thread = &threads[number];
            let before = &series[thread.last.0].findings[thread.last.1];
            let likeness = weights.compare(&thread.terms, own);
            if !thread.is_done && is_same_matter(before, &findings[finding], &thread.terms, own, likeness) {
                pairs.push((likeness.of_all, number, finding));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut matched = vec![None; findings.len()];
    let mut is_taken = vec![false; threads.len()];
    for (_, thread, finding) in pairs {
        if matched[finding].is_none() && !is_taken[thread] {
            matched[finding] = Some(thread);
            is_taken[thread] = true;
        }
    }
    matched
}

/// Whether two findings of different meetings are about the same matter. Words in passing are shared by many, so
/// nearly all telling words of the shorter one must return; more so where owner or value differ.
fn is_same_matter(before: &Finding, after: &Finding, a: &Terms, b: &Terms, likeness: Likeness) -> bool {
    if before.kind != after.kind || likeness.shared < 2 {
        return false;
    }
    let is_alike = likeness.of_lighter() >= 0.7 && likeness.of_all >= 0.4;
    let is_very_alike = likeness.shared >= 3 && likeness.of_lighter() >= 0.75 && likeness.of_all >= 0.5;
    let owners_differ =
        matches!((&before.owner, &after.owner), (Some(a), Some(b)) if !is_same_name(&a.name, &b.name));
    let values_differ = !a.values_agree(b) && !a.values.is_empty() && !b.values.is_empty();
    match before.kind {
        FindingKind::ActionItem if owners_differ || values_differ => is_very_alike,
        FindingKind::ActionItem => is_alike,
        _ if values_differ || a.is_negated != b.is_negated => {
            is_very_alike || (likeness.of_lighter() >= 0.6 && is_said_to_change(after))
        }
        _ => is_alike,
    }
}

fn is_said_to_change(finding: &Finding) -> bool {
    has_reversal(&finding.statement) || has_reversal(finding.evidence[0].quote())
}

/// What became of a matter from one finding to the next.
pub(super) fn compare(before: &Finding, after: &Finding, a: &Terms, b: &Terms) -> StepState {
    let owner_changed =
        matches!((&before.owner, &after.owner), (Some(a), Some(b)) if !is_same_name(&a.name, &b.name));
    let due_changed = match (&before.due, &after.due) {
        (Some(a), Some(b)) => a.date.is_some() && b.date.is_some() && a.date != b.date,
        _ => false,
    };
    let is_turned = a.is_negated != b.is_negated;
    let says_change = is_said_to_change(after);
    if after.status == Some(Status::Done) {
        StepState::Done
    } else if is_turned && !says_change && a.values_agree(b) {
        StepState::Contradicted
    } else if owner_changed || due_changed || is_turned || !a.values_agree(b) {
        StepState::Changed
    } else {
        StepState::StillOpen
    }
}
