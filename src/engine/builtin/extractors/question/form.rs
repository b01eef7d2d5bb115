//! The form of a question: whether a sentence asks without a mark, which word asks, and what an answer must hold.

use crate::engine::builtin::listen::{Heard, Talk};
use crate::engine::builtin::spoken::{among, h};

/// What an answer must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wants {
    Anything,
    YesOrNo,
    Person,
    Time,
    Number,
}

const QUESTION_WORDS: [u64; 14] = [
    h("who"),
    h("what"),
    h("when"),
    h("where"),
    h("which"),
    h("why"),
    h("how"),
    h("whose"),
    h("who's"),
    h("what's"),
    h("where's"),
    h("how's"),
    h("when's"),
    h("whom"),
];

/// What kind of answer the question wants.
pub(super) fn wanted(heard: &Heard) -> Wants {
    let at = asking_word(heard);
    let (word, next) = (heard.hash(at), heard.hash(at + 1));
    if among(word, &[h("who"), h("who's"), h("whose"), h("whom")]) {
        Wants::Person
    } else if among(word, &[h("when"), h("when's")]) {
        Wants::Time
    } else if word == h("how") && among(next, &[h("many"), h("much"), h("long"), h("old")]) {
        Wants::Number
    } else if among(word, &QUESTION_WORDS) {
        Wants::Anything
    } else {
        Wants::YesOrNo
    }
}

/// Index of the word that asks: the first question word, else the start.
pub(super) fn asking_word(heard: &Heard) -> usize {
    let early = heard.said.len().min(8);
    heard.said[..early].iter().position(|word| among(word.hash, &QUESTION_WORDS)).unwrap_or(0)
}

/// Whether a question may begin with the word.
pub(in crate::engine::builtin) fn may_begin_question(hash: u64) -> bool {
    among(hash, &QUESTION_WORDS) || among(hash, &INVERTED)
}

/// A quick look before a unit without a question mark is heard in full.
pub(super) fn may_ask(talk: &Talk, unit: usize) -> bool {
    let text = talk.text(unit);
    if text.ends_with(['.', '!']) {
        return false;
    }
    talk.entries_of(unit).iter().take(4).any(|entry| entry.asks())
}

const INVERTED: [u64; 20] = [
    h("is"),
    h("are"),
    h("do"),
    h("does"),
    h("did"),
    h("can"),
    h("could"),
    h("should"),
    h("would"),
    h("will"),
    h("has"),
    h("have"),
    h("was"),
    h("were"),
    h("isn't"),
    h("aren't"),
    h("don't"),
    h("doesn't"),
    h("shall"),
    h("am"),
];

const SUBJECTS: [u64; 16] = [
    h("i"),
    h("we"),
    h("you"),
    h("he"),
    h("she"),
    h("it"),
    h("they"),
    h("there"),
    h("this"),
    h("that"),
    h("the"),
    h("these"),
    h("those"),
    h("anyone"),
    h("anybody"),
    h("someone"),
];

const LEADS: [u64; 12] = [
    h("so"),
    h("and"),
    h("but"),
    h("okay"),
    h("ok"),
    h("well"),
    h("then"),
    h("or"),
    h("right"),
    h("yeah"),
    h("oh"),
    h("no"),
];

/// Whether a sentence without a question mark is a question by its form: "so who signs", "do we charge them".
pub(super) fn asks_by_form(heard: &Heard) -> bool {
    let at = heard.said.iter().take(3).take_while(|word| among(word.hash, &LEADS)).count();
    let (first, second) = (heard.hash(at), heard.hash(at + 1));
    if among(first, &INVERTED) {
        return among(second, &SUBJECTS);
    }
    // "when we go" is no question, "when do we go" and "who signs" are.
    if among(first, &[h("who"), h("who's"), h("whose"), h("what's"), h("where's")]) {
        return heard.said.len() - at >= 3;
    }
    among(first, &QUESTION_WORDS) && (at + 1..at + 4).any(|k| among(heard.hash(k), &INVERTED))
}

/// Questions that want no answer: check-backs, thinking aloud, turns of speech.
pub(super) fn is_rhetorical(heard: &Heard) -> bool {
    const TURNS: [&[u64]; 14] = [
        &[h("why"), h("don't"), h("we")],
        &[h("why"), h("don't"), h("you")],
        &[h("how"), h("about")],
        &[h("what"), h("about")],
        &[h("what"), h("if")],
        &[h("who"), h("knows")],
        &[h("who"), h("cares")],
        &[h("you"), h("know")],
        &[h("does"), h("that"), h("make"), h("sense")],
        &[h("any"), h("questions")],
        &[h("can"), h("i"), h("just")],
        &[h("can"), h("you")],
        &[h("could"), h("you")],
        &[h("would"), h("you")],
    ];
    let at = heard.said.iter().take(3).take_while(|word| among(word.hash, &LEADS)).count();
    TURNS.iter().any(|turn| turn.iter().enumerate().all(|(k, word)| heard.hash(at + k) == *word))
}
