//! What to do after a failed attempt. Pure functions: no clock, no state, so that tables can test them. [`decide`] is
//! for the built-in engine; [`after_fault`] for a request that gave no answer; [`after_answer`] for an answer of a model that
//! cannot be used as it is.

use crate::engine::llm::exchange::Fault;
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

/// What to do after a request that gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestStep {
    /// Send it again after so many milliseconds, and up to half as many more, as chance has it.
    Wait {
        /// The wait.
        ms: u64,
    },
    /// Send it again, and nothing else before, after as long as the server asks, in milliseconds.
    HoldAll {
        /// The wait.
        ms: u64,
    },
    /// Leave this question unanswered.
    GiveUp {
        /// Why, for the page.
        reason: String,
    },
    /// No other request would fare better: stop the run.
    Stop {
        /// Why, for the user.
        reason: String,
    },
}

/// A request that fails on its own is sent so many times.
const MOST_TRIES: u32 = 5;

/// The same of one that the server puts off.
const MOST_TRIES_WHEN_BUSY: u32 = 12;

/// Nobody waits longer than this on a server's word, in milliseconds.
const LONGEST_WAIT_MS: u64 = 15 * 60 * 1000;

/// Decides after a fault. `tries` counts the requests sent for this question while the server was up, this one too.
pub fn after_fault(fault: &Fault, tries: u32) -> RequestStep {
    let growing = |first: u64| first << tries.saturating_sub(1).min(6);
    match fault {
        Fault::Busy { after_ms: Some(ms), .. } if *ms > LONGEST_WAIT_MS => RequestStep::Stop {
            reason: format!(
                "the server asks to wait {} minutes; run the same command again then",
                ms / 60_000
            ),
        },
        Fault::Busy { .. } if tries >= MOST_TRIES_WHEN_BUSY => {
            RequestStep::GiveUp { reason: format!("the server was busy {tries} times in a row") }
        }
        Fault::Busy { after_ms: Some(ms), .. } => RequestStep::HoldAll { ms: *ms },
        Fault::Busy { after_ms: None, .. } => RequestStep::Wait { ms: growing(500).min(30_000) },
        Fault::Unreachable { .. } | Fault::Broken { .. } | Fault::Failing { .. } if tries < MOST_TRIES => {
            RequestStep::Wait { ms: growing(250) }
        }
        Fault::Unreachable { .. } | Fault::Broken { .. } | Fault::Failing { .. } => {
            RequestStep::GiveUp { reason: format!("{fault}, {tries} times in a row") }
        }
        Fault::TurnedDown { .. } => RequestStep::GiveUp { reason: fault.to_string() },
        Fault::OutOfMoney { message } => RequestStep::Stop {
            reason: format!(
                "the service has no money or quota left for this key ({message}); add some and run the same command again"
            ),
        },
        Fault::Denied { message } => {
            RequestStep::Stop { reason: format!("the service turned the key down ({message})") }
        }
        Fault::Missing { message } => RequestStep::Stop {
            reason: format!(
                "the service does not know this model or address ({message}); check --engine and --base-url"
            ),
        },
        Fault::Unable(_) => RequestStep::Stop { reason: format!("{fault}; try another model or server") },
    }
}

/// Why an answer cannot be used as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The limit on its length cut it off.
    CutOff,
    /// The question was too long.
    TooLong,
    /// It is no JSON.
    Malformed {
        /// Where it breaks.
        error: String,
    },
    /// It is JSON of another shape.
    WrongShape {
        /// What is wrong with it.
        error: String,
    },
    /// Quotes of it are not in the text.
    NotFound,
    /// The model would not answer.
    Refused {
        /// Its words.
        words: String,
    },
}

/// What was tried for one passage so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Asked for a longer answer.
    pub longer: bool,
    /// Asked again because of broken JSON.
    pub malformed: bool,
    /// Asked again because of the shape.
    pub wrong_shape: bool,
    /// Asked again about quotes.
    pub quotes: bool,
    /// How often it was halved.
    pub halvings: u32,
}

/// What to do about an answer that cannot be used as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerStep {
    /// Ask once more, and say what is wrong.
    AskAgain,
    /// Ask once more for an answer of twice the length.
    AskLonger,
    /// Ask about the two halves.
    Halve,
    /// Take what is good of it; the rest is rejected.
    TakeRest,
    /// The model does not read this passage.
    GiveUp {
        /// Why, for the page.
        reason: String,
    },
}

/// Longest words of a model or a server on a page, in characters.
const LONGEST_REASON: usize = 200;

/// Decides after an answer. `units` is how many sentences the passage has.
pub fn after_answer(flaw: &Flaw, tried: Tried, units: usize) -> AnswerStep {
    let can_halve = units > 1 && tried.halvings < MOST_HALVINGS;
    let short = |text: &str| text.chars().take(LONGEST_REASON).collect::<String>();
    match flaw {
        Flaw::CutOff if !tried.longer => AnswerStep::AskLonger,
        Flaw::CutOff | Flaw::TooLong if can_halve => AnswerStep::Halve,
        Flaw::CutOff => AnswerStep::GiveUp { reason: "the model's answer has no end".to_owned() },
        Flaw::TooLong => AnswerStep::GiveUp { reason: "the passage is too long for the model".to_owned() },
        Flaw::Malformed { .. } if !tried.malformed => AnswerStep::AskAgain,
        Flaw::WrongShape { .. } if !tried.wrong_shape => AnswerStep::AskAgain,
        Flaw::Malformed { error } => {
            AnswerStep::GiveUp { reason: format!("the model's answer is no JSON ({})", short(error)) }
        }
        Flaw::WrongShape { error } => {
            AnswerStep::GiveUp { reason: format!("the model's answer has another shape ({})", short(error)) }
        }
        Flaw::NotFound if !tried.quotes => AnswerStep::AskAgain,
        Flaw::NotFound => AnswerStep::TakeRest,
        Flaw::Refused { words } => {
            let words = if words.trim().is_empty() { "without a word" } else { words.trim() };
            AnswerStep::GiveUp { reason: format!("the model refused: {}", short(words)) }
        }
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

    #[test]
    fn faults_of_requests() {
        let broken = || Fault::Broken { what: "reset".into() };
        let failing = || Fault::Failing { status: 500, what: "oops".into() };
        let busy = |after_ms| Fault::Busy { status: 429, after_ms };
        let text = || String::from("the words");
        let cases = [
            ("broken once", broken(), 1, "Wait { ms: 250 }"),
            ("broken often", broken(), 4, "Wait { ms: 2000 }"),
            ("broken for good", broken(), 5, "GiveUp"),
            ("no connection", Fault::Unreachable { what: text() }, 1, "Wait { ms: 250 }"),
            ("server error", failing(), 2, "Wait { ms: 500 }"),
            ("server error for good", failing(), 5, "GiveUp"),
            ("busy, says how long", busy(Some(1500)), 1, "HoldAll { ms: 1500 }"),
            ("busy, says nothing", busy(None), 3, "Wait { ms: 2000 }"),
            ("busy for the day", busy(Some(3_600_000)), 1, "Stop"),
            ("busy without end", busy(Some(10)), 12, "GiveUp"),
            ("turned down", Fault::TurnedDown { message: text() }, 1, "GiveUp"),
            ("no money", Fault::OutOfMoney { message: text() }, 1, "Stop"),
            ("wrong key", Fault::Denied { message: text() }, 1, "Stop"),
            ("no such model", Fault::Missing { message: text() }, 1, "Stop"),
        ];
        for (name, fault, tries, expected) in cases {
            let step = format!("{:?}", after_fault(&fault, tries));
            assert!(step.starts_with(expected), "{name}: {step}");
        }
        let stop = format!("{:?}", after_fault(&Fault::OutOfMoney { message: text() }, 1));
        assert!(stop.contains("the words"));
    }

    #[test]
    fn flaws_of_answers() {
        let fresh = Tried::default();
        let error = || String::from("line 1");
        let malformed = || Flaw::Malformed { error: error() };
        let shape = || Flaw::WrongShape { error: error() };
        let cases = [
            ("cut off", Flaw::CutOff, fresh, 9, "AskLonger"),
            ("cut off again", Flaw::CutOff, Tried { longer: true, ..fresh }, 9, "Halve"),
            ("one sentence", Flaw::CutOff, Tried { longer: true, ..fresh }, 1, "GiveUp"),
            ("too long", Flaw::TooLong, fresh, 9, "Halve"),
            ("too long in 64 parts", Flaw::TooLong, Tried { halvings: 6, ..fresh }, 9, "GiveUp"),
            ("malformed", malformed(), fresh, 9, "AskAgain"),
            ("malformed after wrong shape", malformed(), Tried { wrong_shape: true, ..fresh }, 9, "AskAgain"),
            ("malformed again", malformed(), Tried { malformed: true, ..fresh }, 9, "GiveUp"),
            ("wrong shape", shape(), fresh, 9, "AskAgain"),
            ("wrong shape again", shape(), Tried { wrong_shape: true, ..fresh }, 9, "GiveUp"),
            ("invented quotes", Flaw::NotFound, fresh, 9, "AskAgain"),
            ("invented again", Flaw::NotFound, Tried { quotes: true, ..fresh }, 9, "TakeRest"),
            (
                "refused",
                Flaw::Refused { words: "I will not.".into() },
                fresh,
                9,
                "GiveUp { reason: \"the model refused: I will not.\"",
            ),
        ];
        for (name, flaw, tried, units, expected) in cases {
            let step = format!("{:?}", after_answer(&flaw, tried, units));
            assert!(step.starts_with(expected), "{name}: {step}");
        }
    }
}
