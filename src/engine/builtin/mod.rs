//! The engine that is always there: no model, no network, no key; the same input gives the same drafts.
//!
//! [`Builtin::open`] looks at a whole document once (features, scores, candidates, topics), so that a chunk is read in
//! the light of what comes before and after it. [`Reading::extract`] then runs every extractor over the units of one
//! chunk. What is found does not depend on where chunks were cut.
//!
//! Files: `spoken.rs` (words without fillers), `cues.rs` and `cue_table.rs` (phrases and what they are a sign of),
//! `names.rs` (who can be meant), `listen.rs` (all of these over a document); `select.rs` (which units carry a decision,
//! an action, a question), `extractors/` (one file a kind: candidate → draft), `owner.rs`, `statement.rs` (speech →
//! plain sentence), `terms.rs` (words that carry meaning).

mod cue_table;
mod cues;
mod extractors;
mod listen;
mod names;
mod owner;
mod spoken;
mod statement;
mod terms;
#[cfg(test)]
mod testing;

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
use extractors::EXTRACTORS;
use listen::Talk;

/// The engine: what it knows before it sees a document.
#[derive(Debug, Default)]
pub struct Builtin {
    /// People the user told us about.
    pub people: People,
}

/// One document, looked at as a whole.
#[derive(Debug)]
pub struct Reading<'a> {
    units: &'a Units,
    /// What was found in the whole document, by the unit its core begins in.
    drafts: Vec<(usize, Draft)>,
}

impl Builtin {
    /// Looks at a document as a whole.
    pub fn open<'a>(&'a self, document: &'a Document, units: &'a Units) -> Reading<'a> {
        let talk = Talk::of(document, units, &self.people);
        let candidates = select::select(document, units);
        let mut drafts: Vec<(usize, Draft)> = Vec::new();
        for extractor in EXTRACTORS {
            (extractor.extract)(&talk, &candidates, &mut drafts);
        }
        drafts.sort_by_key(|(core, draft)| (*core, draft.kind));
        Reading { units, drafts }
    }
}

impl Reading<'_> {
    /// Units at which the meeting turns to another subject.
    pub fn shifts(&self) -> &[usize] {
        &[]
    }

    /// The drafts of the units that begin in the chunk.
    pub fn extract(&self, chunk: &Chunk) -> Vec<Draft> {
        let units = self.units.within(chunk.span);
        let from = self.drafts.partition_point(|(core, _)| *core < units.start);
        let to = self.drafts.partition_point(|(core, _)| *core < units.end);
        self.drafts[from..to].iter().map(|(_, draft)| draft.clone()).collect()
    }
}
