//! Numbers → the text of the survey and the findings that rest on it.

mod first;
mod say;

use self::first::first_of;
use self::say::{driver_statement, number, percent, trend_statement};
use super::model::Heard;
use super::open::Open;
use super::questions::{Answers, Question};
use crate::model::analysis::DocumentAnalysis;
use crate::model::document::{BlockKind, Document, DocumentBuilder, Place};
use crate::model::draft::Quote;
use crate::model::evidence::{Evidence, Locator, RejectReason, Rejected};
use crate::model::finding::{Confidence, Finding, FindingKind, Side};
use crate::model::gap::{Coverage, Gap};
use crate::model::responses::Export;
use crate::model::span::Span;
use crate::model::survey::{DriverRow, SurveyReport, TrendRow};
use crate::text::addressing::find_addresses;
use crate::text::tokens::{Encoding, TokenCounter};
use sha2::{Digest, Sha256};

/// A theme is a finding of its own from this share of the open answers.
const TELLING_THEME: f64 = 0.02;

/// Where the questions and answers stand in the text.
struct Places {
    /// Span of each question's heading.
    questions: Vec<Span>,
    /// Span of each open answer.
    answers: Vec<Span>,
}

/// The analysis of the first export, which carries the text, and of the others.
pub(super) fn analyses_of(
    sources: &[Source],
    questions: &[Question],
    open: &Open,
    report: &mut SurveyReport,
    (unfavourable, heard): (Option<&[u8]>, Option<&Heard>),
) -> Vec<DocumentAnalysis> {
    let (mut document, places) = document_of(questions, open);
    let source = &sources[0];
    describe(&mut document, source, 1);
    if !find_addresses(&document.text, 1).is_empty() {
        // Not its words: an answer is not singled out.
        let notice = "Among the open answers there are words addressed to the machine that reads; they were not followed, only read like any other text";
        document.notices.push(notice.to_owned());
    }
    let gaps = heard.map(|heard| gaps_of(&document, heard, &places)).unwrap_or_default();
    let rejected = heard.map(|heard| rejected_of(&document, heard)).unwrap_or_default();
    let maker = Maker { locator: Locator::new(&document), questions, open, places, unfavourable };
    let mut findings = maker.findings(report);
    identify(&document, &mut findings);
    report.first = first_of(report, &findings);
    let bytes = document.text.len();
    let coverage = Coverage {
        document: document.id.clone(),
        bytes,
        read: bytes,
        unread: 0,
        chunks: 1,
        unread_chunks: 0,
    };
    let first = DocumentAnalysis {
        results: Vec::new(),
        tokens: TokenCounter::new(Encoding::default()).count(&document.text),
        shared: Default::default(),
        document,
        findings,
        rejected,
        coverage,
        gaps,
        talk: Vec::new(),
    };
    let others = sources.iter().enumerate().skip(1).map(|(index, source)| {
        let mut document = Document::new("", "", DocumentBuilder::default().finish());
        describe(&mut document, source, index + 1);
        let coverage = Coverage { document: document.id.clone(), ..Coverage::default() };
        DocumentAnalysis {
            results: Vec::new(),
            shared: Default::default(),
            document,
            tokens: 0,
            findings: Vec::new(),
            rejected: Vec::new(),
            coverage,
            gaps: Vec::new(),
            talk: Vec::new(),
        }
    });
    std::iter::once(first).chain(others).collect()
}

/// What the model gave nothing usable for. It was read by the built-in engine all the same.
fn gaps_of(document: &Document, heard: &Heard, places: &Places) -> Vec<Gap> {
    let gap = |(start, end): (usize, usize), what: &str, reason: &str| Gap {
        document: Some(document.id.clone()),
        path: document.path.clone(),
        start,
        end,
        reason: format!("{what} ({})", reason.trim_end_matches('.')),
    };
    let of_part = |(first, last, reason): (usize, usize, &str)| {
        let span = (places.answers[first].start, places.answers[last].end);
        gap(span, "the model named no themes of these answers; the built-in engine’s stand", reason)
    };
    let of_names = |reason: &String| {
        gap((0, document.text.len()), "the model did not say which of its themes are one", reason)
    };
    heard.unheard().map(of_part).chain(heard.names_failed.iter().map(of_names)).collect()
}

fn rejected_of(document: &Document, heard: &Heard) -> Vec<Rejected> {
    let rejected = |(label, quote): (&str, &str)| Rejected {
        document: document.id.clone(),
        kind: FindingKind::Theme,
        statement: label.to_owned(),
        quote: quote.to_owned(),
        reason: RejectReason::NotFound,
    };
    heard.unfound().map(rejected).collect()
}

/// What is kept of an export once its columns are taken.
#[derive(Clone, Debug)]
pub(super) struct Source {
    path: String,
    sha256: String,
    format: String,
    notices: Vec<String>,
}

impl Source {
    pub(super) fn of(export: &Export) -> Self {
        Source {
            path: export.path.clone(),
            sha256: export.sha256.clone(),
            format: export.format.clone(),
            notices: export.notices.clone(),
        }
    }
}

fn describe(document: &mut Document, source: &Source, number: usize) {
    document.id = format!("d{number}");
    document.path.clone_from(&source.path);
    document.sha256.clone_from(&source.sha256);
    document.format.clone_from(&source.format);
    document.notices.clone_from(&source.notices);
    let name = source.path.rsplit(['/', '\\']).next().unwrap_or(&source.path);
    document.title = name.to_owned();
}

fn document_of(questions: &[Question], open: &Open) -> (Document, Places) {
    let mut builder = DocumentBuilder::default();
    let mut block = 0;
    let (mut question_blocks, mut answer_blocks) =
        (vec![None; questions.len()], vec![None; open.answers.len()]);
    for (index, question) in questions.iter().enumerate() {
        if question.is_open_to_analysis() && !question.text.trim().is_empty() {
            builder.add(BlockKind::Heading(2), None, &question.text, Place::default());
            question_blocks[index] = Some(block);
            block += 1;
        }
        let Some((_, own)) = open.questions.iter().find(|(other, _)| *other == index) else { continue };
        // Sorted, so that the order does not tell who wrote what.
        let mut own = own.clone();
        own.sort_by(|&a, &b| open.answers[a].text.cmp(&open.answers[b].text));
        for answer in own {
            builder.add(BlockKind::Paragraph, None, &open.answers[answer].text, Place::default());
            answer_blocks[answer] = Some(block);
            block += 1;
        }
    }
    let document = Document::new("d1", "", builder.finish());
    let span = |block: Option<usize>| {
        block.and_then(|block| document.blocks.get(block)).map_or(Span::new(0, 0), |block| block.span)
    };
    let places = Places {
        questions: question_blocks.into_iter().map(span).collect(),
        answers: answer_blocks.into_iter().map(span).collect(),
    };
    (document, places)
}

/// Makes findings of the rows of a report.
struct Maker<'a> {
    locator: Locator<'a>,
    questions: &'a [Question],
    open: &'a Open,
    places: Places,
    unfavourable: Option<&'a [u8]>,
}

impl Maker<'_> {
    fn findings(&self, report: &SurveyReport) -> Vec<Finding> {
        let drivers = report.drivers.iter().map(|driver| self.driver(report, driver));
        let trends = report.trends.iter().map(|trend| self.trend(report, trend));
        let themes = report.themes.iter().enumerate().filter(|(_, theme)| theme.share >= TELLING_THEME).map(
            |(index, theme)| {
                let statement = format!(
                    "{}: {} of the open answers, from {} responses",
                    theme.label,
                    percent(theme.share),
                    theme.responses
                );
                let why = theme.outcome.filter(|outcome| outcome.q <= 0.05).map_or_else(
                    || "Its words recur in many answers.".to_owned(),
                    |outcome| {
                        format!(
                            "{} unfavourable among those who write of it, {} among others who write.",
                            percent(outcome.with.value),
                            percent(outcome.without)
                        )
                    },
                );
                let evidence = self.open.examples[index]
                    .iter()
                    .filter_map(|&answer| self.locate(self.places.answers[answer]))
                    .collect();
                let finding = finding(FindingKind::Theme, statement, why, theme.share as f32, evidence);
                Finding { seen_by: theme.seen_by, ..finding }
            },
        );
        drivers.chain(trends).chain(themes).filter(|finding| !finding.evidence.is_empty()).collect()
    }

    fn locate(&self, span: Span) -> Option<Evidence> {
        let text = self.locator.text(span);
        self.locator.locate(&Quote { text: text.to_owned(), hint: Some(span), side: Side::Document }).ok()
    }

    fn index(&self, id: &str) -> Option<usize> {
        self.questions.iter().position(|question| question.id == id)
    }

    /// The question, and answers on what those whom it concerns write of.
    fn evidence(&self, question: usize, concerned: &dyn Fn(usize) -> bool) -> Vec<Evidence> {
        let answers = self.telling_answers(question, concerned);
        let answers = answers.iter().filter_map(|&answer| self.locate(self.places.answers[answer]));
        self.locate(self.places.questions[question]).into_iter().chain(answers).collect()
    }

    /// Examples of the theme that those concerned write of much more often than others do.
    fn telling_answers(&self, question: usize, concerned: &dyn Fn(usize) -> bool) -> &[usize] {
        let (mut with, mut without) =
            (vec![0_usize; self.open.themes.len()], vec![0_usize; self.open.themes.len()]);
        let (mut all_with, mut all_without) = (0_usize, 0_usize);
        for (row, bits) in self.open.bits.iter().enumerate().filter(|(_, bits)| **bits >> 63 == 1) {
            let is_concerned = concerned(row);
            let (counts, all) =
                if is_concerned { (&mut with, &mut all_with) } else { (&mut without, &mut all_without) };
            *all += 1;
            counts.iter_mut().enumerate().for_each(|(theme, count)| *count += (bits >> theme & 1) as usize);
        }
        let words = super::infer::header_words(&self.questions[question].text);
        let lift = |theme: usize| {
            let share = (with[theme] as f64 + 0.5) / (all_with as f64 + 1.0);
            let other = (without[theme] as f64 + 0.5) / (all_without as f64 + 1.0);
            let named = self.open.themes[theme]
                .terms
                .iter()
                .any(|term| term.len() > 3 && words.contains(term.as_str()));
            (share / other) * if named { 2.0 } else { 1.0 }
        };
        let fitting = (0..self.open.themes.len()).filter(|&theme| with[theme] >= 5 && lift(theme) >= 1.5);
        let best = fitting.max_by(|&a, &b| lift(a).total_cmp(&lift(b)).then(b.cmp(&a)));
        best.map_or(&[], |best| &self.open.examples[best])
    }

    fn driver(&self, report: &SurveyReport, driver: &DriverRow) -> Finding {
        let question = self.index(&driver.question).unwrap_or_default();
        let statement = driver_statement(report, driver);
        let why = format!(
            "Odds ratio {} ({} to {}) with the other questions of the model held fixed; {} responses.",
            number(driver.odds_ratio),
            number(driver.interval[0]),
            number(driver.interval[1]),
            driver.n
        );
        let low = self.low_marks(question, driver);
        let evidence = self.evidence(question, &|row| low.get(row) == Some(&true));
        finding(FindingKind::Driver, statement, why, driver.standardised.ln().abs().min(1.0) as f32, evidence)
    }

    /// Whether each response stands on the side of the driver that goes with unfavourable outcomes.
    fn low_marks(&self, question: usize, driver: &DriverRow) -> Vec<bool> {
        match &self.questions[question].answers {
            Answers::Levels(levels) => match &driver.level {
                Some(level) => {
                    let own =
                        levels.labels.iter().position(|label| label == level).map_or(0, |at| at as u32 + 1);
                    levels.codes.iter().map(|&code| code == own).collect()
                }
                None => {
                    let middle = levels.labels.len() as u32 / 2;
                    levels.codes.iter().map(|&code| code > 0 && code <= middle.max(1)).collect()
                }
            },
            _ => self
                .unfavourable
                .map(|marks| marks.iter().map(|mark| *mark == 2).collect())
                .unwrap_or_default(),
        }
    }

    fn trend(&self, report: &SurveyReport, trend: &TrendRow) -> Finding {
        let question = self.index(&trend.question).unwrap_or_default();
        let why = format!("Rank correlation with the wave {} (q {}).", number(trend.rho), number(trend.q));
        let evidence = self.evidence(question, &|_| false);
        finding(FindingKind::Trend, trend_statement(report, trend), why, trend.rho.abs() as f32, evidence)
    }
}

fn finding(
    kind: FindingKind,
    statement: String,
    why: String,
    score: f32,
    evidence: Vec<Evidence>,
) -> Finding {
    Finding {
        id: String::new(),
        kind,
        statement,
        confidence: Confidence::High,
        status: None,
        owner: None,
        due: None,
        relation: None,
        slip: None,
        evidence,
        why,
        score,
        first_view: true,
        extent: None,
        links: Vec::new(),
        seen_by: None,
    }
}

/// Ids from kind, path and statement-bearing passage; a second one of the same gets a number.
fn identify(document: &Document, findings: &mut [Finding]) {
    for finding in findings.iter_mut() {
        let mut hash = Sha256::new();
        for part in [finding.kind.as_str(), &document.path, finding.evidence[0].quote()] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        finding.id = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    }
    for index in 1..findings.len() {
        let same = findings[..index].iter().filter(|other| other.id.starts_with(&findings[index].id)).count();
        if same > 0 {
            findings[index].id.push_str(&format!("-{}", same + 1));
        }
    }
}
