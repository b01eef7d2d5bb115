//! Sheets: XLSX, XLS, ODS and delimited text → a heading and a table each, with the rows and columns that a spreadsheet
//! program shows. Only cells that hold something are kept: a lone cell in the last corner of a sheet costs no more than another.

mod aside;
mod delimited;
mod number;
mod ods;
mod write;
mod xls;
mod xlsx;

pub(crate) use delimited::DELIMITED;
pub(crate) use ods::ODS;
pub(crate) use xls::XLS;
pub(crate) use xlsx::XLSX;

/// Cells that are read of one file. More is told, not read.
const MOST_CELLS: usize = 3_000_000;

/// Bytes of words that are read of one file: a cell that is repeated a million times must not fill the memory.
const MOST_BYTES: usize = 200 << 20;

/// One sheet.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) cells: Vec<SheetCell>,
    /// Merged areas: first row, first column, rows, columns.
    pub(crate) merged: Vec<(u32, u32, u32, u32)>,
    /// Rows that are not shown: first and last of each stretch, rising.
    pub(crate) hidden_rows: Vec<(u32, u32)>,
    /// Columns that are not shown, as the rows.
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// Remarks pinned to cells, in the order of their cells.
    pub(crate) remarks: Vec<Remark>,
}

impl Sheet {
    /// Whether a cell stands in a row or column that is not shown.
    fn hides(&self, cell: &SheetCell) -> bool {
        let within = |stretches: &[(u32, u32)], number: u32| {
            let after = stretches.partition_point(|&(first, _)| first <= number);
            stretches[..after].last().is_some_and(|&(_, last)| number <= last)
        };
        within(&self.hidden_rows, cell.row) || within(&self.hidden_columns, cell.column)
    }
}

/// What somebody remarked on a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    /// Counted from 1.
    pub(crate) row: u32,
    /// Counted from 1.
    pub(crate) column: u32,
    /// Who it was, if the file says so.
    pub(crate) author: Option<String>,
    /// The remark.
    pub(crate) text: String,
}

/// One cell that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetCell {
    /// Counted from 1.
    pub(crate) row: u32,
    /// Counted from 1.
    pub(crate) column: u32,
    /// As shown.
    pub(crate) text: String,
}

/// Counts down what may still be read of a file.
#[derive(Debug)]
struct Room {
    cells: usize,
    bytes: usize,
}

impl Room {
    fn new() -> Self {
        Self { cells: MOST_CELLS, bytes: MOST_BYTES }
    }

    /// Whether there is room for a cell of this length; takes it if so.
    fn take(&mut self, length: usize) -> bool {
        if self.cells == 0 || self.bytes < length {
            self.cells = 0;
            return false;
        }
        self.cells -= 1;
        self.bytes -= length;
        true
    }

    /// Whether something did not fit.
    fn is_full(&self) -> bool {
        self.cells == 0
    }
}

#[cfg(test)]
mod tests;
