//! Reasons over one chunk at a time: a document is opened once, then each chunk of it gives drafts.

pub mod builtin;
