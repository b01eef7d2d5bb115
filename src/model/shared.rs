//! What a document says that other documents of its batch may say too: values under a name and sentences with values, each
//! with its passage, and by what documents of one deal know one another.

use super::evidence::Evidence;
use serde::{Deserialize, Serialize};

/// Hashes of sentences that are kept to tell how much two documents have in common.
pub const SKETCH: usize = 64;

/// What one document of a batch is held against the others by.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// Facts in the order of the text.
    pub facts: Vec<SharedFact>,
    /// By what it is known.
    pub identity: Identity,
}

/// By what documents of one deal know one another. Hashes, rising, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Companies it is between.
    pub parties: Vec<u64>,
    /// Days it is dated by.
    pub days: Vec<u64>,
    /// All other names in it, as one number; 0 if there is none.
    pub names: u64,
    /// The least hashes of its sentences.
    pub sketch: Vec<u64>,
}

/// What the fact is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactOf {
    /// A defined name, such as "Purchase Price".
    Name,
    /// A name for a company, such as "the Buyer".
    Party,
    /// The words of a sentence without its values.
    Sentence,
}

/// A fact with its passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedFact {
    /// What it is of.
    pub of: FactOf,
    /// The name as written; "" for sentences.
    pub name: String,
    /// Hash of the name, or of the words of the sentence without its values.
    pub key: u64,
    /// Hash of the values.
    pub value: u64,
    /// The values as written.
    pub said: Vec<String>,
    /// Where it stands.
    pub evidence: Evidence,
}
