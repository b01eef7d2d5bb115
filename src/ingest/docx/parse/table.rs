//! Tables: their rows and cells, also those wrapped in something else.

use super::{Change, Parser, Sink, Stop};
use crate::ingest::Tracked;
use crate::ingest::docx::story::{Cell, Node, Row, Table};
use crate::ingest::xml::{Element, Space, Token, XmlError};

/// Cells after which a table is handed on in part, so that an endless one does not fill the memory.
const MOST_CELLS: usize = 1 << 20;
/// Widest cell, in columns.
const MOST_COLUMNS: i64 = 16_384;

impl Parser<'_, '_> {
    pub(super) fn table(&mut self, sink: Sink) -> Result<(), Stop> {
        let mut table = Table::default();
        let mut cells = 0;
        self.rows(&mut table, &mut cells, sink)?;
        sink(Node::Table(table))
    }

    /// Reads rows, also those wrapped in something else.
    fn rows(&mut self, table: &mut Table, cells: &mut usize, sink: Sink) -> Result<(), Stop> {
        while let Some(token) = self.scanner.next()? {
            let Token::Open(element) = token else {
                if matches!(token, Token::Close) {
                    break;
                }
                continue;
            };
            match (element.space, element.name()) {
                (Space::Word, "tr") => {
                    let Some(row) = self.row()? else { continue };
                    *cells += row.cells.len();
                    table.rows.push(row);
                    if *cells >= MOST_CELLS {
                        *cells = 0;
                        sink(Node::Table(std::mem::take(table)))?;
                    }
                }
                (Space::Word, "tblPr") => self.scanner.children::<XmlError>(|scanner, child| {
                    if child.is_word("tblLook") {
                        table.sets_off_first_row = sets_off_first_row(&child);
                    }
                    scanner.skip()
                })?,
                (Space::Word, "tblGrid" | "sdtPr" | "sdtEndPr") => self.scanner.skip()?,
                (Space::Word, "p") => {
                    if let Some(paragraph) = self.paragraph()? {
                        sink(Node::Paragraph(paragraph))?;
                    }
                }
                _ => self.rows(table, cells, sink)?,
            }
        }
        Ok(())
    }

    /// The open row; `None` if it is not part of this reading.
    fn row(&mut self) -> Result<Option<Row>, Stop> {
        let mut row = Row::default();
        let mut change = None;
        self.cells(&mut row, &mut change)?;
        let is_gone = change.is_some_and(|change: Change| !change.is_part_of(self.tracked));
        Ok((!is_gone).then_some(row))
    }

    fn cells(&mut self, row: &mut Row, change: &mut Option<Change>) -> Result<(), Stop> {
        while let Some(token) = self.scanner.next()? {
            let Token::Open(element) = token else {
                if matches!(token, Token::Close) {
                    break;
                }
                continue;
            };
            match (element.space, element.name()) {
                (Space::Word, "tc") => {
                    let cell = self.cell()?;
                    row.cells.extend(cell);
                }
                (Space::Word, "trPr") => self.scanner.children::<XmlError>(|scanner, child| {
                    match (child.space, child.name()) {
                        (Space::Word, "gridBefore") => row.before = columns(&child),
                        (Space::Word, "tblHeader") => row.is_header = child.is_on(),
                        (Space::Word, name) => *change = change.or(Change::named(name)),
                        _ => {}
                    }
                    scanner.skip()
                })?,
                (Space::Word, "tblPrEx" | "sdtPr" | "sdtEndPr") => self.scanner.skip()?,
                _ => self.cells(row, change)?,
            }
        }
        Ok(())
    }

    /// The open cell; `None` if it is not part of this reading.
    fn cell(&mut self) -> Result<Option<Cell>, Stop> {
        let mut cell = Cell { columns: 1, ..Cell::default() };
        let mut is_gone = false;
        let fields = std::mem::take(&mut self.fields);
        let mut nodes = Vec::new();
        let mut sink = |node| {
            nodes.push(node);
            Ok(())
        };
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(element) if element.is_word("tcPr") => {
                    let tracked = self.tracked;
                    self.scanner.children::<XmlError>(|scanner, child| {
                        match (child.space, child.name()) {
                            (Space::Word, "gridSpan") => cell.columns = columns(&child).max(1),
                            (Space::Word, "vMerge") => {
                                cell.is_merged = true;
                                cell.continues = child.value().is_none_or(|value| value != "restart");
                            }
                            (Space::Word, "cellIns") => is_gone |= tracked == Tracked::Original,
                            (Space::Word, "cellDel") => is_gone |= tracked == Tracked::Final,
                            _ => {}
                        }
                        scanner.skip()
                    })?;
                }
                Token::Open(element) => self.block(&element, &mut sink)?,
                Token::Close => break,
                Token::Text(_) => {}
            }
        }
        self.flush(&mut sink)?;
        self.fields = fields;
        cell.nodes = nodes;
        Ok((!is_gone).then_some(cell))
    }
}

fn columns(element: &Element) -> u32 {
    element.number("val").unwrap_or_default().clamp(0, MOST_COLUMNS) as u32
}

/// The look of a table: an attribute of its own, or a bit of an older one (ECMA-376 part 4, section 14.3.7).
fn sets_off_first_row(look: &Element) -> bool {
    const FIRST_ROW: u32 = 0x20;
    match look.attribute("firstRow") {
        Some(value) => matches!(value.as_str(), "1" | "true" | "on"),
        None => look
            .value()
            .and_then(|value| u32::from_str_radix(&value, 16).ok())
            .is_some_and(|bits| bits & FIRST_ROW != 0),
    }
}
