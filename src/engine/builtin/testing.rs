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

/// Talk about one thing, as much as people say in three minutes.
pub(crate) fn talk_about(announcement: &str, thing: &str, also: &str) -> String {
    let turns = [
        format!("Tom: The {thing} came back on Tuesday and the {also} was broken.\n"),
        format!("Eva: Did anyone look at the {thing} before that?\n"),
        "Ann: I did, but only for a minute because of the rain.\n".to_owned(),
        format!("Tom: Well the {thing} is fine, it's the {also} that we lose every time.\n"),
        "Eva: We could lose that one and nobody would see it.\n".to_owned(),
    ];
    format!("{announcement}{}", turns.concat().repeat(7))
}
