//! What the index keeps of requirements and results: one status a requirement and document, and the passages of those that
//! somebody has to look at, up to a cap. [`Matrix`] writes the statuses as a table for spreadsheets.

use super::csv::neutralise;
use super::differences::mark;
use super::escape::escaped;
use super::index::Row;
use super::labels;
use crate::model::analysis::DocumentAnalysis;
use crate::model::evidence::Evidence;
use crate::model::finding::{Finding, Side};
use crate::model::requirement::{
    Modality, Other, OtherKind, Requirement, RequirementResult, ResultStatus, Verdicts,
};
use rustc_hash::FxHashMap;
use std::io::Write;

/// Results of one requirement whose passages the index has; all are on the documents' pages.
const DETAILS: usize = 3;
/// Longest passage on the index, in bytes.
const QUOTE_BYTES: usize = 600;

/// One cell of the matrix.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) status: ResultStatus,
    pub(crate) stricter: bool,
    /// The finding's id as a number.
    pub(crate) finding: u64,
}

/// A result with its passages, ready to print.
#[derive(Debug)]
pub(crate) struct Detail {
    /// Position of the document in the batch.
    pub(crate) row: usize,
    pub(crate) document: String,
    pub(crate) finding: String,
    pub(crate) status: ResultStatus,
    pub(crate) stricter: bool,
    pub(crate) confidence: &'static str,
    pub(crate) reason: String,
    /// What each engine says, and the model's own words, where a model was asked, too.
    pub(crate) engines: Option<(String, String)>,
    /// The policy's words with what differs marked, as HTML.
    pub(crate) policy: String,
    pub(crate) passages: Vec<Quoted>,
    pub(crate) terms: String,
    pub(crate) searched: String,
}

/// A passage of a document as HTML, with its place.
#[derive(Debug)]
pub(crate) struct Quoted {
    pub(crate) html: String,
    pub(crate) place: String,
    pub(crate) anchor: String,
}

/// Requirements, and what the documents say to them.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub(crate) requirements: Vec<Requirement>,
    /// Cells of each document, by requirement; `None` where it was not compared.
    pub(crate) cells: Vec<Vec<Option<Cell>>>,
    /// Details of each requirement.
    pub(crate) details: Vec<Vec<Detail>>,
    /// Results by status, in the order of [`ResultStatus::ALL`], without `unmentioned`.
    pub(crate) totals: [usize; ResultStatus::ALL.len()],
    /// Permissions that a document does not mention.
    pub(crate) unmentioned: usize,
    /// Passages of the policies that ask for nothing, by [`OtherKind::ALL`]: how many, and the first of them.
    pub(crate) others: Vec<(OtherKind, usize, Vec<String>)>,
    place_of: FxHashMap<String, usize>,
}

/// Passages listed of each kind.
const LISTED: usize = 100;

impl Checked {
    pub(crate) fn new(requirements: &[Requirement], others: &[Other]) -> Self {
        let of_kind = |kind: OtherKind| {
            let all = || others.iter().filter(move |other| other.kind == kind);
            (kind, all().count(), all().take(LISTED).map(|other| cut(&other.text).to_owned()).collect())
        };
        let places = requirements.iter().enumerate();
        Checked {
            place_of: places.map(|(at, requirement)| (requirement.id.clone(), at)).collect(),
            details: requirements.iter().map(|_| Vec::new()).collect(),
            requirements: requirements.to_vec(),
            others: OtherKind::ALL.into_iter().map(of_kind).filter(|(_, count, _)| *count > 0).collect(),
            ..Checked::default()
        }
    }

    /// Adds the results of the next document, the `row`th.
    pub(crate) fn add(&mut self, row: usize, analysis: &DocumentAnalysis) {
        let by_id: FxHashMap<&str, &Finding> =
            analysis.findings.iter().map(|finding| (finding.id.as_str(), finding)).collect();
        let mut cells = vec![None; self.requirements.len()];
        for result in &analysis.results {
            let Some(&place) = self.place_of.get(&result.requirement) else { continue };
            let Some(finding) = result.findings.first().and_then(|id| by_id.get(id.as_str())) else {
                continue;
            };
            let number = u64::from_str_radix(&finding.id, 16).unwrap_or_default();
            cells[place] = Some(Cell { status: result.status, stricter: result.stricter, finding: number });
            let only_allows = self.requirements[place].modality == Modality::May;
            if only_allows && result.status == ResultStatus::Missing {
                self.unmentioned += 1;
            } else {
                let total = ResultStatus::ALL.iter().position(|&status| status == result.status);
                self.totals[total.unwrap_or_default()] += 1;
            }
            let kept = &mut self.details[place];
            // The worst first; a result that is met gives way to one that is not.
            let at = kept.partition_point(|detail: &Detail| detail.status <= result.status);
            if at < DETAILS {
                kept.insert(at, Detail::of(row, analysis, result, finding, &self.requirements[place]));
                kept.truncate(DETAILS);
            }
        }
        self.cells.push(cells);
    }

    /// Whether a requirement only allows something, and no document mentions it.
    pub(crate) fn is_unused_permission(&self, place: usize) -> bool {
        let is_missing =
            |cells: &Vec<Option<Cell>>| cells[place].is_none_or(|cell| cell.status == ResultStatus::Missing);
        self.requirements[place].modality == Modality::May && self.cells.iter().all(is_missing)
    }

    /// How often each status came up for a requirement.
    pub(crate) fn counts_of(&self, place: usize) -> [usize; ResultStatus::ALL.len()] {
        count(self.cells.iter().filter_map(|cells| cells[place]))
    }

    /// How often each status came up in a document.
    pub(crate) fn counts_in(&self, row: usize) -> [usize; ResultStatus::ALL.len()] {
        count(self.cells.get(row).into_iter().flatten().copied().flatten())
    }
}

fn count(cells: impl Iterator<Item = Cell>) -> [usize; ResultStatus::ALL.len()] {
    let mut counts = [0; ResultStatus::ALL.len()];
    for cell in cells {
        let place = ResultStatus::ALL.iter().position(|&status| status == cell.status);
        counts[place.unwrap_or_default()] += 1;
    }
    counts
}

fn cut(text: &str) -> &str {
    if text.len() <= QUOTE_BYTES { text } else { &text[..text.floor_char_boundary(QUOTE_BYTES)] }
}

impl Detail {
    fn of(
        row: usize,
        analysis: &DocumentAnalysis,
        result: &RequirementResult,
        finding: &Finding,
        requirement: &Requirement,
    ) -> Self {
        let own: Vec<(usize, &Evidence)> = finding
            .evidence
            .iter()
            .enumerate()
            .filter(|(_, evidence)| evidence.role() == Side::Document)
            .collect();
        let shown = match result.status {
            ResultStatus::Missing => 1,
            _ => 2,
        };
        // What differs shows something only where the two speak of the same.
        let html = |text: &str, other: &str| match result.status {
            ResultStatus::Missing => escaped(cut(text)),
            _ => mark(cut(text), other),
        };
        let quoted = |&(nth, evidence): &(usize, &Evidence)| Quoted {
            html: html(evidence.quote(), &requirement.text),
            place: match labels::place(evidence.location()) {
                place if place.is_empty() => "in the text".to_owned(),
                place => place,
            },
            anchor: super::item::passage_anchor(&finding.id, nth),
        };
        let first = own.first().map_or("", |(_, evidence)| evidence.quote());
        Detail {
            row,
            document: analysis.document.id.clone(),
            finding: finding.id.clone(),
            status: result.status,
            stricter: result.stricter,
            confidence: result.confidence.as_str(),
            reason: result.reason.clone(),
            engines: result.verdicts.as_ref().map(engines_words),
            policy: html(&requirement.text, first),
            passages: own.iter().take(shown).map(quoted).collect(),
            terms: result.searched.terms.join(", "),
            searched: labels::count(result.searched.passages, "passage", "passages"),
        }
    }

    pub(crate) fn label(&self) -> &'static str {
        status_words(self.status, self.stricter)
    }
}

/// What each engine says, and the model's reason in its own words.
fn engines_words(verdicts: &Verdicts) -> (String, String) {
    let builtin = verdicts.builtin.as_str();
    let words = match verdicts.model {
        None => format!("The built-in engine says {builtin}; the model gave no verdict that can be proved"),
        Some(model) if model == verdicts.builtin => format!("Both engines say {builtin}"),
        Some(model) => format!("The built-in engine says {builtin}, the model says {}", model.as_str()),
    };
    (words, verdicts.reason.clone())
}

/// The word of a status.
pub(crate) fn status_words(status: ResultStatus, stricter: bool) -> &'static str {
    if stricter { "stricter" } else { status.as_str() }
}

/// Writes `matrix.csv`: a row a requirement, a column a document.
#[derive(Debug)]
pub struct Matrix<'a> {
    checked: &'a Checked,
    rows: &'a [Row],
}

impl<'a> Matrix<'a> {
    pub(crate) fn new(checked: &'a Checked, rows: &'a [Row]) -> Self {
        Matrix { checked, rows }
    }

    /// Writes the table.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, out: impl Write) -> Result<(), ::csv::Error> {
        let mut out = ::csv::Writer::from_writer(out);
        let fixed = ["requirement", "name", "text", "modality", "severity", "policy", "under"];
        let paths = self.rows.iter().map(|row| neutralise(&row.path).into_owned());
        out.write_record(fixed.map(str::to_owned).into_iter().chain(paths))?;
        for (place, requirement) in self.checked.requirements.iter().enumerate() {
            let told = [
                requirement.id.clone(),
                requirement.name.clone().unwrap_or_default(),
                requirement.text.clone(),
                requirement.modality.as_str().to_owned(),
                requirement.severity.as_str().to_owned(),
                requirement.document.clone(),
                requirement.headings.join(" › "),
            ];
            let cells = self
                .checked
                .cells
                .iter()
                .map(|cells| cells[place].map_or("", |cell| status_words(cell.status, cell.stricter)));
            let told = told.iter().map(|cell| neutralise(cell).into_owned());
            out.write_record(told.chain(cells.map(str::to_owned)))?;
        }
        Ok(out.flush()?)
    }
}
