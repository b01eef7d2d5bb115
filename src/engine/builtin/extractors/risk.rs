//! Risks and blockers: what may go wrong or stands in the way, in words that say so.

use super::draft;
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::select::Candidate;
use crate::engine::builtin::statement::plain_sentence;
use crate::model::draft::Draft;
use crate::model::finding::FindingKind;

/// One draft for each unit that speaks of a risk.
pub(super) fn extract(talk: &Talk, _candidates: &[Candidate], drafts: &mut Vec<(usize, Draft)>) {
    const SIGNS: [(Cue, f32); 3] = [(Cue::Risk, 0.6), (Cue::Blocker, 0.45), (Cue::Worry, 0.35)];
    for unit in 0..talk.count() {
        let score: f32 = SIGNS.iter().filter(|(cue, _)| talk.has(unit, *cue)).map(|(_, score)| score).sum();
        if score < 0.6 || talk.substance(unit) < 2 || talk.has_any(unit, Cue::Unreal.bit() | Cue::SmallTalk.bit()) {
            continue;
        }
        let heard = talk.hear(unit);
        let hit = SIGNS.iter().find_map(|(cue, _)| heard.first(*cue));
        let statement = plain_sentence(&talk.document.text, &heard.said, hit.map_or(0, |hit| hit.from), talk.is_marked_question(unit));
        let why = hit.map_or_else(String::new, |hit| format!("\"{}\"", hit.phrase));
        drafts.push((unit, draft(talk, FindingKind::Risk, unit, &[unit], statement, score, why)));
    }
}
