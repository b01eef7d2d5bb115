//! What a style says that changes how text is read: hidden, bold, centred, large, a new page. From `style` attributes,
//! old attributes such as `align`, and the simple rules of style sheets.

use rustc_hash::FxHashMap;

/// How a stretch of text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// A reader of the page does not see it.
    pub(super) hidden: bool,
    /// Weight of 600 or more.
    pub(super) bold: bool,
    /// Slanted.
    pub(super) italic: bool,
    /// With a line below.
    pub(super) underlined: bool,
    /// In the middle of the line.
    pub(super) centred: bool,
    /// Shown in capitals.
    pub(super) capitals: bool,
    /// White space and line ends stay as they are.
    pub(super) preformatted: bool,
    /// White letters.
    pub(super) white: bool,
    /// On a ground that is not white.
    pub(super) shaded: bool,
    /// Size of the letters in tenths of a point; 0 if nothing says so.
    pub(super) size: u16,
}

impl Look {
    /// Plain text on white.
    pub(super) const PLAIN: Look = Look {
        hidden: false,
        bold: false,
        italic: false,
        underlined: false,
        centred: false,
        capitals: false,
        preformatted: false,
        white: false,
        shaded: false,
        size: 0,
    };

    /// Whether somebody who looks at the page sees it.
    pub(super) fn is_visible(self) -> bool {
        !self.hidden && (!self.white || self.shaded)
    }
}

/// What one style changes; `None` leaves what the parent has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    hidden: bool,
    bold: Option<bool>,
    italic: Option<bool>,
    underlined: Option<bool>,
    centred: Option<bool>,
    capitals: Option<bool>,
    preformatted: Option<bool>,
    white: Option<bool>,
    shaded: bool,
    size: Option<u16>,
    /// A new page begins before the element.
    pub(super) page_before: bool,
    /// A new page begins after the element.
    pub(super) page_after: bool,
}

impl Style {
    /// The style in which every element hides.
    pub(super) const HIDDEN: Style = Style { hidden: true, ..Style::PLAIN };
    pub(super) const PLAIN: Style = Style {
        hidden: false,
        bold: None,
        italic: None,
        underlined: None,
        centred: None,
        capitals: None,
        preformatted: None,
        white: None,
        shaded: false,
        size: None,
        page_before: false,
        page_after: false,
    };

    /// A style that only makes bold.
    pub(super) const BOLD: Style = Style { bold: Some(true), ..Style::PLAIN };
    /// A style that only slants.
    pub(super) const ITALIC: Style = Style { italic: Some(true), ..Style::PLAIN };
    /// A style that only draws a line below.
    pub(super) const UNDERLINED: Style = Style { underlined: Some(true), ..Style::PLAIN };
    /// A style that only centres.
    pub(super) const CENTRED: Style = Style { centred: Some(true), ..Style::PLAIN };
    /// A style that only keeps white space.
    pub(super) const PREFORMATTED: Style = Style { preformatted: Some(true), ..Style::PLAIN };

    /// Reads `color: red; font-weight: bold`.
    pub(super) fn read(declarations: &str) -> Self {
        let mut style = Style::PLAIN;
        for declaration in declarations.split(';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let value = value.trim().trim_end_matches("!important").trim_end();
            style.set(&name.trim().to_ascii_lowercase(), &value.to_ascii_lowercase());
        }
        style
    }

    fn set(&mut self, name: &str, value: &str) {
        match name {
            "display" => self.hidden |= value == "none",
            "visibility" => self.hidden |= matches!(value, "hidden" | "collapse"),
            "font-weight" => {
                self.bold = Some(matches!(value, "bold" | "bolder" | "600" | "700" | "800" | "900"));
            }
            "font-style" => self.italic = Some(matches!(value, "italic" | "oblique")),
            "font" => {
                let has = |word: &str| value.split(' ').any(|part| part == word);
                self.bold = Some(has("bold") || has("700"));
                self.italic = Some(has("italic"));
                self.size = value.split([' ', '/']).find_map(read_size).or(self.size);
            }
            "text-decoration" | "text-decoration-line" => self.underlined = Some(value.contains("underline")),
            "text-align" => self.centred = Some(value == "center"),
            "text-transform" => self.capitals = Some(value == "uppercase"),
            "white-space" => self.preformatted = Some(value == "pre"),
            "color" => self.white = Some(is_white(value)),
            "background" | "background-color" | "background-image" => {
                self.shaded |= !is_white(value) && !matches!(value, "none" | "transparent" | "inherit");
            }
            "font-size" => self.set_size(value),
            "page-break-before" | "break-before" => self.page_before |= is_page_break(value),
            "page-break-after" | "break-after" => self.page_after |= is_page_break(value),
            _ => {}
        }
    }

    fn set_size(&mut self, value: &str) {
        let Some(size) = read_size(value) else { return };
        // Letters below one point are there for machines.
        self.hidden |= size < 10;
        self.size = Some(size);
    }

    /// Reads an old attribute such as `align=center`; other attributes change nothing.
    pub(super) fn set_attribute(&mut self, name: &str, value: &str) {
        let is = |word: &str| value.trim().eq_ignore_ascii_case(word);
        match name {
            "align" => self.centred = Some(is("center")),
            "hidden" => self.hidden |= !is("until-found"),
            "bgcolor" | "background" => self.shaded |= !is_white(&value.trim().to_ascii_lowercase()),
            "color" => self.white = Some(is_white(&value.trim().to_ascii_lowercase())),
            "size" => self.size = font_size(value.trim()).or(self.size),
            _ => {}
        }
    }

    /// This style, and where it says nothing the other one.
    pub(super) fn over(self, under: Style) -> Style {
        Style {
            hidden: self.hidden || under.hidden,
            bold: self.bold.or(under.bold),
            italic: self.italic.or(under.italic),
            underlined: self.underlined.or(under.underlined),
            centred: self.centred.or(under.centred),
            capitals: self.capitals.or(under.capitals),
            preformatted: self.preformatted.or(under.preformatted),
            white: self.white.or(under.white),
            shaded: self.shaded || under.shaded,
            size: self.size.or(under.size),
            page_before: self.page_before || under.page_before,
            page_after: self.page_after || under.page_after,
        }
    }

    /// How text looks in an element of this style whose parent looks like that.
    pub(super) fn within(self, parent: Look) -> Look {
        Look {
            hidden: parent.hidden || self.hidden,
            bold: self.bold.unwrap_or(parent.bold),
            italic: self.italic.unwrap_or(parent.italic),
            underlined: parent.underlined || self.underlined == Some(true),
            centred: self.centred.unwrap_or(parent.centred),
            capitals: self.capitals.unwrap_or(parent.capitals),
            preformatted: self.preformatted.unwrap_or(parent.preformatted),
            white: self.white.unwrap_or(parent.white),
            shaded: parent.shaded || self.shaded,
            size: self.size.unwrap_or(parent.size),
        }
    }
}

fn is_page_break(value: &str) -> bool {
    matches!(value, "always" | "page" | "left" | "right" | "recto" | "verso")
}

fn is_white(value: &str) -> bool {
    matches!(value, "white" | "#fff" | "#ffffff" | "rgb(255,255,255)" | "rgb(255, 255, 255)")
}

/// A size in tenths of a point, from points or pixels (three quarters of a point); others are relative and say little.
fn read_size(value: &str) -> Option<u16> {
    let (number, tenths) = match (value.strip_suffix("pt"), value.strip_suffix("px")) {
        (Some(points), _) => (points, 10.0),
        (_, Some(pixels)) => (pixels, 7.5),
        _ => return (value == "0").then_some(0),
    };
    let size: f32 = number.trim().parse().ok()?;
    Some((size.clamp(0.0, 1000.0) * tenths).round() as u16)
}

/// The sizes of `<font size=…>` in tenths of a point.
fn font_size(value: &str) -> Option<u16> {
    const SIZES: [u16; 7] = [75, 100, 120, 135, 180, 240, 360];
    let number: i32 = value.parse().ok()?;
    let index = if value.starts_with(['+', '-']) { number.clamp(-2, 4) + 2 } else { number.clamp(1, 7) - 1 };
    SIZES.get(usize::try_from(index).ok()?).copied()
}

/// The simple rules of style sheets: those for one class, one id or one element, wherever it stands.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: FxHashMap<String, Style>,
}

impl Sheet {
    /// More rules than this are not kept.
    const MOST_RULES: usize = 20_000;

    /// Adds the rules of a `<style>` element. Rules for printing, small screens and the like are passed over.
    pub(super) fn add(&mut self, css: &str) {
        let css = without_comments(css);
        let mut rest = css.as_str();
        while let Some((selectors, after)) = rest.split_once('{') {
            if selectors.trim_start().starts_with('@') {
                rest = after_block(after);
                continue;
            }
            let (declarations, next) = after.split_once('}').unwrap_or((after, ""));
            let style = Style::read(declarations);
            if style != Style::PLAIN {
                self.add_rule(selectors, style);
            }
            rest = next;
        }
    }

    fn add_rule(&mut self, selectors: &str, style: Style) {
        for selector in selectors.split(',').map(str::trim) {
            let simple = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '#');
            if !selector.is_empty() && selector.chars().all(simple) && self.rules.len() < Self::MOST_RULES {
                let rule = self.rules.entry(selector.to_ascii_lowercase()).or_default();
                *rule = style.over(*rule);
            }
        }
    }

    /// The style of an element by its name (in lower case), its id and its classes.
    pub(super) fn style(&self, name: &str, id: &str, classes: &str) -> Style {
        if self.rules.is_empty() {
            return Style::PLAIN;
        }
        let mut style = self.rules.get(name).copied().unwrap_or_default();
        for class in classes.split_ascii_whitespace().take(16) {
            for selector in [format!(".{class}"), format!("{name}.{class}")] {
                if let Some(rule) = self.rules.get(&selector.to_ascii_lowercase()) {
                    style = rule.over(style);
                }
            }
        }
        match self.rules.get(&format!("#{id}").to_ascii_lowercase()) {
            Some(rule) if !id.is_empty() => rule.over(style),
            _ => style,
        }
    }
}

fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, next)| next);
    }
    kept.push_str(rest);
    kept
}

/// What follows the block in whose inside `css` begins.
fn after_block(css: &str) -> &str {
    let mut depth = 1_usize;
    for (at, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &css[at + 1..];
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(style: &str) -> Look {
        Style::read(style).within(Look::PLAIN)
    }

    #[test]
    fn reads_styles() {
        let plain = Look::PLAIN;
        let cases = [
            ("display:none", Look { hidden: true, ..plain }),
            ("DISPLAY : None !important; x", Look { hidden: true, ..plain }),
            ("font-size:0", Look { hidden: true, size: 0, ..plain }),
            ("font-size:9pt;font-weight:700", Look { size: 90, bold: true, ..plain }),
            ("font: italic bold 12px/30px Georgia", Look { size: 90, bold: true, italic: true, ..plain }),
            ("text-align:center;text-transform:uppercase", Look { centred: true, capitals: true, ..plain }),
            ("color:#FFFFFF", Look { white: true, ..plain }),
            ("background-color:#ffffff;color:#000", plain),
            ("color", plain),
        ];
        for (style, expected) in cases {
            assert_eq!(look(style), expected, "{style}");
        }
        assert!(!look("color:white").is_visible());
        assert!(look("color:white;background:#004").is_visible());
        assert!(Style::read("page-break-after: always").page_after);
        assert!(!Style::read("page-break-after: avoid").page_after);
    }

    #[test]
    fn sheets_know_classes() {
        let mut sheet = Sheet::default();
        sheet.add("/* .a{} */ @media print { .a { display:none } } .b, p.c {font-weight:bold} #d{display:none} .b p{display:none}");
        let look = |name, id, classes| sheet.style(name, id, classes).within(Look::PLAIN);
        assert!(look("p", "", "a").is_visible());
        assert!(look("div", "", "x B").bold && look("p", "", "c").bold && !look("div", "", "c").bold);
        assert!(!look("div", "d", "").is_visible());
        sheet.add("@media {{{");
    }
}
