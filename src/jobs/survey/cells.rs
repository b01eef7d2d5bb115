//! What a cell says: a number, a day, nothing, something about a person.

use crate::text::dates::read_absolute;

/// What survey tools and spreadsheets write for "no value". These never count as answers.
static NO_VALUES: &[&str] = &[
    "NA", "N/A", "n/a", "#N/A", "#N/A N/A", "#NA", "NULL", "null", "NaN", "nan", "-nan", "-NaN", "<NA>",
    "#VALUE!", "#REF!",
];

/// Whether a cell holds no value.
pub(super) fn is_missing(cell: &str) -> bool {
    cell.len() <= 8 && NO_VALUES.contains(&cell)
}

/// The number in a cell: `3`, `-2.5`, `1,250`, `2,5`, `45 %`, `$ 1,200`.
pub(super) fn number(cell: &str) -> Option<f64> {
    let first = cell.bytes().next()?;
    if cell.len() <= 24
        && (first.is_ascii_digit() || first == b'-' || first == b'.')
        && let Ok(value) = cell.parse::<f64>()
    {
        return value.is_finite().then_some(value);
    }
    if cell.len() > 24 || !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let bare =
        cell.trim_start_matches(['$', '€', '£', ' ', '\u{a0}']).trim_end_matches(['%', ' ', '€', '\u{a0}']);
    let digits = bare.strip_prefix('-').unwrap_or(bare);
    let mut parts = digits.split(',');
    let (head, tail): (&str, Vec<&str>) = (parts.next()?, parts.collect());
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let text = match tail.as_slice() {
        [] => bare.to_owned(),
        // Groups of three are thousands; one other group is a decimal comma.
        groups
            if all_digits(head)
                && head.len() <= 3
                && groups.iter().all(|group| {
                    group.split('.').next().is_some_and(|whole| whole.len() == 3 && all_digits(whole))
                }) =>
        {
            bare.replace(',', "")
        }
        [decimals] if all_digits(head) && all_digits(decimals) => bare.replace(',', "."),
        _ => return None,
    };
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// The day in a cell as days since 1970, from a date with or without a time.
pub(super) fn day(cell: &str) -> Option<i64> {
    if cell.len() < 6 || cell.len() > 40 || !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let parted = cell.bytes().filter(|byte| matches!(byte, b'-' | b'/' | b'.' | b' ')).count();
    if parted < 2 {
        return None;
    }
    let date = read_absolute(cell)?;
    let epoch = jiff::civil::date(1970, 1, 1);
    Some(i64::from(date.since((jiff::Unit::Day, epoch)).ok()?.get_days()))
}

/// Whether a cell names somebody: an e-mail address, a network address, a telephone number.
pub(super) fn is_personal(cell: &str) -> bool {
    is_email(cell) || is_network_address(cell)
}

fn is_email(cell: &str) -> bool {
    let Some((name, host)) = cell.split_once('@') else { return false };
    !name.is_empty()
        && !cell.contains(' ')
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
}

fn is_network_address(cell: &str) -> bool {
    let mut parts = 0;
    cell.split('.').all(|part| {
        parts += 1;
        !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit())
    }) && parts == 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let cases = [
            ("3", Some(3.0)),
            ("-2.5", Some(-2.5)),
            ("1,250", Some(1250.0)),
            ("1,250,000.5", Some(1_250_000.5)),
            ("2,5", Some(2.5)),
            ("45 %", Some(45.0)),
            ("$1,200", Some(1200.0)),
            ("1,2,3", None),
            ("abc", None),
            ("", None),
            ("inf", None),
            ("1-3", None),
            ("3 years", None),
        ];
        for (cell, expected) in cases {
            assert_eq!(number(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn days_are_read_from_dates_and_moments() {
        let cases = [
            ("1970-01-02", Some(1)),
            ("1970-01-03 08:05", Some(2)),
            ("1970/01/02 11:34:01 AM EST", Some(1)),
            ("25-Jun", None),
            ("12", None),
            ("3.5", None),
        ];
        for (cell, expected) in cases {
            assert_eq!(day(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn people_are_told_from_other_text() {
        let cases = [
            ("ann@example.org", true),
            ("192.0.2.1", true),
            ("1.2.3", false),
            ("@home", false),
            ("see you @ 5.30 pm", false),
            ("1000.2.3.4", false),
        ];
        for (cell, expected) in cases {
            assert_eq!(is_personal(cell), expected, "{cell:?}");
        }
    }
}
