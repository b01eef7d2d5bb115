//! The XML of a story (the body, a note, a header) → paragraphs and tables. Takes the wanted reading of tracked changes, shows
//! fields by their results and alternatives once, and counts what it leaves out.

use super::numbering::NumberRef;
use super::styles::Styles;
use crate::ingest::Tracked;
use crate::ingest::xml::{Element, Scanner, Space, Token, XmlError};

/// A paragraph or a table.
#[derive(Debug)]
pub(super) enum Node {
    Paragraph(Paragraph),
    Table(Table),
}

/// A paragraph as written.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    /// Id of its style.
    pub(super) style: Option<String>,
    /// The list it names itself.
    pub(super) number: NumberRef,
    /// Its own outline level: 0 to 8 are headings.
    pub(super) outline: Option<u8>,
    /// What it holds, in order.
    pub(super) pieces: Vec<Piece>,
}

/// A part of a paragraph.
#[derive(Debug)]
pub(super) enum Piece {
    Text(String),
    /// Text that Word does not show.
    Hidden(String),
    /// A page begins here.
    PageStart,
    /// A page began here when Word last laid the document out.
    RenderedPageStart,
    Note(NoteRef),
    /// A remark, by its id.
    Comment(String),
    /// A text box that is anchored here.
    Box(Vec<Node>),
}

/// A reference to a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoteRef {
    pub(super) kind: NoteKind,
    pub(super) id: String,
    /// The author typed a mark, which follows as text; no number is printed.
    pub(super) has_own_mark: bool,
}

/// Where a note stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum NoteKind {
    Foot,
    End,
}

/// A table as written.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    /// Whether its first row looks different.
    pub(super) sets_off_first_row: bool,
}

/// A row of a table.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// Columns left free at the start.
    pub(super) before: u32,
    /// Whether it is repeated at the top of each page.
    pub(super) is_header: bool,
}

/// A cell of a row.
#[derive(Debug, Default)]
pub(super) struct Cell {
    /// Columns it covers.
    pub(super) columns: u32,
    /// Whether it goes on with the cell above it.
    pub(super) continues: bool,
    /// Whether cells below may go on with it.
    pub(super) is_merged: bool,
    pub(super) nodes: Vec<Node>,
}

/// Why parsing stopped.
#[derive(Debug)]
pub(super) enum Stop {
    Xml(XmlError),
    /// The time for this file is used up.
    Late,
}

impl From<XmlError> for Stop {
    fn from(error: XmlError) -> Self {
        Stop::Xml(error)
    }
}

/// A tracked change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Insertion,
    Deletion,
    MoveTo,
    MoveFrom,
}

impl Change {
    fn named(name: &str) -> Option<Self> {
        match name {
            "ins" => Some(Change::Insertion),
            "del" => Some(Change::Deletion),
            "moveTo" => Some(Change::MoveTo),
            "moveFrom" => Some(Change::MoveFrom),
            _ => None,
        }
    }

    /// Whether what it marks is part of a reading.
    fn is_part_of(self, tracked: Tracked) -> bool {
        match self {
            Change::Insertion | Change::MoveTo => tracked == Tracked::Final,
            Change::Deletion | Change::MoveFrom => tracked == Tracked::Original,
        }
    }
}

/// What was counted on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) insertions: usize,
    pub(super) deletions: usize,
    pub(super) moves: usize,
    /// Charts, diagrams and embedded documents, whose words lie elsewhere.
    pub(super) objects: usize,
}

/// How a run looks.
#[derive(Debug, Default)]
struct Look {
    hidden: bool,
    /// Its font in lower case, as far as the run names it.
    font: String,
}

/// Takes each paragraph and table of a story as it comes.
type Sink<'s> = &'s mut dyn FnMut(Node) -> Result<(), Stop>;

/// Cells after which a table is handed on in part, so that an endless one does not fill the memory.
const MOST_CELLS: usize = 1 << 20;
/// Widest cell, in columns.
const MOST_COLUMNS: i64 = 16_384;

/// Parses one part.
pub(super) struct Parser<'x, 's> {
    scanner: Scanner<'x>,
    styles: &'s Styles,
    tracked: Tracked,
    /// For each open field, the innermost last: whether its result has begun.
    fields: Vec<bool>,
    /// What a paragraph leaves to the next one because the mark between them is gone.
    carried: Vec<Piece>,
    /// The change that holds what is read now, and the one that was counted last.
    change: Option<Change>,
    counted: Option<Change>,
    pub(super) counts: Counts,
    /// Relations to the headers and footers of the sections, in order, each once.
    pub(super) running: Vec<String>,
}

impl<'x, 's> Parser<'x, 's> {
    pub(super) fn new(xml: &'x str, styles: &'s Styles, tracked: Tracked) -> Self {
        Self {
            scanner: Scanner::new(xml),
            styles,
            tracked,
            fields: Vec::new(),
            carried: Vec::new(),
            change: None,
            counted: None,
            counts: Counts::default(),
            running: Vec::new(),
        }
    }

    /// Goes into the next element of this name; `None` at the end of the part.
    pub(super) fn enter(&mut self, name: &str) -> Result<Option<Element<'x>>, XmlError> {
        while let Some(token) = self.scanner.next()? {
            if let Token::Open(element) = token
                && element.is_word(name)
            {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    /// Goes into the outermost element; says whether there is one.
    pub(super) fn enter_root(&mut self) -> Result<bool, XmlError> {
        Ok(self.scanner.root()?.is_some())
    }

    /// Hands on the paragraphs and tables of the open element, and leaves it.
    pub(super) fn story(&mut self, sink: Sink) -> Result<(), Stop> {
        let fields = std::mem::take(&mut self.fields);
        self.blocks(sink)?;
        self.fields = fields;
        self.flush(sink)
    }

    /// The paragraphs and tables of the open element, and leaves it.
    pub(super) fn nodes(&mut self) -> Result<Vec<Node>, Stop> {
        let mut nodes = Vec::new();
        self.story(&mut |node| {
            nodes.push(node);
            Ok(())
        })?;
        Ok(nodes)
    }

    /// What no following paragraph took.
    fn flush(&mut self, sink: Sink) -> Result<(), Stop> {
        if self.carried.is_empty() {
            return Ok(());
        }
        let pieces = std::mem::take(&mut self.carried);
        sink(Node::Paragraph(Paragraph { pieces, ..Paragraph::default() }))
    }

    fn blocks(&mut self, sink: Sink) -> Result<(), Stop> {
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(element) => self.block(&element, sink)?,
                Token::Close => break,
                Token::Text(_) => {}
            }
        }
        Ok(())
    }

    fn block(&mut self, element: &Element, sink: Sink) -> Result<(), Stop> {
        match (element.space, element.name()) {
            (Space::Word, "p") => match self.paragraph()? {
                Some(paragraph) => sink(Node::Paragraph(paragraph)),
                None => Ok(()),
            },
            (Space::Word, "tbl") => {
                self.flush(sink)?;
                self.table(sink)
            }
            (Space::Word, "sectPr") => Ok(self.section()?),
            (Space::Word, "altChunk") => {
                self.counts.objects += 1;
                Ok(self.scanner.skip()?)
            }
            (Space::Word, "sdtPr" | "sdtEndPr") => Ok(self.scanner.skip()?),
            (Space::Choice, "AlternateContent") => self.alternatives(&mut |parser| parser.blocks(sink)),
            _ => self.blocks(sink),
        }
    }

    /// Reads the first of several ways to show the same, and leaves them.
    fn alternatives(&mut self, read: &mut dyn FnMut(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        let mut taken = false;
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(_) if taken => self.scanner.skip()?,
                Token::Open(_) => {
                    taken = true;
                    read(self)?;
                }
                Token::Close => break,
                Token::Text(_) => {}
            }
        }
        Ok(())
    }

    /// The open paragraph; `None` if its mark is gone in this reading: the next paragraph goes on with it.
    fn paragraph(&mut self) -> Result<Option<Paragraph>, Stop> {
        let mut paragraph = Paragraph { pieces: std::mem::take(&mut self.carried), ..Paragraph::default() };
        let mut mark_is_gone = false;
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(element) if element.is_word("pPr") => {
                    mark_is_gone |= self.properties(&mut paragraph)?;
                }
                Token::Open(element) => self.inline(&element, &mut paragraph.pieces)?,
                Token::Close => break,
                Token::Text(_) => {}
            }
        }
        // An instruction that nobody ended must not swallow the rest of the document.
        self.fields.retain(|&has_result| has_result);
        if mark_is_gone {
            self.carried = paragraph.pieces;
            return Ok(None);
        }
        Ok(Some(paragraph))
    }

    /// Reads the open properties; says whether the paragraph's mark is gone in this reading.
    fn properties(&mut self, paragraph: &mut Paragraph) -> Result<bool, Stop> {
        let mut mark_is_gone = false;
        while let Some(token) = self.scanner.next()? {
            let Token::Open(child) = token else {
                if matches!(token, Token::Close) {
                    break;
                }
                continue;
            };
            match (child.space, child.name()) {
                (Space::Word, "pStyle") => paragraph.style = child.value(),
                (Space::Word, "outlineLvl") => {
                    paragraph.outline = child.number("val").and_then(|level| u8::try_from(level).ok());
                }
                (Space::Word, "pageBreakBefore") if child.is_on() => {
                    paragraph.pieces.insert(0, Piece::PageStart);
                }
                // A large first letter stands in a paragraph of its own; the next one goes on with the word.
                (Space::Word, "framePr") => {
                    mark_is_gone |= child.attribute("dropCap").is_some_and(|kind| kind != "none");
                }
                (Space::Word, "numPr") => {
                    paragraph.number = NumberRef::read(&mut self.scanner)?;
                    continue;
                }
                (Space::Word, "sectPr") => {
                    self.section()?;
                    continue;
                }
                (Space::Word, "rPr") => {
                    let tracked = self.tracked;
                    self.scanner.children::<XmlError>(|scanner, child| {
                        let change =
                            (child.space == Space::Word).then(|| Change::named(child.name())).flatten();
                        mark_is_gone |= change.is_some_and(|change| !change.is_part_of(tracked));
                        scanner.skip()
                    })?;
                    continue;
                }
                (Space::Word, "pPrChange") if self.tracked == Tracked::Original => {
                    self.former_properties(paragraph)?;
                    continue;
                }
                _ => {}
            }
            self.scanner.skip()?;
        }
        Ok(mark_is_gone)
    }

    /// The properties that a paragraph had before they were changed.
    fn former_properties(&mut self, paragraph: &mut Paragraph) -> Result<(), Stop> {
        let mut former = Paragraph::default();
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(element) if element.is_word("pPr") => {
                    self.properties(&mut former)?;
                }
                Token::Open(_) => self.scanner.skip()?,
                Token::Close => break,
                Token::Text(_) => {}
            }
        }
        paragraph.style = former.style;
        paragraph.number = former.number;
        paragraph.outline = former.outline;
        Ok(())
    }

    /// Reads the open properties of a section.
    fn section(&mut self) -> Result<(), XmlError> {
        let running = &mut self.running;
        self.scanner.children(|scanner, child| {
            if (child.is_word("headerReference") || child.is_word("footerReference"))
                && let Some(id) = child.attribute("id")
                && !running.contains(&id)
                && running.len() < MOST_RUNNING
            {
                running.push(id);
            }
            scanner.skip()
        })
    }

    fn inlines(&mut self, pieces: &mut Vec<Piece>) -> Result<(), Stop> {
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(element) => self.inline(&element, pieces)?,
                Token::Close => break,
                Token::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Reads an element within a paragraph.
    fn inline(&mut self, element: &Element, pieces: &mut Vec<Piece>) -> Result<(), Stop> {
        if element.space == Space::Word
            && let Some(change) = Change::named(element.name())
        {
            return self.changed(change, pieces);
        }
        match (element.space, element.name()) {
            (Space::Word, "r") => self.run(pieces),
            (Space::Math, "t") => {
                let text = self.scanner.text()?;
                self.say(&text, false, pieces);
                Ok(())
            }
            (Space::Word, "p") => {
                let paragraph = self.paragraph()?;
                let boxed = paragraph.map(|paragraph| Piece::Box(vec![Node::Paragraph(paragraph)]));
                pieces.extend(boxed);
                Ok(())
            }
            (Space::Word, "txbxContent") => {
                let nodes = self.nodes()?;
                pieces.push(Piece::Box(nodes));
                Ok(())
            }
            (Space::Word, "pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "rt") | (Space::Math, "rPr" | "ctrlPr") => {
                Ok(self.scanner.skip()?)
            }
            (Space::Choice, "AlternateContent") => self.alternatives(&mut |parser| parser.inlines(pieces)),
            (Space::Other, "chart" | "relIds") => {
                self.counts.objects +=
                    usize::from(element.attribute("id").is_some() || element.attribute("dm").is_some());
                Ok(self.scanner.skip()?)
            }
            _ => self.inlines(pieces),
        }
    }

    /// Reads what a tracked change holds, and keeps it if it is part of the reading.
    fn changed(&mut self, change: Change, pieces: &mut Vec<Piece>) -> Result<(), Stop> {
        let outer = self.change.replace(change);
        if change.is_part_of(self.tracked) {
            self.inlines(pieces)?;
        } else {
            let fields = self.fields.clone();
            self.inlines(&mut Vec::new())?;
            self.fields = fields;
        }
        self.change = outer;
        Ok(())
    }

    fn run(&mut self, pieces: &mut Vec<Piece>) -> Result<(), Stop> {
        let mut look = Look::default();
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(element) => self.in_run(&element, &mut look, pieces)?,
                Token::Close => break,
                Token::Text(_) => {}
            }
        }
        Ok(())
    }

    fn in_run(&mut self, element: &Element, look: &mut Look, pieces: &mut Vec<Piece>) -> Result<(), Stop> {
        if element.space != Space::Word {
            return self.inline(element, pieces);
        }
        match element.name() {
            "t" | "delText" => {
                let keeps_blanks = element.attribute("space").is_some_and(|value| value == "preserve");
                let text = self.scanner.text()?;
                let text = if keeps_blanks { &text } else { trim_blanks(&text) };
                self.say(&super::symbols::spell(&look.font, text), look.hidden, pieces);
                return Ok(());
            }
            "rPr" => {
                let styles = self.styles;
                self.scanner.children::<XmlError>(|scanner, child| {
                    if child.is_word("vanish") {
                        look.hidden = child.is_on();
                    } else if child.is_word("rStyle") {
                        look.hidden |= child.value().is_some_and(|id| styles.hides(&id));
                    }
                    if child.is_word("rFonts") {
                        look.font = child.attribute("ascii").unwrap_or_default().to_lowercase();
                    }
                    scanner.skip()
                })?;
                return Ok(());
            }
            "tab" | "ptab" => self.say("\t", look.hidden, pieces),
            "cr" => self.say("\n", look.hidden, pieces),
            "noBreakHyphen" => self.say("-", look.hidden, pieces),
            "br" => match element.attribute("type").as_deref() {
                Some("page") => self.mark(Piece::PageStart, pieces),
                Some("column") => self.say(" ", look.hidden, pieces),
                _ => self.say("\n", look.hidden, pieces),
            },
            "sym" => {
                if let Some(sign) = super::symbols::read(element) {
                    self.say(sign.encode_utf8(&mut [0; 4]), look.hidden, pieces);
                }
            }
            "lastRenderedPageBreak" => self.mark(Piece::RenderedPageStart, pieces),
            "footnoteReference" => self.note(NoteKind::Foot, element, pieces),
            "endnoteReference" => self.note(NoteKind::End, element, pieces),
            "commentReference" => {
                pieces.extend(element.attribute("id").map(Piece::Comment));
            }
            "fldChar" => match element.attribute("fldCharType").as_deref() {
                Some("begin") => self.fields.push(false),
                Some("separate") => {
                    if let Some(has_result) = self.fields.last_mut() {
                        *has_result = true;
                    }
                }
                _ => {
                    self.fields.pop();
                }
            },
            "drawing" | "pict" | "object" | "ruby" | "rubyBase" => return self.inlines(pieces),
            _ => {}
        }
        Ok(self.scanner.skip()?)
    }

    fn note(&mut self, kind: NoteKind, element: &Element, pieces: &mut Vec<Piece>) {
        let Some(id) = element.attribute("id") else { return };
        let own = element.attribute("customMarkFollows");
        let has_own_mark = own.is_some_and(|value| !matches!(value.as_str(), "0" | "false" | "off"));
        self.mark(Piece::Note(NoteRef { kind, id, has_own_mark }), pieces);
    }

    /// Adds what is no text, unless it stands within an instruction of a field.
    fn mark(&mut self, piece: Piece, pieces: &mut Vec<Piece>) {
        if self.fields.iter().all(|&has_result| has_result) {
            pieces.push(piece);
        }
    }

    /// Adds text, unless it stands within an instruction of a field.
    fn say(&mut self, text: &str, hidden: bool, pieces: &mut Vec<Piece>) {
        if text.is_empty() || self.fields.iter().any(|&has_result| !has_result) {
            return;
        }
        self.count(text);
        match (pieces.last_mut(), hidden) {
            (Some(Piece::Text(last)), false) | (Some(Piece::Hidden(last)), true) => last.push_str(text),
            (_, false) => pieces.push(Piece::Text(text.to_owned())),
            (_, true) => pieces.push(Piece::Hidden(text.to_owned())),
        }
    }

    /// Counts changes: those of one kind with nothing between them are one.
    fn count(&mut self, text: &str) {
        let Some(change) = self.change else {
            if !text.trim().is_empty() {
                self.counted = None;
            }
            return;
        };
        if self.counted.replace(change) != Some(change) {
            match change {
                Change::Insertion => self.counts.insertions += 1,
                Change::Deletion => self.counts.deletions += 1,
                Change::MoveTo => self.counts.moves += 1,
                Change::MoveFrom => {}
            }
        }
    }

    fn table(&mut self, sink: Sink) -> Result<(), Stop> {
        let mut table = Table::default();
        let mut cells = 0;
        self.rows(&mut table, &mut cells, sink)?;
        sink(Node::Table(table))
    }

    /// Reads rows, also those wrapped in something else.
    fn rows(&mut self, table: &mut Table, cells: &mut usize, sink: Sink) -> Result<(), Stop> {
        while let Some(token) = self.scanner.next()? {
            let Token::Open(element) = token else {
                if matches!(token, Token::Close) {
                    break;
                }
                continue;
            };
            match (element.space, element.name()) {
                (Space::Word, "tr") => {
                    let Some(row) = self.row()? else { continue };
                    *cells += row.cells.len();
                    table.rows.push(row);
                    if *cells >= MOST_CELLS {
                        *cells = 0;
                        sink(Node::Table(std::mem::take(table)))?;
                    }
                }
                (Space::Word, "tblPr") => self.scanner.children::<XmlError>(|scanner, child| {
                    if child.is_word("tblLook") {
                        table.sets_off_first_row = sets_off_first_row(&child);
                    }
                    scanner.skip()
                })?,
                (Space::Word, "tblGrid" | "sdtPr" | "sdtEndPr") => self.scanner.skip()?,
                (Space::Word, "p") => {
                    if let Some(paragraph) = self.paragraph()? {
                        sink(Node::Paragraph(paragraph))?;
                    }
                }
                _ => self.rows(table, cells, sink)?,
            }
        }
        Ok(())
    }

    /// The open row; `None` if it is not part of this reading.
    fn row(&mut self) -> Result<Option<Row>, Stop> {
        let mut row = Row::default();
        let mut change = None;
        self.cells(&mut row, &mut change)?;
        let is_gone = change.is_some_and(|change: Change| !change.is_part_of(self.tracked));
        Ok((!is_gone).then_some(row))
    }

    fn cells(&mut self, row: &mut Row, change: &mut Option<Change>) -> Result<(), Stop> {
        while let Some(token) = self.scanner.next()? {
            let Token::Open(element) = token else {
                if matches!(token, Token::Close) {
                    break;
                }
                continue;
            };
            match (element.space, element.name()) {
                (Space::Word, "tc") => {
                    let cell = self.cell()?;
                    row.cells.extend(cell);
                }
                (Space::Word, "trPr") => self.scanner.children::<XmlError>(|scanner, child| {
                    match (child.space, child.name()) {
                        (Space::Word, "gridBefore") => row.before = columns(&child),
                        (Space::Word, "tblHeader") => row.is_header = child.is_on(),
                        (Space::Word, name) => *change = change.or(Change::named(name)),
                        _ => {}
                    }
                    scanner.skip()
                })?,
                (Space::Word, "tblPrEx" | "sdtPr" | "sdtEndPr") => self.scanner.skip()?,
                _ => self.cells(row, change)?,
            }
        }
        Ok(())
    }

    /// The open cell; `None` if it is not part of this reading.
    fn cell(&mut self) -> Result<Option<Cell>, Stop> {
        let mut cell = Cell { columns: 1, ..Cell::default() };
        let mut is_gone = false;
        let fields = std::mem::take(&mut self.fields);
        let mut nodes = Vec::new();
        let mut sink = |node| {
            nodes.push(node);
            Ok(())
        };
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(element) if element.is_word("tcPr") => {
                    let tracked = self.tracked;
                    self.scanner.children::<XmlError>(|scanner, child| {
                        match (child.space, child.name()) {
                            (Space::Word, "gridSpan") => cell.columns = columns(&child).max(1),
                            (Space::Word, "vMerge") => {
                                cell.is_merged = true;
                                cell.continues = child.value().is_none_or(|value| value != "restart");
                            }
                            (Space::Word, "cellIns") => is_gone |= tracked == Tracked::Original,
                            (Space::Word, "cellDel") => is_gone |= tracked == Tracked::Final,
                            _ => {}
                        }
                        scanner.skip()
                    })?;
                }
                Token::Open(element) => self.block(&element, &mut sink)?,
                Token::Close => break,
                Token::Text(_) => {}
            }
        }
        self.flush(&mut sink)?;
        self.fields = fields;
        cell.nodes = nodes;
        Ok((!is_gone).then_some(cell))
    }
}

/// Most headers and footers that are read.
const MOST_RUNNING: usize = 300;

fn columns(element: &Element) -> u32 {
    element.number("val").unwrap_or_default().clamp(0, MOST_COLUMNS) as u32
}

/// The look of a table: an attribute of its own, or a bit of an older one (ECMA-376 part 4, section 14.3.7).
fn sets_off_first_row(look: &Element) -> bool {
    const FIRST_ROW: u32 = 0x20;
    match look.attribute("firstRow") {
        Some(value) => matches!(value.as_str(), "1" | "true" | "on"),
        None => look
            .value()
            .and_then(|value| u32::from_str_radix(&value, 16).ok())
            .is_some_and(|bits| bits & FIRST_ROW != 0),
    }
}

/// Blanks at the ends of a text that does not ask to keep them.
fn trim_blanks(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}
