//! Text without times and labels → turns without a speaker, one a paragraph.

use super::header::{header_date, is_furniture, write_header_line};
use super::line::{Line, look_at};
use super::survey::Survey;
use crate::ingest::sample::Lines;
use crate::ingest::writer::{Writer, ends_sentence};
use crate::model::document::{BlockKind, Place};

/// Lines longer than this are paragraphs, not wrapped text, in bytes on average.
const PARAGRAPH_BYTES: usize = 120;
/// A paragraph put together from wrapped lines ends at the first end of a sentence after this many bytes.
const LONG_PARAGRAPH_BYTES: usize = 1_200;
/// A first line longer than this is no title, in characters.
const LONGEST_TITLE: usize = 100;

/// Reads a text in which nothing says who speaks.
pub(crate) fn read(text: &str, survey: &Survey, writer: &mut Writer) {
    let mut lines = Lines::new(text, 1).peekable();
    write_header(&mut lines, survey, writer);
    read_lines(lines, survey, writer);
}

/// Reads a part of a larger text, which has no header of its own.
pub(crate) fn read_from(text: &str, first: u32, survey: &Survey, writer: &mut Writer) {
    read_lines(Lines::new(text, first).peekable(), survey, writer);
}

fn read_lines(lines: std::iter::Peekable<Lines>, survey: &Survey, writer: &mut Writer) {
    let line_is_paragraph = survey.blank * 10 < survey.filled
        && (survey.bytes > survey.filled.saturating_mul(PARAGRAPH_BYTES)
            || survey.sentence_ends * 10 >= survey.filled * 9);
    let mut open = false;
    let mut length = 0;
    let mut ended = true;
    for (number, line) in lines {
        let line = line.trim();
        if line.is_empty() {
            open = false;
            continue;
        }
        let place = Place { line: Some(number), ..Place::default() };
        if is_furniture(line) {
            writer.block(BlockKind::Paragraph, None, line, place);
            open = false;
            continue;
        }
        let full = length > LONG_PARAGRAPH_BYTES && ended;
        let begins = !open || line_is_paragraph || full || begins_point(line);
        if begins {
            writer.block(BlockKind::Turn, None, line, place);
            length = line.len();
        } else {
            writer.more(line, place);
            length += line.len();
        }
        open = true;
        ended = ends_sentence(line);
    }
}

/// Whether a line begins a point of its own: `- …`, `2. …`, `Budget: …`.
fn begins_point(line: &str) -> bool {
    let bullet = ["- ", "* ", "+ ", "• ", "•\t"].iter().any(|mark| line.starts_with(mark));
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered =
        (1..=3).contains(&digits) && (line[digits..].starts_with(". ") || line[digits..].starts_with(") "));
    bullet || numbered || matches!(look_at(line), Line::Label { .. })
}

/// A short first paragraph without a full stop is the title; date lines beside it belong to it.
fn write_header(lines: &mut std::iter::Peekable<Lines>, survey: &Survey, writer: &mut Writer) {
    while lines.next_if(|(_, line)| line.trim().is_empty()).is_some() {}
    let mut ahead = lines.clone();
    let Some((_, first)) = ahead.next() else { return };
    let dated = header_date(first).is_some() && first.len() < 80;
    let next = ahead.next().map(|(_, line)| line).unwrap_or_default();
    let short = first.trim().chars().count() <= LONGEST_TITLE && !ends_sentence(first.trim());
    let apart = next.trim().is_empty() || (header_date(next).is_some() && next.len() < 120);
    if survey.filled < 2 || !(short && apart || dated) {
        return;
    }
    while let Some((number, line)) = lines.next_if(|(_, line)| !line.trim().is_empty()) {
        write_header_line(line, Place { line: Some(number), ..Place::default() }, writer);
    }
    // "Date: …" lines of their own, after the title.
    loop {
        let mut ahead = lines.clone();
        let blank = ahead.by_ref().take_while(|(_, line)| line.trim().is_empty()).count();
        let mut skipped = lines.clone();
        let next = skipped.nth(blank);
        let Some((number, line)) = next.filter(|(_, line)| header_date(line).is_some() && line.len() < 80)
        else {
            return;
        };
        write_header_line(line, Place { line: Some(number), ..Place::default() }, writer);
        *lines = skipped;
    }
}
