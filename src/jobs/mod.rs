//! What is looked for, and how the stages are put together for it. A job never re-implements a stage.

pub mod check;
pub mod meeting;
pub mod survey;

use crate::engine::llm::exchange::Question;
use crate::model::document::Document;
use crate::text::addressing::find_addresses;

/// A question that a run with a model would ask.
#[derive(Debug)]
pub struct Foreseen {
    /// The question.
    pub question: Question,
    /// Whether it may turn out that it need not be asked.
    pub is_perhaps: bool,
}

/// More such notices in one document say no more.
const MOST_ADDRESSES: usize = 5;

/// Notes words that are meant for the machine that reads. They are read as text like any other.
fn note_addresses(document: &mut Document) {
    const LONGEST_SHOWN: usize = 100;
    for place in find_addresses(&document.text, MOST_ADDRESSES) {
        let words = document.text[place.start..].lines().next().unwrap_or_default();
        let shown: String = words.chars().take(LONGEST_SHOWN).collect();
        let at = document.locate(place.start).line.map_or(String::new(), |line| format!("Line {line}: "));
        document.notices.push(format!(
            "{at}“{shown}” is addressed to the machine that reads; it was not followed, only read like any other text"
        ));
    }
}
