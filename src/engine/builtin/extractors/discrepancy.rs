//! x
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::select::Candidate;
use crate::model::draft::Draft;

/// x
pub(super) fn extract(_talk: &Talk, _candidates: &[Candidate], _drafts: &mut Vec<(usize, Draft)>) {}
