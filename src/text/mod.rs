//! Pure functions on text: words, sentences, quantities, shifts of subject, finding. Knows nothing of documents.

pub mod dates;
pub mod find;
pub mod quantities;
pub mod sentences;
pub mod shifts;
pub mod words;
