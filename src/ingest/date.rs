//! Full calendar dates in header lines and file names. Dates without a year are no dates here.

use jiff::civil::Date;

/// Years that a recording can have; anything else is some other number.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// English month names; the first three letters stand for the whole.
static MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The first full date of a short text: `2026-03-05`, `March 5, 2026`, `Thu 5th of March 2026`.
pub(crate) fn find_in_line(line: &str) -> Option<Date> {
    let tokens: Vec<&str> = line
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '/' | '.')))
        .map(|token| token.trim_matches(['-', '/', '.']))
        .filter(|token| !token.is_empty() && !matches!(token.to_ascii_lowercase().as_str(), "of" | "the"))
        .take(60)
        .collect();
    (0..tokens.len()).find_map(|at| {
        let window = |length: usize| tokens.get(at..at + length);
        numeric(tokens[at]).or_else(|| match *window(3)? {
            [first, second, third] => {
                let year = year(third)?;
                match (month(first), month(second)) {
                    (Some(month), _) => date(year, month, day(second)?),
                    (_, Some(month)) => date(year, month, day(first)?),
                    _ => None,
                }
            }
            _ => None,
        })
    })
}

/// A full date in a file name: also `20260305`, `2026_03_05` and `05-Mar-2026`.
pub(crate) fn find_in_name(stem: &str) -> Option<Date> {
    let parts: Vec<&str> =
        stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let digits = |part: &&str| -> Option<Date> {
        // `GMT20260305-100000` and `20260305T100000` carry a time after the date.
        let start = part.find(|c: char| c.is_ascii_digit())?;
        let rest = &part[start..];
        let run = rest.bytes().take_while(u8::is_ascii_digit).count();
        (run == 8 || run == 14)
            .then(|| date(year(&rest[..4])?, rest[4..6].parse().ok()?, rest[6..8].parse().ok()?))
            .flatten()
    };
    parts.iter().find_map(digits).or_else(|| {
        parts.windows(3).find_map(|window| {
            let [first, second, third] = window else { return None };
            match (year(first), year(third)) {
                (Some(year), _) => date(year, month(second).or_else(|| small(second))?, day(third)?),
                (_, Some(year)) => {
                    date(year, month(second).or_else(|| month(first))?, day(first).or_else(|| day(second))?)
                }
                _ => None,
            }
        })
    })
}

/// `2026-03-05`, also with a time behind it; `/` and `.` only with the year first.
fn numeric(token: &str) -> Option<Date> {
    let separator = ['-', '/', '.'].into_iter().find(|&separator| token.matches(separator).count() >= 2)?;
    let mut parts = token.split(separator);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let third = third.split(['T', 't']).next()?;
    if first.len() != 4 || second.len() > 2 || third.len() > 2 {
        return None;
    }
    date(year(first)?, small(second)?, small(third)?)
}

fn year(token: &str) -> Option<i16> {
    (token.len() == 4).then(|| token.parse().ok()).flatten().filter(|year| YEARS.contains(year))
}

fn month(token: &str) -> Option<i8> {
    let lower = token.to_ascii_lowercase();
    let matches = |name: &&str| {
        **name == lower
            || (lower.len() == 3 && name.starts_with(&lower))
            || (lower == "sept" && name.starts_with("sep"))
    };
    MONTHS.iter().position(|name| matches(&name)).map(|index| index as i8 + 1)
}

fn day(token: &str) -> Option<i8> {
    let number =
        ["st", "nd", "rd", "th"].iter().find_map(|ending| token.strip_suffix(ending)).unwrap_or(token);
    small(number).filter(|day| (1..=31).contains(day))
}

fn small(token: &str) -> Option<i8> {
    (token.len() <= 2 && token.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| token.parse().ok())
        .flatten()
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_dates_in_lines() {
        let cases = [
            ("Date: 2026-03-05", Some("2026-03-05")),
            ("created 2026-03-05T10:00:00Z", Some("2026-03-05")),
            ("Tuesday, March 3, 2026", Some("2026-03-03")),
            ("# 8th April 2024 101st Meeting", Some("2024-04-08")),
            ("3 of Mar. 2026", Some("2026-03-03")),
            ("Weekly (2026/3/5 10:02 GMT+1)", Some("2026-03-05")),
            ("106th Meeting | 18 February 2025", Some("2025-02-18")),
            ("Sept 3 2026", Some("2026-09-03")),
            ("March 3", None),
            ("2026-13-05", None),
            ("30 February 2026", None),
            ("03/05/2026", None),
            ("version 1.2.3", None),
            ("", None),
        ];
        for (line, expected) in cases {
            assert_eq!(find_in_line(line).map(|date| date.to_string()).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn finds_dates_in_names() {
        let cases = [
            ("steering-2026-03-05", Some("2026-03-05")),
            ("GMT20260305-100412_Recording", Some("2026-03-05")),
            ("acdc_20260205_174", Some("2026-02-05")),
            ("2026_03_05 notes", Some("2026-03-05")),
            ("meeting 5 Mar 2026", Some("2026-03-05")),
            ("March-5-2026", Some("2026-03-05")),
            ("tc39-2024-04-april-08", None),
            ("call 1234567", None),
            ("20261305", None),
        ];
        for (name, expected) in cases {
            assert_eq!(find_in_name(name).map(|date| date.to_string()).as_deref(), expected, "{name}");
        }
    }
}
