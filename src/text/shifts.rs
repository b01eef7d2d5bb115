//! Where a text turns to another subject. Takes the content words of each unit as hashes, gives the units that begin
//! something new. Method: M. Hearst, "TextTiling: Segmenting Text into Multi-paragraph Subtopic Passages",
//! Computational Linguistics 23(1), 1997 (block comparison, depth scores), with words weighed by how rarely they occur.

use rustc_hash::FxHashMap;

/// How finely a text is parted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShiftOptions {
    /// Content words on either side that are compared.
    pub window_words: usize,
    /// Content words between two shifts at least.
    pub least_words: usize,
    /// How many standard deviations above the mean a valley's depth must be. Lower gives more shifts.
    pub depth_above_mean: f64,
}

impl Default for ShiftOptions {
    fn default() -> Self {
        Self { window_words: 120, least_words: 150, depth_above_mean: 0.0 }
    }
}

/// A unit that begins a new subject, and how deep the valley before it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// Index of the unit.
    pub unit: usize,
    /// Depth of the valley in cohesion, 0 to 2.
    pub depth: f64,
}

/// Units at which the subject changes, by rising index. `units` holds the content words of each unit as hashes.
pub fn find_shifts(units: &[&[u64]], options: ShiftOptions) -> Vec<Shift> {
    let cohesion = cohesion(units, options.window_words.max(1));
    let depths = depths(&cohesion);
    let positive: Vec<f64> = depths.iter().copied().filter(|depth| *depth > 0.0).collect();
    if positive.is_empty() {
        return Vec::new();
    }
    let mean = positive.iter().sum::<f64>() / positive.len() as f64;
    let variance = positive.iter().map(|depth| (depth - mean).powi(2)).sum::<f64>() / positive.len() as f64;
    let least_depth = mean + options.depth_above_mean * variance.sqrt();
    let mut order: Vec<usize> =
        (1..units.len()).filter(|&unit| depths[unit] >= least_depth && depths[unit] > 0.05).collect();
    order.sort_by(|&a, &b| depths[b].total_cmp(&depths[a]).then(a.cmp(&b)));
    let mut before = vec![0; units.len() + 1];
    for (index, unit) in units.iter().enumerate() {
        before[index + 1] = before[index] + unit.len();
    }
    let mut taken = std::collections::BTreeMap::from([(0, ()), (units.len(), ())]);
    let mut shifts = Vec::new();
    for unit in order {
        let left = taken.range(..=unit).next_back().map_or(0, |(&at, ())| at);
        let right = taken.range(unit..).next().map_or(units.len(), |(&at, ())| at);
        if before[unit] - before[left] >= options.least_words
            && before[right] - before[unit] >= options.least_words
        {
            taken.insert(unit, ());
            shifts.push(Shift { unit, depth: depths[unit] });
        }
    }
    shifts.sort_by_key(|shift| shift.unit);
    shifts
}

/// A sliding pair of word counts with their dot product and squared lengths, kept up to date word by word.
struct Pair {
    counts: Vec<(f64, f64)>,
    dot: f64,
    left_square: f64,
    right_square: f64,
}

impl Pair {
    fn change(&mut self, word: u32, weight: f64, left: f64, right: f64) {
        let counts = &mut self.counts[word as usize];
        let (old_left, old_right) = *counts;
        counts.0 += left * weight;
        counts.1 += right * weight;
        self.dot += counts.0 * counts.1 - old_left * old_right;
        self.left_square += counts.0 * counts.0 - old_left * old_left;
        self.right_square += counts.1 * counts.1 - old_right * old_right;
    }
}

/// For each unit the cosine between the words before it and the words from it on.
fn cohesion(units: &[&[u64]], window: usize) -> Vec<f64> {
    let mut ids: FxHashMap<u64, u32> = FxHashMap::default();
    let mut often: Vec<u32> = Vec::new();
    let mut words: Vec<u32> = Vec::with_capacity(units.iter().map(|unit| unit.len()).sum());
    for &word in units.iter().copied().flatten() {
        let next = ids.len() as u32;
        let id = *ids.entry(word).or_insert(next);
        if id == next {
            often.push(0);
        }
        often[id as usize] += 1;
        words.push(id);
    }
    let total = words.len().max(1) as f64;
    // Words said all through the text tie nothing together.
    let weights: Vec<f64> =
        often.iter().map(|&count| (total / f64::from(count)).ln().max(0.1).sqrt()).collect();
    let weight = |word: u32| weights[word as usize];
    let mut pair =
        Pair { counts: vec![(0.0, 0.0); often.len()], dot: 0.0, left_square: 0.0, right_square: 0.0 };
    for &word in words.iter().take(window) {
        pair.change(word, weight(word), 0.0, 1.0);
    }
    let mut at = 0;
    let mut result = Vec::with_capacity(units.len());
    for unit in units {
        let scale = (pair.left_square.max(0.0) * pair.right_square.max(0.0)).sqrt();
        result.push(if scale > 1e-6 { (pair.dot / scale).clamp(0.0, 1.0) } else { 1.0 });
        for _ in 0..unit.len() {
            let word = words[at];
            pair.change(word, weight(word), 1.0, -1.0);
            if at >= window {
                let gone = words[at - window];
                pair.change(gone, weight(gone), -1.0, 0.0);
            }
            if let Some(&new) = words.get(at + window) {
                pair.change(new, weight(new), 0.0, 1.0);
            }
            at += 1;
        }
    }
    result
}

/// How far cohesion rises on both sides of each local low. Linear: each rise is climbed once from either side.
fn depths(cohesion: &[f64]) -> Vec<f64> {
    let count = cohesion.len();
    let mut peak_left = vec![0.0; count];
    let mut peak_right = vec![0.0; count];
    for i in 0..count {
        peak_left[i] = if i > 0 && cohesion[i - 1] >= cohesion[i] {
            f64::max(peak_left[i - 1], cohesion[i - 1])
        } else {
            cohesion[i]
        };
    }
    for i in (0..count).rev() {
        peak_right[i] = if i + 1 < count && cohesion[i + 1] >= cohesion[i] {
            f64::max(peak_right[i + 1], cohesion[i + 1])
        } else {
            cohesion[i]
        };
    }
    (0..count).map(|i| (peak_left[i] - cohesion[i]) + (peak_right[i] - cohesion[i])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn talk(subjects: &[u64], units_each: usize) -> Vec<Vec<u64>> {
        let mut units = Vec::new();
        for &subject in subjects {
            for unit in 0..units_each as u64 {
                units.push((0..8).map(|word| subject * 100 + (unit * 7 + word * 3) % 23).collect());
            }
        }
        units
    }

    fn shifts(units: &[Vec<u64>]) -> Vec<usize> {
        let views: Vec<&[u64]> = units.iter().map(Vec::as_slice).collect();
        find_shifts(&views, ShiftOptions::default()).into_iter().map(|shift| shift.unit).collect()
    }

    #[test]
    fn finds_where_the_words_change() {
        assert_eq!(shifts(&talk(&[1, 2, 3], 40)), [40, 80]);
        assert_eq!(shifts(&talk(&[1], 40)), [0; 0]);
        assert_eq!(shifts(&[]), [0; 0]);
    }

    proptest! {
        #[test]
        fn shifts_rise_and_lie_inside(units in proptest::collection::vec(proptest::collection::vec(0u64..50, 0..12), 0..200)) {
            let found = shifts(&units);
            prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(found.iter().all(|&unit| 0 < unit && unit < units.len()));
        }
    }
}
