//! Tells glyphs that a reader of the page cannot see: in the colour of what lies below them, or painted over.

use crate::ingest::pdf::page::{Area, Fill, PageContent, Paint, Unseen};

/// Share of the page that a scan fills.
const SCAN_SHARE: f32 = 0.6;
/// Areas and pictures that are looked at, the largest first: a drawing has thousands, but text stands on few of them.
const MOST_AREAS: usize = 128;
const WHITE: Paint = Paint::Rgb([1.0; 3]);

/// Marks glyphs that cannot be seen. Says whether a picture fills the page, and whether its text is an invisible layer over it.
pub(super) fn judge(page: &mut PageContent) -> (bool, bool) {
    let sheet = Area::new(0.0, 0.0, page.width, page.height);
    let share: f32 = page
        .pictures
        .iter()
        .map(|picture| {
            let seen = picture.area.common(&sheet);
            seen.width() * seen.height()
        })
        .sum();
    let is_picture = share >= SCAN_SHARE * page.width * page.height && share > 0.0;
    let invisible = page.glyphs.iter().filter(|glyph| glyph.unseen == Some(Unseen::Mode)).count();
    let is_recognised = is_picture && invisible * 2 > page.glyphs.len();
    if is_recognised {
        for glyph in &mut page.glyphs {
            if glyph.unseen == Some(Unseen::Mode) {
                glyph.unseen = None;
            }
        }
        return (is_picture, true);
    }
    find_covered(page);
    find_coloured(page);
    (is_picture, false)
}

/// Where the middle of a level glyph stands; turned text is not looked at.
fn middle(glyph: &crate::ingest::pdf::page::Glyph) -> Option<(f32, f32)> {
    (glyph.turn == 0).then(|| (glyph.x + glyph.width / 2.0, glyph.y - 0.3 * glyph.size))
}

/// Glyphs that an opaque area was painted over later.
fn find_covered(page: &mut PageContent) {
    let covers: Vec<Fill> = (page.fills.iter().copied())
        .filter(|fill| fill.is_opaque && fill.after > 0 && fill.area.height() > 4.0)
        .collect();
    if covers.is_empty() {
        return;
    }
    let covers = largest(covers, |fill| fill.area);
    for (index, glyph) in page.glyphs.iter_mut().enumerate().filter(|(_, glyph)| glyph.unseen.is_none()) {
        let Some((x, y)) = middle(glyph) else { continue };
        let first = covers.partition_point(|cover| cover.after <= index);
        if covers[first..].iter().any(|cover| cover.area.contains(x, y)) {
            glyph.unseen = Some(Unseen::Covered);
        }
    }
}

/// Glyphs in the colour of what lies below them.
fn find_coloured(page: &mut PageContent) {
    let fills = largest(page.fills.clone(), |fill| fill.area);
    let pictures = largest(page.pictures.clone(), |picture| picture.area);
    let glyphs = &mut page.glyphs;
    let is_suspect =
        |paint: Paint| paint.is_like(WHITE) || fills.iter().any(|fill| fill.paint.is_like(paint));
    let mut last: Option<(Paint, bool)> = None;
    for (index, glyph) in glyphs.iter_mut().enumerate().filter(|(_, glyph)| glyph.unseen.is_none()) {
        let suspect = match last {
            Some((paint, suspect)) if paint == glyph.paint => suspect,
            _ => is_suspect(glyph.paint),
        };
        last = Some((glyph.paint, suspect));
        if !suspect {
            continue;
        }
        let Some((x, y)) = middle(glyph) else { continue };
        if pictures.iter().any(|picture| picture.area.contains(x, y)) {
            continue;
        }
        let before = fills.partition_point(|fill| fill.after <= index);
        let ground = fills[..before].iter().rev().find(|fill| fill.area.contains(x, y));
        let ground = ground.map_or(WHITE, |fill| fill.paint);
        if glyph.paint.is_like(ground) {
            glyph.unseen = Some(Unseen::Colour);
        }
    }
}

/// The largest of many, in the order in which they were painted.
fn largest<T: Copy>(items: Vec<T>, area: impl Fn(&T) -> Area) -> Vec<T> {
    if items.len() <= MOST_AREAS {
        return items;
    }
    let size = |index: &usize| area(&items[*index]).width() * area(&items[*index]).height();
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.cmp(b)));
    order.truncate(MOST_AREAS);
    order.sort_unstable();
    order.into_iter().map(|index| items[index]).collect()
}
