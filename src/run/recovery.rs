//! What to do after a failed attempt. A pure function: no clock, no state, so that a table can test it.

use std::any::Any;

/// How an attempt at a chunk failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The engine broke off on this text.
    Panicked {
        /// What it said.
        message: String,
    },
}

impl Failure {
    /// The failure behind a caught panic.
    pub fn of_panic(panic: &(dyn Any + Send)) -> Self {
        let message =
            panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Failure::Panicked { message: message.unwrap_or("no message").to_owned() }
    }

    /// Why the passage is unread, for the page.
    pub fn reason(&self) -> String {
        match self {
            Failure::Panicked { message } => {
                format!("the built-in engine could not read this passage ({message})")
            }
        }
    }
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Read the two halves of the chunk on their own, so that only the part that cannot be read is lost.
    Halve,
    /// Leave the chunk unread, for this reason.
    GiveUp {
        /// Shown on the page.
        reason: String,
    },
}

/// Halving a chunk more often than this (into 64 parts) only repeats the failure.
const MOST_HALVINGS: u32 = 6;

/// Decides after a failure. `halvings` counts how often the chunk was halved already, `units` how many sentences it has.
pub fn decide(failure: &Failure, halvings: u32, units: usize) -> Step {
    match failure {
        Failure::Panicked { .. } if units > 1 && halvings < MOST_HALVINGS => Step::Halve,
        Failure::Panicked { .. } => Step::GiveUp { reason: failure.reason() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_narrowed_down_and_then_given_up() {
        let failure = Failure::Panicked { message: "overflow".into() };
        let cases = [(0, 40, true), (5, 2, true), (6, 40, false), (0, 1, false), (0, 0, false)];
        for (halvings, units, halves) in cases {
            assert_eq!(
                decide(&failure, halvings, units) == Step::Halve,
                halves,
                "{halvings} halvings, {units} units"
            );
        }
        assert!(matches!(decide(&failure, 6, 9), Step::GiveUp { reason } if reason.contains("overflow")));
    }
}
