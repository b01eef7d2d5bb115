//! The XML of a story (the body, a note, a header) → paragraphs and tables. Takes the wanted reading of tracked changes, shows
//! fields by their results and alternatives once, and counts what it leaves out.

mod run;
mod table;

use super::story::{Node, NumberRef, Paragraph, Piece};
use super::styles::Styles;
use crate::ingest::Tracked;
use crate::ingest::xml::{Element, Scanner, Space, Token, XmlError};

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

/// Takes each paragraph and table of a story as it comes.
type Sink<'s> = &'s mut dyn FnMut(Node) -> Result<(), Stop>;

/// Most headers and footers that are read.
const MOST_RUNNING: usize = 300;

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
}
