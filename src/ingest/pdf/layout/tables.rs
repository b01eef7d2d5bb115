//! Lines whose parts stand in columns → tables.

use super::amounts::part_amounts;
use super::lines::{Line, Part};

/// Lines of one part that may stand between two rows: labels that run over, captions within a table.
const MOST_BETWEEN: usize = 3;

/// Left edges of columns that are kept while a table is followed.
const MOST_EDGES: usize = 24;
/// Words this close to an edge begin there, in points.
const EDGE: f32 = 1.5;
/// No table that people read has more columns.
pub(super) const MOST_PARTS: usize = 64;

/// A distance this much larger than that of two lines parts two rows.
const ROW_GAP: f32 = 1.18;

/// A cell as it was found.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ingest::pdf) struct GridCell {
    pub(in crate::ingest::pdf) text: String,
    /// Counted from 1.
    pub(in crate::ingest::pdf) column: u32,
    pub(in crate::ingest::pdf) columns: u32,
    pub(in crate::ingest::pdf) rows: u32,
}

/// One row.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest::pdf) struct GridRow {
    pub(in crate::ingest::pdf) cells: Vec<GridCell>,
    pub(in crate::ingest::pdf) number: u32,
    /// Base lines of its first and last line.
    pub(super) y: f32,
    pub(super) end: f32,
}

impl GridRow {
    /// Adds the lines of another row to the cells of this one.
    fn join(&mut self, row: GridRow) {
        self.end = row.end;
        for cell in row.cells {
            match self.cells.binary_search_by_key(&cell.column, |own| own.column) {
                Ok(at) => {
                    self.cells[at].text.push(' ');
                    self.cells[at].text.push_str(&cell.text);
                }
                Err(at) => self.cells.insert(at, cell),
            }
        }
    }
}

/// A table on one page.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest::pdf) struct Grid {
    pub(in crate::ingest::pdf) rows: Vec<GridRow>,
    pub(in crate::ingest::pdf) header_rows: u32,
}

/// What a page is made of, in reading order.
#[derive(Clone, Debug)]
pub(in crate::ingest::pdf) enum Element {
    Line(Line),
    Table(Grid),
}

/// A line, or the table it stands for.
pub(super) fn element(line: Line, grids: &mut [Option<Grid>]) -> Element {
    match line.table.and_then(|table| grids.get_mut(table)?.take()) {
        Some(grid) => Element::Table(grid),
        None => Element::Line(line),
    }
}

/// Finds tables among the lines of a block.
pub(super) fn find_aligned(lines: Vec<Line>) -> Vec<Element> {
    let mut spans = table_spans(&lines).into_iter().peekable();
    let mut elements = Vec::with_capacity(lines.len());
    let mut rows: Vec<Line> = Vec::new();
    for (index, line) in lines.into_iter().enumerate() {
        match spans.peek() {
            Some(&(start, end)) if index >= start => {
                rows.push(line);
                if index + 1 == end {
                    spans.next();
                    elements.push(Element::Table(grid(std::mem::take(&mut rows))));
                }
            }
            _ => elements.push(Element::Line(line)),
        }
    }
    elements
}

/// Stretches of lines that are tables.
fn table_spans(lines: &[Line]) -> Vec<(usize, usize)> {
    let rows: Vec<bool> = (0..lines.len()).map(|at| is_tabular(lines, at)).collect();
    let mut spans = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if !rows[at] {
            at += 1;
            continue;
        }
        let end = span_end(lines, &rows, at);
        let celled: Vec<&Line> = (at..end).filter(|&index| rows[index]).map(|index| &lines[index]).collect();
        if celled.len() >= 2 && is_aligned(&celled) {
            spans.push((at, end));
        }
        at = end;
    }
    spans
}

/// One past the last line of the table that begins at `start`.
fn span_end(lines: &[Line], rows: &[bool], start: usize) -> usize {
    let mut end = start + 1;
    let (mut left, mut right) = (lines[start].left, lines[start].right);
    let mut edges: Vec<f32> = lines[start].parts[1..].iter().map(|part| part.left).collect();
    let mut between = 0;
    for (next, line) in lines.iter().enumerate().skip(end) {
        let above = &lines[next - 1];
        if line.y - above.y > 3.5 * above.size.max(line.size) || line.y < above.y {
            break;
        }
        let is_at_edge = |left: f32| edges.iter().any(|edge| (edge - left).abs() < EDGE);
        if rows[next] {
            (left, right) = (left.min(line.left), right.max(line.right));
            let new: Vec<f32> =
                line.parts[1..].iter().map(|part| part.left).filter(|left| !is_at_edge(*left)).collect();
            edges.extend(new.into_iter().take(MOST_EDGES.saturating_sub(edges.len())));
            (end, between) = (next + 1, 0);
        } else if line.parts.len() == 1 && is_at_edge(line.left) {
            // The next line of a cell.
            (end, between) = (next + 1, 0);
        } else {
            // A line that only seems to be whole, because a gap is narrow, or a label between two rows.
            let has_edge = line.parts[0].words.iter().skip(1).any(|word| is_at_edge(word.left));
            let is_short = line.right - line.left <= 0.75 * (right - left);
            if between >= MOST_BETWEEN || is_listed(line) || !(is_short || has_edge) {
                break;
            }
            between += 1;
        }
    }
    end
}

/// Whether a line has parts that stand apart, in contrast to a number or bullet before its text.
fn is_row(line: &Line) -> bool {
    match line.parts.as_slice() {
        [] | [_] => false,
        [_, _] => !is_listed(line),
        parts => parts.len() <= MOST_PARTS,
    }
}

/// Whether a line begins with a bullet or a number that stands apart.
fn is_listed(line: &Line) -> bool {
    let first = line.parts[0].text.as_str();
    let few = first.chars().count() <= 8;
    let is_bare = first.len() <= 2 && first.bytes().all(|b| b.is_ascii_digit());
    let is_number =
        is_bare || first.ends_with(['.', ')', ':']) || first.starts_with('(') || first.contains('.');
    let is_sign = first.chars().all(|c| !c.is_alphanumeric());
    let is_letters =
        first.chars().any(|c| c.is_ascii_lowercase()) && !first.starts_with('(') && first.len() > 3;
    line.parts.len() == 2
        && few
        && (is_sign || (is_number && !is_letters))
        && line.parts[1].text.starts_with(|c: char| c.is_alphabetic() || "“\"‘'([".contains(c))
}

/// Whether a line is a row of a table, as far as it and the lines next to it tell.
fn is_tabular(lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    if !is_row(line) {
        return false;
    }
    if !is_prose(line) {
        return true;
    }
    // Running text with a wide gap: two cells only if a cell of the next or the last line begins at the same place.
    let [_, second] = line.parts.as_slice() else { return false };
    let near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|near| lines.get(near));
    let begins = |line: &Line| {
        line.parts
            .iter()
            .skip(usize::from(line.parts.len() > 1))
            .take(1)
            .any(|part| (part.left - second.left).abs() < EDGE)
    };
    near.filter(|line| line.parts.len() <= 2).any(begins)
}

/// Whether a line reads as text whose words were only moved apart to fill the line.
fn is_prose(line: &Line) -> bool {
    let words: usize = line.parts.iter().map(|part| part.words.len()).sum();
    let filled: f32 = line.parts.iter().map(|part| part.right - part.left).sum();
    let is_narrow = line.parts.len() == 2
        || line.parts.windows(2).all(|pair| pair[1].left - pair[0].right < 2.6 * line.size);
    let has_number = line.parts[1..].iter().any(|part| is_amount(&part.text));
    is_narrow && words >= 6 && filled > 0.7 * (line.right - line.left) && !has_number
}

/// Whether parts behind the first stand below one another: left, right or middle in one line with a part above or below.
fn is_aligned(rows: &[&Line]) -> bool {
    let (mut all, mut aligned) = (0, 0);
    let meets = |a: &Part, b: &Part| {
        let near = |a: f32, b: f32| (a - b).abs() < 2.0 * EDGE;
        near(a.left, b.left) || near(a.right, b.right) || near(a.left + a.right, b.left + b.right)
    };
    for (index, row) in rows.iter().enumerate() {
        let near: Vec<&&Line> = [index.checked_sub(1), Some(index + 1)]
            .into_iter()
            .flatten()
            .filter_map(|near| rows.get(near))
            .collect();
        for part in &row.parts[1..] {
            all += 1;
            aligned +=
                usize::from(near.iter().any(|row| row.parts[1..].iter().any(|other| meets(part, other))));
        }
    }
    // Headings over two columns and numbers of other lengths stand apart.
    aligned * 5 >= all * 2
}

/// The columns that parts of a table stand in, as stretches of its width.
fn columns(lines: &[Line]) -> Vec<(f32, f32)> {
    let most = lines.iter().map(|line| line.parts.len()).max().unwrap_or(0);
    let mut stretches: Vec<(f32, f32)> = lines
        .iter()
        .filter(|line| line.parts.len() * 3 >= most * 2)
        .flat_map(|line| line.parts.iter().map(|part| (part.left, part.right)))
        .collect();
    stretches.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut columns: Vec<(f32, f32)> = Vec::new();
    for (left, right) in stretches {
        match columns.last_mut() {
            Some(last) if last.1 - left > 0.5 * (right - left).min(last.1 - last.0) => {
                last.1 = last.1.max(right)
            }
            _ => columns.push((left, right)),
        }
    }
    columns
}

/// Parts that reach into the next column are parted where a word begins exactly at its edge: the gap before it was only narrow.
fn part_at_columns(line: &mut Line, columns: &[(f32, f32)]) {
    for &(edge, _) in columns.iter().skip(1) {
        let crossing = line.parts.iter().position(|part| part.left < edge - 2.0 && part.right > edge + 2.0);
        let Some(index) = crossing else { continue };
        let word = line.parts[index].words.iter().position(|word| (word.left - edge).abs() < EDGE);
        if let Some(word) = word.filter(|word| *word > 0) {
            let rest = line.parts[index].split_off(word);
            line.parts.insert(index + 1, rest);
        }
    }
}

/// First and last column that a part stands in.
fn place(part: &Part, columns: &[(f32, f32)]) -> (usize, usize) {
    let common = |column: &(f32, f32)| part.right.min(column.1) - part.left.max(column.0);
    let stands =
        |column: &(f32, f32)| common(column) >= 0.4 * (column.1 - column.0).min(part.right - part.left);
    let first = columns.iter().position(stands);
    if let Some(first) = first {
        return (first, columns.iter().rposition(stands).unwrap_or(first));
    }
    // Between two columns: the one it shares most with, or the nearest.
    let nearest = (0..columns.len())
        .max_by(|&a, &b| common(&columns[a]).total_cmp(&common(&columns[b])).then(b.cmp(&a)));
    let nearest = nearest.unwrap_or(0);
    (nearest, nearest)
}

fn grid(mut lines: Vec<Line>) -> Grid {
    lines.iter_mut().for_each(part_amounts);
    let columns = columns(&lines);
    let mut rows: Vec<GridRow> = Vec::with_capacity(lines.len());
    for mut line in lines {
        part_at_columns(&mut line, &columns);
        let mut cells: Vec<GridCell> = Vec::with_capacity(line.parts.len());
        for part in line.parts {
            let (first, last) = place(&part, &columns);
            let column = first as u32 + 1;
            match cells.last_mut() {
                Some(cell) if cell.column + cell.columns > column => {
                    // Two parts in one column: one cell.
                    cell.text.push(' ');
                    cell.text.push_str(&part.text);
                    cell.columns = cell.columns.max((last as u32 + 2).saturating_sub(cell.column));
                }
                _ => {
                    let columns = (last - first) as u32 + 1;
                    cells.push(GridCell { text: part.text, column, columns, rows: 1 });
                }
            }
        }
        rows.push(GridRow { cells, number: line.number, y: line.y, end: line.y });
    }
    let rows = join_rows(rows);
    let header_rows = header_rows(&rows);
    Grid { rows, header_rows }
}

/// Lines of text in cells become one row as long as nothing tells that a new one begins. Rows of numbers are never joined.
fn join_rows(rows: Vec<GridRow>) -> Vec<GridRow> {
    let is_text = |row: &GridRow| {
        row.cells
            .iter()
            .any(|cell| cell.column > 1 && cell.text.chars().filter(|c| c.is_alphabetic()).count() > 24)
    };
    let texts = rows.iter().filter(|row| is_text(row)).count();
    let numbers =
        rows.iter().filter(|row| row.cells.iter().any(|cell| cell.column > 1 && is_amount(&cell.text)));
    if texts * 2 < rows.len() || numbers.count() * 4 > rows.len() {
        return rows;
    }
    let pitches: Vec<f32> =
        rows.windows(2).map(|pair| pair[1].y - pair[0].y).filter(|pitch| *pitch > 1.0).collect();
    let least = pitches.iter().copied().fold(f32::INFINITY, f32::min);
    let has_gaps = pitches.iter().any(|pitch| *pitch > ROW_GAP * least);
    let mut joined: Vec<GridRow> = Vec::with_capacity(rows.len());
    let mut above_has_text = true;
    for row in rows {
        let has = |row: &GridRow, first: bool| row.cells.iter().any(|cell| (cell.column == 1) == first);
        let starts = joined.last().is_none_or(|last| {
            // A whole new line behind a cell that has come to its end.
            let is_whole = has(&row, true) && has(&row, false);
            let has_ended =
                !above_has_text || last.cells.last().is_some_and(|cell| cell.text.ends_with(['.', ';', ':']));
            (has_gaps && row.y - last.end > ROW_GAP * least) || (is_whole && has_ended)
        });
        above_has_text = has(&row, false);
        match joined.last_mut().filter(|_| !starts) {
            Some(last) => last.join(row),
            None => joined.push(row),
        }
    }
    joined
}

/// Rows at the top that name the columns: those without numbers, or with nothing but years, before the first with numbers.
pub(super) fn header_rows(rows: &[GridRow]) -> u32 {
    let has_numbers = |row: &GridRow| row.cells.iter().any(|cell| cell.column > 1 && is_amount(&cell.text));
    match rows.iter().take(6).position(has_numbers) {
        Some(first) => first as u32,
        None => u32::from(rows.len() > 2),
    }
}

/// Whether a cell holds an amount; years and dates name columns.
fn is_amount(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_year = digits == 4 && letters == 0 && text.trim_matches(|c: char| !c.is_ascii_digit()).len() == 4;
    digits > 0 && letters == 0 && !is_year
}
