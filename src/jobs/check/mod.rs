//! The check job: what each document says to the requirements of the policies, and where it does not agree with itself.

mod amounts;
pub mod between;
mod compare;
pub(crate) mod consistency;
pub mod matching;
mod normative;
pub mod playbook;
mod policy;
mod requirements;

pub use normative::modality_of;
pub use policy::{Policies, PolicyText};

use crate::model::analysis::DocumentAnalysis;
use crate::model::chunk::Chunk;
use crate::model::document::Document;
use crate::model::draft::Draft;
use crate::model::evidence::Locator;
use crate::model::gap::ChunkEnd;
use crate::model::outcome::Outcome;
use crate::model::shared::{Identity, Shared, SharedFact};
use crate::model::span::Span;
use crate::model::units::Units;
use crate::reduce::reduce;
use crate::run::recovery::Failure;
use crate::text::tokens::{Encoding, TokenCounter};
use consistency::{Seen, Told};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Checks one document against itself and against the policies. Gives the same on any number of threads. In a batch it
/// also tells what to hold it against the other documents by. A document on
/// which the checks break down is unread, not lost: it keeps its text and says why.
pub fn analyse(
    document: Document,
    policies: &Policies,
    encoding: Encoding,
    in_batch: bool,
) -> DocumentAnalysis {
    let units = Units::of(&document);
    // The checks only read: what they were in the middle of is dropped with the panic.
    let found = catch_unwind(AssertUnwindSafe(|| {
        (consistency::look(&document, &units, in_batch), policies.compare(&document, &units))
    }));
    let (end, seen, compared) = match found {
        Ok((seen, compared)) => (ChunkEnd::Read, seen, compared),
        Err(panic) => (
            ChunkEnd::Unread(Failure::of_panic(&*panic).reason()),
            Seen::default(),
            policy::Compared::default(),
        ),
    };
    let mut analysis = read_whole(document, &units, encoding, end, seen.drafts);
    analysis.shared = share(&analysis.document, seen.told, seen.identity);
    analysis.findings.extend(compared.findings);
    analysis.results = compared.results;
    analysis.document.notices.extend(compared.notices);
    analysis
}

/// Facts with their passages located.
fn share(document: &Document, told: Vec<Told>, identity: Identity) -> Shared {
    let locator = Locator::new(document);
    let fact = |told: Told| {
        let evidence = locator.locate(&told.quote).ok()?;
        let Told { of, name, key, value, said, .. } = told;
        Some(SharedFact { of, name, key, value, said, evidence })
    };
    Shared { facts: told.into_iter().filter_map(fact).collect(), identity }
}

/// The analysis of a document that was looked at as a whole, as one chunk.
fn read_whole(
    document: Document,
    units: &Units,
    encoding: Encoding,
    end: ChunkEnd,
    drafts: Vec<Draft>,
) -> DocumentAnalysis {
    let mut counter = take_counter(encoding);
    let tokens = counter.index(&document.text).total();
    COUNTER.set(Some(counter));
    let span = Span::new(0, document.text.len());
    let chunk = Chunk { index: 0, span, tokens, before: Span::default(), after: Span::default() };
    let outcome = Outcome { chunk: 0, end, drafts, attempts: 1 };
    reduce(document, units, tokens, &[chunk], vec![outcome])
}

thread_local! {
    /// A counter remembers the pieces it has counted; each thread keeps its own from document to document.
    static COUNTER: Cell<Option<TokenCounter>> = const { Cell::new(None) };
}

fn take_counter(encoding: Encoding) -> TokenCounter {
    let kept = COUNTER.take().filter(|counter| counter.encoding() == encoding);
    kept.unwrap_or_else(|| TokenCounter::new(encoding))
}
