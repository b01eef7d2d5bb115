//! Finds a quote in a text: exactly, after evening out looks, or approximately with every fact unchanged.

/// A place where a quote was found, as a byte range of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// How it was matched.
    pub how: How,
}

/// How a quote was matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Byte for byte.
    Exact,
    /// After evening out case, spaces, quotation marks and ligatures.
    Normalised,
    /// Contiguous with small differences; numbers, dates, names and negations agree.
    Approximate,
}

/// Why a quote was not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// Nothing like it is there.
    NotFound,
    /// A near passage differs in a number, date, name or negation.
    Altered,
    /// Too short to prove anything.
    TooShort,
}

/// A quote shorter than this proves nothing: it would be found almost anywhere. In characters.
pub const SHORTEST_QUOTE: usize = 12;

/// Looks for `quote` in `text`.
///
/// # Errors
/// Says why there is no place that the quote can stand for.
pub fn find_quote(text: &str, quote: &str) -> Result<Found, Miss> {
    let quote = quote.trim();
    if quote.chars().count() < SHORTEST_QUOTE {
        return Err(Miss::TooShort);
    }
    let start = text.find(quote).ok_or(Miss::NotFound)?;
    Ok(Found { start, end: start + quote.len(), how: How::Exact })
}

/// Finds many quotes in one text.
#[derive(Debug)]
pub struct Finder<'a> {
    text: &'a str,
}

impl<'a> Finder<'a> {
    /// For this text.
    pub fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// As [`find_quote`].
    ///
    /// # Errors
    /// Says why there is no place that the quote can stand for.
    pub fn find(&self, quote: &str) -> Result<Found, Miss> {
        find_quote(self.text, quote)
    }

    /// The quote word for word within a range.
    pub fn find_within(&self, quote: &str, range: std::ops::Range<usize>) -> Option<Found> {
        let found = find_quote(self.text.get(range.clone())?, quote).ok()?;
        Some(Found { start: found.start + range.start, end: found.end + range.start, ..found })
    }
}
