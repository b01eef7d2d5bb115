//! Commands about colour.

use super::{Interpreter, Scope};
use crate::ingest::pdf::page::Paint;
use crate::ingest::pdf::source::state::plain_paint;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Name, Number, Object};

impl<'a> Interpreter<'_, 'a> {
    pub(super) fn step_colour(&mut self, command: Op<'_, '_>, scope: &mut Scope<'_, 'a>) {
        let grey = |n: Number| plain_paint(&[n.as_f32()]);
        let rgb = |r: Number, g: Number, b: Number| plain_paint(&[r.as_f32(), g.as_f32(), b.as_f32()]);
        let inks = |c: Number, m: Number, y: Number, k: Number| {
            plain_paint(&[c.as_f32(), m.as_f32(), y.as_f32(), k.as_f32()])
        };
        let state = &mut self.state;
        match command {
            Op::NonStrokeColorDeviceGray(c) => (state.fill, state.is_fill_plain) = (grey(c.0), true),
            Op::NonStrokeColorDeviceRgb(c) => (state.fill, state.is_fill_plain) = (rgb(c.0, c.1, c.2), true),
            Op::NonStrokeColorCmyk(c) => (state.fill, state.is_fill_plain) = (inks(c.0, c.1, c.2, c.3), true),
            Op::StrokeColorDeviceGray(c) => (state.stroke, state.is_stroke_plain) = (grey(c.0), true),
            Op::StrokeColorDeviceRgb(c) => (state.stroke, state.is_stroke_plain) = (rgb(c.0, c.1, c.2), true),
            Op::StrokeColorCmyk(c) => {
                (state.stroke, state.is_stroke_plain) = (inks(c.0, c.1, c.2, c.3), true)
            }
            Op::ColorSpaceNonStroke(space) => {
                state.is_fill_plain = is_plain_space(space.0, scope);
                state.fill = Paint::Rgb([0.0; 3]);
            }
            Op::ColorSpaceStroke(space) => {
                state.is_stroke_plain = is_plain_space(space.0, scope);
                state.stroke = Paint::Rgb([0.0; 3]);
            }
            Op::NonStrokeColor(c) => state.fill = paint_of(&c.0, state.is_fill_plain),
            Op::NonStrokeColorNamed(c) => {
                state.fill = paint_of(&c.0, state.is_fill_plain && c.1.is_none());
            }
            Op::StrokeColor(c) => state.stroke = paint_of(&c.0, state.is_stroke_plain),
            Op::StrokeColorNamed(c) => {
                state.stroke = paint_of(&c.0, state.is_stroke_plain && c.1.is_none());
            }
            _ => {}
        }
    }
}

fn paint_of(numbers: &[Number], is_plain: bool) -> Paint {
    if !is_plain || numbers.len() > 4 {
        return Paint::Unknown;
    }
    let mut plain = [0.0; 4];
    for (to, number) in plain.iter_mut().zip(numbers) {
        *to = number.as_f32();
    }
    plain_paint(&plain[..numbers.len()])
}

/// Whether numbers in a colour space mean what they seem to.
fn is_plain_space(name: &Name, scope: &mut Scope) -> bool {
    let is_plain = |name: &[u8]| {
        matches!(
            name,
            b"DeviceGray"
                | b"DeviceRGB"
                | b"DeviceCMYK"
                | b"G"
                | b"RGB"
                | b"CMYK"
                | b"ICCBased"
                | b"CalRGB"
                | b"CalGray"
        )
    };
    if is_plain(name) {
        return true;
    }
    if let Some((_, known)) = scope.spaces.iter().find(|(known, _)| **known == **name) {
        return *known;
    }
    let found = match scope.resources.get_color_space(name) {
        Some(Object::Name(space)) => is_plain(&space),
        Some(Object::Array(list)) => list.iter::<Name>().next().is_some_and(|space| is_plain(&space)),
        _ => false,
    };
    scope.spaces.push((Box::from(name.as_ref()), found));
    found
}
