//! Each question by itself: its distribution, mean, favourable share, net promoter score; and its cross-tables and
//! favourable shares by group. Everything that leaves this file has small groups hidden.

use super::groups::Groups;
use super::infer::{header_words, says};
use super::questions::{Answers, Levels, Question};
use super::statistics::{Table, mean_interval, nps_interval, share_interval};
use super::suppress::{hidden_in_groups, hidden_levels, hidden_levels_of_sides};
use crate::model::survey::{
    CellRow, Estimate, HeatCell, HeatMap, HeatRow, Level, QuestionRow, Role, TableRow,
};
use rustc_hash::FxHashMap;

/// Tables in a report at most; further ones are counted.
const MOST_TABLES: usize = 400;
/// Answers of a question in a table at most.
const MOST_LEVELS: usize = 60;

/// A number of people that may be shown: 0 or at least the minimum.
fn shown(count: usize, minimum: usize) -> Option<usize> {
    (count == 0 || count >= minimum).then_some(count)
}

/// Words that an item has at least to be understood without its question.
const ITEM_WORDS: usize = 3;

/// The statement of a block of statements, if it can stand for itself.
fn item_of(question: &Question) -> Option<String> {
    let item = question.name.option.as_ref()?;
    let stands = item.split_whitespace().count() >= ITEM_WORDS && question.text == question.name.text();
    stands.then(|| item.clone())
}

/// Takes the item from questions that others share it with.
pub(super) fn part_items(rows: &mut [QuestionRow]) {
    let mut times: FxHashMap<String, usize> = FxHashMap::default();
    for item in rows.iter().filter_map(|row| row.item.clone()) {
        *times.entry(item).or_default() += 1;
    }
    rows.iter_mut().for_each(|row| row.item = row.item.take().filter(|item| times[item] == 1));
}

/// The row of a question.
pub(super) fn question_row(question: &Question, responses: usize, minimum: usize) -> QuestionRow {
    let is_private = question.role == Some(Role::Personal) || matches!(question.answers, Answers::Hidden);
    let mut row = QuestionRow {
        id: question.id.clone(),
        text: question.text.clone(),
        item: item_of(question),
        kind: question.kind,
        reason: question.reason.clone(),
        role: question.role,
        answered: shown(question.answered, minimum).filter(|_| !is_private),
        missing: shown(responses - question.answered, minimum).filter(|_| !is_private),
        levels: Vec::new(),
        mean: None,
        favourable: None,
        nps: None,
        quartiles: None,
    };
    if question.answered < minimum || is_private {
        return row;
    }
    match &question.answers {
        Answers::Levels(levels) => describe_levels(question, levels, &mut row, minimum),
        Answers::Numbers(numbers) => {
            let counts = counts_of(numbers.values.len(), &numbers.codes);
            row.mean =
                mean_interval(numbers.values.iter().copied().zip(counts.iter().map(|&count| count as f64)));
            row.quartiles = Some([0.25, 0.5, 0.75].map(|share| quantile(&numbers.values, &counts, share)));
        }
        Answers::Options(options) => {
            row.levels = (options.labels.iter().zip(&options.picked))
                .map(|(label, picked)| {
                    let count = picked.iter().filter(|pick| **pick == 2).count();
                    let kept = shown(count, minimum)
                        .filter(|_| question.answered == count || question.answered - count >= minimum);
                    level(label, kept, question.answered, None)
                })
                .collect();
        }
        _ => {}
    }
    row
}

fn level(label: &str, n: Option<usize>, of: usize, favourable: Option<bool>) -> Level {
    Level {
        label: label.to_owned(),
        n,
        share: n.map(|n| n as f64 / of.max(1) as f64),
        suppressed: n.is_none(),
        favourable,
    }
}

fn counts_of(levels: usize, codes: &[u32]) -> Vec<usize> {
    let mut counts = vec![0; levels + 1];
    codes.iter().for_each(|&code| counts[code as usize] += 1);
    counts.remove(0);
    counts
}

fn describe_levels(question: &Question, levels: &Levels, row: &mut QuestionRow, minimum: usize) {
    let counts = counts_of(levels.labels.len(), &levels.codes);
    let hidden = hidden_answers(&counts, levels.favourable.as_deref(), minimum);
    row.levels = (levels.labels.iter().enumerate())
        .map(|(index, label)| {
            let favourable = levels.favourable.as_ref().map(|favourable| favourable[index]);
            level(label, (!hidden[index]).then_some(counts[index]), question.answered, favourable)
        })
        .collect();
    let Some(favourable) = &levels.favourable else { return };
    // With hidden answers an exact mean would tell how many gave which.
    let is_exact = !hidden.contains(&true);
    let weights = levels.scores.iter().copied().zip(counts.iter().map(|&count| count as f64));
    row.mean = mean_interval(weights.clone()).map(|mean| if is_exact { mean } else { rounded(mean, 10.0) });
    let good: usize = counts.iter().zip(favourable).filter(|(_, good)| **good).map(|(count, _)| count).sum();
    if may_show_share(good, question.answered, minimum) {
        row.favourable = Some(share_interval(good as f64, question.answered as f64))
            .map(|share| if is_exact { share } else { rounded(share, 100.0) });
    }
    if is_nps(question, levels) {
        let sum = |test: &dyn Fn(f64) -> bool| {
            weights.clone().filter(|(score, _)| test(*score)).map(|(_, count)| count).sum::<f64>()
        };
        let (up, down) = (sum(&|score| score >= 9.0), sum(&|score| score <= 6.0));
        row.nps = nps_interval(up, down, question.answered as f64)
            .map(|nps| if is_exact { nps } else { rounded(nps, 100.0) });
    }
}

/// Answers that are hidden; the shares of the sides are shown too.
fn hidden_answers(counts: &[usize], sides: Option<&[bool]>, minimum: usize) -> Vec<bool> {
    match sides {
        Some(sides) => hidden_levels_of_sides(counts, sides, minimum),
        None => hidden_levels(counts, minimum),
    }
}

/// Whether a share tells nothing about a small group: neither those in it nor the others are few.
pub(super) fn may_show_share(hits: usize, n: usize, minimum: usize) -> bool {
    shown(hits, minimum).is_some() && shown(n - hits, minimum).is_some() && n >= minimum
}

fn rounded(estimate: Estimate, parts: f64) -> Estimate {
    let round = |value: f64| (value * parts).round() / parts;
    Estimate { value: round(estimate.value), interval: estimate.interval.map(round) }
}

/// "How likely are you to recommend", asked from 0 to 10 (Reichheld 2003).
pub(super) fn is_nps(question: &Question, levels: &Levels) -> bool {
    let reach = |low: f64, high: f64| {
        levels.scores.first().is_some_and(|&first| first >= low)
            && levels.scores.last().is_some_and(|&last| last > 7.0 && last <= high)
    };
    reach(0.0, 10.0) && says(&header_words(&question.text), &["recommend", "enps", "nps"])
}

/// The value below which this share of the responses lies, nearest rank.
fn quantile(values: &[f64], counts: &[usize], share: f64) -> f64 {
    let total: usize = counts.iter().sum();
    let rank = ((total as f64 * share).ceil() as usize).max(1);
    let mut below = 0;
    for (value, count) in values.iter().zip(counts) {
        below += count;
        if below >= rank {
            return *value;
        }
    }
    values.last().copied().unwrap_or_default()
}

/// Outcome and items by demographics and wave, the outcome first. `unfavourable` are the answers of the outcome whose
/// share is shown.
pub(super) fn tables(
    questions: &[Question],
    by: &[Groups],
    (outcome, unfavourable): (Option<usize>, &[String]),
    minimum: usize,
) -> (Vec<TableRow>, usize) {
    let mut pairs: Vec<(&Groups, usize)> = Vec::new();
    let items = (0..questions.len())
        .filter(|&index| Some(index) != outcome && !by.iter().any(|groups| groups.question == index));
    for column in outcome.into_iter().chain(items) {
        let is_closed =
            questions[column].levels().is_some_and(|levels| (2..=MOST_LEVELS).contains(&levels.labels.len()));
        if is_closed && questions[column].is_open_to_analysis() {
            pairs.extend(
                by.iter()
                    .filter(|groups| {
                        groups.question != column && (2..=MOST_LEVELS).contains(&groups.labels.len())
                    })
                    .map(|groups| (groups, column)),
            );
        }
    }
    let left_out = pairs.len().saturating_sub(MOST_TABLES);
    pairs.truncate(MOST_TABLES);
    use rayon::prelude::*;
    let sides = |column: usize| {
        let levels = questions[column].levels()?;
        match Some(column) == outcome && !unfavourable.is_empty() {
            true => Some(levels.labels.iter().map(|label| unfavourable.contains(label)).collect()),
            false => levels.favourable.clone(),
        }
    };
    let tables = (pairs.par_iter())
        .filter_map(|(groups, column)| table(questions, groups, *column, sides(*column).as_deref(), minimum))
        .collect();
    (tables, left_out)
}

fn table(
    questions: &[Question],
    groups: &Groups,
    column: usize,
    sides: Option<&[bool]>,
    minimum: usize,
) -> Option<TableRow> {
    let levels = questions[column].levels()?;
    let width = levels.labels.len();
    let table = Table::of_codes(groups.labels.len(), width, &groups.codes, &levels.codes);
    let hidden_columns = hidden_answers(&counts_of(width, &levels.codes), sides, minimum);
    let sides = sides.filter(|sides| sides.contains(&true) && sides.contains(&false));
    let hidden =
        hidden_in_groups(&groups.crossed(), (width, &levels.codes), (&hidden_columns, sides), minimum);
    let sums = table.row_sums();
    let mut cells = Vec::with_capacity(hidden.len());
    for (row, label) in groups.labels.iter().enumerate() {
        for (column, other) in levels.labels.iter().enumerate() {
            let n = table.get(row, column) as usize;
            let suppressed = hidden[row * width + column];
            let share = (!suppressed && sums[row] > 0.0).then(|| n as f64 / sums[row]);
            cells.push(CellRow {
                row: label.clone(),
                column: other.clone(),
                n: (!suppressed).then_some(n),
                share,
                suppressed,
            });
        }
    }
    Some(TableRow {
        row_question: questions[groups.question].id.clone(),
        column_question: questions[column].id.clone(),
        cells,
    })
}

/// For each response: 0 no answer, 1 unfavourable or neutral, 2 favourable.
pub(super) fn marks(levels: &Levels) -> Option<Vec<u8>> {
    let favourable = levels.favourable.as_ref()?;
    Some(
        levels
            .codes
            .iter()
            .map(|&code| if code == 0 { 0 } else { 1 + u8::from(favourable[code as usize - 1]) })
            .collect(),
    )
}

/// Favourable shares of all scales by group.
pub(super) fn heat_maps(questions: &[Question], by: &[Groups], minimum: usize) -> Vec<HeatMap> {
    let scales: Vec<(&Question, Vec<u8>)> = questions
        .iter()
        .filter(|question| question.is_open_to_analysis() && question.role != Some(Role::Demographic))
        .filter_map(|question| Some((question, marks(question.levels()?)?)))
        .take(MOST_LEVELS)
        .collect();
    let shown_by =
        by.iter().filter(|groups| groups.labels.len() <= MOST_LEVELS && groups.shown().count() >= 2);
    let maps = shown_by.map(|groups| {
        let rows = scales.iter().filter_map(|(question, marks)| heat_row(question, marks, groups, minimum));
        HeatMap {
            by: questions[groups.question].id.clone(),
            groups: groups.labels.clone(),
            sizes: groups
                .sizes
                .iter()
                .zip(&groups.hidden)
                .map(|(size, hidden)| (!hidden).then_some(*size))
                .collect(),
            rows: rows.collect(),
        }
    });
    maps.filter(|map| !map.rows.is_empty()).collect()
}

fn heat_row(question: &Question, marks: &[u8], groups: &Groups, minimum: usize) -> Option<HeatRow> {
    let hits = marks.iter().filter(|mark| **mark == 2).count();
    if !may_show_share(hits, question.answered, minimum) {
        return None;
    }
    let overall = hits as f64 / question.answered as f64;
    let cells = groups.shares(marks, minimum).into_iter().map(|share| {
        let share = share.filter(|(_, n)| *n >= minimum as f64).map(|(hits, n)| hits / n);
        HeatCell { share, difference: share.map(|share| share - overall) }
    });
    Some(HeatRow { question: question.id.clone(), overall, cells: cells.collect() })
}
