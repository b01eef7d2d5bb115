//! Marked content: layers that are off, artifacts, and glyphs that stand for other text.

use super::Interpreter;
use crate::ingest::pdf::page::GlyphText;
use crate::ingest::pdf::source::catalog::decode_text;
use hayro_syntax::object::{Dict, Name, Object, dict_or_stream};
use hayro_syntax::page::Resources;

/// Marked content within marked content that is kept track of.
const DEEPEST_MARK: usize = 10_000;
/// Longest replacement text that stands for drawn glyphs, in glyphs.
const LONGEST_REPLACED: usize = 64;

/// One `BMC` or `BDC` that is open.
#[derive(Default)]
pub(super) struct Mark {
    is_off: bool,
    is_artifact: bool,
    /// What the glyphs from this one on stand for.
    replaced: Option<(usize, String)>,
}

impl<'a> Interpreter<'_, 'a> {
    pub(super) fn begin_mark(&mut self, tag: &Name, properties: Option<&Object>, resources: &Resources<'a>) {
        if self.marks.len() >= DEEPEST_MARK {
            self.marks_beyond += 1;
            return;
        }
        let mut mark = Mark { is_artifact: tag.as_ref() == b"Artifact", ..Mark::default() };
        match properties {
            Some(Object::Name(name)) => {
                mark.is_off =
                    tag.as_ref() == b"OC" && self.layers.is_off(&resources.properties, name.as_ref());
                if let Some(dict) = resources.properties.get::<Dict>(name.as_ref()) {
                    mark.replaced = replacement(&dict).map(|text| (self.page.glyphs.len(), text));
                }
            }
            Some(other) => {
                if let Some((dict, _)) = dict_or_stream(other) {
                    mark.replaced = replacement(dict).map(|text| (self.page.glyphs.len(), text));
                }
            }
            None => {}
        }
        self.layers_off += usize::from(mark.is_off);
        self.artifacts += usize::from(mark.is_artifact);
        self.marks.push(mark);
    }

    pub(super) fn end_mark(&mut self) {
        if self.marks_beyond > 0 {
            self.marks_beyond -= 1;
            return;
        }
        let Some(mark) = self.marks.pop() else { return };
        self.layers_off -= usize::from(mark.is_off);
        self.artifacts -= usize::from(mark.is_artifact);
        if let Some((first, text)) = mark.replaced {
            self.replace(first, text);
        }
    }

    /// Puts one glyph with this text in the place of the glyphs from `first` on, if they stand in one line.
    fn replace(&mut self, first: usize, text: String) {
        let drawn = self.page.glyphs.get(first..).unwrap_or_default();
        let Some((start, end)) = drawn.first().copied().zip(drawn.last().copied()) else { return };
        let is_line = drawn.iter().all(|glyph| {
            glyph.turn == start.turn
                && (glyph.y - start.y).abs() < start.size * 0.5
                && glyph.x >= start.x - 0.1
        });
        if !is_line || drawn.len() > LONGEST_REPLACED || text.chars().count() > 2 * LONGEST_REPLACED {
            return;
        }
        let unmapped = drawn.iter().filter(|glyph| glyph.text.as_char() == Some('\u{fffd}')).count();
        self.page.unmapped -= unmapped.min(self.page.unmapped);
        self.page.glyphs.truncate(first + 1);
        let mut characters = text.chars();
        let text = match (characters.next(), characters.next()) {
            (None, _) => {
                self.page.glyphs.pop();
                return;
            }
            (Some(one), None) => GlyphText::character(one),
            _ => {
                self.page.strings.push(text.into_boxed_str());
                GlyphText::string(self.page.strings.len() - 1)
            }
        };
        if let Some(glyph) = self.page.glyphs.last_mut() {
            glyph.text = text;
            glyph.width = end.x + end.width - start.x;
        }
    }
}

/// The text that marked content stands for, if the file says so.
fn replacement(properties: &Dict) -> Option<String> {
    let text = properties.get::<hayro_syntax::object::String>(b"ActualText")?;
    Some(decode_text(text.as_bytes()))
}
