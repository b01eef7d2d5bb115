//! Whether a sentence asks for something, forbids it, advises or allows it. Takes its text, gives the modality.

use super::matching::chance::{is_forecast, is_soft};
use super::matching::sense::{Cue, cue_at};
use crate::model::requirement::Modality;
use crate::text::words::{Word, hash_word, split_words};

/// What a sentence asks for; `None` if it only tells something.
pub fn modality_of(text: &str) -> Option<Modality> {
    let mut words = Vec::new();
    split_words(text, 0, &mut words);
    modality(&words)
}

const IS: [u64; 8] = [
    hash_word("is"),
    hash_word("are"),
    hash_word("be"),
    hash_word("was"),
    hash_word("were"),
    hash_word("has"),
    hash_word("have"),
    hash_word("been"),
];
/// Words that count as a duty by themselves; others of [`Cue::Must`] only after "is" or before "to".
const DUTIES: [u64; 4] = [hash_word("shall"), hash_word("must"), hash_word("will"), hash_word("needs")];
const ALLOWANCES: [u64; 2] = [hash_word("may"), hash_word("can")];
const TO: u64 = hash_word("to");
const FOR: u64 = hash_word("for");
const CANNOT: u64 = hash_word("cannot");
const AGREES: [u64; 6] = [
    hash_word("agrees"),
    hash_word("agree"),
    hash_word("undertakes"),
    hash_word("undertake"),
    hash_word("covenants"),
    hash_word("refrain"),
];

const NOUN_BEFORE: [u64; 6] = [
    hash_word("the"),
    hash_word("of"),
    hash_word("these"),
    hash_word("such"),
    hash_word("its"),
    hash_word("all"),
];
/// "shall be" one of these "to" act.
const ALLOWED: [u64; 7] = [
    hash_word("entitled"),
    hash_word("liberty"),
    hash_word("free"),
    hash_word("permitted"),
    hash_word("allowed"),
    hash_word("authorised"),
    hash_word("authorized"),
];

/// Words that open a clause about the word before them.
const RELATIVE: [u64; 3] = [hash_word("which"), hash_word("that"), hash_word("who")];
/// "A supplier that must …": the clause tells which supplier.
const RELATIVE_SUBJECT: usize = 6;
/// Words before a modal verb that deny it.
const SUBJECT_REACH: usize = 10;
/// "No object in which … shall": at the start of the sentence from farther.
const LONG_SUBJECT: usize = 24;

/// The modality of a sentence, by its words.
pub(super) fn modality(words: &[Word]) -> Option<Modality> {
    let hash = |at: usize| words.get(at).map_or(0, |word| word.hash);
    let is_after_be = |at: usize| (1..=2).any(|back| at >= back && IS.contains(&hash(at - back)));
    for at in 0..words.len() {
        let next_denies = (1..=2).any(|step| {
            at + step < words.len()
                && matches!(cue_at(words, at + step), Some(Cue::Not))
                && !is_manner_gap(words, at, step)
        });
        let subject_denies = (at.saturating_sub(SUBJECT_REACH)..at)
            .any(|place| cue_at(words, place) == Some(Cue::None))
            || at <= LONG_SUBJECT && cue_at(words, 0) == Some(Cue::None);
        let is_denied = next_denies || subject_denies;
        let found = match cue_at(words, at) {
            _ if hash(at) == CANNOT => Some(Modality::MustNot),
            Some(Cue::Must) if DUTIES.contains(&hash(at)) || AGREES.contains(&hash(at)) => {
                Some(Modality::Must)
            }
            Some(Cue::Must) if is_after_be(at) && matches!(hash(at + 1), TO | FOR) => Some(Modality::Must),
            Some(Cue::Must) if hash(at + 1) == TO && IS.contains(&hash(at)) => Some(Modality::Must),
            Some(Cue::Should)
                if hash(at) == hash_word("should") || hash(at) == hash_word("ought") || is_after_be(at) =>
            {
                Some(Modality::Should)
            }
            Some(Cue::May) if ALLOWANCES.contains(&hash(at)) || is_after_be(at) => Some(Modality::May),
            Some(Cue::Bar) if is_after_be(at) && is_ban(hash(at)) => Some(Modality::MustNot),
            _ => None,
        };
        let Some(found) = found else { continue };
        // "these covenants" are a thing.
        if AGREES.contains(&hash(at)) && at > 0 && NOUN_BEFORE.contains(&hash(at - 1)) {
            continue;
        }
        // "shall be entitled to" allows.
        let is_allowed = found == Modality::Must
            && (at + 1..at + 4).any(|at| ALLOWED.contains(&hash(at)) && hash(at + 1) == TO);
        // "nothing shall prevent the buyer from selling it" allows.
        let is_unbarred =
            subject_denies && (at + 1..words.len().min(at + 4)).any(|at| cue_at(words, at) == Some(Cue::Bar));
        if is_unbarred {
            return Some(Modality::May);
        }
        let found = if is_allowed { Modality::May } else { found };
        // "which may fail", "demand will decline": nobody's duty. "data that must be kept" is another sentence's matter.
        let is_relative = at > 1 && RELATIVE.contains(&hash(at - 1));
        if is_relative && (is_soft(hash(at)) || at <= RELATIVE_SUBJECT) || is_forecast(words, at) {
            continue;
        }
        // "are not required to": nobody has to. "are not permitted to" forbids.
        let is_denied_before =
            at > 0 && !DUTIES.contains(&hash(at)) && matches!(cue_at(words, at - 1), Some(Cue::Not));
        if found == Modality::Must && is_denied_before {
            continue;
        }
        let is_denied = is_denied || found == Modality::May && is_denied_before;
        let is_only = found == Modality::May
            && (1..=3).any(|step| {
                words.get(at + step).is_some_and(|_| cue_at(words, at + step) == Some(Cue::Only))
            });
        return Some(match found {
            Modality::MustNot => found,
            _ if is_denied => Modality::MustNot,
            // "may only be kept in the EU" asks for something.
            _ if is_only => Modality::Must,
            _ => found,
        });
    }
    None
}

/// Whether a full word stands between the modal verb and the "not" two words on, so that the "not" is another verb's.
fn is_manner_gap(words: &[Word], at: usize, step: usize) -> bool {
    step == 2
        && words
            .get(at + 1)
            .is_some_and(|word| hash_word("be") != word.hash && hash_word("also") != word.hash)
}

fn is_ban(hash: u64) -> bool {
    const BANS: [u64; 6] = [
        hash_word("prohibited"),
        hash_word("forbidden"),
        hash_word("banned"),
        hash_word("precluded"),
        hash_word("barred"),
        hash_word("disallowed"),
    ];
    BANS.contains(&hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modalities() {
        use Modality::*;
        let cases = [
            ("Suppliers must report incidents within 24 hours.", Some(Must)),
            ("The supplier shall not subcontract.", Some(MustNot)),
            ("Staff may not share passwords.", Some(MustNot)),
            ("Data may only be stored in the EU.", Some(Must)),
            ("Managers may approve travel.", Some(May)),
            ("No employee may accept gifts.", Some(MustNot)),
            ("Sharing of credentials is prohibited.", Some(MustNot)),
            ("Logs should be kept for a year.", Some(Should)),
            ("The data owner is responsible for access reviews.", Some(Must)),
            ("Visitors are required to sign in.", Some(Must)),
            ("The processor has to delete the data.", Some(Must)),
            ("Staff shall be entitled to work from home.", Some(May)),
            ("Staff shall not be permitted to work from home.", Some(MustNot)),
            ("The buyer shall abstain from selling it.", Some(MustNot)),
            ("Some of the covenants may end.", Some(May)),
            ("Nothing shall prevent the buyer from selling it.", Some(May)),
            ("Staff are permitted to work from home.", Some(May)),
            ("Staff are not permitted to work from home.", Some(MustNot)),
            ("Visitors are not required to sign in.", None),
            ("Visitors are not required to sign in, but must wear a badge.", Some(Must)),
            ("Employees cannot approve their own expenses.", Some(MustNot)),
            ("Neither party shall be liable for lost profits.", Some(MustNot)),
            ("Owners may not notice attacks, which may harm customers.", None),
            ("A change will affect later editions.", None),
            ("A supplier that may see personal data shall sign this.", Some(Must)),
            ("A list, which can be changed by the owner alone", None),
            ("This policy was approved in March.", None),
            ("The company has offices in three countries.", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(modality_of(text), expected, "{text}");
        }
    }
}
