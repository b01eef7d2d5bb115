//! One thing with two values: amounts that stand after the same words and differ. Takes the amounts of a view, gives a draft
//! for each pair whose words agree more than those of different things would.

use super::measures::{Measure, Mention};
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::text::numerals::is_number_word;
use crate::text::words::hash_word;
use rustc_hash::{FxHashMap, FxHashSet};

/// The words before an amount that tell what it is of, in bytes.
const BEFORE: usize = 110;
/// … and after it.
const AFTER: usize = 50;
/// A word that stands beside more amounts than this tells nothing apart.
const MOST_AMOUNTS: usize = 24;
/// More amounts than this are tables; the rest is not compared.
const MOST_MENTIONS: usize = 20_000;
/// Words that two amounts must share.
const LEAST_SHARED: usize = 5;

/// One draft for each pair of amounts of one thing that differ.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    // A report gives many amounts in like words, each of another year or loan.
    if !view.is_contract() {
        return;
    }
    let amounts = view.mentions().iter();
    let amounts: Vec<&Mention> =
        amounts.filter(|mention| mention.measure == Measure::Money && mention.value >= 100.0).collect();
    for (a, b, count) in pairs(view, &amounts, |a, b| (a.value - b.value).abs() >= 0.005 && !a.is_switched(b))
    {
        drafts.push(draft(view, a, b, count));
    }
}

/// Pairs of values that stand among the same words, as far as these tell it, and differ; with the number of words they
/// share. Each value is in one pair.
pub(super) fn pairs<'a>(
    view: &View,
    amounts: &[&'a Mention],
    differ: impl Fn(&Mention, &Mention) -> bool,
) -> Vec<(&'a Mention, &'a Mention, usize)> {
    let amounts = &amounts[..amounts.len().min(MOST_MENTIONS)];
    let mut found = Vec::new();
    let about: Vec<Vec<u64>> = amounts.iter().map(|mention| words_around(view, mention)).collect();
    let mut by_word: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (index, words) in about.iter().enumerate() {
        for &word in words {
            by_word.entry(word).or_default().push(index);
        }
    }
    let mut used: FxHashSet<usize> = FxHashSet::default();
    for (later, words) in about.iter().enumerate() {
        let mut shared: FxHashMap<usize, usize> = FxHashMap::default();
        for word in words {
            let others = by_word.get(word).filter(|others| others.len() <= MOST_AMOUNTS);
            for &earlier in others.into_iter().flatten().take_while(|&&earlier| earlier < later) {
                *shared.entry(earlier).or_default() += 1;
            }
        }
        let best = shared
            .into_iter()
            .filter(|(earlier, _)| !used.contains(earlier))
            .filter(|&(earlier, count)| {
                let least = about[earlier].len().min(words.len());
                differ(amounts[earlier], amounts[later])
                    && is_pair(view, amounts[earlier], amounts[later], count, least)
            })
            .max_by_key(|&(earlier, count)| (count, std::cmp::Reverse(earlier)));
        if let Some((earlier, count)) = best
            && !used.contains(&later)
        {
            used.extend([earlier, later]);
            found.push((amounts[earlier], amounts[later], count));
        }
    }
    found
}

fn draft(view: &View, a: &Mention, b: &Mention, count: usize) -> Draft {
    view.draft(Slip {
        statement: format!(
            "The same amount is {} here and {} there.",
            view.slice(a.span),
            view.slice(b.span)
        ),
        why: format!("{count} words around the two amounts are the same"),
        relation: Relation::Inconsistent,
        score: if is_misprint(view, a, b) { 0.6 } else { 0.4 },
        places: vec![a.span, b.span],
    })
}

/// Whether two amounts are of the same thing.
fn is_pair(view: &View, a: &Mention, b: &Mention, shared: usize, words: usize) -> bool {
    if shared < LEAST_SHARED || shared * 100 < words * 60 {
        return false;
    }
    let (one, two) = (view.unit_at(a.span.start), view.unit_at(b.span.start));
    let apart = one.zip(two).is_some_and(|(one, two)| two > one + 1);
    // The words right before must agree: "equal to $3,600", "greater than $500,000".
    let last = |mention: &Mention| last_words(view, mention);
    apart
        && last(a) == last(b)
        && !years_differ(view, a, b)
        && !is_tier(view, a)
        && !is_tier(view, b)
        && !names_differ(view, a, b)
}

/// Whether two amounts differ in one digit only.
fn is_misprint(view: &View, a: &Mention, b: &Mention) -> bool {
    let (one, two) = (view.slice(a.span).as_bytes(), view.slice(b.span).as_bytes());
    one.len() == two.len() && one.iter().zip(two).filter(|(a, b)| a != b).count() == 1
}

/// Whether the sentences of two amounts speak of different years.
fn years_differ(view: &View, a: &Mention, b: &Mention) -> bool {
    let years = |mention: &Mention| -> Vec<&str> {
        let sentence = view.sentence_at(mention.span.start).map_or("", |unit| view.slice(unit.span));
        let is_year = |word: &&str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
        sentence.split(|c: char| !c.is_ascii_digit()).filter(is_year).collect()
    };
    let (one, two) = (years(a), years(b));
    !one.is_empty() && !two.is_empty() && one.iter().all(|year| !two.contains(year))
}

/// Whether each of two amounts stands beside a name that the other has not: "Random Plus" and "Continuous Plus".
fn names_differ(view: &View, a: &Mention, b: &Mention) -> bool {
    let names = |mention: &Mention| -> Vec<u64> {
        let before = view.before(mention.span.start, BEFORE);
        let words = before.split(|c: char| !c.is_alphanumeric()).skip(1);
        words
            .filter(|word| word.starts_with(char::is_uppercase) && word.len() > 1 && !is_number_word(word))
            .map(hash_word)
            .collect()
    };
    let (one, two) = (names(a), names(b));
    one.iter().any(|name| !two.contains(name)) && two.iter().any(|name| !one.contains(name))
}

/// The two words before an amount.
fn last_words(view: &View, mention: &Mention) -> Vec<u64> {
    let before = view.before(mention.span.start, 40);
    let before = before
        .rsplit_once('(')
        .map_or(before, |(head, inside)| if inside.trim().is_empty() { head } else { before });
    before
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !is_amount_word(word))
        .rev()
        .take(2)
        .map(hash_word)
        .collect()
}

/// Whether the amount is a step of a scale, an instalment or a line of a table.
fn is_tier(view: &View, mention: &Mention) -> bool {
    const STEPS: [&str; 22] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "next",
        "additional",
        "up to",
        "between",
        "tier",
        "level",
        "phase",
        "milestone",
        "installment",
        "instalment",
        "greater than or equal",
        "exceed",
        "quarter",
        "calendar year 20",
        "fiscal",
        "year ",
        "per annum",
    ];
    let near = view.before(mention.span.start, 60).to_ascii_lowercase();
    let after = view.after(mention.span.end, 20);
    STEPS.iter().any(|step| near.contains(step))
        || near.matches('$').count() > 0
        || after.contains('$')
        || after.trim_start().starts_with("to ")
        || view.after(mention.span.end, 40).contains("on or before")
}

fn is_amount_word(word: &str) -> bool {
    is_number_word(word)
        || ["dollars", "no", "usd", "us"].iter().any(|unit| word.eq_ignore_ascii_case(unit))
        || word == "100"
}

/// The hashes of the longer words around an amount, each once.
fn words_around(view: &View, mention: &Mention) -> Vec<u64> {
    let before = view.before(mention.span.start, BEFORE);
    let after = view.after(mention.span.end, AFTER);
    let mut words: Vec<u64> = before
        .split(|c: char| !c.is_alphanumeric())
        .skip(1)
        .chain(after.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| {
            word.len() > 2 && !word.starts_with(|c: char| c.is_ascii_digit()) && !is_amount_word(word)
        })
        .map(hash_word)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::super::testing::expect;
    use super::*;

    #[test]
    fn amounts_of_one_thing() {
        let parties = "Acme (the “Owner”) and Best (the “Builder”) are the parties hereto.\n";
        let damages = |amount: &str| {
            format!(
                "{parties}If work stops before the opening, the owner will pay damages for delay equal to {amount} for every approved room."
            )
        };
        let same = format!("{}\nWords between.\nMore words.\n{}", damages("$3,600"), damages("$3,600"));
        let other = format!("{}\nWords between.\nMore words.\n{}", damages("$3,600"), damages("$4,600"));
        let steps = "The first payment on signing of the contract is $3,600 in cash.\nWords.\nMore.\nThe second payment on signing of the contract is $4,600 in cash.";
        expect(
            find,
            &[
                (&same, &[]),
                (&other, &["The same amount is $3,600 here and $4,600 there."]),
                (steps, &[]),
                ("A price of $3,600.\nWords.\nMore.\nA deposit of $4,600.", &[]),
            ],
        );
    }
}
