//! What happens during a run, in one order, for whoever watches: the progress bar, plain lines, later a log.

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Inputs are known.
    Started {
        /// How many.
        inputs: usize,
    },
    /// A document was read, analysed and its page written.
    Finished {
        /// Its path.
        path: String,
        /// How many findings it gave.
        findings: usize,
        /// Small losses.
        notices: Vec<String>,
    },
    /// An input or a part of it was not read.
    Lost {
        /// Its path.
        path: String,
        /// Why.
        reason: String,
    },
    /// Something was left out on purpose, such as a file that was given twice.
    Noted {
        /// What, in one plain sentence.
        notice: String,
    },
}
