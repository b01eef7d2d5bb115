//! One test for each question against the outcome, and against each demographic. Which test follows from what both are:
//! unordered against unordered chi-square, ranked against two groups Mann-Whitney, against more Kruskal-Wallis, ranked
//! against ranked Spearman. All p values of one list are corrected together.

use super::groups::Groups;
use super::questions::{Answers, Question};
use super::statistics::{Outcome, Table, adjust, kruskal_of, spearman_of};
use crate::model::survey::{Effect, Role, TestRow};
use rayon::prelude::*;

/// Fewest responses in a test.
const FEWEST: usize = 10;
/// Tables of more cells are not made; such a question has too many answers for its counts to say anything.
const MOST_CELLS: usize = 4_000_000;

/// Every question against the outcome.
pub(super) fn against_outcome(questions: &[Question], outcome: usize, minimum: usize) -> Vec<TestRow> {
    let target = &questions[outcome];
    let rows = (questions.par_iter().enumerate())
        .filter(|(index, question)| *index != outcome && question.is_open_to_analysis())
        .flat_map_iter(|(_, question)| test_outcome(question, target, minimum))
        .collect();
    corrected(rows)
}

/// Every question against every demographic and the wave.
pub(super) fn against_groups(questions: &[Question], by: &[Groups], minimum: usize) -> Vec<TestRow> {
    let pairs: Vec<(&Groups, &Question)> = by
        .iter()
        .flat_map(|groups| {
            questions.iter().enumerate().map(move |(index, question)| (groups, index, question))
        })
        .filter(|(groups, index, question)| *index != groups.question && question.is_open_to_analysis())
        .filter(|(_, index, question)| {
            !by.iter().any(|other| other.question == *index) && question.role != Some(Role::Wave)
        })
        .map(|(groups, _, question)| (groups, question))
        .collect();
    let rows = pairs
        .par_iter()
        .flat_map_iter(|(groups, question)| {
            let by = questions[groups.question].id.clone();
            test_groups(question, groups, minimum)
                .into_iter()
                .map(move |row| TestRow { by: Some(by.clone()), ..row })
        })
        .collect();
    corrected(rows)
}

fn corrected(mut rows: Vec<TestRow>) -> Vec<TestRow> {
    let p: Vec<f64> = rows.iter().map(|row| row.p).collect();
    rows.iter_mut().zip(adjust(&p)).for_each(|(row, q)| row.q = q);
    rows
}

fn row(
    question: &Question,
    option: Option<&String>,
    test: (&'static str, &'static str),
    found: Option<Outcome>,
    minimum: usize,
) -> Option<TestRow> {
    let found = found.filter(|found| found.n >= FEWEST.max(minimum))?;
    Some(TestRow {
        question: question.id.clone(),
        option: option.cloned(),
        by: None,
        test: test.0,
        statistic: found.statistic,
        p: found.p,
        q: found.p,
        n: found.n,
        effect: Effect { name: test.1, value: found.effect },
    })
}

const CHI_SQUARE: (&str, &str) = ("chi_square", "cramers_v");
const MANN_WHITNEY: (&str, &str) = ("mann_whitney", "rank_biserial");
const KRUSKAL: (&str, &str) = ("kruskal_wallis", "epsilon_squared");
const SPEARMAN: (&str, &str) = ("spearman", "rho");

fn test_outcome(question: &Question, target: &Question, minimum: usize) -> Vec<TestRow> {
    let Some((target_levels, target_codes)) = target.codes() else { return Vec::new() };
    if let Answers::Options(options) = &question.answers {
        let tests = options.labels.iter().zip(&options.picked).filter_map(|(label, picked)| {
            let table = Table::of_codes(2, target_levels, picked, target_codes);
            let (test, found) = match (target.is_ranked(), target_levels) {
                (true, _) => (MANN_WHITNEY, table.mann_whitney()),
                _ => (CHI_SQUARE, table.chi_square()),
            };
            row(question, Some(label), test, found, minimum)
        });
        return tests.collect();
    }
    let Some((levels, codes)) = question.codes() else { return Vec::new() };
    let (test, found) = match (question.is_ranked(), target.is_ranked()) {
        (true, true) => (SPEARMAN, spearman_of(levels, target_levels, codes, target_codes)),
        (true, false) if used(target_levels, target_codes) == 2 => (
            MANN_WHITNEY,
            two_rows(Table::of_codes(target_levels, levels, target_codes, codes)).mann_whitney(),
        ),
        (true, false) => (KRUSKAL, kruskal_of(target_levels, levels, target_codes, codes)),
        (false, true) if used(levels, codes) == 2 => (
            MANN_WHITNEY,
            two_rows(Table::of_codes(levels, target_levels, codes, target_codes)).mann_whitney(),
        ),
        (false, true) => (KRUSKAL, kruskal_of(levels, target_levels, codes, target_codes)),
        (false, false) if levels * target_levels > MOST_CELLS => return Vec::new(),
        (false, false) => {
            (CHI_SQUARE, Table::of_codes(levels, target_levels, codes, target_codes).chi_square())
        }
    };
    row(question, None, test, found, minimum).into_iter().collect()
}

fn test_groups(question: &Question, groups: &Groups, minimum: usize) -> Vec<TestRow> {
    let number = groups.labels.len();
    match &question.answers {
        Answers::Options(options) => {
            let tests = options.labels.iter().zip(&options.picked).filter_map(|(label, picked)| {
                row(
                    question,
                    Some(label),
                    CHI_SQUARE,
                    Table::of_codes(number, 2, &groups.codes, picked).chi_square(),
                    minimum,
                )
            });
            tests.collect()
        }
        Answers::Levels(levels) if question.is_ranked() => {
            let table = Table::of_codes(number, levels.labels.len(), &groups.codes, &levels.codes);
            row(question, None, KRUSKAL, table.kruskal_wallis(), minimum).into_iter().collect()
        }
        Answers::Levels(levels) => {
            let table = Table::of_codes(number, levels.labels.len(), &groups.codes, &levels.codes);
            row(question, None, CHI_SQUARE, table.chi_square(), minimum).into_iter().collect()
        }
        Answers::Numbers(numbers) => {
            let found = kruskal_of(number, numbers.values.len(), &groups.codes, &numbers.codes);
            row(question, None, KRUSKAL, found, minimum).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Levels that somebody gave.
fn used(levels: usize, codes: &[u32]) -> usize {
    let mut seen = vec![false; levels + 1];
    codes.iter().for_each(|&code| seen[code as usize] = true);
    seen.iter().skip(1).filter(|seen| **seen).count()
}

/// The table without rows that nobody is in.
fn two_rows(table: Table) -> Table {
    let filled: Vec<usize> =
        table.row_sums().iter().enumerate().filter(|(_, sum)| **sum > 0.0).map(|(row, _)| row).collect();
    if filled.len() == table.rows() {
        return table;
    }
    let mut kept = Table::new(filled.len(), table.columns());
    for (to, &from) in filled.iter().enumerate() {
        (0..table.columns()).for_each(|column| kept.add(to, column, table.get(from, column)));
    }
    kept
}
