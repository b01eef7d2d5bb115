//! Rows of cells → cells with their columns and extents; tables that only arrange text are told from tables that hold data.

use super::story::{Node, Table};
use super::styles::Styles;
use crate::model::document::Place;
use crate::model::table::NewCell;
use crate::text::dialect::tell_top;
use std::collections::HashMap;

/// Rows from which a header is guessed.
const GUESSED_ROWS: usize = 40;

/// Where each cell stands and how far it reaches.
pub(super) struct Shape {
    /// For each row and cell: column from 1, rows, columns; `None` for one that goes on with a cell above.
    rows: Vec<Vec<Option<(u32, u32, u32)>>>,
}

impl Shape {
    /// The shape of a table.
    pub(super) fn of(table: &Table) -> Self {
        let mut rows: Vec<Vec<Option<(u32, u32, u32)>>> = Vec::with_capacity(table.rows.len());
        // By column: the cell that a cell below may go on with.
        let mut open: HashMap<u32, (usize, usize)> = HashMap::new();
        for (row_index, row) in table.rows.iter().enumerate() {
            let mut column = row.before.saturating_add(1);
            let mut places = Vec::with_capacity(row.cells.len());
            let mut still_open = HashMap::new();
            for (cell_index, cell) in row.cells.iter().enumerate() {
                let above = open.get(&column).copied().filter(|_| cell.continues);
                if let Some((row, index)) = above {
                    if let Some(Some((_, rows, _))) = rows.get_mut(row).and_then(|row| row.get_mut(index)) {
                        *rows += 1;
                    }
                    places.push(None);
                    still_open.insert(column, (row, index));
                } else {
                    places.push(Some((column, 1, cell.columns)));
                    if cell.is_merged {
                        still_open.insert(column, (row_index, cell_index));
                    }
                }
                column = column.saturating_add(cell.columns);
            }
            open = still_open;
            rows.push(places);
        }
        Self { rows }
    }

    /// The cells of a row with their words. Words of a cell that goes on with one above are not shown by Word, and rarely
    /// there; they are kept as a cell of their own.
    pub(super) fn cells(&self, row: usize, texts: Vec<String>) -> Vec<NewCell> {
        let places = self.rows.get(row).map(Vec::as_slice).unwrap_or_default();
        let mut next = 1;
        let cell = |(text, place): (String, &Option<(u32, u32, u32)>)| {
            let (column, rows, columns) = place.unwrap_or((next, 1, 1));
            next = column.saturating_add(columns);
            NewCell { text, column, rows, columns }
        };
        texts.into_iter().zip(places).map(cell).collect()
    }
}

/// Rows at the top that are marked as header.
pub(super) fn header_rows(table: &Table) -> u32 {
    let marked = table.rows.iter().take_while(|row| row.is_header).count();
    // A table that is all header has none.
    if marked == table.rows.len() { 0 } else { u32::try_from(marked).unwrap_or_default() }
}

/// Rows at the top that name the columns, in a table whose first row looks different: one at most.
pub(super) fn guess_header(rows: &[(Place, Vec<String>)]) -> u32 {
    let first: Vec<Vec<&str>> =
        rows.iter().take(GUESSED_ROWS).map(|(_, cells)| cells.iter().map(String::as_str).collect()).collect();
    let top = tell_top(&first);
    u32::from(top.titles == 0 && top.headers > 0 && rows.len() > 1)
}

/// Whether a table only arranges text on the page: a frame round everything, or cells with headings or with tables larger
/// than itself.
pub(super) fn is_layout(table: &Table, styles: &Styles) -> bool {
    let cells = || table.rows.iter().flat_map(|row| &row.cells);
    let count = cells().count();
    count <= 1
        || cells().any(|cell| {
            cell.nodes.iter().any(|node| match node {
                Node::Paragraph(paragraph) => {
                    let style = styles.get(paragraph.style.as_deref());
                    (style.heading.is_some() || paragraph.outline.is_some_and(|level| level < 9))
                        && cell.nodes.len() > 2
                }
                Node::Table(inner) => inner.rows.iter().map(|row| row.cells.len()).sum::<usize>() > count,
            })
        })
}

#[cfg(test)]
mod tests {
    use super::super::story::{Cell, Row};
    use super::*;

    fn cell(columns: u32, merge: &str) -> Cell {
        Cell { columns, is_merged: !merge.is_empty(), continues: merge == "on", ..Cell::default() }
    }

    #[test]
    fn cells_have_columns_and_extents() {
        let row = |cells: Vec<Cell>, before| Row { cells, before, ..Row::default() };
        let table = Table {
            rows: vec![
                row(vec![cell(1, "start"), cell(2, "")], 0),
                row(vec![cell(1, "on"), cell(1, ""), cell(1, "on")], 0),
                row(vec![cell(1, "on"), cell(u32::MAX, "start")], 0),
                row(vec![cell(1, "on")], 1),
            ],
            ..Table::default()
        };
        let shape = Shape::of(&table);
        let first = shape.cells(0, vec!["a".into(), "b".into()]);
        assert_eq!(
            first.iter().map(|c| (c.column, c.rows, c.columns)).collect::<Vec<_>>(),
            [(1, 3, 1), (2, 1, 2)]
        );
        let second = shape.cells(1, vec![String::new(), "c".into(), "d".into()]);
        assert_eq!((second[1].column, second[2].column), (2, 3), "nothing above to go on with");
        assert_eq!(shape.cells(2, vec![String::new(), "x".into()])[1].rows, 2);
    }
}
