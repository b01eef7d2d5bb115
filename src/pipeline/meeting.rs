//! `throughline meeting`: series of meetings are read together, so that they can be tied to one another.

use super::report::Report;
use super::{Finished, Numbered, find_inputs, page_context, read_document, size_of};
use crate::engine::builtin::Builtin;
use crate::error::Error;
use crate::ingest::input::Input;
use crate::jobs::meeting;
use crate::model::analysis::DocumentAnalysis;
use crate::model::gap::Gap;
use crate::model::series::SeriesThread;
use crate::progress::Progress;
use crate::reduce::series;
use crate::report::{self, Job, PageContext};
use crate::run::orchestrator::stream;
use crate::run::output::Output;
use crate::settings::MeetingSettings;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

/// Meetings of one series are read together so that they can be tied to one another; a longer series is cut into runs
/// of this many.
const LONGEST_SERIES: usize = 64;

/// Bytes of input that may be in flight for each thread. Two long meetings' worth keeps every thread busy.
const BYTES_IN_FLIGHT: u64 = 1 << 20;

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
    settings: &MeetingSettings,
    progress: &mut Progress,
    stop: &AtomicBool,
) -> Result<Finished, Error> {
    let found = find_inputs(&settings.inputs, progress)?;
    let engine = Builtin { people: settings.reading.options.people.clone(), ..Builtin::default() };
    let context = page_context(Job::Meeting, &settings.shown);
    let output = Output::create(&settings.run.out)?;
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
        |done| take(&mut report, done?, progress),
    )?;
    let finished = report.finish()?;
    let folder = output.publish()?;
    Ok(Finished { page: folder.join("index.html"), ..finished })
}

fn take(report: &mut Report, done: SeriesDone, progress: &mut Progress) -> Result<(), Error> {
    done.analyses.iter().try_for_each(|analysis| report.add(analysis, progress))?;
    report.tie(done.threads);
    done.gaps.into_iter().try_for_each(|gap| report.lose(gap, progress))
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

fn read_series(
    series: Vec<Numbered>,
    settings: &MeetingSettings,
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
