//! Pure functions on text: words, sentences, tokens, dates, quantities, shifts of subject, finding a quote. Knows nothing
//! of documents.

pub mod addressing;
mod agree;
pub mod calendar;
pub mod dates;
pub mod dialect;
pub mod facts;
pub mod find;
pub mod myers;
pub mod normalize;
pub mod numerals;
mod places;
pub mod quantities;
pub mod sentences;
pub mod shifts;
pub mod tokens;
pub mod words;
