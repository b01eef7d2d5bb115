//! Terms that are defined twice, in different words. Takes the definitions of a view, gives a draft for each.

use super::super::definitions::{Definition, Form};
use super::super::labels::{Label, Part};
use super::super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::text::words::hash_word;

/// Definitions of one term that are held against its first.
const MOST_PLACES: usize = 8;

/// One draft for each term that is given two meanings.
pub(in super::super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    let by_key = view.definitions().by_key();
    let mut twice: Vec<&Vec<&Definition>> = by_key.values().filter(|places| places.len() > 1).collect();
    twice.sort_by_key(|places| places[0].term.start);
    let apart = apart(view);
    for places in twice {
        let first = places[0];
        // An abbreviation and the name of the text itself are spelled out wherever they come up.
        if first.key == "agreement"
            || view.slice(first.term).chars().all(|c| !c.is_lowercase()) && first.form == Form::Bracket
        {
            continue;
        }
        if first.form == Form::Bracket && !view.is_contract() {
            continue;
        }
        let Some(other) = places[1..]
            .iter()
            .take(MOST_PLACES)
            .find(|other| same_text(view, &apart, first, other) && differs(view, first, other))
        else {
            continue;
        };
        let both_mean = first.form == Form::Means && other.form == Form::Means;
        drafts.push(view.draft(Slip {
            statement: format!("“{}” is defined twice, in different words.", view.slice(first.term)),
            why: "two places give the term a meaning".to_owned(),
            relation: Relation::Inconsistent,
            score: if both_mean { 0.6 } else { 0.4 },
            places: vec![first.term, other.term],
        }));
    }
}

/// First bytes of exhibits, schedules and other parts that are texts of their own.
fn apart(view: &View) -> Vec<usize> {
    let is_apart = |label: &&Label| {
        label.opens_line && !matches!(label.part, Part::Section | Part::Article | Part::Table | Part::Figure)
    };
    view.labels().iter().filter(is_apart).map(|label| label.span.start).collect()
}

/// Whether no exhibit begins between the two, and none of them is a signature.
fn same_text(view: &View, apart: &[usize], a: &Definition, b: &Definition) -> bool {
    let before = |definition: &Definition| apart.partition_point(|&start| start < definition.term.start);
    let signs = |definition: &Definition| {
        let after = view.after(definition.term.end, 40);
        after.contains("By:") || after.contains("/s/") || after.contains("__")
    };
    before(a) == before(b) && !signs(a) && !signs(b) && !is_local(view, a) && !is_local(view, b)
}

/// Whether a definition is only for the place where it stands, or adds to another: "For purposes of this paragraph",
/// "without limiting the foregoing".
fn is_local(view: &View, definition: &Definition) -> bool {
    const OPENINGS: [&str; 4] = [
        "purposes of this paragraph",
        "purposes of this section",
        "purposes of this clause",
        "without limiting the",
    ];
    let before = view.before(definition.term.start, 70).to_ascii_lowercase();
    OPENINGS.iter().any(|opening| before.contains(opening))
}

/// Words that give a term the meaning of another place.
const POINTERS: [&str; 10] = [
    "set forth in",
    "ascribed to",
    "assigned to",
    "given in",
    "specified in",
    "provided in",
    "as defined",
    "defined in",
    "meaning given",
    "same meaning",
];

/// Whether two definitions of a term say different things.
fn differs(view: &View, a: &Definition, b: &Definition) -> bool {
    let meaning = |definition: &Definition| -> Vec<u64> {
        let sentence = view.sentence_at(definition.term.start).map_or(definition.term, |unit| unit.span);
        let near = match definition.form {
            Form::Means => {
                view.after(definition.term.end, sentence.end.saturating_sub(definition.term.end).min(240))
            }
            Form::Bracket => view
                .before(definition.term.start, definition.term.start.saturating_sub(sentence.start).min(160)),
        };
        // "has the meaning set forth in Section 4" points to the other definition.
        if POINTERS.iter().any(|words| near.contains(words)) {
            return Vec::new();
        }
        near.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).map(hash_word).collect()
    };
    let (one, two) = (meaning(a), meaning(b));
    if one.len() < 4 || two.len() < 4 {
        return false;
    }
    let shared = one.iter().filter(|word| two.contains(word)).count();
    shared * 100 < one.len().min(two.len()) * 60
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::statements;
    use super::super::testing::contract;
    use super::*;

    #[test]
    fn terms_defined_twice() {
        let cases: &[(&str, &[&str])] = &[
            (
                "“Goods” means all flour and grain milled for sale.\n“Goods” means services of transport, storage and insurance.",
                &["“Goods” is defined twice, in different words."],
            ),
            (
                "“Goods” means all flour and grain milled for sale.\nFor purposes of this paragraph, “Goods” means services of transport.",
                &[],
            ),
            (
                "“Goods” means all flour and grain milled for sale.\n“Goods” has the meaning set forth in Section 4 of this text.",
                &[],
            ),
            (
                "“Goods” means all flour and grain milled for sale.\n“Goods” means all flour and grain milled for sale.",
                &[],
            ),
        ];
        for (more, expected) in cases {
            assert_eq!(statements(find, &contract(more)), *expected, "{more}");
        }
    }
}
