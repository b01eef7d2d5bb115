//! Questions → answers, whatever happens in between. Tasks on the thread of [`runtime`](super::runtime)
//! [`ask`](Asker::ask), which looks into the journal first, keeps within the limits, sends, waits and sends again as
//! [`recovery`](super::recovery) decides, and keeps what it gets. When no request can fare better any more the asker
//! halts: every task then ends soon, what is in flight is still taken in, and the journal holds all that was paid for.

use super::batches::at_full_price;
use super::gate::{Gate, Pass};
use super::journal::{Journal, Spent};
use super::limits::{Budgets, Health, Leave, Pace, Purse, Window};
use super::recovery::{RequestStep, after_fault};
use crate::engine::llm::client::{Client, Sent};
use crate::engine::llm::exchange::{Answer, Fault, Key, Question, Urgency};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// What an asker keeps to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most requests in flight.
    pub at_once: usize,
    /// Requests a minute, if the user set it.
    pub requests_per_minute: Option<u64>,
    /// Tokens a minute, if the user set it.
    pub tokens_per_minute: Option<u64>,
    /// What may be spent in all.
    pub budgets: Budgets,
    /// How long the server may be down.
    pub patience: Duration,
}

/// Why nothing more is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// The user stopped the run.
    Interrupted,
    /// For this reason, in words for the user.
    Stopped(String),
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// All tries failed, for this reason.
    Failed(String),
    /// The asker has halted.
    Halted,
}

/// Asks a model. Cheap to share.
#[derive(Debug)]
pub struct Asker {
    client: Client,
    journal: Journal,
    gate: Arc<Gate>,
    purse: Mutex<Purse>,
    settled: Notify,
    pace: Mutex<Pace>,
    health: Mutex<Health>,
    patience: Duration,
    /// Nothing is sent before this time.
    held_until: Mutex<Option<Instant>>,
    /// Questions in flight, so that equal ones are asked once.
    asked: Mutex<HashMap<Key, Arc<Notify>>>,
    halt: OnceLock<Halt>,
    halted: Notify,
    sent: AtomicU64,
    found: AtomicU64,
}

/// How often the answer to a question that somebody else has asked is looked for, in case that one gave up.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Poison says that another thread panicked in the middle; these states are whole after every line.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Asker {
    /// An asker that has asked nothing yet.
    pub fn new(client: Client, journal: Journal, limits: Limits) -> Self {
        let spent = journal.spent_before();
        let budgets = at_full_price(limits.budgets, journal.batched_before());
        Self {
            client,
            journal,
            gate: Gate::new(Window::new(limits.at_once)),
            purse: Mutex::new(Purse::new(budgets, spent)),
            settled: Notify::new(),
            pace: Mutex::new(Pace::new(limits.requests_per_minute, limits.tokens_per_minute)),
            health: Mutex::default(),
            patience: limits.patience,
            held_until: Mutex::new(None),
            asked: Mutex::new(HashMap::new()),
            halt: OnceLock::new(),
            halted: Notify::new(),
            sent: AtomicU64::new(0),
            found: AtomicU64::new(0),
        }
    }

    /// Asks nothing more.
    pub fn halt(&self, why: Halt) {
        let _ = self.halt.set(why);
        self.gate.close();
        self.halted.notify_waiters();
        self.settled.notify_waiters();
    }

    /// Waits for the requests in flight: they are paid for.
    pub async fn drain(&self) {
        self.halt(Halt::Interrupted);
        while self.gate.in_flight() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Closes the journal.
    ///
    /// # Errors
    /// When something could not be written into it.
    pub fn close(&self) -> Result<(), String> {
        self.journal.close()
    }

    /// Why nothing more is asked, if so.
    pub fn halted(&self) -> Option<&Halt> {
        self.halt.get()
    }

    /// Requests sent in this run, and answers found in the journal.
    pub fn counts(&self) -> (u64, u64) {
        (self.sent.load(Ordering::Relaxed), self.found.load(Ordering::Relaxed))
    }

    /// What was spent in all runs that share the journal.
    pub fn spent(&self) -> Spent {
        lock(&self.purse).spent()
    }

    /// The key of a question.
    pub fn key(&self, question: &Question) -> Key {
        let target = self.client.target();
        question.key(target.service, &target.model)
    }

    /// Drops answers that led nowhere, so that the next run asks again.
    pub fn forget(&self, keys: Vec<Key>) {
        self.journal.forget(keys);
    }

    /// The answer to a question.
    ///
    /// # Errors
    /// When all tries failed, or nothing more is asked.
    pub async fn ask(&self, question: &Question) -> Result<Answer, NoAnswer> {
        let key = self.key(question);
        loop {
            let other = {
                let mut asked = lock(&self.asked);
                match asked.get(&key) {
                    Some(other) => Arc::clone(other),
                    None => {
                        asked.insert(key, Arc::new(Notify::new()));
                        break;
                    }
                }
            };
            // The same question is in flight: its answer will be in the journal, or it is asked again from here.
            tokio::select! {
                () = other.notified() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
            if self.halted().is_some() {
                return Err(NoAnswer::Halted);
            }
            if let Some(answer) = self.journal.find(&key) {
                self.found.fetch_add(1, Ordering::Relaxed);
                return Ok(answer);
            }
        }
        let answer = match self.journal.find(&key) {
            Some(answer) => {
                self.found.fetch_add(1, Ordering::Relaxed);
                lock(&self.health).answered();
                Ok(answer)
            }
            None => self.send_until_answered(key, question).await,
        };
        if let Some(waiting) = lock(&self.asked).remove(&key) {
            waiting.notify_waiters();
        }
        answer
    }

    async fn send_until_answered(&self, key: Key, question: &Question) -> Result<Answer, NoAnswer> {
        // Tries that count against the question, and since when it has failed.
        let mut tries = 0;
        let mut failing_since: Option<Instant> = None;
        loop {
            // What has failed once has waited already.
            let urgency = if tries == 0 { question.urgency } else { Urgency::FollowsUp };
            let began = self.enter(question, urgency).await?;
            let sent = self.client.send(question).await;
            self.sent.fetch_add(1, Ordering::Relaxed);
            let fault = match self.settle(&began, sent) {
                Ok(answer) => {
                    // An error here is a journal that failed: the next fault, or the end of the run, says so.
                    let _ = self.journal.keep(key, answer.clone()).await;
                    drop(began);
                    // What waits to be sent goes before the reading of this answer.
                    tokio::task::yield_now().await;
                    return Ok(answer);
                }
                Err(fault) => fault,
            };
            let is_server_down = is_of_server(&fault) && self.judge(key);
            let at = began.at;
            drop(began);
            if let Some(failure) = self.journal.failure() {
                self.halt(Halt::Stopped(format!("the journal cannot be written: {failure}")));
            }
            let is_over = failing_since.is_some_and(|since| since.elapsed() >= self.patience);
            failing_since.get_or_insert(at);
            if is_server_down && !is_over {
                // The question is not to blame.
                continue;
            }
            tries += 1;
            match after_fault(&fault, tries) {
                RequestStep::Wait { .. } if is_over => return Err(self.give_up(&fault, fault.to_string())),
                RequestStep::Wait { ms } => {
                    self.rest(Duration::from_millis(ms + ms / 2 * chance(key, tries) / 256)).await?
                }
                RequestStep::HoldAll { ms } => self.hold_all(Duration::from_millis(ms)),
                RequestStep::GiveUp { reason } => return Err(self.give_up(&fault, reason)),
                RequestStep::Stop { reason } => {
                    self.halt(Halt::Stopped(reason));
                    return Err(NoAnswer::Halted);
                }
            }
        }
    }

    /// Leaves a question unanswered; or the whole run, where it is not the question.
    fn give_up(&self, fault: &Fault, reason: String) -> NoAnswer {
        if is_of_server(fault) && lock(&self.health).gave_up() {
            self.halt(Halt::Stopped(format!("the server is down: {fault}")));
            return NoAnswer::Halted;
        }
        NoAnswer::Failed(reason)
    }

    /// Waits for room, money and time to send; gives what is set aside for the request.
    async fn enter(&self, question: &Question, urgency: Urgency) -> Result<Began, NoAnswer> {
        let most = Spent {
            requests: 1,
            tokens_in: self.client.request_bytes(question) as u64,
            tokens_out: u64::from(question.most_output),
        };
        let pass = loop {
            let pass = self.gate.enter(urgency).await.ok_or(NoAnswer::Halted)?;
            let settled = self.settled.notified();
            tokio::pin!(settled);
            settled.as_mut().enable();
            let leave = lock(&self.purse).ask(most);
            match leave {
                Leave::Go => break pass,
                Leave::Later => {
                    drop(pass);
                    settled.await;
                }
                Leave::Never(budget) => {
                    let reason =
                        format!("the next request could pass the budget; raise {} to go on", budget.flag());
                    self.halt(Halt::Stopped(reason));
                    return Err(NoAnswer::Halted);
                }
            }
        };
        // A server counts about a token in four bytes; the pace need not be exact, the budget must.
        let at = lock(&self.pace).admit(Instant::now(), most.tokens_in / 4);
        let waited = async {
            self.rest(at.saturating_duration_since(Instant::now())).await?;
            loop {
                let until = *lock(&self.held_until);
                let Some(wait) = until.and_then(|until| until.checked_duration_since(Instant::now())) else {
                    return Ok(());
                };
                self.rest(wait).await?;
            }
        };
        if let Err(halted) = waited.await {
            lock(&self.purse).settle(most, Spent::default());
            return Err(halted);
        }
        Ok(Began { at: Instant::now(), most, _pass: pass })
    }

    /// Sleeps, unless the asker halts.
    async fn rest(&self, time: Duration) -> Result<(), NoAnswer> {
        let halted = self.halted.notified();
        tokio::pin!(halted);
        halted.as_mut().enable();
        if self.halted().is_some() {
            return Err(NoAnswer::Halted);
        }
        if time.is_zero() {
            return Ok(());
        }
        tokio::select! {
            () = tokio::time::sleep(time) => Ok(()),
            () = halted => Err(NoAnswer::Halted),
        }
    }

    /// Counts what a request has used. One whose end is unknown may be charged for in full.
    fn settle(&self, began: &Began, sent: Sent) -> Result<Answer, Fault> {
        let now = Instant::now();
        let used = match &sent.result {
            Ok(answer) => Spent { requests: 1, tokens_in: answer.tokens_in, tokens_out: answer.tokens_out },
            Err(Fault::Broken { .. }) => began.most,
            Err(_) => Spent { requests: 1, ..Spent::default() },
        };
        lock(&self.purse).settle(began.most, used);
        self.settled.notify_waiters();
        self.journal.count(used);
        let allowance = sent.allowance;
        lock(&self.pace).learn(allowance.requests_per_minute, allowance.tokens_per_minute);
        match &sent.result {
            Ok(_) => {
                lock(&self.health).answered();
                self.gate.resize(Window::answered);
            }
            Err(Fault::Busy { .. }) => {
                lock(&self.health).heard();
                self.gate.resize(|window| window.was_busy(began.at, now));
            }
            Err(_) => {}
        }
        sent.result
    }

    /// Whether the server seems to be down. If so, one request at a time tries whether it is back.
    fn judge(&self, key: Key) -> bool {
        let (is_down, pause) = {
            let mut health = lock(&self.health);
            (health.failed(key), health.pause())
        };
        if is_down {
            self.gate.resize(Window::narrow);
            self.hold_all(pause);
        }
        is_down
    }

    fn hold_all(&self, time: Duration) {
        let until = Instant::now() + time;
        let mut held = lock(&self.held_until);
        if held.is_none_or(|known| known < until) {
            *held = Some(until);
        }
    }
}

/// A request that was let in.
#[derive(Debug)]
struct Began {
    at: Instant,
    most: Spent,
    /// Its room among those in flight, free when this is dropped.
    _pass: Pass,
}

/// Whether a fault may have nothing to do with the question.
fn is_of_server(fault: &Fault) -> bool {
    matches!(fault, Fault::Unreachable { .. } | Fault::Broken { .. } | Fault::Failing { .. })
}

/// 0 to 255, another one for each question and try: waits that differ keep requests from coming back all at once.
fn chance(key: Key, tries: u32) -> u64 {
    u64::from(key.0[tries as usize % key.0.len()])
}
