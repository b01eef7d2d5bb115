//! What questions are used for: the outcome, the wave, the demographics, as the user says or as their words tell.

use super::infer::{header_words, says};
use super::questions::{Answers, Levels, Question};
use crate::model::survey::{QuestionType, Role};

/// What was chosen and why.
#[derive(Debug, Default)]
pub(super) struct Roles {
    pub(super) outcome: Option<usize>,
    pub(super) outcome_reason: String,
    pub(super) wave: Option<usize>,
    pub(super) wave_reason: String,
    pub(super) by: Vec<usize>,
    pub(super) by_reason: String,
    /// Whether the outcome asks about leaving, so that "yes" is unfavourable.
    pub(super) asks_to_leave: bool,
}

/// A question the user named that is not there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown(pub(super) String);

/// Words of outcomes, the strongest first; `true` where "yes" is unfavourable.
static OUTCOMES: &[(&[&str], bool)] = &[
    (
        &[
            "attrition",
            "turnover",
            "has left",
            "left the company",
            "resigned",
            "terminated",
            "churn",
            "churned",
        ],
        true,
    ),
    (
        &[
            "intend to leave",
            "intention to leave",
            "plan to leave",
            "planning to leave",
            "looking for another job",
            "looking for a new job",
            "considering leaving",
            "thinking of leaving",
            "thinking about leaving",
            "leave the company",
            "quit",
        ],
        true,
    ),
    (
        &[
            "intend to stay",
            "intent to stay",
            "plan to stay",
            "planning to stay",
            "plan to be working",
            "see myself working",
            "see yourself working",
            "still be working",
            "stay with",
            "stay at",
            "working here in",
        ],
        false,
    ),
    (&["recommend"], false),
    (
        &[
            "overall satisfaction",
            "overall satisfied",
            "satisfied overall",
            "overall how satisfied",
            "satisfied are you overall",
            "overall i am satisfied",
            "overall support",
            "all things considered",
            "engagement",
            "enps",
            "nps",
        ],
        false,
    ),
    (&["satisfied", "satisfaction", "promoted"], false),
];
/// Rows of [`OUTCOMES`] that ask for the same thing in other words: no drivers of one another.
const STRONG_OUTCOMES: usize = 5;

static WAVES: &[&str] = &[
    "wave",
    "survey round",
    "survey cycle",
    "survey period",
    "survey date",
    "survey year",
    "period",
    "cycle",
    "quarter",
    "round",
];

static DEMOGRAPHICS: &[&str] = &[
    "age",
    "gender",
    "sex",
    "department",
    "dept",
    "division",
    "team",
    "tenure",
    "seniority",
    "length of service",
    "years at company",
    "location",
    "office",
    "site",
    "region",
    "country",
    "city",
    "census",
    "education",
    "education field",
    "marital",
    "ethnicity",
    "race",
    "nationality",
    "job role",
    "role",
    "job level",
    "job title",
    "job family",
    "grade",
    "title",
    "function",
    "employment type",
    "contract",
    "full time",
    "business unit",
    "company size",
    "household income",
    "income band",
    "generation",
    "experience",
    "demo",
    "demographic",
    "industry",
    "employees",
    "organization size",
    "band",
    "shift",
    "manager",
    "remote",
    "recruitment channel",
    "standort",
    "abteilung",
    "geschlecht",
    "alter",
    "geographic",
];

/// Groups of a demographic at most.
const MOST_GROUPS: usize = 60;
/// Demographics found unasked at most: each one is held against every question.
const MOST_FOUND: usize = 10;

/// Names at least as alike as this are suggested for one another.
const LIKE: f64 = 0.4;

/// What the user asked for, by name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked<'a> {
    pub(super) outcome: Option<&'a str>,
    pub(super) wave: Option<&'a str>,
    pub(super) by: &'a [String],
}

/// Finds a question by its id, its text, its short name, or the only one whose text holds the words.
pub(super) fn find(questions: &[Question], name: &str) -> Option<usize> {
    let name = name.trim();
    let lower = name.to_lowercase();
    let exact = |question: &Question| {
        question.text == name || question.name.text() == name || question.name.code.as_deref() == Some(name)
    };
    let position = |test: &dyn Fn(&Question) -> bool| questions.iter().position(test);
    position(&exact)
        .or_else(|| {
            position(&|question| {
                question.text.to_lowercase() == lower || question.name.question.to_lowercase() == lower
            })
        })
        .or_else(|| position(&|question| question.id == name))
        .or_else(|| {
            let mut holding =
                (0..questions.len()).filter(|&index| questions[index].text.to_lowercase().contains(&lower));
            holding.next().filter(|_| holding.next().is_none())
        })
}

/// What a name that is not found may have meant.
pub(super) fn suggest(questions: &[Question], name: &str) -> String {
    let name = name.trim().to_lowercase();
    let quoted = |question: &Question| format!("“{}”", question.text);
    let holding: Vec<&Question> =
        questions.iter().filter(|question| question.text.to_lowercase().contains(&name)).take(4).collect();
    if holding.len() > 1 && !name.is_empty() {
        let names: Vec<String> = holding.into_iter().map(quoted).collect();
        return format!("several hold these words: {}", names.join(", "));
    }
    let nearest = questions
        .iter()
        .map(|question| (likeness(&name, &question.text.to_lowercase()), question))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let mut known = nearest
        .filter(|(likeness, _)| *likeness >= LIKE)
        .map(|(_, question)| format!("did you mean {}? ", quoted(question)))
        .unwrap_or_default();
    let first: Vec<String> = questions.iter().take(12).map(quoted).collect();
    known.push_str(if questions.len() > first.len() {
        "The first questions are: "
    } else {
        "The questions are: "
    });
    known.push_str(&first.join(", "));
    known
}

/// Share of the pairs of letters that two texts have in common (Dice 1945), 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let letters = || text.chars().filter(|c| c.is_alphanumeric()).take(300);
        let mut pairs: Vec<_> = letters().zip(letters().skip(1)).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    let (mut at, mut other, mut common) = (0, 0, 0);
    while at < a.len() && other < b.len() {
        match a[at].cmp(&b[other]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => (at, other, common) = (at + 1, other + 1, common + 1),
        }
    }
    2.0 * f64::from(common) / (a.len() + b.len()).max(1) as f64
}

/// The questions of one `--by`: the whole value if a question is called so, else its parts between commas. Double quotes
/// hold a part together, two of them stand for one.
fn find_all(questions: &[Question], names: &str) -> Result<Vec<usize>, Unknown> {
    let find = |name: &str| find(questions, name).ok_or_else(|| Unknown(name.trim().to_owned()));
    if let Ok(whole) = find(names) {
        return Ok(vec![whole]);
    }
    parts(names).iter().map(|part| find(part)).collect()
}

fn parts(names: &str) -> Vec<String> {
    let (mut parts, mut is_quoted) = (vec![String::new()], false);
    let mut letters = names.chars().peekable();
    while let Some(letter) = letters.next() {
        let part = parts.last_mut().expect("it begins with one");
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => part.extend(letters.next()),
            '"' if is_quoted || part.trim().is_empty() => is_quoted = !is_quoted,
            ',' if !is_quoted => parts.push(String::new()),
            _ => part.push(letter),
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// Decides what each question is used for, and writes it into the questions.
pub(super) fn assign(questions: &mut [Question], asked: Asked) -> Result<Roles, Unknown> {
    let mut roles = Roles::default();
    choose_outcome(questions, asked, &mut roles)?;
    choose_wave(questions, asked, &mut roles)?;
    choose_demographics(questions, asked, &mut roles)?;
    for (index, question) in questions.iter_mut().enumerate() {
        if roles.outcome == Some(index) {
            question.role = Some(Role::Outcome);
        } else if roles.wave == Some(index) {
            question.role = Some(Role::Wave);
        } else if roles.by.contains(&index) {
            question.role = Some(Role::Demographic);
        } else if question.role.is_none()
            && outcome_rank(question).is_some_and(|(rank, _)| rank < STRONG_OUTCOMES)
        {
            question.role = Some(Role::OtherOutcome);
        }
    }
    Ok(roles)
}

fn outcome_rank(question: &Question) -> Option<(usize, bool)> {
    if question.codes().is_none() || question.kind == QuestionType::Text {
        return None;
    }
    let words = header_words(&question.text);
    let rank = OUTCOMES.iter().position(|(runs, _)| says(&words, runs))?;
    Some((rank, OUTCOMES[rank].1))
}

/// Whether a question can be explained: at least two answers, each given, and not so many that nothing recurs.
fn can_be_outcome(question: &Question) -> bool {
    let Some((levels, codes)) = question.codes() else { return false };
    let mut seen = vec![false; levels + 1];
    codes.iter().for_each(|&code| seen[code as usize] = true);
    let given = seen.iter().skip(1).filter(|given| **given).count();
    given >= 2
        && (question.is_ranked()
            || given == 2
            || question.levels().is_some_and(|levels| levels.is_ordered)
            || given <= 4)
}

fn choose_outcome(questions: &[Question], asked: Asked, roles: &mut Roles) -> Result<(), Unknown> {
    let in_codebook = questions.iter().position(|question| question.role == Some(Role::Outcome));
    let chosen = match asked.outcome {
        Some(name) => {
            roles.outcome_reason = "You named it.".to_owned();
            Some(find(questions, name).ok_or_else(|| Unknown(name.to_owned()))?)
        }
        None if in_codebook.is_some() => {
            roles.outcome_reason = "The codebook names it.".to_owned();
            in_codebook
        }
        None => {
            let ranked = (questions.iter().enumerate())
                .filter(|(_, question)| question.is_open_to_analysis() && can_be_outcome(question))
                .filter_map(|(index, question)| Some((outcome_rank(question)?.0, index)));
            let best = ranked.min();
            roles.outcome_reason = match best {
                Some(_) => "It was chosen because of its words; name another with --outcome.".to_owned(),
                None => "No question asks for staying, leaving, recommending or satisfaction; name one with --outcome.".to_owned(),
            };
            best.map(|(_, index)| index)
        }
    };
    roles.outcome = chosen;
    roles.asks_to_leave =
        chosen.and_then(|index| outcome_rank(&questions[index])).is_some_and(|(_, leaves)| leaves);
    Ok(())
}

fn choose_wave(questions: &mut [Question], asked: Asked, roles: &mut Roles) -> Result<(), Unknown> {
    let in_codebook = questions.iter().position(|question| question.role == Some(Role::Wave));
    let chosen = match asked.wave {
        Some(name) => {
            roles.wave_reason = "You named it.".to_owned();
            Some(find(questions, name).ok_or_else(|| Unknown(name.to_owned()))?)
        }
        None if in_codebook.is_some() => {
            roles.wave_reason = "The codebook or the files say it.".to_owned();
            in_codebook
        }
        None => {
            let fits = |question: &Question| {
                let words = header_words(&question.text);
                words.split_whitespace().count() <= 4
                    && says(&words, WAVES)
                    && question.levels().is_some_and(|levels| (2..=40).contains(&levels.labels.len()))
            };
            roles.wave_reason = "It was chosen because of its name; name another with --wave.".to_owned();
            questions.iter().position(fits).or_else(|| {
                roles.wave_reason =
                    "The waves are made of the dates of the responses; name another question with --wave."
                        .to_owned();
                questions.iter().position(|question| period_of(question).is_some())
            })
        }
    };
    roles.wave = chosen.filter(|&index| make_wave(&mut questions[index]));
    if roles.wave.is_none() {
        roles.wave_reason =
            "No question says when somebody answered, or all answered at one time.".to_owned();
    }
    Ok(())
}

/// Puts the levels of a wave in the order of time. Dates become periods. `false` if there are fewer than two.
fn make_wave(question: &mut Question) -> bool {
    if let Some(days) = period_of(question).map(|period| periods(question, period)) {
        question.answers = Answers::Levels(days);
        question.kind = QuestionType::Date;
    }
    if let Answers::Numbers(numbers) = &question.answers {
        let labels: Vec<String> = numbers.values.iter().map(f64::to_string).collect();
        let scores = numbers.values.clone();
        question.answers = Answers::Levels(Levels {
            labels,
            codes: numbers.codes.clone(),
            is_ordered: true,
            scores,
            favourable: None,
        });
    }
    let Answers::Levels(levels) = &mut question.answers else { return false };
    let mut order: Vec<usize> = (0..levels.labels.len()).collect();
    if !levels.is_ordered || levels.labels.len() == 2 {
        order.sort_by_key(|&index| time_key(&levels.labels[index]));
    }
    let mut map = vec![0; order.len() + 1];
    order.iter().enumerate().for_each(|(rank, &index)| map[index + 1] = rank as u32 + 1);
    levels.codes.iter_mut().for_each(|code| *code = map[*code as usize]);
    levels.labels = order.iter().map(|&index| levels.labels[index].clone()).collect();
    levels.scores = (1..=order.len()).map(|rank| rank as f64).collect();
    levels.is_ordered = true;
    levels.favourable = None;
    levels.labels.len() >= 2
}

/// Years first, then months, then other numbers, then the letters.
fn time_key(label: &str) -> (Vec<u64>, String) {
    static MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = label.to_lowercase();
    let mut numbers: Vec<u64> =
        lower.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
    if let Some(month) = MONTHS.iter().position(|month| lower.contains(month)) {
        numbers.push(month as u64 + 1);
    }
    numbers.sort_by_key(|&number| !(1900..=2200).contains(&number));
    (numbers, lower)
}

/// Months that make one wave, if the dates of a question reach far enough for two.
fn period_of(question: &Question) -> Option<i64> {
    let Answers::Days(days) = &question.answers else { return None };
    let (first, last) = (days.iter().flatten().min()?, days.iter().flatten().max()?);
    match last - first {
        span if span > 3 * 366 => Some(12),
        span if span > 300 => Some(6),
        span if span > 120 => Some(3),
        _ => None,
    }
}

fn periods(question: &Question, months: i64) -> Levels {
    let Answers::Days(days) = &question.answers else { unreachable!("asked by period_of") };
    let epoch = jiff::civil::date(1970, 1, 1);
    let index = |day: i64| {
        let date = epoch.checked_add(jiff::Span::new().days(day)).unwrap_or(epoch);
        (i64::from(date.year()) * 12 + i64::from(date.month()) - 1) / months
    };
    let own: Vec<Option<i64>> = days.iter().map(|day| day.map(index)).collect();
    let mut all: Vec<i64> = own.iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    let label = |period: i64| {
        let (year, part) = (period * months / 12, period * months % 12 / months + 1);
        match months {
            12 => year.to_string(),
            6 => format!("{year}-H{part}"),
            _ => format!("{year}-Q{part}"),
        }
    };
    let codes = own
        .iter()
        .map(|period| period.map_or(0, |period| all.partition_point(|other| *other < period) as u32 + 1))
        .collect();
    let labels: Vec<String> = all.iter().map(|&period| label(period)).collect();
    let scores = (1..=labels.len()).map(|rank| rank as f64).collect();
    Levels { labels, codes, is_ordered: true, scores, favourable: None }
}

fn choose_demographics(questions: &[Question], asked: Asked, roles: &mut Roles) -> Result<(), Unknown> {
    let taken = [roles.outcome, roles.wave];
    if !asked.by.is_empty() {
        for name in asked.by {
            for index in find_all(questions, name)? {
                if !roles.by.contains(&index) {
                    roles.by.push(index);
                }
            }
        }
        roles.by_reason = "You named them.".to_owned();
        return Ok(());
    }
    let named: Vec<usize> =
        (0..questions.len()).filter(|&index| questions[index].role == Some(Role::Demographic)).collect();
    let found = (0..questions.len()).filter(|index| {
        !taken.contains(&Some(*index)) && !named.contains(index) && is_demographic(&questions[*index])
    });
    roles.by = named.iter().copied().chain(found).take(MOST_FOUND.max(named.len())).collect();
    roles.by_reason = match roles.by.len() {
        0 => "No question says what group somebody belongs to; name some with --by.".to_owned(),
        _ => "They were chosen because of their words; name others with --by.".to_owned(),
    };
    Ok(())
}

fn is_demographic(question: &Question) -> bool {
    let words = header_words(&question.text);
    let length = words.split_whitespace().count();
    let fits = match &question.answers {
        Answers::Levels(levels) if question.kind == QuestionType::Single => {
            (2..=MOST_GROUPS).contains(&levels.labels.len())
        }
        Answers::Levels(levels) => {
            length <= 3 && levels.labels.iter().all(|label| label.bytes().all(|byte| byte.is_ascii_digit()))
        }
        Answers::Numbers(_) => length <= 3,
        _ => false,
    };
    let asks_self = ["what is your", "which best describes", "best describes", "what describes"]
        .iter()
        .any(|run| words.contains(run));
    fits && question.is_open_to_analysis() && (length <= 8 || asks_self) && says(&words, DEMOGRAPHICS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_hold_commas() {
        let cases: [(&str, &[&str]); 4] = [
            ("Team,Age", &["Team", "Age"]),
            ("\"Team, site or plant\",Age", &["Team, site or plant", "Age"]),
            ("\"The \"\"new\"\" team\"", &["The \"new\" team"]),
            ("Size 5\", , Age", &["Size 5\"", " Age"]),
        ];
        for (names, expected) in cases {
            assert_eq!(parts(names), expected, "{names}");
        }
    }

    #[test]
    fn alike_names_are_told_from_others() {
        assert!(likeness("departmnt", "department") > LIKE);
        assert!(likeness("tenure in years", "years of tenure") > LIKE);
        assert!(likeness("salary", "department") < LIKE);
        assert_eq!(likeness("", ""), 0.0);
    }

    #[test]
    fn waves_stand_in_the_order_of_time() {
        let mut labels = vec!["Q1 2025", "2024-H2", "Wave 10 2023", "Wave 9 2023", "2024-H1", "March 2024"];
        labels.sort_by_key(|label| time_key(label));
        assert_eq!(labels, ["Wave 9 2023", "Wave 10 2023", "2024-H1", "2024-H2", "March 2024", "Q1 2025"]);
    }
}
