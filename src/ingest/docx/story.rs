//! What a story holds as written: paragraphs with their pieces, and tables with their rows and cells. The shapes between
//! parsing and writing.

use crate::ingest::xml::{Scanner, XmlError};

/// A paragraph or a table.
#[derive(Debug)]
pub(super) enum Node {
    Paragraph(Paragraph),
    Table(Table),
}

/// A paragraph as written.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    /// Id of its style.
    pub(super) style: Option<String>,
    /// The list it names itself.
    pub(super) number: NumberRef,
    /// Its own outline level: 0 to 8 are headings.
    pub(super) outline: Option<u8>,
    /// What it holds, in order.
    pub(super) pieces: Vec<Piece>,
}

/// A part of a paragraph.
#[derive(Debug)]
pub(super) enum Piece {
    Text(String),
    /// Text that Word does not show.
    Hidden(String),
    /// A page begins here.
    PageStart,
    /// A page began here when Word last laid the document out.
    RenderedPageStart,
    Note(NoteRef),
    /// A remark, by its id.
    Comment(String),
    /// A text box that is anchored here.
    Box(Vec<Node>),
}

/// A reference to a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoteRef {
    pub(super) kind: NoteKind,
    pub(super) id: String,
    /// The author typed a mark, which follows as text; no number is printed.
    pub(super) has_own_mark: bool,
}

/// Where a note stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum NoteKind {
    Foot,
    End,
}

/// A table as written.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    /// Whether its first row looks different.
    pub(super) sets_off_first_row: bool,
}

/// A row of a table.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// Columns left free at the start.
    pub(super) before: u32,
    /// Whether it is repeated at the top of each page.
    pub(super) is_header: bool,
}

/// A cell of a row.
#[derive(Debug, Default)]
pub(super) struct Cell {
    /// Columns it covers.
    pub(super) columns: u32,
    /// Whether it goes on with the cell above it.
    pub(super) continues: bool,
    /// Whether cells below may go on with it.
    pub(super) is_merged: bool,
    pub(super) nodes: Vec<Node>,
}

/// Which list and level a paragraph or style names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberRef {
    /// Number of the list; 0 says: none, whatever the style says.
    pub(super) list: Option<i64>,
    /// Level from 0.
    pub(super) level: Option<usize>,
}

impl NumberRef {
    /// Reads the open `numPr` and leaves it.
    pub(super) fn read(scanner: &mut Scanner) -> Result<Self, XmlError> {
        let mut number = Self::default();
        scanner.children(|scanner, child| {
            if child.is_word("numId") {
                number.list = child.number("val");
            } else if child.is_word("ilvl") {
                number.level = child.number("val").and_then(|level| usize::try_from(level).ok());
            }
            scanner.skip()
        })?;
        Ok(number)
    }

    /// What this says, and what `other` says where this is silent.
    pub(super) fn or(self, other: Self) -> Self {
        Self { list: self.list.or(other.list), level: self.level.or(other.level) }
    }
}
