//! Whether a modal verb gives a rule or tells what may come: "may disclose" allows, "may be harmed" and "could lose" foretell.
//! Takes words, gives which of the two.

use crate::text::words::{Word, hash_word};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// What nobody asks for, allows or forbids, because it is nobody's choice: it happens, or is so.
const HAPPENING: &str = "affect affects harm hurt damage impair hinder hamper disrupt undermine jeopardize erode weaken worsen deteriorate \
    result cause lead occur happen arise emerge recur vary differ fluctuate persist decline suffer incur experience face encounter \
    become seem appear prove fail lose expose interfere adversely negatively materially coincide";

/// What may be so after "may" and "can", and is asked for after "will": "the supplier will have an officer".
const BEING_SO: &str = "have need give exist depend notice realize realise recognize know understand believe expect anticipate feel see \
    find want benefit contribute reflect contain cover reside come fall";

/// States after "be" that are nobody's choice either.
const STATES: &str = "able unable available unavailable sufficient insufficient effective ineffective adequate inadequate successful \
    unsuccessful harmed hurt damaged affected impaired impacted limited exposed difficult delayed certain uncertain likely unlikely more less \
    significant material compromised volatile higher lower greater smaller vulnerable susceptible forced challenged dependent different costly \
    impossible possible adversely negatively materially significantly subject incorrect inaccurate incomplete insolvent disrupted lost late \
    slower faster longer shorter better worse enough aware there some many other";

/// Words that may stand between a modal verb and its own.
const BETWEEN: &str = "not also still never even then be been in the future fully completely otherwise potentially significantly \
    ultimately eventually continue to reasonably always necessarily itself from time sometimes often further only";

/// What nobody can give or be sure of.
const SURETY: &str = "assurance assurances assure assures assuring guarantee guarantees guaranteeing guaranteed predict predicted expect \
    expects believe believes anticipate anticipates know knows necessarily always likely certain sure doubt foresee estimate immediately yet";

fn set(words: &str) -> FxHashSet<u64> {
    words.split_whitespace().map(hash_word).collect()
}

static HAPPENING_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(HAPPENING));
static BEING_SO_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(BEING_SO));
static STATE_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(STATES));
static BETWEEN_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(BETWEEN));
static SURETY_SET: LazyLock<FxHashSet<u64>> = LazyLock::new(|| set(SURETY));

/// Modal verbs that only ever tell of what is possible.
const REMOTE: [u64; 2] = [hash_word("could"), hash_word("might")];
/// Modal verbs that give rules and forecasts alike.
const SOFT: [u64; 6] = [
    hash_word("may"),
    hash_word("can"),
    hash_word("cannot"),
    hash_word("will"),
    hash_word("would"),
    hash_word("can't"),
];
/// Words that ask or forbid: who uses them gives rules.
const BINDING: [u64; 6] = [
    hash_word("shall"),
    hash_word("must"),
    hash_word("agrees"),
    hash_word("agree"),
    hash_word("prohibited"),
    hash_word("undertakes"),
];
const WILL: u64 = hash_word("will");
const BE: u64 = hash_word("be");
const NOT: u64 = hash_word("not");
const RELATIVE: [u64; 2] = [hash_word("which"), hash_word("that")];
/// A modal verb and its own stand so near.
const REACH: usize = 5;

/// Whether the word is a modal verb that may foretell as well as rule.
pub fn is_soft(hash: u64) -> bool {
    SOFT.contains(&hash) || REMOTE.contains(&hash)
}

/// Whether the modal verb at a word tells what may come.
pub fn is_forecast(words: &[Word], modal: usize) -> bool {
    let hash = words[modal].hash;
    if REMOTE.contains(&hash) {
        return true;
    }
    if !SOFT.contains(&hash) {
        return false;
    }
    let happens = |hash: u64| {
        HAPPENING_SET.contains(&hash) || words[modal].hash != WILL && BEING_SO_SET.contains(&hash)
    };
    let mut has_be = false;
    for word in words.iter().skip(modal + 1).take(REACH) {
        if has_be && STATE_SET.contains(&word.hash) || !has_be && happens(word.hash) {
            return true;
        }
        has_be |= word.hash == BE;
        if !BETWEEN_SET.contains(&word.hash) {
            break;
        }
    }
    // "laws, which may not protect it": what a thing does not do; "which may not be sold" is a ban.
    let is_relative = modal > 0 && RELATIVE.contains(&words[modal - 1].hash);
    let is = |at: usize, known: u64| words.get(modal + at).is_some_and(|word| word.hash == known);
    is_relative && is(1, NOT) && !is(2, BE)
}

/// Whether a denial at a word only says that nobody can be sure: "no assurance", "does not expect".
pub(super) fn denies_surety(words: &[Word], denial: usize) -> bool {
    words.iter().skip(denial + 1).take(2).any(|word| SURETY_SET.contains(&word.hash))
}

/// What a sentence adds to the tone of its surroundings: forecasts in it, and rules.
pub(super) fn tone_of(words: &[Word]) -> (u32, u32) {
    let (mut forecasts, mut rules) = (0, 0);
    for at in 0..words.len() {
        forecasts += u32::from(is_soft(words[at].hash) && is_forecast(words, at));
        rules += u32::from(BINDING.contains(&words[at].hash));
    }
    (forecasts, rules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::split_words;

    #[test]
    fn rules_and_forecasts_are_told_apart() {
        let cases = [
            ("The recipient may disclose it to counsel.", false),
            ("Staff can work from home.", false),
            ("Suppliers may not subcontract.", false),
            ("The price may be raised once a year.", false),
            ("Our response may be limited.", true),
            ("We may not be able to protect it.", true),
            ("Competitors could copy it.", true),
            ("Demand may decline.", true),
            ("Such attacks may adversely affect sales.", true),
            ("Sales will decline.", true),
            ("Licences may not be available.", true),
            ("We rely on insurance, which may not pay for it.", true),
            ("It is information which may not be sold.", false),
            ("Owners may not notice it.", true),
            ("The supplier will have a data officer.", false),
        ];
        for (text, expected) in cases {
            let mut words = Vec::new();
            split_words(text, 0, &mut words);
            let at = words.iter().position(|word| is_soft(word.hash)).unwrap();
            assert_eq!(is_forecast(&words, at), expected, "{text}");
        }
    }
}
