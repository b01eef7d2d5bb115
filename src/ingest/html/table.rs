//! A table while its rows are read: gives every cell its column.

use super::layout::{GridCell, GridRow, lay_out};
use super::part::Part;

/// Columns further right than this share the last one; no table that people read is wider.
const MOST_COLUMNS: u32 = 1_024;

/// A table that is being read.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    rows: Vec<GridRow>,
    /// Whether the rows that come stand in the head.
    pub(super) head: bool,
    /// The open cell.
    pub(super) cell: Option<GridCell>,
    /// The next free column of the open row.
    column: u32,
    /// For each column the first row that no cell from above covers.
    free: Vec<u32>,
    /// Whether all cells of the open row name something.
    all_head: bool,
}

impl OpenTable {
    /// A row begins.
    pub(super) fn open_row(&mut self, page: u32, line: u32) {
        self.close_row();
        self.rows.push(GridRow { page, line, head: self.head, ..GridRow::default() });
        self.column = 0;
        self.all_head = true;
    }

    fn close_row(&mut self) {
        self.close_cell();
        if let Some(row) = self.rows.last_mut() {
            row.head |= self.all_head && !row.cells.is_empty();
        }
    }

    /// A cell begins.
    pub(super) fn open_cell(&mut self, columns: u32, rows: u32, head: bool, page: u32, line: u32) {
        self.close_cell();
        if self.rows.is_empty() {
            self.open_row(page, line);
        }
        let row = self.rows.len() as u32 - 1;
        while self.free.get(self.column as usize).is_some_and(|&free| free > row) {
            self.column += 1;
        }
        let column = self.column;
        let end = column.saturating_add(columns.max(1)).min(MOST_COLUMNS);
        if rows > 1 {
            if self.free.len() < end as usize {
                self.free.resize(end as usize, 0);
            }
            for free in &mut self.free[(column as usize).min(end as usize)..end as usize] {
                *free = row.saturating_add(rows);
            }
        }
        self.column = end;
        self.all_head &= head;
        self.cell = Some(GridCell {
            parts: Vec::new(),
            column,
            columns: (end - column.min(end)).max(1),
            rows: rows.max(1),
        });
    }

    /// The open cell ends.
    pub(super) fn close_cell(&mut self) {
        if let (Some(cell), Some(row)) = (self.cell.take(), self.rows.last_mut())
            && !cell.parts.is_empty()
        {
            row.cells.push(cell);
        }
    }

    /// Ends the table and adds what it holds.
    pub(super) fn finish_into(mut self, parts: &mut Vec<Part>) {
        self.close_row();
        lay_out(self.rows, parts);
    }
}
