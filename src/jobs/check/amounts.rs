//! Amounts with a direction: "within 30 days", "at least two", "no more than 5 %". Takes the words of two sentences, says
//! whether one asks for more than the other.

use crate::model::requirement::Modality;
use crate::text::quantities::{Measure, Period, Quantity, find_quantities};
use crate::text::words::{Word, hash_word};

/// Which way a limit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    /// At most: within, no later than, not exceed.
    Most,
    /// At least: no less than, minimum.
    Least,
    /// Just so much.
    Exact,
}

/// One amount.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    measure: Measure,
    /// Money and counts as said, periods in days.
    value: f64,
    limit: Limit,
    words: String,
}

/// The amounts of a sentence.
#[derive(Debug)]
pub(super) struct Amounts(Vec<Amount>);

/// How what a document asks for stands to what the policy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Same,
    Stricter,
    Weaker,
    /// Another value where just one is right.
    Other,
}

/// A comparison of two amounts, in words.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) order: Order,
    pub(super) reason: String,
}

const MOST: &[&str] = &[
    "within",
    "at most",
    "no later than",
    "not later than",
    "no more than",
    "not more than",
    "not exceed",
    "not exceeding",
    "maximum",
    "up to",
    "before",
    "by",
    "less than",
    "no longer than",
    "not longer than",
    "shall not exceed",
    "must not exceed",
    "under",
    "below",
];
const LEAST: &[&str] = &[
    "at least",
    "no less than",
    "not less than",
    "no fewer than",
    "not fewer than",
    "minimum",
    "more than",
    "longer than",
    "no earlier than",
    "not earlier than",
    "over",
    "above",
    "exceeding",
    "or more",
];
/// Words before an amount that may tell its direction.
const REACH: usize = 5;

impl Amounts {
    /// The amounts among these words of a text.
    pub(super) fn of(text: &str, words: &[Word]) -> Self {
        let mut quantities = Vec::new();
        find_quantities(text, words, &mut quantities);
        let mut amounts: Vec<Amount> = Vec::new();
        for quantity in &quantities {
            let amount = amount(text, words, quantity);
            // "thirty (30) days": the words before the bracket say the same number.
            let is_bracketed = text.get(..quantity.start).is_some_and(|before| before.ends_with('('));
            if is_bracketed && amounts.last().is_some_and(|last| last.measure == Measure::Count) {
                amounts.pop();
            }
            amounts.push(amount);
        }
        Amounts(amounts)
    }
}

fn amount(text: &str, words: &[Word], quantity: &Quantity) -> Amount {
    let from = words[quantity.first_word.saturating_sub(REACH)].start as usize;
    let before = text.get(from..quantity.start).unwrap_or_default().to_lowercase();
    let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let (read, end) = with_unit(text, words, quantity);
    let bare = Quantity { measure: read, end, ..*quantity };
    let quantity = &bare;
    let (measure, value) = match quantity.measure {
        Measure::Duration(period) => (Measure::Duration(Period::Day), quantity.value * days_of(period)),
        other => (other, quantity.value),
    };
    Amount {
        measure,
        value,
        limit: limit_of(before),
        words: text.get(quantity.start..quantity.end).unwrap_or_default().replace(['(', ')'], ""),
    }
}

/// A count with the unit that stands a little off: "3) business days", "EUR 2,000,000".
fn with_unit(text: &str, words: &[Word], quantity: &Quantity) -> (Measure, usize) {
    if quantity.measure != Measure::Count {
        return (quantity.measure, quantity.end);
    }
    let is = |at: usize, known: &[&str]| {
        words.get(at).is_some_and(|word| known.iter().any(|one| word.of(text).eq_ignore_ascii_case(one)))
    };
    if quantity.first_word > 0 && is(quantity.first_word - 1, CURRENCIES) {
        return (Measure::Money, quantity.end);
    }
    let unit = quantity.end_word + usize::from(is(quantity.end_word, DAY_KINDS));
    let Some(period) = PERIODS.iter().find(|(names, _)| is(unit, names)).map(|(_, period)| *period) else {
        return (Measure::Count, quantity.end);
    };
    (Measure::Duration(period), words[unit].end as usize)
}

/// Codes and names of currencies that stand before an amount.
const CURRENCIES: &[&str] = &["eur", "usd", "gbp", "chf", "cad", "aud", "inr", "jpy", "rs"];
/// Words between a number and its days.
const DAY_KINDS: &[&str] = &["business", "working", "calendar", "consecutive", "full"];
const PERIODS: &[(&[&str], Period)] = &[
    (&["hour", "hours"], Period::Hour),
    (&["day", "days"], Period::Day),
    (&["week", "weeks"], Period::Week),
    (&["month", "months"], Period::Month),
    (&["year", "years"], Period::Year),
];

/// The direction that the words before an amount give: that of the phrase nearest to it, the longest of those.
fn limit_of(before: &str) -> Limit {
    let nearest = |phrases: &[&str]| {
        let ends = phrases.iter().filter_map(|phrase| {
            let at = before.rfind(phrase)?;
            let is_whole = before[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric())
                && before[at + phrase.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
            is_whole.then_some((at + phrase.len(), phrase.len()))
        });
        ends.max()
    };
    match (nearest(MOST), nearest(LEAST)) {
        (Some(most), Some(least)) if most > least => Limit::Most,
        (_, Some(_)) => Limit::Least,
        (Some(_), None) => Limit::Most,
        (None, None) => Limit::Exact,
    }
}

fn days_of(period: Period) -> f64 {
    match period {
        Period::Second => 1.0 / 86_400.0,
        Period::Minute => 1.0 / 1440.0,
        Period::Hour => 1.0 / 24.0,
        Period::Day => 1.0,
        Period::Week => 7.0,
        Period::Month => 30.0,
        Period::Year => 365.0,
    }
}

/// Compares the first amount of the policy that the document has one of the same measure for; `None` if there is none.
/// A month counts as 30 days, so differences below a tenth between unlike units are none.
pub(super) fn compare(policy: &Amounts, document: &Amounts, modality: Modality) -> Option<Verdict> {
    for wanted in policy.0.iter().filter(|one| one.measure != Measure::Count || one.limit != Limit::Exact) {
        let same: Vec<&Amount> = document.0.iter().filter(|one| one.measure == wanted.measure).collect();
        // Two amounts of the same measure in a passage: which of them is meant cannot be told.
        let [found] = same.as_slice() else { continue };
        let is_near = (found.value - wanted.value).abs() <= 0.1 * wanted.value.abs()
            && unit_of(&found.words) != unit_of(&wanted.words);
        if is_near || found.value == wanted.value {
            return Some(Verdict { order: Order::Same, reason: String::new() });
        }
        let limit = if wanted.limit == Limit::Exact { found.limit } else { wanted.limit };
        if found.limit != Limit::Exact && found.limit != limit {
            continue;
        }
        let is_more = found.value > wanted.value;
        let order = match (limit, is_more) {
            (Limit::Most, true) | (Limit::Least, false) => Order::Weaker,
            (Limit::Most, false) | (Limit::Least, true) => Order::Stricter,
            (Limit::Exact, _) => Order::Other,
        };
        // What is only allowed is not met or missed by an amount.
        let order = if modality == Modality::May && order != Order::Other { Order::Same } else { order };
        let way = match limit {
            Limit::Most => "at most ",
            Limit::Least => "at least ",
            Limit::Exact => "",
        };
        let reason = format!(
            "the policy asks for {way}{}; the passage has {}",
            wanted.words.trim(),
            found.words.trim()
        );
        return Some(Verdict { order, reason });
    }
    None
}

fn unit_of(words: &str) -> u64 {
    words.split_whitespace().next_back().map_or(0, |unit| hash_word(unit.trim_end_matches('s')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::split_words;

    fn amounts(text: &str) -> Amounts {
        let mut words = Vec::new();
        split_words(text, 0, &mut words);
        Amounts::of(text, &words)
    }

    #[test]
    fn amounts_are_compared_by_direction() {
        use Order::*;
        let cases = [
            ("pay within 30 days", "pay no later than six weeks", Some(Weaker)),
            ("pay within 30 days", "pay within two weeks", Some(Stricter)),
            ("pay within 30 days", "pay within 30 days", Some(Same)),
            ("keep logs for at least one year", "keep logs for 90 days", Some(Weaker)),
            ("keep logs for at least one year", "keep logs for not less than 24 months", Some(Stricter)),
            ("keep logs for at least 12 months", "keep logs for one year", Some(Same)),
            ("interest of 5 %", "interest of 8 %", Some(Other)),
            ("not exceed $5,000", "up to $9,000", Some(Weaker)),
            ("report within 24 hours", "report within three (3) business days", Some(Weaker)),
            ("insurance of at least €5,000,000", "insurance of not less than EUR 2,000,000", Some(Weaker)),
            ("pay within 30 days", "pay within thirty (30) days", Some(Same)),
            ("pay within 30 days", "pay on time", None),
            ("pay within 30 days", "pay 5 %", None),
            ("pay within 30 days", "after 10 days and within 90 days", None),
        ];
        for (policy, document, expected) in cases {
            let verdict = compare(&amounts(policy), &amounts(document), Modality::Must);
            assert_eq!(verdict.map(|verdict| verdict.order), expected, "{policy} / {document}");
        }
    }
}
