//! The nouns of the program and what always holds of them: data only.

pub mod analysis;
pub mod chunk;
pub mod document;
pub mod draft;
pub mod evidence;
pub mod finding;
pub mod gap;
pub mod outcome;
pub mod outline;
pub mod overview;
pub mod people;
pub mod requirement;
pub mod responses;
pub mod series;
pub mod shared;
pub mod slip;
pub mod span;
pub mod survey;
pub mod table;
pub mod units;
