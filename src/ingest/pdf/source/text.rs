//! Strings of a content stream → glyphs at their places.

use super::content::Interpreter;
use super::state::{Mode, State};
use crate::ingest::pdf::page::{Area, Glyph, GlyphText, Paint, Unseen};
use hayro_syntax::object::{Array, Object};

/// More glyphs than this on one page are not text.
const MOST_GLYPHS: usize = 250_000;
/// Glyphs smaller than this cannot be read, in points.
const TINY: f32 = 1.0;
/// A line may lean by this much and still count as level, in degrees.
const LEAN_DEGREES: f64 = 4.0;

/// The first value of [`Glyph::turn`] that stands for an odd angle, in steps of two degrees.
const ODD_TURNS: u8 = 4;

/// What is the same for all glyphs of a string.
struct Frame {
    /// Unit vector of the base line.
    along: (f64, f64),
    turn: u8,
    /// Height of the font on the page, in points.
    size: f32,
    /// Points on the page for one of text space, along the line.
    stretch: f64,
}

impl Frame {
    fn new(state: &State, scale: f32, is_horizontal: bool) -> Option<Self> {
        let [a, b, c, d, _, _] = (state.matrix * state.text_matrix).as_coeffs();
        let size = state.font_size * f64::from(scale);
        // Letters stand upright on the line; in vertical writing the line goes down.
        let (x, y, stretch) = if is_horizontal {
            (a * state.stretch.signum() * size, b * state.stretch.signum() * size, a.hypot(b))
        } else {
            (-c * size, -d * size, c.hypot(d))
        };
        let length = x.hypot(y);
        if !length.is_finite() || length <= 0.0 {
            return None;
        }
        let degrees = y.atan2(x).to_degrees().rem_euclid(360.0);
        let quarter = (degrees / 90.0).round();
        let (turn, degrees) = if (degrees - quarter * 90.0).abs() <= LEAN_DEGREES {
            (quarter as u8 % 4, quarter * 90.0)
        } else {
            let step = (degrees / 2.0).round();
            (ODD_TURNS + step as u8, step * 2.0)
        };
        let (y, x) = degrees.to_radians().sin_cos();
        Some(Self { along: (x, y), turn, size: (c.hypot(d) * size.abs()) as f32, stretch })
    }

    /// A point of the page in the frame in which the line is level.
    fn turned(&self, x: f64, y: f64) -> (f32, f32) {
        let (ax, ay) = self.along;
        match self.turn {
            0 => (x as f32, y as f32),
            _ => ((x * ax + y * ay) as f32, (y * ax - x * ay) as f32),
        }
    }
}

impl Interpreter<'_, '_> {
    /// Shows strings and moves the pen by the numbers between them.
    pub(super) fn show_all(&mut self, items: &Array) {
        for item in items.iter::<Object>() {
            match item {
                Object::Number(number) => {
                    let shift = -number.as_f64() / 1000.0 * self.state.font_size;
                    let is_horizontal = self.font().is_none_or(|font| self.fonts.loaded[font].is_horizontal);
                    if is_horizontal {
                        self.state.advance(shift * self.state.stretch, 0.0);
                    } else {
                        self.state.advance(0.0, shift);
                    }
                }
                Object::String(text) => self.show(text.as_bytes()),
                _ => {}
            }
        }
    }

    fn font(&mut self) -> Option<usize> {
        if self.state.font.is_none() {
            self.state.font = self.fonts.fallback();
        }
        self.state.font.map(usize::from)
    }

    /// Shows one string.
    pub(super) fn show(&mut self, bytes: &[u8]) {
        let Some(font) = self.font() else { return };
        let (scale, is_horizontal) = (self.fonts.loaded[font].scale, self.fonts.loaded[font].is_horizontal);
        let frame = Frame::new(&self.state, scale, is_horizontal);
        let unseen = self.unseen(frame.as_ref());
        let paint = if self.state.mode == Mode::Stroke { self.state.stroke } else { self.state.fill };
        let [a, b, c, d, e, f] = (self.state.matrix * self.state.text_matrix).as_coeffs();
        let State { font_size, stretch, rise, character_space, word_space, .. } = self.state;
        let (mut pen_x, mut pen_y) = (0.0, 0.0);
        let mut at = 0;
        while at < bytes.len() {
            let (number, length) = self.fonts.loaded[font].read_code(bytes, at);
            at += length;
            let code = self.fonts.loaded[font].code(number);
            let space = if number == 32 && length == 1 { word_space } else { 0.0 };
            let along = |units: f32| f64::from(units) / 1000.0 * font_size;
            let x = pen_x + along(code.offset.0) * stretch;
            let y = pen_y + rise + along(code.offset.1);
            let width = if is_horizontal {
                let advance = along(code.advance.0);
                pen_x += (advance + character_space + space) * stretch;
                advance * stretch
            } else {
                let advance = along(code.advance.1);
                pen_y += advance + character_space + space;
                advance
            };
            if let Some(frame) = &frame {
                let point = (a * x + c * y + e, b * x + d * y + f);
                let text =
                    code.text.map(|text| self.fonts.glyph_text(font as u16, text, &mut self.page.strings));
                self.push(text, point, (width.abs() * frame.stretch) as f32, frame, unseen, paint);
            }
        }
        self.state.advance(pen_x, pen_y);
        self.count(bytes.len() as u64 / 8);
    }

    fn push(
        &mut self,
        text: Option<GlyphText>,
        (x, y): (f64, f64),
        width: f32,
        frame: &Frame,
        unseen: Option<Unseen>,
        paint: Paint,
    ) {
        if !(x.is_finite() && y.is_finite() && width.is_finite()) || self.page.glyphs.len() >= MOST_GLYPHS {
            self.page.is_cut |= self.page.glyphs.len() >= MOST_GLYPHS;
            return;
        }
        if text.is_none() {
            self.page.unmapped += 1;
        }
        // The middle of the letter tells whether it is on the page.
        let (half, up) = (f64::from(width) / 2.0, f64::from(frame.size) * 0.3);
        let (ax, ay) = frame.along;
        let middle = ((x + ax * half + ay * up) as f32, (y + ay * half - ax * up) as f32);
        let sheet = Area::new(0.0, 0.0, self.page.width, self.page.height).grown(1.0);
        let unseen = if !sheet.contains(middle.0, middle.1) {
            Some(Unseen::OffPage)
        } else if unseen.is_none() && !self.state.clip.grown(1.0).contains(middle.0, middle.1) {
            Some(Unseen::Clipped)
        } else {
            unseen
        };
        let (x, y) = frame.turned(x, y);
        self.page.glyphs.push(Glyph {
            x,
            y,
            width,
            size: frame.size,
            text: text.unwrap_or(GlyphText::character('\u{fffd}')),
            font: self.state.font.unwrap_or(0),
            turn: frame.turn,
            is_artifact: self.artifacts > 0,
            unseen,
            paint,
        });
    }

    /// Why nothing of a string can be seen, as far as its state tells.
    fn unseen(&self, frame: Option<&Frame>) -> Option<Unseen> {
        let alpha =
            if self.state.mode == Mode::Stroke { self.state.stroke_alpha } else { self.state.fill_alpha };
        if self.layers_off > 0 {
            Some(Unseen::Layer)
        } else if self.state.mode == Mode::Invisible {
            Some(Unseen::Mode)
        } else if alpha <= 0.01 {
            Some(Unseen::Colour)
        } else if frame.is_some_and(|frame| frame.size < TINY) {
            Some(Unseen::Tiny)
        } else {
            None
        }
    }
}
