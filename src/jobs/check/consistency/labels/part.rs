//! What numbered parts are called: `Section`, `Exhibits`. Takes a word by its hash, gives the part it names.

use super::number::{Number, read_number, roman};
use crate::text::words::hash_word;

/// What a numbered part is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in super::super) enum Part {
    /// Section, clause, paragraph, or a bare number before its words.
    Section,
    Article,
    Exhibit,
    Schedule,
    Annex,
    Appendix,
    Attachment,
    Table,
    Figure,
    Note,
    Item,
}

/// The words that name a part, in singular and plural.
const NAMES: &[(&str, &str, Part)] = &[
    ("section", "sections", Part::Section),
    ("clause", "clauses", Part::Section),
    ("paragraph", "paragraphs", Part::Section),
    ("article", "articles", Part::Article),
    ("exhibit", "exhibits", Part::Exhibit),
    ("schedule", "schedules", Part::Schedule),
    ("annex", "annexes", Part::Annex),
    ("appendix", "appendices", Part::Appendix),
    ("attachment", "attachments", Part::Attachment),
    ("table", "tables", Part::Table),
    ("figure", "figures", Part::Figure),
    ("note", "notes", Part::Note),
    ("item", "items", Part::Item),
];

impl Part {
    /// The part that a word names, in singular or plural.
    pub(in super::super) fn of(hash: u64) -> Option<Part> {
        let name = NAMES.iter().find(|(one, many, _)| hash_word(one) == hash || hash_word(many) == hash)?;
        Some(name.2)
    }

    /// The part that a word names, in singular only: headings name one part.
    pub(super) fn of_one(hash: u64) -> Option<Part> {
        NAMES.iter().find(|(one, _, _)| hash_word(one) == hash).map(|name| name.2)
    }

    /// The word for it.
    pub(in super::super) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, _, part)| *part == self).map_or("part", |(one, _, _)| one)
    }

    /// Reads the number of such a part at `at`; articles that are counted in letters are counted in Roman numerals.
    pub(in super::super) fn read_number(self, text: &str, at: usize) -> Option<(Number, usize)> {
        match read_number(text, at, self.has_letters())? {
            (Number::Letters(letters), end) if self == Part::Article => {
                Some((Number::Decimal(vec![roman(&letters)?]), end))
            }
            found => Some(found),
        }
    }

    /// Whether its numbers may be letters or Roman numerals.
    fn has_letters(self) -> bool {
        !matches!(self, Part::Section | Part::Note | Part::Item | Part::Table | Part::Figure)
    }
}
