//! Has questions answered ahead, in batches, for less money and within a day. Takes questions, hands them over in large
//! bodies, waits a while, and takes the answers into the journal, where the run that asks one by one then finds them. The
//! [`ledger`](super::ledger) knows what is under way, so that the same command goes on with it instead of sending it twice.

use super::journal::Spent;
use super::ledger::{Batch, Ledger, Standing};
use super::limits::{Budgets, Leave, Price, Purse};
use super::recovery::{RequestStep, after_fault};
use crate::engine::llm::batch::{BatchApi, PRICE_SHARE, Sought, Stage, creation, form, hex, safe};
use crate::engine::llm::client::{Body, Client};
use crate::engine::llm::exchange::{Fault, Key, Question};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// A batch is sent when it has so many bytes; services take several times as many, memory should not.
const FULL_BYTES: usize = 24 << 20;

/// Or so many questions.
const FULL_QUESTIONS: usize = 10_000;

/// A question that came back unanswered so often is asked alone.
const MOST_TRIES: u32 = 3;

/// Why batches came to no end.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The user stopped the run.
    #[error("interrupted")]
    Interrupted,
    /// For this reason, in words for the user.
    #[error("{0}")]
    Stopped(String),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] rusqlite::Error),
}

/// How far batches are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    /// Batches under way.
    pub batches: u64,
    /// Questions in them.
    pub questions: u64,
    /// How many of those are done.
    pub done: u64,
}

/// The batches of one journal.
#[derive(Debug)]
pub struct Batches<'a> {
    api: BatchApi,
    client: Client,
    ledger: Ledger,
    budgets: Budgets,
    stop: &'a AtomicBool,
    runtime: tokio::runtime::Runtime,
    draft: Draft,
    purse: Purse,
    /// The budget that a question did not fit into, if one did not.
    short_of: Option<&'static str>,
    /// What was done, in plain sentences, since they were taken last.
    notices: Vec<String>,
}

/// A batch that is being filled.
#[derive(Debug, Default)]
struct Draft {
    items: Vec<u8>,
    keys: Vec<Key>,
    known: HashSet<Key>,
    most: Spent,
}

impl<'a> Batches<'a> {
    /// Goes on with the batches of a ledger.
    ///
    /// # Errors
    /// When the ledger cannot be read or the system gives no timer.
    pub fn new(
        api: BatchApi,
        client: Client,
        ledger: Ledger,
        budgets: Budgets,
        stop: &'a AtomicBool,
    ) -> Result<Self, BatchError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| BatchError::Stopped(error.to_string()))?;
        let purse = Purse::new(Budgets::default(), Spent::default());
        let (draft, short_of, notices) = (Draft::default(), None, Vec::new());
        let mut batches =
            Self { api, client, ledger, budgets, stop, runtime, draft, purse, short_of, notices };
        batches.count_anew()?;
        Ok(batches)
    }

    /// What was done since this was asked last, in plain sentences.
    pub fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// Begins a round: what is under way is set aside, and nothing is short yet.
    fn count_anew(&mut self) -> Result<(), BatchError> {
        let (spent, batched) = self.ledger.spent()?;
        self.purse = Purse::new(at_batch_price(self.budgets, spent, batched), spent);
        for batch in self.ledger.batches()? {
            // It is sent; the budget may have been lowered since.
            self.purse.set_aside(batch.most);
        }
        self.short_of = None;
        Ok(())
    }

    /// Whether a question needs nothing more from here: it is answered, under way, or better asked alone.
    fn is_settled(&self, key: Key) -> Result<bool, BatchError> {
        Ok(match self.ledger.standing(key)? {
            Standing::Answered | Standing::UnderWay => true,
            Standing::Open { tries } => tries >= MOST_TRIES || self.draft.known.contains(&key),
        })
    }

    /// Takes a question on, unless it needs nothing more or no budget has room for it; sends the batch when it is full.
    ///
    /// # Errors
    /// When the batch cannot be sent or the ledger not be written.
    pub fn offer(&mut self, question: &Question) -> Result<(), BatchError> {
        let target = self.client.target();
        let key = question.key(target.service, &target.model);
        if self.is_settled(key)? {
            return Ok(());
        }
        let most = Spent {
            requests: 1,
            tokens_in: self.client.request_bytes(question) as u64,
            tokens_out: u64::from(question.most_output),
        };
        match self.purse.ask(most) {
            Leave::Go => {}
            Leave::Later => return Ok(()),
            Leave::Never(budget) => {
                self.short_of.get_or_insert(budget.flag());
                return Ok(());
            }
        }
        let item = self.api.item(key, &self.client.body(question));
        if !self.draft.keys.is_empty() {
            self.draft.items.extend_from_slice(self.api.separator());
        }
        self.draft.items.extend_from_slice(&item);
        self.draft.keys.push(key);
        self.draft.known.insert(key);
        self.draft.most += most;
        if self.draft.items.len() >= FULL_BYTES || self.draft.keys.len() >= FULL_QUESTIONS {
            self.send()?;
        }
        Ok(())
    }

    /// Sends what was taken on.
    ///
    /// # Errors
    /// When it cannot be sent or written down.
    pub fn send(&mut self) -> Result<(), BatchError> {
        let draft = std::mem::take(&mut self.draft);
        if draft.keys.is_empty() {
            return Ok(());
        }
        let name = self.name(&draft.keys)?;
        let batch = Batch { name, id: None, most: draft.most, intended_s: now_s() };
        // First written down, then sent: a run that is killed in between looks for it.
        self.ledger.intend(&batch, &draft.keys)?;
        let id = match self.create(&batch, draft.items) {
            Ok(id) => id,
            Err(error @ BatchError::Stopped(_)) => {
                self.ledger.drop_batch(&batch.name)?;
                return Err(error);
            }
            Err(error) => return Err(error),
        };
        self.ledger.sent(&batch.name, &id)?;
        self.notices.push(format!("batch {id}: {} questions handed over", draft.keys.len()));
        Ok(())
    }

    /// Of what is in it, and of how often that was tried.
    fn name(&self, keys: &[Key]) -> Result<String, BatchError> {
        let mut hash = Sha256::new();
        for key in keys {
            hash.update(key.0);
            if let Standing::Open { tries } = self.ledger.standing(*key)? {
                hash.update(tries.to_le_bytes());
            }
        }
        Ok(hex(Key(hash.finalize().into())))
    }

    fn create(&self, batch: &Batch, items: Vec<u8>) -> Result<String, BatchError> {
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
                && let Some(id) = self.find(batch)?
            {
                return Ok(id);
            }
            self.rest_after(&fault, tries)?;
        }
    }

    /// The id of a batch that was about to be sent, if the service has it.
    fn find(&self, batch: &Batch) -> Result<Option<String>, BatchError> {
        // A batch that was just made is among the first.
        const MOST_PAGES: usize = 20;
        let known: Vec<String> = self.ledger.batches()?.into_iter().filter_map(|batch| batch.id).collect();
        let sought = Sought {
            name: &batch.name,
            questions: batch.most.requests,
            intended_s: batch.intended_s,
            known: &known,
        };
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
    fn get(&self, path: &str) -> Result<Option<Value>, BatchError> {
        self.insist(|| async {
            match self.client.call(self.api, path, None).await {
                Ok(value) => Ok(Some(value)),
                Err(Fault::Missing { .. }) => Ok(None),
                Err(fault) => Err(fault),
            }
        })
    }

    /// Looks after every batch once: those that are through are taken into the journal. Gives how far the others are.
    ///
    /// # Errors
    /// When the service does not answer, the key or the journal fails, or the user stops.
    pub fn look(&mut self) -> Result<Standings, BatchError> {
        let mut standings = Standings::default();
        for batch in self.ledger.batches()? {
            let Some(id) = self.identify(&batch)? else { continue };
            let Some(said) = self.get(&format!("{}/{id}", self.api.path()))? else {
                self.lose(&batch, &id)?;
                continue;
            };
            match self.api.read_stage(&said) {
                Some(Stage::Ended { results, litter }) => self.collect(&batch, &id, &results, &litter)?,
                Some(Stage::TurnedDown { reason }) => {
                    self.ledger.drop_batch(&batch.name)?;
                    return Err(BatchError::Stopped(format!(
                        "the service did not take batch {id} on: {reason}"
                    )));
                }
                Some(Stage::UnderWay { done }) => {
                    standings.batches += 1;
                    standings.questions += batch.most.requests;
                    standings.done += done;
                }
                None => return Err(BatchError::Stopped(format!("the service says nothing of batch {id}"))),
            }
        }
        Ok(standings)
    }

    /// Gives up a batch that the service does not know, unless it knows of no batches at all: then it is another service.
    fn lose(&mut self, batch: &Batch, id: &str) -> Result<(), BatchError> {
        if self.get(&self.api.list_path(None))?.is_none() {
            return Err(BatchError::Stopped(format!(
                "the service knows neither batch {id} nor any other; check --engine and --base-url"
            )));
        }
        self.ledger.lose(batch)?;
        self.notices.push(format!(
            "batch {id}: the service has it no more; its {} questions are handed over again",
            batch.most.requests
        ));
        Ok(())
    }

    /// The id of a batch; one that nobody knows of was never sent.
    fn identify(&mut self, batch: &Batch) -> Result<Option<String>, BatchError> {
        if let Some(id) = &batch.id {
            return Ok(Some(id.clone()));
        }
        let found = self.find(batch)?;
        match &found {
            Some(id) => {
                self.ledger.sent(&batch.name, id)?;
                self.notices.push(format!("batch {id}: found again"));
            }
            None => self.ledger.drop_batch(&batch.name)?,
        }
        Ok(found)
    }

    fn collect(
        &mut self,
        batch: &Batch,
        id: &str,
        results: &[String],
        litter: &[String],
    ) -> Result<(), BatchError> {
        let mut tries = 0;
        loop {
            let (api, client) = (self.api, &self.client);
            let mut settling = self.ledger.settle()?;
            let mut failed = Ok(());
            let mut unable = None;
            let fetched = self.runtime.block_on(async {
                for path in results {
                    let take = |line: &[u8]| match api.read_result(line) {
                        Some((key, Ok(answer))) if failed.is_ok() => {
                            failed = settling.keep(&batch.name, key, &answer)
                        }
                        Some((_, Err(fault @ Fault::Unable(_)))) => unable = Some(fault),
                        _ => {}
                    };
                    match client.fetch_lines(api, path, take).await {
                        // Results that are gone leave their questions open.
                        Ok(()) | Err(Fault::Missing { .. }) => {}
                        Err(fault) => return Err(fault),
                    }
                }
                Ok(())
            });
            failed?;
            if let Err(fault) = fetched {
                drop(settling);
                tries += 1;
                self.rest_after(&fault, tries)?;
                continue;
            }
            let (answered, open) = settling.finish(batch)?;
            if let Some(fault) = unable {
                self.client.learn_from(&fault);
            }
            self.notices.push(match open {
                0 => format!("batch {id}: {} answers taken in", answered),
                open => format!("batch {id}: {} answers taken in, {open} unanswered", answered),
            });
            // Without any answer of ours it may be somebody else's batch.
            for path in litter.iter().filter(|_| answered > 0) {
                // The documents' words need not lie with the service any longer; if they do, nothing is lost.
                let _ = self.runtime.block_on(self.client.delete(self.api, path));
            }
            return Ok(());
        }
    }

    /// Waits until no batch is under way, at most until `deadline`; gives how far they are then.
    ///
    /// # Errors
    /// As [`look`](Self::look).
    pub fn wait(&mut self, deadline: Instant) -> Result<Standings, BatchError> {
        const LONGEST_PAUSE: Duration = Duration::from_secs(30);
        let mut pause = Duration::from_millis(250);
        loop {
            let standings = self.look()?;
            let left = deadline.saturating_duration_since(Instant::now());
            if standings.batches == 0 || left.is_zero() {
                self.count_anew()?;
                return Ok(standings);
            }
            self.rest(pause.min(left))?;
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }

    /// The flag of the budget that kept a question out in this round, if one did.
    pub fn short_of(&self) -> Option<&'static str> {
        self.short_of
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

    fn rest_after(&self, fault: &Fault, tries: u32) -> Result<(), BatchError> {
        match after_fault(fault, tries) {
            RequestStep::Wait { ms } | RequestStep::HoldAll { ms } => self.rest(Duration::from_millis(ms)),
            RequestStep::GiveUp { reason } | RequestStep::Stop { reason } => Err(BatchError::Stopped(reason)),
        }
    }

    fn rest(&self, time: Duration) -> Result<(), BatchError> {
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

/// Seconds since 1970, for comparing with what a service says. A clock that is far off finds no batch again.
fn now_s() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// A price as batches have it.
pub fn batch_price(price: Price) -> Price {
    Price { input: price.input * PRICE_SHARE, output: price.output * PRICE_SHARE }
}

/// Budgets for a purse that counts everything at the price of batches: what was spent in other ways is paid for in advance.
fn at_batch_price(budgets: Budgets, spent: Spent, batched: Spent) -> Budgets {
    let cost = budgets.cost.map(|(most, price)| {
        let lower = batch_price(price);
        (most - price.of(spent) + price.of(batched) - lower.of(batched) + lower.of(spent), lower)
    });
    Budgets { cost, ..budgets }
}

/// Budgets for a purse that counts everything at the full price: what batches cost less is given back.
pub fn at_full_price(budgets: Budgets, batched: Spent) -> Budgets {
    let cost =
        budgets.cost.map(|(most, price)| (most + price.of(batched) - batch_price(price).of(batched), price));
    Budgets { cost, ..budgets }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_the_same_by_either_price() {
        let price = Price { input: 2.0, output: 8.0 };
        let budgets = Budgets { cost: Some((10.0, price)), ..Budgets::default() };
        let spent = Spent { requests: 9, tokens_in: 1_000_000, tokens_out: 500_000 };
        let batched = Spent { requests: 0, tokens_in: 400_000, tokens_out: 250_000 };
        // 0.6 M in and 0.25 M out at the full price, the rest at half of it.
        let left = 10.0 - (0.6 * 2.0 + 0.25 * 8.0) - (0.4 * 1.0 + 0.25 * 4.0);
        for budgets in [at_batch_price(budgets, spent, batched), at_full_price(budgets, batched)] {
            let (most, price) = budgets.cost.unwrap();
            assert!((most - price.of(spent) - left).abs() < 1e-9, "{budgets:?}");
        }
    }
}
