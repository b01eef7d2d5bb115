//! Contracts, policies, laws as plain text → headings, numbered clauses, list items and paragraphs, each with its line.
//!
//! Nothing within a line is changed: a passage that stands on one line of the file stands so in the document.

mod headings;
mod shape;

use self::shape::{has_columns, is_page_number, is_rule, starts_with_ignoring_case};
use super::aligned::{self, Aligned};
use super::header::header_date;
use super::hyphen::Hyphens;
use crate::ingest::clause::{Clause, clause, mark};
use crate::ingest::sample::Lines;
use crate::ingest::writer::{Writer, ends_sentence};
use crate::model::document::{BlockKind, Place};

/// Text is wrapped by hand if hardly any line is longer than this, in bytes.
const WIDEST_WRAPPED: usize = 110;
/// Lines longer than this hold several clauses, in bytes: such files lost their line ends.
const LONG_LINE: usize = 3_000;
/// Clauses that are cut out of a long line are at least this long, in bytes.
const SHORTEST_CLAUSE: usize = 80;
/// Lines at the top in which title and date are looked for.
const TOP_LINES: usize = 12;

/// One line that holds something.
#[derive(Clone, Copy)]
struct Row<'a> {
    place: Place,
    /// Without the white space around it.
    text: &'a str,
    /// White space before it, in bytes.
    indent: usize,
    /// Whether it follows an empty line, or is the first one.
    apart: bool,
}

/// Reads a document whose first line stands at `first`.
pub(super) fn read(text: &str, first: Place, writer: &mut Writer) {
    let rows = rows(text, first);
    let width = wrapped_width(&rows);
    let hyphens = if width.is_some() { Hyphens::of(text) } else { Hyphens::none() };
    let mut reader = Reader { rows: &rows, width, hyphens, signed: false, has_title: false, tried: 0 };
    let mut at = 0;
    while at < rows.len() {
        at = reader.block(at, writer);
    }
}

fn rows(text: &str, first: Place) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut apart = true;
    for (number, line) in Lines::new(text, 0) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            apart = true;
            continue;
        }
        let place = Place { line: first.line.map(|line| line.saturating_add(number)), ..first };
        rows.push(Row { place, text: trimmed, indent: line.len() - line.trim_start().len(), apart });
        apart = false;
    }
    rows
}

/// The width that lines were wrapped to, if they were.
fn wrapped_width(rows: &[Row]) -> Option<usize> {
    let mut lengths: Vec<usize> = rows.iter().map(|row| row.indent + row.text.len()).collect();
    lengths.sort_unstable();
    let longest = *lengths.get(lengths.len().checked_sub(1)? * 97 / 100)?;
    // Somewhere a line must go on in the next one.
    let goes_on = rows.windows(2).any(|pair| !pair[1].apart && goes_on(pair[0].text, pair[1].text));
    (longest <= WIDEST_WRAPPED && goes_on).then_some(longest)
}

/// Whether a line plainly goes on in the next one.
fn goes_on(line: &str, next: &str) -> bool {
    next.starts_with(char::is_lowercase) && !ends_sentence(line) && clause(next).is_none()
}

struct Reader<'a> {
    rows: &'a [Row<'a>],
    width: Option<usize>,
    hyphens: Hyphens<'a>,
    /// What follows are signatures.
    signed: bool,
    has_title: bool,
    /// Rows before this one are in no table.
    tried: usize,
}

impl Reader<'_> {
    /// Writes the block that begins at the row `at`; gives the row after it.
    fn block(&mut self, at: usize, writer: &mut Writer) -> usize {
        let row = self.rows[at];
        let place = row.place;
        if at < TOP_LINES && row.text.len() < 80 {
            writer.date(header_date(row.text));
        }
        if is_page_number(row.text) {
            writer.block(BlockKind::Running, None, row.text, place);
            return at + 1;
        }
        if let Some(table) = self.table(at) {
            return self.write_table(at, table, writer);
        }
        if is_rule(row.text) {
            return at + 1;
        }
        self.signed |=
            ["in witness whereof", "by:"].iter().any(|start| starts_with_ignoring_case(row.text, start));
        if let Some((level, rows)) = self.heading(at) {
            self.write_heading(at, rows, level, writer);
            return at + rows + usize::from(self.rows.get(at + rows).is_some_and(|row| is_rule(row.text)));
        }
        let kind = match clause(row.text) {
            Some(Clause::Letter | Clause::Point) => BlockKind::ListItem,
            Some(Clause::Number(_)) if self.is_in_list(at) => BlockKind::ListItem,
            _ => BlockKind::Paragraph,
        };
        let end = self.end_of_paragraph(at);
        if end == at + 1 {
            write_line(row.text, kind, place, writer);
        } else {
            self.write_wrapped(at, end, kind, writer);
        }
        end
    }

    /// The table that begins at the row `at`. Lines for signatures stand in columns as well.
    fn table(&mut self, at: usize) -> Option<Aligned> {
        if at < self.tried || self.signed || !aligned::is_row(self.rows[at].text) {
            return None;
        }
        let goes_on = |row: &Row| !row.apart && (aligned::is_row(row.text) || is_rule(row.text));
        let end = at + 1 + self.rows[at + 1..].iter().take_while(|row| goes_on(row)).count();
        self.tried = end;
        let lines: Vec<(&str, usize)> = self.rows[at..end].iter().map(|row| (row.text, row.indent)).collect();
        aligned::align(&lines, is_rule)
    }

    /// Writes a table; gives the row after it.
    fn write_table(&self, at: usize, table: Aligned, writer: &mut Writer) -> usize {
        let end = at + table.rows.len();
        writer.begin_table();
        for (row, cells) in self.rows[at..end].iter().zip(table.rows) {
            if !cells.is_empty() {
                writer.row(cells, row.place);
            }
        }
        writer.end_table(table.header_rows);
        end
    }

    fn write_heading(&mut self, at: usize, rows: usize, level: u8, writer: &mut Writer) {
        for (index, row) in self.rows[at..at + rows].iter().enumerate() {
            if index == 0 {
                writer.block(BlockKind::Heading(level), None, row.text, row.place);
            } else {
                writer.more(row.text, row.place);
            }
        }
        let row = self.rows[at];
        self.signed &= clause(row.text).is_none();
        // "Exhibit 10.4" names the file among others.
        if !self.has_title && at < TOP_LINES && clause(row.text) != Some(Clause::Article) {
            self.has_title = true;
            writer.title(row.text.trim_end_matches(':'));
        }
    }

    /// Whether a wrapped line reaches so far that its paragraph may go on below.
    fn is_full(&self, row: Row) -> bool {
        self.width.is_some_and(|width| (row.indent + row.text.len()) * 10 >= width * 7)
    }

    fn end_of_paragraph(&self, at: usize) -> usize {
        let mut end = at + 1;
        while self.width.is_some() && end < self.rows.len() && self.continues(end) {
            end += 1;
        }
        end
    }

    /// Whether the row goes on with the paragraph of the row before it.
    fn continues(&self, at: usize) -> bool {
        let (before, row) = (self.rows[at - 1], self.rows[at]);
        if row.apart || is_rule(row.text) || is_page_number(row.text) {
            return false;
        }
        if has_columns(before.text) && has_columns(row.text) {
            return false;
        }
        if let Some(clause) = clause(row.text) {
            // "… set forth in / 4.2 above" is no clause of its own.
            let open = !before.text.ends_with(['.', ';', ':', ','])
                && !before.text.ends_with(" and")
                && !before.text.ends_with(" or");
            return open
                && self.is_full(before)
                && !matches!(clause, Clause::Point | Clause::Article | Clause::Part);
        }
        if goes_on(before.text, row.text) {
            return true;
        }
        self.is_full(before) && self.heading(at).is_none()
    }

    /// Writes wrapped lines as one block. A word that was parted at the end of a line is put together there.
    fn write_wrapped(&self, at: usize, end: usize, kind: BlockKind, writer: &mut Writer) {
        let mut skip = 0;
        for index in at..end {
            let row = self.rows[index];
            let rest = row.text[skip..].trim_start();
            let next = self.rows[index + 1..end].first();
            let joined = next.and_then(|next| self.hyphens.join(rest, next.text));
            let (text, taken) = match &joined {
                Some((text, taken)) => (text.as_str(), *taken),
                None => (rest, 0),
            };
            skip = taken;
            if index == at {
                writer.block(kind, None, text, row.place);
            } else {
                writer.more(text, row.place);
            }
        }
    }
}

/// Writes a line as one block, or a very long one as several: one a clause.
fn write_line(text: &str, kind: BlockKind, place: Place, writer: &mut Writer) {
    if text.len() <= LONG_LINE {
        return writer.block(kind, None, text, place);
    }
    let mut start = 0;
    for (at, _) in text.match_indices(' ') {
        let next = at + 1;
        if next - start < SHORTEST_CLAUSE || !begins_clause(&text[start..at], &text[next..]) {
            continue;
        }
        writer.block(BlockKind::Paragraph, None, &text[start..at], place);
        start = next;
    }
    writer.block(BlockKind::Paragraph, None, &text[start..], place);
}

/// Whether a new clause begins at `rest`, in the middle of a long line.
fn begins_clause(before: &str, rest: &str) -> bool {
    if !rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'A' | 'S' | '(')) {
        return false;
    }
    let mut end = rest.len().min(64);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    let rest = &rest[..end];
    let Some((clause, length)) = mark(rest) else { return false };
    let ended = before.trim_end().ends_with(['.', ';', ':']);
    let titled = rest[length..].starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“'));
    ended && titled && matches!(clause, Clause::Number(_) | Clause::Section | Clause::Article)
        || matches!(clause, Clause::Article) && rest.starts_with("ARTICLE")
}

#[cfg(test)]
mod tests {
    use crate::ingest::writer::Writer;
    use crate::ingest::{ReadOptions, read};
    use crate::model::document::{Block, BlockKind, Document, Place};
    use crate::model::people::People;
    use proptest::prelude::*;

    fn document(text: &str) -> Document {
        read("d1", "a.txt", text.as_bytes(), &ReadOptions::default()).unwrap()
    }

    fn blocks(document: &Document) -> Vec<String> {
        let show = |block: &Block| {
            let kind = match block.kind {
                BlockKind::Heading(level) => format!("h{level} "),
                BlockKind::Paragraph => String::new(),
                BlockKind::ListItem => "li ".to_owned(),
                BlockKind::Running => "running ".to_owned(),
                other => format!("{other:?} "),
            };
            let line = document.locate(block.span.start).line.unwrap_or_default();
            format!("{line} {kind}{}", document.slice(block.span))
        };
        document.blocks.iter().map(show).collect()
    }

    const WRAPPED: &str = "\
                     SUPPLY AGREEMENT
                      Date: 3 March 2026

     This Agreement is made between Northwind Boats, Inc. (the
\"Supplier\") and Harbour Hotels Ltd. (the \"Buyer\"), each a party here-
to, and sets out the terms on which boats are sup-
plied.
                                  ARTICLE I
                                 DEFINITIONS

1.1  \"Boats\" shall mean the goods listed in Schedule A, and any goods under
4.2 below.

1.2  \"Fee\" shall mean:
   (a)  the price of each Boat;  and
   (b)  freight, as set out
        in Schedule B.
                                     - 1 -

4.2  Term.

The Supplier shall notify the Buyer of any change within ten days, which
the Buyer may accept or not. Licensee: see above.
Either party may end this Agreement.
Model      Price     Weight
Dinghy     1,200     80 kg

Payment Terms

The Buyer shall pay each invoice within thirty days of the date on which it
was received, pursuant to Section 4.2.

IN WITNESS WHEREOF, the parties have signed.

NORTHWIND BOATS, INC.
Name: Ann Lee
Title: Director
";

    #[test]
    fn lines_in_columns_are_tables() {
        let text = "SERVICE AGREEMENT\n\nThe fees for each of the services are listed in the table below.\n\n\
            Service      2025     2026\n-------------------------\nSupport     1,200    1,300\nTraining       80       90\n\n\
            They are due within thirty days after the invoice has been received.\n";
        let people = People::default();
        let mut writer = Writer::new(&people);
        super::read(text, Place { line: Some(1), ..Place::default() }, &mut writer);
        let document = Document::new("d1", "a.txt", writer.finish());
        let table = &document.tables[0];
        assert_eq!((document.tables.len(), table.header_rows), (1, 1));
        let rows: Vec<&str> = document
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::TableRow)
            .map(|block| document.slice(block.span))
            .collect();
        assert_eq!(rows, ["Service\t2025\t2026", "Support\t1,200\t1,300", "Training\t80\t90"]);
        assert_eq!(document.locate(document.text.find("1,300").unwrap()).line, Some(7));
    }

    #[test]
    fn reads_a_wrapped_contract() {
        let document = document(WRAPPED);
        assert_eq!(
            blocks(&document),
            [
                "1 h1 SUPPLY AGREEMENT",
                "2 Date: 3 March 2026",
                "4 This Agreement is made between Northwind Boats, Inc. (the \"Supplier\") and Harbour Hotels Ltd. (the \"Buyer\"), each a party hereto, and sets out the terms on which boats are supplied.",
                "8 h1 ARTICLE I DEFINITIONS",
                "11 1.1  \"Boats\" shall mean the goods listed in Schedule A, and any goods under 4.2 below.",
                "14 1.2  \"Fee\" shall mean:",
                "15 li (a)  the price of each Boat;  and",
                "16 li (b)  freight, as set out in Schedule B.",
                "18 running - 1 -",
                "20 h3 4.2  Term.",
                "22 The Supplier shall notify the Buyer of any change within ten days, which the Buyer may accept or not. Licensee: see above.",
                "24 Either party may end this Agreement.",
                "25 Model      Price     Weight",
                "26 Dinghy     1,200     80 kg",
                "28 h2 Payment Terms",
                "30 The Buyer shall pay each invoice within thirty days of the date on which it was received, pursuant to Section 4.2.",
                "33 IN WITNESS WHEREOF, the parties have signed.",
                "35 NORTHWIND BOATS, INC.",
                "36 Name: Ann Lee",
                "37 Title: Director",
            ]
        );
        assert_eq!((document.title.as_str(), document.format.as_str()), ("SUPPLY AGREEMENT", "plain-text"));
        assert_eq!(document.date.unwrap().date.to_string(), "2026-03-03");
        let third = document.text.find("supplied").unwrap();
        assert_eq!(document.locate(third).line, Some(6));
    }

    #[test]
    fn reads_lines_that_are_paragraphs() {
        let clause = "The Receiving Party shall  keep the Confidential Information secret, and shall not disclose it to any third party. ".repeat(3);
        let text = format!(
            "EXHIBIT 10.4\nNON-DISCLOSURE AGREEMENT\nParties: Northwind, Harbour\nTerm: one year\n1. Secrecy.\n{clause}\n2. Return of Materials. {clause}\n• at once\n3. Copies\n4. Samples\n"
        );
        let document = document(&text);
        let short: Vec<_> =
            blocks(&document).iter().map(|block| block.chars().take(30).collect::<String>()).collect();
        assert_eq!(
            short,
            [
                "1 h1 EXHIBIT 10.4",
                "2 h1 NON-DISCLOSURE AGREEMENT",
                "3 Parties: Northwind, Harbour",
                "4 Term: one year",
                "5 h2 1. Secrecy.",
                "6 The Receiving Party shall  k",
                "7 2. Return of Materials. The ",
                "8 li • at once",
                "9 li 3. Copies",
                "10 li 4. Samples",
            ]
        );
        assert_eq!(document.title, "NON-DISCLOSURE AGREEMENT");
        assert!(document.text.contains(clause.trim()), "nothing within a line is changed");
    }

    #[test]
    fn a_contract_on_one_line_is_cut_at_its_clauses() {
        let clause = "Each party shall bear its costs  under Section 2.1 of this Agreement, notwithstanding Article IV. ".repeat(9);
        let text = format!("LEASE  {clause}1.1 Rent. {clause}1.2 Term. {clause}ARTICLE II USE {clause}");
        let document = document(&text);
        let starts: Vec<_> =
            document.blocks.iter().map(|block| document.slice(block.span)[..9].to_owned()).collect();
        assert_eq!(starts, ["LEASE  Ea", "1.1 Rent.", "1.2 Term.", "ARTICLE I"]);
        assert!(document.blocks.iter().all(|block| text.contains(document.slice(block.span))));
    }

    #[test]
    fn talk_about_contracts_stays_talk() {
        let text = "Ann: So I think section 4 of the agreement is, you know, unclear.\nBob: Yeah, the party shall pay, right? That's what I'd say.\nAnn: Okay, I'll check the clauses, pursuant to what you said.\n".repeat(3);
        assert_eq!(document(&text).format, "labelled-text");
    }

    proptest! {
        /// Every word of the file is in the document, in order.
        #[test]
        fn words_are_kept(lines in prop::collection::vec("(The parties shall pay hereunder pursuant to it\\.|ARTICLE [IV]{1,2}|[1-9]\\.[1-9] +Term\\.?|\\(a\\) the fee;|RECITALS|and so  on|Fees|)", 20..60)) {
            let text = format!("{}\nThe party hereto shall, notwithstanding Section 1, pay.\n", lines.join("\n"));
            let document = document(&text);
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&document.text), words(&text));
        }
    }
}
