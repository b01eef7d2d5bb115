//! Terms that are used and never defined. Takes the uses of terms and the definitions of a view, gives a draft for each.

use super::super::view::{Slip, View};
use super::FEWEST_DEFINITIONS;
use super::uses::{Use, uses};
use super::words::{SELVES, is_common, is_outside, is_party};
use crate::model::draft::Draft;
use crate::model::finding::Relation;

/// A term that is used less often may be a title or a name.
const FEWEST_USES: usize = 3;
/// A term used so often is its own, even where it is the last word of a longer one.
const OFTEN: usize = 8;
/// No more undefined terms than this are reported, those used most.
const MOST_UNDEFINED: usize = 6;

/// One draft for each term that is used and never defined.
pub(in super::super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    let definitions = view.definitions();
    if definitions.borrows || definitions.places.len() < FEWEST_DEFINITIONS || !view.is_contract() {
        return;
    }
    let uses = uses(view);
    let mut undefined: Vec<(&String, &Use)> =
        uses.iter().filter(|(key, used)| is_undefined(view, key, used)).collect();
    undefined.sort_by(|a, b| b.1.count.cmp(&a.1.count).then_with(|| a.0.cmp(b.0)));
    for (key, used) in undefined.into_iter().take(MOST_UNDEFINED) {
        let is_party = is_party(key);
        let times = if used.count == 1 { "once".to_owned() } else { format!("{} times", used.count) };
        drafts.push(view.draft(Slip {
            statement: format!("“{}” is used {times} as a defined term, but nothing defines it.", used.said),
            why: "it has a capital within sentences, and the document defines its other terms".to_owned(),
            relation: Relation::Missing,
            score: if is_party { 0.6 } else { 0.45 } + if used.count > 9 { 0.1 } else { 0.0 },
            places: used.places.clone(),
        }));
    }
}

fn is_undefined(view: &View, key: &str, used: &Use) -> bool {
    let definitions = view.definitions();
    if definitions.knows(key) || is_common(key) && !is_party(key) {
        return false;
    }
    if is_party(key) {
        let is_head = definitions.heads.contains(key);
        return used.acting > usize::from(is_head) * 2
            || !is_head && used.count >= FEWEST_USES && used.determined > 0;
    }
    if definitions.heads.contains(key) && used.count < OFTEN {
        return false;
    }
    let parts: Vec<&str> = key.split(' ').collect();
    // "This Agreement" names itself; "the Agreement" wants a definition.
    if SELVES.contains(&key) {
        return used.count > FEWEST_USES && used.determined * 5 >= used.count * 3;
    }
    // Who acts again and again is a side of the contract, whatever its name.
    let acts = used.acting >= FEWEST_USES && used.acting * 8 >= used.count;
    if parts.len() > 1 {
        // "Company Products" is known when "Company" and "Products" are.
        let all_known = parts.iter().all(|part| definitions.knows(part) || is_party(part));
        let is_outside = parts.iter().any(|part| is_outside(part));
        let is_thing = used.count > FEWEST_USES && used.determined * 3 >= used.count;
        return !all_known && !is_outside && (acts || is_thing);
    }
    acts || used.count >= FEWEST_USES && used.determined * 5 >= used.count * 3
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::statements;
    use super::super::testing::contract;
    use super::*;

    #[test]
    fn terms_that_nothing_defines() {
        let cases: &[(&str, &[&str])] = &[
            ("The parties shall meet in June.", &[]),
            (
                "It is agreed that Partner shall store the goods.",
                &["“Partner” is used once as a defined term, but nothing defines it."],
            ),
            (
                "It shall hold the Products. It shall sell the Products, and keep the Products dry, and return the Products.",
                &["“Products” is used 3 times as a defined term, but nothing defines it."],
            ),
            (
                "It shall hold the “Products”. It shall sell the Products, keep the Products, and return the Products.",
                &[],
            ),
            (
                "All Products as defined in Exhibit A. It sells the Products, keeps the Products, and returns the Products.",
                &[],
            ),
            ("It trades in the United States, in the State of New York and in the State of Texas.", &[]),
            (
                "Terms not otherwise defined shall have their plain meaning, and Partner shall store the goods.",
                &[],
            ),
        ];
        for (more, expected) in cases {
            assert_eq!(statements(find, &contract(more)), *expected, "{more}");
        }
    }
}
