//! `throughline check`: policies are read first and held; documents stream past them.

use super::report::Report;
use super::{Finished, Numbered, page_context, read_document, size_of};
use crate::error::Error;
use crate::ingest::input::{self, Inputs};
use crate::jobs::check::between::Batch;
use crate::jobs::check::playbook::Playbook;
use crate::jobs::check::{self, Policies, PolicyText};
use crate::model::analysis::DocumentAnalysis;
use crate::model::gap::Gap;
use crate::progress::Progress;
use crate::report::{self, Job, PageContext};
use crate::run::event::Event;
use crate::run::orchestrator::stream;
use crate::run::output::{Output, rewind};
use crate::settings::{CheckSettings, Reading};
use rayon::prelude::*;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Bytes of input that may be in flight for each thread.
const BYTES_IN_FLIGHT: u64 = 8 << 20;

/// Checks a batch of documents and writes the report.
///
/// # Errors
/// When there is nothing to check, the report cannot be written, or the user stops the run.
pub fn run_checks(
    settings: &CheckSettings,
    progress: &mut Progress,
    stop: &AtomicBool,
) -> Result<Finished, Error> {
    let documents = input::find_inputs(&settings.inputs)?;
    let against = match settings.policies.as_slice() {
        [] => Inputs::default(),
        named => input::find_inputs(named)?,
    };
    let inputs = [&documents, &against].map(|found| found.inputs.len() + found.gaps.len());
    progress.show(&Event::Started { inputs: inputs.iter().sum() });
    for notice in documents.notices.iter().chain(&against.notices) {
        progress.show(&Event::Noted { notice: notice.clone() });
    }
    let (documents, lost) = number(documents, 0);
    let (policies, policies_lost) = read_policies(against, documents.len(), settings);
    let context = page_context(Job::Check, &settings.shown);
    let output = Output::create(&settings.run.out)?;
    let mut report = Report::begin(&output, &context)?;
    lost.into_iter().chain(policies_lost).try_for_each(|gap| report.lose(gap, progress))?;
    policies.notices().for_each(|notice| progress.show(&Event::Noted { notice }));
    report.hold_against(policies.requirements(), policies.others());
    let in_batch = documents.len() > 1;
    let mut batch = Batch::new(output.spool()?);
    stream(
        documents,
        |numbered| numbered.bytes,
        BYTES_IN_FLIGHT * rayon::current_num_threads() as u64,
        stop,
        |numbered| check_one(&numbered, settings, &policies, in_batch, &context, &output),
        |done| match done? {
            Ok(mut analysis) => {
                batch.add(&mut analysis).map_err(|error| output.failed(error))?;
                report.add(&analysis, progress)
            }
            Err(gap) => report.lose(gap, progress),
        },
    )?;
    report.add_between(&batch.finish(rewind).map_err(|error| output.failed(error))?)?;
    for mut analysis in policies.into_analyses() {
        write_document(&analysis, &context, &output)?;
        // On its page a policy shows its requirements; in the lists they have a place of their own.
        analysis.findings.clear();
        report.add_policy(&analysis, progress)?;
    }
    let finished = report.finish(None)?;
    let folder = output.publish()?;
    Ok(Finished { page: folder.join("index.html"), ..finished })
}

/// Inputs with the ids their documents will have, from the one after `before`.
fn number(found: Inputs, before: usize) -> (Vec<Numbered>, Vec<Gap>) {
    let numbered = found.inputs.into_iter().enumerate().map(|(index, input)| Numbered {
        id: format!("d{}", before + index + 1),
        bytes: size_of(&input),
        input,
    });
    (numbered.collect(), found.gaps)
}

/// Reads all policies; those that cannot be read become gaps.
fn read_policies(found: Inputs, before: usize, settings: &CheckSettings) -> (Policies, Vec<Gap>) {
    let (inputs, mut gaps) = number(found, before);
    let read = inputs.par_iter().map(|numbered| match is_playbook(numbered) {
        true => read_playbook(numbered, &settings.reading),
        false => read_document(numbered, &settings.reading).map(PolicyText::Prose),
    });
    let mut texts = Vec::new();
    for result in read.collect::<Vec<_>>() {
        match result {
            Ok(text) => texts.push(text),
            Err(gap) => gaps.push(gap),
        }
    }
    (Policies::new(texts, settings.encoding), gaps)
}

/// A playbook is known by its name: TOML is no format of documents.
fn is_playbook(numbered: &Numbered) -> bool {
    Path::new(&numbered.input.path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}

fn read_playbook(numbered: &Numbered, reading: &Reading) -> Result<PolicyText, Gap> {
    let path = &numbered.input.path;
    let lost = |reason: String| Gap { document: None, path: path.clone(), start: 0, end: 0, reason };
    let bytes = input::load(&numbered.input, reading.most_bytes).map_err(|error| lost(error.to_string()))?;
    let playbook = Playbook::parse(&numbered.id, path, &bytes).map_err(|error| lost(error.to_string()))?;
    Ok(PolicyText::Playbook(playbook))
}

fn check_one(
    numbered: &Numbered,
    settings: &CheckSettings,
    policies: &Policies,
    in_batch: bool,
    context: &PageContext,
    output: &Output,
) -> Result<Result<DocumentAnalysis, Gap>, Error> {
    let document = match read_document(numbered, &settings.reading) {
        Ok(document) => document,
        Err(gap) => return Ok(Err(gap)),
    };
    let analysis = check::analyse(document, policies, settings.encoding, in_batch);
    write_document(&analysis, context, output)?;
    Ok(Ok(analysis))
}

fn write_document(analysis: &DocumentAnalysis, context: &PageContext, output: &Output) -> Result<(), Error> {
    let id = &analysis.document.id;
    output.write(&format!("text/{id}.txt"), analysis.document.text.as_bytes())?;
    output.write(&format!("documents/{id}.html"), report::document_page(analysis, context).as_bytes())
}
