//! Shows a document the way the program sees it: as readable lines or as JSON.

use super::stamp::format_ms;
use crate::model::document::{BlockKind, Document};
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
        }
        if let (Some(row), Some(column)) = (place.row, place.column) {
            head.push_str(&format!("row {row}, column {column} "));
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
        writeln!(out, "{head}{}", document.slice(block.span))?;
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
    speakers: &'a [String],
    notices: &'a [String],
    blocks: Vec<ShownBlock<'a>>,
}

#[derive(Serialize)]
struct ShownBlock<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    start: usize,
    end: usize,
    page: Option<u32>,
    line: Option<u32>,
    time_ms: Option<u64>,
    speaker: Option<&'a str>,
    row: Option<u32>,
    column: Option<u32>,
    text: &'a str,
}

/// Writes the blocks with all that is known of them, as one JSON object and a line break.
///
/// # Errors
/// When `out` does.
pub fn write_json(document: &Document, out: &mut impl Write) -> io::Result<()> {
    let block = |block: &'_ crate::model::document::Block| {
        let mark = document.mark_at(block.span.start).copied().unwrap_or_default();
        let (kind, level) = name_kind(block.kind);
        ShownBlock {
            kind,
            level,
            start: block.span.start,
            end: block.span.end,
            page: mark.page,
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
        speakers: &document.speakers,
        notices: &document.notices,
        blocks: document.blocks.iter().map(block).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &shown)?;
    writeln!(out)
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
}
