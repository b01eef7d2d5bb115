//! Drivers of the outcome: one regression with all questions in it, so that what only looks like a driver because it goes
//! along with another question drops out. Logistic for two outcomes, proportional odds for more.
//!
//! Who is in it: responses that answered the outcome and every question of the model; questions that too many left out are
//! dropped first. Questions that are given by the others are dropped (variance inflation above 10), answers that tell the
//! outcome apart without fail are put together with the reference. What was dropped is said.

mod terms;

use self::terms::{Term, complete_rows, drop_collinear, terms_of, trim};
use super::questions::{Answers, Question};
use super::statistics::{Fit, FitError, adjust, chi_square_tail, fit_ordinal};
use crate::model::survey::{DriverLevel, DriverRow, ModelNotes, QuestionType, Role, TestRow};

/// q values up to this hold.
pub(super) const HOLDS: f64 = 0.05;
/// The same for drivers: people act on them, so fewer of them may be chance.
const DRIVER_HOLDS: f64 = 0.01;
/// Outcomes told apart at most; numbers are cut into so many classes.
const MOST_OUTCOMES: usize = 11;
/// Fewest responses for a model.
const FEWEST_ROWS: usize = 50;
/// An answer with fewer responses is not told apart.
const FEWEST_PER_LEVEL: usize = 10;
/// 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// What the model gives.
#[derive(Debug, Default)]
pub(super) struct Drivers {
    pub(super) rows: Vec<DriverRow>,
    pub(super) notes: ModelNotes,
}

/// Fits the model and gives the questions that hold.
pub(super) fn find_drivers(
    questions: &[Question],
    outcome: usize,
    tests: &[TestRow],
    minimum: usize,
) -> Drivers {
    let mut drivers = Drivers::default();
    let Some(target) = target_of(&questions[outcome]) else {
        drivers
            .notes
            .notes
            .push("The answers of the outcome have no order, so no model was made.".to_owned());
        return drivers;
    };
    let has_outcome: Vec<usize> = (0..target.len()).filter(|&row| target[row].is_some()).collect();
    let mut terms = terms_of(questions, outcome, tests, &has_outcome, minimum.max(FEWEST_PER_LEVEL));
    let notes = &mut drivers.notes.notes;
    let rows = complete_rows(&mut terms, &has_outcome, notes);
    let Some((classes, number)) = dense(&rows.iter().filter_map(|&row| target[row]).collect::<Vec<_>>())
    else {
        notes.push("The outcome does not vary among the responses that can be used.".to_owned());
        return drivers;
    };
    if rows.len() < FEWEST_ROWS.max(4 * minimum) {
        notes.push(format!(
            "Only {} responses answered the outcome and the questions; that is too few for a model.",
            rows.len()
        ));
        return drivers;
    }
    for term in &mut terms {
        for column in &mut term.columns {
            column.values = rows.iter().map(|&row| column.values[row]).collect();
        }
        term.columns.retain(|column| column.values.iter().any(|value| *value != column.values[0]));
    }
    terms.retain(|term| !term.columns.is_empty());
    trim(&mut terms, &classes, number, notes);
    drop_collinear(&mut terms, notes);
    let Some(fit) = fit_terms(&mut terms, &classes, number, notes) else {
        notes.push("No model could be fitted to the answers.".to_owned());
        return drivers;
    };
    describe(&mut drivers, &questions[outcome], &terms, rows.len(), number);
    drivers.rows = rows_of(&terms, &fit, rows.len());
    drivers
}

fn describe(drivers: &mut Drivers, outcome: &Question, terms: &[Term], n: usize, number: usize) {
    let notes = &mut drivers.notes;
    notes.model = if number == 2 { "logistic" } else { "ordinal" };
    notes.event = match outcome.levels() {
        Some(levels) if levels.labels.len() == 2 => levels.labels[1].clone(),
        _ => "a higher answer".to_owned(),
    };
    notes.n = n;
    notes.questions = terms.iter().map(|term| term.question.id.clone()).collect();
}

/// The outcome in classes from 0, low to high, `None` for responses without an answer; nothing if it has no order.
pub(super) fn target_of(outcome: &Question) -> Option<Vec<Option<u32>>> {
    let code = |code: u32| code.checked_sub(1);
    match &outcome.answers {
        Answers::Levels(levels) if levels.is_ordered || levels.labels.len() == 2 => {
            Some(levels.codes.iter().map(|&own| code(own)).collect())
        }
        Answers::Numbers(numbers) if numbers.values.len() <= MOST_OUTCOMES => {
            Some(numbers.codes.iter().map(|&own| code(own)).collect())
        }
        Answers::Numbers(numbers) => {
            let mut counts = vec![0_usize; numbers.values.len() + 1];
            numbers.codes.iter().for_each(|&own| counts[own as usize] += 1);
            let total: usize = counts.iter().skip(1).sum();
            let mut below = 0;
            let class_of: Vec<u32> = counts
                .iter()
                .enumerate()
                .map(|(index, &count)| {
                    let class = if index == 0 { 0 } else { (below * MOST_OUTCOMES / total.max(1)) as u32 };
                    below += if index == 0 { 0 } else { count };
                    class
                })
                .collect();
            Some(numbers.codes.iter().map(|&own| (own > 0).then(|| class_of[own as usize])).collect())
        }
        _ => None,
    }
}

/// Classes without holes; `None` if there is only one.
fn dense(classes: &[u32]) -> Option<(Vec<u32>, usize)> {
    let mut seen: Vec<u32> = classes.to_vec();
    seen.sort_unstable();
    seen.dedup();
    let place = |class: &u32| seen.partition_point(|other| other < class) as u32;
    (seen.len() >= 2).then(|| (classes.iter().map(place).collect(), seen.len()))
}

/// Fits, and drops what makes a fit impossible until there is one.
fn fit_terms(terms: &mut Vec<Term>, classes: &[u32], number: usize, notes: &mut Vec<String>) -> Option<Fit> {
    while !terms.is_empty() {
        let columns: Vec<Vec<f64>> =
            terms.iter().flat_map(|term| term.columns.iter().map(|column| column.values.clone())).collect();
        match fit_ordinal(&columns, classes, number) {
            Ok(fit) => return Some(fit),
            Err(FitError::Separated(column)) => {
                let (term, place) = place_of(terms, column);
                let removed = terms[term].columns.remove(place);
                let name = terms[term].question.short();
                notes.push(match removed.level {
                    Some(level) => format!("“{level}” of “{name}” was left out: all who gave it had the same outcome, so its odds have no end."),
                    None => format!("“{name}” was left out: it tells the outcome apart without fail, so its odds have no end."),
                });
                terms.retain(|term| !term.columns.is_empty());
            }
            Err(FitError::Singular) => {
                let weakest =
                    (0..terms.len()).max_by(|&a, &b| terms[a].p.total_cmp(&terms[b].p).then(a.cmp(&b)))?;
                let removed = terms.remove(weakest);
                notes.push(format!(
                    "“{}” was left out: the model cannot be fitted with it.",
                    removed.question.short()
                ));
            }
        }
    }
    None
}

fn place_of(terms: &[Term], column: usize) -> (usize, usize) {
    let mut place = column;
    for (index, term) in terms.iter().enumerate() {
        if place < term.columns.len() {
            return (index, place);
        }
        place -= term.columns.len();
    }
    unreachable!("the fit names one of its columns")
}

fn rows_of(terms: &[Term], fit: &Fit, n: usize) -> Vec<DriverRow> {
    let mut start = 0;
    let mut rows = Vec::new();
    for term in terms {
        let own: Vec<usize> = (start..start + term.columns.len()).collect();
        start += own.len();
        let Some(wald) = fit.wald(&own) else { continue };
        let p = chi_square_tail(wald, own.len() as f64);
        // The time of a response is held fixed, but is nothing to act on.
        if let Some(row) = row_of(term, fit, &own, p, n) {
            rows.push((term.question.role == Some(Role::Wave), row));
        }
    }
    let p: Vec<f64> = rows.iter().map(|(_, row)| row.p).collect();
    rows.iter_mut().zip(adjust(&p)).for_each(|((_, row), q)| row.q = q);
    let mut rows: Vec<DriverRow> = rows
        .into_iter()
        .filter(|(is_wave, row)| !is_wave && row.q <= DRIVER_HOLDS)
        .map(|(_, row)| row)
        .collect();
    rows.sort_by(|a, b| b.standardised.ln().abs().total_cmp(&a.standardised.ln().abs()));
    rows
}

fn row_of(term: &Term, fit: &Fit, own: &[usize], p: f64, n: usize) -> Option<DriverRow> {
    let ratio = |column: usize, step: f64| {
        let (slope, error) = (fit.slopes[column] * step, fit.error(column) * step.abs());
        (slope.exp(), [(slope - Z * error).exp(), (slope + Z * error).exp()])
    };
    // The answer that differs most surely from the reference speaks for the question.
    let strongest = own.iter().copied().max_by(|&a, &b| {
        (fit.slopes[a] / fit.error(a)).abs().total_cmp(&(fit.slopes[b] / fit.error(b)).abs())
    })?;
    let place = strongest - own[0];
    let spread = deviation(&term.columns[place].values);
    let step = if term.question.kind == QuestionType::Numeric { round_step(spread) } else { 1.0 };
    let (odds_ratio, interval) = ratio(strongest, step);
    let levels = (own.iter().zip(&term.columns)).filter(|_| own.len() > 1).filter_map(|(&column, values)| {
        let (odds_ratio, interval) = ratio(column, 1.0);
        Some(DriverLevel { level: values.level.clone()?, odds_ratio, interval })
    });
    Some(DriverRow {
        question: term.question.id.clone(),
        level: term.columns[place].level.clone(),
        reference: term.reference.clone(),
        step,
        odds_ratio,
        interval,
        p,
        q: p,
        n,
        standardised: (fit.slopes[strongest] * spread).exp(),
        unfavourable: None,
        levels: levels.collect(),
    })
}

fn deviation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt()
}

/// A step that people can say: 1, 2 or 5 times a power of ten, at most the standard deviation.
fn round_step(spread: f64) -> f64 {
    if spread.is_nan() || spread <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(spread.log10().floor());
    [5.0, 2.0, 1.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step <= spread * 1.000_001)
        .unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        for (spread, step) in [(7.3, 5.0), (4.0, 2.0), (1.0, 1.0), (4700.0, 2000.0), (0.03, 0.02), (0.0, 1.0)]
        {
            assert!((round_step(spread) - step).abs() < 1e-9, "{spread}: {}", round_step(spread));
        }
    }
}
