//! Finds a quote in a text: exactly, after evening out looks, or approximately with every fact unchanged.
//!
//! Bounds: exact and evened searches are linear in the text. A quote over [`LONGEST_APPROXIMATE`] bytes is not looked
//! for approximately. For any other at most [`MOST_PLACES`] places are compared, each in time of quote × quote / 64,
//! whatever the length of the text.

use super::agree::say_the_same;
use super::facts::is_contracted_not;
use super::myers::Pattern;
use super::normalize::Normalised;
use super::places::WordPlaces;
use memchr::memmem;
use std::ops::Range;
use std::sync::OnceLock;

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

/// A quote longer than this is only found word for word. In bytes.
pub const LONGEST_APPROXIMATE: usize = 2000;

/// At most so many places of a text are compared with one quote.
pub const MOST_PLACES: usize = 8;

/// Looks for `quote` in `text`. For many quotes of one text make a [`Finder`].
///
/// # Errors
/// Says why there is no place that the quote can stand for.
pub fn find_quote(text: &str, quote: &str) -> Result<Found, Miss> {
    Finder::new(text).find(quote, None)
}

/// Finds many quotes in one text. What it works out about the text is kept from one quote to the next: nothing for
/// quotes that are there byte for byte, else the evened text (about the size of the text), and for quotes that are not
/// there either the places of all words (about twice its size).
#[derive(Debug)]
pub struct Finder<'a> {
    text: &'a str,
    normalised: OnceLock<Normalised>,
    places: OnceLock<WordPlaces>,
}

impl<'a> Finder<'a> {
    /// For this text.
    pub fn new(text: &'a str) -> Self {
        Self { text, normalised: OnceLock::new(), places: OnceLock::new() }
    }

    /// Looks for `quote`, first within `hint` if there is one.
    ///
    /// # Errors
    /// Says why there is no place that the quote can stand for.
    pub fn find(&self, quote: &str, hint: Option<Range<usize>>) -> Result<Found, Miss> {
        let quote = quote.trim();
        if quote.chars().take(SHORTEST_QUOTE).count() < SHORTEST_QUOTE {
            return Err(Miss::TooShort);
        }
        let whole = 0..self.text.len();
        let hint = hint.filter(|hint| self.text.get(hint.clone()).is_some());
        let exact = memmem::Finder::new(quote);
        if let Some(found) = hint.clone().and_then(|hint| self.find_exact(&exact, hint)) {
            return Ok(found);
        }
        // A text of evened looks is made only when it is needed; without a hint that is after the whole text.
        if hint.is_none()
            && let Some(found) = self.find_exact(&exact, whole.clone())
        {
            return Ok(found);
        }
        let evened = Normalised::of(quote);
        if evened.text.chars().take(SHORTEST_QUOTE / 2).count() < SHORTEST_QUOTE / 2 {
            return Err(Miss::TooShort);
        }
        let pattern = memmem::Finder::new(&evened.text);
        if let Some(hint) = hint {
            let near = self.find_normalised(&pattern, self.normalised().normal(hint));
            if let Some(found) = near.or_else(|| self.find_exact(&exact, whole)) {
                return Ok(found);
            }
        }
        if let Some(found) = self.find_normalised(&pattern, 0..self.normalised().text.len()) {
            return Ok(found);
        }
        let missed = match self.find_approximate(quote, &evened) {
            Ok(found) => return Ok(found),
            Err(miss) => miss,
        };
        // Every place of the words cut a number or a negation in two.
        let is_cut = pattern.find(self.normalised().text.as_bytes()).is_some();
        Err(if is_cut { Miss::Altered } else { missed })
    }

    fn normalised(&self) -> &Normalised {
        self.normalised.get_or_init(|| Normalised::of(self.text))
    }

    fn find_exact(&self, quote: &memmem::Finder<'_>, range: Range<usize>) -> Option<Found> {
        let text = &self.text.as_bytes()[range.clone()];
        let length = quote.needle().len();
        quote
            .find_iter(text)
            .map(|start| start + range.start)
            .find(|&start| !cuts_fact(self.text, start..start + length))
            .map(|start| Found { start, end: start + length, how: How::Exact })
    }

    fn find_normalised(&self, quote: &memmem::Finder<'_>, range: Range<usize>) -> Option<Found> {
        let normalised = self.normalised();
        let length = quote.needle().len();
        quote
            .find_iter(&normalised.text.as_bytes()[range.clone()])
            .map(|start| normalised.original(start + range.start..start + range.start + length))
            .find(|place| !cuts_fact(self.text, place.clone()))
            .map(|place| Found { start: place.start, end: place.end, how: How::Normalised })
    }

    fn find_approximate(&self, quote: &str, evened: &Normalised) -> Result<Found, Miss> {
        let length = evened.text.len();
        if length > LONGEST_APPROXIMATE {
            return Err(Miss::NotFound);
        }
        let most_edits = length / 8 + 1;
        let near_edits = length / 6 + 6;
        let normalised = self.normalised();
        let places = self.places.get_or_init(|| WordPlaces::of(&normalised.text));
        let starts = places.likely_starts(&evened.text, near_edits, MOST_PLACES);
        if starts.is_empty() {
            return Err(Miss::NotFound);
        }
        let pattern = Pattern::new(evened.text.as_bytes());
        let text = normalised.text.as_bytes();
        let mut near: Vec<(usize, Range<usize>)> = Vec::with_capacity(starts.len());
        for start in starts {
            let from = start.saturating_sub(near_edits);
            let to = (start + length + 2 * near_edits).min(text.len());
            let (range, edits) = pattern.find(&text[from.min(to)..to]);
            if edits <= near_edits {
                near.push((edits, snap_to_words(&normalised.text, range.start + from..range.end + from)));
            }
        }
        near.sort_by_key(|(edits, range)| (*edits, range.start));
        near.dedup();
        let is_near = !near.is_empty();
        near.into_iter()
            .filter(|(edits, range)| {
                *edits <= most_edits
                    && say_the_same((quote, evened), (self.text, normalised, range.clone()), |word| {
                        places.knows(word)
                    })
            })
            .map(|(_, range)| normalised.original(range))
            .find(|place| !cuts_fact(self.text, place.clone()))
            .map(|place| Found { start: place.start, end: place.end, how: How::Approximate })
            .ok_or(if is_near { Miss::Altered } else { Miss::NotFound })
    }
}

/// Whether a cut at either end of the range changes what it says: it splits a number, or leaves off the "n't" of a
/// word or the "un" before it.
fn cuts_fact(text: &str, range: Range<usize>) -> bool {
    let (before, quote, after) = (&text[..range.start], &text[range.clone()], &text[range.end..]);
    let (Some(first), Some(last)) = (quote.chars().next(), quote.chars().next_back()) else { return true };
    let is_digit = |character: Option<char>| character.is_some_and(|character| character.is_ascii_digit());
    let is_point = |character: Option<char>| matches!(character, Some('.' | ',' | ':'));
    let mut backward = before.chars().rev();
    let (b1, b2) = (backward.next(), backward.next());
    if first.is_ascii_digit() && (is_digit(b1) || (is_point(b1) && is_digit(b2))) {
        return true;
    }
    let mut forward = after.chars();
    let (a1, a2) = (forward.next(), forward.next());
    if last.is_ascii_digit() && (a1.is_some_and(char::is_alphanumeric) || (is_point(a1) && is_digit(a2))) {
        return true;
    }
    if last.is_alphanumeric() || last == '\'' || last == '’' {
        let rest = &after
            [..after.find(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').unwrap_or(after.len())];
        let turns = ["'t", "’t", "t", "not"].iter().any(|end| rest.eq_ignore_ascii_case(end));
        if is_contracted_not(rest) || (turns && rest != "t") || (rest == "t" && (last == '\'' || last == '’'))
        {
            return true;
        }
    }
    let is_letter = |character: Option<char>| character.is_some_and(char::is_alphabetic);
    if first.is_alphabetic() && (is_letter(b1) || (b1 == Some('-') && is_letter(b2))) {
        let letters = before.trim_end_matches('-');
        let start = letters.char_indices().rev().take(4).take_while(|(_, c)| c.is_alphabetic()).last();
        let prefix = start.map_or("", |(start, _)| &letters[start..]);
        return ["un", "in", "im", "il", "ir", "dis", "non", "mis"]
            .iter()
            .any(|turn| prefix.eq_ignore_ascii_case(turn));
    }
    false
}

/// Widens a range to whole words, without white space round them.
fn snap_to_words(text: &str, range: Range<usize>) -> Range<usize> {
    let is_inside = |character: &char| character.is_alphanumeric() || *character == '\'';
    let start = text.floor_char_boundary(range.start);
    let end = text.ceil_char_boundary(range.end);
    // As far as a long word goes: text without spaces is not widened to its whole.
    const WORD: usize = 20;
    let widen = |characters: &mut dyn Iterator<Item = char>| {
        characters.take(WORD).take_while(is_inside).map(char::len_utf8).sum::<usize>()
    };
    let starts_inside = text[start..].chars().next().is_some_and(|c| is_inside(&c));
    let ends_inside = text[..end].chars().next_back().is_some_and(|c| is_inside(&c));
    let left = if starts_inside { widen(&mut text[..start].chars().rev()) } else { 0 };
    let right = if ends_inside { widen(&mut text[end..].chars()) } else { 0 };
    let wide = start - left..end + right;
    let trimmed = text[wide.clone()].trim_start();
    let start = wide.end - trimmed.len();
    start..start + trimmed.trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "Ann: OK so we’re moving the launch to May 13, that's decided.\nBob: Um, I'll tell the 3 printers by Friday and \
        we won't pay more than $1,500 for it. The annotation layer is not part of release 2.1, unless Priya says so.";

    fn found(quote: &str) -> Result<(&'static str, How), Miss> {
        find_quote(TEXT, quote).map(|found| (&TEXT[found.start..found.end], found.how))
    }

    #[test]
    fn finds_near_quotes() {
        let cases = [
            ("we’re moving the launch to May 13", "we’re moving the launch to May 13", How::Exact),
            ("We're moving  the launch to May 13 ,", "we’re moving the launch to May 13,", How::Normalised),
            ("\"I'LL tell the 3 printers\"", "I'll tell the 3 printers", How::Approximate),
            ("that's decided. Bob: Um, I'll tell", "that's decided.\nBob: Um, I'll tell", How::Normalised),
            (
                "I'll tell the three printers by Friday",
                "I'll tell the 3 printers by Friday",
                How::Approximate,
            ),
            (
                "The anotation layer is not part of release 2.1",
                "The annotation layer is not part of release 2.1",
                How::Approximate,
            ),
        ];
        for (quote, place, how) in cases {
            assert_eq!(found(quote), Ok((place, how)), "{quote}");
        }
    }

    #[test]
    fn alterations_are_not_found() {
        for quote in [
            "we’re not moving the launch to May 13",
            "we’re moving the launch to May 14, that's decided",
            "we’re moving the launch to June 13, that's decided",
            "we’re moving the launch to May 1",
            "I'll tell the 4 printers by Friday",
            "I'll tell the 3 printers by Monday",
            "we will pay more than $1,500 for it",
            "and we won't pay more than $1",
            "Bob: Um, I'll tell the 3 printers by Friday and we wo",
            "The annotation layer is part of release 2.1",
            "The annotation layer is not part of release 2.1, unless Pria says so",
            "The annotation layer is not part of release 2.1, if Priya says so",
            "never part of release 2.1, unless Priya says so",
        ] {
            assert!(
                matches!(found(quote), Err(Miss::Altered | Miss::NotFound)),
                "{quote}: {:?}",
                found(quote)
            );
        }
        assert_eq!(found("we’re not moving the launch to May 13"), Err(Miss::Altered));
        assert_eq!(found("The board rejected item 512 after a recorded vote."), Err(Miss::NotFound));
        assert_eq!(found("  decided.  "), Err(Miss::TooShort));
        assert_eq!(
            found(
                "\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}"
            ),
            Err(Miss::TooShort)
        );
    }

    #[test]
    fn the_hint_wins() {
        let text = "I will send the notes. Later: I will send the notes. And: i will  send the notes.";
        let finder = Finder::new(text);
        let at = |hint: Range<usize>| {
            finder.find("I will send the notes.", Some(hint)).map(|found| (found.start, found.how))
        };
        assert_eq!(at(24..52), Ok((30, How::Exact)));
        assert_eq!(at(55..text.len()), Ok((58, How::Normalised)));
        assert_eq!(at(24..30), Ok((0, How::Exact)));
        assert_eq!(at(24..9000), Ok((0, How::Exact)));
    }

    #[test]
    fn hostile_input_ends_soon() {
        let text = "ab ".repeat(400_000);
        let finder = Finder::new(&text);
        let started = std::time::Instant::now();
        for quote in ["ab ".repeat(600) + "x", "a".repeat(1999), "ab c ".repeat(399), "x".repeat(3_000_000)] {
            let _ = finder.find(&quote, None);
        }
        let digits = "1".repeat(1_000_000);
        assert!(find_quote(&digits, &digits[..500]).is_err());
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }

    proptest! {
        #[test]
        fn any_slice_is_found(text in "(?s).{12,200}|[a-zA-Z0-9 ,.’'é\n]{12,300}", from in 0usize..300, to in 0usize..300) {
            let start = text.floor_char_boundary(from.min(to).min(text.len()));
            let end = text.floor_char_boundary(from.max(to).min(text.len()));
            let slice = text[start..end].trim();
            prop_assume!(slice.chars().count() >= SHORTEST_QUOTE);
            let trimmed = start + (text[start..end].len() - text[start..end].trim_start().len());
            prop_assume!(!cuts_fact(&text, trimmed..trimmed + slice.len()));
            let found = find_quote(&text, &text[start..end]);
            prop_assert!(matches!(found, Ok(Found { how: How::Exact, .. })), "{:?}", found);
            if let Ok(found) = found {
                prop_assert_eq!(&text[found.start..found.end], slice);
            }
        }

        #[test]
        fn an_evened_match_evens_to_the_quote(text in "[a-zA-Z ’“\u{200b}ﬁé,.-]{12,120}", from in 0usize..120, to in 0usize..120) {
            let evened = Normalised::of(&text);
            let start = evened.text.floor_char_boundary(from.min(to).min(evened.text.len()));
            let end = evened.text.floor_char_boundary(from.max(to).min(evened.text.len()));
            let quote = evened.text[start..end].trim().to_owned();
            if let Ok(found) = find_quote(&text, &quote) {
                let place = &text[found.start..found.end];
                if found.how == How::Normalised {
                    prop_assert!(Normalised::of(place).text.contains(&Normalised::of(&quote).text), "{:?} {:?}", place, quote);
                }
            }
        }

        #[test]
        fn no_input_breaks_it(text in "(?s).{0,80}", quote in "(?s).{0,80}") {
            if let Ok(found) = find_quote(&text, &quote) {
                prop_assert!(text.get(found.start..found.end).is_some());
            }
        }
    }
}
