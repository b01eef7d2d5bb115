//! Learned weights → how likely a unit carries a decision, an action item or an open question, and why. One logistic
//! regression a kind over [`super::features`], then a second look at each score among the others ([`super::surroundings`]); `examples/train` makes the weights, `weights/NOTICE` says from what.

use super::features::{FEATURE_COUNT, Features, HASHED, MEASURES, SIGNAL_PAIRS, SIGNALS_NEAR, SIGNALS_OWN};
use super::phrases::Phrases;
use super::signals::{SIGNAL_COUNT, SIGNALS};
use super::surroundings::{Overview, SURROUNDING_COUNT, Surroundings};
use super::vocabulary::Vocabulary;
use crate::model::finding::FindingKind;
use std::sync::LazyLock;

/// The kinds that are scored, in the order of the weights.
pub const SCORED_KINDS: [FindingKind; 3] =
    [FindingKind::Decision, FindingKind::ActionItem, FindingKind::OpenQuestion];

/// One score for each of [`SCORED_KINDS`], as log-odds.
pub type Scores = [f32; SCORED_KINDS.len()];

/// Beyond these log-odds nothing is told apart.
pub const MOST: f32 = 12.0;
/// A reason is worth a word from this share of log-odds.
const LEAST_REASON: f32 = 0.15;
/// No more reasons than these are given.
const REASONS: usize = 3;

/// Vocabulary, phrases and weights that belong together.
#[derive(Debug)]
pub struct Scorer {
    /// The words that are told apart.
    pub vocabulary: Vocabulary,
    /// The phrases of the signals.
    pub phrases: Phrases,
    /// By feature: one weight for each kind, and an unused one that keeps a row at eight bytes.
    weights: Vec<[i16; 4]>,
    scales: Scores,
    /// Weights of the second look.
    around: [Surroundings; SCORED_KINDS.len()],
}

static SHIPPED: LazyLock<Scorer> = LazyLock::new(|| {
    Scorer::new(include_str!("weights/vocabulary.txt"), include_bytes!("weights/weights.bin"))
        .expect("the weights in this folder were written by the trainer")
});

impl Scorer {
    /// The scorer that is built into the program.
    pub fn shipped() -> &'static Scorer {
        &SHIPPED
    }

    /// Reads a vocabulary (one word a line) and weights as [`encode_weights`] writes them; `None` if they do not fit.
    pub fn new(vocabulary: &str, bytes: &[u8]) -> Option<Self> {
        let (one_kind, one_look) = (4 + 2 * FEATURE_COUNT, 4 * SURROUNDING_COUNT);
        if bytes.len() != SCORED_KINDS.len() * (one_kind + one_look) {
            return None;
        }
        let (bytes, looks) = bytes.split_at(SCORED_KINDS.len() * one_kind);
        let mut weights = vec![[0; 4]; FEATURE_COUNT];
        let mut scales = Scores::default();
        for (kind, part) in bytes.chunks_exact(one_kind).enumerate() {
            let (scale, values) = part.split_first_chunk::<4>()?;
            scales[kind] = f32::from_le_bytes(*scale);
            for (row, value) in weights.iter_mut().zip(values.chunks_exact(2)) {
                row[kind] = i16::from_le_bytes([value[0], value[1]]);
            }
        }
        let mut around = [[0.0; SURROUNDING_COUNT]; SCORED_KINDS.len()];
        for (row, look) in around.iter_mut().zip(looks.chunks_exact(one_look)) {
            for (weight, value) in row.iter_mut().zip(look.as_chunks::<4>().0) {
                *weight = f32::from_le_bytes(*value);
            }
        }
        let vocabulary = Vocabulary::new(vocabulary);
        Some(Self { phrases: Phrases::new(&vocabulary), vocabulary, weights, scales, around })
    }

    /// Log-odds of every unit.
    pub fn score(&self, features: &Features) -> Vec<Scores> {
        let alone: Vec<Scores> = (0..features.len()).map(|unit| self.score_unit(features, unit)).collect();
        let overview = Overview::of(features, &alone);
        let look = |unit: usize, kind: usize| {
            let measures = overview.look(unit, kind);
            let sum: f32 =
                measures.iter().zip(&self.around[kind]).map(|(value, weight)| value * weight).sum();
            sum.clamp(-MOST, MOST)
        };
        (0..features.len()).map(|unit| std::array::from_fn(|kind| look(unit, kind))).collect()
    }

    fn score_unit(&self, features: &Features, unit: usize) -> Scores {
        let mut sums = [0.0f32; 4];
        features.visit(unit, |feature, value| {
            let row = self.weights[feature];
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += f32::from(weight) * value;
            }
        });
        std::array::from_fn(|kind| (sums[kind] * self.scales[kind]).clamp(-MOST, MOST))
    }

    /// The strongest reasons for a score, best first, in plain words; may be empty.
    pub fn explain(&self, features: &Features, unit: usize, kind: usize) -> Vec<String> {
        let mut groups = [0.0f32; REASON_GROUPS];
        features.visit(unit, |feature, value| {
            groups[reason_group(feature)] +=
                f32::from(self.weights[feature][kind]) * value * self.scales[kind];
        });
        let mut order: Vec<usize> =
            (0..REASON_GROUPS).filter(|&group| groups[group] >= LEAST_REASON).collect();
        order.sort_by(|&a, &b| groups[b].total_cmp(&groups[a]).then(a.cmp(&b)));
        let mut reasons: Vec<String> = Vec::new();
        for reason in order.into_iter().filter_map(reason_text) {
            if reasons.len() < REASONS && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }
}

/// Weights as bytes: for each kind a scale (four bytes) and [`FEATURE_COUNT`] whole numbers of two bytes, all
/// little-endian; a weight is its number times the scale. Then for each kind the weights of the second look (four bytes).
pub fn encode_weights(
    kinds: &[Vec<f32>; SCORED_KINDS.len()],
    around: &[Surroundings; SCORED_KINDS.len()],
) -> Vec<u8> {
    let mut bytes = Vec::new();
    for weights in kinds {
        let largest = weights.iter().fold(0.0f32, |most, weight| most.max(weight.abs()));
        let scale = if largest > 0.0 { largest / f32::from(i16::MAX) } else { 1.0 };
        bytes.extend(scale.to_le_bytes());
        for weight in weights.iter().take(FEATURE_COUNT) {
            bytes.extend(((weight / scale).round() as i16).to_le_bytes());
        }
    }
    bytes.extend(around.iter().flatten().flat_map(|weight| weight.to_le_bytes()));
    bytes
}

/// Reasons: a signal in the unit, before it, after it; the wording; the place; who speaks; the subject; the form.
const REASON_GROUPS: usize = 3 * SIGNAL_COUNT + 6;
const WORDING: usize = 3 * SIGNAL_COUNT;

/// The group a feature belongs to.
fn reason_group(feature: usize) -> usize {
    match feature {
        0..HASHED => WORDING,
        MEASURES..SIGNALS_OWN => match feature - MEASURES {
            1..=11 | 27 | 28 | 30 | 32 => WORDING + 1,
            19 | 20 => WORDING + 2,
            22..=24 => WORDING + 3,
            21 => WORDING + 4,
            _ => WORDING + 5,
        },
        SIGNALS_OWN..SIGNALS_NEAR => feature - SIGNALS_OWN,
        SIGNALS_NEAR..SIGNAL_PAIRS => {
            let near = feature - SIGNALS_NEAR;
            let is_after = near / SIGNAL_COUNT % 2 == 1;
            (1 + usize::from(is_after)) * SIGNAL_COUNT + near % SIGNAL_COUNT
        }
        _ => (feature - SIGNAL_PAIRS) / SIGNAL_COUNT,
    }
}

fn reason_text(group: usize) -> Option<String> {
    let says = |index: usize| SIGNALS[index % SIGNAL_COUNT].says;
    Some(match group.checked_sub(WORDING) {
        None if group < SIGNAL_COUNT => says(group).to_owned(),
        None if group < 2 * SIGNAL_COUNT => format!("just before: {}", says(group)),
        None => format!("just after: {}", says(group)),
        Some(0) => "worded like one".to_owned(),
        Some(1) => "stands where such things are said".to_owned(),
        Some(2) => "said by a leading voice".to_owned(),
        Some(3) => "about what the meeting is about".to_owned(),
        Some(4) => "is a question".to_owned(),
        Some(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::features::samples::turns;
    use crate::model::units::Units;

    #[test]
    fn weights_survive_writing_and_reading() {
        let mut kinds = [vec![0.0; FEATURE_COUNT], vec![0.0; FEATURE_COUNT], vec![0.0; FEATURE_COUNT]];
        kinds[0][MEASURES] = 2.0;
        kinds[1][MEASURES] = -0.5;
        kinds[1][SIGNALS_OWN] = 1.5;
        let mut around = [[0.0; SURROUNDING_COUNT]; 3];
        around.iter_mut().for_each(|row| row[1] = 1.0);
        let scorer = Scorer::new("will\ni\n", &encode_weights(&kinds, &around)).expect("fits");
        let document = turns(&[("Ann", "I will send it.")]);
        let units = Units::of(&document);
        let features = Features::of(&document, &units, &scorer.vocabulary, &scorer.phrases);
        let scores = scorer.score(&features);
        assert!((scores[0][0] - 2.0).abs() < 1e-3 && (scores[0][1] - 1.0).abs() < 1e-3, "{scores:?}");
        assert_eq!(scores[0][2], 0.0);
        assert_eq!(scorer.explain(&features, 0, 1), ["the speaker takes something on"]);
        assert!(Scorer::new("", b"short").is_none());
    }
}
