//! Word files (DOCX, DOCM, DOTX) → blocks. Source: ECMA-376 part 1, section 17; both its namespaces are read. What Word prints
//! is taken: numbers in front of paragraphs, results of fields, one reading of tracked changes. Pages are those of Word's last
//! layout, where the file tells them.

mod counter;
mod flow;
mod grid;
mod notes;
mod numbering;
mod pages;
mod parse;
mod story;

mod styles;
mod symbols;

use super::file::{FileHead, FileReader, RawFile};
use super::package::{Package, Relation};
use super::properties::Properties;
use super::writer::Writer;
use super::xml::XmlError;
use super::{ReadError, Tracked};
use crate::model::document::{BlockKind, Place};
use crate::text::dates::read_absolute;
use flow::Flow;
use notes::Notes;
use numbering::Lists;
use pages::Pages;
use parse::{Counts, Parser, Stop};
use story::NoteKind;

use std::collections::{BTreeSet, HashMap};
use styles::Styles;

pub(crate) const DOCX: FileReader = FileReader { name: "docx", detect, read };

/// The name of the format in messages.
const FORM: &str = "Word";

/// Bytes in which the names of the first parts stand.
const HEAD_BYTES: usize = 64 * 1024;

/// Whether a zip package holds a document of Word. A package whose directory is lost is told by its first parts.
fn detect(file: &FileHead) -> bool {
    if !file.bytes.starts_with(b"PK\x03\x04") {
        return false;
    }
    let Ok(mut package) = Package::open(file.bytes, FORM) else {
        let head = &file.bytes[..file.bytes.len().min(HEAD_BYTES)];
        return memchr::memmem::find(head, b"word/document").is_some();
    };
    package.holds("word/document.xml")
        || main_part(&mut package).is_ok_and(|part| {
            let types = package.part("[Content_Types].xml").ok().flatten().unwrap_or_default();
            part.is_some() && types.contains("wordprocessingml")
        })
}

/// The part that the package names as its document.
fn main_part(package: &mut Package) -> Result<Option<String>, ReadError> {
    let relations = package.relations("")?;
    let named = relations.into_iter().find(|relation| relation.kind == "officeDocument");
    let named = named.map(|relation| relation.target).filter(|part| package.holds(part));
    Ok(named.or_else(|| package.holds("word/document.xml").then(|| "word/document.xml".to_owned())))
}

/// The parts around the main one.
struct Parts<'a> {
    package: Package<'a>,
    relations: Vec<Relation>,
    notices: Vec<String>,
}

impl Parts<'_> {
    /// The first part of a kind; "" if there is none.
    fn of_kind(&mut self, kind: &str) -> Result<String, ReadError> {
        let found = self.relations.iter().find(|relation| relation.kind == kind);
        let name = found.map(|relation| relation.target.clone());
        self.load(name)
    }

    fn load(&mut self, name: Option<String>) -> Result<String, ReadError> {
        let Some(name) = name else { return Ok(String::new()) };
        match self.package.part(&name) {
            Ok(xml) => Ok(xml.unwrap_or_default()),
            Err(ReadError::Broken { .. }) => {
                self.lose(&name);
                Ok(String::new())
            }
            Err(error) => Err(error),
        }
    }

    /// A part beside the text cannot be read; the text still can.
    fn lose(&mut self, what: &str) {
        self.notices.push(format!("{what} inside the file is broken and was left out"));
    }

    /// What was read of a part, or its empty form.
    fn or_lost<T: Default>(&mut self, what: &str, read: Result<T, XmlError>) -> T {
        read.unwrap_or_else(|_| {
            self.lose(what);
            T::default()
        })
    }
}

fn read(file: &RawFile, writer: &mut Writer) -> Result<(), ReadError> {
    let mut package = Package::open(&file.bytes, FORM)?;
    let Some(main) = main_part(&mut package)? else {
        return Err(broken("it has no document inside"));
    };
    let body = package.part(&main)?.ok_or_else(|| broken("it has no document inside"))?;
    let relations = package.relations(&main)?;
    let mut parts = Parts { package, relations, notices: Vec::new() };
    let properties = read_properties(&mut parts)?;
    let xml = parts.of_kind("styles")?;
    let styles = Styles::read(&xml);
    let styles = parts.or_lost("the list of styles", styles);
    let xml = parts.of_kind("numbering")?;
    let lists = Lists::read(&xml);
    let lists = parts.or_lost("the numbering", lists);
    let tracked = file.options.tracked;
    let (notes, comments) = read_notes(&mut parts, &styles, tracked)?;
    let pages = Pages::new(memchr::memmem::find(body.as_bytes(), b"lastRenderedPageBreak").is_some());
    let mut flow = Flow::new(writer, &styles, &lists, notes, comments, pages);
    let mut parser = Parser::new(&body, &styles, tracked);
    if parser.enter("body").map_err(|error| broken(&error.to_string()))?.is_none() {
        return Err(broken("it has no document inside"));
    }
    let mut blocks = 0_u32;
    let story = parser.story(&mut |node| {
        blocks = blocks.wrapping_add(1);
        if blocks.is_multiple_of(LOOK_AT_CLOCK) && file.is_late() {
            return Err(Stop::Late);
        }
        flow.write(node);
        Ok(())
    });
    story.map_err(|stop| stopped(file, stop))?;
    let (counts, running) = (parser.counts, parser.running);
    write_running(&mut parts, &running, &styles, tracked, &mut flow)?;
    finish(file, flow, properties, counts, tracked, parts.notices);
    Ok(())
}

/// Paragraphs between two looks at the clock.
const LOOK_AT_CLOCK: u32 = 256;

fn broken(reason: &str) -> ReadError {
    ReadError::Broken { form: FORM, reason: reason.to_owned() }
}

fn stopped(file: &RawFile, stop: Stop) -> ReadError {
    match stop {
        Stop::Xml(error) => broken(&error.to_string()),
        Stop::Late => ReadError::TooLong { form: FORM, seconds: file.limit().as_secs() },
    }
}

fn read_properties(parts: &mut Parts) -> Result<Properties, ReadError> {
    let mut properties = Properties::default();
    let relations = parts.package.relations("")?;
    for kind in ["core-properties", "extended-properties", "coreProperties", "extendedProperties"] {
        let found = relations.iter().find(|relation| relation.kind == kind);
        let xml = parts.load(found.map(|relation| relation.target.clone()))?;
        properties.read(&xml);
    }
    Ok(properties)
}

type Comments = HashMap<String, notes::Comment>;

fn read_notes(parts: &mut Parts, styles: &Styles, tracked: Tracked) -> Result<(Notes, Comments), ReadError> {
    let mut notes = Notes::default();
    let settings = parts.of_kind("settings")?;
    if notes.read_settings(&settings).is_err() {
        parts.lose("the settings");
    }
    for (part, kind) in [("footnotes", NoteKind::Foot), ("endnotes", NoteKind::End)] {
        let xml = parts.of_kind(part)?;
        if notes.read(&xml, kind, styles, tracked).is_err() {
            parts.lose(&format!("the part with the {part}"));
        }
    }
    let xml = parts.of_kind("comments")?;
    let comments = notes::read_comments(&xml, styles, tracked).unwrap_or_else(|_| {
        parts.lose("the part with the comments");
        HashMap::new()
    });
    Ok((notes, comments))
}

/// Writes headers and footers after the text, each once.
fn write_running(
    parts: &mut Parts,
    ids: &[String],
    styles: &Styles,
    tracked: Tracked,
    flow: &mut Flow,
) -> Result<(), ReadError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        let found = parts.relations.iter().find(|relation| relation.id == *id);
        let name = found.map(|relation| relation.target.clone());
        let xml = parts.load(name)?;
        let mut parser = Parser::new(&xml, styles, tracked);
        let nodes = match parser.enter_root() {
            Ok(true) => parser.nodes(),
            Ok(false) => continue,
            Err(error) => Err(error.into()),
        };
        let Ok(nodes) = nodes else {
            parts.lose("a header or footer");
            continue;
        };
        let words = flow.plain(nodes);
        if !words.is_empty() && seen.insert(words.clone()) {
            flow.writer.block(BlockKind::Running, None, &words, Place::default());
        }
    }
    Ok(())
}

/// Title, date, pages and what a reader should know.
fn finish(
    file: &RawFile,
    flow: Flow,
    properties: Properties,
    counts: Counts,
    tracked: Tracked,
    notices: Vec<String>,
) {
    let Flow { writer, pages, hidden, first_heading, .. } = flow;
    for title in [properties.title, first_heading].into_iter().flatten() {
        writer.title(&title);
    }
    // A date in the file's name was given by a person and is the better one.
    if read_absolute(file.path.rsplit(['/', '\\']).next().unwrap_or_default()).is_none() {
        writer.date(properties.created);
    }
    if let Some(last) = pages.current() {
        let all = properties.pages.unwrap_or(last).max(last);
        writer.pages(all);
        if all > last {
            writer.notice(format!(
                "page numbers come from Word's last layout, which marks {last} of {all} pages: they may be too low"
            ));
        }
    }
    if let Some(notice) = tell_changes(counts, tracked) {
        writer.notice(notice);
    }
    if hidden > 0 {
        writer
            .notice(format!("hidden text, places: {hidden}; it is kept apart from the text that Word shows"));
    }
    if counts.objects > 0 {
        writer.notice(format!(
            "charts, diagrams and embedded documents that were not read: {}",
            counts.objects
        ));
    }
    notices.into_iter().for_each(|notice| writer.notice(notice));
}

/// Says which tracked changes there are and how they were read.
fn tell_changes(counts: Counts, tracked: Tracked) -> Option<String> {
    let count = |number: usize, one: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{number} {one}s")),
    };
    let told: Vec<String> = [
        count(counts.insertions, "insertion"),
        count(counts.deletions, "deletion"),
        count(counts.moves, "move"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (last, first) = told.split_last()?;
    let all = if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) };
    let verb = if counts.insertions + counts.deletions + counts.moves == 1 { "is" } else { "are" };
    let reading = match tracked {
        Tracked::Final => "read as accepted; --tracked original reads them as rejected",
        Tracked::Original => "read as rejected; --tracked final reads them as accepted",
    };
    Some(format!("{all} {verb} tracked; {reading}"))
}

#[cfg(test)]
mod tests;
