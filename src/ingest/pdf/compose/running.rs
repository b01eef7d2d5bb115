//! Running heads and feet, page numbers: what stands at the edge of many pages.

use crate::ingest::pdf::layout::{Element, Line, PageText};
use rustc_hash::{FxHashMap, FxHashSet};

/// Share of the page's height at its top and bottom where they stand.
const MARGIN: f32 = 0.13;
/// Lines from the edge that are looked at.
const DEEPEST: usize = 5;
/// Pages on which the same words must stand at the same height.
const LEAST_PAGES: usize = 3;

/// A line at the edge of a page.
struct Edge {
    page: usize,
    /// Index among the elements of the page.
    element: usize,
    is_top: bool,
    /// Counted from the edge, 0 is the outermost.
    rank: usize,
    y: f32,
    is_artifact: bool,
    text: String,
}

/// Lines that belong to the page, not to the text: pairs of page and element, both counted from 0.
pub(super) fn find(pages: &[PageText]) -> FxHashSet<(usize, usize)> {
    let edges: Vec<Edge> = pages.iter().enumerate().flat_map(|(index, page)| edges(index, page)).collect();
    let mut counts: FxHashMap<(bool, String), Vec<(usize, f32)>> = FxHashMap::default();
    for edge in &edges {
        counts.entry((edge.is_top, pattern(&edge.text))).or_default().push((edge.page, edge.y));
    }
    let offset = number_offset(&edges, pages.len());
    let mut found = FxHashSet::default();
    // From the edge inwards; the first line that belongs to the text ends it.
    let mut closed: FxHashSet<(usize, bool)> = FxHashSet::default();
    for edge in &edges {
        if closed.contains(&(edge.page, edge.is_top)) {
            continue;
        }
        let same = counts.get(&(edge.is_top, pattern(&edge.text))).map_or(0, |places| {
            let mut on: Vec<usize> =
                places.iter().filter(|(_, y)| (y - edge.y).abs() < 8.0).map(|(page, _)| *page).collect();
            on.dedup();
            on.len()
        });
        let is_number =
            page_number(&edge.text).is_some_and(|number| Some(number - edge.page as i64) == offset);
        let is_repeated = same >= LEAST_PAGES.min(pages.len().max(2));
        let is_marked = edge.is_artifact && edge.rank <= 2;
        if is_repeated || is_number || is_marked {
            found.insert((edge.page, edge.element));
        } else {
            closed.insert((edge.page, edge.is_top));
        }
    }
    found
}

/// The outermost lines of a page, those at the top first, each from the edge inwards.
fn edges(index: usize, page: &PageText) -> Vec<Edge> {
    let lines: Vec<(usize, &Line)> = (page.elements.iter().enumerate())
        .filter_map(|(at, element)| match element {
            Element::Line(line) if line.turn == 0 => Some((at, line)),
            _ => None,
        })
        .collect();
    let take = |is_top: bool| {
        let mut near: Vec<&(usize, &Line)> = (lines.iter())
            .filter(|(_, line)| {
                if is_top { line.y < MARGIN * page.height } else { line.y > (1.0 - MARGIN) * page.height }
            })
            .collect();
        near.sort_by(|a, b| if is_top { a.1.y.total_cmp(&b.1.y) } else { b.1.y.total_cmp(&a.1.y) });
        near.truncate(DEEPEST);
        let edge = move |(rank, &(element, line)): (usize, &(usize, &Line))| Edge {
            page: index,
            element,
            is_top,
            rank,
            y: line.y,
            is_artifact: line.is_artifact,
            text: line.text(),
        };
        near.into_iter().enumerate().map(edge).collect::<Vec<_>>()
    };
    let mut edges = take(true);
    edges.extend(take(false));
    edges
}

/// The words of a line with every number made the same.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    let mut was_digit = false;
    for character in text.chars() {
        if character.is_ascii_digit() {
            if !was_digit {
                pattern.push('#');
            }
        } else {
            pattern.extend(character.to_lowercase());
        }
        was_digit = character.is_ascii_digit();
    }
    if page_number(text).is_some() { "#".to_owned() } else { pattern }
}

/// The number in a line that is nothing but a page number: `12`, `- 12 -`, `Page 12 of 40`, `F-12`, `xii`.
fn page_number(text: &str) -> Option<i64> {
    let lower = text.trim().to_lowercase();
    let bare = lower.trim_matches(|c: char| c.is_whitespace() || "-–—|[]().".contains(c));
    let bare = bare.strip_prefix("page").unwrap_or(bare).trim();
    let bare = bare.split(" of ").next().unwrap_or(bare).split('/').next().unwrap_or(bare).trim();
    if let Some(number) = roman(bare) {
        return Some(number);
    }
    let digits = bare.rsplit(['-', ' ']).next()?;
    let prefix = &bare[..bare.len() - digits.len()];
    let is_short = prefix.trim_end_matches(['-', ' ']).chars().count() <= 2;
    (is_short && digits.len() <= 5).then(|| digits.parse().ok()).flatten()
}

fn roman(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 6 {
        return None;
    }
    let value = |c| match c {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        _ => None,
    };
    let values: Vec<i64> = text.chars().map(value).collect::<Option<_>>()?;
    let signed = |at: usize| {
        if values.get(at + 1).is_some_and(|next| *next > values[at]) { -values[at] } else { values[at] }
    };
    Some((0..values.len()).map(signed).sum())
}

/// By how much printed numbers differ from the count of pages, if most pages agree on it.
fn number_offset(edges: &[Edge], pages: usize) -> Option<i64> {
    let mut offsets: FxHashMap<i64, usize> = FxHashMap::default();
    for edge in edges.iter().filter(|edge| edge.rank <= 2) {
        if let Some(number) = page_number(&edge.text) {
            *offsets.entry(number - edge.page as i64).or_default() += 1;
        }
    }
    let mut offsets: Vec<(usize, i64)> = offsets.into_iter().map(|(offset, count)| (count, offset)).collect();
    offsets.sort_unstable_by_key(|&(count, offset)| (std::cmp::Reverse(count), offset));
    let &(count, offset) = offsets.first()?;
    (count >= 2 && count * 4 >= pages).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers() {
        let cases = [
            ("12", Some(12)),
            ("- 12 -", Some(12)),
            ("Page 3 of 40", Some(3)),
            ("3/40", Some(3)),
            ("F-12", Some(12)),
            ("xii", Some(12)),
            ("iv", Some(4)),
            ("12 items", None),
            ("Annual Report 12", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(page_number(text), expected, "{text}");
        }
    }
}
