//! `throughline survey`: the exports of one survey are read together, analysed as one and written as one report.

use super::{Finished, find_inputs, page_context};
use crate::error::Error;
use crate::ingest::input::{self, Input};
use crate::ingest::table::read_export;
use crate::jobs::survey::{SurveyDone, SurveyError, analyse};
use crate::model::gap::Gap;
use crate::model::responses::Export;
use crate::progress::Progress;
use crate::report::survey as page;
use crate::report::{Job, PageContext};
use crate::run::event::Event;
use crate::run::output::Output;
use crate::settings::SurveySettings;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

/// Reads the exports of a survey and writes their report.
///
/// # Errors
/// When there is nothing to read, a named question is not there, the report cannot be written, or the user stops the run.
pub fn run_survey(
    settings: &SurveySettings,
    progress: &mut Progress,
    stop: &AtomicBool,
) -> Result<Finished, Error> {
    let found = find_inputs(&settings.inputs, progress)?;
    let (mut exports, mut gaps) = (Vec::new(), found.gaps);
    for input in &found.inputs {
        match read(input, settings.most_bytes) {
            Ok(export) => exports.push(export),
            Err(gap) => gaps.push(gap),
        }
        check(stop)?;
    }
    for gap in &gaps {
        progress.show(&Event::Lost { path: gap.path.clone(), reason: gap.reason.clone() });
    }
    if exports.is_empty() {
        let reasons = gaps.into_iter().map(|gap| (gap.path, gap.reason)).collect();
        return Err(Error::NothingRead { reasons });
    }
    let done = analyse(exports, &settings.options)
        .map_err(|SurveyError::UnknownQuestion { name, known }| Error::UnknownQuestion { name, known })?;
    check(stop)?;
    for analysis in &done.analyses {
        let notices = analysis.document.notices.clone();
        let path = analysis.document.path.clone();
        progress.show(&Event::Finished { path, findings: analysis.findings.len(), notices });
    }
    let context = page_context(Job::Survey, &settings.shown);
    let output = Output::create(&settings.run.out)?;
    write(&output, &context, &done, &gaps)?;
    let folder = output.publish()?;
    let report = &done.report;
    Ok(Finished {
        page: folder.join("index.html"),
        documents: done.analyses.len(),
        found: vec![
            (report.responses, "response", "responses"),
            (report.questions.len(), "question", "questions"),
            (report.drivers.len(), "driver", "drivers"),
            (report.trends.len(), "trend", "trends"),
            (report.themes.len(), "theme", "themes"),
        ],
        gaps: gaps.len(),
    })
}

fn check(stop: &AtomicBool) -> Result<(), Error> {
    if stop.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
}

fn read(input: &Input, most_bytes: u64) -> Result<Export, Gap> {
    let path = &input.path;
    let lost = |reason: String| Gap { document: None, path: path.clone(), start: 0, end: 0, reason };
    let bytes = input::load(input, most_bytes).map_err(|error| lost(error.to_string()))?;
    read_export(path, &bytes).map_err(|error| lost(error.to_string()))
}

fn write(output: &Output, context: &PageContext, done: &SurveyDone, gaps: &[Gap]) -> Result<(), Error> {
    let failed = |error: std::io::Error| output.failed(error);
    let mut json = output.open("analysis.json")?;
    page::write_analysis(&mut json, context, &done.analyses, &done.report, gaps)
        .and_then(|()| json.flush())
        .map_err(failed)?;
    for (name, write) in page::TABLES {
        let mut file = output.open(name)?;
        write(&mut file, &done.report, &done.analyses).map_err(failed)?;
        file.flush().map_err(failed)?;
    }
    for analysis in &done.analyses {
        let document = &analysis.document;
        output.write(&format!("text/{}.txt", document.id), document.text.as_bytes())?;
    }
    let first = &done.analyses[0];
    output.write("documents/d1.html", page::answers_page(context, first, &done.report).as_bytes())?;
    output.write("index.html", page::index_page(context, &done.analyses, &done.report, gaps).as_bytes())
}
