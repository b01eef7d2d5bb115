//! Dates in English speech and text: a text and a reference date in, the date phrases and what day each means out.
//!
//! Made for meetings: "by uh Friday", "end of next week", "the fourteenth", "in two weeks", "before the board meeting".
//! A phrase that names no day is kept and says why; where careful people would differ, no date is given.

mod absolute;
mod calendar;
mod clock;
mod counted;
mod digits;
mod due;
mod grammar;
mod holidays;
mod modified;
mod months;
mod periods;
mod resolve;
mod resolve_length;
mod resolve_period;
mod tokens;
mod undated;
mod weekdays;
mod when;
mod words;

#[cfg(test)]
mod tests;

pub use absolute::read_absolute;
pub use due::find_due;

use grammar::{Grammar, Lead};
use jiff::civil::{Date, Weekday};
use tokens::{Gap, Token, Tokens};
use when::When;
use words::Kind;

/// A date phrase found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatePhrase {
    /// First byte, a leading preposition ("by") included.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The day meant; `None` when it cannot be known, or needs a reference and there is none.
    pub date: Option<Date>,
    /// How the date was found, or why there is none.
    pub rule: Rule,
}

/// How a phrase was read, or why it gives no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A full date, as said.
    Said,
    /// A day and month without a year.
    NextSuchDate,
    /// A day number without a month.
    NextDayOfMonth,
    /// A day number of a month named by its place ("the 14th of next month").
    DayOfNamedMonth,
    /// "the first day of next week"
    DayOfNamedPeriod,
    /// A weekday with a day number.
    WeekdayAndDay,
    /// Two numbers up to 12.
    MonthFirstAssumed,
    /// Two numbers up to 12, told apart by the weekday.
    OrderByWeekday,
    /// A date whose weekday is another than the one said.
    WeekdayDisagrees,
    /// "by Friday"
    NextWeekday(Weekday),
    /// "next Friday"
    WeekdayOfNextWeek(Weekday),
    /// "Wednesday of next week"
    WeekdayOfNamedWeek,
    /// "first Monday of April"
    WeekdayOfMonth,
    /// "Monday two weeks from now"
    WeekdayAfterCount,
    /// "today", "tonight", "end of day", "in an hour"
    SameDay,
    /// "tomorrow"
    DayAfter,
    /// "in two weeks"
    Counted,
    /// "three days after Friday"
    CountedFromNamedDay,
    /// "in five working days"
    WorkingDays,
    /// "in two or three weeks"
    LongerTime,
    /// "this month", "by Q2"
    LastDay,
    /// "start of next month"
    FirstDay,
    /// "next week", "end of the week"
    FridayOfWeek,
    /// "before next month"
    DayBeforePeriod,
    /// "early next month"
    EarlyInPeriod,
    /// "early next week"
    EarlyInWeek,
    /// "mid-March"
    MiddleOfPeriod,
    /// "mid next week"
    MidWeek,
    /// "Christmas"
    Holiday,
    /// "by 5pm"
    TimeOfDay,
    /// "yesterday", "last week"
    Past,
    /// "before the board meeting"
    Event,
    /// "ASAP"
    AsSoonAsPossible,
    /// "every Friday"
    Repeats,
    /// "in a few days", "this summer"
    Vague,
    /// "in 36 hours"
    HoursUnclear,
    /// "Friday", said on a Friday.
    SameWeekday,
    /// "this Monday", said on a Thursday.
    WeekdayPassed,
    /// "this week", said on a Sunday.
    WeekUnclear,
    /// "3.4.2026"
    OrderUnclear,
    /// "February 30"
    NoSuchDate,
    /// A relative phrase, and no reference to count from.
    NoReference,
}

impl Rule {
    /// A short piece of a sentence for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::Said => "the date as said",
            Rule::NextSuchDate => "the next such date on or after the meeting date",
            Rule::NextDayOfMonth => "the next day with that number on or after the meeting date",
            Rule::DayOfNamedMonth => "that day of the month named",
            Rule::DayOfNamedPeriod => "that day of the period named",
            Rule::WeekdayAndDay => "the next such weekday with that day number",
            Rule::MonthFirstAssumed => "month before day was assumed",
            Rule::OrderByWeekday => "the order of day and month that fits the weekday",
            Rule::WeekdayDisagrees => "the weekday said does not fit the date said",
            Rule::NextWeekday(weekday) => match weekday {
                Weekday::Monday => "the next Monday after the meeting date",
                Weekday::Tuesday => "the next Tuesday after the meeting date",
                Weekday::Wednesday => "the next Wednesday after the meeting date",
                Weekday::Thursday => "the next Thursday after the meeting date",
                Weekday::Friday => "the next Friday after the meeting date",
                Weekday::Saturday => "the next Saturday after the meeting date",
                Weekday::Sunday => "the next Sunday after the meeting date",
            },
            Rule::WeekdayOfNextWeek(weekday) => match weekday {
                Weekday::Monday => "Monday of the week after the meeting",
                Weekday::Tuesday => "Tuesday of the week after the meeting",
                Weekday::Wednesday => "Wednesday of the week after the meeting",
                Weekday::Thursday => "Thursday of the week after the meeting",
                Weekday::Friday => "Friday of the week after the meeting",
                Weekday::Saturday => "Saturday of the week after the meeting",
                Weekday::Sunday => "Sunday of the week after the meeting",
            },
            Rule::WeekdayOfNamedWeek => "that weekday of the week named",
            Rule::WeekdayOfMonth => "that weekday of the month named",
            Rule::WeekdayAfterCount => "that weekday, counted from the meeting date",
            Rule::SameDay => "the day of the meeting",
            Rule::DayAfter => "the day after the meeting",
            Rule::Counted => "counted from the meeting date",
            Rule::CountedFromNamedDay => "counted from the day named",
            Rule::WorkingDays => "counted Monday to Friday, public holidays included",
            Rule::LongerTime => "counted from the meeting date, the longer time named",
            Rule::LastDay => "the last day of the period named",
            Rule::FirstDay => "the first day of the period named",
            Rule::FridayOfWeek => "Friday of the week named",
            Rule::DayBeforePeriod => "the day before the period named",
            Rule::EarlyInPeriod => "early was taken as the first third",
            Rule::EarlyInWeek => "early in the week was taken as Tuesday",
            Rule::MiddleOfPeriod => "the middle of the period named",
            Rule::MidWeek => "the middle of the week was taken as Wednesday",
            Rule::Holiday => "the day with that name; countries may differ",
            Rule::TimeOfDay => "only a time was said, taken as the day of the meeting",
            Rule::Past => "before the meeting",
            Rule::Event => "an event, not a date",
            Rule::AsSoonAsPossible => "as soon as possible, no date",
            Rule::Repeats => "repeats, no single date",
            Rule::Vague => "too vague for a date",
            Rule::HoursUnclear => "counted in hours, and the hour of the meeting is not known",
            Rule::SameWeekday => "said on that weekday: the same day or a week later",
            Rule::WeekdayPassed => "that weekday of the meeting's week is over",
            Rule::WeekUnclear => "said at the weekend: the week before or after",
            Rule::OrderUnclear => "day and month cannot be told apart",
            Rule::NoSuchDate => "no such date",
            Rule::NoReference => "the meeting date is not known",
        }
    }
}

/// A phrase with what was said around it.
pub(crate) struct Mention {
    phrase: DatePhrase,
    lead: Lead,
    when: When,
    latest: bool,
    /// It says which thing is meant ("the Friday meeting", "the notes of Friday").
    describes: bool,
}

/// All date phrases of the text, in order; none overlaps another.
pub fn find_dates(text: &str, reference: Option<Date>) -> Vec<DatePhrase> {
    let mut phrases = Vec::new();
    scan(text, reference, |mention| {
        // "now" is a date only in a promise.
        if mention.when != When::Now {
            phrases.push(mention.phrase);
        }
    });
    phrases
}

/// Tokens read at a time, those kept behind and those a phrase may need ahead.
const WINDOW: usize = 1024;
const BEHIND: usize = 8;
const AHEAD: usize = 96;

fn scan(text: &str, reference: Option<Date>, mut take: impl FnMut(Mention)) {
    let mut source = Tokens::new(text);
    let mut tokens: Vec<Token> = Vec::with_capacity(WINDOW);
    let (mut i, mut more) = (0, true);
    loop {
        if more && i + AHEAD > tokens.len() {
            let gone = i.saturating_sub(BEHIND);
            tokens.drain(..gone);
            i -= gone;
            tokens.extend(source.by_ref().take(WINDOW - tokens.len()));
            more = tokens.len() == WINDOW;
        }
        let Some(token) = tokens.get(i) else { break };
        if !starts_phrase(token.kind) {
            i += 1;
            continue;
        }
        let grammar = Grammar { text, tokens: &tokens, first: i };
        match grammar.phrase() {
            Some(phrase) if phrase.next > i => {
                let last = tokens[phrase.next.min(tokens.len()) - 1];
                let (date, rule) = phrase.when.resolve(reference);
                let describes = describes_a_thing(&grammar, &phrase);
                let phrase_found = DatePhrase { start: token.start, end: last.end, date, rule };
                i = phrase.next;
                take(Mention {
                    phrase: phrase_found,
                    lead: phrase.lead,
                    when: phrase.when,
                    latest: phrase.latest,
                    describes,
                });
            }
            _ => i += 1,
        }
    }
}

fn starts_phrase(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::None
            | Kind::Other
            | Kind::Function
            | Kind::Own
            | Kind::Of
            | Kind::And
            | Kind::Or
            | Kind::To
            | Kind::Is
            | Kind::Commit
            | Kind::Deny
            | Kind::Event
            | Kind::Repair
    )
}

/// Whether the phrase says which thing is meant and not when: "the Friday meeting", "today's notes", "the minutes of Friday".
fn describes_a_thing(grammar: &Grammar, phrase: &grammar::Phrase) -> bool {
    let first = grammar.first;
    let before = if first > 0 && matches!(grammar.gap(first), Gap::Space) {
        grammar.kind(first - 1)
    } else {
        Kind::None
    };
    let determined = matches!(before, Kind::The | Kind::Own | Kind::A) || grammar.kind(first) == Kind::The;
    let bare = phrase.lead == Lead::Bare;
    let followed = grammar.describes(phrase.next);
    if matches!(before, Kind::Of) && bare {
        return true;
    }
    if grammar.possessive(phrase.next - 1) {
        return bare;
    }
    let naming = matches!(
        phrase.when,
        When::Holiday { .. }
            | When::Period {
                period: when::Period::NamedMonth { .. } | when::Period::NamedQuarter { .. },
                ..
            }
    );
    followed && bare && (determined || naming)
}
