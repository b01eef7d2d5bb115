//! Which rows are headings, and of what level.

use super::shape::{FEWEST_CAPITALS, is_rule, is_title, is_title_case, starts_with_ignoring_case};
use super::{Reader, Row, goes_on};
use crate::ingest::clause::{Clause, clause, is_capitals, mark};
use crate::ingest::plain::header::header_date;
use crate::ingest::writer::ends_sentence;

/// A heading is not longer than this, in characters.
const LONGEST_HEADING: usize = 120;
/// A heading that no number or capitals mark is not longer than this, in characters.
const LONGEST_PLAIN_HEADING: usize = 60;

impl Reader<'_> {
    /// The level of the heading that begins at the row `at`, and how many rows it takes.
    pub(super) fn heading(&self, at: usize) -> Option<(u8, usize)> {
        let row = self.rows[at];
        let count = row.text.chars().count();
        if count > LONGEST_HEADING || !row.text.contains(char::is_alphabetic) {
            return None;
        }
        let before = at.checked_sub(1).map(|before| self.rows[before]);
        // The end of a wrapped paragraph is no heading.
        if !row.apart && before.is_some_and(|before| self.is_full(before) && goes_on(before.text, row.text)) {
            return None;
        }
        let next = self.rows.get(at + 1);
        if next.is_some_and(|next| is_rule(next.text) && !next.apart && next.text.len() * 2 > row.text.len())
        {
            return Some((if next.is_some_and(|next| next.text.starts_with('=')) { 1 } else { 2 }, 1));
        }
        let ends = row.text.chars().next_back();
        if matches!(ends, Some(',' | ';')) || row.text.contains("___") || row.text.contains("....") {
            return None;
        }
        let (clause, length) = mark(row.text).map_or((None, 0), |(clause, length)| (Some(clause), length));
        let title = &row.text[length.min(row.text.len())..];
        let level = match clause {
            Some(Clause::Part | Clause::Article) => is_title(title, 14).then_some(1),
            Some(Clause::Item | Clause::Section) => is_title(title, 14).then_some(2),
            Some(Clause::Number(parts)) if !self.is_in_list(at) => {
                (!title.is_empty() && is_title(title, 10)).then_some((1 + parts).min(6))
            }
            Some(_) => None,
            None => self.plain_heading(at),
        }?;
        // "ARTICLE I" and its title on the line below.
        let rows = match next {
            Some(next) if title.is_empty() && self.names_above(row.text, next) => 2,
            _ => 1,
        };
        Some((level, rows))
    }

    /// Whether the row `next` is the title of the part whose number stands on the line above.
    fn names_above(&self, number: &str, next: &Row) -> bool {
        let is_part =
            ["article", "chapter", "part"].iter().any(|word| starts_with_ignoring_case(number, word));
        let is_title = is_capitals(next.text, FEWEST_CAPITALS) || (!next.apart && is_title(next.text, 10));
        is_part && is_title && clause(next.text).is_none() && next.text.chars().count() <= LONGEST_HEADING
    }

    /// The level of a heading without a number: in capitals, or short and alone above longer text.
    fn plain_heading(&self, at: usize) -> Option<u8> {
        let row = self.rows[at];
        if self.signed || row.text.contains('\t') {
            return None;
        }
        let words = row.text.split_whitespace().count();
        if is_capitals(row.text, FEWEST_CAPITALS) {
            return (words <= 14 && !row.text.contains(": ")).then_some(1);
        }
        let next = self.rows.get(at + 1)?;
        let is_alone =
            row.apart && (next.apart || self.width.is_none()) && next.text.len() > LONGEST_PLAIN_HEADING;
        let is_short = row.text.chars().count() <= LONGEST_PLAIN_HEADING && words <= 8;
        let is_label = row.text.contains(':') || ends_sentence(row.text) || header_date(row.text).is_some();
        (is_alone && is_short && !is_label && is_title_case(row.text)).then_some(2)
    }

    /// Whether a numbered row is one of several short ones below one another.
    pub(super) fn is_in_list(&self, at: usize) -> bool {
        let is_point = |row: &Row| {
            clause(row.text) == Some(Clause::Number(1)) && row.text.chars().count() <= LONGEST_HEADING
        };
        let around = [at.checked_sub(1), at.checked_add(1)].into_iter().flatten();
        is_point(&self.rows[at]) && around.filter_map(|other| self.rows.get(other)).any(is_point)
    }
}
