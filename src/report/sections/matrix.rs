//! The compliance matrix: requirements by documents, each row opening to the policy's passage beside the document's; the
//! documents with their counts; and what of the policies asks for nothing.

use super::super::checked::{Cell, Detail, status_words};
use super::super::index::Index;
use super::super::labels;
use crate::model::requirement::{OtherKind, Requirement, ResultStatus};
use askama::Template;

/// Columns of documents on the page; the table for spreadsheets has all.
const COLUMNS: usize = 60;
/// With more columns than this a cell has a sign instead of a word.
const WORDED: usize = 3;
/// Rows of documents on the page.
const DOCUMENTS: usize = 1_000;

#[derive(Template)]
#[template(path = "sections/matrix.html")]
struct MatrixPart<'a> {
    total: String,
    columns: Vec<Column<'a>>,
    rows: Vec<MatrixRow<'a>>,
    elsewhere: usize,
    worded: bool,
    index: &'a Index,
}

struct Column<'a> {
    id: &'a str,
    title: &'a str,
}

struct MatrixRow<'a> {
    requirement: &'a Requirement,
    under: String,
    modality: String,
    /// Statuses that came up, worst first, as words for the filter.
    statuses: String,
    cells: Vec<CellView>,
    details: &'a [Detail],
    more: usize,
}

struct CellView {
    class: &'static str,
    word: &'static str,
    sign: &'static str,
    href: String,
}

impl CellView {
    fn of(document: &str, cell: Option<Cell>) -> Self {
        let Some(cell) = cell else {
            return CellView { class: "none", word: "not compared", sign: "–", href: String::new() };
        };
        CellView {
            class: cell.status.as_str(),
            word: status_words(cell.status, cell.stricter),
            sign: sign(cell.status),
            href: format!("documents/{document}.html#f-{:016x}", cell.finding),
        }
    }
}

fn sign(status: ResultStatus) -> &'static str {
    match status {
        ResultStatus::Contradicted => "✕",
        ResultStatus::Weaker => "▼",
        ResultStatus::Missing => "∅",
        ResultStatus::Unclear => "?",
        ResultStatus::Met => "✓",
    }
}

/// Writes the matrix, if there are requirements.
pub(super) fn write(index: &Index, out: &mut String) {
    let checked = &index.checked;
    if checked.requirements.is_empty() {
        return;
    }
    let shown = index.rows.len().min(COLUMNS);
    // What is merely allowed and nowhere mentioned asks nothing of the reader.
    let (told, untold): (Vec<usize>, Vec<usize>) =
        (0..checked.requirements.len()).partition(|&place| !checked.is_unused_permission(place));
    let rows = told.into_iter().chain(untold).map(|place| {
        let requirement = &checked.requirements[place];
        let counts = checked.counts_of(place);
        let statuses: Vec<&str> = ResultStatus::ALL
            .iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(status, _)| status.as_str())
            .collect();
        let cells = index.rows.iter().zip(&checked.cells).take(shown);
        MatrixRow {
            requirement,
            modality: requirement.modality.as_str().replace('_', " "),
            under: requirement.headings.join(" › "),
            statuses: statuses.join(" "),
            cells: cells.map(|(row, cells)| CellView::of(&row.id, cells[place])).collect(),
            details: &checked.details[place],
            more: counts.iter().sum::<usize>() - checked.details[place].len(),
        }
    });
    let part = MatrixPart {
        total: labels::count(checked.requirements.len(), "requirement", "requirements"),
        columns: index.rows[..shown].iter().map(|row| Column { id: &row.id, title: &row.title }).collect(),
        rows: rows.collect(),
        elsewhere: index.rows.len() - shown,
        worded: shown <= WORDED,
        index,
    };
    part.render_into(out).expect("a String takes every write");
}

#[derive(Template)]
#[template(path = "sections/checked.html")]
struct Documents<'a> {
    total: String,
    rows: Vec<DocumentRow<'a>>,
    has_policy: bool,
    elsewhere: usize,
}

struct DocumentRow<'a> {
    id: &'a str,
    title: &'a str,
    path: &'a str,
    has_gaps: bool,
    counts: [usize; ResultStatus::ALL.len()],
    own: usize,
}

/// Writes the documents with their counts.
pub(super) fn write_documents(index: &Index, out: &mut String) {
    let discrepancies = crate::model::finding::FindingKind::ALL
        .iter()
        .position(|kind| kind.as_str() == "discrepancy")
        .unwrap_or_default();
    let rows = index.rows.iter().enumerate().take(DOCUMENTS).map(|(at, row)| DocumentRow {
        id: &row.id,
        title: &row.title,
        path: &row.path,
        has_gaps: row.has_gaps,
        counts: index.checked.counts_in(at),
        own: row.counts[discrepancies],
    });
    let part = Documents {
        total: labels::grouped(index.rows.len()),
        rows: rows.collect(),
        has_policy: !index.checked.requirements.is_empty(),
        elsewhere: index.rows.len().saturating_sub(DOCUMENTS),
    };
    part.render_into(out).expect("a String takes every write");
}

#[derive(Template)]
#[template(path = "sections/policy.html")]
struct PolicyPart<'a> {
    requirements: String,
    kinds: Vec<(&'static str, usize, &'a [String])>,
}

/// Writes what of the policies asks for nothing.
pub(super) fn write_policy(index: &Index, out: &mut String) {
    if index.checked.others.is_empty() && index.checked.requirements.is_empty() {
        return;
    }
    let kinds =
        index.checked.others.iter().map(|(kind, count, texts)| (kind_words(*kind), *count, texts.as_slice()));
    let part = PolicyPart {
        requirements: labels::count(index.checked.requirements.len(), "requirement", "requirements"),
        kinds: kinds.collect(),
    };
    part.render_into(out).expect("a String takes every write");
}

fn kind_words(kind: OtherKind) -> &'static str {
    match kind {
        OtherKind::Definition => "definitions",
        OtherKind::LeadIn => "lead-ins, read with the items of their lists",
        OtherKind::Statement => "statements that ask for nothing",
        OtherKind::Heading => "headings",
        OtherKind::Aside => "passages beside the text",
    }
}
