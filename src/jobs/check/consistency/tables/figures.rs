//! The figures of a table. Takes a table, gives its rows with their labels and the figure of each cell.

use super::super::view::View;
use crate::model::span::Span;
use crate::model::table::Table;
use std::collections::BTreeMap;

/// A figure in a cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figure {
    pub(super) value: f64,
    /// Worth of its last digit.
    pub(super) unit: f64,
    pub(super) span: Span,
    pub(super) is_percent: bool,
}

/// A row: its label and its figures by column.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) label_span: Option<Span>,
    pub(super) figures: BTreeMap<u32, Figure>,
    /// Whether a cell holds several figures: its columns were not told apart.
    pub(super) is_odd: bool,
}

pub(super) fn rows(view: &View, table: &Table) -> Vec<Row> {
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

pub(super) fn is_total(label: &str) -> bool {
    label == "total"
        || label.starts_with("total ")
        || label.starts_with("totals")
        || label.starts_with("total:")
        || label.ends_with(" total")
        || label.starts_with("subtotal")
        || label.starts_with("sub-total")
        || label == "sum"
}
