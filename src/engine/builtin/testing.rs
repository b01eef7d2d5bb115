//! Small documents for the tests of this engine.

use crate::model::document::{BlockKind, Document, DocumentBuilder, Place};

/// A document of these blocks.
pub(super) fn document(blocks: &[(BlockKind, Option<&str>, &str)], place: Place) -> Document {
    let mut builder = DocumentBuilder::default();
    for (kind, speaker, text) in blocks {
        builder.add(*kind, *speaker, text, place);
    }
    Document {
        title: "Talk".into(),
        format: "text".into(),
        ..Document::new("d1", "talk.txt", builder.finish())
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
