//! A located claim: what a report shows. Kinds, owners, due dates and the other closed sets of the output contract.

use super::evidence::Evidence;
use super::slip::SlipKind;
use super::span::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Something was settled.
    Decision,
    /// Somebody is to do something.
    ActionItem,
    /// Something was asked and not answered.
    OpenQuestion,
    /// Something may go wrong or stands in the way.
    Risk,
    /// Two places do not agree.
    Discrepancy,
    /// A stretch of the meeting about one thing.
    Topic,
    /// What a document says to a requirement of a policy, where the two agree or it cannot be told.
    RequirementResult,
    /// A question of a survey that goes with its outcome when the others are held fixed.
    Driver,
    /// A question of a survey whose answers change over the waves.
    Trend,
    /// What many open answers of a survey have in common.
    Theme,
}

impl FindingKind {
    /// Every kind that pages list as items, in their order. Those of surveys have sections of their own.
    pub const ALL: [FindingKind; 7] = [
        FindingKind::Decision,
        FindingKind::ActionItem,
        FindingKind::OpenQuestion,
        FindingKind::Discrepancy,
        FindingKind::Risk,
        FindingKind::Topic,
        FindingKind::RequirementResult,
    ];

    /// The name in `analysis.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            FindingKind::Decision => "decision",
            FindingKind::ActionItem => "action_item",
            FindingKind::OpenQuestion => "open_question",
            FindingKind::Risk => "risk",
            FindingKind::Discrepancy => "discrepancy",
            FindingKind::Topic => "topic",
            FindingKind::RequirementResult => "requirement_result",
            FindingKind::Driver => "driver",
            FindingKind::Trend => "trend",
            FindingKind::Theme => "theme",
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Worth a look.
    Low,
    /// Probably right.
    Medium,
    /// Very probably right.
    High,
}

impl Confidence {
    /// The name in `analysis.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

/// How a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A decision that was accepted.
    Made,
    /// A decision leaned to, not settled.
    Tentative,
    /// A decision that a later one took the place of.
    Replaced,
    /// An action or question that stands.
    Open,
    /// A question put off to another time, in so many words.
    Deferred,
    /// An action said to be done.
    Done,
    /// An action or decision still there in a later meeting.
    CarriedOver,
    /// An action or decision that a later meeting changed.
    Changed,
}

impl Status {
    /// The name in `analysis.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Made => "made",
            Status::Tentative => "tentative",
            Status::Replaced => "replaced",
            Status::Open => "open",
            Status::Deferred => "deferred",
            Status::Done => "done",
            Status::CarriedOver => "carried_over",
            Status::Changed => "changed",
        }
    }
}

/// Who is to do something, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The name as the document or the people file has it.
    pub name: String,
    /// What shows it.
    pub basis: OwnerBasis,
}

/// What shows that somebody is the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerBasis {
    /// The speaker says "I will".
    Speaker,
    /// Addressed by name, or asked and answered "yes".
    Addressed,
    /// Named in the sentence.
    Named,
}

/// A due date: the words, and what they come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The words as said.
    pub phrase: String,
    /// The calendar date, or `None` if it cannot be told.
    pub date: Option<Date>,
    /// How the words were turned into the date, or why not.
    pub rule: String,
}

/// How the two sides of a discrepancy stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// One says the opposite of the other.
    Contradicts,
    /// The document asks for less than the policy.
    Weaker,
    /// The document asks for more than the policy.
    Stricter,
    /// Nothing was found.
    Missing,
    /// Two values for the same thing.
    Inconsistent,
}

/// Whose words a quote is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The document under study.
    #[default]
    Document,
    /// The policy it is held against.
    Policy,
}

/// The stretch of a document that a topic covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Bytes of the text.
    pub span: Span,
    /// Time at its start, in milliseconds.
    pub start_ms: Option<u64>,
    /// Time at its end, in milliseconds.
    pub end_ms: Option<u64>,
}

/// A tie to another finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The other finding's id.
    pub finding: String,
    /// The document it belongs to.
    pub document: String,
    /// What the other one is to this one.
    pub relation: LinkRelation,
}

/// What a linked finding is to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkRelation {
    /// An earlier decision that this one takes the place of.
    Replaces,
    /// A later decision that took this one's place.
    ReplacedBy,
    /// The same in an earlier meeting.
    Earlier,
    /// The same in a later meeting.
    Later,
}

/// Which of two engines saw what a finding says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeenBy {
    /// The model and the built-in engine.
    Both,
    /// The model alone.
    Model,
    /// The built-in engine alone, though the model read the passage, too.
    Builtin,
    /// The built-in engine, where the model gave no answer.
    StandIn,
}

impl SeenBy {
    /// Who saw a thing that was found twice.
    pub fn with(self, other: SeenBy) -> SeenBy {
        match (self, other) {
            (a, b) if a == b => a,
            (SeenBy::Builtin, SeenBy::StandIn) | (SeenBy::StandIn, SeenBy::Builtin) => SeenBy::Builtin,
            _ => SeenBy::Both,
        }
    }
}

/// A located claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Depends on kind, document and passage only.
    pub id: String,
    /// What it is.
    pub kind: FindingKind,
    /// One plain sentence.
    pub statement: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// How it stands, if that can be told.
    pub status: Option<Status>,
    /// Who is to do it; `None` when not stated.
    pub owner: Option<Owner>,
    /// By when; `None` when not stated.
    pub due: Option<Due>,
    /// For discrepancies: how the sides stand to one another.
    pub relation: Option<Relation>,
    /// For discrepancies of a document with itself or another: which check found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slip: Option<SlipKind>,
    /// What it rests on, never empty; the first is its core.
    pub evidence: Vec<Evidence>,
    /// One line saying why it was taken.
    pub why: String,
    /// How sure the engine was, 0 to 1; orders findings of one kind.
    pub score: f32,
    /// Whether it belongs on the first view; the rest is one click away.
    pub first_view: bool,
    /// The stretch it covers, for topics.
    pub extent: Option<Extent>,
    /// Ties to other findings.
    pub links: Vec<Link>,
    /// Which engines saw it, where a model was asked, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_by: Option<SeenBy>,
}
