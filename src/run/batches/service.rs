//! What batches say to their service, for as long as it takes: makes a batch, finds one again, waits. Decides as
//! [`recovery`](crate::run::recovery) does after a fault.

use super::BatchError;
use crate::engine::llm::batch::{BatchApi, Sought, creation, form, safe};
use crate::engine::llm::client::{Body, Client};
use crate::engine::llm::exchange::Fault;
use crate::run::ledger::Batch;
use crate::run::recovery::{RequestStep, after_fault};
use serde_json::Value;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A service that takes batches.
#[derive(Debug)]
pub(super) struct BatchService<'a> {
    pub(super) api: BatchApi,
    pub(super) client: Client,
    /// The user's wish to stop.
    stop: &'a AtomicBool,
    runtime: tokio::runtime::Runtime,
}

impl<'a> BatchService<'a> {
    /// # Errors
    /// When the system gives no timer.
    pub(super) fn new(api: BatchApi, client: Client, stop: &'a AtomicBool) -> Result<Self, BatchError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| BatchError::Stopped(error.to_string()))?;
        Ok(Self { api, client, stop, runtime })
    }

    /// Runs one exchange to its end.
    pub(super) fn run<T>(&self, exchange: impl Future<Output = T>) -> T {
        self.runtime.block_on(exchange)
    }

    /// Makes a batch; gives the service's id of it. `known` are ids of others.
    ///
    /// # Errors
    /// When the service does not make one, or the user stops.
    pub(super) fn create(
        &self,
        batch: &Batch,
        known: &[String],
        items: Vec<u8>,
    ) -> Result<String, BatchError> {
        let name = &batch.name;
        let body: Body = match self.api {
            BatchApi::OpenAi => {
                let file = self.insist(|| self.client.call(self.api, "/files", Some(form(name, &items))))?;
                let file = file.get("id").and_then(Value::as_str).and_then(safe);
                let file =
                    file.ok_or_else(|| BatchError::Stopped("the service took no file of questions".into()))?;
                ("application/json".to_owned(), creation(file, name))
            }
            BatchApi::Anthropic => {
                ("application/json".to_owned(), [b"{\"requests\":[", &items[..], b"]}"].concat())
            }
        };
        drop(items);
        let mut tries = 0;
        loop {
            tries += 1;
            let fault = match self.runtime.block_on(self.client.call(
                self.api,
                self.api.path(),
                Some(body.clone()),
            )) {
                Ok(made) => {
                    let id = made.get("id").and_then(Value::as_str).and_then(safe);
                    return id
                        .map(str::to_owned)
                        .ok_or_else(|| BatchError::Stopped("the service made no batch".into()));
                }
                Err(fault) => fault,
            };
            // Nobody knows whether it was made: look before sending it again.
            if matches!(fault, Fault::Broken { .. })
                && let Some(id) = self.find(batch, known)?
            {
                return Ok(id);
            }
            self.rest_after(&fault, tries)?;
        }
    }

    /// The id of a batch that was about to be sent, if the service has it. `known` are ids of others.
    ///
    /// # Errors
    /// When the service does not answer, or the user stops.
    pub(super) fn find(&self, batch: &Batch, known: &[String]) -> Result<Option<String>, BatchError> {
        // A batch that was just made is among the first.
        const MOST_PAGES: usize = 20;
        let sought =
            Sought { name: &batch.name, questions: batch.most.requests, intended_s: batch.intended_s, known };
        let mut path = self.api.list_path(None);
        for _ in 0..MOST_PAGES {
            // A service without a list has to be believed.
            let Some(page) = self.get(&path)? else { break };
            match self.api.find(&page, sought) {
                Ok(id) => return Ok(Some(id)),
                Err(Some(last)) => path = self.api.list_path(Some(&last)),
                Err(None) => break,
            }
        }
        Ok(None)
    }

    /// What lies at an address; `None` when nothing does.
    ///
    /// # Errors
    /// When the service does not answer, or the user stops.
    pub(super) fn get(&self, path: &str) -> Result<Option<Value>, BatchError> {
        self.insist(|| async {
            match self.client.call(self.api, path, None).await {
                Ok(value) => Ok(Some(value)),
                Err(Fault::Missing { .. }) => Ok(None),
                Err(fault) => Err(fault),
            }
        })
    }

    /// Calls until there is an answer, as recovery decides.
    fn insist<T, F: Future<Output = Result<T, Fault>>>(&self, call: impl Fn() -> F) -> Result<T, BatchError> {
        let mut tries = 0;
        loop {
            match self.runtime.block_on(call()) {
                Ok(value) => return Ok(value),
                Err(fault) => {
                    tries += 1;
                    self.rest_after(&fault, tries)?;
                }
            }
        }
    }

    /// Waits before another try, if recovery allows one.
    ///
    /// # Errors
    /// When it does not, or the user stops.
    pub(super) fn rest_after(&self, fault: &Fault, tries: u32) -> Result<(), BatchError> {
        match after_fault(fault, tries) {
            RequestStep::Wait { ms } | RequestStep::HoldAll { ms } => self.rest(Duration::from_millis(ms)),
            RequestStep::GiveUp { reason } | RequestStep::Stop { reason } => Err(BatchError::Stopped(reason)),
        }
    }

    /// Waits.
    ///
    /// # Errors
    /// When the user stops.
    pub(super) fn rest(&self, time: Duration) -> Result<(), BatchError> {
        const LOOK_AT_STOP: Duration = Duration::from_millis(50);
        let until = Instant::now() + time;
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(BatchError::Interrupted);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(LOOK_AT_STOP));
        }
    }
}
