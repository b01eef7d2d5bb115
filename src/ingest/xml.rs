//! XML as the parts of office files hold it → elements and text, one at a time. Depth is bounded, entities that a file
//! declares are not expanded, and an element is known by what its namespace means, not by its prefix.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Elements that may lie within one another. Word stops at a few dozen; readers recurse no deeper than this.
const DEEPEST: usize = 400;

/// What a namespace is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    /// WordprocessingML: paragraphs, runs, tables.
    Word,
    /// Formulas.
    Math,
    /// One of several ways to show the same.
    Choice,
    /// Any other.
    Other,
}

/// Ends of the namespaces that are told apart; the ISO standard has two of each, "transitional" and "strict".
static SPACES: &[(&str, Space)] = &[
    ("/wordprocessingml/2006/main", Space::Word),
    ("/ooxml/wordprocessingml/main", Space::Word),
    ("/officeDocument/2006/math", Space::Math),
    ("/ooxml/officeDocument/math", Space::Math),
    ("/markup-compatibility/2006", Space::Choice),
];

/// Why XML could not be read on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum XmlError {
    /// It breaks its own grammar.
    #[error("its XML breaks off at byte {0}")]
    Broken(u64),
    /// Elements within elements without end.
    #[error("its XML is nested more than {DEEPEST} deep")]
    Deep,
}

/// One step through the XML.
pub(crate) enum Token<'x> {
    /// An element begins; [`Token::Close`] follows also if it is empty.
    Open(Element<'x>),
    /// The innermost element ends.
    Close,
    /// Text between tags.
    Text(Cow<'x, str>),
}

/// An element with its attributes.
pub(crate) struct Element<'x> {
    start: BytesStart<'x>,
    /// What its namespace is for.
    pub(crate) space: Space,
}

impl Element<'_> {
    /// Its name without the prefix.
    pub(crate) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// Whether it is this element of WordprocessingML.
    pub(crate) fn is_word(&self, name: &str) -> bool {
        self.space == Space::Word && self.name() == name
    }

    /// An attribute by its name without the prefix; the first of several.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes.with_checks(false).flatten().find(|attribute| {
            attribute.key.local_name().into_inner() == name && !is_declaration(attribute.key.0)
        })?;
        Some(match found.normalized_value(XmlVersion::Implicit1_0) {
            Ok(value) => value.into_owned(),
            Err(_) => found.value.into_owned(),
        })
    }

    /// The `val` attribute, which holds what most elements of office files say.
    pub(crate) fn value(&self) -> Option<String> {
        self.attribute("val")
    }

    /// An attribute as a number.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// A switch: on if it is there, unless it says otherwise.
    pub(crate) fn is_on(&self) -> bool {
        self.value().is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off" | "none"))
    }
}

fn is_declaration(key: &str) -> bool {
    key == "xmlns" || key.starts_with("xmlns:")
}

/// Steps through one part.
pub(crate) struct Scanner<'x> {
    reader: quick_xml::Reader<&'x [u8]>,
    /// Prefixes declared so far. A prefix that is declared again means the new thing from there on.
    prefixes: Vec<(String, Space)>,
    depth: usize,
}

impl<'x> Scanner<'x> {
    /// A scanner at the beginning of a part.
    pub(crate) fn new(xml: &'x str) -> Self {
        let mut reader = quick_xml::Reader::from_str(xml);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, prefixes: Vec::new(), depth: 0 }
    }

    /// The next step; `None` at the end.
    ///
    /// # Errors
    /// When the XML is broken or nested too deeply.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'x>>, XmlError> {
        loop {
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(_) => return Err(XmlError::Broken(self.reader.error_position())),
            };
            return Ok(Some(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(XmlError::Deep);
                    }
                    let space = self.space(&start);
                    Token::Open(Element { start, space })
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::Close
                }
                Event::Text(text) => Token::Text(text.into_inner()),
                Event::CData(text) => Token::Text(text.into_inner()),
                Event::GeneralRef(name) => match resolve(&name) {
                    Some(character) => Token::Text(Cow::Owned(character.to_string())),
                    None => continue,
                },
                Event::Eof if self.depth > 0 => {
                    return Err(XmlError::Broken(self.reader.buffer_position()));
                }
                Event::Eof => return Ok(None),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {
                    continue;
                }
            }));
        }
    }

    /// Calls `found` for each element that the open one holds directly, and leaves the open one. What `found` has not
    /// read to its end must be skipped by it.
    pub(crate) fn children<E: From<XmlError>>(
        &mut self,
        mut found: impl FnMut(&mut Self, Element<'x>) -> Result<(), E>,
    ) -> Result<(), E> {
        while let Some(token) = self.next()? {
            match token {
                Token::Open(element) => found(self, element)?,
                Token::Close => break,
                Token::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Goes to the first element; `None` if there is none.
    pub(crate) fn root(&mut self) -> Result<Option<Element<'x>>, XmlError> {
        while let Some(token) = self.next()? {
            if let Token::Open(element) = token {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    /// Leaves the open element, whatever it holds.
    pub(crate) fn skip(&mut self) -> Result<(), XmlError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// The words of the open element, and leaves it.
    pub(crate) fn text(&mut self) -> Result<String, XmlError> {
        let outside = self.depth.saturating_sub(1);
        let mut text = String::new();
        while self.depth > outside {
            match self.next()? {
                Some(Token::Text(piece)) => text.push_str(&piece),
                Some(_) => {}
                None => break,
            }
        }
        Ok(text)
    }

    fn space(&mut self, start: &BytesStart) -> Space {
        if start.attributes_raw().contains("xmlns") {
            self.declare(start);
        }
        let name = start.name();
        let prefix = name.prefix().map_or("", |prefix| prefix.into_inner());
        self.prefixes.iter().find(|(known, _)| known == prefix).map_or(Space::Other, |&(_, space)| space)
    }

    fn declare(&mut self, start: &BytesStart) {
        for attribute in start.attributes().with_checks(false).flatten() {
            let key = attribute.key.0;
            if !is_declaration(key) {
                continue;
            }
            let prefix = key.strip_prefix("xmlns:").unwrap_or_default();
            let meant = SPACES.iter().find(|(end, _)| attribute.value.trim_end().ends_with(end));
            let space = meant.map_or(Space::Other, |&(_, space)| space);
            match self.prefixes.iter_mut().find(|(known, _)| known == prefix) {
                Some(known) => known.1 = space,
                // Only those that matter are kept, so that a million declarations cost nothing.
                None if space != Space::Other => self.prefixes.push((prefix.to_owned(), space)),
                None => {}
            }
        }
    }
}

/// The character that a reference stands for. Entities that the file itself declares stand for nothing.
fn resolve(name: &quick_xml::events::BytesRef) -> Option<char> {
    if name.is_char_ref() {
        return name.resolve_char_ref().ok().flatten();
    }
    match &**name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    #[test]
    fn elements_are_known_by_their_namespace() {
        let xml = format!(
            "<?xml version='1.0'?><q:a xmlns:q='{WORD}' xmlns:b='urn:x'><b:t q:val='1 &amp; 2'/><q:t>x&#65;&lt;&none;</q:t></q:a>"
        );
        let mut scanner = Scanner::new(&xml);
        assert!(scanner.root().unwrap().unwrap().is_word("a"));
        let Some(Token::Open(other)) = scanner.next().unwrap() else { panic!() };
        assert!(!other.is_word("t") && other.value().as_deref() == Some("1 & 2"));
        scanner.skip().unwrap();
        let Some(Token::Open(text)) = scanner.next().unwrap() else { panic!() };
        assert!(text.is_word("t"));
        assert_eq!(scanner.text().unwrap(), "xA<");
        assert!(matches!(scanner.next(), Ok(Some(Token::Close))));
        assert!(matches!(scanner.next(), Ok(None)));
    }

    #[test]
    fn broken_and_deep_xml_is_refused() {
        for xml in ["<a><b></a>", "<a>", "<a", "<a b='><c/>"] {
            let mut scanner = Scanner::new(xml);
            let ended = std::iter::from_fn(|| scanner.next().transpose()).find_map(Result::err);
            assert!(matches!(ended, Some(XmlError::Broken(_))), "{xml}");
        }
        let deep = "<a>".repeat(1_000_000);
        let mut scanner = Scanner::new(&deep);
        scanner.root().unwrap();
        assert_eq!(scanner.skip(), Err(XmlError::Deep));
    }
}
