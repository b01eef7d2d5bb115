//! `actions.ics`: one to-do for each action item (RFC 5545), with or without a due date. Nothing depends on the clock:
//! the stamp is the meeting's date, and a to-do keeps its UID from run to run, so that importing again does not double it.

use super::labels;
use crate::model::analysis::DocumentAnalysis;
use crate::model::finding::{Finding, FindingKind, Status};
use jiff::civil::Date;
use std::io::{self, Write};

/// Longest line in bytes, without its end (RFC 5545, section 3.1).
const LINE_BYTES: usize = 75;

/// Writes the to-dos of a batch, document by document.
#[derive(Debug)]
pub struct Calendar<W> {
    out: W,
}

impl<W: Write> Calendar<W> {
    /// An empty calendar; `version` is the program's.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(mut out: W, version: &str) -> io::Result<Self> {
        write_line(&mut out, "BEGIN", "VCALENDAR")?;
        write_line(&mut out, "VERSION", "2.0")?;
        write_line(&mut out, "PRODID", &escape(&format!("-//Throughline//{version}//EN")))?;
        Ok(Calendar { out })
    }

    /// Adds the actions of the next document.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn add(&mut self, analysis: &DocumentAnalysis) -> io::Result<()> {
        analysis.of_kind(FindingKind::ActionItem).try_for_each(|action| self.add_action(analysis, action))
    }

    /// Ends the calendar.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> io::Result<()> {
        write_line(&mut self.out, "END", "VCALENDAR")?;
        self.out.flush()
    }

    fn add_action(&mut self, analysis: &DocumentAnalysis, action: &Finding) -> io::Result<()> {
        let out = &mut self.out;
        let document = &analysis.document;
        let summary = match &action.owner {
            Some(owner) => format!("{} ({})", action.statement, owner.name),
            None => format!("{} (no owner stated)", action.statement),
        };
        let status = if action.status == Some(Status::Done) { "COMPLETED" } else { "NEEDS-ACTION" };
        write_line(out, "BEGIN", "VTODO")?;
        write_line(
            out,
            "UID",
            &escape(&format!("{}-{}@throughline", action.id, short_hash(&document.sha256))),
        )?;
        write_line(out, "DTSTAMP", &stamp(document.date.map(|dated| dated.date)))?;
        write_line(out, "SUMMARY", &escape(&summary))?;
        write_line(out, "DESCRIPTION", &escape(&description(analysis, action)))?;
        if let Some(date) = action.due.as_ref().and_then(|due| due.date) {
            write_line(out, "DUE;VALUE=DATE", &basic_date(date))?;
        }
        write_line(out, "STATUS", status)?;
        write_line(out, "END", "VTODO")
    }
}

/// The beginning of the document's hash: tells equal passages of two documents apart.
fn short_hash(sha256: &str) -> &str {
    sha256.get(..12).unwrap_or(sha256)
}

fn description(analysis: &DocumentAnalysis, action: &Finding) -> String {
    let mut lines = Vec::new();
    if let Some(due) = &action.due {
        lines.push(format!("Due as said: “{}” ({})", due.phrase, due.rule));
    }
    for evidence in &action.evidence {
        let location = evidence.location();
        let place = labels::place(location);
        let speaker = location.speaker.as_deref().map(|name| format!("{name}, ")).unwrap_or_default();
        lines.push(format!("“{}” ({speaker}{place})", evidence.quote()));
    }
    lines.push(format!("From: {}, {}", analysis.document.title, analysis.document.path));
    lines.join("\n")
}

/// The stamp of a to-do: the beginning of the meeting's day or, if that is not known, of 1970.
fn stamp(date: Option<Date>) -> String {
    format!("{}T000000Z", basic_date(date.unwrap_or(jiff::civil::date(1970, 1, 1))))
}

fn basic_date(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// A text value (RFC 5545, section 3.3.11); control characters other than line breaks are dropped.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            character if character.is_control() && character != '\t' => {}
            character => out.push(character),
        }
    }
    out
}

/// Writes a content line, folded so that no line is too long and no character is torn apart.
fn write_line(out: &mut impl Write, name: &str, value: &str) -> io::Result<()> {
    let line = format!("{name}:{value}");
    let mut rest = line.as_str();
    let mut room = LINE_BYTES;
    while rest.len() > room {
        let (head, tail) = rest.split_at(rest.floor_char_boundary(room));
        out.write_all(head.as_bytes())?;
        out.write_all(b"\r\n ")?;
        rest = tail;
        room = LINE_BYTES - 1;
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(b"\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_add_lines() {
        assert_eq!(escape("a;b,c\\d"), "a\\;b\\,c\\\\d");
        assert_eq!(escape("one\r\nBEGIN:VALARM\u{0}"), "one\\nBEGIN:VALARM");
    }

    #[test]
    fn long_lines_fold_between_characters() {
        let value = "é".repeat(200);
        let mut out = Vec::new();
        write_line(&mut out, "SUMMARY", &value).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.split("\r\n").all(|line| line.len() <= LINE_BYTES));
        assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{value}\r\n"));
    }

    #[test]
    fn stamps_do_not_need_a_clock() {
        assert_eq!(stamp(None), "19700101T000000Z");
        assert_eq!(stamp(Some(jiff::civil::date(2026, 3, 3))), "20260303T000000Z");
    }
}
