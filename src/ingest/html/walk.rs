//! Goes over the tags of a page once and cuts it into parts. Elements are kept on a stack of bounded depth, so that time
//! is linear in the size of the page however deep or broken its markup is.

mod nest;

use super::element::Element;
use super::list::Numbers;
use super::part::{Kind, Part, Piece};
use super::style::{Look, Sheet, Style};
use super::table::OpenTable;
use super::token;
use rustc_hash::FxHashSet;

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its parts in order.
    pub(super) parts: Vec<Part>,
    /// Number of pages, 1 if nothing parts them.
    pub(super) pages: u32,
    /// What `<title>` says.
    pub(super) title: String,
    /// Facts about the whole document by name: properties of `<meta>`, and facts that name the filer.
    pub(super) facts: Vec<(String, String)>,
    /// Whether the file ends within a tag.
    pub(super) cut: bool,
}

struct Frame {
    /// In lower case.
    name: String,
    element: Element,
    style: Style,
    look: Look,
    dropped: bool,
    beside: bool,
    link: bool,
    leads_away: bool,
    main: bool,
    /// Whether it opened a table.
    has_table: bool,
    /// The fact whose value stands in it.
    fact: Option<usize>,
}

/// The text that is being put together.
#[derive(Default)]
struct Open {
    piece: Piece,
    begun: bool,
    /// White space came since the last word.
    gap: bool,
    /// Line ends since the last word.
    breaks: u32,
}

/// A walk over one page.
pub(super) struct Walk {
    page: Page,
    stack: Vec<Frame>,
    /// Elements that were opened below the deepest one.
    too_deep: usize,
    tables: Vec<OpenTable>,
    /// Tables that were opened below the deepest one.
    blocked_tables: usize,
    sheet: Sheet,
    open: Open,
    hidden: String,
    hidden_line: u32,
    numbers: Numbers,
    /// Ids that links of the page lead to.
    targets: FxHashSet<String>,
    linked: bool,
    begins_page: bool,
    line: u32,
    page_number: u32,
}

impl Walk {
    /// Cuts `html` into parts; its first line has the number `line`. `strict` for XHTML. Gives up when `go_on` says so.
    pub(super) fn over(html: &str, line: u32, strict: bool, go_on: impl Fn() -> bool) -> Option<Page> {
        let mut walk = Walk::new(line);
        token::take_over(&mut walk, html, strict, go_on).then(|| walk.finish())
    }

    /// The next token stands so many lines below the one before.
    pub(super) fn pass_lines(&mut self, lines: usize) {
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
    }

    /// The page ends within a tag.
    pub(super) fn note_cut(&mut self) {
        self.page.cut = true;
    }

    fn new(line: u32) -> Self {
        Walk {
            page: Page::default(),
            stack: Vec::new(),
            too_deep: 0,
            tables: Vec::new(),
            blocked_tables: 0,
            sheet: Sheet::default(),
            open: Open::default(),
            hidden: String::new(),
            hidden_line: line,
            numbers: Numbers::default(),
            targets: FxHashSet::default(),
            linked: false,
            begins_page: false,
            line,
            page_number: 1,
        }
    }

    fn finish(mut self) -> Page {
        self.close_down_to(0);
        self.flush();
        if let Some(Part::Piece(last)) = self.page.parts.last_mut() {
            last.shape.ends_page = self.page_number > 1;
        }
        self.write_hidden();
        self.page.pages = self.page_number;
        self.page
    }

    /// Where parts go: the innermost open cell, or the page.
    fn sink(&mut self) -> &mut Vec<Part> {
        let cell = self.tables.iter_mut().rev().find_map(|table| table.cell.as_mut());
        cell.map_or(&mut self.page.parts, |cell| &mut cell.parts)
    }

    /// Ends the text that is being put together.
    fn flush(&mut self) {
        let open = std::mem::take(&mut self.open);
        if !open.begun {
            if !self.hidden.is_empty() {
                self.hidden.push(' ');
            }
            return;
        }
        self.begins_page = false;
        // What a link leads to are the first words that are not a way back themselves.
        self.linked &= open.piece.shape.link;
        self.sink().push(Part::Piece(open.piece));
        self.write_hidden();
    }

    fn write_hidden(&mut self) {
        let hidden = std::mem::take(&mut self.hidden);
        if !hidden.trim().is_empty() {
            let (page, line) = (self.page_number, self.hidden_line);
            let text = hidden.trim().to_owned();
            self.sink().push(Part::Piece(Piece { kind: Kind::Hidden, text, page, line, ..Piece::default() }));
        }
    }

    fn new_page(&mut self) {
        self.flush();
        if let Some(Part::Piece(last)) = self.sink().last_mut() {
            last.shape.ends_page = true;
        }
        self.page_number = self.page_number.saturating_add(1);
        self.begins_page = true;
    }

    /// Adds the text between two tags.
    pub(super) fn text(&mut self, words: &str) {
        let (look, dropped, fact) = self
            .stack
            .last()
            .map_or((Look::PLAIN, false, None), |frame| (frame.look, frame.dropped, frame.fact));
        if dropped {
            return;
        }
        if let Some(value) = fact.and_then(|fact| self.page.facts.get_mut(fact)) {
            value.1.push_str(words);
        }
        if !look.is_visible() {
            self.hidden_text(words);
        } else if look.preformatted {
            self.preformatted_text(words, look);
        } else {
            self.flowing_text(words, look);
        }
    }

    fn hidden_text(&mut self, words: &str) {
        if self.hidden.trim().is_empty() {
            self.hidden_line = self.line;
        }
        for word in words.split_whitespace() {
            if !self.hidden.is_empty() && !self.hidden.ends_with(' ') {
                self.hidden.push(' ');
            }
            self.hidden.push_str(word);
        }
    }

    fn preformatted_text(&mut self, text: &str, look: Look) {
        if !self.open.begun {
            if text.trim().is_empty() {
                return;
            }
            self.begin_piece(look);
            if self.open.piece.kind == Kind::Text {
                self.open.piece.kind = Kind::Preformatted;
            }
        }
        self.open.piece.text.push_str(text);
    }

    fn flowing_text(&mut self, text: &str, look: Look) {
        let lettered = text.contains(char::is_alphanumeric);
        // A bold line with a line end and plain words behind it is the heading of those words.
        if lettered && self.open.begun && self.open.breaks > 0 && self.open.piece.shape.bold && !look.bold {
            self.flush();
        }
        self.open.gap |= text.starts_with(char::is_whitespace);
        let mut first = true;
        for word in text.split_whitespace() {
            if !self.open.begun {
                self.begin_piece(look);
            } else if self.open.gap || !first {
                self.open.piece.text.push(' ');
            }
            self.open.gap = false;
            self.open.breaks = 0;
            first = false;
            self.open.piece.text.push_str(word);
        }
        if lettered {
            let (link, leads_away) =
                self.stack.last().map_or((false, false), |frame| (frame.link, frame.leads_away));
            let shape = &mut self.open.piece.shape;
            shape.bold &= look.bold;
            shape.italic &= look.italic;
            shape.underlined &= look.underlined;
            shape.capitals &= look.capitals;
            shape.link &= link;
            shape.leads_away &= leads_away;
        }
        self.open.gap |= text.ends_with(char::is_whitespace);
    }

    /// The first word of a piece has come.
    fn begin_piece(&mut self, look: Look) {
        self.write_hidden();
        let (beside, main) = self.stack.last().map_or((false, false), |frame| (frame.beside, frame.main));
        let holder = self.stack.iter().rev().map(|frame| frame.element).find(|element| {
            matches!(element, Element::Heading(_) | Element::Item | Element::Cell { .. } | Element::Table)
        });
        let mark = self.numbers.take_mark();
        let piece = &mut self.open.piece;
        piece.kind = match holder {
            _ if beside => Kind::Beside,
            Some(Element::Heading(level)) => Kind::Heading(level),
            Some(Element::Item) => Kind::Item,
            _ => Kind::Text,
        };
        piece.page = self.page_number;
        piece.line = self.line;
        piece.shape.bold = true;
        piece.shape.italic = true;
        piece.shape.underlined = true;
        piece.shape.capitals = true;
        piece.shape.link = true;
        piece.shape.leads_away = true;
        piece.shape.main = main;
        piece.shape.centred = look.centred;
        piece.shape.size = look.size;
        piece.shape.linked = self.linked;
        piece.shape.begins_page = self.begins_page;
        if let Some(mark) = mark {
            piece.text.push_str(&mark);
            piece.text.push(' ');
        }
        self.open.begun = true;
    }

    fn line_break(&mut self) {
        let Some(frame) = self.stack.last() else { return self.flush() };
        if frame.dropped || !self.open.begun {
            return;
        }
        if frame.look.preformatted {
            return self.open.piece.text.push('\n');
        }
        self.open.gap = true;
        self.open.breaks += 1;
        if self.open.breaks > 1 {
            self.flush();
        }
    }

    /// Takes the inside of an element that holds no markup.
    pub(super) fn raw(&mut self, text: &str) {
        let Some(frame) = self.stack.last() else { return };
        if frame.name == "style" {
            self.sheet.add(text);
        } else if frame.name == "title" && self.page.title.is_empty() {
            self.page.title = text.split_whitespace().collect::<Vec<_>>().join(" ");
        } else if frame.name == "xmp" {
            self.text(text);
        }
    }
}
