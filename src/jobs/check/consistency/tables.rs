//! Totals of tables that do not add up. Takes the tables of a document, gives a draft for each total that differs from the sum
//! of its rows or columns, where the rest of the table shows how it is meant to be added.

use super::view::{Slip, View, written};
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
/// A sum that is further off than this, in percent, was never meant to be this total.
const NEAR_PERCENT: f64 = 50.0;
/// A total of fewer units of its last digit may be met by chance.
const LEAST_UNITS: f64 = 50.0;
/// Columns of a table that are added up.
const MOST_COLUMNS: usize = 64;

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
    /// Whether a cell holds several figures: its columns were not told apart.
    is_odd: bool,
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
            rows.push(Row {
                label: String::new(),
                label_span: None,
                figures: BTreeMap::new(),
                is_odd: false,
            });
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
            None => {
                let has_digits = words.contains(|c: char| c.is_ascii_digit());
                row.is_odd |= has_digits && !words.contains(char::is_alphabetic);
            }
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
    // "184 400": two figures whose columns were not told apart.
    let is_pair =
        trimmed.split([' ', '\u{a0}']).filter(|part| part.contains(|c: char| c.is_ascii_digit())).count() > 1;
    if digits.is_empty() || !rest_is_signs || is_pair || digits.len() > 15 {
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
        || label.starts_with("subtotal")
        || label.starts_with("sub-total")
        || label == "sum"
}

/// For each total of a column: the rows that add up to it. Rows that a subtotal holds already count through it.
fn sums(rows: &[Row], column: u32) -> BTreeMap<usize, Vec<usize>> {
    let mut found = BTreeMap::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(target) = row.figures.get(&column) else { continue };
        if (is_total(&row.label) || row.label.is_empty())
            && let Some(from) = sum_above(rows, column, &open, target)
        {
            found.insert(index, open.split_off(from));
        }
        open.push(index);
    }
    found
}

/// Where the rows that add up to a figure begin among those that are open.
fn sum_above(rows: &[Row], column: u32, open: &[usize], target: &Figure) -> Option<usize> {
    let (mut sum, mut unit, mut count) = (0.0, target.unit, 0_usize);
    for from in (open.len().saturating_sub(MOST_ROWS)..open.len()).rev() {
        let figure = rows[open[from]].figures.get(&column)?;
        sum += figure.value;
        unit = figure.unit.max(unit);
        // Dashes add nothing and prove nothing.
        count += usize::from(figure.value != 0.0);
        // A total that repeats the one row above it shows nothing of how rows are added.
        if count == 1 && (sum - target.value).abs() < 1e-6 {
            return None;
        }
        let proves = count >= FEWEST_ROWS && target.value.abs() >= unit * LEAST_UNITS;
        if proves && adds_up(sum, target.value, unit, count) {
            return Some(from);
        }
    }
    None
}

/// Whether a sum equals a total but for the rounding of its terms.
fn adds_up(sum: f64, total: f64, unit: f64, count: usize) -> bool {
    (sum - total).abs() <= unit * (1.0 + count as f64 * 0.5) + 1e-6
}

/// Totals below their columns.
fn down(view: &View, rows: &[Row], drafts: &mut Vec<Draft>) {
    if !rows.iter().any(|row| is_total(&row.label)) {
        return;
    }
    let mut columns: Vec<u32> = rows.iter().flat_map(|row| row.figures.keys().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    let sums: Vec<(u32, BTreeMap<usize, Vec<usize>>)> =
        columns.into_iter().take(MOST_COLUMNS).map(|column| (column, sums(rows, column))).collect();
    for (total, row) in rows.iter().enumerate().filter(|(_, row)| is_total(&row.label)) {
        let given = |column: &u32| {
            row.figures.get(column).is_some_and(|figure| !figure.is_percent && figure.value != 0.0)
        };
        let (good, broken): (Vec<_>, Vec<_>) =
            sums.iter().filter(|(column, _)| given(column)).partition(|(_, sums)| sums.contains_key(&total));
        // Other columns show which rows are added.
        let Some(terms) = good.first().map(|(_, sums)| &sums[&total]) else { continue };
        if broken.len() > good.len() {
            continue;
        }
        for (column, _) in broken {
            drafts.extend(wrong_total(view, rows, terms, total, *column));
        }
    }
}

/// Whether a total is the sum of the last few totals above it: parts may be grouped in one column as in no other.
fn is_sum_of_subtotals(rows: &[Row], total: usize, column: u32, target: &Figure) -> bool {
    let above = rows[total.saturating_sub(MOST_ROWS)..total].iter().rev().filter(|row| is_total(&row.label));
    let figures = above.filter_map(|row| row.figures.get(&column));
    let mut sum = 0.0;
    figures.enumerate().any(|(at, figure)| {
        sum += figure.value;
        at > 0 && adds_up(sum, target.value, figure.unit.max(target.unit), at + 1)
    })
}

fn wrong_total(view: &View, rows: &[Row], terms: &[usize], total: usize, column: u32) -> Option<Draft> {
    let target = rows[total].figures.get(&column)?;
    if rows[total].is_odd || terms.iter().any(|&row| rows[row].is_odd) {
        return None;
    }
    // A row without a figure in this column may be added in another way.
    let terms: Vec<&Figure> =
        terms.iter().map(|&row| rows[row].figures.get(&column)).collect::<Option<_>>()?;
    let is_share = terms.iter().any(|figure| figure.is_percent);
    let sum: f64 = terms.iter().map(|figure| figure.value).sum();
    let unit = terms.iter().map(|figure| figure.unit).fold(target.unit, f64::max);
    let is_near = (sum - target.value).abs() * 100.0 <= NEAR_PERCENT * target.value.abs();
    if is_share
        || !is_near
        || adds_up(sum, target.value, unit, terms.len())
        || is_sum_of_subtotals(rows, total, column, target)
    {
        return None;
    }
    Some(view.draft(Slip {
        statement: format!(
            "The total is given as {}, but its rows add up to {}.",
            view.slice(target.span).trim(),
            written(sum)
        ),
        why: "the same rows add up to the total in another column".to_owned(),
        relation: Relation::Contradicts,
        score: 0.75,
        places: vec![target.span, terms.first()?.span],
    }))
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
                "The total of the row is given as {}, but its figures add up to {}.",
                view.slice(total.span).trim(),
                written(sum)
            ),
            why: format!("{good} other rows of the table add up"),
            relation: Relation::Contradicts,
            score: 0.7,
            places: [Some(total.span), row.label_span].into_iter().flatten().collect(),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{Document, DocumentBuilder, Place};
    use crate::model::table::NewCell;
    use crate::model::units::Units;

    /// What is found in a table whose cells are parted by bars.
    fn found(rows: &[&str]) -> Vec<String> {
        let mut builder = DocumentBuilder::default();
        builder.begin_table();
        for row in rows {
            let cells = row.split('|').enumerate().map(|(column, text)| NewCell {
                text: text.trim().to_owned(),
                column: column as u32 + 1,
                ..NewCell::default()
            });
            builder.row(cells, Place::default());
        }
        builder.end_table(1);
        let document = Document::new("d1", "a", builder.finish());
        let units = Units::of(&document);
        let mut drafts = Vec::new();
        find(&View::new(&document, &units), &mut drafts);
        drafts.into_iter().map(|draft| draft.statement).collect()
    }

    #[test]
    fn totals_of_columns() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            (
                "adds up",
                &["Sales | 2023 | 2022", "North | 120 | 100", "South | 80 | 60", "Total | 200 | 160"],
                &[],
            ),
            (
                "one column is wrong",
                &["Sales | 2023 | 2022", "North | 120 | 100", "South | 80 | 60", "Total | 300 | 160"],
                &["The total is given as 300, but its rows add up to 200."],
            ),
            (
                "a total of totals where one column groups its rows",
                &[
                    "| 2023 | 2022",
                    "North | 120 | 100",
                    "South | 80 | 60",
                    "Total land | 200 | 160",
                    "Sea | 70 | —",
                    "Lakes | 30 | 90",
                    "Total water | 100 | 90",
                    "Total | 300 | 250",
                ],
                &[],
            ),
            (
                "a total that repeats one row",
                &[
                    "| 2023 | 2022",
                    "Other | 8 | 1",
                    "Total other | 8 | 1",
                    "Cash | 122 | 51",
                    "Total cash | 122 | 51",
                ],
                &[],
            ),
            (
                "rounding",
                &["Sales | 2023 | 2022", "North | 120.4 | 100", "South | 80.4 | 60", "Total | 200.9 | 160"],
                &[],
            ),
            (
                "subtotals",
                &[
                    "| 2023 | 2022",
                    "A | 50 | 40",
                    "B | 30 | 20",
                    "Subtotal | 80 | 60",
                    "C | 20 | 10",
                    "D | 5 | 5",
                    "Total | 105 | 75",
                ],
                &[],
            ),
            (
                "negative figures",
                &["| 2023 | 2022", "In | $ 500 | $ 400", "Out | (120) | (100)", "Total | $ 380 | $ 300"],
                &[],
            ),
            ("nothing shows what is added", &["| 2023", "A | 50", "B | 30", "Total | 90"], &[]),
            (
                "columns not told apart",
                &["| 2023 | 2022", "A | 5 6 | 40", "B | 3 4 | 20", "Total | 8 9 | 60"],
                &[],
            ),
            ("shares", &["| Share | Sum", "A | 60 % | 60", "B | 50 % | 50", "Total | 100 % | 110"], &[]),
            ("another row", &["| 2023 | 2022", "A | 50 | 40", "B | 30 | 20", "Total staff | 7 | 60"], &[]),
        ];
        for (name, rows, expected) in cases {
            assert_eq!(found(rows), *expected, "{name}");
        }
    }

    #[test]
    fn totals_of_rows() {
        let rows = [
            "| Men | Women | Total",
            "North | 10 | 20 | 30",
            "South | 15 | 25 | 40",
            "East | 5 | 6 | 11",
            "West | 7 | 8 | 15",
            "Islands | 70 | 80 | 159",
        ];
        assert_eq!(found(&rows), ["The total of the row is given as 159, but its figures add up to 150."]);
        assert_eq!(found(&rows[..5]), [""; 0]);
    }
}
