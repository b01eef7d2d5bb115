//! Amounts, shares and counts in a text, in figures ("$1.2M", "3,5 %") and in words ("forty-eight thousand"). Takes a
//! text and its words, gives value and measure of each. Versions, years, clock times, ordinals and dates are left out.

use super::numerals::{CARDINALS, TENS};
use super::words::{Word, hash_word};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A number that was said, with what it measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// First byte, a currency sign included.
    pub start: usize,
    /// One past the last byte, a unit included.
    pub end: usize,
    /// Index of its first word.
    pub first_word: usize,
    /// One past its last word.
    pub end_word: usize,
    /// The value: money in whole units of the currency, percent as said.
    pub value: f64,
    /// What it measures.
    pub measure: Measure,
}

/// What a number measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// An amount of money, whatever the currency.
    Money,
    /// A share in percent.
    Percent,
    /// A length of time.
    Duration(Period),
    /// How many of what follows.
    Count,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Period {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// What one word adds to a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NumberWord {
    /// 0 to 19.
    Ones(f64),
    /// 20 to 99, hyphenated or not.
    Tens(f64),
    /// Hundred, thousand, million, billion, dozen.
    Scale(f64),
}

const SCALES: [(&str, f64); 8] = [
    ("hundred", 1e2),
    ("thousand", 1e3),
    ("million", 1e6),
    ("billion", 1e9),
    ("hundreds", 1e2),
    ("dozen", 12.0),
    ("mil", 1e6),
    ("bn", 1e9),
];

static NUMBER_WORDS: LazyLock<FxHashMap<u64, NumberWord>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for (value, word) in CARDINALS.iter().enumerate() {
        words.insert(hash_word(word), NumberWord::Ones(value as f64));
    }
    for (index, tens) in TENS.iter().enumerate() {
        let value = (index + 2) as f64 * 10.0;
        words.insert(hash_word(tens), NumberWord::Tens(value));
        for (one, word) in CARDINALS.iter().enumerate().take(10).skip(1) {
            words.insert(hash_word(&format!("{tens}-{word}")), NumberWord::Tens(value + one as f64));
        }
    }
    for (word, value) in SCALES {
        words.insert(hash_word(word), NumberWord::Scale(value));
    }
    words
});

static MEASURES: LazyLock<FxHashMap<u64, (Measure, f64)>> = LazyLock::new(|| {
    use Measure::{Duration, Money, Percent};
    let table: [(&[&str], Measure, f64); 12] = [
        (
            &[
                "pounds", "pound", "quid", "dollars", "dollar", "bucks", "euros", "euro", "usd", "eur",
                "gbp", "francs",
            ],
            Money,
            1.0,
        ),
        (&["grand"], Money, 1e3),
        (&["pence", "p", "cents", "cent"], Money, 0.01),
        (&["percent", "pc"], Percent, 1.0),
        (&["seconds", "second", "secs"], Duration(Period::Second), 1.0),
        (&["minutes", "minute", "mins"], Duration(Period::Minute), 1.0),
        (&["hours", "hour", "hrs"], Duration(Period::Hour), 1.0),
        (&["days", "day"], Duration(Period::Day), 1.0),
        (&["weeks", "week"], Duration(Period::Week), 1.0),
        (&["months", "month"], Duration(Period::Month), 1.0),
        (&["years", "year"], Duration(Period::Year), 1.0),
        (&["fortnights"], Duration(Period::Week), 2.0),
    ];
    let mut measures = FxHashMap::default();
    for (words, measure, factor) in table {
        for word in words {
            measures.insert(hash_word(word), (measure, factor));
        }
    }
    measures
});

/// What a word adds to a number, if it is a number word.
pub fn number_word(hash: u64) -> Option<NumberWord> {
    NUMBER_WORDS.get(&hash).copied()
}

/// Adds the quantities among `words`, whose offsets are those of `text`.
pub fn find_quantities(text: &str, words: &[Word], quantities: &mut Vec<Quantity>) {
    let mut i = 0;
    while i < words.len() {
        let number = if text.as_bytes()[words[i].start as usize].is_ascii_digit() {
            read_figures(text, words, i)
        } else {
            read_words(text, words, i)
        };
        match number {
            Some(number) => {
                i = number.next.max(i + 1);
                if let Some(quantity) = measure(text, words, &number) {
                    i = i.max(quantity.end_word);
                    quantities.push(quantity);
                }
            }
            None => i += 1,
        }
    }
}

/// A number before its measure is known.
struct Number {
    value: Option<f64>,
    first: usize,
    next: usize,
    end: usize,
    bare_one: bool,
}

/// Reads figures at word `i`: groups of thousands, decimals, "k" and "M". A number that is none (a version, a time, a
/// date, an ordinal) has no value but is stepped over.
fn read_figures(text: &str, words: &[Word], i: usize) -> Option<Number> {
    let bytes = text.as_bytes();
    let start = words[i].start as usize;
    let (mut end, mut dots, mut odd) = (start, 0, false);
    let mut digits = String::new();
    while end < bytes.len() && end - start < 40 {
        let next_is_digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        match bytes[end] {
            digit @ b'0'..=b'9' => digits.push(digit as char),
            b',' if next_is_digit => {
                odd |= !bytes.get(end + 1..end + 4).is_some_and(|g| g.iter().all(u8::is_ascii_digit))
            }
            b'.' if next_is_digit => {
                dots += 1;
                digits.push('.');
            }
            b':' | b'/' | b'-' if next_is_digit => odd = true,
            _ => break,
        }
        end += 1;
    }
    let letters = bytes[end..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let suffix = text.get(end..end + letters).unwrap_or_default();
    let mut scale = match suffix {
        "" => 1.0,
        "k" | "K" => 1e3,
        "m" | "M" => 1e6,
        "bn" | "B" => 1e9,
        _ => 0.0,
    };
    end += letters;
    let glued = start > 0
        && (bytes[start - 1].is_ascii_alphabetic() || matches!(bytes[start - 1], b'#' | b'.' | b'-' | b'/'));
    let mut next = i + 1;
    while next < words.len() && (words[next].start as usize) < end {
        next += 1;
    }
    if let Some(NumberWord::Scale(factor)) = words.get(next).and_then(|word| number_word(word.hash))
        && scale == 1.0
        && words[next].start as usize == end + 1
    {
        scale = factor;
        end = words[next].end as usize;
        next += 1;
    }
    let value = digits.parse::<f64>().ok().filter(|_| dots < 2 && !odd && !glued && scale > 0.0);
    Some(Number { value: value.map(|value| value * scale), first: i, next, end, bare_one: false })
}

/// Reads a number in words at word `i`.
fn read_words(text: &str, words: &[Word], i: usize) -> Option<Number> {
    const A: u64 = hash_word("a");
    const AND: u64 = hash_word("and");
    const POINT: u64 = hash_word("point");
    const HALF: u64 = hash_word("half");
    let at = |k: usize| words.get(k).and_then(|word| number_word(word.hash));
    let is = |k: usize, hash: u64| words.get(k).is_some_and(|word| word.hash == hash);
    let near = |k: usize| k > 0 && joined(text, &words[k - 1], &words[k]);
    let mut k = i;
    let (mut total, mut current, mut decimals) = (0.0, 0.0, None::<f64>);
    let (mut any, mut scaled, mut is_year) = (false, false, false);
    if is(i, A) && matches!(at(i + 1), Some(NumberWord::Scale(_))) {
        current = 1.0;
        k += 1;
    } else {
        at(i)?;
    }
    let mut last_ones = false;
    let mut last_tens = false;
    while k < words.len() && (k == i || near(k)) {
        match at(k) {
            Some(NumberWord::Ones(digit)) => match &mut decimals {
                Some(place) => {
                    current += digit * *place;
                    *place /= 10.0;
                }
                // "two, three": another number.
                None if last_ones && any => break,
                None => current += digit,
            },
            Some(NumberWord::Tens(tens)) if decimals.is_none() => {
                if any && !scaled && (last_tens || last_ones) {
                    is_year = true;
                }
                current += tens;
            }
            Some(NumberWord::Scale(factor)) => {
                current = if any || current > 0.0 { current.max(1.0) } else { 1.0 } * factor;
                if factor >= 1e3 {
                    total += current;
                    current = 0.0;
                }
                scaled = true;
                decimals = None;
            }
            Some(NumberWord::Tens(_)) => break,
            None if is(k, AND)
                && scaled
                && decimals.is_none()
                && matches!(at(k + 1), Some(NumberWord::Ones(_) | NumberWord::Tens(_))) => {}
            None if is(k, AND) && is(k + 1, A) && is(k + 2, HALF) => {
                current += 0.5;
                any = true;
                k += 3;
                if let Some(NumberWord::Scale(factor)) = at(k) {
                    current *= factor;
                    k += 1;
                }
                break;
            }
            None if is(k, POINT)
                && any
                && decimals.is_none()
                && matches!(at(k + 1), Some(NumberWord::Ones(_))) =>
            {
                decimals = Some(0.1);
            }
            None => break,
        }
        last_ones = matches!(at(k), Some(NumberWord::Ones(_)));
        last_tens = matches!(at(k), Some(NumberWord::Tens(_)));
        any = true;
        k += 1;
    }
    const ONE: u64 = hash_word("one");
    let value = (any && !is_year).then_some(total + current);
    let bare_one = k == i + 1 && words[i].hash == ONE;
    Some(Number { value, first: i, next: k.max(i + 1), end: words[k.max(i + 1) - 1].end as usize, bare_one })
}

/// Whether nothing but a space or hyphen stands between two words.
fn joined(text: &str, left: &Word, right: &Word) -> bool {
    matches!(text.get(left.end as usize..right.start as usize), Some(" " | "-" | ""))
}

/// Gives a number its measure; `None` for what is no quantity after all.
fn measure(text: &str, words: &[Word], number: &Number) -> Option<Quantity> {
    const NEVER_AFTER: [u64; 6] = [
        hash_word("o'clock"),
        hash_word("am"),
        hash_word("pm"),
        hash_word("th"),
        hash_word("past"),
        hash_word("a.m"),
    ];
    const NEVER_BEFORE: [u64; 12] = [
        hash_word("version"),
        hash_word("past"),
        hash_word("quarter"),
        hash_word("page"),
        hash_word("item"),
        hash_word("number"),
        hash_word("issue"),
        hash_word("slide"),
        hash_word("section"),
        hash_word("chapter"),
        hash_word("step"),
        hash_word("phase"),
    ];
    const PER: u64 = hash_word("per");
    const CENT: u64 = hash_word("cent");
    let value = number.value?;
    let bytes = text.as_bytes();
    let start = words[number.first].start as usize;
    let next = words.get(number.next).filter(|word| {
        text.get(number.end..word.start as usize)
            .is_some_and(|gap| gap.len() <= 2 && !gap.contains([',', '.', '?']))
    });
    let next_hash = next.map_or(0, |word| word.hash);
    let before = number.first.checked_sub(1).map_or(0, |at| words[at].hash);
    if NEVER_AFTER.contains(&next_hash) || NEVER_BEFORE.contains(&before) {
        return None;
    }
    let sign = [("$", 1), ("£", 2), ("€", 3)]
        .iter()
        .find(|(sign, _)| text.get(..start).is_some_and(|t| t.ends_with(sign)));
    let mut quantity = Quantity {
        start: start - sign.map_or(0, |(sign, _)| sign.len()),
        end: number.end,
        first_word: number.first,
        end_word: number.next,
        value,
        measure: Measure::Count,
    };
    if sign.is_some() {
        quantity.measure = Measure::Money;
    } else if bytes.get(number.end) == Some(&b'%')
        || text.get(number.end..).is_some_and(|t| t.starts_with(" %"))
    {
        quantity.measure = Measure::Percent;
        quantity.end += if bytes[number.end] == b'%' { 1 } else { 2 };
    } else if next_hash == PER && words.get(number.next + 1).is_some_and(|word| word.hash == CENT) {
        quantity.measure = Measure::Percent;
        quantity.end_word += 2;
        quantity.end = words[number.next + 1].end as usize;
    } else if let (Some(word), Some(&(measure, factor))) = (next, MEASURES.get(&next_hash)) {
        quantity.measure = measure;
        quantity.value *= factor;
        quantity.end = word.end as usize;
        quantity.end_word += 1;
    } else if number.bare_one
        || (value.fract() == 0.0 && (1950.0..2050.0).contains(&value) && bytes[start].is_ascii_digit())
    {
        // "one" stands for a thing said before, 1998 is a year.
        return None;
    }
    Some(quantity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::split_words;
    use proptest::prelude::*;

    fn find(text: &str) -> Vec<(String, f64, Measure)> {
        let (mut words, mut found) = (Vec::new(), Vec::new());
        split_words(text, 0, &mut words);
        find_quantities(text, &words, &mut found);
        found.into_iter().map(|q| (text[q.start..q.end].to_owned(), q.value, q.measure)).collect()
    }

    #[test]
    fn reads_quantities() {
        use Measure::*;
        let cases: &[(&str, &[(&str, f64, Measure)])] = &[
            ("it's forty-eight thousand pounds", &[("forty-eight thousand pounds", 48000.0, Money)]),
            ("it's forty eight thousand", &[("forty eight thousand", 48000.0, Count)]),
            ("about 48k or $1.2M", &[("48k", 48000.0, Count), ("$1.2M", 1.2e6, Money)]),
            (
                "3.5 percent, 12% and ten per cent",
                &[("3.5 percent", 3.5, Percent), ("12%", 12.0, Percent), ("ten per cent", 10.0, Percent)],
            ),
            ("one point three million last year", &[("one point three million", 1.3e6, Count)]),
            ("two thousand one hundred and six", &[("two thousand one hundred and six", 2106.0, Count)]),
            ("a hundred and sixty-four farms", &[("a hundred and sixty-four", 164.0, Count)]),
            ("half past four, 4:30, at nine o'clock", &[]),
            ("version 2.4.1 and v3 and 2.4.1", &[]),
            ("in twenty twenty-seven or 2026", &[]),
            ("on 2026-05-14 or 12/06", &[]),
            ("the sixth of July, the 6th", &[]),
            ("this one and that one", &[]),
            (
                "four weeks and 6 days",
                &[("four weeks", 4.0, Duration(Period::Week)), ("6 days", 6.0, Duration(Period::Day))],
            ),
            ("two and a half thousand", &[("two and a half thousand", 2500.0, Count)]),
            ("nine grand, sixty p each", &[("nine grand", 9000.0, Money), ("sixty p", 0.6, Money)]),
            ("£1,250.50 and 1,000 boxes", &[("£1,250.50", 1250.5, Money), ("1,000", 1000.0, Count)]),
            ("two, three four", &[("two", 2.0, Count), ("three", 3.0, Count), ("four", 4.0, Count)]),
            ("issue 34, #137", &[]),
        ];
        for (text, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(t, v, m)| (t.to_string(), *v, *m)).collect();
            let mut found = find(text);
            for item in &mut found {
                item.1 = (item.1 * 1000.0).round() / 1000.0;
            }
            assert_eq!(found, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[a-z0-9 .,:%$£-]{0,60}") {
            for (quote, value, _) in find(&text) {
                prop_assert!(!quote.is_empty() && value.is_finite());
            }
        }
    }
}
