//! Who is to do it, as far as the text proves it. Takes the units of an action, gives an owner with what shows it, or
//! nothing. A wrong owner is worse than none: whatever is ambiguous has no owner.

use super::cues::Cue;
use super::deeds::is_deed;
use super::listen::{Heard, Talk};
use super::names::{Ending, is_role_noun, split_ending};
use super::spoken::{Pause, Said, among, h, is_month};
use crate::model::finding::{Owner, OwnerBasis};

/// How many units after a request an answer may come.
const ANSWER_WITHIN: usize = 4;

/// Words that put a duty on the name before them.
const MODALS: [u64; 13] = [
    h("will"),
    h("should"),
    h("can"),
    h("could"),
    h("must"),
    h("shall"),
    h("needs"),
    h("has"),
    h("to"),
    h("is"),
    h("was"),
    h("gonna"),
    h("ought"),
];
/// What must follow the modals of which the word alone says nothing.
const DUTY_AFTER: [(u64, &[u64]); 4] = [
    (h("needs"), &[h("to")]),
    (h("has"), &[h("to")]),
    (h("is"), &[h("going"), h("gonna"), h("to")]),
    (h("was"), &[h("going"), h("gonna"), h("to")]),
];
/// Capitalised words that are no people.
const NOT_PEOPLE: [u64; 18] = [
    h("monday"),
    h("tuesday"),
    h("wednesday"),
    h("thursday"),
    h("friday"),
    h("saturday"),
    h("sunday"),
    h("the"),
    h("this"),
    h("that"),
    h("what"),
    h("who"),
    h("which"),
    h("nobody"),
    h("everyone"),
    h("someone"),
    h("god"),
    h("god's"),
];
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

/// A known name at word `at` that is given something to do.
fn by_name(talk: &Talk, heard: &Heard, at: usize) -> Option<Owner> {
    const AND: u64 = h("and");
    let text = &talk.document.text;
    let said = &heard.said;
    let mention = talk.names.at(text, said, at)?;
    let mut next = at + mention.words;
    let mut name = talk.names.display(mention.person).to_owned();
    // "Ann and Tom will": both.
    if heard.hash(next) == AND
        && let Some(second) = talk.names.at(text, said, next + 1)
        && has_duty(heard, next + 1 + second.words, second.ending)
    {
        name = format!("{name} and {}", talk.names.display(second.person));
        next += 1 + second.words;
    }
    if has_duty(heard, next, mention.ending) {
        // "Ann, will you": a question to her.
        let asks = heard.hash(next + 1) == h("you");
        // "ask Ann to": the speaker's promise was met before; "to Ann to" is no duty.
        let basis = if asks { OwnerBasis::Addressed } else { OwnerBasis::Named };
        return Some(Owner { name, basis });
    }
    let asked = heard.hits.iter().any(|hit| {
        hit.cue == Cue::Request
            && (next..=next + 2).contains(&hit.from)
            && (hit.from == next || said[next.max(1) - 1].pause > Pause::None || hit.phrase.contains("you"))
    });
    if asked {
        return Some(Owner { name, basis: OwnerBasis::Addressed });
    }
    // "Ok, Femi, put that on the list please": a call, a pause and a deed.
    let pause = said[next - 1].pause > Pause::None;
    let is_call = at == 0 || said[at - 1].pause > Pause::None;
    (pause && is_call && is_deed(heard.hash(next)))
        .then_some(Owner { name, basis: OwnerBasis::Addressed })
}

/// Whether what stands at `at` puts a duty on the name before it.
fn has_duty(heard: &Heard, at: usize, ending: Ending) -> bool {
    // "Ann will say it's the freeze": foretold, not to be done.
    const FORETOLD: [u64; 12] = [
        h("say"),
        h("think"),
        h("know"),
        h("want"),
        h("need"),
        h("see"),
        h("like"),
        h("love"),
        h("hate"),
        h("complain"),
        h("remember"),
        h("never"),
    ];
    let modal_is_will = ending == Ending::Will || heard.hash(at) == h("will");
    if modal_is_will && among(heard.hash(at + usize::from(ending != Ending::Will)), &FORETOLD) {
        return false;
    }
    match ending {
        Ending::Will => true,
        Ending::Is => {
            matches!(heard.hash(at), hash if hash == h("going") || hash == h("gonna") || hash == h("got"))
                && heard.hash(at + 1) != h("on")
        }
        Ending::None => {
            let modal = heard.hash(at);
            among(modal, &MODALS)
                && heard
                    .said
                    .get(at.wrapping_sub(1))
                    .is_none_or(|name| name.pause == Pause::None || heard.hash(at + 1) == h("you"))
                && DUTY_AFTER
                    .iter()
                    .find(|(word, _)| *word == modal)
                    .is_none_or(|(_, after)| among(heard.hash(at + 1), after))
                && heard.hash(at + 1) != h("not")
                && heard.hash(at + 1) != h("be")
        }
    }
}

/// "the data team will", "the project manager needs to".
fn by_group(talk: &Talk, heard: &Heard, at: usize) -> Option<Owner> {
    const ARTICLES: [u64; 4] = [h("the"), h("our"), h("my"), h("your")];
    const TEAMS: [u64; 8] = [
        h("team"),
        h("group"),
        h("committee"),
        h("department"),
        h("squad"),
        h("office"),
        h("board"),
        h("crew"),
    ];
    let text = &talk.document.text;
    if !among(heard.hash(at), &ARTICLES) {
        return None;
    }
    let end = (at + 2..(at + 5).min(heard.said.len())).find(|&k| {
        among(split_ending(text, &heard.said[k]).0, &TEAMS)
            || is_role_noun(split_ending(text, &heard.said[k]).0)
    });
    let noun = end.or_else(|| {
        (at + 1 < heard.said.len() && is_role_noun(split_ending(text, &heard.said[at + 1]).0))
            .then_some(at + 1)
    })?;
    let (hash, ending) = split_ending(text, &heard.said[noun]);
    // "the board to" is mostly a direction.
    if !has_duty(heard, noun + 1, ending)
        || heard.hash(noun + 1) == h("to")
        || heard.said[at..noun].iter().any(|word| word.pause > Pause::None)
    {
        return None;
    }
    let last = &heard.said[noun];
    let words = text.get(heard.said[at + 1].start..last.end)?;
    let bare = words.trim_end_matches(['\'', '’', 'l', 's']).len();
    let name =
        if ending == Ending::None { words } else { words.get(..words.rfind(['\'', '’']).unwrap_or(bare))? };
    if is_role_noun(hash)
        && let Some(person) = talk.names.role(name)
    {
        return Some(owner(talk, person, OwnerBasis::Named));
    }
    let name = talk.names.team(name).map_or_else(|| with_capital(name), str::to_owned);
    Some(Owner { name, basis: OwnerBasis::Named })
}

fn with_capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name nobody told us about: capitalised inside a sentence, and said to do what people do.
fn unknown_person(text: &str, said: &[Said], at: usize) -> Option<String> {
    let word = said.get(at).filter(|_| at > 0)?;
    let whole = text.get(word.start..word.end)?;
    let mut letters = whole.chars();
    let is_name = letters.next()?.is_uppercase()
        && letters.next()?.is_lowercase()
        && !letters.any(|c| c.is_uppercase() || c.is_numeric());
    let (hash, ending) = split_ending(text, word);
    let before = text.get(..word.start)?.trim_end();
    if !is_name
        || is_month(hash)
        || among(hash, &NOT_PEOPLE)
        || hash == h("i")
        || before.ends_with(['.', '?', '!', '"'])
        || super::terms::is_everyday(hash)
    {
        return None;
    }
    let deed = match ending {
        Ending::Will => at + 1,
        Ending::None if said.get(at + 1)?.hash == h("will") => at + 2,
        Ending::None if said.get(at + 1)?.hash == h("needs") && said.get(at + 2)?.hash == h("to") => at + 3,
        Ending::None if said.get(at + 1)?.hash == h("to") && is_asked_for(said, at) => at + 2,
        _ => return None,
    };
    if !is_deed(said.get(deed)?.hash)
        || at
            .checked_sub(1)
            .is_some_and(|b| among(said[b].hash, &[h("the"), h("a"), h("our"), h("if"), h("on"), h("in")]))
    {
        return None;
    }
    Some(whole.split(['\'', '’']).next()?.to_owned())
}

/// "get Bethan to": somebody wants the named one to do it.
fn is_asked_for(said: &[Said], at: usize) -> bool {
    at > 0 && among(said[at - 1].hash, &[h("want"), h("need"), h("like")])
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
