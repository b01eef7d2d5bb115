//! Learned weights, written by `cargo run --release --example train_check`. The last of each list is added as it is.
//! Learned from ContractNLI (see the NOTICE beside this file).

use super::judge::{MENTION_COUNT, STANCE_COUNT};
use super::pair::PAIR_COUNT;

/// Whether a passage is what a requirement is about.
pub(super) const RELEVANCE: [f32; PAIR_COUNT + 1] = [
    -0.8834003,
    -0.7262915,
    0.99671614,
    0.5844212,
    -1.1781647,
    2.6078405,
    -10.832315,
    -0.03740587,
    3.0588272,
    -1.980336,
    0.14140235,
    4.6879067,
    -0.012753614,
    -4.088543,
    2.0492408,
    1.9770969,
    1.4613135,
    6.9321556,
    0.4305003,
    -1.3810396,
    -4.3389244,
];

/// Whether a document speaks of a requirement.
pub(super) const MENTION: [f32; MENTION_COUNT + 1] = [
    0.15406658,
    -0.032461017,
    -0.061036136,
    0.30430955,
    1.4009653,
    1.1651974,
    0.14195424,
    0.60525423,
    -0.9615114,
    0.07426201,
    1.278683,
    0.62674505,
    -0.015983105,
    0.48300284,
    0.86320966,
    1.4921011,
    -2.5575764,
    -1.6166229,
    -3.4899793,
];

/// Whether a document that speaks of it says the opposite.
pub(super) const CONTRADICTION: [f32; STANCE_COUNT + 1] = [
    -0.846158,
    2.7876418,
    1.9531012,
    0.040354166,
    1.6528059,
    0.06526913,
    -0.3409439,
    1.1636515,
    -0.3358861,
    -2.5859509,
    -2.3861837,
    1.628977,
    0.2826146,
    -5.7548137,
    -1.5378447,
];
