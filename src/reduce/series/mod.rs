//! Meetings that follow one another: what was carried over, changed, contradicted or done between them. Takes the
//! analyses of one series, links their findings on both sides and gives what was followed through it.

mod key;

pub use key::series_key;

use super::crosscheck::{Report, has_reversal, is_about, read_reports};
use super::merge::{is_same_name, terms_of};
use super::terms::{Likeness, TermIndex, Terms, Weights};
use crate::model::analysis::DocumentAnalysis;
use crate::model::draft::Quote;
use crate::model::evidence::Evidence;
use crate::model::finding::{Finding, FindingKind, Link, LinkRelation, Side, Status};
use crate::model::units::Units;
use jiff::civil::Date;
use std::cmp::Reverse;

/// One matter followed through a series of meetings, with its word in each meeting that speaks of it.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesThread {
    /// What it was called when it first came up.
    pub title: String,
    /// Action or decision.
    pub kind: FindingKind,
    /// At least two, by rising date.
    pub steps: Vec<SeriesStep>,
}

/// What one meeting says of a matter.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesStep {
    /// Id of the document.
    pub document: String,
    /// Its date.
    pub date: Date,
    /// The finding: that of this meeting; where the meeting only says that it is done, the one before.
    pub finding: String,
    /// What became of it here.
    pub state: StepState,
    /// The finding's statement, or the words that say it is done.
    pub statement: String,
}

/// What became of a matter in one meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It came up for the first time.
    Opened,
    /// It still stands.
    StillOpen,
    /// It is said to be done.
    Done,
    /// It has another value, owner or date.
    Changed,
    /// The opposite is said, without a word that it was changed.
    Contradicted,
}

/// A matter while it is followed.
struct Thread {
    kind: FindingKind,
    steps: Vec<SeriesStep>,
    /// Document and finding, by position, that spoke of it last.
    last: (usize, usize),
    terms: Terms,
    is_done: bool,
}

/// Links what is the same between documents of one series, in order of their dates, on both sides; the earlier side's
/// status says what became of it. Documents without a date are left alone. Gives the matters that came up more than once.
pub fn link(series: &mut [DocumentAnalysis]) -> Vec<SeriesThread> {
    let mut order: Vec<(Date, usize)> = series
        .iter()
        .enumerate()
        .filter_map(|(index, analysis)| Some((analysis.document.date?.date, index)))
        .collect();
    order.sort_unstable();
    if order.len() < 2 {
        return Vec::new();
    }
    let terms: Vec<Vec<Terms>> =
        series.iter().map(|analysis| analysis.findings.iter().map(telling_terms).collect()).collect();
    let weights = Weights::among(terms.iter().flatten());
    let mut threads: Vec<Thread> = Vec::new();
    let mut index = TermIndex::default();
    for &(date, document) in &order {
        let matched = match_findings(series, document, &terms[document], &threads, &index, &weights);
        follow_reports(series, (date, document), &mut threads, &matched, &weights);
        for (finding, thread) in matched.into_iter().enumerate() {
            let own = &terms[document][finding];
            let number = match thread {
                Some(number) => {
                    continue_thread(series, (date, document), finding, &mut threads[number], own);
                    number
                }
                None if is_followed(&series[document].findings[finding]) => {
                    threads.push(open_thread(&series[document], (date, document), finding, own));
                    threads.len() - 1
                }
                None => continue,
            };
            index.add(number, own.stems.iter().copied());
        }
    }
    let mut followed: Vec<SeriesThread> = threads
        .into_iter()
        .filter(|thread| thread.steps.len() > 1)
        .map(|thread| SeriesThread {
            title: thread.steps[0].statement.clone(),
            kind: thread.kind,
            steps: thread.steps,
        })
        .collect();
    // Actions first, they are what the next meeting asks for; of each kind what is still to be settled. Threads were
    // opened by date and rank and stay so among equals.
    followed.sort_by_key(|thread| (thread.kind != FindingKind::ActionItem, thread.urgency()));
    followed
}

/// What a finding is about, its values included: across meetings a price or a date often is what tells.
fn telling_terms(finding: &Finding) -> Terms {
    let mut terms = terms_of(finding);
    terms.stems.extend(&terms.values);
    terms.stems.sort_unstable();
    terms.stems.dedup();
    terms
}

fn is_followed(finding: &Finding) -> bool {
    matches!(finding.kind, FindingKind::ActionItem | FindingKind::Decision)
        && finding.status != Some(Status::Replaced)
}

/// For each finding of a document the thread it goes on with: the most alike pairs first, each thread and finding once.
fn match_findings(
    series: &[DocumentAnalysis],
    document: usize,
    terms: &[Terms],
    threads: &[Thread],
    index: &TermIndex,
    weights: &Weights,
) -> Vec<Option<usize>> {
    let findings = &series[document].findings;
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (finding, own) in findings
        .iter()
        .zip(terms)
        .enumerate()
        .filter(|(_, (finding, _))| is_followed(finding))
        .map(|(position, (_, own))| (position, own))
    {
        for number in index.candidates(own.stems.iter().copied()) {
            let thread = &threads[number];
            let before = &series[thread.last.0].findings[thread.last.1];
            let likeness = weights.compare(&thread.terms, own);
            if !thread.is_done && is_same_matter(before, &findings[finding], &thread.terms, own, likeness) {
                pairs.push((likeness.of_all, number, finding));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut matched = vec![None; findings.len()];
    let mut is_taken = vec![false; threads.len()];
    for (_, thread, finding) in pairs {
        if matched[finding].is_none() && !is_taken[thread] {
            matched[finding] = Some(thread);
            is_taken[thread] = true;
        }
    }
    matched
}

/// Whether two findings of different meetings are about the same matter. Words in passing are shared by many, so
/// nearly all telling words of the shorter one must return; more so where owner or value differ.
fn is_same_matter(before: &Finding, after: &Finding, a: &Terms, b: &Terms, likeness: Likeness) -> bool {
    if before.kind != after.kind || likeness.shared < 2 {
        return false;
    }
    let is_alike = likeness.of_lighter() >= 0.7 && likeness.of_all >= 0.4;
    let is_very_alike = likeness.shared >= 3 && likeness.of_lighter() >= 0.75 && likeness.of_all >= 0.5;
    let owners_differ =
        matches!((&before.owner, &after.owner), (Some(a), Some(b)) if !is_same_name(&a.name, &b.name));
    let values_differ = !a.values_agree(b) && !a.values.is_empty() && !b.values.is_empty();
    match before.kind {
        FindingKind::ActionItem if owners_differ || values_differ => is_very_alike,
        FindingKind::ActionItem => is_alike,
        _ if values_differ || a.is_negated != b.is_negated => {
            is_very_alike || (likeness.of_lighter() >= 0.6 && is_said_to_change(after))
        }
        _ => is_alike,
    }
}

fn is_said_to_change(finding: &Finding) -> bool {
    has_reversal(&finding.statement) || has_reversal(finding.evidence[0].quote())
}

fn open_thread(
    analysis: &DocumentAnalysis,
    (date, document): (Date, usize),
    finding: usize,
    terms: &Terms,
) -> Thread {
    let shown = &analysis.findings[finding];
    Thread {
        kind: shown.kind,
        steps: vec![step_of(analysis, date, shown, StepState::Opened)],
        last: (document, finding),
        terms: terms.clone(),
        is_done: shown.status == Some(Status::Done),
    }
}

fn step_of(analysis: &DocumentAnalysis, date: Date, finding: &Finding, state: StepState) -> SeriesStep {
    SeriesStep {
        document: analysis.document.id.clone(),
        date,
        finding: finding.id.clone(),
        state,
        statement: finding.statement.clone(),
    }
}

fn continue_thread(
    series: &mut [DocumentAnalysis],
    (date, document): (Date, usize),
    finding: usize,
    thread: &mut Thread,
    terms: &Terms,
) {
    let (earlier_document, earlier_finding) = thread.last;
    let before = &series[earlier_document].findings[earlier_finding];
    let after = &series[document].findings[finding];
    let state = compare(before, after, &thread.terms, terms);
    thread.steps.push(step_of(&series[document], date, after, state));
    let tie = |analysis: &DocumentAnalysis, finding: &Finding, relation| Link {
        finding: finding.id.clone(),
        document: analysis.document.id.clone(),
        relation,
    };
    let later = tie(&series[document], after, LinkRelation::Later);
    let earlier = tie(&series[earlier_document], before, LinkRelation::Earlier);
    series[document].findings[finding].links.push(earlier);
    let before = &mut series[earlier_document].findings[earlier_finding];
    before.links.push(later);
    before.status = Some(match state {
        StepState::Opened | StepState::StillOpen => Status::CarriedOver,
        StepState::Done => Status::Done,
        StepState::Changed | StepState::Contradicted => Status::Changed,
    });
    thread.last = (document, finding);
    thread.terms = terms.clone();
    thread.is_done = state == StepState::Done;
}

/// What became of a matter from one finding to the next.
fn compare(before: &Finding, after: &Finding, a: &Terms, b: &Terms) -> StepState {
    let owner_changed =
        matches!((&before.owner, &after.owner), (Some(a), Some(b)) if !is_same_name(&a.name, &b.name));
    let due_changed = match (&before.due, &after.due) {
        (Some(a), Some(b)) => a.date.is_some() && b.date.is_some() && a.date != b.date,
        _ => false,
    };
    let is_turned = a.is_negated != b.is_negated;
    let says_change = is_said_to_change(after);
    if after.status == Some(Status::Done) {
        StepState::Done
    } else if is_turned && !says_change && a.values_agree(b) {
        StepState::Contradicted
    } else if owner_changed || due_changed || is_turned || !a.values_agree(b) {
        StepState::Changed
    } else {
        StepState::StillOpen
    }
}

/// Looks for words that say an open action of an earlier meeting is done; they become evidence of that action.
fn follow_reports(
    series: &mut [DocumentAnalysis],
    (date, document): (Date, usize),
    threads: &mut [Thread],
    matched: &[Option<usize>],
    weights: &Weights,
) {
    let is_open = |thread: &Thread| thread.kind == FindingKind::ActionItem && !thread.is_done;
    if !threads.iter().any(is_open) {
        return;
    }
    let units = Units::of(&series[document].document);
    let reports: Vec<Report> = read_reports(&series[document].document, &units);
    let mut index = TermIndex::default();
    for (number, report) in reports.iter().enumerate() {
        index.add(number, report.terms.stems.iter().chain(&report.terms.values).copied());
    }
    let mut goes_on = vec![false; threads.len()];
    for &thread in matched.iter().flatten() {
        goes_on[thread] = true;
    }
    let open = threads.iter_mut().zip(goes_on).filter(|(thread, goes_on)| is_open(thread) && !goes_on);
    for (thread, _) in open {
        let about = index
            .candidates(thread.terms.stems.iter().copied())
            .into_iter()
            .map(|number| &reports[number])
            .find(|report| is_about(&thread.terms, &report.terms, weights));
        let Some(report) = about else { continue };
        let later = &series[document].document;
        let text = later.slice(report.span).to_owned();
        let quote = Quote { text, hint: Some(report.span), side: Side::Document };
        let Ok(evidence) = Evidence::locate(later, &quote) else { continue };
        let (earlier_document, earlier_finding) = thread.last;
        let document_id = later.id.clone();
        let finding = &mut series[earlier_document].findings[earlier_finding];
        finding.evidence.push(evidence);
        finding.status = Some(Status::Done);
        thread.is_done = true;
        thread.steps.push(SeriesStep {
            document: document_id,
            date,
            finding: finding.id.clone(),
            state: StepState::Done,
            statement: quote.text,
        });
    }
}

impl SeriesThread {
    /// What became of it last.
    pub fn state(&self) -> StepState {
        self.steps.last().map_or(StepState::Opened, |step| step.state)
    }

    /// Sort key: what is still to be settled first, and of that what came up most often.
    fn urgency(&self) -> (u8, Reverse<usize>) {
        let rank = match self.state() {
            StepState::Contradicted => 0,
            StepState::StillOpen | StepState::Opened => 1,
            StepState::Changed => 2,
            StepState::Done => 3,
        };
        (rank, Reverse(self.steps.len()))
    }
}

#[cfg(test)]
mod tests;
