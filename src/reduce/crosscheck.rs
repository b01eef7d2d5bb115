//! Later beats earlier within one meeting: a decision that was revised is shown once, an action said to be done is
//! marked so, with the words that say it.

use super::denial::denied;
use super::done::{Done, read_done};
use super::merge::terms_of;
use super::terms::{TermIndex, Terms, Weights};
use crate::model::document::Document;
use crate::model::draft::Quote;
use crate::model::evidence::Evidence;
use crate::model::finding::{Finding, FindingKind, Link, LinkRelation, Side, Status};
use crate::model::span::Span;
use crate::model::units::{Unit, Units};
use crate::text::find::SHORTEST_QUOTE;
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// Words that say outright that something said before no longer holds.
const STRONG_REVERSALS: &[&str] = &[
    "scratch that",
    "on second thought",
    "changed my mind",
    "changed our mind",
    "change my mind",
    "change our mind",
    "change our minds",
    "changed our minds",
    "take that back",
    "took that back",
    "instead",
    "no longer",
    "anymore",
    "any more",
    "rather than",
    "reverse that",
    "reverse the decision",
    "revise that",
    "revise the decision",
    "undo that",
    "overrule",
    "go back on",
    "going back on",
    "forget what",
    "forget that",
    "drop that",
    "not doing that",
    "not going to do that",
    "replaces",
    "after all",
    "cancel that",
    "let's not",
];

/// Words that go with a change but also with much else.
const WEAK_REVERSALS: &[&str] = &[
    "actually",
    "change",
    "changed",
    "changing",
    "move",
    "moved",
    "moving",
    "push",
    "pushed",
    "postpone",
    "bring forward",
    "make it",
    "make that",
    "correction",
    "back to",
    "switch",
    "switched",
    "revise",
    "revised",
    "update",
    "updated",
    "up to",
    "down to",
    "then it's",
    "we said",
    "i said",
];

static STRONG: LazyLock<AhoCorasick> = LazyLock::new(|| phrases(STRONG_REVERSALS));
static WEAK: LazyLock<AhoCorasick> = LazyLock::new(|| phrases(WEAK_REVERSALS));

fn phrases(list: &[&str]) -> AhoCorasick {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(list)
        .expect("a short list of short phrases always builds")
}

fn has_phrase(phrases: &AhoCorasick, text: &str) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    phrases.find_overlapping_iter(text).any(|hit| {
        !is_word(hit.start().checked_sub(1).and_then(|before| bytes.get(before)))
            && !is_word(bytes.get(hit.end()))
    })
}

/// Links a decision to an earlier one it takes the place of; the earlier one gets [`Status::Replaced`].
pub(super) fn check_decisions(
    document: &Document,
    units: &Units,
    weights: &Weights,
    findings: &mut [Finding],
) {
    let mut order: Vec<usize> =
        (0..findings.len()).filter(|&index| findings[index].kind == FindingKind::Decision).collect();
    order.sort_by_key(|&index| (findings[index].evidence[0].span(), index));
    let terms: Vec<Terms> = order.iter().map(|&index| terms_of(&findings[index])).collect();
    let mut index = TermIndex::default();
    let mut named = TermIndex::default();
    for (place, &later) in order.iter().enumerate() {
        let reversal = read_reversal(document, units, &findings[later]);
        let earlier = index
            .candidates(terms[place].stems.iter().copied())
            .into_iter()
            .filter(|&number| findings[order[number]].status != Some(Status::Replaced))
            .filter_map(|number| {
                let likeness = replaces(&terms[number], &terms[place], weights, reversal)?;
                Some((number, likeness))
            })
            // The most alike; of equals the one said last.
            .max_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let earlier = earlier.map(|(number, _)| number).or_else(|| {
            // "Fifteen, not twenty" takes the place of the last decision that named the twenty.
            let denied = denied(&quotes_of(&findings[later]));
            let takes_back = |number: &usize| {
                let shares = terms[*number].keys().any(|key| {
                    denied.binary_search(&key).is_err() && terms[place].keys().any(|other| other == key)
                });
                findings[order[*number]].status != Some(Status::Replaced)
                    && (shares || reversal != Reversal::None)
            };
            named.candidates(denied.iter().copied()).into_iter().rev().find(takes_back)
        });
        if let Some(number) = earlier {
            link(findings, order[number], later);
        }
        index.add(place, terms[place].stems.iter().copied());
        named.add(place, terms[place].keys());
    }
}

/// All that is quoted for a finding.
fn quotes_of(finding: &Finding) -> String {
    finding.evidence.iter().map(Evidence::quote).collect::<Vec<_>>().join(". ")
}

/// Whether words of reversal are in the text.
pub(super) fn has_reversal(text: &str) -> bool {
    has_phrase(&STRONG, text)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reversal {
    None,
    Weak,
    Strong,
}

/// Looks for words of reversal in the decision's own words and in the sentence before them.
fn read_reversal(document: &Document, units: &Units, finding: &Finding) -> Reversal {
    let core = finding.evidence[0].span();
    let first = units.units.partition_point(|unit| unit.span.end <= core.start);
    let start = match first.checked_sub(1).and_then(|before| units.units.get(before)) {
        Some(before) if core.start - before.span.end <= 2 => before.span.start,
        _ => core.start,
    };
    let text = document.slice(Span::new(start, core.end));
    if has_phrase(&STRONG, text) {
        Reversal::Strong
    } else if has_phrase(&WEAK, text) {
        Reversal::Weak
    } else {
        Reversal::None
    }
}

/// How alike an earlier and a later decision are, if the later takes the earlier one's place: they are about the same
/// thing, something in them differs, and words of reversal say so.
fn replaces(earlier: &Terms, later: &Terms, weights: &Weights, reversal: Reversal) -> Option<f32> {
    let likeness = weights.compare(earlier, later);
    let values_differ =
        !earlier.values.is_empty() && !later.values.is_empty() && !earlier.values_agree(later);
    let turned_round = earlier.is_negated != later.is_negated;
    let enough = match reversal {
        Reversal::None => turned_round && likeness.shared >= 3 && likeness.of_all >= 0.6,
        Reversal::Weak if values_differ => likeness.shared >= 2 && likeness.of_lighter() >= 0.6,
        Reversal::Weak => turned_round && likeness.shared >= 3 && likeness.of_all >= 0.4,
        Reversal::Strong if values_differ || turned_round => {
            likeness.shared >= 2 && likeness.of_lighter() >= 0.6 && likeness.of_all >= 0.35
        }
        Reversal::Strong => likeness.shared >= 2 && likeness.of_lighter() >= 0.5 && likeness.of_all < 0.9,
    };
    enough.then_some(likeness.of_lighter())
}

fn link(findings: &mut [Finding], earlier: usize, later: usize) {
    let document = findings[later].evidence[0].document().to_owned();
    let to = |finding: &Finding, relation| Link {
        finding: finding.id.clone(),
        document: document.clone(),
        relation,
    };
    let forward = to(&findings[later], LinkRelation::ReplacedBy);
    let back = to(&findings[earlier], LinkRelation::Replaces);
    findings[earlier].links.push(forward);
    findings[earlier].status = Some(Status::Replaced);
    findings[later].links.push(back);
}

/// An answer such as "already done" may stand so many sentences after what it answers.
const ANSWER_WITHIN: usize = 3;

/// Marks actions as done where later words of the meeting say so, and adds those words as evidence.
pub(super) fn check_actions(document: &Document, units: &Units, weights: &Weights, findings: &mut [Finding]) {
    let is_open = |finding: &Finding| {
        finding.kind == FindingKind::ActionItem && matches!(finding.status, None | Some(Status::Open))
    };
    if !findings.iter().any(is_open) {
        return;
    }
    let reports = read_reports(document, units);
    let mut index = TermIndex::default();
    for (number, report) in reports.iter().enumerate() {
        index.add(number, report.terms.stems.iter().copied());
    }
    for finding in findings.iter_mut().filter(|finding| is_open(finding)) {
        let terms = terms_of(finding);
        let core = finding.evidence[0].span();
        let last = units.units.partition_point(|unit| unit.span.start < core.end);
        let answer = reports
            .iter()
            .skip(reports.partition_point(|report| report.unit < last))
            .take_while(|report| report.unit < last + ANSWER_WITHIN)
            .find(|report| report.done.answers);
        let about = || {
            index
                .candidates(terms.stems.iter().copied())
                .into_iter()
                .map(|number| &reports[number])
                .find(|report| report.unit >= last && is_about(&terms, &report.terms, weights))
        };
        if let Some(report) = answer.or_else(about) {
            let own = units.units[report.unit].span;
            // "Done." alone is too short to be evidence: then what it answers goes with it.
            if !add_report(document, finding, own) {
                add_report(document, finding, report.span);
            }
        }
    }
}

/// A sentence that says something is done.
pub(super) struct Report {
    /// Index of the unit.
    pub unit: usize,
    /// The sentence, with what it answers and what follows if it is but an answer.
    pub span: Span,
    /// What it is about.
    pub terms: Terms,
    /// How clearly it says so.
    pub done: Done,
}

/// The sentences that say something is done, in order. A short one answers what was said just before and is often
/// followed by more: "The leaflet?" "Done. It's at the printers." Then these belong to it.
pub(super) fn read_reports(document: &Document, units: &Units) -> Vec<Report> {
    const BEFORE: usize = 3;
    const BEFORE_BYTES: usize = 160;
    let text = &document.text;
    let mut reports = Vec::new();
    for (index, unit) in units.units.iter().enumerate() {
        let words = units.words_of(unit);
        let Some(done) = read_done(text, document.slice(unit.span), words) else { continue };
        let (mut first, mut last) = (unit, unit);
        if done.answers {
            let near = |before: &&Unit| unit.span.start - before.span.start <= BEFORE_BYTES;
            let before =
                units.units[index.saturating_sub(BEFORE)..index].iter().rev().take_while(near).last();
            first = before.unwrap_or(unit);
            let after = units.units.get(index + 1).filter(|after| after.block == unit.block);
            last = after.filter(|after| after.span.len() <= BEFORE_BYTES).unwrap_or(unit);
        }
        let terms = Terms::of_words(text, &units.words[first.words.start..last.words.end]);
        reports.push(Report { unit: index, span: first.span.join(last.span), terms, done });
    }
    reports
}

/// Whether a report speaks of the action: it has at least two of its telling words and more than half of their weight.
pub(super) fn is_about(action: &Terms, report: &Terms, weights: &Weights) -> bool {
    let likeness = weights.compare(action, report);
    likeness.shared >= 2 && likeness.of_first >= 0.55
}

/// Marks an action as done by the words at `span` of the document. `false`, and no change, if they cannot be evidence.
fn add_report(document: &Document, finding: &mut Finding, span: Span) -> bool {
    let quote = Quote { text: document.slice(span).to_owned(), hint: Some(span), side: Side::Document };
    match Evidence::locate(document, &quote) {
        Ok(evidence) if quote.text.chars().count() >= SHORTEST_QUOTE => {
            finding.evidence.push(evidence);
            finding.status = Some(Status::Done);
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, draft, reduced};
    use super::*;

    fn decisions(turns: &[&str]) -> Vec<Finding> {
        let lines: Vec<(&str, &str)> = turns.iter().map(|&words| ("Ann", words)).collect();
        let drafts = turns.iter().map(|&words| draft(FindingKind::Decision, words)).collect();
        let mut findings = reduced(document(&lines), drafts).findings;
        findings.sort_by_key(|finding| finding.evidence[0].span());
        findings
    }

    #[test]
    fn a_revised_decision_is_replaced() {
        let cases = [
            [
                "The launch date is the sixth of May for the first kit.",
                "Actually the launch date moves to the thirteenth, not 6 but 13 May for the kit.",
            ],
            ["We price the box at 29 pounds.", "So the price of the box is 24 pounds, not 29 anymore."],
            [
                "We use Postgres for the billing service.",
                "Scratch that, we use MySQL for the billing service instead.",
            ],
            [
                "We're going with the rugged handhelds, all sixty-two, from the first supplier.",
                "So we're changing it, we don't order the sixty-two, we lease some for the summer.",
            ],
            ["We lease twenty vans for the summer.", "The lease quote is for fifteen now, not twenty."],
            [
                "Provisionally it's Fennick on the sixth of July.",
                "Carrow is first, not Fennick, the sixth of July, same date.",
            ],
            [
                "We keep the weekly report to the board.",
                "On second thought we don't keep the weekly report to the board.",
            ],
        ];
        for turns in cases {
            let findings = decisions(&turns);
            assert_eq!(findings.len(), 2, "{turns:?}");
            assert_eq!(findings[0].status, Some(Status::Replaced), "{turns:?}");
            assert!(!findings[0].first_view && findings[1].first_view);
            assert_eq!(findings[0].links[0].relation, LinkRelation::ReplacedBy);
            assert_eq!(findings[0].links[0].finding, findings[1].id);
            assert_eq!(findings[1].links[0].relation, LinkRelation::Replaces);
        }
    }

    #[test]
    fn other_decisions_stand() {
        let cases = [
            ["We hire two engineers for the data team.", "We buy 40 laptops for the new office."],
            ["The budget of phase 1 is 10000.", "The budget of the garden party is 300 instead of a raffle."],
            ["We use Postgres for the billing service.", "We use Kafka for the audit trail."],
            ["We lease twenty vans for the summer.", "The party is for fifteen guests, not twenty."],
        ];
        for turns in cases {
            assert!(decisions(&turns).iter().all(|finding| finding.status.is_none()), "{turns:?}");
        }
    }

    #[test]
    fn an_action_said_to_be_done_is_done() {
        let done = |after: &str| {
            let lines = [("Ann", "Bob, please send the revised contract to Calvane."), ("Bob", after)];
            let drafts = vec![draft(FindingKind::ActionItem, lines[0].1)];
            reduced(document(&lines), drafts).findings.remove(0)
        };
        let finding = done("I've already sent it.");
        assert_eq!(finding.status, Some(Status::Done));
        assert_eq!(finding.evidence[1].quote(), "I've already sent it.");
        assert_eq!(done("The revised contract was sent to Calvane this morning.").status, Some(Status::Done));
        for other in [
            "I'll do it tonight.",
            "The old invoice was paid this morning by Calvane.",
            "I haven't sent it yet.",
        ] {
            assert_eq!(done(other).status, None, "{other}");
        }
    }
}
