//! Closed sets, numbers, dates and places → the words a page shows. Pure and allocation-light.

use crate::model::analysis::Receipt;
use crate::model::document::{DateSource, Location};
use crate::model::evidence::{Check, RejectReason};
use crate::model::finding::{FindingKind, LinkRelation, OwnerBasis, Relation, SeenBy, Side, Status};
use jiff::civil::{Date, Weekday};

/// The words of one kind of finding.
#[derive(Debug)]
pub(crate) struct KindWords {
    /// One of them.
    pub(crate) one: &'static str,
    /// Many of them.
    pub(crate) many: &'static str,
    /// Heading of its section.
    pub(crate) title: &'static str,
    /// The section's id.
    pub(crate) id: &'static str,
    /// A line under the heading that says what counts as one.
    pub(crate) hint: &'static str,
}

/// The words of a kind.
pub(crate) fn kind_words(kind: FindingKind) -> &'static KindWords {
    match kind {
        FindingKind::Decision => &KindWords {
            one: "decision",
            many: "decisions",
            title: "Decisions",
            id: "decisions",
            hint: "What was settled, most certain first.",
        },
        FindingKind::ActionItem => &KindWords {
            one: "action",
            many: "actions",
            title: "Action items",
            id: "actions",
            hint: "An owner is named only where the text shows who it is.",
        },
        FindingKind::OpenQuestion => &KindWords {
            one: "open question",
            many: "open questions",
            title: "Open questions",
            id: "questions",
            hint: "Asked or put off, and not answered.",
        },
        FindingKind::Discrepancy => &KindWords {
            one: "discrepancy",
            many: "discrepancies",
            title: "Discrepancies",
            id: "discrepancies",
            hint: "Passages that do not agree.",
        },
        FindingKind::Risk => &KindWords {
            one: "risk",
            many: "risks",
            title: "Risks",
            id: "risks",
            hint: "What may go wrong, or stands in the way.",
        },
        FindingKind::Topic => &KindWords {
            one: "topic",
            many: "topics",
            title: "Topics",
            id: "topics",
            hint: "What was talked about, in order.",
        },
        FindingKind::RequirementResult => &KindWords {
            one: "requirement met or unclear",
            many: "requirements met or unclear",
            title: "Requirements",
            id: "requirements",
            hint: "What the document says to each requirement of the policy.",
        },
        FindingKind::Driver => &KindWords {
            one: "driver",
            many: "drivers",
            title: "Drivers",
            id: "drivers",
            hint: "What goes with the outcome when the other questions are held fixed.",
        },
        FindingKind::Trend => &KindWords {
            one: "trend",
            many: "trends",
            title: "Trends",
            id: "trends",
            hint: "What changes over the waves.",
        },
        FindingKind::Theme => &KindWords {
            one: "theme",
            many: "themes",
            title: "Themes",
            id: "themes",
            hint: "What people write about.",
        },
    }
}

/// `1 decision`, `2,000 decisions`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(number)) }
}

/// A number with commas between thousands.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A status worth a badge; what is simply made or open has none.
pub(crate) fn badge(status: Status) -> Option<&'static str> {
    match status {
        Status::Made | Status::Open => None,
        Status::Tentative => Some("tentative"),
        Status::Replaced => Some("replaced"),
        Status::Deferred => Some("put off"),
        Status::Done => Some("done"),
        Status::CarriedOver => Some("carried over"),
        Status::Changed => Some("changed"),
    }
}

/// How the words were matched.
pub(crate) fn check_words(check: Check) -> &'static str {
    match check {
        Check::Exact => "exact words",
        Check::Normalised => "same words, differing in case, spaces or quotation marks",
        Check::Approximate => "nearly the same words; numbers, dates, names and negations agree",
    }
}

/// What shows the owner.
pub(crate) fn basis_words(basis: OwnerBasis) -> &'static str {
    match basis {
        OwnerBasis::Speaker => "the speaker takes it on",
        OwnerBasis::Addressed => "asked by name",
        OwnerBasis::Named => "named in the sentence",
    }
}

/// What was asked of a model, and for how much, in one sentence.
pub(crate) fn receipt_words(receipt: &Receipt) -> String {
    let cost =
        receipt.cost_usd.map_or("price unknown".to_owned(), |cost| format!("about {cost:.2} US dollars"));
    format!(
        "{}, {} tokens sent, {} received, {cost}.",
        count(receipt.requests as usize, "request", "requests"),
        grouped(receipt.tokens_in as usize),
        grouped(receipt.tokens_out as usize),
    )
}

/// Which engine saw something, where two were asked.
pub(crate) fn seen_words(seen: SeenBy) -> &'static str {
    match seen {
        SeenBy::Both => "both engines",
        SeenBy::Model => "only the model",
        SeenBy::Builtin => "only the built-in engine",
        SeenBy::StandIn => "built-in engine; the model gave no answer",
    }
}

/// What stands between the two sides of a discrepancy.
pub(crate) fn relation_words(relation: Relation) -> &'static str {
    match relation {
        Relation::Contradicts => "says the opposite",
        Relation::Weaker => "asks for less",
        Relation::Stricter => "asks for more",
        Relation::Missing => "nothing was found",
        Relation::Inconsistent => "does not agree",
    }
}

/// Whose words a side of a discrepancy holds.
pub(crate) fn side_words(role: Side, index: usize) -> &'static str {
    match (role, index) {
        (Side::Policy, _) => "The policy",
        (Side::Document, 0) => "One place",
        (Side::Document, 1) => "Another place",
        (Side::Document, _) => "Also",
    }
}

/// What a linked finding is.
pub(crate) fn link_words(relation: LinkRelation) -> (&'static str, &'static str) {
    match relation {
        LinkRelation::Replaces => ("Replaces", "an earlier decision"),
        LinkRelation::ReplacedBy => ("Replaced by", "a later decision"),
        LinkRelation::Earlier => ("Also in", "an earlier meeting"),
        LinkRelation::Later => ("Comes back in", "a later meeting"),
    }
}

/// Why a claim was turned down.
pub(crate) fn reject_words(reason: RejectReason) -> &'static str {
    match reason {
        RejectReason::NotFound => "nothing like it is in the text",
        RejectReason::Altered => "the nearest passage differs in a number, date, name or negation",
        RejectReason::TooShort => "the quote is too short to prove anything",
        RejectReason::NoQuote => "it came without a quote",
    }
}

/// What the date was read from.
pub(crate) fn date_source_words(source: DateSource) -> &'static str {
    match source {
        DateSource::Option => "given on the command line",
        DateSource::Content => "read in the file",
        DateSource::Name => "read from the file's name",
    }
}

/// `1:02:03`, or `2:03` below an hour.
pub(crate) fn clock(time_ms: u64) -> String {
    let seconds = time_ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// `3 h 5 min`, `42 min`, `50 s`.
pub(crate) fn length(duration_ms: u64) -> String {
    let minutes = (duration_ms + 30_000) / 60_000;
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{} s", duration_ms / 1000),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn month(date: Date) -> &'static str {
    MONTHS[(date.month() as usize - 1) % 12]
}

/// `Thursday 14 May 2026`.
pub(crate) fn long_date(date: Date) -> String {
    format!("{} {} {} {}", weekday(date), date.day(), month(date), date.year())
}

/// `Thu 14 May 2026`.
pub(crate) fn short_date(date: Date) -> String {
    format!("{} {} {} {}", &weekday(date)[..3], date.day(), &month(date)[..3], date.year())
}

/// The shortest address that leads there: the time, else page and line, else row and column of a sheet; "" if nothing is
/// known. Rows of a table on a page count from the table's top and would not be found.
pub(crate) fn place(location: &Location) -> String {
    if let Some(time_ms) = location.time_ms {
        return clock(time_ms);
    }
    let of_sheet = location.page.is_none() && location.line.is_none();
    let (row, column) = if of_sheet { (location.row, location.column) } else { (None, None) };
    let parts = [("page", location.page), ("line", location.line), ("row", row), ("column", column)];
    let mut out = String::new();
    for (word, number) in parts {
        if let Some(number) = number {
            let comma = if out.is_empty() { "" } else { ", " };
            out.push_str(&format!("{comma}{word}\u{a0}{number}"));
            if let ("page", Some(label)) = (word, &location.page_label) {
                out.push_str(&format!(" (label\u{a0}{label})"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_lengths() {
        assert_eq!(clock(0), "0:00");
        assert_eq!(clock(61_999), "1:01");
        assert_eq!(clock(3_723_000), "1:02:03");
        assert_eq!(length(50_000), "1 min");
        assert_eq!(length(20_000), "20 s");
        assert_eq!(length(3_600_000), "1 h");
        assert_eq!(length(11_100_000), "3 h 5 min");
    }

    #[test]
    fn numbers_and_dates() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(count(1, "day", "days"), "1 day");
        assert_eq!(count(0, "day", "days"), "0 days");
        let date = jiff::civil::date(2026, 5, 14);
        assert_eq!(long_date(date), "Thursday 14 May 2026");
        assert_eq!(short_date(date), "Thu 14 May 2026");
    }

    #[test]
    fn places_are_short() {
        let mut location = Location { line: Some(14), page: Some(2), ..Location::default() };
        assert_eq!(place(&location), "page\u{a0}2, line\u{a0}14");
        location.row = Some(3);
        assert_eq!(place(&location), "page\u{a0}2, line\u{a0}14");
        let cell = Location { row: Some(3), column: Some(2), ..Location::default() };
        assert_eq!(place(&cell), "row\u{a0}3, column\u{a0}2");
        location.page_label = Some("iv".into());
        assert_eq!(place(&location), "page\u{a0}2 (label\u{a0}iv), line\u{a0}14");
        location.time_ms = Some(61_000);
        assert_eq!(place(&location), "1:01");
        assert_eq!(place(&Location::default()), "");
    }
}
