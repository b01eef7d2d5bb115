//! What a run with a model would ask, without asking: documents, chunks, requests, tokens and cost. Sends nothing and writes
//! nothing.

use super::{Numbered, find_inputs, read_document, size_of};
use crate::engine::builtin::Builtin;
use crate::engine::llm::exchange::Question;
use crate::engine::llm::prompt::MOST_OUTPUT;
use crate::error::Error;
use crate::jobs::meeting;
use crate::progress::{Progress, count};
use crate::run::event::Event;
use crate::run::journal::{FILE_NAME, Journal, Spent};
use crate::run::limits::Price;
use crate::run::orchestrator::stream;
use crate::settings::MeetingSettings;
use crate::settings::engine::ModelSettings;
use crate::text::tokens::TokenCounter;
use std::fmt::Write;
use std::sync::atomic::AtomicBool;

/// What would be asked.
#[derive(Debug, Default)]
struct Forecast {
    documents: usize,
    chunks: usize,
    /// Questions that the journal has no answer to.
    requests: u64,
    /// Tokens of those.
    tokens_in: u64,
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
    let journal = open_journal(settings)?;
    let inputs = found.inputs.into_iter().enumerate();
    let numbered =
        inputs.map(|(at, input)| Numbered { id: format!("d{}", at + 1), bytes: size_of(&input), input });
    let mut sum = Forecast::default();
    let mut lost: Vec<(String, String)> = found.gaps.into_iter().map(|gap| (gap.path, gap.reason)).collect();
    let look = |numbered: Numbered| {
        let document = read_document(&numbered, &settings.reading)?;
        let opened = meeting::read_builtin(document, &engine, settings.budget, settings.encoding);
        let mut counter = TokenCounter::new(settings.encoding);
        let mut forecast = Forecast { documents: 1, ..Forecast::default() };
        for question in meeting::questions(&opened) {
            forecast.chunks += 1;
            let key = question.key(model.target.service, &model.target.model);
            if journal.as_ref().is_none_or(|journal| journal.find(&key).is_none()) {
                forecast.requests += 1;
                forecast.tokens_in += tokens_of(&question, &mut counter);
            }
        }
        Ok(forecast)
    };
    const BYTES_IN_FLIGHT: u64 = 4 << 20;
    stream(
        numbered,
        |numbered| numbered.bytes,
        BYTES_IN_FLIGHT,
        stop,
        look,
        |looked: Result<Forecast, crate::model::gap::Gap>| {
            match looked {
                Ok(forecast) => {
                    sum.documents += forecast.documents;
                    sum.chunks += forecast.chunks;
                    sum.requests += forecast.requests;
                    sum.tokens_in += forecast.tokens_in;
                }
                Err(gap) => {
                    progress.show(&Event::Lost { path: gap.path.clone(), reason: gap.reason.clone() });
                    lost.push((gap.path, gap.reason));
                }
            }
            Ok(())
        },
    )?;
    if sum.documents == 0 {
        return Err(Error::NothingRead { reasons: lost });
    }
    Ok(sum.words(model.first_price()))
}

/// The journal of the output folder, if there is one.
fn open_journal(settings: &MeetingSettings) -> Result<Option<Journal>, Error> {
    let path = settings.run.out.join(FILE_NAME);
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
    fn words(&self, price: Option<Price>) -> String {
        let mut words = format!(
            "{}, {}, {} to send ({} answered already)\n",
            count(self.documents, "document"),
            count(self.chunks, "chunk"),
            count(self.requests as usize, "request"),
            self.chunks as u64 - self.requests,
        );
        let most_out = self.requests * u64::from(MOST_OUTPUT);
        let _ = writeln!(
            words,
            "{} tokens to send, at most {most_out} to receive; what has to be asked again comes on top",
            self.tokens_in
        );
        let cost = |tokens_out| {
            price.map(|price| price.of(Spent { requests: 0, tokens_in: self.tokens_in, tokens_out }))
        };
        let _ = match (cost(0), cost(most_out)) {
            (Some(least), Some(most)) => write!(words, "cost: {least:.4} to {most:.4} US dollars"),
            _ => write!(words, "cost: unknown; give --price IN,OUT"),
        };
        words
    }
}
