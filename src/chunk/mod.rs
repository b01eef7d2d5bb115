//! Cuts a document into chunks within a token budget. Takes a document, its units and where its subject changes, gives
//! chunks that tile the text: every byte is in exactly one. A chunk ends at the best border near the desired size.

mod border;

use crate::model::chunk::Chunk;
use crate::model::document::Document;
use crate::model::span::Span;
use crate::model::units::Units;
use crate::text::tokens::{TokenCounter, TokenIndex};
use border::Borders;

/// How large chunks are, in tokens. `desired` ends a chunk at the next good boundary; none is above `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    desired: usize,
    max: usize,
    context: usize,
}

impl Budget {
    /// A budget of `desired` tokens, at most `max`, with up to `context` tokens of surroundings on either side.
    /// `None` unless `0 < desired <= max`.
    pub fn new(desired: usize, max: usize, context: usize) -> Option<Self> {
        (0 < desired && desired <= max).then_some(Self { desired, max, context })
    }

    /// Tokens a chunk should have.
    pub fn desired(&self) -> usize {
        self.desired
    }
}

/// Cuts the document. `shifts` are the units that begin a new subject, rising; `index` is that of the document's text,
/// made by a counter of the same encoding as `counter`.
///
/// A chunk ends where a new subject or a heading begins, a turn or block ends, a sentence ends, or, within a sentence
/// longer than a chunk, between two words; within a word that long, between two characters. Only a single character
/// that is more tokens than `max` makes a chunk above it.
pub fn cut(
    document: &Document,
    units: &Units,
    shifts: &[usize],
    index: &TokenIndex,
    counter: &mut TokenCounter,
    budget: Budget,
) -> Vec<Chunk> {
    let borders = Borders { document, units, shifts, index };
    let length = document.text.len();
    let mut chunks = Vec::with_capacity(index.total() / budget.desired + 1);
    let mut start = 0;
    while start < length {
        let (end, tokens) = borders.end_of_chunk(counter, start, budget);
        chunks.push(Chunk {
            index: chunks.len(),
            span: Span::new(start, end),
            tokens,
            before: borders.before(counter, start, budget.context),
            after: borders.after(counter, end, budget.context),
        });
        start = end;
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{BlockKind, DocumentBuilder, Place};
    use crate::text::tokens::Encoding;
    use proptest::prelude::*;

    fn document(turns: &[&str]) -> Document {
        let mut builder = DocumentBuilder::default();
        for (index, words) in turns.iter().enumerate() {
            let speaker = ["Ann", "Bob"][index % 2];
            builder.add(BlockKind::Turn, Some(speaker), words, Place::default());
        }
        Document::new("d1", "a.txt", builder.finish())
    }

    fn chunks_of(document: &Document, shifts: &[usize], budget: Budget) -> Vec<Chunk> {
        let mut counter = TokenCounter::new(Encoding::O200k);
        let index = counter.index(&document.text);
        cut(document, &Units::of(document), shifts, &index, &mut counter, budget)
    }

    /// What always holds; gives back the first thing that does not.
    fn check(document: &Document, chunks: &[Chunk], budget: Budget) -> Result<(), String> {
        let mut counter = TokenCounter::new(Encoding::O200k);
        let mut at = 0;
        for (index, chunk) in chunks.iter().enumerate() {
            let text = document.text.get(chunk.span.range()).ok_or("not on char borders")?;
            let context = [chunk.before, chunk.after];
            let is_right = chunk.index == index
                && chunk.span.start == at
                && !chunk.span.is_empty()
                && chunk.tokens == counter.count(text)
                && (chunk.tokens <= budget.max || text.chars().count() == 1)
                && chunk.before.end == chunk.span.start
                && chunk.after.start == chunk.span.end
                && context.iter().all(|&span| {
                    document.text.get(span.range()).is_some_and(|text| counter.count(text) <= budget.context)
                });
            if !is_right {
                return Err(format!("{chunk:?} {text:?}"));
            }
            at = chunk.span.end;
        }
        if at == document.text.len() { Ok(()) } else { Err(format!("ends at {at}")) }
    }

    const SENTENCE: &str = "So we looked at the numbers of last week again. ";

    #[test]
    fn ends_at_turns_and_shifts() {
        let turn = SENTENCE.repeat(3);
        let document = document(&vec![turn.as_str(); 40]);
        let budget = Budget::new(100, 120, 20).expect("a right budget");
        let chunks = chunks_of(&document, &[], budget);
        check(&document, &chunks, budget).expect("laws");
        let ends_turn =
            |chunk: &&Chunk| document.blocks.iter().any(|block| block.span.start == chunk.span.end);
        assert_eq!(chunks.iter().filter(ends_turn).count(), chunks.len() - 1);
        assert!(chunks[1].before.len() > 20 && chunks[1].after.len() > 20);
        let shift = 8;
        let chunks = chunks_of(&document, &[shift], budget);
        assert_eq!(chunks[0].span.end, Units::of(&document).units[shift].span.start);
    }

    #[test]
    fn parts_what_has_no_borders() {
        let budget = Budget::new(50, 60, 10).expect("a right budget");
        for words in [
            "word ".repeat(2000),
            "x".repeat(20_000),
            "漢字".repeat(3000),
            format!("a{}b", " ".repeat(50_000)),
        ] {
            let document = document(&[&words]);
            let chunks = chunks_of(&document, &[], budget);
            check(&document, &chunks, budget).expect("laws");
        }
        assert!(chunks_of(&document(&[]), &[], budget).is_empty());
    }

    proptest! {
        #[test]
        fn chunks_tile(turns in prop::collection::vec("(?s).{1,60}|([a-z]{1,9}[ .?,]{1,2}){1,60}", 0..12), desired in 1usize..60, more in 0usize..10, context in 0usize..40, shifts in prop::collection::btree_set(0usize..30, 0..4)) {
            let turns: Vec<&str> = turns.iter().map(String::as_str).collect();
            let document = document(&turns);
            let budget = Budget::new(desired, desired + more, context).expect("a right budget");
            let chunks = chunks_of(&document, &shifts.into_iter().collect::<Vec<_>>(), budget);
            prop_assert_eq!(check(&document, &chunks, budget), Ok(()));
        }
    }
}
