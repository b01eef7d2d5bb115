//! Decisions: what was settled, with the acceptance that settled it, and whether it is firm.

mod settled;

use super::{behind_label, draft};
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::select::Candidate;
use crate::engine::builtin::spoken::{among, h};
use crate::engine::builtin::statement::{is_lead, plain_sentence};
use crate::model::draft::{Draft, Quote};
use crate::model::finding::{FindingKind, Status};
use crate::text::words::Word;
use settled::{is_bare_condition, what_was_settled, with_sentence_beside};

/// How far ahead an acceptance may come, in units.
const AHEAD: usize = 5;

/// Signs that something is being settled.
const DECIDES: u32 =
    Cue::Decide.bit() | Cue::Settled.bit() | Cue::Propose.bit() | Cue::Tentative.bit() | Cue::Replace.bit();

/// One draft a candidate.
pub(super) fn extract(talk: &Talk, candidates: &[Candidate], drafts: &mut Vec<(usize, Draft)>) {
    let mut merged: Vec<(usize, Draft)> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    for candidate in candidates.iter().filter(|candidate| candidate.kind == FindingKind::Decision) {
        let core = what_was_settled(talk, candidate);
        if denies(talk, core) || denies(talk, candidate.core) {
            continue;
        }
        let accepted = acceptances(talk, core.max(candidate.core));
        let mut units = candidate.units.clone();
        let (beside, mut heard) = with_sentence_beside(talk, candidate.core, core);
        units.extend([core, beside]);
        let answer = accepted.first().copied().or_else(|| settled_after(talk, core));
        units.extend(answer);
        units.sort_unstable();
        units.dedup();
        let score = candidate.share() * share_of_words(talk, candidate, core, &units);
        let label = behind_label(talk, core, &heard, FindingKind::Decision);
        heard.said.drain(..label);
        let focus = heard
            .first(Cue::Decide)
            .or(heard.first(Cue::Propose))
            .or(heard.first(Cue::Tentative))
            .map_or(0, |hit| hit.from.saturating_sub(label));
        let statement = plain_sentence(&talk.document.text, &heard.said, focus, false);
        let mut found = draft(
            talk,
            FindingKind::Decision,
            core,
            &units,
            statement,
            score,
            why(talk, core, &accepted, candidate),
        );
        found.status = Some(status(talk, core, candidate, &accepted));
        if let Some(answer) = answer {
            put_second(&mut found.quotes, talk.unit(answer).span.start);
        }
        match merged.iter().position(|(earlier, _): &(usize, Draft)| *earlier == core) {
            Some(at) => merge(&mut merged[at].1, found),
            None => {
                merged.push((core, found));
                places.push(candidate.core);
            }
        }
        // Candidates come by rising core; what lies far back cannot be met again.
        if merged.len() > KEPT {
            drafts.push((places.remove(0), merged.remove(0).1));
        }
    }
    drafts.extend(places.into_iter().zip(merged.into_iter().map(|(_, found)| found)));
}

/// What is left of the score where no words decide, propose or accept: a weak sign.
const WORDS_ALONE: f32 = 0.5;
/// The same where the sentence does something else, too, or was only found by looking round.
const SPOKEN_OTHERWISE: f32 = 0.3;

/// How much of the score its words bear out.
fn share_of_words(talk: &Talk, candidate: &Candidate, core: usize, units: &[usize]) -> f32 {
    let points_at = Cue::Decide.bit() | Cue::Settled.bit() | Cue::Replace.bit();
    let is_lost =
        core != candidate.core && !talk.has_any(core, DECIDES) && !talk.has_any(candidate.core, points_at);
    if is_lost {
        SPOKEN_OTHERWISE
    } else if units.iter().any(|&unit| talk.has_any(unit, DECIDES)) {
        1.0
    } else if speaks_otherwise(talk, core) {
        SPOKEN_OTHERWISE
    } else {
        WORDS_ALONE
    }
}

/// Whether a sentence without deciding words promises, tells of oneself or the other, asks, complains, or says only under which
/// condition.
fn speaks_otherwise(talk: &Talk, core: usize) -> bool {
    const OF_ONESELF: [u64; 11] = [
        h("i"),
        h("i'll"),
        h("i'm"),
        h("i've"),
        h("i'd"),
        h("can"),
        h("could"),
        h("my"),
        h("you"),
        h("you've"),
        h("your"),
    ];
    let heard = talk.hear(core);
    let first = heard.said.iter().position(|word| !is_lead(word.hash)).unwrap_or(0);
    talk.has_any(core, Cue::Risk.bit() | Cue::Blocker.bit())
        || among(heard.hash(first), &OF_ONESELF)
        || is_bare_condition(&heard)
}

/// "I don't think we're going to make a decision today": says that nothing was settled.
fn denies(talk: &Talk, unit: usize) -> bool {
    const SETTLE: [u64; 6] =
        [h("decide"), h("decided"), h("deciding"), h("decision"), h("decisions"), h("conclusion")];
    const NOT: [u64; 3] = [h("not"), h("never"), h("no")];
    let text = &talk.document.text;
    let words = talk.units.words_of(talk.unit(unit));
    let is_not = |word: &Word| {
        NOT.contains(&word.hash) || word.of(text).ends_with("n't") || word.of(text).ends_with("n’t")
    };
    const TURNS: [u64; 4] = [h("but"), h("so"), h("because"), h("and")];
    let Some(at) = words.iter().position(|word| SETTLE.contains(&word.hash)) else { return false };
    let before = words[at.saturating_sub(DENIAL_WITHIN)..at].iter().rev();
    before.take_while(|word| !TURNS.contains(&word.hash)).any(is_not)
}

/// A denial stands at most this many words before what it denies.
const DENIAL_WITHIN: usize = 8;

/// What accepts a decision tells more than the rest of the exchange, so it stands right after the core.
fn put_second(quotes: &mut [Quote], start: usize) {
    let holds = |quote: &Quote| quote.hint.is_some_and(|span| span.contains(start));
    if let Some(at) = quotes.iter().position(holds).filter(|&at| at > 0) {
        quotes[1..=at].rotate_right(1);
    }
}

/// How many drafts are kept to be merged with later ones of the same core.
const KEPT: usize = 32;

/// The same decision found twice: the surer one stays, with the quotes of both.
fn merge(earlier: &mut Draft, mut later: Draft) {
    if later.score > earlier.score {
        std::mem::swap(earlier, &mut later);
    }
    for quote in later.quotes {
        let overlaps = |known: &Quote| known.hint.zip(quote.hint).is_some_and(|(a, b)| a.overlaps(b));
        if !earlier.quotes.iter().any(overlaps) {
            earlier.quotes.push(quote);
        }
    }
}

/// Units after the core in which somebody else says yes.
fn acceptances(talk: &Talk, core: usize) -> Vec<usize> {
    (core + 1..(core + 1 + AHEAD).min(talk.count()))
        .filter(|&unit| talk.other_speaker(core, unit) == Some(true))
        .filter(|&unit| {
            let heard = talk.hear(unit);
            heard.hits.iter().any(|hit| hit.cue == Cue::Accept && hit.from <= 1)
                && !talk.has(unit, Cue::Unknown)
                && !talk.is_marked_question(unit)
        })
        .collect()
}

/// "Right so that's decided", soon after.
fn settled_after(talk: &Talk, core: usize) -> Option<usize> {
    (core + 1..(core + 1 + AHEAD).min(talk.count())).find(|&unit| talk.has(unit, Cue::Settled))
}

fn status(talk: &Talk, core: usize, candidate: &Candidate, accepted: &[usize]) -> Status {
    let near = candidate.units.iter().copied().chain([core]);
    let hedged = near.clone().any(|unit| talk.has(unit, Cue::Tentative));
    let settled =
        near.clone().any(|unit| talk.has(unit, Cue::Settled)) || settled_after(talk, core).is_some();
    let firm_words = near.clone().any(|unit| talk.has(unit, Cue::Decide));
    let only_proposed = !firm_words && near.clone().any(|unit| talk.has(unit, Cue::Propose));
    if (hedged && !settled) || (only_proposed && accepted.is_empty() && !settled) {
        Status::Tentative
    } else {
        Status::Made
    }
}

fn why(talk: &Talk, core: usize, accepted: &[usize], candidate: &Candidate) -> String {
    let heard = talk.hear(core);
    let words = heard
        .first(Cue::Decide)
        .or(heard.first(Cue::Settled))
        .or(heard.first(Cue::Propose))
        .map(|hit| hit.phrase);
    let settled = talk
        .has(candidate.core, Cue::Settled)
        .then(|| talk.hear(candidate.core))
        .and_then(|heard| heard.first(Cue::Settled).map(|hit| hit.phrase));
    let yes = accepted.first().and_then(|&unit| {
        let phrase = talk.hear(unit).first(Cue::Accept)?.phrase;
        Some(match talk.speaker(unit) {
            Some(name) => format!("\"{phrase}\" from {name}"),
            None => format!("\"{phrase}\""),
        })
    });
    match (words.or(settled), yes) {
        (Some(words), Some(yes)) => format!("\"{words}\" followed by {yes}"),
        (Some(words), None) => format!("\"{words}\""),
        (None, Some(yes)) => format!("{}, followed by {yes}", candidate.why),
        (None, None) => candidate.why.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::testing;
    use crate::model::people::People;
    use crate::model::units::Units;

    fn settled(said: &str, core: usize) -> String {
        let document = testing::talk(said);
        let (units, people) = (Units::of(&document), People::default());
        let talk = Talk::of(&document, &units, &people);
        let kind = FindingKind::Decision;
        let candidate = Candidate { kind, core, units: vec![core], log_odds: 2.0, why: String::new() };
        let mut drafts = Vec::new();
        extract(&talk, &[candidate], &mut drafts);
        drafts.remove(0).1.statement
    }

    #[test]
    fn what_was_settled_is_told() {
        let cases = [
            (
                "Ann: Ok so we're changing it. We don't order the vans. We lease twenty for the market.",
                0,
                "We don't order the vans, we lease twenty for the market.",
            ),
            (
                "Ann: I'd propose we launch with the blue labels.\nTom: As long as the labels are big.\n\
                 Eva: I'll tell the printers about the labels.\nAnn: Then that's decided.",
                3,
                "I'd propose we launch with the blue labels.",
            ),
            (
                "Tom: So it's a lease quote for fifteen vans now.\nAnn: Fifteen, not twenty.",
                1,
                "It's a lease quote for fifteen vans now.",
            ),
        ];
        for (said, core, expected) in cases {
            assert_eq!(settled(said, core), expected, "{said}");
        }
    }

    #[test]
    fn a_condition_alone_settles_nothing() {
        let cases = [
            ("If it's only nineteen devices and we've already got three", true),
            ("As long as the number's really big", true),
            ("If the lab isn't in by then, we don't go", false),
            ("If the lab isn't in then we don't go", false),
            ("We go if the lab is in", false),
        ];
        for (said, expected) in cases {
            let document = testing::talk(&format!("Ann: {said}"));
            let (units, people) = (Units::of(&document), People::default());
            let talk = Talk::of(&document, &units, &people);
            assert_eq!(is_bare_condition(&talk.hear(0)), expected, "{said}");
        }
    }

    #[test]
    fn what_is_not_decided_is_no_decision() {
        let cases = [
            ("I don't think we're gonna make a decision today.", true),
            ("There's no decision on the venue yet.", true),
            ("We've never decided who pays.", true),
            ("We decided not to move the date.", false),
            ("I'm not happy with it but we decided on the blue one.", false),
            ("We're going with the blue one.", false),
        ];
        for (said, expected) in cases {
            let document = testing::talk(said);
            let (units, people) = (Units::of(&document), People::default());
            assert_eq!(denies(&Talk::of(&document, &units, &people), 0), expected, "{said}");
        }
    }
}
