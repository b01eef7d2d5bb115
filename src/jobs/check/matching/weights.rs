//! Learned weights, written by `cargo run --release --example train_check`. The last of each list is added as it is.
//! Learned from ContractNLI (see the NOTICE beside this file).

use super::judge::{MENTION_COUNT, STANCE_COUNT};
use super::pair::PAIR_COUNT;

/// Whether a passage is what a requirement is about.
pub(super) const RELEVANCE: [f32; PAIR_COUNT + 1] = [
    -2.3185878,
    -2.0873306,
    0.7500171,
    -0.13837604,
    -0.37654048,
    2.349121,
    -8.740145,
    0.9138147,
    1.5591433,
    -0.20982668,
    0.14829946,
    5.114332,
    -0.61131126,
    -2.5369105,
    1.1237377,
    1.8876318,
    1.6656916,
    7.5986276,
    1.01515,
    -1.0936251,
    2.0308774,
    -0.023570366,
    -0.52177715,
    -5.7810874,
];

/// Whether a document speaks of a requirement.
pub(super) const MENTION: [f32; MENTION_COUNT + 1] = [
    0.01591733,
    0.07310676,
    0.011652786,
    0.092676364,
    2.4814281,
    1.912409,
    0.014069427,
    -0.7742155,
    -1.7598177,
    -0.24217469,
    0.79367006,
    -0.4493651,
    0.59896785,
    1.5187223,
    1.2722423,
    -6.0694156,
    0.025504256,
    0.481742,
    -0.73953533,
    -0.5898154,
    -0.5007227,
    -0.054681428,
    -1.0348494,
    -0.39589718,
    0.16144632,
    -1.0274365,
];

/// Whether a document that speaks of it says the opposite.
pub(super) const CONTRADICTION: [f32; STANCE_COUNT + 1] = [
    -0.6307072,
    2.8846402,
    1.4074506,
    0.40000445,
    2.5211282,
    -0.10698763,
    0.034297656,
    0.99571884,
    -1.6522616,
    -2.3065255,
    -3.864326,
    0.7185756,
    0.071873285,
    -2.046719,
    -1.2752918,
];
