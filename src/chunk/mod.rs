//! Cuts a document into chunks within a token budget. Takes a document and its units, gives chunks that tile the text.

use crate::model::chunk::Chunk;
use crate::model::document::Document;
use crate::model::units::Units;

/// How large chunks are, in tokens. `desired` ends a chunk at the next good boundary; none is above `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    desired: usize,
    max: usize,
    context: usize,
}

impl Budget {
    /// A budget of `desired` tokens, at most `max`, with up to `context` tokens of surroundings on either side.
    /// `None` unless `0 < desired <= max`.
    pub fn new(desired: usize, max: usize, context: usize) -> Option<Self> {
        (0 < desired && desired <= max).then_some(Self { desired, max, context })
    }
}

/// Cuts the document.
pub fn cut(document: &Document, units: &Units, budget: Budget) -> Vec<Chunk> {
    let _ = (document, units, budget);
    Vec::new()
}
