//! Who a sentence names as the one to do it: "Ann will", "Tom, can you", "the data team needs to". Takes the words of a
//! sentence and a place among them, gives the owner named there.

use super::cues::Cue;
use super::deeds::is_deed;
use super::listen::{Heard, Talk};
use super::names::{Ending, is_role_noun, split_ending};
use super::spoken::{Pause, Said, among, h, is_month};
use crate::model::finding::{Owner, OwnerBasis};
use crate::text::words::capitalised;

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

/// A known name at word `at` that is given something to do.
pub(super) fn by_name(talk: &Talk, heard: &Heard, at: usize) -> Option<Owner> {
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
    (pause && is_call && is_deed(heard.hash(next))).then_some(Owner { name, basis: OwnerBasis::Addressed })
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
pub(super) fn by_group(talk: &Talk, heard: &Heard, at: usize) -> Option<Owner> {
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
        let name = talk.names.display(person).to_owned();
        return Some(Owner { name, basis: OwnerBasis::Named });
    }
    let name = talk.names.team(name).map_or_else(|| capitalised(name), str::to_owned);
    Some(Owner { name, basis: OwnerBasis::Named })
}

/// A name nobody told us about: capitalised inside a sentence, and said to do what people do.
pub(super) fn unknown_person(text: &str, said: &[Said], at: usize) -> Option<String> {
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
