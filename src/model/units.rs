//! The units of a document: its sentences, each within one block, with their words. Made once for a document and
//! shared by everything that reasons over it.

use super::document::Document;
use super::span::Span;
use crate::text::sentences::split_sentences;
use crate::text::words::{Word, split_words};
use std::ops::Range;

/// One sentence, or what stands for one where speech has no punctuation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its place in the document's text.
    pub span: Span,
    /// Index of its block.
    pub block: usize,
    /// Who says it: an index into `Document::speakers`.
    pub speaker: Option<u32>,
    /// Time at its start, in milliseconds.
    pub time_ms: Option<u64>,
    /// Whether somebody said it in the meeting.
    pub is_speech: bool,
    /// Its words, as a range of [`Units::words`].
    pub words: Range<usize>,
}

/// All units of a document in order, and all their words.
#[derive(Clone, Debug, Default)]
pub struct Units {
    /// The units.
    pub units: Vec<Unit>,
    /// Their words; offsets are those of the document's text.
    pub words: Vec<Word>,
}

impl Units {
    /// Parts a document.
    pub fn of(document: &Document) -> Self {
        let mut all = Units::default();
        let mut sentences = Vec::new();
        for (index, block) in document.blocks.iter().enumerate() {
            let text = document.slice(block.span);
            sentences.clear();
            split_sentences(text, &mut sentences);
            for sentence in &sentences {
                let first = all.words.len();
                let start = block.span.start + sentence.start;
                split_words(&text[sentence.clone()], start, &mut all.words);
                all.units.push(Unit {
                    span: Span::new(start, block.span.start + sentence.end),
                    block: index,
                    speaker: block.speaker,
                    time_ms: document.mark_at(start).and_then(|mark| mark.time_ms),
                    is_speech: block.kind.is_speech(),
                    words: first..all.words.len(),
                });
            }
        }
        all
    }

    /// The words of one unit.
    pub fn words_of(&self, unit: &Unit) -> &[Word] {
        &self.words[unit.words.clone()]
    }

    /// Indices of the units that begin inside the span.
    pub fn within(&self, span: Span) -> Range<usize> {
        let from = self.units.partition_point(|unit| unit.span.start < span.start);
        let to = self.units.partition_point(|unit| unit.span.start < span.end);
        from..to
    }
}
