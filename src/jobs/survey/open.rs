//! The open answers of a survey: masked, themed, held against the outcome, the waves and the groups.

use super::codebook::ThemeEntry;
use super::describe::may_show_share;
use super::drivers::HOLDS;
use super::groups::Groups;
use super::mask::Masker;
use super::questions::{Answers, Question};
use super::statistics::{adjust, share_interval, two_shares};
use super::themes::{Answer, Theme, Told, find_themes, says_nothing, sentiment};
use super::trends::{Series, share_points};
use crate::model::survey::{OpenAnswers, ThemeGroup, ThemeOutcome, ThemeRow};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Themes that fit in the bits of one response.
const MOST_THEMES: usize = 60;
/// Bit of a response that wrote something.
const SPEAKS: u64 = 1 << 63;
/// Bit of a response that wrote only that there is nothing to say.
const EMPTY: u64 = 1 << 62;
/// Examples of a theme.
const EXAMPLES: usize = 3;
/// Length of a telling example, in bytes.
const LENGTH: std::ops::RangeInclusive<usize> = 15..=240;
/// Groups named for a theme at most.
const MOST_GROUPS: usize = 4;

/// Everything written in answer to open questions.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// Index of each open question that enough people answered, and its answers as places in `answers`.
    pub(super) questions: Vec<(usize, Vec<usize>)>,
    /// Distinct answers of all questions.
    pub(super) answers: Vec<Answer>,
    /// Themes, each with its answers.
    pub(super) themes: Vec<Theme>,
    /// For each response, the themes it speaks of.
    pub(super) bits: Vec<u64>,
    /// Places of the examples of each theme.
    pub(super) examples: Vec<Vec<usize>>,
    is_empty: Vec<bool>,
    /// For each question with answers, the place of each code's answer.
    places: Vec<Vec<usize>>,
}

impl Open {
    /// Gathers all open answers, masked.
    pub(super) fn gather(questions: &[Question], masker: &Masker, rows: usize, minimum: usize) -> Self {
        let mut open = Open { bits: vec![0; rows], ..Open::default() };
        for (index, question) in questions.iter().enumerate() {
            let Answers::Text(text) = &question.answers else { continue };
            if question.answered < minimum || !question.is_open_to_analysis() {
                continue;
            }
            let mut counts = vec![0_usize; text.values.len()];
            text.codes.iter().for_each(|&code| counts[code as usize] += 1);
            let values: Vec<&str> = text.values.iter().map(|(_, value)| value).collect();
            let masked: Vec<String> = values.par_iter().map(|value| masker.mask(value)).collect();
            let mut place_of = vec![usize::MAX; text.values.len()];
            let mut own = Vec::new();
            for (code, value) in masked.into_iter().enumerate() {
                if !value.is_empty() && counts[code + 1] > 0 {
                    place_of[code + 1] = open.answers.len();
                    own.push(open.answers.len());
                    open.answers.push(Answer { text: value, count: counts[code + 1] });
                }
            }
            open.questions.push((index, own));
            open.places.push(place_of);
        }
        open
    }

    /// Whether an answer says nothing.
    pub(super) fn says_nothing(&self, answer: usize) -> bool {
        says_nothing(&self.answers[answer].text)
    }

    /// Finds the themes of the answers; `told` is what a model named, if one was asked.
    pub(super) fn find_themes(
        mut self,
        questions: &[Question],
        own: &[ThemeEntry],
        told: Option<&[Told]>,
        minimum: usize,
    ) -> Self {
        let found = find_themes(&self.answers, own, told, minimum);
        let open = &mut self;
        open.themes = found.themes;
        open.themes.truncate(MOST_THEMES);
        open.is_empty = found.is_empty;
        open.mark(questions);
        open.drop_small(minimum);
        open.examples = open.themes.iter().map(|theme| examples(theme, &open.answers)).collect();
        self
    }

    fn mark(&mut self, questions: &[Question]) {
        let mut of_answer: Vec<u64> =
            self.is_empty.iter().map(|empty| if *empty { EMPTY } else { SPEAKS }).collect();
        for (bit, theme) in self.themes.iter().enumerate() {
            theme.answers.iter().for_each(|&answer| of_answer[answer] |= 1 << bit);
        }
        for ((question, _), places) in self.questions.iter().zip(&self.places) {
            let Answers::Text(text) = &questions[*question].answers else { continue };
            for (bits, &code) in self.bits.iter_mut().zip(&text.codes) {
                *bits |= of_answer.get(places[code as usize]).copied().unwrap_or(0);
            }
        }
    }

    /// Themes of fewer responses than the minimum are none.
    fn drop_small(&mut self, minimum: usize) {
        let kept: Vec<usize> = (0..self.themes.len()).filter(|&bit| self.size(bit) >= minimum).collect();
        for bits in &mut self.bits {
            let own = *bits & (SPEAKS | EMPTY);
            *bits = kept.iter().enumerate().fold(own, |all, (to, &from)| all | ((*bits >> from & 1) << to));
        }
        let mut index = 0;
        self.themes.retain(|_| {
            index += 1;
            kept.contains(&(index - 1))
        });
    }

    fn size(&self, bit: usize) -> usize {
        self.bits.iter().filter(|bits| **bits >> bit & 1 == 1).count()
    }

    /// For each response: 0 wrote nothing, 1 wrote of something else, 2 wrote of this theme.
    pub(super) fn marks(&self, theme: usize) -> Vec<u8> {
        self.bits
            .iter()
            .map(|bits| if bits & SPEAKS == 0 { 0 } else { 1 + (bits >> theme & 1) as u8 })
            .collect()
    }

    /// How many wrote what.
    pub(super) fn summary(&self, minimum: usize) -> OpenAnswers {
        let count = |test: &dyn Fn(u64) -> bool| self.bits.iter().filter(|bits| test(**bits)).count();
        let shown = |count: usize| (count == 0 || count >= minimum).then_some(count);
        OpenAnswers {
            responses: shown(count(&|bits| bits & SPEAKS != 0)),
            without_theme: shown(count(&|bits| bits & SPEAKS != 0 && bits & !(SPEAKS | EMPTY) == 0)),
            empty: shown(count(&|bits| bits & EMPTY != 0 && bits & SPEAKS == 0)),
        }
    }

    /// The rows of the themes.
    pub(super) fn rows(
        &self,
        questions: &[Question],
        outcome: Option<&[u8]>,
        wave: Option<&Groups>,
        by: &[Groups],
        minimum: usize,
    ) -> Vec<ThemeRow> {
        let speaking = self.bits.iter().filter(|bits| **bits & SPEAKS != 0).count().max(1);
        let mut of_answer: FxHashMap<usize, usize> = FxHashMap::default();
        for (question, answers) in &self.questions {
            answers.iter().for_each(|&answer| {
                of_answer.insert(answer, *question);
            });
        }
        let mut rows: Vec<ThemeRow> = (0..self.themes.len())
            .into_par_iter()
            .map(|bit| {
                let (theme, marks, responses) = (&self.themes[bit], self.marks(bit), self.size(bit));
                let mut asked: Vec<usize> =
                    theme.answers.iter().filter_map(|answer| of_answer.get(answer).copied()).collect();
                asked.sort_unstable();
                asked.dedup();
                ThemeRow {
                    label: theme.label.clone(),
                    terms: theme.terms.clone(),
                    responses,
                    questions: asked.into_iter().map(|question| questions[question].id.clone()).collect(),
                    share: responses as f64 / speaking as f64,
                    sentiment: self.mean_sentiment(theme),
                    examples: self.examples[bit]
                        .iter()
                        .map(|&answer| self.answers[answer].text.clone())
                        .collect(),
                    outcome: outcome.and_then(|outcome| against_outcome(&marks, outcome, minimum)),
                    waves: wave
                        .map(|wave| {
                            share_points(
                                Series { wave, codes: &wave.codes, hidden: &wave.hidden },
                                &marks,
                                minimum,
                            )
                        })
                        .unwrap_or_default(),
                    groups: Vec::new(),
                    seen_by: theme.seen_by,
                }
            })
            .collect();
        let p: Vec<f64> = rows.iter().filter_map(|row| row.outcome.map(|outcome| outcome.p)).collect();
        let tested = rows.iter_mut().filter_map(|row| row.outcome.as_mut());
        tested.zip(adjust(&p)).for_each(|(outcome, q)| outcome.q = q);
        self.add_groups(&mut rows, questions, by, minimum);
        rows
    }

    fn mean_sentiment(&self, theme: &Theme) -> f64 {
        let (sum, number) = theme.answers.iter().fold((0.0, 0), |(sum, number), &answer| {
            let answer = &self.answers[answer];
            (sum + sentiment(&answer.text) * answer.count as f64, number + answer.count)
        });
        sum / number.max(1) as f64
    }

    fn add_groups(&self, rows: &mut [ThemeRow], questions: &[Question], by: &[Groups], minimum: usize) {
        let mut found: Vec<(usize, ThemeGroup)> = Vec::new();
        for bit in 0..rows.len() {
            let marks = self.marks(bit);
            let all = (self.size(bit) as f64, marks.iter().filter(|mark| **mark > 0).count() as f64);
            for groups in by {
                for (group, share) in groups.shares(&marks, minimum).into_iter().enumerate() {
                    let Some((hits, n)) = share.filter(|(_, n)| *n >= minimum as f64 && *n < all.1) else {
                        continue;
                    };
                    let p = two_shares(hits, n, all.0 - hits, all.1 - n);
                    let row = ThemeGroup {
                        by: questions[groups.question].id.clone(),
                        group: groups.labels[group].clone(),
                        share: hits / n,
                        q: p,
                    };
                    found.push((bit, row));
                }
            }
        }
        let p: Vec<f64> = found.iter().map(|(_, row)| row.q).collect();
        for ((bit, mut row), q) in found.into_iter().zip(adjust(&p)) {
            row.q = q;
            if q <= HOLDS && row.share > rows[bit].share && rows[bit].groups.len() < MOST_GROUPS {
                rows[bit].groups.push(row);
            }
        }
    }
}

fn against_outcome(marks: &[u8], outcome: &[u8], minimum: usize) -> Option<ThemeOutcome> {
    let (mut with, mut without) = ((0_usize, 0_usize), (0_usize, 0_usize));
    for (&mark, &bad) in marks.iter().zip(outcome).filter(|(mark, bad)| **mark > 0 && **bad > 0) {
        let (hits, n) = if mark == 2 { &mut with } else { &mut without };
        *hits += usize::from(bad == 2);
        *n += 1;
    }
    let shown = may_show_share(with.0, with.1, minimum) && may_show_share(without.0, without.1, minimum);
    shown.then(|| {
        let p = two_shares(with.0 as f64, with.1 as f64, without.0 as f64, without.1 as f64);
        ThemeOutcome {
            with: share_interval(with.0 as f64, with.1 as f64),
            without: without.0 as f64 / without.1 as f64,
            p,
            q: p,
        }
    })
}

/// The answers that say most about a theme: many of its words in a sentence of a telling length; no two alike.
fn examples(theme: &Theme, answers: &[Answer]) -> Vec<usize> {
    let mut ranked: Vec<(i64, usize)> = theme
        .answers
        .iter()
        .map(|&index| {
            let text = answers[index].text.to_lowercase();
            let hits = theme.terms.iter().filter(|term| text.contains(term.as_str())).count() as i64;
            // A model that quotes an answer has read it.
            let quoted = i64::from(theme.quoted.binary_search(&index).is_ok());
            let fits = i64::from(LENGTH.contains(&text.len()));
            let off = (text.len() as i64 - 90).abs().min(200) / 20;
            (-(fits * 100 + (hits + 2 * quoted).min(3) * 12 - off), index)
        })
        .collect();
    ranked.sort_unstable();
    let mut chosen: Vec<usize> = Vec::new();
    for (_, index) in ranked {
        let opening = |index: usize| answers[index].text.to_lowercase().chars().take(18).collect::<String>();
        if chosen.iter().all(|&other| opening(other) != opening(index)) {
            chosen.push(index);
        }
        if chosen.len() == EXAMPLES {
            break;
        }
    }
    chosen
}
