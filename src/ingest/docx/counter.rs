//! A number in the way a list prints it: `iv`, `BB`, `Third`, `07`.

use crate::text::numerals::{CARDINALS, ORDINALS, TENS, to_letters, to_roman};
use crate::text::words::capitalised;

/// Ways to print a number (ECMA-376 part 1, section 17.18.59); those not listed print digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    #[default]
    Decimal,
    DecimalZero,
    UpperRoman,
    LowerRoman,
    UpperLetter,
    LowerLetter,
    Ordinal,
    CardinalText,
    OrdinalText,
    Dashed,
    Enclosed,
    FullStop,
    Chicago,
    /// A sign, no number.
    Bullet,
    /// Nothing.
    None,
}

impl Form {
    /// The form of this name.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "decimalZero" => Form::DecimalZero,
            "upperRoman" => Form::UpperRoman,
            "lowerRoman" => Form::LowerRoman,
            "upperLetter" => Form::UpperLetter,
            "lowerLetter" => Form::LowerLetter,
            "ordinal" => Form::Ordinal,
            "cardinalText" => Form::CardinalText,
            "ordinalText" => Form::OrdinalText,
            "numberInDash" => Form::Dashed,
            "decimalEnclosedParen" => Form::Enclosed,
            "decimalEnclosedFullstop" => Form::FullStop,
            "chicago" => Form::Chicago,
            "bullet" => Form::Bullet,
            "none" => Form::None,
            _ => Form::Decimal,
        }
    }

    /// The number in this form.
    pub(super) fn print(self, number: u32) -> String {
        match self {
            Form::Decimal => number.to_string(),
            Form::DecimalZero => format!("{number:02}"),
            Form::UpperRoman => roman(number),
            Form::LowerRoman => roman(number).to_lowercase(),
            Form::UpperLetter => letters(number),
            Form::LowerLetter => letters(number).to_lowercase(),
            Form::Ordinal => format!("{number}{}", ending(number)),
            Form::CardinalText => {
                in_words(number).map_or_else(|| number.to_string(), |words| capitalised(&words))
            }
            Form::OrdinalText => ordinal_words(number)
                .map_or_else(|| format!("{number}{}", ending(number)), |words| capitalised(&words)),
            Form::Dashed => format!("- {number} -"),
            Form::Enclosed => format!("({number})"),
            Form::FullStop => format!("{number}."),
            Form::Chicago => chicago(number),
            Form::Bullet | Form::None => String::new(),
        }
    }
}

fn roman(number: u32) -> String {
    to_roman(number).unwrap_or_else(|| number.to_string())
}

/// A … Z, then AA, BB …: the letter repeats.
fn letters(number: u32) -> String {
    to_letters(number).unwrap_or_else(|| number.to_string())
}

/// *, †, ‡, §, then each twice and so on.
fn chicago(number: u32) -> String {
    const SIGNS: [char; 4] = ['*', '†', '‡', '§'];
    let Some(from_zero) = number.checked_sub(1) else { return number.to_string() };
    if from_zero >= 40 {
        return number.to_string();
    }
    let (times, sign) = (from_zero / 4 + 1, SIGNS[(from_zero % 4) as usize]);
    std::iter::repeat_n(sign, times as usize).collect()
}

fn ending(number: u32) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

fn in_words(number: u32) -> Option<String> {
    match number {
        0..20 => Some(CARDINALS[number as usize].to_owned()),
        20..100 => {
            let tens = TENS[(number / 10 - 2) as usize];
            Some(if number.is_multiple_of(10) {
                tens.to_owned()
            } else {
                format!("{tens}-{}", CARDINALS[(number % 10) as usize])
            })
        }
        _ => None,
    }
}

fn ordinal_words(number: u32) -> Option<String> {
    match number {
        1..20 => Some(ORDINALS[(number - 1) as usize].to_owned()),
        20..100 => {
            let tens = TENS[(number / 10 - 2) as usize];
            Some(if number.is_multiple_of(10) {
                format!("{}ieth", tens.trim_end_matches('y'))
            } else {
                format!("{tens}-{}", ORDINALS[(number % 10 - 1) as usize])
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed() {
        let cases = [
            ("decimal", 12, "12"),
            ("decimalZero", 7, "07"),
            ("upperRoman", 1994, "MCMXCIV"),
            ("lowerRoman", 4, "iv"),
            ("lowerRoman", 5000, "5000"),
            ("upperLetter", 26, "Z"),
            ("lowerLetter", 28, "bb"),
            ("lowerLetter", 4_000_000_000, "4000000000"),
            ("ordinal", 22, "22nd"),
            ("ordinal", 112, "112th"),
            ("cardinalText", 21, "Twenty-one"),
            ("ordinalText", 30, "Thirtieth"),
            ("ordinalText", 43, "Forty-third"),
            ("numberInDash", 3, "- 3 -"),
            ("chicago", 6, "††"),
            ("bullet", 6, ""),
            ("somethingNew", 6, "6"),
        ];
        for (name, number, printed) in cases {
            assert_eq!(Form::named(name).print(number), printed, "{name} {number}");
        }
        assert_eq!(
            ["upperLetter", "upperRoman", "ordinalText"].map(|name| Form::named(name).print(0)),
            ["0", "0", "0th"]
        );
    }
}
