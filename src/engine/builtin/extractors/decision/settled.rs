//! What was settled: the sentence that tells it, found from the one that says that something was settled.

use super::DECIDES;
use crate::engine::builtin::cues::{Cue, find_all};
use crate::engine::builtin::listen::{Heard, Talk};
use crate::engine::builtin::select::Candidate;
use crate::engine::builtin::settling::{corrects_number, may_correct};
use crate::engine::builtin::spoken::{Pause, among, h};
use crate::engine::builtin::statement::{LONGEST_STATEMENT, begins_clause, is_lead};

/// How far back what was settled may stand, in units.
const BACK: usize = 12;
/// A sentence with fewer words of its own says only that something was settled.
const LEAST_SUBSTANCE: usize = 2;

/// The unit that says what was decided: the core itself, or for "so that's decided" what stands before it.
pub(super) fn what_was_settled(talk: &Talk, candidate: &Candidate) -> usize {
    let core = candidate.core;
    let says_something =
        |unit: usize| talk.substance(unit) >= LEAST_SUBSTANCE && !talk.is_marked_question(unit);
    if let Some(announced) = announced(talk, core) {
        return announced;
    }
    // Of several sentences the one that decides is shown.
    if !talk.has_any(core, Cue::Decide.bit() | Cue::Settled.bit() | Cue::Propose.bit())
        && let Some(better) =
            candidate.units.iter().copied().find(|&unit| {
                talk.has(unit, Cue::Decide) && says_something(unit) && unit.abs_diff(core) <= BACK
            })
    {
        return better;
    }
    let points_back = (talk.has(core, Cue::Settled) && talk.substance(core) < 4)
        || (may_correct(talk, core) && corrects_number(talk, &talk.hear(core)));
    if says_something(core) && !points_back {
        return core;
    }
    let inside = candidate.units.iter().copied().filter(|&unit| unit < core);
    let before = (core.saturating_sub(BACK)..core).chain(inside);
    let is_told = |unit: usize| {
        talk.substance(unit) >= LEAST_SUBSTANCE
            && !is_bare_condition(&talk.hear(unit))
            && (!talk.has(unit, Cue::Commit) || talk.has_any(unit, DECIDES))
    };
    let wanted = Cue::Decide.bit() | Cue::Propose.bit() | Cue::Tentative.bit();
    before
        .filter(|&unit| is_told(unit))
        .max_by_key(|&unit| {
            (
                !talk.is_marked_question(unit),
                talk.unit(unit).block == talk.unit(core).block,
                talk.has_any(unit, wanted),
                talk.has(unit, Cue::Decide),
                talk.substance(unit).min(6),
                unit,
            )
        })
        .unwrap_or(core)
}

/// "So we're changing it. We lease twenty.": the sentence behind one that only says that something changes.
fn announced(talk: &Talk, core: usize) -> Option<usize> {
    const CHANGES: [&str; 6] =
        ["we're changing it", "let's swap", "swap it", "scrap that", "on second thoughts", "change it to"];
    let changes =
        || talk.hear(core).hits.iter().any(|hit| hit.cue == Cue::Replace && CHANGES.contains(&hit.phrase));
    let next = core + 1;
    let goes_on = next < talk.count() && talk.unit(next).block == talk.unit(core).block;
    let says_what = || talk.substance(next) >= LEAST_SUBSTANCE && !talk.is_marked_question(next);
    (goes_on && talk.substance(core) < LEAST_SUBSTANCE && changes() && says_what()).then_some(next)
}

/// A core that says little ("Sixth of July, same date.") is heard with the sentence before it in the same turn; one
/// that was announced ("We're changing it. We don't order them.") with the sentence behind it.
pub(super) fn with_sentence_beside(talk: &Talk, announcement: usize, core: usize) -> (usize, Heard) {
    let heard = talk.hear(core);
    let is_announced = announcement < core;
    let beside = if is_announced { core + 1 } else { core.wrapping_sub(1) };
    let is_near = beside < talk.count() && talk.unit(beside).block == talk.unit(core).block;
    let says_little = || talk.substance(core) < 4 && heard.said.len() <= 8;
    if !is_near
        || !says_little()
        || talk.substance(beside) < LEAST_SUBSTANCE
        || talk.is_marked_question(beside)
    {
        return (core, heard);
    }
    let other = talk.hear(beside);
    if other.said.len() + heard.said.len() > LONGEST_STATEMENT {
        return (core, heard);
    }
    let (mut first, second) = if is_announced { (heard, other) } else { (other, heard) };
    if let Some(last) = first.said.last_mut() {
        last.pause = Pause::Comma;
    }
    first.said.extend(second.said);
    (beside, Heard { hits: find_all(&first.said), said: first.said })
}

/// "If it's only nineteen devices": a condition without what follows from it.
pub(super) fn is_bare_condition(heard: &Heard) -> bool {
    const CONDITIONS: [u64; 4] = [h("if"), h("unless"), h("provided"), h("when")];
    let first = heard.said.iter().position(|word| !is_lead(word.hash)).unwrap_or(0);
    let is_as_long_as = heard.hash(first) == h("as") && heard.hash(first + 1) == h("long");
    let begins = is_as_long_as || among(heard.hash(first), &CONDITIONS);
    // What follows has its own subject after a pause, or begins with "then".
    let follows = heard.said.windows(2).skip(first).any(|pair| {
        pair[1].hash == h("then") || (pair[0].pause > Pause::None && begins_clause(pair[1].hash))
    });
    begins && !follows
}
