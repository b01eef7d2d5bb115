//! A claim that an engine makes about a chunk, before anything of it has been looked up in the document.

use super::finding::{Due, Extent, FindingKind, Owner, SeenBy, Side, Status};
use super::span::Span;
use serde::{Deserialize, Serialize};

/// A claim with the quotes it says it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// What it is.
    pub kind: FindingKind,
    /// One plain sentence.
    pub statement: String,
    /// What it rests on; the first quote is its core.
    pub quotes: Vec<Quote>,
    /// How sure the engine is, 0 to 1; comparable within one kind and engine.
    pub score: f32,
    /// One line saying why it was taken.
    pub why: String,
    /// Who is to do it, for action items.
    pub owner: Option<Owner>,
    /// By when, for action items.
    pub due: Option<Due>,
    /// How it stands, if the text says so.
    pub status: Option<Status>,
    /// The stretch it covers, for topics.
    pub extent: Option<Extent>,
    /// How its two sides stand to one another, for discrepancies.
    pub relation: Option<super::finding::Relation>,
    /// Which check found it, for discrepancies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slip: Option<super::slip::SlipKind>,
    /// Which engines claim it, where a model was asked, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_by: Option<SeenBy>,
}

/// A passage claimed to be in the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// Where the engine believes they stand; looked at first, never trusted.
    pub hint: Option<Span>,
    /// Whose words they are.
    pub side: Side,
}
