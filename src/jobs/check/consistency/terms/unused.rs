//! Terms that are defined and never used. Takes the definitions and words of a view, gives a draft for each.

use super::super::definitions::key;
use super::super::view::{Slip, View};
use super::FEWEST_DEFINITIONS;
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::text::words::hash_word;
use rustc_hash::FxHashMap;

/// Uses of a first word that are looked at; a term whose first word is more common counts as used.
const MOST_SEEN: usize = 2000;

/// One draft for each term that is defined and never used.
pub(in super::super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    let definitions = view.definitions();
    if definitions.places.len() < FEWEST_DEFINITIONS || !view.is_contract() {
        return;
    }
    let by_key = definitions.by_key();
    let mut first_words: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for definition in &definitions.places {
        let first = view.slice(definition.term).split_whitespace().next().unwrap_or_default();
        first_words.entry(hash_word(stem_of(first))).or_default();
    }
    for word in &view.units.words {
        if let Some(places) = first_words.get_mut(&hash_word(stem_of(word.of(view.text))))
            && places.len() <= MOST_SEEN
        {
            places.push(word.start);
        }
    }
    for definition in &definitions.places {
        let said = view.slice(definition.term);
        if by_key[definition.key.as_str()].len() > 1 || definition.key.len() < 4 || !is_plain_term(said) {
            continue;
        }
        let first = said.split_whitespace().next().unwrap_or_default();
        let places = &first_words[&hash_word(stem_of(first))];
        let is_use = |&&place: &&u32| {
            let place = place as usize;
            place != definition.term.start
                && key(view.after(place, said.len() + 8)).starts_with(&definition.key)
        };
        if places.len() <= MOST_SEEN && !places.iter().any(|place| is_use(&place)) {
            drafts.push(view.draft(Slip {
                statement: format!("“{said}” is defined but never used."),
                why: "the term stands nowhere but in its definition".to_owned(),
                relation: Relation::Inconsistent,
                score: 0.3,
                places: vec![definition.term],
            }));
        }
    }
}

/// A word without what its plural and possessive add, or more: words that it makes alike are told apart by [`key`].
fn stem_of(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    word.trim_end_matches(['s', 'e', 'i', 'y'])
}

fn is_plain_term(said: &str) -> bool {
    said.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
        && said.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{expect, statements};
    use super::super::testing::contract;
    use super::*;

    #[test]
    fn terms_never_used() {
        let cases: &[(&str, &[&str])] = &[
            (
                "The day of signing (the “Effective Date”) shall be noted.",
                &["“Effective Date” is defined but never used."],
            ),
            ("The day of signing (the “Effective Date”). It begins on the Effective Date.", &[]),
            ("All costs (collectively, “Losses”) shall be paid. A Loss shall be reported.", &[]),
        ];
        for (more, expected) in cases {
            assert_eq!(statements(find, &contract(more)), *expected, "{more}");
        }
        expect(find, &[("One thing (the “Thing”).", &[])]);
    }
}
