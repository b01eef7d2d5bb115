//! The meeting job: decisions, action items, open questions, risks, discrepancies and topics of one transcript.

use crate::chunk::{self, Budget};
use crate::engine::builtin::Builtin;
use crate::model::analysis::DocumentAnalysis;
use crate::model::chunk::Chunk;
use crate::model::document::Document;
use crate::model::gap::ChunkEnd;
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
    reduce(document, &units, index.total(), &chunks, outcomes)
}

thread_local! {
    /// A counter remembers the pieces it has counted; each thread keeps its own from document to document.
    static COUNTER: Cell<Option<TokenCounter>> = const { Cell::new(None) };
}

fn take_counter(encoding: Encoding) -> TokenCounter {
    let kept = COUNTER.take().filter(|counter| counter.encoding() == encoding);
    kept.unwrap_or_else(|| TokenCounter::new(encoding))
}
