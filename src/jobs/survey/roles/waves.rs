//! When somebody answered → waves in the order of time.

use crate::jobs::survey::questions::{Answers, Levels, Question};
use crate::model::survey::QuestionType;

/// Puts the levels of a wave in the order of time. Dates become periods. `false` if there are fewer than two.
pub(super) fn make_wave(question: &mut Question) -> bool {
    if let Some(days) = period_of(question).map(|period| periods(question, period)) {
        question.answers = Answers::Levels(days);
        question.kind = QuestionType::Date;
    }
    if let Answers::Numbers(numbers) = &question.answers {
        let labels: Vec<String> = numbers.values.iter().map(f64::to_string).collect();
        let scores = numbers.values.clone();
        question.answers = Answers::Levels(Levels {
            labels,
            codes: numbers.codes.clone(),
            is_ordered: true,
            scores,
            favourable: None,
        });
    }
    let Answers::Levels(levels) = &mut question.answers else { return false };
    let mut order: Vec<usize> = (0..levels.labels.len()).collect();
    if !levels.is_ordered || levels.labels.len() == 2 {
        order.sort_by_key(|&index| time_key(&levels.labels[index]));
    }
    let mut map = vec![0; order.len() + 1];
    order.iter().enumerate().for_each(|(rank, &index)| map[index + 1] = rank as u32 + 1);
    levels.codes.iter_mut().for_each(|code| *code = map[*code as usize]);
    levels.labels = order.iter().map(|&index| levels.labels[index].clone()).collect();
    levels.scores = (1..=order.len()).map(|rank| rank as f64).collect();
    levels.is_ordered = true;
    levels.favourable = None;
    levels.labels.len() >= 2
}

/// Years first, then months, then other numbers, then the letters.
fn time_key(label: &str) -> (Vec<u64>, String) {
    static MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = label.to_lowercase();
    let mut numbers: Vec<u64> =
        lower.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
    if let Some(month) = MONTHS.iter().position(|month| lower.contains(month)) {
        numbers.push(month as u64 + 1);
    }
    numbers.sort_by_key(|&number| !(1900..=2200).contains(&number));
    (numbers, lower)
}

/// Months that make one wave, if the dates of a question reach far enough for two.
pub(super) fn period_of(question: &Question) -> Option<i64> {
    let Answers::Days(days) = &question.answers else { return None };
    let (first, last) = (days.iter().flatten().min()?, days.iter().flatten().max()?);
    match last - first {
        span if span > 3 * 366 => Some(12),
        span if span > 300 => Some(6),
        span if span > 120 => Some(3),
        _ => None,
    }
}

fn periods(question: &Question, months: i64) -> Levels {
    let Answers::Days(days) = &question.answers else { unreachable!("asked by period_of") };
    let epoch = jiff::civil::date(1970, 1, 1);
    let index = |day: i64| {
        let date = epoch.checked_add(jiff::Span::new().days(day)).unwrap_or(epoch);
        (i64::from(date.year()) * 12 + i64::from(date.month()) - 1) / months
    };
    let own: Vec<Option<i64>> = days.iter().map(|day| day.map(index)).collect();
    let mut all: Vec<i64> = own.iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    let label = |period: i64| {
        let (year, part) = (period * months / 12, period * months % 12 / months + 1);
        match months {
            12 => year.to_string(),
            6 => format!("{year}-H{part}"),
            _ => format!("{year}-Q{part}"),
        }
    };
    let codes = own
        .iter()
        .map(|period| period.map_or(0, |period| all.partition_point(|other| *other < period) as u32 + 1))
        .collect();
    let labels: Vec<String> = all.iter().map(|&period| label(period)).collect();
    let scores = (1..=labels.len()).map(|rank| rank as f64).collect();
    Levels { labels, codes, is_ordered: true, scores, favourable: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waves_stand_in_the_order_of_time() {
        let mut labels = vec!["Q1 2025", "2024-H2", "Wave 10 2023", "Wave 9 2023", "2024-H1", "March 2024"];
        labels.sort_by_key(|label| time_key(label));
        assert_eq!(labels, ["Wave 9 2023", "Wave 10 2023", "2024-H1", "2024-H2", "March 2024", "Q1 2025"]);
    }
}
