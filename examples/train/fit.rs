//! Labelled units → weights: logistic regression with an L2 penalty, by dual coordinate descent
//! (Yu, Huang and Lin, "Dual coordinate descent methods for logistic regression and maximum entropy models", 2011).

use crate::corpus::{Corpus, Label, Meeting, Set, to_document};
use rayon::prelude::*;
use throughline::engine::builtin::features::{FEATURE_COUNT, Features, MEASURES, SIGNALS_OWN};
use throughline::engine::builtin::phrases::Phrases;
use throughline::engine::builtin::scorer::{MOST, SCORED_KINDS, Scores, encode_weights};
use throughline::engine::builtin::surroundings::{Overview, SURROUNDING_COUNT, Surroundings};
use throughline::engine::builtin::vocabulary::Vocabulary;
use throughline::model::document::{BlockKind, DocumentBuilder, Place};
use throughline::model::units::Units;
use throughline::text::words::hash_word;

/// Trust in the data against the penalty, by kind.
const TRUST: [f64; SCORED_KINDS.len()] = [0.03, 0.1, 0.03];
/// The same for the second look.
const TRUST_AROUND: [f64; SCORED_KINDS.len()] = [1e-4, 1e-3, 1e-4];
/// How much freer the score itself is in the second look than what stands around it.
const OWN_SCALE: [f32; SCORED_KINDS.len()] = [10.0, 3.0, 10.0];
/// Taken off the log-odds of a kind, so that one bar suits what is learned here and what is ruled by hand; set on
/// meetings that were not learned from.
const LOWERED: [f32; SCORED_KINDS.len()] = [0.0, 0.9, 0.0];
/// For the second look, meetings are scored by weights that were learned from the other parts of so many.
const PARTS: u32 = 4;
/// A unit that carries an item counts this many times.
const POSITIVE: f64 = 4.0;
/// Passes over the rows.
const PASSES: usize = 10;
/// Units of fewer words are not learned from.
const LEAST_WORDS: usize = 3;

/// How much a row of a set counts for a kind; `None` if the set says nothing about it. What research meetings settle
/// is mostly who will do what, so it stands for actions too.
fn set_weight(set: Set, kind: usize) -> Option<(usize, f64)> {
    match (set, kind) {
        (Set::Ami, _) => Some((kind, 1.0)),
        (Set::Icsi, 1) => Some((0, 0.05)),
        (Set::Icsi, _) => Some((kind, 0.5)),
        (Set::Akash, 1) => Some((1, 0.5)),
        _ => None,
    }
}

/// Weight of a sentence of a mail, for actions.
const SENTENCE: f64 = 0.3;
const ACTIONS: usize = 1;
/// Names of meetings of one group begin with this many equal letters.
const GROUP_NAME: usize = 6;

/// The features of a unit, by rising feature.
type Look = Box<[(u32, f32)]>;

struct Row<'a> {
    features: &'a [(u32, f32)],
    carries: bool,
    weight: f64,
}

impl<'a> Row<'a> {
    fn of(features: &'a [(u32, f32)], carries: bool, weight: f64) -> Self {
        Self { features, carries, weight: weight * if carries { POSITIVE } else { 1.0 } }
    }
}

/// What is learned from: all units, looked at once.
pub(crate) struct Learner<'a> {
    corpus: &'a Corpus,
    meetings: Vec<(Features, Vec<Look>)>,
    sentences: Vec<Look>,
}

impl<'a> Learner<'a> {
    /// Looks at all meetings and sentences.
    pub(crate) fn new(corpus: &'a Corpus, vocabulary: &Vocabulary, phrases: &Phrases) -> Self {
        let meetings = corpus.meetings.par_iter().map(|meeting| {
            let features = Features::of(&meeting.document, &meeting.units, vocabulary, phrases);
            let looks = (0..features.len()).map(|unit| look(&features, unit)).collect();
            (features, looks)
        });
        let sentences = corpus.sentences.par_iter().map(|(text, _)| sentence(text, vocabulary, phrases));
        Self { corpus, meetings: meetings.collect(), sentences: sentences.collect() }
    }

    /// Weights of all kinds and of the second look, learned from some meetings, never from those kept for choosing.
    pub(crate) fn fit(&self, is_used: impl Fn(&Meeting) -> bool + Sync) -> Vec<u8> {
        let parts: Vec<(u32, usize)> =
            (0..=PARTS).flat_map(|part| (0..SCORED_KINDS.len()).map(move |kind| (part, kind))).collect();
        let fit = |&(part, kind): &(u32, usize)| {
            let rows = self.rows(kind, |meeting| is_used(meeting) && part_of(meeting) != part);
            descend(&rows, FEATURE_COUNT, TRUST[kind])
        };
        let weights: Vec<Vec<f32>> = parts.par_iter().map(fit).collect();
        let weights: Vec<[Vec<f32>; SCORED_KINDS.len()]> = weights
            .chunks_exact(SCORED_KINDS.len())
            .map(|kinds| std::array::from_fn(|kind| kinds[kind].clone()))
            .collect();
        let used: Vec<usize> = (0..self.meetings.len())
            .filter(|&at| is_used(&self.corpus.meetings[at]) && !self.corpus.meetings[at].is_for_choosing())
            .collect();
        let scores: Vec<Vec<Scores>> = used
            .par_iter()
            .map(|&at| self.score(at, &weights[part_of(&self.corpus.meetings[at]) as usize]))
            .collect();
        let around: Vec<Surroundings> = (0..SCORED_KINDS.len())
            .into_par_iter()
            .map(|kind| self.fit_around(kind, &used, &scores))
            .collect();
        encode_weights(&weights[PARTS as usize], &std::array::from_fn(|kind| around[kind]))
    }

    /// Log-odds of every unit of a meeting.
    fn score(&self, meeting: usize, weights: &[Vec<f32>; SCORED_KINDS.len()]) -> Vec<Scores> {
        let looks = &self.meetings[meeting].1;
        looks
            .iter()
            .map(|look| std::array::from_fn(|kind| weigh(&weights[kind], look).clamp(-MOST, MOST)))
            .collect()
    }

    /// Weights of the second look at one kind, from meetings and their scores.
    fn fit_around(&self, kind: usize, used: &[usize], scores: &[Vec<Scores>]) -> Surroundings {
        let mut all: Vec<(Surroundings, bool, f64)> = Vec::new();
        for (&at, scores) in used.iter().zip(scores) {
            let (meeting, features) = (&self.corpus.meetings[at], &self.meetings[at].0);
            let Some((from, weight)) = set_weight(meeting.set, kind).filter(|&(from, _)| from == kind) else {
                continue;
            };
            let Some(labels) = &meeting.labels[from] else { continue };
            let overview = Overview::of(features, scores);
            for unit in (0..features.len()).filter(|&unit| is_learned(meeting, unit, labels)) {
                all.push((overview.look(unit, kind), labels[unit] == Label::Carries, weight));
            }
        }
        let (means, spreads) = spread(&all);
        let scale = |index: usize| if index == 1 { OWN_SCALE[kind] } else { 1.0 } / spreads[index];
        let looks: Vec<Look> = all
            .iter()
            .map(|(values, ..)| {
                // The first is 1 everywhere and stays so.
                (0..SURROUNDING_COUNT)
                    .map(|i| (i as u32, if i == 0 { 1.0 } else { (values[i] - means[i]) * scale(i) }))
                    .collect()
            })
            .collect();
        let rows: Vec<Row> = looks
            .iter()
            .zip(&all)
            .map(|(features, &(_, carries, weight))| Row::of(features, carries, weight))
            .collect();
        let fitted = descend(&rows, SURROUNDING_COUNT, TRUST_AROUND[kind]);
        let mut weights = [0.0; SURROUNDING_COUNT];
        weights[0] = fitted[0] - LOWERED[kind];
        for i in 1..SURROUNDING_COUNT {
            weights[i] = fitted[i] * scale(i);
            weights[0] -= weights[i] * means[i];
        }
        weights
    }

    fn rows(&self, kind: usize, is_used: impl Fn(&Meeting) -> bool) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        for (meeting, (_, looks)) in self.corpus.meetings.iter().zip(&self.meetings) {
            let Some((from, weight)) = set_weight(meeting.set, kind) else { continue };
            let Some(labels) = &meeting.labels[from] else { continue };
            if meeting.is_for_choosing() || !is_used(meeting) {
                continue;
            }
            for unit in (0..looks.len()).filter(|&unit| is_learned(meeting, unit, labels)) {
                rows.push(Row::of(&looks[unit], labels[unit] == Label::Carries, weight));
            }
        }
        if kind == ACTIONS {
            // A mail's sentence is as likely to carry an action as not: no reason to count one side more.
            let sentences = self.corpus.sentences.iter().zip(&self.sentences);
            rows.extend(sentences.map(|((_, carries), features)| Row {
                features,
                carries: *carries,
                weight: SENTENCE,
            }));
        }
        rows
    }
}

fn is_learned(meeting: &Meeting, unit: usize, labels: &[Label]) -> bool {
    labels[unit] != Label::Unclear && meeting.units.units[unit].words.len() >= LEAST_WORDS
}

/// The part a meeting belongs to; meetings of one group, named alike, stay together.
fn part_of(meeting: &Meeting) -> u32 {
    let group = meeting.id.get(..GROUP_NAME).filter(|_| meeting.set == Set::Ami).unwrap_or(&meeting.id);
    (hash_word(group) >> 32) as u32 % PARTS
}

/// Means and standard deviations of measures.
fn spread(all: &[(Surroundings, bool, f64)]) -> (Surroundings, Surroundings) {
    let count = all.len().max(1) as f64;
    let mean =
        |of: &dyn Fn(&Surroundings) -> f64| all.iter().map(|(values, ..)| of(values)).sum::<f64>() / count;
    let means: Surroundings = std::array::from_fn(|i| mean(&|values| f64::from(values[i])) as f32);
    let spreads = std::array::from_fn(|i| {
        mean(&|values| f64::from(values[i] - means[i]).powi(2)).sqrt().max(1e-3) as f32
    });
    (means, spreads)
}

/// A sentence without surroundings: only its words and signals are known, not its place.
fn sentence(text: &str, vocabulary: &Vocabulary, phrases: &Phrases) -> Look {
    let mut builder = DocumentBuilder::default();
    builder.add(BlockKind::Paragraph, None, text, Place::default());
    let document = to_document(builder, "");
    let units = Units::of(&document);
    let features = Features::of(&document, &units, vocabulary, phrases);
    let longest = (0..features.len()).max_by_key(|&unit| features.words(unit).len());
    let all = longest.map_or(Look::default(), |unit| look(&features, unit));
    let is_place = |feature: u32| (MEASURES + 1..SIGNALS_OWN).contains(&(feature as usize));
    all.into_iter().filter(|&(feature, _)| !is_place(feature)).collect()
}

fn look(features: &Features, unit: usize) -> Look {
    let mut all: Vec<(u32, f32)> = Vec::new();
    features.visit(unit, |feature, value| all.push((feature as u32, value)));
    all.sort_by_key(|&(feature, _)| feature);
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    all.into()
}

fn weigh(weights: &[f32], features: &[(u32, f32)]) -> f32 {
    features.iter().map(|&(feature, value)| weights[feature as usize] * value).sum()
}

/// Minimises the dual, one row at a time, in an order that is shuffled the same way every time.
fn descend(rows: &[Row], count: usize, trust: f64) -> Vec<f32> {
    let mut weights = vec![0.0f32; count];
    let mut alphas: Vec<f64> = rows.iter().map(|row| (1e-3 * trust * row.weight).min(1e-8)).collect();
    let lengths: Vec<f64> =
        rows.iter().map(|row| row.features.iter().map(|&(_, v)| f64::from(v) * f64::from(v)).sum()).collect();
    for (row, &alpha) in rows.iter().zip(&alphas) {
        step(&mut weights, row, alpha);
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..PASSES {
        shuffle(&mut order, &mut state);
        for &index in &order {
            let row = &rows[index];
            let limit = trust * row.weight;
            if limit <= 0.0 {
                continue;
            }
            let margin = f64::from(weigh(&weights, row.features)) * if row.carries { 1.0 } else { -1.0 };
            let new = best_alpha(alphas[index], limit, lengths[index], margin);
            step(&mut weights, row, new - alphas[index]);
            alphas[index] = new;
        }
    }
    weights
}

fn step(weights: &mut [f32], row: &Row, change: f64) {
    let change = (if row.carries { change } else { -change }) as f32;
    if change != 0.0 {
        for &(feature, value) in row.features {
            weights[feature as usize] += change * value;
        }
    }
}

/// The alpha in (0, limit) where a ln a + (limit − a) ln(limit − a) + length/2 (a − old)² + margin (a − old) is least.
fn best_alpha(old: f64, limit: f64, length: f64, margin: f64) -> f64 {
    // Newton steps from the nearer end, as in the paper's algorithm 4.
    let from_below = margin + length * (limit / 2.0 - old) > 0.0;
    let (start, margin) = if from_below { (old, margin) } else { (limit - old, -margin) };
    let mut z = if start > limit / 2.0 { 0.1 * start } else { start }.max(1e-12);
    for _ in 0..20 {
        let slope = length * (z - start) + margin + (z / (limit - z)).ln();
        if slope.abs() < 1e-6 {
            break;
        }
        let curve = length + limit / (limit - z) / z;
        let next = z - slope / curve;
        z = if next <= 0.0 {
            0.1 * z
        } else if next >= limit {
            limit - 0.1 * (limit - z)
        } else {
            next
        };
    }
    if from_below { z } else { limit - z }
}

/// Fisher and Yates, with Marsaglia's xorshift for numbers.
fn shuffle(order: &mut [usize], state: &mut u64) {
    for i in (1..order.len()).rev() {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        order.swap(i, (*state % (i as u64 + 1)) as usize);
    }
}
