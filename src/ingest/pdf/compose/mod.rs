//! Pages in reading order → the blocks of a document: running heads set apart, lines joined to paragraphs across lines,
//! columns and pages, headings and lists told.

mod headings;
mod hyphens;
mod markers;
mod paragraphs;
mod running;

use super::layout::{Element, Grid, Line, PageText};
use super::source::Bookmark;
use crate::ingest::writer::Writer;
use crate::model::document::Place;
use crate::model::table::NewCell;
use headings::Styles;
use hyphens::Hyphens;
use paragraphs::{Paragraph, Paragraphs};

/// Writes all pages. `outline` is what the file itself calls its headings.
pub(super) fn compose(pages: Vec<PageText>, outline: &[Bookmark], writer: &mut Writer) {
    let running = running::find(&pages);
    let styles = Styles::of(&pages, outline);
    let hyphens = Hyphens::of(&pages);
    let mut paragraphs = Paragraphs::new(&styles);
    for (index, page) in pages.iter().enumerate() {
        let number = index as u32 + 1;
        paragraphs.begin_page(page, number);
        for (place, element) in page.elements.iter().enumerate() {
            match element {
                Element::Line(line) if running.contains(&(index, place)) => paragraphs.running(line, number),
                Element::Line(line) => paragraphs.line(line, number),
                Element::Table(grid) => paragraphs.table(grid, number),
            }
        }
        for (_, line) in &page.hidden {
            paragraphs.hidden(line, number);
        }
        paragraphs.end_page();
        for item in paragraphs.take_done() {
            write(item, &hyphens, writer);
        }
    }
    for item in paragraphs.finish() {
        write(item, &hyphens, writer);
    }
}

/// Something that is ready to be written.
enum Item<'p> {
    Paragraph(Paragraph<'p>),
    Table(&'p Grid, u32),
}

fn write(item: Item, hyphens: &Hyphens, writer: &mut Writer) {
    match item {
        Item::Paragraph(paragraph) => write_paragraph(&paragraph, hyphens, writer),
        Item::Table(grid, page) => write_table(grid, page, writer),
    }
}

fn place(line: &Line, page: u32) -> Place {
    Place { line: Some(line.number), page: Some(page), ..Place::default() }
}

fn write_paragraph(paragraph: &Paragraph, hyphens: &Hyphens, writer: &mut Writer) {
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
            writer.block(paragraph.kind, None, &text, place(line, page));
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
