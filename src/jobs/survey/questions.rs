//! The sheet → questions: columns of one question put together, each with its type, the reason for it, and its answers as
//! codes. A codebook overrides what is inferred.

mod levels;
mod ticks;

use self::levels::{levels_of, numbers_of};
pub(super) use self::ticks::is_other;
use self::ticks::{part_unit, ticked_options};
use super::codebook::{Codebook, QuestionEntry, RoleName};
use super::headers::Name;
use super::infer::{Guess, infer, split_options};
use super::join::{Sheet, SheetColumn};
use crate::model::responses::Strings;
use crate::model::survey::{QuestionType, Role};
use rayon::prelude::*;

/// One question with everybody's answers.
#[derive(Debug)]
pub(super) struct Question {
    /// `q1`, `q2` …
    pub(super) id: String,
    /// What the header says.
    pub(super) name: Name,
    /// The header, or the codebook's label.
    pub(super) text: String,
    /// What it asks for.
    pub(super) kind: QuestionType,
    /// Why it was taken for that.
    pub(super) reason: String,
    /// What it is used for.
    pub(super) role: Option<Role>,
    /// Everybody's answers.
    pub(super) answers: Answers,
    /// How many answered.
    pub(super) answered: usize,
}

/// Answers by code; code 0 is no answer, code 1 the first level.
#[derive(Debug)]
pub(super) enum Answers {
    /// Not looked at.
    Hidden,
    /// Levels, in order if the question has one.
    Levels(Levels),
    /// Numbers; the levels are the distinct values from low to high.
    Numbers(Numbers),
    /// Any of some options.
    Options(Options),
    /// Open answers.
    Text(Text),
    /// Days since 1970.
    Days(Vec<Option<i64>>),
}

/// Answers to a closed question.
#[derive(Clone, Debug)]
pub(super) struct Levels {
    pub(super) labels: Vec<String>,
    pub(super) codes: Vec<u32>,
    /// Whether the levels stand in an order from low to high.
    pub(super) is_ordered: bool,
    /// What each level counts for in a mean.
    pub(super) scores: Vec<f64>,
    /// Whether each level is favourable, for scales.
    pub(super) favourable: Option<Vec<bool>>,
}

/// Answers that are numbers.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) values: Vec<f64>,
    pub(super) codes: Vec<u32>,
}

/// Answers to a question with several answers.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) labels: Vec<String>,
    /// For each option and response: 0 not answered, 1 not picked, 2 picked.
    pub(super) picked: Vec<Vec<u8>>,
}

/// Open answers.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) codes: Vec<u32>,
    pub(super) values: Strings,
}

impl Question {
    /// Levels in order, or none.
    pub(super) fn levels(&self) -> Option<&Levels> {
        match &self.answers {
            Answers::Levels(levels) => Some(levels),
            _ => None,
        }
    }

    /// Number of levels and everybody's code, for closed questions and numbers.
    pub(super) fn codes(&self) -> Option<(usize, &[u32])> {
        match &self.answers {
            Answers::Levels(levels) => Some((levels.labels.len(), &levels.codes)),
            Answers::Numbers(numbers) => Some((numbers.values.len(), &numbers.codes)),
            _ => None,
        }
    }

    /// Whether its codes stand in an order that tests may use: scales and numbers.
    pub(super) fn is_ranked(&self) -> bool {
        matches!(self.kind, QuestionType::Likert | QuestionType::Numeric)
    }

    /// Whether it can be looked at as an answer of the person: not an id, not personal, not a note of the tool.
    pub(super) fn is_open_to_analysis(&self) -> bool {
        !matches!(self.role, Some(Role::Personal | Role::Technical))
            && !matches!(self.answers, Answers::Hidden)
    }

    /// What it is called on its own.
    pub(super) fn short(&self) -> &str {
        &self.text
    }
}

/// All questions of the sheet.
pub(super) fn questions_of(sheet: Sheet, codebook: &Codebook) -> Vec<Question> {
    let mut units: Vec<Vec<SheetColumn>> = Vec::new();
    for column in sheet.columns {
        match units.last_mut() {
            Some(unit) if belongs(unit, &column) => unit.push(column),
            _ => units.push(vec![column]),
        }
    }
    let units: Vec<Vec<SheetColumn>> = units.into_iter().flat_map(part_unit).collect();
    let mut questions: Vec<Question> =
        units.into_par_iter().map(|unit| question_of(unit, codebook)).collect();
    for (index, question) in questions.iter_mut().enumerate() {
        question.id = format!("q{}", index + 1);
        if is_promoter_question(question)
            && let Answers::Levels(levels) = &mut question.answers
        {
            // Whoever is no detractor: then both figures draw the same line, and neither tells more than the other.
            levels.favourable = Some(levels.scores.iter().map(|&score| score > 6.0).collect());
        }
    }
    questions
}

fn is_promoter_question(question: &Question) -> bool {
    question
        .levels()
        .is_some_and(|levels| levels.favourable.is_some() && super::describe::is_nps(question, levels))
}

/// Answers in own words that few gave may name somebody: people in them are masked.
pub(super) fn mask_rare(questions: &mut [Question], masker: &super::mask::Masker, minimum: usize) {
    let mask = |label: &mut String, count: usize| {
        if count < minimum {
            *label = masker.mask(label);
        }
    };
    for question in questions {
        match &mut question.answers {
            Answers::Levels(levels) => {
                let mut counts = vec![0; levels.labels.len() + 1];
                levels.codes.iter().for_each(|&code| counts[code as usize] += 1);
                levels.labels.iter_mut().zip(&counts[1..]).for_each(|(label, &count)| mask(label, count));
            }
            Answers::Options(options) => {
                for (label, picked) in options.labels.iter_mut().zip(&options.picked) {
                    mask(label, picked.iter().filter(|pick| **pick == 2).count());
                }
            }
            _ => {}
        }
    }
}

/// What stands in columns that hold the names of people.
pub(super) fn names_in(sheet: &Sheet) -> Vec<&str> {
    let holds_names = |column: &&SheetColumn| {
        let header = super::infer::header_words(&column.name.text());
        super::infer::says(
            &header,
            &["first name", "last name", "full name", "surname", "nachname", "vorname", "your name"],
        ) || header.trim() == "name"
    };
    sheet
        .columns
        .iter()
        .filter(holds_names)
        .flat_map(|column| column.values.iter().map(|(_, value)| value))
        .collect()
}

fn belongs(unit: &[SheetColumn], column: &SheetColumn) -> bool {
    unit[0].name.question == column.name.question && !column.name.question.is_empty()
}

fn question_of(mut unit: Vec<SheetColumn>, codebook: &Codebook) -> Question {
    let entry = entry_of(&unit, codebook).cloned();
    let mut name = unit[0].name.clone();
    let (kind, reason, role, answers) = if unit.len() > 1 {
        name.option = None;
        let options = ticked_options(&unit);
        (
            QuestionType::Multiple,
            "its columns are ticked or empty".to_owned(),
            None,
            Answers::Options(options),
        )
    } else {
        let column = unit.pop().expect("a unit has a column");
        one_column(column, entry.as_ref())
    };
    let text = entry.as_ref().and_then(|entry| entry.label.clone()).unwrap_or_else(|| name.text());
    let answered = count_answered(&answers);
    let role = entry.as_ref().and_then(|entry| entry.role).map_or(role, role_of);
    Question { id: String::new(), name, text, kind, reason, role, answers, answered }
}

fn role_of(name: RoleName) -> Option<Role> {
    Some(match name {
        RoleName::Outcome => Role::Outcome,
        RoleName::Wave => Role::Wave,
        RoleName::Demographic => Role::Demographic,
        RoleName::Personal => Role::Personal,
        RoleName::LeaveOut => Role::Technical,
    })
}

fn entry_of<'a>(unit: &[SheetColumn], codebook: &'a Codebook) -> Option<&'a QuestionEntry> {
    let is_named = |name: &str| {
        unit.iter().any(|column| {
            let own = &column.name;
            own.text() == name
                || own.question == name && (unit.len() > 1 || own.option.is_none())
                || own.code.as_deref() == Some(name)
        })
    };
    codebook.questions.iter().find(|entry| is_named(entry.name.trim()))
}

fn one_column(
    mut column: SheetColumn,
    entry: Option<&QuestionEntry>,
) -> (QuestionType, String, Option<Role>, Answers) {
    blank_missing(&mut column);
    let guess = match entry.and_then(|entry| entry.kind) {
        Some(kind) => Guess {
            kind: kind.kind(),
            reason: "the codebook says so".to_owned(),
            role: None,
            delimiter: None,
        },
        None => infer(&column),
    };
    let answers = match guess.kind {
        QuestionType::Id => Answers::Hidden,
        _ if guess.role == Some(Role::Personal) => Answers::Hidden,
        QuestionType::Date => {
            let days: Vec<Option<i64>> =
                column.values.iter().map(|(_, value)| super::cells::day(value)).collect();
            Answers::Days(
                column
                    .codes
                    .iter()
                    .map(|&code| days.get((code as usize).wrapping_sub(1)).copied().flatten())
                    .collect(),
            )
        }
        QuestionType::Text => Answers::Text(Text { codes: column.codes, values: column.values }),
        QuestionType::Numeric => Answers::Numbers(numbers_of(&column)),
        QuestionType::Multiple => Answers::Options(split_options(&column, guess.delimiter)),
        QuestionType::Likert | QuestionType::Single => Answers::Levels(levels_of(column, guess.kind, entry)),
    };
    (guess.kind, guess.reason, guess.role, answers)
}

/// Cells that say "no value" become empty.
fn blank_missing(column: &mut SheetColumn) {
    let missing: Vec<u32> = column
        .values
        .iter()
        .filter(|(_, value)| super::cells::is_missing(value))
        .map(|(code, _)| code)
        .collect();
    if missing.is_empty() {
        return;
    }
    let mut map: Vec<u32> = vec![0; column.values.len()];
    let mut values = Strings::default();
    for (code, value) in column.values.iter() {
        if !missing.contains(&code) {
            map[code as usize] = values.push(value);
        }
    }
    column.codes.iter_mut().for_each(|code| *code = map[*code as usize]);
    column.values = values;
}

fn count_answered(answers: &Answers) -> usize {
    let filled = |codes: &[u32]| codes.iter().filter(|code| **code > 0).count();
    match answers {
        Answers::Hidden => 0,
        Answers::Levels(levels) => filled(&levels.codes),
        Answers::Numbers(numbers) => filled(&numbers.codes),
        Answers::Text(text) => filled(&text.codes),
        Answers::Options(options) => {
            options.picked.first().map_or(0, |first| first.iter().filter(|pick| **pick > 0).count())
        }
        Answers::Days(days) => days.iter().flatten().count(),
    }
}
