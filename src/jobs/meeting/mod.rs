//! The meeting job: decisions, action items, open questions, risks, discrepancies and topics of one transcript, read by
//! the built-in engine alone or by a model as well.

mod model;

pub use model::{OVERVIEW_BYTES, Said, ask_for_overview, ask_model, forecast, forecast_overview};

use super::note_addresses;
use crate::chunk::{self, Budget};
use crate::engine::builtin::Builtin;
use crate::model::analysis::DocumentAnalysis;
use crate::model::chunk::Chunk;
use crate::model::document::Document;
use crate::model::gap::{ChunkEnd, Gap};
use crate::model::outcome::Outcome;
use crate::model::span::Span;
use crate::model::units::Units;
use crate::reduce::reduce;
use crate::run::executor::{Work, read_chunks};
use crate::run::recovery::Failure;
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
    /// Passages that a model was to look at again and did not; they were read all the same.
    unheard: Vec<Gap>,
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
    Opened { document, units, tokens: index.total(), encoding, chunks, outcomes, unheard: Vec::new() }
}

impl Opened {
    /// Findings of what was read.
    pub fn reduce(self) -> DocumentAnalysis {
        let mut analysis = reduce(self.document, &self.units, self.tokens, &self.chunks, self.outcomes);
        analysis.gaps.extend(self.unheard);
        analysis.gaps.sort_by_key(|gap| (gap.start, gap.end));
        analysis
    }
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
