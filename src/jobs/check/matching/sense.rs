//! What a sentence does with an act it names: asks for it, forbids it, allows it, or tells of it. Takes words, gives the
//! force that holds at one of them, and where an exception begins.

use super::chance::{denies_surety, is_forecast, is_soft};
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
    /// Says that nobody has to: "need not", "is not required to".
    Freed,
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
    (
        Cue::Not,
        "not cannot never can't won't shan't mustn't don't doesn't without nor refrain abstain desist avoid refuse",
    ),
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

/// Words that begin a clause of their own: in "shall not include data that is developed by others" nobody is forbidden to
/// develop.
const CLAUSE: [u64; 5] =
    [hash_word("that"), hash_word("which"), hash_word("who"), hash_word("whom"), hash_word("what")];
/// A verb of the clause itself: before it only its subject can deny the act, as in "no right is granted".
const BEING: [u64; 4] = [hash_word("is"), hash_word("are"), hash_word("was"), hash_word("were")];
/// Subjects that open a clause without a joining word: "information it receives".
const PRONOUNS: [u64; 6] = [
    hash_word("it"),
    hash_word("they"),
    hash_word("we"),
    hash_word("he"),
    hash_word("she"),
    hash_word("you"),
];
const NOT: u64 = hash_word("not");
const LIMITED: u64 = hash_word("limited");
const WITHOUT: u64 = hash_word("without");
const BE: u64 = hash_word("be");
/// Verbs by which an act that is named as a thing is done or allowed: "copies shall not be made".
const LIGHT: [u64; 10] = [
    hash_word("made"),
    hash_word("done"),
    hash_word("given"),
    hash_word("taken"),
    hash_word("undertaken"),
    hash_word("performed"),
    hash_word("permitted"),
    hash_word("allowed"),
    hash_word("prohibited"),
    hash_word("forbidden"),
];
/// Words that hold back what they name: a ban only in the passive or with "from".
const HOLDING_BACK: [u64; 14] = [
    hash_word("prevent"),
    hash_word("prevents"),
    hash_word("prevented"),
    hash_word("preventing"),
    hash_word("restrict"),
    hash_word("restricts"),
    hash_word("restricted"),
    hash_word("restricting"),
    hash_word("limit"),
    hash_word("limits"),
    hash_word("limited"),
    hash_word("limiting"),
    hash_word("bar"),
    hash_word("restrain"),
];
const PAST_BARS: [u64; 3] = [hash_word("prevented"), hash_word("restricted"), hash_word("limited")];
/// Words for a duty that can be lifted; "shall not" forbids.
const RELEASABLE: [u64; 7] = [
    hash_word("required"),
    hash_word("obliged"),
    hash_word("obligated"),
    hash_word("responsible"),
    hash_word("expected"),
    hash_word("has"),
    hash_word("have"),
];
const DUTY_NOUNS: [u64; 4] =
    [hash_word("obligation"), hash_word("duty"), hash_word("requirement"), hash_word("need")];
const NEED: u64 = hash_word("need");
const FROM: u64 = hash_word("from");
/// "prevents the other party from": so far apart.
const BAR_FROM_REACH: usize = 9;
/// An act named as a thing stands so near to the start of its sentence …
const THING_REACH: usize = 6;
/// … and to its verb.
const THING_VERB_REACH: usize = 10;
/// A denial reaches so far to what stands in the way: "shall not be construed to limit".
const BAR_REACH: usize = 6;

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
    if matches!(cue_of(hash), Some(Cue::Not | Cue::None)) && denies_surety(words, at) {
        return None;
    }
    // "including but not limited to" holds nobody back.
    if is_open_list(words, at) || is_open_list(words, at + 1) || is_open_list(words, at + 2) {
        return None;
    }
    cue_of(hash)
}

/// Whether "limited" stands here in "not limited to" or "not be limited to".
fn is_open_list(words: &[Word], at: usize) -> bool {
    let is =
        |at: Option<usize>, hash: u64| at.and_then(|at| words.get(at)).is_some_and(|word| word.hash == hash);
    let (one, two) = (at.checked_sub(1), at.checked_sub(2));
    is(Some(at), LIMITED) && is(Some(at + 1), TO) && (is(one, NOT) || is(one, BE) && is(two, NOT))
}

/// What the text around a sentence does mostly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Gives rules.
    Rules,
    /// Tells what may come, as the risks of a business: there "may" allows nothing and "may not" forbids nothing.
    Forecasts,
}

/// The force that holds for the act at word `act`.
pub fn force_at(words: &[Word], act: usize, tone: Tone) -> Force {
    match force_before(words, act, tone) {
        Force::Plain => force_of_thing(words, act).unwrap_or(Force::Plain),
        force => force,
    }
}

/// The force that the words before an act give it.
fn force_before(words: &[Word], act: usize, tone: Tone) -> Force {
    let from = act.saturating_sub(REACH);
    let (mut modal, mut negated, mut bars, mut bar_at) = (None, false, 0, None);
    let mut hold_back = 0;
    // "grants no right"
    let mut denied = act + 1 < words.len() && cue_at(words, act + 1) == Some(Cue::None);
    let mut is_past_verb = false;
    let mut at = act;
    while at > from {
        at -= 1;
        let hash = words[at].hash;
        if modal.is_none() && begins_clause(words, at) {
            break;
        }
        is_past_verb |= modal.is_none() && BEING.contains(&hash);
        let cue = cue_at(words, at);
        if is_past_verb && modal.is_none() {
            denied |= cue == Some(Cue::None);
            // A duty before the verb is another verb's.
            if matches!(cue, Some(Cue::Must | Cue::Should)) {
                break;
            }
            continue;
        }
        match (cue, modal) {
            (Some(Cue::Must | Cue::Should), None) => modal = Some((Force::Duty, at)),
            (Some(Cue::May), None) => modal = Some((Force::Permission, at)),
            // "may, without consent, disclose" forbids nothing.
            (Some(Cue::Not), _) if hash == WITHOUT && act - at > 2 => {}
            (Some(Cue::Not), None) => negated = true,
            // "will not be permitted to": the word before the modal one denies it.
            (Some(Cue::Not), Some((_, place))) if place - at <= 2 => negated = true,
            (Some(Cue::Not), Some(_)) if bar_at.is_some_and(|bar: usize| bar - at <= BAR_REACH) => {
                negated = true;
            }
            (Some(Cue::None), None) if act - at <= SUBJECT_REACH => denied = true,
            (Some(Cue::None), Some((_, place))) if place - at <= SUBJECT_REACH || at == 0 => denied = true,
            (Some(Cue::Bar), _)
                if modal.is_none_or(|(_, place)| at > place || place - at <= SUBJECT_REACH) =>
            {
                match is_ban(words, at, act) {
                    true => bars += 1,
                    false => hold_back += 1,
                }
                bar_at = Some(at);
            }
            (Some(Cue::Except), None) if act - at > 2 => break,
            _ => {}
        }
    }
    let foretells =
        |place: usize| is_soft(words[place].hash) && (tone == Tone::Forecasts || is_forecast(words, place));
    if modal.is_some_and(|(_, place)| foretells(place) || place > 0 && foretells_before(words, place)) {
        return Force::Plain;
    }
    // "to prevent loss" alone forbids nothing; "shall prevent", "nothing limits" do something.
    let is_ruled = negated || denied || modal.is_some_and(|(force, _)| force == Force::Duty);
    if hold_back > 0 && is_ruled {
        bars += hold_back;
    }
    if bars == 0 && (negated || denied) && frees(words, from..act, modal.map(|(_, place)| place)) {
        return Force::Freed;
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

/// Whether what is denied before an act is the duty to do it: "is not required to", "has no obligation to", "need not".
fn frees(words: &[Word], before: std::ops::Range<usize>, modal: Option<usize>) -> bool {
    let is_near_denial = |at: usize, reach: usize| {
        (at.saturating_sub(reach)..at).any(|place| matches!(cue_at(words, place), Some(Cue::Not | Cue::None)))
    };
    if let Some(place) = modal {
        return RELEASABLE.contains(&words[place].hash) && is_near_denial(place, 2);
    }
    before.clone().any(|at| {
        let hash = words[at].hash;
        let is_need = hash == NEED && words.get(at + 1).is_some_and(|word| word.hash == NOT);
        is_need || DUTY_NOUNS.contains(&hash) && is_near_denial(at, 2)
    })
}

/// Whether a modal word is itself foretold: "will be able", "may be required".
fn foretells_before(words: &[Word], modal: usize) -> bool {
    (modal.saturating_sub(3)..modal).any(|at| is_soft(words[at].hash) && is_forecast(words, at))
}

/// Whether a word that holds back forbids the act by itself: "is prohibited from", "prevents the buyer from selling"; not "to
/// prevent loss", "limits its growth".
fn is_ban(words: &[Word], bar: usize, act: usize) -> bool {
    let hash = words[bar].hash;
    if !HOLDING_BACK.contains(&hash) {
        return true;
    }
    // "have prevented companies from selling" tells what was.
    let is_told = bar > 0 && HAS.contains(&words[bar - 1].hash);
    if !is_told
        && act > bar
        && words[bar + 1..act.min(bar + BAR_FROM_REACH)].iter().any(|word| word.hash == FROM)
    {
        return true;
    }
    let is_past = PAST_BARS.contains(&hash);
    is_past && (bar.saturating_sub(2)..bar).any(|at| words[at].hash == BE || BEING.contains(&words[at].hash))
}

/// Whether a word opens a clause of its own, so that what stands before it does not reach the act behind it.
fn begins_clause(words: &[Word], at: usize) -> bool {
    // "nor shall it disclose" is no clause of its own.
    let is_inverted = at > 0 && matches!(cue_at(words, at - 1), Some(Cue::Must | Cue::Should | Cue::May));
    CLAUSE.contains(&words[at].hash) || PRONOUNS.contains(&words[at].hash) && !is_inverted
}

/// The force of an act that is named as a thing and the subject of its sentence: "copies shall not be made".
fn force_of_thing(words: &[Word], act: usize) -> Option<Force> {
    if act > THING_REACH {
        return None;
    }
    let end = words.len().min(act + THING_VERB_REACH);
    let verb = (act + 1..end).find(|&at| LIGHT.contains(&words[at].hash))?;
    let between = act + 1..verb;
    if between.clone().any(|at| begins_clause(words, at)) {
        return None;
    }
    let is_passive = between.clone().any(|at| words[at].hash == BE || BEING.contains(&words[at].hash));
    if !is_passive {
        return None;
    }
    let cues = || between.clone().filter_map(|at| cue_at(words, at));
    let is_denied =
        cues().any(|cue| cue == Cue::Not) || (0..act).any(|at| cue_at(words, at) == Some(Cue::None));
    let force = match cue_at(words, verb) {
        Some(Cue::Bar) => Force::Ban,
        Some(Cue::May) => Force::Permission,
        _ => cues().find_map(|cue| match cue {
            Cue::Must | Cue::Should => Some(Force::Duty),
            Cue::May => Some(Force::Permission),
            _ => None,
        })?,
    };
    Some(match (force, is_denied) {
        (Force::Ban, true) => Force::Permission,
        (_, true) => Force::Ban,
        (force, false) => force,
    })
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
            (
                "Neither the buyer nor any of its staff, agents or other representatives shall sell it.",
                "sell",
                Ban,
            ),
            ("You agree not to copy, lend or sell it.", "sell", Ban),
            ("The vendor must notify us.", "notify", Duty),
            ("The vendor notified us.", "notified", Plain),
            ("The vendor has to notify us.", "notify", Duty),
            ("The vendor has a duty.", "duty", Plain),
            ("It shall not include data that is developed by others.", "developed", Plain),
            ("It is not marked.", "marked", Denied),
            ("Supplier shall pay no later than 30 days.", "days", Duty),
            ("No right or licence in the data is granted to the buyer.", "granted", Denied),
            ("No licence, other than those set out below, is granted.", "granted", Denied),
            ("Nothing herein is to be construed as granting a licence.", "granting", Denied),
            ("The owner grants no rights.", "grants", Denied),
            ("This shall not be construed to limit the right to develop tools.", "develop", Permission),
            ("Staff, including but not limited to managers, sell tickets.", "sell", Plain),
            ("The agent may, without the consent of the owner, sell it.", "sell", Permission),
            ("The buyer shall not resell data it receives.", "receives", Plain),
            ("Nor shall it disclose the price.", "disclose", Ban),
            ("Copies of the drawings shall not be made.", "Copies", Ban),
            ("Reproduction of this text is prohibited.", "Reproduction", Ban),
            ("Reproduction of this text is not permitted.", "Reproduction", Ban),
            ("The buyer is not required to notify the seller.", "notify", Freed),
            ("The buyer has no obligation to notify the seller.", "notify", Freed),
            ("Records need not be marked.", "marked", Freed),
            ("The buyer shall not be permitted to notify anybody.", "notify", Ban),
            ("We use encryption to prevent unauthorized access and loss.", "loss", Plain),
            ("The law prevents the buyer from selling it.", "selling", Ban),
            ("Regulators have prevented firms from selling it.", "selling", Plain),
            ("Our ability to respond may be limited.", "respond", Plain),
            ("We may be unable to respond to attacks.", "respond", Plain),
            ("There can be no assurance that we will develop it.", "develop", Duty),
            ("Thieves could obtain the records.", "obtain", Plain),
            ("Access to the vault is restricted.", "Access", Plain),
        ];
        for (text, act, expected) in cases {
            let mut words = Vec::new();
            split_words(text, 0, &mut words);
            let at = words.iter().position(|word| word.of(text) == act).unwrap();
            assert_eq!(force_at(&words, at, Tone::Rules), expected, "{text}");
        }
    }
}
