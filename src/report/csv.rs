//! `findings.csv`: one row a finding, for spreadsheets. A cell that a spreadsheet would run as a formula gets a leading
//! apostrophe.

use super::labels;
use crate::model::analysis::DocumentAnalysis;
use crate::model::finding::Finding;
use ::csv::{Error, Writer};
use std::borrow::Cow;
use std::io::Write;

const HEADER: [&str; 14] = [
    "document",
    "kind",
    "statement",
    "status",
    "owner",
    "due phrase",
    "due date",
    "confidence",
    "time",
    "line",
    "speaker",
    "quote",
    "why",
    "id",
];

/// Writes the rows of a batch, document by document.
#[derive(Debug)]
pub struct Table<W: Write> {
    out: Writer<W>,
}

impl<W: Write> Table<W> {
    /// A table with its header row.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(out: W) -> Result<Self, Error> {
        let mut out = Writer::from_writer(out);
        out.write_record(HEADER)?;
        Ok(Table { out })
    }

    /// Adds the findings of the next document.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn add(&mut self, analysis: &DocumentAnalysis) -> Result<(), Error> {
        let path = &analysis.document.path;
        analysis.findings.iter().try_for_each(|finding| self.out.write_record(cells(path, finding)))
    }

    /// Adds a finding between the documents of these paths.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn add_between(&mut self, paths: &str, finding: &Finding) -> Result<(), Error> {
        self.out.write_record(cells(paths, finding))
    }

    /// Writes out what is buffered.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> Result<(), Error> {
        Ok(self.out.flush()?)
    }
}

/// The cells of one row, in the order of the header.
fn cells(path: &str, finding: &Finding) -> [String; HEADER.len()] {
    let core = finding.evidence.first();
    let location = core.map(|evidence| evidence.location().clone()).unwrap_or_default();
    let due = finding.due.as_ref();
    [
        path.to_owned(),
        finding.kind.as_str().to_owned(),
        finding.statement.clone(),
        finding.status.map(|status| status.as_str().to_owned()).unwrap_or_default(),
        finding.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default(),
        due.map(|due| due.phrase.clone()).unwrap_or_default(),
        due.and_then(|due| due.date).map(|date| date.to_string()).unwrap_or_default(),
        finding.confidence.as_str().to_owned(),
        location.time_ms.map(labels::clock).unwrap_or_default(),
        location.line.map(|line| line.to_string()).unwrap_or_default(),
        location.speaker.unwrap_or_default(),
        core.map(|evidence| evidence.quote().to_owned()).unwrap_or_default(),
        match finding.slip {
            Some(slip) => format!("{}: {}", slip.name(), finding.why),
            None => finding.why.clone(),
        },
        finding.id.clone(),
    ]
    .map(|cell| neutralise(&cell).into_owned())
}

/// The cell as text that no spreadsheet runs (OWASP, "CSV injection"): an apostrophe goes before the signs that begin
/// a formula, also behind white space and in full width.
pub(crate) fn neutralise(cell: &str) -> Cow<'_, str> {
    let first = cell.trim_start_matches([' ', '\u{feff}']).chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{cell}"))
        }
        _ => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        let cases = [
            ("plain", "plain"),
            ("", ""),
            ("a=b", "a=b"),
            ("=1+1", "'=1+1"),
            ("+44 20", "'+44 20"),
            ("-2", "'-2"),
            ("@sum", "'@sum"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
        ];
        for (cell, expected) in cases {
            assert_eq!(neutralise(cell), expected, "{cell:?}");
        }
    }
}
