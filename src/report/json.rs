//! `analysis.json`, written as a stream. Takes the documents of a batch in order and adds each one's entries to
//! lists, each into a writer of its own (memory or a temporary file); at the end the lists are joined into one document.
//! One entry a line, so that two runs can be compared with line tools. The layout is [`SCHEMA`].

use super::{Job, PageContext};
use crate::model::analysis::{DocumentAnalysis, SCHEMA};
use crate::model::finding::Finding;
use crate::model::gap::Gap;
use crate::model::requirement::{Other, Requirement};
use serde::Serialize;
use std::io::{self, Read, Write};

/// The lists of the analysis, each in a writer or reader of its own.
#[derive(Debug, Default)]
pub struct Lists<W> {
    /// `documents`.
    pub documents: W,
    /// `findings`.
    pub findings: W,
    /// `coverage.documents`.
    pub coverage: W,
    /// `coverage.gaps`.
    pub gaps: W,
    /// `coverage.rejected`.
    pub rejected: W,
    /// `results`, of a check.
    pub results: W,
}

/// A list being written: entries with commas between them.
#[derive(Debug)]
struct List<W> {
    out: W,
    is_empty: bool,
}

impl<W: Write> List<W> {
    fn new(out: W) -> Self {
        List { out, is_empty: true }
    }

    fn push(&mut self, entry: &impl Serialize) -> io::Result<()> {
        self.out.write_all(if self.is_empty { b"\n" } else { b",\n" })?;
        self.is_empty = false;
        serde_json::to_writer(&mut self.out, entry).map_err(io::Error::from)
    }
}

/// Collects the entries of a batch.
#[derive(Debug)]
pub struct Entries<W> {
    documents: List<W>,
    findings: List<W>,
    coverage: List<W>,
    gaps: List<W>,
    rejected: List<W>,
    results: List<W>,
}

impl<W: Write> Entries<W> {
    /// Empty lists that are written to these writers, which should be buffered.
    pub fn new(lists: Lists<W>) -> Self {
        Entries {
            documents: List::new(lists.documents),
            findings: List::new(lists.findings),
            coverage: List::new(lists.coverage),
            gaps: List::new(lists.gaps),
            rejected: List::new(lists.rejected),
            results: List::new(lists.results),
        }
    }

    /// Adds the next document.
    ///
    /// # Errors
    /// Those of the writers.
    pub fn add(&mut self, analysis: &DocumentAnalysis) -> io::Result<()> {
        self.documents.push(&analysis.row())?;
        analysis.findings.iter().try_for_each(|finding| self.findings.push(finding))?;
        analysis.results.iter().try_for_each(|result| self.results.push(result))?;
        self.coverage.push(&analysis.coverage)?;
        analysis.gaps.iter().try_for_each(|gap| self.gaps.push(gap))?;
        analysis.rejected.iter().try_for_each(|rejected| self.rejected.push(rejected))
    }

    /// Adds findings between documents.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn add_findings(&mut self, findings: &[Finding]) -> io::Result<()> {
        findings.iter().try_for_each(|finding| self.findings.push(finding))
    }

    /// Adds an input that gave no document.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn add_gap(&mut self, gap: &Gap) -> io::Result<()> {
        self.gaps.push(gap)
    }

    /// Gives the writers back, for reading from their beginning.
    pub fn finish(self) -> Lists<W> {
        Lists {
            documents: self.documents.out,
            findings: self.findings.out,
            coverage: self.coverage.out,
            gaps: self.gaps.out,
            rejected: self.rejected.out,
            results: self.results.out,
        }
    }
}

/// What the documents of a check were held against; empty for other jobs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policy<'a> {
    /// Requirements in order.
    pub requirements: &'a [Requirement],
    /// Passages that ask for nothing.
    pub others: &'a [Other],
}

fn write_list(out: &mut impl Write, before: &str, entries: &[impl Serialize]) -> io::Result<()> {
    out.write_all(before.as_bytes())?;
    let mut list = List::new(&mut *out);
    entries.iter().try_for_each(|entry| list.push(entry))?;
    out.write_all(b"]")
}

/// Types that the compiler knows let the system copy from file to file by itself.
fn copy_list(mut out: impl Write, before: &str, entries: &mut impl Read) -> io::Result<()> {
    out.write_all(before.as_bytes())?;
    io::copy(entries, &mut out)?;
    out.write_all(b"]")
}

/// Writes the whole analysis from the lists that [`Entries`] wrote.
///
/// # Errors
/// Those of the writer and the readers.
pub fn write_analysis<R: Read>(
    mut out: impl Write,
    context: &PageContext,
    policy: Policy<'_>,
    mut lists: Lists<R>,
) -> io::Result<()> {
    let engine = serde_json::to_string(&context.engine)?;
    let (job, version) = (context.job.as_str(), serde_json::to_string(&context.version)?);
    write!(out, "{{\"schema\":\"{SCHEMA}\",\"job\":\"{job}\",\"version\":{version},\n\"engine\":{engine}")?;
    copy_list(&mut out, ",\n\"documents\":[", &mut lists.documents)?;
    copy_list(&mut out, ",\n\"findings\":[", &mut lists.findings)?;
    if let Some(overview) = &context.overview {
        write!(out, ",\n\"overview\":{}", serde_json::to_string(overview)?)?;
    }
    if context.job == Job::Check {
        write_list(&mut out, ",\n\"requirements\":[", policy.requirements)?;
        copy_list(&mut out, ",\n\"results\":[", &mut lists.results)?;
        write_list(&mut out, ",\n\"not_requirements\":[", policy.others)?;
    }
    copy_list(&mut out, ",\n\"coverage\":{\"documents\":[", &mut lists.coverage)?;
    copy_list(&mut out, ",\n\"gaps\":[", &mut lists.gaps)?;
    copy_list(&mut out, ",\n\"rejected\":[", &mut lists.rejected)?;
    let receipt = serde_json::to_string(&context.receipt)?;
    writeln!(out, "}},\n\"receipt\":{receipt}}}")
}
