//! The whole way: inputs → documents → analyses → a report in its place. Streams; a batch is never held as a whole.

use crate::cli::ReadFormat;
use crate::engine::builtin::Builtin;
use crate::error::Error;
use crate::ingest;
use crate::ingest::input::{self, Input, Source};
use crate::ingest::show;
use crate::jobs::meeting;
use crate::model::analysis::{DocumentAnalysis, EngineName, Receipt};
use crate::model::document::Document;
use crate::model::finding::FindingKind;
use crate::model::gap::Gap;
use crate::model::series::SeriesThread;
use crate::progress::Progress;
use crate::reduce::series;
use crate::report::csv::Table;
use crate::report::ics::Calendar;
use crate::report::json::{self, Entries, Lists};
use crate::report::{self, Index, Job, PageContext};
use crate::run::event::Event;
use crate::run::orchestrator::stream;
use crate::run::output::{Output, rewind};
use crate::settings::{Reading, Settings};
use rayon::prelude::*;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
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
    bytes: u64,
}

/// What the reading of one series gives; the pages of its documents are written already.
struct SeriesDone {
    analyses: Vec<DocumentAnalysis>,
    gaps: Vec<Gap>,
    threads: Vec<SeriesThread>,
}

/// Reads a batch of meetings and writes their report.
///
/// # Errors
/// When there is nothing to read, the report cannot be written, or the user stops the run.
pub fn run_meetings(
    settings: &Settings,
    progress: &mut Progress,
    stop: &AtomicBool,
) -> Result<Finished, Error> {
    let found = input::find_inputs(&settings.inputs)?;
    progress.show(&Event::Started { inputs: found.inputs.len() + found.gaps.len() });
    for notice in found.notices {
        progress.show(&Event::Noted { notice });
    }
    let engine = Builtin { people: settings.reading.options.people.clone() };
    let context = page_context(settings);
    let output = Output::create(&settings.out)?;
    let mut report = Report::begin(&output, &context)?;
    for gap in found.gaps {
        report.lose(gap, progress)?;
    }
    stream(
        group(found.inputs),
        |series: &Vec<Numbered>| series.iter().map(|numbered| numbered.bytes).sum(),
        BYTES_IN_FLIGHT * rayon::current_num_threads() as u64,
        stop,
        |series| read_series(series, settings, &engine, &context, &output),
        |done| report.take(done?, progress),
    )?;
    let finished = report.finish()?;
    let folder = output.publish()?;
    Ok(Finished { page: folder.join("index.html"), ..finished })
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
        let key = series::series_key(&input.path);
        let open = key
            .as_ref()
            .and_then(|key| last_of.get(key))
            .filter(|&&index| groups[index].len() < LONGEST_SERIES);
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
        Numbered { id: format!("d{number}"), bytes: size_of(&input), input }
    };
    groups.into_iter().map(|group| group.into_iter().map(&mut numbered).collect()).collect()
}

/// Size of an input in bytes, as far as it can be told before loading.
fn size_of(input: &Input) -> u64 {
    match &input.source {
        Source::File(path) => std::fs::metadata(path).map_or(0, |data| data.len()),
        Source::Stdin => 0,
    }
}

fn read_series(
    series: Vec<Numbered>,
    settings: &Settings,
    engine: &Builtin,
    context: &PageContext,
    output: &Output,
) -> Result<SeriesDone, Error> {
    let analyse = |numbered: Numbered| {
        let document = read_document(&numbered, &settings.reading)?;
        Ok(meeting::analyse(document, engine, settings.budget, settings.encoding))
    };
    let results: Vec<Result<DocumentAnalysis, Gap>> = series.into_par_iter().map(analyse).collect();
    let (mut analyses, mut gaps) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(analysis) => analyses.push(analysis),
            Err(gap) => gaps.push(gap),
        }
    }
    let threads = series::link(&mut analyses);
    analyses.par_iter().try_for_each(|analysis| {
        let id = &analysis.document.id;
        output.write(&format!("text/{id}.txt"), analysis.document.text.as_bytes())?;
        output.write(&format!("documents/{id}.html"), report::document_page(analysis, context).as_bytes())
    })?;
    Ok(SeriesDone { analyses, gaps, threads })
}

fn read_document(numbered: &Numbered, reading: &Reading) -> Result<Document, Gap> {
    let path = &numbered.input.path;
    let lost = |reason: String| Gap { document: None, path: path.clone(), start: 0, end: 0, reason };
    let bytes = input::load(&numbered.input, reading.most_bytes).map_err(|error| lost(error.to_string()))?;
    ingest::read(&numbered.id, path, &bytes, &reading.options).map_err(|error| lost(error.to_string()))
}

/// The parts of the report that gather entries of all documents, in order.
struct Report<'a> {
    output: &'a Output,
    context: &'a PageContext,
    index: Index,
    entries: Entries<BufWriter<File>>,
    table: Table<BufWriter<File>>,
    calendar: Calendar<BufWriter<File>>,
    threads: Vec<SeriesThread>,
    counts: [usize; FindingKind::ALL.len()],
    documents: usize,
    lost: Vec<(String, String)>,
}

impl<'a> Report<'a> {
    fn begin(output: &'a Output, context: &'a PageContext) -> Result<Self, Error> {
        let lists = Lists {
            documents: output.spool()?,
            findings: output.spool()?,
            coverage: output.spool()?,
            gaps: output.spool()?,
            rejected: output.spool()?,
        };
        Ok(Self {
            output,
            context,
            index: Index::new(context.clone()),
            entries: Entries::new(lists),
            table: Table::new(output.open("findings.csv")?).map_err(|error| output.failed(error.into()))?,
            calendar: Calendar::new(output.open("actions.ics")?, &context.version)
                .map_err(|error| output.failed(error))?,
            threads: Vec::new(),
            counts: Default::default(),
            documents: 0,
            lost: Vec::new(),
        })
    }

    /// Adds an input that gave no document.
    fn lose(&mut self, gap: Gap, progress: &mut Progress) -> Result<(), Error> {
        progress.show(&Event::Lost { path: gap.path.clone(), reason: gap.reason.clone() });
        self.index.add_gap(&gap);
        self.entries.add_gap(&gap).map_err(|error| self.output.failed(error))?;
        self.lost.push((gap.path, gap.reason));
        Ok(())
    }

    /// Adds the documents of a series.
    fn take(&mut self, done: SeriesDone, progress: &mut Progress) -> Result<(), Error> {
        for analysis in &done.analyses {
            self.index.add(analysis);
            self.entries.add(analysis).map_err(|error| self.output.failed(error))?;
            self.table.add(analysis).map_err(|error| self.output.failed(error.into()))?;
            self.calendar.add(analysis).map_err(|error| self.output.failed(error))?;
            self.documents += 1;
            for (kind, count) in FindingKind::ALL.iter().zip(&mut self.counts) {
                *count += analysis.of_kind(*kind).count();
            }
            let path = analysis.document.path.clone();
            for gap in &analysis.gaps {
                progress.show(&Event::Lost { path: path.clone(), reason: gap.reason.clone() });
                self.lost.push((path.clone(), gap.reason.clone()));
            }
            let (findings, notices) = (analysis.findings.len(), analysis.document.notices.clone());
            progress.show(&Event::Finished { path, findings, notices });
        }
        self.threads.extend(done.threads);
        done.gaps.into_iter().try_for_each(|gap| self.lose(gap, progress))
    }

    /// Writes what can only be written at the end.
    fn finish(mut self) -> Result<Finished, Error> {
        if self.documents == 0 {
            return Err(Error::NothingRead { reasons: self.lost });
        }
        self.index.set_threads(self.threads);
        for (name, page) in self.index.pages() {
            self.output.write(&name, page.as_bytes())?;
        }
        let write = || {
            let lists = self.entries.finish();
            let lists = Lists {
                documents: rewind(lists.documents)?,
                findings: rewind(lists.findings)?,
                coverage: rewind(lists.coverage)?,
                gaps: rewind(lists.gaps)?,
                rejected: rewind(lists.rejected)?,
            };
            self.table.finish()?;
            self.calendar.finish()?;
            Ok(lists)
        };
        let lists = write().map_err(|error| self.output.failed(error))?;
        let mut file = self.output.open("analysis.json")?;
        json::write_analysis(&mut file, self.context, lists)
            .and_then(|()| file.flush())
            .map_err(|error| self.output.failed(error))?;
        let gaps = self.lost.len();
        Ok(Finished { page: PathBuf::new(), documents: self.documents, counts: self.counts, gaps })
    }
}

/// Reads one input and prints what was read.
///
/// # Errors
/// When it cannot be read, or not be printed.
pub fn read_one(
    path: &Path,
    reading: &Reading,
    format: ReadFormat,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let found = input::find_inputs(&[path.as_os_str().to_owned()])?;
    let mut inputs = found.inputs.into_iter();
    let (Some(input), None) = (inputs.next(), inputs.next()) else {
        anyhow::bail!("{}: `read` shows one file; name one", path.display());
    };
    let numbered = Numbered { id: "d1".to_owned(), bytes: 0, input };
    let document = read_document(&numbered, reading)
        .map_err(|gap| Error::NothingRead { reasons: vec![(gap.path, gap.reason)] })?;
    match format {
        ReadFormat::Text => show::write_text(&document, out)?,
        ReadFormat::Json => show::write_json(&document, out)?,
    }
    Ok(())
}
