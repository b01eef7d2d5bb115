//! Where documents do not agree with themselves or with one another, by kind: what a finding of the kind proves, then both
//! passages of each; at the end every kind that was looked for, also those that nothing was found of.

use super::super::index::Index;
use super::super::item::Item;
use super::super::labels::{self, KindWords};
use crate::model::finding::FindingKind;
use crate::model::slip::SlipKind;
use crate::text::words::capitalised;
use askama::Template;

/// Discrepancies of one kind that are open at first.
const FIRST: usize = 6;

#[derive(Template)]
#[template(path = "sections/slips.html")]
struct Slips<'a> {
    words: &'static KindWords,
    total: String,
    groups: Vec<Group<'a>>,
    looked_for: Vec<LookedFor>,
    elsewhere: String,
    index: &'a Index,
}

/// The discrepancies of one kind.
struct Group<'a> {
    kind: SlipKind,
    first: Vec<&'a Item>,
    rest: Vec<&'a Item>,
}

/// A kind with what became of it.
struct LookedFor {
    kind: SlipKind,
    found: usize,
}

impl Group<'_> {
    fn id(&self) -> String {
        self.kind.name().replace([' ', ','], "-").replace("--", "-")
    }

    fn title(&self) -> String {
        capitalised(self.kind.name())
    }

    fn count(&self) -> String {
        labels::grouped(self.first.len() + self.rest.len())
    }
}

impl LookedFor {
    fn title(&self) -> String {
        capitalised(self.kind.name())
    }
}

/// Writes the discrepancies by kind, then what was looked for.
pub(super) fn write(index: &Index, out: &mut String) {
    if index.rows.is_empty() {
        return;
    }
    let shelf = index.shelf(FindingKind::Discrepancy);
    let of_kind = |kind: SlipKind| shelf.items.iter().filter(move |item| item.slip == Some(kind));
    let group = |kind| {
        let mut items: Vec<&Item> = of_kind(kind).collect();
        items.sort_by(|a, b| {
            let better = b.first_view.cmp(&a.first_view).then(b.confidence.cmp(&a.confidence));
            better.then(a.row.cmp(&b.row)).then(b.score.total_cmp(&a.score))
        });
        let rest = items.split_off(items.len().min(FIRST));
        Group { kind, first: items, rest }
    };
    let is_looked_for = |kind: &SlipKind| *kind != SlipKind::BetweenDocuments || index.is_batch();
    let looked_for = SlipKind::ALL.into_iter().filter(is_looked_for);
    let part = Slips {
        words: labels::kind_words(FindingKind::Discrepancy),
        total: labels::grouped(shelf.total),
        groups: SlipKind::ALL.into_iter().map(group).filter(|group| !group.first.is_empty()).collect(),
        looked_for: looked_for.map(|kind| LookedFor { kind, found: of_kind(kind).count() }).collect(),
        elsewhere: match shelf.total - shelf.items.len() {
            0 => String::new(),
            number => labels::count(number, "discrepancy", "discrepancies"),
        },
        index,
    };
    part.render_into(out).expect("a String takes every write");
}
