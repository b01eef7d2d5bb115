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

/// Cells, empty ones between them included, that the sheets of a file may span together: the library that reads them keeps
/// a place for each.
const MOST_SPANNED: u64 = 8_000_000;

fn read(file: &RawFile, writer: &mut Writer) -> Result<(), ReadError> {
    let book = ["Workbook", "Book"].iter().find_map(|name| compound::stream(&file.bytes, name));
    if book.is_some_and(|book| spanned(&book) > MOST_SPANNED) {
        return Err(ReadError::TooLarge { form: FORM, limit: "8 million cells".to_owned() });
    }
    let broken = |error: &dyn std::fmt::Display| ReadError::Broken { form: FORM, reason: error.to_string() };
    if !compound::is_sound(&file.bytes) {
        return Err(broken(&"its parts do not lie where it says"));
    }
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

/// What the records of a workbook are: cells of every kind, formulas, a row of numbers, and the bounds of a sheet (MS-XLS,
/// section 2.3).
const CELLS: [u16; 7] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD, FORMULA];
const FORMULA: u16 = 0x0006;
const NUMBERS: u16 = 0x00BD;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;

/// The smallest rectangle of cells that holds all that were added.
struct Extent {
    first: (u16, u16),
    last: (u16, u16),
}

impl Extent {
    const EMPTY: Extent = Extent { first: (u16::MAX, u16::MAX), last: (0, 0) };

    fn add(&mut self, row: u16, column: u16) {
        self.first = (self.first.0.min(row), self.first.1.min(column));
        self.last = (self.last.0.max(row), self.last.1.max(column));
    }

    fn cells(&self) -> u64 {
        let length = |first: u16, last: u16| if first > last { 0 } else { u64::from(last - first) + 1 };
        length(self.first.0, self.last.0) * length(self.first.1, self.last.1)
    }
}

/// Cells that the sheets of a workbook span together, and their formulas.
fn spanned(book: &[u8]) -> u64 {
    let (mut at, mut depth, mut sum) = (0, 0_u32, 0);
    let (mut values, mut formulas) = (Extent::EMPTY, Extent::EMPTY);
    while let (Some(kind), Some(length)) = (compound::u16_at(book, at), compound::u16_at(book, at + 2)) {
        let data = book.get(at + 4..at + 4 + usize::from(length)).unwrap_or_default();
        at += 4 + usize::from(length);
        if let (true, Some(row), Some(column)) =
            (CELLS.contains(&kind) || kind == NUMBERS, compound::u16_at(data, 0), compound::u16_at(data, 2))
        {
            values.add(row, column);
            if kind == FORMULA {
                formulas.add(row, column);
            } else if let (NUMBERS, Some(last)) = (kind, compound::u16_at(data, data.len().saturating_sub(2)))
            {
                values.add(row, last);
            }
        }
        match kind {
            BEGIN => depth += 1,
            END => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    sum += values.cells() + formulas.cells();
                    (values, formulas) = (Extent::EMPTY, Extent::EMPTY);
                }
            }
            _ => {}
        }
    }
    sum + values.cells() + formulas.cells()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::ReadOptions;
    use crate::ingest::compound::tests::pack_streams;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    fn number(row: u16, column: u16) -> Vec<u8> {
        let place = [row, column, 0].map(u16::to_le_bytes).concat();
        record(0x0203, &[&place[..], &1.0_f64.to_le_bytes()].concat())
    }

    #[test]
    fn sheets_that_span_everything_are_refused() {
        let sheet =
            [record(BEGIN, &[0, 6, 16, 0]), number(0, 0), number(65_535, 255), record(END, &[])].concat();
        assert_eq!(spanned(&sheet), 65_536 * 256);
        assert_eq!(spanned(&[number(3, 3), number(4, 5)].concat()), 6);
        assert_eq!(spanned(&sheet[..7]), 0);
        let book = pack_streams(&[("Workbook", &sheet.repeat(300))]);
        let refused = crate::ingest::read("d1", "a.xls", &book, &ReadOptions::default()).unwrap_err();
        assert_eq!(refused, ReadError::TooLarge { form: FORM, limit: "8 million cells".to_owned() });
    }
}
