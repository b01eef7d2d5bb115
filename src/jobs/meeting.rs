//! The meeting job: decisions, action items, open questions, risks, discrepancies and topics of one transcript.

use crate::chunk::{self, Budget};
use crate::engine::builtin::Builtin;
use crate::model::analysis::DocumentAnalysis;
use crate::model::document::Document;
use crate::model::units::Units;
use crate::reduce::reduce;
use crate::run::executor::{Work, read_chunks};
use crate::text::tokens::{Encoding, TokenCounter};

/// Reads one document from its chunks to its findings. Gives the same on any number of threads and for any budget.
pub fn analyse(document: Document, engine: &Builtin, budget: Budget, encoding: Encoding) -> DocumentAnalysis {
    let units = Units::of(&document);
    let reading = engine.open(&document, &units);
    let mut counter = TokenCounter::new(encoding);
    let index = counter.index(&document.text);
    let chunks = chunk::cut(&document, &units, reading.shifts(), &index, &mut counter, budget);
    let work = Work {
        text: &document.text,
        units: &units,
        extract: |chunk: &_| reading.extract(chunk),
        count: |span: crate::model::span::Span| TokenCounter::new(encoding).count(document.slice(span)),
    };
    let (chunks, outcomes) = read_chunks(&work, chunks);
    drop(reading);
    let tokens = index.total();
    reduce(document, &units, tokens, &chunks, outcomes)
}
