//! Discrepancies: the two sides next to one another, and how they stand to each other.

use super::super::index::Index;
use super::Folds;
use crate::model::finding::FindingKind;
use askama::Template;

#[derive(Template)]
#[template(path = "sections/discrepancies.html")]
struct Discrepancies<'a> {
    folds: Folds<'a>,
    index: &'a Index,
}

pub(super) fn write(index: &Index, out: &mut String) {
    if let Some(folds) = Folds::of(index, FindingKind::Discrepancy) {
        Discrepancies { folds, index }.render_into(out).expect("a String takes every write");
    }
}
