//! What a date phrase says, as data.

use super::holidays::Holiday;

/// What a phrase says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum When {
    /// Days from the reference: today 0, tomorrow 1.
    Near(i8),
    /// "now" at the end of a sentence.
    Now,
    Calendar(Calendar),
    /// "the 14th", "the 14th of next month", "Monday the 27th".
    DayOfMonth {
        day: u8,
        month_shift: Option<i32>,
        weekday: Option<u8>,
    },
    Weekday {
        weekday: u8,
        which: Which,
        extra_weeks: i32,
    },
    /// "Wednesday of next week"
    WeekdayOf {
        weekday: u8,
        week_shift: i32,
    },
    /// "the first Monday of April"; `nth` -1 is the last.
    NthWeekday {
        nth: i8,
        weekday: u8,
        month: Period,
    },
    /// "the third day of next week", "the last day of March"; `nth` -1 is the last.
    NthDay {
        nth: i16,
        period: Period,
    },
    /// "Friday of the first week of October"
    WeekdayInNthWeek {
        nth: u8,
        weekday: Option<u8>,
        month: Period,
    },
    /// "in two weeks", "three days after <base>", "Monday two weeks from now".
    Offset {
        length: Length,
        back: bool,
        base: Option<Box<When>>,
        weekday: Option<u8>,
    },
    Period {
        period: Period,
        part: Part,
    },
    Holiday {
        holiday: Holiday,
        year: Option<i16>,
        back: bool,
    },
    Event,
    Asap,
    Vague,
    Repeats,
    /// A time of day and nothing else ("by 5pm").
    Clock,
}

/// A day written with its month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Calendar {
    pub year: Option<i16>,
    pub month: u8,
    pub day: u8,
    pub order: Order,
    pub weekday: Option<u8>,
}

/// How sure the order of day and month is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Order {
    Known,
    MonthFirstAssumed,
    Unclear,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Which {
    Bare,
    This,
    Coming,
    /// Of the week after the reference's week.
    Next,
    Last,
}

/// A length of time; `hours` stay apart because the reference has no time of day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Length {
    pub years: i64,
    pub months: i64,
    pub weeks: i64,
    pub days: i64,
    pub working_days: i64,
    pub hours: i64,
    pub vague: bool,
    /// "two or three weeks": the longer one is kept.
    pub longer: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Period {
    Week(i32),
    WeekOf(Box<When>),
    Weekend(i32),
    Month(i32),
    NamedMonth { month: u8, year: YearSaid },
    Quarter(i32),
    NamedQuarter { quarter: u8, year: YearSaid },
    NamedHalf { half: u8, year: YearSaid },
    Year(i32),
    NamedYear(i16),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum YearSaid {
    /// The first such period that has not ended.
    Open,
    /// The last such period that has ended ("last March").
    Past,
    Shift(i32),
    Is(i16),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part {
    Whole,
    /// The day before it begins ("before next week").
    Before,
    Start,
    Early,
    Mid,
    Late,
    End,
}
