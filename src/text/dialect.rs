//! The dialect of a delimited text: which character parts the fields, whether quotes hold fields together, which rows stand
//! above the data. Told from the beginning of the text; reads no file and parses no whole one.

use std::collections::{BTreeMap, BTreeSet};

/// How the rows of a text are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dialect {
    /// Parts the fields of a row.
    pub delimiter: u8,
    /// Holds a field with delimiters or line breaks together; `None` if the character is only a letter like others.
    pub quote: Option<u8>,
    /// Fields of most rows, at least 2.
    pub columns: usize,
    /// Share of the rows looked at that have this many fields, 0 to 1.
    pub share: f64,
    /// Rows looked at. Blank lines are no rows.
    pub rows: usize,
    /// What stands above the data.
    pub top: Top,
}

/// Rows above the data of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Top {
    /// Rows above the header: a title, a date, a note.
    pub titles: usize,
    /// Rows that name the columns: none, one, or several as survey tools write them.
    pub headers: usize,
}

/// Bytes looked at. The first two rows of an export with hundreds of questions take some 100 kB.
const PROBED_BYTES: usize = 256 * 1024;
/// Rows looked at.
const PROBED_ROWS: usize = 400;
/// Longest quoted field, in lines; more is a quote that nobody closed.
const LONGEST_FIELD_LINES: usize = 300;
/// Most rows that name columns.
const MOST_HEADERS: usize = 5;
/// Most rows of titles.
const MOST_TITLES: usize = 12;

/// Characters that part fields, the commonest first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

impl Dialect {
    /// Tells the dialect of a text with `\n` as its line end. `None` if its lines do not fall into columns.
    pub fn tell(text: &str) -> Option<Self> {
        let (probe, whole) = probe(text);
        if let Some((delimiter, rest)) = named_delimiter(probe) {
            let mut dialect = fit(rest, whole, delimiter)?;
            dialect.top.titles += 1;
            return Some(dialect);
        }
        let mut best: Option<Self> = None;
        for dialect in DELIMITERS.iter().filter_map(|&delimiter| fit(probe, whole, delimiter)) {
            if best.is_none_or(|best| dialect.score() > best.score()) {
                best = Some(dialect);
            }
        }
        best
    }

    /// Even rows count most; among them more columns are less of an accident, and titles speak a little against it.
    fn score(&self) -> f64 {
        let titles = self.top.titles as f64 / (2 * self.rows.max(1)) as f64;
        self.share * (1.0 - 1.0 / self.columns as f64) * (1.0 - titles.min(1.0))
    }
}

/// The part that is looked at, and whether it is all.
fn probe(text: &str) -> (&str, bool) {
    if text.len() <= PROBED_BYTES {
        return (text, true);
    }
    let end = (0..=PROBED_BYTES).rev().find(|&end| text.is_char_boundary(end)).unwrap_or_default();
    (&text[..end], false)
}

/// The first line `sep=;` names the delimiter to spreadsheet programs.
fn named_delimiter(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let [name @ .., delimiter] = line.trim_end_matches('\r').as_bytes() else { return None };
    (name.eq_ignore_ascii_case(b"sep=") && delimiter.is_ascii()).then_some((*delimiter, rest))
}

/// The dialect with this delimiter, with or without quotes, whichever gives the more even rows.
fn fit(text: &str, whole: bool, delimiter: u8) -> Option<Dialect> {
    let quoted = fit_quote(text, whole, delimiter, Some(b'"'));
    if !text.contains('"') {
        return quoted;
    }
    let plain = fit_quote(text, whole, delimiter, None);
    match (quoted, plain) {
        (Some(quoted), Some(plain)) if plain.score() > quoted.score() + 0.01 => Some(plain),
        (quoted, plain) => quoted.or(plain),
    }
}

fn fit_quote(text: &str, whole: bool, delimiter: u8, quote: Option<u8>) -> Option<Dialect> {
    let (rows, lost) = split(text, whole, delimiter, quote);
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for row in &rows {
        *widths.entry(row.len()).or_default() += 1;
    }
    let (&columns, &count) =
        widths.iter().filter(|&(&width, _)| width > 1).max_by_key(|&(&width, &count)| (count, width))?;
    let top = tell_top(&rows);
    // Titles need not have all columns.
    let judged = rows.len().saturating_sub(top.titles).max(count) + lost;
    let share = count as f64 / judged as f64;
    Some(Dialect { delimiter, quote, columns, share, rows: rows.len(), top })
}

/// The first rows of a text as they are written, without the quotes around fields, and the lines that a quote swallows which
/// nobody closes. A row that the end of the probe cuts is left out.
fn split(text: &str, whole: bool, delimiter: u8, quote: Option<u8>) -> (Vec<Vec<&str>>, usize) {
    let bytes = text.as_bytes();
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut at = 0;
    while at < bytes.len() && rows.len() < PROBED_ROWS {
        let start = at;
        if quote.is_some_and(|quote| bytes[at] == quote) {
            match close(bytes, at, bytes[at]) {
                Some(end) => at = end,
                None => {
                    let lines = memchr::memchr_iter(b'\n', &bytes[at..]).take(PROBED_ROWS).count();
                    return (rows, if whole || lines > LONGEST_FIELD_LINES { lines } else { 0 });
                }
            }
        }
        while at < bytes.len() && bytes[at] != delimiter && bytes[at] != b'\n' {
            at += 1;
        }
        let field = text.get(start..at).unwrap_or_default().trim();
        row.push(field.strip_prefix('"').and_then(|field| field.strip_suffix('"')).unwrap_or(field));
        if at == bytes.len() || bytes[at] == b'\n' {
            let is_cut = at == bytes.len() && !whole;
            let fields = std::mem::take(&mut row);
            if !is_cut && (fields.len() > 1 || fields.iter().any(|field| !field.is_empty())) {
                rows.push(fields);
            }
        } else if at + 1 == bytes.len() && whole {
            // The text ends with a delimiter: an empty field follows.
            row.push("");
            rows.push(std::mem::take(&mut row));
        }
        at += 1;
    }
    (rows, 0)
}

/// Where the field that opens with a quote at `at` has closed it; a doubled quote stands for one.
fn close(bytes: &[u8], at: usize, quote: u8) -> Option<usize> {
    let mut lines = 0;
    let mut next = at + 1;
    while let Some(found) = bytes.get(next..).and_then(|rest| memchr::memchr2(quote, b'\n', rest)) {
        next += found + 1;
        if bytes[next - 1] == b'\n' {
            lines += 1;
            if lines > LONGEST_FIELD_LINES {
                return None;
            }
        } else if bytes.get(next) == Some(&quote) {
            next += 1;
        } else {
            return Some(next);
        }
    }
    None
}

/// Tells which of the first rows of a table are titles and which name the columns. A row names columns if its cells are
/// unlike the cells below them: words above numbers, values that a column of few values does not know.
pub fn tell_top<S: AsRef<str>>(rows: &[Vec<S>]) -> Top {
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .take(PROBED_ROWS)
        .map(|row| row.iter().map(|cell| cell.as_ref().trim()).collect())
        .collect();
    let titles = count_titles(&rows);
    let rows = &rows[titles..];
    if let Some(last) = rows.iter().take(MOST_HEADERS).position(|row| holds_import_ids(row)) {
        return Top { titles, headers: last + 1 };
    }
    let mut headers = 0;
    while headers < MOST_HEADERS && headers + 1 < rows.len() {
        // The rows that may name columns are no example of what they hold.
        let body = &rows[(headers + 1).max(MOST_HEADERS.min(rows.len() / 2))..];
        let columns: Vec<Column> = (0..rows[headers].len()).map(|column| Column::new(body, column)).collect();
        let (mut unlike, mut alike) = (0, 0);
        for (cell, column) in rows[headers].iter().zip(&columns) {
            match column.fits(cell) {
                Some(true) => alike += 1,
                Some(false) => unlike += 1,
                None => {}
            }
        }
        let is_header = unlike > 2 * alike || (headers == 0 && unlike == 0 && alike == 0);
        if !is_header {
            break;
        }
        headers += 1;
        if unlike == 0 {
            break;
        }
    }
    Top { titles, headers }
}

/// Rows at the top with one or two cells, above a row that fills most columns.
fn count_titles(rows: &[Vec<&str>]) -> usize {
    let filled = |row: &[&str]| row.iter().filter(|cell| !cell.is_empty()).count();
    let mut counts: Vec<usize> = rows.iter().map(|row| filled(row)).collect();
    let full = rows.iter().position(|row| {
        let own = filled(row);
        own >= 2 && own > 2 * usize::from(own > 4)
    });
    counts.sort_unstable();
    let usual = counts.get(counts.len() / 2).copied().unwrap_or_default();
    if usual < 2 {
        return 0;
    }
    let most = if usual >= 6 { 2 } else { 1 };
    let titles = rows.iter().take(MOST_TITLES).take_while(|row| filled(row) <= most).count();
    // A table that is thin all the way has no titles.
    if full.is_none() || titles == rows.len().min(MOST_TITLES) { 0 } else { titles }
}

/// One survey tool writes, as the last row that names columns, a key in JSON for each.
fn holds_import_ids(row: &[&str]) -> bool {
    let keys = row.iter().filter(|cell| cell.starts_with('{') && cell.contains("ImportId")).count();
    keys > 0 && keys * 2 > row.iter().filter(|cell| !cell.is_empty()).count()
}

/// What the cells of a column have in common.
struct Column<'a> {
    filled: usize,
    rows: usize,
    numbers: usize,
    years: usize,
    values: BTreeSet<&'a str>,
}

impl<'a> Column<'a> {
    fn new(body: &[Vec<&'a str>], column: usize) -> Self {
        let mut own = Self { filled: 0, rows: body.len(), numbers: 0, years: 0, values: BTreeSet::new() };
        for cell in body.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty()) {
            own.filled += 1;
            own.numbers += usize::from(is_number(cell));
            own.years += usize::from(is_year(cell));
            own.values.insert(cell);
        }
        own
    }

    /// Whether a cell could be one of the column; `None` if the column does not tell.
    fn fits(&self, cell: &str) -> Option<bool> {
        if self.rows == 0 || self.filled == 0 {
            return None;
        }
        if cell.is_empty() {
            return (self.filled * 20 >= self.rows * 19 && self.rows >= 4).then_some(false);
        }
        if self.numbers * 10 >= self.filled * 9 {
            let is_heading_year = is_year(cell) && self.years * 2 < self.filled;
            return Some(is_number(cell) && !is_heading_year);
        }
        // A column of one value may repeat the name of the column: a box that was ticked.
        let few = self.values.len() >= 2 && self.values.len() * 3 <= self.filled;
        few.then(|| self.values.contains(cell))
    }
}

/// Whether a cell holds a number, an amount, a share, a date or a time: digits outweigh letters.
fn is_number(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    digits > 0 && letters <= 4 && letters < digits && cell.len() <= 40
}

fn is_year(cell: &str) -> bool {
    cell.len() == 4 && cell.parse::<u16>().is_ok_and(|year| (1900..=2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> (char, bool, usize, usize, usize) {
        let dialect = Dialect::tell(text).unwrap();
        let Top { titles, headers } = dialect.top;
        (dialect.delimiter.into(), dialect.quote.is_some(), dialect.columns, titles, headers)
    }

    #[test]
    fn dialects_are_told() {
        let survey_tool = "StartDate,Q1,Q2\nStart Date,\"How, all in all?\",Why?\n\
             \"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID2\"\"}\"\n\
             2024-01-02,Good,x\n";
        let two_rows = format!(
            "Id,Which?,,Happy?\n,Red,Blue,Response\n{}",
            (0..30)
                .map(|n| format!(
                    "{n},{},Blue,{}\n",
                    if n % 2 == 0 { "Red" } else { "" },
                    ["Yes", "No"][n % 2]
                ))
                .collect::<String>()
        );
        let cases = [
            ("commas", "name,age\nAnn,41\nBob,39\nCat,12\n", (',', true, 2, 0, 1)),
            (
                "semicolons and decimal commas",
                "ort;wert;x\nBonn;1,5;2,5\nKöln;2,5;3,5\n",
                (';', true, 3, 0, 1),
            ),
            ("tabs", "intent\tsentence\nNo\tAct now, then, go\nYes\tPlease, call\n", ('\t', true, 2, 0, 1)),
            ("bars", "a|b|c\n1|2|3\n4|5|6\n", ('|', true, 3, 0, 1)),
            (
                "line breaks in quotes",
                "q,n\n\"two\nlines, one \"\"field\"\"\",3\nx,4\n",
                (',', true, 2, 0, 1),
            ),
            ("a stray quote", "a\tb\n\"tis\t1\nit's\t2\nso\t3\n", ('\t', false, 2, 0, 1)),
            (
                "titles",
                "Staff list\nMade 2024-01-02\n\nname,age,town\nAnn,41,Bonn\nBob,39,Ulm\n",
                (',', true, 3, 2, 1),
            ),
            (
                "padded titles",
                "Staff list,,\n,,\nname,age,town\nAnn,41,Bonn\nBob,39,Ulm\n",
                (',', true, 3, 2, 1),
            ),
            ("no header", "1,Ann,41\n2,Bob,39\n3,Cat,12\n", (',', true, 3, 0, 0)),
            ("years as names", "land,2019,2020\nBonn,1.5,7\nUlm,2.5,8\nKiel,1,9\n", (',', true, 3, 0, 1)),
            ("words only", "colour,taste\nred,sweet\nblue,sour\n", (',', true, 2, 0, 1)),
            ("named delimiter", "sep=;\na;b\n1;2\n", (';', true, 2, 1, 1)),
            ("keys of a survey tool", survey_tool, (',', true, 3, 0, 3)),
            ("question and option", &two_rows, (',', true, 4, 0, 2)),
        ];
        for (name, text, expected) in cases {
            assert_eq!(told(text), expected, "{name}");
        }
    }

    #[test]
    fn what_has_no_columns_is_no_table() {
        assert_eq!(Dialect::tell(""), None);
        assert_eq!(Dialect::tell("one line\nanother\n"), None);
        let speech = "Ann: well, yes, I think so.\nBob: no\nAnn: ok, fine\nBob: so, we, all, go\n";
        assert!(Dialect::tell(speech).is_none_or(|dialect| dialect.share < 0.6));
    }

    #[test]
    fn an_open_quote_costs_no_quadratic_time() {
        let text = format!("a,b\n{}", "\"x,\n".repeat(200_000));
        assert!(Dialect::tell(&text).is_some());
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "[a-c,;\\t|\"\\n 0-9é]{0,200}") {
            if let Some(dialect) = Dialect::tell(&text) {
                prop_assert!(dialect.columns >= 2 && dialect.share > 0.0 && dialect.share <= 1.0);
                prop_assert!(dialect.top.titles + dialect.top.headers <= dialect.rows + 1);
            }
        }
    }
}
