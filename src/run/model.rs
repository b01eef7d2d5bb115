//! Reads chunks with a model: asks about each, asks again, for longer or about halves as
//! [`recovery`](super::recovery) decides, and gives what the model claims of each chunk, or why it gives nothing.

use super::asker::{Asker, NoAnswer};
use super::batches::batch_price;
use super::journal::Spent;
use super::limits::Price;
use super::recovery::{AnswerStep, Flaw, Tried, after_answer};
use crate::engine::llm::claims::{Claimed, Misread, Reading};
use crate::engine::llm::exchange::{Answer, AnswerEnd, Key, Question};
use crate::engine::llm::prompt::{Again, Manner};
use crate::model::span::Span;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What reading with a model needs to know of a job and a document.
pub struct Subject<Ask, Read, Halve> {
    /// The question about a passage.
    pub ask: Ask,
    /// What an answer about a passage comes to.
    pub read: Read,
    /// How many sentences a passage has, and where it is best halved.
    pub halve: Halve,
}

/// What a model made of one chunk.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<C> {
    /// Claims whose quotes were found, in the order of the chunk's parts.
    pub found: Vec<C>,
    /// Claims whose quotes were not found, after asking once more.
    pub unfound: Vec<C>,
    /// Parts of the chunk that the model gave nothing usable for, and why.
    pub failed: Vec<(Span, String)>,
    /// What it took.
    pub used: Used,
    /// Answers that led nowhere: the next run may ask for them again.
    pub wasted: Vec<Key>,
}

impl<C> Default for Told<C> {
    fn default() -> Self {
        Told {
            found: Vec::new(),
            unfound: Vec::new(),
            failed: Vec::new(),
            used: Used::default(),
            wasted: Vec::new(),
        }
    }
}

/// What answers took, whenever they were given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Number of answers.
    pub answers: u64,
    /// Tokens of their questions.
    pub tokens_in: u64,
    /// Tokens of theirs.
    pub tokens_out: u64,
    /// What of it came in batches, which cost less.
    pub batched: Spent,
}

impl Used {
    fn of(answer: &Answer) -> Self {
        let &Answer { tokens_in, tokens_out, is_batched, .. } = answer;
        let all = Spent { requests: 1, tokens_in, tokens_out };
        let batched = if is_batched { all } else { Spent::default() };
        Used { answers: 1, tokens_in, tokens_out, batched }
    }

    /// What it costs in US dollars at this price.
    pub fn cost(&self, price: Price) -> f64 {
        let Used { tokens_in, tokens_out, batched, .. } = *self;
        let all = Spent { requests: 0, tokens_in, tokens_out };
        price.of(all) - price.of(batched) + batch_price(price).of(batched)
    }
}

impl std::ops::AddAssign for Used {
    fn add_assign(&mut self, other: Used) {
        self.answers += other.answers;
        self.tokens_in += other.tokens_in;
        self.tokens_out += other.tokens_out;
        self.batched += other.batched;
    }
}

/// Reads one chunk; `None` when the asker has halted before it was through.
pub async fn read_chunk<C, Ask, Read, Halve>(
    asker: &Asker,
    subject: &Subject<Ask, Read, Halve>,
    chunk: Span,
) -> Option<Told<C>>
where
    C: Claimed,
    Ask: Fn(Span, Manner<'_>) -> Question,
    Read: Fn(Span, &str) -> Result<Reading<C>, Misread>,
    Halve: Fn(Span) -> (usize, usize),
{
    let mut told = Told::default();
    // Halves that are still to be read, the first one last.
    let mut waiting = vec![(chunk, 0)];
    while let Some((span, halvings)) = waiting.pop() {
        let mut attempt = Attempt::new(halvings);
        match attempt.read(asker, subject, span).await? {
            End::Read(reading) => {
                told.found.extend(reading.found);
                told.unfound.extend(reading.unfound);
            }
            End::Halved(middle) => {
                waiting.push((Span::new(middle, span.end), halvings + 1));
                waiting.push((Span::new(span.start, middle), halvings + 1));
            }
            End::Failed(reason) => {
                told.failed.push((span, reason));
                told.wasted.append(&mut attempt.keys);
            }
        }
        told.used += attempt.used;
    }
    Some(told)
}

/// How the reading of one passage ended.
enum End<C> {
    Read(Reading<C>),
    /// Its halves are to be read, parted here.
    Halved(usize),
    Failed(String),
}

/// The reading of one passage under way.
struct Attempt<C> {
    tried: Tried,
    again: Option<Again>,
    /// What was good of an answer some of whose quotes were not found.
    kept: Option<Reading<C>>,
    used: Used,
    keys: Vec<Key>,
}

impl<C: Claimed> Attempt<C> {
    fn new(halvings: u32) -> Self {
        let tried = Tried { halvings, ..Tried::default() };
        Attempt { tried, again: None, kept: None, used: Used::default(), keys: Vec::new() }
    }

    async fn read<Ask, Read, Halve>(
        &mut self,
        asker: &Asker,
        subject: &Subject<Ask, Read, Halve>,
        span: Span,
    ) -> Option<End<C>>
    where
        Ask: Fn(Span, Manner<'_>) -> Question,
        Read: Fn(Span, &str) -> Result<Reading<C>, Misread>,
        Halve: Fn(Span) -> (usize, usize),
    {
        loop {
            let manner = Manner { again: self.again.as_ref(), longer: self.tried.longer };
            let question = (subject.ask)(span, manner);
            let answer = match asker.ask(&question).await {
                Ok(answer) => answer,
                Err(NoAnswer::Halted) => return None,
                Err(NoAnswer::Failed(reason)) => return Some(self.give_up(reason)),
            };
            self.keys.push(asker.key(&question));
            self.used += Used::of(&answer);
            let flaw = match understand(&subject.read, span, &answer) {
                Ok(reading) => match self.take(reading) {
                    Some(whole) => return Some(End::Read(whole)),
                    None => Flaw::NotFound,
                },
                Err(flaw) => flaw,
            };
            let (units, middle) = (subject.halve)(span);
            match after_answer(&flaw, self.tried, units) {
                AnswerStep::AskLonger => self.tried.longer = true,
                AnswerStep::AskAgain => self.prepare_again(flaw),
                // An answer that was good but for some quotes is worth more than halves.
                AnswerStep::Halve if self.kept.is_none() && span.contains(middle) && middle > span.start => {
                    return Some(End::Halved(middle));
                }
                AnswerStep::Halve => return Some(self.give_up("the passage cannot be parted".to_owned())),
                AnswerStep::TakeRest => return Some(End::Read(self.kept.take().unwrap_or_default())),
                AnswerStep::GiveUp { reason } => return Some(self.give_up(reason)),
            }
        }
    }

    /// Adds a reading to what is kept. Gives the whole when there is nothing to ask about it.
    fn take(&mut self, reading: Reading<C>) -> Option<Reading<C>> {
        let whole = match self.kept.take() {
            Some(mut first) => {
                first.correct(reading);
                first
            }
            None => reading,
        };
        if !whole.is_worth_asking_again() {
            return Some(whole);
        }
        self.kept = Some(whole);
        None
    }

    fn prepare_again(&mut self, flaw: Flaw) {
        match flaw {
            Flaw::Malformed { error } => {
                self.tried.malformed = true;
                self.again = Some(Again::Unreadable(error));
            }
            Flaw::WrongShape { error } => {
                self.tried.wrong_shape = true;
                self.again = Some(Again::Unreadable(error));
            }
            _ => {
                self.tried.quotes = true;
                let lost = self.kept.iter().flat_map(Reading::lost_quotes);
                self.again = Some(Again::NotFound(lost.map(str::to_owned).collect()));
            }
        }
    }

    /// What was good of an earlier answer still counts.
    fn give_up(&mut self, reason: String) -> End<C> {
        match self.kept.take() {
            Some(kept) => End::Read(kept),
            None => End::Failed(reason),
        }
    }
}

fn understand<C, Read>(read: &Read, span: Span, answer: &Answer) -> Result<Reading<C>, Flaw>
where
    Read: Fn(Span, &str) -> Result<Reading<C>, Misread>,
{
    match answer.end {
        AnswerEnd::CutOff => Err(Flaw::CutOff),
        AnswerEnd::TooLong => Err(Flaw::TooLong),
        AnswerEnd::Refused => Err(Flaw::Refused { words: answer.text.clone() }),
        AnswerEnd::Whole => {
            // Reading only looks: what it was in the middle of is dropped with the panic.
            let read = catch_unwind(AssertUnwindSafe(|| read(span, &answer.text)));
            match read {
                Ok(Ok(reading)) => Ok(reading),
                Ok(Err(Misread::Malformed(error))) => Err(Flaw::Malformed { error }),
                Ok(Err(Misread::WrongShape(error))) => Err(Flaw::WrongShape { error }),
                Err(_) => Err(Flaw::Malformed { error: "it cannot be read".to_owned() }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_in_a_batch_costs_half() {
        let answer = |is_batched| Answer {
            end: AnswerEnd::Whole,
            text: String::new(),
            tokens_in: 2_000_000,
            tokens_out: 1_000_000,
            is_batched,
        };
        let mut used = Used::of(&answer(true));
        used += Used::of(&answer(false));
        let price = Price { input: 3.0, output: 4.0 };
        assert!((used.cost(price) - (5.0 + 10.0)).abs() < 1e-9);
        assert_eq!((used.answers, used.tokens_in), (2, 4_000_000));
    }
}
