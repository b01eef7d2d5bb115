//! Delimited text (CSV, TSV and the like) → a table. The dialect is told from the content.

use crate::ingest::sample::{Likelihood, Sample};
use crate::ingest::writer::Writer;
use crate::ingest::{ReadError, Reader};
use crate::model::document::{BlockKind, Place};
use crate::model::table::NewCell;
use crate::text::dialect::Dialect;

pub(crate) const DELIMITED: Reader = Reader { name: "csv", extensions: EXTENSIONS, detect, read };

/// Extensions of files that promise columns.
const EXTENSIONS: &[&str] = &["csv", "tsv", "tab", "psv"];

/// Of a file that promises columns this share of rows must have as many fields as most …
const PROMISED_SHARE: f64 = 0.5;
/// … and of any other file, which must also have this many rows and columns.
const PLAIN_SHARE: f64 = 0.98;
const PLAIN_ROWS: usize = 5;
const PLAIN_COLUMNS: usize = 3;

/// Lines compared before the whole beginning of a text is looked at.
const COMPARED_LINES: usize = 4;

fn detect(sample: &Sample) -> Option<Likelihood> {
    if EXTENSIONS.contains(&sample.extension()) {
        let dialect = Dialect::tell(sample.text())?;
        return (dialect.share >= PROMISED_SHARE && dialect.rows > 1).then_some(Likelihood::Likely);
    }
    if !may_be_delimited(sample) {
        return None;
    }
    let dialect = Dialect::tell(sample.text())?;
    let is_even = dialect.share >= PLAIN_SHARE && dialect.rows >= PLAIN_ROWS;
    // Sentences have commas, and transcripts have as many tabs as labels: any other reader that fits goes first.
    (is_even && dialect.columns >= PLAIN_COLUMNS && dialect.top.headers > 0).then_some(Likelihood::Possible)
}

/// Whether the first lines have a sign in equal number that may part fields: quick, because every text is asked.
fn may_be_delimited(sample: &Sample) -> bool {
    let lines: Vec<&str> = sample
        .lines()
        .map(|(_, line)| line)
        .filter(|line| !line.trim().is_empty())
        .take(COMPARED_LINES)
        .collect();
    lines.len() > 1
        && b",\t;|".iter().any(|&sign| {
            let count = |line: &str| memchr::memchr_iter(sign, line.as_bytes()).count();
            let first = count(lines[0]);
            first + 1 >= PLAIN_COLUMNS
                && lines.iter().filter(|line| count(line) == first).count() * 2 > lines.len()
        })
}

fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    let text = sample.text();
    let Some(dialect) = Dialect::tell(text) else {
        writer.block(BlockKind::Paragraph, None, text, Place::default());
        return Ok(());
    };
    let mut records = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(dialect.delimiter)
        .quoting(dialect.quote.is_some())
        .quote(dialect.quote.unwrap_or(b'"'))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut rows = Rows::default();
    let (mut short, mut long, mut odd) = (0_usize, 0_usize, 0_usize);
    loop {
        match records.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            // Text is valid UTF-8, so this does not come; a record that cannot be read is told, not passed over.
            Err(_) => {
                odd += 1;
                if odd > 1000 {
                    break;
                }
                continue;
            }
        }
        let place = rows.place(text, &record);
        if rows.count <= dialect.top.titles {
            let words: Vec<&str> = record.iter().map(str::trim).filter(|cell| !cell.is_empty()).collect();
            writer.block(BlockKind::Paragraph, None, &words.join(" "), place);
            continue;
        }
        if rows.count == dialect.top.titles + 1 {
            writer.begin_table();
        }
        short += usize::from(record.len() < dialect.columns);
        long += usize::from(record.len() > dialect.columns);
        let cell = |(index, text): (usize, &str)| NewCell {
            text: text.to_owned(),
            column: u32::try_from(index + 1).unwrap_or(u32::MAX),
            ..NewCell::default()
        };
        writer.row(record.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()).map(cell), place);
    }
    writer.end_table(u32::try_from(dialect.top.headers).unwrap_or_default());
    for (count, what) in [(short, "fewer"), (long, "more")] {
        if count > 0 {
            writer.notice(format!("rows with {what} than the usual {} cells: {count}", dialect.columns));
        }
    }
    if odd > 0 {
        writer.notice(format!("rows that cannot be read: {odd}"));
    }
    Ok(())
}

/// Counts rows and lines.
#[derive(Default)]
struct Rows {
    /// Records so far.
    count: usize,
    blank: usize,
}

impl Rows {
    /// The place of a record. The library passes over blank lines, which a spreadsheet counts as rows.
    fn place(&mut self, text: &str, record: &csv::StringRecord) -> Place {
        self.count += 1;
        let (line, byte) = record.position().map_or((0, 0), |position| (position.line(), position.byte()));
        let start = usize::try_from(byte).unwrap_or(usize::MAX);
        let blank =
            text.as_bytes().get(start..).unwrap_or_default().iter().take_while(|&&b| b == b'\n').count();
        self.blank += blank;
        let number = |number: u64| u32::try_from(number).ok();
        Place {
            line: number(line + blank as u64),
            row: number((self.count + self.blank) as u64),
            ..Place::default()
        }
    }
}
