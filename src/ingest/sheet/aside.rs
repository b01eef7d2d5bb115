//! What a workbook of Excel says beside its cells: rows and columns that are not shown, and remarks pinned to cells. Source:
//! ECMA-376 part 1, sections 18.3.1.13, 18.3.1.73 and 18.7; threaded remarks: MS-XLSX, section 2.6.205.

use super::{Remark, Sheet};
use crate::ingest::ReadError;
use crate::ingest::package::{Package, Relation};
use crate::ingest::xml::{Scanner, Token, XmlError};
use std::collections::HashMap;

/// Remarks that are read of one sheet.
const MOST_REMARKS: usize = 100_000;
/// What old programs are shown in place of a threaded remark.
const STAND_IN: &str = "[Threaded comment]";

/// Parts of a workbook by the names of its sheets, and people by their ids.
pub(super) struct Asides {
    parts: HashMap<String, String>,
    people: HashMap<String, String>,
}

impl Asides {
    /// Reads where the sheets are. What is broken counts as not there: the cells are read in another way.
    ///
    /// # Errors
    /// When a part is too large.
    pub(super) fn read(package: &mut Package) -> Result<Self, ReadError> {
        let relations = package.relations("")?;
        let book = target(&relations, "officeDocument").unwrap_or("xl/workbook.xml").to_owned();
        let relations = package.relations(&book)?;
        let xml = part(package, &book)?;
        let mut asides = Self { parts: HashMap::new(), people: HashMap::new() };
        each(&xml, |_, element| {
            if let ("sheet", Some(name), Some(id)) =
                (element.name(), element.attribute("name"), element.attribute("id"))
                && let Some(relation) = relations.iter().find(|relation| relation.id == id)
            {
                asides.parts.insert(name, relation.target.clone());
            }
            Ok(())
        });
        if let Some(people) = target(&relations, "person") {
            each(&part(package, people)?, |_, element| {
                if let (Some(id), Some(name)) = (element.attribute("id"), element.attribute("displayName")) {
                    asides.people.insert(id, name);
                }
                Ok(())
            });
        }
        Ok(asides)
    }

    /// Adds to a sheet what stands beside its cells.
    ///
    /// # Errors
    /// When a part is too large.
    pub(super) fn add(&self, package: &mut Package, sheet: &mut Sheet) -> Result<(), ReadError> {
        let Some(name) = self.parts.get(&sheet.name) else { return Ok(()) };
        read_hidden(&part(package, name)?, sheet);
        let relations = package.relations(name)?;
        if let Some(remarks) = target(&relations, "threadedComment") {
            self.read_threads(&part(package, remarks)?, sheet);
        }
        if let Some(remarks) = target(&relations, "comments") {
            read_remarks(&part(package, remarks)?, sheet);
        }
        sheet.remarks.sort_by_key(|remark| (remark.row, remark.column));
        Ok(())
    }

    fn read_threads(&self, xml: &str, sheet: &mut Sheet) {
        let (mut place, mut author) = (None, None);
        each(xml, |scanner, element| {
            match element.name() {
                "threadedComment" => {
                    place = element.attribute("ref").as_deref().and_then(read_place);
                    author = element.attribute("personId").and_then(|id| self.people.get(&id)).cloned();
                }
                "text" => push(sheet, place, author.clone(), scanner.text()?),
                _ => {}
            }
            Ok(())
        });
    }
}

/// Rows and columns that are not shown.
fn read_hidden(xml: &str, sheet: &mut Sheet) {
    if memchr::memmem::find(xml.as_bytes(), b"hidden=").is_none() {
        return;
    }
    let number = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    let mut row = 0;
    each(xml, |scanner, element| {
        let is_hidden = element.attribute("hidden").is_some_and(|value| matches!(&*value, "1" | "true"));
        match element.name() {
            "row" => {
                row = number(element.number("r")).unwrap_or(row + 1);
                if is_hidden {
                    sheet.hidden_rows.push((row, row));
                }
                scanner.skip()?;
            }
            "col" if is_hidden => {
                let first = number(element.number("min")).unwrap_or(1);
                sheet.hidden_columns.push((first, number(element.number("max")).unwrap_or(first)));
            }
            _ => {}
        }
        Ok(())
    });
    sheet.hidden_rows.sort_unstable();
    sheet.hidden_columns.sort_unstable();
}

fn read_remarks(xml: &str, sheet: &mut Sheet) {
    let mut authors = Vec::new();
    let (mut place, mut author) = (None, None);
    each(xml, |scanner, element| {
        match element.name() {
            "author" => authors.push(scanner.text()?),
            "comment" => {
                place = element.attribute("ref").as_deref().and_then(read_place);
                let index = element.number("authorId").and_then(|index| usize::try_from(index).ok());
                author = index.and_then(|index| authors.get(index)).cloned();
            }
            "text" => {
                let text = scanner.text()?;
                if !text.trim_start().starts_with(STAND_IN) {
                    push(sheet, place, author.clone(), text);
                }
            }
            _ => {}
        }
        Ok(())
    });
}

fn push(sheet: &mut Sheet, place: Option<(u32, u32)>, author: Option<String>, text: String) {
    if let Some((row, column)) = place
        && !text.trim().is_empty()
        && sheet.remarks.len() < MOST_REMARKS
    {
        let author = author.filter(|author| !author.trim().is_empty());
        // Excel writes the author's name into the text as well.
        let named = author.as_deref().and_then(|author| text.trim_start().strip_prefix(author));
        let text = named.and_then(|rest| rest.strip_prefix(':')).map(str::to_owned).unwrap_or(text);
        sheet.remarks.push(Remark { row, column, author, text });
    }
}

/// Hands every element to `take`, up to where the XML breaks.
fn each<'x>(
    xml: &'x str,
    mut take: impl FnMut(&mut Scanner<'x>, crate::ingest::xml::Element<'x>) -> Result<(), XmlError>,
) {
    let mut scanner = Scanner::new(xml);
    while let Ok(Some(token)) = scanner.next() {
        if let Token::Open(element) = token
            && take(&mut scanner, element).is_err()
        {
            break;
        }
    }
}

/// A part's text; nothing if it is not there or broken.
fn part(package: &mut Package, name: &str) -> Result<String, ReadError> {
    match package.part(name) {
        Ok(text) => Ok(text.unwrap_or_default()),
        Err(error @ ReadError::TooLarge { .. }) => Err(error),
        Err(_) => Ok(String::new()),
    }
}

fn target<'r>(relations: &'r [Relation], kind: &str) -> Option<&'r str> {
    relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.as_str())
}

/// Row and column of a reference such as `AB12`, both counted from 1.
fn read_place(text: &str) -> Option<(u32, u32)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let (letters, digits) = text.split_at(letters);
    let column =
        letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some((digits.parse().ok()?, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_name_row_and_column() {
        let cases = [
            ("A1", Some((1, 1))),
            ("xfd1048576", Some((1_048_576, 16_384))),
            ("AB12", Some((12, 28))),
            ("12", None),
            ("ABCD1", None),
            ("A", None),
            ("", None),
        ];
        for (text, place) in cases {
            assert_eq!(read_place(text), place, "{text}");
        }
    }
}
