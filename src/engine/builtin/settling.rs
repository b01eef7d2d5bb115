//! Decisions in so many words: takes a unit with a phrase that settles something, gives what that adds to the scorer's
//! log-odds. "That's agreed" settles; "shall we say" does once somebody says yes; "we decided" is often told of before.

use super::cues::{Cue, Hit};
use super::listen::{Heard, Talk};
use super::rules::{ANSWER_WITHIN, is_conditional};
use super::spoken::{among, h};
use crate::text::quantities::number_word;

/// Log-odds added for words that settle outright.
const OUTRIGHT: f32 = 2.5;
/// The same for words that settle once they are accepted.
const ONCE_ACCEPTED: f32 = 1.8;
/// The same for words that may be told of an earlier meeting.
const TOLD: f32 = 0.5;
/// The same for each of at most two acceptances.
const ACCEPTED: f32 = 0.5;
/// The most that the above come to together.
pub(super) const MOST: f32 = OUTRIGHT + 2.0 * ACCEPTED;

/// How plainly words settle something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Settles {
    /// Said while it is being settled: "that's agreed", "we're going with".
    Outright,
    /// The same, once somebody says yes: "shall we say".
    OnceAccepted,
    /// Settles once nobody objects: "any objections?".
    UnlessOpposed,
    /// May be told of an earlier meeting: "we decided".
    Told,
}

/// Words that settle, by how plainly they do.
const SETTLING: [(Settles, &[&str]); 4] = [
    (
        Settles::Outright,
        &[
            "that's decided",
            "it's decided",
            "then that's decided",
            "that's settled",
            "that's agreed",
            "so that's agreed",
            "we're agreed",
            "we are agreed",
            "we're all agreed",
            "decision made",
            "that's a decision",
            "so decided",
            "done deal",
            "motion carries",
            "motion passes",
            "all in favour",
            "all in favor",
            "anyone against",
            "anybody against",
            "that's the rule",
            "we're changing it",
            "let's swap",
            "scrap that",
            "on second thoughts",
            "changed our minds",
            "i'll agree to",
            "we're going with",
            "we are going with",
            "we don't take",
        ],
    ),
    (
        Settles::OnceAccepted,
        &[
            "let's go with",
            "we'll go with",
            "we will go with",
            "let's stick with",
            "let's drop",
            "let's postpone",
            "shall we say",
            "carry on for",
            "do we agree",
            "everyone ok",
            "everyone okay",
            "everyone happy",
            "everybody happy",
            "unless anyone shouts",
            "sounds like we agree",
            "sounds like we're agreed",
            "rough consensus that",
            "we have rough consensus",
        ],
    ),
    (
        Settles::UnlessOpposed,
        &[
            "any objections",
            "does anyone disagree",
            "does anybody disagree",
            "anyone disagree",
            "does anyone object",
            "does anybody object",
            "anyone object",
            "anybody object",
            "anyone opposed",
            "anybody opposed",
        ],
    ),
    (
        Settles::Told,
        &[
            "we decided",
            "we've decided",
            "we have decided",
            "we agreed",
            "we've agreed",
            "we have agreed",
            "decided to",
            "decided that",
            "the decision is",
            "decision is",
            "decision was",
            "settled on",
            "go ahead with",
            "consensus is",
            "we have consensus",
            "there is consensus",
            "it was agreed",
            "it was decided",
            "agreement is",
            "everyone agrees",
            "everybody agrees",
            "we all agree",
            "no objections",
            "no objection",
            "agreed on that",
            "we have a decision",
        ],
    ),
];

/// What is added, units and reason of a decision.
pub(super) fn decision(talk: &Talk, unit: usize, heard: &Heard) -> Option<(f32, Vec<usize>, String)> {
    if talk.has(unit, Cue::Undecided) || talk.has(unit, Cue::Past) || !talk.is_speech(unit) {
        return None;
    }
    let answers = (unit + 1..(unit + 1 + ANSWER_WITHIN).min(talk.count()))
        .filter(|&next| talk.other_speaker(unit, next) == Some(true));
    let accepted: Vec<usize> = answers.clone().filter(|&next| accepts(&talk.hear(next))).collect();
    let settling = SETTLING.iter().find_map(|(settles, phrases)| {
        let hit = heard.hits.iter().find(|hit| {
            matches!(hit.cue, Cue::Decide | Cue::Settled | Cue::Replace)
                && phrases.contains(&hit.phrase)
                && !is_conditional(heard, hit.from)
        })?;
        let settles_so = match settles {
            Settles::Outright | Settles::Told => true,
            Settles::OnceAccepted => !accepted.is_empty(),
            Settles::UnlessOpposed => answers.clone().any(|next| has_no_objection(&talk.hear(next))),
        };
        settles_so.then_some((*settles, hit))
    });
    // "Provisionally it's …" settles for now; "a tentatively accepted list" only describes.
    let hedged = || {
        // "Provisionally, and I say so because …" speaks of the word itself.
        let is_hedge = |hit: &&Hit| {
            matches!(hit.phrase, "provisionally" | "tentatively")
                && hit.from <= 1
                && !among(heard.hash(hit.to), &[h("and"), h("because"), h("but")])
        };
        heard.hits.iter().find(is_hedge).map(|hit| (Settles::OnceAccepted, hit))
    };
    if settling.is_none() && corrects_number(talk, heard) {
        return Some((OUTRIGHT, vec![unit], "one number in place of another".to_owned()));
    }
    let (settles, hit) = settling.or_else(hedged)?;
    let adds = ACCEPTED * accepted.len().min(2) as f32
        + match settles {
            Settles::Outright => OUTRIGHT,
            Settles::OnceAccepted | Settles::UnlessOpposed => ONCE_ACCEPTED,
            Settles::Told => TOLD,
        };
    let units = [unit].into_iter().chain(accepted.first().copied()).collect();
    Some((adds, units, format!("\"{}\"", hit.phrase)))
}

fn accepts(heard: &Heard) -> bool {
    heard.hits.iter().any(|hit| hit.cue == Cue::Accept && hit.from <= 1)
}

/// "No.", "None from me.", "Fine." to a call for objections.
fn has_no_objection(heard: &Heard) -> bool {
    const NONE: [u64; 4] = [h("no"), h("none"), h("nope"), h("nah")];
    accepts(heard) || (heard.said.len() <= 4 && among(heard.hash(0), &NONE))
}

/// The most words of a sentence that puts one number in the place of another.
const LONGEST_CORRECTION: usize = 8;

/// Whether a unit may be such a sentence.
pub(super) fn may_correct(talk: &Talk, unit: usize) -> bool {
    let words = talk.units.words_of(talk.unit(unit));
    words.len() <= LONGEST_CORRECTION && words.iter().any(|word| word.hash == h("not"))
}

/// "Fifteen, not twenty.": short, and a number on either side of "not".
pub(super) fn corrects_number(talk: &Talk, heard: &Heard) -> bool {
    let text = &talk.document.text;
    let is_number = |at: usize| {
        heard.said.get(at).is_some_and(|word| {
            number_word(word.hash).is_some() || text.as_bytes()[word.start].is_ascii_digit()
        })
    };
    let is_not = |at: usize| heard.hash(at) == h("not");
    heard.said.len() <= LONGEST_CORRECTION
        && (1..heard.said.len()).any(|at| is_not(at) && is_number(at - 1) && is_number(at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::testing;
    use crate::model::people::People;
    use crate::model::units::Units;

    #[test]
    fn words_settle_only_as_they_are_answered() {
        let cases = [
            ("Ann: We're going with the blue labels.\nTom: Hm.", true),
            ("Ann: Let's go with the blue labels.\nTom: Yes.", true),
            ("Ann: Let's go with the blue labels.\nTom: The van is late.", false),
            ("Ann: Does anyone object to the blue labels?\nTom: No.", true),
            ("Ann: Does anyone object to the blue labels?\nTom: I do, they fade in the sun.", false),
            ("Ann: Fifteen, not twenty.\nTom: Hm.", true),
            ("Ann: I'm not twenty any more.\nTom: Hm.", false),
            ("Ann: Provisionally it's the blue labels.\nTom: Yes.", true),
            ("Ann: Provisionally, and I stress the word.\nTom: Yes.", false),
        ];
        for (said, expected) in cases {
            let document = testing::talk(said);
            let (units, people) = (Units::of(&document), People::default());
            let talk = Talk::of(&document, &units, &people);
            assert_eq!(decision(&talk, 0, &talk.hear(0)).is_some(), expected, "{said}");
        }
    }
}
