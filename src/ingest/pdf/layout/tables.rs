//! Lines whose parts stand in columns → tables.

use super::lines::{Line, Part};

/// Lines of one part that may stand between two rows: labels that run over, captions within a table.
const MOST_BETWEEN: usize = 3;

/// No table that people read has more columns.
const MOST_PARTS: usize = 64;

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

/// Finds tables among the lines of a block.
pub(in crate::ingest::pdf) fn find_aligned(lines: Vec<Line>) -> Vec<Element> {
    let spans = table_spans(&lines);
    let mut elements = Vec::with_capacity(lines.len());
    let mut spans = spans.into_iter().peekable();
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
    let mut spans = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if !is_row(&lines[at]) {
            at += 1;
            continue;
        }
        let end = span_end(lines, at);
        let celled = lines[at..end].iter().filter(|line| is_row(line)).count();
        if celled >= 2 && is_aligned(&lines[at..end]) {
            spans.push((at, end));
        }
        at = end;
    }
    spans
}

/// One past the last line of the table that begins at `start`.
fn span_end(lines: &[Line], start: usize) -> usize {
    let mut end = start + 1;
    let (mut left, mut right) = (lines[start].left, lines[start].right);
    let mut next = end;
    while let Some(line) = lines.get(next) {
        let above = &lines[next - 1];
        let leap = line.y - above.y > 3.5 * above.size.max(line.size) || line.y < above.y;
        if leap {
            break;
        }
        if is_row(line) {
            (left, right) = (left.min(line.left), right.max(line.right));
            end = next + 1;
        } else if next - end >= MOST_BETWEEN
            || line.right - line.left > 0.75 * (right - left)
            || is_listed(line)
        {
            break;
        }
        next += 1;
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
    let is_number = first.ends_with(['.', ')', ':']) || first.starts_with('(') || first.contains('.');
    let is_sign = first.chars().all(|c| !c.is_alphanumeric());
    let is_letters =
        first.chars().any(|c| c.is_ascii_lowercase()) && !first.starts_with('(') && first.len() > 3;
    line.parts.len() == 2 && few && (is_sign || (is_number && !is_letters)) && line.parts[1].text.len() > 12
}

/// Whether parts behind the first stand below one another.
fn is_aligned(lines: &[Line]) -> bool {
    let rows: Vec<&Line> = lines.iter().filter(|line| is_row(line)).collect();
    let mut meets = 0;
    for pair in rows.windows(2) {
        let over = pair[0].parts[1..]
            .iter()
            .any(|a| pair[1].parts[1..].iter().any(|b| a.left < b.right && b.left < a.right));
        meets += usize::from(over);
    }
    2 * meets >= rows.len() - 1 && meets > 0
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
            Some(last) if left < last.1 => last.1 = last.1.max(right),
            _ => columns.push((left, right)),
        }
    }
    columns
}

/// First and last column that a part stands in.
fn place(part: &Part, columns: &[(f32, f32)]) -> (usize, usize) {
    let first =
        columns.iter().position(|column| part.left < column.1).unwrap_or(columns.len().saturating_sub(1));
    let last = columns.iter().rposition(|column| part.right > column.0).unwrap_or(0);
    if last < first {
        // Between two columns: the nearer one.
        let before = part.left - columns[last].1;
        let after = columns[first].0 - part.right;
        let nearest = if before <= after { last } else { first };
        return (nearest, nearest);
    }
    (first, last)
}

fn grid(lines: Vec<Line>) -> Grid {
    let columns = columns(&lines);
    let mut rows: Vec<GridRow> = Vec::with_capacity(lines.len());
    for line in lines {
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
        rows.push(GridRow { cells, number: line.number });
    }
    let header_rows = header_rows(&rows);
    Grid { rows, header_rows }
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
