//! Risks and blockers: what may go wrong or stands in the way, in words that say so.

use super::draft;
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::{Heard, Talk};
use crate::engine::builtin::select::Candidate;
use crate::engine::builtin::spoken::{Pause, among, h};
use crate::engine::builtin::statement::plain_sentence;
use crate::model::draft::Draft;
use crate::model::finding::FindingKind;

/// Fewer words cannot be understood out of their place.
const LEAST_WORDS: usize = 5;

/// Whether the only sign is a condition: "if they don't".
fn only_if(heard: &Heard) -> bool {
    let mut signs = heard.hits.iter().filter(|hit| matches!(hit.cue, Cue::Risk | Cue::Blocker | Cue::Worry));
    signs.all(|hit| hit.phrase.starts_with("if *"))
}

/// Whether the sentence says what goes wrong then.
fn names_harm(heard: &Heard) -> bool {
    const HARM: [u64; 26] = [
        h("can't"),
        h("cannot"),
        h("won't"),
        h("lose"),
        h("losing"),
        h("late"),
        h("fail"),
        h("fails"),
        h("delay"),
        h("delayed"),
        h("miss"),
        h("no"),
        h("nobody"),
        h("never"),
        h("stop"),
        h("stuck"),
        h("trouble"),
        h("cost"),
        h("costs"),
        h("break"),
        h("breaks"),
        h("slip"),
        h("worse"),
        h("dead"),
        h("wrong"),
        h("forever"),
    ];
    heard.said.iter().any(|word| among(word.hash, &HARM))
}

/// Whether every risk in the sentence is a list of risks: "why is that not on the risk register".
fn is_of_the_list(heard: &Heard) -> bool {
    const LISTS: [u64; 7] =
        [h("register"), h("assessment"), h("assessments"), h("management"), h("log"), h("list"), h("matrix")];
    let mut signs = heard.hits.iter().filter(|hit| matches!(hit.cue, Cue::Risk | Cue::Blocker | Cue::Worry));
    signs.all(|hit| among(heard.hash(hit.to), &LISTS))
}

/// "That is the biggest risk on the whole thing": points at what was said and does not tell it.
fn says_only_that(talk: &Talk, unit: usize, heard: &Heard) -> bool {
    const POINTS: [u64; 6] = [h("that's"), h("that"), h("this"), h("it's"), h("it"), h("which")];
    let Some(hit) = heard.first(Cue::Risk).filter(|hit| hit.phrase.starts_with("risk")) else { return false };
    let start = (0..hit.from).rev().find(|&at| at == 0 || heard.said[at - 1].pause > Pause::None);
    let points = start.is_some_and(|start| (start..hit.from).any(|at| among(heard.hash(at), &POINTS)));
    // "It's a real risk that we get refunds" tells it behind the word.
    let tells = among(heard.hash(hit.to), &[h("that"), h("of"), h("if"), h("to"), h("is")]);
    points && !tells && talk.substance(unit) <= 3
}

/// One draft for each unit that speaks of a risk.
pub(super) fn extract(talk: &Talk, _candidates: &[Candidate], drafts: &mut Vec<(usize, Draft)>) {
    const SIGNS: [(Cue, f32); 3] = [(Cue::Risk, 0.6), (Cue::Blocker, 0.45), (Cue::Worry, 0.35)];
    for unit in 0..talk.count() {
        let score: f32 = SIGNS.iter().filter(|(cue, _)| talk.has(unit, *cue)).map(|(_, score)| score).sum();
        if score < 0.6
            || talk.substance(unit) < 2
            || talk.has_any(unit, Cue::Unreal.bit() | Cue::SmallTalk.bit())
        {
            continue;
        }
        let heard = talk.hear(unit);
        if heard.said.len() < LEAST_WORDS
            || (only_if(&heard) && !names_harm(&heard))
            || is_of_the_list(&heard)
            || says_only_that(talk, unit, &heard)
        {
            continue;
        }
        let hit = SIGNS.iter().find_map(|(cue, _)| heard.first(*cue));
        let statement = plain_sentence(
            &talk.document.text,
            &heard.said,
            hit.map_or(0, |hit| hit.from),
            talk.is_marked_question(unit),
        );
        let why = hit.map_or_else(String::new, |hit| format!("\"{}\"", hit.phrase));
        drafts.push((unit, draft(talk, FindingKind::Risk, unit, &[unit], statement, score, why)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::testing;
    use crate::model::people::People;
    use crate::model::units::Units;

    #[test]
    fn a_risk_is_told_and_not_only_named() {
        let cases = [
            ("The biggest risk is that the van breaks down in the rain.", true),
            ("It's a real risk that we get a pile of refunds.", true),
            ("If the lab doesn't answer we can't ship the crates.", true),
            ("Sorry, why is that not on the risk register for the crates.", false),
            ("No I know, that is the biggest risk on the whole thing.", false),
        ];
        for (said, expected) in cases {
            let document = testing::talk(said);
            let (units, people) = (Units::of(&document), People::default());
            let mut drafts = Vec::new();
            extract(&Talk::of(&document, &units, &people), &[], &mut drafts);
            assert_eq!(!drafts.is_empty(), expected, "{said}");
        }
    }
}
