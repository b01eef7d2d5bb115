//! Learned weights, written by `cargo run --release --example train_check`. The last of each list is added as it is.
//! Learned from ContractNLI (see the NOTICE beside this file).

use super::judge::{MENTION_COUNT, STANCE_COUNT};
use super::pair::PAIR_COUNT;

/// Whether a passage is what a requirement is about.
pub(super) const RELEVANCE: [f32; PAIR_COUNT + 1] = [
    -1.3016768,
    0.13293587,
    1.0201194,
    0.8395877,
    -0.95958495,
    2.533473,
    -8.782276,
    -0.09425117,
    2.2691147,
    -1.3978691,
    0.17034161,
    3.5518854,
    0.46406963,
    -2.5144162,
    1.7160935,
    1.9064857,
    0.8154364,
    5.612795,
    0.110587016,
    -1.230004,
    -4.3219676,
];

/// Whether a document speaks of a requirement.
pub(super) const MENTION: [f32; MENTION_COUNT + 1] = [
    0.4137228,
    0.18229039,
    -0.23862667,
    0.27687708,
    0.5528207,
    0.6960883,
    -0.11499121,
    0.01663935,
    -0.30795506,
    -1.0647664,
    2.4494536,
    0.9742745,
    2.0712895,
    0.28010476,
    0.6966386,
    1.1569235,
    -0.6393841,
    -0.14998761,
    1.3626009,
    0.40808502,
    -3.7876563,
];

/// Whether a document that speaks of it says the opposite.
pub(super) const CONTRADICTION: [f32; STANCE_COUNT + 1] = [
    -2.2652915,
    0.88932663,
    1.3844596,
    1.0110619,
    -0.23259449,
    0.36790854,
    0.5718422,
    0.74232936,
    0.46202734,
    0.22456542,
    -1.31294,
    2.7734249,
    -2.6688926,
    -5.7052517,
    -1.1073774,
];
