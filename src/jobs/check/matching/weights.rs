//! Learned weights, written by `cargo run --release --example train_check`. The last of each list is added as it is.
//! Learned from ContractNLI (see the NOTICE beside this file).

use super::judge::{MENTION_COUNT, STANCE_COUNT};
use super::pair::PAIR_COUNT;

/// Whether a passage is what a requirement is about.
pub(super) const RELEVANCE: [f32; PAIR_COUNT + 1] = [
    -0.9756309,
    -0.12510067,
    1.0901655,
    0.6621083,
    -1.0081469,
    2.6928232,
    -10.047727,
    -0.12876424,
    1.7909294,
    -1.6390481,
    0.3032853,
    4.6265087,
    0.034817886,
    -4.0591607,
    1.8344387,
    2.02282,
    1.026334,
    6.5420623,
    0.26040244,
    -1.2195444,
    -4.4169965,
];

/// Whether a document speaks of a requirement.
pub(super) const MENTION: [f32; MENTION_COUNT + 1] = [
    0.17429703,
    0.077417634,
    -0.236041,
    0.29911235,
    1.1186711,
    1.9248844,
    -0.10756497,
    0.412449,
    -0.7984218,
    0.2986334,
    1.5194118,
    0.1121673,
    -0.051885772,
    1.1012994,
    1.0427325,
    1.2849432,
    -2.377232,
    -0.33788598,
    -3.7333739,
];

/// Whether a document that speaks of it says the opposite.
pub(super) const CONTRADICTION: [f32; STANCE_COUNT + 1] = [
    -1.4773067,
    3.046008,
    1.3991139,
    0.3000102,
    1.4597185,
    0.6367401,
    -0.21091095,
    0.43101865,
    0.13456789,
    -3.8221905,
    -2.7680824,
    4.675862,
    -1.834215,
    -7.131632,
    -1.2600083,
];
