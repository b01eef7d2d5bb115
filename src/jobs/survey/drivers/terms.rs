//! Questions → terms of a regression, and which of them stay in it.

use crate::jobs::survey::questions::{Answers, Question};
use crate::jobs::survey::statistics::{Matrix, inflation};
use crate::model::survey::{QuestionType, Role, TestRow};

/// Share of the responses that must be left when questions with missing answers stay in.
const LEAST_COMPLETE: f64 = 0.5;
/// Responses with the rarer outcome for each term (Peduzzi and others 1996).
const EVENTS_PER_TERM: usize = 10;
/// Variance inflation above which a question says nothing of its own.
const MOST_INFLATION: f64 = 10.0;
/// Answers of an unordered question at most.
const MOST_LEVELS: usize = 40;
/// Terms at most; beyond, a fit takes more time than it is worth.
const MOST_TERMS: usize = 120;

/// One column of the model.
#[derive(Clone)]
pub(super) struct Column {
    pub(super) values: Vec<f64>,
    /// The answer it stands for; `None` for a step on a scale or a number.
    pub(super) level: Option<String>,
}

/// One question of the model.
pub(super) struct Term<'a> {
    pub(super) question: &'a Question,
    pub(super) columns: Vec<Column>,
    pub(super) reference: Option<String>,
    /// Of the single test; orders questions when there is no room for all.
    pub(super) p: f64,
    pub(super) missing: usize,
}

/// The terms of all questions that can be in the model.
pub(super) fn terms_of<'a>(
    questions: &'a [Question],
    outcome: usize,
    tests: &[TestRow],
    rows: &[usize],
    fewest: usize,
) -> Vec<Term<'a>> {
    let usable = questions.iter().enumerate().filter(|(index, question)| {
        *index != outcome && question.is_open_to_analysis() && question.role != Some(Role::OtherOutcome)
    });
    usable
        .filter_map(|(_, question)| {
            let (columns, reference) = columns_of(question, rows, fewest)?;
            let p = tests
                .iter()
                .filter(|test| test.question == question.id)
                .map(|test| test.p)
                .fold(1.0, f64::min);
            let missing = rows.iter().filter(|&&row| columns[0].values[row].is_nan()).count();
            Some(Term { question, columns, reference, p, missing })
        })
        .collect()
}

/// Columns of a question over all responses, missing answers as NaN, and the answer they are compared with.
fn columns_of(question: &Question, rows: &[usize], fewest: usize) -> Option<(Vec<Column>, Option<String>)> {
    let step = |values: Vec<f64>| Some((vec![Column { values, level: None }], None));
    match &question.answers {
        Answers::Numbers(numbers) => step(
            numbers
                .codes
                .iter()
                .map(|&code| if code == 0 { f64::NAN } else { numbers.values[code as usize - 1] })
                .collect(),
        ),
        Answers::Levels(levels)
            if levels.is_ordered && (levels.labels.len() > 2 || question.kind == QuestionType::Likert) =>
        {
            step(
                levels
                    .codes
                    .iter()
                    .map(|&code| if code == 0 { f64::NAN } else { levels.scores[code as usize - 1] })
                    .collect(),
            )
        }
        Answers::Levels(levels) if levels.labels.len() <= 4 * MOST_LEVELS => {
            let mut counts = vec![0_usize; levels.labels.len() + 1];
            rows.iter().for_each(|&row| counts[levels.codes[row] as usize] += 1);
            let kept: Vec<usize> = (1..counts.len()).filter(|&level| counts[level] >= fewest).collect();
            let reference = if levels.labels.len() == 2 {
                *kept.first()?
            } else {
                kept.iter().copied().max_by_key(|&level| (counts[level], std::cmp::Reverse(level)))?
            };
            if kept.len() < 2 || kept.len() > MOST_LEVELS {
                return None;
            }
            // Rare answers stay out of the comparison together with their responses.
            let of = |level: usize| Column {
                level: Some(levels.labels[level - 1].clone()),
                values: levels
                    .codes
                    .iter()
                    .map(|&code| {
                        if code == 0 || !kept.contains(&(code as usize)) {
                            f64::NAN
                        } else {
                            f64::from(u8::from(code as usize == level))
                        }
                    })
                    .collect(),
            };
            let columns = kept.iter().filter(|&&level| level != reference).map(|&level| of(level)).collect();
            Some((columns, Some(levels.labels[reference - 1].clone())))
        }
        Answers::Options(options) => {
            let of = |(label, picked): (&String, &Vec<u8>)| {
                let count = rows.iter().filter(|&&row| picked[row] == 2).count();
                let values = picked.iter().map(|&pick| f64::from(pick.saturating_sub(1))).collect();
                (count >= fewest).then(|| Column { level: Some(label.clone()), values })
            };
            let columns: Vec<Column> = options.labels.iter().zip(&options.picked).filter_map(of).collect();
            (!columns.is_empty()).then(|| (columns, Some("not picked".to_owned())))
        }
        _ => None,
    }
}

/// Drops questions that too many left out, and gives the responses that answered all others.
pub(super) fn complete_rows(
    terms: &mut Vec<Term>,
    has_outcome: &[usize],
    notes: &mut Vec<String>,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_by_key(|&index| (terms[index].missing, index));
    let (mut rows, mut kept) = (has_outcome.to_vec(), vec![false; terms.len()]);
    let least = (has_outcome.len() as f64 * LEAST_COMPLETE) as usize;
    for index in order {
        let values = &terms[index].columns[0].values;
        let left: Vec<usize> = rows.iter().copied().filter(|&row| !values[row].is_nan()).collect();
        if left.len() >= least {
            rows = left;
            kept[index] = true;
        }
    }
    let dropped: Vec<&str> =
        terms.iter().zip(&kept).filter(|(_, kept)| !**kept).map(|(term, _)| term.question.short()).collect();
    if !dropped.is_empty() {
        notes.push(format!("Left out because too many did not answer: {}.", listed(&dropped)));
    }
    let mut kept = kept.into_iter();
    terms.retain(|_| kept.next().unwrap_or(false));
    rows
}

/// A list for a sentence; long ones are cut.
fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(6).map(|name| format!("“{name}”")).collect();
    match names.len() {
        0..=6 => shown.join(", "),
        more => format!("{} and {} more", shown.join(", "), more - 6),
    }
}

/// Keeps the questions that stand out most if there are not enough responses for all.
pub(super) fn trim(terms: &mut Vec<Term>, classes: &[u32], number: usize, notes: &mut Vec<String>) {
    let mut counts = vec![0; number];
    classes.iter().for_each(|&class| counts[class as usize] += 1);
    let rest = classes.len() - counts.iter().max().copied().unwrap_or(0);
    let room = (rest / EVENTS_PER_TERM).clamp(1, MOST_TERMS);
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_by(|&a, &b| terms[a].p.total_cmp(&terms[b].p).then(a.cmp(&b)));
    let (mut used, mut kept) = (0, vec![false; terms.len()]);
    for index in order {
        if used + terms[index].columns.len() <= room {
            used += terms[index].columns.len();
            kept[index] = true;
        }
    }
    let dropped: Vec<&str> =
        terms.iter().zip(&kept).filter(|(_, kept)| !**kept).map(|(term, _)| term.question.short()).collect();
    if !dropped.is_empty() {
        notes.push(format!(
            "Left out because there are too few responses for all questions, those that stand out least: {}.",
            listed(&dropped)
        ));
    }
    let mut kept = kept.into_iter();
    terms.retain(|_| kept.next().unwrap_or(false));
}

/// Drops questions that the others nearly give.
pub(super) fn drop_collinear(terms: &mut Vec<Term>, notes: &mut Vec<String>) {
    loop {
        let columns: Vec<&Column> = terms.iter().flat_map(|term| &term.columns).collect();
        let correlations = correlations(&columns);
        let mut start = 0;
        let groups: Vec<Vec<usize>> = terms
            .iter()
            .map(|term| {
                let own = (start..start + term.columns.len()).collect();
                start += term.columns.len();
                own
            })
            .collect();
        let high = |found: &Option<f64>| found.is_none_or(|value| value > MOST_INFLATION);
        let found = inflation(&correlations, &groups);
        let worst = (0..terms.len())
            .filter(|&index| high(&found[index]))
            .max_by(|&a, &b| terms[a].p.total_cmp(&terms[b].p).then(a.cmp(&b)));
        let Some(worst) = worst.filter(|_| terms.len() > 1) else { return };
        let with = (0..terms.len()).filter(|&other| other != worst).max_by(|&a, &b| {
            let strength = |other: usize| {
                groups[worst]
                    .iter()
                    .flat_map(|&i| groups[other].iter().map(move |&j| (i, j)))
                    .map(|(i, j)| correlations.get(i, j).abs())
                    .fold(0.0, f64::max)
            };
            strength(a).total_cmp(&strength(b))
        });
        let with = with.map(|other| terms[other].question.short().to_owned()).unwrap_or_default();
        notes.push(format!("“{}” was left out: it goes along with other questions so closely, above all “{with}”, that the two cannot be told apart.", terms[worst].question.short()));
        terms.remove(worst);
    }
}

fn correlations(columns: &[&Column]) -> Matrix {
    let centred: Vec<Vec<f64>> = columns
        .iter()
        .map(|column| {
            let mean = column.values.iter().sum::<f64>() / column.values.len() as f64;
            let length = column.values.iter().map(|value| (value - mean).powi(2)).sum::<f64>().sqrt();
            column.values.iter().map(|value| (value - mean) / length).collect()
        })
        .collect();
    let mut matrix = Matrix::zero(columns.len());
    for (row, a) in centred.iter().enumerate() {
        for (column, b) in centred.iter().enumerate().skip(row) {
            matrix.add(row, column, a.iter().zip(b).map(|(a, b)| a * b).sum());
        }
    }
    matrix.mirror();
    matrix
}
