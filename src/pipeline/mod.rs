//! The whole way: inputs → documents → analyses → a report in its place. One file a job; a batch is never held as a whole.

mod ahead;
mod asking;
mod check;
mod dry_run;
mod meeting;
mod read;
mod report;
mod survey;

pub use check::{forecast_checks, run_checks};
pub use dry_run::forecast_meetings;
pub use meeting::run_meetings;
pub use read::read_one;
pub use survey::{forecast_survey, run_survey};

use crate::error::Error;
use crate::ingest;
use crate::ingest::input::{self, Input, Inputs, Source};
use crate::model::analysis::{EngineName, Receipt};
use crate::model::document::Document;
use crate::model::gap::Gap;
use crate::progress::Progress;
use crate::report::{Job, PageContext};
use crate::run::event::Event;
use crate::settings::Reading;
use serde_json::{Map, Value};
use std::ffi::OsString;
use std::path::PathBuf;

/// What a finished run says of itself.
#[derive(Debug)]
pub struct Finished {
    /// The page to open.
    pub page: PathBuf,
    /// Documents read.
    pub documents: usize,
    /// What was found: how many, the word for one, the word for many.
    pub found: Vec<(usize, &'static str, &'static str)>,
    /// Places that were not read.
    pub gaps: usize,
}

/// One input with the id its document will have.
struct Numbered {
    id: String,
    input: Input,
    bytes: u64,
}

/// Finds the inputs and says so.
fn find_inputs(named: &[OsString], progress: &mut Progress) -> Result<Inputs, Error> {
    let mut found = input::find_inputs(named)?;
    progress.show(&Event::Started { inputs: found.inputs.len() + found.gaps.len() });
    for notice in found.notices.drain(..) {
        progress.show(&Event::Noted { notice });
    }
    Ok(found)
}

fn page_context(job: Job, settings: &Map<String, Value>) -> PageContext {
    PageContext {
        job,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        engine: EngineName { name: "builtin".to_owned(), model: None },
        receipt: Receipt { settings: settings.clone(), ..Receipt::default() },
        overview: None,
    }
}

/// Size of an input in bytes, as far as it can be told before loading.
fn size_of(input: &Input) -> u64 {
    match &input.source {
        Source::File(path) => std::fs::metadata(path).map_or(0, |data| data.len()),
        Source::Stdin => 0,
    }
}

fn read_document(numbered: &Numbered, reading: &Reading) -> Result<Document, Gap> {
    let path = &numbered.input.path;
    let lost = |reason: String| Gap { document: None, path: path.clone(), start: 0, end: 0, reason };
    let bytes = input::load(&numbered.input, reading.most_bytes).map_err(|error| lost(error.to_string()))?;
    ingest::read(&numbered.id, path, &bytes, &reading.options).map_err(|error| lost(error.to_string()))
}
