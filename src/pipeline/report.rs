//! The parts of a report that gather entries of all documents, in order: the index, the JSON, the table, the calendar.

use super::Finished;
use crate::error::Error;
use crate::model::analysis::{DocumentAnalysis, Receipt};
use crate::model::finding::{Finding, FindingKind};
use crate::model::gap::Gap;
use crate::model::overview::{Fact, Overview};
use crate::model::requirement::{Other, Requirement, ResultStatus};
use crate::model::series::SeriesThread;
use crate::progress::Progress;
use crate::report::csv::Table;
use crate::report::ics::Calendar;
use crate::report::json::{self, Entries, Lists, Policy};
use crate::report::{Index, Job, PageContext};
use crate::run::event::Event;
use crate::run::output::{Output, rewind};
use rustc_hash::FxHashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// Words of the kinds that a meeting's summary counts, in the order of [`FindingKind::ALL`].
const MEETING_WORDS: [(&str, &str); 5] = [
    ("decision", "decisions"),
    ("action item", "action items"),
    ("open question", "open questions"),
    ("discrepancy", "discrepancies"),
    ("risk", "risks"),
];

/// Words of results in a summary, in the order of [`ResultStatus::ALL`].
const RESULT_WORDS: [&str; ResultStatus::ALL.len()] = ["contradicted", "weaker", "missing", "unclear", "met"];

/// What is known of a run with a model at its end.
#[derive(Debug)]
pub(super) struct Written {
    /// What the run used.
    pub(super) receipt: Receipt,
    /// A few sentences over the findings.
    pub(super) overview: Option<Overview>,
}

/// The parts of the report that gather entries of all documents, in order.
pub(super) struct Report<'a> {
    output: &'a Output,
    context: &'a PageContext,
    index: Index,
    entries: Entries<BufWriter<File>>,
    table: Table<BufWriter<File>>,
    /// To-dos, for the jobs that find any.
    calendar: Option<Calendar<BufWriter<File>>>,
    threads: Vec<SeriesThread>,
    counts: [usize; FindingKind::ALL.len()],
    documents: usize,
    lost: Vec<(String, String)>,
    /// Results by status, in the order of [`ResultStatus::ALL`].
    results: [usize; ResultStatus::ALL.len()],
    /// Discrepancies of documents with themselves.
    own: usize,
    /// Discrepancies between documents.
    between: usize,
    requirements: Vec<Requirement>,
    others: Vec<Other>,
}

impl<'a> Report<'a> {
    pub(super) fn begin(output: &'a Output, context: &'a PageContext) -> Result<Self, Error> {
        let lists = Lists {
            documents: output.spool()?,
            findings: output.spool()?,
            coverage: output.spool()?,
            gaps: output.spool()?,
            rejected: output.spool()?,
            results: output.spool()?,
        };
        Ok(Self {
            output,
            context,
            index: Index::new(context.clone()),
            entries: Entries::new(lists),
            table: Table::new(output.open("findings.csv")?).map_err(|error| output.failed(error.into()))?,
            calendar: match context.job {
                Job::Meeting => Some(
                    Calendar::new(output.open("actions.ics")?, &context.version)
                        .map_err(|error| output.failed(error))?,
                ),
                Job::Check | Job::Survey => None,
            },
            threads: Vec::new(),
            counts: Default::default(),
            documents: 0,
            lost: Vec::new(),
            results: Default::default(),
            own: 0,
            between: 0,
            requirements: Vec::new(),
            others: Vec::new(),
        })
    }

    /// Adds an input that gave no document.
    pub(super) fn lose(&mut self, gap: Gap, progress: &mut Progress) -> Result<(), Error> {
        progress.show(&Event::Lost { path: gap.path.clone(), reason: gap.reason.clone() });
        self.index.add_gap(&gap);
        self.entries.add_gap(&gap).map_err(|error| self.output.failed(error))?;
        self.lost.push((gap.path, gap.reason));
        Ok(())
    }

    /// Adds a document.
    pub(super) fn add(&mut self, analysis: &DocumentAnalysis, progress: &mut Progress) -> Result<(), Error> {
        self.index.add(analysis);
        self.entries.add(analysis).map_err(|error| self.output.failed(error))?;
        self.table.add(analysis).map_err(|error| self.output.failed(error.into()))?;
        if let Some(calendar) = &mut self.calendar {
            calendar.add(analysis).map_err(|error| self.output.failed(error))?;
        }
        self.documents += 1;
        self.count_results(analysis);
        self.count_findings(analysis);
        self.tell(analysis, progress);
        Ok(())
    }

    /// Counts what a document says to the policy, and the discrepancies that have nothing to do with it. What is only allowed
    /// and not mentioned is no lack.
    fn count_results(&mut self, analysis: &DocumentAnalysis) {
        let discrepancies =
            analysis.findings.iter().filter(|finding| finding.kind == FindingKind::Discrepancy);
        let mut own: FxHashSet<&str> = discrepancies.map(|finding| finding.id.as_str()).collect();
        for result in &analysis.results {
            let mut is_discrepancy = false;
            result.findings.iter().for_each(|id| is_discrepancy |= own.remove(id.as_str()));
            if is_discrepancy || result.status != ResultStatus::Missing {
                let place = ResultStatus::ALL.iter().position(|&status| status == result.status);
                self.results[place.unwrap_or_default()] += 1;
            }
        }
        self.own += own.len();
    }

    /// Adds what documents of the batch say differently.
    pub(super) fn add_between(&mut self, findings: &[Finding]) -> Result<(), Error> {
        self.index.add_between(findings);
        self.entries.add_findings(findings).map_err(|error| self.output.failed(error))?;
        for finding in findings {
            let paths: Vec<&str> =
                finding.evidence.iter().map(|side| self.index.path_of(side.document())).collect();
            self.table
                .add_between(&paths.join(" | "), finding)
                .map_err(|error| self.output.failed(error.into()))?;
        }
        self.between = findings.len();
        Ok(())
    }

    /// Adds a policy: it was read like any document, but nothing is looked for in it.
    pub(super) fn add_policy(
        &mut self,
        analysis: &DocumentAnalysis,
        progress: &mut Progress,
    ) -> Result<(), Error> {
        self.index.add_policy(analysis);
        self.entries.add(analysis).map_err(|error| self.output.failed(error))?;
        self.tell(analysis, progress);
        Ok(())
    }

    /// Sets what the documents are held against.
    pub(super) fn hold_against(&mut self, requirements: &[Requirement], others: &[Other]) {
        self.requirements = requirements.to_vec();
        self.others = others.to_vec();
        self.index.hold_against(requirements, others);
    }

    fn count_findings(&mut self, analysis: &DocumentAnalysis) {
        for (kind, count) in FindingKind::ALL.iter().zip(&mut self.counts) {
            *count += analysis.of_kind(*kind).count();
        }
    }

    fn tell(&mut self, analysis: &DocumentAnalysis, progress: &mut Progress) {
        let path = analysis.document.path.clone();
        for gap in &analysis.gaps {
            progress.show(&Event::Lost { path: path.clone(), reason: gap.reason.clone() });
            self.lost.push((path.clone(), gap.reason.clone()));
        }
        let (findings, notices) = (analysis.findings.len(), analysis.document.notices.clone());
        progress.show(&Event::Finished { path, findings, notices });
    }

    /// What an overview may rest on.
    pub(super) fn facts_for_overview(&self, most_bytes: usize) -> Vec<Fact> {
        self.index.facts_for_overview(most_bytes)
    }

    /// Adds what ties documents to one another.
    pub(super) fn tie(&mut self, threads: Vec<SeriesThread>) {
        self.threads.extend(threads);
    }

    /// Writes what can only be written at the end. `said` is what a model adds to that.
    pub(super) fn finish(mut self, said: Option<Written>) -> Result<Finished, Error> {
        if self.documents == 0 {
            return Err(Error::NothingRead { reasons: self.lost });
        }
        if self.context.job == Job::Check {
            let mut file = self.output.open("matrix.csv")?;
            self.index.matrix().write(&mut file).map_err(|error| self.output.failed(error.into()))?;
        }
        let Written { receipt, overview } =
            said.unwrap_or_else(|| Written { receipt: self.context.receipt.clone(), overview: None });
        let context = PageContext { receipt, overview, ..self.context.clone() };
        self.index.set_receipt(&context);
        self.index.set_threads(self.threads);
        for (name, page) in self.index.pages() {
            self.output.write(&name, page.as_bytes())?;
        }
        let write = || {
            let lists = self.entries.finish();
            let lists = Lists {
                documents: rewind(lists.documents)?,
                findings: rewind(lists.findings)?,
                coverage: rewind(lists.coverage)?,
                gaps: rewind(lists.gaps)?,
                rejected: rewind(lists.rejected)?,
                results: rewind(lists.results)?,
            };
            self.table.finish()?;
            self.calendar.map(Calendar::finish).transpose()?;
            Ok(lists)
        };
        let lists = write().map_err(|error| self.output.failed(error))?;
        let mut file = self.output.open("analysis.json")?;
        let policy = Policy { requirements: &self.requirements, others: &self.others };
        json::write_analysis(&mut file, &context, policy, lists)
            .and_then(|()| file.flush())
            .map_err(|error| self.output.failed(error))?;
        let gaps = self.lost.len();
        let found = match self.context.job {
            // The survey's own pipeline counts what it found.
            Job::Meeting | Job::Survey => MEETING_WORDS
                .iter()
                .zip(self.counts)
                .map(|(&(one, many), count)| (count, one, many))
                .collect(),
            Job::Check => {
                let results =
                    RESULT_WORDS.iter().zip(self.results).map(|(&words, count)| (count, words, words));
                let results = results.take(if self.requirements.is_empty() { 0 } else { RESULT_WORDS.len() });
                let own = [(self.own, "discrepancy of its own", "discrepancies of their own")];
                let between = (self.between, "between documents", "between documents");
                results.chain(own).chain(Some(between).filter(|(count, ..)| *count > 0)).collect()
            }
        };
        Ok(Finished { page: PathBuf::new(), documents: self.documents, found, gaps })
    }
}
