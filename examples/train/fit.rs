//! Labelled units → weights: logistic regression with an L2 penalty, by dual coordinate descent
//! (Yu, Huang and Lin, "Dual coordinate descent methods for logistic regression and maximum entropy models", 2011).

use crate::corpus::{Corpus, Label, Meeting, Set, to_document};
use rayon::prelude::*;
use throughline::engine::builtin::features::{FEATURE_COUNT, Features, MEASURES, SIGNALS_OWN};
use throughline::engine::builtin::phrases::Phrases;
use throughline::engine::builtin::vocabulary::Vocabulary;
use throughline::model::document::{BlockKind, DocumentBuilder, Place};
use throughline::model::units::Units;

/// Trust in the data against the penalty.
const TRUST: f64 = 0.03;
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

struct Row {
    features: Vec<(u32, f32)>,
    carries: bool,
    weight: f64,
}

/// What is learned from.
pub(crate) struct Learner<'a> {
    corpus: &'a Corpus,
    vocabulary: Vocabulary,
    phrases: Phrases,
    is_used: Box<dyn Fn(&Meeting) -> bool + Sync + 'a>,
}

impl<'a> Learner<'a> {
    /// Learns from some meetings, never from those kept for choosing.
    pub(crate) fn new(
        corpus: &'a Corpus,
        vocabulary: &str,
        is_used: impl Fn(&Meeting) -> bool + Sync + 'a,
    ) -> Self {
        let vocabulary = Vocabulary::new(vocabulary);
        Self { corpus, phrases: Phrases::new(&vocabulary), vocabulary, is_used: Box::new(is_used) }
    }

    /// Weights of one kind.
    pub(crate) fn fit(&self, kind: usize) -> Vec<f32> {
        descend(&self.rows(kind))
    }

    fn rows(&self, kind: usize) -> Vec<Row> {
        let meetings = self.corpus.meetings.iter().filter(|m| !m.is_for_choosing() && (self.is_used)(m));
        let used: Vec<_> =
            meetings.filter_map(|m| set_weight(m.set, kind).map(|(from, w)| (m, from, w))).collect();
        let rows: Vec<Vec<Row>> = used
            .par_iter()
            .map(|&(meeting, from, weight)| {
                let Some(labels) = &meeting.labels[from] else { return Vec::new() };
                let features =
                    Features::of(&meeting.document, &meeting.units, &self.vocabulary, &self.phrases);
                let units = 0..features.len();
                let used =
                    units.filter(|&u| labels[u] != Label::Unclear && features.words(u).len() >= LEAST_WORDS);
                used.map(|unit| row(&features, unit, labels[unit] == Label::Carries, weight)).collect()
            })
            .collect();
        let mut rows: Vec<Row> = rows.into_iter().flatten().collect();
        if kind == ACTIONS {
            rows.extend(self.corpus.sentences.iter().map(|(text, carries)| self.sentence(text, *carries)));
        }
        rows
    }

    /// A sentence without surroundings: only its words and signals are known, not its place.
    fn sentence(&self, text: &str, carries: bool) -> Row {
        let mut builder = DocumentBuilder::default();
        builder.add(BlockKind::Paragraph, None, text, Place::default());
        let document = to_document(builder, "");
        let units = Units::of(&document);
        let features = Features::of(&document, &units, &self.vocabulary, &self.phrases);
        let longest = (0..features.len()).max_by_key(|&unit| features.words(unit).len());
        let mut row = longest.map_or(Row { features: Vec::new(), carries, weight: 0.0 }, |unit| {
            row(&features, unit, carries, 1.0)
        });
        let is_place = |feature: u32| (MEASURES + 1..SIGNALS_OWN).contains(&(feature as usize));
        row.features.retain(|&(feature, _)| !is_place(feature));
        // A mail's sentence is as likely to carry an action as not: no reason to count one side more.
        row.weight = SENTENCE;
        row
    }
}

fn row(features: &Features, unit: usize, carries: bool, weight: f64) -> Row {
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
    Row { features: all, carries, weight: weight * if carries { POSITIVE } else { 1.0 } }
}

/// Minimises the dual, one row at a time, in an order that is shuffled the same way every time.
fn descend(rows: &[Row]) -> Vec<f32> {
    let mut weights = vec![0.0f32; FEATURE_COUNT];
    let mut alphas: Vec<f64> = rows.iter().map(|row| (1e-3 * TRUST * row.weight).min(1e-8)).collect();
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
            let limit = TRUST * row.weight;
            if limit <= 0.0 {
                continue;
            }
            let sum: f32 =
                row.features.iter().map(|&(feature, value)| weights[feature as usize] * value).sum();
            let margin = f64::from(sum) * if row.carries { 1.0 } else { -1.0 };
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
        for &(feature, value) in &row.features {
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
