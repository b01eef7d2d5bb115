//! Action items: what is to be done, by whom as far as it is proved, and by when as it was said.

use super::{behind_label, draft};
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::deeds::is_deed;
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::owner::find_owner;
use crate::engine::builtin::select::Candidate;
use crate::engine::builtin::spoken::{Pause, Said, among, h};
use crate::engine::builtin::statement::plain_sentence;
use crate::engine::builtin::third_person::{attribute, instruct};
use crate::model::draft::Draft;
use crate::model::finding::{Due, FindingKind, Owner, OwnerBasis, Status};
use crate::text::dates::find_due;
use crate::text::words::hash_word;

/// One draft a candidate.
pub(super) fn extract(talk: &Talk, candidates: &[Candidate], drafts: &mut Vec<(usize, Draft)>) {
    for candidate in candidates.iter().filter(|candidate| candidate.kind == FindingKind::ActionItem) {
        let owner = find_owner(talk, candidate.core, &candidate.units);
        let (due, due_unit) = due(talk, candidate);
        let mut units = candidate.units.clone();
        units.extend(due_unit);
        units.sort_unstable();
        units.dedup();
        let statement = statement(talk, candidate.core, owner.as_ref());
        let why = why(talk, candidate, owner.as_ref());
        let mut found =
            draft(talk, FindingKind::ActionItem, candidate.core, &units, statement, candidate.share(), why);
        found.owner = owner;
        found.due = due;
        found.status = Some(Status::Open);
        let beside = drafts.last_mut().filter(|(core, draft)| {
            draft.kind == FindingKind::ActionItem
                && candidate.core - *core <= BESIDE
                && is_same(talk, *core, candidate.core, draft, &found)
        });
        match beside {
            Some((core, earlier)) => merge(core, candidate.core, earlier, found),
            None => drafts.push((candidate.core, found)),
        }
    }
}

/// Two actions this near, in units, may be one: asked and promised, or promised twice.
const BESIDE: usize = 4;

/// Whether two neighbouring drafts are of one action: one owner, and the same deed or the same things.
fn is_same(talk: &Talk, earlier: usize, later: usize, a: &Draft, b: &Draft) -> bool {
    let one_owner = a.owner.as_ref().zip(b.owner.as_ref()).is_some_and(|(a, b)| a.name == b.name);
    let families = |unit: usize| {
        talk.entries_of(unit)
            .iter()
            .map(|entry| entry.family())
            .filter(|&family| family > 0)
            .collect::<Vec<_>>()
    };
    let (first, second) = (families(earlier), families(later));
    let shares = first.iter().any(|family| second.contains(family));
    let deeds = |unit: usize| {
        talk.units
            .words_of(talk.unit(unit))
            .iter()
            .map(|word| word.hash)
            .filter(|&hash| is_deed(hash))
            .collect::<Vec<_>>()
    };
    let same_deed = deeds(earlier).iter().any(|deed| deeds(later).contains(deed));
    let says_nothing_new = first.is_empty() || second.is_empty();
    one_owner && (says_nothing_new || shares || same_deed)
}

/// Whether the statement says who does what: "Ann will send it.", not "Ann: do you want me to send it?".
fn is_told(draft: &Draft) -> bool {
    draft
        .owner
        .as_ref()
        .and_then(|owner| draft.statement.strip_prefix(owner.name.as_str()))
        .is_some_and(|rest| !rest.starts_with(':'))
}

/// The fuller of the two stays, with the quotes, owner and deadline of both.
fn merge(core: &mut usize, later_core: usize, earlier: &mut Draft, mut later: Draft) {
    let fuller = |draft: &Draft| (is_told(draft), draft.due.is_some(), draft.statement.len());
    if fuller(&later) > fuller(earlier) {
        std::mem::swap(earlier, &mut later);
        *core = (*core).min(later_core);
    }
    earlier.score = earlier.score.max(later.score);
    for quote in later.quotes {
        if !earlier.quotes.iter().any(|known| known.hint.zip(quote.hint).is_some_and(|(a, b)| a.overlaps(b)))
        {
            earlier.quotes.push(quote);
        }
    }
}

/// "Ann will send the file." where that is safe, else what was said.
fn statement(talk: &Talk, core: usize, owner: Option<&Owner>) -> String {
    let mut heard = talk.hear(core);
    let label = behind_label(talk, core, &heard, FindingKind::ActionItem);
    let is_labelled = label > 0;
    heard.said.drain(..label);
    let wanted = [Cue::Commit, Cue::Request, Cue::Nobody, Cue::Group];
    let focus =
        wanted.iter().find_map(|&cue| heard.first(cue)).map_or(0, |hit| hit.from.saturating_sub(label));
    // What stands before a promise is another clause: after a pause, or anywhere in speech without any.
    let no_pauses = heard.said.len() > 14 && heard.said.iter().all(|word| word.pause != Pause::Comma);
    let is_clause = focus > 0
        && (heard.said[focus - 1].pause > Pause::None || (no_pauses && heard.first(Cue::Commit).is_some()));
    let from = if is_clause
        && !is_labelled
        && !heard.said[focus.saturating_sub(8)..focus].iter().any(is_condition)
    {
        focus
    } else {
        0
    };
    let plain =
        plain_sentence(&talk.document.text, &heard.said[from..], focus - from, talk.is_marked_question(core));
    if is_labelled {
        return plain;
    }
    match owner {
        Some(owner) if owner.basis == OwnerBasis::Speaker => {
            attribute(&plain, &owner.name).unwrap_or_else(|| {
                // "I" alone does not tell who.
                let is_said_by = talk.speaker(core) == Some(owner.name.as_str());
                if is_said_by { format!("{}: {plain}", owner.name) } else { plain }
            })
        }
        Some(owner) if owner.basis == OwnerBasis::Addressed => {
            let order = instruct(&plain, talk.speaker(core))
                .or_else(|| begins_with_deed(&plain).then(|| plain.clone()));
            match order {
                Some(order) => format!("{} to {}", owner.name, with_small(&order)),
                None => said_by(talk, core, plain),
            }
        }
        Some(owner) => with_full_name(&plain, &owner.name),
        None => instruct(&plain, talk.speaker(core)).unwrap_or_else(|| said_by(talk, core, plain)),
    }
}

/// "Put that on the list.": an order, told to no one else.
fn begins_with_deed(sentence: &str) -> bool {
    let first = sentence.split([' ', '.']).next().unwrap_or_default();
    is_deed(hash_word(first)) && !has_word(sentence, &["i", "my", "me", "you", "your"])
}

/// "We'll publish it" tells nothing without who says so; "the team will publish it" does.
fn said_by(talk: &Talk, core: usize, sentence: String) -> String {
    const OF_THE_SPEAKER: [&str; 9] = ["i", "my", "me", "we", "us", "our", "you", "your", "let's"];
    match talk.speaker(core) {
        Some(name) if has_word(&sentence, &OF_THE_SPEAKER) => format!("{name}: {sentence}"),
        _ => sentence,
    }
}

/// Whether one of the words is in the sentence, alone or contracted ("i" in "I'll").
fn has_word(sentence: &str, words: &[&str]) -> bool {
    let parts = sentence.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'));
    parts.filter(|part| !part.is_empty()).any(|part| {
        let bare = part.split(['\'', '’']).next().unwrap_or_default();
        words.iter().any(|word| part.eq_ignore_ascii_case(word) || bare.eq_ignore_ascii_case(word))
    })
}

/// Words that tie what follows to what stands before.
fn is_condition(word: &Said) -> bool {
    const CONDITIONS: [u64; 12] = [
        h("if"),
        h("when"),
        h("once"),
        h("unless"),
        h("until"),
        h("after"),
        h("before"),
        h("provided"),
        h("by"),
        h("because"),
        h("as"),
        h("not"),
    ];
    among(word.hash, &CONDITIONS)
}

/// "So Ann will …" → "So Ann Field will …": the first part of the name that stands alone becomes the whole name.
fn with_full_name(sentence: &str, name: &str) -> String {
    if sentence.contains(name) || !name.contains(' ') {
        return sentence.to_owned();
    }
    let mut at = 0;
    for word in sentence.split(' ') {
        let bare = word.split(['\'', '’', ',', '.']).next().unwrap_or_default();
        if bare.starts_with(char::is_uppercase)
            && name.split(' ').any(|part| part.eq_ignore_ascii_case(bare) && part.len() > 1)
        {
            return format!("{}{name}{}", &sentence[..at], &sentence[at + bare.len()..]);
        }
        at += word.len() + 1;
    }
    sentence.to_owned()
}

fn with_small(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The deadline: in the core, else in another unit, else in the answer that follows it.
fn due(talk: &Talk, candidate: &Candidate) -> (Option<Due>, Option<usize>) {
    let reference = talk.document.date.map(|dated| dated.date);
    let others = candidate.units.iter().copied().filter(|&unit| unit != candidate.core);
    let beside = (candidate.core + 1..(candidate.core + 3).min(talk.count()))
        .filter(|&unit| talk.unit(unit).block == talk.unit(candidate.core).block);
    for unit in [candidate.core].into_iter().chain(others).chain(beside) {
        if let Some(phrase) = find_due(talk.text(unit), reference)
            && phrase.date.zip(reference).is_none_or(|(date, reference)| date >= reference)
            && let Some(words) = talk.text(unit).get(phrase.start..phrase.end)
        {
            let due =
                Due { phrase: words.to_owned(), date: phrase.date, rule: phrase.rule.as_str().to_owned() };
            return (Some(due), Some(unit));
        }
    }
    (None, None)
}

fn why(talk: &Talk, candidate: &Candidate, owner: Option<&Owner>) -> String {
    let heard = talk.hear(candidate.core);
    let phrase = |cue| heard.first(cue).map(|hit| hit.phrase);
    let words = match owner.map(|owner| owner.basis) {
        Some(OwnerBasis::Speaker) => phrase(Cue::Commit),
        Some(OwnerBasis::Addressed) => phrase(Cue::Request),
        _ => phrase(Cue::Nobody).or(phrase(Cue::Request)).or(phrase(Cue::Group)).or(phrase(Cue::Commit)),
    };
    match (words, owner) {
        (Some(words), Some(Owner { name, basis: OwnerBasis::Speaker })) => {
            format!("\"{words}\" said by {name}")
        }
        (Some(words), Some(Owner { name, basis: OwnerBasis::Addressed })) => {
            format!("\"{words}\" put to {name}")
        }
        (_, Some(Owner { name, basis: OwnerBasis::Named })) => format!("{name} is named as the one to do it"),
        (Some(words), None) => format!("\"{words}\""),
        (None, _) => candidate.why.clone(),
    }
}
