//! The page of a survey: what to act on first, then drivers, groups at risk, time, themes, groups, every question, and how
//! it was worked out. Charts are tables with bars in them, so that everybody can read them.

use super::rows::{self, DriverView, MapView, QuestionView, RiskView, ThemeView, TrendView};
use crate::model::analysis::DocumentAnalysis;
use crate::model::finding::Finding;
use crate::model::gap::Gap;
use crate::model::survey::{ActionRow, SurveyReport};
use crate::report::source::write_source;
use crate::report::{PageContext, assets, labels};
use askama::Template;

#[derive(Template)]
#[template(path = "survey/index.html")]
struct SurveyPage<'a> {
    style: &'a str,
    script: &'a str,
    policy: &'a str,
    title: String,
    facts: Vec<String>,
    outcome: Option<&'a str>,
    report: &'a SurveyReport,
    first: &'a [ActionRow],
    drivers: Vec<DriverView>,
    driver_hint: String,
    axis: String,
    interactions: Vec<String>,
    simpson: Vec<String>,
    risks: Vec<RiskView>,
    trends: Vec<TrendView>,
    open: String,
    themes: Vec<ThemeView>,
    maps: Vec<MapView>,
    questions: Vec<QuestionView>,
    method: Vec<String>,
    notices: Vec<String>,
}

#[derive(Template)]
#[template(path = "survey/answers.html")]
struct AnswersPage<'a> {
    style: &'a str,
    script: &'a str,
    policy: &'a str,
    title: String,
    findings: &'a [Finding],
    source: String,
}

/// The page of the survey.
pub fn index_page(
    context: &PageContext,
    analyses: &[DocumentAnalysis],
    report: &SurveyReport,
    gaps: &[Gap],
) -> String {
    let page = SurveyPage {
        style: &assets::STYLE,
        script: &assets::SCRIPT,
        policy: &assets::POLICY,
        title: title_of(analyses),
        facts: facts_of(analyses, report),
        outcome: report.outcome.as_deref().map(|id| report.name_of(id)),
        report,
        first: &report.first,
        drivers: rows::drivers(report),
        driver_hint: driver_hint(report),
        axis: format!("Odds of “{}”", report.model.event),
        interactions: rows::interactions(report),
        simpson: rows::simpson(report),
        risks: rows::risks(report),
        trends: rows::trends(report),
        open: open_words(report),
        themes: rows::themes(report),
        maps: rows::maps(report),
        questions: rows::questions(report),
        method: method(context, report),
        notices: notices(analyses, report, gaps),
    };
    page.render().expect("a String takes every write")
}

/// The page of the questions and open answers.
pub fn answers_page(_: &PageContext, analysis: &DocumentAnalysis, _: &SurveyReport) -> String {
    let mut source = String::with_capacity(analysis.document.text.len() * 5 / 4);
    write_source(&mut source, &analysis.document, &analysis.findings, &[]);
    let page = AnswersPage {
        style: &assets::STYLE,
        script: &assets::SCRIPT,
        policy: &assets::POLICY,
        title: analysis.document.title.clone(),
        findings: &analysis.findings,
        source,
    };
    page.render().expect("a String takes every write")
}

fn title_of(analyses: &[DocumentAnalysis]) -> String {
    match analyses {
        [one] => one.document.title.clone(),
        many => format!("{} exports of one survey", many.len()),
    }
}

fn facts_of(analyses: &[DocumentAnalysis], report: &SurveyReport) -> Vec<String> {
    let mut facts = vec![
        labels::count(report.responses, "response", "responses"),
        labels::count(report.questions.len(), "question", "questions"),
    ];
    if analyses.len() > 1 {
        facts.push(labels::count(analyses.len(), "file", "files"));
    }
    if let Some(wave) = report.wave.as_deref().and_then(|id| report.question(id)) {
        facts.push(labels::count(wave.levels.len(), "wave", "waves"));
    }
    facts.push(format!("nothing shown of fewer than {} people", report.minimum_group));
    facts
}

fn driver_hint(report: &SurveyReport) -> String {
    format!(
        "What goes with the outcome when the other {} questions of the model are held fixed ({} responses). A driver is no proof of a cause.",
        report.model.questions.len().saturating_sub(1),
        labels::grouped(report.model.n)
    )
}

fn open_words(report: &SurveyReport) -> String {
    let count = |number: Option<usize>| {
        number.map_or_else(|| format!("fewer than {}", report.minimum_group), labels::grouped)
    };
    format!(
        "{} responses wrote something; {} of them belong to no theme; {} wrote only that there is nothing to say. Names of people are masked.",
        count(report.open.responses),
        count(report.open.without_theme),
        count(report.open.empty)
    )
}

/// Which engine did what.
fn engine_words(context: &PageContext) -> String {
    match &context.engine.model {
        None => "The built-in engine did the reading.".to_owned(),
        Some(model) => format!(
            "All numbers are the built-in engine’s. {model} was shown the open answers, with names of people masked, and named themes of them; which answers belong to a theme was worked out by code. {}",
            labels::receipt_words(&context.receipt)
        ),
    }
}

/// How the numbers came about, in plain words.
fn method(context: &PageContext, report: &SurveyReport) -> Vec<String> {
    let mut lines = vec![
        format!("All {} responses were read, by version {}; the same exports give the same report. {}", labels::grouped(report.responses), context.version, engine_words(context)),
        "Each question was held against the outcome by one test: chi-square for unordered answers, Mann-Whitney or Kruskal-Wallis where one side is a scale or a number, Spearman where both are. All p values of a list were corrected together (Benjamini-Hochberg); what is shown holds at a false discovery rate of 5 %, drivers at 1 %.".to_owned(),
    ];
    if !report.model.model.is_empty() {
        let kind = if report.model.model == "logistic" {
            "logistic regression"
        } else {
            "proportional-odds regression"
        };
        lines.push(format!(
            "Drivers come from one {kind} with {} questions and {} complete responses, so that what only goes along with another question drops out.",
            report.model.questions.len(),
            labels::grouped(report.model.n)
        ));
    }
    lines.extend(report.model.notes.iter().cloned());
    lines.push(format!("Small groups: numbers of fewer than {} people are hidden, and further ones with them, so that they cannot be worked out from sums. “0” means that nobody answered so; “hidden” that the number is not shown.", report.minimum_group));
    if !report.unfavourable.is_empty() {
        let answers: Vec<String> = report.unfavourable.iter().map(|label| format!("“{label}”")).collect();
        lines.push(format!("Unfavourable outcomes are: {}.", answers.join(", ")));
    }
    lines.push("Intervals are 95 %: Wilson for shares, Student for means, Wald for odds ratios. Favourable are the answers above the middle of a scale.".to_owned());
    if report.tables_left_out > 0 {
        lines.push(format!(
            "{} cross-tables were left out because there are too many; their tests are in tests.csv.",
            labels::grouped(report.tables_left_out)
        ));
    }
    lines
}

fn notices(analyses: &[DocumentAnalysis], report: &SurveyReport, gaps: &[Gap]) -> Vec<String> {
    let of_files = analyses.iter().flat_map(|analysis| {
        analysis.document.notices.iter().map(|notice| format!("{}: {notice}", analysis.document.path))
    });
    let of_text = analyses.iter().flat_map(|analysis| &analysis.gaps);
    let unread = gaps.iter().chain(of_text).map(|gap| format!("Not read: {}: {}", gap.path, gap.reason));
    unread.chain(of_files).chain(report.notices.iter().cloned()).collect()
}
