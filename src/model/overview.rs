//! A few sentences over the findings of a run, as a model puts them, and what they may say.

use serde::Serialize;

/// A finding that a sentence may rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Id of the finding.
    pub finding: String,
    /// Id of its document.
    pub document: String,
    /// Kind, statement, owner and date, on one line.
    pub line: String,
    /// The passages it rests on and the title of its document.
    pub passages: String,
}

/// The sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// Those that hold, in their order.
    pub sentences: Vec<Sentence>,
    /// How many were turned down: no finding behind them, or a number or name that those do not have.
    pub dropped: usize,
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// The model's words.
    pub text: String,
    /// The findings it rests on, never empty.
    pub findings: Vec<Cited>,
}

/// A finding that a sentence rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// Its id.
    pub finding: String,
    /// Id of its document.
    pub document: String,
}
