//! Running heads and feet, page numbers: what stands at the edge of many pages.

use crate::ingest::pdf::layout::{Element, Line, PageText};
use rustc_hash::{FxHashMap, FxHashSet};

/// Share of the page's height at its top and bottom where they stand.
const MARGIN: f32 = 0.16;
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
pub(super) fn find(pages: &[PageText]) -> Vec<(usize, usize)> {
    let edges: Vec<Edge> = pages.iter().enumerate().flat_map(|(index, page)| edges(index, page)).collect();
    // By words and height: how many pages, and the last of them. Heights are taken in two ways, so that near ones share one.
    let mut counts: FxHashMap<(Key, i32), (usize, usize)> = FxHashMap::default();
    for edge in &edges {
        for height in heights(edge.y) {
            let (count, last) = counts.entry((key(edge), height)).or_insert((0, usize::MAX));
            *count += usize::from(*last != edge.page);
            *last = edge.page;
        }
    }
    let numbers = page_numbers(&edges);
    let mut found = Vec::new();
    // From the edge inwards; the first line that belongs to the text ends it.
    let mut closed: FxHashSet<(usize, bool)> = FxHashSet::default();
    for edge in &edges {
        if closed.contains(&(edge.page, edge.is_top)) {
            continue;
        }
        let same =
            heights(edge.y).map(|height| counts.get(&(key(edge), height)).map_or(0, |(count, _)| *count));
        let same = same.into_iter().max().unwrap_or(0);
        let is_number = page_number(&edge.text).is_some_and(|number| goes_on(&numbers, edge, number));
        let is_repeated = same >= LEAST_PAGES.min(pages.len().max(2));
        let is_marked = edge.is_artifact && edge.rank <= 2;
        if is_repeated || is_number || is_marked {
            found.push((edge.page, edge.element));
        } else {
            closed.insert((edge.page, edge.is_top));
        }
    }
    found.extend(beside(pages));
    found
}

/// Turned lines that stand on many pages: notes along the edge, watermarks.
fn beside(pages: &[PageText]) -> Vec<(usize, usize)> {
    let mut places: FxHashMap<String, Vec<(usize, usize)>> = FxHashMap::default();
    for (index, page) in pages.iter().enumerate() {
        for (at, element) in page.elements.iter().enumerate() {
            if let Element::Line(line) = element
                && line.turn != 0
            {
                places.entry(pattern(&line.text()).0).or_default().push((index, at));
            }
        }
    }
    let on_many = |places: &Vec<(usize, usize)>| {
        let mut on: Vec<usize> = places.iter().map(|(page, _)| *page).collect();
        on.dedup();
        on.len() >= LEAST_PAGES
    };
    let mut found: Vec<(usize, usize)> = places.into_values().filter(on_many).flatten().collect();
    found.sort_unstable();
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
        let mut near: Vec<&(usize, &Line)> = lines.iter().collect();
        near.sort_by(|a, b| if is_top { a.1.y.total_cmp(&b.1.y) } else { b.1.y.total_cmp(&a.1.y) });
        let margin = MARGIN * page.height;
        let is_near = |line: &Line| if is_top { line.y < margin } else { line.y > page.height - margin };
        // Pages that were made of something without pages end where the text does, and so does their number.
        let deep = near.iter().position(|(_, line)| !is_near(line)).unwrap_or(near.len());
        let more =
            near[deep..].iter().take(1).filter(|(_, line)| page_number(&line.text()).is_some()).count();
        near.truncate(deep + more);
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

/// What lines of the same running head have in common: the edge, its words, and by how much its number is ahead of the pages.
type Key = (bool, String, Option<i64>);

/// The bands of 12 points that a height lies in: those that begin at multiples of 12, and those in between.
fn heights(y: f32) -> [i32; 2] {
    [2 * (y / 12.0).floor() as i32, 2 * (y / 12.0 + 0.5).floor() as i32 + 1]
}

fn key(edge: &Edge) -> Key {
    let (words, number) = pattern(&edge.text);
    (edge.is_top, words, number.map(|number| number - edge.page as i64))
}

/// The words of a line without the number of the page, and that number: it stands first or last, or behind `page`.
fn pattern(text: &str) -> (String, Option<i64>) {
    if let Some(number) = page_number(text) {
        return (String::new(), Some(number));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut pattern = String::with_capacity(text.len());
    let mut found = None;
    for (index, word) in words.iter().enumerate() {
        let is_edge = index == 0 || index + 1 == words.len();
        let is_count = index > 0 && words[index - 1].eq_ignore_ascii_case("page");
        // A year stands in many running heads and counts nothing.
        let number = page_number(word)
            .filter(|number| (is_edge || is_count) && found.is_none() && !(1900..2100).contains(number));
        if number.is_some() {
            found = number;
        } else {
            pattern.push_str(word);
        }
        pattern.push(' ');
    }
    (pattern, found)
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

/// Printed numbers by page and edge.
fn page_numbers(edges: &[Edge]) -> FxHashSet<(usize, bool, i64)> {
    let near = edges.iter().filter(|edge| edge.rank <= 2);
    near.filter_map(|edge| Some((edge.page, edge.is_top, page_number(&edge.text)?))).collect()
}

/// Whether the pages next to this one go on counting.
fn goes_on(numbers: &FxHashSet<(usize, bool, i64)>, edge: &Edge, number: i64) -> bool {
    let at = |step: i64| {
        let page = edge.page as i64 + step;
        page >= 0 && numbers.contains(&(page as usize, edge.is_top, number + step))
    };
    at(1) || at(-1) || at(2) || at(-2)
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
