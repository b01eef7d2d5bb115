//! Groups with worse outcomes than the rest, and drivers that hold in some groups only.

use super::describe::may_show_share;
use super::drivers::{HOLDS, target_of};
use super::groups::Groups;
use super::questions::Question;
use super::statistics::{adjust, chi_square_tail, fit_ordinal, share_interval, two_shares};
use super::suppress::hidden_pairs;
use crate::model::survey::{DriverLevel, DriverRow, InteractionRow, RiskRow};
use rayon::prelude::*;

/// Fewest people in a group for a statement about it.
const FEWEST: usize = 20;
/// Groups shown at most.
const MOST_RISKS: usize = 15;
/// How much worse than each of its parts a group of two parts must be, to be more than its parts.
const WORSE_BY: f64 = 0.05;
/// Demographics whose groups are crossed.
const MOST_CROSSED: usize = 5;
/// Groups of a demographic in which drivers are looked at.
const MOST_GROUPS: usize = 12;
/// Drivers looked at in groups.
const MOST_DRIVERS: usize = 10;
const Z: f64 = 1.959_963_984_540_054;

/// Unfavourable outcomes, 2, others 1, unknown 0.
pub(super) fn unfavourable(question: &Question, asks_to_leave: bool) -> Option<(Vec<u8>, Vec<String>)> {
    let levels = question.levels()?;
    let bad: Vec<bool> = match &levels.favourable {
        Some(_) if super::describe::is_nps(question, levels) => {
            levels.scores.iter().map(|&score| score <= 6.0).collect()
        }
        Some(favourable) => favourable.iter().map(|good| *good == asks_to_leave).collect(),
        None if levels.labels.len() == 2 => vec![!asks_to_leave, asks_to_leave],
        None if levels.is_ordered => {
            (0..levels.labels.len()).map(|rank| (rank < levels.labels.len() / 2) != asks_to_leave).collect()
        }
        None => return None,
    };
    let marks = levels
        .codes
        .iter()
        .map(|&code| if code == 0 { 0 } else { 1 + u8::from(bad[code as usize - 1]) })
        .collect();
    let labels =
        levels.labels.iter().zip(&bad).filter(|(_, bad)| **bad).map(|(label, _)| label.clone()).collect();
    Some((marks, labels))
}

/// Groups, and groups of two demographics, that do worse than the rest.
pub(super) fn find_risks(
    questions: &[Question],
    by: &[Groups],
    marks: &[u8],
    minimum: usize,
) -> Vec<RiskRow> {
    let all = count(marks.iter().copied());
    let mut candidates: Vec<(Vec<(usize, usize)>, (usize, usize))> = Vec::new();
    for (index, groups) in by.iter().enumerate() {
        let shares = groups.shares(marks, minimum);
        for group in groups.shown() {
            if let Some((hits, n)) = shares[group] {
                candidates.push((vec![(index, group)], (hits as usize, n as usize)));
            }
        }
    }
    let single = candidates.clone();
    let crossed: Vec<usize> =
        (0..by.len()).filter(|&index| by[index].labels.len() <= MOST_GROUPS).take(MOST_CROSSED).collect();
    for (place, &first) in crossed.iter().enumerate() {
        for &second in &crossed[place + 1..] {
            candidates.extend(pairs(by, first, second, marks, minimum, &single));
        }
    }
    candidates.retain(|(_, (hits, n))| {
        *n >= FEWEST
            && all.1 - n >= FEWEST
            && may_show_share(*hits, *n, minimum)
            && may_show_share(all.0 - hits, all.1 - n, minimum)
    });
    let p: Vec<f64> = candidates
        .iter()
        .map(|(_, (hits, n))| two_shares(*hits as f64, *n as f64, (all.0 - hits) as f64, (all.1 - n) as f64))
        .collect();
    let q = adjust(&p);
    let mut rows: Vec<RiskRow> = candidates
        .iter()
        .zip(p.iter().zip(q))
        .filter_map(|((parts, (hits, n)), (&p, q))| {
            let others = (all.0 - hits) as f64 / (all.1 - n) as f64;
            let share = share_interval(*hits as f64, *n as f64);
            (q <= HOLDS && share.value > others).then(|| RiskRow {
                group: parts
                    .iter()
                    .map(|&(index, group)| {
                        (questions[by[index].question].id.clone(), by[index].labels[group].clone())
                    })
                    .collect(),
                n: *n,
                share,
                others,
                p,
                q,
            })
        })
        .collect();
    rows.sort_by(|a, b| b.share.interval[0].total_cmp(&a.share.interval[0]));
    rows.truncate(MOST_RISKS);
    rows
}

fn count(marks: impl Iterator<Item = u8>) -> (usize, usize) {
    marks.fold((0, 0), |(hits, n), mark| (hits + usize::from(mark == 2), n + usize::from(mark > 0)))
}

type Candidate = (Vec<(usize, usize)>, (usize, usize));

/// Groups of two parts that do worse than either, and whose parts without one another are not small.
fn pairs(
    by: &[Groups],
    first: usize,
    second: usize,
    marks: &[u8],
    minimum: usize,
    single: &[Candidate],
) -> Vec<Candidate> {
    let (a, b) = (&by[first], &by[second]);
    let width = b.labels.len() + 1;
    let mut counts = vec![(0_usize, 0_usize); (a.labels.len() + 1) * width];
    for ((&own, &other), &mark) in a.codes.iter().zip(&b.codes).zip(marks) {
        let (hits, n) = &mut counts[own as usize * width + other as usize];
        *hits += usize::from(mark == 2);
        *n += usize::from(mark > 0);
    }
    let of = |index: usize, group: usize| {
        single.iter().find(|(parts, _)| parts[..] == [(index, group)]).map(|(_, counts)| *counts)
    };
    let (rows, columns) = (a.crossed(), b.crossed());
    let hidden = hidden_pairs(&rows, &columns, marks, minimum);
    let mut found = Vec::new();
    for group in a.shown() {
        for other in b.shown() {
            let (hits, n) = counts[(group + 1) * width + other + 1];
            let (Some(whole), Some(other_whole)) = (of(first, group), of(second, other)) else { continue };
            let share = hits as f64 / n.max(1) as f64;
            let worse = |(hits, n): (usize, usize)| share > hits as f64 / n.max(1) as f64 + WORSE_BY;
            let apart = |(of_hits, of_n): (usize, usize)| {
                may_show_share(of_hits - hits, of_n - n, minimum) || of_n == n
            };
            if hidden[group * b.labels.len() + other] {
                continue;
            }
            if n >= FEWEST && worse(whole) && worse(other_whole) && apart(whole) && apart(other_whole) {
                found.push((vec![(first, group), (second, other)], (hits, n)));
            }
        }
    }
    found
}

/// Drivers whose odds ratio differs between the groups of a demographic (Cochran's Q over the groups), by a model of the
/// driver alone in each group.
pub(super) fn find_interactions(
    questions: &[Question],
    outcome: usize,
    drivers: &[DriverRow],
    by: &[Groups],
) -> Vec<InteractionRow> {
    let Some(target) = target_of(&questions[outcome]) else { return Vec::new() };
    let pairs: Vec<(&DriverRow, &Groups)> = drivers
        .iter()
        .filter(|driver| driver.level.is_none())
        .take(MOST_DRIVERS)
        .flat_map(|driver| by.iter().map(move |groups| (driver, groups)))
        .filter(|(driver, groups)| {
            questions[groups.question].id != driver.question && groups.shown().count() <= MOST_GROUPS
        })
        .collect();
    let mut rows: Vec<InteractionRow> = pairs
        .par_iter()
        .filter_map(|(driver, groups)| interaction(questions, &target, driver, groups))
        .collect();
    let p: Vec<f64> = rows.iter().map(|row| row.p).collect();
    rows.iter_mut().zip(adjust(&p)).for_each(|(row, q)| row.q = q);
    let holds = |level: &DriverLevel| level.interval[0] > 1.0 || level.interval[1] < 1.0;
    rows.retain(|row| row.q <= HOLDS && row.groups.iter().any(holds) && !row.groups.iter().all(holds));
    rows
}

fn interaction(
    questions: &[Question],
    classes: &[Option<u32>],
    driver: &DriverRow,
    groups: &Groups,
) -> Option<InteractionRow> {
    let question = questions.iter().find(|question| question.id == driver.question)?;
    let (_, codes) = question.codes()?;
    let value = |code: u32| match &question.answers {
        super::questions::Answers::Numbers(numbers) => numbers.values[code as usize - 1],
        super::questions::Answers::Levels(levels) => levels.scores[code as usize - 1],
        _ => f64::NAN,
    };
    let mut levels = Vec::new();
    let (mut sum, mut weights, mut squares) = (0.0, 0.0, 0.0);
    for group in groups.shown().filter(|&group| groups.sizes[group] >= 3 * FEWEST) {
        let rows: Vec<usize> = (0..codes.len())
            .filter(|&row| {
                groups.codes[row] as usize == group + 1 && codes[row] > 0 && classes[row].is_some()
            })
            .collect();
        let values: Vec<f64> = rows.iter().map(|&row| value(codes[row])).collect();
        let own: Vec<u32> = rows.iter().filter_map(|&row| classes[row]).collect();
        let mut seen: Vec<u32> = own.clone();
        seen.sort_unstable();
        seen.dedup();
        let own: Vec<u32> =
            own.iter().map(|class| seen.partition_point(|other| other < class) as u32).collect();
        let Ok(fit) = fit_ordinal(&[values], &own, seen.len()) else { continue };
        let (slope, error) = (fit.slopes[0] * driver.step, fit.error(0) * driver.step);
        let weight = 1.0 / (error * error);
        sum += weight * slope;
        weights += weight;
        squares += weight * slope * slope;
        levels.push(DriverLevel {
            level: groups.labels[group].clone(),
            odds_ratio: slope.exp(),
            interval: [(slope - Z * error).exp(), (slope + Z * error).exp()],
        });
    }
    let statistic = squares - sum * sum / weights;
    (levels.len() >= 2).then(|| {
        let p = chi_square_tail(statistic, (levels.len() - 1) as f64);
        InteractionRow {
            question: driver.question.clone(),
            by: questions[groups.question].id.clone(),
            groups: levels,
            p,
            q: p,
        }
    })
}
