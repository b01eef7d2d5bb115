//! Which words of a document are nouns, told from the company they keep in it: "the lab is" and "to lose the" tell as
//! much as a dictionary and know every trade. Takes the words, gives counts per word family.

use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::spoken::h;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// How the words of one family are used.
#[derive(Clone, Copy, Debug, Default)]
struct Use {
    count: u32,
    /// Behind "the", "of", "our", or before "is".
    noun: u32,
    /// Behind "to", "we", "can't", or before "the", "it".
    verb: u32,
    /// Not followed by a word it could describe.
    head: u32,
    /// Written with a capital inside a sentence.
    capital: u32,
}

/// What a word says of the one next to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Company {
    /// A noun phrase follows: "our".
    Opens,
    /// A noun phrase follows, or is done with after a verb: "the".
    Article,
    /// A verb or an adjective follows: "we", "can't", "very".
    Drives,
    /// A noun came before, an adjective or a verb follows: "is".
    Links,
    /// An object: a verb came before it: "them".
    Object,
    /// What came before describes it: "ones".
    Dummy,
}

const COMPANY: [(Company, &str); 6] = [
    (
        Company::Opens,
        "these those their some any each every no of for with on in from by about into under two three new old first per \
         another between without both different whole actual main",
    ),
    (Company::Article, "the a an this our your my his her its"),
    (
        Company::Drives,
        "to i you we they he she can can't could couldn't will won't would wouldn't should shouldn't might may must don't \
         doesn't didn't do does did i'll we'll you'll they'll he'll she'll it'll i'd we'd you'd they'd i've we've you've they've \
         let's let not never just gonna wanna really very so too quite i'm you're we're they're he's she's it's that's isn't \
         aren't wasn't weren't who please always already more most",
    ),
    (Company::Links, "is are was were be been being am"),
    (Company::Object, "it them him me us you that everything something anything"),
    (Company::Dummy, "one ones thing things stuff people part kind bit"),
];

static BY_WORD: LazyLock<FxHashMap<u64, Company>> = LazyLock::new(|| {
    COMPANY
        .iter()
        .flat_map(|&(company, words)| words.split_whitespace().map(move |word| (h(word), company)))
        .collect()
});

/// Adjectives of everyday speech that tell nothing of what they stand before.
const SAYING_LITTLE: &str = "final major minor biggest bigger big main next current previous existing additional extra \
    specific similar regular initial early earlier recent original quick huge tiny great greatest largest highest lowest \
    easiest easier simplest simpler fastest full total normal typical standard main key top proper interested happy bad \
    handful amount lack set lots \
    high low late short long close open";

/// Things of any meeting: alone they name no subject.
const OF_MEETINGS: &str = "question questions update updates call calls comment comments note notes slide slides list group \
    team folks guys discussion conversation feedback presentation detail details point points bit option options step steps \
    reason reasons version example examples change changes answer answers suggestion opinion direction idea ideas \
    difference differences result results member members everyone attention rest share side piece pieces piece area areas piece email \
    emails message messages name names number numbers form forms word words line lines page pages story situation";

static LITTLE: LazyLock<FxHashSet<u64>> = LazyLock::new(|| SAYING_LITTLE.split_whitespace().map(h).collect());
static MEETING: LazyLock<FxHashSet<u64>> = LazyLock::new(|| OF_MEETINGS.split_whitespace().map(h).collect());

/// Whether no phrase should begin with the word.
pub(super) fn says_little(hash: u64) -> bool {
    LITTLE.contains(&hash)
}

/// Whether the word names no subject when it stands alone.
pub(super) fn is_of_meetings(hash: u64) -> bool {
    MEETING.contains(&hash)
}

/// The uses of all word families of a document.
pub(super) struct Nouns(Vec<Use>);

impl Nouns {
    /// Looks at every word once.
    pub(super) fn of(talk: &Talk) -> Self {
        let text = talk.document.text.as_bytes();
        let mut uses = vec![Use::default(); talk.families];
        for unit in &talk.units.units {
            let words = talk.units.words_of(unit);
            let entries = &talk.entries[unit.words.clone()];
            // Most words are everyday ones: their company is looked up when a word beside them needs it.
            let company = |at: usize| match entries.get(at) {
                Some(entry) if entry.family() == 0 => BY_WORD.get(&words[at].hash).copied(),
                _ => None,
            };
            for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.family() > 0) {
                let one = &mut uses[entry.family() as usize];
                one.count += 1;
                one.capital += u32::from(at > 0 && text[words[at].start as usize].is_ascii_uppercase());
                let is_glued = |left: usize, right: usize| {
                    words[right].start == words[left].end + 1 && text[words[left].end as usize] == b' '
                };
                if at > 0 && is_glued(at - 1, at) {
                    match company(at - 1) {
                        Some(Company::Opens | Company::Article) => one.noun += 1,
                        Some(Company::Drives | Company::Links) => one.verb += 1,
                        _ => {}
                    }
                }
                if at + 1 == words.len() || !is_glued(at, at + 1) {
                    one.head += 1;
                    continue;
                }
                match company(at + 1) {
                    Some(Company::Article | Company::Object) => one.verb += 1,
                    Some(Company::Links) => {
                        one.noun += 1;
                        one.head += 1;
                    }
                    Some(Company::Dummy) => {}
                    _ => one.head += u32::from(entries[at + 1].family() == 0),
                }
            }
        }
        Self(uses)
    }

    /// How often words of the family are said.
    pub(super) fn count(&self, family: u32) -> u32 {
        self.0[family as usize].count
    }

    /// Whether a phrase may end with the word: a noun that is not there to describe another.
    pub(super) fn may_end(&self, family: u32, word: &str) -> bool {
        let one = &self.0[family as usize];
        let looks_other = ["ly", "ing", "ed"].iter().any(|ending| word.ends_with(ending));
        let least = if looks_other { one.count.div_ceil(3).max(2) } else { one.count.div_ceil(5) };
        one.noun >= least && one.noun > one.verb && one.head * 2 >= one.count
    }

    /// Whether a phrase may begin with the word or have it inside: anything that is not mostly a verb.
    pub(super) fn may_begin(&self, family: u32, word: &str) -> bool {
        let one = &self.0[family as usize];
        !word.ends_with("ly") && one.verb * 5 <= one.count * 2
    }

    /// Whether the word may name what somebody announces: "training" is no verb behind "let's do".
    pub(super) fn may_be_announced(&self, family: u32, word: &str) -> bool {
        let one = &self.0[family as usize];
        !word.ends_with("ly") && one.verb * 3 <= one.count && one.head * 3 >= one.count
    }

    /// Whether the word is always written with a capital: most likely the name of somebody or of a place.
    pub(super) fn is_proper(&self, family: u32) -> bool {
        let one = &self.0[family as usize];
        one.capital * 5 >= one.count * 4 && one.noun * 3 <= one.count
    }
}
