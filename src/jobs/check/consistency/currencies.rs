//! Signs, codes and names of currencies beside a number. Takes the text before or after it, gives the currency.

/// A currency, as far as its sign tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Currency {
    /// What people call it.
    pub(super) name: &'static str,
}

/// The name of a dollar of no country: it may be any of them.
const ANY_DOLLAR: &str = "dollars";

impl Currency {
    /// Whether the two cannot be the same.
    pub(super) fn differs(self, other: Currency) -> bool {
        let may_be = |one: &str, other: &str| one == ANY_DOLLAR && other.ends_with(ANY_DOLLAR);
        self != other && !may_be(self.name, other.name) && !may_be(other.name, self.name)
    }
}

/// Signs and codes that stand before a number, those that end like others before them; codes also stand after it.
const SIGNS: &[(&str, &str)] = &[
    ("US$", "US dollars"),
    ("U.S.$", "US dollars"),
    ("C$", "Canadian dollars"),
    ("CA$", "Canadian dollars"),
    ("A$", "Australian dollars"),
    ("AU$", "Australian dollars"),
    ("NZ$", "New Zealand dollars"),
    ("HK$", "Hong Kong dollars"),
    ("S$", "Singapore dollars"),
    ("NT$", "Taiwan dollars"),
    ("R$", "reais"),
    ("$", ANY_DOLLAR),
    ("€", "euros"),
    ("£", "pounds"),
    ("¥", "yen or yuan"),
    ("₹", "rupees"),
    ("USD", "US dollars"),
    ("CAD", "Canadian dollars"),
    ("AUD", "Australian dollars"),
    ("NZD", "New Zealand dollars"),
    ("HKD", "Hong Kong dollars"),
    ("SGD", "Singapore dollars"),
    ("EUR", "euros"),
    ("GBP", "pounds"),
    ("CHF", "Swiss francs"),
    ("SEK", "Swedish kronor"),
    ("NOK", "Norwegian kroner"),
    ("DKK", "Danish kroner"),
    ("JPY", "yen or yuan"),
    ("CNY", "yen or yuan"),
    ("RMB", "yen or yuan"),
    ("INR", "rupees"),
    ("BRL", "reais"),
];

/// Names that stand after a number.
const NAMES: &[(&str, &str)] = &[
    ("US dollars", "US dollars"),
    ("U.S. dollars", "US dollars"),
    ("Canadian dollars", "Canadian dollars"),
    ("Australian dollars", "Australian dollars"),
    ("dollars", ANY_DOLLAR),
    ("euros", "euros"),
    ("euro", "euros"),
    ("pounds sterling", "pounds"),
    ("Swiss francs", "Swiss francs"),
    ("rupees", "rupees"),
];

/// The currency that a text ends in, and how far back its sign or code begins.
pub(super) fn currency_before(text: &str) -> Option<(Currency, usize)> {
    let trimmed = text.trim_end_matches([' ', '\u{a0}']);
    let (sign, name) = SIGNS.iter().find(|(sign, _)| {
        trimmed.strip_suffix(sign).is_some_and(|rest| {
            !sign.starts_with(char::is_alphabetic) || !rest.ends_with(char::is_alphanumeric)
        })
    })?;
    Some((Currency { name }, text.len() - trimmed.len() + sign.len()))
}

/// The currency that a text begins with, by its code or name, and how far into the text that reaches.
pub(super) fn currency_after(text: &str) -> Option<(Currency, usize)> {
    let trimmed = text.trim_start_matches([' ', '\u{a0}']);
    let codes = SIGNS.iter().filter(|(sign, _)| sign.bytes().all(|byte| byte.is_ascii_uppercase()));
    let (words, name) = codes.chain(NAMES).find(|(words, _)| {
        let tail = trimmed.strip_prefix(words);
        tail.is_some_and(|tail| !tail.starts_with(|c: char| c.is_alphanumeric() || c == '$'))
    })?;
    Some((Currency { name }, text.len() - trimmed.len() + words.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_beside_a_number() {
        let before = |text| currency_before(text).map(|(currency, length)| (currency.name, length));
        for (text, expected) in [
            ("pay US$", Some(("US dollars", 3))),
            ("pay $", Some(("dollars", 1))),
            ("pay $ ", Some(("dollars", 2))),
            ("pay EUR ", Some(("euros", 4))),
            ("pay FEUR ", None),
            ("AUS$", Some(("dollars", 1))),
            ("pay ", None),
        ] {
            assert_eq!(before(text), expected, "{text}");
        }
        let after = |text| currency_after(text).map(|(currency, length)| (currency.name, length));
        for (text, expected) in [
            (" USD a year", Some(("US dollars", 4))),
            (" euros", Some(("euros", 6))),
            (" eurosystem", None),
            (" EUROPE", None),
            (" US$ 5", None),
        ] {
            assert_eq!(after(text), expected, "{text}");
        }
    }

    #[test]
    fn a_dollar_of_no_country_is_any() {
        let named = |name| Currency { name };
        assert!(!named("dollars").differs(named("US dollars")));
        assert!(named("Canadian dollars").differs(named("US dollars")));
        assert!(named("dollars").differs(named("euros")));
        assert!(!named("euros").differs(named("euros")));
    }
}
