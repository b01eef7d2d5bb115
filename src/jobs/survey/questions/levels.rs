//! Values of a column → levels in their order, or numbers from low to high.

use super::{Levels, Numbers};
use crate::jobs::survey::cells::number;
use crate::jobs::survey::codebook::QuestionEntry;
use crate::jobs::survey::join::SheetColumn;
use crate::jobs::survey::scales::{is_no_answer, order_of};
use crate::model::survey::QuestionType;
use rustc_hash::FxHashMap;

pub(super) fn numbers_of(column: &SheetColumn) -> Numbers {
    let parsed: Vec<Option<f64>> = column.values.iter().map(|(_, value)| number(value)).collect();
    let mut values: Vec<f64> = parsed.iter().flatten().map(|value| value + 0.0).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let map: Vec<u32> =
        std::iter::once(0)
            .chain(parsed.iter().map(|value| {
                value.map_or(0, |value| values.partition_point(|other| *other < value) as u32 + 1)
            }))
            .collect();
    Numbers { values, codes: column.codes.iter().map(|&code| map[code as usize]).collect() }
}

pub(super) fn levels_of(column: SheetColumn, kind: QuestionType, entry: Option<&QuestionEntry>) -> Levels {
    let raw: Vec<&str> = column.values.iter().map(|(_, value)| value).collect();
    let grouped: Vec<&str> = raw.iter().map(|value| group_name(value, entry)).collect();
    let mut labels: Vec<&str> = Vec::new();
    let mut place: FxHashMap<&str, usize> = FxHashMap::default();
    for label in &grouped {
        place.entry(label).or_insert_with(|| {
            labels.push(label);
            labels.len() - 1
        });
    }
    let (sequence, is_ordered) = sequence_of(&labels, kind, entry);
    let rank: FxHashMap<usize, u32> =
        sequence.iter().enumerate().map(|(rank, &index)| (index, rank as u32 + 1)).collect();
    let map: Vec<u32> = std::iter::once(0)
        .chain(grouped.iter().map(|label| rank.get(&place[label]).copied().unwrap_or(0)))
        .collect();
    let labels: Vec<String> = sequence.iter().map(|&index| labels[index].to_owned()).collect();
    let reversed = entry.is_some_and(|entry| entry.reversed);
    let scores = scores_of(&labels);
    Levels {
        codes: column.codes.iter().map(|&code| map[code as usize]).collect(),
        is_ordered,
        favourable: (kind == QuestionType::Likert).then(|| favourable(&scores, reversed)),
        scores,
        labels,
    }
}

fn group_name<'a>(value: &'a str, entry: Option<&'a QuestionEntry>) -> &'a str {
    let groups = entry.map(|entry| entry.groups.as_slice()).unwrap_or_default();
    let group = groups.iter().find(|group| group.answers.iter().any(|answer| answer == value));
    group.map_or(value, |group| group.label.as_str())
}

/// The levels from low to high, or in a fixed order if they have none.
fn sequence_of(labels: &[&str], kind: QuestionType, entry: Option<&QuestionEntry>) -> (Vec<usize>, bool) {
    if let Some(entry) = entry.filter(|entry| !entry.order.is_empty()) {
        let find = |name: &String| labels.iter().position(|label| *label == name.as_str());
        return (entry.order.iter().filter_map(find).collect(), true);
    }
    let numbers: Option<Vec<f64>> =
        labels.iter().filter(|label| !is_no_answer(label)).map(|label| number(label)).collect();
    if numbers.is_some_and(|numbers| !numbers.is_empty()) {
        let mut sequence: Vec<usize> =
            (0..labels.len()).filter(|&index| number(labels[index]).is_some()).collect();
        sequence
            .sort_by(|&a, &b| number(labels[a]).unwrap_or(0.0).total_cmp(&number(labels[b]).unwrap_or(0.0)));
        return (sequence, true);
    }
    if let Some(order) = order_of(labels) {
        // A scale leaves out answers that say nothing; a plain choice keeps them, at its end.
        let mut sequence = order.low_to_high;
        if kind == QuestionType::Single {
            let mut rest: Vec<usize> = (0..labels.len()).filter(|index| !sequence.contains(index)).collect();
            rest.sort_by_key(|&index| labels[index]);
            let is_ordered = rest.is_empty();
            sequence.extend(rest);
            return (sequence, is_ordered);
        }
        return (sequence, true);
    }
    let mut sequence: Vec<usize> = (0..labels.len()).collect();
    sequence.sort_by_key(|&index| (affirmation(labels[index]), labels[index]));
    (sequence, labels.len() == 2)
}

/// "No" before "Yes": the second of two answers is the event.
fn affirmation(label: &str) -> u8 {
    match label.to_lowercase().as_str() {
        "no" | "false" | "nein" | "non" => 0,
        "yes" | "true" | "ja" | "oui" => 2,
        _ => 1,
    }
}

/// What levels count for: their numbers if they are numbers, else 1, 2, 3 …
fn scores_of(labels: &[String]) -> Vec<f64> {
    let numbers: Option<Vec<f64>> = labels.iter().map(|label| number(label)).collect();
    numbers.unwrap_or_else(|| (1..=labels.len()).map(|rank| rank as f64).collect())
}

/// Favourable are the answers above the middle of the scale.
fn favourable(scores: &[f64], reversed: bool) -> Vec<bool> {
    let (Some(&low), Some(&high)) = (scores.first(), scores.last()) else { return Vec::new() };
    let middle = f64::midpoint(low, high);
    scores.iter().map(|&score| if reversed { score < middle } else { score > middle }).collect()
}
