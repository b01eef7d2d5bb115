//! Paragraphs and tables → blocks of the document: numbers in front, notes and comments after what refers to them.

use super::grid;
use super::notes::{Comment, Notes};
use super::numbering::{Counters, Label, Lists};
use super::pages::Pages;
use super::story::{Node, Paragraph, Piece, Table};
use super::styles::Styles;
use crate::ingest::plain::{Line as Spoken, look_at};
use crate::ingest::writer::Writer;
use crate::model::document::{BlockKind, Place};
use crate::text::dates::read_absolute;
use std::collections::HashMap;

/// Longer paragraphs are no headings, whatever their style says, in bytes: in contracts whole clauses have one.
const LONGEST_HEADING: usize = 300;

/// Lines at the top in which the document's date is looked for, and the longest such line in bytes.
const DATED_LINES: usize = 12;
const LONGEST_DATE_LINE: usize = 80;

/// What stands beside the text and is written after it.
enum Aside {
    Note(String),
    Comment(Comment),
    Hidden(String),
    Box(Vec<Node>),
}

/// The words of a paragraph.
#[derive(Default)]
struct Line {
    text: String,
    /// Where pages begin within the text, and which.
    starts: Vec<(usize, Option<u32>)>,
    first_page: Option<u32>,
}

/// Writes one document.
pub(super) struct Flow<'a, 'p> {
    pub(super) writer: &'a mut Writer<'p>,
    pub(super) styles: &'a Styles,
    pub(super) lists: &'a Lists,
    pub(super) counters: Counters,
    pub(super) notes: Notes,
    pub(super) comments: HashMap<String, Comment>,
    pub(super) pages: Pages,
    /// Stretches of hidden text.
    pub(super) hidden: usize,
    asides: Vec<Aside>,
    /// Lines that may still hold the document's date.
    lines_for_date: usize,
    /// The first heading of the document, if nothing stands before it.
    pub(super) first_heading: Option<String>,
}

impl<'a, 'p> Flow<'a, 'p> {
    pub(super) fn new(
        writer: &'a mut Writer<'p>,
        styles: &'a Styles,
        lists: &'a Lists,
        notes: Notes,
        comments: HashMap<String, Comment>,
        pages: Pages,
    ) -> Self {
        Self {
            writer,
            styles,
            lists,
            counters: Counters::default(),
            notes,
            comments,
            pages,
            hidden: 0,
            asides: Vec::new(),
            lines_for_date: DATED_LINES,
            first_heading: None,
        }
    }

    /// Writes a paragraph or a table with all that belongs to it.
    pub(super) fn write(&mut self, node: Node) {
        match node {
            Node::Paragraph(paragraph) => self.paragraph(paragraph),
            Node::Table(table) => self.table(table),
        }
        self.write_asides();
    }

    fn paragraph(&mut self, paragraph: Paragraph) {
        let style = self.styles.get(paragraph.style.as_deref());
        let is_title = style.is_title;
        let outline = paragraph.outline.map_or(style.heading, |level| (level < 9).then_some(level + 1));
        let (label, line) = self.line(paragraph);
        let words = line.text.trim();
        if words.is_empty() {
            return;
        }
        let is_short = line.text.len() <= LONGEST_HEADING;
        let kind = match outline.or(is_title.then_some(1)) {
            Some(level) if is_short => BlockKind::Heading(level),
            _ if label.is_some() || style.is_list => BlockKind::ListItem,
            _ => BlockKind::Paragraph,
        };
        self.date(words);
        if is_title && is_short {
            self.writer.title(words);
        } else if self.writer.is_empty() && matches!(kind, BlockKind::Heading(_)) {
            self.first_heading = Some(words.to_owned());
        }
        let printed = match &label {
            Some(Label::Printed(label)) => label.as_str(),
            _ => "",
        };
        if is_stamped(words) {
            for said in words.split('\n') {
                self.writer.block(kind, None, said, place(line.first_page));
            }
            return;
        }
        self.write_words(kind, printed, &line);
    }

    /// Writes a block of these words, of which pages may part some from others.
    fn write_words(&mut self, kind: BlockKind, printed: &str, line: &Line) {
        let mut from = 0;
        let mut page = line.first_page;
        self.writer.block(kind, None, printed, place(page));
        for &(start, next) in &line.starts {
            let cut = word_start(&line.text, start);
            if cut > from {
                self.writer.more(&line.text[from..cut], place(page));
                from = cut;
            }
            page = next;
        }
        self.writer.more(&line.text[from..], place(page));
    }

    /// Takes the date from a short line near the top: in longer ones somebody talks about a date.
    fn date(&mut self, words: &str) {
        if self.lines_for_date > 0 {
            self.lines_for_date -= 1;
            if words.len() <= LONGEST_DATE_LINE {
                self.writer.date(read_absolute(words));
            }
        }
    }

    /// The label and the words of a paragraph; what stands beside them is put aside.
    fn line(&mut self, paragraph: Paragraph) -> (Option<Label>, Line) {
        let style = self.styles.get(paragraph.style.as_deref());
        let label = self.counters.next(self.lists, self.styles, style, paragraph.number);
        let mut line = Line { first_page: self.pages.current(), ..Line::default() };
        for piece in paragraph.pieces {
            match piece {
                Piece::Text(text) if style.hidden => self.hide(text),
                Piece::Text(text) => {
                    if !text.trim().is_empty() {
                        self.pages.fill();
                    }
                    line.text.push_str(&text);
                }
                Piece::Hidden(text) => self.hide(text),
                Piece::PageStart => {
                    self.pages.begin();
                    line.begin_page(self.pages.current());
                }
                Piece::RenderedPageStart => {
                    self.pages.begin_rendered();
                    line.begin_page(self.pages.current());
                }
                Piece::Note(note) => {
                    let (mark, nodes) = self.notes.take(&note);
                    let mark = mark.map(|mark| format!("[{mark}]")).unwrap_or_default();
                    line.text.push_str(&mark);
                    if let Some(nodes) = nodes {
                        let words = self.plain(nodes);
                        self.asides.push(Aside::Note(format!("{mark} {words}")));
                    }
                }
                Piece::Comment(id) => {
                    self.asides.extend(self.comments.remove(&id).map(Aside::Comment));
                }
                Piece::Box(nodes) => self.asides.push(Aside::Box(nodes)),
            }
        }
        (label, line)
    }

    fn hide(&mut self, text: String) {
        if !text.trim().is_empty() {
            self.hidden += 1;
            self.asides.push(Aside::Hidden(text));
        }
    }

    /// All words of some paragraphs and tables on lines of their own, as cells, notes and running heads need them.
    pub(super) fn plain(&mut self, nodes: Vec<Node>) -> String {
        let mut text = String::new();
        for node in nodes {
            match node {
                Node::Paragraph(paragraph) => {
                    let (label, line) = self.line(paragraph);
                    if let (Some(Label::Printed(label)), false) = (label, line.text.trim().is_empty()) {
                        text.push_str(&label);
                        text.push(' ');
                    }
                    text.push_str(line.text.trim());
                    text.push('\n');
                }
                Node::Table(table) => {
                    for cell in table.rows.into_iter().flat_map(|row| row.cells) {
                        let words = self.plain(cell.nodes);
                        text.push_str(&words);
                        text.push('\n');
                    }
                }
            }
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn table(&mut self, table: Table) {
        if grid::is_layout(&table, self.styles) {
            for node in table.rows.into_iter().flat_map(|row| row.cells).flat_map(|cell| cell.nodes) {
                self.write(node);
            }
            return;
        }
        let shape = grid::Shape::of(&table);
        let (looks_different, marked) = (table.sets_off_first_row, grid::header_rows(&table));
        let mut rows = Vec::with_capacity(table.rows.len());
        for row in table.rows {
            let place = place(self.pages.current());
            let cells: Vec<String> = row.cells.into_iter().map(|cell| self.plain(cell.nodes)).collect();
            rows.push((place, cells));
        }
        let header_rows = match marked {
            0 if looks_different => grid::guess_header(&rows),
            marked => marked,
        };
        self.writer.begin_table();
        for (index, (place, cells)) in rows.into_iter().enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            self.writer.row(shape.cells(index, cells), Place { row: Some(number), ..place });
        }
        self.writer.end_table(header_rows);
    }

    /// Writes what stands beside the block before. A box may hold more of it.
    fn write_asides(&mut self) {
        let place = place(self.pages.current());
        for aside in std::mem::take(&mut self.asides) {
            match aside {
                Aside::Note(words) => self.writer.block(BlockKind::Footnote, None, &words, place),
                Aside::Comment(comment) => {
                    let words = self.plain(comment.nodes);
                    self.writer.block(BlockKind::Comment, comment.author.as_deref(), &words, place);
                    self.write_asides();
                }
                Aside::Hidden(words) => self.writer.block(BlockKind::Hidden, None, &words, place),
                Aside::Box(nodes) => nodes.into_iter().for_each(|node| self.write(node)),
            }
        }
    }
}

impl Line {
    fn begin_page(&mut self, page: Option<u32>) {
        if self.text.trim().is_empty() {
            self.first_page = page;
        } else if self.starts.last().map_or(self.first_page, |&(_, last)| last) != page {
            self.starts.push((self.text.len(), page));
        }
    }
}

fn place(page: Option<u32>) -> Place {
    Place { page, ..Place::default() }
}

/// Whether the lines of a paragraph are those of a saved transcript: a time, perhaps with a name, and below it what was said.
fn is_stamped(words: &str) -> bool {
    let first = words.split_once('\n').map(|(first, _)| look_at(first));
    matches!(first, Some(Spoken::Time(_) | Spoken::Range(..) | Spoken::NameTime { .. }))
}

/// Where the next word begins at or after an offset, so that a cut parts no word.
fn word_start(text: &str, offset: usize) -> usize {
    if text[..offset].ends_with(char::is_whitespace) {
        return offset;
    }
    text[offset..].find(char::is_whitespace).map_or(text.len(), |blank| offset + blank)
}
