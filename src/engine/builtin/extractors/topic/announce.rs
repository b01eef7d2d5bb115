//! Where somebody says what comes next: "Ok, handhelds.", "let's do training", "moving on to the bank file", and the
//! agenda read out at the start. Takes the talk, gives the units that begin something new with the words that name it.

use super::nouns::{Nouns, is_of_meetings};
use super::phrases::is_glued;
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::spoken::{among, h};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Words that say "now something else" and nothing more.
const OPENERS: [u64; 24] = [
    h("ok"),
    h("okay"),
    h("right"),
    h("alright"),
    h("all"),
    h("so"),
    h("and"),
    h("now"),
    h("well"),
    h("then"),
    h("um"),
    h("uh"),
    h("good"),
    h("great"),
    h("cool"),
    h("lovely"),
    h("perfect"),
    h("anyway"),
    h("fine"),
    h("also"),
    h("next"),
    h("yeah"),
    h("yes"),
    h("first"),
];

/// Words between an announcement and the name of what is announced.
const BEFORE_NAME: [u64; 24] = [
    h("the"),
    h("a"),
    h("an"),
    h("our"),
    h("your"),
    h("this"),
    h("that"),
    h("some"),
    h("is"),
    h("on"),
    h("of"),
    h("about"),
    h("with"),
    h("to"),
    h("up"),
    h("will"),
    h("be"),
    h("um"),
    h("uh"),
    h("in"),
    h("for"),
    h("we"),
    h("have"),
    h("whole"),
];

/// What is said before the name of the next point.
const LEADS: &str = "let's do|let's talk about|let's start with|let's discuss|let's go to|let's move on to|let's move to|\
    let's look at|let's turn to|let's get to|can we do|can i do|can we talk about|could we talk about|moving on to|\
    move on to|moving to|move to the|go on to|going on to|next is|next up|next topic|next item|next one is|next one here is|\
    next thing is|next point is|next thing on the agenda|next on the agenda|last thing is|last item is|last one is|\
    last thing from me was|other thing is|other thing was|another thing is|first item|first thing is|what about|how about|\
    on to the|turning to|turn to|start with|start off with|wanted to discuss|want to discuss|wanted to talk about|\
    want to talk about|like to talk about|talk about|back to the|as for the|first topic|second topic|second item|\
    gonna talk about|going to talk about|go over the|quick update on|update on|another one on the agenda";

/// The leads by their first word.
static BY_FIRST: LazyLock<FxHashMap<u64, Vec<Vec<u64>>>> = LazyLock::new(|| {
    let mut by_first: FxHashMap<u64, Vec<Vec<u64>>> = FxHashMap::default();
    for lead in LEADS.split('|') {
        let words: Vec<u64> = lead.split(' ').map(h).collect();
        by_first.entry(words[0]).or_default().push(words);
    }
    by_first
});

/// An announcement begins at most so many words into its sentence.
const MOST_BEFORE_LEAD: usize = 9;
/// Sentences of nothing but openers before an announcement that belong to it, at most.
const MOST_OPENERS: usize = 4;
/// Words of the name of a point at most.
const MOST_NAME: usize = 4;
/// An announcement this sure names what follows even if other words are said more.
const SURE: f64 = 0.6;
/// What is announced is then talked of: words after it in which it must come back, and before it in which it must not.
const WINDOW_WORDS: usize = 450;
/// Units with the words "on the agenda" are looked for in this share of the talk, and end so many words later.
const AGENDA_SHARE: usize = 6;
const AGENDA_WORDS: usize = 90;

/// Words that begin a new point.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Announcement {
    pub(super) unit: usize,
    /// How surely, about 0 to 2.
    pub(super) strength: f64,
    /// Whether the words can mean nothing else, whatever follows.
    pub(super) is_sure: bool,
    /// The words that name the point, as a range of the document's words.
    pub(super) name: Range<usize>,
}

/// Where each family is said, for counting in any range of words.
struct Index {
    first: Vec<u32>,
    places: Vec<u32>,
}

impl Index {
    fn of(talk: &Talk) -> Self {
        let mut first = vec![0u32; talk.families + 1];
        for entry in &talk.entries {
            first[entry.family() as usize + 1] += 1;
        }
        // Everyday words are never looked for.
        first[1] = 0;
        for family in 1..first.len() {
            first[family] += first[family - 1];
        }
        let mut next = first.clone();
        let mut places = vec![0; first.last().map_or(0, |&count| count as usize)];
        for (at, entry) in talk.entries.iter().enumerate().filter(|(_, entry)| entry.family() > 0) {
            let slot = &mut next[entry.family() as usize];
            places[*slot as usize] = at as u32;
            *slot += 1;
        }
        Self { first, places }
    }

    fn count(&self, family: u32, words: Range<usize>) -> usize {
        let places =
            &self.places[self.first[family as usize] as usize..self.first[family as usize + 1] as usize];
        places.partition_point(|&at| (at as usize) < words.end)
            - places.partition_point(|&at| (at as usize) < words.start)
    }
}

/// The agenda, where it is read out near the start.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    /// Its words, as a range of the document's words; empty if none is read out.
    pub(super) words: Range<usize>,
    /// The families of its words, sorted.
    families: Vec<u32>,
}

impl Agenda {
    /// Whether a word of the family is on it.
    pub(super) fn has(&self, family: u32) -> bool {
        self.families.binary_search(&family).is_ok()
    }
}

/// Finds the agenda.
pub(super) fn find_agenda(talk: &Talk) -> Agenda {
    const SAID: [[u64; 3]; 4] = [
        [h("on"), h("my"), h("list")],
        [h("on"), h("the"), h("list")],
        [h("on"), h("the"), h("agenda")],
        [h("talk"), h("about"), h("four")],
    ];
    let until = (talk.entries.len() / AGENDA_SHARE).max(300);
    let is_said = |unit: &usize| {
        let words = talk.units.words_of(talk.unit(*unit));
        words.iter().any(|word| among(word.hash, &[h("agenda"), h("agendas")]))
            || words.windows(3).any(|three| SAID.contains(&[three[0].hash, three[1].hash, three[2].hash]))
    };
    let mut early = (0..talk.count()).take_while(|&unit| talk.unit(unit).words.start < until);
    let Some(unit) = early.find(is_said) else { return Agenda::default() };
    let from = talk.unit(unit).words.start;
    let words = from..talk.entries.len().min(from + AGENDA_WORDS);
    let mut families: Vec<u32> =
        talk.entries[words.clone()].iter().map(|entry| entry.family()).filter(|&family| family > 0).collect();
    families.sort_unstable();
    families.dedup();
    Agenda { words, families }
}

/// All announcements whose words come back, in order.
pub(super) fn find_announcements(talk: &Talk, nouns: &Nouns, agenda: &Agenda) -> Vec<Announcement> {
    let index = Index::of(talk);
    let leads = &*BY_FIRST;
    let announcement = |unit: usize| {
        let (name, sure) = after_lead(talk, unit, leads).or_else(|| alone(talk, unit))?;
        let name = end_with_noun(talk, nouns, agenda, name)?;
        let strength = weigh(talk, &index, unit, name.clone(), sure, agenda)?;
        // "Right. Good. Let's do the garden." begins with "Right".
        let block = talk.unit(unit).block;
        let openers = (0..unit)
            .rev()
            .take(MOST_OPENERS)
            .take_while(|&before| talk.unit(before).block == block && is_all_openers(talk, before))
            .count();
        Some(Announcement { unit: unit - openers, strength, is_sure: sure.max(strength - 0.4) >= SURE, name })
    };
    (0..talk.count())
        .filter(|&unit| talk.is_speech(unit) && !talk.unit(unit).words.is_empty())
        .filter_map(announcement)
        .collect()
}

/// The name up to its last noun; words of the agenda are taken for nouns.
fn end_with_noun(talk: &Talk, nouns: &Nouns, agenda: &Agenda, name: Range<usize>) -> Option<Range<usize>> {
    let is_noun = |at: &usize| {
        if is_of_meetings(talk.units.words[*at].hash) {
            return false;
        }
        let family = talk.entries[*at].family();
        agenda.has(family) || nouns.may_be_announced(family, talk.units.words[*at].of(&talk.document.text))
    };
    let last = name.clone().rev().find(is_noun)?;
    Some(name.start..last + 1)
}

/// The name behind "let's do", "moving on to" and the like.
fn after_lead(
    talk: &Talk,
    unit: usize,
    leads: &FxHashMap<u64, Vec<Vec<u64>>>,
) -> Option<(Range<usize>, f64)> {
    let all = &talk.units.words[talk.unit(unit).words.clone()];
    let from = talk.unit(unit).words.start;
    for at in 0..all.len().min(MOST_BEFORE_LEAD) {
        let Some(candidates) = leads.get(&all[at].hash) else { continue };
        let hit = candidates
            .iter()
            .filter(|lead| all.len() > at + lead.len())
            .filter(|lead| lead.iter().zip(&all[at..]).all(|(hash, word)| word.hash == *hash))
            .max_by_key(|lead| lead.len());
        if let Some(lead) = hit {
            let name = name_at(talk, from + at + lead.len(), from + all.len())?;
            return Some((name, if talk.has(unit, Cue::Next) { 0.5 } else { 0.4 }));
        }
    }
    None
}

/// A name that stands alone: "Ok. Lab interface.", or begins a block without punctuation: "right so the reading room um".
fn alone(talk: &Talk, unit: usize) -> Option<(Range<usize>, f64)> {
    let words = talk.unit(unit).words.clone();
    let block = talk.unit(unit).block;
    let begins_block = unit == 0 || talk.unit(unit - 1).block != block;
    let openers = words.clone().take_while(|&at| among(talk.units.words[at].hash, &OPENERS)).count();
    let is_opened = openers > 0 || (!begins_block && is_all_openers(talk, unit - 1));
    let goes_on = unit + 1 < talk.count() && talk.unit(unit + 1).block == block;
    if !is_opened && !goes_on || talk.is_marked_question(unit) || openers == words.len() {
        return None;
    }
    let name = name_at(talk, words.start + openers, words.end)?;
    let rest = &talk.units.words[name.end..words.end];
    let is_whole = rest.iter().all(|word| {
        talk.names.is_known(word.hash)
            || among(word.hash, &OPENERS)
            || among(word.hash, &[h("thing"), h("one"), h("ones"), h("bit"), h("again")])
    });
    match (is_whole, is_opened) {
        (true, true) => Some((name, SURE)),
        (true, false) => Some((name, 0.1)),
        // Where nobody writes full stops, a new block that begins so is as much as there is.
        (false, true) if begins_block && openers > 0 && talk.document.speakers.is_empty() => {
            Some((name, 0.0))
        }
        _ => None,
    }
}

fn is_all_openers(talk: &Talk, unit: usize) -> bool {
    talk.units.words_of(talk.unit(unit)).iter().all(|word| among(word.hash, &OPENERS))
}

/// The words with meaning from `at` on, behind articles and the like.
fn name_at(talk: &Talk, at: usize, end: usize) -> Option<Range<usize>> {
    let words = &talk.units.words;
    let start = (at..end.min(at + 5)).find(|&word| !among(words[word].hash, &BEFORE_NAME))?;
    let is_named = |at: usize| talk.entries[at].family() > 0 && !talk.names.is_known(words[at].hash);
    let length = (start..end.min(start + MOST_NAME))
        .take_while(|&at| is_named(at) && (at == start || is_glued(&talk.document.text, words, at)))
        .count();
    (length > 0).then_some(start..start + length)
}

/// How surely the words name what follows: they come back in it and were not spoken of before, but on the agenda.
fn weigh(
    talk: &Talk,
    index: &Index,
    unit: usize,
    name: Range<usize>,
    sure: f64,
    agenda: &Agenda,
) -> Option<f64> {
    let (from, to) = (talk.unit(unit).words.start, name.end);
    let on_agenda = from >= agenda.words.end && name.clone().all(|at| agenda.has(talk.entries[at].family()));
    let before = match on_agenda {
        true => agenda.words.end.max(from.saturating_sub(WINDOW_WORDS))..from,
        false => from.saturating_sub(WINDOW_WORDS)..from,
    };
    let least = match (on_agenda, sure > 0.3) {
        (true, true) => 1,
        (false, true) => 2,
        _ => 4,
    };
    name.map(|at| talk.entries[at].family())
        .map(|family| (index.count(family, to..to + WINDOW_WORDS), index.count(family, before.clone())))
        .filter(|&(after, before)| after >= least && after > before)
        .map(|(after, before)| {
            let share = (after - before) as f64 / (after + before) as f64;
            sure + share * (0.3 + 0.1 * after.min(5) as f64) + if on_agenda { 0.5 } else { 0.0 }
        })
        .max_by(f64::total_cmp)
}
