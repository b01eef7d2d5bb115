//! What every job needs for a run with a model: the asker with its journal, its end, and what it says of itself.

use crate::engine::llm::client::{Client, ClientError};
use crate::engine::llm::dialect::host_of;
use crate::engine::llm::exchange::Key;
use crate::error::Error;
use crate::model::analysis::Receipt;
use crate::progress::{Progress, count};
use crate::run::asker::{Asker, Halt};
use crate::run::event::Event;
use crate::run::journal::{FILE_NAME, Journal};
use crate::run::limits::Price;
use crate::run::model::{Told, Used};
use crate::run::orchestrator::Ticket;
use crate::run::output::Output;
use crate::run::runtime::Runtime;
use crate::settings::engine::ModelSettings;
use std::future::Future;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, mpsc};

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

/// What was heard of each task of a document, by the task's number.
pub(super) struct Hearing<T>(Arc<Mutex<Vec<Option<T>>>>);

impl<T: Send + 'static> Hearing<T> {
    /// Asks about each task of what `opened` holds. The ticket is held until all are through.
    pub(super) fn begin<O, F>(
        runtime: &Runtime,
        ticket: &Ticket,
        opened: &Arc<O>,
        tasks: impl Iterator<Item = usize>,
        ask: impl Fn(Arc<Asker>, Arc<O>, usize) -> F,
    ) -> Self
    where
        F: Future<Output = Option<T>> + Send + 'static,
    {
        let heard = Arc::new(Mutex::new(Vec::new()));
        for task in tasks {
            let (ticket, list) = (ticket.clone(), Arc::clone(&heard));
            let asked = ask(Arc::clone(runtime.asker()), Arc::clone(opened), task);
            runtime.spawn(async move {
                // With the future goes its hold on the document, which has to be free before the ticket says so.
                let answer = asked.await;
                let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
                if list.len() <= task {
                    list.resize_with(task + 1, || None);
                }
                list[task] = answer;
                drop(list);
                drop(ticket);
            });
        }
        Hearing(heard)
    }

    /// What was heard, once the ticket is gone.
    pub(super) fn take(self) -> Vec<Option<T>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Runs tasks beside one another and gives what each came to, in their order; `None` when the asker has halted before all
/// were through.
pub(super) fn run_all<T: Send + 'static, F>(
    runtime: &Runtime,
    tasks: impl IntoIterator<Item = F>,
) -> Option<Vec<T>>
where
    F: Future<Output = Option<T>> + Send + 'static,
{
    let (sender, receiver) = mpsc::channel();
    let mut results: Vec<Option<T>> = Vec::new();
    for (index, task) in tasks.into_iter().enumerate() {
        let sender = sender.clone();
        results.push(None);
        runtime.spawn(async move {
            // The receiver is here until all tasks have ended.
            let _ = sender.send((index, task.await));
        });
    }
    drop(sender);
    for (index, result) in receiver {
        results[index] = result;
    }
    results.into_iter().collect()
}

/// What the answers of a run took, and those that led nowhere.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) used: Used,
    wasted: Vec<Key>,
}

impl Tally {
    /// Counts the answers of one task.
    pub(super) fn add<C>(&mut self, told: &mut Told<C>) {
        self.used += told.used;
        self.wasted.append(&mut told.wasted);
    }

    /// Adds another one.
    pub(super) fn join(&mut self, other: Tally) {
        self.used += other.used;
        self.wasted.extend(other.wasted);
    }

    /// Lets the next run ask again what led nowhere in this one.
    pub(super) fn forget_wasted(&mut self, asker: &Asker) {
        asker.forget(std::mem::take(&mut self.wasted));
    }
}

/// Who is asked, for the user: documents leave this computer, or do not.
pub(super) fn destination(settings: &ModelSettings, sent: &str) -> String {
    let target = &settings.target;
    let host = host_of(&target.base_url);
    format!("asking {}:{} at {host}, which is sent {sent}", target.service.as_str(), target.model)
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
    Receipt {
        requests: used.answers,
        tokens_in: used.tokens_in,
        tokens_out: used.tokens_out,
        cost_usd: price.map(|price| used.cost(price)),
        settings: receipt.settings.clone(),
    }
}
