//! Reasons over one chunk at a time: `builtin` opens a document once, then each chunk of it gives drafts; `llm` makes
//! the question to a language model and reads its answer.

pub mod builtin;
pub mod llm;
