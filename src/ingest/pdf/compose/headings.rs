//! Which lines are headings, and of which level: by the file's outline, else by size and weight of the type.

use super::markers::marker;
use super::paragraphs::Kind;
use crate::ingest::pdf::layout::{Element, Line, PageText};
use crate::ingest::pdf::source::Bookmark;
use crate::model::document::BlockKind;
use rustc_hash::FxHashMap;

/// Type larger than this, against that of the body, is a heading's.
const LARGER: f32 = 1.12;
/// Longest heading, in characters.
const LONGEST: usize = 160;
/// Levels that are told apart.
const LEVELS: usize = 6;

/// How the type of a line looks: larger types first, then heavier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Look {
    /// In half points, negative so that the largest comes first.
    size: i32,
    is_light: bool,
    is_small: bool,
}

/// What is known of the document's type.
pub(super) struct Styles {
    /// Size of most of the text.
    pub(super) body: f32,
    /// Whether most of the text is bold.
    is_body_bold: bool,
    /// Titles of the outline by page, in letters and digits only, with their levels.
    outline: FxHashMap<usize, Vec<(String, u8)>>,
    /// Usual distance of two lines, to the font size.
    pub(super) pitch: f32,
}

impl Styles {
    /// Looks at all lines of all pages.
    pub(super) fn of(pages: &[PageText], outline: &[Bookmark]) -> Self {
        let mut sizes: FxHashMap<i32, usize> = FxHashMap::default();
        let (mut bold, mut all) = (0, 0);
        for line in lines(pages) {
            let length: usize = line.parts.iter().map(|part| part.text.len()).sum();
            *sizes.entry(half_points(line.size)).or_default() += length;
            bold += length * usize::from(line.is_bold);
            all += length;
        }
        let body = sizes.into_iter().max_by_key(|&(size, count)| (count, -size)).map_or(20, |(size, _)| size);
        let mut styles = Styles {
            body: body as f32 / 2.0,
            is_body_bold: bold * 2 > all,
            outline: FxHashMap::default(),
            pitch: usual_pitch(pages, body),
        };
        for bookmark in outline {
            if let Some(page) = bookmark.page {
                styles.outline.entry(page).or_default().push((letters(&bookmark.title), bookmark.level));
            }
        }
        styles
    }

    /// Whether a line looks like a heading, taken by itself.
    pub(super) fn is_prominent(&self, line: &Line) -> bool {
        let is_larger = line.size >= LARGER * self.body;
        let is_bold = line.is_bold && !self.is_body_bold && line.size >= 0.9 * self.body;
        (is_larger || is_bold || (is_capitals(line) && line.size >= 0.9 * self.body)) && line.parts.len() <= 2
    }

    /// Whether two lines look alike.
    pub(super) fn is_alike(&self, a: &Line, b: &Line) -> bool {
        let (a, b) = (look(a), look(b));
        a.size == b.size && a.is_light == b.is_light
    }

    /// What a paragraph of these lines is as a heading, or `None` if it is none. `page` is counted from 0.
    pub(super) fn heading(&self, lines: &[&Line], page: usize) -> Option<Kind> {
        let text = lines.iter().map(|line| line.text()).collect::<Vec<_>>().join(" ");
        let text = text.trim();
        let count = text.chars().count();
        if !(2..=LONGEST).contains(&count) || !text.chars().any(char::is_alphabetic) {
            return None;
        }
        if let Some(level) = self.outlined(text, page) {
            return Some(Kind::Block(BlockKind::Heading(level)));
        }
        let is_heading = lines.first().is_some_and(|first| self.is_prominent(first))
            && !ends_like_text(text)
            && !begins_like_text(text);
        is_heading.then_some(Kind::Prominent)
    }

    /// Learns the looks of the headings that were found; what is seen on one page of many is no level of its own.
    pub(super) fn rank<'l>(&self, headings: impl Iterator<Item = (&'l Line, u32)>, pages: usize) -> Levels {
        let mut counts: FxHashMap<Look, Vec<u32>> = FxHashMap::default();
        for (line, page) in headings {
            counts.entry(look(line)).or_default().push(page);
        }
        let total: usize = counts.values().map(Vec::len).sum();
        let least = if pages > 8 { 2.max(total / 100) } else { 1 };
        let mut looks: Vec<(usize, Look)> = counts
            .into_iter()
            .filter_map(|(look, mut on)| {
                let count = on.len();
                on.dedup();
                (on.len() >= least).then_some((count, look))
            })
            .collect();
        // Of too many looks the usual ones stay.
        looks.sort_unstable_by_key(|&(count, look)| (std::cmp::Reverse(count), look));
        looks.truncate(LEVELS);
        let mut looks: Vec<Look> = looks.into_iter().map(|(_, look)| look).collect();
        looks.sort_unstable();
        Levels { looks }
    }

    /// The level that the outline gives to this text on this page.
    fn outlined(&self, text: &str, page: usize) -> Option<u8> {
        let titles = self.outline.get(&page)?;
        let wanted = letters(text);
        let found = titles.iter().find(|(title, _)| *title == wanted && !title.is_empty());
        found.map(|(_, level)| (*level).min(LEVELS as u8))
    }
}

/// Looks of headings, the highest level first.
pub(super) struct Levels {
    looks: Vec<Look>,
}

impl Levels {
    /// The level of a heading that looks like this line.
    pub(super) fn level(&self, line: &Line) -> u8 {
        // A look of its own counts as the next lower one that is in use.
        let own = look(line);
        let rank = self.looks.partition_point(|other| *other < own);
        (rank.min(self.looks.len().saturating_sub(1)).min(LEVELS - 1) + 1) as u8
    }
}

fn look(line: &Line) -> Look {
    Look { size: -half_points(line.size), is_light: !line.is_bold, is_small: !is_capitals(line) }
}

fn lines(pages: &[PageText]) -> impl Iterator<Item = &Line> {
    pages.iter().flat_map(|page| &page.elements).filter_map(|element| match element {
        Element::Line(line) => Some(line),
        Element::Table(_) => None,
    })
}

fn half_points(size: f32) -> i32 {
    (size * 2.0).round().clamp(0.0, 4000.0) as i32
}

/// The distance of most pairs of lines of the body, to its font size.
fn usual_pitch(pages: &[PageText], body: i32) -> f32 {
    let mut counts: FxHashMap<i32, usize> = FxHashMap::default();
    for page in pages {
        for pair in page.elements.windows(2) {
            let [Element::Line(a), Element::Line(b)] = pair else { continue };
            let pitch = (b.y - a.y) / b.size.max(1.0);
            if half_points(b.size) == body && a.block == b.block && (0.8..2.6).contains(&pitch) {
                *counts.entry((pitch * 20.0).round() as i32).or_default() += 1;
            }
        }
    }
    counts
        .into_iter()
        .max_by_key(|&(pitch, count)| (count, -pitch))
        .map_or(1.2, |(pitch, _)| pitch as f32 / 20.0)
}

/// Whether a line is set in capitals.
fn is_capitals(line: &Line) -> bool {
    let (mut upper, mut lower) = (0, 0);
    for character in line.parts.iter().flat_map(|part| part.text.chars()) {
        upper += usize::from(character.is_uppercase());
        lower += usize::from(character.is_lowercase());
    }
    upper >= 4 && lower * 8 <= upper
}

/// Whether a text ends as sentences and their parts do.
fn ends_like_text(text: &str) -> bool {
    let is_long = text.chars().count() > 60;
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit());
    bare.ends_with([',', ';']) || (is_long && text.ends_with(['.', ':']))
}

/// Whether a text begins with a small letter, behind its number: part of a sentence.
fn begins_like_text(text: &str) -> bool {
    let text = if marker(text).is_some() {
        text.split_once(char::is_whitespace).map_or(text, |(_, rest)| rest)
    } else {
        text
    };
    text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase)
}

/// Letters and digits of a text in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
