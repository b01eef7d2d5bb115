//! What the walk over a page leaves: pieces of text and tables, in the order of the page, each with its place and its look.

use crate::model::document::{BlockKind, Place};
use crate::model::table::NewCell;

/// One part of a page.
#[derive(Debug)]
pub(super) enum Part {
    /// Text.
    Piece(Piece),
    /// A table.
    Table(Table),
}

/// A stretch of text on lines of its own.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// What the page says it is.
    pub(super) kind: Kind,
    /// Its words; only preformatted text has line ends.
    pub(super) text: String,
    /// Page, counted from 1.
    pub(super) page: u32,
    /// Line of the file, counted from 1.
    pub(super) line: u32,
    /// How it looks.
    pub(super) shape: Shape,
}

/// What the page says a piece is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Plain text, which may still look like a heading.
    #[default]
    Text,
    /// A heading by its element.
    Heading(u8),
    /// An item of a list.
    Item,
    /// Text whose lines stay as they are.
    Preformatted,
    /// Nobody sees it.
    Hidden,
    /// Menus and the like.
    Beside,
    /// The number or running head of a page.
    Running,
}

/// How all words of a piece look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// All bold.
    pub(super) bold: bool,
    /// All slanted.
    pub(super) italic: bool,
    /// All underlined.
    pub(super) underlined: bool,
    /// In the middle of the line.
    pub(super) centred: bool,
    /// All in capitals.
    pub(super) capitals: bool,
    /// A link of this page leads there.
    pub(super) linked: bool,
    /// All of it is a link.
    pub(super) link: bool,
    /// All of it leads away from this page.
    pub(super) leads_away: bool,
    /// It is part of what the page calls its main matter.
    pub(super) main: bool,
    /// The last piece before a new page.
    pub(super) ends_page: bool,
    /// The first piece of a page.
    pub(super) begins_page: bool,
    /// Tenths of a point; 0 if unknown.
    pub(super) size: u16,
}

/// A table with its cells in their places.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Rows that hold something.
    pub(super) rows: Vec<Row>,
    /// Rows at the top that name the columns.
    pub(super) header_rows: u32,
}

/// A row of a table.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Its cells, by rising column.
    pub(super) cells: Vec<NewCell>,
    /// Page, counted from 1.
    pub(super) page: u32,
    /// Line of the file, counted from 1.
    pub(super) line: u32,
}

impl Piece {
    /// Whether it is part of what people read.
    pub(super) fn is_visible(&self) -> bool {
        self.kind != Kind::Hidden
    }

    /// Its address.
    pub(super) fn place(&self, known: Known) -> Place {
        known.place(self.page, self.line)
    }

    /// What it becomes.
    pub(super) fn block_kind(&self) -> BlockKind {
        match self.kind {
            Kind::Text | Kind::Preformatted => BlockKind::Paragraph,
            Kind::Heading(level) => BlockKind::Heading(level),
            Kind::Item => BlockKind::ListItem,
            Kind::Hidden => BlockKind::Hidden,
            Kind::Beside | Kind::Running => BlockKind::Running,
        }
    }
}

/// What is known of where parts stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The page; lines of the file say nothing beside it.
    Page,
    /// The line of the file.
    Line,
    /// Nothing, as where the page was packed in something else.
    Nothing,
}

impl Known {
    /// An address.
    pub(super) fn place(self, page: u32, line: u32) -> Place {
        Place {
            page: (self == Known::Page).then_some(page),
            line: (self == Known::Line).then_some(line),
            ..Place::default()
        }
    }
}
