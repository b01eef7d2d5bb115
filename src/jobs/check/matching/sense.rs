//! What a sentence does with an act it names: asks for it, forbids it, allows it, or tells of it. Takes words, gives the
//! force that holds at one of them, and where an exception begins.

use crate::text::words::{Word, hash_word};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a sentence does with an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Force {
    /// Asks for it.
    Duty,
    /// Forbids it.
    Ban,
    /// Allows it.
    Permission,
    /// Tells of it.
    Plain,
    /// Tells that it is not so.
    Denied,
}

/// What a single word does to the force of those after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    /// Asks: must, shall.
    Must,
    /// Advises: should.
    Should,
    /// Allows: may, entitled.
    May,
    /// Denies: not, never.
    Not,
    /// Denies as the subject: nothing, neither, no.
    None,
    /// Stands in the way: prohibit, prevent, restrict.
    Bar,
    /// Opens an exception.
    Except,
    /// Leaves nothing else: only, solely.
    Only,
}

const CUES: &[(Cue, &str)] = &[
    (
        Cue::Must,
        "shall must will required obliged obligated agrees agree undertakes undertake covenants responsible has have ensure ensures",
    ),
    (Cue::Should, "should ought recommended encouraged expected"),
    (
        Cue::May,
        "may can could entitled permitted allowed free authorized authorised right permits allows option discretion liberty able",
    ),
    (Cue::Not, "not cannot never can't won't shan't mustn't don't doesn't without nor refrain avoid refuse"),
    (Cue::None, "nothing neither none no nobody"),
    (
        Cue::Bar,
        "prohibit prohibits prohibited prohibiting forbid forbids forbidden prevent prevents prevented preclude precludes precluded \
         restrict restricts restricted bar barred limit limits limiting restrain banned disallowed",
    ),
    (Cue::Except, "except unless excepting save excluding notwithstanding other-than"),
    (Cue::Only, "only solely exclusively strictly"),
];

static CUE_WORDS: LazyLock<FxHashMap<u64, Cue>> = LazyLock::new(|| {
    let pairs = CUES
        .iter()
        .flat_map(|&(cue, words)| words.split_whitespace().map(move |word| (hash_word(word), cue)));
    pairs.collect()
});

/// The cue of one word.
pub(super) fn cue_of(hash: u64) -> Option<Cue> {
    CUE_WORDS.get(&hash).copied()
}

const HAS: [u64; 2] = [hash_word("has"), hash_word("have")];
const TO: u64 = hash_word("to");
const OTHER: u64 = hash_word("other");
const THAN: u64 = hash_word("than");
const PROVIDED: u64 = hash_word("provided");
const THAT: u64 = hash_word("that");
const NO: u64 = hash_word("no");
const LONGER: [u64; 4] = [hash_word("later"), hash_word("longer"), hash_word("less"), hash_word("more")];

/// Words that begin a clause of their own: in "shall not include what is developed by others" nobody is forbidden to develop.
const CLAUSE: [u64; 8] = [
    hash_word("that"),
    hash_word("which"),
    hash_word("who"),
    hash_word("whom"),
    hash_word("is"),
    hash_word("are"),
    hash_word("was"),
    hash_word("were"),
];

/// Words that are looked back over for what governs an act.
const REACH: usize = 28;
/// Between a denying subject and its verb stand at most so many words.
const SUBJECT_REACH: usize = 8;

/// The cue at a word, told from its neighbours where the word alone does not tell.
pub fn cue_at(words: &[Word], at: usize) -> Option<Cue> {
    let hash = words[at].hash;
    let next = words.get(at + 1).map_or(0, |word| word.hash);
    if hash == OTHER && next == THAN || hash == PROVIDED && next == THAT {
        return Some(Cue::Except);
    }
    if HAS.contains(&hash) && next != TO || hash == NO && LONGER.contains(&next) {
        return None;
    }
    cue_of(hash)
}

/// The force that holds for the act at word `act`.
pub fn force_at(words: &[Word], act: usize) -> Force {
    let from = act.saturating_sub(REACH);
    let (mut modal, mut negated, mut bars, mut denied) = (None, false, 0, false);
    let mut at = act;
    while at > from {
        at -= 1;
        if modal.is_none() && CLAUSE.contains(&words[at].hash) {
            break;
        }
        match (cue_at(words, at), modal) {
            (Some(Cue::Must | Cue::Should), None) => modal = Some((Force::Duty, at)),
            (Some(Cue::May), None) => modal = Some((Force::Permission, at)),
            (Some(Cue::Not), None) => negated = true,
            // "will not be permitted to": the word before the modal one denies it.
            (Some(Cue::Not), Some((_, place))) if place - at <= 2 => negated = true,
            (Some(Cue::None), None) if act - at <= SUBJECT_REACH => denied = true,
            (Some(Cue::None), Some((_, place))) if place - at <= SUBJECT_REACH => denied = true,
            (Some(Cue::Bar), _)
                if modal.is_none_or(|(_, place)| at > place || place - at <= SUBJECT_REACH) =>
            {
                bars += 1;
            }
            (Some(Cue::Except), None) if act - at > 2 => break,
            _ => {}
        }
    }
    let denials = usize::from(negated) + usize::from(denied) + usize::from(bars > 0);
    match (modal.map(|(force, _)| force), denials % 2 == 1) {
        // "nothing shall prevent", "shall not be precluded from".
        _ if bars > 0 && (negated || denied) => Force::Permission,
        (_, true) if bars > 0 => Force::Ban,
        (Some(_), true) => Force::Ban,
        (Some(force), false) => force,
        (None, true) => Force::Denied,
        (None, false) => Force::Plain,
    }
}

/// Index of the word at which an exception begins after word `act`, or stands before it.
pub fn exception(words: &[Word], act: usize) -> Option<usize> {
    let is_exception = |&at: &usize| matches!(cue_at(words, at), Some(Cue::Except | Cue::Only));
    (act..words.len()).find(is_exception).or_else(|| (act.saturating_sub(REACH)..act).find(is_exception))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::split_words;

    #[test]
    fn forces() {
        use Force::*;
        let cases = [
            ("The Recipient shall not disclose it.", "disclose", Ban),
            ("The Recipient shall keep it secret and may disclose it to counsel.", "disclose", Permission),
            ("Neither party may disclose the terms.", "disclose", Ban),
            (
                "Nothing in this Agreement shall prevent either party from disclosing it.",
                "disclosing",
                Permission,
            ),
            ("The Recipient shall not be precluded from using it.", "using", Permission),
            ("Employees are prohibited from copying records.", "copying", Ban),
            ("You agree not to copy, lend or sell it.", "sell", Ban),
            ("The vendor must notify us.", "notify", Duty),
            ("The vendor notified us.", "notified", Plain),
            ("The vendor has to notify us.", "notify", Duty),
            ("The vendor has a duty.", "duty", Plain),
            ("It shall not include data that is developed by others.", "developed", Plain),
            ("It is not marked.", "marked", Denied),
            ("Supplier shall pay no later than 30 days.", "days", Duty),
        ];
        for (text, act, expected) in cases {
            let mut words = Vec::new();
            split_words(text, 0, &mut words);
            let at = words.iter().position(|word| word.of(text) == act).unwrap();
            assert_eq!(force_at(&words, at), expected, "{text}");
        }
    }
}
