//! Workbooks of Excel (XLSX, XLSM) → sheets. Cells are taken one by one as they stand in the file, formulas by the value that
//! was saved with them.

use super::aside::Asides;
use super::number::{general, print};
use super::write::write_sheets;
use super::{Room, Sheet, SheetCell};
use crate::ingest::ReadError;
use crate::ingest::file::{FileHead, FileReader, RawFile};
use crate::ingest::package::Package;
use crate::ingest::properties::Properties;
use crate::ingest::writer::Writer;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use std::io::Cursor;

pub(crate) const XLSX: FileReader = FileReader { name: "xlsx", detect, read };

/// The name of the format in messages.
const FORM: &str = "Excel";

/// Bytes in which the names of the first parts stand.
const HEAD_BYTES: usize = 64 * 1024;

/// Cells between two looks at the clock.
const LOOK_AT_CLOCK: usize = 1 << 16;

fn detect(file: &FileHead) -> bool {
    if !file.bytes.starts_with(b"PK\x03\x04") {
        return false;
    }
    match Package::open(file.bytes, FORM) {
        Ok(package) => package.holds("xl/workbook.xml"),
        Err(_) => {
            let head = &file.bytes[..file.bytes.len().min(HEAD_BYTES)];
            memchr::memmem::find(head, b"xl/workbook").is_some()
        }
    }
}

fn broken(error: impl std::fmt::Display) -> ReadError {
    ReadError::Broken { form: FORM, reason: error.to_string() }
}

fn read(file: &RawFile, writer: &mut Writer) -> Result<(), ReadError> {
    let mut package = Package::open(&file.bytes, FORM)?;
    // The library that reads cells knows no limits: what it will unpack is counted first.
    package.check()?;
    let mut properties = Properties::default();
    properties.read(&package.part("docProps/core.xml")?.unwrap_or_default());
    let asides = Asides::read(&mut package)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&*file.bytes)).map_err(broken)?;
    let listed = book.sheets_metadata().to_vec();
    let mut room = Room::new();
    let mut sheets = Vec::new();
    for listed in listed {
        if listed.typ != SheetType::WorkSheet {
            continue;
        }
        let mut sheet = Sheet {
            name: listed.name.clone(),
            hidden: listed.visible != SheetVisible::Visible,
            ..Sheet::default()
        };
        if let Err(error) = read_cells(file, &mut book, &mut sheet, &mut room)? {
            writer.notice(format!("sheet {} breaks off: {error}", sheet.name));
        }
        let merged = book.merge_cells_by_sheet_name(&listed.name).unwrap_or_default();
        let area = |(start, end): ((u32, u32), (u32, u32))| {
            let size = |first: u32, last: u32| last.saturating_sub(first).saturating_add(1);
            (start.0 + 1, start.1 + 1, size(start.0, end.0), size(start.1, end.1))
        };
        sheet.merged = merged.into_iter().map(|area| (area.start, area.end)).map(area).collect();
        asides.add(&mut package, &mut sheet)?;
        sheets.push(sheet);
    }
    if room.is_full() {
        writer.notice("the workbook holds more cells than are read; what comes after them was left out");
    }
    write_sheets(sheets, writer);
    if let Some(title) = properties.title {
        writer.title(&title);
    }
    Ok(())
}

/// Takes the cells of a sheet; the inner error says where it breaks off.
fn read_cells(
    file: &RawFile,
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &mut Sheet,
    room: &mut Room,
) -> Result<Result<(), calamine::XlsxError>, ReadError> {
    let mut reader = match book.worksheet_cells_reader(&sheet.name) {
        Ok(reader) => reader,
        Err(error) => return Ok(Err(error)),
    };
    let codes: Vec<String> = reader
        .styles()
        .iter()
        .map(|style| {
            style.number_format.as_ref().map(|format| format.format_code.clone()).unwrap_or_default()
        })
        .collect();
    for count in 1.. {
        if count % LOOK_AT_CLOCK == 0 && file.is_late() {
            return Err(ReadError::TooLong { form: FORM, seconds: file.limit().as_secs() });
        }
        let (cell, style) = match reader.next_cell_with_style_id() {
            Ok(Some(found)) => found,
            Ok(None) => break,
            Err(error) => return Ok(Err(error)),
        };
        let code = codes.get(style).map_or("", String::as_str);
        let text = show(cell.get_value(), code);
        if text.trim().is_empty() {
            continue;
        }
        if !room.take(text.len()) {
            break;
        }
        let (row, column) = cell.get_position();
        sheet.cells.push(SheetCell { row: row.saturating_add(1), column: column.saturating_add(1), text });
    }
    Ok(Ok(()))
}

/// A value as the cell shows it.
fn show(value: &DataRef, code: &str) -> String {
    match value {
        DataRef::Int(number) => print(*number as f64, code),
        DataRef::Float(number) => print(*number, code),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(time) => show_time(time),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A date, a time or both as ISO 8601; a length of time as hours, minutes and seconds.
pub(super) fn show_time(time: &ExcelDateTime) -> String {
    let days = time.as_f64();
    if !(0.0..3_000_000.0).contains(&days) {
        return general(days);
    }
    if time.is_duration() {
        let seconds = (days * 86_400.0).round() as u64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let clock = match (hour, minute, second) {
        (0, 0, 0) => String::new(),
        (_, _, 0) => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    match (days < 1.0, clock.is_empty()) {
        (true, true) => "00:00".to_owned(),
        (true, false) => clock,
        (false, true) => format!("{year:04}-{month:02}-{day:02}"),
        (false, false) => format!("{year:04}-{month:02}-{day:02} {clock}"),
    }
}
