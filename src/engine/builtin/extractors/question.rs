//! Open questions: asked, and not answered in what follows, or put off in so many words.

use super::draft;
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::select::Candidate;
use crate::engine::builtin::statement::plain_sentence;
use crate::model::draft::Draft;
use crate::model::finding::{FindingKind, Status};

/// One draft for each candidate that stays open.
pub(super) fn extract(talk: &Talk, candidates: &[Candidate], drafts: &mut Vec<(usize, Draft)>) {
    for candidate in candidates.iter().filter(|candidate| candidate.kind == FindingKind::OpenQuestion) {
        let heard = talk.hear(candidate.core);
        let statement =
            plain_sentence(&talk.document.text, &heard.said, 0, talk.is_marked_question(candidate.core));
        let mut found = draft(
            talk,
            FindingKind::OpenQuestion,
            candidate.core,
            &candidate.units,
            statement,
            candidate.score,
            candidate.why.clone(),
        );
        found.status = Some(if candidate.units.iter().any(|&unit| talk.has(unit, Cue::Defer)) {
            Status::Deferred
        } else {
            Status::Open
        });
        drafts.push((candidate.core, found));
    }
}
