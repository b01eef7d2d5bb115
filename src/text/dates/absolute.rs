//! A full calendar date in a header line or file name: "2026-03-17", "17 March 2026", "GMT20260205-140000_Recording.vtt".

use jiff::civil::Date;

use super::words::{Kind, kind_of};

/// A run of digits or of letters, and what stands before it.
#[derive(Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    gap: &'t str,
}

/// The first full calendar date in the text; `None` when there is none or when day and month cannot be told apart.
///
/// Never a bare year, and never a number that is not written as a date.
pub fn read_absolute(text: &str) -> Option<Date> {
    // A piece, and the four before it: "2025-02-february-20", "17th of March, 2026" take six with suffix and "of".
    let mut recent: Vec<Piece> = Vec::with_capacity(8);
    let mut at = 0;
    let mut gap_start = 0;
    let bytes = text.as_bytes();
    let mut best: Option<Date> = None;
    let mut after_best = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let start = at;
        let digit = bytes[at].is_ascii_digit();
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() && bytes[at].is_ascii_digit() == digit {
            at += 1;
        }
        // Both borders are beside ASCII, so the slices hold whole characters.
        let piece = Piece { text: text.get(start..at)?, gap: text.get(gap_start..start)? };
        gap_start = at;
        // "17th": the suffix says nothing new.
        let suffix = !digit
            && piece.gap.is_empty()
            && ["st", "nd", "rd", "th"].iter().any(|s| piece.text.eq_ignore_ascii_case(s));
        if !(suffix || piece.text.eq_ignore_ascii_case("of") || piece.text.eq_ignore_ascii_case("the")) {
            if recent.len() == 6 {
                recent.remove(0);
            }
            recent.push(piece);
        }
        if best.is_some() {
            // The pieces after a date show whether it is part of a longer number.
            after_best += 1;
            if after_best > 1 {
                break;
            }
            let runs_on = digit && matches!(piece.gap, "." | "/");
            if runs_on {
                best = None;
                after_best = 0;
            } else {
                break;
            }
        }
        if best.is_none() {
            let next = bytes.get(at).copied();
            best = read_compact(&piece, &recent, next).or_else(|| read_three(&recent));
        }
    }
    best
}

fn number(piece: &Piece) -> Option<i32> {
    if piece.text.len() <= 4 { piece.text.parse().ok() } else { None }
}

fn month(piece: &Piece) -> Option<i32> {
    match kind_of(piece.text.as_bytes()) {
        Kind::Month(month, _) => Some(i32::from(month)),
        _ => None,
    }
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    if !(1900..2200).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// "20260317", "20260317140000", "20260205T1400".
fn read_compact(piece: &Piece, recent: &[Piece], next: Option<u8>) -> Option<Date> {
    let text = piece.text;
    if !matches!(text.len(), 8 | 12 | 14) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // A decimal number or a part of a longer one.
    let number_before = recent.len() > 1 && recent[recent.len() - 2].text.bytes().all(|b| b.is_ascii_digit());
    if number_before && matches!(piece.gap, "." | "," | "-" | "/")
        || next.is_some_and(|b| b.is_ascii_alphabetic() && !matches!(b, b'T' | b't' | b'Z'))
    {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i32>().ok();
    let clock =
        |from: usize, below: i32| text.len() <= from || part(from, from + 2).is_some_and(|n| n < below);
    if !clock(8, 24) || !clock(10, 60) || !clock(12, 60) {
        return None;
    }
    let year = part(0, 4)?;
    if !(1990..2100).contains(&year) {
        return None;
    }
    date(year, part(4, 6)?, part(6, 8)?)
}

/// Year, month and day in the last three or four pieces.
fn read_three(recent: &[Piece]) -> Option<Date> {
    let n = recent.len();
    if n >= 4
        && let [year, digits, name, day] = &recent[n - 4..]
        && let (Some(y), Some(m), Some(named), Some(d)) =
            (number(year), number(digits), month(name), number(day))
        && m == named
        && year.text.len() == 4
    {
        return date(y, m, d);
    }
    let [a, b, c] = recent.get(n.checked_sub(3)?..)? else {
        return None;
    };
    let loose = |gap: &str| {
        matches!(gap.trim(), "" | "," | "-" | "/" | "_" | ".") && gap.len() <= 4
            || gap.trim() == "" && gap.len() <= 16
    };
    if !loose(b.gap) || !loose(c.gap) {
        // "17th of March": the left-out words leave only their own blanks.
        return None;
    }
    match (number(a), number(b), number(c)) {
        (Some(x), Some(y), Some(z)) => {
            let same = b.gap == c.gap && matches!(b.gap, "-" | "/" | "." | "_" | " ");
            if !same {
                return None;
            }
            // "17/192.168.1.1", "1.2.2026.03.17"
            if n > 3 && number(&recent[n - 4]).is_some() && a.gap == b.gap && b.gap != "_" && b.gap != " " {
                return None;
            }
            match (a.text.len(), b.text.len(), c.text.len()) {
                (4, 1..=2, 1..=2) => date(x, y, z),
                (1..=2, 1..=2, 4) if x > 12 && b.gap != " " => date(z, y, x),
                (1..=2, 1..=2, 4) if (y > 12 || x == y) && b.gap != " " => date(z, x, y),
                _ => None,
            }
        }
        // "17 March 2026", "2026 March 17"
        (Some(x), None, Some(z)) => match (a.text.len(), c.text.len()) {
            (1..=2, 4) => date(z, month(b)?, x),
            (4, 1..=2) => date(x, month(b)?, z),
            _ => None,
        },
        // "March 17, 2026"
        (None, Some(y), Some(z)) if b.text.len() <= 2 && c.text.len() == 4 => date(z, month(a)?, y),
        _ => None,
    }
}
