//! Reads the chunks of one document on all threads. A chunk that breaks the engine is narrowed down by halving, as
//! [`recovery`](super::recovery) decides, and only what cannot be read is lost.

use super::recovery::{Failure, Step, decide};
use crate::model::chunk::Chunk;
use crate::model::draft::Draft;
use crate::model::gap::ChunkEnd;
use crate::model::outcome::Outcome;
use crate::model::span::Span;
use crate::model::units::Units;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the executor needs to know of a document.
pub struct Work<'a, Extract, Count> {
    /// The text.
    pub text: &'a str,
    /// Its units.
    pub units: &'a Units,
    /// Chunk → drafts; may panic.
    pub extract: Extract,
    /// Exact number of tokens of a span.
    pub count: Count,
}

/// Reads every chunk once. The chunks that come back tile what the given ones tile; there are more of them where one
/// had to be halved. Outcome `i` belongs to chunk `i`.
pub fn read_chunks<Extract, Count>(
    work: &Work<'_, Extract, Count>,
    chunks: Vec<Chunk>,
) -> (Vec<Chunk>, Vec<Outcome>)
where
    Extract: Fn(&Chunk) -> Vec<Draft> + Sync,
    Count: Fn(Span) -> usize + Sync,
{
    let read: Vec<Vec<(Chunk, Outcome)>> =
        chunks.into_par_iter().map(|chunk| read_one(work, chunk, 0)).collect();
    let renumber = |(index, (chunk, outcome)): (usize, (Chunk, Outcome))| {
        (Chunk { index, ..chunk }, Outcome { chunk: index, ..outcome })
    };
    read.into_iter().flatten().enumerate().map(renumber).unzip()
}

fn read_one<Extract, Count>(
    work: &Work<'_, Extract, Count>,
    chunk: Chunk,
    halvings: u32,
) -> Vec<(Chunk, Outcome)>
where
    Extract: Fn(&Chunk) -> Vec<Draft> + Sync,
    Count: Fn(Span) -> usize + Sync,
{
    let outcome = |end, drafts| Outcome { chunk: chunk.index, end, drafts, attempts: halvings + 1 };
    if work.text.get(chunk.span.range()).is_some_and(|text| text.trim().is_empty()) {
        return vec![(chunk, outcome(ChunkEnd::Empty, Vec::new()))];
    }
    // The engine only reads: whatever it was in the middle of is dropped with the panic.
    let failure = match catch_unwind(AssertUnwindSafe(|| (work.extract)(&chunk))) {
        Ok(drafts) => return vec![(chunk, outcome(ChunkEnd::Read, drafts))],
        Err(panic) => Failure::of_panic(&*panic),
    };
    let inside = work.units.within(chunk.span);
    match decide(&failure, halvings, inside.len()) {
        Step::Halve => {
            let middle = work.units.units[inside.start + inside.len() / 2].span.start;
            let half = |start, end| {
                let span = Span::new(start, end);
                Chunk { span, tokens: (work.count)(span), ..chunk }
            };
            let mut read = read_one(work, half(chunk.span.start, middle), halvings + 1);
            read.extend(read_one(work, half(middle, chunk.span.end), halvings + 1));
            read
        }
        Step::GiveUp { reason } => vec![(chunk, outcome(ChunkEnd::Unread(reason), Vec::new()))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{BlockKind, Document, DocumentBuilder, Place};

    fn document(sentences: usize) -> Document {
        let mut builder = DocumentBuilder::default();
        for number in 0..sentences {
            builder.add(BlockKind::Turn, None, &format!("Sentence number {number}."), Place::default());
        }
        Document::new("d1", "a.txt", builder.finish())
    }

    #[test]
    fn only_the_sentence_that_breaks_the_engine_is_lost() {
        let document = document(10);
        let units = Units::of(&document);
        let extract = |chunk: &Chunk| {
            assert!(!document.slice(chunk.span).contains("number 7"), "cannot read 7");
            Vec::new()
        };
        let work = Work { text: &document.text, units: &units, extract, count: |span: Span| span.len() };
        let whole = Span::new(0, document.text.len());
        let chunk = Chunk {
            index: 0,
            span: whole,
            tokens: whole.len(),
            before: Span::default(),
            after: Span::default(),
        };
        let (chunks, outcomes) = read_chunks(&work, vec![chunk]);
        assert_eq!(chunks.len(), outcomes.len());
        assert_eq!(chunks.first().map(|c| c.span.start), Some(0));
        assert_eq!(chunks.last().map(|c| c.span.end), Some(document.text.len()));
        assert!(
            chunks
                .windows(2)
                .all(|pair| pair[0].span.end == pair[1].span.start && pair[0].index + 1 == pair[1].index)
        );
        let lost: Vec<_> =
            chunks.iter().zip(&outcomes).filter(|(_, o)| matches!(o.end, ChunkEnd::Unread(_))).collect();
        assert_eq!(lost.len(), 1);
        assert_eq!(document.slice(lost[0].0.span).trim(), "Sentence number 7.");
    }
}
