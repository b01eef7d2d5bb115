//! The meeting job: decisions, action items, open questions, risks, discrepancies and topics of one transcript, read by
//! the built-in engine alone or by a model as well.

use crate::chunk::{self, Budget};
use crate::engine::builtin::Builtin;
use crate::engine::llm::claims::{Ground, read_meeting};
use crate::engine::llm::exchange::Question;
use crate::engine::llm::prompt::{Again, Place, ask_meeting};
use crate::model::analysis::DocumentAnalysis;
use crate::model::chunk::Chunk;
use crate::model::document::Document;
use crate::model::draft::Draft;
use crate::model::gap::ChunkEnd;
use crate::model::outcome::Outcome;
use crate::model::people::People;
use crate::model::span::Span;
use crate::model::units::Units;
use crate::reduce::agree::{combine, stand_in};
use crate::reduce::reduce;
use crate::run::asker::Asker;
use crate::run::executor::{Work, read_chunks};
use crate::run::model::{Subject, Told, read_chunk};
use crate::run::recovery::Failure;
use crate::text::addressing::find_addresses;
use crate::text::tokens::{Encoding, TokenCounter};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads one document from its chunks to its findings. Gives the same on any number of threads and for any budget.
/// A document on which the engine breaks down as a whole is unread, not lost: it keeps its text and says why.
pub fn analyse(document: Document, engine: &Builtin, budget: Budget, encoding: Encoding) -> DocumentAnalysis {
    read_builtin(document, engine, budget, encoding).reduce()
}

/// A document that the built-in engine has read, before its findings are made of that. A model may read it, too, in the
/// meantime: see [`ask_model`] and [`Opened::join`].
#[derive(Debug)]
pub struct Opened {
    document: Document,
    units: Units,
    /// Tokens of the whole text.
    tokens: usize,
    encoding: Encoding,
    chunks: Vec<Chunk>,
    outcomes: Vec<Outcome>,
}

/// Cuts a document into chunks and reads each of them with the built-in engine.
pub fn read_builtin(mut document: Document, engine: &Builtin, budget: Budget, encoding: Encoding) -> Opened {
    note_addresses(&mut document);
    let units = Units::of(&document);
    let mut counter = take_counter(encoding);
    let index = counter.index(&document.text);
    // The engine only reads: what it was in the middle of is dropped with the panic.
    let opened = catch_unwind(AssertUnwindSafe(|| engine.open(&document, &units)));
    let shifts = opened.as_ref().map(|reading| reading.shifts().to_vec()).unwrap_or_default();
    let chunks = chunk::cut(&document, &units, &shifts, &index, &mut counter, budget);
    COUNTER.set(Some(counter));
    let (chunks, outcomes) = match opened {
        Ok(reading) => {
            let extract = |chunk: &Chunk| reading.extract(chunk);
            let count =
                |span| index.count(&mut TokenCounter::new(encoding), &document.text, Span::range(span));
            read_chunks(&Work { text: &document.text, units: &units, extract, count }, chunks)
        }
        Err(panic) => {
            let failure = Failure::of_panic(&*panic);
            let unread = |chunk: &Chunk| Outcome {
                chunk: chunk.index,
                end: ChunkEnd::Unread(failure.reason()),
                drafts: Vec::new(),
                attempts: 1,
            };
            let outcomes = chunks.iter().map(unread).collect();
            (chunks, outcomes)
        }
    };
    Opened { document, units, tokens: index.total(), encoding, chunks, outcomes }
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

impl Opened {
    /// Findings of what was read.
    pub fn reduce(self) -> DocumentAnalysis {
        reduce(self.document, &self.units, self.tokens, &self.chunks, self.outcomes)
    }

    /// The chunks that hold something, by their index.
    pub fn to_ask(&self) -> impl Iterator<Item = usize> + '_ {
        let is_empty = |index: &usize| self.outcomes[*index].end == ChunkEnd::Empty;
        (0..self.chunks.len()).filter(move |index| !is_empty(index))
    }

    /// Takes in what a model made of each chunk. Where it gave no usable answer what the built-in engine found stands, and
    /// the place counts as unread by the engine that was asked for.
    pub fn join(&mut self, told: Vec<Option<Told>>) {
        let mut told = told.into_iter();
        let (mut chunks, mut outcomes) = (Vec::new(), Vec::new());
        for (chunk, outcome) in
            std::mem::take(&mut self.chunks).into_iter().zip(std::mem::take(&mut self.outcomes))
        {
            let pieces = match told.next().flatten() {
                Some(told) => self.join_chunk(chunk, outcome, told),
                None if outcome.end == ChunkEnd::Empty => vec![(chunk, outcome)],
                None => {
                    let failed = vec![(chunk.span, "the model was not asked about this part".to_owned())];
                    self.join_chunk(chunk, outcome, Told { failed, ..Told::default() })
                }
            };
            for (chunk, outcome) in pieces {
                let index = chunks.len();
                chunks.push(Chunk { index, ..chunk });
                outcomes.push(Outcome { chunk: index, ..outcome });
            }
        }
        (self.chunks, self.outcomes) = (chunks, outcomes);
    }

    /// One chunk, parted where the model read one piece of it and not the next.
    fn join_chunk(&self, chunk: Chunk, outcome: Outcome, told: Told) -> Vec<(Chunk, Outcome)> {
        let mut pieces = Vec::new();
        let mut at = chunk.span.start;
        for (span, reason) in told.failed {
            if at < span.start {
                pieces.push((Span::new(at, span.start), None));
            }
            at = span.end;
            pieces.push((span, Some(reason)));
        }
        if at < chunk.span.end {
            pieces.push((Span::new(at, chunk.span.end), None));
        }
        let (mut found, mut builtin, mut unfound) = (told.found, outcome.drafts, told.unfound);
        let is_whole = pieces.len() == 1;
        let piece = |(span, failed): (Span, Option<String>)| {
            // A draft belongs to the piece its core begins in; one without a place to the first.
            let take = |drafts: &mut Vec<Draft>| -> Vec<Draft> {
                let place = |draft: &Draft| draft.quotes.first().and_then(|quote| quote.hint);
                drafts
                    .extract_if(.., |draft| place(draft).is_none_or(|place| place.start < span.end))
                    .collect()
            };
            let (told, known) = (take(&mut found), take(&mut builtin));
            let (end, mut drafts) = match failed {
                None => (ChunkEnd::Read, combine(told, known)),
                Some(reason) => (ChunkEnd::Unread(stood_in(&reason)), stand_in(known)),
            };
            drafts.append(&mut unfound);
            let tokens = if is_whole { chunk.tokens } else { self.count(span) };
            let attempts = outcome.attempts + 1;
            (Chunk { span, tokens, ..chunk }, Outcome { chunk: chunk.index, end, drafts, attempts })
        };
        pieces.into_iter().map(piece).collect()
    }

    fn count(&self, span: Span) -> usize {
        TokenCounter::new(self.encoding).count(self.document.slice(span))
    }
}

fn stood_in(reason: &str) -> String {
    format!("{}; the built-in engine read this part instead", reason.trim_end_matches('.'))
}

/// The first question about each chunk.
pub fn questions(opened: &Opened) -> impl Iterator<Item = Question> + '_ {
    opened.to_ask().map(|index| {
        let Chunk { span, before, after, .. } = opened.chunks[index];
        ask_meeting(&opened.document, Place { span, before, after }, None, false)
    })
}

/// Asks a model about one chunk; `None` when the asker has halted.
pub async fn ask_model(asker: &Asker, opened: &Opened, people: &People, chunk: usize) -> Option<Told> {
    let (document, units) = (&opened.document, &opened.units);
    let chunk = opened.chunks.get(chunk)?;
    let ground = Ground { document, units, people };
    let subject = Subject {
        ask: |span: Span, again: Option<&Again>, longer: bool| {
            // A half has the other half as its surroundings.
            let before = if span.start == chunk.span.start {
                chunk.before
            } else {
                Span::new(chunk.span.start, span.start)
            };
            let after =
                if span.end == chunk.span.end { chunk.after } else { Span::new(span.end, chunk.span.end) };
            ask_meeting(document, Place { span, before, after }, again, longer)
        },
        read: |span: Span, content: &str| read_meeting(ground, span, content),
        halve: |span: Span| {
            let inside = units.within(span);
            let middle = inside.start + inside.len() / 2;
            (inside.len(), units.units.get(middle).map_or(span.end, |unit| unit.span.start))
        },
    };
    read_chunk(asker, &subject, chunk.span).await
}

thread_local! {
    /// A counter remembers the pieces it has counted; each thread keeps its own from document to document.
    static COUNTER: Cell<Option<TokenCounter>> = const { Cell::new(None) };
}

fn take_counter(encoding: Encoding) -> TokenCounter {
    let kept = COUNTER.take().filter(|counter| counter.encoding() == encoding);
    kept.unwrap_or_else(|| TokenCounter::new(encoding))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::testing::talk_about;
    use crate::ingest::{ReadOptions, read};

    #[test]
    fn chunks_end_where_topics_do() {
        let talk = [
            talk_about("Ann: Let's start with the copper kettle.\n", "copper kettle", "lid"),
            talk_about("Ann: Okay. Let's talk about the museum van.\n", "museum van", "gearbox"),
        ];
        let document = read("d1", "talk.txt", talk.concat().as_bytes(), &ReadOptions::default()).unwrap();
        let (units, engine) = (Units::of(&document), Builtin::default());
        let reading = engine.open(&document, &units);
        let &[shift] = reading.shifts() else { panic!("{:?}", reading.shifts()) };
        let border = units.units[shift].span.start;
        let mut counter = TokenCounter::new(Encoding::O200k);
        let index = counter.index(&document.text);
        // The topic ends a tenth before the chunk would be full.
        let desired = counter.count(&document.text[..border]) * 10 / 9;
        let budget = Budget::new(desired, desired + 50, 0).unwrap();
        let mut end = |shifts: &[usize]| {
            chunk::cut(&document, &units, shifts, &index, &mut counter, budget)[0].span.end
        };
        assert_eq!(end(reading.shifts()), border);
        assert_ne!(end(&[]), border);
    }

    #[test]
    fn what_is_found_does_not_depend_on_the_budget() {
        let talk =
            talk_about("Ann: I'll send the kettle back by Friday.\nTom: Okay, agreed.\n", "kettle", "lid");
        let found = |desired| {
            let document = read("d1", "talk.txt", talk.as_bytes(), &ReadOptions::default()).unwrap();
            let budget = Budget::new(desired, desired * 2, 10).unwrap();
            analyse(document, &Builtin::default(), budget, Encoding::O200k).findings
        };
        let whole = found(100_000);
        assert!(!whole.is_empty());
        assert_eq!(found(50), whole);
        assert_eq!(found(333), whole);
    }
}
