//! Action items: what, who, by when.

use super::super::index::Index;
use super::Folds;
use crate::model::finding::FindingKind;
use askama::Template;

#[derive(Template)]
#[template(path = "sections/actions.html")]
struct Actions<'a> {
    folds: Folds<'a>,
    index: &'a Index,
}

pub(super) fn write(index: &Index, out: &mut String) {
    if let Some(folds) = Folds::of(index, FindingKind::ActionItem) {
        Actions { folds, index }.render_into(out).expect("a String takes every write");
    }
}
