//! The tree that a document's headings make. Every section knows its heading, its place among the others and its extent.

use super::document::{Block, BlockKind};
use super::span::Span;
use serde::{Deserialize, Serialize};

/// A heading and what stands below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading's words.
    pub heading: Span,
    /// 1 is the highest level.
    pub level: u8,
    /// The number in front of the heading as printed, without its closing full stop: `4.2`, `IV`, `(b)`, `Item 1A`.
    pub number: Option<String>,
    /// The section it is part of: an index into the same list.
    pub parent: Option<usize>,
    /// From its heading to the next heading of its level or a higher one.
    pub span: Span,
}

/// Words that stand before the number of a heading.
const NUMBERED: &[&str] = &[
    "annex", "appendix", "article", "chapter", "clause", "exhibit", "item", "note", "part", "schedule",
    "section",
];

/// The sections of a text, in order.
pub fn outline(text: &str, blocks: &[Block]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for block in blocks {
        let BlockKind::Heading(level) = block.kind else { continue };
        while let Some(&last) = open.last().filter(|&&last| sections[last].level >= level) {
            sections[last].span.end = block.span.start;
            open.pop();
        }
        let words = text.get(block.span.range()).unwrap_or_default();
        sections.push(Section {
            heading: block.span,
            level,
            number: section_number(words).map(str::to_owned),
            parent: open.last().copied(),
            span: Span::new(block.span.start, text.len()),
        });
        open.push(sections.len() - 1);
    }
    sections
}

/// The number that a heading begins with, as printed but for its closing full stop or colon.
pub fn section_number(heading: &str) -> Option<&str> {
    let trimmed = heading.trim_start();
    let first = trimmed.split_whitespace().next()?;
    if NUMBERED.iter().any(|word| first.eq_ignore_ascii_case(word)) {
        let after = trimmed[first.len()..].trim_start();
        let number = after.split_whitespace().next()?.trim_end_matches(['.', ':', '-', '–', '—', ',']);
        let is_number = !number.is_empty() && number.len() <= 8 && is_counter(number);
        let end = trimmed.len() - after.len() + number.len();
        return is_number.then(|| &trimmed[..end]);
    }
    let number = first.trim_end_matches(['.', ':']);
    let is_alone = number.len() == trimmed.trim_end_matches(['.', ':', ' ']).len();
    let has_mark = number.len() < first.len()
        || number.contains(['.', '(', ')'])
        || number.bytes().all(|b| b.is_ascii_digit());
    (!is_alone && has_mark && is_counter(number)).then_some(number)
}

/// Whether something counts: `4`, `4.2`, `4.2(b)`, `1A`, `IV`, `B`, `(iii)`.
fn is_counter(number: &str) -> bool {
    let mut parts = number.split(['.', '(', ')', '-']).filter(|part| !part.is_empty()).peekable();
    let is_part = |part: &str| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let letters = &part[digits.len()..];
        let is_numeral = |letters: &str| {
            letters.bytes().all(|b| matches!(b.to_ascii_lowercase(), b'i' | b'v' | b'x' | b'l' | b'c'))
        };
        match (digits.is_empty(), letters.len()) {
            (false, length) => digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit()) && length <= 1,
            (true, 1) => true,
            (true, 2..=7) => is_numeral(letters),
            _ => false,
        }
    };
    parts.peek().is_some() && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{DocumentBuilder, Place};

    #[test]
    fn numbers_of_headings() {
        let cases = [
            ("4.2 Confidentiality", Some("4.2")),
            ("4. Term", Some("4")),
            ("12 Notices", Some("12")),
            ("Item 1A. Risk Factors", Some("Item 1A")),
            ("ARTICLE IV", Some("ARTICLE IV")),
            ("Article 28 Processor", Some("Article 28")),
            ("Schedule B – Fees", Some("Schedule B")),
            ("(b) Exceptions", Some("(b)")),
            ("IV. Results", Some("IV")),
            ("4.2(b) Carve-outs", Some("4.2(b)")),
            ("A word about us", None),
            ("I did it", None),
            ("Section headings", None),
            ("2023", None),
            ("Notes to Consolidated Financial Statements", None),
            ("", None),
        ];
        for (heading, number) in cases {
            assert_eq!(section_number(heading), number, "{heading}");
        }
    }

    #[test]
    fn headings_make_a_tree() {
        let mut builder = DocumentBuilder::default();
        let levels = [(1, "1. One"), (2, "1.1 Under one"), (3, "deep"), (2, "1.2 Again"), (1, "2. Two")];
        for (level, words) in levels {
            builder.add(BlockKind::Heading(level), None, words, Place::default());
            builder.add(BlockKind::Paragraph, None, "Words.", Place::default());
        }
        let content = builder.finish();
        let sections = outline(&content.text, &content.blocks);
        let parents: Vec<_> = sections.iter().map(|section| section.parent).collect();
        assert_eq!(parents, [None, Some(0), Some(1), Some(0), None]);
        assert_eq!(sections[0].span.end, sections[4].span.start);
        assert_eq!(sections[2].span.end, sections[3].span.start);
        assert_eq!(sections[4].span.end, content.text.len());
        assert_eq!(sections[3].number.as_deref(), Some("1.2"));
    }
}
