//! What goes to a model and what comes back, whatever the service: [`Question`], [`Answer`], and the [`Fault`]s of
//! getting from one to the other.

use super::schema::AnswerSchema;
use super::stage::Stage;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A kind of service, named on the command line as `openai:MODEL` and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// OpenAI's chat completions, and every server that speaks them.
    OpenAi,
    /// Anthropic's messages.
    Anthropic,
    /// Ollama's chat.
    Ollama,
}

impl Service {
    /// All of them.
    pub const ALL: [Service; 3] = [Service::OpenAi, Service::Anthropic, Service::Ollama];

    /// The name in `analysis.json` and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Service::OpenAi => "openai",
            Service::Anthropic => "anthropic",
            Service::Ollama => "ollama",
        }
    }
}

/// Which questions go first when not all can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Urgency {
    /// It follows from an answer: what was begun is finished first.
    FollowsUp,
    /// Another question will probably follow from its answer: asked late, that one would have to wait alone.
    Early,
    /// Any other.
    #[default]
    InTurn,
}

impl Urgency {
    /// All of them, the most urgent first.
    pub const ALL: [Urgency; 3] = [Urgency::FollowsUp, Urgency::Early, Urgency::InTurn];
}

/// One question. Everything that shapes the answer is in here and in the model's name.
#[derive(Clone, Debug)]
pub struct Question {
    /// What it is asked for, with the version of the wording.
    pub stage: Stage,
    /// What the model is to do.
    pub system: String,
    /// The text it is to do it with.
    pub user: String,
    /// The shape of the answer.
    pub schema: &'static AnswerSchema,
    /// Longest answer, in tokens.
    pub most_output: u32,
    /// When it is asked; shapes no answer.
    pub urgency: Urgency,
}

/// What tells a question from every other one, for the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub [u8; 32]);

impl Question {
    /// The key of this question to this model: the SHA-256 of all that shapes the answer. The stage's version and
    /// the parameters are part of it; the address of the server is not.
    pub fn key(&self, service: Service, model: &str) -> Key {
        let mut hash = Sha256::new();
        let limit = self.most_output.to_string();
        for part in [
            self.stage.as_str(),
            service.as_str(),
            model,
            &self.system,
            &self.user,
            self.schema.name,
            &self.schema.text,
            &limit,
        ] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Key(hash.finalize().into())
    }
}

/// What came back: an exchange that is over, and paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How it ended.
    pub end: AnswerEnd,
    /// The content, or the words of a refusal.
    pub text: String,
    /// Tokens the server counted in the question.
    pub tokens_in: u64,
    /// Tokens the server counted in the answer.
    pub tokens_out: u64,
    /// Whether it came in a batch, which costs less.
    pub is_batched: bool,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerEnd {
    /// The model had finished.
    Whole,
    /// The limit on its length cut it off.
    CutOff,
    /// The model or the server would not answer.
    Refused,
    /// The question was too long for the model.
    TooLong,
}

impl AnswerEnd {
    /// All of them.
    pub const ALL: [AnswerEnd; 4] =
        [AnswerEnd::Whole, AnswerEnd::CutOff, AnswerEnd::Refused, AnswerEnd::TooLong];

    /// The name in the journal.
    pub fn as_str(self) -> &'static str {
        match self {
            AnswerEnd::Whole => "whole",
            AnswerEnd::CutOff => "cut_off",
            AnswerEnd::Refused => "refused",
            AnswerEnd::TooLong => "too_long",
        }
    }
}

/// Something a server may not be able to do; the next request does without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    /// Answer in the shape that was asked for, by the means that was used to ask.
    Shape,
    /// Take the limit on the answer under the name that was used.
    LimitName,
    /// Take a temperature.
    Temperature,
}

/// Why a request gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No connection: refused, no such host, no route.
    Unreachable {
        /// What the system says.
        what: String,
    },
    /// The connection broke or fell silent when the request was out: nobody knows whether it is charged for.
    Broken {
        /// What happened.
        what: String,
    },
    /// The server asks for patience.
    Busy {
        /// HTTP status.
        status: u16,
        /// How long it asks to wait, in milliseconds.
        after_ms: Option<u64>,
    },
    /// The server failed.
    Failing {
        /// HTTP status.
        status: u16,
        /// What it said.
        what: String,
    },
    /// No money or quota is left.
    OutOfMoney {
        /// What the server says.
        message: String,
    },
    /// The key was turned down, or is missing.
    Denied {
        /// What the server says.
        message: String,
    },
    /// There is no such model, or no such address.
    Missing {
        /// What the server says.
        message: String,
    },
    /// The server cannot do what was asked of it.
    Unable(Ability),
    /// The server turned this one question down.
    TurnedDown {
        /// What it said.
        message: String,
    },
}

impl std::fmt::Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Unreachable { what } | Fault::Broken { what } => out.write_str(what),
            Fault::Busy { status, .. } => write!(out, "the server is busy (status {status})"),
            Fault::Failing { status, what } => write!(out, "the server failed (status {status}: {what})"),
            Fault::OutOfMoney { message } | Fault::Denied { message } | Fault::Missing { message } => {
                out.write_str(message)
            }
            Fault::Unable(_) => out.write_str("the server cannot answer in any shape that can be read"),
            Fault::TurnedDown { message } => write!(out, "the server turned the question down: {message}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::llm::schema;

    #[test]
    fn all_that_shapes_an_answer_is_in_the_key() {
        let question = Question {
            stage: Stage::Meeting,
            system: "a".into(),
            user: "bc".into(),
            schema: schema::meeting(),
            most_output: 9,
            urgency: Urgency::InTurn,
        };
        let key = |question: &Question, model: &str| question.key(Service::OpenAi, model);
        let first = key(&question, "m");
        assert_eq!(first, key(&question.clone(), "m"));
        let moved = Question { system: "ab".into(), user: "c".into(), ..question.clone() };
        let longer = Question { most_output: 10, ..question.clone() };
        assert!(
            [key(&moved, "m"), key(&longer, "m"), key(&question, "n")].iter().all(|other| *other != first)
        );
        assert_ne!(question.key(Service::Ollama, "m"), first);
    }
}
