//! Meetings that follow one another: what was carried over, changed, contradicted or done between them. Takes the
//! analyses of one series, links their findings on both sides and gives what was followed through it.

mod alike;
mod key;
mod retract;

pub use key::series_key;

use super::crosscheck::{Report, is_about, read_reports};
use super::merge::terms_of;
use super::terms::{TermIndex, Terms, Weights};
use crate::model::analysis::DocumentAnalysis;
use crate::model::draft::Quote;
use crate::model::evidence::Evidence;
use crate::model::finding::{Finding, FindingKind, Link, LinkRelation, Side, Status};
use crate::model::series::{SeriesStep, SeriesThread, StepState};
use crate::model::span::Span;
use crate::model::units::Units;
use alike::{compare, match_findings};
use jiff::civil::Date;
use retract::read_retractions;
use std::cmp::Reverse;

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
    let terms: Vec<Vec<Terms>> = series
        .iter()
        .map(|analysis| analysis.findings.iter().map(|finding| terms_of(finding).with_values()).collect())
        .collect();
    let weights = Weights::among(terms.iter().flatten());
    let mut threads: Vec<Thread> = Vec::new();
    let mut index = TermIndex::default();
    for &(date, document) in &order {
        let matched = match_findings(series, document, &terms[document], &threads, &index, &weights);
        follow_reports(series, (date, document), &mut threads, &matched, &weights);
        follow_retractions(series, (date, document), &mut threads, &matched, &index);
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

fn is_followed(finding: &Finding) -> bool {
    matches!(finding.kind, FindingKind::ActionItem | FindingKind::Decision)
        && finding.status != Some(Status::Replaced)
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
    let mut reports: Vec<Report> = read_reports(&series[document].document, &units);
    let mut index = TermIndex::default();
    for (number, report) in reports.iter_mut().enumerate() {
        report.terms = std::mem::take(&mut report.terms).with_values();
        index.add(number, report.terms.stems.iter().copied());
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
        if add_words(series, (date, document), thread, report.span, (StepState::Done, Status::Done)) {
            thread.is_done = true;
        }
    }
}

/// Looks for words that take back a value decided in an earlier meeting; they become evidence of that decision. A
/// sentence that may speak of more than one decision speaks of none.
fn follow_retractions(
    series: &mut [DocumentAnalysis],
    (date, document): (Date, usize),
    threads: &mut [Thread],
    matched: &[Option<usize>],
    index: &TermIndex,
) {
    if !threads.iter().any(|thread| thread.kind == FindingKind::Decision) {
        return;
    }
    let units = Units::of(&series[document].document);
    for retraction in read_retractions(&series[document].document, &units) {
        let is_of = |&number: &usize| {
            let thread = &threads[number];
            let (earlier, finding) = thread.last;
            let goes_on = earlier == document || matched.contains(&Some(number));
            let before = &series[earlier];
            !goes_on && retraction.is_of(before, &before.findings[finding], &thread.terms)
        };
        let candidates = index.candidates(retraction.old.iter().copied());
        let found: Vec<usize> = candidates.into_iter().filter(is_of).take(2).collect();
        if let &[number] = found.as_slice() {
            let states = (StepState::Changed, Status::Changed);
            add_words(series, (date, document), &mut threads[number], retraction.span, states);
        }
    }
}

/// Adds words of a later meeting to a matter and its finding. `false`, and no change, if they cannot be evidence.
fn add_words(
    series: &mut [DocumentAnalysis],
    (date, document): (Date, usize),
    thread: &mut Thread,
    span: Span,
    (state, status): (StepState, Status),
) -> bool {
    let later = &series[document].document;
    let quote = Quote { text: later.slice(span).to_owned(), hint: Some(span), side: Side::Document };
    let Ok(evidence) = Evidence::locate(later, &quote) else { return false };
    let (earlier_document, earlier_finding) = thread.last;
    let document_id = later.id.clone();
    let finding = &mut series[earlier_document].findings[earlier_finding];
    finding.evidence.push(evidence);
    finding.status = Some(status);
    thread.steps.push(SeriesStep {
        document: document_id,
        date,
        finding: finding.id.clone(),
        state,
        statement: quote.text,
    });
    true
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
