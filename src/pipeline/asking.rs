//! What every job needs for a run with a model: the asker with its journal, its end, and what it says of itself.

use crate::engine::llm::client::{Client, ClientError};
use crate::engine::llm::dialect::host_of;
use crate::error::Error;
use crate::model::analysis::Receipt;
use crate::progress::{Progress, count};
use crate::run::asker::{Halt, Runtime};
use crate::run::event::Event;
use crate::run::journal::Spent;
use crate::run::journal::{FILE_NAME, Journal};
use crate::run::limits::Price;
use crate::run::model::Used;
use crate::run::output::Output;
use crate::settings::engine::ModelSettings;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Starts to ask.
pub(super) fn start(
    settings: &ModelSettings,
    output: &Output,
    stop: &Arc<AtomicBool>,
) -> Result<Runtime, Error> {
    let client = Client::new(settings.target.clone()).map_err(settings_error)?;
    let path = output.journal()?;
    let journal = Journal::open(&path)
        .map_err(|error| Error::Journal { path: path.clone(), reason: error.to_string() })?;
    Runtime::start(client, journal, settings.limits, Arc::clone(stop)).map_err(|error| output.failed(error))
}

/// Who is asked, for the user: documents leave this computer, or do not.
pub(super) fn destination(settings: &ModelSettings) -> String {
    let target = &settings.target;
    let host = host_of(&target.base_url);
    format!("asking {}:{} at {host}, which is sent the documents", target.service.as_str(), target.model)
}

fn settings_error(error: ClientError) -> Error {
    Error::Settings(error.to_string())
}

/// Ends asking, when `result` says how the run went. An end before time becomes words for the user.
pub(super) fn finish<T>(
    runtime: Runtime,
    output: &Output,
    progress: &mut Progress,
    result: Result<T, Error>,
) -> Result<T, Error> {
    let asker = Arc::clone(runtime.asker());
    let halt = asker.halted().cloned();
    let closed = runtime.finish();
    let (sent, found) = asker.counts();
    if found > 0 && result.is_ok() {
        let notice = format!(
            "{} taken from an earlier run, {} sent",
            count(found as usize, "answer"),
            count(sent as usize, "request")
        );
        progress.show(&Event::Noted { notice });
    }
    let path = output.journal()?;
    let result = match (halt, result) {
        (Some(Halt::Stopped(reason)), Err(_)) => {
            let kept = format!(
                "{} sent in this run; every answer is kept in {}, and the same command goes on from there",
                count(sent as usize, "request"),
                path.display()
            );
            Err(Error::Stopped { reason, kept })
        }
        (Some(Halt::Interrupted), Err(error)) => {
            let notice =
                format!("what was answered is kept in {FILE_NAME}; the same command goes on from there");
            progress.show(&Event::Noted { notice });
            Err(error)
        }
        (_, result) => result,
    };
    closed.map_err(|reason| Error::Journal { path, reason })?;
    result
}

/// Why a run with a model came to its end, before words for the user are made of it.
pub(super) fn halted() -> Error {
    Error::Interrupted
}

/// What the answers of a report took, whenever they were given.
pub(super) fn receipt(receipt: &Receipt, used: Used, price: Option<Price>) -> Receipt {
    let spent = Spent { requests: used.answers, tokens_in: used.tokens_in, tokens_out: used.tokens_out };
    Receipt {
        requests: used.answers,
        tokens_in: used.tokens_in,
        tokens_out: used.tokens_out,
        cost_usd: price.map(|price| price.of(spent)),
        settings: receipt.settings.clone(),
    }
}
