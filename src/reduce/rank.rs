//! The order of findings, how sure each is, and which of them a reader sees first.

use crate::model::document::Document;
use crate::model::evidence::Check;
use crate::model::finding::{Confidence, Finding, FindingKind, Status};
use crate::model::units::Units;

/// What the first view holds of one kind.
struct FirstView {
    /// Findings for an hour of talk.
    per_hour: f64,
    /// However short the document is.
    at_least: usize,
}

/// People write down about that many in minutes of their own.
fn first_view_of(kind: FindingKind) -> FirstView {
    let (per_hour, at_least) = match kind {
        FindingKind::Decision => (12.0, 3),
        FindingKind::ActionItem => (15.0, 3),
        FindingKind::OpenQuestion => (10.0, 3),
        FindingKind::Risk => (6.0, 3),
        FindingKind::Discrepancy => (12.0, 10),
        FindingKind::Topic => (20.0, 8),
        FindingKind::RequirementResult => (f64::INFINITY, usize::MAX),
        // A survey has few of these, and shows all.
        FindingKind::Driver | FindingKind::Trend | FindingKind::Theme => (f64::INFINITY, usize::MAX),
    };
    FirstView { per_hour, at_least }
}

/// From these scores on a finding is of medium and of high confidence.
const MEDIUM_FROM: f32 = 0.4;
pub(super) const HIGH_FROM: f32 = 0.8;

/// Below this a finding is a guess: the first view holds one only where it would be empty.
const GUESS_BELOW: f32 = 0.2;

/// Speed of talk, used where there are no times.
const WORDS_PER_HOUR: f64 = 150.0 * 60.0;

/// Sets confidence and first view, and puts the findings in order: by kind, then best first, then as they stand in the
/// document; topics as they stand in the document.
pub(super) fn rank(document: &Document, units: &Units, findings: &mut [Finding]) {
    for finding in findings.iter_mut() {
        finding.confidence = confidence_of(finding);
    }
    findings.sort_by(|a, b| {
        let place = |kind: FindingKind| FindingKind::ALL.iter().position(|&known| known == kind);
        let by_score = match a.kind {
            FindingKind::Topic => std::cmp::Ordering::Equal,
            _ => b.confidence.cmp(&a.confidence).then(b.score.total_cmp(&a.score)),
        };
        place(a.kind)
            .cmp(&place(b.kind))
            .then(by_score)
            .then_with(|| a.evidence[0].span().cmp(&b.evidence[0].span()))
            .then_with(|| a.id.cmp(&b.id))
    });
    let hours = hours_of(document, units);
    for kind in FindingKind::ALL {
        let view = first_view_of(kind);
        let limit = view.at_least.max((view.per_hour * hours).round() as usize);
        let mut shown = 0;
        for finding in findings.iter_mut().filter(|finding| finding.kind == kind) {
            let is_wanted = match finding.confidence {
                Confidence::Low => shown < view.at_least && (shown == 0 || finding.score >= GUESS_BELOW),
                Confidence::Medium | Confidence::High => shown < limit,
            };
            finding.first_view = is_wanted && finding.status != Some(Status::Replaced);
            shown += usize::from(finding.first_view);
        }
    }
}

/// From the score; words that were only found approximately, or a decision only leaned to, are never of high confidence.
fn confidence_of(finding: &Finding) -> Confidence {
    let is_weak = finding.status == Some(Status::Tentative)
        || finding.evidence.iter().any(|evidence| evidence.check() == Check::Approximate);
    match finding.score {
        score if score >= HIGH_FROM && !is_weak => Confidence::High,
        score if score >= MEDIUM_FROM => Confidence::Medium,
        _ => Confidence::Low,
    }
}

fn hours_of(document: &Document, units: &Units) -> f64 {
    match document.duration_ms {
        Some(duration_ms) if duration_ms > 0 => duration_ms as f64 / 3_600_000.0,
        _ => units.words.len() as f64 / WORDS_PER_HOUR,
    }
}

#[cfg(test)]
mod tests {
    use super::super::ground::{ground, identify};
    use super::super::tests::{document, draft};
    use super::*;

    fn ranked(duration_ms: Option<u64>, scores: &[f32], kind: FindingKind) -> Vec<Finding> {
        let mut document = document(&[("Ann", "We will ship the portal on Friday.")]);
        document.duration_ms = duration_ms;
        let drafts = scores.iter().map(|&score| crate::model::draft::Draft {
            score,
            ..draft(kind, "We will ship the portal on Friday.")
        });
        let (mut findings, _) = ground(&document, drafts);
        identify(&document, &mut findings);
        rank(&document, &Units::of(&document), &mut findings);
        findings
    }

    fn shown(findings: &[Finding]) -> usize {
        findings.iter().filter(|finding| finding.first_view).count()
    }

    #[test]
    fn first_view_grows_with_the_meeting() {
        let good = [0.9; 40];
        assert_eq!(shown(&ranked(None, &good, FindingKind::Decision)), 3);
        assert_eq!(shown(&ranked(Some(3_600_000), &good, FindingKind::Decision)), 12);
        assert_eq!(shown(&ranked(Some(7_200_000), &good, FindingKind::ActionItem)), 30);
        assert_eq!(shown(&ranked(Some(3_600_000), &[0.3; 40], FindingKind::Decision)), 3, "unsure");
        assert_eq!(shown(&ranked(Some(3_600_000), &[0.1; 40], FindingKind::Decision)), 1, "guesses");
    }

    #[test]
    fn best_first() {
        let findings = ranked(None, &[0.2, 0.9, f32::NAN, 0.5], FindingKind::ActionItem);
        assert_eq!(findings.iter().map(|one| one.score).collect::<Vec<_>>(), [0.9, 0.5, 0.2, 0.0]);
        assert_eq!(
            findings.iter().map(|one| one.confidence).collect::<Vec<_>>(),
            [Confidence::High, Confidence::Medium, Confidence::Low, Confidence::Low]
        );
    }
}
