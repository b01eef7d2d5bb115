//! What came of a question: reads on from it, event by event, until one settles the matter.

use super::form::Wants;
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::{Heard, Talk};
use crate::engine::builtin::spoken::{among, h, is_month};
use crate::text::calendar::weekday_of;
use crate::text::quantities::number_word;

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Outcome {
    Answered,
    /// Put off, in the unit.
    Deferred(usize),
    /// Somebody says that it is not known, in the unit.
    Unknown(usize),
    /// Nothing that answers it.
    Silence,
}

/// How far an answer may be from the question, in units.
const ANSWER_WITHIN: usize = 12;

/// Reads on until something settles the question.
pub(super) fn outcome(talk: &Talk, question: usize, wants: Wants) -> Outcome {
    let block = talk.unit(question).block;
    let mut seen_other = false;
    for unit in question + 1..(question + 1 + ANSWER_WITHIN).min(talk.count()) {
        // Without names anybody may speak next.
        let same_turn = talk.unit(unit).block == block && talk.unit(unit).speaker.is_some();
        let by_asker = talk.other_speaker(question, unit) == Some(false);
        if talk.has(unit, Cue::Defer) && !talk.is_marked_question(unit) {
            return Outcome::Deferred(unit);
        }
        if talk.has(unit, Cue::Unknown) && !(by_asker && seen_other) {
            return Outcome::Unknown(unit);
        }
        if talk.is_marked_question(unit) {
            continue;
        }
        if talk.has(unit, Cue::Next)
            && seen_other
            && talk.hear(unit).first(Cue::Next).is_some_and(|hit| hit.from <= 2)
        {
            return Outcome::Silence;
        }
        // Who goes on after a question often answers it, or tells why it was asked.
        if same_turn || (by_asker && !seen_other) {
            if talk.substance(unit) >= 3 && same_turn {
                return Outcome::Answered;
            }
            continue;
        }
        seen_other |= !by_asker;
        if !by_asker && answers(talk, unit, wants) {
            return Outcome::Answered;
        }
    }
    Outcome::Silence
}

/// Whether the unit can be an answer.
fn answers(talk: &Talk, unit: usize, wants: Wants) -> bool {
    const YES_NO: [u64; 24] = [
        h("yes"),
        h("yeah"),
        h("yep"),
        h("no"),
        h("nope"),
        h("nah"),
        h("sure"),
        h("correct"),
        h("right"),
        h("exactly"),
        h("absolutely"),
        h("definitely"),
        h("probably"),
        h("agreed"),
        h("ok"),
        h("okay"),
        h("fine"),
        h("yup"),
        h("indeed"),
        h("totally"),
        h("mm-hmm"),
        h("uh-huh"),
        h("never"),
        h("true"),
    ];
    const PEOPLE: [u64; 8] =
        [h("me"), h("i'll"), h("us"), h("him"), h("her"), h("nobody"), h("everyone"), h("everybody")];
    let heard = talk.hear(unit);
    let text = &talk.document.text;
    let short_yes = (0..2).any(|at| among(heard.hash(at), &YES_NO));
    let substance = talk.substance(unit);
    match wants {
        Wants::YesOrNo => short_yes || substance >= 2,
        Wants::Anything => substance >= 1 || heard.said.len() >= 5,
        Wants::Person => {
            let named = (0..heard.said.len()).any(|at| talk.names.at(text, &heard.said, at).is_some());
            named
                || (heard.said.len() <= 6 && heard.said.iter().any(|word| among(word.hash, &PEOPLE)))
                || has_capital_inside(text, &heard)
        }
        Wants::Time => has_number(text, &heard) || has_time(&heard),
        Wants::Number => has_number(text, &heard),
    }
}

fn has_capital_inside(text: &str, heard: &Heard) -> bool {
    heard.said.iter().skip(1).any(|word| {
        text.get(word.start..word.end)
            .is_some_and(|w| w.len() > 2 && !w.starts_with("I'") && w.starts_with(char::is_uppercase))
    })
}

fn has_number(text: &str, heard: &Heard) -> bool {
    heard.said.iter().any(|word| {
        number_word(word.hash).is_some()
            || text.as_bytes()[word.start].is_ascii_digit()
            || among(word.hash, &[h("all"), h("none"), h("enough"), h("both"), h("half")])
    })
}

fn has_time(heard: &Heard) -> bool {
    const TIMES: [u64; 15] = [
        h("today"),
        h("tomorrow"),
        h("yesterday"),
        h("week"),
        h("weeks"),
        h("month"),
        h("months"),
        h("year"),
        h("soon"),
        h("now"),
        h("morning"),
        h("afternoon"),
        h("tonight"),
        h("after"),
        h("when"),
    ];
    heard
        .said
        .iter()
        .any(|word| is_month(word.hash) || weekday_of(word.hash).is_some() || among(word.hash, &TIMES))
}
