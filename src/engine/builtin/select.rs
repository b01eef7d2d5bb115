//! Which units carry a decision, an action or a question: candidates from cue phrases.

use super::cues::Cue;
use super::listen::Talk;
use crate::model::finding::FindingKind;

/// A place that may hold a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// What it may be.
    pub kind: FindingKind,
    /// The unit that says it.
    pub core: usize,
    /// The units it rests on, the core included, by rising index.
    pub units: Vec<usize>,
    /// How sure, 0 to 1, comparable within a kind.
    pub score: f32,
    /// Why, in one line.
    pub why: String,
}

/// Candidates of all kinds, in order of their core.
pub(super) fn select(talk: &Talk) -> Vec<Candidate> {
    let mut found = Vec::new();
    for unit in 0..talk.count() {
        if talk.substance(unit) < 2 && !talk.has(unit, Cue::Settled) {
            continue;
        }
        let small = talk.has_any(unit, Cue::SmallTalk.bit() | Cue::Unreal.bit());
        let asks = talk.is_marked_question(unit);
        let add = |found: &mut Vec<Candidate>, kind, score: f32, why: &str| {
            if score >= 0.45 {
                found.push(Candidate { kind, core: unit, units: vec![unit], score, why: why.to_owned() });
            }
        };
        let follow = (unit + 1..(unit + 4).min(talk.count()))
            .filter(|&next| talk.has(next, Cue::Accept) && talk.other_speaker(unit, next) == Some(true))
            .count();
        let mut decided = 0.0;
        if talk.has(unit, Cue::Decide) {
            decided += 0.4;
        }
        if talk.has(unit, Cue::Settled) {
            decided += 0.5;
        }
        if talk.has(unit, Cue::Propose) && follow > 0 {
            decided += 0.1;
        }
        decided += 0.1 * follow.min(2) as f32;
        if small || asks || talk.has(unit, Cue::Undecided) {
            decided -= 0.4;
        }
        add(&mut found, FindingKind::Decision, decided, "words of a decision");
        let mut action: f32 = 0.0;
        if talk.has(unit, Cue::Commit) {
            action += 0.5;
        }
        if talk.has(unit, Cue::Request) {
            action += 0.3;
        }
        if talk.has(unit, Cue::Nobody) {
            action += 0.45;
        }
        if small {
            action -= 0.4;
        }
        add(&mut found, FindingKind::ActionItem, action, "words of a promise or request");
        if asks && !small {
            add(&mut found, FindingKind::OpenQuestion, 0.5, "a question");
        }
    }
    found
}
