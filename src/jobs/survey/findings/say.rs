//! Rows of a report → sentences.

use crate::model::survey::{DriverRow, Estimate, SurveyReport, TrendRow};

/// `2.4`, `0.31`, `0.004`: three digits that tell.
pub(super) fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 0.01 || size == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

pub(super) fn driver_statement(report: &SurveyReport, driver: &DriverRow) -> String {
    let (name, event) = (report.name_of(&driver.question), &report.model.event);
    let outcome = report.outcome.as_deref().map_or("the outcome", |id| report.name_of(id));
    let answer = if event == "a higher answer" {
        format!("a higher answer to “{outcome}”")
    } else {
        format!("“{event}” to “{outcome}”")
    };
    let ratio = if driver.odds_ratio >= 1.0 { driver.odds_ratio } else { 1.0 / driver.odds_ratio };
    let direction = if driver.odds_ratio >= 1.0 { "raises" } else { "lowers" };
    match (&driver.level, &driver.reference) {
        (Some(level), Some(reference)) => format!(
            "{name}: “{level}” rather than “{reference}” {direction} the odds of {answer} {} times",
            number(ratio)
        ),
        _ if driver.step == 1.0 => {
            format!("{name}: each step up {direction} the odds of {answer} {} times", number(ratio))
        }
        _ => format!(
            "{name}: {} more {direction} the odds of {answer} {} times",
            number(driver.step),
            number(ratio)
        ),
    }
}

pub(super) fn trend_statement(report: &SurveyReport, trend: &TrendRow) -> String {
    let name = report.name_of(&trend.question);
    let shown: Vec<(&str, Estimate)> =
        trend.waves.iter().filter_map(|point| Some((point.wave.as_str(), point.value?))).collect();
    let direction = if trend.rho > 0.0 { "rises" } else { "falls" };
    let value =
        |estimate: Estimate| if trend.is_share { percent(estimate.value) } else { number(estimate.value) };
    match (shown.first(), shown.last()) {
        (Some(first), Some(last)) if shown.len() > 1 => {
            let what = if trend.is_share { "favourable, from" } else { "from" };
            format!(
                "{name}: {direction}, {what} {} in {} to {} in {}",
                value(first.1),
                first.0,
                value(last.1),
                last.0
            )
        }
        _ => format!("{name}: {direction} over the waves"),
    }
}
