//! Answer → claims, one file a job. Takes the content of an answer, gives the claims whose quotes stand in the text that was
//! asked about, and apart from them those whose quotes do not.

pub mod check;
pub mod meeting;
pub mod overview;
pub mod survey;

use super::repair::find_json;
use crate::text::facts::number_of;
use crate::text::find::SHORTEST_QUOTE;
use crate::text::words::split_words;
use rustc_hash::FxHashSet;
use serde::de::DeserializeOwned;

/// Something that a model says, with the quotes it says it rests on.
pub trait Claimed {
    /// The quotes, as the model wrote them.
    fn quotes(&self) -> impl Iterator<Item = &str>;

    /// Whether it is the same claim said twice.
    fn is_same(&self, other: &Self) -> bool;

    /// Whether another one says the same with a better quote.
    fn is_corrected_by(&self, other: &Self) -> bool;
}

/// What an answer comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading<C> {
    /// Claims whose quotes stand in the text that was asked about.
    pub found: Vec<C>,
    /// Claims whose quotes do not.
    pub unfound: Vec<C>,
}

/// Why an answer cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misread {
    /// It is no JSON.
    Malformed(String),
    /// It is JSON of another shape.
    WrongShape(String),
}

impl<C> Default for Reading<C> {
    fn default() -> Self {
        Reading { found: Vec::new(), unfound: Vec::new() }
    }
}

impl<C: Claimed> Reading<C> {
    /// Adds a claim, unless it was made already.
    pub fn add(&mut self, claim: C, is_found: bool) {
        let list = if is_found { &mut self.found } else { &mut self.unfound };
        if !list.iter().any(|known| known.is_same(&claim)) {
            list.push(claim);
        }
    }

    /// Quotes that were not found.
    pub fn lost_quotes(&self) -> impl Iterator<Item = &str> {
        self.unfound.iter().flat_map(Claimed::quotes)
    }

    /// Whether asking once more may help: a quote that is too short to prove anything stays so.
    pub fn is_worth_asking_again(&self) -> bool {
        self.lost_quotes().any(|quote| quote.trim().chars().take(SHORTEST_QUOTE).count() == SHORTEST_QUOTE)
    }

    /// Takes in the answer to a second question about quotes that were not found. What it corrects is no longer unfound;
    /// what is still not found stays so.
    pub fn correct(&mut self, second: Reading<C>) {
        self.unfound.retain(|lost| !second.found.iter().any(|found| lost.is_corrected_by(found)));
        second.found.into_iter().for_each(|found| self.add(found, true));
    }
}

/// Reads the JSON in an answer.
fn parse<T: DeserializeOwned>(content: &str) -> Result<T, Misread> {
    serde_json::from_str(&find_json(content)).map_err(|error| {
        if error.is_data() {
            Misread::WrongShape(error.to_string())
        } else {
            Misread::Malformed(error.to_string())
        }
    })
}

/// The first `most` characters on one line, with nothing in it that prints oddly.
fn tidy(text: &str, most: usize) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(most).collect()
}

/// The numbers in a text, however they are written.
pub(super) fn numbers(text: &str) -> FxHashSet<u64> {
    let mut words = Vec::new();
    split_words(text, 0, &mut words);
    words.iter().filter_map(|word| number_of(word.of(text))).collect()
}
