//! One request's way in and out: waits for room, money and time, and counts what came of it.

use super::{Asker, Halt, NoAnswer, lock};
use crate::engine::llm::client::Sent;
use crate::engine::llm::exchange::{Answer, Fault, Key, Question, Urgency};
use crate::run::gate::Pass;
use crate::run::journal::Spent;
use crate::run::limits::{Leave, Window};
use std::time::{Duration, Instant};

impl Asker {
    /// Waits for room, money and time to send; gives what is set aside for the request.
    pub(super) async fn enter(&self, question: &Question, urgency: Urgency) -> Result<Began, NoAnswer> {
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
    pub(super) async fn rest(&self, time: Duration) -> Result<(), NoAnswer> {
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
    pub(super) fn settle(&self, began: &Began, sent: Sent) -> Result<Answer, Fault> {
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
    pub(super) fn judge(&self, key: Key) -> bool {
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

    /// Sends nothing for a while.
    pub(super) fn hold_all(&self, time: Duration) {
        let until = Instant::now() + time;
        let mut held = lock(&self.held_until);
        if held.is_none_or(|known| known < until) {
            *held = Some(until);
        }
    }
}

/// A request that was let in.
#[derive(Debug)]
pub(super) struct Began {
    pub(super) at: Instant,
    pub(super) most: Spent,
    /// Its room among those in flight, free when this is dropped.
    _pass: Pass,
}
