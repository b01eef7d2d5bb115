//! What is looked for, and how the stages are put together for it. A job never re-implements a stage.

pub mod check;
pub mod meeting;
pub mod survey;

use crate::engine::llm::exchange::Question;

/// A question that a run with a model would ask.
#[derive(Debug)]
pub struct Foreseen {
    /// The question.
    pub question: Question,
    /// Whether it may turn out that it need not be asked.
    pub is_perhaps: bool,
}
