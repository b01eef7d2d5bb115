//! What is drawn by reference: pictures, forms within forms, and the looks of annotations.

use super::Interpreter;
use crate::ingest::pdf::page::Picture;
use hayro_font::kurbo::Affine;
use hayro_syntax::object::{Dict, Name, Object, Rect, Stream};
use hayro_syntax::page::Resources;

/// Forms within forms.
const DEEPEST_FORM: usize = 24;
/// Bits of an annotation's flags: hidden, not shown on screen (ISO 32000-1, table 165).
const UNSHOWN: i32 = 1 << 1 | 1 << 5;

impl<'a> Interpreter<'_, 'a> {
    /// A picture fills the unit square.
    pub(super) fn draw_picture(&mut self) {
        if self.layers_off == 0 && self.state.fill_alpha > 0.01 && self.page.pictures.len() < 100_000 {
            let area = self.state.area(0.0, 0.0, 1.0, 1.0).common(&self.state.clip);
            self.page.pictures.push(Picture { area });
        }
    }

    pub(super) fn draw_object(&mut self, object: &Stream<'a>, resources: &Resources<'a>) {
        let dict = object.dict();
        let is_off = self.layers.is_off(dict, b"OC");
        self.layers_off += usize::from(is_off);
        match dict.get::<Name>(b"Subtype").as_deref() {
            Some(b"Image") => self.draw_picture(),
            Some(b"Form") => self.draw_form(object, resources, Affine::IDENTITY),
            _ => {}
        }
        self.layers_off -= usize::from(is_off);
    }

    fn draw_form(&mut self, form: &Stream<'a>, resources: &Resources<'a>, place: Affine) {
        let id = form.obj_id();
        if self.forms.len() >= DEEPEST_FORM || self.forms.contains(&id) {
            return;
        }
        // A page of forms within forms is as much work as it has commands, but unpacking counts too.
        self.count(64);
        let Some(content) = self.budget.unpack(form) else {
            self.page.is_cut = true;
            return;
        };
        let dict = form.dict();
        let own = dict.get::<Dict>(b"Resources").map(Resources::new);
        let saved = self.state;
        self.state.matrix *= place * matrix_of(dict);
        if let Some(bounds) = dict.get::<Rect>(b"BBox") {
            let area = self.state.area(bounds.x0, bounds.y0, bounds.x1, bounds.y1);
            self.state.clip = self.state.clip.common(&area);
        }
        self.path.clear();
        self.forms.push(id);
        self.run(&content, own.as_ref().unwrap_or(resources));
        self.forms.pop();
        self.state = saved;
    }

    /// What an annotation looks like: fields of forms, stamps, free text.
    pub(super) fn draw_annotation(&mut self, annotation: &Dict<'a>, resources: &Resources<'a>) {
        let flags = annotation.get::<Object>(b"F").and_then(Object::into_i32).unwrap_or(0);
        let (Some(form), Some(place)) = (appearance(annotation), annotation.get::<Rect>(b"Rect")) else {
            return;
        };
        if flags & UNSHOWN != 0 || self.layers.is_off(annotation, b"OC") {
            return;
        }
        // The appearance's box is laid onto the annotation's (ISO 32000-1, 12.5.5).
        let Some(bounds) = form.dict().get::<Rect>(b"BBox") else { return };
        let mut boxed = hayro_font::kurbo::Rect::new(bounds.x0, bounds.y0, bounds.x1, bounds.y1);
        boxed = matrix_of(form.dict()).transform_rect_bbox(boxed);
        if boxed.width() <= 0.0 || boxed.height() <= 0.0 {
            return;
        }
        let (sx, sy) = (place.width() / boxed.width(), place.height() / boxed.height());
        let fit = Affine::new([sx, 0.0, 0.0, sy, place.x0 - sx * boxed.x0, place.y0 - sy * boxed.y0]);
        let saved = self.state;
        self.draw_form(&form, resources, fit);
        self.state = saved;
    }
}

fn matrix_of(form: &Dict) -> Affine {
    form.get::<[f64; 6]>(b"Matrix").map_or(Affine::IDENTITY, Affine::new)
}

fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    match annotation.get::<Dict>(b"AP")?.get::<Object>(b"N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => {
            let state = annotation.get::<Name>(b"AS")?;
            states.get::<Stream>(state)
        }
        _ => None,
    }
}
