//! Lines → paragraphs, headings and list items. A paragraph may go on in the next column or on the next page; what stands
//! between (running heads, notes) is written after it.

use super::Item;
use super::headings::Styles;
use super::markers::{Marker, marker};
use crate::ingest::pdf::layout::{Element, Grid, Line, PageText};
use crate::model::document::BlockKind;

/// Lines further apart than the usual distance by this factor belong to different paragraphs.
const WIDE_PITCH: f32 = 1.3;
/// A line that ends this far before the right edge of its block ends its paragraph, in parts of the block's width.
const SHORT_LINE: f32 = 0.82;
const LIST_ITEM: Kind = Kind::Block(BlockKind::ListItem);

/// A first line is set in by at least this, in parts of the font size.
const INDENT: f32 = 0.8;

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Block(BlockKind),
    /// A heading by its type; the level is told when all headings are known.
    Prominent,
}

/// Lines that belong together, each with its page, counted from 1.
pub(super) struct Paragraph<'p> {
    pub(super) kind: Kind,
    pub(super) lines: Vec<(&'p Line, u32)>,
}

/// Puts lines together as they come.
pub(super) struct Paragraphs<'p> {
    styles: &'p Styles,
    open: Option<Paragraph<'p>>,
    /// Written after the open paragraph.
    asides: Vec<Item<'p>>,
    done: Vec<Item<'p>>,
    /// Left and right edge of each block of the page.
    edges: Vec<(f32, f32)>,
    page: u32,
    foot: f32,
}

impl<'p> Paragraphs<'p> {
    pub(super) fn new(styles: &'p Styles) -> Self {
        Self {
            styles,
            open: None,
            asides: Vec::new(),
            done: Vec::new(),
            edges: Vec::new(),
            page: 0,
            foot: 0.0,
        }
    }

    /// A new page begins.
    pub(super) fn begin_page(&mut self, page: &'p PageText, number: u32) {
        self.page = number;
        self.edges.clear();
        self.foot = page.height * 0.55;
        for element in &page.elements {
            let Element::Line(line) = element else { continue };
            let block = line.block as usize;
            if self.edges.len() <= block {
                self.edges.resize(block + 1, (f32::INFINITY, f32::NEG_INFINITY));
            }
            let edge = &mut self.edges[block];
            *edge = (edge.0.min(line.left), edge.1.max(line.right));
        }
    }

    pub(super) fn running(&mut self, line: &'p Line, page: u32) {
        self.aside(BlockKind::Running, line, page);
    }

    pub(super) fn hidden(&mut self, line: &'p Line, page: u32) {
        self.aside(BlockKind::Hidden, line, page);
    }

    fn aside(&mut self, kind: BlockKind, line: &'p Line, page: u32) {
        let item = Item::Paragraph(Paragraph { kind: Kind::Block(kind), lines: vec![(line, page)] });
        if self.open.is_some() { self.asides.push(item) } else { self.done.push(item) }
    }

    pub(super) fn table(&mut self, grid: &'p Grid, page: u32) {
        self.close();
        self.done.push(Item::Table(grid, page));
    }

    pub(super) fn line(&mut self, line: &'p Line, page: u32) {
        if self.footnote(line, page) {
            return;
        }
        if !self.goes_on(line) {
            self.close();
            let kind = match lead(line) {
                Some(Marker::Bullet | Marker::Item) => BlockKind::ListItem,
                _ => BlockKind::Paragraph,
            };
            self.open = Some(Paragraph { kind: Kind::Block(kind), lines: Vec::new() });
        }
        if let Some(open) = &mut self.open {
            open.lines.push((line, page));
        }
    }

    /// Takes a line of a note: notes stand below the text in smaller type and begin with a mark; their other lines follow.
    fn footnote(&mut self, line: &'p Line, page: u32) -> bool {
        if line.turn != 0 || line.size > 0.93 * self.styles.body || line.y < self.foot {
            return false;
        }
        let text = line.text();
        let Some(first) = text.chars().next() else { return false };
        let is_mark = text.len() <= 3 && line.size < 0.75 * self.styles.body;
        if (first.is_ascii_digit() && (text.len() > 12 || is_mark)) || "*†‡§¹²³⁴⁵⁶⁷⁸⁹".contains(first)
        {
            self.asides.push(Item::Paragraph(Paragraph {
                kind: Kind::Block(BlockKind::Footnote),
                lines: vec![(line, page)],
            }));
            return true;
        }
        let Some(Item::Paragraph(last)) = self.asides.last_mut() else { return false };
        let follows = last.kind == Kind::Block(BlockKind::Footnote)
            && last.lines.last().is_some_and(|&(above, on)| {
                on == page
                    && above.block == line.block
                    && (0.0..1.7 * line.size).contains(&(line.y - above.y))
            });
        if follows {
            last.lines.push((line, page));
        }
        follows
    }

    /// Whether a line belongs to the open paragraph.
    fn goes_on(&self, line: &Line) -> bool {
        let Some(open) = &self.open else { return false };
        let Some(&(last, page)) = open.lines.last() else { return true };
        if lead(line).is_some() || last.turn != line.turn {
            return false;
        }
        let first = open.lines[0].0;
        if first.has_dot && page == self.page && line.left < first.left - 0.5 * line.size {
            return false;
        }
        if counts_on(&first.text(), &line.text()) {
            return false;
        }
        let prominent = self.styles.is_prominent(last);
        if self.is_within(open, last, line) {
            return true;
        }
        if prominent != self.styles.is_prominent(line) || !self.is_alike(last, line) {
            return false;
        }
        let text = last.text();
        if page != self.page || last.block != line.block {
            return !prominent && is_broken_off(&text) && begins_within(line);
        }
        let pitch = (line.y - last.y) / line.size.max(last.size).max(1.0);
        if !(0.0..WIDE_PITCH * self.styles.pitch.max(1.0)).contains(&pitch) {
            return false;
        }
        if prominent {
            return true;
        }
        let (left, right) = self.edges.get(line.block as usize).copied().unwrap_or((line.left, line.right));
        let is_short = last.right - left < SHORT_LINE * (right - left);
        let ends = text.ends_with(['.', ':', ';', '?', '!', '”', '"']);
        if is_short && ends {
            return false;
        }
        // A first line set in; items of lists hang the other way round.
        let is_set_in =
            line.left - last.left > INDENT * line.size && line.left - first.left > INDENT * line.size;
        !(is_set_in && open.kind != LIST_ITEM && ends)
    }

    /// Whether a line goes on in the middle of a sentence, whatever its type: emphasis, a hanging line of a list.
    fn is_within(&self, open: &Paragraph, last: &Line, line: &Line) -> bool {
        let pitch = (line.y - last.y) / line.size.max(last.size).max(1.0);
        let is_next =
            last.block == line.block && (0.0..WIDE_PITCH * self.styles.pitch.max(1.0)).contains(&pitch);
        let text = last.text();
        let first = open.lines[0].0;
        let is_hanging = open.kind == LIST_ITEM
            && !self.styles.is_prominent(first)
            && line.left > first.left + 0.5 * line.size;
        let begins_low = line.parts[0].text.starts_with(char::is_lowercase);
        is_next && (last.size - line.size).abs() < 0.5 && is_broken_off(&text) && (is_hanging || begins_low)
    }

    fn is_alike(&self, a: &Line, b: &Line) -> bool {
        (a.size - b.size).abs() < 0.12 * a.size.max(b.size) || self.styles.is_alike(a, b)
    }

    /// Ends the open paragraph.
    fn close(&mut self) {
        if let Some(mut open) = self.open.take() {
            let lines: Vec<&Line> = open.lines.iter().map(|(line, _)| *line).collect();
            let page = open.lines.first().map_or(0, |(_, page)| *page as usize);
            let is_bullet = lines.first().is_some_and(|line| lead(line) == Some(Marker::Bullet));
            if !is_bullet && let Some(kind) = self.styles.heading(&lines, page.saturating_sub(1)) {
                open.kind = kind;
            }
            self.done.push(Item::Paragraph(open));
        }
        self.done.append(&mut self.asides);
    }

    pub(super) fn end_page(&mut self) {
        let may_go_on = self
            .open
            .as_ref()
            .and_then(|open| open.lines.last())
            .is_some_and(|(line, _)| !self.styles.is_prominent(line) && is_broken_off(&line.text()));
        if !may_go_on {
            self.close();
        }
    }

    pub(super) fn finish(mut self) -> Vec<Item<'p>> {
        self.close();
        self.done
    }
}

/// How a line begins; a bullet may be drawn.
fn lead(line: &Line) -> Option<Marker> {
    if line.has_dot { Some(Marker::Bullet) } else { marker(&line.text()) }
}

/// Whether the second of two texts begins with the number that follows the one that the first begins with.
fn counts_on(first: &str, second: &str) -> bool {
    let number = |text: &str| -> Option<u32> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        (digits <= 3 && text[digits..].starts_with(' ')).then(|| text[..digits].parse().ok()).flatten()
    };
    number(first).zip(number(second)).is_some_and(|(first, second)| second == first + 1)
}

/// Whether a text stops in the middle of a sentence.
fn is_broken_off(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '’', '\'', ')', ' ']);
    !text.ends_with(['.', ':', ';', '?', '!'])
}

/// Whether a line begins in the middle of a sentence.
fn begins_within(line: &Line) -> bool {
    let text = line.text();
    let first = text.chars().find(|c| !"\"“(‘".contains(*c));
    first.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || "$€£".contains(c))
        || text.starts_with(char::is_uppercase) && text.len() > 60
}
