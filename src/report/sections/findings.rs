//! Decisions, open questions and risks: one line an item, its quotes beneath.

use super::super::index::Index;
use super::Folds;
use crate::model::finding::FindingKind;
use askama::Template;

#[derive(Template)]
#[template(path = "sections/findings.html")]
struct Findings<'a> {
    folds: Folds<'a>,
    index: &'a Index,
}

pub(super) fn write_decisions(index: &Index, out: &mut String) {
    write(FindingKind::Decision, index, out);
}

pub(super) fn write_questions(index: &Index, out: &mut String) {
    write(FindingKind::OpenQuestion, index, out);
}

pub(super) fn write_risks(index: &Index, out: &mut String) {
    write(FindingKind::Risk, index, out);
}

fn write(kind: FindingKind, index: &Index, out: &mut String) {
    if let Some(folds) = Folds::of(index, kind) {
        Findings { folds, index }.render_into(out).expect("a String takes every write");
    }
}
