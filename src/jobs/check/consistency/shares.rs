//! Shares over 100 percent where there can be no more than all of a thing. Takes the percentages of a view, gives a draft for
//! each.

use super::measures::Measure;
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;

/// Words right after a percentage that make it a part of a whole.
const OF_ALL: &[&str] = &[
    "of the outstanding",
    "of all",
    "of the total",
    "of its outstanding",
    "of the voting",
    "of the issued",
    "of the shares",
    "of the members",
    "of our employees",
    "of employees",
    "of respondents",
];
/// Words before that make it a growth or a price, which may be any number.
const NOT_A_SHARE: &[&str] = &[
    "increase",
    "grew",
    "grow",
    "rose",
    "up ",
    "premium",
    "price",
    "equal to",
    "exceed",
    "more than",
    "collateral",
    "ratio",
    "target",
    "payout",
    "coverage",
    "times",
];

/// One draft for each share over 100 percent.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    for mention in view.mentions() {
        if mention.measure != Measure::Percent || mention.value <= 100.0 {
            continue;
        }
        let after = view.after(mention.span.end, 40);
        let after = after.trim_start_matches([')', ' ', '%', '\u{a0}']);
        let after = after.strip_prefix("percent").map_or(after, |rest| rest.trim_start_matches([')', ' ']));
        let before = view.before(mention.span.start, 80).to_ascii_lowercase();
        if OF_ALL.iter().any(|words| after.starts_with(words))
            && !NOT_A_SHARE.iter().any(|words| before.contains(words))
        {
            drafts.push(view.draft(Slip {
                statement: format!("A part cannot be more than all: {} %.", mention.value),
                why: "the words after it make it a share of a whole".to_owned(),
                relation: Relation::Inconsistent,
                score: 0.5,
                places: vec![mention.span],
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::expect;
    use super::*;

    #[test]
    fn more_than_all() {
        expect(
            find,
            &[
                ("holders of 120% of the outstanding shares", &["A part cannot be more than all: 120 %."]),
                ("holders of 51% of the outstanding shares", &[]),
                ("an increase of 120% of the total", &[]),
                ("collateral of 105% of the loan", &[]),
            ],
        );
    }
}
