//! Topics: the stretches of a meeting with a title from its own words, key sentences and times. Headings part a document
//! that has them; else it is parted where the words change, at the nearest "next item" if there is one.

use super::draft;
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::select::Candidate;
use crate::engine::builtin::spoken::{among, h};
use crate::model::document::BlockKind;
use crate::model::draft::Draft;
use crate::model::finding::{Extent, FindingKind};
use crate::text::shifts::{ShiftOptions, find_shifts};
use crate::text::words::Word;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A shift moves to words that announce a new point if they are at most so many units away.
const SNAP: usize = 8;
/// A topic has at least so many units.
const LEAST_UNITS: usize = 3;
/// Key sentences of a topic at most.
const MOST_QUOTES: usize = 3;
/// Words of a key sentence, at least and at most.
const QUOTE_WORDS: Range<usize> = 6..41;

/// One draft a stretch.
pub(super) fn extract(talk: &Talk, _candidates: &[Candidate], drafts: &mut Vec<(usize, Draft)>) {
    if talk.count() == 0 {
        return;
    }
    let stretches = by_headings(talk).unwrap_or_else(|| by_words(talk));
    let spread = spread_of(talk, &stretches);
    let mut often = vec![0u32; talk.families];
    for entry in &talk.entries {
        often[entry.family() as usize] += 1;
    }
    for (index, stretch) in stretches.iter().enumerate() {
        if stretch.units.len() < LEAST_UNITS {
            continue;
        }
        let phrases = phrases(talk, stretch.units.clone(), &spread, &often, stretches.len());
        let Some(title) = stretch.title.clone().or_else(|| title(&phrases)) else { continue };
        let keys = key_sentences(talk, stretch.units.clone(), &phrases);
        let Some(&core) = keys.first() else { continue };
        let mut units = keys.clone();
        units.sort_unstable();
        let why = match (&stretch.title, phrases.first()) {
            (Some(_), _) => "a heading in the document".to_owned(),
            (None, Some(phrase)) => format!("\"{}\" is said {} times here", phrase.text, phrase.count),
            (None, None) => "a stretch with words of its own".to_owned(),
        };
        let mut found =
            draft(talk, FindingKind::Topic, core, &units, title, 0.5 + 0.05 * keys.len() as f32, why);
        let (first, last) = (stretch.units.start, stretch.units.end - 1);
        found.extent = Some(Extent {
            span: talk.unit(first).span.join(talk.unit(last).span),
            start_ms: talk.unit(first).time_ms,
            end_ms: match stretches.get(index + 1) {
                Some(next) => talk.unit(next.units.start).time_ms,
                None => talk.document.duration_ms.or(talk.unit(last).time_ms),
            },
        });
        drafts.push((first, found));
    }
}

/// A run of units about one thing.
struct Stretch {
    units: Range<usize>,
    title: Option<String>,
}

/// Stretches under headings, if the document has at least two with something said under them.
fn by_headings(talk: &Talk) -> Option<Vec<Stretch>> {
    let headings: Vec<usize> = (0..talk.count())
        .filter(|&unit| matches!(talk.document.blocks[talk.unit(unit).block].kind, BlockKind::Heading(_)))
        .collect();
    let mut stretches = Vec::new();
    for (index, &heading) in headings.iter().enumerate() {
        let end = headings.get(index + 1).copied().unwrap_or(talk.count());
        if end - heading > LEAST_UNITS {
            let title = talk.text(heading).trim_matches(|c: char| c == '#' || c.is_whitespace()).to_owned();
            stretches.push(Stretch {
                units: heading + 1..end,
                title: Some(title).filter(|title| !title.is_empty()),
            });
        }
    }
    (stretches.len() >= 2).then_some(stretches)
}

fn by_words(talk: &Talk) -> Vec<Stretch> {
    let mut families: Vec<u64> = Vec::new();
    let ranges: Vec<Range<usize>> = (0..talk.count())
        .map(|unit| {
            let from = families.len();
            families.extend(
                talk.entries_of(unit)
                    .iter()
                    .map(|entry| u64::from(entry.family()))
                    .filter(|&family| family > 0),
            );
            from..families.len()
        })
        .collect();
    let views: Vec<&[u64]> = ranges.into_iter().map(|range| &families[range]).collect();
    let shifts =
        find_shifts(&views, ShiftOptions { window_words: 90, least_words: 130, depth_above_mean: 0.0 });
    let mut borders = vec![0];
    for shift in shifts {
        let near = shift.unit.saturating_sub(SNAP)..(shift.unit + SNAP + 1).min(talk.count());
        let announced =
            near.filter(|&unit| announces(talk, unit)).min_by_key(|&unit| (unit.abs_diff(shift.unit), unit));
        // A turn is not parted.
        let start = announced.unwrap_or_else(|| {
            (0..=shift.unit)
                .rev()
                .take(6)
                .find(|&unit| unit == 0 || talk.unit(unit - 1).block != talk.unit(unit).block)
                .unwrap_or(shift.unit)
        });
        if start > *borders.last().expect("it begins with 0") + LEAST_UNITS {
            borders.push(start);
        }
    }
    borders.push(talk.count());
    borders.windows(2).map(|pair| Stretch { units: pair[0]..pair[1], title: None }).collect()
}

/// Whether a unit begins with words that announce a new point.
fn announces(talk: &Talk, unit: usize) -> bool {
    talk.has(unit, Cue::Next) && talk.hear(unit).first(Cue::Next).is_some_and(|hit| hit.from <= 4)
}

/// In how many stretches each word family is said.
fn spread_of(talk: &Talk, stretches: &[Stretch]) -> Vec<u32> {
    let mut spread = vec![0; talk.families];
    let mut last = vec![usize::MAX; talk.families];
    for (index, stretch) in stretches.iter().enumerate() {
        for unit in stretch.units.clone() {
            for entry in talk.entries_of(unit) {
                let family = entry.family() as usize;
                if last[family] != index {
                    last[family] = index;
                    spread[family] += 1;
                }
            }
        }
    }
    spread
}

/// A phrase of one to three words that a stretch could be named after.
struct Phrase {
    text: String,
    stems: Vec<u32>,
    count: u32,
    score: f64,
}

/// Counts of one phrase, with the first place it is said at.
struct Counted {
    count: u32,
    turns: u32,
    as_noun: u32,
    last_unit: usize,
    place: (usize, usize),
    stems: [u32; 3],
    length: usize,
}

/// Phrases of the stretch, best first: often here, in few other stretches.
fn phrases(talk: &Talk, units: Range<usize>, spread: &[u32], often: &[u32], stretches: usize) -> Vec<Phrase> {
    let text = &talk.document.text;
    let mut counted: FxHashMap<u64, Counted> = FxHashMap::default();
    for unit in units {
        let words = talk.units.words_of(talk.unit(unit));
        let entries = talk.entries_of(unit);
        for from in 0..words.len() {
            let mut key = 0u64;
            let mut stems = [0; 3];
            for length in 1..=3 {
                let Some(word) = words.get(from + length - 1) else { break };
                let glued = length == 1
                    || text.get(words[from + length - 2].end as usize..word.start as usize) == Some(" ");
                let family = entries[from + length - 1].family();
                // A word said once makes no phrase that is said twice.
                if !glued || family == 0 || often[family as usize] < 2 || talk.names.is_known(word.hash) {
                    break;
                }
                stems[length - 1] = family;
                key = (key ^ u64::from(family)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17);
                let entry = counted.entry(key).or_insert(Counted {
                    count: 0,
                    turns: 0,
                    as_noun: 0,
                    last_unit: usize::MAX,
                    place: (words[from].start as usize, word.end as usize),
                    stems,
                    length,
                });
                entry.count += 1;
                entry.as_noun += u32::from(stands_as_noun(text, words, from));
                entry.turns += u32::from(entry.last_unit != unit);
                entry.last_unit = unit;
            }
        }
    }
    let mut phrases: Vec<Phrase> = counted
        .into_values()
        .filter(|phrase| phrase.turns >= 2 && phrase.as_noun * 3 >= phrase.count)
        .map(|phrase| {
            let rarity = |stem: &u32| {
                (f64::from(stretches as u32 + 1) / f64::from(spread[*stem as usize].max(1))).ln() + 0.3
            };
            let rare = phrase.stems[..phrase.length].iter().map(rarity).sum::<f64>() / phrase.length as f64;
            // A phrase of two words says more than the word alone, if it is said nearly as often.
            let weight = [1.0, 1.9, 2.2][phrase.length - 1];
            Phrase {
                text: text[phrase.place.0..phrase.place.1].to_owned(),
                stems: phrase.stems[..phrase.length].to_vec(),
                count: phrase.count,
                score: f64::from(phrase.turns).sqrt() * f64::from(phrase.count).sqrt() * rare * weight,
            }
        })
        .collect();
    phrases.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.text.cmp(&b.text)));
    phrases.truncate(12);
    phrases
}

/// Whether a word stands where nouns stand: after "the", "our", "of" and the like, or with a capital inside a sentence.
fn stands_as_noun(text: &str, words: &[Word], at: usize) -> bool {
    const BEFORE_NOUNS: [u64; 34] = [
        h("the"),
        h("a"),
        h("an"),
        h("this"),
        h("that"),
        h("these"),
        h("those"),
        h("our"),
        h("your"),
        h("my"),
        h("their"),
        h("his"),
        h("her"),
        h("its"),
        h("of"),
        h("some"),
        h("any"),
        h("each"),
        h("every"),
        h("no"),
        h("for"),
        h("with"),
        h("on"),
        h("in"),
        h("from"),
        h("by"),
        h("about"),
        h("two"),
        h("three"),
        h("four"),
        h("new"),
        h("old"),
        h("first"),
        h("into"),
    ];
    let Some(before) = at.checked_sub(1).map(|before| &words[before]) else { return false };
    let has_capital =
        text.get(words[at].start as usize..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    among(before.hash, &BEFORE_NOUNS) || has_capital
}

/// The best phrase, with a second one that shares no word with it.
fn title(phrases: &[Phrase]) -> Option<String> {
    let first = phrases.first()?;
    let mut title = first.text.clone();
    let mut stems = first.stems.clone();
    for phrase in &phrases[1..] {
        let own = !phrase.stems.iter().any(|stem| stems.contains(stem));
        if own && phrase.score >= first.score * 0.5 && stems.len() + phrase.stems.len() <= 5 {
            title = format!("{title} and {}", phrase.text);
            stems.extend(&phrase.stems);
            break;
        }
    }
    let mut letters = title.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect())
}

/// The sentences that say most of what the stretch is about, best first.
fn key_sentences(talk: &Talk, units: Range<usize>, phrases: &[Phrase]) -> Vec<usize> {
    let mut weight: FxHashMap<u32, f64> = FxHashMap::default();
    for phrase in phrases {
        for &stem in &phrase.stems {
            let best = weight.entry(stem).or_insert(0.0);
            *best = best.max(phrase.score / phrase.stems.len() as f64);
        }
    }
    let mut scored: Vec<(f64, usize)> = units
        .clone()
        .filter(|&unit| QUOTE_WORDS.contains(&talk.unit(unit).words.len()) && !talk.has(unit, Cue::SmallTalk))
        .map(|unit| {
            let mut seen: Vec<u32> = talk.entries_of(unit).iter().map(|entry| entry.family()).collect();
            seen.sort_unstable();
            seen.dedup();
            let sum: f64 = seen.iter().filter_map(|stem| weight.get(stem)).sum();
            let asks = if talk.is_marked_question(unit) { 0.6 } else { 1.0 };
            (asks * sum / (talk.unit(unit).words.len() as f64 + 6.0).sqrt(), unit)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut keys: Vec<usize> =
        scored.iter().take(MOST_QUOTES).filter(|(score, _)| *score > 0.0).map(|&(_, unit)| unit).collect();
    if keys.is_empty() {
        keys.extend(
            scored
                .first()
                .map(|&(_, unit)| unit)
                .or_else(|| units.max_by_key(|&unit| talk.unit(unit).words.len())),
        );
    }
    keys
}
