//! Values and the words around them: every amount, share, duration, count and day of a talk, with what it is of.

use crate::engine::builtin::lexicon::Entry;
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::spoken::{among, h, is_month};
use crate::text::dates::find_dates;
use crate::text::quantities::{Measure, Period, Quantity, find_quantities};
use crate::text::words::Word;
use jiff::civil::Date;
use std::ops::Range;

/// What a value is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    Amount,
    Percent,
    Duration(Period),
    /// So many of these.
    Of(u32),
    Day,
}

/// A value and the words around it.
pub(super) struct Mention {
    pub(super) unit: usize,
    pub(super) what: What,
    pub(super) value: f64,
    pub(super) own: Vec<u32>,
    pub(super) borrowed: bool,
    pub(super) names: Vec<u32>,
    pub(super) text: String,
}

/// Words on either side of a value that tell what it is about.
const NEAR: usize = 12;

/// More values than this are a table, not a talk; the rest is not compared.
const MOST_MENTIONS: usize = 20_000;

/// All values worth comparing.
pub(super) fn mentions(talk: &Talk) -> Vec<Mention> {
    let text = &talk.document.text;
    let mut found = Vec::new();
    let mut quantities: Vec<Quantity> = Vec::new();
    for unit in 0..talk.count() {
        if found.len() >= MOST_MENTIONS {
            break;
        }
        let words = talk.units.words_of(talk.unit(unit));
        if !talk.entries_of(unit).iter().any(|entry| entry.counts()) {
            continue;
        }
        quantities.clear();
        find_quantities(text, words, &mut quantities);
        for quantity in &quantities {
            if let Some(what) = what_of(text, words, talk.entries_of(unit), quantity) {
                let place = (quantity.first_word, quantity.end_word);
                let said = text.get(quantity.start..end_of(words, quantity, what)).unwrap_or_default();
                found.push(mention(talk, unit, words, what, quantity.value, place, said));
            }
        }
        for (place, day, said) in days(talk, unit, words) {
            found.push(mention(talk, unit, words, What::Day, day, place, said));
        }
    }
    found
}

fn end_of(words: &[Word], quantity: &Quantity, what: What) -> usize {
    match what {
        What::Of(_) => words.get(quantity.end_word).map_or(quantity.end, |word| word.end as usize),
        _ => quantity.end,
    }
}

/// What a quantity is of; `None` if that cannot be told or it is said to be another, extra or only a bound.
fn what_of(text: &str, words: &[Word], entries: &[Entry], quantity: &Quantity) -> Option<What> {
    const OTHER: [u64; 24] = [
        h("another"),
        h("extra"),
        h("other"),
        h("first"),
        h("last"),
        h("next"),
        h("every"),
        h("per"),
        h("these"),
        h("those"),
        h("more"),
        h("up"),
        h("only"),
        h("least"),
        h("most"),
        h("or"),
        h("to"),
        h("between"),
        h("than"),
        h("past"),
        h("additional"),
        h("ago"),
        h("out"),
        h("if"),
    ];
    const AFTER: [u64; 8] =
        [h("more"), h("less"), h("ago"), h("each"), h("per"), h("or"), h("to"), h("later")];
    let before = (1..=2).filter_map(|back| quantity.first_word.checked_sub(back)).map(|at| words[at].hash);
    if before.into_iter().any(|hash| among(hash, &OTHER))
        || words.get(quantity.end_word).is_some_and(|word| among(word.hash, &AFTER))
    {
        return None;
    }
    match quantity.measure {
        Measure::Money => Some(What::Amount),
        Measure::Percent => Some(What::Percent),
        Measure::Duration(period) => Some(What::Duration(period)),
        Measure::Count => {
            let noun = words
                .get(quantity.end_word)
                .filter(|word| text.get(quantity.end..word.start as usize) == Some(" "));
            let noun = noun.map_or(0, |_| entries[quantity.end_word].family());
            match noun {
                1.. if quantity.value >= 3.0 => Some(What::Of(noun)),
                _ if quantity.value >= 1000.0 && !is_identifier(text, quantity) => Some(What::Amount),
                _ => None,
            }
        }
    }
}

/// Four and more bare figures ("EIP 1559") name a thing more often than they count one.
fn is_identifier(text: &str, quantity: &Quantity) -> bool {
    text.get(quantity.start..quantity.end).is_some_and(|said| said.bytes().all(|b| b.is_ascii_digit()))
}

/// Days with their month, as a count of days that tells them apart.
fn days<'a>(talk: &'a Talk, unit: usize, words: &[Word]) -> Vec<((usize, usize), f64, &'a str)> {
    if !words.iter().any(|word| is_month(word.hash)) {
        return Vec::new();
    }
    let text = talk.text(unit);
    let base = talk.unit(unit).span.start;
    // Days without a year only have to differ from one another, so any year will do.
    let reference = talk.document.date.map_or_else(|| jiff::civil::date(2024, 1, 1), |dated| dated.date);
    find_dates(text, Some(reference))
        .into_iter()
        .filter_map(|phrase| {
            let said = text.get(phrase.start..phrase.end)?;
            let from = words.partition_point(|word| (word.end as usize) <= base + phrase.start);
            let to = words.partition_point(|word| (word.start as usize) < base + phrase.end);
            let has_month = words[from..to].iter().any(|word| is_month(word.hash));
            let has_day = words[from..to].iter().any(|word| {
                let part = word.of(&talk.document.text);
                part.starts_with(|c: char| c.is_ascii_digit())
                    || part.ends_with("th")
                    || part.ends_with("st")
                    || part.ends_with("nd")
                    || part.ends_with("rd")
            });
            let day = phrase.date?.duration_since(Date::constant(2000, 1, 1)).as_hours() as f64 / 24.0;
            (has_month && has_day).then_some(((from, to), day, said))
        })
        .collect()
}

fn mention(
    talk: &Talk,
    unit: usize,
    words: &[Word],
    what: What,
    value: f64,
    place: (usize, usize),
    said: &str,
) -> Mention {
    let (mut own, mut names) = (Vec::new(), Vec::new());
    let first = talk.unit(unit).words.start;
    let near = place.0.saturating_sub(NEAR)..(place.1 + NEAR).min(words.len());
    collect(talk, first + near.start..first + place.0, &mut own, &mut names);
    collect(talk, first + place.1..first + near.end, &mut own, &mut names);
    let mut borrowed = false;
    // What a short sentence is about often stands in the one before it.
    for back in 1..=2 {
        if own.len() < 3
            && let Some(before) = unit.checked_sub(back)
        {
            let before = talk.unit(before).words.clone();
            borrowed = true;
            collect(
                talk,
                before.start.max(before.end.saturating_sub(NEAR))..before.end,
                &mut own,
                &mut Vec::new(),
            );
        }
    }
    if let What::Of(noun) = what {
        own.retain(|stem| *stem != noun);
    }
    own.sort_unstable();
    own.dedup();
    names.sort_unstable();
    names.dedup();
    Mention { unit, what, value, own, borrowed, names, text: said.to_owned() }
}

/// Adds the families of the words, and of those with a capital.
fn collect(talk: &Talk, words: Range<usize>, own: &mut Vec<u32>, names: &mut Vec<u32>) {
    let text = &talk.document.text;
    for (at, index) in words.enumerate() {
        let family = talk.entries[index].family();
        let word = &talk.units.words[index];
        if family > 0 && !is_month(word.hash) {
            own.push(family);
            if at > 0 && text[word.start as usize..].starts_with(char::is_uppercase) {
                names.push(family);
            }
        }
    }
}
