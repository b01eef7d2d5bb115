//! Totals of tables that do not add up. Takes the tables of a document, gives a draft for each total that differs from the sum
//! of its rows or columns, where the rest of the table shows how it is meant to be added.

mod figures;
mod sums;

use super::view::{Slip, View, written};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::table::Table;
use figures::{Figure, Row, is_total, rows};
use std::collections::BTreeMap;
use sums::{FEWEST_ROWS, adds_up, is_sum_of_subtotals, sums};

/// A table with more cells than this is data, not a statement.
const MOST_CELLS: usize = 20_000;
/// A sum that is further off than this, in percent, was never meant to be this total.
const NEAR_PERCENT: f64 = 50.0;
/// Columns of a table that are added up.
const MOST_COLUMNS: usize = 64;

/// One draft for each total that does not add up.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    for table in view.document.tables.iter().filter(|table| table.cells.len() <= MOST_CELLS) {
        let rows = rows(view, table);
        down(view, &rows, drafts);
        across(view, table, &rows, drafts);
    }
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
