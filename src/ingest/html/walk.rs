//! Goes over the tags of a page once and cuts it into parts. Elements are kept on a stack of bounded depth, so that time
//! is linear in the size of the page however deep or broken its markup is.

use super::element::{Element, Ends, element};
use super::entity::{resolve, resolve_into};
use super::list::Numbers;
use super::part::{Kind, Part, Piece};
use super::style::{Look, Sheet, Style};
use super::table::OpenTable;
use super::tag::{Tag, read_tag};
use super::token::{Token, Tokens};
use rustc_hash::FxHashSet;

/// Elements within one another that are told apart; deeper ones only part the text. Browsers stop at the same depth.
const DEEPEST: usize = 512;
/// Tables within one another that are told apart.
const DEEPEST_TABLE: usize = 24;
/// Columns that one cell may cover, as in the HTML standard.
const WIDEST_CELL: u32 = 1_000;
/// Rows that one cell may cover, as in the HTML standard.
const TALLEST_CELL: u32 = 65_534;
/// Facts about the whole document that are kept.
const MOST_FACTS: usize = 64;

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

struct Frame<'a> {
    name: &'a str,
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
pub(super) struct Walk<'a> {
    page: Page,
    stack: Vec<Frame<'a>>,
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
    targets: FxHashSet<&'a str>,
    linked: bool,
    begins_page: bool,
    line: u32,
    page_number: u32,
    words: String,
    lower: String,
}

impl<'a> Walk<'a> {
    /// Cuts `html` into parts; its first line has the number `line`. `strict` for XHTML. Gives up when `go_on` says so.
    pub(super) fn over(html: &'a str, line: u32, strict: bool, go_on: impl Fn() -> bool) -> Option<Page> {
        let mut walk = Walk::new(line);
        let mut seen = 0;
        let mut tokens = Tokens::new(html, strict);
        for (count, (at, token)) in tokens.by_ref().enumerate() {
            walk.line += memchr::memchr_iter(b'\n', &html.as_bytes()[seen..at]).count() as u32;
            seen = at;
            match token {
                Token::Text(text) => walk.text(text),
                Token::Raw(text) => walk.raw(text),
                Token::Open { name, attributes, closed } => walk.open_tag(name, attributes, closed && strict),
                Token::Close(name) => walk.close_tag(name),
            }
            if count % 4096 == 0 && !go_on() {
                return None;
            }
        }
        walk.page.cut = tokens.is_cut();
        Some(walk.finish())
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
            words: String::new(),
            lower: String::new(),
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

    fn text(&mut self, text: &str) {
        let (look, dropped, fact) = self
            .stack
            .last()
            .map_or((Look::PLAIN, false, None), |frame| (frame.look, frame.dropped, frame.fact));
        if dropped {
            return;
        }
        let mut words = std::mem::take(&mut self.words);
        words.clear();
        resolve_into(text, &mut words);
        if let Some(value) = fact.and_then(|fact| self.page.facts.get_mut(fact)) {
            value.1.push_str(&words);
        }
        if !look.is_visible() {
            self.hidden_text(&words);
        } else if look.preformatted {
            self.preformatted_text(&words, look);
        } else {
            self.flowing_text(&words, look);
        }
        self.words = words;
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

    fn raw(&mut self, text: &str) {
        let Some(frame) = self.stack.last() else { return };
        if frame.name.eq_ignore_ascii_case("style") {
            self.sheet.add(text);
        } else if frame.name.eq_ignore_ascii_case("title") && self.page.title.is_empty() {
            self.page.title = resolve(text).split_whitespace().collect::<Vec<_>>().join(" ");
        } else if frame.name.eq_ignore_ascii_case("xmp") {
            self.text(text);
        }
    }

    fn open_tag(&mut self, name: &'a str, attributes: &'a str, closed: bool) {
        let mut lower = std::mem::take(&mut self.lower);
        lower.clear();
        lower.push_str(name);
        lower.make_ascii_lowercase();
        let (mut element, own) = element(&lower);
        let tag = read_tag(&lower, element, own, attributes, &self.sheet);
        if lower == "meta" {
            self.keep_fact(tag.name, tag.content.as_deref().unwrap_or_default());
        }
        self.lower = lower;
        if self.stack.last().is_some_and(|frame| frame.dropped) {
            element = if element == Element::Empty { element } else { Element::Dropped };
        } else if element.is_of_table() && element != Element::Table && self.has_no_table() {
            element = Element::Block;
        }
        self.note_links(&tag);
        self.begin(element, name, tag, closed);
    }

    /// Whether rows and cells have no table to go to.
    fn has_no_table(&self) -> bool {
        self.tables.is_empty() || self.blocked_tables > 0
    }

    fn note_links(&mut self, tag: &Tag<'a>) {
        self.targets.extend(tag.leads_to);
        if tag.ids.iter().any(|id| !id.is_empty() && self.targets.contains(id)) {
            // Words that came before the target are no part of it.
            self.linked = true;
        }
    }

    fn begin(&mut self, element: Element, name: &'a str, tag: Tag<'a>, closed: bool) {
        while let Some(at) = self.ended_by(element) {
            self.close_down_to(at);
        }
        if element.is_block() {
            self.flush();
        }
        if tag.style.page_before || element == Element::PageBreak {
            self.new_page();
        }
        let page_after = tag.style.page_after;
        match element {
            Element::LineBreak => self.line_break(),
            Element::Rule | Element::Empty | Element::PageBreak => {
                if page_after {
                    self.new_page();
                }
            }
            _ if self.stack.len() >= DEEPEST => self.too_deep += usize::from(!closed),
            _ => {
                self.push(name, element, tag);
                if closed {
                    self.close_down_to(self.stack.len() - 1);
                }
            }
        }
    }

    /// The open element that ends without a tag of its own when this one begins.
    fn ended_by(&self, element: Element) -> Option<usize> {
        if !element.is_block() {
            return None;
        }
        for (at, frame) in self.stack.iter().enumerate().rev() {
            match element.ends(frame.element) {
                Ends::Here => return Some(at),
                Ends::Nothing => return None,
                Ends::LookFurther => {}
            }
        }
        None
    }

    fn push(&mut self, name: &'a str, element: Element, tag: Tag<'a>) {
        let has_table =
            element == Element::Table && self.tables.len() < DEEPEST_TABLE && self.blocked_tables == 0;
        self.begin_inside(element, &tag, has_table);
        let fact = is_fact(tag.name).then(|| self.keep_fact(tag.name, "")).flatten();
        let parent = self.stack.last();
        let mut look = tag.style.within(parent.map_or(Look::PLAIN, |parent| parent.look));
        look.centred &= element != Element::Table;
        let frame = Frame {
            name,
            element,
            style: tag.style,
            look,
            dropped: element == Element::Dropped || parent.is_some_and(|parent| parent.dropped),
            beside: element == Element::Beside || tag.beside || parent.is_some_and(|parent| parent.beside),
            link: tag.link || parent.is_some_and(|parent| parent.link),
            leads_away: tag.link && tag.leads_to.is_none() || parent.is_some_and(|parent| parent.leads_away),
            main: element == Element::Main || parent.is_some_and(|parent| parent.main),
            has_table,
            fact: fact.or(parent.and_then(|parent| parent.fact)),
        };
        self.stack.push(frame);
    }

    fn begin_inside(&mut self, element: Element, tag: &Tag, has_table: bool) {
        let (page, line) = (self.page_number, self.line);
        match (element, self.tables.last_mut()) {
            (Element::Table, _) if has_table => self.tables.push(OpenTable::default()),
            (Element::Table, _) => self.blocked_tables += 1,
            (Element::Row, Some(table)) => table.open_row(page, line),
            (Element::Rows { head }, Some(table)) => table.head = head,
            (Element::Cell { head }, Some(table)) => {
                let columns = tag.columns.clamp(1, WIDEST_CELL);
                table.open_cell(columns, tag.rows.clamp(1, TALLEST_CELL), head, page, line);
            }
            (Element::List { numbered }, _) => self.numbers.open_list(numbered, tag.counter, tag.start),
            (Element::Item, _) => self.numbers.item(tag.start),
            _ => {}
        }
    }

    fn keep_fact(&mut self, name: &str, value: &str) -> Option<usize> {
        if name.is_empty() || self.page.facts.len() >= MOST_FACTS {
            return None;
        }
        self.page.facts.push((name.to_owned(), value.to_owned()));
        Some(self.page.facts.len() - 1)
    }

    fn close_tag(&mut self, name: &'a str) {
        let is = |word: &str| name.eq_ignore_ascii_case(word);
        if is("body") || is("html") {
            return;
        }
        if is("br") || is("p") && !self.stack.iter().rev().any(|frame| frame.element == Element::Paragraph) {
            return if is("br") { self.line_break() } else { self.flush() };
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return self.flush();
        }
        let Some(at) = self.closed_by(name) else { return };
        let misnested = self.stack[at].element == Element::Inline
            && self.stack[at + 1..].iter().any(|frame| frame.element != Element::Inline);
        if misnested {
            self.stack.remove(at);
            self.look_again(at);
        } else {
            self.close_down_to(at);
        }
    }

    /// The open element that an end tag means.
    fn closed_by(&self, name: &str) -> Option<usize> {
        let closes = element(&name.to_ascii_lowercase()).0;
        for (at, frame) in self.stack.iter().enumerate().rev() {
            if frame.name.eq_ignore_ascii_case(name) {
                return Some(at);
            }
            let bars = match closes {
                Element::Table => false,
                Element::Row | Element::Rows { .. } | Element::Cell { .. } | Element::Caption => {
                    frame.element == Element::Table
                }
                _ => matches!(frame.element, Element::Table | Element::Cell { .. } | Element::Caption),
            };
            if bars {
                return None;
            }
        }
        None
    }

    /// Looks anew how text looks from the frame `from` on.
    fn look_again(&mut self, from: usize) {
        for at in from..self.stack.len() {
            let parent = at.checked_sub(1).map(|below| &self.stack[below]);
            let look = parent.map_or(Look::PLAIN, |parent| parent.look);
            let link = parent.is_some_and(|parent| parent.link);
            let frame = &mut self.stack[at];
            frame.look = frame.style.within(look);
            // Links hold no blocks that outlive them.
            frame.link &= link || frame.name.eq_ignore_ascii_case("a");
            frame.leads_away &= frame.link;
        }
    }

    /// Closes the open elements from the innermost one down to the one at `at`.
    fn close_down_to(&mut self, at: usize) {
        while self.stack.len() > at {
            let element = self.stack.last().map_or(Element::Inline, |frame| frame.element);
            if element.is_block() {
                self.flush();
            }
            let Some(frame) = self.stack.pop() else { return };
            match element {
                Element::Table if frame.has_table => {
                    if let Some(table) = self.tables.pop() {
                        table.finish_into(self.sink());
                    }
                }
                Element::Table => self.blocked_tables = self.blocked_tables.saturating_sub(1),
                Element::Cell { .. } => {
                    if let Some(table) = self.tables.last_mut() {
                        table.close_cell();
                    }
                }
                Element::Rows { .. } => {
                    if let Some(table) = self.tables.last_mut() {
                        table.head = false;
                    }
                }
                Element::List { .. } => self.numbers.close_list(),
                _ => {}
            }
            if frame.style.page_after {
                self.new_page();
            }
        }
    }
}

/// Whether this is the name of a fact that says what the whole document is.
fn is_fact(name: &str) -> bool {
    matches!(name, "dei:EntityRegistrantName" | "dei:DocumentType" | "dei:DocumentPeriodEndDate")
}
