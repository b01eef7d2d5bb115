//! The whole way: inputs → documents → analyses → a report in its place. Streams; a batch is never held as a whole.

use crate::engine::builtin::Builtin;
use crate::error::Error;
use crate::ingest::input::{self, Input};
use crate::ingest::{self, ReadOptions};
use crate::jobs::meeting;
use crate::model::analysis::{DocumentAnalysis, EngineName, Receipt};
use crate::model::finding::FindingKind;
use crate::model::gap::Gap;
use crate::progress::Progress;
use crate::reduce::series;
use crate::report::{self, Index, Job, PageContext};
use crate::run::event::Event;
use crate::run::orchestrator::stream;
use crate::run::output::Output;
use crate::settings::Settings;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// Meetings of one series are read together so that they can be tied to one another; a longer series is cut into runs
/// of this many.
const LONGEST_SERIES: usize = 64;

/// Bytes of input that may be in flight for each thread. Two long meetings' worth keeps every thread busy.
const BYTES_IN_FLIGHT: u64 = 1 << 20;

/// What a finished run says of itself.
#[derive(Debug)]
pub struct Finished {
    /// The page to open.
    pub page: PathBuf,
    /// Documents read.
    pub documents: usize,
    /// Number of findings by kind, in the order of [`FindingKind::ALL`].
    pub counts: [usize; FindingKind::ALL.len()],
    /// Places that were not read.
    pub gaps: usize,
}

/// One input with the id its document will have.
struct Numbered {
    id: String,
    input: Input,
}

/// What the reading of one series gives; the pages of its documents are written already.
struct SeriesDone {
    analyses: Vec<DocumentAnalysis>,
    gaps: Vec<Gap>,
    threads: Vec<report::Thread>,
    pieces: Vec<report::json::Pieces>,
    written: Result<(), Error>,
}

/// Reads a batch of meetings and writes their report.
///
/// # Errors
/// When there is nothing to read, the report cannot be written, or the user stops the run.
pub fn run_meetings(settings: &Settings, progress: &mut Progress, stop: &AtomicBool) -> Result<Finished, Error> {
    let found = input::find(&settings.inputs, settings.reading.most_bytes)?;
    progress.show(&Event::Started { inputs: found.inputs.len() + found.gaps.len() });
    let engine = Builtin::new(settings.reading.options.people.clone());
    let context = page_context(settings);
    let output = Output::create(&settings.out)?;
    let mut writer = ReportWriter::new(&output, context.clone())?;
    for gap in found.gaps {
        writer.lose(gap, progress);
    }
    let most_in_flight = BYTES_IN_FLIGHT * rayon::current_num_threads() as u64;
    stream(
        group(found.inputs),
        |series: &Vec<Numbered>| series.iter().map(|numbered| numbered.input.bytes()).sum(),
        most_in_flight,
        stop,
        |series| read_series(series, settings, &engine, &context, &output),
        |done| writer.take(done, progress),
    )?;
    let (counts, documents, gaps) = writer.finish()?;
    let folder = output.publish()?;
    Ok(Finished { page: folder.join("index.html"), documents, counts, gaps })
}

fn page_context(settings: &Settings) -> PageContext {
    PageContext {
        job: Job::Meeting,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        engine: EngineName { name: "builtin".to_owned(), model: None },
        receipt: Receipt { settings: settings.shown.clone(), ..Receipt::default() },
    }
}

/// Inputs by series, in the order of the first of each; ids follow that order.
fn group(inputs: Vec<Input>) -> Vec<Vec<Numbered>> {
    let mut groups: Vec<Vec<Input>> = Vec::new();
    let mut last_of: HashMap<String, usize> = HashMap::new();
    for input in inputs {
        let key = series::series_key(input.shown());
        let open = key.as_ref().and_then(|key| last_of.get(key)).filter(|&&index| groups[index].len() < LONGEST_SERIES);
        match open {
            Some(&index) => groups[index].push(input),
            None => {
                if let Some(key) = key {
                    last_of.insert(key, groups.len());
                }
                groups.push(vec![input]);
            }
        }
    }
    let mut number = 0;
    let mut numbered = |input| {
        number += 1;
        Numbered { id: format!("d{number}"), input }
    };
    groups.into_iter().map(|group| group.into_iter().map(&mut numbered).collect()).collect()
}

fn read_series(
    series: Vec<Numbered>,
    settings: &Settings,
    engine: &Builtin,
    context: &PageContext,
    output: &Output,
) -> SeriesDone {
    let read = series.into_par_iter().map(|numbered| read_document(&numbered, &settings.reading.options));
    let results: Vec<Result<DocumentAnalysis, Gap>> = read
        .map(|document| Ok(meeting::analyse(document?, engine, settings.budget, settings.encoding)))
        .collect();
    let (mut analyses, mut gaps) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(analysis) => analyses.push(analysis),
            Err(gap) => gaps.push(gap),
        }
    }
    let threads = series::link(&mut analyses);
    let write = |analysis: &DocumentAnalysis| {
        let id = &analysis.document.id;
        output.write(&format!("text/{id}.txt"), analysis.document.text.as_bytes())?;
        output.write(&format!("documents/{id}.html"), report::document_page(analysis, context).as_bytes())?;
        Ok(report::json::Pieces::of(analysis))
    };
    let written: Result<Vec<_>, Error> = analyses.par_iter().map(write).collect();
    let (pieces, written) = match written {
        Ok(pieces) => (pieces, Ok(())),
        Err(error) => (Vec::new(), Err(error)),
    };
    SeriesDone { analyses, gaps, threads, pieces, written }
}

fn read_document(numbered: &Numbered, options: &ReadOptions) -> Result<crate::model::document::Document, Gap> {
    let path = numbered.input.shown();
    let lost = |reason: String| Gap { document: None, path: path.to_owned(), start: 0, end: 0, reason };
    let bytes = numbered.input.load().map_err(|error| lost(error.to_string()))?;
    ingest::read(&numbered.id, path, &bytes, options).map_err(|error| lost(error.to_string()))
}
