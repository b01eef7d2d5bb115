//! How a task ended: the drafts of one chunk, or why there are none. Serialisable, so that the map stage of a document
//! can run in another process.

use super::draft::Draft;
use super::gap::ChunkEnd;
use serde::{Deserialize, Serialize};

/// The result of reading one chunk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Index of the chunk.
    pub chunk: usize,
    /// How it ended.
    pub end: ChunkEnd,
    /// What was found.
    pub drafts: Vec<Draft>,
    /// How many tries it took.
    pub attempts: u32,
}
