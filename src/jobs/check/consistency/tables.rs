//! Totals of tables that do not add up. Takes the tables of a document, gives a draft for each total that differs from the sum
//! of its rows or columns, where the rest of the table shows how it is meant to be added.

use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;
use crate::model::table::Table;
use std::collections::BTreeMap;

/// Rows above a total that are looked at; a longer column is not added up.
const MOST_ROWS: usize = 120;
/// A table with more cells than this is data, not a statement.
const MOST_CELLS: usize = 20_000;
/// Fewer rows than this are no sum.
const FEWEST_ROWS: usize = 2;
/// A total without a second column to confirm it must come this near, in percent: then a figure was mistyped.
const NEAR_PERCENT: f64 = 20.0;

/// A figure in a cell.
#[derive(Clone, Copy, Debug)]
struct Figure {
    value: f64,
    /// Worth of its last digit.
    unit: f64,
    span: Span,
    is_percent: bool,
}

/// A row: its label and its figures by column.
struct Row {
    label: String,
    label_span: Option<Span>,
    figures: BTreeMap<u32, Figure>,
}

/// One draft for each total that does not add up.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    for table in view.document.tables.iter().filter(|table| table.cells.len() <= MOST_CELLS) {
        let rows = rows(view, table);
        down(view, &rows, drafts);
        across(view, table, &rows, drafts);
    }
}

fn rows(view: &View, table: &Table) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut number = None;
    for cell in &table.cells {
        if number != Some(cell.row) {
            number = Some(cell.row);
            rows.push(Row { label: String::new(), label_span: None, figures: BTreeMap::new() });
        }
        let Some(row) = rows.last_mut() else { continue };
        let words = view.slice(cell.span);
        match figure(words, cell.span) {
            Some(figure) => {
                row.figures.insert(cell.column, figure);
            }
            None if row.label.is_empty() && row.figures.is_empty() => {
                row.label = words.trim().to_lowercase();
                row.label_span = Some(cell.span);
            }
            None => {}
        }
    }
    rows
}

/// The figure of a cell: `$ 1,234`, `(56.7)`, `12 %`, `—`.
fn figure(words: &str, span: Span) -> Option<Figure> {
    let trimmed = words.trim();
    if matches!(trimmed, "-" | "–" | "—" | "$ —" | "$—" | "$ -") {
        return Some(Figure { value: 0.0, unit: 0.0, span, is_percent: false });
    }
    let is_percent = trimmed.ends_with('%') || trimmed.ends_with("% )") || trimmed.ends_with("%)");
    let is_negative = trimmed.starts_with('(')
        || trimmed.starts_with("$(")
        || trimmed.starts_with("$ (")
        || trimmed.starts_with(['-', '−']);
    let digits: String = trimmed.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let rest_is_signs = trimmed.chars().all(|c| {
        c.is_ascii_digit()
            || matches!(c, '.' | ',' | '$' | '€' | '£' | '(' | ')' | '%' | '-' | '−' | ' ' | '\u{a0}')
    });
    if digits.is_empty() || !rest_is_signs || digits.len() > 15 {
        return None;
    }
    let value: f64 = digits.parse().ok()?;
    let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let unit = 10_f64.powi(-(places as i32));
    Some(Figure { value: if is_negative { -value } else { value }, unit, span, is_percent })
}

fn is_total(label: &str) -> bool {
    label == "total"
        || label.starts_with("total ")
        || label.starts_with("totals")
        || label.starts_with("total:")
        || label.ends_with(" total")
        || label == "sum"
}

/// Where the rows that add up to a total begin, for each column; `Err` holds the nearest sum.
fn starts(rows: &[Row], total: usize, column: u32) -> Vec<usize> {
    let Some(target) = rows[total].figures.get(&column) else { return Vec::new() };
    let mut found = Vec::new();
    let (mut sum, mut unit, mut count) = (0.0, target.unit, 0_usize);
    for start in (total.saturating_sub(MOST_ROWS)..total).rev() {
        let Some(figure) = rows[start].figures.get(&column) else { continue };
        sum += figure.value;
        unit = figure.unit.max(unit);
        count += 1;
        if count >= FEWEST_ROWS && adds_up(sum, target.value, unit, count) {
            found.push(start);
        }
    }
    found
}

/// Whether a sum equals a total but for the rounding of its terms.
fn adds_up(sum: f64, total: f64, unit: f64, count: usize) -> bool {
    (sum - total).abs() <= unit * (1.0 + count as f64 * 0.5) + 1e-6
}

/// Totals below their columns.
fn down(view: &View, rows: &[Row], drafts: &mut Vec<Draft>) {
    let totals: Vec<usize> = (0..rows.len()).filter(|&row| is_total(&rows[row].label)).take(200).collect();
    for &total in &totals {
        let by_column: Vec<(u32, Vec<usize>)> = rows[total]
            .figures
            .iter()
            .filter(|(_, figure)| !figure.is_percent)
            .map(|(&column, _)| (column, starts(rows, total, column)))
            .collect();
        // Another column shows which rows are added.
        let shown = by_column.iter().find_map(|(_, starts)| starts.first().copied());
        let broken = by_column.iter().filter(|(_, starts)| starts.is_empty()).map(|(column, _)| *column);
        for column in broken {
            let start = match shown {
                Some(start) => Some(start),
                None if totals.len() == 1 && by_column.len() == 1 => Some(0),
                None => None,
            };
            if let Some(start) = start {
                drafts.extend(wrong_total(view, rows, start, total, column, shown.is_some()));
            }
        }
    }
}

fn wrong_total(
    view: &View,
    rows: &[Row],
    start: usize,
    total: usize,
    column: u32,
    is_shown: bool,
) -> Option<Draft> {
    let target = rows[total].figures.get(&column)?;
    let terms: Vec<&Figure> = rows[start..total].iter().filter_map(|row| row.figures.get(&column)).collect();
    let with_figures = rows[start..total].iter().filter(|row| !row.figures.is_empty()).count();
    // A row without a figure in this column may be added in another way.
    if terms.len() < FEWEST_ROWS + usize::from(!is_shown)
        || terms.len() < with_figures
        || terms.iter().any(|figure| figure.is_percent)
    {
        return None;
    }
    // A column of years is added up by nobody.
    if terms.iter().all(|figure| figure.unit >= 1.0 && (1900.0..2100.0).contains(&figure.value)) {
        return None;
    }
    let sum: f64 = terms.iter().map(|figure| figure.value).sum();
    let unit = terms.iter().map(|figure| figure.unit).fold(target.unit, f64::max);
    let is_near = (sum - target.value).abs() * 100.0 <= NEAR_PERCENT * target.value.abs();
    let less = rows[start..total]
        .iter()
        .any(|row| ["less", "minus", "net of", "deduct"].iter().any(|word| row.label.contains(word)));
    if adds_up(sum, target.value, unit, terms.len()) || less || !is_shown && !is_near {
        return None;
    }
    let places = if unit < 0.1 {
        2
    } else if unit < 1.0 {
        1
    } else {
        0
    };
    Some(
        view.draft(Slip {
            statement: format!(
                "The total is given as {}, but its rows add up to {sum:.places$}.",
                view.slice(target.span).trim()
            ),
            why: if is_shown {
                "the same rows add up to the total in another column".to_owned()
            } else {
                "all rows above the total were added".to_owned()
            },
            relation: Relation::Contradicts,
            score: if is_shown { 0.75 } else { 0.5 },
            places: [Some(target.span), terms.first().map(|figure| figure.span), rows[total].label_span]
                .into_iter()
                .flatten()
                .take(2)
                .collect(),
        }),
    )
}

/// Totals at the end of rows, where the heading says "Total" and other rows add up.
fn across(view: &View, table: &Table, rows: &[Row], drafts: &mut Vec<Draft>) {
    let heading = table.cells.iter().find(|cell| {
        cell.row <= table.header_rows.max(1) + table.cells.first().map_or(0, |cell| cell.row - 1)
            && view.slice(cell.span).trim().eq_ignore_ascii_case("total")
    });
    let Some(column) = heading.map(|cell| cell.column) else { return };
    let mut good = 0;
    let mut bad: Vec<(&Row, f64, Figure)> = Vec::new();
    for row in rows {
        let Some(&total) = row.figures.get(&column) else { continue };
        let terms: Vec<&Figure> = row.figures.range(..column).map(|(_, figure)| figure).collect();
        if terms.len() < FEWEST_ROWS || terms.iter().any(|figure| figure.is_percent) || total.is_percent {
            continue;
        }
        let sum: f64 = terms.iter().map(|figure| figure.value).sum();
        let unit = terms.iter().map(|figure| figure.unit).fold(total.unit, f64::max);
        if adds_up(sum, total.value, unit, terms.len()) { good += 1 } else { bad.push((row, sum, total)) }
    }
    if good < 2 || bad.len() * 4 > good {
        return;
    }
    for (row, sum, total) in bad {
        drafts.push(view.draft(Slip {
            statement: format!(
                "The total of the row is given as {}, but its figures add up to {sum}.",
                view.slice(total.span).trim()
            ),
            why: format!("{good} other rows of the table add up"),
            relation: Relation::Contradicts,
            score: 0.7,
            places: [Some(total.span), row.label_span].into_iter().flatten().collect(),
        }));
    }
}
