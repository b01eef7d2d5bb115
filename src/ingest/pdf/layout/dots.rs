//! Bullets that are drawn as shapes → marks on the lines that they stand before.

use super::tables::Element;
use crate::ingest::pdf::page::Area;

/// A bullet ends this far before its line at most, in parts of the font size.
const FARTHEST: f32 = 2.2;
/// It stands between these heights over the base line, in parts of the font size.
const LOWEST: f32 = 0.05;
const HIGHEST: f32 = 0.7;
/// Larger than this it is a picture, in parts of the font size.
const LARGEST: f32 = 0.6;

/// Marks the lines that begin behind a dot. Sorts the dots.
pub(super) fn mark(dots: &mut [Area], elements: &mut [Element]) {
    if dots.is_empty() {
        return;
    }
    let middle = |dot: &Area| (dot.top + dot.bottom) / 2.0;
    dots.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    for element in elements {
        let Element::Line(line) = element else { continue };
        if line.turn != 0 {
            continue;
        }
        let from = dots.partition_point(|dot| middle(dot) < line.y - HIGHEST * line.size);
        line.has_dot =
            dots[from..].iter().take_while(|dot| middle(dot) <= line.y - LOWEST * line.size).any(|dot| {
                let gap = line.left - dot.right;
                (0.0..FARTHEST * line.size).contains(&gap) && dot.height() < LARGEST * line.size
            });
    }
}
