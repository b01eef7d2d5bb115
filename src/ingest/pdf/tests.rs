//! Whole files, built here, read through the front door.

mod build;

use super::super::{ReadError, ReadOptions, read};
use crate::model::document::{BlockKind, Document};
use build::{Sheet, save};

fn open(bytes: &[u8]) -> Result<Document, ReadError> {
    read("d1", "a.pdf", bytes, &ReadOptions::default())
}

fn document(sheets: &[Sheet]) -> Document {
    open(&save(sheets)).unwrap()
}

/// The blocks as pairs of kind and text.
fn blocks(document: &Document) -> Vec<(BlockKind, &str)> {
    document.blocks.iter().map(|block| (block.kind, document.slice(block.span))).collect()
}

#[test]
fn lines_become_paragraphs_with_their_places() {
    let mut sheet = Sheet::new();
    sheet.bold(18.0, 72.0, 720.0, "Annual report");
    sheet.paragraph(
        72.0,
        690.0,
        &["The company grew in every region and", "hired forty people in its new agree-", "ments office."],
    );
    sheet.paragraph(72.0, 640.0, &["Costs rose as well."]);
    let document = document(&[sheet]);
    assert_eq!(
        blocks(&document),
        [
            (BlockKind::Heading(1), "Annual report"),
            (
                BlockKind::Paragraph,
                "The company grew in every region and hired forty people in its new agreements office."
            ),
            (BlockKind::Paragraph, "Costs rose as well."),
        ]
    );
    let place = document.locate(document.text.find("hired").unwrap());
    assert_eq!((place.page, place.line, place.heading.as_deref()), (Some(1), Some(3), Some("Annual report")));
    assert_eq!(document.pages, Some(1));
    assert_eq!(document.format, "pdf");
}
