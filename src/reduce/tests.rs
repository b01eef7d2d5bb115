//! Whole reduction on small meetings, and what the tests of the parts share.

use super::*;
use crate::model::document::{BlockKind, DocumentBuilder, Place};
use crate::model::draft::{Draft, Quote};
use crate::model::finding::FindingKind;
use crate::model::gap::ChunkEnd;
use crate::model::span::Span;

/// A meeting of these turns (speaker, words).
pub(super) fn document(turns: &[(&str, &str)]) -> Document {
    let mut builder = DocumentBuilder::default();
    for (index, (speaker, words)) in turns.iter().enumerate() {
        let place = Place { line: Some(index as u32 + 1), ..Place::default() };
        builder.add(
            BlockKind::Turn,
            Some(speaker).filter(|name| !name.is_empty()).map(|name| &**name),
            words,
            place,
        );
    }
    Document {
        title: "Sync".into(),
        format: "txt".into(),
        ..Document::new("d1", "sync.txt", builder.finish())
    }
}

/// A draft whose statement is its only quote.
pub(super) fn draft(kind: FindingKind, quote: &str) -> Draft {
    Draft {
        kind,
        statement: quote.to_owned(),
        quotes: vec![Quote { text: quote.to_owned(), hint: None, side: Default::default() }],
        score: 0.8,
        why: String::new(),
        owner: None,
        due: None,
        status: None,
        extent: None,
        relation: None,
        slip: None,
        seen_by: None,
    }
}

pub(super) fn outcome(chunk: usize, end: ChunkEnd, drafts: Vec<Draft>) -> Outcome {
    Outcome { chunk, end, drafts, attempts: 1 }
}

/// Reduces a document read in one chunk.
pub(super) fn reduced(document: Document, drafts: Vec<Draft>) -> DocumentAnalysis {
    let span = Span::new(0, document.text.len());
    let end = Span::new(span.end, span.end);
    let chunk = Chunk { index: 0, span, tokens: 1, before: Span::default(), after: end };
    let units = Units::of(&document);
    reduce(document, &units, 1, &[chunk], vec![outcome(0, ChunkEnd::Read, drafts)])
}
