//! `word/numbering.xml` → the number in front of each paragraph, as printed: levels, restarts, overrides, lists that belong to
//! styles (ECMA-376 part 1, section 17.9).

use super::counter::Form;
use super::story::NumberRef;
use super::styles::{Style, Styles};
use crate::ingest::xml::{Element, Scanner, Token, XmlError};
use std::collections::{HashMap, HashSet};

/// Levels of a list.
const LEVELS: usize = 9;

/// Lists that may point to one another through styles; also ends circles.
const LONGEST_CHAIN: usize = 8;

/// Longest printed number, in bytes: a text that stands in every number must not swell the document.
const LONGEST_LABEL: usize = 200;

/// What is printed in front of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// A number or letter.
    Printed(String),
    /// A sign such as a dot.
    Bullet,
}

/// One level of a list.
#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    form: Form,
    text: String,
    restart: Option<usize>,
    digits_only: bool,
    style: Option<String>,
}

/// A list as defined once and used by several.
#[derive(Clone, Debug, Default)]
struct Abstract {
    levels: [Option<Level>; LEVELS],
    /// Another list stands for it, named by a numbering style.
    link: Option<String>,
}

/// A use of a list.
#[derive(Clone, Debug, Default)]
struct Instance {
    abstract_id: i64,
    starts: [Option<u32>; LEVELS],
    levels: [Option<Level>; LEVELS],
}

/// All lists of a document.
#[derive(Debug, Default)]
pub(super) struct Lists {
    abstracts: HashMap<i64, Abstract>,
    instances: HashMap<i64, Instance>,
}

impl Lists {
    /// Reads the part.
    pub(super) fn read(xml: &str) -> Result<Self, XmlError> {
        let mut scanner = Scanner::new(xml);
        let mut lists = Self::default();
        while let Some(token) = scanner.next()? {
            let Token::Open(element) = token else { continue };
            if element.is_word("abstractNum") {
                let id = element.number("abstractNumId").unwrap_or_default();
                lists.abstracts.insert(id, read_abstract(&mut scanner)?);
            } else if element.is_word("num") {
                let id = element.number("numId").unwrap_or_default();
                lists.instances.insert(id, read_instance(&mut scanner)?);
            }
        }
        Ok(lists)
    }

    /// The definition behind a list, with its id.
    fn definition(&self, instance: &Instance, styles: &Styles) -> Option<(i64, &Abstract)> {
        let mut id = instance.abstract_id;
        for _ in 0..LONGEST_CHAIN {
            let found = self.abstracts.get(&id)?;
            let linked = found.link.as_deref().and_then(|style| styles.list(style));
            match linked.and_then(|list| self.instances.get(&list)) {
                Some(next) if next.abstract_id != id => id = next.abstract_id,
                _ => return Some((id, found)),
            }
        }
        None
    }
}

fn read_abstract(scanner: &mut Scanner) -> Result<Abstract, XmlError> {
    let mut found = Abstract::default();
    scanner.children(|scanner, child| {
        if child.is_word("lvl") {
            let (index, level) = read_level(scanner, &child)?;
            if let Some(slot) = found.levels.get_mut(index) {
                *slot = Some(level);
            }
            return Ok(());
        }
        if child.is_word("numStyleLink") {
            found.link = child.value();
        }
        scanner.skip()
    })?;
    Ok(found)
}

fn read_instance(scanner: &mut Scanner) -> Result<Instance, XmlError> {
    let mut instance = Instance::default();
    scanner.children(|scanner, child| {
        if child.is_word("abstractNumId") {
            instance.abstract_id = child.number("val").unwrap_or_default();
        } else if child.is_word("lvlOverride") {
            let index = child.number("ilvl").and_then(|level| usize::try_from(level).ok()).unwrap_or(LEVELS);
            return scanner.children(|scanner, child| {
                if child.is_word("lvl") {
                    let (_, level) = read_level(scanner, &child)?;
                    if let Some(slot) = instance.levels.get_mut(index) {
                        *slot = Some(level);
                    }
                    return Ok(());
                }
                if let (true, Some(slot)) = (child.is_word("startOverride"), instance.starts.get_mut(index)) {
                    *slot = child.number("val").and_then(|start| u32::try_from(start).ok());
                }
                scanner.skip()
            });
        }
        scanner.skip()
    })?;
    Ok(instance)
}

fn read_level(scanner: &mut Scanner, element: &Element) -> Result<(usize, Level), XmlError> {
    let index = element.number("ilvl").and_then(|level| usize::try_from(level).ok()).unwrap_or_default();
    let mut level = Level::default();
    scanner.children(|scanner, child| {
        if child.space != crate::ingest::xml::Space::Word {
            // Newer forms stand beside an older one for programs that do not know them.
            return scanner.skip();
        }
        match child.name() {
            "start" => level.start = child.number("val").and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
            "numFmt" => level.form = Form::named(&child.value().unwrap_or_default()),
            "lvlText" => level.text = child.value().unwrap_or_default(),
            "lvlRestart" => level.restart = child.number("val").and_then(|n| usize::try_from(n).ok()),
            "isLgl" => level.digits_only = child.is_on(),
            "pStyle" => level.style = child.value(),
            _ => {}
        }
        scanner.skip()
    })?;
    Ok((index, level))
}

/// Counts the paragraphs of a document as they come.
#[derive(Debug, Default)]
pub(super) struct Counters {
    counts: HashMap<i64, [Option<u32>; LEVELS]>,
    /// Lists and levels whose own start has been used.
    started: HashSet<(i64, usize)>,
}

impl Counters {
    /// The number of the next paragraph of this style that names `own` itself; `None` if it has no number.
    pub(super) fn next(
        &mut self,
        lists: &Lists,
        styles: &Styles,
        style: &Style,
        own: NumberRef,
    ) -> Option<Label> {
        let list = own.list.or(style.number.list).filter(|&list| list != 0)?;
        let instance = lists.instances.get(&list)?;
        let (id, definition) = lists.definition(instance, styles)?;
        let level = own.level.or_else(|| level_of_style(definition, instance, style)).or(style.number.level);
        let index = level.unwrap_or_default().min(LEVELS - 1);
        let level_at = |index: usize| instance.levels[index].as_ref().or(definition.levels[index].as_ref());
        let level = level_at(index)?;
        let counts = self.counts.entry(id).or_default();
        let restarted = instance.starts[index].filter(|_| self.started.insert((list, index)));
        counts[index] = Some(match (restarted, counts[index]) {
            (Some(start), _) => start,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => instance.starts[index].unwrap_or(level.start),
        });
        for (below, count) in counts.iter_mut().enumerate().skip(index + 1) {
            let restart = level_at(below).and_then(|level| level.restart);
            if restart.is_none_or(|restart| index < restart) {
                *count = None;
            }
        }
        if level.form == Form::Bullet {
            return Some(Label::Bullet);
        }
        let number = |level_index: usize| {
            let own = level_at(level_index)?;
            let form = if level.digits_only && own.form != Form::None { Form::Decimal } else { own.form };
            Some(form.print(counts[level_index].unwrap_or(own.start)))
        };
        let label = fill(&level.text, number);
        (!label.is_empty()).then_some(Label::Printed(label))
    }
}

/// The level that belongs to the paragraph's style or to one it is based on.
fn level_of_style(definition: &Abstract, instance: &Instance, style: &Style) -> Option<usize> {
    style.lineage.iter().find_map(|id| {
        (0..LEVELS).find(|&index| {
            let level = instance.levels[index].as_ref().or(definition.levels[index].as_ref());
            level.is_some_and(|level| level.style.as_ref() == Some(id))
        })
    })
}

/// Puts numbers in the place of `%1` to `%9`.
fn fill(text: &str, number: impl Fn(usize) -> Option<String>) -> String {
    let mut label = String::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let digit = (sign == '%').then(|| signs.peek().and_then(|next| next.to_digit(10))).flatten();
        match digit {
            Some(digit @ 1..=9) => {
                signs.next();
                label.push_str(&number(digit as usize - 1).unwrap_or_default());
            }
            _ => label.push(sign),
        }
        if label.len() > LONGEST_LABEL {
            break;
        }
    }
    label.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";

    fn level(index: usize, form: &str, text: &str, more: &str) -> String {
        format!(
            "<w:lvl w:ilvl='{index}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>{more}<w:lvlText w:val='{text}'/></w:lvl>"
        )
    }

    /// Prints the labels of paragraphs given as list and level.
    fn labels(numbering: &str, styles: &str, paragraphs: &[(&str, i64, i64)]) -> String {
        let lists = Lists::read(&format!("<w:numbering {SPACE}>{numbering}</w:numbering>")).unwrap();
        let styles = Styles::read(&format!("<w:styles {SPACE}>{styles}</w:styles>")).unwrap();
        let mut counters = Counters::default();
        let mut printed = Vec::new();
        for &(style, list, level) in paragraphs {
            let own =
                NumberRef { list: Some(list).filter(|&list| list >= 0), level: usize::try_from(level).ok() };
            printed.push(match counters.next(&lists, &styles, styles.get(Some(style)), own) {
                Some(Label::Printed(label)) => label,
                Some(Label::Bullet) => "•".to_owned(),
                None => "-".to_owned(),
            });
        }
        printed.join(" ")
    }

    #[test]
    fn numbers_are_printed_as_in_contracts() {
        let legal = [
            level(0, "decimal", "%1.", ""),
            level(1, "decimal", "%1.%2", ""),
            level(2, "lowerLetter", "%1.%2(%3)", ""),
            level(3, "lowerRoman", "(%4)", ""),
        ]
        .concat();
        let list = |inner: &str| {
            format!(
                "<w:abstractNum w:abstractNumId='1'>{inner}</w:abstractNum><w:num w:numId='5'><w:abstractNumId w:val='1'/></w:num>"
            )
        };
        let restart = "<w:num w:numId='6'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='4'/></w:lvlOverride></w:num>";
        let other = format!(
            "<w:num w:numId='6'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>{}</w:lvlOverride></w:num>",
            level(0, "upperLetter", "Annex %1", "")
        );
        let steps: &[(&str, i64, i64)] = &[
            ("", 5, 0),
            ("", 5, 1),
            ("", 5, 1),
            ("", 5, 2),
            ("", 5, 2),
            ("", 5, 3),
            ("", 5, 1),
            ("", 5, 2),
            ("", 5, 0),
            ("", 5, 1),
        ];
        let cases = [
            ("levels", list(&legal), steps, "1. 1.1 1.2 1.2(a) 1.2(b) (i) 1.3 1.3(a) 2. 2.1"),
            (
                "start again",
                list(&legal) + restart,
                &[("", 5, 0), ("", 5, 0), ("", 6, 0), ("", 6, 1), ("", 6, 0), ("", 5, 0)],
                "1. 2. 4. 4.1 5. 6.",
            ),
            ("another form", list(&legal) + &other, &[("", 5, 0), ("", 6, 0), ("", 5, 0)], "1. Annex B 3."),
            (
                "never restarts",
                list(
                    &[
                        level(0, "upperRoman", "%1", ""),
                        level(1, "decimal", "%2)", "<w:lvlRestart w:val='0'/>"),
                    ]
                    .concat(),
                ),
                &[("", 5, 0), ("", 5, 1), ("", 5, 0), ("", 5, 1)],
                "I 1) II 2)",
            ),
            (
                "digits only",
                list(
                    &[level(0, "upperRoman", "Article %1", ""), level(1, "decimal", "%1.%2", "<w:isLgl/>")]
                        .concat(),
                ),
                &[("", 5, 0), ("", 5, 0), ("", 5, 1)],
                "Article I Article II 2.1",
            ),
            ("below an unused level", list(&legal), &[("", 5, 1), ("", 5, 1)], "1.1 1.2"),
            (
                "bullets, none and unknown",
                list(&level(0, "bullet", "x", "")),
                &[("", 5, 0), ("", 0, 0), ("", 9, 0), ("", 5, 7)],
                "• - - -",
            ),
        ];
        for (name, numbering, paragraphs, expected) in cases {
            assert_eq!(labels(&numbering, "", paragraphs), expected, "{name}");
        }
    }

    #[test]
    fn styles_carry_numbers() {
        let numbering = format!(
            "<w:abstractNum w:abstractNumId='1'>{}{}</w:abstractNum><w:num w:numId='5'><w:abstractNumId w:val='1'/></w:num>\
             <w:abstractNum w:abstractNumId='2'><w:numStyleLink w:val='L'/></w:abstractNum><w:num w:numId='8'><w:abstractNumId w:val='2'/></w:num>\
             <w:abstractNum w:abstractNumId='3'><w:numStyleLink w:val='M'/></w:abstractNum><w:num w:numId='9'><w:abstractNumId w:val='3'/></w:num>",
            level(0, "decimal", "%1", "<w:pStyle w:val='H1'/>"),
            level(1, "decimal", "%1.%2", "<w:pStyle w:val='H2'/>")
        );
        let number = |list: i64| format!("<w:pPr><w:numPr><w:numId w:val='{list}'/></w:numPr></w:pPr>");
        let styles = format!(
            "<w:style w:styleId='H1'>{0}</w:style><w:style w:styleId='H2'>{0}</w:style><w:style w:styleId='H2b'><w:basedOn w:val='H2'/></w:style>\
             <w:style w:type='numbering' w:styleId='L'>{0}</w:style><w:style w:type='numbering' w:styleId='M'>{1}</w:style>",
            number(5),
            number(9)
        );
        let paragraphs = [
            ("H1", -1, -1),
            ("H2", -1, -1),
            ("H2b", -1, -1),
            ("H2", 0, -1),
            ("H1", -1, -1),
            ("", 8, 1),
            ("", 9, 0),
        ];
        assert_eq!(labels(&numbering, &styles, &paragraphs), "1 1.1 1.2 - 2 2.1 -");
    }
}
