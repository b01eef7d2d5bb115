//! The same thing found twice becomes one finding with the evidence of both. What differs in kind, owner, date, value
//! or direction stays apart.

use super::agree;
use super::terms::{TermIndex, Terms, Weights};
use crate::model::evidence::Evidence;
use crate::model::finding::{Due, Finding, FindingKind, Owner, SeenBy};
use crate::model::span::Span;

/// A finding shows at most so many passages.
const MOST_EVIDENCE: usize = 4;

/// Two findings whose cores are that near belong to one exchange, in bytes.
const NEAR_BYTES: usize = 600;

/// A finding that others may be joined to, with what it is about.
struct Head {
    finding: Finding,
    terms: Terms,
    /// Position of the passage said last, and the status it gives.
    last_status_at: Option<usize>,
}

/// Joins findings that are about the same thing. The best of them stays as it is and gets the others' evidence, and
/// their owner, date and status where it has none.
pub(super) fn merge(findings: &mut Vec<Finding>, weights: &Weights) {
    let mut waiting = std::mem::take(findings);
    waiting.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.evidence[0].span().cmp(&b.evidence[0].span()))
            .then_with(|| a.statement.cmp(&b.statement))
    });
    let mut heads: Vec<Head> = Vec::with_capacity(waiting.len());
    let mut index = TermIndex::default();
    for finding in waiting {
        let terms = terms_of(&finding);
        let keys = || terms.stems.iter().copied().chain([place_key(&finding)]);
        let same = index
            .candidates(keys())
            .into_iter()
            .find(|&number| is_same(&heads[number], &finding, &terms, weights));
        match same {
            Some(number) => join(&mut heads[number], finding),
            None => {
                index.add(heads.len(), keys());
                let last_status_at = finding.status.map(|_| finding.evidence[0].span().start);
                heads.push(Head { finding, terms, last_status_at });
            }
        }
    }
    findings.extend(heads.into_iter().map(|mut head| {
        trim_evidence(&mut head.finding.evidence);
        head.finding
    }));
}

/// What a finding is about: its statement without its owner's name. An owner may be named in one place and not in another.
pub(super) fn terms_of(finding: &Finding) -> Terms {
    let terms = Terms::of(&finding.statement);
    match &finding.owner {
        Some(owner) => terms.without(&owner.name),
        None => terms,
    }
}

/// A key that two findings on the very same passage share.
fn place_key(finding: &Finding) -> u64 {
    let span = finding.evidence[0].span();
    (span.start as u64).rotate_left(32) ^ span.end as u64 ^ 0x9e37_79b9_7f4a_7c15
}

fn is_same(head: &Head, other: &Finding, terms: &Terms, weights: &Weights) -> bool {
    let finding = &head.finding;
    if finding.kind != other.kind || !extras_agree(finding, other) {
        return false;
    }
    let (a, b) = (finding.evidence[0].span(), other.evidence[0].span());
    if finding.kind == FindingKind::Topic || finding.kind == FindingKind::Discrepancy {
        return a == b && finding.statement.eq_ignore_ascii_case(&other.statement);
    }
    if a.overlaps(b) && finding.statement.eq_ignore_ascii_case(&other.statement) {
        return true;
    }
    if head.terms.is_negated != terms.is_negated || !head.terms.values_agree(terms) {
        return false;
    }
    let likeness = weights.compare(&head.terms, terms);
    if a.overlaps(b) {
        likeness.shared >= 1 && likeness.of_lighter() >= 0.6
    } else if distance(a, b) <= NEAR_BYTES {
        likeness.shared >= 2 && likeness.of_lighter() >= 0.75 && likeness.of_all >= 0.4
    } else {
        // Alike in passing is not the same: far apart nearly every telling word has to return.
        likeness.shared >= 3 && likeness.of_lighter() >= 0.8 && likeness.of_all >= 0.55
    }
}

fn distance(a: Span, b: Span) -> usize {
    if a.start <= b.start { b.start.saturating_sub(a.end) } else { a.start.saturating_sub(b.end) }
}

/// Whether owners and dates are the same or stated in only one of the two.
fn extras_agree(a: &Finding, b: &Finding) -> bool {
    let owners = match (&a.owner, &b.owner) {
        (Some(a), Some(b)) => is_same_name(&a.name, &b.name),
        _ => true,
    };
    let dues = match (&a.due, &b.due) {
        (Some(a), Some(b)) => {
            a.phrase.eq_ignore_ascii_case(&b.phrase) || (a.date.is_some() && a.date == b.date)
        }
        _ => true,
    };
    owners && dues
}

/// Whether two names can be one person's: the words of the shorter begin the longer.
pub(super) fn is_same_name(a: &str, b: &str) -> bool {
    let mut words = (a.split_whitespace(), b.split_whitespace());
    let mut shared = 0;
    loop {
        match (words.0.next(), words.1.next()) {
            (Some(a), Some(b)) if a.to_lowercase() == b.to_lowercase() => shared += 1,
            (Some(_), Some(_)) => return false,
            _ => return shared > 0,
        }
    }
}

fn join(head: &mut Head, other: Finding) {
    let at = other.evidence[0].span().start;
    let finding = &mut head.finding;
    finding.owner = better_owner(finding.owner.take(), other.owner);
    finding.due = better_due(finding.due.take(), other.due);
    // Later beats earlier: the status said last stands.
    if other.status.is_some() && head.last_status_at.is_none_or(|last| at > last) {
        finding.status = other.status;
        head.last_status_at = Some(at);
    }
    // Seen in two places by one engine each, it was still seen by both.
    if let (Some(mine), Some(others)) = (finding.seen_by, other.seen_by) {
        let seen = mine.with(others);
        if seen == SeenBy::Both && mine != seen && others != seen {
            finding.score = agree::join_scores(finding.score, other.score);
        }
        finding.seen_by = Some(seen);
    }
    finding.evidence.extend(other.evidence);
}

fn better_owner(mine: Option<Owner>, other: Option<Owner>) -> Option<Owner> {
    match (mine, other) {
        (Some(mine), Some(other)) if other.name.len() > mine.name.len() => Some(other),
        (mine, other) => mine.or(other),
    }
}

fn better_due(mine: Option<Due>, other: Option<Due>) -> Option<Due> {
    match (mine, other) {
        (Some(mine), Some(other)) if mine.date.is_none() && other.date.is_some() => Some(other),
        (mine, other) => mine.or(other),
    }
}

/// The most telling first, as the engine put them; no passage inside another one; at most [`MOST_EVIDENCE`].
fn trim_evidence(evidence: &mut Vec<Evidence>) {
    let mut kept: Vec<Evidence> = Vec::with_capacity(evidence.len().min(MOST_EVIDENCE));
    for one in std::mem::take(evidence) {
        let overlaps = |known: &Evidence| {
            known.document() == one.document()
                && known.role() == one.role()
                && known.span().overlaps(one.span())
        };
        if kept.len() < MOST_EVIDENCE && !kept.iter().any(overlaps) {
            kept.push(one);
        }
    }
    *evidence = kept;
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, draft, reduced};
    use crate::model::draft::Draft;
    use crate::model::finding::{Finding, FindingKind, Owner, OwnerBasis, SeenBy, Status};

    fn owned(quote: &str, owner: &str) -> Draft {
        let owner = Owner { name: owner.into(), basis: OwnerBasis::Speaker };
        Draft { owner: Some(owner), ..draft(FindingKind::ActionItem, quote) }
    }

    fn merged(lines: &[(&str, &str)], drafts: Vec<Draft>) -> Vec<Finding> {
        reduced(document(lines), drafts).findings
    }

    #[test]
    fn an_action_said_again_in_the_recap_is_one_action() {
        let first = "I'll send the revised budget sheet to the accountants.";
        let again = "So Priya will send the revised budget sheet to the accountants by Friday.";
        let filler = "Nothing to do with it at all, but we talk for a good while. ".repeat(20);
        let lines = [("Priya Nair", first), ("Tom", filler.as_str()), ("Tom", again)];
        let mut recap = owned(again, "Priya");
        recap.score = 0.6;
        let findings = merged(&lines, vec![owned(first, "Priya Nair"), recap]);
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert_eq!(findings[0].evidence.len(), 2);
        assert_eq!(findings[0].evidence[0].quote(), first);
        assert_eq!(findings[0].owner.as_ref().map(|owner| owner.name.as_str()), Some("Priya Nair"));
    }

    #[test]
    fn what_differs_stays_apart() {
        let cases = [
            (
                "owner",
                owned("I will review the contract draft tomorrow.", "Ann"),
                owned("I will review the contract draft tomorrow.", "Bob"),
            ),
            (
                "value",
                draft(FindingKind::Decision, "We order 40 red boxes from the Dutch supplier."),
                draft(FindingKind::Decision, "We order 50 red boxes from the Dutch supplier."),
            ),
            (
                "negation",
                draft(FindingKind::Decision, "We will keep the old login page."),
                draft(FindingKind::Decision, "We will not keep the old login page."),
            ),
            (
                "kind",
                draft(FindingKind::Decision, "We will keep the old login page."),
                draft(FindingKind::Risk, "We will keep the old login page."),
            ),
            (
                "object",
                draft(FindingKind::ActionItem, "Send the invoice to the printers."),
                draft(FindingKind::ActionItem, "Send the invitation to the printers."),
            ),
        ];
        for (name, one, other) in cases {
            let lines = [
                ("Ann", one.statement.clone()),
                ("Cy", "Well, all right then.".into()),
                ("Bob", other.statement.clone()),
            ];
            let lines: Vec<(&str, &str)> = lines.iter().map(|(a, b)| (*a, b.as_str())).collect();
            assert_eq!(merged(&lines, vec![one, other]).len(), 2, "{name}");
        }
    }

    #[test]
    fn the_status_said_last_stands() {
        let lines = [
            ("Ann", "Maybe we move the billing service to Frankfurt."),
            ("Bob", "Right, we move the billing service to Frankfurt then."),
        ];
        let mut first = draft(FindingKind::Decision, lines[0].1);
        first.status = Some(Status::Tentative);
        first.score = 0.9;
        let mut second = draft(FindingKind::Decision, lines[1].1);
        second.status = Some(Status::Made);
        let findings = merged(&lines, vec![first, second]);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].status, Some(Status::Made));
    }

    #[test]
    fn what_each_engine_saw_in_its_own_place_was_seen_by_both() {
        let words = "We will ship the portal on Friday.";
        let document = document(&[("Ann", words), ("Bob", words)]);
        let seen = |at: usize, score: f32, by: SeenBy| {
            let mut draft = draft(FindingKind::Decision, words);
            draft.quotes[0].hint = Some(document.blocks[at].span);
            Draft { score, seen_by: Some(by), ..draft }
        };
        let drafts = vec![seen(0, 0.75, SeenBy::Model), seen(1, 0.5, SeenBy::Builtin)];
        let findings = reduced(document.clone(), drafts).findings;
        assert_eq!((findings.len(), findings[0].seen_by), (1, Some(SeenBy::Both)));
        assert!((findings[0].score - 0.875).abs() < 1e-6);
    }
}
