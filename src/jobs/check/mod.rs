//! The check job: what each document says to the requirements of the policies, and where it does not agree with itself.

mod amounts;
pub mod between;
mod compare;
pub(crate) mod consistency;
mod expected;
mod listed;
pub mod matching;
mod model;
mod normative;
pub mod playbook;
mod policy;
mod requirements;

pub use model::{Said, ask_model, forecast};
pub use normative::modality_of;
pub use policy::{Policies, PolicyText};

use super::note_addresses;
use crate::model::analysis::DocumentAnalysis;
use crate::model::chunk::Chunk;
use crate::model::document::Document;
use crate::model::draft::Draft;
use crate::model::evidence::{Locator, Rejected};
use crate::model::gap::{ChunkEnd, Gap};
use crate::model::outcome::Outcome;
use crate::model::shared::{Identity, Shared, SharedFact};
use crate::model::span::Span;
use crate::model::units::Units;
use crate::reduce::reduce;
use crate::run::recovery::Failure;
use crate::text::tokens::{Encoding, TokenCounter};
use consistency::{Seen, Told};
use policy::Compared;
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
    open(document, policies, in_batch).conclude(policies, encoding)
}

/// A document that was checked, before findings are made of that. A model may be asked in the meantime: see [`ask_model`]
/// and [`Opened::join`].
#[derive(Debug)]
pub struct Opened {
    document: Document,
    units: Units,
    end: ChunkEnd,
    seen: Seen,
    compared: Compared,
    /// Requirements that a model gave no verdict on.
    unheard: Vec<Gap>,
    /// Verdicts whose quotes are not in the document.
    rejected: Vec<Rejected>,
}

/// Checks a document.
pub fn open(mut document: Document, policies: &Policies, in_batch: bool) -> Opened {
    note_addresses(&mut document);
    let units = Units::of(&document);
    // The checks only read: what they were in the middle of is dropped with the panic.
    let found = catch_unwind(AssertUnwindSafe(|| {
        (consistency::look(&document, &units, in_batch), policies.compare(&document, &units))
    }));
    let (end, seen, compared) = match found {
        Ok((seen, compared)) => (ChunkEnd::Read, seen, compared),
        Err(panic) => {
            (ChunkEnd::Unread(Failure::of_panic(&*panic).reason()), Seen::default(), Compared::default())
        }
    };
    Opened { document, units, end, seen, compared, unheard: Vec::new(), rejected: Vec::new() }
}

impl Opened {
    /// Findings and results of what was checked.
    pub fn conclude(self, policies: &Policies, encoding: Encoding) -> DocumentAnalysis {
        let Seen { drafts, told, identity } = self.seen;
        let mut analysis = read_whole(self.document, &self.units, encoding, self.end, drafts);
        analysis.shared = share(&analysis.document, told, identity);
        policies.conclude(self.compared, &mut analysis);
        analysis.gaps.extend(self.unheard);
        analysis.rejected.extend(self.rejected);
        analysis
    }
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
