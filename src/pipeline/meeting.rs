//! `throughline meeting`: series of meetings are read together, so that they can be tied to one another.

use super::ahead;
use super::asking::{self, Hearing, Tally};
use super::report::{Report, Written};
use super::{Finished, Numbered, find_inputs, page_context, read_document, size_of};
use crate::engine::builtin::Builtin;
use crate::engine::llm::exchange::Question;
use crate::error::Error;
use crate::ingest::input::{Input, Source};
use crate::jobs::meeting::{self, Opened, Said};
use crate::model::analysis::DocumentAnalysis;
use crate::model::gap::Gap;
use crate::model::overview::Overview;
use crate::model::series::SeriesThread;
use crate::progress::Progress;
use crate::reduce::series;
use crate::report::{self, Job, PageContext};
use crate::run::event::Event;
use crate::run::orchestrator::{Ticket, stream, stream_waiting};
use crate::run::output::Output;
use crate::run::runtime::Runtime;
use crate::settings::MeetingSettings;
use crate::settings::engine::{Engine, ModelSettings};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;
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
/// When there is nothing to read, the report cannot be written, the user stops the run, or a model cannot go on.
pub fn run_meetings(
    settings: &MeetingSettings,
    progress: &mut Progress,
    stop: &Arc<AtomicBool>,
) -> Result<Finished, Error> {
    let found = find_inputs(&settings.inputs, progress)?;
    let engine = Builtin { people: settings.reading.options.people.clone(), ..Builtin::default() };
    let context =
        PageContext { engine: settings.engine.name(), ..page_context(Job::Meeting, &settings.shown) };
    let output = Output::create(&settings.run.out)?;
    let mut report = Report::begin(&output, &context)?;
    for gap in found.gaps {
        report.lose(gap, progress)?;
    }
    if let Engine::Model(model) = &settings.engine {
        let run = ModelRun { settings, model, engine: &engine, context: &context, output: &output };
        let written = run.read(found.inputs, &mut report, progress, stop)?;
        let finished = report.finish(Some(written))?;
        let folder = output.publish()?;
        return Ok(Finished { page: folder.join("index.html"), ..finished });
    }
    stream(
        group(found.inputs),
        |series: &Vec<Numbered>| series.iter().map(|numbered| numbered.bytes).sum(),
        BYTES_IN_FLIGHT * rayon::current_num_threads() as u64,
        stop,
        |series| read_series(series, settings, &engine, &context, &output),
        |done| take(&mut report, done?, progress),
    )?;
    let finished = report.finish(None)?;
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
    finish_series(analyses, gaps, context, output)
}

/// Ties the meetings of one series and writes their pages.
fn finish_series(
    mut analyses: Vec<DocumentAnalysis>,
    gaps: Vec<Gap>,
    context: &PageContext,
    output: &Output,
) -> Result<SeriesDone, Error> {
    let threads = series::link(&mut analyses);
    analyses.par_iter().try_for_each(|analysis| {
        let id = &analysis.document.id;
        output.write(&format!("text/{id}.txt"), analysis.document.text.as_bytes())?;
        output.write(&format!("documents/{id}.html"), report::document_page(analysis, context).as_bytes())
    })?;
    Ok(SeriesDone { analyses, gaps, threads })
}

/// A run with a model.
struct ModelRun<'a> {
    settings: &'a MeetingSettings,
    model: &'a ModelSettings,
    engine: &'a Builtin,
    context: &'a PageContext,
    output: &'a Output,
}

/// One document in a run with a model, and whether it is the last of its series.
struct Turn {
    numbered: Numbered,
    ends_series: bool,
}

/// A document that a model is asked about.
struct Asked {
    opened: Arc<Opened>,
    said: Hearing<Said>,
    ends_series: bool,
}

/// An input that gave no document.
struct Lost {
    gap: Gap,
    ends_series: bool,
}

/// What one document came to.
struct Answered {
    result: Result<DocumentAnalysis, Gap>,
    tally: Tally,
    ends_series: bool,
}

impl ModelRun<'_> {
    /// Reads all inputs; series are put together as their documents come in. The journal is closed at the end.
    fn read(
        &self,
        inputs: Vec<Input>,
        report: &mut Report,
        progress: &mut Progress,
        stop: &Arc<AtomicBool>,
    ) -> Result<Written, Error> {
        ahead::answer_ahead(self.model, self.output, progress, stop, |offer| {
            self.ask_all(&inputs, offer, stop)
        })?;
        let runtime = asking::start(self.model, self.output, stop)?;
        progress.show(&Event::Noted { notice: asking::destination(self.model, "the documents") });
        let turns = group(inputs).into_iter().flat_map(|series| {
            let last = series.len() - 1;
            series
                .into_iter()
                .enumerate()
                .map(move |(at, numbered)| Turn { numbered, ends_series: at == last })
        });
        let mut tally = Tally::default();
        let (mut analyses, mut gaps) = (Vec::new(), Vec::new());
        let take = |answered: Option<Answered>| {
            let answered = answered.ok_or_else(asking::halted)?;
            tally.join(answered.tally);
            match answered.result {
                Ok(analysis) => analyses.push(analysis),
                Err(gap) => gaps.push(gap),
            }
            if answered.ends_series {
                let (analyses, gaps) = (std::mem::take(&mut analyses), std::mem::take(&mut gaps));
                let done = finish_series(analyses, gaps, self.context, self.output)?;
                self::take(report, done, progress)?;
            }
            Ok(())
        };
        let result = stream_waiting(
            turns,
            |turn| turn.numbered.bytes,
            self.model.bytes_in_flight(self.settings.budget),
            stop,
            (|turn, ticket| self.begin(&runtime, turn, ticket), |asked| self.finish(&runtime, asked)),
            take,
        );
        let result = result.and_then(|()| self.write_overview(&runtime, report, &mut tally, progress));
        if result.is_ok() {
            tally.forget_wasted(runtime.asker());
        }
        let overview = asking::finish(runtime, self.output, progress, result)?;
        let receipt = asking::receipt(&self.context.receipt, tally.used, self.model.price);
        Ok(Written { receipt, overview })
    }

    /// Asks for a few sentences over all findings: one question, whatever the number of documents.
    fn write_overview(
        &self,
        runtime: &Runtime,
        report: &Report,
        tally: &mut Tally,
        progress: &mut Progress,
    ) -> Result<Option<Overview>, Error> {
        let facts = report.facts_for_overview(meeting::OVERVIEW_BYTES);
        if !self.model.overview || facts.is_empty() {
            return Ok(None);
        }
        let asker = Arc::clone(runtime.asker());
        let asked = async move { meeting::ask_for_overview(&asker, &facts).await };
        let mut said =
            asking::run_all(runtime, [asked]).and_then(|mut said| said.pop()).ok_or_else(asking::halted)?;
        tally.add(&mut said);
        if let Some((_, reason)) = said.failed.first() {
            progress.show(&Event::Noted { notice: format!("the model wrote no overview ({reason})") });
            return Ok(None);
        }
        Ok(Some(Overview { sentences: said.found, dropped: said.unfound.len() }))
    }

    /// Hands over the first question about each chunk of all inputs.
    fn ask_all(
        &self,
        inputs: &[Input],
        offer: &mut ahead::Offer<'_>,
        stop: &AtomicBool,
    ) -> Result<(), Error> {
        let numbered = inputs.iter().enumerate().map(|(at, input)| Numbered {
            id: format!("d{}", at + 1),
            bytes: size_of(input),
            input: input.clone(),
        });
        if inputs.iter().any(|input| input.source == Source::Stdin) {
            let reason = "--batch reads its inputs more than once, and standard input cannot be: give files";
            return Err(Error::Settings(reason.to_owned()));
        }
        let settings = self.settings;
        let questions = |numbered: Numbered| -> Vec<Question> {
            // What cannot be read is told when it is read for the report.
            let Ok(document) = read_document(&numbered, &settings.reading) else { return Vec::new() };
            let opened = meeting::read_builtin(document, self.engine, settings.budget, settings.encoding);
            let foreseen = meeting::forecast(&opened, &self.engine.people, |_| None).into_iter();
            foreseen.filter(|foreseen| !foreseen.is_perhaps).map(|foreseen| foreseen.question).collect()
        };
        stream(
            numbered,
            |numbered| numbered.bytes,
            BYTES_IN_FLIGHT * rayon::current_num_threads() as u64,
            stop,
            questions,
            |questions| questions.iter().try_for_each(&mut *offer),
        )
    }

    /// Reads a document with the built-in engine and asks the model about each of its chunks.
    fn begin(&self, runtime: &Runtime, turn: Turn, ticket: Ticket) -> Result<Asked, Lost> {
        let document = match read_document(&turn.numbered, &self.settings.reading) {
            Ok(document) => document,
            Err(gap) => return Err(Lost { gap, ends_series: turn.ends_series }),
        };
        let opened = Arc::new(meeting::read_builtin(
            document,
            self.engine,
            self.settings.budget,
            self.settings.encoding,
        ));
        let people = Arc::new(self.engine.people.clone());
        let said = Hearing::begin(runtime, &ticket, &opened, opened.to_ask(), |asker, opened, chunk| {
            let people = Arc::clone(&people);
            async move { meeting::ask_model(&asker, &opened, &people, chunk).await }
        });
        Ok(Asked { opened, said, ends_series: turn.ends_series })
    }

    /// Makes findings of what was heard; `None` when the run has halted.
    fn finish(&self, runtime: &Runtime, asked: Result<Asked, Lost>) -> Option<Answered> {
        let Asked { opened, said, ends_series } = match asked {
            Ok(asked) => asked,
            Err(Lost { gap, ends_series }) => {
                return Some(Answered { result: Err(gap), tally: Tally::default(), ends_series });
            }
        };
        if runtime.asker().halted().is_some() {
            return None;
        }
        let mut said = said.take();
        let mut opened = Arc::try_unwrap(opened).ok()?;
        let mut tally = Tally::default();
        for said in said.iter_mut().flatten() {
            tally.add(&mut said.first);
            said.again.iter_mut().for_each(|again| tally.add(again));
        }
        opened.join(said);
        Some(Answered { result: Ok(opened.reduce()), tally, ends_series })
    }
}
