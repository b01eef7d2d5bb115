//! Rows of cells → a table of figures and words, or, where cells only put text in its place, that text.
//!
//! Filings cut a figure into several cells (`$`, `1,234`, `)`, `%`) and fill the room between columns with empty ones;
//! here each figure is one cell again and each column has one number.

use super::part::{Kind, Part, Row, Table};
use crate::model::table::NewCell;

/// A row as it was written.
#[derive(Debug, Default)]
pub(super) struct GridRow {
    /// Its cells that hold something.
    pub(super) cells: Vec<GridCell>,
    /// Whether it names the columns.
    pub(super) head: bool,
    /// Page, counted from 1.
    pub(super) page: u32,
    /// Line of the file, counted from 1.
    pub(super) line: u32,
}

/// A cell as it was written.
#[derive(Debug, Default)]
pub(super) struct GridCell {
    /// What stands in it.
    pub(super) parts: Vec<Part>,
    /// First column, counted from 0.
    pub(super) column: u32,
    /// Columns it covers, at least 1.
    pub(super) columns: u32,
    /// Rows it covers, at least 1.
    pub(super) rows: u32,
}

/// A cell with more text than this holds prose, in bytes.
const PROSE_BYTES: usize = 300;
/// The mark of an item is not longer than this, in characters: `(xviii)`, `Item 10A.`
const LONGEST_MARK: usize = 10;
/// Rows at the top of a table that can name its columns.
const MOST_HEADER_ROWS: usize = 6;
/// Different extents of cells that are looked at to find the columns.
const MOST_EXTENTS: usize = 20_000;

/// A cell whose text is known.
struct Filled {
    parts: Vec<Part>,
    text: String,
    start: u32,
    end: u32,
    rows: u32,
}

/// Adds what a table holds to `parts`.
pub(super) fn lay_out(rows: Vec<GridRow>, parts: &mut Vec<Part>) {
    let nested = |part: &Part| matches!(part, Part::Table(_));
    let is_frame = rows.iter().flat_map(|row| &row.cells).any(|cell| cell.parts.iter().any(nested));
    if is_frame {
        return parts.extend(rows.into_iter().flat_map(|row| row.cells).flat_map(|cell| cell.parts));
    }
    let mut lines: Vec<(Vec<Filled>, Origin)> = Vec::with_capacity(rows.len());
    for row in rows {
        let origin = Origin { head: row.head, page: row.page, line: row.line };
        let cells = row.cells.into_iter().map(|cell| Filled {
            text: visible_text(&cell.parts),
            parts: cell.parts,
            start: cell.column,
            end: cell.column + cell.columns,
            rows: cell.rows,
        });
        lines.push((join_split(cells), origin));
    }
    if is_layout(&lines) {
        for (cells, _) in lines {
            lay_out_row(cells, parts);
        }
    } else {
        parts.extend(write_table(lines));
    }
}

/// Where a row comes from.
struct Origin {
    head: bool,
    page: u32,
    line: u32,
}

fn visible_text(parts: &[Part]) -> String {
    let mut text = String::new();
    for part in parts {
        if let Part::Piece(piece) = part
            && piece.is_visible()
        {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&piece.text);
        }
    }
    text
}

/// Joins the signs around a figure with the figure.
fn join_split(cells: impl Iterator<Item = Filled>) -> Vec<Filled> {
    let mut joined: Vec<Filled> = Vec::new();
    for mut cell in cells {
        let Some(last) = joined.last_mut() else {
            joined.push(cell);
            continue;
        };
        let is_close = is_closing_sign(&cell.text) && last.text.ends_with(is_figure_end);
        let is_open = is_opening_sign(&last.text) && cell.text.starts_with(is_figure_start);
        if is_close || is_open {
            let space = if is_close && !cell.text.starts_with([')', '%', ']']) { " " } else { "" };
            last.text = format!("{}{space}{}", last.text, cell.text);
            last.parts.append(&mut cell.parts);
            last.end = cell.end;
        } else {
            joined.push(cell);
        }
    }
    joined
}

fn is_opening_sign(text: &str) -> bool {
    matches!(
        text,
        "$" | "€"
            | "£"
            | "¥"
            | "("
            | "$("
            | "($"
            | "€("
            | "£("
            | "US$"
            | "C$"
            | "A$"
            | "Rs."
            | "₹"
            | "+"
            | "-"
            | "–"
    )
}

fn is_closing_sign(text: &str) -> bool {
    matches!(text, ")" | "%" | ")%" | "%)" | "]" | "x" | "bps" | "pts" | "pp")
}

fn is_figure_start(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, '(' | '.' | '—' | '–' | '-')
}

fn is_figure_end(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, '—' | '–' | '-' | ')' | '.')
}

/// Whether the cells of a table only put text in its place.
fn is_layout(lines: &[(Vec<Filled>, Origin)]) -> bool {
    let visible = |cells: &[Filled]| cells.iter().filter(|cell| !cell.text.is_empty()).count();
    let filled = lines.iter().filter(|(cells, _)| visible(cells) > 0).count();
    let alone = lines.iter().filter(|(cells, _)| visible(cells) == 1).count();
    if filled == alone {
        return true;
    }
    // Items with their marks, or headings with their numbers.
    let marked = |cells: &[Filled]| {
        visible(cells) == 1 || (visible(cells) == 2 && cells.first().is_some_and(|cell| is_mark(&cell.text)))
    };
    if lines.iter().all(|(cells, _)| marked(cells) || visible(cells) == 0) {
        return true;
    }
    if lines.iter().any(|(_, origin)| origin.head) {
        return false;
    }
    let cells = || lines.iter().flat_map(|(cells, _)| cells).filter(|cell| !cell.text.is_empty());
    let prose = cells().filter(|cell| cell.text.len() > PROSE_BYTES && cell.parts.len() > 1).count();
    filled == 1 && cells().any(|cell| cell.text.len() > PROSE_BYTES) || prose * 2 > cells().count()
}

/// Whether a text is only the mark or number before something: `•`, `(a)`, `4.2`, `Item 1A.`
fn is_mark(text: &str) -> bool {
    let count = text.chars().count();
    if count == 0 || count > LONGEST_MARK {
        return false;
    }
    let counter = text.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
    let is_point = count == 1 && text.chars().all(|c| !c.is_alphanumeric() && !"$€£¥%-–—".contains(c));
    let is_counter = counter.len() < text.len()
        && !counter.is_empty()
        && (counter.len() <= 2 && counter.chars().all(char::is_alphanumeric)
            || counter.chars().all(|c| c.is_ascii_digit() || c == '.')
            || counter.chars().all(|c| "ivxIVX".contains(c)));
    let is_item = text
        .get(..4)
        .is_some_and(|word| word.eq_ignore_ascii_case("item") || word.eq_ignore_ascii_case("part"));
    is_point || is_counter || is_item
}

/// One row of a table that is none: a mark and its text become one piece, other cells stay as they are.
fn lay_out_row(mut cells: Vec<Filled>, parts: &mut Vec<Part>) {
    if cells.len() > 1 && is_mark(&cells[0].text) {
        let mark = cells.remove(0);
        let is_item = !mark.text.contains(char::is_alphanumeric);
        let first = cells.iter_mut().flat_map(|cell| &mut cell.parts).find_map(|part| match part {
            Part::Piece(piece) if piece.is_visible() => Some(piece),
            _ => None,
        });
        if let (Some(piece), Some(Part::Piece(lead))) = (first, mark.parts.first()) {
            piece.text.insert(0, ' ');
            piece.text.insert_str(0, &mark.text);
            if is_item && piece.kind == Kind::Text {
                piece.kind = Kind::Item;
            }
            piece.shape.linked |= lead.shape.linked;
        }
        parts.extend(mark.parts.into_iter().filter(|part| !is_visible(part)));
    }
    parts.extend(cells.into_iter().flat_map(|cell| cell.parts));
}

fn is_visible(part: &Part) -> bool {
    matches!(part, Part::Piece(piece) if piece.is_visible())
}

/// The table, and behind it what is hidden in its cells.
fn write_table(mut lines: Vec<(Vec<Filled>, Origin)>) -> Vec<Part> {
    let columns = Columns::of(&lines);
    let header_rows = count_header_rows(&lines);
    let mut hidden = Vec::new();
    let mut rows = Vec::with_capacity(lines.len());
    let mut header = 0;
    for (index, (cells, origin)) in lines.iter_mut().enumerate() {
        let mut row = Row { cells: Vec::with_capacity(cells.len()), page: origin.page, line: origin.line };
        for cell in cells {
            hidden.extend(std::mem::take(&mut cell.parts).into_iter().filter(|part| !is_visible(part)));
            if cell.text.is_empty() {
                continue;
            }
            let (column, width) = columns.place(cell.start, cell.end);
            // Two cells that fell into one column stay two.
            let column = row.cells.last().map_or(column, |last: &NewCell| column.max(last.column + 1));
            row.cells.push(NewCell {
                text: std::mem::take(&mut cell.text),
                column,
                rows: cell.rows,
                columns: width,
            });
        }
        if !row.cells.is_empty() {
            header += u32::from(index < header_rows);
            rows.push(row);
        }
    }
    let mut parts = vec![Part::Table(Table { rows, header_rows: header })];
    parts.append(&mut hidden);
    parts
}

/// Rows of the head, or, if none is marked, the rows above the first one that has figures.
fn count_header_rows(lines: &[(Vec<Filled>, Origin)]) -> usize {
    let marked = lines.iter().take_while(|(cells, origin)| origin.head || cells.is_empty()).count();
    if lines[..marked].iter().any(|(_, origin)| origin.head) {
        return marked;
    }
    let figures = |cells: &[Filled]| cells.iter().skip(1).any(|cell| is_figure(&cell.text));
    let first = lines.iter().position(|(cells, _)| figures(cells)).unwrap_or(0);
    if first > MOST_HEADER_ROWS { 0 } else { first }
}

/// Whether a text is a figure, and not a year or a date that can name a column.
fn is_figure(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_year = digits == 4 && text.len() <= 6 && (text.starts_with("19") || text.starts_with("20"));
    let plain = text.chars().all(|c| c.is_ascii_digit() || ",.$€£¥%()—–- ".contains(c));
    plain && !is_year && !text.is_empty() && (digits > 0 || text.chars().all(|c| "—–-".contains(c)))
}

/// Which columns of the page make which column of the table.
struct Columns {
    /// Start and end of each column of the table, in columns of the page, by rising start.
    extents: Vec<(u32, u32)>,
}

impl Columns {
    /// Narrow cells make the columns; a cell that covers several of them makes none.
    fn of(lines: &[(Vec<Filled>, Origin)]) -> Self {
        let cells = lines.iter().flat_map(|(cells, _)| cells).filter(|cell| !cell.text.is_empty());
        let mut found: Vec<(u32, u32)> = cells.map(|cell| (cell.end - cell.start, cell.start)).collect();
        found.sort_unstable();
        found.dedup();
        found.truncate(MOST_EXTENTS);
        let mut extents: Vec<(u32, u32)> = Vec::new();
        for (width, start) in found {
            let end = start + width;
            let first = extents.partition_point(|&(_, other_end)| other_end <= start);
            let last = extents.partition_point(|&(other, _)| other < end);
            match last.saturating_sub(first) {
                0 => extents.insert(first, (start, end)),
                1 => {
                    // A little wider: the same column with its sign. Much wider: it only lies over it.
                    let (own_start, own_end) = extents[first];
                    let before = first.checked_sub(1).map_or(0, |before| extents[before].1);
                    let after = extents.get(first + 1).map_or(u32::MAX, |next| next.0);
                    extents[first] = (own_start.min(start).max(before), own_end.max(end).min(after));
                }
                _ => {}
            }
        }
        Self { extents }
    }

    /// The column of a cell, counted from 1, and how many it covers.
    fn place(&self, start: u32, end: u32) -> (u32, u32) {
        let first = self.extents.partition_point(|&(_, other_end)| other_end <= start);
        let last = self.extents.partition_point(|&(other, _)| other < end);
        (first as u32 + 1, (last.saturating_sub(first) as u32).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_marks_of_items() {
        for mark in ["•", "(a)", "(iv)", "4.2.", "12.", "Item 1A.", "a)", "o."] {
            assert!(is_mark(mark), "{mark}");
        }
        for other in ["$", "12", "Fee", "(the)", "", "%", "Northwind Boats"] {
            assert!(!is_mark(other), "{other}");
        }
    }

    #[test]
    fn tells_figures() {
        for figure in ["1,250", "(40)", "$12.5", "—", "13.6%", "12"] {
            assert!(is_figure(figure), "{figure}");
        }
        for other in ["2025", "May 2025", "Net sales", "", "3 months"] {
            assert!(!is_figure(other), "{other}");
        }
    }
}
