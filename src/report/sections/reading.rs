//! How the documents were read: coverage, gaps, rejected claims, engine and settings, in plain words.

use super::super::index::Index;
use super::super::{PageContext, labels};
use crate::model::analysis::DocumentAnalysis;
use crate::model::evidence::{Check, Rejected};
use crate::model::gap::Gap;
use askama::Template;

/// Gaps, rejected claims and notices listed on a page, each; the rest are counted.
const LISTED: usize = 200;

/// Sums over the documents, and the first of what was lost.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    documents: usize,
    bytes: usize,
    unread: usize,
    chunks: usize,
    unread_chunks: usize,
    /// Findings by [`SeenBy`](crate::model::finding::SeenBy).
    seen: [usize; 4],
    /// Quotes by [`Check`].
    checks: [usize; 3],
    gaps: Listed<GapLine>,
    rejected: Listed<Claim>,
    notices: Listed<(String, String)>,
    engine: String,
    settings: Vec<(String, String)>,
    version: String,
    /// The single document's file.
    file: Option<File>,
}

#[derive(Debug)]
struct File {
    path: String,
    format: String,
    sha256: String,
    date: String,
    tokens: String,
}

/// The first entries of a list and the number of all.
#[derive(Debug)]
struct Listed<T> {
    entries: Vec<T>,
    total: usize,
}

/// A claim that was turned down, in words.
#[derive(Debug)]
struct Claim {
    kind: &'static str,
    statement: String,
    quote: String,
    reason: &'static str,
}

impl Claim {
    fn of(rejected: &Rejected) -> Self {
        Claim {
            kind: labels::kind_words(rejected.kind).one,
            statement: rejected.statement.clone(),
            quote: rejected.quote.clone(),
            reason: labels::reject_words(rejected.reason),
        }
    }
}

#[derive(Debug)]
struct GapLine {
    path: String,
    part: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "sections/reading.html")]
struct Section<'a> {
    reading: &'a Reading,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Listed { entries: Vec::new(), total: 0 }
    }
}

impl<T> Listed<T> {
    fn push(&mut self, entry: impl FnOnce() -> T) {
        self.total += 1;
        if self.entries.len() < LISTED {
            self.entries.push(entry());
        }
    }

    fn more(&self) -> usize {
        self.total - self.entries.len()
    }
}

pub(super) fn write(index: &Index, out: &mut String) {
    index.reading.write(out);
}

impl Reading {
    /// A reading of nothing yet.
    pub(crate) fn new(context: &PageContext) -> Self {
        let settings =
            context.receipt.settings.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                (name.replace('_', " "), value)
            });
        Reading {
            engine: engine_words(context),
            settings: settings.collect(),
            version: context.version.clone(),
            ..Reading::default()
        }
    }

    /// Says anew which engine read, and what it took.
    pub(crate) fn set_engine(&mut self, context: &PageContext) {
        self.engine = engine_words(context);
    }

    /// The reading of one document, for its own page.
    pub(crate) fn of_document(analysis: &DocumentAnalysis, context: &PageContext) -> Self {
        let mut reading = Reading::new(context);
        reading.add(analysis);
        reading
    }

    /// Adds a document to the sums.
    pub(crate) fn add(&mut self, analysis: &DocumentAnalysis) {
        let (document, coverage) = (&analysis.document, &analysis.coverage);
        self.documents += 1;
        self.bytes += coverage.bytes;
        self.unread += coverage.unread;
        self.chunks += coverage.chunks;
        self.unread_chunks += coverage.unread_chunks;
        for evidence in analysis.findings.iter().flat_map(|finding| &finding.evidence) {
            self.checks[match evidence.check() {
                Check::Exact => 0,
                Check::Normalised => 1,
                Check::Approximate => 2,
            }] += 1;
        }
        for seen in analysis.findings.iter().filter_map(|finding| finding.seen_by) {
            self.seen[seen as usize] += 1;
        }
        for gap in &analysis.gaps {
            self.add_gap(gap);
        }
        for rejected in &analysis.rejected {
            self.rejected.push(|| Claim::of(rejected));
        }
        for notice in &document.notices {
            self.notices.push(|| (document.path.clone(), notice.clone()));
        }
        self.file = (self.documents == 1).then(|| File::of(analysis));
    }

    /// Adds a place that was not read.
    pub(crate) fn add_gap(&mut self, gap: &Gap) {
        self.gaps.push(|| GapLine {
            path: gap.path.clone(),
            part: match gap.end.saturating_sub(gap.start) {
                0 => "the whole file".to_owned(),
                bytes => format!("{} bytes of text", labels::grouped(bytes)),
            },
            reason: gap.reason.clone(),
        });
    }

    /// Writes the section.
    pub(crate) fn write(&self, out: &mut String) {
        Section { reading: self }.render_into(out).expect("a String takes every write");
    }

    fn rejected_words(&self) -> String {
        labels::count(self.rejected.total, "claim was", "claims were")
    }

    /// What was read, in one sentence.
    fn coverage(&self) -> String {
        let of = match self.documents {
            1 => format!("{} bytes of text", labels::grouped(self.bytes)),
            documents => format!("{} bytes of text in {documents} documents", labels::grouped(self.bytes)),
        };
        let parts = labels::count(self.chunks, "part", "parts");
        if self.unread == 0 {
            return format!("All of it was read: {of}, in {parts}.");
        }
        let share = (self.bytes - self.unread.min(self.bytes)) as f64 * 100.0 / self.bytes.max(1) as f64;
        format!(
            "{:.1} % of {of} was read. {} of {parts} could not be read: {} bytes.",
            (share * 10.0).floor() / 10.0,
            labels::grouped(self.unread_chunks),
            labels::grouped(self.unread),
        )
    }

    /// Which engine saw how much, in one sentence; empty where only one was asked.
    fn seen(&self) -> String {
        let [both, model, builtin, stand_in] = self.seen;
        if both + model + builtin + stand_in == 0 {
            return String::new();
        }
        let count = |number| labels::count(number, "finding was", "findings were");
        let mut words = format!(
            "{} seen by the model and by the built-in engine, {} only by the model, {} only by the built-in engine",
            count(both),
            labels::grouped(model),
            labels::grouped(builtin),
        );
        if stand_in > 0 {
            words.push_str(&format!(", {} where the model gave no answer", labels::grouped(stand_in)));
        }
        words + "."
    }

    /// How the quotes were matched, in one sentence.
    fn checks(&self) -> String {
        let [exact, normalised, approximate] = self.checks;
        let total = exact + normalised + approximate;
        if total == 0 {
            return "No passage is quoted.".to_owned();
        }
        let quotes = labels::count(total, "quote was", "quotes were");
        let mut parts = vec![format!("{} word for word", labels::grouped(exact))];
        if normalised > 0 {
            parts.push(format!("{} but for case, spaces or quotation marks", labels::grouped(normalised)));
        }
        if approximate > 0 {
            parts.push(format!(
                "{} with small differences, none in a number, date, name or negation",
                labels::grouped(approximate)
            ));
        }
        format!("{quotes} looked up in the text and found: {}.", parts.join(", "))
    }
}

fn engine_words(context: &PageContext) -> String {
    let engine = &context.engine;
    let receipt = &context.receipt;
    if engine.name == "builtin" && engine.model.is_none() {
        return "The built-in engine did the reading. No model was asked and nothing left this computer."
            .to_owned();
    }
    let model = engine.model.as_deref().unwrap_or(&engine.name);
    if receipt.requests == 0 {
        return format!("{model} ({}) did the reading, beside the built-in engine.", engine.name);
    }
    format!(
        "{model} ({}) did the reading, beside the built-in engine: {}",
        engine.name,
        labels::receipt_words(receipt)
    )
}

impl File {
    fn of(analysis: &DocumentAnalysis) -> Self {
        let document = &analysis.document;
        File {
            path: document.path.clone(),
            format: document.format.clone(),
            sha256: document.sha256.clone(),
            date: document.date.map_or_else(
                || "No date is known, so phrases such as “by Friday” have no calendar date.".to_owned(),
                |dated| {
                    let source = labels::date_source_words(dated.source);
                    format!("{}, {source}", labels::long_date(dated.date))
                },
            ),
            tokens: labels::grouped(analysis.tokens),
        }
    }
}
