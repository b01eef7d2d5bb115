//! Labelled meetings → documents with a label for each unit and kind.

use anyhow::Context;
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::LazyLock;
use throughline::engine::builtin::scorer::SCORED_KINDS;
use throughline::engine::builtin::signals::SIGNALS;
use throughline::model::document::{BlockKind, Document, DocumentBuilder, Place};
use throughline::model::units::Units;
use throughline::text::words::split_words;

/// Where meetings come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Set {
    /// Design meetings with roles; items linked to utterances.
    Ami,
    /// Research meetings; items linked to utterances.
    Icsi,
    /// Community calls; items without links.
    Akash,
    /// Engineering calls; items without links. Measured, never learned from.
    Ethacd,
}

impl Set {
    const ALL: [(Set, &'static str); 4] =
        [(Set::Ami, "ami"), (Set::Icsi, "icsi"), (Set::Akash, "akash"), (Set::Ethacd, "ethacd")];

    /// The set with this name.
    pub(crate) fn named(name: &str) -> Option<Set> {
        Set::ALL.iter().find(|(_, known)| *known == name).map(|(set, _)| *set)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        Set::ALL.iter().find(|(set, _)| *set == self).map_or("", |(_, name)| name)
    }

    /// Whether gold items point at utterances.
    pub(crate) fn is_linked(self) -> bool {
        matches!(self, Set::Ami | Set::Icsi)
    }
}

/// What a unit is for the learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// It carries an item.
    Carries,
    /// It does not.
    Empty,
    /// It stands beside one that does; not learned from.
    Unclear,
}

/// One gold item.
#[derive(Debug, Deserialize)]
pub(crate) struct Gold {
    /// As the note taker wrote it.
    pub(crate) text: String,
    /// Utterances it is linked to.
    #[serde(default)]
    pub(crate) support: Vec<usize>,
    /// Who is to do it.
    #[serde(default)]
    pub(crate) owners: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Record {
    utterances: Vec<Utterance>,
    decisions: Option<Vec<Gold>>,
    actions: Option<Vec<Gold>>,
    problems: Option<Vec<Gold>>,
}

#[derive(Deserialize)]
struct Utterance {
    speaker: Option<String>,
    text: String,
}

/// One meeting with its gold items.
pub(crate) struct Meeting {
    /// Its set.
    pub(crate) set: Set,
    /// Its name.
    pub(crate) id: String,
    /// As the program reads it: one block an utterance.
    pub(crate) document: Document,
    /// Its units.
    pub(crate) units: Units,
    /// Utterance of each block: an utterance without words has no block.
    pub(crate) utterances: Vec<usize>,
    /// Gold items by kind; `None` where nobody annotated the kind.
    pub(crate) gold: [Option<Vec<Gold>>; SCORED_KINDS.len()],
    /// Labels by kind and unit.
    pub(crate) labels: [Option<Vec<Label>>; SCORED_KINDS.len()],
}

impl Meeting {
    /// The official development meetings of AMI are only measured, never learned from.
    pub(crate) fn is_for_choosing(&self) -> bool {
        let series = ["ES2003", "ES2011", "IS1008", "TS3004", "TS3006"];
        self.set == Set::Ami && series.iter().any(|series| self.id.starts_with(series))
    }
}

/// Everything that is learned from or measured.
pub(crate) struct Corpus {
    /// All meetings, by set and name.
    pub(crate) meetings: Vec<Meeting>,
    /// Sentences of mails, and whether they ask for or promise an action.
    pub(crate) sentences: Vec<(String, bool)>,
    /// Word weights of each set without links.
    pub(crate) rarity: BTreeMap<Set, Rarity>,
}

impl Corpus {
    /// Reads all sets below a folder.
    pub(crate) fn load(data: &Path) -> anyhow::Result<Self> {
        let mut meetings = Vec::new();
        let mut rarity = BTreeMap::new();
        for (set, name) in Set::ALL {
            let folder = data.join(name);
            let mut paths: Vec<_> = std::fs::read_dir(&folder)
                .with_context(|| format!("reading {}", folder.display()))?
                .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                .filter(|path| path.to_string_lossy().ends_with(".json.gz"))
                .collect();
            paths.sort();
            let mut read =
                paths.par_iter().map(|path| read_meeting(set, path)).collect::<Result<Vec<_>, _>>()?;
            if !set.is_linked() {
                let texts =
                    read.iter().flat_map(|m| m.document.blocks.iter().map(|b| m.document.slice(b.span)));
                let weights = Rarity::of(texts);
                read.par_iter_mut().for_each(|meeting| guess_labels(meeting, &weights));
                rarity.insert(set, weights);
            }
            meetings.extend(read);
        }
        let table = std::fs::read(data.join("email_intents/sentences.tsv"))?;
        let table = String::from_utf8_lossy(&table);
        let sentences = table.lines().skip(1).filter_map(|line| line.split_once('\t'));
        let sentences = sentences.map(|(intent, text)| (text.to_owned(), intent == "Yes")).collect();
        Ok(Self { meetings, sentences, rarity })
    }

    /// Words that at least three sources use at a similar rate, and those that signals need; one a line, sorted.
    pub(crate) fn common_words(&self) -> String {
        let mut sources: Vec<(HashMap<String, f64>, f64)> = Vec::new();
        for set in [Set::Ami, Set::Icsi, Set::Akash] {
            let texts = self.meetings.iter().filter(|m| m.set == set).map(|m| m.document.text.as_str());
            sources.push(count(texts));
        }
        sources.push(count(self.sentences.iter().map(|(text, _)| text.as_str())));
        let all: HashSet<&String> = sources.iter().flat_map(|(counts, _)| counts.keys()).collect();
        let mut words: Vec<String> =
            all.into_iter().filter(|word| is_common(word, &sources)).cloned().collect();
        let needed = SIGNALS.iter().flat_map(|signal| signal.phrases.split("; ")).flat_map(|p| p.split(' '));
        words.extend(needed.filter(|w| !w.starts_with('<') && *w != "^" && *w != "?").map(str::to_owned));
        words.extend(BUSINESS.split_whitespace().map(str::to_owned));
        words.sort();
        words.dedup();
        words.join("\n") + "\n"
    }
}

/// Words of meetings anywhere that the sources happen to use unevenly.
const BUSINESS: &str = "please anybody anyone send email meet meeting committee members document draft slides chat \
    update updates everyone somebody review schedule deadline offline minutes agenda action decided decide agreed \
    agree consensus assign assigned task tasks okay gonna";

/// A common word occurs at least this often in a million words, in at least three sources.
const LEAST_RATE: f64 = 15.0;
/// And its highest rate is below this many times the second: otherwise it is one source's subject.
const MOST_UNEVEN: f64 = 8.0;

fn is_common(word: &str, sources: &[(HashMap<String, f64>, f64)]) -> bool {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let rate = |(counts, total): &(HashMap<String, f64>, f64)| counts.get(word).unwrap_or(&0.0) / total * 1e6;
    let mut rates: Vec<f64> = sources.iter().map(rate).collect();
    rates.sort_by(|a, b| b.total_cmp(a));
    rates[2] >= LEAST_RATE && rates[0] < MOST_UNEVEN * rates[1]
}

fn count<'a>(texts: impl Iterator<Item = &'a str>) -> (HashMap<String, f64>, f64) {
    let mut counts = HashMap::new();
    let mut total = 0.0;
    let mut words = Vec::new();
    for text in texts {
        words.clear();
        split_words(text, 0, &mut words);
        for word in &words {
            *counts.entry(word.of(text).to_lowercase().replace('’', "'")).or_insert(0.0) += 1.0;
            total += 1.0;
        }
    }
    (counts, total)
}

fn read_meeting(set: Set, path: &Path) -> anyhow::Result<Meeting> {
    let file = std::fs::File::open(path)?;
    let record: Record = serde_json::from_reader(std::io::BufReader::new(flate2::read::GzDecoder::new(file)))
        .with_context(|| format!("reading {}", path.display()))?;
    let mut builder = DocumentBuilder::default();
    let mut utterances = Vec::new();
    for (index, utterance) in record.utterances.iter().enumerate() {
        if !utterance.text.trim().is_empty() {
            utterances.push(index);
            builder.add(BlockKind::Turn, utterance.speaker.as_deref(), &utterance.text, Place::default());
        }
    }
    let name =
        path.file_name().map(|name| name.to_string_lossy().replace(".json.gz", "")).unwrap_or_default();
    let document = to_document(builder, &name);
    let units = Units::of(&document);
    let gold = [record.decisions, record.actions, record.problems];
    let mut meeting = Meeting {
        set,
        id: name,
        document,
        units,
        utterances,
        gold,
        labels: [const { None }; SCORED_KINDS.len()],
    };
    if set.is_linked() {
        copy_labels(&mut meeting);
    }
    Ok(meeting)
}

/// A document with nothing known but its content.
pub(crate) fn to_document(builder: DocumentBuilder, name: &str) -> Document {
    Document {
        title: name.to_owned(),
        format: "text".to_owned(),
        ..Document::new("d1", name, builder.finish())
    }
}

/// The longest sentence of a linked utterance carries the item; the others are unclear.
fn copy_labels(meeting: &mut Meeting) {
    for kind in 0..SCORED_KINDS.len() {
        let Some(gold) = &meeting.gold[kind] else { continue };
        let linked: HashSet<usize> = gold.iter().flat_map(|item| item.support.iter().copied()).collect();
        let mut labels = vec![Label::Empty; meeting.units.units.len()];
        let mut longest: BTreeMap<usize, usize> = BTreeMap::new();
        for (index, unit) in meeting.units.units.iter().enumerate() {
            if linked.contains(&meeting.utterances[unit.block]) {
                labels[index] = Label::Unclear;
                let best = longest.entry(unit.block).or_insert(index);
                if unit.span.len() > meeting.units.units[*best].span.len() {
                    *best = index;
                }
            }
        }
        longest.values().for_each(|&unit| labels[unit] = Label::Carries);
        meeting.labels[kind] = Some(labels);
    }
}

/// Share of a gold item's word weight that two neighbouring sentences must carry to stand for it.
const LEAST_GUESS: f64 = 0.30;

/// Where items have no links, the sentence that shares most of the item's words carries it; its owner's are preferred.
fn guess_labels(meeting: &mut Meeting, rarity: &Rarity) {
    let units = &meeting.units.units;
    let words: Vec<HashSet<String>> =
        units.iter().map(|unit| content_words(meeting.document.slice(unit.span)).collect()).collect();
    for kind in 0..SCORED_KINDS.len() {
        let Some(gold) = &meeting.gold[kind] else { continue };
        let mut labels = vec![Label::Empty; units.len()];
        for item in gold {
            let wanted: HashSet<String> = content_words(&item.text).collect();
            let owners: HashSet<String> =
                item.owners.iter().flatten().flat_map(|o| content_words(o)).collect();
            let mut best = (0.0, None);
            for (index, unit) in units.iter().enumerate().filter(|(index, _)| words[*index].len() > 1) {
                let next =
                    units.get(index + 1).filter(|next| next.block == unit.block).map(|_| &words[index + 1]);
                let own = rarity.share(&wanted, |word| words[index].contains(word));
                let both = rarity.share(&wanted, |word| {
                    words[index].contains(word) || next.is_some_and(|n| n.contains(word))
                });
                let speaker = unit.speaker.map_or("", |speaker| &meeting.document.speakers[speaker as usize]);
                let is_owner = content_words(speaker).any(|part| owners.contains(&part));
                let score = (own + both) / 2.0 + if is_owner { 0.08 } else { 0.0 };
                if both >= LEAST_GUESS && score > best.0 {
                    best = (score, Some(index));
                }
            }
            let Some(found) = best.1 else { continue };
            for near in [found.wrapping_sub(1), found + 1] {
                if labels.get(near) == Some(&Label::Empty) {
                    labels[near] = Label::Unclear;
                }
            }
            labels[found] = Label::Carries;
        }
        meeting.labels[kind] = Some(labels);
    }
}

/// Inverse document frequency of words over the utterances of a set.
pub(crate) struct Rarity {
    utterances: f64,
    counts: HashMap<String, f64>,
}

impl Rarity {
    fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut all = Rarity { utterances: 0.0, counts: HashMap::new() };
        for text in texts {
            all.utterances += 1.0;
            let mut words: Vec<String> = content_words(text).collect();
            words.sort();
            words.dedup();
            for word in words {
                *all.counts.entry(word).or_insert(0.0) += 1.0;
            }
        }
        all
    }

    /// Share of the words' weight that is covered.
    pub(crate) fn share(&self, words: &HashSet<String>, covered: impl Fn(&str) -> bool) -> f64 {
        let weight =
            |word: &String| ((self.utterances + 1.0) / (self.counts.get(word).unwrap_or(&0.0) + 0.5)).ln();
        // Summed in a fixed order, so that runs agree to the last bit.
        let mut order: Vec<&String> = words.iter().collect();
        order.sort();
        let total: f64 = order.iter().map(|word| weight(word)).sum();
        let sum: f64 = order.iter().filter(|word| covered(word)).map(|word| weight(word)).sum();
        if total > 0.0 { sum / total } else { 0.0 }
    }
}

const STOP: &str = "a an and are as at be been but by can could did do does for from get go had has have he her his \
    how i if in is it its just let me my need needs not of on or our out she should so that the their them then there \
    these they this to up us was we were what when which who will with would you your also make sure going gonna";

static STOPS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| STOP.split_whitespace().collect());

/// Content words, cut to six letters so that inflections meet.
pub(crate) fn content_words(text: &str) -> impl Iterator<Item = String> + use<'_> {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '\'' || c == '-';
    let parts = text.split(move |c: char| !is_inside(c)).map(|part| part.trim_start_matches(['\'', '-']));
    let parts = parts.map(str::to_ascii_lowercase);
    parts.filter(|w| w.len() > 1 && !STOPS.contains(w.as_str())).map(|w| w.chars().take(6).collect())
}
