//! Learned weights. Not measured yet.

use super::judge::{MENTION_COUNT, STANCE_COUNT};
use super::pair::PAIR_COUNT;

pub(super) const RELEVANCE: [f32; PAIR_COUNT + 1] = [0.0; PAIR_COUNT + 1];
pub(super) const MENTION: [f32; MENTION_COUNT + 1] = [0.0; MENTION_COUNT + 1];
pub(super) const CONTRADICTION: [f32; STANCE_COUNT + 1] = [0.0; STANCE_COUNT + 1];
