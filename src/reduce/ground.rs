//! Draft → finding, by looking its quotes up in the document; or rejected, with the reason.

use crate::model::document::Document;
use crate::model::draft::Draft;
use crate::model::evidence::{Locator, RejectReason, Rejected};
use crate::model::finding::{Confidence, Finding, FindingKind};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

/// Looks up every quote. A draft whose core quote is not in the document is rejected as a whole, and so is a
/// discrepancy that loses a side; any other quote that is not found is dropped and listed. Ids are given later, by
/// [`identify`].
pub(super) fn ground(
    document: &Document,
    drafts: impl Iterator<Item = Draft>,
) -> (Vec<Finding>, Vec<Rejected>) {
    let locator = Locator::new(document);
    let mut findings = Vec::new();
    let mut rejected = Vec::new();
    for draft in drafts {
        if let Some(finding) = ground_one(&locator, document, draft, &mut rejected) {
            findings.push(finding);
        }
    }
    (findings, rejected)
}

fn ground_one(
    locator: &Locator<'_>,
    document: &Document,
    draft: Draft,
    rejected: &mut Vec<Rejected>,
) -> Option<Finding> {
    let reject = |quote: &str, reason| Rejected {
        document: document.id.clone(),
        kind: draft.kind,
        statement: draft.statement.clone(),
        quote: quote.to_owned(),
        reason,
    };
    if draft.quotes.is_empty() {
        rejected.push(reject("", RejectReason::NoQuote));
        return None;
    }
    let mut evidence = Vec::with_capacity(draft.quotes.len());
    for (position, quote) in draft.quotes.iter().enumerate() {
        match locator.locate(quote) {
            Ok(found) => evidence.push(found),
            Err(reason) => {
                rejected.push(reject(&quote.text, reason));
                if position == 0 || draft.kind == FindingKind::Discrepancy {
                    return None;
                }
            }
        }
    }
    let score = if draft.score.is_finite() { draft.score.clamp(0.0, 1.0) } else { 0.0 };
    Some(Finding {
        id: String::new(),
        kind: draft.kind,
        statement: draft.statement,
        confidence: Confidence::Low,
        status: draft.status,
        owner: draft.owner,
        due: draft.due,
        relation: draft.relation,
        slip: draft.slip,
        evidence,
        why: draft.why,
        score,
        first_view: false,
        extent: draft.extent,
        links: Vec::new(),
        seen_by: draft.seen_by,
    })
}

/// Gives every finding its id: the first 16 hexadecimal digits of the SHA-256 of kind, document path, core quote and,
/// where several findings of a kind have the same words as core, which of them it is in document order.
pub(super) fn identify(document: &Document, findings: &mut [Finding]) {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |index: usize| (findings[index].evidence[0].span(), findings[index].kind);
        key(a).cmp(&key(b)).then_with(|| findings[a].statement.cmp(&findings[b].statement))
    });
    let mut seen: FxHashMap<[u8; 8], u64> = FxHashMap::default();
    for index in order {
        let finding = &mut findings[index];
        let core = finding.evidence[0].quote();
        let passage = digest(&[finding.kind.as_str().as_bytes(), document.path.as_bytes(), core.as_bytes()]);
        let occurrence = seen.entry(passage).or_default();
        let id = match *occurrence {
            0 => passage,
            number => digest(&[&passage, &number.to_le_bytes()]),
        };
        *occurrence += 1;
        finding.id = format!("{:016x}", u64::from_be_bytes(id));
    }
}

/// The id of a finding that these parts tell from all others: 16 hexadecimal digits.
pub fn id_of(parts: &[&str]) -> String {
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    format!("{:016x}", u64::from_be_bytes(digest(&parts)))
}

/// First 8 bytes of the SHA-256 of the parts, each led by its length so that parts cannot run into one another.
fn digest(parts: &[&[u8]]) -> [u8; 8] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hash.finalize()[..8]);
    first
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, draft};
    use super::*;

    #[test]
    fn what_is_not_there_is_rejected() {
        let document = document(&[
            ("Ann", "We will ship the portal on Friday."),
            ("Bob", "Then I will write the notes."),
        ]);
        let mut lost_support = draft(FindingKind::Decision, "We will ship the portal on Friday.");
        lost_support.quotes.push(crate::model::draft::Quote {
            text: "Everybody was very happy about it.".into(),
            hint: None,
            side: Default::default(),
        });
        let mut without = draft(FindingKind::Risk, "x");
        without.quotes.clear();
        let drafts = vec![
            lost_support,
            draft(FindingKind::ActionItem, "I will never write the notes."),
            draft(FindingKind::ActionItem, "Too short"),
            without,
        ];
        let (findings, rejected) = ground(&document, drafts.into_iter());
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].evidence.len(), 1);
        assert_eq!(
            rejected.iter().map(|one| one.reason).collect::<Vec<_>>(),
            [RejectReason::NotFound, RejectReason::Altered, RejectReason::TooShort, RejectReason::NoQuote]
        );
    }

    #[test]
    fn ids_hold_when_findings_are_added_or_moved() {
        let lines =
            [("Ann", "We will ship the portal on Friday."), ("Bob", "We will ship the portal on Friday.")];
        let moved = [("Cy", "Good morning to everybody here."), lines[0], lines[1]];
        let ids = |lines: &[(&str, &str)], kinds: &[FindingKind]| {
            let document = document(lines);
            let at: Vec<usize> = document.text.match_indices("We will").map(|(start, _)| start).collect();
            let drafts = kinds.iter().flat_map(|&kind| {
                at.iter().map(move |&start| {
                    let mut one = draft(kind, lines[lines.len() - 1].1);
                    one.quotes[0].hint = Some((start..start + one.quotes[0].text.len()).into());
                    one
                })
            });
            let (mut findings, _) = ground(&document, drafts);
            identify(&document, &mut findings);
            findings.into_iter().map(|finding| finding.id).collect::<Vec<_>>()
        };
        let first = ids(&lines, &[FindingKind::Decision]);
        assert_eq!(first.len(), 2);
        assert_ne!(first[0], first[1]);
        assert!(first.iter().all(|id| id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit())));
        assert_eq!(ids(&moved, &[FindingKind::Decision]), first);
        let both = ids(&lines, &[FindingKind::ActionItem, FindingKind::Decision]);
        assert_eq!(both[2..], first[..]);
    }
}
