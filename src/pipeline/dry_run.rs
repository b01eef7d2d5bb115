//! What a run with a model would ask, without asking: documents, chunks, requests, tokens and cost. Sends nothing and writes
//! nothing.

use super::{Numbered, find_inputs, read_document, size_of};
use crate::engine::builtin::Builtin;
use crate::engine::llm::exchange::{Answer, Question};
use crate::error::Error;
use crate::jobs::{Foreseen, meeting};
use crate::model::gap::Gap;
use crate::progress::{Progress, count};
use crate::run::event::Event;
use crate::run::journal::{FILE_NAME, Journal, Spent};
use crate::run::limits::Price;
use crate::run::orchestrator::stream;
use crate::settings::engine::ModelSettings;
use crate::settings::{MeetingSettings, RunSettings};
use crate::text::tokens::{Encoding, TokenCounter};
use std::fmt::Write;
use std::sync::atomic::AtomicBool;

/// What would be asked.
#[derive(Debug, Default)]
struct Forecast {
    documents: usize,
    /// Questions that are asked in any case.
    questions: u64,
    /// Those of them that the journal has no answer to.
    sure: Sum,
    /// Questions without an answer that may turn out to be needless.
    perhaps: Sum,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    requests: u64,
    tokens_in: u64,
    /// At most.
    tokens_out: u64,
}

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, other: Sum) {
        self.requests += other.requests;
        self.tokens_in += other.tokens_in;
        self.tokens_out += other.tokens_out;
    }
}

impl Forecast {
    /// Adds the questions of a document.
    fn add(&mut self, foreseen: Vec<Foreseen>, known: &Known<'_>, counter: &mut TokenCounter) {
        for Foreseen { question, is_perhaps } in foreseen {
            let sum = if is_perhaps { &mut self.perhaps } else { &mut self.sure };
            self.questions += u64::from(!is_perhaps);
            if known.answer(&question).is_none() {
                let (tokens_in, tokens_out) = (tokens_of(&question, counter), question.most_output.into());
                *sum += Sum { requests: 1, tokens_in, tokens_out };
            }
        }
    }

    fn join(&mut self, other: Forecast) {
        self.documents += other.documents;
        self.questions += other.questions;
        self.sure += other.sure;
        self.perhaps += other.perhaps;
    }
}

/// The answers of earlier runs.
struct Known<'a> {
    journal: Option<Journal>,
    model: &'a ModelSettings,
}

impl Known<'_> {
    fn answer(&self, question: &Question) -> Option<Answer> {
        let key = question.key(self.model.target.service, &self.model.target.model);
        self.journal.as_ref()?.find(&key)
    }
}

/// Counts what a run over these meetings would ask, in words for the user.
///
/// # Errors
/// When there is nothing to read or the user stops the run.
pub fn forecast_meetings(
    settings: &MeetingSettings,
    model: &ModelSettings,
    progress: &mut Progress,
    stop: &AtomicBool,
) -> Result<String, Error> {
    let found = find_inputs(&settings.inputs, progress)?;
    let engine = Builtin { people: settings.reading.options.people.clone(), ..Builtin::default() };
    let inputs = found.inputs.into_iter().enumerate();
    let numbered =
        inputs.map(|(at, input)| Numbered { id: format!("d{}", at + 1), bytes: size_of(&input), input });
    let look = |numbered: Numbered, answered: &dyn Fn(&Question) -> Option<Answer>| {
        let document = read_document(&numbered, &settings.reading)?;
        let opened = meeting::read_builtin(document, &engine, settings.budget, settings.encoding);
        Ok(meeting::forecast(&opened, &engine.people, answered))
    };
    let inputs = (numbered.collect(), found.gaps);
    let last = model.overview.then(meeting::forecast_overview);
    forecast(&settings.run, model, settings.encoding, inputs, (look, last), progress, stop)
}

/// Counts what `look` foresees of each input, and `last`, in words for the user. `look` is given the answers of earlier
/// runs.
///
/// # Errors
/// When nothing could be read or the user stops the run.
pub(super) fn forecast(
    run: &RunSettings,
    model: &ModelSettings,
    encoding: Encoding,
    (numbered, gaps): (Vec<Numbered>, Vec<Gap>),
    (look, last): (
        impl Fn(Numbered, &dyn Fn(&Question) -> Option<Answer>) -> Result<Vec<Foreseen>, Gap> + Sync,
        Option<Foreseen>,
    ),
    progress: &mut Progress,
    stop: &AtomicBool,
) -> Result<String, Error> {
    const BYTES_IN_FLIGHT: u64 = 4 << 20;
    let known = Known { journal: open_journal(run)?, model };
    let mut sum = Forecast::default();
    let mut lost: Vec<(String, String)> = gaps.into_iter().map(|gap| (gap.path, gap.reason)).collect();
    let count = |numbered: Numbered| {
        let foreseen = look(numbered, &|question| known.answer(question))?;
        let mut forecast = Forecast { documents: 1, ..Forecast::default() };
        forecast.add(foreseen, &known, &mut TokenCounter::new(encoding));
        Ok(forecast)
    };
    let take = |counted: Result<Forecast, Gap>| {
        match counted {
            Ok(forecast) => sum.join(forecast),
            Err(gap) => {
                progress.show(&Event::Lost { path: gap.path.clone(), reason: gap.reason.clone() });
                lost.push((gap.path, gap.reason));
            }
        }
        Ok(())
    };
    stream(numbered, |numbered| numbered.bytes, BYTES_IN_FLIGHT, stop, count, take)?;
    if sum.documents == 0 {
        return Err(Error::NothingRead { reasons: lost });
    }
    sum.add(last.into_iter().collect(), &known, &mut TokenCounter::new(encoding));
    Ok(sum.words(model))
}

/// Counts these questions about one input, in words for the user.
///
/// # Errors
/// When there is a journal that cannot be read.
pub(super) fn count_questions(
    run: &RunSettings,
    model: &ModelSettings,
    encoding: Encoding,
    foreseen: Vec<Foreseen>,
) -> Result<String, Error> {
    let known = Known { journal: open_journal(run)?, model };
    let mut sum = Forecast { documents: 1, ..Forecast::default() };
    sum.add(foreseen, &known, &mut TokenCounter::new(encoding));
    Ok(sum.words(model))
}

/// The journal of the output folder, if there is one.
fn open_journal(run: &RunSettings) -> Result<Option<Journal>, Error> {
    let path = run.out.join(FILE_NAME);
    if !path.is_file() {
        return Ok(None);
    }
    Journal::open(&path).map(Some).map_err(|error| Error::Journal { path, reason: error.to_string() })
}

fn tokens_of(question: &Question, counter: &mut TokenCounter) -> u64 {
    let parts = [question.system.as_str(), &question.user, &question.schema.text];
    parts.iter().map(|part| counter.count(part) as u64).sum()
}

impl Forecast {
    fn words(&self, model: &ModelSettings) -> String {
        let Sum { requests, tokens_in, tokens_out } = self.sure;
        let mut words = format!(
            "{}, {} to send ({} answered already)\n{tokens_in} tokens to send, at most {} to receive; what has to be asked \
             again comes on top\n",
            count(self.documents, "document"),
            count(requests as usize, "request"),
            self.questions - requests,
            tokens_out,
        );
        let mut most = self.sure;
        if self.perhaps.requests > 0 {
            most += self.perhaps;
            let _ = writeln!(
                words,
                "at most {} more, where the answers call for it: {} tokens to send, at most {} to receive",
                count(self.perhaps.requests as usize, "request"),
                self.perhaps.tokens_in,
                self.perhaps.tokens_out,
            );
        }
        let cost = |price: Option<Price>, tokens_in, tokens_out| {
            price.map(|price| price.of(Spent { requests: 0, tokens_in, tokens_out }))
        };
        // What is left of a batch is asked at the full price.
        let most = cost(model.price, most.tokens_in, most.tokens_out);
        let _ = match (cost(model.first_price(), tokens_in, 0), most) {
            (Some(least), Some(most)) => write!(words, "cost: {least:.4} to {most:.4} US dollars"),
            _ => write!(words, "cost: unknown; give --price IN,OUT"),
        };
        words
    }
}
