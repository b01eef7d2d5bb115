//! Sheets → blocks: a heading with the sheet's name, lines above the table as paragraphs, and the table with its header rows.

use super::{Sheet, SheetCell};
use crate::ingest::writer::Writer;
use crate::model::document::{BlockKind, Place};
use crate::model::table::NewCell;
use crate::text::dialect::tell_top;
use std::collections::HashMap;

/// Rows and columns from which titles and header are told.
const TOLD_ROWS: usize = 200;
const TOLD_COLUMNS: usize = 1_000;

/// Writes the sheets of a workbook, and says which were hidden or empty.
pub(super) fn write_sheets(sheets: Vec<Sheet>, writer: &mut Writer) {
    let (mut hidden, mut partly, mut empty) = (Vec::new(), Vec::new(), Vec::new());
    for mut sheet in sheets {
        let remarks = std::mem::take(&mut sheet.remarks);
        if sheet.cells.is_empty() {
            empty.push(sheet.name);
        } else if sheet.hidden {
            writer.block(BlockKind::Hidden, None, &sheet.name, Place::default());
            write_hidden(&sheet, writer);
            hidden.push(sheet.name);
        } else {
            let unseen = take_unseen(&mut sheet);
            if unseen.cells.is_empty() {
                write_sheet(sheet, writer);
            } else {
                partly.push(unseen.name.clone());
                match sheet.cells.is_empty() {
                    true => writer.block(BlockKind::Heading(1), None, &sheet.name, Place::default()),
                    false => write_sheet(sheet, writer),
                }
                write_hidden(&unseen, writer);
            }
        }
        for remark in remarks {
            let place = Place { row: Some(remark.row), column: Some(remark.column), ..Place::default() };
            writer.block(BlockKind::Comment, remark.author.as_deref(), &remark.text, place);
        }
    }
    for (what, names) in [
        ("hidden sheets, kept apart", hidden),
        ("hidden rows or columns, kept apart, in sheets", partly),
        ("empty sheets", empty),
    ] {
        if !names.is_empty() {
            writer.notice(format!("{what}: {}", names.join(", ")));
        }
    }
}

/// Takes the cells of rows and columns that are not shown out of a sheet.
fn take_unseen(sheet: &mut Sheet) -> Sheet {
    if sheet.hidden_rows.is_empty() && sheet.hidden_columns.is_empty() {
        return Sheet::default();
    }
    let (unseen, seen) = std::mem::take(&mut sheet.cells).into_iter().partition(|cell| sheet.hides(cell));
    sheet.cells = seen;
    Sheet { name: sheet.name.clone(), cells: unseen, ..Sheet::default() }
}

fn write_sheet(mut sheet: Sheet, writer: &mut Writer) {
    writer.block(BlockKind::Heading(1), None, &sheet.name, Place::default());
    sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
    sheet.cells.dedup_by_key(|cell| (cell.row, cell.column));
    let merged: HashMap<(u32, u32), (u32, u32)> =
        sheet.merged.iter().map(|&(row, column, rows, columns)| ((row, column), (rows, columns))).collect();
    let top = tell_top(&first_rows(&sheet.cells));
    let mut rows = rows_of(sheet.cells).into_iter();
    for row in rows.by_ref().take(top.titles) {
        let words: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
        let place = Place { row: Some(row[0].row), column: Some(row[0].column), ..Place::default() };
        writer.block(BlockKind::Paragraph, None, &words.join(" "), place);
    }
    writer.begin_table();
    for row in rows {
        let place = Place { row: Some(row[0].row), ..Place::default() };
        let cell = |cell: SheetCell| {
            let (rows, columns) = merged.get(&(cell.row, cell.column)).copied().unwrap_or((1, 1));
            NewCell { text: cell.text, column: cell.column, rows, columns }
        };
        writer.row(row.into_iter().map(cell), place);
    }
    writer.end_table(u32::try_from(top.headers).unwrap_or_default());
}

/// Cells by rows; no row is empty.
fn rows_of(cells: Vec<SheetCell>) -> Vec<Vec<SheetCell>> {
    let mut rows: Vec<Vec<SheetCell>> = Vec::new();
    for cell in cells {
        match rows.last_mut() {
            Some(row) if row[0].row == cell.row => row.push(cell),
            _ => rows.push(vec![cell]),
        }
    }
    rows
}

/// The first rows with their empty cells, from the first used column on.
fn first_rows(cells: &[SheetCell]) -> Vec<Vec<&str>> {
    let first = cells.iter().map(|cell| cell.column).min().unwrap_or(1);
    let mut rows: Vec<(u32, Vec<&str>)> = Vec::new();
    for cell in cells {
        if rows.last().is_none_or(|(row, _)| *row != cell.row) {
            if rows.len() == TOLD_ROWS {
                break;
            }
            rows.push((cell.row, Vec::new()));
        }
        let index = (cell.column - first) as usize;
        if let (Some((_, row)), true) = (rows.last_mut(), index < TOLD_COLUMNS) {
            row.resize(row.len().max(index), "");
            row.push(&cell.text);
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Rows of a sheet that nobody sees, kept apart from what can be seen.
fn write_hidden(sheet: &Sheet, writer: &mut Writer) {
    let mut cells: Vec<&SheetCell> = sheet.cells.iter().collect();
    cells.sort_by_key(|cell| (cell.row, cell.column));
    let mut open = None;
    for cell in cells {
        let place = Place { row: Some(cell.row), column: Some(cell.column), ..Place::default() };
        if open.replace(cell.row) == Some(cell.row) {
            writer.more(&cell.text, place);
        } else {
            writer.block(BlockKind::Hidden, None, &cell.text, place);
        }
    }
}
