//! How much may be spent, how fast, and how much at once. Pure state: no clock (the time is handed in) and no waiting,
//! so that tables can test it. [`Purse`] never lets a request start that could pass a budget; [`Pace`] spreads requests
//! over the minute; [`Window`] is the number of requests in flight, which grows while the server answers and halves when it
//! asks for patience; [`Health`] tells a failed request from a server that is down.

use super::journal::Spent;
use super::price::Price;
use crate::engine::llm::exchange::Key;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Hard limits; `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Budgets {
    /// Requests, failed ones too.
    pub requests: Option<u64>,
    /// Tokens sent and received.
    pub tokens: Option<u64>,
    /// US dollars, with the price they are counted by.
    pub cost: Option<(f64, Price)>,
}

/// A budget by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BudgetName {
    /// `--max-requests`
    Requests,
    /// `--max-tokens`
    Tokens,
    /// `--max-cost`
    Cost,
}

impl BudgetName {
    /// The flag that sets it.
    pub fn flag(self) -> &'static str {
        match self {
            BudgetName::Requests => "--max-requests",
            BudgetName::Tokens => "--max-tokens",
            BudgetName::Cost => "--max-cost",
        }
    }
}

/// Whether a request may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// It may, and what it can use at most is set aside.
    Go,
    /// Not while so many are in flight.
    Later,
    /// Not within this budget.
    Never(BudgetName),
}

/// What was spent, what is set aside for requests in flight, and what both must not pass.
#[derive(Debug)]
pub struct Purse {
    budgets: Budgets,
    spent: Spent,
    aside: Spent,
}

impl Purse {
    /// A purse from which so much was spent already.
    pub fn new(budgets: Budgets, spent: Spent) -> Self {
        Self { budgets, spent, aside: Spent::default() }
    }

    /// What was spent.
    pub fn spent(&self) -> Spent {
        self.spent
    }

    /// Asks leave for a request that uses `most` at most.
    pub fn ask(&mut self, most: Spent) -> Leave {
        let mut all = self.spent;
        all += most;
        if let Some(name) = self.passed(all) {
            // What is in flight may use less than was set aside for it; but what was spent is spent.
            return Leave::Never(name);
        }
        all += self.aside;
        if self.passed(all).is_some() {
            return Leave::Later;
        }
        self.aside += most;
        Leave::Go
    }

    /// Sets aside what is in flight already, within the budgets or not.
    pub fn set_aside(&mut self, most: Spent) {
        self.aside += most;
    }

    /// Puts in place of what was set aside for a request what it used.
    pub fn settle(&mut self, most: Spent, used: Spent) {
        self.aside.requests = self.aside.requests.saturating_sub(most.requests);
        self.aside.tokens_in = self.aside.tokens_in.saturating_sub(most.tokens_in);
        self.aside.tokens_out = self.aside.tokens_out.saturating_sub(most.tokens_out);
        self.spent += used;
    }

    fn passed(&self, spent: Spent) -> Option<BudgetName> {
        let budgets = &self.budgets;
        if budgets.requests.is_some_and(|most| spent.requests > most) {
            Some(BudgetName::Requests)
        } else if budgets.tokens.is_some_and(|most| spent.tokens_in + spent.tokens_out > most) {
            Some(BudgetName::Tokens)
        } else if budgets.cost.is_some_and(|(most, price)| price.of(spent) > most) {
            Some(BudgetName::Cost)
        } else {
            None
        }
    }
}

/// Spreads requests and tokens over the minute. Each request is given the time at which it may start.
#[derive(Debug, Default)]
pub struct Pace {
    requests: Rate,
    tokens: Rate,
}

/// How much of a minute's allowance may come at once, in seconds of it.
const BURST: Duration = Duration::from_secs(1);

/// The generic cell rate algorithm: `next` moves on by each request's share of the minute.
#[derive(Debug, Default)]
struct Rate {
    per_minute: Option<f64>,
    is_fixed: bool,
    next: Option<Instant>,
}

impl Pace {
    /// A pace with limits that the user set; what the server says does not loosen them.
    pub fn new(requests_per_minute: Option<u64>, tokens_per_minute: Option<u64>) -> Self {
        let rate = |limit: Option<u64>| Rate {
            per_minute: limit.map(|limit| limit as f64),
            is_fixed: limit.is_some(),
            next: None,
        };
        Self { requests: rate(requests_per_minute), tokens: rate(tokens_per_minute) }
    }

    /// Takes on what the server says it allows.
    pub fn learn(&mut self, requests_per_minute: Option<u64>, tokens_per_minute: Option<u64>) {
        for (rate, limit) in
            [(&mut self.requests, requests_per_minute), (&mut self.tokens, tokens_per_minute)]
        {
            if let Some(limit) = limit.filter(|&limit| limit > 0 && !rate.is_fixed) {
                rate.per_minute = Some(limit as f64);
            }
        }
    }

    /// When a request with so many tokens may start; counts it as started then.
    pub fn admit(&mut self, now: Instant, tokens: u64) -> Instant {
        self.requests.admit(now, 1.0).max(self.tokens.admit(now, tokens as f64))
    }
}

impl Rate {
    fn admit(&mut self, now: Instant, amount: f64) -> Instant {
        let Some(per_minute) = self.per_minute else { return now };
        let share = Duration::from_secs_f64((60.0 * amount / per_minute).min(3600.0));
        let earliest = now.checked_sub(BURST).unwrap_or(now);
        let next = self.next.unwrap_or(earliest).max(earliest);
        self.next = Some(next + share);
        // The burst is used up when `next` has reached the present.
        (next + share.min(BURST)).max(now)
    }
}

/// How many requests may be in flight.
#[derive(Debug)]
pub struct Window {
    size: f64,
    most: f64,
    /// Whether the server has ever asked for patience: from then on the window grows by one a round.
    was_busy: bool,
    /// Answers to requests that were out when the window halved do not halve it again.
    halved_at: Option<Instant>,
}

impl Window {
    /// A window that may grow to `most`.
    pub fn new(most: usize) -> Self {
        // As many at once as nearly every server takes; more when it has answered as many.
        const FIRST: usize = 64;
        Self { size: most.clamp(1, FIRST) as f64, most: most.max(1) as f64, was_busy: false, halved_at: None }
    }

    /// Requests that may be in flight.
    pub fn size(&self) -> usize {
        self.size as usize
    }

    /// The server answered.
    pub fn answered(&mut self) {
        let step = if self.was_busy { 1.0 / self.size } else { 1.0 };
        self.size = (self.size + step).min(self.most);
    }

    /// The server is down: one request at a time tries whether it is back, and then the window grows as at first.
    pub fn narrow(&mut self) {
        self.size = 1.0;
    }

    /// The server asked for patience, in answer to a request sent at `sent`.
    pub fn was_busy(&mut self, sent: Instant, now: Instant) {
        if self.halved_at.is_none_or(|halved| sent > halved) {
            self.size = (self.size / 2.0).max(1.0);
            self.halved_at = Some(now);
        }
        self.was_busy = true;
    }
}

/// How the server does as a whole.
#[derive(Debug, Default)]
pub struct Health {
    /// Whether it has ever answered.
    has_answered: bool,
    /// Questions that failed since anything was heard of it; more than two are not told apart.
    failed: BTreeSet<Key>,
    failures: u32,
    /// Questions that were given up since then.
    given_up: u32,
}

/// From so many failures in a row, of at least two questions, the server counts as down.
const FAILURES_OF_A_SERVER: u32 = 6;

/// From so many questions given up in a row, it is not the questions.
const GIVEN_UP_FOR_A_SERVER: u32 = 8;

impl Health {
    /// The server gave an answer, or has given one before.
    pub fn answered(&mut self) {
        self.has_answered = true;
        self.heard();
    }

    /// The server gave a sign of life.
    pub fn heard(&mut self) {
        self.failed.clear();
        self.failures = 0;
        self.given_up = 0;
    }

    /// A request failed. Whether the server seems to be down, so that the question is not to blame.
    pub fn failed(&mut self, key: Key) -> bool {
        self.failures = self.failures.saturating_add(1);
        if self.failed.len() < 2 {
            self.failed.insert(key);
        }
        self.failed.len() >= 2 && self.failures >= FAILURES_OF_A_SERVER
    }

    /// A question was given up. Whether the run should be given up with it.
    pub fn gave_up(&mut self) -> bool {
        self.given_up += 1;
        !self.has_answered || self.given_up >= GIVEN_UP_FOR_A_SERVER
    }

    /// How long to wait before the next try at a server that is down: longer each time, up to 15 s.
    pub fn pause(&self) -> Duration {
        let steps = self.failures.saturating_sub(FAILURES_OF_A_SERVER) / 2;
        Duration::from_millis((500_u64 << steps.min(5)).min(15_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(tokens_in: u64, tokens_out: u64) -> Spent {
        Spent { requests: 1, tokens_in, tokens_out }
    }

    #[test]
    fn a_purse_waits_for_what_is_in_flight_and_then_says_no() {
        let mut purse = Purse::new(Budgets { tokens: Some(100), ..Budgets::default() }, Spent::default());
        assert_eq!(purse.ask(tokens(40, 20)), Leave::Go);
        assert_eq!(purse.ask(tokens(40, 20)), Leave::Later);
        purse.settle(tokens(40, 20), tokens(20, 10));
        assert_eq!(purse.ask(tokens(40, 20)), Leave::Go);
        purse.settle(tokens(40, 20), tokens(30, 10));
        assert_eq!(purse.ask(tokens(31, 0)), Leave::Never(BudgetName::Tokens));
        assert_eq!(purse.ask(tokens(30, 0)), Leave::Go);
        assert_eq!(purse.spent(), Spent { requests: 2, tokens_in: 50, tokens_out: 20 });
    }

    #[test]
    fn costs_and_requests_are_limits_too() {
        let price = Price { input: 1.0, output: 10.0 };
        let budgets = Budgets { requests: Some(2), cost: Some((0.01, price)), tokens: None };
        let mut purse = Purse::new(budgets, Spent { requests: 1, ..Spent::default() });
        assert_eq!(purse.ask(tokens(1000, 901)), Leave::Never(BudgetName::Cost));
        assert_eq!(purse.ask(tokens(1000, 900)), Leave::Go);
        assert_eq!(purse.ask(tokens(1, 1)), Leave::Later);
        purse.settle(tokens(1000, 900), tokens(0, 0));
        assert_eq!(purse.ask(tokens(1, 1)), Leave::Never(BudgetName::Requests));
    }

    proptest! {
        #[test]
        fn no_order_of_requests_passes_a_budget(
            steps in prop::collection::vec((1u64..50, 0u64..50, 0u64..100, any::<bool>()), 0..60), budget in 0u64..500
        ) {
            let mut purse = Purse::new(Budgets { tokens: Some(budget), ..Budgets::default() }, Spent::default());
            let mut in_flight: Vec<(Spent, u64)> = Vec::new();
            for (most_in, most_out, share, ends) in steps {
                if purse.ask(tokens(most_in, most_out)) == Leave::Go {
                    in_flight.push((tokens(most_in, most_out), share));
                }
                if ends && let Some((most, share)) = in_flight.pop() {
                    purse.settle(most, tokens(most.tokens_in * share / 100, most.tokens_out * share / 100));
                }
                let possible: u64 = in_flight.iter().map(|(most, _)| most.tokens_in + most.tokens_out).sum();
                let spent = purse.spent();
                prop_assert!(spent.tokens_in + spent.tokens_out + possible <= budget);
            }
        }
    }

    #[test]
    fn the_pace_allows_a_burst_and_then_spreads() {
        let start = Instant::now();
        let mut pace = Pace::new(Some(600), None);
        let waits: Vec<u128> = (0..13).map(|_| (pace.admit(start, 1) - start).as_millis()).collect();
        assert_eq!(waits[..10], [0; 10]);
        assert_eq!(waits[10..], [100, 200, 300]);
        let later = start + Duration::from_secs(60);
        assert_eq!(pace.admit(later, 1), later);
        pace.learn(Some(6_000_000), Some(60));
        assert_eq!(pace.requests.per_minute, Some(600.0));
        pace.admit(later, 10);
        assert!(pace.admit(later, 1) >= later + Duration::from_secs(9));
    }

    #[test]
    fn the_window_halves_once_a_round_and_grows_back() {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let mut window = Window::new(500);
        assert_eq!(window.size(), 64);
        (0..64).for_each(|_| window.answered());
        assert_eq!(window.size(), 128);
        for sent in 0..20 {
            window.was_busy(at(sent), at(100));
        }
        assert_eq!(window.size(), 64);
        window.was_busy(at(101), at(200));
        assert_eq!(window.size(), 32);
        (0..33).for_each(|_| window.answered());
        assert_eq!(window.size(), 33);
        (0..100).for_each(|n| window.was_busy(at(1000 + 2 * n), at(1001 + 2 * n)));
        assert_eq!(window.size(), 1);
        assert_eq!(Window::new(3).size(), 3);
    }

    #[test]
    fn one_bad_question_is_no_bad_server() {
        let mut health = Health::default();
        assert!((0..200).all(|_| !health.failed(Key([1; 32]))));
        health.answered();
        let down: Vec<bool> = (0..8_u8).map(|n| health.failed(Key([n; 32]))).collect();
        assert_eq!(down, [false, false, false, false, false, true, true, true]);
        let mut over = (0..8).map(|_| health.gave_up());
        assert!(over.by_ref().take(7).all(|is_over| !is_over));
        assert_eq!(over.next(), Some(true));
        health.heard();
        assert!(!health.failed(Key([1; 32])) && !health.gave_up());
        assert!(Health::default().gave_up(), "a server that never answered anything");
    }
}
