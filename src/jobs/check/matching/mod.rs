//! Which passages of a document speak of a requirement, and what they say to it.

pub mod chance;
mod clause;
pub mod judge;
pub mod meanings;
pub mod pair;
pub mod passages;
pub mod question;
pub mod roles;
pub mod sense;
pub mod terms;
mod thesaurus;
pub mod vectors;
mod weights;
