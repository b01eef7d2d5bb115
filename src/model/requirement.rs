//! Requirements of a policy, and what a document says to each of them, in the words of the output contract.

use super::evidence::Evidence;
use super::finding::Confidence;
use serde::{Deserialize, Serialize};

/// One sentence of a policy that asks for something, forbids it, or allows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Requirement {
    /// `r1`, `r2` … in the order of the policies.
    pub id: String,
    /// The name that the policy itself gives it, such as the id in a playbook or the number of its clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The sentence; a list item with the words that lead in to it.
    pub text: String,
    /// What it does.
    pub modality: Modality,
    /// How much it matters.
    pub severity: Severity,
    /// Id of the policy.
    pub document: String,
    /// First byte of its words in the policy's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The headings above it, the highest first.
    pub headings: Vec<String>,
    /// Its terms that the policy says the meaning of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<DefinedTerm>,
    /// Value that a playbook expects in the document, as written there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expects: Option<String>,
    /// Its words as they were found in the policy.
    #[serde(skip)]
    pub passage: Evidence,
}

/// A term of a requirement, and what its policy says it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DefinedTerm {
    /// The term as the policy writes it where it says its meaning.
    pub term: String,
    /// The meaning; the first words of a long one.
    pub meaning: String,
    /// First byte of the term in the policy's text.
    pub start: usize,
    /// One past the last byte of the meaning.
    pub end: usize,
}

/// What a normative sentence does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Asks for something.
    Must,
    /// Forbids something.
    MustNot,
    /// Advises something.
    Should,
    /// Allows something.
    May,
}

impl Modality {
    /// The name in `analysis.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Modality::Must => "must",
            Modality::MustNot => "must_not",
            Modality::Should => "should",
            Modality::May => "may",
        }
    }
}

/// How much a requirement matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// To be looked at.
    Medium,
    /// To be settled before anybody signs.
    High,
}

impl Severity {
    /// The name in `analysis.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
        }
    }
}

/// How a document stands to a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultStatus {
    /// The document says the opposite.
    Contradicted,
    /// The document asks for less.
    Weaker,
    /// Nothing of it was found.
    Missing,
    /// There are words on it, but what they come to cannot be told.
    Unclear,
    /// The document says the same, or asks for more.
    Met,
}

impl ResultStatus {
    /// Every status, worst first.
    pub const ALL: [ResultStatus; 5] = [
        ResultStatus::Contradicted,
        ResultStatus::Weaker,
        ResultStatus::Missing,
        ResultStatus::Unclear,
        ResultStatus::Met,
    ];

    /// The name in `analysis.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            ResultStatus::Contradicted => "contradicted",
            ResultStatus::Weaker => "weaker",
            ResultStatus::Missing => "missing",
            ResultStatus::Unclear => "unclear",
            ResultStatus::Met => "met",
        }
    }

    /// Whether somebody has to act on it.
    pub fn is_discrepancy(self) -> bool {
        matches!(self, ResultStatus::Contradicted | ResultStatus::Weaker | ResultStatus::Missing)
    }
}

/// What one document says to one requirement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RequirementResult {
    /// Id of the requirement.
    pub requirement: String,
    /// Id of the document.
    pub document: String,
    /// How the document stands to it.
    pub status: ResultStatus,
    /// Whether it is met by asking for more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stricter: bool,
    /// How sure that is.
    pub confidence: Confidence,
    /// One sentence that names what decided it.
    pub reason: String,
    /// Ids of the findings that show both passages.
    pub findings: Vec<String>,
    /// What was looked for, and the nearest passages.
    pub searched: Searched,
    /// What each engine says, where a model was asked, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdicts: Option<Verdicts>,
}

/// What two engines say of one requirement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdicts {
    /// What the built-in engine says.
    pub builtin: ResultStatus,
    /// What the model says; `None` where it gave no answer, or none that its quotes prove.
    pub model: Option<ResultStatus>,
    /// The model's reason, in its own words.
    pub reason: String,
}

/// What was looked for in a document, and what came nearest.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Searched {
    /// Words and phrases, those that tell most first.
    pub terms: Vec<String>,
    /// Passages that were read through.
    pub passages: usize,
    /// The nearest passages, best first.
    pub best: Vec<Nearest>,
}

/// A passage that was compared with a requirement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Nearest {
    /// First byte in the document's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its words.
    pub quote: String,
    /// Share of the requirement's words, by how much each tells, that it has: 0 to 1.
    pub score: f32,
}

/// A passage of a policy that asks for nothing, and what it is instead.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Other {
    /// Id of the policy.
    pub document: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its words.
    pub text: String,
    /// What it is.
    pub kind: OtherKind,
}

/// What a passage of a policy is that asks for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherKind {
    /// A heading or title.
    Heading,
    /// Says what a term means.
    Definition,
    /// Leads in to a list, whose items were read with it.
    LeadIn,
    /// Tells, explains or names something.
    Statement,
    /// Stands beside the text: a remark, a running head, something that cannot be seen.
    Aside,
}

impl OtherKind {
    /// Every kind, in the order pages show them.
    pub const ALL: [OtherKind; 5] = [
        OtherKind::Definition,
        OtherKind::LeadIn,
        OtherKind::Statement,
        OtherKind::Heading,
        OtherKind::Aside,
    ];
}
