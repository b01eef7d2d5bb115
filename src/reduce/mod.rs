//! Drafts → located findings: ground, merge, cross-check, rank, count what was read.
//!
//! [`reduce`] takes one document and how the reading of its chunks ended, wherever that happened, and gives the
//! document's analysis. [`series`] ties the analyses of meetings that follow one another.

pub mod agree;
mod coverage;
mod crosscheck;
mod denial;
mod done;
mod ground;
mod merge;
mod rank;
pub mod series;
mod talk;
mod terms;

pub use ground::id_of;

use crate::model::analysis::DocumentAnalysis;
use crate::model::chunk::Chunk;
use crate::model::document::Document;
use crate::model::outcome::Outcome;
use crate::model::units::Units;

/// Turns what was claimed about a document into what is shown of it. `tokens` is the exact number of tokens of the
/// text. Outcomes may come in any order; of several for one chunk the first that was read counts, and a chunk without
/// one counts as unread.
pub fn reduce(
    document: Document,
    units: &Units,
    tokens: usize,
    chunks: &[Chunk],
    outcomes: Vec<Outcome>,
) -> DocumentAnalysis {
    let outcomes = coverage::order(chunks, outcomes);
    let (coverage, gaps) = coverage::count(&document, chunks, &outcomes);
    let drafts = outcomes.into_iter().flatten().flat_map(|outcome| outcome.drafts);
    let (mut findings, rejected) = ground::ground(&document, drafts);
    let weights = terms::Weights::of(&document, units, &findings);
    merge::merge(&mut findings, &weights);
    ground::identify(&document, &mut findings);
    crosscheck::check_decisions(&document, units, &weights, &mut findings);
    crosscheck::check_actions(&document, units, &weights, &mut findings);
    rank::rank(&document, units, &mut findings);
    let talk = talk::share_talk(&document, units);
    DocumentAnalysis {
        document,
        tokens,
        findings,
        rejected,
        coverage,
        gaps,
        talk,
        results: Vec::new(),
        shared: Default::default(),
    }
}

#[cfg(test)]
mod tests;
