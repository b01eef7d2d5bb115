//! One document's page: its findings beside its text, each linked to the other.

use super::item::anchor_of;
use super::sections::{self, reading::Reading};
use super::source::write_source;
use super::{PageContext, assets, labels};
use crate::model::analysis::DocumentAnalysis;
use crate::model::finding::{Finding, FindingKind, Status};
use askama::Template;

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage<'a> {
    style: &'a str,
    script: &'a str,
    policy: &'a str,
    title: &'a str,
    facts: Vec<String>,
    groups: Vec<Group<'a>>,
    source: String,
    talk: String,
    reading: String,
}

/// The findings of one kind, in the order of the text.
struct Group<'a> {
    kind: FindingKind,
    title: &'static str,
    /// Number of those that were not replaced by another.
    standing: usize,
    first: Vec<Entry<'a>>,
    /// Ranked below the first view.
    rest: Vec<Entry<'a>>,
}

/// One finding in the list beside the text.
struct Entry<'a> {
    finding: &'a Finding,
    anchor: String,
    place: String,
    /// Owner, date and state in a few words.
    facts: Vec<String>,
    others: Vec<(String, String)>,
    ties: Vec<(&'static str, &'static str, String)>,
}

impl<'a> Entry<'a> {
    fn of(analysis: &DocumentAnalysis, finding: &'a Finding) -> Self {
        let address = |nth: usize| {
            let evidence = &finding.evidence[nth];
            let place = labels::place(evidence.location());
            let place = if place.is_empty() { "text".to_owned() } else { place };
            let anchor = anchor_of(&analysis.document, finding, nth, evidence);
            if evidence.document() == analysis.document.id {
                (format!("#{anchor}"), place)
            } else {
                (format!("{}.html#{anchor}", evidence.document()), format!("policy, {place}"))
            }
        };
        let (anchor, place) = if finding.evidence.is_empty() { Default::default() } else { address(0) };
        let mut facts = Vec::new();
        facts.extend(finding.status.and_then(labels::badge).map(str::to_owned));
        if finding.kind == FindingKind::ActionItem {
            facts.push(
                finding.owner.as_ref().map_or("no owner stated".to_owned(), |owner| owner.name.clone()),
            );
        }
        if let Some(due) = &finding.due {
            facts.push(
                due.date
                    .map_or_else(|| due.phrase.clone(), |date| format!("due {}", labels::short_date(date))),
            );
        }
        facts.extend(finding.seen_by.map(|seen| labels::seen_words(seen).to_owned()));
        let ties = finding.links.iter().map(|link| {
            let (before, text) = labels::link_words(link.relation);
            let page = if link.document == analysis.document.id {
                String::new()
            } else {
                format!("{}.html", link.document)
            };
            (before, text, format!("{page}#f-{}", link.finding))
        });
        Entry {
            finding,
            anchor,
            place,
            facts,
            others: (1..finding.evidence.len()).map(address).collect(),
            ties: ties.collect(),
        }
    }

    fn is_struck(&self) -> bool {
        self.finding.status == Some(Status::Replaced)
    }
}

/// The page of one document, for `documents/ID.html`.
pub fn document_page(analysis: &DocumentAnalysis, context: &PageContext) -> String {
    let document = &analysis.document;
    let mut source = String::with_capacity(document.text.len() * 2);
    write_source(&mut source, document, &analysis.findings, &analysis.shared.facts);
    let mut talk = String::new();
    sections::talk::write_talk(&mut talk, &analysis.talk);
    let mut reading = String::new();
    Reading::of_document(analysis, context).write(&mut reading);
    let page = DocumentPage {
        style: &assets::STYLE,
        script: &assets::SCRIPT,
        policy: &assets::POLICY,
        title: &document.title,
        facts: facts(analysis),
        groups: groups(analysis),
        source,
        talk,
        reading,
    };
    let mut out = String::with_capacity(page.source.len() + 64 * 1024);
    page.render_into(&mut out).expect("a String takes every write");
    out
}

/// Date, length, people and size, as far as they are known.
pub(super) fn facts(analysis: &DocumentAnalysis) -> Vec<String> {
    let document = &analysis.document;
    let mut facts = Vec::new();
    facts.extend(document.date.map(|dated| labels::long_date(dated.date)));
    facts.extend(document.duration_ms.filter(|&length| length > 0).map(labels::length));
    facts.extend(document.pages.map(|pages| labels::count(pages as usize, "page", "pages")));
    if !analysis.talk.is_empty() {
        facts.push(labels::count(analysis.talk.len(), "speaker", "speakers"));
    }
    let words: usize = analysis.talk.iter().map(|share| share.words).sum();
    if words > 0 {
        facts.push(labels::count(words, "word", "words"));
    }
    facts
}

fn groups(analysis: &DocumentAnalysis) -> Vec<Group<'_>> {
    let group = |kind| {
        let mut findings: Vec<&Finding> = analysis.of_kind(kind).collect();
        findings.sort_by_key(|finding| finding.evidence.first().map(|evidence| evidence.span()));
        let standing = findings.iter().filter(|finding| finding.status != Some(Status::Replaced)).count();
        let (first, rest): (Vec<&Finding>, Vec<&Finding>) =
            findings.into_iter().partition(|finding| finding.first_view);
        Group {
            kind,
            title: labels::kind_words(kind).title,
            standing,
            first: entries(analysis, first),
            rest: entries(analysis, rest),
        }
    };
    let groups = FindingKind::ALL.into_iter().map(group);
    groups.filter(|group| !group.first.is_empty() || !group.rest.is_empty()).collect()
}

fn entries<'a>(analysis: &DocumentAnalysis, findings: Vec<&'a Finding>) -> Vec<Entry<'a>> {
    findings.into_iter().map(|finding| Entry::of(analysis, finding)).collect()
}
