//! Chunk outcomes → how much of a document was read, and the gaps. The sums add up whatever comes in.

use crate::model::chunk::Chunk;
use crate::model::document::Document;
use crate::model::gap::{ChunkEnd, Coverage, Gap};
use crate::model::outcome::Outcome;
use crate::model::span::Span;

const NO_OUTCOME: &str = "This part was not read: no answer came back for it. Run the same command again.";
const NO_CHUNK: &str = "This part was in no chunk and so was not read.";

/// One outcome for each chunk, in the order of the chunks. Of several for one chunk the first that was read counts.
pub(super) fn order(chunks: &[Chunk], outcomes: Vec<Outcome>) -> Vec<Option<Outcome>> {
    let mut ordered: Vec<Option<Outcome>> = Vec::new();
    ordered.resize_with(chunks.len(), || None);
    for outcome in outcomes {
        let Some(place) = ordered.get_mut(outcome.chunk) else { continue };
        let is_unread = |known: &Outcome| matches!(known.end, ChunkEnd::Unread(_));
        let is_better = match place {
            None => true,
            Some(known) => is_unread(known) && !is_unread(&outcome),
        };
        if is_better {
            *place = Some(outcome);
        }
    }
    ordered
}

/// Adds up what was read. Neighbouring unread chunks with the same reason are one gap. Bytes in no chunk count as unread.
pub(super) fn count(
    document: &Document,
    chunks: &[Chunk],
    outcomes: &[Option<Outcome>],
) -> (Coverage, Vec<Gap>) {
    let bytes = document.text.len();
    let mut coverage =
        Coverage { document: document.id.clone(), bytes, chunks: chunks.len(), ..Coverage::default() };
    let mut gaps = Vec::new();
    let mut at = 0;
    for (position, chunk) in chunks.iter().enumerate() {
        let span = Span::new(chunk.span.start.clamp(at, bytes), chunk.span.end.clamp(at, bytes));
        add_gap(document, &mut gaps, Span::new(at, span.start), NO_CHUNK);
        coverage.unread += span.start - at;
        at = span.end;
        let reason = match outcomes.get(position).and_then(Option::as_ref).map(|outcome| &outcome.end) {
            Some(ChunkEnd::Read | ChunkEnd::Empty) => None,
            Some(ChunkEnd::Unread(reason)) => Some(reason.as_str()),
            None => Some(NO_OUTCOME),
        };
        match reason {
            None => coverage.read += span.len(),
            Some(reason) => {
                coverage.unread += span.len();
                coverage.unread_chunks += 1;
                add_gap(document, &mut gaps, span, reason);
            }
        }
    }
    add_gap(document, &mut gaps, Span::new(at, bytes), NO_CHUNK);
    coverage.unread += bytes - at;
    (coverage, gaps)
}

fn add_gap(document: &Document, gaps: &mut Vec<Gap>, span: Span, reason: &str) {
    if span.is_empty() {
        return;
    }
    match gaps.last_mut() {
        Some(last) if last.end == span.start && last.reason == reason => last.end = span.end,
        _ => gaps.push(Gap {
            document: Some(document.id.clone()),
            path: document.path.clone(),
            start: span.start,
            end: span.end,
            reason: reason.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, outcome};
    use super::*;
    use proptest::prelude::*;

    fn chunk(index: usize, start: usize, end: usize) -> Chunk {
        let span = Span::new(start, end);
        Chunk { index, span, tokens: 1, before: Span::new(start, start), after: Span::new(end, end) }
    }

    #[test]
    fn neighbours_with_one_reason_are_one_gap() {
        let document = document(&[("Ann", "Nine char"), ("Bob", "Nine char")]);
        let chunks = [chunk(0, 0, 5), chunk(1, 5, 10), chunk(2, 10, 19)];
        let unread = |index| outcome(index, ChunkEnd::Unread("refused".into()), vec![]);
        let outcomes = order(&chunks, vec![unread(2), outcome(0, ChunkEnd::Read, vec![]), unread(1)]);
        let (coverage, gaps) = count(&document, &chunks, &outcomes);
        assert_eq!((coverage.read, coverage.unread, coverage.unread_chunks), (5, 14, 2));
        assert_eq!(gaps.iter().map(|gap| (gap.start, gap.end)).collect::<Vec<_>>(), [(5, 19)]);
    }

    #[test]
    fn a_read_outcome_wins_over_an_unread_one() {
        let chunks = [chunk(0, 0, 5)];
        let outcomes = vec![
            outcome(0, ChunkEnd::Unread("timeout".into()), vec![]),
            outcome(0, ChunkEnd::Read, vec![]),
            outcome(7, ChunkEnd::Read, vec![]),
        ];
        assert_eq!(order(&chunks, outcomes)[0].as_ref().map(|o| o.end.clone()), Some(ChunkEnd::Read));
    }

    proptest! {
        #[test]
        fn sums_add_up(cuts in prop::collection::vec((0usize..40, 0usize..40), 0..8), ends in prop::collection::vec(0u8..4, 0..8)) {
            let document = document(&[("Ann", "some words of one turn"), ("Bob", "and more")]);
            let chunks: Vec<Chunk> = cuts.iter().enumerate().map(|(index, &(a, b))| chunk(index, a, b)).collect();
            let outcomes = ends.iter().enumerate().filter_map(|(index, end)| match end {
                0 => Some(outcome(index, ChunkEnd::Read, vec![])),
                1 => Some(outcome(index, ChunkEnd::Empty, vec![])),
                2 => Some(outcome(index, ChunkEnd::Unread("no".into()), vec![])),
                _ => None,
            }).collect();
            let (coverage, gaps) = count(&document, &chunks, &order(&chunks, outcomes));
            prop_assert_eq!(coverage.bytes, document.text.len());
            prop_assert_eq!(coverage.read + coverage.unread, coverage.bytes);
            prop_assert_eq!(gaps.iter().map(|gap| gap.end - gap.start).sum::<usize>(), coverage.unread);
        }
    }
}
