//! What was not read, and why; and what was. Sums of these are on the page and decide the exit code.

use super::span::Span;
use serde::{Deserialize, Serialize};

/// A place that was not read. An empty `span` of an input that gave no document stands for the whole of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Id of the document; `None` if the input could not be read at all.
    pub document: Option<String>,
    /// The path of the input.
    pub path: String,
    /// First byte not read.
    pub start: usize,
    /// One past the last byte not read.
    pub end: usize,
    /// What happened and what to do, in one plain sentence.
    pub reason: String,
}

/// How much of one document was read. `read + unread == bytes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Id of the document.
    pub document: String,
    /// Length of its text.
    pub bytes: usize,
    /// Bytes in chunks that were read or are empty.
    pub read: usize,
    /// Bytes in chunks that were not.
    pub unread: usize,
    /// Number of chunks.
    pub chunks: usize,
    /// Number of chunks that were not read.
    pub unread_chunks: usize,
}

/// How the reading of one chunk ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChunkEnd {
    /// Read, whatever was found.
    Read,
    /// Nothing in it but white space.
    Empty,
    /// Not read, with the reason.
    Unread(String),
}

/// A chunk and how its reading ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkRead {
    /// The bytes of the chunk.
    pub span: Span,
    /// How it ended.
    pub end: ChunkEnd,
}
