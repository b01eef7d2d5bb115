//! Open questions: asked and not answered in what follows, or put off in so many words. What comes next is read event
//! by event until one settles the matter; a question of "who", "when" or "how many" is only answered in kind.

mod form;
mod outcome;

pub(in crate::engine::builtin) use form::may_begin_question;

use super::draft;
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::{Heard, Talk};
use crate::engine::builtin::select::Candidate;
use crate::engine::builtin::spoken::{among, h};
use crate::engine::builtin::statement::plain_sentence;
use crate::model::draft::Draft;
use crate::model::finding::{FindingKind, Status};
use form::{Wants, asking_word, asks_by_form, is_rhetorical, may_ask, wanted};
use outcome::{Outcome, outcome};

/// A scored unit this near, in units, speaks of the same question.
const NEAR: usize = 3;
/// A question with fewer words of its own cannot be understood out of its place.
const LEAST_SUBSTANCE: usize = 2;

/// One draft for each question that stays open.
pub(super) fn extract(talk: &Talk, candidates: &[Candidate], drafts: &mut Vec<(usize, Draft)>) {
    let from = drafts.len();
    let mut last_open: Option<usize> = None;
    let scored: Vec<&Candidate> =
        candidates.iter().filter(|candidate| candidate.kind == FindingKind::OpenQuestion).collect();
    for unit in 0..talk.count() {
        if !talk.is_speech(unit) {
            continue;
        }
        let is_marked = talk.is_marked_question(unit);
        if !is_marked && !may_ask(talk, unit) && !talk.has(unit, Cue::Unknown) {
            continue;
        }
        let heard = talk.hear(unit);
        let asks = is_marked || asks_by_form(&heard);
        let Some((score, outcome, reason)) = judge(talk, unit, &heard, asks) else { continue };
        // The next words of an open question often ask it again.
        if last_open.is_some_and(|last| unit - last <= 3) {
            continue;
        }
        let at = scored.partition_point(|candidate| candidate.core + NEAR < unit);
        let backing = scored.get(at).filter(|candidate| candidate.core.abs_diff(unit) <= NEAR);
        // Silence alone is a weak sign: most questions are answered in ways no rule sees. "Who" and "when" are not.
        let is_concrete = matches!(wanted(&heard), Wants::Person | Wants::Time);
        if outcome == Outcome::Silence && backing.is_none() && !is_concrete {
            continue;
        }
        last_open = Some(unit);
        let mut units = vec![unit];
        units.extend(backing.iter().flat_map(|candidate| &candidate.units));
        if let Outcome::Deferred(later) | Outcome::Unknown(later) = outcome {
            units.push(later);
        }
        units.sort_unstable();
        units.dedup();
        let statement = plain_sentence(&talk.document.text, &heard.said, asking_word(&heard), asks);
        let score = score + backing.map_or(0.0, |candidate| candidate.share() * 0.2);
        let mut found = draft(talk, FindingKind::OpenQuestion, unit, &units, statement, score, reason);
        found.status =
            Some(if matches!(outcome, Outcome::Deferred(_)) { Status::Deferred } else { Status::Open });
        drafts.push((unit, found));
    }
    let own: Vec<usize> = drafts[from..].iter().map(|(unit, _)| *unit).collect();
    for candidate in scored {
        let at = own.partition_point(|&unit| unit + 4 < candidate.core);
        if own.get(at).is_some_and(|unit| unit.abs_diff(candidate.core) <= 4) {
            continue;
        }
        drafts.extend(from_candidate(talk, candidate));
    }
}

/// A question that the scorer found: left out if a name, a time or a number answers it. A "yeah" may only mean "go on".
fn from_candidate(talk: &Talk, candidate: &Candidate) -> Option<(usize, Draft)> {
    let asks = |unit: usize| talk.is_marked_question(unit) || asks_by_form(&talk.hear(unit));
    let unit = [candidate.core]
        .into_iter()
        .chain(candidate.units.iter().copied())
        .find(|&unit| asks(unit) && talk.substance(unit) > 0);
    let unit = unit.unwrap_or(candidate.core);
    let heard = talk.hear(unit);
    let wants = wanted(&heard);
    let is_plain_answer = asks(unit)
        && matches!(wants, Wants::Person | Wants::Time | Wants::Number)
        && outcome(talk, unit, wants) == Outcome::Answered;
    if is_plain_answer || talk.has(unit, Cue::SmallTalk) || talk.substance(unit) == 0 {
        return None;
    }
    let statement = plain_sentence(&talk.document.text, &heard.said, asking_word(&heard), asks(unit));
    let mut units = candidate.units.clone();
    units.push(unit);
    units.sort_unstable();
    units.dedup();
    // A sentence that asks nothing and doubts nothing shows a problem at best.
    let doubts =
        asks(unit) || units.iter().any(|&unit| talk.has_any(unit, Cue::Unknown.bit() | Cue::Defer.bit()));
    let score = candidate.share() * if doubts { 1.0 } else { 0.5 };
    let mut found =
        draft(talk, FindingKind::OpenQuestion, unit, &units, statement, score, candidate.why.clone());
    let deferred = units.iter().any(|&unit| talk.has(unit, Cue::Defer));
    found.status = Some(if deferred { Status::Deferred } else { Status::Open });
    Some((candidate.core, found))
}

/// Score, outcome and reason of a question that stays open; `None` for any other.
fn judge(talk: &Talk, unit: usize, heard: &Heard, asks: bool) -> Option<(f32, Outcome, String)> {
    if talk.has_any(unit, Cue::SmallTalk.bit()) || is_rhetorical(heard) {
        return None;
    }
    let substance = talk.substance(unit);
    if !asks {
        return says_open(talk, unit, heard, substance);
    }
    let wants = wanted(heard);
    if substance < LEAST_SUBSTANCE && !(wants == Wants::Person && substance > 0) {
        return None;
    }
    let outcome = outcome(talk, unit, wants);
    let name = |at: usize| talk.speaker(at).map_or_else(String::new, |name| format!(" from {name}"));
    let phrase = |at: usize, cue| talk.hear(at).first(cue).map_or("", |hit| hit.phrase);
    match outcome {
        Outcome::Answered => None,
        Outcome::Deferred(at) => {
            Some((0.75, outcome, format!("asked, then \"{}\"{}", phrase(at, Cue::Defer), name(at))))
        }
        Outcome::Unknown(at) => {
            Some((0.65, outcome, format!("asked, then \"{}\"{}", phrase(at, Cue::Unknown), name(at))))
        }
        Outcome::Silence if substance >= 3 || wants == Wants::Person => {
            Some((0.4, outcome, "asked, and no answer follows".to_owned()))
        }
        Outcome::Silence => None,
    }
}

/// Statements that say something is open: "we still don't know who pays".
fn says_open(_talk: &Talk, unit: usize, heard: &Heard, substance: usize) -> Option<(f32, Outcome, String)> {
    const SAYS: [&str; 14] = [
        "we don't know",
        "nobody knows",
        "no one knows",
        "unclear",
        "not clear",
        "open question",
        "need to find out",
        "unresolved",
        "haven't decided",
        "still open",
        "remains to be seen",
        "never resolved",
        "open issue",
        "unanswered",
    ];
    const ASKERS: [u64; 9] =
        [h("who"), h("what"), h("when"), h("where"), h("which"), h("whether"), h("how"), h("if"), h("why")];
    let hit = heard.hits.iter().find(|hit| hit.cue == Cue::Unknown && SAYS.contains(&hit.phrase))?;
    let names_question = (hit.to..hit.to + 3).any(|at| among(heard.hash(at), &ASKERS))
        || matches!(hit.phrase, "open question" | "unresolved" | "still open" | "open issue");
    (names_question && substance >= LEAST_SUBSTANCE)
        .then(|| (0.6, Outcome::Unknown(unit), format!("\"{}\"", hit.phrase)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::testing::talk as lines;
    use crate::model::people::People;
    use crate::model::units::Units;

    fn open(text: &str) -> Vec<(String, Option<Status>)> {
        let document = lines(text);
        let units = Units::of(&document);
        let people = People::default();
        let talk = Talk::of(&document, &units, &people);
        let mut drafts = Vec::new();
        extract(&talk, &[], &mut drafts);
        drafts.into_iter().map(|(_, draft)| (draft.statement, draft.status)).collect()
    }

    #[test]
    fn only_unanswered_questions_stay_open() {
        let cases: &[(&str, &str, Option<Status>)] = &[
            ("answered", "Ann: How many crates did the museum order?\nTom: Ninety, I think.", None),
            ("yes", "Ann: Is the ceiling plaster dry now?\nTom: Yes.", None),
            (
                "not known",
                "Ann: How many crates did the museum order?\nTom: I don't know.",
                Some(Status::Open),
            ),
            (
                "put off",
                "Ann: Do we charge visitors for the brochure?\nTom: Let's park that, it's not for today.",
                Some(Status::Deferred),
            ),
            (
                "who, and no name",
                "Ann: Who signs the insurance form?\nTom: The form is on yellow paper anyway.\nTom: It smells.",
                Some(Status::Open),
            ),
            ("who, and a name", "Ann: Who signs the insurance form?\nTom: That's Ann.", None),
            ("small talk", "Ann: Can you hear me through the speaker thing?\nTom: dunno", None),
            ("check-back", "Ann: It's blue, you know?\nTom: Mm.", None),
            ("no mark", "Ann: so who signs the insurance form\nTom: good question", Some(Status::Open)),
        ];
        for (name, text, expected) in cases {
            let found = open(text);
            assert_eq!(found.first().and_then(|(_, status)| *status), *expected, "{name}: {found:?}");
        }
    }
}
