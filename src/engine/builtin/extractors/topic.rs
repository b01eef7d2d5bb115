//! Topics: the stretches of a meeting with a title from its own words, key sentences and times. Headings part a document
//! that has them; else it is parted where the next point is announced, and where the words change.

mod announce;
mod nouns;
mod phrases;

use super::draft;
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::Talk;
use crate::engine::builtin::select::Candidate;
use crate::model::document::BlockKind;
use crate::model::draft::Draft;
use crate::model::finding::{Extent, FindingKind};
use crate::text::shifts::{ShiftOptions, find_shifts};
use crate::text::words::capitalised;
use announce::{Agenda, Announcement, find_agenda, find_announcements};
use nouns::Nouns;
use phrases::{Phrase, Phrases};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::ops::Range;

/// A shift moves to words that announce a new point if they are at most so many units away.
const SNAP: usize = 8;
/// A topic has at least so many units.
const LEAST_UNITS: usize = 3;
/// Words between two announced borders, and between others, at least.
const LEAST_WORDS: [usize; 2] = [180, 350];
/// Words of a topic on average, at least, where it is announced and where not: people say about 9,000 an hour.
const MEAN_WORDS: [usize; 2] = [450, 750];
/// Words after an agenda, at most, in a stretch that is named after it.
const AGENDA_TAIL: usize = 150;
/// Key sentences of a topic at most.
const MOST_QUOTES: usize = 3;
/// Words of a key sentence, at least and at most.
const QUOTE_WORDS: Range<usize> = 6..41;
/// Words with meaning of their own in a key sentence, at least.
const QUOTE_SUBSTANCE: usize = 2;

/// One draft a stretch, filed under the stretch's first unit.
pub(super) fn extract(talk: &Talk, _candidates: &[Candidate], drafts: &mut Vec<(usize, Draft)>) {
    if talk.count() == 0 {
        return;
    }
    let nouns = Nouns::of(talk);
    let agenda = find_agenda(talk);
    let stretches = by_headings(talk).unwrap_or_else(|| by_words(talk, &nouns, &agenda));
    let all_phrases = Phrases::of(talk, &nouns, &agenda);
    for (index, stretch) in stretches.iter().enumerate() {
        let phrases = all_phrases.best(stretch.units.clone(), &nouns);
        let Some((title, why)) = title(talk, stretch, &phrases) else { continue };
        let keys = key_sentences(talk, stretch.units.clone(), &phrases);
        let Some(&core) = keys.first() else { continue };
        let mut units = keys.clone();
        units.sort_unstable();
        let mut found =
            draft(talk, FindingKind::Topic, core, &units, title, 0.5 + 0.05 * keys.len() as f32, why);
        let (first, last) = (stretch.units.start, stretch.units.end - 1);
        found.extent = Some(Extent {
            span: talk.unit(first).span.join(talk.unit(last).span),
            // A heading has no time of its own.
            start_ms: (first..=last).take(2).find_map(|unit| talk.unit(unit).time_ms),
            end_ms: match stretches.get(index + 1) {
                Some(next) => next.units.clone().take(2).find_map(|unit| talk.unit(unit).time_ms),
                None => talk.document.duration_ms.or(talk.unit(last).time_ms),
            },
        });
        drafts.push((first, found));
    }
}

/// Where the name of a stretch comes from.
enum Named {
    /// A heading of the document, as it is.
    Heading(String),
    /// Somebody announced it with these words, a range of the document's words.
    Announced(Announcement),
    /// The agenda is read out in it.
    Agenda,
    /// Nothing names it but what is said most.
    Nothing,
}

/// A run of units about one thing; with its heading, if it has one.
struct Stretch {
    units: Range<usize>,
    named: Named,
}

/// Stretches under headings, if the document has at least two with something said under them.
fn by_headings(talk: &Talk) -> Option<Vec<Stretch>> {
    let headings: Vec<usize> = (0..talk.count()).filter(|&unit| is_heading(talk, unit)).collect();
    let mut stretches = Vec::new();
    for (index, &heading) in headings.iter().enumerate() {
        let end = headings.get(index + 1).copied().unwrap_or(talk.count());
        let title = talk.text(heading).trim_matches(|c: char| c == '#' || c.is_whitespace()).to_owned();
        if end - heading > LEAST_UNITS {
            let named = if title.is_empty() { Named::Nothing } else { Named::Heading(title) };
            stretches.push(Stretch { units: heading..end, named });
        }
    }
    (stretches.len() >= 2).then_some(stretches)
}

fn is_heading(talk: &Talk, unit: usize) -> bool {
    matches!(talk.document.blocks[talk.unit(unit).block].kind, BlockKind::Heading(_))
}

/// A unit that may begin a stretch.
struct Border {
    score: f64,
    unit: usize,
    announced: Option<Announcement>,
}

fn by_words(talk: &Talk, nouns: &Nouns, agenda: &Agenda) -> Vec<Stretch> {
    let mut borders = borders(talk, find_announcements(talk, nouns, agenda));
    borders.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.unit.cmp(&b.unit)));
    let words_before =
        |unit: usize| talk.units.units.get(unit).map_or(talk.units.words.len(), |u| u.words.start);
    let most = MEAN_WORDS.map(|mean| talk.units.words.len() / mean);
    let mut taken = BTreeSet::from([0, talk.count()]);
    let mut kept: Vec<Border> = Vec::new();
    for border in borders {
        let sort = usize::from(border.announced.is_none());
        if kept.len() >= most[sort] {
            continue;
        }
        let least = LEAST_WORDS[sort];
        let left = taken.range(..=border.unit).next_back().map_or(0, |&at| at);
        let right = taken.range(border.unit..).next().map_or(talk.count(), |&at| at);
        let here = words_before(border.unit);
        let is_far = |words: usize, units: usize| words >= least && units >= LEAST_UNITS;
        if is_far(here - words_before(left), border.unit - left)
            && is_far(words_before(right) - here, right - border.unit)
        {
            taken.insert(border.unit);
            kept.push(border);
        }
    }
    kept.sort_by_key(|border| border.unit);
    let opening = Border { score: 0.0, unit: 0, announced: None };
    let starts: Vec<Border> = std::iter::once(opening).chain(kept).collect();
    let ends: Vec<usize> = starts[1..].iter().map(|border| border.unit).chain([talk.count()]).collect();
    starts
        .into_iter()
        .zip(ends)
        .map(|(start, end)| {
            let units = start.unit..end;
            let named = match start.announced {
                Some(announced) => Named::Announced(announced),
                // An opening that is little more than the agenda.
                None if start.unit == 0 && ends_with(agenda, words_before(end)) => Named::Agenda,
                None => Named::Nothing,
            };
            Stretch { units, named }
        })
        .collect()
}

/// Whether the agenda is read out shortly before a place.
fn ends_with(agenda: &Agenda, words: usize) -> bool {
    !agenda.words.is_empty() && agenda.words.start < words && words < agenda.words.end + AGENDA_TAIL
}

/// Everything that may be a border: announcements, and valleys in cohesion. A valley near an announcement speaks for it.
fn borders(talk: &Talk, announcements: Vec<Announcement>) -> Vec<Border> {
    let mut borders: Vec<Border> = announcements
        .into_iter()
        .map(|one| Border { score: one.strength, unit: one.unit, announced: Some(one) })
        .collect();
    let shifts = shifts_of(talk);
    let deepest = shifts.iter().fold(1e-9, |deepest, &(_, depth)| f64::max(deepest, depth));
    let announced = borders.len();
    for (unit, depth) in shifts {
        let score = 0.9 * depth / deepest;
        let from = borders[..announced].partition_point(|border| border.unit + SNAP < unit);
        let to = borders[..announced].partition_point(|border| border.unit <= unit + SNAP);
        match borders[from..to].iter_mut().max_by(|a, b| a.score.total_cmp(&b.score)) {
            Some(border) => border.score += score,
            None => borders.push(Border { score, unit: begin_of(talk, unit), announced: None }),
        }
    }
    borders
}

/// Valleys in cohesion with their depths.
fn shifts_of(talk: &Talk) -> Vec<(usize, f64)> {
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
    let options = ShiftOptions { window_words: 90, least_words: 130, depth_above_mean: 0.0 };
    find_shifts(&views, options).into_iter().map(|shift| (shift.unit, shift.depth)).collect()
}

/// Where what changes at a unit begins: at words that announce something, else with the turn.
fn begin_of(talk: &Talk, unit: usize) -> usize {
    let near = unit.saturating_sub(SNAP)..(unit + SNAP + 1).min(talk.count());
    let announced = near
        .filter(|&unit| {
            talk.has(unit, Cue::Next) && talk.hear(unit).first(Cue::Next).is_some_and(|hit| hit.from <= 4)
        })
        .min_by_key(|&near| (near.abs_diff(unit), near));
    announced.unwrap_or_else(|| {
        (0..=unit)
            .rev()
            .take(6)
            .find(|&unit| unit == 0 || talk.unit(unit - 1).block != talk.unit(unit).block)
            .unwrap_or(unit)
    })
}

/// The title of a stretch and what it rests on.
fn title(talk: &Talk, stretch: &Stretch, phrases: &[Phrase]) -> Option<(String, String)> {
    match &stretch.named {
        Named::Heading(title) => return Some((title.clone(), "a heading in the document".into())),
        Named::Agenda => return Some(("Agenda".into(), "the agenda is read out here".into())),
        Named::Announced(one) if one.is_sure || is_told(talk, one, phrases) => {
            let words = &talk.units.words[one.name.clone()];
            let said = &talk.document.text[words[0].start as usize..words[words.len() - 1].end as usize];
            let stems: Vec<u32> = talk.entries[one.name.clone()].iter().map(|entry| entry.family()).collect();
            // One word is often short for a phrase that is said here too: "the lab" for "lab interface".
            let longer = (stems.len() == 1)
                .then(|| phrases.iter().take(3).find(|p| p.stems.len() > 1 && p.stems.contains(&stems[0])))
                .flatten();
            let name = longer.map_or(said, |phrase| &phrase.text);
            return Some((capitalised(name), format!("announced: \"{said}\"")));
        }
        Named::Announced(_) | Named::Nothing => {}
    }
    let first = phrases.first()?;
    let why = format!("\"{}\" is said {} times here", first.text, first.count);
    let second = phrases[1..].iter().find(|phrase| {
        phrase.score >= first.score * 0.85 && !phrase.stems.iter().any(|stem| first.stems.contains(stem))
    });
    let name = match second {
        Some(second) => format!("{} and {}", first.text, second.text),
        None => first.text.clone(),
    };
    Some((capitalised(&name), why))
}

/// Whether what was announced is among what is then said most.
fn is_told(talk: &Talk, announced: &Announcement, phrases: &[Phrase]) -> bool {
    let stems = || talk.entries[announced.name.clone()].iter().map(|entry| entry.family());
    phrases.iter().take(6).any(|phrase| stems().any(|stem| phrase.stems.contains(&stem)))
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
        .filter(|&unit| {
            QUOTE_WORDS.contains(&talk.unit(unit).words.len())
                && !talk.has(unit, Cue::SmallTalk)
                && !is_heading(talk, unit)
                && talk.substance(unit) >= QUOTE_SUBSTANCE
        })
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
        keys.extend(scored.first().map(|&(_, unit)| unit).or_else(|| {
            units.filter(|&unit| !is_heading(talk, unit)).max_by_key(|&unit| talk.unit(unit).words.len())
        }));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::Builtin;
    use crate::engine::builtin::testing;
    use crate::engine::builtin::testing::talk_about;
    use crate::model::document::{Document, Place};
    use crate::model::units::Units;

    fn topics(document: &Document) -> (Vec<String>, Vec<usize>) {
        let units = Units::of(document);
        let engine = Builtin::default();
        let reading = engine.open(document, &units);
        let titles = reading.drafts.iter().filter(|(_, draft)| draft.kind == FindingKind::Topic);
        (titles.map(|(_, draft)| draft.statement.clone()).collect(), reading.shifts().to_vec())
    }

    #[test]
    fn what_is_announced_begins_and_names_a_topic() {
        let talk = [
            talk_about(
                "Ann: Morning. On my list I have pump filters, the museum van and the garden wall.\nAnn: Ok. Pump filters. Tom?\n",
                "pump filter",
                "gasket",
            ),
            talk_about("Ann: Right. Let's do the museum van, Tom.\n", "van", "gearbox"),
            talk_about("Ann: Good. Moving on to the garden wall.\n", "wall", "mortar"),
        ];
        let document = testing::talk(&talk.concat());
        let (titles, shifts) = topics(&document);
        assert_eq!(titles, ["Pump filters", "Museum van", "Garden wall"]);
        let units = Units::of(&document);
        let begin: Vec<&str> = shifts.iter().map(|&unit| document.slice(units.units[unit].span)).collect();
        assert_eq!(begin, ["Right.", "Good."]);
    }

    #[test]
    fn headings_give_borders_and_titles() {
        let body = "We looked at the pump and the hose, and the pump was the one that leaked again.";
        let turn = (BlockKind::Turn, Some("Ann"), body);
        let heading = |words| (BlockKind::Heading(2), None, words);
        let document = testing::document(
            &[
                heading("The north pump"),
                turn,
                turn,
                turn,
                turn,
                heading("What to buy?"),
                turn,
                turn,
                turn,
                turn,
            ],
            Place::default(),
        );
        assert_eq!(
            topics(&document),
            (vec!["The north pump".to_owned(), "What to buy?".to_owned()], vec![5])
        );
    }

    #[test]
    fn titles_are_nouns_and_no_names() {
        let talk = talk_about("", "copper kettle", "lid").replace("Eva:", "Ruth Bell:").repeat(2);
        let (titles, _) = topics(&testing::talk(&talk));
        assert_eq!(titles.first().map(String::as_str), Some("Copper kettle"));
    }
}
