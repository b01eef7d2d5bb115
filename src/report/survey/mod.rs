//! The report of a survey: its page, its answers, its JSON and a CSV file of every table. Takes the numbers with small
//! groups hidden already; nothing here can show what is not in them.

mod csv;
mod json;

pub use csv::TABLES;
pub use json::write_analysis;

use super::PageContext;
use crate::model::analysis::DocumentAnalysis;
use crate::model::gap::Gap;
use crate::model::survey::SurveyReport;

/// The page of the survey.
pub fn index_page(
    _context: &PageContext,
    _analyses: &[DocumentAnalysis],
    _report: &SurveyReport,
    _gaps: &[Gap],
) -> String {
    String::new()
}

/// The page of the open answers.
pub fn answers_page(_context: &PageContext, _analysis: &DocumentAnalysis, _report: &SurveyReport) -> String {
    String::new()
}
