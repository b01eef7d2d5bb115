//! The marks that a browser prints before the items of numbered lists.

use crate::text::numerals::to_roman;

/// How a list counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counter {
    /// 1. 2. 3.
    Decimal,
    /// a. b. c.
    Letter {
        /// A. B. C.
        upper: bool,
    },
    /// i. ii. iii.
    Roman {
        /// I. II. III.
        upper: bool,
    },
    /// A point, or nothing.
    Unnumbered,
}

impl Counter {
    /// By the `type` attribute of a list.
    pub(super) fn of_type(value: &str) -> Option<Self> {
        Some(match value.trim() {
            "1" => Counter::Decimal,
            "a" => Counter::Letter { upper: false },
            "A" => Counter::Letter { upper: true },
            "i" => Counter::Roman { upper: false },
            "I" => Counter::Roman { upper: true },
            _ => return None,
        })
    }

    /// By the `list-style-type` of a style.
    pub(super) fn of_style(value: &str) -> Option<Self> {
        Some(match value.trim() {
            "decimal" | "decimal-leading-zero" => Counter::Decimal,
            "lower-alpha" | "lower-latin" => Counter::Letter { upper: false },
            "upper-alpha" | "upper-latin" => Counter::Letter { upper: true },
            "lower-roman" => Counter::Roman { upper: false },
            "upper-roman" => Counter::Roman { upper: true },
            "none" | "disc" | "circle" | "square" => Counter::Unnumbered,
            _ => return None,
        })
    }

    /// The mark of the item with this number; "" if nothing is printed.
    fn mark(self, number: i64) -> String {
        let cased = |text: String, upper: bool| if upper { text } else { text.to_lowercase() };
        match (self, u32::try_from(number)) {
            (Counter::Unnumbered, _) => String::new(),
            (Counter::Letter { upper }, Ok(number @ 1..)) => cased(letters(number), upper) + ".",
            (Counter::Roman { upper }, Ok(short)) => {
                to_roman(short).map_or_else(|| number.to_string(), |numeral| cased(numeral, upper)) + "."
            }
            _ => format!("{number}."),
        }
    }
}

/// A, B … Z, AA, AB …
fn letters(mut number: u32) -> String {
    let mut text = Vec::new();
    while number > 0 {
        number -= 1;
        text.push(char::from(b'A' + (number % 26) as u8));
        number /= 26;
    }
    text.iter().rev().collect()
}

/// The lists that are open, and the mark that the next words get.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    lists: Vec<(Counter, i64)>,
    mark: Option<String>,
}

impl Numbers {
    /// A list begins; `counter` and `start` if its tag says them.
    pub(super) fn open_list(&mut self, numbered: bool, counter: Option<Counter>, start: Option<i64>) {
        let usual = if numbered { Counter::Decimal } else { Counter::Unnumbered };
        self.lists.push((counter.unwrap_or(usual), start.unwrap_or(1)));
    }

    /// The innermost list ends.
    pub(super) fn close_list(&mut self) {
        self.lists.pop();
    }

    /// An item begins; `value` if its tag says a number of its own.
    pub(super) fn item(&mut self, value: Option<i64>) {
        let Some((counter, next)) = self.lists.last_mut() else { return };
        let number = value.unwrap_or(*next);
        *next = number.saturating_add(1);
        self.mark = Some(counter.mark(number)).filter(|mark| !mark.is_empty());
    }

    /// The mark that stands before the next words.
    pub(super) fn take_mark(&mut self) -> Option<String> {
        self.mark.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_printed() {
        let lower = Counter::Letter { upper: false };
        let cases = [
            (Counter::Decimal, 12, "12."),
            (lower, 1, "a."),
            (lower, 28, "ab."),
            (Counter::Letter { upper: true }, 26, "Z."),
            (Counter::Roman { upper: false }, 1994, "mcmxciv."),
            (Counter::Roman { upper: true }, 5000, "5000."),
            (lower, -3, "-3."),
            (Counter::Unnumbered, 1, ""),
        ];
        for (counter, number, expected) in cases {
            assert_eq!(counter.mark(number), expected, "{number}");
        }
    }
}
