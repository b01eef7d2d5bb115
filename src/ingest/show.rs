//! Shows a document the way the program sees it: as readable lines or as JSON.

use super::stamp::format_ms;
use crate::model::document::{Block, BlockKind, Document};
use crate::model::outline::Section;
use crate::model::table::Cell;
use serde::Serialize;
use std::io::{self, Write};

/// Writes a readable dump: what was told of the input, then each block with its line, time and speaker.
///
/// # Errors
/// When `out` does.
pub fn write_text(document: &Document, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", document.path)?;
    writeln!(out, "format:   {}", document.format)?;
    writeln!(out, "title:    {}", document.title)?;
    if let Some(dated) = document.date {
        writeln!(out, "date:     {}", dated.date)?;
    }
    if let Some(duration_ms) = document.duration_ms {
        writeln!(out, "duration: {}", format_ms(duration_ms))?;
    }
    if let Some(pages) = document.pages {
        writeln!(out, "pages:    {pages}")?;
    }
    if let Some(language) = &document.language {
        writeln!(out, "language: {language}")?;
    }
    if !document.speakers.is_empty() {
        writeln!(out, "speakers: {}", document.speakers.join("; "))?;
    }
    for notice in &document.notices {
        writeln!(out, "notice:   {notice}")?;
    }
    writeln!(out)?;
    for block in &document.blocks {
        let place = document.locate(block.span.start);
        let mut head = String::new();
        if let Some(line) = place.line {
            head.push_str(&format!("L{line} "));
        }
        if let Some(page) = place.page {
            head.push_str(&format!("p. {page} "));
            if let Some(label) = &place.page_label {
                head.push_str(&format!("(label {label}) "));
            }
        }
        if let Some(row) = place.row {
            head.push_str(&format!("row {row} "));
        }
        if let Some(time_ms) = place.time_ms {
            head.push_str(&format!("[{}] ", format_ms(time_ms)));
        }
        match block.kind {
            BlockKind::Heading(level) => head.push_str(&format!("{} ", "#".repeat(level.into()))),
            BlockKind::ListItem => head.push_str("- "),
            BlockKind::TableRow => head.push_str("| "),
            BlockKind::Message => head.push_str("chat "),
            BlockKind::Footnote => head.push_str("note "),
            BlockKind::Comment => head.push_str("comment "),
            BlockKind::Running => head.push_str("running "),
            BlockKind::Hidden => head.push_str("hidden "),
            BlockKind::Turn | BlockKind::Paragraph => {}
        }
        if let Some(speaker) = place.speaker {
            head.push_str(&format!("{speaker}: "));
        }
        let words = document.slice(block.span);
        match block.kind {
            BlockKind::TableRow => writeln!(out, "{head}{}", words.replace('\t', " | "))?,
            _ => writeln!(out, "{head}{words}")?,
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    path: &'a str,
    format: &'a str,
    title: &'a str,
    date: Option<String>,
    duration_ms: Option<u64>,
    pages: Option<u32>,
    language: Option<&'a str>,
    speakers: &'a [String],
    notices: &'a [String],
    sections: Vec<ShownSection<'a>>,
    blocks: Vec<ShownBlock<'a>>,
}

#[derive(Serialize)]
struct ShownSection<'a> {
    heading: &'a str,
    number: Option<&'a str>,
    level: u8,
    parent: Option<usize>,
    start: usize,
    end: usize,
}

/// A cell of a row, with its place in the table or sheet.
#[derive(Serialize)]
struct ShownCell<'a> {
    row: u32,
    column: u32,
    rows: u32,
    columns: u32,
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct ShownBlock<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    start: usize,
    end: usize,
    page: Option<u32>,
    /// What the file calls that page, where that is not its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    page_label: Option<&'a str>,
    line: Option<u32>,
    time_ms: Option<u64>,
    speaker: Option<&'a str>,
    row: Option<u32>,
    column: Option<u32>,
    /// The heading the block stands under.
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    /// Which table a row belongs to, counted from 0, and whether it names the columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cells: Vec<ShownCell<'a>>,
    text: &'a str,
}

/// Writes the blocks with all that is known of them, as one JSON object and a line break.
///
/// # Errors
/// When `out` does.
pub fn write_json(document: &Document, out: &mut impl Write) -> io::Result<()> {
    let block = |block: &'_ Block| {
        let start = block.span.start;
        let mark = document.mark_at(start).copied().unwrap_or_default();
        let (kind, level) = name_kind(block.kind);
        let row = (block.kind == BlockKind::TableRow).then(|| row_at(document, start)).flatten();
        ShownBlock {
            section: document.section_at(start).map(|section| document.slice(section.heading)),
            table: row.map(|(table, _)| table),
            header: row.map(|(table, cells)| document.tables[table].names_columns(cells[0].row)),
            cells: row.map_or(Vec::new(), |(_, cells)| {
                cells.iter().map(|cell| shown_cell(document, cell)).collect()
            }),
            kind,
            level,
            start: block.span.start,
            end: block.span.end,
            page: mark.page,
            page_label: mark.page.and_then(|page| document.page_label(page)),
            line: mark.line,
            time_ms: mark.time_ms,
            speaker: block
                .speaker
                .and_then(|index| document.speakers.get(index as usize))
                .map(String::as_str),
            row: mark.row,
            column: mark.column,
            text: document.slice(block.span),
        }
    };
    let shown = Shown {
        id: &document.id,
        path: &document.path,
        format: &document.format,
        title: &document.title,
        date: document.date.map(|dated| dated.date.to_string()),
        duration_ms: document.duration_ms,
        pages: document.pages,
        language: document.language.as_deref(),
        sections: document.sections.iter().map(|section| shown_section(document, section)).collect(),
        speakers: &document.speakers,
        notices: &document.notices,
        blocks: document.blocks.iter().map(block).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &shown)?;
    writeln!(out)
}

fn shown_section<'a>(document: &'a Document, section: &'a Section) -> ShownSection<'a> {
    ShownSection {
        heading: document.slice(section.heading),
        number: section.number.as_deref(),
        level: section.level,
        parent: section.parent,
        start: section.span.start,
        end: section.span.end,
    }
}

fn shown_cell<'a>(document: &'a Document, cell: &Cell) -> ShownCell<'a> {
    ShownCell {
        row: cell.row,
        column: cell.column,
        rows: cell.rows,
        columns: cell.columns,
        start: cell.span.start,
        end: cell.span.end,
        text: document.slice(cell.span),
    }
}

/// The table, and the cells of its row that begins at the offset.
fn row_at(document: &Document, start: usize) -> Option<(usize, &[Cell])> {
    let after = document.tables.partition_point(|table| table.cells[0].span.start <= start);
    let index = after.checked_sub(1)?;
    let table = &document.tables[index];
    Some((index, table.row(table.cell_at(start)?.row)))
}

fn name_kind(kind: BlockKind) -> (&'static str, Option<u8>) {
    match kind {
        BlockKind::Turn => ("turn", None),
        BlockKind::Message => ("message", None),
        BlockKind::Heading(level) => ("heading", Some(level)),
        BlockKind::Paragraph => ("paragraph", None),
        BlockKind::ListItem => ("list_item", None),
        BlockKind::TableRow => ("table_row", None),
        BlockKind::Footnote => ("footnote", None),
        BlockKind::Comment => ("comment", None),
        BlockKind::Running => ("running", None),
        BlockKind::Hidden => ("hidden", None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ReadOptions, read};
    use super::*;
    use crate::model::document::{DocumentBuilder, Place};
    use crate::model::table::NewCell;

    #[test]
    fn shows_a_document() {
        let text = "Weekly sync\n2026-03-05\n\n[00:01:02] Ann: hi\n[00:01:03] Bob: yes\n";
        let document = read("d1", "a.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
        let mut out = Vec::new();
        write_text(&document, &mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(
            shown,
            "a.txt\nformat:   labelled-text\ntitle:    Weekly sync\ndate:     2026-03-05\nduration: 1:03\n\
             speakers: Ann; Bob\n\nL1 # Weekly sync\nL2 2026-03-05\nL4 [1:02] Ann: hi\nL5 [1:03] Bob: yes\n"
        );
        let mut out = Vec::new();
        write_json(&document, &mut out).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["blocks"][2]["text"], "hi");
        assert_eq!(value["blocks"][2]["kind"], "turn");
        assert_eq!(value["blocks"][2]["time_ms"], 62_000);
        assert_eq!(value["blocks"][0]["level"], 1);
    }

    #[test]
    fn shows_tables_with_their_cells() {
        let mut builder = DocumentBuilder::default();
        let cell = |column, text: &str| NewCell { text: text.to_owned(), column, ..NewCell::default() };
        builder.add(BlockKind::Heading(1), None, "2. Fees", Place::default());
        builder.begin_table();
        builder.row([cell(1, "Year"), cell(2, "EUR")], Place { page: Some(3), ..Place::default() });
        builder.row([cell(2, "12")], Place { page: Some(3), ..Place::default() });
        builder.end_table(1);
        let document = Document::new("d1", "a.pdf", builder.finish());
        let mut out = Vec::new();
        write_text(&document, &mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert!(shown.ends_with("# 2. Fees\np. 3 row 1 | Year | EUR\np. 3 row 2 | 12\n"), "{shown}");
        let mut out = Vec::new();
        write_json(&document, &mut out).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["sections"][0]["number"], "2");
        assert_eq!(value["blocks"][1]["header"], true);
        assert_eq!(value["blocks"][1]["cells"][1]["text"], "EUR");
        assert_eq!(value["blocks"][2]["header"], false);
        assert_eq!(value["blocks"][2]["cells"][0]["column"], 2);
        assert_eq!(value["blocks"][2]["section"], "2. Fees");
    }
}
