//! Transcripts that people saved as a Word file, a web page or a PDF: their paragraphs are read again as the lines of a
//! transcript, so that speakers and times are known.

use super::plain::{Form, Survey, read_lines_as};
use super::writer::Writer;
use crate::model::document::{BlockKind, Content, Mark};
use crate::model::people::People;

/// The same content as talk, if its paragraphs have the form of a transcript beyond doubt.
pub(super) fn as_talk(content: &Content, people: &People) -> Option<Content> {
    if !content.tables.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(content.text.len());
    let mut places = Vec::new();
    for block in content.blocks.iter().filter(|block| block.kind.is_flow()) {
        text.push_str(content.text.get(block.span.range()).unwrap_or_default());
        text.push('\n');
        places.push(mark_at(content, block.span.start));
    }
    let survey = Survey::new(&text);
    if survey.form() == Form::Prose || !survey.is_timed() {
        return None;
    }
    let mut writer = Writer::new(people);
    writer.title(content.title.as_deref().unwrap_or_default());
    writer.date(content.date);
    read_lines_as(&text, &survey, &mut writer);
    let mut talk = writer.finish();
    let has_turns = talk.blocks.iter().any(|block| block.kind == BlockKind::Turn);
    // Names and times leave the text; if much more does, it was no transcript.
    if !has_turns || talk.text.len() * 2 < text.len() {
        return None;
    }
    // Lines of the text made here mean nothing to anybody; pages do.
    for mark in &mut talk.marks {
        let place = mark.line.and_then(|line| places.get(line as usize - 1)).copied().unwrap_or_default();
        *mark = Mark { line: place.line, page: place.page, ..*mark };
    }
    talk.pages = content.pages;
    talk.page_labels.clone_from(&content.page_labels);
    talk.notices = content.notices.clone();
    Some(talk)
}

fn mark_at(content: &Content, offset: usize) -> Mark {
    let after = content.marks.partition_point(|mark| mark.start <= offset);
    after.checked_sub(1).map(|index| content.marks[index]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{DocumentBuilder, Place};

    fn paragraphs(lines: &[&str]) -> Content {
        let mut builder = DocumentBuilder::default();
        for (index, line) in lines.iter().enumerate() {
            let place = Place { page: Some(index as u32 / 4 + 1), ..Place::default() };
            builder.add(BlockKind::Paragraph, None, line, place);
        }
        builder.finish()
    }

    #[test]
    fn a_saved_transcript_is_talk() {
        let lines = [
            "Planning, 5 March 2026",
            "Ann Lee   0:03",
            "We ship on Friday.",
            "Bob Ray   0:09",
            "Fine by me.",
            "Ann Lee   0:14",
            "Good.",
        ];
        let talk = as_talk(&paragraphs(&lines), &People::default()).unwrap();
        assert_eq!(talk.speakers, ["Ann Lee", "Bob Ray"]);
        let last = talk.marks.last().unwrap();
        assert_eq!((last.time_ms, last.page, last.line), (Some(14_000), Some(2), None));
    }

    #[test]
    fn an_agreement_is_not() {
        let lines = [
            "Supplier: Brandt GmbH",
            "Buyer: Ouse Ltd",
            "Term: two years",
            "Supplier: shall deliver.",
            "Buyer: shall pay.",
        ];
        assert!(as_talk(&paragraphs(&lines), &People::default()).is_none());
    }
}
