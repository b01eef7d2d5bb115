//! Action items: what is to be done, by whom as far as it is proved, and by when as it was said.

use super::draft;
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::owner::find_owner;
use crate::engine::builtin::select::Candidate;
use crate::engine::builtin::statement::{attribute, instruct, plain_sentence};
use crate::model::draft::Draft;
use crate::model::finding::{Due, FindingKind, Owner, OwnerBasis, Status};
use crate::text::dates::find_due;

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
            draft(talk, FindingKind::ActionItem, candidate.core, &units, statement, candidate.score, why);
        found.owner = owner;
        found.due = due;
        found.status = Some(Status::Open);
        drafts.push((candidate.core, found));
    }
}

/// "Ann will send the file." where that is safe, else what was said.
fn statement(talk: &Talk, core: usize, owner: Option<&Owner>) -> String {
    let heard = talk.hear(core);
    let wanted = [Cue::Commit, Cue::Request, Cue::Nobody, Cue::Group];
    let focus = wanted.iter().find_map(|&cue| heard.first(cue)).map_or(0, |hit| hit.from);
    let plain = plain_sentence(&talk.document.text, &heard.said, focus, talk.is_marked_question(core));
    match owner {
        Some(owner) if owner.basis == OwnerBasis::Speaker => attribute(&plain, &owner.name).unwrap_or(plain),
        Some(owner) if owner.basis == OwnerBasis::Addressed => match instruct(&plain, talk.speaker(core)) {
            Some(order) => format!("{} to {}", owner.name, with_small(&order)),
            None => plain,
        },
        _ => instruct(&plain, talk.speaker(core)).unwrap_or(plain),
    }
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
            && !phrase.date.zip(reference).is_some_and(|(date, reference)| date < reference)
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
