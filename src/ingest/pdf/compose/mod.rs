//! Pages in reading order → the blocks of a document: running heads set apart, lines joined to paragraphs across lines,
//! columns and pages, headings and lists told.

mod headings;
mod hyphens;
mod markers;
mod paragraphs;
mod running;

use super::layout::{self, Element, Grid, Line, PageText};
use super::source::Bookmark;
use crate::ingest::writer::Writer;
use crate::model::document::{BlockKind, Place};
use crate::model::table::NewCell;
use headings::{Levels, Styles};
use hyphens::Hyphens;
use paragraphs::{Kind, Paragraph, Paragraphs};

/// Writes all pages. `outline` is what the file itself calls its headings.
pub(super) fn compose(mut pages: Vec<PageText>, outline: &[Bookmark], writer: &mut Writer) {
    for (page, element) in running::find(&pages) {
        if let Element::Line(line) = &mut pages[page].elements[element] {
            line.is_running = true;
        }
    }
    pages.iter_mut().for_each(layout::tabulate);
    let styles = Styles::of(&pages, outline);
    let hyphens = Hyphens::of(&pages);
    let mut paragraphs = Paragraphs::new(&styles);
    for (number, page) in (1..).zip(&pages) {
        paragraphs.begin_page(page, number);
        for element in &page.elements {
            match element {
                Element::Line(line) if line.is_running => paragraphs.running(line, number),
                Element::Line(line) => paragraphs.line(line, number),
                Element::Table(grid) => paragraphs.table(grid, number),
            }
        }
        for (_, line) in &page.hidden {
            paragraphs.hidden(line, number);
        }
        paragraphs.end_page();
    }
    let items = paragraphs.finish();
    let levels = styles.rank(items.iter().filter_map(Item::heading), pages.len());
    for item in &items {
        write(item, &levels, &hyphens, writer);
    }
}

/// Something that is ready to be written.
enum Item<'p> {
    Paragraph(Paragraph<'p>),
    Table(&'p Grid, u32),
}

impl Item<'_> {
    /// Its first line, if it is a heading whose level the type tells.
    fn heading(&self) -> Option<(&Line, u32)> {
        match self {
            Item::Paragraph(Paragraph { kind: Kind::Prominent, lines }) => lines.first().copied(),
            _ => None,
        }
    }
}

fn write(item: &Item, levels: &Levels, hyphens: &Hyphens, writer: &mut Writer) {
    match item {
        Item::Paragraph(paragraph) => {
            let kind = match (paragraph.kind, paragraph.lines.first()) {
                (Kind::Block(kind), _) => kind,
                (Kind::Prominent, first) => {
                    BlockKind::Heading(first.map_or(1, |(line, _)| levels.level(line)))
                }
            };
            write_paragraph(paragraph, kind, hyphens, writer);
        }
        Item::Table(grid, page) => write_table(grid, *page, writer),
    }
}

fn place(line: &Line, page: u32) -> Place {
    // Hidden text has no line that people could count.
    let number = Some(line.number).filter(|number| *number > 0);
    Place { line: number, page: Some(page), ..Place::default() }
}

fn write_paragraph(paragraph: &Paragraph, kind: BlockKind, hyphens: &Hyphens, writer: &mut Writer) {
    let mut rest: Option<String> = None;
    let lines = &paragraph.lines;
    for (index, &(line, page)) in lines.iter().enumerate() {
        let mut text = rest.take().unwrap_or_else(|| line.text());
        if let Some((next, _)) = lines.get(index + 1) {
            let next = next.text();
            rest = Some(match hyphens.join(&text, &next) {
                Some((joined, rest)) => {
                    text = joined;
                    rest
                }
                None => next,
            });
        }
        if index == 0 {
            writer.block(kind, None, &text, place(line, page));
        } else {
            writer.more(&text, place(line, page));
        }
    }
}

fn write_table(grid: &Grid, page: u32, writer: &mut Writer) {
    writer.begin_table();
    for row in &grid.rows {
        let cells = row.cells.iter().map(|cell| NewCell {
            text: cell.text.clone(),
            column: cell.column,
            rows: cell.rows,
            columns: cell.columns,
        });
        let place = Place { line: Some(row.number), page: Some(page), ..Place::default() };
        writer.row(cells, place);
    }
    writer.end_table(grid.header_rows);
}
