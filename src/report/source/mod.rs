//! A document's text → the pane of its page: turns with speaker, time and line, headings, pages, and every passage a
//! finding rests on highlighted and linked to the finding. Written by hand, not by a template, for speed: this is the
//! bulk of every page.

mod grid;

use super::escape::push_escaped;
use super::item::{passage_anchor, place_anchor};
use super::labels::clock;
use crate::model::document::{Block, BlockKind, Document};
use crate::model::finding::Finding;
use crate::model::shared::SharedFact;
use crate::model::span::Span;
use std::fmt::Write;

/// Blocks of one speaker flow into one paragraph up to about this many bytes, so that captions read like prose.
const PARAGRAPH_BYTES: usize = 600;

/// A stretch of text and the passages over it.
struct Segment<'a> {
    start: usize,
    end: usize,
    /// The finding to lead to; the passage that began last wins. None where only other documents lead here.
    finding: Option<&'a str>,
    /// Ids of the passages that begin here.
    anchors: Vec<String>,
}

/// A passage that a finding rests on.
struct Mark<'a> {
    start: usize,
    end: usize,
    finding: Option<&'a str>,
    nth: usize,
}

/// Cuts the text where a passage begins or ends, in order, without overlap. Text under no passage has no segment.
fn segments<'a>(findings: &'a [Finding], facts: &[SharedFact], document: &Document) -> Vec<Segment<'a>> {
    let mut marks: Vec<Mark> = Vec::new();
    for finding in findings {
        for (nth, evidence) in finding.evidence.iter().enumerate() {
            if evidence.document() == document.id && !evidence.span().is_empty() {
                let span = evidence.span();
                marks.push(Mark { start: span.start, end: span.end, finding: Some(&finding.id), nth });
            }
        }
    }
    let mut places: Vec<Span> = facts.iter().map(|fact| fact.evidence.span()).collect();
    places.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    places.dedup_by_key(|span| span.start);
    marks.extend(places.iter().map(|span| Mark { start: span.start, end: span.end, finding: None, nth: 0 }));
    marks.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
    let mut borders: Vec<usize> = marks.iter().flat_map(|mark| [mark.start, mark.end]).collect();
    borders.sort_unstable();
    borders.dedup();
    let mut segments = Vec::new();
    let mut over: Vec<usize> = Vec::new();
    let mut next = 0;
    for pair in borders.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let mut anchors = Vec::new();
        while next < marks.len() && marks[next].start == start {
            anchors.push(match marks[next].finding {
                Some(finding) => passage_anchor(finding, marks[next].nth),
                None => place_anchor(start),
            });
            over.push(next);
            next += 1;
        }
        while over.last().is_some_and(|&mark| marks[mark].end <= start) {
            over.pop();
        }
        if !over.is_empty() {
            let finding = over.iter().rev().find_map(|&mark| marks[mark].finding);
            segments.push(Segment { start, end, finding, anchors });
        }
    }
    segments
}

/// Writes pieces of the text in order, with the passages in them highlighted.
struct Highlighter<'a> {
    text: &'a str,
    segments: Vec<Segment<'a>>,
    next: usize,
}

impl Highlighter<'_> {
    fn write(&mut self, out: &mut String, start: usize, end: usize) {
        let mut at = start;
        while let Some(segment) = self.segments.get_mut(self.next).filter(|segment| segment.start < end) {
            let from = segment.start.max(at);
            let to = segment.end.min(end);
            if from < to {
                push_escaped(out, self.text.get(at..from).unwrap_or_default());
                write_passage(out, segment, self.text.get(from..to).unwrap_or_default());
                at = to;
            }
            if segment.end > end {
                break;
            }
            self.next += 1;
        }
        push_escaped(out, self.text.get(at..end).unwrap_or_default());
    }
}

/// A highlighted stretch: a link back to its finding, which carries the passage's id the first time.
fn write_passage(out: &mut String, segment: &mut Segment, text: &str) {
    let mut anchors = segment.anchors.drain(..);
    let first = anchors.next();
    for anchor in anchors {
        out.push_str("<i id=\"");
        push_escaped(out, &anchor);
        out.push_str("\"></i>");
    }
    // What only other documents lead to is not highlighted before somebody comes from there.
    let is_finding = segment.finding.is_some();
    out.push_str(if is_finding { "<a class=m" } else { "<span class=k" });
    if let Some(anchor) = first {
        out.push_str(" id=\"");
        push_escaped(out, &anchor);
        out.push('"');
    }
    if let Some(finding) = segment.finding {
        out.push_str(" href=\"#f-");
        push_escaped(out, finding);
        out.push('"');
    }
    out.push('>');
    push_escaped(out, text);
    out.push_str(if is_finding { "</a>" } else { "</span>" });
}

/// What the writer is inside of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// A turn of this speaker, of this many bytes in its paragraph.
    Turn(Option<u32>, BlockKind, usize),
    List,
    /// Rows of no table that is known.
    Rows,
    /// The table of this number, counted from 0.
    Table(usize),
}

/// Writes the text pane.
pub(crate) fn write_source(
    out: &mut String,
    document: &Document,
    findings: &[Finding],
    facts: &[SharedFact],
) {
    let mut highlighter =
        Highlighter { text: &document.text, segments: segments(findings, facts, document), next: 0 };
    let mut open = Open::Nothing;
    let mut page = None;
    let mut tables = document.tables.iter().enumerate().peekable();
    let mut outline = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        while tables.next_if(|(_, table)| table.end_block <= index).is_some() {}
        let mark = document.mark_at(block.span.start).copied().unwrap_or_default();
        if mark.page.is_some() && mark.page != page {
            close(out, &mut open);
            page = mark.page;
            let number = page.unwrap_or_default();
            let _ = write!(out, "<p class=pg>Page {number}");
            if let Some(label) = document.page_label(number) {
                out.push_str(" (label ");
                push_escaped(out, label);
                out.push(')');
            }
            out.push_str("</p>\n");
        }
        let (start, end) = (block.span.start, block.span.end);
        match block.kind {
            BlockKind::Turn | BlockKind::Message => {
                open_turn(out, &mut open, document, block, mark.line, mark.time_ms);
                highlighter.write(out, start, end);
            }
            BlockKind::Heading(level) => {
                close(out, &mut open);
                let rank = heading_rank(&mut outline, level);
                let _ = write!(out, "<h{rank}>");
                highlighter.write(out, start, end);
                let _ = writeln!(out, "</h{rank}>");
            }
            BlockKind::Paragraph => {
                close(out, &mut open);
                write_tag(out, "p", mark.line, mark.row);
                highlighter.write(out, start, end);
                out.push_str("</p>\n");
            }
            BlockKind::ListItem => {
                switch(out, &mut open, Open::List, "<ul>\n");
                let name = if is_marked(document.slice(block.span)) { "li class=nb" } else { "li" };
                write_tag(out, name, mark.line, mark.row);
                highlighter.write(out, start, end);
                out.push_str("</li>\n");
            }
            BlockKind::TableRow => match tables.peek().filter(|(_, table)| table.first_block <= index) {
                Some(&(number, table)) => {
                    if open != Open::Table(number) {
                        close(out, &mut open);
                        grid::open_table(out, number + 1);
                        open = Open::Table(number);
                    }
                    grid::write_row(out, &mut highlighter, table, start);
                }
                None => {
                    switch(out, &mut open, Open::Rows, "<div class=rows>\n");
                    write_tag(out, "p", mark.line, mark.row);
                    highlighter.write(out, start, end);
                    out.push_str("</p>\n");
                }
            },
            BlockKind::Footnote | BlockKind::Comment | BlockKind::Running | BlockKind::Hidden => {
                close(out, &mut open);
                let (class, name) = aside(block.kind);
                let _ = write!(out, "<p class={class}><b>{name}</b> ");
                highlighter.write(out, start, end);
                out.push_str("</p>\n");
            }
        }
    }
    close(out, &mut open);
}

/// Goes on in the open turn if it is of the same speaker, else ends it and begins one.
fn open_turn(
    out: &mut String,
    open: &mut Open,
    document: &Document,
    block: &Block,
    line: Option<u32>,
    time_ms: Option<u64>,
) {
    let length = block.span.len();
    match *open {
        Open::Turn(speaker, kind, bytes) if speaker == block.speaker && kind == block.kind => {
            if bytes + length <= PARAGRAPH_BYTES {
                out.push(' ');
                *open = Open::Turn(speaker, kind, bytes + length);
                return;
            }
            out.push_str("</p>\n");
            if speaker.is_none() {
                write_time(out, time_ms);
            }
            *open = Open::Turn(speaker, kind, length);
        }
        _ => {
            close(out, open);
            *open = Open::Turn(block.speaker, block.kind, length);
            out.push_str(if block.kind == BlockKind::Message {
                "<div class=\"t chat\">"
            } else {
                "<div class=t>"
            });
            if let Some(name) = document.speaker_of(block) {
                out.push_str("<b>");
                push_escaped(out, name);
                out.push_str("</b> ");
            }
            write_time(out, time_ms);
        }
    }
    write_tag(out, "p", line, None);
}

/// The rank to show a heading of this level with, 3 to 6. The page's own headings have ranks 1 and 2. Documents skip
/// levels; screen readers take a skipped rank for a lost heading, so ranks follow the nesting, not the level.
/// `outline` holds the levels of the headings that the last one stands under, and its own.
fn heading_rank(outline: &mut Vec<u8>, level: u8) -> usize {
    while outline.pop_if(|above| *above >= level).is_some() {}
    outline.push(level);
    (outline.len() + 2).min(6)
}

/// Whether a list item carries a mark of its own, such as `1.`, `(b)` or `☒`: a bullet before it would be one too many.
fn is_marked(words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or_default();
    let is_short = first.chars().count() <= 6;
    is_short && (first.ends_with(['.', ')']) || !first.chars().any(char::is_alphanumeric))
}

fn write_time(out: &mut String, time_ms: Option<u64>) {
    if let Some(time_ms) = time_ms {
        out.push_str("<time>");
        out.push_str(&clock(time_ms));
        out.push_str("</time>");
    }
}

/// An element with its line, or its row in a sheet, in the margin.
fn write_tag(out: &mut String, name: &str, line: Option<u32>, row: Option<u32>) {
    let _ = match row.or(line) {
        Some(number) => write!(out, "<{name} data-n={number}>"),
        None => write!(out, "<{name}>"),
    };
}

fn switch(out: &mut String, open: &mut Open, to: Open, begin: &str) {
    if *open != to {
        close(out, open);
        out.push_str(begin);
        *open = to;
    }
}

/// Ends what is open.
fn close(out: &mut String, open: &mut Open) {
    out.push_str(match open {
        Open::Nothing => "",
        Open::Turn(..) => "</p></div>\n",
        Open::List => "</ul>\n",
        Open::Rows => "</div>\n",
        Open::Table(_) => return end_table(out, open),
    });
    *open = Open::Nothing;
}

fn end_table(out: &mut String, open: &mut Open) {
    grid::close_table(out);
    *open = Open::Nothing;
}

/// Class and name of what stands beside the flow.
fn aside(kind: BlockKind) -> (&'static str, &'static str) {
    match kind {
        BlockKind::Footnote => ("fn", "Note"),
        BlockKind::Comment => ("cm", "Comment"),
        BlockKind::Hidden => ("hid", "Not visible in the document:"),
        _ => ("run", "Running head or foot:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{DocumentBuilder, Place};
    use crate::model::draft::Quote;
    use crate::model::evidence::Evidence;
    use crate::model::finding::{Confidence, FindingKind, Side};
    use crate::model::table::NewCell;

    fn document(build: impl FnOnce(&mut DocumentBuilder)) -> Document {
        let mut builder = DocumentBuilder::default();
        build(&mut builder);
        Document { format: "text".to_owned(), ..Document::new("d1", "m.txt", builder.finish()) }
    }

    fn finding(document: &Document, id: &str, quote: &str) -> Finding {
        let start = document.text.find(quote).unwrap();
        let hint = Some((start..start + quote.len()).into());
        let quote = Quote { text: quote.to_owned(), hint, side: Side::Document };
        Finding {
            id: id.to_owned(),
            kind: FindingKind::Decision,
            statement: String::new(),
            confidence: Confidence::High,
            status: None,
            owner: None,
            due: None,
            relation: None,
            slip: None,
            evidence: vec![Evidence::locate(document, &quote).unwrap()],
            why: String::new(),
            score: 1.0,
            first_view: true,
            extent: None,
            links: Vec::new(),
            seen_by: None,
        }
    }

    fn write(document: &Document, findings: &[Finding]) -> String {
        let mut out = String::new();
        write_source(&mut out, document, findings, &[]);
        out
    }

    fn line(line: u32) -> Place {
        Place { line: Some(line), time_ms: Some(u64::from(line) * 1000), ..Place::default() }
    }

    #[test]
    fn lines_of_one_speaker_flow_together() {
        let document = document(|builder| {
            builder.add(BlockKind::Turn, Some("Ann"), "One.", line(1));
            builder.add(BlockKind::Turn, Some("Ann"), "Two.", line(2));
            builder.add(BlockKind::Turn, Some("Bob"), "Three.", line(3));
        });
        assert_eq!(
            write(&document, &[]),
            "<div class=t><b>Ann</b> <time>0:01</time><p data-n=1>One. Two.</p></div>\n\
             <div class=t><b>Bob</b> <time>0:03</time><p data-n=3>Three.</p></div>\n"
        );
    }

    #[test]
    fn passages_that_overlap_are_parted_and_keep_their_ids() {
        let document =
            document(|builder| builder.add(BlockKind::Paragraph, None, "abcdefgh", Place::default()));
        let findings = [
            finding(&document, "x", "bcde"),
            finding(&document, "y", "defg"),
            finding(&document, "z", "bcde"),
        ];
        assert_eq!(
            write(&document, &findings),
            "<p>a<i id=\"q-z\"></i><a class=m id=\"q-x\" href=\"#f-z\">bc</a>\
             <a class=m id=\"q-y\" href=\"#f-y\">de</a><a class=m href=\"#f-y\">fg</a>h</p>\n"
        );
    }

    #[test]
    fn a_passage_over_two_blocks_is_marked_in_both() {
        let document = document(|builder| {
            builder.add(BlockKind::Turn, Some("Ann"), "ab", Place::default());
            builder.add(BlockKind::Turn, Some("Bob"), "cd", Place::default());
        });
        let page = write(&document, &[finding(&document, "x", "b\nc")]);
        assert!(page.contains("a<a class=m id=\"q-x\" href=\"#f-x\">b</a>"), "{page}");
        assert!(page.contains("<p><a class=m href=\"#f-x\">c</a>d"), "{page}");
    }

    #[test]
    fn tables_are_tables_with_passages_in_their_cells() {
        let cell = |column, text: &str| NewCell { text: text.to_owned(), column, ..NewCell::default() };
        let document = document(|builder| {
            builder.begin_table();
            builder.row([cell(1, "Team"), NewCell { columns: 2, ..cell(3, "Trained") }], Place::default());
            builder.row([cell(1, "Foundry"), cell(4, "48")], Place::default());
            builder.end_table(1);
            builder.add(BlockKind::Hidden, None, "secret", Place::default());
        });
        assert_eq!(
            write(&document, &[finding(&document, "x", "Foundry\t48")]),
            "<div class=grid tabindex=0 role=group aria-label=\"Table 1\"><table>\n\
             <tr><th class=rn>1<th scope=col>Team<td><th scope=col colspan=2>Trained\n\
             <tr><th class=rn>2<td><a class=m id=\"q-x\" href=\"#f-x\">Foundry</a><td colspan=2>\
             <td class=num><a class=m href=\"#f-x\">48</a>\n</table></div>\n\
             <p class=hid><b>Not visible in the document:</b> secret</p>\n"
        );
    }

    #[test]
    fn lists_tables_headings_and_pages_close_what_is_open() {
        let document = document(|builder| {
            builder.add(BlockKind::Heading(1), None, "Title", Place { page: Some(1), ..Place::default() });
            builder.add(BlockKind::ListItem, None, "one", Place { page: Some(1), ..Place::default() });
            builder.add(BlockKind::ListItem, None, "(b) two", Place { page: Some(2), ..Place::default() });
            builder.add(BlockKind::TableRow, None, "a b", Place { row: Some(4), ..Place::default() });
        });
        assert_eq!(
            write(&document, &[]),
            "<p class=pg>Page 1</p>\n<h3>Title</h3>\n<ul>\n<li>one</li>\n</ul>\n<p class=pg>Page 2</p>\n\
             <ul>\n<li class=nb>(b) two</li>\n</ul>\n<div class=rows>\n<p data-n=4>a b</p>\n</div>\n"
        );
    }

    #[test]
    fn headings_nest_without_a_gap() {
        let mut outline = Vec::new();
        let levels = [2, 4, 6, 4, 1, 9, 2, 3, 4, 5];
        let ranks: Vec<usize> = levels.iter().map(|&level| heading_rank(&mut outline, level)).collect();
        assert_eq!(ranks, [3, 4, 5, 4, 3, 4, 4, 5, 6, 6]);
    }
}
