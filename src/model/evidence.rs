//! Verbatim evidence. A quote is a claim until it was found: the only way to an [`Evidence`] is [`Locator::locate`]
//! (or [`Evidence::locate`], which makes a [`Locator`] for one quote).

use super::document::{Document, Location};
use super::draft::Quote;
use super::finding::{FindingKind, Side};
use super::span::Span;
use crate::text::find::{Finder, How, Miss};
use serde::{Deserialize, Serialize};

/// A passage that is in the document, and how it was found there. `quote` is the document's own text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    document: String,
    role: Side,
    start: usize,
    end: usize,
    quote: String,
    check: Check,
    location: Location,
}

/// How a quote was matched to the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Byte for byte.
    Exact,
    /// After evening out case, spaces, quotation marks and ligatures.
    Normalised,
    /// Contiguous with small differences; numbers, dates, names and negations agree.
    Approximate,
}

/// A claim that could not be located. Counted and listed, never shown as the document's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The document it was about.
    pub document: String,
    /// What it claimed to be.
    pub kind: FindingKind,
    /// What it claimed.
    pub statement: String,
    /// The quote that was not found.
    pub quote: String,
    /// Why it was turned down.
    pub reason: RejectReason,
}

/// Why a quote was turned down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// Nothing like it is in the document.
    NotFound,
    /// A near passage differs in a number, date, name or negation.
    Altered,
    /// Too short to prove anything.
    TooShort,
    /// The claim came without any quote.
    NoQuote,
}

impl From<How> for Check {
    fn from(how: How) -> Self {
        match how {
            How::Exact => Check::Exact,
            How::Normalised => Check::Normalised,
            How::Approximate => Check::Approximate,
        }
    }
}

impl From<Miss> for RejectReason {
    fn from(miss: Miss) -> Self {
        match miss {
            Miss::NotFound => RejectReason::NotFound,
            Miss::Altered => RejectReason::Altered,
            Miss::TooShort => RejectReason::TooShort,
        }
    }
}

/// Locates quotes in one document. What it works out about the text is kept from one quote to the next.
#[derive(Debug)]
pub struct Locator<'a> {
    document: &'a Document,
    finder: Finder<'a>,
}

impl<'a> Locator<'a> {
    /// A locator for a document. Costs nothing until a quote is not where its hint says.
    pub fn new(document: &'a Document) -> Self {
        Self { document, finder: Finder::new(&document.text) }
    }

    /// The document's text at a span; "" where there is none.
    pub fn text(&self, span: Span) -> &'a str {
        self.document.slice(span)
    }

    /// Searches the document for the quote: at its hint, then word for word within the hint, then everywhere.
    ///
    /// # Errors
    /// Says why the quote cannot count as the document's words.
    pub fn locate(&self, quote: &Quote) -> Result<Evidence, RejectReason> {
        let document = self.document;
        let (span, check) = match quote.hint {
            Some(hint) if !hint.is_empty() && document.text.get(hint.range()) == Some(&quote.text) => {
                (hint, Check::Exact)
            }
            hint => {
                let found = self.finder.find(&quote.text, hint.map(Span::range))?;
                (Span::new(found.start, found.end), Check::from(found.how))
            }
        };
        Ok(Evidence {
            document: document.id.clone(),
            role: quote.side,
            start: span.start,
            end: span.end,
            quote: document.slice(span).to_owned(),
            check,
            location: document.locate(span.start),
        })
    }
}

impl Evidence {
    /// Searches the document for one quote. For many quotes of one document make a [`Locator`].
    ///
    /// # Errors
    /// Says why the quote cannot count as the document's words.
    pub fn locate(document: &Document, quote: &Quote) -> Result<Evidence, RejectReason> {
        Locator::new(document).locate(quote)
    }
    /// Id of the document it is from.
    pub fn document(&self) -> &str {
        &self.document
    }
    /// Whose words these are.
    pub fn role(&self) -> Side {
        self.role
    }
    /// Its place in the text.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
    /// The document's own words.
    pub fn quote(&self) -> &str {
        &self.quote
    }
    /// How it was matched.
    pub fn check(&self) -> Check {
        self.check
    }
    /// Its address for people.
    pub fn location(&self) -> &Location {
        &self.location
    }
}
