//! Answer about a requirement → verdict. It counts only with a quote that stands in the passages that were asked about; that
//! something is missing, or cannot be told, needs none.

use super::{Claimed, Misread, Reading, numbers, parse, tidy};
use crate::engine::llm::schema::{VerdictAnswer, VerdictKind};
use crate::model::document::Document;
use crate::model::requirement::ResultStatus;
use crate::model::span::Span;
use crate::text::find::Finder;

/// What a model says of a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How the document stands to it.
    pub status: ResultStatus,
    /// Whether it is met by asking for more.
    pub stricter: bool,
    /// The model's reason in its own words; empty where it names a number that is in neither text.
    pub reason: String,
    /// The quote as the model wrote it.
    pub quote: String,
    /// Where the document has it.
    pub place: Option<Span>,
}

/// Longest reason, in characters.
const LONGEST_REASON: usize = 300;

/// Reads an answer about `passages` of a document and the text of a requirement.
///
/// # Errors
/// When the content is not JSON, or JSON of another shape.
pub fn read_verdict(
    document: &Document,
    passages: &[Span],
    requirement: &str,
    content: &str,
) -> Result<Reading<Verdict>, Misread> {
    let answer: VerdictAnswer = parse(content)?;
    let quote = answer.quote.unwrap_or_default().trim().to_owned();
    let place = passages.iter().find_map(|&span| {
        let found = Finder::new(document.slice(span)).find(&quote, None).ok()?;
        Some(Span::new(span.start + found.start, span.start + found.end))
    });
    let mut known = numbers(requirement);
    passages.iter().for_each(|&span| known.extend(numbers(document.slice(span))));
    let reason = tidy(&answer.reason, LONGEST_REASON);
    let reason = if numbers(&reason).is_subset(&known) { reason } else { String::new() };
    let (status, stricter) = match answer.verdict {
        VerdictKind::Met => (ResultStatus::Met, false),
        VerdictKind::Stricter => (ResultStatus::Met, true),
        VerdictKind::Weaker => (ResultStatus::Weaker, false),
        VerdictKind::Contradicted => (ResultStatus::Contradicted, false),
        VerdictKind::Missing => (ResultStatus::Missing, false),
        VerdictKind::Unclear => (ResultStatus::Unclear, false),
    };
    let needs_quote = !matches!(status, ResultStatus::Missing | ResultStatus::Unclear);
    let mut reading = Reading::default();
    let is_found = place.is_some() || !needs_quote;
    reading.add(Verdict { status, stricter, reason, quote, place }, is_found);
    Ok(reading)
}

impl Claimed for Verdict {
    fn quotes(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.quote.as_str())
    }

    fn is_same(&self, other: &Self) -> bool {
        self == other
    }

    /// There is one verdict: the next answer takes its place.
    fn is_corrected_by(&self, _: &Self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{BlockKind, DocumentBuilder, Place};

    fn read(verdict: &str, quote: Option<&str>, reason: &str) -> Reading<Verdict> {
        let mut builder = DocumentBuilder::default();
        builder.add(
            BlockKind::Paragraph,
            None,
            "The supplier reports incidents within 72 hours.",
            Place::default(),
        );
        builder.add(BlockKind::Paragraph, None, "It may not subcontract the services.", Place::default());
        let document = Document::new("d1", "a.txt", builder.finish());
        let content = serde_json::json!({"verdict": verdict, "quote": quote, "reason": reason}).to_string();
        let asked = "Incidents must be reported within 24 hours.";
        read_verdict(&document, &[document.blocks[0].span], asked, &content).unwrap()
    }

    #[test]
    fn verdicts_are_proved_by_quotes() {
        let cases = [
            ("weaker", Some("reports incidents within 72 hours"), true),
            ("weaker", Some("reports incidents  within 72 Hours"), true),
            ("weaker", Some("reports incidents within 48 hours"), false),
            ("met", Some("shall not report incidents within 72 hours"), false),
            ("met", None, false),
            // Not among the passages that were shown.
            ("contradicted", Some("It may not subcontract the services."), false),
            ("missing", None, true),
            ("unclear", None, true),
        ];
        for (verdict, quote, is_found) in cases {
            let reading = read(verdict, quote, "It says so.");
            assert_eq!(
                (reading.found.len(), reading.unfound.len()),
                (usize::from(is_found), usize::from(!is_found)),
                "{verdict} {quote:?}"
            );
        }
    }

    #[test]
    fn reasons_invent_no_number() {
        let reason = |words: &str| read("missing", None, words).found.remove(0).reason;
        assert_eq!(reason("72 hours\n are longer than 24."), "72 hours are longer than 24.");
        assert_eq!(reason("It allows 96 hours."), "");
    }

    #[test]
    fn stricter_is_met() {
        let verdict = read("stricter", Some("reports incidents within 72 hours"), "").found.remove(0);
        assert_eq!((verdict.status, verdict.stricter), (ResultStatus::Met, true));
    }
}
