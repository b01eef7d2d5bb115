//! Old workbooks of Excel (XLS) → sheets.

use super::number::general;
use super::write::write_sheets;
use super::xlsx::show_time;
use super::{Room, Sheet, SheetCell};
use crate::ingest::file::{FileHead, FileReader, RawFile};
use crate::ingest::writer::Writer;
use crate::ingest::{ReadError, compound};
use calamine::{Data, Reader, SheetVisible, Xls};
use std::io::Cursor;

pub(crate) const XLS: FileReader = FileReader { name: "xls", detect, read };

const FORM: &str = "old Excel";

fn detect(file: &FileHead) -> bool {
    let bytes = &file.bytes;
    compound::is_compound(bytes)
        && ["Workbook", "Book"].iter().any(|name| compound::has_stream(bytes, name))
        && !compound::is_encrypted(bytes)
        && !compound::has_stream(bytes, "WordDocument")
}

fn read(file: &RawFile, writer: &mut Writer) -> Result<(), ReadError> {
    let broken = |error: &dyn std::fmt::Display| ReadError::Broken { form: FORM, reason: error.to_string() };
    let mut book: Xls<_> = Xls::new(Cursor::new(&*file.bytes)).map_err(|error| broken(&error))?;
    let listed = book.sheets_metadata().to_vec();
    let mut room = Room::new();
    let mut sheets = Vec::new();
    for listed in listed {
        let Ok(range) = book.worksheet_range(&listed.name) else {
            writer.notice(format!("sheet {} cannot be read", listed.name));
            continue;
        };
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut sheet =
            Sheet { name: listed.name, hidden: listed.visible != SheetVisible::Visible, ..Sheet::default() };
        for (row, column, value) in range.used_cells() {
            let text = show(value);
            if text.trim().is_empty() || !room.take(text.len()) {
                continue;
            }
            let from_one = |index: usize, first: u32| first.saturating_add(index as u32).saturating_add(1);
            sheet.cells.push(SheetCell {
                row: from_one(row, first_row),
                column: from_one(column, first_column),
                text,
            });
        }
        sheets.push(sheet);
    }
    if room.is_full() {
        writer.notice("the workbook holds more cells than are read; what comes after them was left out");
    }
    write_sheets(sheets, writer);
    Ok(())
}

fn show(value: &Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => general(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(time) => show_time(time),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}
