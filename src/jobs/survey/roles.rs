//! What questions are used for: the outcome, the wave, the demographics, as the user says or as their words tell.

mod names;
mod waves;

use self::names::find_all;
pub(super) use self::names::{Unknown, find, suggest};
use self::waves::{make_wave, period_of};
use super::infer::{header_words, says};
use super::questions::{Answers, Question};
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

/// What the user asked for, by name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked<'a> {
    pub(super) outcome: Option<&'a str>,
    pub(super) wave: Option<&'a str>,
    pub(super) by: &'a [String],
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
