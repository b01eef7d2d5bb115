//! A finding as pages show it: words, links and ids ready to print, long quotes cut. Takes a document's findings,
//! gives items in which a replaced decision stands under the one that took its place.

use super::differences::mark;
use super::labels;
use crate::model::document::Document;
use crate::model::evidence::{Check, Evidence};
use crate::model::finding::{
    Confidence, Due, Extent, Finding, FindingKind, Link, LinkRelation, Owner, SeenBy, Status,
};
use crate::model::slip::SlipKind;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Quotes longer than this many bytes are cut on the index; the document's page has the whole passage.
const QUOTE_LIMIT_BYTES: usize = 420;

/// A finding, ready to print.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) id: String,
    /// Position of the document in the batch.
    pub(crate) row: usize,
    pub(crate) document: String,
    pub(crate) kind: FindingKind,
    pub(crate) statement: String,
    pub(crate) confidence: Confidence,
    pub(crate) status: Option<Status>,
    pub(crate) owner: Option<Owner>,
    pub(crate) due: Option<Due>,
    pub(crate) passages: Vec<Passage>,
    pub(crate) why: String,
    pub(crate) seen_by: Option<SeenBy>,
    pub(crate) score: f32,
    pub(crate) first_view: bool,
    pub(crate) slip: Option<SlipKind>,
    pub(crate) extent: Option<Extent>,
    pub(crate) ties: Vec<Tie>,
    /// Earlier decisions that this one took the place of.
    pub(crate) replaced: Vec<Replaced>,
}

/// A quote with its address.
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) quote: String,
    /// Whether the quote goes on in the document.
    pub(crate) is_cut: bool,
    /// Whether the statement has the same words, so that the quote need not be repeated.
    pub(crate) is_statement: bool,
    pub(crate) speaker: Option<String>,
    /// Such as `14:22` or `line 7`.
    pub(crate) place: String,
    /// Id of the document it is from.
    pub(crate) document: String,
    /// Id of the passage in that document's page.
    pub(crate) anchor: String,
    pub(crate) check: Check,
    /// For discrepancies: whose words they are or, for the second, what they are to the first.
    pub(crate) side: Cow<'static, str>,
    /// Share of the text before it, 0 to 1.
    pub(crate) position: f64,
}

/// A link to another finding, in words.
#[derive(Debug)]
pub(crate) struct Tie {
    pub(crate) before: &'static str,
    pub(crate) text: &'static str,
    pub(crate) document: String,
    pub(crate) finding: String,
}

/// A decision that no longer stands.
#[derive(Debug)]
pub(crate) struct Replaced {
    pub(crate) statement: String,
    pub(crate) place: String,
    pub(crate) anchor: String,
}

/// Id of a finding's nth passage in its document's page.
pub(crate) fn passage_anchor(finding: &str, nth: usize) -> String {
    if nth == 0 { format!("q-{finding}") } else { format!("q-{finding}.{}", nth + 1) }
}

/// Id of a passage that is known by its place.
pub(crate) fn place_anchor(start: usize) -> String {
    passage_anchor(&format!("p{start}"), 0)
}

/// Id of a passage in the page of the document it is from. A policy's passage is the same for all documents held against
/// it, so it is known by its place.
pub(crate) fn anchor_of(document: &Document, finding: &Finding, nth: usize, evidence: &Evidence) -> String {
    if evidence.document() == document.id {
        passage_anchor(&finding.id, nth)
    } else {
        place_anchor(evidence.span().start)
    }
}

impl Item {
    fn of(document: &Document, row: usize, finding: &Finding) -> Self {
        let passages = finding.evidence.iter().enumerate();
        Item {
            id: finding.id.clone(),
            row,
            document: document.id.clone(),
            kind: finding.kind,
            statement: finding.statement.clone(),
            confidence: finding.confidence,
            status: finding.status,
            owner: finding.owner.clone(),
            due: finding.due.clone(),
            passages: passages.map(|(nth, evidence)| Passage::of(document, finding, nth, evidence)).collect(),
            why: finding.why.clone(),
            seen_by: finding.seen_by,
            score: finding.score,
            first_view: finding.first_view,
            slip: finding.slip,
            extent: finding.extent,
            ties: finding.links.iter().map(Tie::of).collect(),
            replaced: Vec::new(),
        }
    }

    /// A discrepancy between two documents, each side under the title of its document.
    pub(crate) fn between(finding: &Finding, row: usize, title_of: impl Fn(&str) -> String) -> Self {
        let side = |evidence: &Evidence| {
            let (quote, is_cut) = cut_quote(evidence.quote());
            Passage {
                is_statement: false,
                quote: quote.to_owned(),
                is_cut,
                speaker: evidence.location().speaker.clone(),
                place: place_of(evidence),
                document: evidence.document().to_owned(),
                anchor: place_anchor(evidence.span().start),
                check: evidence.check(),
                side: Cow::Owned(title_of(evidence.document())),
                position: 0.0,
            }
        };
        Item {
            id: finding.id.clone(),
            row,
            document: finding.evidence.first().map(|side| side.document().to_owned()).unwrap_or_default(),
            kind: finding.kind,
            statement: finding.statement.clone(),
            confidence: finding.confidence,
            status: None,
            owner: None,
            due: None,
            passages: finding.evidence.iter().map(side).collect(),
            why: finding.why.clone(),
            seen_by: None,
            score: finding.score,
            first_view: finding.first_view,
            slip: finding.slip,
            extent: None,
            ties: Vec::new(),
            replaced: Vec::new(),
        }
    }

    /// A passage as HTML with the numbers and turning words marked that the first other passage has not.
    pub(crate) fn marked(&self, nth: usize) -> String {
        let other = self.passages.get(usize::from(nth == 0)).map_or("", |passage| &passage.quote);
        self.passages.get(nth).map(|passage| mark(&passage.quote, other)).unwrap_or_default()
    }

    /// Whether its sides are two documents.
    pub(crate) fn is_between(&self) -> bool {
        self.slip == Some(SlipKind::BetweenDocuments)
    }

    /// Whether its sides are versions of one passage, so that what differs can be marked.
    pub(crate) fn has_versions(&self) -> bool {
        matches!(self.slip, Some(SlipKind::BetweenDocuments | SlipKind::TwoVersions))
    }

    /// Share of the text before its core passage, 0 to 1.
    pub(crate) fn position(&self) -> Option<f64> {
        self.passages.first().map(|passage| passage.position)
    }

    /// Its passages in two parts: those that tell it (the core, and what follows it: an acceptance, a promise, the other
    /// side), and the rest of the exchange.
    pub(crate) fn passages_by_weight(&self) -> (Vec<&Passage>, Vec<&Passage>) {
        let Some((core, others)) = self.passages.split_first() else { return Default::default() };
        let answer = others.iter().position(|passage| passage.position > core.position).unwrap_or(0);
        let mut telling = vec![core];
        let mut rest = Vec::new();
        for (nth, passage) in others.iter().enumerate() {
            if nth == answer { telling.push(passage) } else { rest.push(passage) }
        }
        (telling, rest)
    }

    /// Word of the badge, if the status has one.
    pub(crate) fn badge(&self) -> Option<&'static str> {
        self.status.and_then(labels::badge)
    }

    /// The badge's word as a class name.
    pub(crate) fn badge_class(&self) -> String {
        self.badge().unwrap_or_default().replace(' ', "-")
    }

    /// The due date as printed, if there is one.
    pub(crate) fn due_date(&self) -> Option<String> {
        self.due.as_ref()?.date.map(labels::short_date)
    }

    /// Whether it is out of force, so that its statement is struck through.
    pub(crate) fn is_struck(&self) -> bool {
        self.status == Some(Status::Replaced)
    }

    /// Whether somebody still has to do it.
    pub(crate) fn is_due(&self) -> bool {
        self.kind == FindingKind::ActionItem && self.status != Some(Status::Done)
    }

    /// One quiet line: how sure it is and how its words were matched.
    pub(crate) fn trust(&self) -> String {
        let weakest = self.passages.iter().map(|passage| passage.check).max().unwrap_or(Check::Exact);
        let check = match weakest {
            Check::Exact => "exact words",
            Check::Normalised => "same words",
            Check::Approximate => "nearly the same words",
        };
        let seen = self.seen_by.map(|seen| format!(" · {}", labels::seen_words(seen))).unwrap_or_default();
        format!("{} · {check}{seen}", self.confidence.as_str())
    }

    /// What lies behind it, one sentence a line.
    pub(crate) fn reasons(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        if !self.why.is_empty() {
            reasons.push(format!("Why it is here: {}.", self.why.trim_end_matches('.')));
        }
        if let Some(owner) = &self.owner {
            reasons.push(format!("Owner: {}.", labels::basis_words(owner.basis)));
        }
        if let Some(due) = &self.due {
            reasons.push(format!("Date: {}.", due.rule.trim_end_matches('.')));
        }
        for (nth, passage) in self.passages.iter().enumerate() {
            let number =
                if self.passages.len() > 1 { format!("Quote {}", nth + 1) } else { "Quote".to_owned() };
            reasons.push(format!("{number}: {}.", labels::check_words(passage.check)));
        }
        reasons
    }
}

impl Passage {
    fn of(document: &Document, finding: &Finding, nth: usize, evidence: &Evidence) -> Self {
        let (quote, is_cut) = cut_quote(evidence.quote());
        Passage {
            is_statement: !is_cut && has_same_words(quote, &finding.statement),
            quote: quote.to_owned(),
            is_cut,
            speaker: evidence.location().speaker.clone(),
            place: place_of(evidence),
            document: evidence.document().to_owned(),
            anchor: anchor_of(document, finding, nth, evidence),
            check: evidence.check(),
            side: Cow::Borrowed(match finding.relation {
                Some(relation) if nth == 1 => labels::relation_words(relation),
                _ => labels::side_words(evidence.role(), nth),
            }),
            position: evidence.span().start as f64 / document.text.len().max(1) as f64,
        }
    }
}

/// The address of a passage in words.
fn place_of(evidence: &Evidence) -> String {
    match labels::place(evidence.location()) {
        place if place.is_empty() => "in the text".to_owned(),
        place => place,
    }
}

impl Tie {
    fn of(link: &Link) -> Self {
        let (before, text) = labels::link_words(link.relation);
        Tie { before, text, document: link.document.clone(), finding: link.finding.clone() }
    }
}

/// The quote up to the limit, ending with a whole word, and whether it was cut.
fn cut_quote(quote: &str) -> (&str, bool) {
    if quote.len() <= QUOTE_LIMIT_BYTES {
        return (quote, false);
    }
    let head = &quote[..quote.floor_char_boundary(QUOTE_LIMIT_BYTES)];
    let head = head.rfind(char::is_whitespace).filter(|&at| at > 0).map_or(head, |at| &head[..at]);
    (head, true)
}

/// Whether two strings agree in letters and digits, whatever their case.
fn has_same_words(left: &str, right: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(left).eq(letters(right))
}

/// The items of one document in the order of its findings. A replaced decision is shown only under the decision that
/// stands; one whose successor is not in the document stays an item of its own.
pub(crate) fn items_of(document: &Document, row: usize, findings: &[Finding]) -> Vec<Item> {
    let is_replaced = |finding: &Finding| finding.status == Some(Status::Replaced);
    let by_id: FxHashMap<&str, usize> = findings
        .iter()
        .enumerate()
        .filter(|(_, f)| is_replaced(f))
        .map(|(at, f)| (f.id.as_str(), at))
        .collect();
    let mut is_nested = vec![false; findings.len()];
    let mut nested: Vec<Vec<usize>> = vec![Vec::new(); findings.len()];
    for (at, finding) in findings.iter().enumerate().filter(|(_, f)| !is_replaced(f)) {
        let mut from = vec![finding];
        while let Some(next) = from.pop() {
            for link in next.links.iter().filter(|link| link.relation == LinkRelation::Replaces) {
                if let Some(&old) = by_id.get(link.finding.as_str())
                    && !is_nested[old]
                {
                    is_nested[old] = true;
                    nested[at].push(old);
                    from.push(&findings[old]);
                }
            }
        }
    }
    let shown = findings.iter().enumerate().filter(|(at, _)| !is_nested[*at]);
    shown
        .map(|(at, finding)| {
            let mut item = Item::of(document, row, finding);
            if !nested[at].is_empty() {
                let replaced = |&old: &usize| findings[old].id.as_str();
                item.ties.retain(|tie| !nested[at].iter().any(|old| replaced(old) == tie.finding));
                item.replaced = nested[at].iter().map(|&old| Replaced::of(&findings[old])).collect();
            }
            item
        })
        .collect()
}

impl Replaced {
    fn of(finding: &Finding) -> Self {
        let place = finding.evidence.first().map(|evidence| labels::place(evidence.location()));
        Replaced {
            statement: finding.statement.clone(),
            place: place.filter(|place| !place.is_empty()).unwrap_or_else(|| "in the text".to_owned()),
            anchor: passage_anchor(&finding.id, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_cut_at_words() {
        assert_eq!(cut_quote("short"), ("short", false));
        let long = "wörd ".repeat(200);
        let (head, is_cut) = cut_quote(&long);
        assert!(is_cut && head.len() <= QUOTE_LIMIT_BYTES && head.ends_with("wörd"));
        let unbroken = "é".repeat(1000);
        assert_eq!(cut_quote(&unbroken).0.len(), QUOTE_LIMIT_BYTES);
    }

    #[test]
    fn same_words_ignore_case_and_marks() {
        assert!(has_same_words("We ship, on Friday!", "we ship on Friday."));
        assert!(!has_same_words("We ship on Friday", "We ship on Monday"));
    }
}
