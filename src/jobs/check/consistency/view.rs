//! What every check looks at: the text with its lines, sentences and words, and how a slip becomes a draft.

use super::dates::{DateAt, dates};
use super::definitions::Definitions;
use super::labels::{Label, labels};
use super::measures::{Mention, mentions};
use crate::model::document::{BlockKind, Document};
use crate::model::draft::{Draft, Quote};
use crate::model::finding::{FindingKind, Relation, Side};
use crate::model::span::Span;
use crate::model::units::{Unit, Units};
use crate::text::words::hash_word;
use std::cell::OnceCell;

/// A quote longer than this is cut down to the words around what it is about, in bytes.
const LONGEST_QUOTE: usize = 280;
/// So much is kept on either side of what a cut quote is about, in bytes.
const AROUND: usize = 110;
/// A sentence shorter than this is quoted with the rest of its line, in bytes.
const SHORTEST_QUOTE: usize = 40;

/// A cut quote begins and ends at a space within so many bytes.
const LONGEST_WORD: usize = 64;
/// A contract gives at least one definition to so many words; measured on 111 contracts (most give one to 400).
const WORDS_A_DEFINITION: usize = 2500;

/// … and one of [`BINDING`] to so many words.
const WORDS_A_DUTY: usize = 250;
/// Words that texts of rights and duties have, and reports hardly.
const BINDING: [u64; 10] = [
    hash_word("shall"),
    hash_word("hereby"),
    hash_word("herein"),
    hash_word("hereof"),
    hash_word("hereto"),
    hash_word("hereunder"),
    hash_word("hereinafter"),
    hash_word("thereof"),
    hash_word("party"),
    hash_word("parties"),
];

/// A document as the checks see it.
pub(super) struct View<'a> {
    /// The document.
    pub(super) document: &'a Document,
    /// Its sentences and words.
    pub(super) units: &'a Units,
    /// Its text.
    pub(super) text: &'a str,
    /// First bytes of its lines, rising.
    lines: Vec<usize>,
    labels: OnceCell<Vec<Label>>,
    dates: OnceCell<Vec<DateAt>>,
    definitions: OnceCell<Definitions>,
    mentions: OnceCell<Vec<Mention>>,
    is_contract: OnceCell<bool>,
    exhibits: OnceCell<Vec<usize>>,
}

/// Something that does not agree, before it is a draft.
pub(super) struct Slip {
    /// One plain sentence.
    pub(super) statement: String,
    /// What decided it.
    pub(super) why: String,
    /// How the sides stand to one another.
    pub(super) relation: Relation,
    /// How sure it is, 0 to 1.
    pub(super) score: f32,
    /// What it is about; each place is quoted with the words around it.
    pub(super) places: Vec<Span>,
}

impl<'a> View<'a> {
    /// Looks at a document.
    pub(super) fn new(document: &'a Document, units: &'a Units) -> Self {
        let mut lines: Vec<usize> = document.marks.iter().map(|mark| mark.start).collect();
        lines.extend(document.blocks.iter().map(|block| block.span.start));
        lines.sort_unstable();
        lines.dedup();
        Self {
            document,
            units,
            text: &document.text,
            lines,
            labels: OnceCell::new(),
            dates: OnceCell::new(),
            definitions: OnceCell::new(),
            mentions: OnceCell::new(),
            is_contract: OnceCell::new(),
            exhibits: OnceCell::new(),
        }
    }

    /// The lines of the text as the input had them, where that is known; blocks otherwise.
    pub(super) fn lines(&self) -> impl Iterator<Item = Span> + '_ {
        let ends = self.lines.iter().skip(1).copied().chain([self.text.len()]);
        self.lines.iter().zip(ends).map(|(&start, end)| self.trim(Span::new(start, end)))
    }

    /// The line that holds the offset.
    pub(super) fn line_at(&self, offset: usize) -> Span {
        let after = self.lines.partition_point(|&start| start <= offset);
        let start = after.checked_sub(1).map_or(0, |at| self.lines[at]);
        let end = self.lines.get(after).copied().unwrap_or(self.text.len());
        self.trim(Span::new(start, end))
    }

    /// The index of the sentence that holds the offset, or of the one before it.
    pub(super) fn unit_at(&self, offset: usize) -> Option<usize> {
        self.units.units.partition_point(|unit| unit.span.start <= offset).checked_sub(1)
    }

    /// The sentence that holds the offset.
    pub(super) fn sentence_at(&self, offset: usize) -> Option<&Unit> {
        self.unit_at(offset).map(|index| &self.units.units[index])
    }

    /// The numbers that sections, articles, exhibits, tables and list items of this document bear, in order.
    pub(super) fn labels(&self) -> &[Label] {
        self.labels.get_or_init(|| labels(self))
    }

    /// The terms this document defines.
    pub(super) fn definitions(&self) -> &Definitions {
        self.definitions.get_or_init(|| Definitions::of(self))
    }

    /// The amounts, shares and lengths of time of this document, in order.
    pub(super) fn mentions(&self) -> &[Mention] {
        self.mentions.get_or_init(|| mentions(self))
    }

    /// The full dates of this document, in order.
    pub(super) fn dates(&self) -> &[DateAt] {
        self.dates.get_or_init(|| dates(self))
    }

    /// Whether the offset lies in a row of a table.
    pub(super) fn is_in_table(&self, offset: usize) -> bool {
        self.document.block_at(offset).is_some_and(|(_, block)| block.kind == BlockKind::TableRow)
    }

    /// Whether it is a text of rights and duties that defines its terms, as contracts and policies are; reports and
    /// filings define a few and use capitals freely.
    pub(super) fn is_contract(&self) -> bool {
        *self.is_contract.get_or_init(|| {
            let binding = self.units.words.iter().filter(|word| BINDING.contains(&word.hash)).count();
            let words = self.units.words.len();
            binding * WORDS_A_DUTY >= words && self.definitions().places.len() * WORDS_A_DEFINITION >= words
        })
    }

    /// Whether two places stand in the same text: a filing binds exhibits behind one another, each with numbers, terms and
    /// law of its own.
    pub(super) fn is_same_exhibit(&self, one: usize, other: usize) -> bool {
        let exhibits = self.exhibits.get_or_init(|| {
            let starts = self.lines().filter(|line| names_filed_exhibit(self.slice(*line)));
            starts.map(|line| line.start).collect()
        });
        let before = |place: usize| exhibits.partition_point(|&start| start <= place);
        before(one) == before(other)
    }

    /// The text of a span.
    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Up to `bytes` bytes before an offset, from a character border.
    pub(super) fn before(&self, offset: usize, bytes: usize) -> &'a str {
        let mut start = offset.saturating_sub(bytes);
        while !self.text.is_char_boundary(start) {
            start += 1;
        }
        self.text.get(start..offset).unwrap_or_default()
    }

    /// Up to `bytes` bytes from an offset on, to a character border.
    pub(super) fn after(&self, offset: usize, bytes: usize) -> &'a str {
        let mut end = (offset + bytes).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.get(offset..end).unwrap_or_default()
    }

    /// A slip as a draft.
    pub(super) fn draft(&self, slip: Slip) -> Draft {
        let mut quotes: Vec<Quote> = Vec::with_capacity(slip.places.len());
        for place in slip.places {
            let quote = self.quote(place);
            if !quotes.iter().any(|other| other.hint == quote.hint) {
                quotes.push(quote);
            }
        }
        Draft {
            kind: FindingKind::Discrepancy,
            statement: slip.statement.split_whitespace().collect::<Vec<_>>().join(" "),
            quotes,
            score: slip.score,
            why: slip.why,
            owner: None,
            due: None,
            status: None,
            extent: None,
            relation: Some(slip.relation),
            slip: None,
            seen_by: None,
        }
    }

    /// The words around a place: its sentence as far as it stands on the same line, or the nearest words if that is long.
    pub(super) fn quote(&self, place: Span) -> Quote {
        let line = self.line_at(place.start);
        let mut span = match self.sentence_at(place.start).map(|unit| unit.span) {
            Some(unit) if unit.overlaps(line) => {
                Span::new(unit.start.max(line.start), unit.end.min(line.end))
            }
            _ => line,
        };
        if span.len() < SHORTEST_QUOTE {
            span = line;
        }
        span = span.join(place);
        if span.len() > LONGEST_QUOTE {
            let start = self.word_border(place.start.saturating_sub(AROUND), span.start, place.start);
            let end = self.word_border((place.end + AROUND).min(span.end), place.end, span.end);
            span = Span::new(start, end);
        }
        let span = self.trim(span);
        Quote { text: self.slice(span).to_owned(), hint: Some(span), side: Side::Document }
    }

    /// The first place after a space at or after `from`, within the bounds; in text without spaces the next character.
    fn word_border(&self, from: usize, least: usize, most: usize) -> usize {
        if from <= least {
            return least;
        }
        let bytes = self.text.as_bytes();
        let near = most.min(from + LONGEST_WORD);
        let space = (from..near).find(|&at| bytes[at - 1] == b' ');
        space.or_else(|| (from..=most).find(|&at| self.text.is_char_boundary(at))).unwrap_or(most)
    }

    /// A span without outer white space.
    fn trim(&self, span: Span) -> Span {
        let text = self.slice(span);
        let start = span.start + (text.len() - text.trim_start().len());
        Span::new(start, start + text.trim().len())
    }
}

/// Whether a line is the head of an exhibit of a filing: "Exhibit 10.24", "EX-99.1". Lettered exhibits belong to their contract.
fn names_filed_exhibit(line: &str) -> bool {
    let line = line.trim().trim_end_matches('*').trim_end();
    let lower = line.get(..7).unwrap_or(line).to_ascii_lowercase();
    let rest = if lower == "exhibit" {
        &line[7..]
    } else if lower.starts_with("ex-") {
        &line[3..]
    } else {
        return false;
    };
    let number = rest.trim().trim_start_matches(['(', ':', '.']).trim_end_matches([')', '.']);
    let (whole, part) = number.split_once('.').unwrap_or((number, "1"));
    let is_count =
        |digits: &str| (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_count(whole) && is_count(part) && (number.contains('.') || lower.starts_with("ex-"))
}

/// A number as people write it: `1,500,000`, `12.5`; sums of cents keep two places at most.
pub(super) fn written(value: f64) -> String {
    let rounded = (value.abs() * 100.0).round() / 100.0;
    let fraction = match rounded.fract() {
        0.0 => String::new(),
        _ => format!("{rounded:.2}")
            .trim_end_matches('0')
            .split_once('.')
            .map_or_else(String::new, |(_, places)| format!(".{places}")),
    };
    let digits = format!("{:.0}", rounded.trunc());
    let mut number = if value < 0.0 { "-".to_owned() } else { String::new() };
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            number.push(',');
        }
        number.push(digit);
    }
    number + &fraction
}
