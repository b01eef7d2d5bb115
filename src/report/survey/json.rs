//! `analysis.json` of a survey: the layout of every job, with `survey` in it.

use crate::model::analysis::{DocumentAnalysis, DocumentRow, EngineName, Receipt, SCHEMA};
use crate::model::evidence::Rejected;
use crate::model::finding::Finding;
use crate::model::gap::{Coverage, Gap};
use crate::model::survey::SurveyReport;
use crate::report::PageContext;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Analysis<'a> {
    schema: &'static str,
    job: &'static str,
    version: &'a str,
    engine: &'a EngineName,
    documents: Vec<DocumentRow>,
    findings: Vec<&'a Finding>,
    survey: &'a SurveyReport,
    coverage: Read<'a>,
    receipt: &'a Receipt,
}

#[derive(Serialize)]
struct Read<'a> {
    documents: Vec<&'a Coverage>,
    gaps: Vec<&'a Gap>,
    rejected: Vec<&'a Rejected>,
}

/// Writes the whole analysis.
///
/// # Errors
/// Those of the writer.
pub fn write_analysis(
    mut out: impl Write,
    context: &PageContext,
    analyses: &[DocumentAnalysis],
    survey: &SurveyReport,
    gaps: &[Gap],
) -> io::Result<()> {
    let analysis = Analysis {
        schema: SCHEMA,
        job: context.job.as_str(),
        version: &context.version,
        engine: &context.engine,
        documents: analyses.iter().map(DocumentAnalysis::row).collect(),
        findings: analyses.iter().flat_map(|analysis| &analysis.findings).collect(),
        survey,
        coverage: Read {
            documents: analyses.iter().map(|analysis| &analysis.coverage).collect(),
            gaps: analyses.iter().flat_map(|analysis| &analysis.gaps).chain(gaps).collect(),
            rejected: analyses.iter().flat_map(|analysis| &analysis.rejected).collect(),
        },
        receipt: &context.receipt,
    };
    serde_json::to_writer(&mut out, &analysis)?;
    out.write_all(b"\n")
}
