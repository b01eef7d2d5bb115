//! What is drawn on a page, free of the library that read it: glyphs, rules, filled areas and pictures, in the order in
//! which they are painted. Points, from the upper left corner of the page as a viewer shows it, y downwards.

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
}

impl Area {
    /// Nothing yet: grows with [`Self::add`].
    pub(super) const EMPTY: Area =
        Area { left: f32::INFINITY, top: f32::INFINITY, right: f32::NEG_INFINITY, bottom: f32::NEG_INFINITY };

    pub(super) fn new(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self { left, top, right, bottom }
    }

    pub(super) fn width(&self) -> f32 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// The smallest area that holds both.
    pub(super) fn add(&mut self, other: &Area) {
        self.left = self.left.min(other.left);
        self.top = self.top.min(other.top);
        self.right = self.right.max(other.right);
        self.bottom = self.bottom.max(other.bottom);
    }

    pub(super) fn add_point(&mut self, x: f32, y: f32) {
        self.add(&Area::new(x, y, x, y));
    }

    /// What both have in common; of no width or height if that is nothing.
    pub(super) fn common(&self, other: &Area) -> Area {
        let (left, top) = (self.left.max(other.left), self.top.max(other.top));
        Area::new(left, top, self.right.min(other.right).max(left), self.bottom.min(other.bottom).max(top))
    }

    pub(super) fn contains(&self, x: f32, y: f32) -> bool {
        x >= self.left && x <= self.right && y >= self.top && y <= self.bottom
    }

    /// The area grown by this much on every side.
    pub(super) fn grown(&self, by: f32) -> Area {
        Area::new(self.left - by, self.top - by, self.right + by, self.bottom + by)
    }
}

/// Why a reader of the page cannot see a glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Unseen {
    /// Drawn in the invisible mode, as a text layer over a scan is.
    Mode,
    /// In the colour of what lies below it, or fully transparent.
    Colour,
    /// Smaller than a point.
    Tiny,
    /// Outside the page.
    OffPage,
    /// Cut away by a clip.
    Clipped,
    /// Something was painted over it.
    Covered,
    /// On a layer that is switched off.
    Layer,
}

/// A colour as far as it matters: whether it can be told from another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Paint {
    /// Red, green and blue, 0 to 1.
    Rgb([f32; 3]),
    /// A pattern, or a colour space that is not looked into.
    Unknown,
}

impl Paint {
    /// Whether nobody could tell the two apart.
    pub(super) fn is_like(self, other: Paint) -> bool {
        match (self, other) {
            (Paint::Rgb(a), Paint::Rgb(b)) => a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.04),
            _ => false,
        }
    }
}

/// Text of a glyph: a character, or a place in [`PageContent::strings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GlyphText(u32);

/// First value that does not stand for a character.
const STRINGS: u32 = 0x11_0000;

impl GlyphText {
    pub(super) fn character(character: char) -> Self {
        Self(character as u32)
    }

    /// The text at this place of the list of strings.
    pub(super) fn string(index: usize) -> Self {
        Self(STRINGS + index as u32)
    }

    pub(super) fn as_char(self) -> Option<char> {
        char::from_u32(self.0)
    }

    fn index(self) -> Option<usize> {
        self.0.checked_sub(STRINGS).map(|index| index as usize)
    }
}

/// One drawn character.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    /// Where its base line begins, in the frame in which its line is level (see [`Self::turn`]).
    pub(super) x: f32,
    pub(super) y: f32,
    /// Advance along the base line.
    pub(super) width: f32,
    /// Size of the font in points.
    pub(super) size: f32,
    pub(super) text: GlyphText,
    /// Index into the fonts of the file.
    pub(super) font: u16,
    /// Quarter turns clockwise that the base line is turned by.
    pub(super) turn: u8,
    /// Whether the file says it is no part of the content: a running head, a page number.
    pub(super) is_artifact: bool,
    pub(super) unseen: Option<Unseen>,
    pub(super) paint: Paint,
}

/// A straight line, or a rectangle so thin that it looks like one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) area: Area,
    pub(super) is_level: bool,
}

/// A filled area.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fill {
    pub(super) area: Area,
    pub(super) paint: Paint,
    /// Number of glyphs drawn before it.
    pub(super) after: usize,
    /// Whether all of the area is hidden by it.
    pub(super) is_opaque: bool,
}

/// A picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Picture {
    pub(super) area: Area,
}

/// Everything on one page.
#[derive(Debug, Default)]
pub(super) struct PageContent {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rules: Vec<Rule>,
    pub(super) fills: Vec<Fill>,
    pub(super) pictures: Vec<Picture>,
    /// Small round or square shapes: bullets that are drawn instead of written, but also points of a chart.
    pub(super) dots: Vec<Area>,
    /// Texts of glyphs that stand for more than one character.
    pub(super) strings: Vec<Box<str>>,
    /// Glyphs whose character could not be told.
    pub(super) unmapped: usize,
    /// Whether the page was given up part of the way: too much on it.
    pub(super) is_cut: bool,
}

impl PageContent {
    /// Forgets everything but keeps the memory.
    pub(super) fn clear(&mut self) {
        self.glyphs.clear();
        self.rules.clear();
        self.fills.clear();
        self.pictures.clear();
        self.dots.clear();
        self.strings.clear();
        self.unmapped = 0;
        self.is_cut = false;
    }

    /// Adds a glyph's characters.
    pub(super) fn push_text(&self, text: GlyphText, to: &mut String) {
        match text.index() {
            None => to.extend(text.as_char()),
            Some(index) => to.push_str(self.strings.get(index).map_or("", |text| text)),
        }
    }
}

/// What is known of a font.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FontFace {
    pub(super) is_bold: bool,
}
