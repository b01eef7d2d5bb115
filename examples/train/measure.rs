//! Candidates against gold items: the same counts as the measuring scripts of published work on these sets use.

use crate::corpus::{Corpus, Gold, Meeting, Rarity, Set, content_words};
use rayon::prelude::*;
use std::collections::HashSet;
use throughline::chunk::Budget;
use throughline::engine::builtin::Builtin;
use throughline::engine::builtin::scorer::{SCORED_KINDS, Scorer};
use throughline::engine::builtin::select::{Candidate, RULES, select_with};
use throughline::jobs::meeting::analyse;
use throughline::model::evidence::Evidence;
use throughline::model::finding::{Finding, FindingKind};
use throughline::text::tokens::Encoding;

/// A candidate hits a linked item if one of its utterances is at most this far from one of the item's.
const TOLERANCE: usize = 3;
/// A candidate hits an item without links if it carries this share of the item's word weight…
const LEAST_SHARE: f64 = 0.35;
/// … in its first words.
const FIRST_WORDS: usize = 60;
const WORDS_AN_HOUR: f64 = 9000.0;

/// What was found of what there is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    found: usize,
    gold: usize,
    found_right: usize,
    gold_hit: usize,
    utterances_found: usize,
    utterances_gold: usize,
    utterances_right: usize,
    words: f64,
}

impl Counts {
    /// Precision, recall, F1, and F1 over single utterances.
    pub(crate) fn figures(&self) -> [f64; 4] {
        let share = |part: usize, whole: usize| if whole > 0 { part as f64 / whole as f64 } else { 0.0 };
        let f1 = |p: f64, r: f64| if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        let (p, r) = (share(self.found_right, self.found), share(self.gold_hit, self.gold));
        let act_p = share(self.utterances_right, self.utterances_found);
        let act_r = share(self.utterances_right, self.utterances_gold);
        [p, r, f1(p, r), f1(act_p, act_r)]
    }
}

/// What stands for an item: a candidate of the scorer, or a finding of the whole program.
pub(crate) struct Found {
    kind: FindingKind,
    utterances: HashSet<usize>,
    words: HashSet<String>,
}

/// How far the way goes that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The learned scorer and the choice alone.
    Scorer,
    /// Everything up to the findings: rules, wording, merging.
    Program,
}

/// Prints the figures of weights that were learned without a set: on the meetings kept for choosing and on
/// sets that are never learned from, or on the set left out.
pub(crate) fn print_table(corpus: &Corpus, scorer: &'static Scorer, way: Way, without: Option<Set>) {
    let measured: &[Set] = match without {
        None => &[Set::Ami, Set::Ethacd],
        Some(Set::Ami) => &[Set::Ami],
        Some(Set::Icsi) => &[Set::Icsi],
        Some(Set::Akash) => &[Set::Akash],
        Some(Set::Ethacd) => &[Set::Ethacd],
    };
    for &set in measured {
        let of_set = corpus.meetings.iter().filter(|m| m.set == set);
        let meetings: Vec<&Meeting> =
            of_set.filter(|m| without.is_some() || m.is_for_choosing() || set != Set::Ami).collect();
        for (kind, counts) in measure(corpus, &meetings, scorer, way).into_iter().enumerate() {
            if counts.gold == 0 {
                continue;
            }
            let [p, r, f, act] = counts.figures();
            let act = if set.is_linked() { format!("{act:.3}") } else { "-".to_owned() };
            let from =
                without.map_or("all but the chosen".to_owned(), |set| format!("all but {}", set.name()));
            let hours = counts.words / WORDS_AN_HOUR;
            println!(
                "| {from} | {} | {} | {p:.3} | {r:.3} | {f:.3} | {act} | {} | {} | {:.1} |",
                set.name(),
                SCORED_KINDS[kind].as_str(),
                counts.found,
                counts.gold,
                counts.found as f64 / hours
            );
        }
    }
}

/// Counts by kind over some meetings.
pub(crate) fn measure(
    corpus: &Corpus,
    meetings: &[&Meeting],
    scorer: &'static Scorer,
    way: Way,
) -> [Counts; SCORED_KINDS.len()] {
    let found = meetings.par_iter().map(|meeting| match way {
        Way::Scorer => select_with(&meeting.document, &meeting.units, scorer, &RULES)
            .iter()
            .map(|candidate| of_candidate(meeting, candidate))
            .collect(),
        Way::Program => {
            let engine = Builtin { scorer, ..Builtin::default() };
            let budget = Budget::new(2000, 3000, 0).expect("2000 is below 3000");
            let analysis = analyse(meeting.document.clone(), &engine, budget, Encoding::O200k);
            analysis.findings.iter().map(|finding| of_finding(meeting, finding)).collect()
        }
    });
    count(corpus, meetings, &found.collect::<Vec<Vec<Found>>>())
}

/// Counts by kind of what was found in some meetings.
pub(crate) fn count(
    corpus: &Corpus,
    meetings: &[&Meeting],
    found: &[Vec<Found>],
) -> [Counts; SCORED_KINDS.len()] {
    std::array::from_fn(|kind| {
        let mut counts = Counts::default();
        for (meeting, found) in meetings.iter().zip(found) {
            let Some(gold) = &meeting.gold[kind] else { continue };
            let of_kind: Vec<&Found> =
                found.iter().filter(|found| found.kind == SCORED_KINDS[kind]).collect();
            counts.words += meeting.units.words.len() as f64;
            match corpus.rarity.get(&meeting.set) {
                None => count_linked(&mut counts, gold, &of_kind),
                Some(rarity) => count_unlinked(&mut counts, gold, &of_kind, rarity),
            }
        }
        counts
    })
}

fn count_linked(counts: &mut Counts, gold: &[Gold], found: &[&Found]) {
    let items: Vec<HashSet<usize>> = gold
        .iter()
        .map(|item| item.support.iter().copied().collect())
        .filter(|s: &HashSet<_>| !s.is_empty())
        .collect();
    let support: HashSet<usize> = items.iter().flatten().copied().collect();
    let found: Vec<&HashSet<usize>> = found.iter().map(|found| &found.utterances).collect();
    let near = |utterances: &HashSet<usize>, target: &HashSet<usize>| {
        utterances.iter().any(|&u| (u.saturating_sub(TOLERANCE)..=u + TOLERANCE).any(|n| target.contains(&n)))
    };
    counts.gold += items.len();
    counts.found += found.len();
    counts.gold_hit += items.iter().filter(|item| found.iter().any(|f| near(f, item))).count();
    counts.found_right += found.iter().filter(|f| near(f, &support)).count();
    let mine: HashSet<usize> = found.iter().copied().flatten().copied().collect();
    counts.utterances_gold += support.len();
    counts.utterances_found += mine.len();
    counts.utterances_right += mine.intersection(&support).count();
}

fn count_unlinked(counts: &mut Counts, gold: &[Gold], found: &[&Found], rarity: &Rarity) {
    counts.gold += gold.len();
    counts.found += found.len();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (item, gold) in gold.iter().enumerate() {
        let wanted: HashSet<String> = content_words(&gold.text).collect();
        let shares = found.iter().map(|f| rarity.share(&wanted, |word| f.words.contains(word))).enumerate();
        pairs.extend(shares.filter(|&(_, share)| share >= LEAST_SHARE).map(|(f, share)| (share, item, f)));
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((b.1, b.2).cmp(&(a.1, a.2))));
    let (mut items, mut used) = (HashSet::new(), HashSet::new());
    for (_, item, found) in pairs {
        if !items.contains(&item) && !used.contains(&found) {
            items.insert(item);
            used.insert(found);
        }
    }
    counts.gold_hit += items.len();
    counts.found_right += items.len();
}

fn of_candidate(meeting: &Meeting, candidate: &Candidate) -> Found {
    let units = &meeting.units.units;
    Found {
        kind: candidate.kind,
        utterances: candidate.units.iter().map(|&unit| meeting.utterances[units[unit].block]).collect(),
        words: first_words(&as_finding(meeting, candidate)),
    }
}

/// A quote counts where it begins.
fn of_finding(meeting: &Meeting, finding: &Finding) -> Found {
    let quotes: Vec<&str> = finding.evidence.iter().map(Evidence::quote).collect();
    let blocks = finding.evidence.iter().filter_map(|e| meeting.document.block_at(e.span().start));
    Found {
        kind: finding.kind,
        utterances: blocks.map(|(block, _)| meeting.utterances[block]).collect(),
        words: first_words(&format!("{} {}", finding.statement, quotes.join(" "))),
    }
}

/// Roughly the finding a candidate becomes: for an action who speaks, then the core, then all that was said.
fn as_finding(meeting: &Meeting, candidate: &Candidate) -> String {
    let text = |unit: usize| meeting.document.slice(meeting.units.units[unit].span);
    let speaker =
        meeting.units.units[candidate.core].speaker.filter(|_| candidate.kind == FindingKind::ActionItem);
    let mut parts = vec![speaker.map_or("", |speaker| &meeting.document.speakers[speaker as usize])];
    parts.push(text(candidate.core));
    parts.extend(candidate.units.iter().map(|&unit| text(unit)));
    parts.join(" ")
}

/// The content words that count.
fn first_words(text: &str) -> HashSet<String> {
    content_words(&text.split_whitespace().take(FIRST_WORDS).collect::<Vec<_>>().join(" ")).collect()
}
