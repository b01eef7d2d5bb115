//! The compliance matrix: requirements by documents, each row opening to the policy's passage beside the document's; the
//! documents with their counts; and what of the policies asks for nothing.

use super::super::checked::{Cell, Detail, status_words};
use super::super::index::{Index, Row};
use super::super::labels;
use crate::model::requirement::{OtherKind, Requirement, ResultStatus};
use askama::Template;
use rustc_hash::FxHashMap;

/// Columns of documents on the page; the table for spreadsheets has all.
const COLUMNS: usize = 60;
/// With more columns than this a cell shows a sign instead of its word.
const WORDED: usize = 3;
/// With more columns than this a cell on a phone has its document's number instead of its name.
const NAMED: usize = 8;
/// Longest name of a document in a cell, in bytes.
const NAME_BYTES: usize = 32;
/// Rows of documents on the page.
const DOCUMENTS: usize = 1_000;

#[derive(Template)]
#[template(path = "sections/matrix.html")]
struct MatrixPart<'a> {
    total: String,
    columns: Vec<Column<'a>>,
    /// Of all documents.
    names: Vec<&'a str>,
    rows: Vec<MatrixRow<'a>>,
    elsewhere: usize,
    look: Look,
    index: &'a Index,
}

struct Column<'a> {
    id: &'a str,
    name: &'a str,
    /// The name's beginning, for cells.
    short: String,
}

impl<'a> Column<'a> {
    fn of(row: &'a Row, name: &'a str) -> Self {
        let end = name.floor_char_boundary(NAME_BYTES);
        let more = if end < name.len() { "…" } else { "" };
        Column { id: &row.id, name, short: format!("{}{more}", name[..end].trim_end()) }
    }
}

/// What each document is called: its title, or its file where another has the same title.
fn names(rows: &[Row]) -> Vec<&str> {
    let mut bearers: FxHashMap<&str, usize> = FxHashMap::default();
    for row in rows {
        *bearers.entry(&row.title).or_default() += 1;
    }
    rows.iter()
        .map(|row| if bearers[row.title.as_str()] > 1 { file_name(&row.path) } else { &row.title })
        .collect()
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// How much room a cell has, by the number of documents.
#[derive(Clone, Copy)]
enum Look {
    /// Words, and names where rows are stacked.
    Words,
    /// Signs, and names where rows are stacked.
    Signs,
    /// Signs, and numbers where rows are stacked.
    Numbers,
}

impl Look {
    fn of(columns: usize) -> Self {
        match columns {
            few if few <= WORDED => Look::Words,
            some if some <= NAMED => Look::Signs,
            _ => Look::Numbers,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Look::Words => "worded",
            Look::Signs => "signed",
            Look::Numbers => "signed numbered",
        }
    }

    fn has_signs(self) -> bool {
        !matches!(self, Look::Words)
    }

    /// Whether each cell carries its document's name; of many documents that would be most of the page.
    fn names_cells(self) -> bool {
        !matches!(self, Look::Numbers)
    }
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

/// A status in words; the style sheet has its sign.
struct CellView {
    class: &'static str,
    word: &'static str,
    /// Empty where the two were not compared.
    href: String,
}

impl CellView {
    fn of(row: &Row, cell: Option<Cell>) -> Self {
        match cell {
            None => CellView { class: "", word: "", href: String::new() },
            Some(cell) => CellView {
                class: cell.status.as_str(),
                word: status_words(cell.status, cell.stricter),
                href: format!("documents/{}.html#f-{:016x}", row.id, cell.finding),
            },
        }
    }
}

/// Writes the matrix, if there are requirements.
pub(super) fn write(index: &Index, out: &mut String) {
    let checked = &index.checked;
    if checked.requirements.is_empty() {
        return;
    }
    let shown = index.rows.len().min(COLUMNS);
    let names = names(&index.rows);
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
            cells: cells.map(|(row, cells)| CellView::of(row, cells[place])).collect(),
            details: &checked.details[place],
            more: counts.iter().sum::<usize>() - checked.details[place].len(),
        }
    });
    let part = MatrixPart {
        total: labels::count(checked.requirements.len(), "requirement", "requirements"),
        columns: index.rows.iter().zip(&names).take(shown).map(|(row, name)| Column::of(row, name)).collect(),
        names,
        rows: rows.collect(),
        elsewhere: index.rows.len() - shown,
        look: Look::of(shown),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(path: &str, title: &str) -> Row {
        Row { path: path.to_owned(), title: title.to_owned(), ..Row::default() }
    }

    #[test]
    fn documents_of_one_title_are_called_by_their_files() {
        let rows = [row("a/one.txt", "Lease"), row("b\\two.txt", "Lease"), row("three.txt", "Deed")];
        assert_eq!(names(&rows), ["one.txt", "two.txt", "Deed"]);
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        let cases = [
            ("Deed", "Deed"),
            ("ééééééééééééééééé", "éééééééééééééééé…"),
            ("a name of words, thirty letters long", "a name of words, thirty letters…"),
        ];
        for (name, short) in cases {
            assert_eq!(Column::of(&row("", ""), name).short, short);
        }
    }
}
