//! `throughline check`: policies are read first and held; documents stream past them.

use super::asking::{self, Hearing, Tally};
use super::dry_run::forecast;
use super::report::{Report, Written};
use super::{Finished, Numbered, find_inputs, page_context, read_document, size_of};
use crate::engine::llm::exchange::{Answer, Question};
use crate::error::Error;
use crate::ingest::input::{self, Inputs};
use crate::jobs::check::between::Batch;
use crate::jobs::check::playbook::Playbook;
use crate::jobs::check::{self, Opened, Policies, PolicyText, Said};
use crate::model::analysis::{DocumentAnalysis, Receipt};
use crate::model::gap::Gap;
use crate::progress::Progress;
use crate::report::{self, Job, PageContext};
use crate::run::event::Event;
use crate::run::orchestrator::{Ticket, stream, stream_waiting};
use crate::run::output::{Output, rewind};
use crate::run::runtime::Runtime;
use crate::settings::engine::{Engine, ModelSettings};
use crate::settings::{CheckSettings, Reading};
use rayon::prelude::*;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
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
    stop: &Arc<AtomicBool>,
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
    let context = PageContext { engine: settings.engine.name(), ..page_context(Job::Check, &settings.shown) };
    let output = Output::create(&settings.run.out)?;
    let mut report = Report::begin(&output, &context)?;
    lost.into_iter().chain(policies_lost).try_for_each(|gap| report.lose(gap, progress))?;
    policies.notices().for_each(|notice| progress.show(&Event::Noted { notice }));
    report.hold_against(policies.requirements(), policies.others());
    let in_batch = documents.len() > 1;
    let mut batch = Batch::new(output.spool()?);
    let policies = Arc::new(policies);
    let receipt = {
        let mut take =
            |done, progress: &mut Progress| take((&mut report, &mut batch, &output), done, progress);
        match &settings.engine {
            Engine::Builtin => {
                let check = |numbered| check_one(&numbered, settings, &policies, in_batch, &context, &output);
                let bytes_in_flight = BYTES_IN_FLIGHT * rayon::current_num_threads() as u64;
                stream(
                    documents,
                    |numbered| numbered.bytes,
                    bytes_in_flight,
                    stop,
                    check,
                    |done| take(done?, progress),
                )?;
                None
            }
            Engine::Model(model) => {
                let (context, output) = (&context, &output);
                let run = ModelRun { settings, model, policies: &policies, in_batch, context, output };
                Some(run.check(documents, take, progress, stop)?)
            }
        }
    };
    let policies = Arc::into_inner(policies).expect("every document has been checked");
    report.add_between(&batch.finish(rewind).map_err(|error| output.failed(error))?)?;
    for mut analysis in policies.into_analyses() {
        write_document(&analysis, &context, &output)?;
        // On its page a policy shows its requirements; in the lists they have a place of their own.
        analysis.findings.clear();
        report.add_policy(&analysis, progress)?;
    }
    let finished = report.finish(receipt.map(|receipt| Written { receipt, overview: None }))?;
    let folder = output.publish()?;
    Ok(Finished { page: folder.join("index.html"), ..finished })
}

/// Adds a document to the report and, in a batch, remembers what to hold the others against it by.
fn take(
    (report, batch, output): (&mut Report, &mut Batch<impl Write>, &Output),
    done: Result<DocumentAnalysis, Gap>,
    progress: &mut Progress,
) -> Result<(), Error> {
    match done {
        Ok(mut analysis) => {
            batch.add(&mut analysis).map_err(|error| output.failed(error))?;
            report.add(&analysis, progress)
        }
        Err(gap) => report.lose(gap, progress),
    }
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

/// A run in which a model gives its verdict, too.
struct ModelRun<'a> {
    settings: &'a CheckSettings,
    model: &'a ModelSettings,
    policies: &'a Arc<Policies>,
    in_batch: bool,
    context: &'a PageContext,
    output: &'a Output,
}

/// A document that a model is asked about.
struct Asked {
    opened: Arc<Opened>,
    said: Hearing<Said>,
}

impl ModelRun<'_> {
    /// Checks all documents. The journal is closed at the end.
    fn check(
        &self,
        documents: Vec<Numbered>,
        mut add: impl FnMut(Result<DocumentAnalysis, Gap>, &mut Progress) -> Result<(), Error>,
        progress: &mut Progress,
        stop: &Arc<AtomicBool>,
    ) -> Result<Receipt, Error> {
        let runtime = asking::start(self.model, self.output, stop)?;
        let sent = "the requirements and the nearest passages of the documents";
        progress.show(&Event::Noted { notice: asking::destination(self.model, sent) });
        let mut tally = Tally::default();
        let take = |answered: Option<Result<(DocumentAnalysis, Tally), Gap>>| {
            let answered = answered.ok_or_else(asking::halted)?;
            let done = answered.map(|(analysis, own)| {
                tally.join(own);
                analysis
            });
            if let Ok(analysis) = &done {
                write_document(analysis, self.context, self.output)?;
            }
            add(done, progress)
        };
        let result = stream_waiting(
            documents,
            |numbered| numbered.bytes,
            BYTES_IN_FLIGHT * rayon::current_num_threads() as u64,
            stop,
            (
                |numbered, ticket| self.begin(&runtime, &numbered, &ticket),
                |asked| self.finish(&runtime, asked),
            ),
            take,
        );
        if result.is_ok() {
            tally.forget_wasted(runtime.asker());
        }
        asking::finish(runtime, self.output, progress, result)?;
        Ok(asking::receipt(&self.context.receipt, tally.used, self.model.price))
    }

    /// Checks a document with the built-in engine and asks the model about each requirement.
    fn begin(&self, runtime: &Runtime, numbered: &Numbered, ticket: &Ticket) -> Result<Asked, Gap> {
        let document = read_document(numbered, &self.settings.reading)?;
        let opened = Arc::new(check::open(document, self.policies, self.in_batch));
        let said = Hearing::begin(runtime, ticket, &opened, opened.to_ask(), |asker, opened, index| {
            let policies = Arc::clone(self.policies);
            async move { check::ask_model(&asker, &opened, &policies, index).await }
        });
        Ok(Asked { opened, said })
    }

    /// Makes findings of both verdicts; `None` when the run has halted.
    fn finish(
        &self,
        runtime: &Runtime,
        asked: Result<Asked, Gap>,
    ) -> Option<Result<(DocumentAnalysis, Tally), Gap>> {
        let Asked { opened, said } = match asked {
            Ok(asked) => asked,
            Err(gap) => return Some(Err(gap)),
        };
        if runtime.asker().halted().is_some() {
            return None;
        }
        let mut said = said.take();
        let mut opened = Arc::try_unwrap(opened).ok()?;
        let mut tally = Tally::default();
        said.iter_mut().flatten().for_each(|told| tally.add(told));
        opened.join(said, self.policies);
        Some(Ok((opened.conclude(self.policies, self.settings.encoding), tally)))
    }
}

/// What a run over these documents would ask a model, in words for the user.
///
/// # Errors
/// When there is nothing to read or the user stops the run.
pub fn forecast_checks(
    settings: &CheckSettings,
    model: &ModelSettings,
    progress: &mut Progress,
    stop: &AtomicBool,
) -> Result<String, Error> {
    let documents = find_inputs(&settings.inputs, progress)?;
    let against = match settings.policies.as_slice() {
        [] => Inputs::default(),
        named => input::find_inputs(named)?,
    };
    let (documents, lost) = number(documents, 0);
    let (policies, policies_lost) = read_policies(against, documents.len(), settings);
    let look = |numbered: Numbered, _: &dyn Fn(&Question) -> Option<Answer>| {
        let document = read_document(&numbered, &settings.reading)?;
        Ok(check::forecast(&check::open(document, &policies, false), &policies))
    };
    let lost = lost.into_iter().chain(policies_lost).collect();
    forecast(&settings.run, model, settings.encoding, (documents, lost), (look, None), progress, stop)
}

fn write_document(analysis: &DocumentAnalysis, context: &PageContext, output: &Output) -> Result<(), Error> {
    let id = &analysis.document.id;
    output.write(&format!("text/{id}.txt"), analysis.document.text.as_bytes())?;
    output.write(&format!("documents/{id}.html"), report::document_page(analysis, context).as_bytes())
}
