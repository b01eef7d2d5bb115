//! Learned weights, written by `cargo run --release --example train_check`. The last of each list is added as it is.
//! Learned from ContractNLI (see the NOTICE beside this file).

use super::judge::{MENTION_COUNT, STANCE_COUNT};
use super::pair::PAIR_COUNT;

/// Whether a passage is what a requirement is about.
pub(super) const RELEVANCE: [f32; PAIR_COUNT + 1] = [
    -1.613776,
    0.32877177,
    1.0356734,
    0.8454178,
    -0.92869157,
    2.3561206,
    -8.88916,
    -0.14774369,
    2.4458869,
    -1.4732729,
    0.1875098,
    3.56691,
    0.0,
    0.0,
    1.7880368,
    2.0117643,
    0.65354955,
    5.740248,
    0.0877048,
    -1.3254007,
    -4.182761,
];

/// Whether a document speaks of a requirement.
pub(super) const MENTION: [f32; MENTION_COUNT + 1] = [
    0.25142357,
    0.0029575618,
    -0.18328586,
    0.555709,
    0.98875046,
    0.80442053,
    -0.14537074,
    0.4814052,
    -0.73429203,
    -0.16845274,
    1.4813215,
    2.1133187,
    0.16664793,
    0.78457266,
    0.8221563,
    0.9685614,
    -3.5940266,
];

/// Whether a document that speaks of it says the opposite.
pub(super) const CONTRADICTION: [f32; STANCE_COUNT + 1] = [
    -1.3049197, 3.2975352, 2.7109792, 0.6320475, 1.3133374, -0.7082216, 0.18604337, 0.95718247, 0.7704755,
    -2.5377433, -3.0971684, 1.7825775, -1.5774333, -5.192854, -1.1669954,
];
