//! Footnotes, endnotes and comments → their words by id, and the marks that notes are printed with.

use super::counter::Form;
use super::parse::{Parser, Stop};
use super::story::{Node, NoteKind, NoteRef};
use super::styles::Styles;
use crate::ingest::Tracked;
use crate::ingest::xml::{Scanner, XmlError};
use std::collections::HashMap;

/// The notes of a document, until each has been written once.
#[derive(Debug, Default)]
pub(super) struct Notes {
    nodes: HashMap<(NoteKind, String), Vec<Node>>,
    marks: [Marks; 2],
}

/// How notes of one kind are numbered.
#[derive(Clone, Copy, Debug)]
struct Marks {
    form: Form,
    next: u32,
}

impl Default for Marks {
    fn default() -> Self {
        Self { form: Form::Decimal, next: 1 }
    }
}

/// A remark in the margin.
#[derive(Debug, Default)]
pub(super) struct Comment {
    pub(super) author: Option<String>,
    pub(super) nodes: Vec<Node>,
}

impl Notes {
    /// Reads the part that holds the notes of one kind.
    pub(super) fn read(
        &mut self,
        xml: &str,
        kind: NoteKind,
        styles: &Styles,
        tracked: Tracked,
    ) -> Result<(), Stop> {
        let name = if kind == NoteKind::Foot { "footnote" } else { "endnote" };
        let mut parser = Parser::new(xml, styles, tracked);
        while let Some(element) = parser.enter(name)? {
            // Lines between text and notes are kept as notes of another type.
            let is_note = element.attribute("type").is_none_or(|kind| kind == "normal");
            let nodes = parser.nodes()?;
            if let (true, Some(id)) = (is_note, element.attribute("id")) {
                self.nodes.insert((kind, id), nodes);
            }
        }
        Ok(())
    }

    /// Reads from the document's settings how notes are numbered. Endnotes have small Roman numerals unless told otherwise.
    pub(super) fn read_settings(&mut self, xml: &str) -> Result<(), XmlError> {
        self.marks[1].form = Form::LowerRoman;
        let mut scanner = Scanner::new(xml);
        if scanner.root()?.is_none() {
            return Ok(());
        }
        let marks = &mut self.marks;
        scanner.children(|scanner, child| {
            let index = match child.name() {
                "footnotePr" => 0,
                "endnotePr" => 1,
                _ => return scanner.skip(),
            };
            scanner.children(|scanner, child| {
                match child.name() {
                    "numFmt" => marks[index].form = Form::named(&child.value().unwrap_or_default()),
                    "numStart" => {
                        let start = child.number("val").and_then(|start| u32::try_from(start).ok());
                        marks[index].next = start.unwrap_or(1);
                    }
                    _ => {}
                }
                scanner.skip()
            })
        })
    }

    /// The mark printed for a reference, and the words of the note. Notes whose mark the author typed have none.
    pub(super) fn take(&mut self, note: &NoteRef) -> (Option<String>, Option<Vec<Node>>) {
        let nodes = self.nodes.remove(&(note.kind, note.id.clone()));
        let mark = (!note.has_own_mark).then(|| {
            let marks = &mut self.marks[usize::from(note.kind == NoteKind::End)];
            let number = marks.next;
            marks.next = number.saturating_add(1);
            marks.form.print(number)
        });
        (mark, nodes)
    }
}

/// Reads the comments by their id.
pub(super) fn read_comments(
    xml: &str,
    styles: &Styles,
    tracked: Tracked,
) -> Result<HashMap<String, Comment>, Stop> {
    let mut comments = HashMap::new();
    let mut parser = Parser::new(xml, styles, tracked);
    while let Some(element) = parser.enter("comment")? {
        let nodes = parser.nodes()?;
        if let Some(id) = element.attribute("id") {
            comments.insert(id, Comment { author: element.attribute("author"), nodes });
        }
    }
    Ok(comments)
}
