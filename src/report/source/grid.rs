//! Tables of a document's text: rows and cells as a reader of the document sees them, passages highlighted.

use super::Highlighter;
use crate::model::table::{Cell, Table};
use std::fmt::Write;

/// Opens a table. It scrolls sideways by itself where it is wider than the page.
pub(super) fn open_table(out: &mut String, number: usize) {
    let _ = writeln!(out, "<div class=grid tabindex=0 role=group aria-label=\"Table {number}\"><table>");
}

/// Ends a table.
pub(super) fn close_table(out: &mut String) {
    out.push_str("</table></div>\n");
}

/// Writes the row whose first word stands at `start`: its number, then its cells, columns without words left empty.
pub(super) fn write_row(out: &mut String, highlighter: &mut Highlighter, table: &Table, start: usize) {
    let first = table.cells.partition_point(|cell| cell.span.start < start);
    let Some(row) = table.cells.get(first).map(|cell| cell.row) else { return };
    let names = table.names_columns(row);
    let _ = write!(out, "<tr><th class=rn>{row}");
    let mut column = 1;
    for cell in table.cells[first..].iter().take_while(|cell| cell.row == row) {
        match cell.column.saturating_sub(column) {
            0 => {}
            1 => out.push_str("<td>"),
            missing => {
                let _ = write!(out, "<td colspan={missing}>");
            }
        }
        write_cell(out, highlighter, cell, names);
        column = cell.column.saturating_add(cell.columns);
    }
    out.push('\n');
}

fn write_cell(out: &mut String, highlighter: &mut Highlighter, cell: &Cell, names: bool) {
    out.push_str(if names { "<th scope=col" } else { "<td" });
    if cell.columns > 1 {
        let _ = write!(out, " colspan={}", cell.columns);
    }
    let words = highlighter.text.get(cell.span.range()).unwrap_or_default();
    if !names && is_number(words) {
        out.push_str(" class=num");
    }
    out.push('>');
    highlighter.write(out, cell.span.start, cell.span.end);
}

/// Whether a cell holds a number, an amount or a dash in place of one: these stand right.
fn is_number(words: &str) -> bool {
    let (mut digits, mut others) = (0, 0);
    for letter in words.chars() {
        match letter {
            '0'..='9' => digits += 1,
            '.' | ',' | '(' | ')' | '-' | '–' | '—' | '−' | '+' | '%' | '$' | '€' | '£' | '¥' | ' '
            | '\u{a0}' => {}
            _ => others += 1,
        }
    }
    others == 0 && (digits > 0 || words.chars().any(|letter| matches!(letter, '-' | '–' | '—')))
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn numbers_stand_right() {
        for (words, expected) in
            [("1,234.5", true), ("(12)%", true), ("—", true), ("$ 7", true), ("Q3", false), ("", false)]
        {
            assert_eq!(is_number(words), expected, "{words}");
        }
    }
}
