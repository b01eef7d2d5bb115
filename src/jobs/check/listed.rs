//! Entries of lists and tables that have no modal verb: "Limit access to staff." asks for something, "Return of assets" and
//! "ACCESS CONTROL 10" name something. Takes the text of an entry, gives what it asks for.

use super::matching::sense::{Cue, cue_at};
use super::normative::modality;
use crate::model::requirement::Modality;
use crate::text::words::{Word, hash_word, split_words};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// An entry that asks for something has so many words.
const LEAST_WORDS: usize = 4;
/// A heading in capitals has at most so many words.
const LONGEST_HEADING: usize = 14;

/// What tells somebody to act, as the first word of an entry. Words that are as often nouns ("access", "control") stand here
/// only where a noun would not be followed by an object.
const ORDERS: &str = "accept accompany achieve acquire act adapt add address adhere adopt agree alert align allow analyze analyse announce \
    answer appoint apply approve archive arrange ask assess assign assist assure attach attend authenticate authorize authorise avoid ban \
    be become begin block bring build buy calculate call carry change check choose classify clean clear close collect communicate compare \
    complete comply conduct configure confirm connect consider consult contact contain control coordinate copy correct correlate create \
    define delete deliver deny deploy describe design destroy detect determine develop disable disclose discourage display dispose distribute \
    divide document do draft eliminate employ enable encourage encrypt enforce engage ensure escalate escort establish evaluate examine \
    exercise explain file fix flag follow get give grant guarantee handle have help hide hire hold identify implement include inform \
    inspect install investigate invoice isolate issue keep label limit list lock log maintain make manage mark measure meet minimize \
    minimise mitigate monitor never notify obey obtain offer only operate order own park patch pay perform permit plan prepare present \
    preserve prevent print process produce prohibit promote protect prove provide publish purchase put raise read receive record recover \
    reduce refrain refuse register reject release rely remediate remove renew repair replace report request require resolve respect respond \
    restore restrict retain return review revoke rotate route run sanitize sanitise save scan screen secure seek select sell send separate \
    set share show sign specify stay stop store submit supervise supply support switch take tell terminate test track train transfer treat \
    turn understand undertake update upgrade use validate verify wait warn watch wear withdraw work write don't not no";
/// Words of which a sentence has at least one.
const SENTENCE: &str = "is are was were be been has have had does do needs happens applies remains takes gets belongs all any every each \
    always never no not";
/// A word that names an act is a noun before these: "Return of assets", "Use of passwords".
const NOUN_AFTER: [u64; 5] =
    [hash_word("of"), hash_word("and"), hash_word("for"), hash_word("in"), hash_word("is")];

fn set(words: &str) -> FxHashSet<u64> {
    words.split_whitespace().map(hash_word).collect()
}

static ORDER_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(ORDERS));
static SENTENCE_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(SENTENCE));

/// Words that open what a term means.
const MEANING: [u64; 8] = [
    hash_word("a"),
    hash_word("an"),
    hash_word("the"),
    hash_word("any"),
    hash_word("see"),
    hash_word("those"),
    hash_word("that"),
    hash_word("one"),
];
/// A term of a glossary has at most so many words.
const LONGEST_TERM: usize = 8;

/// Whether a row of two cells says what its first cell means: "account | A record of a user".
pub(super) fn is_glossary_row(text: &str) -> bool {
    let Some((term, meaning)) = text.split_once('\t') else { return false };
    let mut words = Vec::new();
    split_words(meaning, 0, &mut words);
    let terms = term.split_whitespace().count();
    !meaning.contains('\t')
        && (1..=LONGEST_TERM).contains(&terms)
        && !term.starts_with(|c: char| c.is_ascii_digit())
        && words.first().is_some_and(|word| MEANING.contains(&word.hash))
}

/// Whether a sentence tells somebody to act: "Limit access to staff."
pub(super) fn begins_with_order(text: &str) -> bool {
    text.ends_with('.') && is_order(&split(text))
}

fn is_order(words: &[Word]) -> bool {
    const SUBJECT: usize = 7;
    let hash = |at: usize| words.get(at).map_or(0, |word| word.hash);
    let has_verb = words.iter().skip(1).take(SUBJECT).any(|word| TO_BE.contains(&word.hash));
    ORDER_SET.contains(&hash(0)) && !NOUN_AFTER.contains(&hash(1)) && !has_verb
}

fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    split_words(text, 0, &mut words);
    words
}

const TO_BE: [u64; 6] = [
    hash_word("is"),
    hash_word("are"),
    hash_word("was"),
    hash_word("were"),
    hash_word("has"),
    hash_word("includes"),
];

/// What an entry of a list or a row of a table asks for, and how; `None` if it only names something.
pub(super) fn listed_duty(text: &str) -> Option<(&str, Modality)> {
    if !text.contains('\t') {
        return duty_of(text, &split(text)).map(|modality| (text, modality));
    }
    // In a row each cell stands for itself: a catalogue has an id, a title and the duty.
    let duties: Vec<(&str, Modality)> = text
        .split('\t')
        .filter_map(|cell| {
            let (cell, mut words) = (cell.trim(), Vec::new());
            split_words(cell, 0, &mut words);
            // A noun phrase beside others is a title, a name or a meaning.
            let asks = cell.ends_with('.') && is_order(&words[first_word(cell, &words)..])
                || modality(&words).is_some();
            Some((cell, duty_of(cell, &words)?)).filter(|_| asks)
        })
        .collect();
    match duties.as_slice() {
        [] => None,
        [one] => Some(*one),
        [first, ..] => Some((text, first.1)),
    }
}

fn duty_of(text: &str, words: &[Word]) -> Option<Modality> {
    if words.len() < LEAST_WORDS || is_title(text, words) {
        return None;
    }
    let first = first_word(text, words);
    let hash = |at: usize| words.get(at).map_or(0, |word| word.hash);
    let is_order = ORDER_SET.contains(&hash(first)) && !NOUN_AFTER.contains(&hash(first + 1));
    let is_fragment = text.trim_start().starts_with(char::is_lowercase) && !is_order;
    let is_sentence = text.ends_with('.') || words.iter().any(|word| SENTENCE_SET.contains(&word.hash));
    let has_amount = words.iter().any(|word| is_number(word.of(text)));
    let denies = matches!(cue_at(words, first), Some(Cue::Not | Cue::None));
    match (is_order, is_fragment) {
        _ if denies => Some(Modality::MustNot),
        (true, _) => modality(words).or(Some(Modality::Must)),
        (false, true) => None,
        (false, false) if is_sentence || has_amount => Some(Modality::Must),
        (false, false) => None,
    }
}

/// The first word that is no number or letter of an entry.
fn first_word(text: &str, words: &[Word]) -> usize {
    let is_word = |word: &Word| word.of(text).len() > 1 && !is_number(word.of(text));
    words.iter().position(is_word).unwrap_or(0)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-'))
}

/// Whether each longer word begins with a capital and nothing ends the sentence.
fn is_title(text: &str, words: &[Word]) -> bool {
    const LONGER: usize = 4;
    let mut long = words.iter().map(|word| word.of(text)).filter(|word| word.len() >= LONGER).peekable();
    !text.ends_with(['.', ';', '!'])
        && long.peek().is_some()
        && long.all(|word| !word.starts_with(char::is_lowercase))
        && words.len() <= LONGEST_HEADING
}

/// Whether a line is one of a table of contents: words, then dots, a tab or wide space, and a page number.
pub(super) fn is_contents_line(text: &str) -> bool {
    let bare = text.trim_end();
    let digits = bare.bytes().rev().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 4 {
        return false;
    }
    let before = &bare[..bare.len() - digits];
    let is_led = before.ends_with('\t') || before.trim_end().ends_with("..") || before.ends_with("   ");
    let words = before.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    is_led
        && words.contains(char::is_alphabetic)
        && !words.contains('\t')
        && !words.ends_with(['$', '€', '£'])
}

/// Whether a line is a heading in capitals: "ACCESS CONTROL", also where the page's form does not show it.
pub(super) fn is_capital_heading(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    letters().count() >= LEAST_WORDS
        && text.split_whitespace().count() <= LONGEST_HEADING
        && !text.trim_end().ends_with(['.', ';', '!'])
        && letters().all(|c| !c.is_lowercase())
        && !has_modal(text)
}

fn has_modal(text: &str) -> bool {
    let mut words = Vec::new();
    split_words(text, 0, &mut words);
    modality(&words).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_that_ask_and_entries_that_name() {
        use Modality::*;
        let cases = [
            ("Limit access to authorised staff", Some(("Limit access to authorised staff", Must))),
            ("Payment is made in 30 days.", Some(("Payment is made in 30 days.", Must))),
            ("Payment within 30 days", Some(("Payment within 30 days", Must))),
            (
                "Multi-factor authentication for all remote access",
                Some(("Multi-factor authentication for all remote access", Must)),
            ),
            ("No smoking in the building", Some(("No smoking in the building", MustNot))),
            ("Never share a password with anybody", Some(("Never share a password with anybody", MustNot))),
            ("Return of assets", None),
            ("Use of secret authentication information", None),
            ("Password management system", None),
            ("Incident Response\\tSystem and Communications Protection", None),
            ("unauthorized access, modification, and deletion", None),
            (
                "AC-2\\tAccount Management\\tReview accounts once a year.",
                Some(("Review accounts once a year.", Must)),
            ),
            ("account\\tRecord of a user of a system", None),
        ];
        for (text, expected) in cases {
            let text = text.replace("\\t", "\t");
            assert_eq!(listed_duty(&text), expected, "{text}");
        }
    }

    #[test]
    fn rows_of_a_glossary() {
        for (text, expected) in [
            ("account\tA record of a user.", true),
            ("risk (of loss)\tThe chance that it happens", true),
            ("Access\tLimit it.", false),
            ("3.1\tA review must be done.", false),
            ("a\tb\tc", false),
            ("account", false),
        ] {
            assert_eq!(is_glossary_row(text), expected, "{text}");
        }
    }

    #[test]
    fn headings_and_lines_of_contents() {
        let cases = [
            ("INCIDENT RESPONSE\t26", true, true),
            ("Access control .......... 10", true, false),
            ("Sum due\t$\t26", false, false),
            ("Pay within 30 days", false, false),
            ("ACCESS CONTROL", false, true),
            ("NO SMOKING.", false, false),
            ("VISITORS MUST SIGN IN", false, false),
            ("2026", false, false),
            ("", false, false),
        ];
        for (text, is_contents, is_heading) in cases {
            assert_eq!(is_contents_line(text), is_contents, "{text}");
            assert_eq!(is_capital_heading(text), is_heading, "{text}");
        }
    }
}
