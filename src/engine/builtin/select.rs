//! Scores → candidates: which units carry a decision, an action item or an open question, best first, with the units
//! around them that belong to the same exchange, and no more of a kind in an hour than people can scan.

use super::features::Features;
use super::labels::find_label;
use super::scorer::{SCORED_KINDS, Scorer, Scores};
use crate::model::document::Document;
use crate::model::finding::FindingKind;
use crate::model::units::Units;

/// People say about this many words in an hour of meeting (150 a minute, the usual figure for English speech).
pub(super) const WORDS_AN_HOUR: f32 = 9000.0;
/// A unit of fewer words stands for nothing by itself.
const LEAST_WORDS: usize = 4;
/// Log-odds a written label adds to its kind and takes from the others.
const LABEL: f32 = 6.0;

/// Turns of more words than this on average are long: people speak in paragraphs, not in remarks, and one sentence of
/// a paragraph shows less of what it is than a remark does.
const LONG_TURN: usize = 20;

/// Units that together carry one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// What they carry.
    pub kind: FindingKind,
    /// The unit that carries it most.
    pub core: usize,
    /// All units of it, the core included, rising.
    pub units: Vec<usize>,
    /// How sure this is; comparable within a kind.
    pub log_odds: f32,
    /// Why it was taken, in plain words; may be empty.
    pub why: String,
}

impl Candidate {
    /// How sure this is, 0 to 1.
    pub fn share(&self) -> f32 {
        1.0 / (1.0 + (-self.log_odds).exp())
    }
}

/// How candidates of one kind are chosen.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Least log-odds of a core.
    pub least: f32,
    /// What is added to `least` where the record itself labels things of this kind.
    pub beside_labels: f32,
    /// What is added to `least` where turns are long.
    pub in_long_turns: f32,
    /// Most candidates in an hour of talk.
    pub per_hour: f32,
    /// Units this far from the core may join it.
    pub reach: usize,
    /// A joining unit's log-odds are at most this much below the core's.
    pub drop: f32,
    /// Least log-odds of a joining unit.
    pub least_joining: f32,
    /// Most units that join.
    pub joining: usize,
    /// No other core lies within this many units of a core.
    pub apart: usize,
}

/// One rule for each of [`SCORED_KINDS`], set on meetings that were not learned from.
pub const RULES: [Rule; SCORED_KINDS.len()] = [
    Rule {
        least: -0.6,
        beside_labels: 1.8,
        in_long_turns: 1.0,
        per_hour: 12.0,
        reach: 14,
        drop: 3.0,
        least_joining: -9.0,
        joining: 5,
        apart: 20,
    },
    Rule {
        least: -1.2,
        beside_labels: 1.8,
        in_long_turns: -0.8,
        per_hour: 15.0,
        reach: 10,
        drop: 2.5,
        least_joining: -2.5,
        joining: 3,
        apart: 12,
    },
    Rule {
        least: -0.9,
        beside_labels: 1.8,
        in_long_turns: 0.0,
        per_hour: 10.0,
        reach: 14,
        drop: 3.0,
        least_joining: -9.0,
        joining: 5,
        apart: 20,
    },
];

/// Core and joining sentences of one block grow to about this many words: speech of long turns tells a thing in
/// several sentences.
const BLOCK_WORDS: usize = 60;

/// The candidates of a document, in the order of their cores.
pub fn select_with(
    document: &Document,
    units: &Units,
    scorer: &Scorer,
    rules: &[Rule; SCORED_KINDS.len()],
) -> Vec<Candidate> {
    let features = Features::of(document, units, &scorer.vocabulary, &scorer.phrases);
    let scores = scorer.score(&features);
    select_scored(document, units, &features, scores, scorer, rules)
}

/// The same with units that were scored before.
pub fn select_scored(
    document: &Document,
    units: &Units,
    features: &Features,
    mut scores: Vec<Scores>,
    scorer: &Scorer,
    rules: &[Rule; SCORED_KINDS.len()],
) -> Vec<Candidate> {
    let labelled = apply_labels(document, units, &mut scores);
    let mut candidates = Vec::new();
    for (kind, rule) in rules.iter().enumerate() {
        for (core, members) in choose(units, features, &scores, kind, rule, &labelled) {
            let label = labelled.binary_search(&(core, kind)).is_ok();
            let why = if label {
                "the record labels it so".to_owned()
            } else {
                scorer.explain(features, core, kind).join("; ")
            };
            candidates.push(Candidate {
                kind: SCORED_KINDS[kind],
                core,
                units: members,
                log_odds: scores[core][kind],
                why,
            });
        }
    }
    candidates.sort_by_key(|candidate| (candidate.core, candidate.kind));
    candidates
}

/// Lets written labels decide; gives the labelled units with the index of the kind they name.
fn apply_labels(document: &Document, units: &Units, scores: &mut [Scores]) -> Vec<(usize, usize)> {
    let mut labelled = Vec::new();
    for (index, unit) in units.units.iter().enumerate() {
        let Some(named) = find_label(document.slice(unit.span)) else { continue };
        for (kind, score) in scores[index].iter_mut().enumerate() {
            if SCORED_KINDS[kind] == named {
                *score = score.max(0.0) + LABEL;
                labelled.push((index, kind));
            } else {
                *score = score.min(0.0) - LABEL;
            }
        }
    }
    labelled
}

/// Cores, best first, each with its members in rising order.
fn choose(
    units: &Units,
    features: &Features,
    scores: &[Scores],
    kind: usize,
    rule: &Rule,
    labelled: &[(usize, usize)],
) -> Vec<(usize, Vec<usize>)> {
    let stands = |unit: usize| features.word_count(unit) >= LEAST_WORDS;
    let has_labels = labelled.iter().any(|&(_, named)| named == kind);
    let least = rule.least
        + if has_labels { rule.beside_labels } else { 0.0 }
        + if has_long_turns(units, features.total_words as usize) { rule.in_long_turns } else { 0.0 };
    let mut order: Vec<usize> =
        (0..scores.len()).filter(|&unit| scores[unit][kind] >= least && stands(unit)).collect();
    order.sort_by(|&a, &b| scores[b][kind].total_cmp(&scores[a][kind]).then(a.cmp(&b)));
    let most = ((rule.per_hour * features.total_words as f32 / WORDS_AN_HOUR).round() as usize).max(1);
    let mut taken = vec![false; scores.len()];
    let mut chosen = Vec::new();
    let mut unlabelled = 0;
    for core in order {
        let is_labelled = labelled.binary_search(&(core, kind)).is_ok();
        // What the record itself labels is not counted: leaving some of it out would be wrong.
        if taken[core] || (!is_labelled && unlabelled == most) {
            continue;
        }
        unlabelled += usize::from(!is_labelled);
        let score = scores[core][kind];
        let window = around(core, rule.reach, scores.len());
        let mut joining: Vec<usize> = window
            .filter(|&unit| unit != core && !taken[unit] && stands(unit))
            .filter(|&unit| scores[unit][kind] >= (score - rule.drop).max(rule.least_joining))
            .collect();
        joining.sort_by(|&a, &b| scores[b][kind].total_cmp(&scores[a][kind]).then(a.cmp(&b)));
        joining.truncate(rule.joining);
        let members = if is_labelled { vec![core] } else { grow_in_block(units, core, joining) };
        // A labelled thing stands for itself; the next label may follow at once.
        let apart = if is_labelled { 0 } else { rule.apart };
        for unit in around(core, apart, scores.len()) {
            taken[unit] = taken[unit] || labelled.binary_search(&(unit, kind)).is_err();
        }
        taken[core] = true;
        members.iter().for_each(|&unit| taken[unit] = true);
        chosen.push((core, members));
    }
    chosen
}

/// The core, what joins it, and the sentences beside it in its own block until there are enough words.
fn grow_in_block(units: &Units, core: usize, joining: Vec<usize>) -> Vec<usize> {
    let words = |unit: usize| units.units[unit].words.len();
    let same_block = |unit: usize| units.units.get(unit).is_some_and(|u| u.block == units.units[core].block);
    let mut members = joining;
    members.push(core);
    members.sort_unstable();
    let mut total: usize = members.iter().map(|&unit| words(unit)).sum();
    let (mut first, mut last) = (core, core);
    loop {
        let fits = |unit: usize, total: usize| same_block(unit) && total + words(unit).min(20) <= BLOCK_WORDS;
        let before = first.checked_sub(1).filter(|&unit| fits(unit, total));
        let next = if fits(last + 1, total) {
            last += 1;
            last
        } else if let Some(unit) = before {
            first = unit;
            first
        } else {
            break;
        };
        if let Err(at) = members.binary_search(&next) {
            total += words(next);
            members.insert(at, next);
        }
    }
    members
}

/// Whether people speak in paragraphs.
pub(super) fn has_long_turns(units: &Units, words: usize) -> bool {
    words > LONG_TURN * blocks_of(units)
}

/// Number of blocks that hold units.
fn blocks_of(units: &Units) -> usize {
    units.units.chunk_by(|a, b| a.block == b.block).count()
}

fn around(unit: usize, reach: usize, count: usize) -> std::ops::Range<usize> {
    unit.saturating_sub(reach)..(unit + reach + 1).min(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::features::samples::turns;
    use proptest::prelude::*;

    fn select(document: &Document, units: &Units) -> Vec<Candidate> {
        select_with(document, units, Scorer::shipped(), &RULES)
    }

    /// A rule that takes everything above 0 and joins nothing.
    const PLAIN: Rule = Rule {
        least: 0.0,
        beside_labels: 2.0,
        in_long_turns: 0.0,
        per_hour: 900.0,
        reach: 0,
        drop: 0.0,
        least_joining: 0.0,
        joining: 0,
        apart: 0,
    };

    /// Cores and members of decisions where each turn has this score.
    fn decisions(said: &[(&str, f32)], rule: Rule) -> Vec<(usize, Vec<usize>)> {
        let all: Vec<(&str, &str)> = said.iter().map(|(text, _)| ("Ann", *text)).collect();
        let document = turns(&all);
        let units = Units::of(&document);
        assert_eq!(units.units.len(), said.len());
        let scorer = Scorer::shipped();
        let features = Features::of(&document, &units, &scorer.vocabulary, &scorer.phrases);
        let scores = said.iter().map(|&(_, score)| [score, -9.0, -9.0]).collect();
        let found = select_scored(&document, &units, &features, scores, scorer, &[rule; 3]);
        let decisions = found.into_iter().filter(|candidate| candidate.kind == FindingKind::Decision);
        decisions.map(|candidate| (candidate.core, candidate.units)).collect()
    }

    const TURN: &str = "we keep the blue crates here";

    #[test]
    fn only_what_is_above_the_threshold_is_taken() {
        let said = [(TURN, 0.5), (TURN, -0.5), ("too short", 3.0), (TURN, 0.1)];
        assert_eq!(decisions(&said, PLAIN), [(0, vec![0]), (3, vec![3])]);
    }

    #[test]
    fn neighbours_join_and_cores_keep_apart() {
        let said = [(TURN, 1.0), (TURN, 0.2), (TURN, -3.0), (TURN, 0.6), (TURN, 0.4)];
        let rule = Rule { reach: 2, drop: 1.0, least_joining: -1.0, joining: 3, apart: 3, ..PLAIN };
        assert_eq!(decisions(&said, rule), [(0, vec![0, 1]), (4, vec![4])]);
    }

    #[test]
    fn no_more_than_an_hour_allows() {
        let said: Vec<(&str, f32)> = (0..60).map(|i| (TURN, 0.1 * i as f32)).collect();
        let rule = Rule { per_hour: 75.0, ..PLAIN };
        // 360 words are a twenty-fifth of an hour: three of them, the best.
        assert_eq!(decisions(&said, rule).iter().map(|found| found.0).collect::<Vec<_>>(), [57, 58, 59]);
    }

    #[test]
    fn written_labels_win_and_raise_the_bar() {
        let said = [("Decision 1: the crates stay blue", -5.0), (TURN, 1.0), (TURN, 2.5)];
        assert_eq!(decisions(&said, PLAIN), [(0, vec![0]), (2, vec![2])]);
        assert_eq!(decisions(&[("Action item: count the crates again", 3.0)], PLAIN), []);
    }

    #[test]
    fn labelled_things_are_not_counted_against_the_hour() {
        let label = "Decision: the blue crates stay here";
        let said = [(label, 0.0), (label, 0.0), (label, 0.0), (TURN, 9.0), (TURN, 8.0)];
        let rule = Rule { per_hour: 1.0, ..PLAIN };
        assert_eq!(decisions(&said, rule).iter().map(|found| found.0).collect::<Vec<_>>(), [0, 1, 2, 3]);
    }

    #[test]
    fn a_plain_meeting_gives_reasons() {
        let document = turns(&[
            ("Ann", "So what do we do about the crates?"),
            ("Tom", "I will send you the list of crates by Friday."),
            ("Ann", "Okay, thanks, so that will be your task until the next meeting."),
            ("Ann", "And we decided that we will go with the blue labels."),
        ]);
        for candidate in select(&document, &Units::of(&document)) {
            assert!(candidate.units.contains(&candidate.core) && candidate.units.is_sorted());
            assert!(candidate.log_odds.is_finite() && !candidate.why.contains(";;"));
        }
    }

    proptest! {
        #[test]
        fn any_meeting_gives_candidates_in_order(said in prop::collection::vec(("[A-C]", "[ -~]{1,60}|\\PC{1,20}"), 0..30)) {
            let all: Vec<(&str, &str)> = said.iter().map(|(who, what)| (who.as_str(), what.as_str())).collect();
            let document = turns(&all);
            let units = Units::of(&document);
            let found = select(&document, &units);
            prop_assert!(found.is_sorted_by_key(|candidate| (candidate.core, candidate.kind)));
            for candidate in &found {
                prop_assert!(candidate.units.iter().all(|&unit| unit < units.units.len()));
            }
            prop_assert_eq!(found, select(&document, &units));
        }
    }
}
