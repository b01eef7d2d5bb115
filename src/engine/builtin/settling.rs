//! Decisions in so many words: takes a unit with a phrase that settles something, gives what that adds to the scorer's
//! log-odds. "That's agreed" settles; "shall we say" does once somebody says yes; "we decided" is often told of before.

use super::cues::{Cue, Hit};
use super::listen::{Heard, Talk};
use super::rules::{ANSWER_WITHIN, is_conditional};
use super::spoken::{among, h};

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
    /// May be told of an earlier meeting: "we decided".
    Told,
}

/// Words that settle, by how plainly they do.
const SETTLING: [(Settles, &[&str]); 3] = [
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
            "does anyone disagree",
            "does anybody disagree",
            "anyone disagree",
            "does anyone object",
            "does anybody object",
            "anyone object",
            "anybody object",
            "anyone opposed",
            "anybody opposed",
            "sounds like we agree",
            "sounds like we're agreed",
            "rough consensus that",
            "we have rough consensus",
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
            "any objections",
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
    let accepted: Vec<usize> = (unit + 1..(unit + 1 + ANSWER_WITHIN).min(talk.count()))
        .filter(|&next| {
            talk.other_speaker(unit, next) == Some(true)
                && talk.hear(next).hits.iter().any(|hit| hit.cue == Cue::Accept && hit.from <= 1)
        })
        .collect();
    let settling = SETTLING.iter().find_map(|(settles, phrases)| {
        let hit = heard.hits.iter().find(|hit| {
            matches!(hit.cue, Cue::Decide | Cue::Settled | Cue::Replace)
                && phrases.contains(&hit.phrase)
                && !is_conditional(heard, hit.from)
        })?;
        (*settles != Settles::OnceAccepted || !accepted.is_empty()).then_some((*settles, hit))
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
    let (settles, hit) = settling.or_else(hedged)?;
    let adds = ACCEPTED * accepted.len().min(2) as f32
        + match settles {
            Settles::Outright => OUTRIGHT,
            Settles::OnceAccepted => ONCE_ACCEPTED,
            Settles::Told => TOLD,
        };
    let units = [unit].into_iter().chain(accepted.first().copied()).collect();
    Some((adds, units, format!("\"{}\"", hit.phrase)))
}
