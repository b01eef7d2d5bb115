//! Markdown → speech where a section is a transcript, and written blocks everywhere else.
//!
//! A section is what stands between two headings. Its lines are read as they stand, since what was said must not be
//! changed; only sections that nobody spoke go through a Markdown parser.

use super::assemble::{Assembler, Names, is_speaker};
use super::header::header_date;
use super::line::look_at;
use super::survey::{Form, Survey};
use super::written::{plain_text, read_written};
use crate::ingest::ReadError;
use crate::ingest::sample::{Likelihood, Lines, Sample};
use crate::ingest::stamp::parse_stamp;
use crate::ingest::writer::Writer;
use crate::model::document::{BlockKind, Place};

/// Lines that are looked at to tell Markdown from plain text.
const PROBED_LINES: usize = 4_000;

/// Front matter, or headings together with any other sign of Markdown.
pub(crate) fn detect(sample: &Sample) -> Option<Likelihood> {
    if front_matter(sample.text()).is_some() {
        return Some(Likelihood::Certain);
    }
    let (mut headings, mut others) = (0, 0);
    for (_, line) in sample.lines().take(PROBED_LINES) {
        if heading(line).is_some() {
            headings += 1;
        } else if line.starts_with("| ")
            || line.starts_with("|--")
            || line.starts_with("<!--")
            || line.contains("](")
        {
            others += 1;
        }
    }
    let named = matches!(sample.extension(), "md" | "markdown" | "mdown" | "mkd");
    match (headings, others) {
        (1.., 1..) | (3.., _) => Some(Likelihood::Certain),
        (1.., 0) | (0, 3..) if named => Some(Likelihood::Certain),
        (2.., 0) => Some(Likelihood::Possible),
        _ => None,
    }
}

/// Level and text of a heading such as `## Risks`. A heading that holds only a time is a time.
fn heading(line: &str) -> Option<(u8, &str)> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    if !(1..=6).contains(&level) || !rest.starts_with([' ', '\t']) {
        return None;
    }
    let title = rest.trim().trim_end_matches('#').trim();
    let timed = parse_stamp(title).is_some_and(|(_, length)| length == title.len());
    (!title.is_empty() && !timed).then_some((level as u8, title))
}

/// What stands between two lines of `---` at the very start, and how many bytes they take.
fn front_matter(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix("---\n")?;
    let end = rest.find("\n---")?;
    let after = &rest[end + 4..];
    let closing = after.find('\n').unwrap_or(after.len());
    let keyed = rest[..end].lines().any(|line| line.split_once(':').is_some_and(|(key, _)| is_key(key)));
    (after[..closing].trim_matches('-').trim().is_empty() && keyed)
        .then(|| (&rest[..end], text.len() - after.len() + closing))
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

struct Section<'a> {
    heading: Option<(u8, &'a str, u32)>,
    body: &'a str,
    /// Line of the body's first line.
    first: u32,
}

pub(crate) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    let text = sample.text();
    let (matter, start) = front_matter(text).unwrap_or(("", 0));
    for line in matter.lines() {
        read_matter(line, writer);
    }
    let first = 1 + text[..start].matches('\n').count() as u32;
    let body = &text[start..];
    let survey = Survey::new(body);
    let names = short_names(body);
    for section in sections(body, first) {
        if let Some((level, title, line)) = section.heading {
            let place = Place { line: Some(line), ..Place::default() };
            writer.date(header_date(title));
            let plain = plain_text(title);
            if level == 1 {
                writer.title(&plain);
            }
            writer.block(BlockKind::Heading(level), None, &plain, place);
        }
        read_body(&section, &survey, &names, writer);
    }
    Ok(())
}

fn read_matter(line: &str, writer: &mut Writer) {
    let Some((key, value)) = line.split_once(':') else { return };
    let value = value.trim().trim_matches(['"', '\'']);
    match key.trim().to_ascii_lowercase().as_str() {
        "title" | "meeting" => writer.title(value),
        "date" | "meeting_date" | "meeting-date" | "recorded" => writer.date(header_date(value)),
        _ => {}
    }
}

/// Cuts at headings; a `#` inside a fence is no heading.
fn sections(text: &str, first: u32) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    let mut current = Section { heading: None, body: "", first };
    let mut fenced = false;
    let mut start = 0;
    let mut at = 0;
    for (number, line) in Lines::new(text, first) {
        let end = (at + line.len() + 1).min(text.len());
        fenced ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        if !fenced && let Some((level, title)) = heading(line) {
            current.body = &text[start..at];
            let next = Section { heading: Some((level, title, number)), body: "", first: number + 1 };
            sections.push(std::mem::replace(&mut current, next));
            start = end;
        }
        at = end;
    }
    current.body = &text[start..];
    sections.push(current);
    sections
}

/// A section is speech if its lines have the form of a transcript; labels are judged by the whole text.
fn read_body(section: &Section, whole: &Survey, names: &Names, writer: &mut Writer) {
    if section.body.trim().is_empty() {
        return;
    }
    let own = Survey::new(section.body);
    let form = match own.form() {
        Form::Prose | Form::Labelled if whole.form() == Form::Labelled || !names.is_empty() => Form::Labelled,
        form => form,
    };
    match form {
        Form::Prose if is_transcript_heading(section) => {
            super::prose::read_from(section.body, section.first, &own, writer)
        }
        Form::Prose => read_written(section.body, section.first, writer),
        Form::Labelled => read_labelled(section, whole, names, writer),
        form => super::read_section(section.body, section.first, &own, form, names, writer),
    }
}

/// `## Transcript` says that what follows was spoken, whatever it looks like.
fn is_transcript_heading(section: &Section) -> bool {
    section.heading.is_some_and(|(_, title, _)| {
        let lower = title.to_lowercase();
        [
            "transcript",
            "full transcript",
            "meeting transcript",
            "video transcript",
            "raw transcript",
            "transcription",
        ]
        .contains(&lower.trim_end_matches(':'))
    })
}

/// Labelled lines among tables, lists and remarks: runs of lines that were spoken, and runs that were written.
fn read_labelled(section: &Section, whole: &Survey, names: &Names, writer: &mut Writer) {
    let speaks = |line: &str| match look_at(line) {
        // An item of a list may begin like a label.
        super::Line::Label { name, .. } => {
            let item = line.trim_start().starts_with(['-', '*', '+']) && !line.trim_start().starts_with("**");
            is_speaker(name, whole, names) && (!item || whole.recurs(name))
        }
        super::Line::Time(_) => true,
        _ => false,
    };
    let mut run = Run { start: 0, first: section.first, spoken: false };
    let mut at = 0;
    let mut after_blank = true;
    let mut assembler: Option<Assembler> = None;
    for (number, line) in Lines::new(section.body, section.first) {
        let spoken = match line.trim() {
            "" => run.spoken,
            _ if speaks(line) => true,
            // Lists, tables and fences end what was said; other lines go on with it.
            trimmed if after_blank && is_written(trimmed) => false,
            _ => run.spoken,
        };
        if spoken != run.spoken {
            run.end(&section.body[run.start..at], writer);
            run = Run { start: at, first: number, spoken };
            assembler = None;
        }
        if spoken {
            let assembler = assembler.get_or_insert_with(|| Assembler::inside(whole, Form::Labelled, names));
            assembler.line(number, line, writer);
        }
        after_blank = line.trim().is_empty() || !spoken;
        at = (at + line.len() + 1).min(section.body.len());
    }
    run.end(&section.body[run.start..], writer);
}

struct Run {
    start: usize,
    first: u32,
    spoken: bool,
}

impl Run {
    /// Spoken lines are written one by one; the others wait for their end, as a table or list needs all its lines.
    fn end(&self, text: &str, writer: &mut Writer) {
        if !self.spoken {
            read_written(text, self.first, writer);
        }
    }
}

fn is_written(line: &str) -> bool {
    let marks = ["* ", "- ", "+ ", "|", "```", "~~~", "<!--", "![", "---"];
    marks.iter().any(|mark| line.starts_with(mark))
        || line.split_once(". ").is_some_and(|(number, _)| {
            !number.is_empty() && number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Short forms of names from tables that have a column for the name and one for its short form.
fn short_names(text: &str) -> Names {
    let mut names = Names::new();
    let mut columns: Option<(usize, usize)> = None;
    for (_, line) in Lines::new(text, 1) {
        let Some(row) = line.trim().strip_prefix('|') else {
            columns = None;
            continue;
        };
        let cells: Vec<&str> = row.trim_end_matches('|').split('|').map(str::trim).take(32).collect();
        match columns {
            None => {
                let find = |words: &[&str]| {
                    cells.iter().position(|cell| {
                        let lower = cell.to_lowercase();
                        words.iter().any(|word| lower.contains(word))
                    })
                };
                let short = find(&["abbreviation", "abbrev", "initials", "short name", "acronym"]);
                let full = find(&["full name", "name", "attendee", "delegate", "participant"]);
                columns = full.zip(short).filter(|(full, short)| full != short);
                // Rows of any other table.
                if columns.is_none() {
                    columns = Some((usize::MAX, usize::MAX));
                }
            }
            Some((full, short)) => {
                if let (Some(full), Some(short)) = (cells.get(full), cells.get(short))
                    && !full.is_empty()
                    && !short.is_empty()
                    && !short.bytes().all(|byte| matches!(byte, b'-' | b':'))
                {
                    names.entry((*short).to_owned()).or_insert_with(|| (*full).to_owned());
                }
            }
        }
    }
    names
}
