//! The survey job: exports of one survey → what drives its outcome, what changes, who is at risk, what people write.
//!
//! **The document.** Findings rest on words like those of every job, so the survey has a text: each question of the export
//! as a heading, and below it, for open questions, the answers, with the names of people masked. Answers are sorted, so that
//! their order does not tell who wrote them, and carry no row number. A driver or a trend quotes its question and, where
//! people wrote about it, one of their answers; a theme quotes its examples.
//!
//! **Coverage.** Every response is read into the counts; the text is read as a whole.
//!
//! **Small groups.** What leaves [`analyse`] has every number below the minimum hidden, with company (`suppress`).

mod associations;
mod cells;
mod codebook;
mod describe;
mod drivers;
mod findings;
mod groups;
mod headers;
mod infer;
mod join;
mod mask;
mod model;
mod open;
mod questions;
mod risks;
mod roles;
mod scales;
mod statistics;
mod suppress;
mod themes;
mod trends;

pub use codebook::Codebook;
pub use model::{Heard, Said, ask_part, ask_same, forecast, names_of};

use crate::model::analysis::DocumentAnalysis;
use crate::model::responses::Export;
use crate::model::survey::{Role, SurveyReport};
use groups::Groups;
use questions::{Answers, Levels, Question};
use rayon::prelude::*;
use roles::Asked;

/// What the user asks for.
#[derive(Clone, Debug, Default)]
pub struct SurveyOptions {
    /// The outcome, by text, short name or id.
    pub outcome: Option<String>,
    /// The demographics.
    pub by: Vec<String>,
    /// The wave.
    pub wave: Option<String>,
    /// What the user knows of the questions.
    pub codebook: Codebook,
    /// Smallest group that is shown.
    pub minimum_group: usize,
}

/// Why a survey cannot be analysed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SurveyError {
    /// A question was named that is not in the exports.
    #[error("no question is called “{name}”; {known}")]
    UnknownQuestion {
        /// As the user wrote it.
        name: String,
        /// The question that was meant, or the first ones.
        known: String,
    },
}

/// What the analysis of a survey gives.
#[derive(Debug)]
pub struct SurveyDone {
    /// The numbers.
    pub report: SurveyReport,
    /// The exports; the first one carries the text and the findings.
    pub analyses: Vec<DocumentAnalysis>,
}

/// Analyses the exports of one survey. Gives the same on any number of threads.
///
/// # Errors
/// When a question that the user named is not there.
pub fn analyse(exports: Vec<Export>, options: &SurveyOptions) -> Result<SurveyDone, SurveyError> {
    Ok(open(exports, options)?.conclude(options, None))
}

/// A survey whose open answers are gathered, before anything is made of them. A model may be asked about them in the
/// meantime: see [`Opened::parts`].
#[derive(Debug)]
pub struct Opened {
    sources: Vec<findings::Source>,
    questions: Vec<Question>,
    roles: roles::Roles,
    open: open::Open,
    report: SurveyReport,
}

/// Reads the exports of one survey.
///
/// # Errors
/// When a question that the user named is not there.
pub fn open(exports: Vec<Export>, options: &SurveyOptions) -> Result<Opened, SurveyError> {
    let minimum = options.minimum_group.max(1);
    let sources: Vec<findings::Source> = exports.iter().map(findings::Source::of).collect();
    let sheet = join::join(exports);
    let masker = mask::Masker::new(questions::names_in(&sheet).into_iter());
    let (rows, files, notices) = (sheet.rows, sheet.files.clone(), sheet.notices.clone());
    let mut questions = questions::questions_of(sheet, &options.codebook);
    questions::mask_rare(&mut questions, &masker, minimum);
    add_files(&mut questions, &files);
    let asked = Asked { outcome: options.outcome.as_deref(), wave: options.wave.as_deref(), by: &options.by };
    let roles = roles::assign(&mut questions, asked).map_err(|unknown| SurveyError::UnknownQuestion {
        known: roles::suggest(&questions, &unknown.0),
        name: unknown.0,
    })?;
    let report = SurveyReport {
        responses: rows,
        outcome: roles.outcome.map(|index| questions[index].id.clone()),
        outcome_reason: roles.outcome_reason.clone(),
        wave: roles.wave.map(|index| questions[index].id.clone()),
        wave_reason: roles.wave_reason.clone(),
        by: roles.by.iter().map(|&index| questions[index].id.clone()).collect(),
        by_reason: roles.by_reason.clone(),
        minimum_group: minimum,
        notices,
        ..SurveyReport::default()
    };
    let open = open::Open::gather(&questions, &masker, rows, minimum);
    Ok(Opened { sources, questions, roles, open, report })
}

impl Opened {
    /// Works out what the survey says. `heard` is what a model says of the open answers, if one was asked.
    pub fn conclude(self, options: &SurveyOptions, heard: Option<&Heard>) -> SurveyDone {
        let Opened { sources, questions, roles, open, mut report } = self;
        let minimum = report.minimum_group;
        let by: Vec<Groups> =
            roles.by.iter().filter_map(|&index| Groups::of(&questions, index, minimum)).collect();
        let wave = roles.wave.and_then(|index| Groups::of(&questions, index, minimum));
        let unfavourable =
            roles.outcome.and_then(|index| risks::unfavourable(&questions[index], roles.asks_to_leave));
        let marks = unfavourable.as_ref().map(|(marks, _)| marks.as_slice());
        let told = heard.map(Heard::themes);
        let open = open.find_themes(&questions, &options.codebook.themes, told.as_deref(), minimum);
        report.themes = open.rows(&questions, marks, wave.as_ref(), &by, minimum);
        report.open = open.summary(minimum);
        report.unfavourable = unfavourable.as_ref().map(|(_, labels)| labels.clone()).unwrap_or_default();
        fill(&mut report, &questions, &roles, marks, (by, wave));
        let analyses = findings::analyses_of(&sources, &questions, &open, &mut report, (marks, heard));
        SurveyDone { report, analyses }
    }
}

/// Several files are waves of one survey.
fn add_files(questions: &mut Vec<Question>, files: &[(String, usize)]) {
    if files.len() < 2 {
        return;
    }
    let codes = files
        .iter()
        .enumerate()
        .flat_map(|(index, (_, rows))| std::iter::repeat_n(index as u32 + 1, *rows))
        .collect();
    let levels = Levels {
        labels: files.iter().map(|(name, _)| name.clone()).collect(),
        codes,
        is_ordered: false,
        scores: Vec::new(),
        favourable: None,
    };
    questions.push(Question {
        id: format!("q{}", questions.len() + 1),
        name: headers::Name { question: "Export file".to_owned(), ..headers::Name::default() },
        text: "Export file".to_owned(),
        kind: crate::model::survey::QuestionType::Single,
        reason: "several files were given".to_owned(),
        role: Some(Role::Wave),
        answered: files.iter().map(|(_, rows)| rows).sum(),
        answers: Answers::Levels(levels),
    });
}

fn fill(
    report: &mut SurveyReport,
    questions: &[Question],
    roles: &roles::Roles,
    unfavourable: Option<&[u8]>,
    (by, wave): (Vec<Groups>, Option<Groups>),
) {
    let minimum = report.minimum_group;
    report.questions = questions
        .par_iter()
        .map(|question| describe::question_row(question, report.responses, minimum))
        .collect();
    describe::part_items(&mut report.questions);
    if let Some(outcome) = roles.outcome {
        explain(report, questions, outcome, &by);
    }
    if let Some(marks) = unfavourable {
        report.risks = risks::find_risks(questions, &by, marks, minimum);
    }
    let mut relations = trends::relations(questions, roles.outcome, &report.tests);
    if let Some(wave) = &wave {
        report.trends = trends::find_trends(questions, wave, minimum);
        report.group_trends = trends::find_group_trends(questions, wave, &by, &report.trends, minimum);
        let index = |id: &str| questions.iter().position(|question| question.id == id);
        relations
            .extend(report.trends.iter().filter_map(|trend| Some((index(&trend.question)?, wave.question))));
    }
    report.simpson = trends::find_simpson(questions, &relations, &by);
    let mut by_and_wave = by;
    by_and_wave.extend(wave);
    report.cross_tests = associations::against_groups(questions, &by_and_wave, minimum);
    (report.tables, report.tables_left_out) =
        describe::tables(questions, &by_and_wave, (roles.outcome, &report.unfavourable), minimum);
    report.heat = describe::heat_maps(questions, &by_and_wave, minimum);
}

/// What goes with the outcome: single tests, then the model of all questions, then the groups in which it holds.
fn explain(report: &mut SurveyReport, questions: &[Question], outcome: usize, by: &[Groups]) {
    report.tests = associations::against_outcome(questions, outcome, report.minimum_group);
    let found = drivers::find_drivers(questions, outcome, &report.tests, report.minimum_group);
    (report.drivers, report.model) = (found.rows, found.notes);
    for driver in &mut report.drivers {
        let row = report.questions.iter().find(|row| row.id == driver.question);
        driver.unfavourable = row.and_then(|row| row.favourable).map(|share| 1.0 - share.value);
    }
    report.interactions = risks::find_interactions(questions, outcome, &report.drivers, by);
}
