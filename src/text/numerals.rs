//! The names of numbers in English. Tables only; each reader of numbers builds on them.

/// Zero to nineteen; the index is the value.
pub const CARDINALS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// Twenty to ninety in tens; the first is 20.
pub const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// First to nineteenth; the first is 1.
pub const ORDINALS: [&str; 19] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

/// The number in Roman numerals, in capitals; `None` beyond 1 to 3999, where they have no common form.
pub fn to_roman(number: u32) -> Option<String> {
    const NUMERALS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = Some(number).filter(|number| (1..4000).contains(number))?;
    let mut numeral = String::new();
    for (value, letters) in NUMERALS {
        while rest >= value {
            numeral.push_str(letters);
            rest -= value;
        }
    }
    Some(numeral)
}

/// The number in letters as lists and pages count: A to Z, then AA, BB and so on; `None` for 0 and where nobody counts so.
pub fn to_letters(number: u32) -> Option<String> {
    const MOST_REPEATED: u32 = 20;
    let from_zero = number.checked_sub(1)?;
    let times = from_zero / 26 + 1;
    let letter = char::from(b'A' + (from_zero % 26) as u8);
    (times <= MOST_REPEATED).then(|| std::iter::repeat_n(letter, times as usize).collect())
}

/// Whether a word can be part of a number in words, ordinals and fractions included. Hyphenated words are no single word.
pub fn is_number_word(word: &str) -> bool {
    kind_of(word).is_some()
}

/// What one word adds to a number.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// 0 to 19, or the ordinal of it.
    Ones(f64),
    /// 20, 30 … 90.
    Tens(f64),
    Hundred,
    /// Thousand and more.
    Scale(f64),
    /// Half, third, quarter, tenth: the part of one.
    Part(f64),
    And,
}

fn kind_of(word: &str) -> Option<Kind> {
    let mut lower = [0_u8; 16];
    let bytes = lower.get_mut(..word.len())?;
    bytes.copy_from_slice(word.as_bytes());
    bytes.make_ascii_lowercase();
    let lower = std::str::from_utf8(bytes).ok()?;
    let place = |table: &[&str]| table.iter().position(|name| *name == lower);
    if let Some(value) = place(&CARDINALS) {
        return Some(Kind::Ones(value as f64));
    }
    if let Some(tens) = place(&TENS) {
        return Some(Kind::Tens((tens + 2) as f64 * 10.0));
    }
    if let Some(value) = place(&ORDINALS) {
        return Some(Kind::Ones((value + 1) as f64));
    }
    match lower {
        "and" => Some(Kind::And),
        "hundred" | "hundredth" => Some(Kind::Hundred),
        "thousand" | "thousandth" => Some(Kind::Scale(1e3)),
        "million" => Some(Kind::Scale(1e6)),
        "billion" => Some(Kind::Scale(1e9)),
        "fourty" => Some(Kind::Tens(40.0)),
        "ninty" => Some(Kind::Tens(90.0)),
        "twelth" => Some(Kind::Ones(12.0)),
        "half" => Some(Kind::Part(0.5)),
        "quarter" | "quarters" => Some(Kind::Part(0.25)),
        "thirds" => Some(Kind::Part(1.0 / 3.0)),
        "twentieth" => Some(Kind::Tens(20.0)),
        "thirtieth" => Some(Kind::Tens(30.0)),
        "fortieth" => Some(Kind::Tens(40.0)),
        "fiftieth" => Some(Kind::Tens(50.0)),
        "sixtieth" => Some(Kind::Tens(60.0)),
        "seventieth" => Some(Kind::Tens(70.0)),
        "eightieth" => Some(Kind::Tens(80.0)),
        "ninetieth" => Some(Kind::Tens(90.0)),
        _ => None,
    }
}

/// The value of a number in words, one plain word each ("one", "hundred", "and", "twenty", "five"); `None` if the words do
/// not make exactly one number. Halves and quarters count: "one and one half" is 1.5.
pub fn value_of_words(words: &[&str]) -> Option<f64> {
    let kinds: Vec<Kind> = words.iter().map(|word| kind_of(word)).collect::<Option<_>>()?;
    if matches!(kinds.first()?, Kind::And) || kinds.last() == Some(&Kind::And) {
        return None;
    }
    if let Some((Kind::Part(part), before)) = kinds.split_last() {
        return fraction(*part, before);
    }
    whole(&kinds)
}

/// "one half", "three quarters", "two and one half".
fn fraction(part: f64, before: &[Kind]) -> Option<f64> {
    match before {
        [] => Some(part),
        [Kind::Ones(count)] => Some(count * part),
        [rest @ .., Kind::And] => Some(whole(rest)? + part),
        [rest @ .., Kind::And, Kind::Ones(count)] => Some(whole(rest)? + count * part),
        _ => None,
    }
}

fn whole(kinds: &[Kind]) -> Option<f64> {
    let (mut total, mut hundreds, mut rest) = (0.0, None::<f64>, None::<f64>);
    let mut last_scale = f64::INFINITY;
    let mut room = 0.0;
    for (at, kind) in kinds.iter().enumerate() {
        match *kind {
            Kind::Ones(value) => match rest {
                None => (rest, room) = (Some(value), 0.0),
                Some(tens) if room > value && value > 0.0 => (rest, room) = (Some(tens + value), 0.0),
                Some(_) => return None,
            },
            Kind::Tens(value) => match rest {
                None => (rest, room) = (Some(value), 10.0),
                Some(_) => return None,
            },
            Kind::Hundred if hundreds.is_none() => {
                (hundreds, rest, room) = (Some(rest.unwrap_or(1.0) * 100.0), None, 0.0)
            }
            Kind::Scale(scale) if scale < last_scale => {
                let count = hundreds.unwrap_or(0.0) + rest.unwrap_or(0.0);
                total += if hundreds.is_none() && rest.is_none() { scale } else { count * scale };
                (hundreds, rest, room, last_scale) = (None, None, 0.0, scale);
            }
            // "one hundred and five", never "five and ten".
            Kind::And if at > 0 && matches!(kinds[at - 1], Kind::Hundred | Kind::Scale(_)) => {}
            _ => return None,
        }
    }
    Some(total + hundreds.unwrap_or(0.0) + rest.unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numerals() {
        let cases = [(1, "I"), (4, "IV"), (49, "XLIX"), (1994, "MCMXCIV"), (3999, "MMMCMXCIX")];
        for (number, numeral) in cases {
            assert_eq!(to_roman(number).as_deref(), Some(numeral), "{number}");
        }
        assert_eq!((to_roman(0), to_roman(4000)), (None, None));
    }

    #[test]
    fn values_of_words() {
        let cases = [
            ("thirty", Some(30.0)),
            ("Forty five", Some(45.0)),
            ("one hundred and twenty", Some(120.0)),
            ("one hundred twenty three thousand four hundred", Some(123_400.0)),
            ("four thousand nine hundred fifty", Some(4950.0)),
            ("one million five hundred thousand", Some(1_500_000.0)),
            ("twenty five hundred", Some(2500.0)),
            ("fifteenth", Some(15.0)),
            ("twenty first", Some(21.0)),
            ("thirtieth", Some(30.0)),
            ("one half", Some(0.5)),
            ("three quarters", Some(0.75)),
            ("one and one half", Some(1.5)),
            ("two and a half", None),
            ("five and ten", None),
            ("two three", None),
            ("twenty nineteen", None),
            ("and six", None),
            ("six and", None),
            ("two apples", None),
            ("", None),
        ];
        for (words, value) in cases {
            let split: Vec<&str> = words.split_whitespace().collect();
            assert_eq!(value_of_words(&split), value, "{words}");
        }
    }
}
