//! What each element of HTML means for the flow of text.

use super::style::Style;

/// What an element does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// Words within a line.
    Inline,
    /// Text that begins on a line of its own.
    Block,
    /// A paragraph, which needs no end tag.
    Paragraph,
    /// A heading of this level.
    Heading(u8),
    /// A list; `numbered` or with points.
    List {
        /// Whether its items have numbers.
        numbered: bool,
    },
    /// An item of a list.
    Item,
    /// A term or its explanation.
    Term,
    /// A table.
    Table,
    /// Rows of a table that belong together.
    Rows {
        /// Whether they name the columns.
        head: bool,
    },
    /// A row.
    Row,
    /// A cell.
    Cell {
        /// Whether it names a row or column.
        head: bool,
    },
    /// The title of a table.
    Caption,
    /// A line end.
    LineBreak,
    /// A line across the page.
    Rule,
    /// A page end.
    PageBreak,
    /// Menus and other matter beside the text.
    Beside,
    /// What the page is about.
    Main,
    /// Facts for machines, hidden.
    Facts,
    /// Nothing of it is for readers.
    Dropped,
    /// Stands alone and holds nothing.
    Empty,
}

use Element::{
    Beside, Block, Caption, Cell, Dropped, Empty, Facts, Heading, Inline, Item, LineBreak, List, Main,
    PageBreak, Paragraph, Row, Rows, Rule, Table, Term,
};

/// Elements that are not [`Element::Inline`] without a style. Sorted by name.
#[rustfmt::skip]
static ELEMENTS: &[(&str, Element, Style)] = {
    const PLAIN: Style = Style::PLAIN;
    &[
        ("address", Block, PLAIN), ("area", Empty, PLAIN), ("article", Main, PLAIN), ("aside", Beside, PLAIN),
        ("audio", Dropped, PLAIN), ("b", Inline, Style::BOLD), ("base", Empty, PLAIN), ("blockquote", Block, PLAIN),
        ("body", Block, PLAIN), ("br", LineBreak, PLAIN), ("canvas", Dropped, PLAIN), ("caption", Caption, PLAIN),
        ("center", Block, Style::CENTRED), ("cite", Inline, Style::ITALIC), ("col", Empty, PLAIN),
        ("colgroup", Block, PLAIN), ("datalist", Dropped, PLAIN), ("dd", Term, PLAIN), ("details", Block, PLAIN),
        ("dialog", Block, PLAIN), ("dir", List { numbered: false }, PLAIN), ("div", Block, PLAIN),
        ("dl", Block, PLAIN), ("dt", Term, PLAIN), ("em", Inline, Style::ITALIC), ("embed", Empty, PLAIN),
        ("fieldset", Block, PLAIN), ("figcaption", Block, PLAIN), ("figure", Block, PLAIN),
        ("footer", Beside, PLAIN), ("form", Block, PLAIN),
        ("h1", Heading(1), Style::BOLD), ("h2", Heading(2), Style::BOLD), ("h3", Heading(3), Style::BOLD),
        ("h4", Heading(4), Style::BOLD), ("h5", Heading(5), Style::BOLD), ("h6", Heading(6), Style::BOLD),
        ("header", Block, PLAIN), ("hgroup", Block, PLAIN), ("hr", Rule, PLAIN),
        ("html", Block, PLAIN), ("i", Inline, Style::ITALIC), ("iframe", Dropped, PLAIN), ("img", Empty, PLAIN),
        ("input", Empty, PLAIN), ("ix:header", Block, Style::HIDDEN), ("ix:hidden", Facts, Style::HIDDEN),
        ("ix:references", Dropped, PLAIN), ("ix:resources", Dropped, PLAIN), ("legend", Block, PLAIN),
        ("li", Item, PLAIN), ("link", Empty, PLAIN), ("main", Main, PLAIN), ("map", Inline, PLAIN),
        ("menu", List { numbered: false }, PLAIN), ("meta", Empty, PLAIN), ("nav", Beside, PLAIN),
        ("noembed", Dropped, PLAIN), ("noframes", Dropped, PLAIN), ("noscript", Dropped, PLAIN),
        ("object", Dropped, PLAIN), ("ol", List { numbered: true }, PLAIN), ("option", Block, PLAIN),
        ("p", Paragraph, PLAIN), ("page", PageBreak, PLAIN), ("param", Empty, PLAIN),
        ("pre", Block, Style::PREFORMATTED), ("script", Dropped, PLAIN), ("search", Beside, PLAIN),
        ("section", Block, PLAIN), ("select", Dropped, PLAIN), ("source", Empty, PLAIN),
        ("strong", Inline, Style::BOLD), ("style", Dropped, PLAIN), ("summary", Block, PLAIN),
        ("svg", Dropped, PLAIN), ("table", Table, PLAIN), ("tbody", Rows { head: false }, PLAIN),
        ("td", Cell { head: false }, PLAIN), ("template", Dropped, PLAIN), ("textarea", Dropped, PLAIN),
        ("tfoot", Rows { head: false }, PLAIN), ("th", Cell { head: true }, PLAIN),
        ("thead", Rows { head: true }, PLAIN), ("title", Dropped, PLAIN), ("tr", Row, PLAIN),
        ("track", Empty, PLAIN), ("u", Inline, Style::UNDERLINED), ("ul", List { numbered: false }, PLAIN),
        ("var", Inline, Style::ITALIC), ("video", Dropped, PLAIN), ("wbr", Empty, PLAIN),
        ("xmp", Block, Style::PREFORMATTED),
    ]
};

/// What the element of this name, in lower case, does, and the style it has by itself.
pub(super) fn element(name: &str) -> (Element, Style) {
    match ELEMENTS.binary_search_by(|(known, ..)| (*known).cmp(name)) {
        Ok(at) => (ELEMENTS[at].1, ELEMENTS[at].2),
        Err(_) => (Inline, Style::PLAIN),
    }
}

impl Element {
    /// Whether it ends an open paragraph.
    pub(super) fn is_block(self) -> bool {
        !matches!(self, Inline | LineBreak | Empty | Dropped | Facts)
    }

    /// Whether it belongs to the build of a table.
    pub(super) fn is_of_table(self) -> bool {
        matches!(self, Table | Rows { .. } | Row | Cell { .. } | Caption)
    }

    /// Whether an open element `open` ends when this one begins, and whether the search for it stops there.
    pub(super) fn ends(self, open: Element) -> Ends {
        let ends = match self {
            Item => matches!(open, Item | Paragraph),
            Term => matches!(open, Term | Paragraph),
            Row => matches!(open, Row | Cell { .. } | Caption),
            Cell { .. } => matches!(open, Cell { .. } | Caption),
            Rows { .. } | Caption => matches!(open, Rows { .. } | Row | Cell { .. } | Caption),
            Heading(_) => matches!(open, Heading(_) | Paragraph),
            other => other.is_block() && open == Paragraph,
        };
        let bars = match self {
            Item => matches!(open, List { .. } | Table | Cell { .. }),
            Row | Cell { .. } | Rows { .. } | Caption => open == Table,
            Term => matches!(open, List { .. } | Table | Cell { .. }),
            // Only what lies around the words of a paragraph is looked through.
            _ => !matches!(open, Inline | Paragraph | Heading(_)),
        };
        match (ends, bars) {
            (true, _) => Ends::Here,
            (_, true) => Ends::Nothing,
            _ => Ends::LookFurther,
        }
    }
}

/// What an element that begins does to one that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// Ends it.
    Here,
    /// Leaves it and all around it.
    Nothing,
    /// Leaves it; perhaps one around it ends.
    LookFurther,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        let unsorted = ELEMENTS.windows(2).find(|pair| pair[0].0 >= pair[1].0);
        assert_eq!(unsorted.map(|pair| pair[0].0), None);
    }
}
