//! What a run knows at its end, in the words of the output contract: one [`DocumentAnalysis`] for each document,
//! and for the batch the parts that are not of one document. A batch is never held as a whole.

use super::document::Document;
use super::evidence::Rejected;
use super::finding::{Finding, FindingKind};
use super::gap::{Coverage, Gap};
use super::requirement::RequirementResult;
use super::shared::Shared;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Name and version of the JSON layout.
pub const SCHEMA: &str = "throughline.analysis/1";

/// Everything found in one document, next to the document itself.
#[derive(Clone, Debug)]
pub struct DocumentAnalysis {
    /// What was read.
    pub document: Document,
    /// Exact number of tokens of its text.
    pub tokens: usize,
    /// Findings, best first within each kind.
    pub findings: Vec<Finding>,
    /// Claims that could not be located.
    pub rejected: Vec<Rejected>,
    /// How much was read.
    pub coverage: Coverage,
    /// What was not.
    pub gaps: Vec<Gap>,
    /// Who spoke how much.
    pub talk: Vec<TalkShare>,
    /// What it says to each requirement, in their order; empty without a policy.
    pub results: Vec<RequirementResult>,
    /// What it is held against the other documents of a batch by; empty where it is not.
    pub shared: Shared,
}

/// How much one speaker said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TalkShare {
    /// The name.
    pub speaker: String,
    /// Words said.
    pub words: usize,
    /// Turns taken.
    pub turns: usize,
    /// Share of all words, 0 to 1.
    pub share: f64,
}

/// The entry of `documents` in `analysis.json`, and the row of a document on the index page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// `d1`, `d2` …
    pub id: String,
    /// As the user gave it.
    pub path: String,
    /// Of the bytes as read.
    pub sha256: String,
    /// The reader that understood it.
    pub format: String,
    /// Title.
    pub title: String,
    /// Date, if known.
    pub date: Option<Date>,
    /// What the date was read from.
    pub date_source: Option<super::document::DateSource>,
    /// Bytes of the text.
    pub bytes: usize,
    /// Tokens of the text.
    pub tokens: usize,
    /// Pages, for formats that have them.
    pub pages: Option<u32>,
    /// Length of the recording in milliseconds, if known.
    pub duration_ms: Option<u64>,
    /// Who spoke how much.
    pub speakers: Vec<TalkShare>,
    /// Small losses.
    pub notices: Vec<String>,
}

impl DocumentAnalysis {
    /// The document's row.
    pub fn row(&self) -> DocumentRow {
        let document = &self.document;
        DocumentRow {
            id: document.id.clone(),
            path: document.path.clone(),
            sha256: document.sha256.clone(),
            format: document.format.clone(),
            title: document.title.clone(),
            date: document.date.map(|dated| dated.date),
            date_source: document.date.map(|dated| dated.source),
            bytes: document.text.len(),
            tokens: self.tokens,
            pages: document.pages,
            duration_ms: document.duration_ms,
            speakers: self.talk.clone(),
            notices: document.notices.clone(),
        }
    }

    /// Findings of one kind, best first.
    pub fn of_kind(&self, kind: FindingKind) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.kind == kind)
    }
}

/// Which engine read the documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineName {
    /// `builtin`, or the kind of service.
    pub name: String,
    /// The model, for services.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// What the run used and cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Requests sent to a model.
    pub requests: u64,
    /// Tokens sent.
    pub tokens_in: u64,
    /// Tokens received.
    pub tokens_out: u64,
    /// Price, if it is known.
    pub cost_usd: Option<f64>,
    /// Settings that shaped the result, by name.
    pub settings: serde_json::Map<String, serde_json::Value>,
}
