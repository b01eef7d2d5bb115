//! Bytes of a survey export → [`Export`]: columns of codes, the rows that name them apart. Comma, semicolon, tab and bar
//! separated text in any encoding, and spreadsheets. What the header rows mean is for the job to say.

mod intern;
mod rows;
mod workbook;

use super::{ReadError, decode, hexadecimal};
use crate::model::responses::{Column, Export, HeaderForm};
use crate::text::dialect::{Dialect, Top, tell_top};
use intern::Interner;
use rayon::prelude::*;
use rows::{Cells, Form, first_rows, read_cells};
use sha2::{Digest, Sha256};

/// Rows that may name columns, and titles above them.
const MOST_TOP_ROWS: usize = 20;

/// Columns read at most. An export of thousands of questions is read, a file without any line end is not.
const MOST_COLUMNS: usize = 20_000;

/// Rows looked at to tell which of them name the columns.
const PROBED_ROWS: usize = 400;

/// Reads one export.
///
/// # Errors
/// Says why nothing could be read, and what to do.
pub fn read_export(path: &str, bytes: &[u8]) -> Result<Export, ReadError> {
    let (sha256, table) = rayon::join(|| hexadecimal(&Sha256::digest(bytes)), || read_table(bytes));
    Ok(Export { path: path.to_owned(), sha256, ..table? })
}

fn read_table(bytes: &[u8]) -> Result<Export, ReadError> {
    let mut notices = Vec::new();
    let is_packed = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0");
    let (format, header, cells) = if is_packed {
        let (header, cells) = read_sheet(bytes, &mut notices)?;
        ("xlsx", header, cells)
    } else {
        let text = decode::to_text(bytes, &mut notices)?;
        let (header, cells) = read_delimited(&text, &mut notices)?;
        ("csv", header, cells)
    };
    note(&cells, &mut notices);
    let form = form_of(&header);
    let columns = cells.columns.into_iter().enumerate().map(|(index, (codes, values))| Column {
        header: header.iter().map(|row| row.get(index).cloned().unwrap_or_default()).collect(),
        codes,
        values,
    });
    Ok(Export {
        path: String::new(),
        sha256: String::new(),
        format: format.to_owned(),
        form,
        columns: columns.collect(),
        responses: cells.rows,
        notices,
    })
}

fn read_delimited(text: &str, notices: &mut Vec<String>) -> Result<(Vec<Vec<String>>, Cells), ReadError> {
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let old = !text.contains('\n') && text.contains('\r');
    let newline = if old { b'\r' } else { b'\n' };
    let dialect = if old { Dialect::tell(&text.replace('\r', "\n")) } else { Dialect::tell(text) };
    let (delimiter, quote) = dialect.map_or((b',', Some(b'"')), |dialect| (dialect.delimiter, dialect.quote));
    let form = Form { delimiter, quote, newline };
    let (probe, _) = first_rows(text, form, PROBED_ROWS);
    let top = top_of(&probe, notices);
    let (head, start) = first_rows(text, form, top.titles + top.headers);
    let header = head.into_iter().skip(top.titles).collect::<Vec<_>>();
    let width = width_of(&header, &probe)?;
    Ok((header, read_cells(&text[start..], form, width)))
}

fn read_sheet(bytes: &[u8], notices: &mut Vec<String>) -> Result<(Vec<Vec<String>>, Cells), ReadError> {
    let mut rows = workbook::read_rows(bytes, notices)?;
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    if rows.is_empty() {
        return Err(ReadError::Empty);
    }
    let top = top_of(&rows[..rows.len().min(PROBED_ROWS)], notices);
    let body = rows.split_off((top.titles + top.headers).min(rows.len()));
    let header: Vec<Vec<String>> = rows.into_iter().skip(top.titles).collect();
    let width = width_of(&header, &body[..body.len().min(PROBED_ROWS)])?;
    let columns = (0..width).into_par_iter().map(|column| {
        let mut interner = Interner::default();
        let codes =
            body.iter().map(|row| interner.code(row.get(column).map_or("", String::as_str))).collect();
        (codes, interner.finish())
    });
    Ok((header, Cells { columns: columns.collect(), rows: body.len(), ..Cells::default() }))
}

/// Titles and header rows. A single row is a header without data.
fn top_of(probe: &[Vec<String>], notices: &mut Vec<String>) -> Top {
    let mut top = tell_top(probe);
    if probe.len() == 1 || (top.headers == 0 && probe.len() <= 2) {
        top.headers = 1;
    }
    if top.headers == 0 {
        notices.push("the columns have no names in the file; they are called by their number".to_owned());
    }
    if top.titles > 0 {
        notices.push(format!("{} above the names of the columns left out", rows_words(top.titles)));
    }
    top.titles = top.titles.min(MOST_TOP_ROWS);
    top
}

fn width_of(header: &[Vec<String>], probe: &[Vec<String>]) -> Result<usize, ReadError> {
    let named = header.iter().map(Vec::len).max();
    let width = named.or_else(|| probe.iter().map(Vec::len).max()).unwrap_or_default();
    if width > MOST_COLUMNS {
        return Err(ReadError::TooLarge { form: "table", limit: format!("{MOST_COLUMNS} columns") });
    }
    Ok(width)
}

fn form_of(header: &[Vec<String>]) -> HeaderForm {
    let keyed = |row: &Vec<String>| row.iter().any(|cell| cell.starts_with('{') && cell.contains("ImportId"));
    match header {
        [.., last] if keyed(last) => HeaderForm::Keyed,
        [] | [_] => HeaderForm::Names,
        _ => HeaderForm::Spanned,
    }
}

fn note(cells: &Cells, notices: &mut Vec<String>) {
    if cells.rows == 0 {
        notices.push("the file has no responses below its header".to_owned());
    }
    if cells.short > 0 {
        notices.push(format!(
            "{} shorter than the header; the missing cells count as not answered",
            rows_words(cells.short)
        ));
    }
    if cells.long > 0 {
        notices.push(format!(
            "{} longer than the header; what stands beyond it was left out",
            rows_words(cells.long)
        ));
    }
    if cells.open_quote {
        notices.push(
            "a quotation mark is opened and never closed; all after it was read as one answer".to_owned(),
        );
    }
}

fn rows_words(number: usize) -> String {
    if number == 1 { "1 row is".to_owned() } else { format!("{number} rows are") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(export: &Export) -> Vec<Vec<String>> {
        export.columns.iter().map(|column| column.header.clone()).collect()
    }

    #[test]
    fn exports_are_read_with_their_header_rows() {
        let row = |n: usize| format!("{n},{},Blue,{}\n", ["Red", ""][n % 2], ["Yes", "No"][n % 2]);
        let body: String = (0..30).map(row).collect();
        let spanned = format!("Id,Which?,,Happy?\n,Red,Blue,Response\n{body}");
        let export = read_export("s.csv", spanned.as_bytes()).unwrap();
        assert_eq!((export.form, export.responses, export.columns.len()), (HeaderForm::Spanned, 30, 4));
        assert_eq!(names(&export)[1], ["Which?", "Red"]);
        let export = read_export(
            "s.csv",
            b"\xEF\xBB\xBFname;note\r\nAnn;\"a;b\"\r\nEve;x\r\nTom;y\r\nBob;c;d\r\nIda;z\r\nCat\r\n",
        )
        .unwrap();
        assert_eq!(
            (export.responses, export.columns.len(), export.notices.len()),
            (6, 2, 2),
            "{:?}",
            export.notices
        );
        assert_eq!(export.columns[1].values.get(export.columns[1].codes[0]), "a;b");
    }

    #[test]
    fn thin_files_are_read_and_empty_ones_refused() {
        assert!(matches!(read_export("s.csv", b" \n"), Err(ReadError::Empty)));
        let only_header = read_export("s.csv", b"a,b,c\n").unwrap();
        assert_eq!((only_header.responses, only_header.columns.len()), (0, 3));
        let one_column = read_export("s.csv", b"Why?\nbecause of the rain\nnone\n").unwrap();
        assert_eq!((one_column.responses, one_column.columns.len()), (2, 1));
        let old = read_export("s.csv", b"a,b\r1,2\r3,4\r").unwrap();
        assert_eq!((old.responses, old.columns.len()), (2, 2));
    }
}
