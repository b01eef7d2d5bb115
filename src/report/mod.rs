//! Findings → pages, JSON, CSV, calendar. Pure: gives text or writes into what it is handed, touches no file.
//!
//! A batch streams through: [`document_page`] needs one document at a time, and [`Index`], [`json`], [`csv`] and
//! [`ics`] take each document in order and keep little of it. `sections` holds the parts of a page.

mod assets;
mod checked;
pub mod csv;
mod differences;
mod document;
mod escape;
pub mod ics;
mod index;
mod item;
pub mod json;
mod labels;
mod sections;
mod source;
pub mod survey;

pub use checked::Matrix;
pub use document::document_page;
pub use index::Index;

use crate::model::analysis::{EngineName, Receipt};
use crate::model::overview::Overview;

/// What is looked for; decides which sections a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Decisions, actions, questions and risks of a meeting.
    Meeting,
    /// A document against policy, and against itself.
    Check,
    /// Drivers, trends, groups and themes of a survey.
    Survey,
}

impl Job {
    /// The name on the command line and in `analysis.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Job::Meeting => "meeting",
            Job::Check => "check",
            Job::Survey => "survey",
        }
    }
}

/// What every page of a run shares.
#[derive(Clone, Debug)]
pub struct PageContext {
    /// The job that was run.
    pub job: Job,
    /// Version of the program.
    pub version: String,
    /// Which engine read the documents.
    pub engine: EngineName,
    /// What the run used.
    pub receipt: Receipt,
    /// A few sentences over the findings, if a model wrote some.
    pub overview: Option<Overview>,
}
