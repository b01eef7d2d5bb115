//! Demographics as groups: levels as they are, numbers as bands, with the groups that are too small to show.

use super::questions::{Answers, Question};
use super::statistics::Table;
use super::suppress::{Crossed, hidden_in_groups, hidden_levels};

/// Bands that a number is cut into.
const BANDS: usize = 4;

/// The groups of one question.
#[derive(Debug)]
pub(super) struct Groups {
    /// Index of the question.
    pub(super) question: usize,
    /// Names of the groups, in order.
    pub(super) labels: Vec<String>,
    /// Everybody's group; 0 is none.
    pub(super) codes: Vec<u32>,
    /// People in each group.
    pub(super) sizes: Vec<usize>,
    /// Groups of which nothing is shown.
    pub(super) hidden: Vec<bool>,
}

impl Groups {
    /// The groups of a closed question or a number; `None` for others.
    pub(super) fn of(questions: &[Question], index: usize, minimum: usize) -> Option<Self> {
        let (labels, codes) = match &questions[index].answers {
            Answers::Levels(levels) => (levels.labels.clone(), levels.codes.clone()),
            Answers::Numbers(numbers) => bands(&numbers.values, &numbers.codes),
            _ => return None,
        };
        let mut sizes = vec![0; labels.len() + 1];
        codes.iter().for_each(|&code| sizes[code as usize] += 1);
        sizes.remove(0);
        let hidden = hidden_levels(&sizes, minimum);
        Some(Groups { question: index, labels, codes, sizes, hidden })
    }

    /// Groups that may be shown and have people in them.
    pub(super) fn shown(&self) -> impl Iterator<Item = usize> {
        (0..self.labels.len()).filter(|&group| !self.hidden[group] && self.sizes[group] > 0)
    }

    /// Everybody's group, to cross with answers.
    pub(super) fn crossed(&self) -> Crossed<'_> {
        Crossed { codes: &self.codes, hidden: &self.hidden }
    }

    /// Hits and size of each group for a yes-or-no of each response (0 none, 1 no, 2 yes); `None` where hidden.
    pub(super) fn shares(&self, marks: &[u8], minimum: usize) -> Vec<Option<(f64, f64)>> {
        let table = Table::of_codes(self.labels.len(), 2, &self.codes, marks);
        let hidden = hidden_in_groups(&self.crossed(), (2, marks), (&[], None), minimum);
        (0..self.labels.len())
            .map(|group| {
                let (no, yes) = (table.get(group, 0), table.get(group, 1));
                (!hidden[2 * group] && !hidden[2 * group + 1]).then_some((yes, no + yes))
            })
            .collect()
    }
}

/// Four bands of about the same size.
fn bands(values: &[f64], codes: &[u32]) -> (Vec<String>, Vec<u32>) {
    let mut counts = vec![0_usize; values.len() + 1];
    codes.iter().for_each(|&code| counts[code as usize] += 1);
    let total: usize = counts.iter().skip(1).sum();
    let (mut band_of, mut below, mut starts) = (vec![0_u32; values.len() + 1], 0, Vec::new());
    let mut band = usize::MAX;
    for (index, &count) in counts.iter().enumerate().skip(1) {
        let own = (below * BANDS / total.max(1)).min(BANDS - 1);
        if own != band {
            band = own;
            starts.push(index - 1);
        }
        band_of[index] = starts.len() as u32;
        below += count;
    }
    let label = |at: usize| {
        let (first, end) = (starts[at], starts.get(at + 1).copied().unwrap_or(values.len()));
        let (low, high) = (values[first], values[end - 1]);
        if low < high { format!("{low} to {high}") } else { low.to_string() }
    };
    ((0..starts.len()).map(label).collect(), codes.iter().map(|&code| band_of[code as usize]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_cut_into_bands_of_one_size() {
        let values: Vec<f64> = (20..60).map(f64::from).collect();
        let codes: Vec<u32> = (0..80).map(|row| row % 41).collect();
        let (labels, groups) = bands(&values, &codes);
        assert_eq!(labels, ["20 to 29", "30 to 39", "40 to 49", "50 to 59"]);
        assert_eq!((groups[0], groups[1], groups[40]), (0, 1, 4));
        assert_eq!(bands(&[1.0, 2.0], &[1, 2, 2, 2]).0, ["1", "2"]);
        assert_eq!(bands(&[], &[0, 0]).0, Vec::<String>::new());
    }
}
