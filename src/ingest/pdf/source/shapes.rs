//! Paths of a content stream → rules and filled areas. Only upright lines and rectangles matter to a reader of text.

use super::state::State;
use crate::ingest::pdf::page::{Area, Fill, PageContent, Paint, Rule};

/// A drawing has more lines than a table ever has; beyond this many they are not looked at.
const MOST_SHAPES: usize = 20_000;
/// A rectangle thinner than this looks like a line, in points.
const LINE_WIDTH: f32 = 3.0;
/// Width and height of a bullet that is drawn, in points.
const DOT_SIZE: std::ops::Range<f32> = 1.5..8.0;
/// Lines may lean by this much, in points.
const LEAN: f32 = 0.7;

/// The path that is being built, in page coordinates.
#[derive(Default)]
pub(super) struct Path {
    rects: Vec<Area>,
    lines: Vec<(f32, f32, f32, f32)>,
    corners: Vec<(f32, f32)>,
    bounds: Option<Area>,
    is_odd: bool,
}

impl Path {
    pub(super) fn rect(&mut self, area: Area) {
        self.grow(&area);
        if self.rects.len() < MOST_SHAPES {
            self.rects.push(area);
        }
    }

    pub(super) fn move_to(&mut self, point: (f32, f32)) {
        self.end_corners();
        self.corners.push(point);
        self.grow(&Area::new(point.0, point.1, point.0, point.1));
    }

    pub(super) fn line_to(&mut self, point: (f32, f32)) {
        if let Some(&from) = self.corners.last()
            && self.lines.len() < MOST_SHAPES
        {
            self.lines.push((from.0, from.1, point.0, point.1));
            self.corners.push(point);
        }
        self.grow(&Area::new(point.0, point.1, point.0, point.1));
    }

    pub(super) fn curve_to(&mut self, points: &[(f32, f32)]) {
        self.is_odd = true;
        for point in points {
            self.grow(&Area::new(point.0, point.1, point.0, point.1));
        }
        if let (Some(&end), true) = (points.last(), self.corners.len() < MOST_SHAPES) {
            self.corners.push(end);
        }
    }

    pub(super) fn close(&mut self) {
        if let (Some(&first), Some(&last)) = (self.corners.first(), self.corners.last())
            && first != last
        {
            self.line_to(first);
        }
    }

    /// What the path covers at most.
    pub(super) fn bounds(&self) -> Option<Area> {
        self.bounds
    }

    pub(super) fn clear(&mut self) {
        self.rects.clear();
        self.lines.clear();
        self.corners.clear();
        self.bounds = None;
        self.is_odd = false;
    }

    fn grow(&mut self, area: &Area) {
        self.bounds.get_or_insert(Area::EMPTY).add(area);
    }

    /// Four upright corners make a rectangle.
    fn end_corners(&mut self) {
        if let [a, b, c, d] | [a, b, c, d, _] = *self.corners.as_slice() {
            let near = |x: f32, y: f32| (x - y).abs() <= LEAN;
            let is_upright = (near(a.0, b.0) && near(b.1, c.1) && near(c.0, d.0) && near(d.1, a.1))
                || (near(a.1, b.1) && near(b.0, c.0) && near(c.1, d.1) && near(d.0, a.0));
            if is_upright {
                let mut area = Area::EMPTY;
                for corner in [a, b, c, d] {
                    area.add_point(corner.0, corner.1);
                }
                self.rects.push(area);
            } else {
                self.is_odd = true;
            }
        } else if self.corners.len() > 2 {
            self.is_odd = true;
        }
        self.corners.clear();
    }

    /// Fills the path.
    pub(super) fn fill(&mut self, state: &State, page: &mut PageContent) {
        self.end_corners();
        if state.fill_alpha <= 0.01 {
            return;
        }
        let is_opaque = state.fill_alpha > 0.95 && !state.is_blended;
        self.note_dot(state.fill, state, page);
        for area in &self.rects {
            let area = area.common(&state.clip);
            push_rect(area, state.fill, is_opaque, page);
        }
        if self.is_odd
            && let Some(bounds) = self.bounds
            && page.fills.len() < MOST_SHAPES
        {
            // Seen where the shape is, but who knows where that is: text on it counts as seen.
            let fill = Fill {
                area: bounds.common(&state.clip),
                paint: Paint::Unknown,
                after: page.glyphs.len(),
                is_opaque: false,
            };
            page.fills.push(fill);
        }
    }

    /// Notes a path that looks like a bullet.
    fn note_dot(&self, paint: Paint, state: &State, page: &mut PageContent) {
        if let Some(bounds) = self.bounds
            && is_dot(&bounds)
            && !is_white(paint)
            && page.dots.len() < MOST_SHAPES
            && state.clip.contains(bounds.left, bounds.top)
            && page.dots.last() != Some(&bounds)
        {
            page.dots.push(bounds);
        }
    }

    /// Draws along the path.
    pub(super) fn stroke(&mut self, state: &State, page: &mut PageContent) {
        if state.stroke_alpha <= 0.01 || is_white(state.stroke) {
            return;
        }
        self.note_dot(state.stroke, state, page);
        for &(x0, y0, x1, y1) in &self.lines {
            push_line(x0, y0, x1, y1, state, page);
        }
        for area in &self.rects {
            let Area { left, top, right, bottom } = *area;
            for (x0, y0, x1, y1) in [
                (left, top, right, top),
                (left, bottom, right, bottom),
                (left, top, left, bottom),
                (right, top, right, bottom),
            ] {
                push_line(x0, y0, x1, y1, state, page);
            }
        }
    }
}

/// Whether an area could be a bullet.
fn is_dot(area: &Area) -> bool {
    let (width, height) = (area.width(), area.height());
    DOT_SIZE.contains(&width)
        && DOT_SIZE.contains(&height)
        && (width - height).abs() < 0.3 * width.max(height)
}

fn is_white(paint: Paint) -> bool {
    paint.is_like(Paint::Rgb([1.0; 3]))
}

fn push_line(x0: f32, y0: f32, x1: f32, y1: f32, state: &State, page: &mut PageContent) {
    let is_level = (y0 - y1).abs() <= LEAN;
    if (!is_level && (x0 - x1).abs() > LEAN) || page.rules.len() >= MOST_SHAPES {
        return;
    }
    let area = Area::new(x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1));
    if area.right < state.clip.left - 1.0
        || area.left > state.clip.right + 1.0
        || area.bottom < state.clip.top - 1.0
        || area.top > state.clip.bottom + 1.0
    {
        return;
    }
    if area.width().max(area.height()) >= 2.0 {
        page.rules.push(Rule { area, is_level });
    }
}

/// A filled rectangle: a line if it is thin, else an area.
fn push_rect(area: Area, paint: Paint, is_opaque: bool, page: &mut PageContent) {
    let (width, height) = (area.width(), area.height());
    if width.min(height) < LINE_WIDTH {
        if width.max(height) >= 2.0 && !is_white(paint) && page.rules.len() < MOST_SHAPES {
            page.rules.push(Rule { area, is_level: width >= height });
        }
    } else if page.fills.len() < MOST_SHAPES {
        page.fills.push(Fill { area, paint, after: page.glyphs.len(), is_opaque });
    }
}
