//! Discrepancies: two values said for the same thing in two places. Precision before recall: the measure must be the
//! same, the words around must name the same thing, and corrections on the spot, approximations, other times and other
//! things are left out.

mod mentions;

use super::draft;
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::select::Candidate;
use crate::model::draft::Draft;
use crate::model::finding::{FindingKind, Relation};
use mentions::{Mention, What, mentions};
use rustc_hash::{FxHashMap, FxHashSet};

/// Values closer than this, in units, are one conversation: a correction or a comparison.
const APART: usize = 8;
/// How rare the shared words must be in all: the sum of ln(units / units with the word).
const LEAST_WEIGHT: f64 = 6.5;
/// A word that stands beside more values than this names no one thing.
const MOST_VALUES: usize = 30;

/// One draft for each pair of places that do not agree.
pub(super) fn extract(talk: &Talk, _candidates: &[Candidate], drafts: &mut Vec<(usize, Draft)>) {
    let mentions = mentions(talk);
    if mentions.len() < 2 {
        return;
    }
    let mut counts: Vec<u32> = vec![0; talk.families];
    for entry in &talk.entries {
        counts[entry.family() as usize] += 1;
    }
    // In a short document every word is rare; there it takes as many shared words as in one of this size.
    let total = (talk.count() as f64).max(400.0);
    let rarity = |family: &u32| (total / f64::from(counts[*family as usize].max(1))).ln().max(0.0);
    let mut by_word: FxHashMap<(What, u32), Vec<usize>> = FxHashMap::default();
    for (index, mention) in mentions.iter().enumerate() {
        for &stem in &mention.own {
            by_word.entry((mention.what, stem)).or_default().push(index);
        }
    }
    let mut best: Vec<(f64, usize, usize)> = Vec::new();
    let mut tried: FxHashSet<(usize, usize)> = FxHashSet::default();
    for (later, mention) in mentions.iter().enumerate() {
        for &stem in &mention.own {
            let Some(others) =
                by_word.get(&(mention.what, stem)).filter(|others| others.len() <= MOST_VALUES)
            else {
                continue;
            };
            for &earlier in others.iter().take_while(|&&earlier| earlier < later) {
                if tried.insert((earlier, later))
                    && !says_both(&mentions, earlier, later)
                    && let Some(weight) = compare(talk, &mentions[earlier], mention, &rarity)
                {
                    best.push((weight, earlier, later));
                }
            }
        }
    }
    best.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut used: FxHashSet<(What, u64)> = FxHashSet::default();
    for (weight, earlier, later) in best {
        let (a, b) = (&mentions[earlier], &mentions[later]);
        // A value takes part in one discrepancy: its clearest.
        let keys = [(a.what, a.value.to_bits()), (b.what, b.value.to_bits())];
        if keys.iter().any(|key| used.contains(key)) {
            continue;
        }
        used.extend(keys);
        let shared = shared_words(talk, a, b, &rarity);
        let statement = format!("{}: “{}” and later “{}”.", shared, a.text, b.text);
        let why = "two values for what is called the same".to_owned();
        let score = (0.35 + (weight - LEAST_WEIGHT) / 40.0).min(0.9) as f32;
        let mut found =
            draft(talk, FindingKind::Discrepancy, a.unit, &[a.unit, b.unit], statement, score, why);
        found.relation = Some(Relation::Inconsistent);
        drafts.push((a.unit, found));
    }
}

/// How surely two values are of the same thing and differ.
fn compare(talk: &Talk, a: &Mention, b: &Mention, rarity: &impl Fn(&u32) -> f64) -> Option<f64> {
    let differ = (a.value - b.value).abs() > 1e-9;
    let near_equal = a.what != What::Day && (a.value / b.value - 1.0).abs() < 0.06;
    let far = a.what != What::Day && !(0.2..5.0).contains(&(a.value / b.value));
    if !differ || near_equal || far || b.unit - a.unit < APART || changes(talk, b) || changes(talk, a) {
        return None;
    }
    // Each about a name that the other has not: two things.
    let only_a = a.names.iter().any(|name| !b.names.contains(name));
    let only_b = b.names.iter().any(|name| !a.names.contains(name));
    if only_a && only_b {
        return None;
    }
    let shared: Vec<&u32> = a.own.iter().filter(|stem| b.own.contains(stem)).collect();
    let least = if matches!(a.what, What::Of(_)) { 1 } else { 2 };
    if shared.len() < least {
        return None;
    }
    let mut weight: f64 = shared.iter().map(|stem| rarity(stem)).sum();
    if let What::Of(noun) = a.what {
        weight += rarity(&noun);
    }
    // Words that only one side has speak for another thing.
    let apart = (a.own.len() + b.own.len() - 2 * shared.len()) as f64;
    weight -= 0.35 * apart + if a.borrowed { 0.7 } else { 0.0 } + if b.borrowed { 0.7 } else { 0.0 };
    (weight >= LEAST_WEIGHT).then_some(weight)
}

/// Whether one of the two sentences says both values: then they are two things, or a comparison.
fn says_both(mentions: &[Mention], earlier: usize, later: usize) -> bool {
    let says = |at: usize, value: f64| {
        let unit = mentions[at].unit;
        let before = mentions[..at].iter().rev().take_while(|mention| mention.unit == unit);
        let after = mentions[at..].iter().take_while(|mention| mention.unit == unit);
        before
            .chain(after)
            .take(20)
            .any(|mention| mention.what == mentions[at].what && mention.value == value)
    };
    says(earlier, mentions[later].value) || says(later, mentions[earlier].value)
}

/// Whether the sentence says that a value changed, is another's, or is only imagined.
fn changes(talk: &Talk, mention: &Mention) -> bool {
    talk.has_any(mention.unit, Cue::Correct.bit() | Cue::Past.bit() | Cue::Unreal.bit())
}

/// The words both places share, as the first place has them, rarest three.
fn shared_words(talk: &Talk, a: &Mention, b: &Mention, rarity: &impl Fn(&u32) -> f64) -> String {
    let text = &talk.document.text;
    let mut shared: Vec<u32> = a.own.iter().copied().filter(|stem| b.own.contains(stem)).collect();
    if let What::Of(noun) = a.what {
        shared.push(noun);
    }
    shared.sort_by(|x, y| rarity(y).total_cmp(&rarity(x)).then(x.cmp(y)));
    shared.truncate(3);
    let mut words: Vec<&str> = Vec::new();
    for unit in (a.unit.saturating_sub(2)..=a.unit).rev() {
        for (word, entry) in talk.units.words_of(talk.unit(unit)).iter().zip(talk.entries_of(unit)) {
            if let Some(at) = shared.iter().position(|shared| *shared == entry.family()) {
                shared.remove(at);
                words.push(word.of(text));
            }
        }
    }
    let line = words.join(" ");
    let mut letters = line.chars();
    letters
        .next()
        .map_or_else(|| "The same thing".to_owned(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::testing::talk as lines;
    use crate::model::people::People;
    use crate::model::units::Units;

    fn found(text: &str) -> Vec<String> {
        let gap = "Eva: It rained on the boats again.\nTom: They were wet.\n".repeat(5);
        let document = lines(&text.replace("...", &format!("\n{gap}")));
        let units = Units::of(&document);
        let people = People::default();
        let talk = Talk::of(&document, &units, &people);
        let mut drafts = Vec::new();
        extract(&talk, &[], &mut drafts);
        drafts.into_iter().map(|(_, draft)| draft.statement).collect()
    }

    #[test]
    fn two_values_for_one_thing() {
        let cases: &[(&str, &str, usize)] = &[
            (
                "amounts",
                "Ann: The removal budget is forty thousand pounds for the museum....Ann: We have the museum removal budget of 48,000 pounds.",
                1,
            ),
            (
                "days",
                "Ann: The bank needs the test file by the twelfth of June....Ann: The test file for the bank is due on 19 June.",
                1,
            ),
            (
                "lengths",
                "Ann: That's four weeks of parallel running....Ann: I promised parallel running for six weeks.",
                1,
            ),
            (
                "the same",
                "Ann: The removal budget is forty thousand pounds for the museum....Ann: We have the museum removal budget of 40,000 pounds.",
                0,
            ),
            (
                "corrected",
                "Ann: The removal budget is forty thousand pounds for the museum....Ann: Sorry, I said the museum removal budget is 48,000 pounds.",
                0,
            ),
            (
                "other things",
                "Ann: The Carrow depot budget line is forty thousand pounds....Ann: For Fennick the depot budget line is 48,000 pounds.",
                0,
            ),
            (
                "near by",
                "Ann: The removal budget for the museum is forty thousand pounds. No, the museum removal budget is 48,000 pounds....Ann: Fine.",
                0,
            ),
            (
                "nothing shared",
                "Ann: The van costs forty thousand pounds....Ann: The roof costs 48,000 pounds.",
                0,
            ),
        ];
        for (name, text, expected) in cases {
            let found = found(text);
            assert_eq!(found.len(), *expected, "{name}: {found:?}");
        }
    }
}
