//! The names a document proves: its speakers, the people the user told us about, and who introduces themselves as what.
//! Takes a document, gives lookups from a word to the one person it can mean. A name that fits two people fits none.

use super::spoken::{Said, among, h};
use crate::model::document::Document;
use crate::model::people::People;
use crate::model::units::Units;
use crate::text::words::{Word, hash_word, split_words};
use rustc_hash::FxHashMap;

/// Speakers beyond this number are known by their labels only: such a document is no meeting.
const MOST_SPEAKERS: usize = 20_000;

/// Names known in one document.
#[derive(Debug, Default)]
pub(super) struct Names {
    displays: Vec<String>,
    by_word: FxHashMap<u64, Meant>,
    by_speaker: Vec<usize>,
    roles: FxHashMap<u64, Meant>,
    teams: FxHashMap<u64, String>,
}

/// Whom a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meant {
    One(usize),
    Many,
}

/// A name found in what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Who is meant: an index for [`Names::display`].
    pub person: usize,
    /// How many words the name has.
    pub words: usize,
    /// What is stuck to its last word.
    pub ending: Ending,
}

/// What is stuck to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// "Ann"
    None,
    /// "Ann'll"
    Will,
    /// "Ann's"
    Is,
}

/// Names that are also everyday words: taken for a name only with a capital.
const ALSO_WORDS: [u64; 28] = [
    h("will"),
    h("mark"),
    h("may"),
    h("april"),
    h("june"),
    h("grant"),
    h("bill"),
    h("art"),
    h("dawn"),
    h("rob"),
    h("sue"),
    h("drew"),
    h("chance"),
    h("hope"),
    h("faith"),
    h("joy"),
    h("grace"),
    h("rose"),
    h("frank"),
    h("pat"),
    h("nick"),
    h("max"),
    h("guy"),
    h("dean"),
    h("jack"),
    h("chase"),
    h("miles"),
    h("summer"),
];

/// Labels that stand for anybody.
const GENERIC: [&str; 16] = [
    "speaker",
    "unknown",
    "participant",
    "person",
    "user",
    "guest",
    "caller",
    "attendee",
    "moderator",
    "host",
    "operator",
    "interviewer",
    "interviewee",
    "male",
    "female",
    "spk",
];

/// Nouns that end the name of a role.
const ROLE_NOUNS: [u64; 30] = [
    h("manager"),
    h("lead"),
    h("leader"),
    h("chair"),
    h("chairman"),
    h("chairwoman"),
    h("chairperson"),
    h("director"),
    h("treasurer"),
    h("secretary"),
    h("designer"),
    h("developer"),
    h("engineer"),
    h("coordinator"),
    h("officer"),
    h("analyst"),
    h("expert"),
    h("architect"),
    h("administrator"),
    h("assistant"),
    h("president"),
    h("clerk"),
    h("editor"),
    h("owner"),
    h("producer"),
    h("intern"),
    h("researcher"),
    h("specialist"),
    h("consultant"),
    h("accountant"),
];

impl Names {
    /// Reads the names of a document.
    pub(super) fn of(document: &Document, units: &Units, people: &People) -> Self {
        let mut names = Names::default();
        for label in document.speakers.iter().take(MOST_SPEAKERS) {
            let display = people.canonical(label);
            let person = names.person(display);
            names.by_speaker.push(person);
            names.learn_parts(label, person);
        }
        for person in people.persons() {
            let index = names.person(&person.name);
            names.learn_parts(&person.name, index);
            for alias in &person.aliases {
                names.learn_parts(alias, index);
            }
            if let Some(team) = &person.team {
                names.teams.insert(hash_word(team.trim()), team.trim().to_owned());
            }
        }
        names.read_introductions(document, units);
        names
    }

    /// The name to show.
    pub(super) fn display(&self, person: usize) -> &str {
        self.displays.get(person).map_or("", String::as_str)
    }

    /// The person behind a speaker of the document.
    pub(super) fn of_speaker(&self, speaker: u32) -> Option<usize> {
        self.by_speaker.get(speaker as usize).copied()
    }

    /// Whether a team of this name is known from the people file.
    pub(super) fn team(&self, name: &str) -> Option<&str> {
        self.teams.get(&hash_word(name)).map(String::as_str)
    }

    /// Whether the word is part of anybody's name.
    pub(super) fn is_known(&self, hash: u64) -> bool {
        self.by_word.contains_key(&hash)
    }

    /// The known name that begins at word `at`.
    pub(super) fn at(&self, text: &str, said: &[Said], at: usize) -> Option<Mention> {
        let word = said.get(at)?;
        let (hash, ending) = split_ending(text, word);
        let meant = *self.by_word.get(&hash)?;
        let has_capital = text.get(word.start..)?.starts_with(char::is_uppercase);
        if !has_capital && (among(hash, &ALSO_WORDS) || !is_small(text, said)) {
            return None;
        }
        // "Ann Field": the second word may tell which Ann.
        let second = said.get(at + 1).filter(|_| ending == Ending::None);
        let second =
            second.map(|word| (split_ending(text, word), text[word.start..].starts_with(char::is_uppercase)));
        match (meant, second) {
            (first, Some(((hash, ending), true))) if self.by_word.contains_key(&hash) => {
                match (first, self.by_word[&hash]) {
                    (Meant::One(a), Meant::One(b)) if a != b => {
                        Some(Mention { person: a, words: 1, ending: Ending::None })
                    }
                    (Meant::One(a), _) => Some(Mention { person: a, words: 2, ending }),
                    (Meant::Many, Meant::One(b)) => Some(Mention { person: b, words: 2, ending }),
                    (Meant::Many, Meant::Many) => None,
                }
            }
            (Meant::One(person), _) => Some(Mention { person, words: 1, ending }),
            (Meant::Many, _) => None,
        }
    }

    /// The person who introduced themselves by this role.
    pub(super) fn role(&self, role: &str) -> Option<usize> {
        match self.roles.get(&hash_word(role)) {
            Some(&Meant::One(person)) => Some(person),
            _ => None,
        }
    }

    fn person(&mut self, display: &str) -> usize {
        // Speakers are few, and equal displays come from aliases only; a map would cost more than it gives.
        let key = hash_word(display) ^ 1;
        match self.by_word.get(&key) {
            Some(&Meant::One(person)) => person,
            _ => {
                self.displays.push(display.to_owned());
                self.by_word.insert(key, Meant::One(self.displays.len() - 1));
                self.displays.len() - 1
            }
        }
    }

    /// Learns every part of a name that may stand for it: "Ann Field (Sales)" gives "ann" and "field".
    fn learn_parts(&mut self, label: &str, person: usize) {
        if is_generic(label) {
            return;
        }
        let bare = label.split(['(', '[', '/', '|', '@']).next().unwrap_or(label);
        let mut words: Vec<Word> = Vec::new();
        split_words(bare, 0, &mut words);
        for word in &words {
            let part = word.of(bare);
            let is_initials = part.len() <= 1 || (part.len() <= 3 && part.contains('-'));
            if is_initials || !part.chars().any(char::is_alphabetic) {
                continue;
            }
            let meant = self.by_word.entry(word.hash).or_insert(Meant::One(person));
            if *meant != Meant::One(person) {
                *meant = Meant::Many;
            }
        }
    }

    /// "I'm Laura and I'm the project manager": ties the role to who says it.
    fn read_introductions(&mut self, document: &Document, units: &Units) {
        const IM: u64 = h("i'm");
        const I: u64 = h("i");
        const AM: u64 = h("am");
        const THE: u64 = h("the");
        const YOUR: u64 = h("your");
        const MY: u64 = h("my");
        const NAME: u64 = h("name");
        const NAMES: u64 = h("name's");
        const IS: u64 = h("is");
        for unit in &units.units {
            let Some(speaker) = unit.speaker else { continue };
            let words = units.words_of(unit);
            let hash = |k: usize| words.get(k).map_or(0, |word: &Word| word.hash);
            for at in 0..words.len() {
                let after = match hash(at) {
                    IM => at + 1,
                    I if hash(at + 1) == AM => at + 2,
                    MY if hash(at + 1) == NAMES => {
                        self.learn_own_name(document, words, at + 2, speaker);
                        continue;
                    }
                    MY if hash(at + 1) == NAME && hash(at + 2) == IS => {
                        self.learn_own_name(document, words, at + 3, speaker);
                        continue;
                    }
                    _ => continue,
                };
                if !matches!(hash(after), THE | YOUR) {
                    continue;
                }
                let noun = (after + 1..(after + 4).min(words.len())).find(|&k| among(hash(k), &ROLE_NOUNS));
                if let (Some(noun), Some(person)) = (noun, self.of_speaker(speaker)) {
                    let role = document
                        .text
                        .get(words[after + 1].start as usize..words[noun].end as usize)
                        .unwrap_or_default();
                    let meant = self.roles.entry(hash_word(role)).or_insert(Meant::One(person));
                    if *meant != Meant::One(person) {
                        *meant = Meant::Many;
                    }
                }
            }
        }
    }

    /// "My name is Laura": the speaker can be meant by it.
    fn learn_own_name(&mut self, document: &Document, words: &[Word], at: usize, speaker: u32) {
        let Some(word) = words.get(at) else { return };
        let name = word.of(&document.text);
        if let Some(person) = self.of_speaker(speaker)
            && name.starts_with(char::is_uppercase)
            && name.len() > 1
        {
            let meant = self.by_word.entry(word.hash).or_insert(Meant::One(person));
            if *meant != Meant::One(person) {
                *meant = Meant::Many;
            }
        }
    }
}

/// Whether a noun ends the name of a role.
pub(super) fn is_role_noun(hash: u64) -> bool {
    among(hash, &ROLE_NOUNS)
}

/// Whether a label stands for anybody, as "Speaker 2" does.
fn is_generic(label: &str) -> bool {
    let first = label.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    first.is_empty() || GENERIC.iter().any(|generic| generic.eq_ignore_ascii_case(first))
}

/// Whether nothing in the sentence has a capital, as in raw machine transcripts.
fn is_small(text: &str, said: &[Said]) -> bool {
    said.iter().all(|word| !text.get(word.start..).is_some_and(|t| t.starts_with(char::is_uppercase)))
}

/// The word without "'ll", "'s" or "'d".
pub(super) fn split_ending(text: &str, word: &Said) -> (u64, Ending) {
    let whole = text.get(word.start..word.end).unwrap_or_default();
    for (tail, ending) in
        [("'ll", Ending::Will), ("’ll", Ending::Will), ("'s", Ending::Is), ("’s", Ending::Is)]
    {
        if let Some(name) = whole.strip_suffix(tail).filter(|name| !name.is_empty()) {
            return (hash_word(name), ending);
        }
    }
    (word.hash, Ending::None)
}
