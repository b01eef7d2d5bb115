//! `throughline survey`: the exports of one survey are read together, analysed as one and written as one report.

use super::asking::{self, Tally};
use super::{Finished, dry_run, find_inputs, page_context};
use crate::error::Error;
use crate::ingest::input::{self, Input};
use crate::ingest::table::read_export;
use crate::jobs::survey::{self, Heard, Opened, SurveyDone, SurveyError};
use crate::model::gap::Gap;
use crate::model::responses::Export;
use crate::progress::Progress;
use crate::report::survey as pages;
use crate::report::{Job, PageContext};
use crate::run::event::Event;
use crate::run::model::Used;
use crate::run::output::Output;
use crate::run::runtime::Runtime;
use crate::settings::SurveySettings;
use crate::settings::engine::{Engine, ModelSettings};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Reads the exports of a survey and writes their report.
///
/// # Errors
/// When there is nothing to read, a named question is not there, the report cannot be written, or the user stops the run.
pub fn run_survey(
    settings: &SurveySettings,
    progress: &mut Progress,
    stop: &Arc<AtomicBool>,
) -> Result<Finished, Error> {
    let (opened, gaps) = open(settings, progress, stop)?;
    let mut context =
        PageContext { engine: settings.engine.name(), ..page_context(Job::Survey, &settings.shown) };
    let output = Output::create(&settings.run.out)?;
    let heard = match &settings.engine {
        Engine::Builtin => None,
        Engine::Model(model) => {
            let (heard, used) = ask(&opened, model, &output, progress, stop)?;
            context.receipt = asking::receipt(&context.receipt, used, model.price);
            Some(heard)
        }
    };
    let done = opened.conclude(&settings.options, heard.as_ref());
    check(stop)?;
    for analysis in &done.analyses {
        let notices = analysis.document.notices.clone();
        let path = analysis.document.path.clone();
        for gap in &analysis.gaps {
            progress.show(&Event::Lost { path: path.clone(), reason: gap.reason.clone() });
        }
        progress.show(&Event::Finished { path, findings: analysis.findings.len(), notices });
    }
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
        gaps: gaps.len() + done.analyses.iter().map(|analysis| analysis.gaps.len()).sum::<usize>(),
    })
}

/// Reads the exports and gathers their open answers.
fn open(
    settings: &SurveySettings,
    progress: &mut Progress,
    stop: &AtomicBool,
) -> Result<(Opened, Vec<Gap>), Error> {
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
    let opened = survey::open(exports, &settings.options)
        .map_err(|SurveyError::UnknownQuestion { name, known }| Error::UnknownQuestion { name, known })?;
    check(stop)?;
    Ok((opened, gaps))
}

/// Asks a model about the open answers, then which of its themes are one. The journal is closed at the end.
fn ask(
    opened: &Opened,
    model: &ModelSettings,
    output: &Output,
    progress: &mut Progress,
    stop: &Arc<AtomicBool>,
) -> Result<(Heard, Used), Error> {
    let runtime = asking::start(model, output, stop)?;
    let sent = "the open answers, with names of people masked, and nothing else of the survey";
    progress.show(&Event::Noted { notice: asking::destination(model, sent) });
    let mut tally = Tally::default();
    let result = listen(opened, &runtime, &mut tally).ok_or_else(asking::halted);
    if result.is_ok() {
        tally.forget_wasted(runtime.asker());
    }
    let heard = asking::finish(runtime, output, progress, result)?;
    Ok((heard, tally.used))
}

/// What the model says; `None` when the run has halted.
fn listen(opened: &Opened, runtime: &Runtime, tally: &mut Tally) -> Option<Heard> {
    let parts = opened.parts();
    let asked = parts.iter().cloned().map(|part| {
        let asker = Arc::clone(runtime.asker());
        async move { survey::ask_part(&asker, &part).await }
    });
    let mut said = asking::run_all(runtime, asked)?;
    said.iter_mut().for_each(|said| tally.add(said));
    let parts: Vec<_> = parts.into_iter().zip(said).collect();
    let names = survey::names_of(&parts);
    if names.len() < 2 {
        return Some(Heard { parts, ..Heard::default() });
    }
    let asker = Arc::clone(runtime.asker());
    let same = async move { survey::ask_same(&asker, &names).await };
    let mut same = asking::run_all(runtime, [same])?.pop()?;
    tally.add(&mut same);
    let names_failed = same.failed.pop().map(|(_, reason)| reason);
    Some(Heard { parts, names: same.found, names_failed })
}

/// What a run over this survey would ask a model, in words for the user.
///
/// # Errors
/// When there is nothing to read or the user stops the run.
pub fn forecast_survey(
    settings: &SurveySettings,
    model: &ModelSettings,
    progress: &mut Progress,
    stop: &AtomicBool,
) -> Result<String, Error> {
    let (opened, _) = open(settings, progress, stop)?;
    dry_run::count_questions(&settings.run, model, settings.encoding, survey::forecast(&opened))
}

fn check(stop: &AtomicBool) -> Result<(), Error> {
    if stop.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
}

fn read(input: &Input, most_bytes: u64) -> Result<Export, Gap> {
    let path = &input.path;
    let lost = |reason: String| Gap { document: None, path: path.clone(), start: 0, end: 0, reason };
    let reader = input::open(input, most_bytes).map_err(|error| lost(error.to_string()))?;
    read_export(path, reader).map_err(|error| lost(error.to_string()))
}

fn write(output: &Output, context: &PageContext, done: &SurveyDone, gaps: &[Gap]) -> Result<(), Error> {
    let failed = |error: std::io::Error| output.failed(error);
    let mut json = output.open("analysis.json")?;
    pages::write_analysis(&mut json, context, &done.analyses, &done.report, gaps)
        .and_then(|()| json.flush())
        .map_err(failed)?;
    for (name, write) in pages::TABLES {
        let mut file = output.open(name)?;
        write(&mut file, &done.report, &done.analyses).map_err(failed)?;
        file.flush().map_err(failed)?;
    }
    for analysis in &done.analyses {
        let document = &analysis.document;
        output.write(&format!("text/{}.txt", document.id), document.text.as_bytes())?;
    }
    let first = &done.analyses[0];
    output.write("documents/d1.html", pages::answers_page(context, first, &done.report).as_bytes())?;
    output.write("index.html", pages::index_page(context, &done.analyses, &done.report, gaps).as_bytes())
}
