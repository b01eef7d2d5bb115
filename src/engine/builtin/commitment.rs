//! Promise or passing remark? Takes a unit that may hold an action item, gives log-odds for what it says beyond what was
//! learned: what outlasts the meeting has a deed of work, somebody it is for and an owner; what is done while people
//! talk ("I'll go back a slide", "I'll show you now") is of the meeting itself.

use super::cues::{Cue, Hit};
use super::deeds::{Class, is_of, is_verb};
use super::listen::{Heard, Talk};
use super::owner::find_owner;
use super::rules::is_firm;
use super::spoken::{Said, among, h};

/// What tells something to be done later from something done while people talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// A deed of work: send, check, write.
    Work,
    /// A deed of talking: show, say, hand over.
    Talking,
    /// "now", "quickly", "here".
    OnTheSpot,
    /// With, for or to somebody.
    Recipient,
    /// Three words of substance follow, or more.
    Object,
    /// At most one word of substance follows.
    Bare,
    /// Under a condition said before it, or with "would".
    Conditional,
    /// Promised twice in one breath.
    Twice,
    /// Told of an earlier time: "last week".
    Past,
    /// Told in the past tense.
    PastTense,
    /// A question that asks for no deed.
    Question,
    /// The screen, the agenda and the like.
    OfTheMeeting,
    /// To whoever cares: "anybody", "feel free".
    Everybody,
    /// It is known who does it.
    Owned,
    /// It is neither known who does it, nor said that nobody does yet.
    NotOwned,
}

/// Log-odds of each sign. Rounded, and set only where meetings of several kinds agree on which way it points.
const WEIGHTS: [(Sign, f32); 15] = [
    (Sign::Work, 0.5),
    (Sign::Talking, -0.6),
    (Sign::OnTheSpot, -0.8),
    (Sign::Recipient, 0.5),
    (Sign::Object, 0.2),
    (Sign::Bare, -0.4),
    (Sign::Conditional, -0.4),
    (Sign::Twice, 0.5),
    (Sign::Past, -0.4),
    (Sign::PastTense, -0.2),
    (Sign::Question, -0.5),
    (Sign::OfTheMeeting, -0.6),
    (Sign::Everybody, -0.6),
    (Sign::Owned, 0.6),
    (Sign::NotOwned, -0.4),
];

const ON_THE_SPOT: [u64; 9] = [
    h("now"),
    h("quickly"),
    h("briefly"),
    h("quick"),
    h("second"),
    h("minute"),
    h("moment"),
    h("real"),
    h("here"),
];
const OF_THE_MEETING: [u64; 8] =
    [h("screen"), h("slide"), h("agenda"), h("chat"), h("item"), h("question"), h("questions"), h("topic")];
const EVERYBODY: [u64; 6] = [h("anybody"), h("anyone"), h("everyone"), h("everybody"), h("folks"), h("free")];
const PAST_TENSE: [u64; 8] =
    [h("was"), h("were"), h("did"), h("been"), h("had"), h("said"), h("went"), h("got")];
const PEOPLE: [u64; 6] = [h("you"), h("them"), h("him"), h("her"), h("everyone"), h("everybody")];
/// A deed is looked for in this many words.
const NEAR: usize = 4;

/// Log-odds that a unit, the core of `units`, is to be done after the meeting.
pub(super) fn weigh(talk: &Talk, unit: usize, units: &[usize], heard: &Heard) -> f32 {
    let signs = signs(talk, unit, units, heard);
    WEIGHTS.iter().filter(|(sign, _)| signs.contains(sign)).map(|&(_, weight)| weight).sum()
}

fn signs(talk: &Talk, unit: usize, units: &[usize], heard: &Heard) -> Vec<Sign> {
    let from = point(heard);
    let says = |words: &[u64]| heard.said.iter().any(|word| among(word.hash, words));
    let is_if = |word: &Said| among(word.hash, &[h("if"), h("unless")]);
    let is_promise = |hit: &&Hit| hit.cue == Cue::Commit && is_firm(hit);
    let deed = deed(heard, from);
    let substance = substance_from(talk, unit, heard, from);
    let owned = find_owner(talk, unit, units).is_some();
    // Where speakers have no names, no promise has an owner.
    let can_tell = talk.unit(unit).speaker.is_some();
    let checks = [
        (Sign::Work, deed.is_some_and(|deed| is_of(deed, Class::Work))),
        (Sign::Talking, deed.is_some_and(|deed| is_of(deed, Class::Talking))),
        (Sign::OnTheSpot, heard.said.iter().skip(from).any(|word| among(word.hash, &ON_THE_SPOT))),
        (Sign::Recipient, has_recipient(talk, heard, from)),
        (Sign::Object, substance >= 3),
        (Sign::Bare, substance <= 1),
        (Sign::Conditional, heard.said.iter().take(from.max(1)).any(is_if) || says(&[h("would")])),
        (Sign::Twice, heard.hits.iter().filter(is_promise).count() > 1),
        (Sign::Past, talk.has(unit, Cue::Past)),
        (Sign::PastTense, says(&PAST_TENSE)),
        (Sign::Question, talk.is_marked_question(unit) && !talk.has(unit, Cue::Request)),
        (Sign::OfTheMeeting, says(&OF_THE_MEETING)),
        (Sign::Everybody, says(&EVERYBODY)),
        (Sign::Owned, owned),
        (Sign::NotOwned, !owned && can_tell && !talk.has(unit, Cue::Nobody)),
    ];
    checks.into_iter().filter(|&(_, is_so)| is_so).map(|(sign, _)| sign).collect()
}

/// Index of the word behind the promise or request; 0 without one.
fn point(heard: &Heard) -> usize {
    let firm = heard.hits.iter().find(|hit| hit.cue == Cue::Commit && is_firm(hit));
    let hit = firm
        .or(heard.first(Cue::Commit))
        .or(heard.first(Cue::Request))
        .or(heard.first(Cue::Nobody))
        .or(heard.first(Cue::Group));
    hit.map_or(0, |hit| hit.to)
}

/// The deed that follows, as far as it is one of work or of talking.
fn deed(heard: &Heard, from: usize) -> Option<u64> {
    let next = |at: usize| heard.hash(from + at);
    // "I'll talk to Wilf" is done later, "I'll talk about the budget" now.
    if next(0) == h("talk") && among(next(1), &[h("to"), h("with")]) {
        return Some(h("speak"));
    }
    // "I'll tell you about it", "I'll turn it over to Ann".
    if (next(0) == h("tell") && next(1) == h("you")) || (next(0) == h("turn") && next(2) == h("over")) {
        return Some(h("say"));
    }
    (0..NEAR).map(next).find(|&hash| is_verb(hash))
}

/// "send you", "ask them", "with Tom".
fn has_recipient(talk: &Talk, heard: &Heard, from: usize) -> bool {
    const TOWARDS: [u64; 4] = [h("to"), h("with"), h("for"), h("from")];
    const ADDRESS: [u64; 7] = [h("send"), h("ask"), h("email"), h("ring"), h("call"), h("ping"), h("tell")];
    (from..heard.said.len()).any(|at| {
        let next = heard.hash(at + 1);
        let is_named = || talk.names.at(&talk.document.text, &heard.said, at + 1).is_some();
        (among(heard.hash(at), &TOWARDS) && (among(next, &PEOPLE) || is_named()))
            || (among(heard.hash(at), &ADDRESS) && (among(next, &PEOPLE) || next == h("the") || is_named()))
    })
}

/// How many words from `from` on carry meaning of their own.
fn substance_from(talk: &Talk, unit: usize, heard: &Heard, from: usize) -> usize {
    let start = heard.said.get(from).map_or(usize::MAX, |word| word.start);
    let words = talk.units.words_of(talk.unit(unit)).iter().zip(talk.entries_of(unit));
    words
        .filter(|(word, entry)| word.start as usize >= start && (entry.family() > 0 || entry.counts()))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::testing::talk as lines;
    use crate::model::people::People;
    use crate::model::units::Units;

    fn weight(said: &str) -> f32 {
        let document = lines(&format!("Ann Field: {said}\nTom Hill: Right.\n"));
        let units = Units::of(&document);
        let people = People::default();
        let talk = Talk::of(&document, &units, &people);
        weigh(&talk, 0, &[0], &talk.hear(0))
    }

    #[test]
    fn what_is_done_later_outweighs_what_is_done_now() {
        for (later, now) in [
            ("I'll send you the quote by Monday", "I'll show you the quote now"),
            ("I'll ask Tom about the vans", "I'll start with the vans"),
            ("I'll talk to Tom about the vans", "I'll talk about the vans quickly"),
            ("I'll check the price, I'll write it down", "If it rains I'll say the price"),
            ("I'll order the new screens for Tom", "I'll share my screen"),
        ] {
            assert!(weight(later) > weight(now) + 0.9, "{later}: {} {now}: {}", weight(later), weight(now));
        }
    }
}
