//! What captions are made of.

use std::rc::Rc;

/// One cue: what is on the screen from one time to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cue {
    /// Start in milliseconds.
    pub(crate) start_ms: u64,
    /// End in milliseconds.
    pub(crate) end_ms: u64,
    /// What is shown, a part for each line and voice.
    pub(crate) parts: Vec<Part>,
}

/// A stretch of one line in one voice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Part {
    /// Line of the input, counted from 1.
    pub(crate) line: u32,
    /// Who says it, if a voice tag or a label says so.
    pub(crate) speaker: Option<Rc<str>>,
    /// Plain text.
    pub(crate) text: String,
}
