//! A document as passages that can be searched: its sentences, each with the words that lead in to it. [`Passages::nearest`]
//! is the only way from a question to passages, so that another kind of search can take its place.

use super::chance;
use super::meanings::Meanings;
use super::sense::Tone;
use super::terms::{Stems, Term};
use super::vectors::{DIMENSIONS, Kin, Vector, mean};
use crate::model::document::{BlockKind, Document};
use crate::model::units::{Unit, Units};
use crate::text::words::Word;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Items that one lead-in reaches.
const LONGEST_LIST: usize = 40;
/// BM25: how soon a word said again stops to count, and how much long passages are held back (Robertson and Zaragoza, 2009).
const K1: f32 = 1.2;
const B: f32 = 0.5;
/// A word of the same group counts for so much of the word itself.
pub const GROUP_SHARE: f32 = 0.55;
/// A word that stands for another by what its own text says that means counts for so much of it.
pub const MEANT_SHARE: f32 = 0.9;
/// Words of the lead-in count for so much of a passage's own.
pub const LEAD_SHARE: f32 = 0.5;

/// Passages before and after one that make its tone.
const SURROUNDINGS: usize = 20;
/// So many forecasts make a tone.
const LEAST_FORECASTS: u32 = 4;

/// One passage: a sentence.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Index of its unit.
    pub unit: usize,
    /// Index of the passage that leads in to it.
    pub lead: Option<usize>,
    /// Its terms, as a range of [`Passages::terms`].
    pub terms: Range<usize>,
}

/// All passages of a document.
#[derive(Debug)]
pub struct Passages<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its sentences and words.
    pub units: &'a Units,
    /// The passages in order.
    pub passages: Vec<Passage>,
    /// Their terms.
    pub terms: Vec<Term>,
    stems: FxHashMap<u64, Vec<(u32, u16)>>,
    groups: FxHashMap<u16, Vec<(u32, u16)>>,
    /// By the stems of what their own words mean.
    meant: FxHashMap<u64, Vec<(u32, u16)>>,
    /// By what their own words mean.
    vectors: FxHashMap<Vector, Vec<(u32, u16)>>,
    /// What each passage means as a whole, once it was asked for.
    meanings: Vec<OnceLock<Box<[f32; DIMENSIONS]>>>,
    mean_terms: f32,
    /// Forecasts and rules in the passages before each one.
    tones: Vec<(u32, u32)>,
}

/// What is looked for: a term, its kin, and what it counts for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The term.
    pub term: Term,
    /// The words near it.
    pub kin: Kin,
    /// What it counts for.
    pub share: f32,
}

/// A passage that was found, and how well it fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Index of the passage.
    pub passage: usize,
    /// BM25 score.
    pub score: f32,
}

impl<'a> Passages<'a> {
    /// Makes a document searchable. Only what its author wrote for readers is looked at.
    pub fn new(document: &'a Document, units: &'a Units, known: &mut Stems) -> Self {
        let mut all = Passages {
            document,
            units,
            passages: Vec::new(),
            terms: Vec::new(),
            stems: FxHashMap::default(),
            groups: FxHashMap::default(),
            meant: FxHashMap::default(),
            vectors: FxHashMap::default(),
            meanings: Vec::new(),
            mean_terms: 1.0,
            tones: vec![(0, 0)],
        };
        let meanings = Meanings::of(document, units, known);
        let mut leads = Leads::default();
        for (index, unit) in units.units.iter().enumerate() {
            let kind = document.blocks[unit.block].kind;
            if !kind.is_flow() {
                continue;
            }
            let lead = leads.next(document, unit, all.passages.len());
            let first = all.terms.len();
            let words = units.words_of(unit);
            known.terms(&document.text, words, &mut all.terms);
            let before = all.terms.len();
            for (at, meant) in meanings.among(&document.text, words, known) {
                let is_place = unit.span.contains(meant.place.term.start);
                all.terms.extend(meant.terms_at(at).filter(|_| !is_place));
            }
            if all.terms.len() > before {
                all.terms[first..].sort_by_key(|term| term.word);
            }
            all.passages.push(Passage { unit: index, lead, terms: first..all.terms.len() });
            let (forecasts, rules) = chance::tone_of(words);
            let (before_forecasts, before_rules) = all.tones.last().copied().unwrap_or_default();
            all.tones.push((before_forecasts + forecasts, before_rules + rules));
        }
        all.post();
        all.meanings = (0..all.passages.len()).map(|_| OnceLock::new()).collect();
        all.mean_terms = (all.terms.len() as f32 / all.passages.len().max(1) as f32).max(1.0);
        all
    }

    fn post(&mut self) {
        fn count<K: std::hash::Hash + Eq>(posts: &mut FxHashMap<K, Vec<(u32, u16)>>, key: K, passage: u32) {
            let list = posts.entry(key).or_default();
            match list.last_mut() {
                Some((last, times)) if *last == passage => *times = times.saturating_add(1),
                _ => list.push((passage, 1)),
            }
        }
        for (index, passage) in self.passages.iter().enumerate() {
            for term in &self.terms[passage.terms.clone()] {
                if term.is_meant {
                    count(&mut self.meant, term.stem, index as u32);
                    continue;
                }
                count(&mut self.stems, term.stem, index as u32);
                if let Some(vector) = term.vector {
                    count(&mut self.vectors, vector, index as u32);
                }
                for group in term.groups.iter() {
                    count(&mut self.groups, group, index as u32);
                }
            }
        }
    }

    /// The terms of a passage.
    pub fn terms_of(&self, passage: usize) -> &[Term] {
        &self.terms[self.passages[passage].terms.clone()]
    }

    /// The words of a passage; offsets are those of the document's text.
    pub fn words_of(&self, passage: usize) -> &[Word] {
        self.units.words_of(self.unit_of(passage))
    }

    /// The sentence of a passage.
    pub fn unit_of(&self, passage: usize) -> &Unit {
        &self.units.units[self.passages[passage].unit]
    }

    /// Whether the passage is a heading.
    pub fn is_heading(&self, passage: usize) -> bool {
        matches!(self.document.blocks[self.unit_of(passage).block].kind, BlockKind::Heading(_))
    }

    /// What the text around a passage does mostly.
    pub fn tone_of(&self, passage: usize) -> Tone {
        let from = self.tones[passage.saturating_sub(SURROUNDINGS)];
        let to = self.tones[(passage + SURROUNDINGS).min(self.passages.len())];
        let (forecasts, rules) = (to.0 - from.0, to.1 - from.1);
        if forecasts >= LEAST_FORECASTS && forecasts > 2 * rules { Tone::Forecasts } else { Tone::Rules }
    }

    /// Whether a passage itself tells what may come, and gives no rule.
    pub fn is_forecast(&self, passage: usize) -> bool {
        let (from, to) = (self.tones[passage], self.tones[passage + 1]);
        to.0 > from.0 && to.1 == from.1
    }

    /// How much a stem tells in this document: high if few passages have it.
    pub fn weight_of(&self, stem: u64) -> f32 {
        inverse_frequency(self.passages.len(), self.stems.get(&stem).map_or(0, Vec::len))
    }

    /// How much a meaning tells in this document: high if few passages have the term or a word that is near to it.
    pub fn weight_of_meaning(&self, term: &Term, kin: &Kin) -> f32 {
        let all = self.passages.len();
        let own = inverse_frequency(all, self.count_of(term.stem));
        let near =
            kin.iter().filter_map(|(vector, share)| Some(share * self.vectors.get(&vector)?.len() as f32));
        let grouped =
            term.groups.iter().filter_map(|group| Some(GROUP_SHARE * self.groups.get(&group)?.len() as f32));
        let most = near.chain(grouped).fold(self.count_of(term.stem) as f32, f32::max);
        let meant = inverse_frequency(all, most as usize);
        // A word that nobody uses tells as little as the one used for it, but it was chosen by somebody.
        (own + meant) / 2.0
    }

    /// What a passage means as a whole: the sum of its terms, each by how much it tells, as a vector of length one.
    pub fn meaning_of(&self, passage: usize) -> &[f32; DIMENSIONS] {
        self.meanings[passage].get_or_init(|| {
            let own = self.terms_of(passage).iter().filter(|term| !term.is_meant);
            Box::new(mean(own.filter_map(|term| Some((term.vector?, self.weight_of(term.stem))))))
        })
    }

    /// Number of passages with the stem.
    pub fn count_of(&self, stem: u64) -> usize {
        self.stems.get(&stem).map_or(0, Vec::len)
    }

    /// Whether any passage has a word of the term's groups.
    pub fn has_group_of(&self, term: &Term) -> bool {
        term.groups.iter().any(|group| self.groups.contains_key(&group))
    }

    /// The `most` passages nearest to the terms, best first; earlier ones first among equals.
    pub fn nearest(&self, terms: &[Wanted], most: usize) -> Vec<Hit> {
        let mut scores = vec![0.0f32; self.passages.len()];
        let mut best = vec![0.0f32; self.passages.len()];
        let mut touched: Vec<u32> = Vec::new();
        for Wanted { term, kin, share: weight } in terms {
            let exact = self.stems.get(&term.stem).map(|posts| (posts, 1.0));
            let alike = term.groups.iter().filter_map(|group| Some((self.groups.get(&group)?, GROUP_SHARE)));
            let meant = self.meant.get(&term.stem).map(|posts| (posts, MEANT_SHARE));
            let near = kin.iter().filter_map(|(vector, share)| Some((self.vectors.get(&vector)?, share)));
            for (posts, share) in exact.into_iter().chain(meant).chain(alike).chain(near) {
                let gain = share * weight * inverse_frequency(self.passages.len(), posts.len());
                for &(passage, times) in posts {
                    let place = passage as usize;
                    let length = self.passages[place].terms.len() as f32 / self.mean_terms;
                    let times = f32::from(times);
                    let value = gain * times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length));
                    if best[place] == 0.0 {
                        touched.push(passage);
                    }
                    best[place] = best[place].max(value);
                }
            }
            for passage in touched.drain(..) {
                scores[passage as usize] += std::mem::take(&mut best[passage as usize]);
            }
        }
        let with_lead = |(place, &score): (usize, &f32)| {
            let lead = self.passages[place].lead.map_or(0.0, |lead| scores[lead]);
            let score = if score > 0.0 { score + LEAD_SHARE * lead.min(score) } else { 0.0 };
            Hit { passage: place, score }
        };
        let mut hits: Vec<Hit> =
            scores.iter().enumerate().map(with_lead).filter(|hit| hit.score > 0.0).collect();
        let order = |a: &Hit, b: &Hit| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage));
        if hits.len() > most {
            hits.select_nth_unstable_by(most, order);
            hits.truncate(most);
        }
        hits.sort_unstable_by(order);
        hits
    }
}

/// Okapi's weight of a word that `count` of `all` passages have; never below zero.
fn inverse_frequency(all: usize, count: usize) -> f32 {
    let (all, count) = (all as f32, count as f32);
    (1.0 + (all - count + 0.5) / (count + 0.5)).ln()
}

/// Finds which sentence leads in to which.
#[derive(Default)]
struct Leads {
    /// The passage that leads, the block it stands in, and how many have followed.
    open: Option<(usize, usize, usize)>,
}

impl Leads {
    /// The lead-in of the next unit, which becomes passage `passage`.
    fn next(&mut self, document: &Document, unit: &Unit, passage: usize) -> Option<usize> {
        let block = &document.blocks[unit.block];
        let text = document.slice(unit.span);
        let begins_block = unit.span.start == block.span.start;
        if matches!(block.kind, BlockKind::Heading(_)) {
            self.open = None;
            return None;
        }
        let lead = match &mut self.open {
            Some((lead, lead_block, followers)) => {
                let is_item =
                    block.kind == BlockKind::ListItem || begins_with_marker(document.slice(block.span));
                let is_first =
                    *followers == 0 && (unit.block == *lead_block || unit.block == *lead_block + 1);
                let goes_on = (is_item || is_first || !begins_block) && *followers < LONGEST_LIST;
                *followers += 1;
                goes_on.then_some(*lead)
            }
            None => None,
        };
        if lead.is_none() {
            self.open = None;
        }
        let is_nested = lead.is_some();
        if text.ends_with(':') && !is_nested {
            self.open = Some((passage, unit.block, 0));
        }
        lead
    }
}

/// Whether a line begins like an item of a list: `(a)`, `iv.`, `3)`, `•`, `-`.
pub fn begins_with_marker(text: &str) -> bool {
    let text = text.trim_start();
    let Some(first) = text.chars().next() else { return false };
    if matches!(first, '•' | '-' | '–' | '—' | '*' | '◦' | '▪' | '>' | '·' | '\u{f0b7}') {
        return true;
    }
    let opened = text.strip_prefix('(');
    let rest = opened.unwrap_or(text);
    let length = rest.bytes().take(6).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let (counter, after) = rest.split_at(length);
    let is_roman =
        |word: &str| word.bytes().all(|byte| matches!(byte.to_ascii_lowercase(), b'i' | b'v' | b'x'));
    let is_counter = !counter.is_empty()
        && (counter.len() <= 2 && counter.bytes().all(|byte| byte.is_ascii_digit())
            || counter.len() == 1
            || is_roman(counter));
    is_counter && (after.starts_with(')') || opened.is_none() && after.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, read};
    use crate::text::words::split_words;

    #[test]
    fn the_nearest_passage_comes_first_and_knows_its_lead_in() {
        let text = "# Terms\n\nThe supplier agrees:\n\n- to encrypt all backups;\n- to report incidents at once.\n\nInvoices are sent monthly.\n";
        let document = read("d1", "a.md", text.as_bytes(), &ReadOptions::default()).unwrap();
        let units = Units::of(&document);
        let mut stems = Stems::default();
        let passages = Passages::new(&document, &units, &mut stems);
        let find = |stems: &mut Stems, question: &str| {
            let (mut words, mut terms) = (Vec::new(), Vec::new());
            split_words(question, 0, &mut words);
            stems.terms(question, &words, &mut terms);
            let wanted = |term: Term| Wanted { kin: stems.kin_of(&term), term, share: 1.0 };
            let terms: Vec<_> = terms.into_iter().map(wanted).collect();
            passages.nearest(&terms, 2)
        };
        let best = find(&mut stems, "Suppliers must notify us of security breaches")[0].passage;
        assert_eq!(document.slice(passages.unit_of(best).span), "to report incidents at once.");
        let lead = passages.passages[best].lead.unwrap();
        assert_eq!(document.slice(passages.unit_of(lead).span), "The supplier agrees:");
        assert!(find(&mut stems, "volcano").is_empty());
        let last = passages.passages.last().unwrap();
        assert_eq!(last.lead, None);
    }

    #[test]
    fn markers_of_items() {
        for (text, expected) in [
            ("(a) not to copy", true),
            ("iv. the rest", true),
            ("3) pay", true),
            ("12. Term", true),
            ("• one", true),
            ("A party shall", false),
            ("I agree", false),
            ("(the “Agreement”)", false),
            ("2019 was", false),
            ("", false),
        ] {
            assert_eq!(begins_with_marker(text), expected, "{text}");
        }
    }
}
