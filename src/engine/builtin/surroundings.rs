//! Scores in their surroundings. Takes the log-odds of all units of a document, each scored by itself; gives measures of
//! how a unit stands among its neighbours and in the whole document, for the second look of [`super::scorer`].

use super::features::Features;
use super::scorer::{SCORED_KINDS, Scores};
use super::signals::{AGREES, CLEARLY_AGREES};

/// How many measures there are.
pub const SURROUNDING_COUNT: usize = 53;

/// The measures of one unit for one kind.
pub type Surroundings = [f32; SURROUNDING_COUNT];

/// Units of fewer words are not looked at as neighbours.
const LEAST_WORDS: usize = 4;
/// Log-odds below this are all the same for a neighbour.
const LOWEST: f32 = -5.0;
/// Log-odds of what stands for nothing.
const NOTHING: f32 = -8.0;
/// Neighbours are told apart by distance (first and last), and in the nearer bands by whether the speaker is the same.
const BANDS: [(usize, usize, bool); 4] = [(1, 1, true), (2, 3, true), (4, 8, true), (9, 20, false)];
/// Bends of the score itself.
const BENDS: [f32; 5] = [-4.0, -3.0, -2.0, -1.0, 0.0];
/// Reaches within which likely units are counted.
const CROWDS: [usize; 3] = [3, 8, 25];
/// A unit is compared with the best within this reach.
const BEST_REACH: usize = 8;
/// Other kinds count within this reach.
const OTHER_KINDS_REACH: usize = 6;
/// Agreement counts within this many units after one.
const AGREE_REACH: usize = 8;
/// Agreement within this many units is told apart by distance.
const AGREE_NEAR: usize = 4;
/// Words in an hour of talk.
const WORDS_AN_HOUR: f32 = 9000.0;

/// One document's scores, made ready for looking around.
#[derive(Debug)]
pub struct Overview<'a> {
    features: &'a Features,
    scores: &'a [Scores],
    /// The scores of units that stand for something; [`NOTHING`] for the others.
    standing: Vec<Scores>,
    /// How many likely units come before one, by kind.
    likely: Vec<[f64; SCORED_KINDS.len()]>,
    /// How many units score higher, by kind.
    ranks: Vec<[u32; SCORED_KINDS.len()]>,
    highest: Scores,
}

impl<'a> Overview<'a> {
    /// Sorts and adds up the scores of a document once.
    pub fn of(features: &'a Features, scores: &'a [Scores]) -> Self {
        let stands = |unit: usize| features.word_count(unit) >= LEAST_WORDS;
        let nothing = [NOTHING; SCORED_KINDS.len()];
        let standing: Vec<Scores> =
            (0..scores.len()).map(|unit| if stands(unit) { scores[unit] } else { nothing }).collect();
        let mut sums = [0.0; SCORED_KINDS.len()];
        let mut likely = vec![sums];
        let mut highest = nothing;
        for unit in &standing {
            for (kind, &score) in unit.iter().enumerate() {
                sums[kind] += f64::from(1.0 / (1.0 + (-score).exp()));
                highest[kind] = highest[kind].max(score);
            }
            likely.push(sums);
        }
        let mut ranks = vec![[0; SCORED_KINDS.len()]; scores.len()];
        let mut order: Vec<usize> = (0..scores.len()).collect();
        for kind in 0..SCORED_KINDS.len() {
            order.sort_unstable_by(|&a, &b| standing[b][kind].total_cmp(&standing[a][kind]).then(a.cmp(&b)));
            order.iter().zip(0..).for_each(|(&unit, rank)| ranks[unit][kind] = rank);
        }
        Self { features, scores, standing, likely, ranks, highest }
    }

    /// The measures of a unit for a kind, given by its place in [`SCORED_KINDS`].
    pub fn look(&self, unit: usize, kind: usize) -> Surroundings {
        let mut all = Measures { values: [0.0; SURROUNDING_COUNT], count: 0 };
        let own = self.scores[unit][kind];
        all.push(1.0);
        all.push(own);
        for other in (0..SCORED_KINDS.len()).filter(|&other| other != kind) {
            all.push(self.scores[unit][other]);
            let (before, after) = self.best_beside(unit, other, OTHER_KINDS_REACH);
            all.push(before.max(after) - LOWEST);
        }
        for bend in BENDS {
            all.push((own - bend).max(0.0));
        }
        self.push_neighbours(&mut all, unit, kind);
        for reach in CROWDS {
            let (from, to) = (unit.saturating_sub(reach), (unit + reach + 1).min(self.scores.len()));
            all.push((self.likely[to][kind] - self.likely[from][kind] + 0.01).ln() as f32);
        }
        let rank = self.ranks[unit][kind] as f32;
        all.push(rank.ln_1p());
        all.push((rank * WORDS_AN_HOUR / self.features.total_words.max(900) as f32).ln_1p());
        all.push(own - self.highest[kind]);
        let (before, after) = self.best_beside(unit, kind, BEST_REACH);
        all.push((own - before.max(after)).min(0.0));
        all.push(flag(own >= before.max(after)));
        self.push_place(&mut all, unit, own);
        self.push_agreement(&mut all, unit);
        all.push((self.features.word_count(unit) as f32).ln_1p());
        all.values
    }

    /// The best scores of units before and after one, at least [`LOWEST`].
    fn best_beside(&self, unit: usize, kind: usize, reach: usize) -> (f32, f32) {
        let best = |units: &[Scores]| units.iter().fold(LOWEST, |best, scores| best.max(scores[kind]));
        let last = (unit + reach + 1).min(self.standing.len());
        (best(&self.standing[unit.saturating_sub(reach)..unit]), best(&self.standing[unit + 1..last]))
    }

    /// The best of the neighbours, by side, distance and whether the speaker is the same.
    fn push_neighbours(&self, all: &mut Measures, unit: usize, kind: usize) {
        let speaker = self.features.speaker(unit);
        for is_after in [false, true] {
            for (first, last, by_speaker) in BANDS {
                let (mut same, mut other) = (LOWEST, LOWEST);
                for distance in first..=last {
                    let near = if is_after { unit.checked_add(distance) } else { unit.checked_sub(distance) };
                    let Some(near) = near.filter(|&near| near < self.standing.len()) else { break };
                    let is_same = !by_speaker || self.features.speaker(near) == speaker;
                    let best = if is_same { &mut same } else { &mut other };
                    *best = best.max(self.standing[near][kind]);
                }
                all.push(same - LOWEST);
                if by_speaker {
                    all.push(other - LOWEST);
                }
            }
        }
    }

    /// The place in the meeting and who speaks, each also for units that score well.
    fn push_place(&self, all: &mut Measures, unit: usize, own: f32) {
        let total = self.features.total_words.max(1);
        let before = self.features.words_before(unit);
        let place = before as f32 / total as f32;
        let left = total - before.min(total);
        let is_chair = self.features.is_chair(unit);
        let well = (own + 3.0).max(0.0);
        for holds in [place > 0.8, place > 0.9, place > 0.95, left < 400, left < 800, place < 0.1, is_chair] {
            all.push(flag(holds));
            all.push(if holds { well } else { 0.0 });
        }
    }

    /// Who else agrees soon after.
    fn push_agreement(&self, all: &mut Measures, unit: usize) {
        let speaker = self.features.speaker(unit);
        let says = |distance: usize, signals: u32| {
            let next = unit + distance;
            let is_other = next < self.standing.len() && self.features.speaker(next) != speaker;
            is_other && self.features.signals(next) & signals != 0
        };
        for distance in 1..=AGREE_NEAR {
            all.push(flag(says(distance, 1 << CLEARLY_AGREES)));
        }
        let any = 1 << CLEARLY_AGREES | 1 << AGREES;
        all.push((1..=AGREE_REACH).filter(|&distance| says(distance, any)).count() as f32);
    }
}

/// Measures as they come in.
struct Measures {
    values: Surroundings,
    count: usize,
}

impl Measures {
    fn push(&mut self, value: f32) {
        self.values[self.count] = value;
        self.count += 1;
    }
}

fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::features::samples::turns;
    use crate::engine::builtin::scorer::Scorer;
    use crate::model::units::Units;

    #[test]
    fn neighbours_ranks_and_agreement_are_seen() {
        let document = turns(&[
            ("Ann", "we keep the blue crates here"),
            ("Ann", "and we send the list on"),
            ("Tom", "Sounds good to me, I agree."),
        ]);
        let units = Units::of(&document);
        let scorer = Scorer::shipped();
        let features = Features::of(&document, &units, &scorer.vocabulary, &scorer.phrases);
        let scores = [[1.0, -9.0, -9.0], [-2.0, 0.5, -9.0], [0.0, -9.0, -9.0]];
        let overview = Overview::of(&features, &scores);
        let look = |unit: usize| overview.look(unit, 0);
        assert_eq!(&look(1)[..4], [1.0, -2.0, 0.5, 0.0]);
        // Before: the unit beside it by the same speaker; after: by another.
        let first_neighbour = 2 + 4 + BENDS.len();
        assert_eq!(&look(1)[first_neighbour..first_neighbour + 2], [6.0, 0.0]);
        assert_eq!(&look(1)[first_neighbour + 7..first_neighbour + 9], [0.0, 5.0]);
        assert_eq!(overview.ranks.iter().map(|ranks| ranks[0]).collect::<Vec<_>>(), [0, 2, 1]);
        let agreement = SURROUNDING_COUNT - 6;
        assert_eq!(&look(0)[agreement..agreement + 5], [0.0, 1.0, 0.0, 0.0, 1.0]);
        assert_eq!(&look(2)[agreement..agreement + 5], [0.0; 5]);
    }

    #[test]
    fn the_measures_fill_their_row() {
        let document = turns(&[("Ann", "one")]);
        let units = Units::of(&document);
        let scorer = Scorer::shipped();
        let features = Features::of(&document, &units, &scorer.vocabulary, &scorer.phrases);
        let scores = [[0.5; 3]];
        let look = Overview::of(&features, &scores).look(0, 2);
        assert!(look.iter().all(|value| value.is_finite()));
        assert_eq!(look[SURROUNDING_COUNT - 1], 1f32.ln_1p(), "the last measure is the length");
    }
}
