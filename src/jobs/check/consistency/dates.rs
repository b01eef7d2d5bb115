//! Dates that cannot be: a weekday that is another, a day that the month does not have, an end before its start. Takes the
//! words of a view, gives a draft for each.

use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;
use crate::text::words::{capitalised, hash_word};
use jiff::civil::{Date, Weekday};

const WEEKDAYS: [(&str, &str, Weekday); 7] = [
    ("monday", "mon", Weekday::Monday),
    ("tuesday", "tue", Weekday::Tuesday),
    ("wednesday", "wed", Weekday::Wednesday),
    ("thursday", "thu", Weekday::Thursday),
    ("friday", "fri", Weekday::Friday),
    ("saturday", "sat", Weekday::Saturday),
    ("sunday", "sun", Weekday::Sunday),
];

const MONTHS: [(&str, &str); 12] = [
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may", "may"),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
];

/// A full date in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct DateAt {
    /// From the first to the last of day, month and year.
    pub(super) span: Span,
    /// The day; `None` if there is no such day.
    pub(super) date: Option<Date>,
}

/// One draft for each wrong weekday, each day that does not exist, and each end before its start.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    let dates = view.dates();
    for (index, at) in dates.iter().enumerate() {
        match at.date {
            None => drafts.push(no_such_day(view, at)),
            Some(date) => {
                drafts.extend(wrong_weekday(view, at, date));
                if let Some((next, end)) = dates.get(index + 1).and_then(|next| Some((next, next.date?))) {
                    drafts.extend(end_before_start(view, (at, date), (next, end)));
                }
            }
        }
    }
}

/// Every full date written with the name of its month, in order.
pub(super) fn dates(view: &View) -> Vec<DateAt> {
    let words = &view.units.words;
    let text = view.text;
    let number = |index: usize| -> Option<i16> {
        let said = words.get(index)?.of(text);
        let digits = said.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let suffix = &said[digits.len()..];
        let is_ordinal = ["", "st", "nd", "rd", "th"].iter().any(|end| suffix.eq_ignore_ascii_case(end));
        (is_ordinal && digits.len() <= 4).then(|| digits.parse().ok()).flatten()
    };
    let near = |left: usize, right: usize| {
        let gap = words.get(left).zip(words.get(right));
        let gap = gap.and_then(|(a, b)| text.get(a.end as usize..b.start as usize));
        gap.is_some_and(|gap| {
            gap.len() <= 6 && gap.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '.'))
        })
    };
    let is_day = |value: &i16| (1..=31).contains(value);
    let is_year = |value: &i16| (1800..2200).contains(value);
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let Some(month) = month_of(word.hash) else { continue };
        // "May 5, 2020", then "5 May 2020" and "5th day of May, 2020".
        let after = number(index + 1).filter(is_day).filter(|_| near(index, index + 1));
        let year_after = number(index + 2).filter(is_year).filter(|_| near(index + 1, index + 2));
        if let (Some(day), Some(year)) = (after, year_after) {
            let span = Span::new(word.start as usize, words[index + 2].end as usize);
            found.push(DateAt { span, date: date_of(year, month, day) });
            continue;
        }
        let Some(year) = number(index + 1).filter(is_year).filter(|_| near(index, index + 1)) else {
            continue;
        };
        let of = hash_word("of");
        let mut first = index.checked_sub(1);
        while let Some(at) = first.filter(|&at| words[at].hash == of || words[at].hash == hash_word("day")) {
            first = at.checked_sub(1).filter(|_| index - at <= 2);
        }
        if let Some(first) = first
            && near(first, first + 1)
            && let Some(day) = number(first).filter(is_day)
        {
            let span = Span::new(words[first].start as usize, words[index + 1].end as usize);
            found.push(DateAt { span, date: date_of(year, month, day) });
        }
    }
    found
}

/// Number of the month that a word names.
pub(super) fn month_of(hash: u64) -> Option<i8> {
    let place =
        MONTHS.iter().position(|(name, short)| hash_word(name) == hash || hash_word(short) == hash)?;
    Some(place as i8 + 1)
}

/// Whether it is the whole name of a month, in small letters.
pub(super) fn is_month_name(word: &str) -> bool {
    MONTHS.iter().any(|(name, _)| *name == word)
}

/// Whether it is the whole name of a weekday, in small letters.
pub(super) fn is_weekday_name(word: &str) -> bool {
    WEEKDAYS.iter().any(|(name, _, _)| *name == word)
}

fn date_of(year: i16, month: i8, day: i16) -> Option<Date> {
    Date::new(year, month, i8::try_from(day).ok()?).ok()
}

fn no_such_day(view: &View, at: &DateAt) -> Draft {
    view.draft(Slip {
        statement: format!("There is no such day as {}.", view.slice(at.span)),
        why: "the month has fewer days".to_owned(),
        relation: Relation::Inconsistent,
        score: 0.9,
        places: vec![at.span],
    })
}

/// `Tuesday, March 14, 2012`, which was a Wednesday.
fn wrong_weekday(view: &View, at: &DateAt, date: Date) -> Option<Draft> {
    let words = &view.units.words;
    let first = words.partition_point(|word| (word.start as usize) < at.span.start);
    let end = words.partition_point(|word| (word.start as usize) < at.span.end);
    let before = first.checked_sub(1).filter(|&before| {
        let gap = view.text.get(words[before].end as usize..at.span.start);
        gap.is_some_and(|gap| gap.len() <= 6 && !gap.contains(['.', ';', ')', '(']) && !gap.contains('\n'))
    });
    let after = Some(end).filter(|&after| {
        let gap = words.get(after).and_then(|word| view.text.get(at.span.end..word.start as usize));
        gap.is_some_and(|gap| gap.trim() == "(")
    });
    let (word, said) = [before, after].into_iter().flatten().find_map(|at| {
        let name = WEEKDAYS.iter().find(|(name, short, _)| {
            hash_word(name) == words[at].hash || hash_word(short) == words[at].hash
        })?;
        Some((words[at], name.2))
    })?;
    if said == date.weekday() {
        return None;
    }
    let real =
        WEEKDAYS.iter().find(|(_, _, weekday)| *weekday == date.weekday()).map_or("", |(name, _, _)| name);
    Some(view.draft(Slip {
        statement: format!(
            "{} is a {}, not a {}.",
            view.slice(at.span),
            capitalised(real),
            word.of(view.text)
        ),
        why: "the calendar gives another weekday for this date".to_owned(),
        relation: Relation::Contradicts,
        score: 0.95,
        places: vec![Span::new(word.start as usize, word.end as usize).join(at.span)],
    }))
}

/// Words between two dates that make the second the end of what the first begins.
const UNTIL: [&str; 12] = [
    "to",
    "through",
    "until",
    "till",
    "and ending",
    "ending",
    "and ends",
    "and expires",
    "and expiring",
    "and terminating",
    "and continuing until",
    "up to",
];

/// `from June 1, 2014 to May 31, 2013`.
fn end_before_start(view: &View, start: (&DateAt, Date), end: (&DateAt, Date)) -> Option<Draft> {
    let between = view.text.get(start.0.span.end..end.0.span.start).filter(|between| between.len() < 120)?;
    if end.1 >= start.1 || between.contains(['.', ';', ')']) {
        return None;
    }
    let between = between.trim_matches(|c: char| c.is_whitespace() || c == ',');
    let between = between
        .strip_suffix(" on")
        .or_else(|| between.strip_suffix(" at the close of business on"))
        .unwrap_or(between);
    let is_dash = matches!(between, "-" | "–" | "—");
    let is_until = UNTIL.iter().any(|words| {
        between == *words
            || between
                .strip_prefix(words)
                .is_some_and(|rest| matches!(rest.trim(), "and including" | "including"))
    });
    let lead = view.before(start.0.span.start, 40).to_ascii_lowercase();
    let begins = ["from", "commencing", "beginning", "starting", "between", "begins", "commence", "period"]
        .iter()
        .any(|word| lead.contains(word));
    let and = between == "and" && lead.trim_end().ends_with("between");
    // "amended from June 1, 2014 to May 31, 2014" changes a date and spans no time.
    let changes = ["amend", "chang", "extend", "revis", "adjust"]
        .iter()
        .any(|word| view.before(start.0.span.start, 90).contains(word));
    if !(and || is_until && begins || is_dash) || changes {
        return None;
    }
    Some(view.draft(Slip {
        statement: format!(
            "It ends on {}, before it begins on {}.",
            view.slice(end.0.span),
            view.slice(start.0.span)
        ),
        why: "the second date is earlier than the first".to_owned(),
        relation: Relation::Contradicts,
        score: if is_dash { 0.6 } else { 0.85 },
        places: vec![start.0.span.join(end.0.span)],
    }))
}

#[cfg(test)]
mod tests {
    use super::super::testing::expect;
    use super::*;

    #[test]
    fn dates_that_cannot_be() {
        expect(
            find,
            &[
                (
                    "It was signed on Tuesday, March 14, 2012.",
                    &["March 14, 2012 is a Wednesday, not a Tuesday."],
                ),
                ("It was signed on Wednesday, March 14, 2012.", &[]),
                ("on Friday, the meeting of March 14, 2012", &[]),
                ("dated 14 March 2012 (Monday)", &["14 March 2012 is a Wednesday, not a Monday."]),
                ("due on February 30, 2020", &["There is no such day as February 30, 2020."]),
                ("this 31st day of June, 2019", &["There is no such day as 31st day of June, 2019."]),
                (
                    "a term commencing on June 1, 2014 and ending on May 31, 2013",
                    &["It ends on May 31, 2013, before it begins on June 1, 2014."],
                ),
                ("from June 1, 2013 through May 31, 2014", &[]),
                ("to change the period from June 1, 2014 to May 31, 2013", &[]),
                ("signed on June 1, 2014. It replaces the one of May 31, 2013", &[]),
                ("in March 2012 and May 5", &[]),
            ],
        );
    }
}
