//! What adds up in a table. Takes its rows, gives for each total the rows that add up to it.

use super::figures::{Figure, Row, is_total};
use std::collections::BTreeMap;

/// Rows above a total that are looked at; a longer column is not added up.
const MOST_ROWS: usize = 120;
/// Fewer rows than this are no sum.
pub(super) const FEWEST_ROWS: usize = 2;
/// A total of fewer units of its last digit may be met by chance.
const LEAST_UNITS: f64 = 50.0;

/// For each total of a column: the rows that add up to it. Rows that a subtotal holds already count through it.
pub(super) fn sums(rows: &[Row], column: u32) -> BTreeMap<usize, Vec<usize>> {
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
pub(super) fn adds_up(sum: f64, total: f64, unit: f64, count: usize) -> bool {
    (sum - total).abs() <= unit * (1.0 + count as f64 * 0.5) + 1e-6
}

/// Whether a total is the sum of the last few totals above it: parts may be grouped in one column as in no other.
pub(super) fn is_sum_of_subtotals(rows: &[Row], total: usize, column: u32, target: &Figure) -> bool {
    let above = rows[total.saturating_sub(MOST_ROWS)..total].iter().rev().filter(|row| is_total(&row.label));
    let figures = above.filter_map(|row| row.figures.get(&column));
    let mut sum = 0.0;
    figures.enumerate().any(|(at, figure)| {
        sum += figure.value;
        at > 0 && adds_up(sum, target.value, figure.unit.max(target.unit), at + 1)
    })
}
