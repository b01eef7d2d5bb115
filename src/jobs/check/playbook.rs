//! A playbook: a TOML file that lists requirements with ids, severity, words to look for and expected values.
//!
//! ```toml
//! title = "Procurement playbook"
//!
//! [[requirement]]
//! id = "PAY-1"                        # shown with each result
//! text = "Invoices must be paid within 30 days."
//! severity = "high"                   # high, medium, low; from the sentence if it is left out
//! modality = "must"                   # must, must_not, should, may; from the sentence if it is left out
//! topic = "Payment"                   # a heading to show it under
//! words = ["net terms", "due date"]   # looked for beside the words of the text
//! expects = "30 days"                 # the value that the document should have
//! ```

use super::normative::modality_of;
use super::requirements::{Found, severity_of};
use crate::model::document::{BlockKind, Document, DocumentBuilder, Place};
use crate::model::draft::Quote;
use crate::model::evidence::Locator;
use crate::model::finding::Side;
use crate::model::requirement::{Modality, Other, OtherKind, Requirement, Severity};
use crate::model::span::Span;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// A playbook that was read.
#[derive(Debug)]
pub struct Playbook {
    /// Its requirements as a text, so that they can be quoted like any policy.
    pub document: Document,
    entries: Vec<(Entry, Span)>,
}

/// Why a playbook is not usable.
#[derive(Debug, thiserror::Error)]
pub enum PlaybookError {
    /// Not UTF-8.
    #[error("the playbook is not UTF-8 text; save it as UTF-8")]
    NotText,
    /// No TOML, or not of this form.
    #[error("the playbook cannot be used: {0}")]
    Form(String),
    /// A requirement without words.
    #[error("the playbook cannot be used: requirement {0} has no text that could be looked for")]
    NoText(String),
    /// An id twice.
    #[error("the playbook cannot be used: the id {0} stands twice; give each requirement its own")]
    Twice(String),
    /// No requirement at all.
    #[error("the playbook has no requirements; write [[requirement]] and below it text = \"…\", for each")]
    Empty,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Option<String>,
    #[serde(default)]
    requirement: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Option<String>,
    text: toml::Spanned<String>,
    severity: Option<Severity>,
    modality: Option<Modality>,
    topic: Option<String>,
    #[serde(default)]
    words: Vec<String>,
    expects: Option<String>,
}

/// Shorter texts cannot be quoted.
const LEAST_BYTES: usize = 12;

impl Playbook {
    /// Reads a playbook.
    ///
    /// # Errors
    /// When it is no TOML or has a key that no playbook has; the message names the line.
    pub fn parse(id: &str, path: &str, bytes: &[u8]) -> Result<Self, PlaybookError> {
        let text = std::str::from_utf8(bytes).map_err(|_| PlaybookError::NotText)?;
        let file: File = toml::from_str(text).map_err(|error| PlaybookError::Form(error.to_string()))?;
        if file.requirement.is_empty() {
            return Err(PlaybookError::Empty);
        }
        let mut known = BTreeSet::new();
        let mut builder = DocumentBuilder::default();
        let mut entries = Vec::new();
        let mut topic = None;
        for entry in file.requirement {
            if let Some(id) = entry.id.as_ref().filter(|id| !known.insert((*id).clone())) {
                return Err(PlaybookError::Twice(id.clone()));
            }
            let line =
                text.get(..entry.text.span().start).map_or(0, |before| before.matches('\n').count() + 1);
            if entry.text.get_ref().trim().len() < LEAST_BYTES {
                let name = entry.id.clone().unwrap_or_else(|| format!("on line {line}"));
                return Err(PlaybookError::NoText(name));
            }
            let place = Place { line: u32::try_from(line).ok(), ..Place::default() };
            if entry.topic.is_some() && entry.topic != topic {
                topic.clone_from(&entry.topic);
                builder.add(BlockKind::Heading(2), None, topic.as_deref().unwrap_or_default(), place);
            }
            builder.add(BlockKind::ListItem, None, entry.text.get_ref(), place);
            let length = builder.len();
            entries.push((entry, Span::new(length, length)));
        }
        let document = Document {
            sha256: Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
            format: "playbook".to_owned(),
            ..Document::new(id, path, builder.finish())
        };
        let items = document.blocks.iter().filter(|block| block.kind == BlockKind::ListItem);
        for ((_, span), block) in entries.iter_mut().zip(items) {
            *span = block.span;
        }
        let title = file.title.unwrap_or_else(|| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned());
        Ok(Playbook { document: Document { title, ..document }, entries })
    }

    /// Its requirements, and for each the words to look for besides. Ids count on from `before`.
    pub(super) fn requirements(&self, before: usize) -> (Found, Vec<String>) {
        let locator = Locator::new(&self.document);
        let mut found = Found::default();
        let mut looked_for = Vec::new();
        for (entry, span) in &self.entries {
            let text = self.document.slice(*span).to_owned();
            let quote = Quote { text: text.clone(), hint: Some(*span), side: Side::Policy };
            let Ok(passage) = locator.locate(&quote) else { continue };
            let modality = entry.modality.or_else(|| modality_of(&text)).unwrap_or(Modality::Must);
            let expected = entry.expects.as_ref().filter(|value| !text.contains(value.as_str()));
            found.requirements.push(Requirement {
                terms: Vec::new(),
                id: format!("r{}", before + found.requirements.len() + 1),
                name: entry.id.clone(),
                text: expected.map_or(text.clone(), |value| format!("{text} (expected: {value})")),
                modality,
                severity: entry.severity.unwrap_or_else(|| severity_of(modality)),
                document: self.document.id.clone(),
                start: span.start,
                end: span.end,
                headings: entry.topic.iter().cloned().collect(),
                expects: entry.expects.clone(),
                passage,
            });
            looked_for.push(entry.words.join(", "));
        }
        let headings = self.document.blocks.iter().filter(|block| block.kind != BlockKind::ListItem);
        found.others.extend(headings.map(|block| Other {
            document: self.document.id.clone(),
            start: block.span.start,
            end: block.span.end,
            text: self.document.slice(block.span).to_owned(),
            kind: OtherKind::Heading,
        }));
        (found, looked_for)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_playbook_is_read_or_refused_with_its_line() {
        let good = "title = 'Rules'\n[[requirement]]\nid = 'PAY-1'\ntext = 'Invoices must be paid within 30 days.'\nseverity = 'medium'\n\
            topic = 'Payment'\nwords = ['net terms']\n[[requirement]]\ntext = 'Suppliers shall not subcontract.'\n";
        let playbook = Playbook::parse("d2", "rules.toml", good.as_bytes()).unwrap();
        let (found, looked_for) = playbook.requirements(3);
        let [pay, sub] = found.requirements.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (pay.id.as_str(), pay.name.as_deref(), pay.severity),
            ("r4", Some("PAY-1"), Severity::Medium)
        );
        assert_eq!((sub.modality, sub.severity), (Modality::MustNot, Severity::High));
        assert_eq!(pay.passage.location().line, Some(4));
        assert_eq!(looked_for, ["net terms", ""]);
        for (bad, part) in [
            ("[[requirement]]\ntext = 'Invoices must be paid.'\nseverty = 'high'\n", "line 3"),
            ("[[requirement]]\ntext = 'Invoices must be paid.'\nseverity = 'urgent'\n", "line 3"),
            ("[[requirement]]\nid = 'A'\ntext = 'x'\n", "requirement A"),
            (
                "[[requirement]]\nid='A'\ntext='Invoices must be paid.'\n[[requirement]]\nid='A'\ntext='Taxes must be paid.'\n",
                "twice",
            ),
            ("", "[[requirement]]"),
            ("text = ", "line 1"),
        ] {
            let error = Playbook::parse("d2", "rules.toml", bad.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
