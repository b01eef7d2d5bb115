//! Who is to do it, as far as the text proves it. Takes the units of an action, gives an owner with what shows it, or
//! nothing. A wrong owner is worse than none: whatever is ambiguous has no owner.

use super::cues::Cue;
use super::deeds::is_deed;
use super::duty::{by_group, by_name, unknown_person};
use super::listen::{Heard, Talk};
use super::names::{Ending, split_ending};
use super::spoken::{Pause, among, h};
use crate::model::finding::{Owner, OwnerBasis};

/// How many units after a request an answer may come.
const ANSWER_WITHIN: usize = 4;

/// A promise after one of these is none yet.
const BEFORE_NO_PROMISE: [u64; 8] =
    [h("if"), h("when"), h("what"), h("said"), h("says"), h("how"), h("whether"), h("like")];

/// The owner of an action whose core is `core`; `units` are all its units, the core included.
pub(super) fn find_owner(talk: &Talk, core: usize, units: &[usize]) -> Option<Owner> {
    let heard = talk.hear(core);
    if let Some(found) = in_sentence(talk, core, &heard) {
        return found;
    }
    let others = units.iter().copied().filter(|&unit| unit != core);
    let is_request = heard.first(Cue::Request).is_some();
    if is_request {
        if let Some(person) = called_beside(talk, core) {
            return Some(owner(talk, person, OwnerBasis::Addressed));
        }
        if let Some(person) = who_complies(talk, core) {
            return Some(owner(talk, person, OwnerBasis::Addressed));
        }
    }
    let mut proved = None;
    for unit in others.filter(|unit| unit.abs_diff(core) <= ANSWER_WITHIN) {
        let heard = talk.hear(unit);
        if let Some(Some(found)) = in_sentence(talk, unit, &heard) {
            match &proved {
                None => proved = Some(found),
                Some(earlier) if *earlier != found => return None,
                Some(_) => {}
            }
        }
    }
    proved.or_else(|| volunteer(talk, core, &heard))
}

fn owner(talk: &Talk, person: usize, basis: OwnerBasis) -> Owner {
    Owner { name: talk.names.display(person).to_owned(), basis }
}

/// What one sentence says about who does it: `None` nothing, `Some(None)` in so many words that nobody is named.
fn in_sentence(talk: &Talk, unit: usize, heard: &Heard) -> Option<Option<Owner>> {
    let text = &talk.document.text;
    let said = &heard.said;
    let mut at = 0;
    while at < said.len() {
        if let Some(found) = by_name(talk, heard, at).or_else(|| by_group(talk, heard, at)) {
            return Some(Some(found));
        }
        if is_promise(heard, at)
            && let Some(speaker) = talk.unit(unit).speaker
        {
            let person = talk.names.of_speaker(speaker)?;
            return Some(Some(owner(talk, person, OwnerBasis::Speaker)));
        }
        if let Some(name) = unknown_person(text, said, at) {
            return Some(Some(Owner { name, basis: OwnerBasis::Named }));
        }
        at += 1;
    }
    called_at_end(talk, heard).map(|person| Some(owner(talk, person, OwnerBasis::Addressed)))
}

/// Whether the sentence names somebody, or a team, and something that they will do.
pub(super) fn names_duty(talk: &Talk, unit: usize, heard: &Heard) -> bool {
    let text = &talk.document.text;
    let will_do = (0..heard.said.len()).any(|at| {
        let word = &heard.said[at];
        let modal = among(word.hash, &[h("will"), h("to"), h("should"), h("must")])
            || split_ending(text, word).1 == Ending::Will;
        modal && at > 0 && (at + 1..at + 3).any(|next| is_deed(heard.hash(next)))
    });
    will_do && matches!(in_sentence(talk, unit, heard), Some(Some(Owner { basis: OwnerBasis::Named, .. })))
}

/// Whether the speaker takes it on at word `at`.
pub(super) fn is_promise(heard: &Heard, at: usize) -> bool {
    // "I'll tell you that": talk, no deed.
    if heard.hash(at + 1) == h("tell") && heard.hash(at + 2) == h("you") {
        return false;
    }
    const NO_DEED: [u64; 12] = [
        h("say"),
        h("be"),
        h("guess"),
        h("admit"),
        h("assume"),
        h("see"),
        h("think"),
        h("know"),
        h("never"),
        h("just"),
        h("not"),
        h("mention"),
    ];
    const WEAK: [&str; 3] = ["i want to", "i should", "i need to"];
    heard.hits.iter().any(|hit| {
        hit.cue == Cue::Commit
            && hit.from == at
            && !at.checked_sub(1).is_some_and(|before| among(heard.hash(before), &BEFORE_NO_PROMISE))
            && !(among(heard.hash(hit.to), &NO_DEED)
                && !(heard.hash(hit.to) == h("just") && is_deed(heard.hash(hit.to + 1))))
            && (!WEAK.contains(&hit.phrase) || is_deed(heard.hash(hit.to)))
    })
}

/// "can you do that, Tom": a known name that ends the sentence after a pause.
fn called_at_end(talk: &Talk, heard: &Heard) -> Option<usize> {
    heard.first(Cue::Request)?;
    let said = &heard.said;
    let at = said.len().checked_sub(1)?;
    let mention = talk.names.at(&talk.document.text, said, at)?;
    (at > 0 && said[at - 1].pause > Pause::None && mention.ending == Ending::None).then_some(mention.person)
}

/// A sentence beside the request, in the same turn, that only calls somebody: "Gethin?"
fn called_beside(talk: &Talk, core: usize) -> Option<usize> {
    let block = talk.unit(core).block;
    let beside = [core.checked_sub(1), Some(core + 1).filter(|&unit| unit < talk.count())];
    beside.into_iter().flatten().filter(|&unit| talk.unit(unit).block == block).find_map(|unit| {
        let heard = talk.hear(unit);
        let words = heard.said.len();
        let at = words.checked_sub(1).filter(|_| words <= 4)?;
        let is_person = (at.saturating_sub(1)..=at).find_map(|k| {
            talk.names.at(&talk.document.text, &heard.said, k).filter(|m| k + m.words == words)
        });
        is_person.map(|mention| mention.person)
    })
}

/// The one other speaker who takes it on or, if nobody does, the one who says yes; nobody if two do.
fn who_complies(talk: &Talk, core: usize) -> Option<usize> {
    let asker = talk.unit(core).speaker?;
    let (mut promised, mut agreed): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    for unit in core + 1..(core + 1 + ANSWER_WITHIN).min(talk.count()) {
        let speaker = talk.unit(unit).speaker?;
        if speaker == asker {
            continue;
        }
        let heard = talk.hear(unit);
        if is_any_promise(&heard) {
            promised.push(speaker);
        } else if heard.hits.iter().any(|hit| hit.cue == Cue::Comply && hit.from <= 1) {
            agreed.push(speaker);
        } else {
            break;
        }
    }
    let takers = if promised.is_empty() { agreed } else { promised };
    let first = *takers.first()?;
    if takers.iter().any(|&speaker| speaker != first) {
        return None;
    }
    talk.names.of_speaker(first)
}

fn is_any_promise(heard: &Heard) -> bool {
    (0..heard.said.len()).any(|at| is_promise(heard, at))
}

/// After "somebody should": who says "I'll do it" in the next turns.
fn volunteer(talk: &Talk, core: usize, heard: &Heard) -> Option<Owner> {
    const THAT: [u64; 5] = [h("it"), h("that"), h("this"), h("one"), h("them")];
    if heard.first(Cue::Nobody).is_none() && heard.first(Cue::Group).is_none() {
        return None;
    }
    (core + 1..(core + 1 + ANSWER_WITHIN).min(talk.count())).find_map(|unit| {
        if talk.other_speaker(core, unit) != Some(true) {
            return None;
        }
        let heard = talk.hear(unit);
        let takes = heard.said.len() <= 8
            && is_any_promise(&heard)
            && heard.said.iter().any(|word| among(word.hash, &THAT));
        let person = talk.names.of_speaker(talk.unit(unit).speaker?)?;
        takes.then(|| owner(talk, person, OwnerBasis::Speaker))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::testing::talk as lines;
    use crate::model::people::{People, Person};
    use crate::model::units::Units;

    /// The owner of the unit that holds `core`.
    fn owner_of(text: &str, core: &str) -> Option<(String, OwnerBasis)> {
        let document = lines(text);
        let units = Units::of(&document);
        let people = People::new(vec![Person {
            name: "Priya Shah".into(),
            aliases: vec!["PS".into()],
            team: Some("Platform".into()),
        }]);
        let talk = Talk::of(&document, &units, &people);
        let core = (0..talk.count()).find(|&unit| talk.text(unit).contains(core)).expect("the core is there");
        find_owner(&talk, core, &[core]).map(|owner| (owner.name, owner.basis))
    }

    #[test]
    fn owners_are_proved_or_not_named() {
        use OwnerBasis::{Addressed, Named, Speaker};
        /// Name, talk, what the core holds, and the owner.
        type Case = (&'static str, &'static str, &'static str, Option<(&'static str, OwnerBasis)>);
        let cases: &[Case] = &[
            ("promise", "Ann Field: I'll, um, I'll send the file.", "send", Some(("Ann Field", Speaker))),
            ("speaker nobody named", "I'll send the file.", "send", None),
            (
                "asked by name",
                "Ann: Tom, can you check the price?\nTom: Yes.",
                "check",
                Some(("Tom", Addressed)),
            ),
            (
                "asked by name at the end",
                "Ann: can you check the price, Tom\nTom: x",
                "check",
                Some(("Tom", Addressed)),
            ),
            (
                "asked and answered",
                "Ann: Can you check the price?\nTom: Sure, I'll do that.\nEva: ok",
                "check",
                Some(("Tom", Addressed)),
            ),
            ("asked, two answer", "Ann: Can you check the price?\nTom: Sure.\nEva: Yes.", "check", None),
            ("asked, no answer", "Ann: Can you check the price?\nTom: It rained.", "check", None),
            (
                "called beside",
                "Ann: Can you check the price? Tom?\nEva: Yes\nTom: hm",
                "check",
                Some(("Tom", Addressed)),
            ),
            (
                "called, then a deed",
                "Ann: Ok, Tom, put that on the list please\nTom: yeah",
                "put",
                Some(("Tom", Addressed)),
            ),
            ("named", "Ann: Tom will write the draft.\nTom: ok", "write", Some(("Tom", Named))),
            (
                "named, from the people file",
                "Ann: Priya needs to sign the form.",
                "sign",
                Some(("Priya Shah", Named)),
            ),
            (
                "two of that name",
                "Ann Field: hi\nAnn Hill: hi\nTom: Ann will write the draft.",
                "write",
                None,
            ),
            (
                "second name tells",
                "Ann Field: hi\nAnn Hill: hi\nTom: Ann Hill will write the draft.",
                "write",
                Some(("Ann Hill", Named)),
            ),
            (
                "unknown name",
                "Ann: send it over and Bethan'll do it next week",
                "Bethan",
                Some(("Bethan", Named)),
            ),
            ("a thing is no person", "Ann: I think Jenkins will break again", "Jenkins", None),
            ("team", "Ann: the data team will merge them", "merge", Some(("Data team", Named))),
            (
                "role unknown",
                "Ann: the project manager will ring the bank",
                "ring",
                Some(("Project manager", Named)),
            ),
            (
                "role known",
                "Ann: I'm the project manager.\nTom: the project manager will ring the bank",
                "ring",
                Some(("Ann", Named)),
            ),
            ("nobody", "Ann: Someone should sit down with him.\nTom: Yeah.", "sit", None),
            ("we", "Ann: We need to book the room.", "book", None),
            (
                "volunteer",
                "Ann: Someone should book the room.\nTom: I'll do that.",
                "book",
                Some(("Tom", Speaker)),
            ),
            (
                "two people",
                "Ann: Tom and Eva will meet the bank.\nTom: x\nEva: y",
                "meet",
                Some(("Tom and Eva", Named)),
            ),
            ("reported", "Ann: He said I'll get back to you.", "back", None),
        ];
        for (name, text, core, expected) in cases {
            let found = owner_of(text, core);
            assert_eq!(found.as_ref().map(|(n, b)| (n.as_str(), *b)), *expected, "{name}");
        }
    }
}
