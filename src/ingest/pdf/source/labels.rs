//! What a file calls its pages: `iv`, `A-3`. Source: ISO 32000-1, section 12.4.2.

use super::catalog::{DEEPEST, decode_text};
use crate::text::numerals::{to_letters, to_roman};
use hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};
use rustc_hash::FxHashSet;

/// More ranges than this are no labels for people.
const MOST_RANGES: usize = 20_000;
/// Longest label that is kept, in characters.
const LONGEST: usize = 24;

/// Pages from one on that are counted alike.
struct Range {
    /// Counted from 0.
    first_page: usize,
    prefix: String,
    style: Style,
    /// Number of the first page.
    start: u32,
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    None,
    Decimal,
    Roman { capital: bool },
    Letters { capital: bool },
}

impl Style {
    fn named(name: &[u8]) -> Self {
        match name {
            b"D" => Style::Decimal,
            b"R" => Style::Roman { capital: true },
            b"r" => Style::Roman { capital: false },
            b"A" => Style::Letters { capital: true },
            b"a" => Style::Letters { capital: false },
            _ => Style::None,
        }
    }

    fn print(self, number: u32) -> String {
        let (text, capital) = match self {
            Style::None => return String::new(),
            Style::Decimal => (None, true),
            Style::Roman { capital } => (to_roman(number), capital),
            Style::Letters { capital } => (to_letters(number), capital),
        };
        match text {
            Some(text) if capital => text,
            Some(text) => text.to_ascii_lowercase(),
            None => number.to_string(),
        }
    }
}

/// The labels of all pages; nothing if the file gives none, or if all are the pages' numbers.
pub(super) fn read(catalog: &Dict, pages: usize) -> Vec<String> {
    let Some(root) = catalog.get::<Dict>(b"PageLabels") else { return Vec::new() };
    let mut ranges = read_ranges(root);
    ranges.sort_by_key(|range| range.first_page);
    let mut labels = vec![String::new(); pages];
    for (index, range) in ranges.iter().enumerate() {
        let end = ranges.get(index + 1).map_or(pages, |next| next.first_page.min(pages));
        for (index, label) in labels[..end].iter_mut().skip(range.first_page).enumerate() {
            let number = range.style.print(range.start.saturating_add(index as u32));
            *label = range.prefix.chars().chain(number.chars()).take(LONGEST).collect();
        }
    }
    let says_more = (1..).zip(&labels).any(|(page, label)| !label.is_empty() && label.parse() != Ok(page));
    if says_more { labels } else { Vec::new() }
}

/// The ranges of a tree of numbers.
fn read_ranges(root: Dict) -> Vec<Range> {
    let mut ranges = Vec::new();
    let mut seen = FxHashSet::default();
    let mut open = vec![(root, 0)];
    while let Some((node, depth)) = open.pop() {
        if depth > DEEPEST || ranges.len() >= MOST_RANGES || !node.obj_id().is_none_or(|id| seen.insert(id)) {
            continue;
        }
        let list = node.get::<Array>(b"Nums").unwrap_or_default();
        let mut items = list.iter::<Object>().take(2 * MOST_RANGES);
        while let (Some(Object::Number(first)), Some(value)) = (items.next(), items.next()) {
            let (Ok(first_page), Object::Dict(dict)) = (usize::try_from(first.as_i64()), value) else {
                continue;
            };
            let prefix = dict.get::<PdfString>(b"P").map(|text| decode_text(text.as_bytes()));
            ranges.push(Range {
                first_page,
                prefix: prefix.unwrap_or_default(),
                style: dict.get::<Name>(b"S").map_or(Style::None, |name| Style::named(name.as_ref())),
                start: dict.get::<u32>(b"St").unwrap_or(1).max(1),
            });
        }
        let kids = node.get::<Array>(b"Kids").unwrap_or_default();
        open.extend(kids.iter::<Dict>().take(MOST_RANGES).map(|kid| (kid, depth + 1)));
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_every_style() {
        let cases: [(&[u8], u32, &str); 8] = [
            (b"D", 12, "12"),
            (b"r", 4, "iv"),
            (b"R", 9, "IX"),
            (b"r", 5000, "5000"),
            (b"A", 27, "AA"),
            (b"a", 2, "b"),
            (b"?", 2, ""),
            (b"a", u32::MAX, "4294967295"),
        ];
        for (style, number, expected) in cases {
            assert_eq!(Style::named(style).print(number), expected, "{number}");
        }
    }
}
