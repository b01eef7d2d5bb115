//! Sentences that say something is done: "I've already sent it", "the contract's signed", "we shipped that".
//! Takes the words of a sentence, says whether it is one.

use crate::text::facts::is_contracted_not;
use crate::text::words::{Word, hash_word};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Past forms of what people finish.
const FINISHED: &str = "done finished completed complete sent shipped merged fixed resolved closed deployed released \
    published delivered submitted signed approved booked ordered paid uploaded installed updated filed posted emailed \
    mailed scheduled drafted reviewed tested checked cancelled canceled removed sorted migrated bought printed shared";

/// With one of these anywhere the speaker is not sure.
const UNSURE: &str = "maybe perhaps probably think guess hopefully supposedly remember unless";

/// Words that point back to what was said before.
const POINTERS: &str = "it it's that that's this them those they they're";

/// A longer sentence speaks of more than one thing.
const MOST_WORDS: usize = 25;

/// One of these leads up to the past form, unless the sentence begins with it: "Sent that on Monday".
const BEFORE_FINISHED: &str = "have has had 've 's is are was were been got gets already i we he she they \
    all just now finally";

/// With one of these the sentence is about what is not so, or not yet.
const NOT_YET: &str = "not never no yet if when once until till unless before after will would should could can may might \
    must need needs want wants to be get gonna going let let's lets almost nearly hopefully whether haven't hasn't \
    without gotta i'll we'll you'll he'll she'll they'll it'll supposed";

static FINISHED_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(FINISHED));
static BEFORE_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(BEFORE_FINISHED));
static UNSURE_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(UNSURE));
static POINTERS_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(POINTERS));
static NOT_YET_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(NOT_YET));

fn set(words: &str) -> FxHashSet<u64> {
    words.split_whitespace().map(hash_word).collect()
}

/// How far before the past form its helper may stand, in words: "I have now finally sent it".
const REACH: usize = 4;

/// How clearly a sentence says that something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Done {
    /// It says "already", or is little more than "done": it may speak of what was just said.
    pub answers: bool,
}

/// Whether the sentence with these words of `text` says that something is done. Questions, conditions, plans and
/// negations do not.
pub(super) fn read_done(text: &str, sentence: &str, words: &[Word]) -> Option<Done> {
    let is_unsure = words.iter().any(|word| UNSURE_SET.contains(&word.hash));
    if words.len() > MOST_WORDS || is_unsure || sentence.trim_end().ends_with('?') {
        return None;
    }
    let position = words.iter().enumerate().position(|(position, word)| {
        FINISHED_SET.contains(&word.hash) && has_helper(text, words, position)
    })?;
    // What follows the past form may be a plan of its own; what leads up to it must be none.
    let from = position.saturating_sub(6);
    let is_denied = words[from..position]
        .iter()
        .any(|word| NOT_YET_SET.contains(&word.hash) || is_contracted_not(word.of(text)));
    let is_cut_short = words[position..]
        .iter()
        .any(|word| word.hash == hash_word("yet") || word.hash == hash_word("except"));
    if is_denied || is_cut_short {
        return None;
    }
    let says_already = words.iter().any(|word| word.hash == hash_word("already"));
    // Only a word that points back makes it an answer: "we already closed the shop" speaks of the shop.
    let points_back =
        words[0].hash == hash_word("done") || words.iter().any(|word| POINTERS_SET.contains(&word.hash));
    Some(Done { answers: points_back && words.len() <= 12 && (says_already || words.len() <= 4) })
}

fn has_helper(text: &str, words: &[Word], position: usize) -> bool {
    if position == 0 {
        return words[0].hash == hash_word("done") || words.len() > 1;
    }
    words[position.saturating_sub(REACH)..position].iter().any(|word| {
        let shown = word.of(text);
        let ending = shown.find(['\'', '’']).map(|at| &shown[at..]);
        BEFORE_SET.contains(&word.hash)
            || ending.is_some_and(|ending| ["'s", "'ve", "’s", "’ve", "'d", "’d"].contains(&ending))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::split_words;

    fn done(sentence: &str) -> Option<Done> {
        let mut words = Vec::new();
        split_words(sentence, 0, &mut words);
        read_done(sentence, sentence, &words)
    }

    #[test]
    fn tells_done_from_planned() {
        for sentence in [
            "I've already sent it.",
            "Done, yeah.",
            "The contract is signed, it came back on Monday.",
            "We shipped the new login page last week.",
            "It's done. It's on the box.",
            "That pull request has been merged.",
            "Sent that to Greta on Tuesday.",
        ] {
            assert!(done(sentence).is_some(), "{sentence}");
        }
        for sentence in [
            "Is the contract signed?",
            "It isn't done yet.",
            "I'll get it done by Friday.",
            "When it's finished we can talk.",
            "I haven't sent it.",
            "It needs to be signed by Monday.",
            "We should have it merged tomorrow.",
            "The insurance will be done by then.",
            "We like the old page.",
            "I think I already sent it, maybe.",
        ] {
            assert!(done(sentence).is_none(), "{sentence}");
        }
        assert!(done("I've already sent it.").is_some_and(|done| done.answers));
        assert!(!done("Yeah, we already closed the docs.").is_some_and(|done| done.answers));
        assert!(!done("We shipped the new login page last week.").is_some_and(|done| done.answers));
    }
}
