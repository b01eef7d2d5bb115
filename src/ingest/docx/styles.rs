//! `word/styles.xml` → what each style means for reading: the level of a heading, a list, hidden text.

use super::story::NumberRef;
use crate::ingest::xml::{Element, Scanner, Token, XmlError};
use std::collections::HashMap;

/// Styles that may be based on one another; also ends circles.
const LONGEST_CHAIN: usize = 32;

/// What a style says itself or inherits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Level of the heading, from 1; `None` for body text.
    pub(super) heading: Option<u8>,
    /// Whether it is the document's title.
    pub(super) is_title: bool,
    /// Whether it is an item of a list by its name.
    pub(super) is_list: bool,
    /// The list it counts in.
    pub(super) number: NumberRef,
    /// Styles from itself up to the one that names the list, for levels that belong to a style.
    pub(super) lineage: Vec<String>,
    /// Whether its text is hidden.
    pub(super) hidden: bool,
}

/// All styles of a document by their id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    resolved: HashMap<String, Style>,
    default: Style,
}

/// A style as written.
#[derive(Debug, Default)]
struct Written {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    number: NumberRef,
    hidden: Option<bool>,
    is_default_paragraph: bool,
}

impl Styles {
    /// Reads the part.
    pub(super) fn read(xml: &str) -> Result<Self, XmlError> {
        let mut scanner = Scanner::new(xml);
        let mut written = HashMap::new();
        let mut order = Vec::new();
        while let Some(token) = scanner.next()? {
            let Token::Open(element) = token else { continue };
            if element.is_word("style") {
                let id = element.attribute("styleId").unwrap_or_default();
                let style = read_style(&mut scanner, &element)?;
                if written.insert(id.clone(), style).is_none() {
                    order.push(id);
                }
            }
        }
        let mut styles = Self::default();
        for id in order {
            let style = resolve(&id, &written);
            if written.get(&id).is_some_and(|style| style.is_default_paragraph) {
                styles.default = style.clone();
            }
            styles.resolved.insert(id, style);
        }
        Ok(styles)
    }

    /// The style of this id; the default paragraph style for none or an unknown one.
    pub(super) fn get(&self, id: Option<&str>) -> &Style {
        id.and_then(|id| self.resolved.get(id)).unwrap_or(&self.default)
    }

    /// Whether a character style hides its text.
    pub(super) fn hides(&self, id: &str) -> bool {
        self.resolved.get(id).is_some_and(|style| style.hidden)
    }

    /// The list that a numbering style stands for.
    pub(super) fn list(&self, id: &str) -> Option<i64> {
        self.resolved.get(id)?.number.list
    }
}

fn read_style(scanner: &mut Scanner, element: &Element) -> Result<Written, XmlError> {
    let is_paragraph = element.attribute("type").is_none_or(|kind| kind == "paragraph");
    let is_default = element.attribute("default").is_some_and(|value| value == "1" || value == "true");
    let mut style = Written { is_default_paragraph: is_paragraph && is_default, ..Written::default() };
    scanner.children(|scanner, child| {
        match (child.space == crate::ingest::xml::Space::Word, child.name()) {
            (true, "name") => style.name = child.value().unwrap_or_default().to_lowercase(),
            (true, "basedOn") => style.based_on = child.value(),
            (true, "pPr") => {
                return scanner.children(|scanner, child| {
                    if child.is_word("outlineLvl") {
                        style.outline = child.number("val").and_then(|level| u8::try_from(level).ok());
                    } else if child.is_word("numPr") {
                        style.number = NumberRef::read(scanner)?;
                        return Ok(());
                    }
                    scanner.skip()
                });
            }
            (true, "rPr") => {
                return scanner.children(|scanner, child| {
                    if child.is_word("vanish") {
                        style.hidden = Some(child.is_on());
                    }
                    scanner.skip()
                });
            }
            _ => {}
        }
        scanner.skip()
    })?;
    Ok(style)
}

/// Collects what a style inherits: the nearest that says something counts.
fn resolve(id: &str, written: &HashMap<String, Written>) -> Style {
    let mut style = Style::default();
    let (mut outline, mut hidden) = (None, None);
    let mut next = Some(id);
    for _ in 0..LONGEST_CHAIN {
        let Some((id, own)) = next.and_then(|id| written.get_key_value(id)) else { break };
        outline = outline.or(own.outline.or_else(|| level_of(&own.name)));
        hidden = hidden.or(own.hidden);
        style.is_title |= own.name == "title";
        style.is_list |= ["list bullet", "list number", "list paragraph bullet"]
            .iter()
            .any(|name| own.name.starts_with(name));
        if style.number.list.is_none() {
            style.lineage.push(id.clone());
        }
        style.number = style.number.or(own.number);
        next = own.based_on.as_deref();
    }
    style.hidden = hidden.unwrap_or_default();
    style.heading = outline.filter(|&level| level < BODY_LEVEL).map(|level| level + 1);
    style
}

/// Outline level of body text; 0 to 8 are headings.
const BODY_LEVEL: u8 = 9;

/// The outline level that the name of a built-in style stands for. Programs keep these names in English whatever language
/// the user sees.
fn level_of(name: &str) -> Option<u8> {
    let level: u8 = name.strip_prefix("heading ")?.trim().parse().ok()?;
    (1..=BODY_LEVEL).contains(&level).then(|| level - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(inner: &str) -> Styles {
        let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        Styles::read(&format!("<w:styles xmlns:w='{space}'>{inner}</w:styles>")).unwrap()
    }

    #[test]
    fn headings_are_told_through_the_chain() {
        let styles = styles(
            "<w:style w:type='paragraph' w:default='1' w:styleId='N'><w:name w:val='Normal'/></w:style>\
             <w:style w:styleId='berschrift2'><w:name w:val='heading 2'/><w:basedOn w:val='N'/></w:style>\
             <w:style w:styleId='Clause'><w:name w:val='Clause'/><w:basedOn w:val='berschrift2'/>\
               <w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='7'/></w:numPr></w:pPr></w:style>\
             <w:style w:styleId='Sub'><w:name w:val='Sub'/><w:basedOn w:val='Clause'/></w:style>\
             <w:style w:styleId='Toc'><w:name w:val='TOC Heading'/><w:basedOn w:val='berschrift2'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>\
             <w:style w:styleId='T'><w:name w:val='Title'/></w:style>\
             <w:style w:styleId='A'><w:basedOn w:val='B'/><w:rPr><w:vanish/></w:rPr></w:style>\
             <w:style w:styleId='B'><w:basedOn w:val='A'/></w:style>\
             <w:style w:styleId='C'><w:basedOn w:val='A'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>",
        );
        let heading = |id: &str| styles.get(Some(id)).heading;
        assert_eq!(
            [heading("N"), heading("berschrift2"), heading("Clause"), heading("Toc"), heading("none")],
            [None, Some(2), Some(2), None, None]
        );
        assert_eq!(styles.get(Some("Sub")).number, NumberRef { list: Some(7), level: Some(1) });
        assert_eq!(styles.get(Some("Sub")).lineage, ["Sub", "Clause"]);
        assert!(styles.get(Some("T")).is_title);
        assert!(styles.hides("A") && styles.hides("B") && !styles.hides("C"), "a circle ends");
    }
}
