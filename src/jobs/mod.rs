//! What is looked for, and how the stages are put together for it. A job never re-implements a stage.

pub mod check;
pub mod meeting;
pub mod survey;
