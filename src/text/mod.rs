//! Pure functions on text: words, sentences, finding. Knows nothing of documents.

mod agree;
pub mod dates;
pub mod facts;
pub mod find;
pub mod myers;
pub mod normalize;
pub mod sentences;
pub mod tokens;
pub mod words;
