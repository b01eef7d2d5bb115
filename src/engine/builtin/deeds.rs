//! Verbs of what people do: one table, each verb once, with what it tells. Takes the hash of a word, says whether it is
//! of a class.

use crate::text::words::hash_word;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a verb tells of what is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    /// People do it when asked; with an unknown name before "will" it shows that the name is a person's.
    Deed = 1,
    /// It takes time of its own, after the meeting.
    Work = 2,
    /// It is done by talking.
    Talking = 4,
}

use Class::{Deed, Talking, Work};

const VERBS: [(&[Class], &str); 5] = [
    (
        &[Deed, Work],
        "arrange ask book bring build buy call change chase check circulate clean collect compare compile complete \
         confirm connect contact coordinate create deploy design dig document draft edit email ensure file find \
         finish fix follow gather get implement install investigate invite look make meet merge order organise \
         organize pay phone prepare print provide publish push raise reach redo remove replace report research \
         review rewrite ring schedule send set sign sort speak submit test track update upload verify work write",
    ),
    (
        &[Deed],
        "add clarify come configure count discuss do download drive escalate give handle have help hold keep knock \
         lead let measure monitor notify own pick plan post present put release run summarise summarize switch \
         take tell train try turn",
    ),
    (&[Work], "continue figure forward message ping sync text"),
    (&[Deed, Talking], "drop go hand move open share start talk"),
    (
        &[Talking],
        "admit assume be begin describe explain hop introduce jump kick know mention pass paste pause pull read \
         repeat say see show skip stop think wait walk",
    ),
];

static CLASSES: LazyLock<FxHashMap<u64, u8>> = LazyLock::new(|| {
    let bits = |classes: &[Class]| classes.iter().fold(0, |bits, &class| bits | class as u8);
    let verbs = |(classes, verbs): (&'static [Class], &'static str)| {
        verbs.split_whitespace().map(move |verb| (hash_word(verb), bits(classes)))
    };
    VERBS.into_iter().flat_map(verbs).collect()
});

/// Whether the verb is of the class.
pub(super) fn is_of(verb: u64, class: Class) -> bool {
    CLASSES.get(&verb).is_some_and(|bits| bits & class as u8 != 0)
}

/// Whether the verb is in the table.
pub(super) fn is_verb(word: u64) -> bool {
    CLASSES.contains_key(&word)
}

/// Whether the word is a verb of something people do when asked.
pub(super) fn is_deed(verb: u64) -> bool {
    is_of(verb, Deed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_has_one_row() {
        let count: usize = VERBS.iter().map(|(_, verbs)| verbs.split_whitespace().count()).sum();
        assert_eq!(CLASSES.len(), count);
    }

    #[test]
    fn classes_are_told_apart() {
        let of = |verb: &str| [Deed, Work, Talking].map(|class| is_of(hash_word(verb), class));
        assert_eq!(of("send"), [true, true, false]);
        assert_eq!(of("say"), [false, false, true]);
        assert_eq!(of("take"), [true, false, false]);
        assert_eq!(of("table"), [false; 3]);
    }
}
