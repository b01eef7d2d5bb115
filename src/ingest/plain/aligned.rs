//! Lines whose words stand in columns → rows and cells. Columns are parted by tabs or by two spaces and more, and nothing
//! may reach across the gap between two of them: text spread to fill its lines is no table.

use crate::ingest::clause::clause;
use crate::model::table::NewCell;

/// Fewer rows than this are no table.
const FEWEST_ROWS: usize = 3;
/// Most rows that name the columns.
const MOST_HEADERS: usize = 3;
/// Spaces that part two columns.
const GAP: &str = "  ";

/// A table of lines.
pub(super) struct Aligned {
    /// The cells of each line; none for a line that is only drawn.
    pub(super) rows: Vec<Vec<NewCell>>,
    pub(super) header_rows: u32,
}

/// A part of a line that stands apart, and where it begins and ends.
struct Part<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

/// Whether a line may be a row of a table.
pub(super) fn is_row(text: &str) -> bool {
    text.contains('\t') || text.contains(GAP)
}

/// Makes a table of lines, each with the white space before it in bytes; `None` if they are none. `is_rule` tells lines that
/// are only drawn.
pub(super) fn align(lines: &[(&str, usize)], is_rule: fn(&str) -> bool) -> Option<Aligned> {
    let has_tabs = lines.iter().any(|(text, _)| text.contains('\t'));
    let parts: Vec<Vec<Part>> = lines
        .iter()
        .map(|&(text, indent)| match (is_rule(text), has_tabs) {
            (true, _) => Vec::new(),
            (false, true) => split_at_tabs(text),
            (false, false) => split_at_gaps(text, indent),
        })
        .collect();
    let said = || parts.iter().filter(|row| !row.is_empty());
    if said().count() < FEWEST_ROWS || said().any(|row| row.len() < 2) {
        return None;
    }
    let columns = columns(&parts);
    let column_of = |part: &Part| columns.partition_point(|&end| end <= part.start);
    let stands_alone = |row: &Vec<Part>| row.windows(2).all(|pair| column_of(&pair[0]) < column_of(&pair[1]));
    if !said().all(stands_alone) || !is_table(&parts, columns.len()) {
        return None;
    }
    let cells = |row: &Vec<Part>| {
        let cell = |part: &Part| NewCell {
            text: part.text.to_owned(),
            column: column_of(part) as u32 + 1,
            rows: 1,
            columns: 1,
        };
        row.iter().map(cell).collect()
    };
    let drawn = parts.iter().position(Vec::is_empty).filter(|above| (1..=MOST_HEADERS).contains(above));
    let header_rows = drawn.unwrap_or_else(|| usize::from(names_columns(&parts)));
    Some(Aligned { rows: parts.iter().map(cells).collect(), header_rows: header_rows as u32 })
}

fn split_at_tabs(text: &str) -> Vec<Part<'_>> {
    let cells = text.split('\t').map(str::trim).enumerate().filter(|(_, cell)| !cell.is_empty());
    cells.map(|(index, cell)| Part { text: cell, start: index, end: index + 1 }).collect()
}

fn split_at_gaps(text: &str, indent: usize) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut start = indent;
    for piece in text.split(GAP) {
        // Of three spaces the third stands before the next part.
        let inner = piece.trim_start();
        let from = start + piece.chars().count() - inner.chars().count();
        if !inner.is_empty() {
            parts.push(Part { text: inner, start: from, end: from + inner.chars().count() });
        }
        start += piece.chars().count() + GAP.len();
    }
    parts
}

/// Where each column ends: parts that stand below one another make one.
fn columns(rows: &[Vec<Part>]) -> Vec<usize> {
    let mut parts: Vec<(usize, usize)> = rows.iter().flatten().map(|part| (part.start, part.end)).collect();
    parts.sort_unstable();
    let mut ends: Vec<usize> = Vec::new();
    for (start, end) in parts {
        match ends.last_mut() {
            Some(last) if start < *last => *last = end.max(*last),
            _ => ends.push(end),
        }
    }
    ends
}

/// Whether columns hold what tables hold. Two columns are often a mark and its text, or a name and its meaning: they must
/// hold numbers.
fn is_table(rows: &[Vec<Part>], columns: usize) -> bool {
    let said = || rows.iter().filter(|row| !row.is_empty());
    let share = |holds: &dyn Fn(&Vec<Part>) -> bool| {
        said().filter(|row| holds(row)).count() * 3 >= said().count() * 2
    };
    let is_number = |part: &Part| {
        let digits = part.text.chars().filter(char::is_ascii_digit).count();
        digits * 2 >= part.text.chars().count()
    };
    let begins_clause =
        |row: &Vec<Part>| clause(row[0].text).is_some() || clause(&format!("{} X", row[0].text)).is_some();
    if columns == 2 {
        return share(&|row| row.last().is_some_and(is_number)) && !share(&begins_clause);
    }
    // Most rows fill most columns.
    columns > 2 && share(&|row| row.len() * 2 > columns)
}

/// Whether the first row names the columns: it has no digits, and the rows below have.
fn names_columns(rows: &[Vec<Part>]) -> bool {
    let has_digits =
        |row: &Vec<Part>| row.iter().any(|part| part.text.contains(|c: char| c.is_ascii_digit()));
    !has_digits(&rows[0]) && rows[1..].iter().filter(|row| has_digits(row)).count() * 2 > rows.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells with their columns, a line a row.
    fn shown(text: &str) -> Option<(u32, String)> {
        let lines: Vec<(&str, usize)> =
            text.lines().map(|line| (line.trim(), line.len() - line.trim_start().len())).collect();
        let table = align(&lines, |text| text.bytes().all(|byte| byte == b'-' || byte == b' '))?;
        let row = |row: &Vec<NewCell>| {
            row.iter().map(|cell| format!("{}:{}", cell.column, cell.text)).collect::<Vec<_>>().join("|")
        };
        Some((table.header_rows, table.rows.iter().map(row).collect::<Vec<_>>().join("\n")))
    }

    #[test]
    fn columns_are_told_from_gaps() {
        let cases = [
            (
                "Fees by year       2024     2025\nSupport und Übung  1,200      90\nTraining              80   1,000",
                Some((
                    0,
                    "1:Fees by year|2:2024|3:2025\n1:Support und Übung|2:1,200|3:90\n1:Training|2:80|3:1,000",
                )),
            ),
            (
                "Item        Owner   Days\n----------  ------  ----\nServer      Ann       30\nContract              5",
                Some((1, "1:Item|2:Owner|3:Days\n\n1:Server|2:Ann|3:30\n1:Contract|3:5")),
            ),
            ("Name\tPay\nAnn\t10\nBob\t20", Some((1, "1:Name|2:Pay\n1:Ann|2:10\n1:Bob|2:20"))),
            // Marks and their text, names and their meaning, prose with wide spaces, too few rows.
            ("1.  Payment in 30 days\n2.  Notice\n3.  Term of 12 months", None),
            ("Affiliate    means a company\nTerritory    means Europe\nTerm         means a year", None),
            ("It ends here.  The next one\nis long and goes on.  Then it\nends as well.  The last", None),
            ("a  b  c\nd  e  f", None),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected.map(|(headers, rows)| (headers, rows.to_owned())), "{text}");
        }
    }
}
