//! Tables: which rows belong together and where each cell stands. A cell's words are part of the document's text like any
//! others; rows are blocks, cells are spans within them, a tab apart.

use super::span::Span;
use serde::{Deserialize, Serialize};

/// One table of a document, or one sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Index of the block of its first row.
    pub first_block: usize,
    /// One past the index of the block of its last row.
    pub end_block: usize,
    /// Rows at the top that name the columns.
    pub header_rows: u32,
    /// Cells that are not empty, row by row.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Its words.
    pub span: Span,
    /// Row within the table or sheet, counted from 1.
    pub row: u32,
    /// Column, counted from 1.
    pub column: u32,
    /// Rows it covers.
    pub rows: u32,
    /// Columns it covers.
    pub columns: u32,
}

impl Table {
    /// Whether a row is one of those at the top that name the columns.
    pub fn names_columns(&self, row: u32) -> bool {
        self.cells.first().is_some_and(|top| row < top.row.saturating_add(self.header_rows))
    }

    /// The cells of one row.
    pub fn row(&self, row: u32) -> &[Cell] {
        let start = self.cells.partition_point(|cell| cell.row < row);
        let end = self.cells.partition_point(|cell| cell.row <= row);
        &self.cells[start..end]
    }

    /// The cell whose words hold the offset.
    pub fn cell_at(&self, offset: usize) -> Option<&Cell> {
        let after = self.cells.partition_point(|cell| cell.span.start <= offset);
        self.cells.get(after.checked_sub(1)?).filter(|cell| offset < cell.span.end)
    }
}

/// A cell before it has its place in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewCell {
    /// Its words; an empty cell may be left out.
    pub text: String,
    /// Column, counted from 1; rising within a row.
    pub column: u32,
    /// Rows it covers; 0 counts as 1.
    pub rows: u32,
    /// Columns it covers; 0 counts as 1.
    pub columns: u32,
}
