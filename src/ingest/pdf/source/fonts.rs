//! Fonts of a file: from a character code to text and width. Looked up once a font, then read from a table.

use super::limits::Budget;
use crate::ingest::pdf::page::{FontFace, GlyphText};
use hayro_font::hayro_cmap::{self, BfString};
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, StandardFont};
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// Fonts beyond this number are read with the first one's face: hostile files define them without end.
const MOST_FONTS: usize = u16::MAX as usize;

/// What a character code stands for.
#[derive(Clone, Copy)]
pub(super) struct Code {
    /// `None` if the font does not say.
    pub(super) text: Option<Text>,
    /// Advance in thousandths of the font size: along the line, and downwards for vertical writing.
    pub(super) advance: (f32, f32),
    /// From the pen to where the glyph begins, in thousandths of the font size.
    pub(super) offset: (f32, f32),
}

/// Text of a code within its font.
#[derive(Clone, Copy)]
pub(super) enum Text {
    Character(char),
    /// A place in [`LoadedFont::strings`].
    String(u32),
}

/// A font with what was looked up so far.
pub(super) struct LoadedFont<'a> {
    font: Font<'a>,
    single: Box<[Option<Code>; 256]>,
    wide: FxHashMap<u32, Code>,
    pub(super) strings: Vec<Box<str>>,
    pub(super) is_horizontal: bool,
    /// Height of the letters to the font size, for fonts that are drawings themselves.
    pub(super) scale: f32,
    pub(super) face: FontFace,
}

impl<'a> LoadedFont<'a> {
    fn new(font: Font<'a>, face: FontFace) -> Self {
        let scale = match font.glyph(font.map_code(0), 0) {
            FontGlyph::Type3(glyph) => drawn_scale(&glyph.font().matrix().as_coeffs()),
            FontGlyph::Outline(_) => 1.0,
        };
        Self {
            is_horizontal: font.is_horizontal(),
            font,
            single: Box::new([None; 256]),
            wide: FxHashMap::default(),
            strings: Vec::new(),
            scale,
            face,
        }
    }

    /// The next code of a string and its length in bytes, at least 1.
    pub(super) fn read_code(&self, bytes: &[u8], offset: usize) -> (u32, usize) {
        let (code, length) = self.font.read_code(bytes, offset);
        (code, length.max(1))
    }

    /// What a code stands for.
    pub(super) fn code(&mut self, code: u32) -> Code {
        let known = match self.single.get(code as usize) {
            Some(known) => *known,
            None => self.wide.get(&code).copied(),
        };
        if let Some(known) = known {
            return known;
        }
        let found = self.look_up(code);
        match self.single.get_mut(code as usize) {
            Some(known) => *known = Some(found),
            None => {
                self.wide.insert(code, found);
            }
        }
        found
    }

    fn look_up(&mut self, code: u32) -> Code {
        let unicode = match self.font.glyph(self.font.map_code(code), code) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        let text = unicode.and_then(|unicode| match unicode {
            BfString::Char(character) => self.text_of(character.encode_utf8(&mut [0; 4])),
            BfString::String(string) => self.text_of(&string),
        });
        let advance = self.font.code_advance(code);
        let offset = self.font.origin_displacement(code);
        Code {
            text,
            advance: (advance.x as f32, advance.y as f32),
            offset: (offset.x as f32, offset.y as f32),
        }
    }

    /// Ligatures and presentation forms become letters; what cannot be a character becomes nothing.
    fn text_of(&mut self, unicode: &str) -> Option<Text> {
        let is_form = |c: char| matches!(c, '\u{fb00}'..='\u{fb4f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
        let text: String = if unicode.contains(is_form) {
            unicode.nfkc().collect()
        } else {
            unicode.chars().filter(|c| !matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1f}')).collect()
        };
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (None, _) => None,
            (Some('\u{fffd}' | '\u{e000}'..='\u{f8ff}'), None) => None,
            (Some(one), None) => Some(Text::Character(one)),
            _ => {
                self.strings.push(text.into_boxed_str());
                Some(Text::String(self.strings.len() as u32 - 1))
            }
        }
    }
}

/// Fonts drawn by commands have units of their own: a thousandth of the size is the usual one.
fn drawn_scale(matrix: &[f64; 6]) -> f32 {
    let scale = (matrix[3].abs() * 1000.0) as f32;
    // Many such fonts count in pixels; there the font size is 1 and the matrix of the text gives the height.
    if scale.is_finite() && scale > 0.0 && scale < 20.0 { scale } else { 1.0 }
}

/// All fonts that were asked for.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    resolver: FontResolverFn,
    cmaps: CMapResolverFn,
    by_id: FxHashMap<ObjectIdentifier, u16>,
    by_data: FxHashMap<&'a [u8], u16>,
    fallback: Option<u16>,
    pub(super) loaded: Vec<LoadedFont<'a>>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            resolver: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
            }),
            cmaps: Arc::new(hayro_cmap::load_embedded),
            by_id: FxHashMap::default(),
            by_data: FxHashMap::default(),
            fallback: None,
            loaded: Vec::new(),
        }
    }

    /// The font that a dictionary describes, or the one used for want of it.
    pub(super) fn load(&mut self, dict: &Dict<'a>, budget: &mut Budget) -> Option<u16> {
        let id = dict.obj_id();
        let known = match id {
            Some(id) => self.by_id.get(&id),
            None => self.by_data.get(dict.data()),
        };
        if let Some(&known) = known {
            return Some(known);
        }
        let loaded = if is_safe(dict, budget) && self.loaded.len() < MOST_FONTS {
            self.cache.font(dict, &self.resolver, &self.cmaps)
        } else {
            None
        };
        let index = match loaded {
            Some(font) => {
                self.loaded.push(LoadedFont::new(font, read_face(dict)));
                (self.loaded.len() - 1) as u16
            }
            None => self.fallback()?,
        };
        match id {
            Some(id) => self.by_id.insert(id, index),
            None => self.by_data.insert(dict.data(), index),
        };
        Some(index)
    }

    /// The font for text of a font that is missing or broken.
    pub(super) fn fallback(&mut self) -> Option<u16> {
        if self.fallback.is_none() && self.loaded.len() < MOST_FONTS {
            let font = self.cache.standard_font(StandardFont::Helvetica, &self.resolver)?;
            self.loaded.push(LoadedFont::new(font, FontFace::default()));
            self.fallback = Some((self.loaded.len() - 1) as u16);
        }
        self.fallback
    }

    /// The text of a code as a glyph of a page refers to it.
    pub(super) fn glyph_text(&self, font: u16, text: Text, strings: &mut Vec<Box<str>>) -> GlyphText {
        match text {
            Text::Character(character) => GlyphText::character(character),
            Text::String(index) => {
                let text = &self.loaded[font as usize].strings[index as usize];
                strings.push(text.clone());
                GlyphText::string(strings.len() - 1)
            }
        }
    }
}

/// Whether the streams that loading this font unpacks stay within bounds.
fn is_safe<'a>(dict: &Dict<'a>, budget: &mut Budget) -> bool {
    let mut streams: Vec<Stream<'a>> = Vec::new();
    collect(dict, &[keys::TO_UNICODE, keys::ENCODING], &mut streams);
    let descendant = dict.get::<Array>(keys::DESCENDANT_FONTS).and_then(|list| list.iter::<Dict>().next());
    for font in [Some(dict.clone()), descendant].into_iter().flatten() {
        collect(&font, &[keys::CID_TO_GID_MAP], &mut streams);
        if let Some(descriptor) = font.get::<Dict>(keys::FONT_DESC) {
            collect(&descriptor, &[b"FontFile", b"FontFile2", b"FontFile3"], &mut streams);
        }
    }
    streams.iter().all(|stream| budget.admits(stream))
}

fn collect<'a>(dict: &Dict<'a>, names: &[&[u8]], streams: &mut Vec<Stream<'a>>) {
    streams.extend(names.iter().filter_map(|name| dict.get::<Stream>(name)));
}

fn read_face(dict: &Dict) -> FontFace {
    let descendant = dict.get::<Array>(keys::DESCENDANT_FONTS).and_then(|list| list.iter::<Dict>().next());
    let descriptor = dict
        .get::<Dict>(keys::FONT_DESC)
        .or_else(|| descendant.and_then(|font| font.get::<Dict>(keys::FONT_DESC)))
        .unwrap_or_default();
    let name = dict.get::<Name>(keys::BASE_FONT).map(|name| name.as_str().to_ascii_lowercase());
    let name = name.unwrap_or_default();
    let flags = descriptor.get::<Object>(keys::FLAGS).and_then(Object::into_i32).unwrap_or(0);
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    // Bits of the font descriptor's flags: ISO 32000-1, table 123.
    FontFace {
        is_bold: has(&["bold", "black", "heavy", "semib", "demi"])
            || flags & (1 << 18) != 0
            || descriptor.get::<f32>(keys::FONT_WEIGHT).is_some_and(|weight| weight >= 600.0)
            || descriptor.get::<f32>(b"StemV").is_some_and(|stem| stem >= 140.0),
    }
}
