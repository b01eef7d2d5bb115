//! Pure functions on text: words, sentences, finding. Knows nothing of documents.

pub mod facts;
pub mod find;
pub mod sentences;
pub mod tokens;
pub mod words;
