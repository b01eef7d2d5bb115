//! A document as it was read: one text, blocks that part it, and marks that say where each byte came from.
//! Readers fill a [`DocumentBuilder`]; everything after that only reads a [`Document`].

use super::outline::{Section, outline};
use super::span::Span;
use super::table::{Cell, NewCell, Table};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// One input after reading. `text` is what every span of the program refers to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document {
    /// `d1`, `d2` … in the order of the inputs.
    pub id: String,
    /// The path as the user would type it; `-` for standard input.
    pub path: String,
    /// SHA-256 of the bytes as they were read, in hexadecimal.
    pub sha256: String,
    /// The reader that understood it, such as `vtt`.
    pub format: String,
    /// From the content or, failing that, from the file name.
    pub title: String,
    /// The meeting's or document's date, if it is known.
    pub date: Option<Dated>,
    /// The text as it was read: what was said or written, without speaker labels and time stamps.
    pub text: String,
    /// Parts of the text in order; they do not overlap and only line breaks lie between them.
    pub blocks: Vec<Block>,
    /// Where each stretch of text came from, by rising `start`.
    pub marks: Vec<Mark>,
    /// Speaker names in order of first appearance; `Block::speaker` is an index into it.
    pub speakers: Vec<String>,
    /// End of the recording in milliseconds, if times are known.
    pub duration_ms: Option<u64>,
    /// Number of pages, for formats that have them.
    pub pages: Option<u32>,
    /// What the file calls its pages, the first of them first, such as `iv` or `A-3`; empty if it only counts them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub page_labels: Vec<String>,
    /// Tables in the order of the text.
    pub tables: Vec<Table>,
    /// The tree of its headings, in the order of the text.
    pub sections: Vec<Section>,
    /// Language of the text as an ISO 639-3 code such as `eng`, where there is enough text to tell.
    pub language: Option<String>,
    /// Small losses that a reader of the report should know.
    pub notices: Vec<String>,
}

/// A date and where it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// The calendar date.
    pub date: Date,
    /// What it was read from.
    pub source: DateSource,
}

/// What a document's date was read from, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateSource {
    /// `--date` on the command line.
    Option,
    /// Front matter, a header line or a note in the file.
    Content,
    /// The file's name.
    Name,
}

/// One part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its place in the text, never empty.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Who says it: an index into `Document::speakers`.
    pub speaker: Option<u32>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Something said in a meeting: one labelled line, or captions of one speaker put together.
    Turn,
    /// A message of a meeting's chat.
    Message,
    /// A heading or a chapter title, 1 is the highest level.
    Heading(u8),
    /// Written text that nobody said.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A row of a table; its cells are a tab apart and listed in `Document::tables`.
    TableRow,
    /// A note at the foot of a page or at the end.
    Footnote,
    /// A remark that somebody left beside the text.
    Comment,
    /// A running header or footer, or a page number: printed on many pages, no part of the flow.
    Running,
    /// Text in the file that a reader of the page cannot see.
    Hidden,
}

impl BlockKind {
    /// Whether somebody said or typed it in the meeting.
    pub fn is_speech(self) -> bool {
        matches!(self, BlockKind::Turn | BlockKind::Message)
    }

    /// Whether it is what the author wrote for readers, in contrast to remarks, running heads and what cannot be seen.
    /// Only such blocks are searched for findings; all are covered.
    pub fn is_flow(self) -> bool {
        !matches!(self, BlockKind::Comment | BlockKind::Running | BlockKind::Hidden)
    }
}

/// Says where the text from `start` up to the next mark came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Byte offset in the text.
    pub start: usize,
    /// Line of the input, or of the page where there are pages, counted from 1.
    pub line: Option<u32>,
    /// Page as a viewer shows it, counted from 1.
    pub page: Option<u32>,
    /// Milliseconds from the start of the recording.
    pub time_ms: Option<u64>,
    /// Row of a sheet, counted from 1.
    pub row: Option<u32>,
    /// Column of a sheet, counted from 1.
    pub column: Option<u32>,
}

/// An address for people: what the page shows beside a quote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Line of the input, or of the page where there are pages, counted from 1.
    pub line: Option<u32>,
    /// Page, counted from 1.
    pub page: Option<u32>,
    /// What the file calls that page, where that is not its number, such as `iv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_label: Option<String>,
    /// Milliseconds from the start of the recording.
    pub time_ms: Option<u64>,
    /// Who says it.
    pub speaker: Option<String>,
    /// Row of a sheet, counted from 1.
    pub row: Option<u32>,
    /// Column of a sheet, counted from 1.
    pub column: Option<u32>,
    /// The nearest heading above, in written documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
}

impl Document {
    /// A document of this content, as yet without hash and format.
    pub fn new(id: &str, path: &str, content: Content) -> Self {
        Document {
            id: id.to_owned(),
            path: path.to_owned(),
            sha256: String::new(),
            format: String::new(),
            title: content.title.unwrap_or_default(),
            date: content.date.map(|date| Dated { date, source: DateSource::Content }),
            sections: outline(&content.text, &content.blocks),
            text: content.text,
            blocks: content.blocks,
            marks: content.marks,
            speakers: content.speakers,
            duration_ms: content.duration_ms,
            pages: content.pages,
            page_labels: content.page_labels,
            tables: content.tables,
            language: None,
            notices: content.notices,
        }
    }

    /// The text of a span. Spans made by this program lie on character borders; any other gives "".
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The block that holds the offset, or the one before it if the offset lies on a line break between blocks.
    pub fn block_at(&self, offset: usize) -> Option<(usize, &Block)> {
        let after = self.blocks.partition_point(|block| block.span.start <= offset);
        let index = after.checked_sub(1)?;
        Some((index, &self.blocks[index]))
    }

    /// The mark that covers the offset.
    pub fn mark_at(&self, offset: usize) -> Option<&Mark> {
        let after = self.marks.partition_point(|mark| mark.start <= offset);
        self.marks.get(after.checked_sub(1)?)
    }

    /// Name of a block's speaker.
    pub fn speaker_of(&self, block: &Block) -> Option<&str> {
        self.speakers.get(block.speaker? as usize).map(String::as_str)
    }

    /// What the file calls the page of this number, counted from 1, if that is not the number itself.
    pub fn page_label(&self, page: u32) -> Option<&str> {
        let label = self.page_labels.get(page.checked_sub(1)? as usize)?;
        (!label.is_empty() && label.parse() != Ok(page)).then_some(label.as_str())
    }

    /// The address of an offset.
    pub fn locate(&self, offset: usize) -> Location {
        let mark = self.mark_at(offset).copied().unwrap_or_default();
        let speaker = self.block_at(offset).and_then(|(_, block)| self.speaker_of(block));
        Location {
            line: mark.line,
            page: mark.page,
            page_label: mark.page.and_then(|page| self.page_label(page)).map(str::to_owned),
            time_ms: mark.time_ms,
            speaker: speaker.map(str::to_owned),
            row: mark.row,
            column: mark.column,
            heading: self.heading_at(offset).map(str::to_owned),
        }
    }

    /// The innermost section that holds the offset.
    pub fn section_at(&self, offset: usize) -> Option<&Section> {
        let after = self.sections.partition_point(|section| section.span.start <= offset);
        let mut section = self.sections.get(after.checked_sub(1)?)?;
        while section.span.end <= offset {
            section = &self.sections[section.parent?];
        }
        Some(section)
    }

    /// The headings above an offset, the highest first.
    pub fn heading_path(&self, offset: usize) -> Vec<&str> {
        let mut path = Vec::new();
        let mut next = self.section_at(offset);
        while let Some(section) = next {
            path.push(self.slice(section.heading));
            next = section.parent.map(|parent| &self.sections[parent]);
        }
        path.reverse();
        path
    }

    /// The table whose rows hold the offset.
    pub fn table_at(&self, offset: usize) -> Option<&Table> {
        let (block, _) = self.block_at(offset)?;
        let after = self.tables.partition_point(|table| table.first_block <= block);
        self.tables.get(after.checked_sub(1)?).filter(|table| block < table.end_block)
    }

    fn heading_at(&self, offset: usize) -> Option<&str> {
        let section = self.section_at(offset).filter(|_| !self.has_speech())?;
        (section.heading.end <= offset).then(|| self.slice(section.heading))
    }

    /// Whether anything in it was said by somebody, in contrast to written text.
    pub fn has_speech(&self) -> bool {
        self.blocks.iter().any(|block| block.kind.is_speech())
    }
}

/// Where a piece of text stands in its input; what is unknown stays `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Line of the input, or of the page where there are pages, counted from 1.
    pub line: Option<u32>,
    /// Page, counted from 1.
    pub page: Option<u32>,
    /// Milliseconds from the start of the recording.
    pub time_ms: Option<u64>,
    /// Row of a sheet, counted from 1.
    pub row: Option<u32>,
    /// Column of a sheet, counted from 1.
    pub column: Option<u32>,
}

/// Builds the text, blocks and marks of a document so that its invariants hold: blocks in order and not empty,
/// one line break between blocks, one space between pieces of a block, marks in order.
#[derive(Debug, Default)]
pub struct DocumentBuilder {
    text: String,
    blocks: Vec<Block>,
    marks: Vec<Mark>,
    speakers: Vec<String>,
    speaker_index: HashMap<String, u32>,
    tables: Vec<Table>,
    open_table: Option<usize>,
    open: Option<(BlockKind, Option<u32>)>,
    duration_ms: Option<u64>,
    /// Title found in the content.
    pub title: Option<String>,
    /// Date found in the content.
    pub date: Option<Date>,
    /// Number of pages, for formats that have them.
    pub pages: Option<u32>,
    /// What the file calls its pages; empty if it only counts them.
    pub page_labels: Vec<String>,
    /// Small losses.
    pub notices: Vec<String>,
}

/// What a builder yields; the caller adds identity (id, path, hash) to make a [`Document`].
#[derive(Debug)]
pub struct Content {
    /// The text.
    pub text: String,
    /// Its parts.
    pub blocks: Vec<Block>,
    /// Where each stretch came from.
    pub marks: Vec<Mark>,
    /// Speaker names.
    pub speakers: Vec<String>,
    /// End of the recording in milliseconds.
    pub duration_ms: Option<u64>,
    /// Title found in the content.
    pub title: Option<String>,
    /// Date found in the content.
    pub date: Option<Date>,
    /// Number of pages.
    pub pages: Option<u32>,
    /// What the file calls its pages; empty if it only counts them.
    pub page_labels: Vec<String>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Small losses.
    pub notices: Vec<String>,
}

impl DocumentBuilder {
    /// Ends the open block, if any: the next piece begins a new one of this kind.
    pub fn begin(&mut self, kind: BlockKind, speaker: Option<&str>) {
        let speaker = speaker.map(str::trim).filter(|name| !name.is_empty()).map(|name| self.speaker(name));
        self.open = Some((kind, speaker));
    }

    /// Adds a piece of text to the open block (a paragraph if none is open). Outer white space is dropped,
    /// a line break inside is kept as a space, and a piece without any other character adds nothing.
    pub fn push(&mut self, piece: &str, place: Place) {
        let piece = piece.trim();
        if piece.is_empty() {
            return;
        }
        match self.open.take() {
            Some((kind, speaker)) => {
                if !self.text.is_empty() {
                    self.text.push('\n');
                }
                let start = self.text.len();
                self.blocks.push(Block { span: Span::new(start, start), kind, speaker });
            }
            None if self.blocks.is_empty() => {
                self.begin(BlockKind::Paragraph, None);
                return self.push(piece, place);
            }
            None => self.text.push(' '),
        }
        self.mark(place);
        if piece.contains(['\n', '\r']) {
            for (index, line) in
                piece.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).enumerate()
            {
                if index > 0 {
                    self.text.push(' ');
                }
                self.text.push_str(line);
            }
        } else {
            self.text.push_str(piece);
        }
        let end = self.text.len();
        if let Some(block) = self.blocks.last_mut() {
            block.span.end = end;
        }
    }

    /// A whole block of one piece.
    pub fn add(&mut self, kind: BlockKind, speaker: Option<&str>, piece: &str, place: Place) {
        self.begin(kind, speaker);
        self.push(piece, place);
    }

    /// Whether the next piece would go on in a block of this kind and speaker.
    pub fn continues(&self, kind: BlockKind, speaker: Option<&str>) -> bool {
        let name = |index: Option<u32>| {
            index.and_then(|index| self.speakers.get(index as usize)).map(String::as_str)
        };
        match (self.open, self.blocks.last()) {
            (None, Some(last)) => {
                last.kind == kind && name(last.speaker) == speaker.map(str::trim).filter(|s| !s.is_empty())
            }
            _ => false,
        }
    }

    /// The rows that follow make one table, up to [`Self::end_table`].
    pub fn begin_table(&mut self) {
        let first_block = self.blocks.len();
        self.tables.push(Table { first_block, end_block: first_block, header_rows: 0, cells: Vec::new() });
        self.open_table = Some(self.tables.len() - 1);
    }

    /// Adds a row to the open table; a row without words adds nothing. `place` says where the row stands; its row number
    /// is what the cells are known by, or the count of rows if it has none.
    pub fn row(&mut self, cells: impl IntoIterator<Item = NewCell>, place: Place) {
        let Some(table) = self.open_table else { return };
        let before = self.tables[table].cells.last().map_or(0, |cell| cell.row);
        let row = place.row.unwrap_or(before + 1);
        self.begin(BlockKind::TableRow, None);
        let mut column = 0;
        for cell in cells {
            column = cell.column.max(column + 1);
            let start = self.push_cell(&cell.text, Place { row: Some(row), column: Some(column), ..place });
            let Some(start) = start else { continue };
            let span = Span::new(start, self.text.len());
            let (rows, columns) = (cell.rows.max(1), cell.columns.max(1));
            self.tables[table].cells.push(Cell { span, row, column, rows, columns });
        }
        self.open = None;
        self.tables[table].end_block = self.blocks.len();
    }

    /// Ends the open table, of which this many rows at the top name the columns. A table without words vanishes.
    pub fn end_table(&mut self, header_rows: u32) {
        if let Some(table) = self.open_table.take() {
            self.tables[table].header_rows = header_rows;
            if self.tables[table].cells.is_empty() {
                self.tables.pop();
            }
        }
        self.open = Some((BlockKind::Paragraph, None));
    }

    /// Adds the words of a cell and says where they begin.
    fn push_cell(&mut self, text: &str, place: Place) -> Option<usize> {
        let mut words = text.split_whitespace().peekable();
        words.peek()?;
        match self.open.take() {
            Some((kind, speaker)) => {
                if !self.text.is_empty() {
                    self.text.push('\n');
                }
                let start = self.text.len();
                self.blocks.push(Block { span: Span::new(start, start), kind, speaker });
            }
            None => self.text.push('\t'),
        }
        self.mark(place);
        let start = self.text.len();
        for (index, word) in words.enumerate() {
            if index > 0 {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
        let end = self.text.len();
        if let Some(block) = self.blocks.last_mut() {
            block.span.end = end;
        }
        Some(start)
    }

    /// Says how long the recording is at least, in milliseconds.
    pub fn lasts_until(&mut self, time_ms: u64) {
        self.duration_ms = self.duration_ms.max(Some(time_ms));
    }

    /// Whether nothing was added yet.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Length of the text so far, in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Ends building.
    pub fn finish(mut self) -> Content {
        if let Some(last) = self.marks.iter().rev().find_map(|mark| mark.time_ms) {
            self.lasts_until(last);
        }
        Content {
            text: self.text,
            blocks: self.blocks,
            marks: self.marks,
            speakers: self.speakers,
            duration_ms: self.duration_ms,
            title: self.title,
            date: self.date,
            pages: self.pages,
            page_labels: self.page_labels,
            tables: self.tables,
            notices: self.notices,
        }
    }

    fn speaker(&mut self, name: &str) -> u32 {
        if let Some(&index) = self.speaker_index.get(name) {
            return index;
        }
        let index = self.speakers.len() as u32;
        self.speakers.push(name.to_owned());
        self.speaker_index.insert(name.to_owned(), index);
        index
    }

    fn mark(&mut self, place: Place) {
        let mark = Mark {
            start: self.text.len(),
            line: place.line,
            page: place.page,
            time_ms: place.time_ms,
            row: place.row,
            column: place.column,
        };
        let same = |last: &Mark| Mark { start: 0, ..*last } == Mark { start: 0, ..mark };
        if !self.marks.last().is_some_and(same) {
            self.marks.push(mark);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, time_ms: u64) -> Place {
        Place { line: Some(line), time_ms: Some(time_ms), ..Place::default() }
    }

    #[test]
    fn pieces_become_blocks_with_places() {
        let mut builder = DocumentBuilder::default();
        builder.begin(BlockKind::Turn, Some("Ann"));
        builder.push(" we should ", at(3, 1000));
        builder.push("ship\r\nit ", at(5, 2000));
        builder.add(BlockKind::Turn, Some("Bob"), "Agreed.", at(8, 4000));
        builder.add(BlockKind::Turn, Some("Bob"), "  ", at(9, 5000));
        let content = builder.finish();
        assert_eq!(content.text, "we should ship it\nAgreed.");
        assert_eq!(content.blocks.len(), 2);
        assert_eq!(content.speakers, ["Ann", "Bob"]);
        assert_eq!(
            content.marks.iter().map(|m| (m.start, m.line)).collect::<Vec<_>>(),
            [(0, Some(3)), (10, Some(5)), (18, Some(8))]
        );
        assert_eq!(content.duration_ms, Some(4000));
    }

    #[test]
    fn tables_know_their_cells() {
        let cell = |column, text: &str| NewCell { text: text.into(), column, ..NewCell::default() };
        let mut builder = DocumentBuilder::default();
        builder.add(BlockKind::Heading(1), None, "1. Fees", at(1, 0));
        builder.begin_table();
        builder.row([cell(1, "Year"), cell(3, "EUR\tmillion")], Place::default());
        builder.row([cell(1, " "), cell(2, "")], Place::default());
        builder.row([cell(3, "12")], Place { row: Some(7), page: Some(2), ..Place::default() });
        builder.end_table(1);
        builder.push("After.", Place::default());
        let document = Document::new("d1", "a", builder.finish());
        assert_eq!(document.text, "1. Fees\nYear\tEUR million\n12\nAfter.");
        let table = &document.tables[0];
        assert_eq!((table.first_block, table.end_block, table.header_rows), (1, 3, 1));
        let cells: Vec<_> = table.cells.iter().map(|c| (c.row, c.column, document.slice(c.span))).collect();
        assert_eq!(cells, [(1, 1, "Year"), (1, 3, "EUR million"), (7, 3, "12")]);
        assert_eq!(table.row(7).len(), 1);
        let location = document.locate(table.cells[2].span.start);
        assert_eq!((location.row, location.column, location.page), (Some(7), Some(3), Some(2)));
        assert_eq!(location.heading.as_deref(), Some("1. Fees"));
        assert_eq!(document.table_at(10), Some(table));
        assert_eq!(document.table_at(0), None);
        assert_eq!(document.blocks.len(), 4);
    }
}
