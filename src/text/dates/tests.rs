//! Tables of phrases as they are said in meetings, the traps beside them, and laws over any text.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

/// A Wednesday.
fn reference() -> Date {
    date(2026, 3, 18)
}

fn day(text: &str) -> Option<Date> {
    (!text.is_empty()).then(|| text.parse().expect("a date in the table"))
}

/// Phrases with the date they mean, said on Wednesday 18 March 2026; the whole phrase must be found.
#[test]
fn phrases_mean_the_day_a_careful_person_takes() {
    let table = [
        // Near days
        ("today", "2026-03-18"),
        ("tonight", "2026-03-18"),
        ("this afternoon", "2026-03-18"),
        ("tomorrow", "2026-03-19"),
        ("tomorrow morning", "2026-03-19"),
        ("by tomorrow noon", "2026-03-19"),
        ("the day after tomorrow", "2026-03-20"),
        ("later today", "2026-03-18"),
        ("by EOD", "2026-03-18"),
        ("by end of day", "2026-03-18"),
        ("by close of business on Friday", "2026-03-20"),
        ("EOD Friday", "2026-03-20"),
        ("by 5 pm tomorrow", "2026-03-19"),
        ("by five o'clock on Thursday", "2026-03-19"),
        // Weekdays
        ("by Friday", "2026-03-20"),
        ("by uh Friday", "2026-03-20"),
        ("by, um, Friday", "2026-03-20"),
        ("by by Friday", "2026-03-20"),
        ("Monday morning", "2026-03-23"),
        ("this Thursday", "2026-03-19"),
        ("next Tuesday", "2026-03-24"),
        ("next Friday", "2026-03-27"),
        ("this coming Friday", "2026-03-20"),
        ("Friday week", "2026-03-27"),
        ("a week from Monday", "2026-03-30"),
        ("a week on Monday", "2026-03-30"),
        ("Wednesday of next week", "2026-03-25"),
        ("next week on Wednesday", "2026-03-25"),
        ("Friday at the latest", "2026-03-20"),
        ("late Friday", "2026-03-20"),
        ("two Mondays from now", "2026-03-30"),
        ("by fri", "2026-03-20"),
        ("on Sat", "2026-03-21"),
        // Counted
        ("in two weeks", "2026-04-01"),
        ("in 2 weeks' time", "2026-04-01"),
        ("two weeks from now", "2026-04-01"),
        ("two weeks from today", "2026-04-01"),
        ("in a couple of days", "2026-03-20"),
        ("in a couple days", "2026-03-20"),
        ("within 30 days", "2026-04-17"),
        ("within thirty days", "2026-04-17"),
        ("within the next two weeks", "2026-04-01"),
        ("over the next month", "2026-04-18"),
        ("in a fortnight", "2026-04-01"),
        ("in three months", "2026-06-18"),
        ("in five working days", "2026-03-25"),
        ("in two or three days", "2026-03-21"),
        ("in two to three weeks", "2026-04-08"),
        ("in a week or two", "2026-04-01"),
        ("in half an hour", "2026-03-18"),
        ("three days after Friday", "2026-03-23"),
        ("two weeks before March 31", "2026-03-17"),
        ("Monday two weeks from now", "2026-03-30"),
        ("a hundred days from now", "2026-06-26"),
        ("a day after tomorrow", "2026-03-20"),
        // Days of a month
        ("the 14th", "2026-04-14"),
        ("by the fourteenth", "2026-04-14"),
        ("on the 31st", "2026-03-31"),
        ("on the first", "2026-04-01"),
        ("the 14th of next month", "2026-04-14"),
        ("the 21st of this month", "2026-03-21"),
        ("Monday the 23rd", "2026-03-23"),
        ("the 14th of March", "2027-03-14"),
        ("twenty first of June", "2026-06-21"),
        ("March twenty fourth", "2026-03-24"),
        ("may twenty nine", "2026-05-29"),
        ("Mar 24", "2026-03-24"),
        ("Mar. 24th, 2026", "2026-03-24"),
        ("24 March 2026", "2026-03-24"),
        ("March 24, 2026", "2026-03-24"),
        ("january first two thousand and thirty two", "2032-01-01"),
        ("june third twenty twenty seven", "2027-06-03"),
        ("Tuesday, March 24", "2026-03-24"),
        ("first Monday of April", "2026-04-06"),
        ("the last Friday of the month", "2026-03-27"),
        ("the last day of February", "2027-02-28"),
        ("the first day of next week", "2026-03-23"),
        ("March 23-27", "2026-03-27"),
        // In digits
        ("24/3/2026", "2026-03-24"),
        ("3/24/2026", "2026-03-24"),
        ("by 3/24", "2026-03-24"),
        ("22/04", "2026-04-22"),
        ("by 4/5", "2026-04-05"),
        ("24.03.2026", "2026-03-24"),
        ("2026-03-24", "2026-03-24"),
        ("20260324", "2026-03-24"),
        ("24-mar-2026", "2026-03-24"),
        ("mar/24", "2026-03-24"),
        ("Friday 3/4/26", "2026-04-03"),
        // Periods
        ("end of the week", "2026-03-20"),
        ("by the end of next week", "2026-03-27"),
        ("next week", "2026-03-27"),
        ("the week after next", "2026-04-03"),
        ("early next week", "2026-03-24"),
        ("mid next week", "2026-03-25"),
        ("over the weekend", "2026-03-22"),
        ("before the weekend", "2026-03-20"),
        ("end of the month", "2026-03-31"),
        ("by month end", "2026-03-31"),
        ("EOM", "2026-03-31"),
        ("by end of next month", "2026-04-30"),
        ("next month", "2026-04-30"),
        ("start of next month", "2026-04-01"),
        ("early next month", "2026-04-10"),
        ("mid next month", "2026-04-15"),
        ("mid-April", "2026-04-15"),
        ("by end of March", "2026-03-31"),
        ("before April", "2026-03-31"),
        ("in may", "2026-05-31"),
        ("by march", "2026-03-31"),
        ("by Q2", "2026-06-30"),
        ("end of Q2", "2026-06-30"),
        ("by the end of the second quarter of next year", "2027-06-30"),
        ("next quarter", "2026-06-30"),
        ("end of quarter", "2026-03-31"),
        ("by the end of the year", "2026-12-31"),
        ("next year", "2027-12-31"),
        ("by end of 2027", "2027-12-31"),
        ("the week of March 23", "2026-03-27"),
        // Named days
        ("by Christmas", "2026-12-25"),
        ("New Year's Eve", "2026-12-31"),
        ("Easter Monday", "2026-04-06"),
        ("two weeks before Christmas", "2026-12-11"),
        // No date
        ("before the board meeting", ""),
        ("after the release", ""),
        ("by the end of the sprint", ""),
        ("before go-live", ""),
        ("within 30 days of signing", ""),
        ("two weeks after the launch", ""),
        ("as soon as possible", ""),
        ("ASAP", ""),
        ("every Friday", ""),
        ("in a few days", ""),
        ("February 30", ""),
        ("by 31/4/2026", ""),
        ("in 99999999999 days", ""),
        ("by Wednesday", ""),
        ("this Monday", ""),
        ("in 36 hours", ""),
        ("3.4.2026", ""),
        ("the Friday after next", ""),
    ];
    for (phrase, expected) in table {
        for text in
            [phrase.to_string(), format!("I will send it to them {phrase}, I think."), phrase.to_lowercase()]
        {
            let found = find_dates(&text, Some(reference()));
            assert_eq!(found.len(), 1, "{text:?}: {found:?}");
            assert_eq!(found[0].date, day(expected), "{text:?}: {found:?}");
            assert_eq!(text[found[0].start..found[0].end].to_lowercase(), phrase.to_lowercase(), "{text:?}");
        }
    }
}

#[test]
fn words_that_only_look_like_dates_are_passed_over() {
    let table = [
        "May Chen spoke",
        "I may have 5 of them",
        "this may be the case",
        "you may second that",
        "they march on",
        "the second point",
        "wait a second",
        "give me two minutes",
        "the sun is out",
        "he sat down",
        "they wed in spring",
        "it runs 24/7",
        "after 9/11 it changed",
        "1/2 of the budget",
        "page 3/14 of it",
        "version 1.2.3 and 5.12",
        "host 192.168.1.10",
        "at 10:30",
        "a two hour meeting",
        "for two weeks we tested",
        "it takes 3 days",
        "in a two week sprint",
        "in two week sprints",
        "the 14th floor",
        "the 21st century",
        "the third option",
        "the first thing",
        "by the way",
        "by the team",
        "by five percent",
        "by April Smith",
        "in five cases",
        "the end of the story",
        "on 1559 and 2020",
        "ticket 20261399",
        "$14 march",
        "call 555-0123",
        "by then",
        "in a minute I'll show you",
        "now I think",
        "the summer school",
    ];
    for text in table {
        assert_eq!(find_dates(text, Some(reference())), [], "{text:?}");
    }
}

#[test]
fn the_rule_says_how_the_date_was_found() {
    let table = [
        ("by Friday", Rule::NextWeekday(Weekday::Friday)),
        ("next Friday", Rule::WeekdayOfNextWeek(Weekday::Friday)),
        ("by 4/5", Rule::MonthFirstAssumed),
        ("by 14/5", Rule::NextSuchDate),
        ("Sunday 4/5/2026", Rule::OrderByWeekday),
        ("Tuesday March 25", Rule::WeekdayDisagrees),
        ("2026-03-24", Rule::Said),
        ("before the board meeting", Rule::Event),
        ("last Friday", Rule::Past),
        ("yesterday", Rule::Past),
        ("two days ago", Rule::Past),
        ("last month", Rule::Past),
        ("by Wednesday", Rule::SameWeekday),
        ("by 5pm", Rule::TimeOfDay),
        ("in ten business days", Rule::WorkingDays),
        ("in two or three weeks", Rule::LongerTime),
        ("end of next week", Rule::FridayOfWeek),
        ("the 14th", Rule::NextDayOfMonth),
        ("February 30", Rule::NoSuchDate),
    ];
    for (text, rule) in table {
        let found = find_dates(text, Some(reference()));
        assert_eq!(found.iter().map(|p| p.rule).collect::<Vec<_>>(), [rule], "{text:?}");
        assert!(!rule.as_str().is_empty());
    }
}

#[test]
fn without_a_reference_only_full_dates_are_resolved() {
    let table = [
        ("by Friday", "", Rule::NoReference),
        ("tomorrow", "", Rule::NoReference),
        ("in two weeks", "", Rule::NoReference),
        ("March 24", "", Rule::NoReference),
        ("February 30", "", Rule::NoSuchDate),
        ("end of next month", "", Rule::NoReference),
        ("24 March 2026", "2026-03-24", Rule::Said),
        ("end of March 2026", "2026-03-31", Rule::LastDay),
        ("by Q2 2026", "2026-06-30", Rule::LastDay),
        ("two weeks after 24 March 2026", "2026-04-07", Rule::CountedFromNamedDay),
        ("Easter 2018", "2018-04-01", Rule::Holiday),
        ("before the board meeting", "", Rule::Event),
    ];
    for (text, expected, rule) in table {
        let found = find_dates(text, None);
        assert_eq!(
            found.iter().map(|p| (p.date, p.rule)).collect::<Vec<_>>(),
            [(day(expected), rule)],
            "{text:?}"
        );
    }
}

/// A sentence, the phrase that is its deadline ("" for none) and the date.
#[test]
fn the_deadline_of_a_sentence_is_found() {
    let table = [
        ("I'll send the notes from yesterday's call tomorrow", "tomorrow", "2026-03-19"),
        ("I can't do it by Friday but I will do it by Monday", "by Monday", "2026-03-23"),
        ("I won't be able to send it until Thursday", "until Thursday", "2026-03-19"),
        ("let's say Monday, no sorry, Tuesday", "Tuesday", "2026-03-24"),
        ("I'll do it tomorrow or Friday", "Friday", "2026-03-20"),
        ("On Monday I'm out so I'll do it Tuesday", "Tuesday", "2026-03-24"),
        (
            "I'll do this as soon as possible, by Friday at the latest",
            "by Friday at the latest",
            "2026-03-20",
        ),
        ("I'll prepare the Friday meeting", "", ""),
        ("I'll write up the minutes of last Friday", "", ""),
        ("I will test it for two weeks", "", ""),
        ("I'll book a two hour meeting", "", ""),
        ("as I said last week, I will look into it", "", ""),
        ("I will start from Monday", "", ""),
        ("I'll prepare the plan for 2027", "", ""),
        ("I'll have it before the board meeting on Friday", "on Friday", "2026-03-20"),
        ("I'll have it before the board meeting next week", "before the board meeting", ""),
        ("Bob will fix it after the release", "after the release", ""),
        ("it's due on the 5th", "due on the 5th", "2026-04-05"),
        ("the deadline is March 31", "deadline is March 31", "2026-03-31"),
        (
            "no later than 5pm on the 3rd of April, Ann will file it",
            "no later than 5pm on the 3rd of April",
            "2026-04-03",
        ),
        ("I will do it now.", "now", "2026-03-18"),
        ("what we have now is fine so I will keep it", "", ""),
        ("the report of 3 March 2020 will be sent by me", "", ""),
        ("i will uh send it to may by uh friday", "by uh friday", "2026-03-20"),
    ];
    for (text, phrase, expected) in table {
        let found = find_due(text, Some(reference()));
        let said = found.as_ref().map_or("", |f| &text[f.start..f.end]);
        assert_eq!((said, found.as_ref().and_then(|f| f.date)), (phrase, day(expected)), "{text:?}");
    }
}

#[test]
fn full_dates_are_read_from_headers_and_file_names() {
    let table = [
        ("2026-03-17", "2026-03-17"),
        ("20260317", "2026-03-17"),
        ("17 March 2026", "2026-03-17"),
        ("March 17, 2026", "2026-03-17"),
        ("Tuesday, 17th of March, 2026 10:00", "2026-03-17"),
        ("2025-02-february-20", "2025-02-20"),
        ("GMT20260205-140000_Recording.vtt", "2026-02-05"),
        ("zoom_20260205T140000Z.txt", "2026-02-05"),
        ("meeting_2026_03_17_final.docx", "2026-03-17"),
        ("sig-17-mar-2026.md", "2026-03-17"),
        ("Date: 17/03/2026", "2026-03-17"),
        ("Date: 3/17/2026", "2026-03-17"),
        ("2026.03.17 standup", "2026-03-17"),
        ("2026-03-17T10:00:00Z", "2026-03-17"),
        ("Réunion 2026-03-17 – notes", "2026-03-17"),
        ("2026", ""),
        ("March 2026", ""),
        ("03/04/2026", ""),
        ("2026-13-17", ""),
        ("2026-02-30", ""),
        ("20261317", ""),
        ("30 February 2026", ""),
        ("03.04.2026", ""),
        ("192.168.20.26", ""),
        ("1.2026.03.17.4", ""),
        ("ticket 12345678", ""),
        ("+1 555 0123", ""),
        ("10:30:2026", ""),
        ("", ""),
    ];
    for (text, expected) in table {
        assert_eq!(read_absolute(text), day(expected), "{text:?}");
    }
}

#[test]
fn dates_at_the_end_of_the_calendar_do_not_panic() {
    for reference in [Date::MIN, Date::MAX, date(9999, 12, 30), date(1, 1, 1)] {
        for text in [
            "in two weeks",
            "next Friday",
            "last year",
            "end of next quarter",
            "two days ago",
            "the 31st",
            "Feb 29",
            "Friday week",
            "next Christmas",
            "last Easter",
            "in 5 business days",
            "this weekend",
            "in 9999999 years",
            "monday the 31st",
            "4294967295 weeks before tomorrow",
            "the week of 31/12/2199",
            "last week",
            "in 9000 quarters",
            "mid next year",
        ] {
            let _ = find_due(text, Some(reference));
            assert_eq!(find_dates(text, Some(reference)).len(), 1, "{text:?}");
        }
    }
}

#[test]
fn a_phrase_is_found_wherever_the_window_over_a_long_text_falls() {
    for words in [0, 900, 1015, 1020, 1023, 1024, 1025, 5000] {
        let text = format!("{}by the end of next week.", "word ".repeat(words));
        let found = find_dates(&text, Some(reference()));
        assert_eq!(found.iter().map(|p| p.date).collect::<Vec<_>>(), [day("2026-03-27")], "{words}");
    }
}

/// Words that make dates, and what breaks them.
fn any_words() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "by",
        "the",
        "end",
        "of",
        "next",
        "week",
        "Friday",
        "may",
        "march",
        "14th",
        "14",
        "2026",
        "/",
        "-",
        ".",
        ":",
        ",",
        " ",
        "\n",
        "two",
        "weeks",
        "after",
        "from",
        "now",
        "twenty",
        "first",
        "last",
        "Q2",
        "in",
        "a",
        "couple",
        "before",
        "meeting",
        "é",
        "’s",
        "'",
        "—",
        "uh",
        "\u{a0}",
        "5pm",
        "at",
        "(",
        "sun",
        "Easter",
        "every",
        "or",
        "to",
        "99999999999",
        "half",
        "and",
        "year",
        "day",
        "on",
        "31",
        "no",
    ]);
    prop::collection::vec((words, prop::bool::ANY), 0..40).prop_map(|parts| {
        parts
            .into_iter()
            .map(|(word, blank)| if blank { format!("{word} ") } else { word.to_string() })
            .collect()
    })
}

fn check_laws(text: &str) {
    for reference in [None, Some(reference()), Some(Date::MAX)] {
        let found = find_dates(text, reference);
        let mut from = 0;
        for phrase in &found {
            assert!(phrase.start >= from && phrase.start < phrase.end && phrase.end <= text.len());
            let said = text.get(phrase.start..phrase.end).expect("on character borders");
            assert_eq!(said.trim(), said);
            from = phrase.end;
        }
        if let Some(due) = find_due(text, reference) {
            assert!(found.contains(&due) || text[due.start..due.end].eq_ignore_ascii_case("now"));
        }
    }
    let _ = read_absolute(text);
}

proptest! {
    #[test]
    fn any_text_keeps_the_laws(text in any::<String>()) {
        check_laws(&text);
    }

    #[test]
    fn any_date_words_keep_the_laws(text in any_words()) {
        check_laws(&text);
    }

    #[test]
    fn a_written_day_is_read_back(days in 0i32..100_000) {
        let day = date(1995, 1, 1).checked_add(jiff::Span::new().days(days)).expect("within the calendar");
        prop_assume!(day.year() < 2100);
        for format in ["%Y-%m-%d", "%Y%m%d", "%-d %B %Y", "%B %-d, %Y", "%d-%b-%Y"] {
            let text = day.strftime(format).to_string();
            prop_assert_eq!(read_absolute(&text), Some(day), "{}", text);
            let found = find_dates(&text, None);
            prop_assert_eq!(found.iter().map(|p| p.date).collect::<Vec<_>>(), vec![Some(day)], "{}", text);
        }
    }
}

#[test]
fn full_dates_are_read_in_header_lines() {
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
        assert_eq!(read_absolute(line).map(|date| date.to_string()).as_deref(), expected, "{line}");
    }
}

#[test]
fn full_dates_are_read_in_file_names() {
    let cases = [
        ("steering-2026-03-05", Some("2026-03-05")),
        ("GMT20260305-100412_Recording", Some("2026-03-05")),
        ("acdc_20260205_174", Some("2026-02-05")),
        ("2026_03_05 notes", Some("2026-03-05")),
        ("meeting 5 Mar 2026", Some("2026-03-05")),
        ("March-5-2026", Some("2026-03-05")),
        ("tc39-2024-04-april-08", Some("2024-04-08")),
        ("call 1234567", None),
        ("20261305", None),
    ];
    for (name, expected) in cases {
        assert_eq!(read_absolute(name).map(|date| date.to_string()).as_deref(), expected, "{name}");
    }
}
