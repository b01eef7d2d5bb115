//! The five things to act on first: the strongest drivers that leave room to improve, the group most at risk, what people
//! write most about where it goes with the outcome, and what changes.

use super::say::{driver_statement, number, percent, trend_statement};
use crate::model::finding::{Finding, FindingKind};
use crate::model::survey::{ActionRow, DriverRow, Estimate, RiskRow, SurveyReport, ThemeRow, TrendRow};

/// Things to act on first.
const FIRST: usize = 5;
/// Drivers among them, so that they leave room for the rest.
const MOST_DRIVERS: usize = 3;

pub(super) fn first_of(report: &SurveyReport, findings: &[Finding]) -> Vec<ActionRow> {
    let mut first = First { report, findings, rows: Vec::new() };
    first.drivers();
    if let Some(risk) = report.risks.first() {
        first.risk(risk);
    }
    first.theme();
    first.trends();
    first.rows.truncate(FIRST);
    first.rows
}

struct First<'a> {
    report: &'a SurveyReport,
    findings: &'a [Finding],
    rows: Vec<ActionRow>,
}

impl First<'_> {
    /// The finding of this kind that rests on the question.
    fn finding_on(&self, kind: FindingKind, question: &str) -> Option<&Finding> {
        let text = &self.report.question(question)?.text;
        self.findings.iter().find(|finding| finding.kind == kind && finding.evidence[0].quote() == text)
    }

    /// The first of these quotes that no thing before has: one answer read twice tells nothing the second time.
    fn unused<'q>(&self, mut quotes: impl Iterator<Item = &'q str>) -> Option<String> {
        let is_used = |quote: &str| self.rows.iter().any(|row| row.quote.as_deref() == Some(quote));
        quotes.find(|quote| !is_used(quote)).map(str::to_owned)
    }

    /// An answer that the finding quotes beside its question.
    fn answer(&self, finding: &Finding) -> Option<String> {
        self.unused(finding.evidence.iter().skip(1).map(|evidence| evidence.quote()))
    }

    fn drivers(&mut self) {
        let report = self.report;
        let is_actionable = |driver: &&DriverRow| {
            report.question(&driver.question).is_some_and(|question| question.role.is_none())
        };
        let room = |driver: &DriverRow| {
            driver.standardised.ln().abs() * driver.unfavourable.map_or(0.5, |share| 0.3 + share)
        };
        let mut drivers: Vec<&DriverRow> = report.drivers.iter().filter(is_actionable).collect();
        drivers.sort_by(|a, b| room(b).total_cmp(&room(a)));
        for driver in drivers.into_iter().take(MOST_DRIVERS) {
            let Some(finding) = self.finding_on(FindingKind::Driver, &driver.question) else { continue };
            let row = ActionRow {
                finding: finding.id.clone(),
                statement: driver_statement(report, driver),
                number: format!("{} ×", number(driver.odds_ratio)),
                interval: range(driver.interval, number),
                concerns: driver.unfavourable.map_or_else(
                    || "everybody".to_owned(),
                    |share| format!("{} do not answer favourably", percent(share)),
                ),
                quote: self.answer(finding),
            };
            self.rows.push(row);
        }
    }

    fn risk(&mut self, risk: &RiskRow) {
        let group = risk.group.iter();
        let name: Vec<String> =
            group.map(|(question, group)| format!("{}: {group}", self.report.name_of(question))).collect();
        self.rows.push(ActionRow {
            finding: String::new(),
            statement: format!(
                "{} are at risk: {} unfavourable, {} among all others",
                name.join(", "),
                percent(risk.share.value),
                percent(risk.others)
            ),
            number: percent(risk.share.value),
            interval: range(risk.share.interval, percent),
            concerns: format!("{} people", risk.n),
            quote: None,
        });
    }

    /// The theme of most people among those that go with bad outcomes; else one that is written of in anger.
    fn theme(&mut self) {
        let themes = &self.report.themes;
        let hurts = |theme: &&ThemeRow| {
            theme.outcome.is_some_and(|outcome| outcome.q <= 0.05 && outcome.with.value > outcome.without)
        };
        let theme = (themes.iter().filter(hurts))
            .max_by(|a, b| a.share.total_cmp(&b.share))
            .or_else(|| themes.iter().find(|theme| theme.sentiment < 0.0));
        let Some(theme) = theme else { return };
        let title = format!("{}:", theme.label);
        let finding = (self.findings.iter())
            .find(|finding| finding.kind == FindingKind::Theme && finding.statement.starts_with(&title));
        let (number, interval) = theme.outcome.map_or_else(
            || (percent(theme.share), String::new()),
            |outcome| {
                let others = percent(outcome.without);
                let interval = range(outcome.with.interval, percent);
                (percent(outcome.with.value), format!("{interval}; {others} among others who write"))
            },
        );
        let worse = if hurts(&theme) { ", and their outcomes are worse" } else { "" };
        self.rows.push(ActionRow {
            finding: finding.map(|finding| finding.id.clone()).unwrap_or_default(),
            statement: format!("{} is what {} responses write about{worse}", theme.label, theme.responses),
            number,
            interval,
            concerns: format!("{} responses", theme.responses),
            quote: self.unused(theme.examples.iter().map(String::as_str)),
        });
    }

    fn trends(&mut self) {
        let mut trends: Vec<&TrendRow> = self.report.trends.iter().collect();
        trends.sort_by(|a, b| (a.rho > 0.0).cmp(&(b.rho > 0.0)).then(b.rho.abs().total_cmp(&a.rho.abs())));
        for trend in trends.into_iter().take(FIRST.saturating_sub(self.rows.len())) {
            let Some(finding) = self.finding_on(FindingKind::Trend, &trend.question) else { continue };
            let last = trend.waves.iter().rev().find_map(|point| point.value);
            let print = if trend.is_share { percent } else { number };
            let told = |tell: &dyn Fn(Estimate) -> String| last.map_or_else(String::new, tell);
            let row = ActionRow {
                finding: finding.id.clone(),
                statement: trend_statement(self.report, trend),
                number: told(&|last| print(last.value)),
                interval: told(&|last| range(last.interval, print)),
                concerns: "everybody".to_owned(),
                quote: self.answer(finding),
            };
            self.rows.push(row);
        }
    }
}

fn range(interval: [f64; 2], print: impl Fn(f64) -> String) -> String {
    format!("{} to {}", print(interval[0]), print(interval[1]))
}
