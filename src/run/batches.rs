//! Has questions answered ahead, in batches, for less money and within a day. Takes questions, hands them over in large
//! bodies, waits a while, and takes the answers into the journal, where the run that asks one by one then finds them. The
//! [`ledger`](super::ledger) knows what is under way, so that the same command goes on with it instead of sending it twice.

mod service;

use super::journal::Spent;
use super::ledger::{Batch, Ledger, Standing};
use super::limits::{Budgets, Leave, Purse};
use super::price::at_batch_price;
use crate::engine::llm::batch::{BatchApi, Stage, hex};
use crate::engine::llm::client::Client;
use crate::engine::llm::exchange::{Fault, Key, Question};
use service::BatchService;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::sync::atomic::AtomicBool;
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
    service: BatchService<'a>,
    ledger: Ledger,
    budgets: Budgets,
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
        let service = BatchService::new(api, client, stop)?;
        let purse = Purse::new(Budgets::default(), Spent::default());
        let (draft, short_of, notices) = (Draft::default(), None, Vec::new());
        let mut batches = Self { service, ledger, budgets, draft, purse, short_of, notices };
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
        let target = self.service.client.target();
        let key = question.key(target.service, &target.model);
        if self.is_settled(key)? {
            return Ok(());
        }
        let most = Spent {
            requests: 1,
            tokens_in: self.service.client.request_bytes(question) as u64,
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
        let item = self.service.api.item(key, &self.service.client.body(question));
        if !self.draft.keys.is_empty() {
            self.draft.items.extend_from_slice(self.service.api.separator());
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
        let known = self.known()?;
        let id = match self.service.create(&batch, &known, draft.items) {
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

    /// Ids of batches under way.
    fn known(&self) -> Result<Vec<String>, BatchError> {
        Ok(self.ledger.batches()?.into_iter().filter_map(|batch| batch.id).collect())
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

    /// Looks after every batch once: those that are through are taken into the journal. Gives how far the others are.
    ///
    /// # Errors
    /// When the service does not answer, the key or the journal fails, or the user stops.
    pub fn look(&mut self) -> Result<Standings, BatchError> {
        let mut standings = Standings::default();
        for batch in self.ledger.batches()? {
            let Some(id) = self.identify(&batch)? else { continue };
            let Some(said) = self.service.get(&format!("{}/{id}", self.service.api.path()))? else {
                self.lose(&batch, &id)?;
                continue;
            };
            match self.service.api.read_stage(&said) {
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
                None => {
                    return Err(BatchError::Stopped(format!("the service says nothing of batch {id}")));
                }
            }
        }
        Ok(standings)
    }

    /// Gives up a batch that the service does not know, unless it knows of no batches at all: then it is another service.
    fn lose(&mut self, batch: &Batch, id: &str) -> Result<(), BatchError> {
        if self.service.get(&self.service.api.list_path(None))?.is_none() {
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
        let found = self.service.find(batch, &self.known()?)?;
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
            let (api, client) = (self.service.api, &self.service.client);
            let mut settling = self.ledger.settle()?;
            let mut failed = Ok(());
            let mut unable = None;
            let fetched = self.service.run(async {
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
                self.service.rest_after(&fault, tries)?;
                continue;
            }
            let (answered, open) = settling.finish(batch)?;
            if let Some(fault) = unable {
                self.service.client.learn_from(&fault);
            }
            self.notices.push(match open {
                0 => format!("batch {id}: {} answers taken in", answered),
                open => format!("batch {id}: {} answers taken in, {open} unanswered", answered),
            });
            // Without any answer of ours it may be somebody else's batch.
            for path in litter.iter().filter(|_| answered > 0) {
                // The documents' words need not lie with the service any longer; if they do, nothing is lost.
                let _ = self.service.run(self.service.client.delete(self.service.api, path));
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
            self.service.rest(pause.min(left))?;
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }

    /// The flag of the budget that kept a question out in this round, if one did.
    pub fn short_of(&self) -> Option<&'static str> {
        self.short_of
    }
}

/// Seconds since 1970, for comparing with what a service says. A clock that is far off finds no batch again.
fn now_s() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
