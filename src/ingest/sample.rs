//! What a reader sees of an input: its path and its decoded text, with views of it that several readers share.

use super::json::Shape;
use super::plain::Survey;
use std::cell::OnceCell;

/// How sure a reader is, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Likelihood {
    /// It would make sense of any such text.
    Fallback,
    /// Some of it fits.
    Possible,
    /// Most of it fits.
    Likely,
    /// It carries a mark that nothing else has.
    Certain,
}

/// One decoded input.
pub(crate) struct Sample<'a> {
    text: &'a str,
    extension: String,
    shape: OnceCell<Option<Result<Shape, serde_json::Error>>>,
    survey: OnceCell<Survey<'a>>,
}

impl<'a> Sample<'a> {
    /// A sample of a text that `decode` has cleaned.
    pub(crate) fn new(path: &'a str, text: &'a str) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let name = name.strip_suffix(".gz").unwrap_or(name);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
        Self { text, extension, shape: OnceCell::new(), survey: OnceCell::new() }
    }

    /// The whole text; lines end with `\n`.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The file name's extension in lower case, or "".
    pub(crate) fn extension(&self) -> &str {
        &self.extension
    }

    /// The upper levels of the text as JSON; `None` if it does not look like JSON at all.
    pub(crate) fn shape(&self) -> Option<&Result<Shape, serde_json::Error>> {
        self.shape.get_or_init(|| Shape::probe(self.text)).as_ref()
    }

    /// What the lines of the text look like.
    pub(crate) fn survey(&self) -> &Survey<'a> {
        self.survey.get_or_init(|| Survey::new(self.text))
    }

    /// The lines of the text with their numbers, counted from 1.
    pub(crate) fn lines(&self) -> Lines<'a> {
        Lines::new(self.text, 1)
    }
}

/// Lines of a text with their numbers.
#[derive(Clone)]
pub(crate) struct Lines<'a> {
    rest: Option<&'a str>,
    number: u32,
}

impl<'a> Lines<'a> {
    /// The lines of `text`, of which the first one has this number.
    pub(crate) fn new(text: &'a str, first: u32) -> Self {
        Self { rest: (!text.is_empty()).then_some(text), number: first }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (u32, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest?;
        let number = self.number;
        self.number = number.saturating_add(1);
        match memchr::memchr(b'\n', rest.as_bytes()) {
            Some(end) => {
                self.rest = Some(&rest[end + 1..]).filter(|rest| !rest.is_empty());
                Some((number, &rest[..end]))
            }
            None => {
                self.rest = None;
                Some((number, rest))
            }
        }
    }
}
