//! Bytes of a survey export → [`Export`]: columns of codes, the rows that name them apart. Comma, semicolon, tab and bar
//! separated text in any encoding, and spreadsheets. What the header rows mean is for the job to say.

mod intern;
mod rows;
mod stream;
mod workbook;

use super::input::LoadError;
use super::{ReadError, decode};
use crate::model::responses::{Column, Export, HeaderForm};
use crate::text::dialect::{Dialect, Top, tell_top};
use intern::Interner;
use rayon::prelude::*;
use rows::{Cells, Form, Gatherer, first_rows, read_cells};
use std::io::Read;
use stream::Blocks;

/// Rows that may name columns, and titles above them.
const MOST_TOP_ROWS: usize = 20;

/// Columns read at most. An export of thousands of questions is read, a file without any line end is not.
const MOST_COLUMNS: usize = 20_000;

/// Rows looked at to tell which of them name the columns.
const PROBED_ROWS: usize = 400;

/// Why an export was not read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Its bytes could not be had.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Its bytes are no export.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Reads one export from its first byte to its last. Long delimited texts are not held in memory as a whole.
///
/// # Errors
/// Says why nothing could be read, and what to do.
pub fn read_export(path: &str, reader: impl Read + Send) -> Result<Export, ExportError> {
    read_in_blocks(path, Blocks::new(reader, stream::BLOCK_BYTES))
}

fn read_in_blocks<R: Read + Send>(path: &str, mut blocks: Blocks<R>) -> Result<Export, ExportError> {
    let block = blocks.next().map_err(LoadError::of_reading)?;
    let mut notices = Vec::new();
    let (format, header, cells) = if blocks.can_cut(&block) {
        let (header, cells) = read_long(block, &mut blocks, &mut notices)?;
        ("csv", header, cells)
    } else {
        let bytes = blocks.rest(block).map_err(LoadError::of_reading)?;
        read_whole(&bytes, &mut notices)?
    };
    note(&cells, &mut notices);
    let form = form_of(&header);
    let columns = cells.columns.into_iter().enumerate().map(|(index, (codes, values))| Column {
        header: header.iter().map(|row| row.get(index).cloned().unwrap_or_default()).collect(),
        codes,
        values,
    });
    Ok(Export {
        path: path.to_owned(),
        sha256: blocks.sha256(),
        format: format.to_owned(),
        form,
        columns: columns.collect(),
        responses: cells.rows,
        notices,
    })
}

type Rows = Vec<Vec<String>>;

fn read_long<R: Read + Send>(
    block: Vec<u8>,
    blocks: &mut Blocks<R>,
    notices: &mut Vec<String>,
) -> Result<(Rows, Cells), ExportError> {
    // What the block ends with may be half a character; the layout is told by its beginning.
    let whole = std::str::from_utf8(&block).err().map_or(block.len(), |error| error.valid_up_to());
    let text = decode::to_text(&block[..whole], notices)?;
    let mark = whole - text.len();
    let layout = Layout::of(&text, notices)?;
    drop(text);
    let mut rows = Gatherer::new(layout.form, layout.width);
    stream::read_blocks(block, mark + layout.start, blocks, (layout.form, &mut rows), notices)
        .map_err(LoadError::of_reading)?;
    notices.dedup();
    Ok((layout.header, rows.finish()))
}

fn read_whole(bytes: &[u8], notices: &mut Vec<String>) -> Result<(&'static str, Rows, Cells), ReadError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let (header, cells) = read_sheet(bytes, notices)?;
        return Ok(("xlsx", header, cells));
    }
    let text = decode::to_text(bytes, notices)?;
    let layout = Layout::of(&text, notices)?;
    let cells = read_cells(&text[layout.start..], layout.form, layout.width);
    Ok(("csv", layout.header, cells))
}

/// How a delimited text is laid out.
struct Layout {
    form: Form,
    /// Rows that name the columns.
    header: Rows,
    /// Number of columns.
    width: usize,
    /// Byte at which the first row below the header begins.
    start: usize,
}

impl Layout {
    /// Told by the beginning of the text.
    fn of(text: &str, notices: &mut Vec<String>) -> Result<Self, ReadError> {
        if text.trim().is_empty() {
            return Err(ReadError::Empty);
        }
        let old = !text.contains('\n') && text.contains('\r');
        let newline = if old { b'\r' } else { b'\n' };
        let dialect = if old { Dialect::tell(&text.replace('\r', "\n")) } else { Dialect::tell(text) };
        let (delimiter, quote) =
            dialect.map_or((b',', Some(b'"')), |dialect| (dialect.delimiter, dialect.quote));
        let form = Form { delimiter, quote, newline };
        let (probe, _) = first_rows(text, form, PROBED_ROWS);
        let top = top_of(&probe, notices);
        let (head, start) = first_rows(text, form, top.titles + top.headers);
        let header = head.into_iter().skip(top.titles).collect::<Rows>();
        let width = width_of(&header, &probe)?;
        Ok(Layout { form, header, width, start })
    }
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
            &b"\xEF\xBB\xBFname;note\r\nAnn;\"a;b\"\r\nEve;x\r\nTom;y\r\nBob;c;d\r\nIda;z\r\nCat\r\n"[..],
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
    fn blocks_change_nothing() {
        let mut text = "\u{feff}Id,Size,Note\n".to_owned();
        for row in 0..3000 {
            let size = if row % 700 == 9 { "5\" pipe" } else { "\"7,5\"" };
            let note = ["plain", "\"two\nlines, ünd \"\"more\"\"\"", "café"][row % 3];
            text.push_str(&format!("{row},{size},{note} {}\n", "x".repeat(row % 40)));
        }
        let older: Vec<u8> = text.chars().skip(1).map(|letter| letter as u32 as u8).collect();
        for bytes in [text.as_bytes(), &older] {
            let whole = read_in_blocks("s.csv", Blocks::new(bytes, 1 << 30)).unwrap();
            assert_eq!(whole.responses, 3000);
            for block_bytes in [4099, 20_011, 65_536] {
                let cut = read_in_blocks("s.csv", Blocks::new(bytes, block_bytes)).unwrap();
                assert!(cut == whole, "{block_bytes} {:?} {:?}", cut.notices, whole.notices);
            }
        }
        let open = format!("{text}1,\"never closed,x\n{}", "2,3,4\n".repeat(4000));
        let [whole, cut] = [1 << 30, 4099]
            .map(|block_bytes| read_in_blocks("s.csv", Blocks::new(open.as_bytes(), block_bytes)).unwrap());
        assert!(cut == whole && whole.notices.iter().any(|notice| notice.contains("never closed")));
    }

    #[test]
    fn thin_files_are_read_and_empty_ones_refused() {
        assert!(matches!(read_export("s.csv", &b" \n"[..]), Err(ExportError::Read(ReadError::Empty))));
        let only_header = read_export("s.csv", &b"a,b,c\n"[..]).unwrap();
        assert_eq!((only_header.responses, only_header.columns.len()), (0, 3));
        let one_column = read_export("s.csv", &b"Why?\nbecause of the rain\nnone\n"[..]).unwrap();
        assert_eq!((one_column.responses, one_column.columns.len()), (2, 1));
        let old = read_export("s.csv", &b"a,b\r1,2\r3,4\r"[..]).unwrap();
        assert_eq!((old.responses, old.columns.len()), (2, 2));
    }
}
