//! The first questions of a run, answered ahead in batches: takes a way to go through them, ends when the journal has all the
//! answers that batches give, or says how far they are.

use crate::engine::llm::batch::BatchApi;
use crate::engine::llm::client::Client;
use crate::engine::llm::exchange::Question;
use crate::error::Error;
use crate::progress::{Progress, count};
use crate::run::batches::{BatchError, Batches, Standings};
use crate::run::event::Event;
use crate::run::ledger::Ledger;
use crate::run::output::Output;
use crate::settings::engine::ModelSettings;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// Hands over a question.
pub(super) type Offer<'a> = dyn FnMut(&Question) -> Result<(), Error> + 'a;

/// Has questions answered in batches, if the settings say so. `ask_all` goes through them; it may be called several times.
///
/// # Errors
/// [`Error::Waiting`] when batches are under way after the time to wait; [`Error::Stopped`] when they cannot go on.
pub(super) fn answer_ahead(
    model: &ModelSettings,
    output: &Output,
    progress: &mut Progress,
    stop: &AtomicBool,
    mut ask_all: impl FnMut(&mut Offer<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let Some(wait) = model.batch_wait else { return Ok(()) };
    let Some(api) = BatchApi::of(model.target.service) else { return Ok(()) };
    let path = output.journal()?;
    let failed = |error: BatchError| say(error, &path);
    let ledger = Ledger::open(&path).map_err(|error| failed(error.into()))?;
    let client = Client::new(model.target.clone()).map_err(|error| Error::Settings(error.to_string()))?;
    let mut batches = Batches::new(api, client, ledger, model.limits.budgets, stop).map_err(failed)?;
    let deadline = Instant::now() + wait;
    // What an earlier run has sent comes first.
    let mut last = batches.look();
    // Each round sends what the last one left open, or what a budget has room for now.
    const MOST_ROUNDS: usize = 1000;
    for _ in 0..MOST_ROUNDS {
        show(&mut batches, progress);
        let underway = last.map_err(failed)?;
        ask_all(&mut |question| batches.offer(question).map_err(|error| say(error, &path)))?;
        let sent = batches.send();
        let new = batches.take_notices();
        let is_through = new.is_empty() && underway.batches == 0;
        new.into_iter().for_each(|notice| progress.show(&Event::Noted { notice }));
        sent.map_err(failed)?;
        if is_through {
            return match batches.short_of() {
                Some(flag) => Err(say(
                    BatchError::Stopped(format!(
                        "the next request could pass the budget; raise {flag} to go on"
                    )),
                    &path,
                )),
                None => Ok(()),
            };
        }
        let waited = batches.wait(deadline);
        show(&mut batches, progress);
        let standings = waited.map_err(failed)?;
        if standings.batches > 0 {
            return Err(Error::Waiting { standing: words(standings) });
        }
        last = Ok(standings);
    }
    Ok(())
}

fn show(batches: &mut Batches<'_>, progress: &mut Progress) {
    for notice in batches.take_notices() {
        progress.show(&Event::Noted { notice });
    }
}

fn words(Standings { batches, questions, done }: Standings) -> String {
    let batches = if batches == 1 { "1 batch is".to_owned() } else { format!("{batches} batches are") };
    format!("{batches} under way, {done} of {} done", count(questions as usize, "question"))
}

fn say(error: BatchError, path: &Path) -> Error {
    let kept =
        format!("what was answered is kept in {}, and the same command goes on from there", path.display());
    match error {
        BatchError::Interrupted => Error::Interrupted,
        BatchError::Stopped(reason) => Error::Stopped { reason, kept },
        BatchError::Journal(error) => Error::Journal { path: path.to_owned(), reason: error.to_string() },
    }
}
