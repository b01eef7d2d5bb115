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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, read};

    /// Talk about one thing, as much as people say in three minutes.
    fn talk_about(announcement: &str, thing: &str, also: &str) -> String {
        let turns = [
            format!("Tom: The {thing} came back on Tuesday and the {also} was broken.\n"),
            format!("Eva: Did anyone look at the {thing} before that?\n"),
            "Ann: I did, but only for a minute because of the rain.\n".to_owned(),
            format!("Tom: Well the {thing} is fine, it's the {also} that we lose every time.\n"),
            "Eva: We could lose that one and nobody would see it.\n".to_owned(),
        ];
        format!("{announcement}{}", turns.concat().repeat(7))
    }

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
