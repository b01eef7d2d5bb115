//! A document against itself. Takes a document with its units, gives drafts of what does not agree.

use crate::model::document::Document;
use crate::model::draft::Draft;
use crate::model::units::Units;

/// What does not agree within the document.
pub(crate) fn find(_document: &Document, _units: &Units) -> Vec<Draft> {
    Vec::new()
}
