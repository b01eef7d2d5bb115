//! Small documents for the tests of this engine.

use crate::model::document::{BlockKind, Document, DocumentBuilder, Place};

/// A document of these blocks.
pub(super) fn document(blocks: &[(BlockKind, Option<&str>, &str)], place: Place) -> Document {
    let mut builder = DocumentBuilder::default();
    for (kind, speaker, text) in blocks {
        builder.add(*kind, *speaker, text, place);
    }
    let content = builder.finish();
    Document {
        id: "d1".into(),
        path: "talk.txt".into(),
        sha256: String::new(),
        format: "text".into(),
        title: "Talk".into(),
        date: None,
        text: content.text,
        blocks: content.blocks,
        marks: content.marks,
        speakers: content.speakers,
        duration_ms: content.duration_ms,
        pages: content.pages,
        notices: content.notices,
    }
}

/// A talk, one line a turn: "Ann: we should go".
pub(super) fn talk(lines: &str) -> Document {
    let blocks: Vec<_> = lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| match line.split_once(": ") {
            Some((speaker, text)) => (BlockKind::Turn, Some(speaker), text),
            None => (BlockKind::Turn, None, line),
        })
        .collect();
    document(&blocks, Place::default())
}
