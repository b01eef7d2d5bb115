//! Markdown that nobody spoke → paragraphs, list items, rows and headings without the signs of Markdown.

use super::header::{header_date, write_header_line};
use crate::ingest::writer::Writer;
use crate::model::document::{BlockKind, Place};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Writes each paragraph, list item and row as a block; `first` is the line of the first line of `text`.
pub(crate) fn read_written(text: &str, first: u32, writer: &mut Writer) {
    if text.trim().is_empty() {
        return;
    }
    let mut lines = LineNumbers { text, at: 0, line: first };
    let mut block = Written { text: String::new(), kind: BlockKind::Paragraph, line: first };
    let mut items: u32 = 0;
    for (event, range) in
        Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).into_offset_iter()
    {
        match event {
            Event::Start(Tag::Paragraph | Tag::CodeBlock(_)) if items == 0 => {
                block.begin(BlockKind::Paragraph, lines.at(range.start), writer);
            }
            Event::Start(Tag::Heading { level, .. }) => {
                block.begin(BlockKind::Heading(level as u8), lines.at(range.start), writer);
            }
            Event::Start(Tag::Item) => {
                items += 1;
                block.begin(BlockKind::ListItem, lines.at(range.start), writer);
            }
            Event::End(TagEnd::Item) => {
                items = items.saturating_sub(1);
                block.end(writer);
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                block.begin(BlockKind::TableRow, lines.at(range.start), writer);
            }
            Event::Start(Tag::TableCell) if !block.text.is_empty() => block.text.push_str(" | "),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::CodeBlock
                | TagEnd::Heading(_)
                | TagEnd::TableRow
                | TagEnd::TableHead,
            ) if items == 0 => block.end(writer),
            Event::Text(piece) | Event::Code(piece) => block.text.push_str(&piece),
            Event::InlineHtml(html) if html.trim_start().starts_with("<br") => block.text.push(' '),
            Event::Html(html) if !html.trim_start().starts_with("<!--") => block.text.push_str(&html),
            Event::InlineHtml(html) if !html.starts_with("<!--") => block.text.push_str(&html),
            Event::SoftBreak | Event::HardBreak => block.text.push('\n'),
            _ => {}
        }
    }
    block.end(writer);
}

struct Written {
    text: String,
    kind: BlockKind,
    line: u32,
}

impl Written {
    fn begin(&mut self, kind: BlockKind, line: u32, writer: &mut Writer) {
        self.end(writer);
        self.kind = kind;
        self.line = line;
    }

    fn end(&mut self, writer: &mut Writer) {
        let place = Place { line: Some(self.line), ..Place::default() };
        let text = std::mem::take(&mut self.text);
        if self.kind == BlockKind::Paragraph && writer.is_empty() {
            write_header_line(&text.replace('\n', " "), place, writer);
        } else if !text.trim().is_empty() {
            writer.date(if self.kind == BlockKind::Paragraph { date_line(&text) } else { None });
            writer.block(self.kind, None, &text, place);
        }
        self.line += text.matches('\n').count() as u32;
    }
}

/// The date of a paragraph that says `Date: …` and little more.
fn date_line(text: &str) -> Option<jiff::civil::Date> {
    let first = text.lines().next()?;
    (first.len() <= 80 && first.trim_start().to_lowercase().starts_with("date"))
        .then(|| header_date(first))
        .flatten()
}

/// Line numbers of rising offsets.
struct LineNumbers<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl LineNumbers<'_> {
    fn at(&mut self, offset: usize) -> u32 {
        if let Some(passed) = self.text.as_bytes().get(self.at..offset) {
            self.line += memchr::memchr_iter(b'\n', passed).count() as u32;
            self.at = offset;
        }
        self.line
    }
}

/// Markdown of one line as plain text.
pub(crate) fn plain_text(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    for event in Parser::new(line) {
        match event {
            Event::Text(piece) | Event::Code(piece) | Event::InlineHtml(piece) => plain.push_str(&piece),
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            _ => {}
        }
    }
    if plain.trim().is_empty() { line.to_owned() } else { plain }
}
