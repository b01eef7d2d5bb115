//! The parts of a page → blocks of a document.

use super::part::{Kind, Known, Part};
use crate::ingest::plain;
use crate::ingest::writer::Writer;
use rustc_hash::FxHashMap;

/// The running head or foot of a page is not longer than this, in bytes.
const LONGEST_RUNNING: usize = 160;
/// Pages on which a line must stand to be a running one.
const FEWEST_PAGES: u32 = 3;
/// Preformatted text of more lines than this is a document of its own.
const LONG_LINES: usize = 30;

/// Writes all parts.
pub(super) fn write_parts(parts: Vec<Part>, known: Known, writer: &mut Writer) {
    let mut hidden = 0;
    for part in parts {
        match part {
            Part::Table(table) => {
                writer.begin_table();
                for row in table.rows {
                    writer.row(row.cells, known.place(row.page, row.line));
                }
                writer.end_table(table.header_rows);
            }
            Part::Piece(piece)
                if piece.kind == Kind::Preformatted && piece.text.lines().count() > LONG_LINES =>
            {
                plain::read_preformatted(&piece.text, piece.place(known), writer);
            }
            Part::Piece(piece) => {
                hidden += usize::from(piece.kind == Kind::Hidden);
                writer.block(piece.block_kind(), None, &piece.text, piece.place(known));
            }
        }
    }
    if hidden > 0 {
        writer.notice(format!("text that the page does not show was kept apart, places: {hidden}"));
    }
}

/// Marks the heads, feet and numbers of pages.
pub(super) fn find_running(parts: &mut [Part]) {
    let mut lines: FxHashMap<String, u32> = FxHashMap::default();
    for part in parts.iter() {
        if let Some(line) = running_line(part) {
            *lines.entry(line).or_default() += 1;
        }
    }
    for part in parts {
        let Some(line) = running_line(part) else { continue };
        if lines.get(&line).is_some_and(|&pages| pages >= FEWEST_PAGES)
            && let Part::Piece(piece) = part
        {
            piece.kind = Kind::Running;
        }
    }
}

/// The first or last line of a page, with `#` for every number.
fn running_line(part: &Part) -> Option<String> {
    let Part::Piece(piece) = part else { return None };
    let at_edge = piece.shape.begins_page || piece.shape.ends_page;
    if !at_edge || piece.kind != Kind::Text || piece.text.len() > LONGEST_RUNNING {
        return None;
    }
    let mut line = String::with_capacity(piece.text.len());
    for character in piece.text.chars() {
        if !character.is_ascii_digit() {
            line.push(character);
        } else if !line.ends_with('#') {
            line.push('#');
        }
    }
    Some(line)
}
