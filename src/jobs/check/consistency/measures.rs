//! Amounts, shares and lengths of time in a text, also as `thirty (30) days`. Takes the words of a view, gives each with its
//! value and what it measures.

use super::currencies::{Currency, currency_after, currency_before};
use super::view::View;
use crate::model::span::Span;
use crate::text::numerals::{is_number_word, value_of_words};

/// What a value measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Measure {
    /// Money, in whole units of whatever currency.
    Money,
    /// A share in percent.
    Percent,
    /// A length of time, in days. Months count 30 and years 365 days.
    Days,
    /// A length of time in working days.
    WorkingDays,
    /// Hours and less, in hours.
    Hours,
}

/// A value in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    /// The number with its sign and unit.
    pub(super) span: Span,
    /// Its value.
    pub(super) value: f64,
    /// What it measures.
    pub(super) measure: Measure,
    /// What it is counted in.
    pub(super) unit: Unit,
    /// The number of these units: 3 for three months.
    pub(super) number: f64,
}

impl Mention {
    /// Whether two values of one thing cannot both be right for what they are counted in: two currencies, or as many of
    /// another unit of time.
    pub(super) fn is_switched(&self, other: &Mention) -> bool {
        let is_money = self.measure == Measure::Money;
        self.unit.differs(other.unit) && (is_money || self.number == other.number)
    }
}

/// What a value is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A currency, and another one that stands on the other side of the same number: "€500 USD".
    Money(Currency, Option<Currency>),
    /// Percent.
    Percent,
    /// A unit of time, by its name.
    Time(&'static str),
}

impl Unit {
    /// Whether two values are counted in things that differ for sure.
    pub(super) fn differs(self, other: Unit) -> bool {
        match (self, other) {
            (Unit::Money(one, _), Unit::Money(other, _)) => one.differs(other),
            (Unit::Time(one), Unit::Time(other)) => one != other,
            _ => false,
        }
    }
}

/// Units of time: the word, what it measures, and what one comes to.
const UNITS: &[(&str, Measure, f64)] = &[
    ("day", Measure::Days, 1.0),
    ("week", Measure::Days, 7.0),
    ("month", Measure::Days, 30.0),
    ("year", Measure::Days, 365.0),
    ("hour", Measure::Hours, 1.0),
];

/// Words that multiply an amount of money.
const SCALES: [(&str, f64); 3] = [("thousand", 1e3), ("million", 1e6), ("billion", 1e9)];

/// Every amount, share and length of time, in order.
pub(super) fn mentions(view: &View) -> Vec<Mention> {
    let text = view.text;
    let words = &view.units.words;
    let mut found: Vec<Mention> = Vec::new();
    let mut index = 0;
    while index < words.len() {
        let word = words[index].of(text);
        let next = if word.starts_with(|c: char| c.is_ascii_digit()) {
            in_figures(view, index, &mut found)
        } else if let Some(mention) = hyphenated(view, index) {
            found.push(mention);
            index + 1
        } else if word.split('-').all(is_number_word) && !word.eq_ignore_ascii_case("and") {
            in_words(view, index, &mut found)
        } else {
            index + 1
        };
        index = next.max(index + 1);
    }
    found
}

/// Reads the figures at a word; gives the index of the next word to look at.
fn in_figures(view: &View, index: usize, found: &mut Vec<Mention>) -> usize {
    let words = &view.units.words;
    let start = words[index].start as usize;
    let head = view.after(start, 24);
    let length = head
        .char_indices()
        .find(|&(at, c)| {
            let goes_on = head[at + c.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
            !(c.is_ascii_digit() || matches!(c, ',' | '.') && goes_on)
        })
        .map_or(head.len(), |(at, _)| at);
    let mut end = start + length;
    let digits: String = head[..length].chars().filter(|&c| c != ',').collect();
    let mut next = index + 1;
    while next < words.len() && (words[next].start as usize) < end {
        next += 1;
    }
    let Ok(mut value) = digits.parse::<f64>() else { return next };
    let before = currency_before(view.before(start, 8));
    let rest = view.after(end, 24).trim_start_matches([')', ' ', '\u{a0}', '-']);
    let scale = SCALES.iter().find(|(name, _)| rest.starts_with(name));
    let behind = scale.map_or(end, |_| words.get(next).map_or(end, |word| word.end as usize));
    let after = currency_after(view.after(behind, 16));
    if let Some((currency, sign)) = before.or(after.map(|(currency, _)| (currency, 0))) {
        if let Some((_, scale)) = scale {
            value *= scale;
            next += 1;
        }
        let other = before.and(after).map(|(other, _)| other).filter(|other| other.differs(currency));
        let is_named_after = before.is_none() || other.is_some();
        end = behind + after.filter(|_| is_named_after).map_or(0, |(_, length)| length);
        found.push(Mention {
            span: Span::new(start - sign, end),
            value,
            measure: Measure::Money,
            unit: Unit::Money(currency, other),
            number: value,
        });
        return next;
    }
    if rest.starts_with('%') || rest.to_ascii_lowercase().starts_with("percent") {
        found.push(percent(Span::new(start, end), value));
        return next;
    }
    if let Some((measure, (unit, days), unit_end)) = unit_after(view, end) {
        let with_words = words_start(view, index, start);
        found.push(time(Span::new(with_words, unit_end), value, measure, unit, days));
    }
    next
}

fn percent(span: Span, value: f64) -> Mention {
    Mention { span, value, measure: Measure::Percent, unit: Unit::Percent, number: value }
}

/// A length of time of so many units of so many days (or hours) each.
fn time(span: Span, number: f64, measure: Measure, unit: &'static str, worth: f64) -> Mention {
    Mention { span, value: number * worth, measure, unit: Unit::Time(unit), number }
}

/// The start of `thirty (30)`, given where the figures are.
fn words_start(view: &View, index: usize, start: usize) -> usize {
    if !view.before(start, 1).ends_with('(') {
        return start;
    }
    let words = &view.units.words;
    let mut first = index;
    while first > 0 && index - first < 4 && words[first - 1].of(view.text).split('-').all(is_number_word) {
        first -= 1;
    }
    words[first].start as usize
}

/// Reads `thirty-day`.
fn hyphenated(view: &View, index: usize) -> Option<Mention> {
    let word = view.units.words[index];
    let (number, unit) = word.of(view.text).rsplit_once('-')?;
    let (name, measure, days) = UNITS.iter().find(|(name, _, _)| unit.eq_ignore_ascii_case(name))?;
    let value = value_of_words(&number.split('-').collect::<Vec<_>>())?;
    Some(time(Span::new(word.start as usize, word.end as usize), value, *measure, name, *days))
}

/// Reads a number in words with its unit, if no figures repeat it.
fn in_words(view: &View, index: usize, found: &mut Vec<Mention>) -> usize {
    let words = &view.units.words;
    let mut next = index + 1;
    while next < words.len()
        && next - index < 12
        && words[next].of(view.text).split('-').all(is_number_word)
        && (words[next].start as usize).saturating_sub(words[next - 1].end as usize) <= 2
    {
        next += 1;
    }
    let run: Vec<&str> = words[index..next].iter().flat_map(|word| word.of(view.text).split('-')).collect();
    let end = words[next - 1].end as usize;
    if let (Some(value), Some((measure, (unit, days), unit_end))) =
        (value_of_words(&run), unit_after(view, end))
    {
        let span = Span::new(words[index].start as usize, unit_end);
        found.push(time(span, value, measure, unit, days));
    } else if let Some(value) = value_of_words(&run)
        && view.after(end, 12).trim_start().to_ascii_lowercase().starts_with("percent")
    {
        let span = Span::new(words[index].start as usize, end);
        found.push(percent(span, value));
    }
    next
}

/// The unit of time right after a number: `days`, `) calendar days`, `-day`.
fn unit_after(view: &View, end: usize) -> Option<(Measure, (&'static str, f64), usize)> {
    let after = view.after(end, 48);
    let mut rest = after.trim_start_matches([')', ' ', '\u{a0}', '-', '‑']);
    let mut is_working = false;
    for kind in ["calendar", "consecutive", "business", "working", "full", "additional", "trading"] {
        let tail = rest
            .get(kind.len()..)
            .filter(|_| rest.get(..kind.len()).is_some_and(|head| head.eq_ignore_ascii_case(kind)));
        if let Some(tail) = tail.filter(|tail| tail.starts_with([' ', '\u{a0}'])) {
            is_working |= matches!(kind, "business" | "working" | "trading");
            rest = tail.trim_start_matches([' ', '\u{a0}']);
        }
    }
    let (name, measure, days) = UNITS.iter().find(|(name, _, _)| {
        rest.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
            && !rest[name.len()..].trim_start_matches(['s', 'S']).starts_with(|c: char| c.is_alphabetic())
    })?;
    let plural = rest[name.len()..].starts_with(['s', 'S']) as usize;
    let unit_end = end + (after.len() - rest.len()) + name.len() + plural;
    let measure = if is_working && *measure == Measure::Days { Measure::WorkingDays } else { *measure };
    let name = if measure == Measure::WorkingDays { "working day" } else { name };
    Some((measure, (name, *days), unit_end))
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;
    use crate::model::units::Units;

    #[test]
    fn values_with_their_measure() {
        let cases: &[(&str, &[(&str, f64, Measure)])] = &[
            ("within thirty (30) days", &[("thirty (30) days", 30.0, Measure::Days)]),
            ("ten business days", &[("ten business days", 10.0, Measure::WorkingDays)]),
            ("a thirty-day notice", &[("thirty-day", 30.0, Measure::Days)]),
            ("for five (5) years", &[("five (5) years", 1825.0, Measure::Days)]),
            (
                "$1.5 million or $2,000",
                &[("$1.5 million", 1.5e6, Measure::Money), ("$2,000", 2000.0, Measure::Money)],
            ),
            ("ten percent (10%)", &[("ten", 10.0, Measure::Percent), ("10", 10.0, Measure::Percent)]),
            ("48 hours", &[("48 hours", 48.0, Measure::Hours)]),
            ("Section 4.2 and 30 daylights", &[]),
        ];
        for (text, expected) in cases {
            let document = document(text);
            let units = Units::of(&document);
            let view = View::new(&document, &units);
            let found: Vec<_> =
                view.mentions().iter().map(|m| (view.slice(m.span), m.value, m.measure)).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }
}
