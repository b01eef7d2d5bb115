//! What changes over the waves, for everybody and in groups, and relations that turn round when groups are looked at.

use super::describe::marks;
use super::drivers::HOLDS;
use super::groups::Groups;
use super::questions::{Answers, Question};
use super::statistics::{Table, adjust, share_interval, spearman_of};
use super::suppress::{Crossed, hidden_in_groups, hidden_pairs};
use crate::model::survey::{Estimate, QuestionType, Role, SimpsonRow, TestRow, TrendRow, WavePoint};
use rayon::prelude::*;

/// Fewest responses of a group for a trend of its own.
const FEWEST: usize = 40;
/// Trends of groups shown at most.
const MOST_GROUP_TRENDS: usize = 20;
/// Rank correlations smaller than this, within or without groups, turn nothing round.
const WORTH_SAYING: f64 = 0.05;

/// Yes-or-no of each response for a share, if the question has one: favourable, or the second of two answers.
pub(super) fn share_marks(question: &Question) -> Option<Vec<u8>> {
    let levels = question.levels()?;
    marks(levels)
        .or_else(|| (levels.labels.len() == 2).then(|| levels.codes.iter().map(|&code| code as u8).collect()))
}

/// Everybody who answered, where only that counts.
fn answered(question: &Question) -> Option<Vec<u8>> {
    question.codes().map(|(_, codes)| codes.iter().map(|&code| u8::from(code > 0)).collect())
}

/// Who answered in which wave, and the waves of which nothing is shown.
#[derive(Clone, Copy)]
pub(super) struct Series<'a> {
    pub(super) wave: &'a Groups,
    pub(super) codes: &'a [u32],
    pub(super) hidden: &'a [bool],
}

fn can_have_trend(question: &Question) -> bool {
    let is_person = matches!(question.role, Some(Role::Demographic | Role::Wave));
    let two = question.role == Some(Role::Outcome)
        && question.levels().is_some_and(|levels| levels.labels.len() == 2 || levels.is_ordered);
    question.is_open_to_analysis() && !is_person && (question.is_ranked() || two)
}

/// Trends of everybody that hold.
pub(super) fn find_trends(questions: &[Question], wave: &Groups, minimum: usize) -> Vec<TrendRow> {
    let rows: Vec<TrendRow> = questions
        .par_iter()
        .filter(|question| can_have_trend(question))
        .filter_map(|question| {
            trend(
                question,
                &questions[wave.question],
                Series { wave, codes: &wave.codes, hidden: &wave.hidden },
                None,
                minimum,
            )
        })
        .collect();
    hold(rows)
}

/// Trends of single groups that hold and that everybody does not have.
pub(super) fn find_group_trends(
    questions: &[Question],
    wave: &Groups,
    by: &[Groups],
    all: &[TrendRow],
    minimum: usize,
) -> Vec<TrendRow> {
    let mut pairs: Vec<(&Question, &Groups, usize)> = Vec::new();
    for groups in by.iter().filter(|groups| groups.question != wave.question) {
        for group in groups.shown().filter(|&group| groups.sizes[group] >= FEWEST) {
            let fitting = questions.iter().filter(|question| can_have_trend(question));
            pairs.extend(fitting.map(|question| (question, groups, group)));
        }
    }
    let rows: Vec<TrendRow> = pairs
        .par_iter()
        .filter_map(|(question, groups, group)| {
            let codes: Vec<u32> = wave
                .codes
                .iter()
                .zip(&groups.codes)
                .map(|(&wave, &own)| if own as usize == group + 1 { wave } else { 0 })
                .collect();
            let name = (questions[groups.question].id.clone(), groups.labels[*group].clone());
            let marks = share_marks(question).or_else(|| answered(question))?;
            let (rows, columns) = (groups.crossed(), wave.crossed());
            let hidden = hidden_pairs(&rows, &columns, &marks, minimum);
            let hidden = &hidden[group * wave.labels.len()..][..wave.labels.len()];
            trend(
                question,
                &questions[wave.question],
                Series { wave, codes: &codes, hidden },
                Some(name),
                minimum,
            )
        })
        .collect();
    let is_common = |row: &TrendRow| {
        all.iter().any(|other| other.question == row.question && (other.rho > 0.0) == (row.rho > 0.0))
    };
    let mut rows: Vec<TrendRow> = hold(rows).into_iter().filter(|row| !is_common(row)).collect();
    rows.truncate(MOST_GROUP_TRENDS);
    rows
}

fn hold(mut rows: Vec<TrendRow>) -> Vec<TrendRow> {
    let p: Vec<f64> = rows.iter().map(|row| row.p).collect();
    rows.iter_mut().zip(adjust(&p)).for_each(|(row, q)| row.q = q);
    rows.retain(|row| row.q <= HOLDS);
    rows.sort_by(|a, b| b.rho.abs().total_cmp(&a.rho.abs()));
    rows
}

fn trend(
    question: &Question,
    by: &Question,
    series: Series,
    group: Option<(String, String)>,
    minimum: usize,
) -> Option<TrendRow> {
    let (levels, codes) = question.codes()?;
    let found = spearman_of(series.wave.labels.len(), levels, series.codes, codes)
        .filter(|found| found.n >= FEWEST.max(minimum))?;
    let share = share_marks(question);
    let waves = match &share {
        Some(marks) => share_points(series, marks, minimum),
        None => mean_points(question, series, minimum),
    };
    Some(TrendRow {
        question: question.id.clone(),
        by: by.id.clone(),
        group,
        rho: found.statistic,
        p: found.p,
        q: found.p,
        waves,
        is_share: share.is_some(),
    })
}

/// Share of each wave, hidden where it would tell about few.
pub(super) fn share_points(series: Series, marks: &[u8], minimum: usize) -> Vec<WavePoint> {
    let wave = series.wave;
    let table = Table::of_codes(wave.labels.len(), 2, series.codes, marks);
    let groups = Crossed { codes: series.codes, hidden: series.hidden };
    let hidden = hidden_in_groups(&groups, (2, marks), (&[], None), minimum);
    let point = |index: usize| {
        let (no, yes) = (table.get(index, 0), table.get(index, 1));
        let is_shown = !hidden[2 * index] && !hidden[2 * index + 1] && no + yes > 0.0;
        WavePoint {
            wave: wave.labels[index].clone(),
            n: is_shown.then_some((no + yes) as usize),
            value: is_shown.then(|| share_interval(yes, no + yes)),
        }
    };
    (0..wave.labels.len()).map(point).collect()
}

fn mean_points(question: &Question, series: Series, minimum: usize) -> Vec<WavePoint> {
    let Series { wave, codes, hidden: few } = series;
    let Answers::Numbers(numbers) = &question.answers else { return Vec::new() };
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); wave.labels.len() + 1];
    for (&wave, &code) in codes.iter().zip(&numbers.codes).filter(|(_, code)| **code > 0) {
        values[wave as usize].push(numbers.values[code as usize - 1]);
    }
    let sizes: Vec<usize> = values.iter().skip(1).map(Vec::len).collect();
    let mut hidden = super::suppress::hidden_levels(&sizes, minimum);
    hidden.iter_mut().zip(few).for_each(|(hidden, few)| *hidden |= few);
    let point = |index: usize| {
        let own = &values[index + 1];
        let estimate: Option<Estimate> = (!hidden[index])
            .then(|| super::statistics::mean_interval(own.iter().map(|&value| (value, 1.0))))
            .flatten();
        WavePoint {
            wave: wave.labels[index].clone(),
            n: (!hidden[index]).then_some(own.len()),
            value: estimate,
        }
    };
    (0..wave.labels.len()).map(point).collect()
}

/// Simpson's paradox: for each relation of everybody that holds, the demographics within whose groups it points the other way.
pub(super) fn find_simpson(
    questions: &[Question],
    relations: &[(usize, usize)],
    by: &[Groups],
) -> Vec<SimpsonRow> {
    let rows = relations.par_iter().flat_map_iter(|&(question, against)| {
        by.iter().filter_map(move |groups| {
            if groups.question == question || groups.question == against {
                return None;
            }
            turned(questions, question, against, groups)
        })
    });
    rows.collect()
}

fn turned(questions: &[Question], question: usize, against: usize, groups: &Groups) -> Option<SimpsonRow> {
    let ((levels, codes), (other_levels, other_codes)) =
        (questions[question].codes()?, questions[against].codes()?);
    let overall = spearman_of(levels, other_levels, codes, other_codes)?;
    let (mut sum, mut weight) = (0.0, 0.0);
    for group in groups.shown().filter(|&group| groups.sizes[group] >= FEWEST) {
        let own: Vec<u32> = codes
            .iter()
            .zip(&groups.codes)
            .map(|(&code, &own)| if own as usize == group + 1 { code } else { 0 })
            .collect();
        if let Some(found) = spearman_of(levels, other_levels, &own, other_codes) {
            sum += found.statistic * found.n as f64;
            weight += found.n as f64;
        }
    }
    let within = sum / weight;
    let turns = within * overall.statistic < 0.0
        && within.abs() >= WORTH_SAYING
        && overall.statistic.abs() >= WORTH_SAYING;
    (weight > 0.0 && turns && within.abs() * weight.sqrt() > 2.6).then(|| SimpsonRow {
        question: questions[question].id.clone(),
        against: questions[against].id.clone(),
        by: questions[groups.question].id.clone(),
        overall: overall.statistic,
        within,
    })
}

/// Relations with the outcome that hold and have a direction.
pub(super) fn relations(
    questions: &[Question],
    outcome: Option<usize>,
    tests: &[TestRow],
) -> Vec<(usize, usize)> {
    let Some(outcome) = outcome.filter(|&index| {
        questions[index].is_ranked()
            || questions[index].levels().is_some_and(|levels| levels.labels.len() == 2)
    }) else {
        return Vec::new();
    };
    let ranked = |question: &Question| question.is_ranked() && question.kind != QuestionType::Text;
    tests
        .iter()
        .filter(|test| test.q <= HOLDS)
        .filter_map(|test| {
            questions.iter().position(|question| question.id == test.question && ranked(question))
        })
        .map(|question| (question, outcome))
        .collect()
}
