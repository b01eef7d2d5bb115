//! Learned weights, written by `cargo run --release --example train_check`. The last of each list is added as it is.
//! Learned from ContractNLI (see the NOTICE beside this file).

use super::judge::{MENTION_COUNT, STANCE_COUNT};
use super::pair::PAIR_COUNT;

/// Whether a passage is what a requirement is about.
pub(super) const RELEVANCE: [f32; PAIR_COUNT + 1] = [
    -2.1989665,
    -2.083075,
    0.7408992,
    -0.10854387,
    -0.36948156,
    2.3594654,
    -8.864405,
    0.90958244,
    1.5790257,
    -0.21049994,
    0.15173946,
    5.1911483,
    -0.64224494,
    -2.8489914,
    1.120005,
    1.8937634,
    1.7414719,
    7.4943304,
    1.0307801,
    -1.0741292,
    2.0293512,
    -0.017997487,
    -0.5132163,
    -5.846507,
];

/// Whether a document speaks of a requirement.
pub(super) const MENTION: [f32; MENTION_COUNT + 1] = [
    0.06464901,
    0.039680928,
    0.015151076,
    0.29090655,
    1.9676976,
    1.8469962,
    0.038118698,
    -0.70794684,
    -1.4549226,
    -0.3897088,
    0.46376494,
    -0.38639325,
    0.4799432,
    1.3069679,
    1.2156254,
    -5.489494,
    1.3578416,
    0.6756582,
    -0.6611581,
    -0.5825344,
    -0.47173804,
    -0.11669845,
    -1.1150867,
    -0.44255358,
    0.12430816,
    -0.8468589,
];

/// Whether a document that speaks of it says the opposite.
pub(super) const CONTRADICTION: [f32; STANCE_COUNT + 1] = [
    -0.70982623,
    2.8344376,
    1.3348973,
    0.45253634,
    2.5499804,
    -0.03362789,
    0.07479031,
    1.0224824,
    -1.6273599,
    -2.279438,
    -3.8536544,
    0.74913967,
    -0.0052677467,
    -2.0132618,
    -1.2806647,
];
