//! The policies of a run, read once and held: their requirements, and what each document says to them.

use super::compare::{Comparison, compare};
use super::expected::Expected;
use super::matching::meanings::{Meaning, Meanings};
use super::matching::passages::Passages;
use super::matching::question::Question;
use super::matching::terms::Stems;
use super::playbook::Playbook;
use super::{read_whole, requirements};
use crate::model::analysis::DocumentAnalysis;
use crate::model::document::Document;
use crate::model::draft::Quote;
use crate::model::evidence::{Evidence, Locator};
use crate::model::finding::{Confidence, Finding, FindingKind, Relation, Side};
use crate::model::gap::ChunkEnd;
use crate::model::requirement::{DefinedTerm, Modality, Other, Requirement, RequirementResult, ResultStatus};
use crate::model::units::Units;
use crate::reduce;
use crate::text::tokens::Encoding;

/// A longer meaning is cut, in bytes.
const LONGEST_MEANING: usize = 280;

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
    questions: Vec<Question>,
    others: Vec<Other>,
    notices: Vec<String>,
}

/// What one document says to all requirements, before findings are made of that.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// Index of the requirement, and what the document says to it.
    pub(super) comparisons: Vec<(usize, Comparison)>,
    /// Number of requirements that the document makes itself.
    own: usize,
}

impl Policies {
    /// Finds the requirements of these texts.
    pub fn new(texts: Vec<PolicyText>, encoding: Encoding) -> Self {
        let mut policies = Policies::default();
        let mut stems = Stems::default();
        for text in texts {
            policies.add(text, encoding, &mut stems);
        }
        policies
    }

    fn add(&mut self, text: PolicyText, encoding: Encoding, stems: &mut Stems) {
        let before = self.requirements.len();
        let (mut document, units, mut found, looked_for) = match text {
            PolicyText::Prose(document) => {
                let units = Units::of(&document);
                let found = requirements::find(&document, &units, before);
                (document, units, found, Vec::new())
            }
            PolicyText::Playbook(playbook) => {
                let units = Units::of(&playbook.document);
                let (found, looked_for) = playbook.requirements(before);
                (playbook.document, units, found, looked_for)
            }
        };
        let meanings = Meanings::of(&document, &units, stems);
        for (at, requirement) in found.requirements.iter_mut().enumerate() {
            let mut context: Vec<(&str, f32)> = Vec::new();
            // The title of a policy says nothing that tells its requirements apart.
            context.extend(requirement.headings.iter().skip(1).map(|heading| (heading.as_str(), 1.0)));
            if let Some(words) = looked_for.get(at) {
                context.push((words, 2.5));
            }
            let question = Question::new(&requirement.text, requirement.modality, &context, stems);
            let meant = meanings.among(&question.text, &question.words, stems);
            requirement.terms = meant.iter().map(|(_, meant)| defined(&document, meant.place)).collect();
            self.questions.push(question.resolve(&meant));
        }
        if found.requirements.is_empty() {
            let notice = "No requirement was found in this policy: no sentence says what must, must not, should or may be done.";
            document.notices.push(notice.to_owned());
            self.notices.push(format!("{}: {notice}", document.path));
        }
        self.requirements.extend(found.requirements);
        self.others.extend(found.others);
        let mut analysis = read_whole(document, &units, encoding, ChunkEnd::Read, Vec::new());
        analysis.findings = self.requirements[before..].iter().map(entry_of).collect();
        self.analyses.push(analysis);
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
    pub fn notices(&self) -> impl Iterator<Item = String> + '_ {
        self.notices.iter().cloned()
    }

    /// The policies as documents that were read.
    pub fn into_analyses(self) -> Vec<DocumentAnalysis> {
        self.analyses
    }

    /// Holds a document against every requirement. A policy is not held against itself: it would meet all it says.
    pub(super) fn compare(&self, document: &Document, units: &Units) -> Compared {
        let mut compared = Compared::default();
        if self.requirements.is_empty() {
            return compared;
        }
        let is_itself = |id: &str| {
            self.analyses
                .iter()
                .any(|policy| policy.document.id == id && policy.document.sha256 == document.sha256)
        };
        let passages = Passages::new(document, units, &mut Stems::default());
        for (index, (requirement, question)) in self.requirements.iter().zip(&self.questions).enumerate() {
            if is_itself(&requirement.document) {
                compared.own += 1;
            } else {
                let expected = requirement.expects.as_deref().and_then(Expected::new);
                compared.comparisons.push((index, compare(question, expected.as_ref(), &passages)));
            }
        }
        compared
    }

    /// Makes results and findings of what a document says to the requirements.
    pub(super) fn conclude(&self, compared: Compared, analysis: &mut DocumentAnalysis) {
        let document = &analysis.document;
        let locator = Locator::new(document);
        for (index, comparison) in compared.comparisons {
            let requirement = &self.requirements[index];
            let finding = finding_of(requirement, &comparison, document, &locator);
            analysis.results.push(RequirementResult {
                requirement: requirement.id.clone(),
                document: document.id.clone(),
                status: comparison.status,
                stricter: comparison.stricter,
                confidence: comparison.confidence,
                reason: comparison.reason,
                findings: vec![finding.id.clone()],
                searched: comparison.searched,
                verdicts: comparison.verdicts,
            });
            analysis.findings.push(finding);
        }
        if compared.own > 0 {
            analysis.document.notices.push(format!(
                "This document is one of the policies: it was not held against the {} requirements that it makes itself.",
                compared.own
            ));
        }
    }
}

/// A term of a policy with its meaning, for people.
fn defined(document: &Document, place: Meaning) -> DefinedTerm {
    let whole = document.slice(place.meaning).trim();
    let spaces =
        whole.char_indices().take_while(|(at, _)| *at < LONGEST_MEANING).filter(|(_, c)| c.is_whitespace());
    let meaning = match spaces.last() {
        Some((end, _)) if whole.len() > LONGEST_MEANING => format!("{} …", &whole[..end]),
        _ => whole.to_owned(),
    };
    DefinedTerm {
        term: document.slice(place.term).to_owned(),
        meaning,
        start: place.term.start,
        end: place.meaning.end,
    }
}

/// A requirement as an entry of its policy's page, known by its place.
fn entry_of(requirement: &Requirement) -> Finding {
    let name = requirement.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    Finding {
        id: format!("p{}", requirement.start),
        kind: FindingKind::RequirementResult,
        statement: format!("{name}{}", requirement.text),
        confidence: Confidence::High,
        status: None,
        owner: None,
        due: None,
        relation: None,
        slip: None,
        evidence: vec![requirement.passage.clone()],
        why: format!(
            "{}, {} severity",
            requirement.modality.as_str().replace('_', " "),
            requirement.severity.as_str()
        ),
        score: 1.0,
        first_view: true,
        extent: None,
        links: Vec::new(),
        seen_by: None,
    }
}

/// The finding that shows both sides.
fn finding_of(
    requirement: &Requirement,
    comparison: &Comparison,
    document: &Document,
    locator: &Locator,
) -> Finding {
    let mut evidence: Vec<Evidence> = Vec::new();
    for &span in &comparison.passages {
        let quote = Quote { text: document.slice(span).to_owned(), hint: Some(span), side: Side::Document };
        evidence.extend(locator.locate(&quote));
    }
    // What is missing rests on the policy; elsewhere the document's own words come first.
    let place = if comparison.status == ResultStatus::Missing { 0 } else { evidence.len().min(1) };
    evidence.insert(place, requirement.passage.clone());
    let (kind, relation) = match comparison.status {
        ResultStatus::Contradicted => (FindingKind::Discrepancy, Some(Relation::Contradicts)),
        ResultStatus::Weaker => (FindingKind::Discrepancy, Some(Relation::Weaker)),
        // Nobody has to repeat what is merely allowed.
        ResultStatus::Missing if requirement.modality == Modality::May => {
            (FindingKind::RequirementResult, None)
        }
        ResultStatus::Missing => (FindingKind::Discrepancy, Some(Relation::Missing)),
        ResultStatus::Met if comparison.stricter => {
            (FindingKind::RequirementResult, Some(Relation::Stricter))
        }
        ResultStatus::Met | ResultStatus::Unclear => (FindingKind::RequirementResult, None),
    };
    let id = reduce::id_of(&[
        kind.as_str(),
        &document.path,
        &requirement.document,
        requirement.passage.quote(),
        &requirement.start.to_string(),
    ]);
    Finding {
        id,
        kind,
        statement: statement(requirement, comparison),
        confidence: comparison.confidence,
        status: None,
        owner: None,
        due: None,
        relation,
        slip: None,
        evidence,
        why: comparison.reason.clone(),
        score: comparison.score,
        first_view: comparison.status.is_discrepancy() && requirement.modality != Modality::May,
        extent: None,
        links: Vec::new(),
        seen_by: comparison.seen_by(),
    }
}

/// One sentence that names the status and the requirement.
fn statement(requirement: &Requirement, comparison: &Comparison) -> String {
    let status = match comparison.status {
        ResultStatus::Met if comparison.stricter => "Stricter than asked",
        ResultStatus::Met => "Met",
        ResultStatus::Contradicted => "Contradicted",
        ResultStatus::Weaker => "Weaker than asked",
        ResultStatus::Missing if requirement.modality == Modality::May => "Not mentioned",
        ResultStatus::Missing => "Missing",
        ResultStatus::Unclear => "Unclear",
    };
    format!("{status}: {}", requirement.text)
}
