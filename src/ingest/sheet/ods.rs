//! Sheets of LibreOffice and others (ODS) → sheets. Such a file holds each cell's words as shown. Source: OpenDocument 1.3,
//! part 3, section 9.

use super::write::write_sheets;
use super::{Remark, Room, Sheet, SheetCell};
use crate::ingest::ReadError;
use crate::ingest::file::{FileHead, FileReader, RawFile};
use crate::ingest::package::Package;
use crate::ingest::properties::Properties;
use crate::ingest::writer::Writer;
use crate::ingest::xml::{Element, Scanner, Token, XmlError};
use std::collections::HashSet;

pub(crate) const ODS: FileReader = FileReader { name: "ods", detect, read };

const FORM: &str = "ODS";

/// Largest sheet, in rows and in columns.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;

fn detect(file: &FileHead) -> bool {
    // The first part is not packed and says what the file is.
    let head = &file.bytes[..file.bytes.len().min(256)];
    file.bytes.starts_with(b"PK\x03\x04")
        && memchr::memmem::find(head, b"application/vnd.oasis.opendocument.spreadsheet").is_some()
}

fn read(file: &RawFile, writer: &mut Writer) -> Result<(), ReadError> {
    let mut package = Package::open(&file.bytes, FORM)?;
    let broken = |reason: String| ReadError::Broken { form: FORM, reason };
    if package.part("META-INF/manifest.xml")?.is_some_and(|list| list.contains("encryption-data")) {
        return Err(broken("it is encrypted; take the password off".into()));
    }
    let mut properties = Properties::default();
    properties.read(&package.part("meta.xml")?.unwrap_or_default());
    let xml = package.part("content.xml")?.ok_or_else(|| broken("it has no content".into()))?;
    let mut book = Book { file, room: Room::new(), hidden_styles: HashSet::new(), late: false };
    let sheets = book.read(&xml).map_err(|error| broken(error.to_string()))?;
    if book.late {
        return Err(ReadError::TooLong { form: FORM, seconds: file.limit().as_secs() });
    }
    if book.room.is_full() {
        writer.notice("the workbook holds more cells than are read; what comes after them was left out");
    }
    write_sheets(sheets, writer);
    if let Some(title) = properties.title {
        writer.title(&title);
    }
    Ok(())
}

struct Book<'f> {
    file: &'f RawFile,
    room: Room,
    /// Styles whose tables are not shown.
    hidden_styles: HashSet<String>,
    late: bool,
}

impl Book<'_> {
    fn read(&mut self, xml: &str) -> Result<Vec<Sheet>, XmlError> {
        let mut scanner = Scanner::new(xml);
        let mut sheets = Vec::new();
        let mut style = String::new();
        while let Some(token) = scanner.next()? {
            let Token::Open(element) = token else { continue };
            match element.name() {
                "style" => style = element.attribute("name").unwrap_or_default(),
                "table-properties" if element.attribute("display").is_some_and(|value| value == "false") => {
                    self.hidden_styles.insert(style.clone());
                }
                "table" => sheets.push(self.sheet(&mut scanner, &element)?),
                // Earlier states of the sheets.
                "tracked-changes" => scanner.skip()?,
                _ => {}
            }
        }
        Ok(sheets)
    }

    fn sheet(&mut self, scanner: &mut Scanner, element: &Element) -> Result<Sheet, XmlError> {
        let style = element.attribute("style-name").unwrap_or_default();
        let mut sheet = Sheet {
            name: element.attribute("name").unwrap_or_default(),
            hidden: self.hidden_styles.contains(&style),
            ..Sheet::default()
        };
        self.rows(scanner, &mut sheet, &mut Next { row: 1, column: 1 })?;
        Ok(sheet)
    }

    /// Columns and rows, also those in groups and in a header.
    fn rows(&mut self, scanner: &mut Scanner, sheet: &mut Sheet, next: &mut Next) -> Result<(), XmlError> {
        while let Some(token) = scanner.next()? {
            let Token::Open(element) = token else {
                if matches!(token, Token::Close) {
                    break;
                }
                continue;
            };
            match element.name() {
                "table-row" => {
                    let times = repeats(&element, "number-rows-repeated", MOST_ROWS);
                    let row = next.row;
                    next.row = row.saturating_add(times);
                    if is_unseen(&element) {
                        sheet.hidden_rows.push((row, next.row - 1));
                    }
                    self.row(scanner, sheet, row, times)?;
                    self.late |= row.is_multiple_of(1024) && self.file.is_late();
                }
                "table-column" => {
                    let first = next.column;
                    next.column = first
                        .saturating_add(repeats(&element, "number-columns-repeated", MOST_COLUMNS))
                        .min(MOST_COLUMNS + 1);
                    if is_unseen(&element) {
                        sheet.hidden_columns.push((first, next.column - 1));
                    }
                    scanner.skip()?;
                }
                "table-row-group"
                | "table-header-rows"
                | "table-rows"
                | "table-column-group"
                | "table-header-columns"
                | "table-columns" => self.rows(scanner, sheet, next)?,
                _ => scanner.skip()?,
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        scanner: &mut Scanner,
        sheet: &mut Sheet,
        row: u32,
        times: u32,
    ) -> Result<(), XmlError> {
        let mut column = 1_u32;
        let mut cells = Vec::new();
        scanner.children::<XmlError>(|scanner, element| {
            if !matches!(element.name(), "table-cell" | "covered-table-cell") {
                return scanner.skip();
            }
            let wide = repeats(&element, "number-columns-repeated", MOST_COLUMNS);
            let rows = repeats(&element, "number-rows-spanned", MOST_ROWS);
            let columns = repeats(&element, "number-columns-spanned", MOST_COLUMNS);
            let (text, remark) = words(scanner)?;
            if let Some((author, text)) = remark
                && self.room.take(text.len())
            {
                sheet.remarks.push(Remark { row, column, author, text });
            }
            if !text.trim().is_empty() {
                if rows > 1 || columns > 1 {
                    sheet.merged.push((row, column, rows, columns));
                }
                for offset in 0..wide.min(MOST_COLUMNS.saturating_sub(column) + 1) {
                    if !self.room.take(text.len()) {
                        break;
                    }
                    cells.push(SheetCell { row, column: column + offset, text: text.clone() });
                }
            }
            column = column.saturating_add(wide).min(MOST_COLUMNS);
            Ok(())
        })?;
        for offset in 1..times.min(MOST_ROWS.saturating_sub(row) + 1) {
            for cell in &cells {
                if !self.room.take(cell.text.len()) {
                    break;
                }
                sheet.cells.push(SheetCell { row: row + offset, ..cell.clone() });
            }
            if cells.is_empty() || self.room.is_full() {
                break;
            }
        }
        sheet.cells.append(&mut cells);
        Ok(())
    }
}

/// Where the next row and the next column stand.
struct Next {
    row: u32,
    column: u32,
}

/// Whether a row or a column is not shown.
fn is_unseen(element: &Element) -> bool {
    element.attribute("visibility").is_some_and(|value| matches!(&*value, "collapse" | "filter"))
}

/// How often something stands there, at least once.
fn repeats(element: &Element, name: &str, most: u32) -> u32 {
    element.number(name).and_then(|number| u32::try_from(number).ok()).unwrap_or(1).clamp(1, most)
}

/// The words of the open cell, the author and the words of a remark pinned to it, and leaves it.
fn words(scanner: &mut Scanner) -> Result<(String, Option<(Option<String>, String)>), XmlError> {
    let (mut text, mut remark) = (String::new(), None);
    let mut depth = 1;
    while let Some(token) = scanner.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "annotation" => remark = Some(read_remark(scanner)?),
                "shapes" | "frame" | "custom-shape" => scanner.skip()?,
                name => {
                    if name == "p" && !text.is_empty() {
                        text.push('\n');
                    } else if matches!(name, "s" | "tab" | "line-break") {
                        text.push(' ');
                    }
                    depth += 1;
                }
            },
            Token::Close => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Token::Text(piece) if depth > 1 => text.push_str(&piece),
            Token::Text(_) => {}
        }
    }
    Ok((text, remark))
}

/// The author and the words of the open remark, and leaves it.
fn read_remark(scanner: &mut Scanner) -> Result<(Option<String>, String), XmlError> {
    let (mut author, mut text) = (None, String::new());
    scanner.children::<XmlError>(|scanner, element| {
        match element.name() {
            "creator" => author = Some(scanner.text()?).filter(|name| !name.trim().is_empty()),
            "p" | "list" => {
                text.push_str(&scanner.text()?);
                text.push(' ');
            }
            _ => scanner.skip()?,
        }
        Ok(())
    })?;
    Ok((author, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::ReadOptions;

    /// Whole, it would be 17 thousand million cells.
    #[test]
    fn a_cell_repeated_without_end_is_cut() {
        let xml = "<a xmlns:t='t'><t:table t:name='A'><t:table-row t:number-rows-repeated='1048576'>\
            <t:table-cell t:number-columns-repeated='16384'><t:p>words</t:p></t:table-cell></t:table-row></t:table></a>";
        let file = RawFile::new("a.ods", b"", &ReadOptions::default());
        let room = Room { cells: 100_000, bytes: 1 << 20 };
        let mut book = Book { file: &file, room, hidden_styles: HashSet::new(), late: false };
        let sheets = book.read(xml).unwrap();
        assert_eq!(sheets[0].cells.len(), 100_000);
        assert!(book.room.is_full());
        let mut room = Room { cells: 10, bytes: 25 };
        assert_eq!([10, 10, 10, 1].map(|length| room.take(length)), [true, true, false, false]);
    }
}
