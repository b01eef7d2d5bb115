//! Opens and closes the elements of a page: which ones end by themselves, what tables, lists and links they begin.

use super::super::element::{Element, Ends, element};
use super::super::style::Look;
use super::super::table::OpenTable;
use super::super::tag::{Tag, TagReader};
use super::{Frame, Walk};

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

impl Walk {
    /// Opens an element; it is `closed` at once if its tag says so.
    pub(in super::super) fn open_tag(&mut self, tag: TagReader, closed: bool) {
        let (mut element, tag) = tag.finish(&self.sheet);
        if tag.name == "meta" {
            self.keep_fact(&tag.called, &tag.content);
        }
        if self.stack.last().is_some_and(|frame| frame.dropped) {
            element = if element == Element::Empty { element } else { Element::Dropped };
        } else if element.is_of_table() && element != Element::Table && self.has_no_table() {
            element = Element::Block;
        }
        self.note_links(&tag);
        self.begin(element, tag, closed);
    }

    /// Whether rows and cells have no table to go to.
    fn has_no_table(&self) -> bool {
        self.tables.is_empty() || self.blocked_tables > 0
    }

    fn note_links(&mut self, tag: &Tag) {
        self.targets.extend(tag.leads_to.clone());
        if tag.ids.iter().any(|id| !id.is_empty() && self.targets.contains(id)) {
            // Words that came before the target are no part of it.
            self.linked = true;
        }
    }

    fn begin(&mut self, element: Element, tag: Tag, closed: bool) {
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
                self.push(element, tag);
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

    fn push(&mut self, element: Element, tag: Tag) {
        let has_table =
            element == Element::Table && self.tables.len() < DEEPEST_TABLE && self.blocked_tables == 0;
        self.begin_inside(element, &tag, has_table);
        let fact = is_fact(&tag.called).then(|| self.keep_fact(&tag.called, "")).flatten();
        let parent = self.stack.last();
        let mut look = tag.style.within(parent.map_or(Look::PLAIN, |parent| parent.look));
        look.centred &= element != Element::Table;
        let frame = Frame {
            name: tag.name,
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

    /// Closes an element; its name in lower case.
    pub(in super::super) fn close_tag(&mut self, name: &str) {
        if matches!(name, "body" | "html") {
            return;
        }
        if name == "br"
            || name == "p" && !self.stack.iter().rev().any(|frame| frame.element == Element::Paragraph)
        {
            return if name == "br" { self.line_break() } else { self.flush() };
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
        let closes = element(name).0;
        for (at, frame) in self.stack.iter().enumerate().rev() {
            if frame.name == name {
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
            frame.link &= link || frame.name == "a";
            frame.leads_away &= frame.link;
        }
    }

    /// Closes the open elements from the innermost one down to the one at `at`.
    pub(super) fn close_down_to(&mut self, at: usize) {
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
