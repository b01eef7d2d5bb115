//! One column → what it asks for, and why. Looks at the header and at the distinct values with their counts.

use super::cells::{day, is_personal, number};
use super::join::SheetColumn;
use super::questions::{Options, is_other};
use super::scales::{is_no_answer, order_of};
use crate::model::survey::{QuestionType, Role};
use rustc_hash::FxHashMap;

/// What a column was taken for.
#[derive(Debug)]
pub(super) struct Guess {
    pub(super) kind: QuestionType,
    pub(super) reason: String,
    pub(super) role: Option<Role>,
    /// Parts the answers of a multiple question in one cell.
    pub(super) delimiter: Option<&'static str>,
}

/// Answers of a closed question at most; more make an open one.
const MOST_LEVELS: usize = 120;
/// Options of a multiple question at most.
const MOST_OPTIONS: usize = 150;
/// So many responses must differ for a column to be a number for each.
const FEWEST_FOR_ID: usize = 20;

/// Words in a header, as runs, that name a person. All lower case.
static PERSONAL: &[&str] = &[
    "email",
    "e mail",
    "ip address",
    "ip adresse",
    "ip",
    "phone",
    "telephone",
    "mobile number",
    "first name",
    "last name",
    "full name",
    "your name",
    "surname",
    "recipient",
    "external reference",
    "external data reference",
    "latitude",
    "longitude",
    "street",
    "postcode",
    "zip code",
    "date of birth",
    "birth date",
    "birthday",
    "social security",
    "username",
    "user name",
    "twitter",
    "linkedin",
    "nachname",
    "vorname",
    "employee number",
    "employee id",
    "staff id",
    "staff number",
    "personnel number",
    "ipaddress",
    "email address",
];
/// The same, if they are the whole header.
static PERSONAL_WHOLE: &[&str] = &["name", "names", "contact", "address", "user", "employee", "phone number"];
static IDS: &[&str] = &[
    "respondent id",
    "response id",
    "collector id",
    "responseid",
    "respondentid",
    "submission id",
    "token",
    "session id",
    "record id",
    "seq",
    "prolific pid",
    "user id",
    "userid",
    "participant id",
    "antwort id",
];
/// Notes of the survey tool.
static TECHNICAL: &[&str] = &[
    "status",
    "response type",
    "progress",
    "duration",
    "finished",
    "distribution channel",
    "user language",
    "start date",
    "end date",
    "recorded date",
    "timing",
    "lastpage",
    "startlanguage",
    "interview time",
    "seed",
    "refurl",
    "last page",
    "start language",
    "consent",
    "attention",
    "antworttyp",
    "aktueller stand",
    "dauer",
    "beendet",
    "verteilungskanal",
    "benutzersprache",
    "date started",
    "time started",
    "date submitted",
    "submitted at",
    "timestamp",
    "date last action",
    "collector",
    "language",
];
/// Headers that ask for a count, so that few distinct numbers are still numbers.
static COUNTS: &[&str] = &[
    "how many",
    "number of",
    "no of",
    "num",
    "count",
    "years",
    "times",
    "hours",
    "days",
    "age",
    "amount",
    "salary",
    "income",
    "percent",
    "total",
];
/// Headers that ask for words of one's own.
static OPEN: &[&str] = &[
    "please explain",
    "comment",
    "why",
    "describe",
    "in your own words",
    "anything else",
    "what one thing",
    "feedback",
    "suggestion",
    "please specify",
    "open ended",
    "tell us",
    "what could we",
    "what should we",
    "what would you",
    "what hinders",
    "how could we",
    "how can we",
    "what do you like",
    "what else",
    "improve",
    "write in",
    "other word",
    "what if anything",
];

/// The header in lower case, words parted by one space, also where only capitals part them.
pub(super) fn header_words(text: &str) -> String {
    let mut out = String::from(" ");
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_alphanumeric() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            if c.is_uppercase() && before.is_lowercase() {
                out.push(' ');
            }
            out.extend(c.to_lowercase());
        }
        before = c;
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Whether one of these runs of words is in a header made by [`header_words`].
pub(super) fn says(words: &str, runs: &[&str]) -> bool {
    runs.iter().any(|run| {
        words
            .match_indices(run)
            .any(|(at, _)| words[..at].ends_with(' ') && words[at + run.len()..].starts_with([' ', 's']))
    })
}

/// What the values of a column are, each weighed by how often it occurs.
struct Profile<'a> {
    /// Values and counts by falling count.
    values: Vec<(&'a str, usize)>,
    answered: usize,
}

impl<'a> Profile<'a> {
    fn of(column: &'a SheetColumn) -> Self {
        let mut counts = vec![0_usize; column.values.len()];
        column.codes.iter().for_each(|&code| counts[code as usize] += 1);
        let values: Vec<(&str, usize)> = column
            .values
            .iter()
            .map(|(code, value)| (value, counts[code as usize]))
            .filter(|(_, count)| *count > 0)
            .collect();
        let answered = values.iter().map(|(_, count)| count).sum();
        Profile { values, answered }
    }

    /// Share of the responses whose value is so.
    fn share(&self, is: impl Fn(&str) -> bool) -> f64 {
        let hits: usize = self.values.iter().filter(|(value, _)| is(value)).map(|(_, count)| count).sum();
        hits as f64 / self.answered.max(1) as f64
    }

    fn mean_words(&self) -> f64 {
        let words: usize =
            self.values.iter().map(|(value, count)| value.split_whitespace().count() * count).sum();
        words as f64 / self.answered.max(1) as f64
    }
}

/// What a column asks for.
pub(super) fn infer(column: &SheetColumn) -> Guess {
    let profile = Profile::of(column);
    let words = header_words(&column.name.text());
    let guess = |kind, reason: &str| Guess { kind, reason: reason.to_owned(), role: None, delimiter: None };
    let is_long = words.split_whitespace().count() > 8;
    if (says(&words, PERSONAL) && !is_long) || PERSONAL_WHOLE.contains(&words.trim()) {
        return Guess {
            role: Some(Role::Personal),
            ..guess(QuestionType::Id, "its name says that it tells who somebody is")
        };
    }
    if profile.answered > 0 && profile.share(is_personal) > 0.3 {
        return Guess {
            role: Some(Role::Personal),
            ..guess(QuestionType::Id, "its answers are addresses of people")
        };
    }
    let mut found = infer_values(column, &profile, &words);
    if found.role.is_none()
        && !is_long
        && says(&words, TECHNICAL)
        && (found.kind != QuestionType::Likert)
        && found.kind != QuestionType::Text
    {
        found.role = Some(Role::Technical);
    }
    found
}

fn infer_values(column: &SheetColumn, profile: &Profile, words: &str) -> Guess {
    let guess = |kind, reason: String| Guess { kind, reason, role: None, delimiter: None };
    let distinct = profile.values.len();
    if profile.answered == 0 {
        return guess(QuestionType::Single, "nobody answered".to_owned());
    }
    let is_unique = distinct == profile.answered && profile.answered >= FEWEST_FOR_ID;
    if says(words, IDS) && distinct * 2 > profile.answered.min(6) {
        return guess(QuestionType::Id, "its name says that it tells responses apart".to_owned());
    }
    if let Some(found) = infer_number(profile, words, is_unique) {
        return found;
    }
    if profile.values.iter().take(200).all(|(value, _)| day(value).is_some())
        && profile.share(|value| day(value).is_some()) > 0.9
    {
        return guess(QuestionType::Date, "its answers are dates".to_owned());
    }
    let labels: Vec<&str> = profile.values.iter().map(|(value, _)| *value).collect();
    if distinct <= 30
        && let Some(order) = order_of(&labels)
    {
        let kind = if order.is_scale { QuestionType::Likert } else { QuestionType::Single };
        return guess(kind, order.reason);
    }
    if let Some((delimiter, options)) = find_delimiter(profile) {
        let reason = format!("its answers list some of {options} options, parted by “{}”", delimiter.trim());
        return Guess { delimiter: Some(delimiter), ..guess(QuestionType::Multiple, reason) };
    }
    if distinct as f64 > 0.95 * profile.answered as f64
        && profile.answered >= FEWEST_FOR_ID
        && labels.iter().all(|value| is_token(value))
    {
        return guess(QuestionType::Id, "every response has one of its own".to_owned());
    }
    infer_words(column, profile, words)
}

fn infer_number(profile: &Profile, words: &str, is_unique: bool) -> Option<Guess> {
    let guess = |kind, reason: String| Guess { kind, reason, role: None, delimiter: None };
    let answers: Vec<(&str, usize)> =
        profile.values.iter().copied().filter(|(value, _)| !is_no_answer(value)).collect();
    let numbers: Vec<f64> = answers.iter().filter_map(|(value, _)| number(value)).collect();
    let counted: usize =
        answers.iter().filter(|(value, _)| number(value).is_some()).map(|(_, count)| count).sum();
    let all: usize = answers.iter().map(|(_, count)| count).sum();
    if numbers.is_empty() || (counted as f64) < 0.95 * all as f64 {
        return None;
    }
    let whole = numbers.iter().all(|value| value.fract() == 0.0);
    let (low, high) =
        numbers.iter().fold((f64::MAX, f64::MIN), |(low, high), &value| (low.min(value), high.max(value)));
    let long = high >= 1e5;
    if is_unique && whole && (long || high - low < 3.0 * profile.answered as f64 && !says(words, COUNTS)) {
        return Some(guess(QuestionType::Id, "every response has a number of its own".to_owned()));
    }
    let distinct = numbers.len();
    if distinct <= 2 {
        return Some(guess(QuestionType::Single, format!("its answers are {distinct} numbers")));
    }
    if whole && low >= 0.0 && high <= 10.0 && distinct <= 11 && !says(words, COUNTS) {
        return Some(guess(
            QuestionType::Likert,
            format!("its answers are the whole numbers from {low} to {high}"),
        ));
    }
    Some(guess(QuestionType::Numeric, "its answers are numbers".to_owned()))
}

fn infer_words(column: &SheetColumn, profile: &Profile, words: &str) -> Guess {
    let guess = |kind, reason: &str| Guess { kind, reason: reason.to_owned(), role: None, delimiter: None };
    let (distinct, answered, length) = (profile.values.len(), profile.answered, profile.mean_words());
    let asks = says(words, OPEN) || column.name.option.as_deref().is_some_and(is_other);
    let share = distinct as f64 / answered as f64;
    if column.name.is_open {
        return guess(QuestionType::Text, "the survey tool marks it as an open question");
    }
    if asks && (share > 0.25 || (distinct >= 8 && length >= 2.0)) {
        return guess(QuestionType::Text, "it asks for words of one's own");
    }
    if distinct >= 10 && share > 0.5 {
        return guess(QuestionType::Text, "nearly every answer is another one");
    }
    if distinct >= 30 && length >= 4.0 {
        return guess(QuestionType::Text, "its answers are many and long");
    }
    if distinct > MOST_LEVELS {
        return guess(QuestionType::Text, "its answers are too many to count them one by one");
    }
    guess(
        QuestionType::Single,
        if distinct == 1 { "it has one answer" } else { "its answers are few and recur" },
    )
}

/// One word with digits in it, or a long one: an identifier.
fn is_token(value: &str) -> bool {
    value.len() >= 4
        && !value.contains(char::is_whitespace)
        && (value.bytes().any(|byte| byte.is_ascii_digit()) || value.len() >= 16)
}

/// Finds what parts several answers in one cell, and how many there are to choose from.
fn find_delimiter(profile: &Profile) -> Option<(&'static str, usize)> {
    [";", "|", "\n", ", ", ","].into_iter().find_map(|delimiter| {
        let listed = profile.share(|value| value.contains(delimiter));
        if listed < 0.03 {
            return None;
        }
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        let (mut total, mut words) = (0, 0);
        for (value, count) in &profile.values {
            for option in value.split(delimiter).map(str::trim).filter(|option| !option.is_empty()) {
                *counts.entry(option).or_default() += count;
                total += count;
                words += option.split_whitespace().count() * count;
                if counts.len() > 20 * MOST_OPTIONS {
                    return None;
                }
            }
        }
        // Options recur; a few may be somebody's own words.
        let recurring = counts.values().filter(|count| **count >= 2).count();
        let often: usize = counts.values().filter(|count| **count >= 3).sum();
        let is_comma = delimiter.starts_with(',');
        let most = if is_comma { 40 } else { MOST_OPTIONS };
        let fits = recurring >= 2
            && recurring <= most
            && often as f64 > if is_comma { 0.9 } else { 0.8 } * total as f64;
        let shorter = recurring < profile.values.len() || profile.values.len() < 12;
        let prose = is_comma && words as f64 > 5.0 * total as f64;
        (fits && shorter && !prose).then_some((delimiter, recurring))
    })
}

/// The options of cells that list them.
pub(super) fn split_options(column: &SheetColumn, delimiter: Option<&'static str>) -> Options {
    let delimiter = delimiter.unwrap_or(";");
    let mut counts = vec![0_usize; column.values.len()];
    column.codes.iter().for_each(|&code| counts[code as usize] += 1);
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut totals: Vec<(&str, usize)> = Vec::new();
    let mut lists: Vec<Vec<usize>> = vec![Vec::new()];
    for (code, value) in column.values.iter() {
        let mut list: Vec<usize> = Vec::new();
        for option in value.split(delimiter).map(str::trim).filter(|option| !option.is_empty()) {
            let place = *places.entry(option).or_insert_with(|| {
                totals.push((option, 0));
                totals.len() - 1
            });
            totals[place].1 += counts[code as usize];
            list.push(place);
        }
        lists.push(list);
    }
    let mut order: Vec<usize> = (0..totals.len()).filter(|&place| totals[place].1 >= 2).collect();
    order.sort_by(|&a, &b| totals[b].1.cmp(&totals[a].1).then(totals[a].0.cmp(totals[b].0)));
    order.truncate(MOST_OPTIONS);
    order.sort_by_key(|&place| totals[place].0);
    let picked = order.iter().map(|place| {
        let holds: Vec<u8> = lists
            .iter()
            .enumerate()
            .map(|(code, list)| if code == 0 { 0 } else { 1 + u8::from(list.contains(place)) })
            .collect();
        column.codes.iter().map(|&code| holds[code as usize]).collect()
    });
    Options {
        picked: picked.collect(),
        labels: order.iter().map(|&place| totals[place].0.to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::table::read_export;
    use crate::jobs::survey::join::join;

    fn kind_of(header: &str, cells: impl Iterator<Item = String>) -> (QuestionType, Option<Role>) {
        let body: String = cells.map(|cell| format!("\"{cell}\",x\n")).collect();
        let sheet = join(vec![read_export("s.csv", format!("\"{header}\",pad\n{body}").as_bytes()).unwrap()]);
        let guess = infer(&sheet.columns[0]);
        (guess.kind, guess.role)
    }

    #[test]
    fn types_are_told_from_headers_and_answers() {
        use QuestionType as T;
        let pick = |list: &'static [&'static str]| move |n: usize| list[n * 7 % list.len()].to_owned();
        type Make = Box<dyn Fn(usize) -> String>;
        let cases: Vec<(&str, Make, T, Option<Role>)> = vec![
            ("EmployeeNumber", Box::new(|n| (n * 3).to_string()), T::Id, Some(Role::Personal)),
            ("Case", Box::new(|n| (100_000 + n).to_string()), T::Id, None),
            ("Your e-mail", Box::new(|n| format!("a{n}@example.org")), T::Id, Some(Role::Personal)),
            ("Where", Box::new(|n| format!("192.0.2.{n}")), T::Id, Some(Role::Personal)),
            (
                "Submitted at",
                Box::new(|n| format!("2024-03-{:02} 08:15", n % 28 + 1)),
                T::Date,
                Some(Role::Technical),
            ),
            ("Age", Box::new(|n| (20 + n % 40).to_string()), T::Numeric, None),
            ("JobSatisfaction", Box::new(|n| (1 + n % 4).to_string()), T::Likert, None),
            ("Number of trainings", Box::new(|n| (1 + n % 4).to_string()), T::Numeric, None),
            ("is_promoted", Box::new(|n| (n % 2).to_string()), T::Single, None),
            ("I like it here", Box::new(pick(&["Agree", "Disagree", "Neutral"])), T::Likert, None),
            ("Tenure", Box::new(pick(&["1-3 years", "3-5 years", "Less than 1 year"])), T::Single, None),
            (
                "Benefits",
                Box::new(pick(&["Gym; Pension", "Gym", "Pension; Bike", "Bike"])),
                T::Multiple,
                None,
            ),
            ("City", Box::new(pick(&["Bonn", "Ulm", "Köln"])), T::Single, None),
            ("Why?", Box::new(|n| format!("because number {n} is a good one")), T::Text, None),
            (
                "What one thing should we change?",
                Box::new(|n| format!("the {} of the {}", n % 5, n % 4)),
                T::Text,
                None,
            ),
        ];
        for (header, make, kind, role) in cases {
            assert_eq!(kind_of(header, (0..60).map(&make)), (kind, role), "{header}");
        }
    }

    #[test]
    fn header_words_are_parted_at_capitals() {
        assert_eq!(header_words("JobRole_2 (new)"), " job role 2 new ");
        assert!(says(&header_words("IPAddress"), PERSONAL));
        assert!(!says(&header_words("I ship often"), PERSONAL));
    }
}
