//! A quotable piece of a document. Chunks tile the text: every byte is in exactly one of them.

use super::span::Span;
use serde::{Deserialize, Serialize};

/// One piece of a document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Position in the document, from 0.
    pub index: usize,
    /// The bytes it holds.
    pub span: Span,
    /// Exact number of tokens of that text.
    pub tokens: usize,
    /// Surroundings given for understanding only: from here up to the chunk …
    pub before: Span,
    /// … and from its end up to here. Nothing is quoted from either.
    pub after: Span,
}
