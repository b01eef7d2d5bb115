//! Markdown that nobody spoke → paragraphs, list items, tables, notes and headings without the signs of Markdown.

use super::header::{header_date, write_header_line};
use crate::ingest::html;
use crate::ingest::writer::Writer;
use crate::model::document::{BlockKind, Place};
use crate::model::table::NewCell;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// Writes each paragraph, list item and row as a block; `first` is the line of the first line of `text`.
pub(crate) fn read_written(text: &str, first: u32, writer: &mut Writer) {
    if text.trim().is_empty() {
        return;
    }
    let mut lines = LineNumbers { text, at: 0, line: first };
    let mut reader = Written { line: first, ..Written::default() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                let line = lines.at(range.start);
                reader.start(&tag, line, writer);
            }
            Event::End(tag) => reader.end(tag, writer),
            Event::Text(piece) | Event::Code(piece) => reader.text.push_str(&piece),
            Event::Html(html) => reader.text.push_str(&html),
            Event::InlineHtml(html) if html.trim_start().starts_with("<br") => reader.text.push(' '),
            Event::FootnoteReference(label) => reader.text.push_str(&format!("[{label}]")),
            Event::SoftBreak | Event::HardBreak => reader.text.push('\n'),
            _ => {}
        }
    }
    reader.write(writer);
}

/// The block that is being put together, and what it stands in.
#[derive(Default)]
struct Written {
    text: String,
    kind: Option<BlockKind>,
    line: u32,
    /// For each open list the number of its next item, if it has numbers.
    lists: Vec<Option<u64>>,
    items: u32,
    in_note: bool,
    cells: Vec<NewCell>,
}

impl Written {
    fn start(&mut self, tag: &Tag, line: u32, writer: &mut Writer) {
        // The words of a fenced block begin below its fence.
        let line = line + u32::from(matches!(tag, Tag::CodeBlock(CodeBlockKind::Fenced(_))));
        match tag {
            Tag::Paragraph | Tag::CodeBlock(_) if self.text.is_empty() => {
                let kind = self.flow_kind();
                // The first paragraph of an item has its line and its number already.
                if self.kind.is_none() {
                    self.begin(kind, line, writer);
                }
            }
            Tag::Paragraph | Tag::CodeBlock(_) if !self.is_number() => {
                self.begin(self.flow_kind(), line, writer)
            }
            Tag::Heading { level, .. } => self.begin(BlockKind::Heading(*level as u8), line, writer),
            Tag::List(first) => {
                self.write(writer);
                self.lists.push(*first);
            }
            Tag::Item => self.start_item(line, writer),
            Tag::FootnoteDefinition(label) => {
                self.in_note = true;
                self.begin(BlockKind::Footnote, line, writer);
                self.text = format!("[{label}] ");
            }
            Tag::Table(_) => {
                self.write(writer);
                writer.begin_table();
            }
            Tag::TableHead | Tag::TableRow => self.line = line,
            Tag::HtmlBlock => self.begin(BlockKind::Paragraph, line, writer),
            _ => {}
        }
    }

    fn start_item(&mut self, line: u32, writer: &mut Writer) {
        self.begin(BlockKind::ListItem, line, writer);
        self.items += 1;
        if let Some(Some(number)) = self.lists.last_mut() {
            self.text = format!("{number}. ");
            *number = number.saturating_add(1);
        }
    }

    fn end(&mut self, tag: TagEnd, writer: &mut Writer) {
        match tag {
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Heading(_) => self.write(writer),
            TagEnd::Item => {
                self.write(writer);
                self.items = self.items.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::FootnoteDefinition => {
                self.write(writer);
                self.in_note = false;
            }
            TagEnd::TableCell => {
                let column = self.cells.len() as u32 + 1;
                self.cells.push(NewCell {
                    text: std::mem::take(&mut self.text),
                    column,
                    ..NewCell::default()
                });
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let place = Place { line: Some(self.line), ..Place::default() };
                writer.row(self.cells.drain(..), place);
            }
            TagEnd::Table => writer.end_table(1),
            TagEnd::HtmlBlock => {
                self.kind = None;
                html::read_fragment(&std::mem::take(&mut self.text), Some(self.line), writer);
            }
            _ => {}
        }
    }

    fn flow_kind(&self) -> BlockKind {
        match (self.in_note, self.items) {
            (true, _) => BlockKind::Footnote,
            (_, 1..) => BlockKind::ListItem,
            _ => BlockKind::Paragraph,
        }
    }

    /// Whether only the number of an item or note was written yet.
    fn is_number(&self) -> bool {
        self.text.ends_with(". ")
            && self.text.trim_end_matches(". ").bytes().all(|byte| byte.is_ascii_digit())
            || self.text.starts_with('[') && self.text.ends_with("] ")
    }

    fn begin(&mut self, kind: BlockKind, line: u32, writer: &mut Writer) {
        self.write(writer);
        self.kind = Some(kind);
        self.line = line;
    }

    /// Writes the block, each of its lines with its number.
    fn write(&mut self, writer: &mut Writer) {
        let place = |line| Place { line: Some(line), ..Place::default() };
        let text = std::mem::take(&mut self.text);
        let kind = self.kind.take().unwrap_or_else(|| self.flow_kind());
        if kind == BlockKind::Paragraph && writer.is_empty() {
            write_header_line(&text.replace('\n', " "), place(self.line), writer);
        } else if !text.trim().is_empty() {
            writer.date(if kind == BlockKind::Paragraph { date_line(&text) } else { None });
            writer.block(kind, None, "", place(self.line));
            for (number, line) in (self.line..).zip(text.split('\n')) {
                writer.more(line, place(number));
            }
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
