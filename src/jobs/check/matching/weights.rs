//! Learned weights, written by `cargo run --release --example train_check`. The last of each list is added as it is.
//! Learned from ContractNLI (see the NOTICE beside this file).

use super::judge::{MENTION_COUNT, STANCE_COUNT};
use super::pair::PAIR_COUNT;

/// Whether a passage is what a requirement is about.
pub(super) const RELEVANCE: [f32; PAIR_COUNT + 1] = [
    -0.32649237,
    -0.5473212,
    1.2219856,
    0.49702188,
    -0.96075773,
    2.744072,
    -9.674552,
    -0.29990375,
    1.677006,
    -1.7466146,
    0.2337891,
    4.895333,
    0.11694392,
    -4.082611,
    1.8586904,
    1.9810694,
    0.9897825,
    5.9584203,
    0.49464315,
    -1.251335,
    -4.4690003,
];

/// Whether a document speaks of a requirement.
pub(super) const MENTION: [f32; MENTION_COUNT + 1] = [
    0.18708454,
    0.013741094,
    -0.15207157,
    0.5483002,
    1.1929114,
    1.9442308,
    0.0006198521,
    0.48248518,
    -1.0387789,
    0.3557171,
    0.62301284,
    0.30363196,
    -0.034156393,
    1.0860573,
    0.7316759,
    1.2408042,
    -2.1638875,
    -0.63941586,
    -3.7206678,
];

/// Whether a document that speaks of it says the opposite.
pub(super) const CONTRADICTION: [f32; STANCE_COUNT + 1] = [
    -1.421789,
    3.3640456,
    2.3008049,
    0.42041218,
    1.26972,
    -0.30953574,
    -0.090030156,
    0.73389566,
    0.09090293,
    -2.7441335,
    -1.8689392,
    2.5288224,
    -0.9426254,
    -4.6589313,
    -1.5567669,
];
