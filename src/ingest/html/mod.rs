//! Web pages and filings in HTML, also with inline XBRL or wrapped in SGML as EDGAR keeps them.
//!
//! `token` takes `walk` over the markup, which leaves parts, `heading` finds headings where none are marked, `write` makes
//! blocks. Links are never followed, scripts and styles never read as text.

mod beside;
mod element;
mod filing;
mod heading;
mod layout;
mod list;
mod part;
mod style;
mod table;
mod tag;
mod token;
mod walk;
mod write;

use super::file::{FileHead, FileReader, RawFile};
use super::writer::Writer;
use super::{ReadError, decode, plain};
use crate::text::dates::read_absolute;
use encoding_rs::Encoding;
use filing::{Filed, filed_documents};
use part::{Kind, Known, Part};
use std::borrow::Cow;
use walk::{Page, Walk};

pub(super) const HTML: FileReader = FileReader { name: "html", detect, read };

/// Bytes looked at to tell a page from something else.
const PROBED_BYTES: usize = 16 * 1024;
/// Bytes in which a page says its encoding; browsers look at as many.
const ENCODING_BYTES: usize = 4 * 1024;
/// A title taken from the text is not longer than this, in characters.
const LONGEST_TITLE: usize = 140;

/// How pages begin, in lower case.
static OPENINGS: &[&str] =
    &["<!doctype html", "<html", "<head", "<body", "<sec-document", "<document>", "<sec-header"];

fn detect(file: &FileHead) -> bool {
    let probe = &file.bytes[..file.bytes.len().min(PROBED_BYTES)];
    let text = match Encoding::for_bom(probe) {
        Some((encoding, length)) => encoding.decode_without_bom_handling(&probe[length..]).0,
        None => String::from_utf8_lossy(probe),
    };
    let lower = text.to_ascii_lowercase();
    let start = skip_prologue(&lower);
    if OPENINGS.iter().any(|opening| start.starts_with(opening)) {
        return true;
    }
    let wrapped = lower.starts_with("-----begin privacy-enhanced message") && lower.contains("<document>");
    let fragment = ["html", "htm", "xhtml", "xht"].iter().any(|extension| file.has_extension(extension));
    let tags =
        ["<p>", "<p ", "<div", "<br", "<table", "<span", "<h1", "<h2", "<li", "<font", "<body", "<meta"];
    let found = tags.iter().filter(|tag| lower.contains(**tag)).count();
    // Markdown may begin with a tag, too.
    let markdown = ["md", "markdown", "mdown", "mkd"].iter().any(|extension| file.has_extension(extension));
    let tagged = start.starts_with('<') && found >= 3 && lower.contains("</") && !markdown;
    wrapped || fragment && found > 0 || tagged
}

/// What follows white space, comments and `<?xml … ?>`.
fn skip_prologue(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if rest.starts_with("<?") {
            rest.find('>').map(|end| end + 1)
        } else {
            None
        };
        match end {
            Some(end) => rest = &rest[end..],
            None => return rest,
        }
    }
}

fn read(file: &RawFile, writer: &mut Writer) -> Result<(), ReadError> {
    let mut notices = Vec::new();
    let text = to_text(&file.bytes, &mut notices)?;
    for notice in notices {
        writer.notice(notice);
    }
    read_text(&text, file, writer)
}

/// Reads a page that was decoded.
pub(super) fn read_text(text: &str, file: &RawFile, writer: &mut Writer) -> Result<(), ReadError> {
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let filing = filed_documents(text);
    let Some(filing) = filing else { return read_page(text, 1, file, writer) };
    writer.title(&filing.title);
    writer.date(filing.period.as_deref().and_then(read_absolute));
    let named = filing.documents.len() > 1;
    for document in &filing.documents {
        read_filed(document, named, file, writer)?;
    }
    if !filing.left_out.is_empty() {
        writer.notice(format!(
            "parts of the filing that hold no text were left out: {}",
            filing.left_out.join(", ")
        ));
    }
    Ok(())
}

fn read_filed(document: &Filed, named: bool, file: &RawFile, writer: &mut Writer) -> Result<(), ReadError> {
    if named {
        let place = Known::Line.place(1, document.line);
        writer.block(crate::model::document::BlockKind::Heading(1), None, &document.name, place);
    }
    if document.is_html {
        read_page(document.text, document.line, file, writer)
    } else {
        plain::read_filed(document.text, document.line, writer);
        Ok(())
    }
}

fn read_page(text: &str, line: u32, file: &RawFile, writer: &mut Writer) -> Result<(), ReadError> {
    let late = || ReadError::TooLong { form: HTML.name, seconds: file.limit().as_secs() };
    let strict = is_xhtml(text);
    let mut page = Walk::over(text, line, strict, || !file.is_late()).ok_or_else(late)?;
    write::find_running(&mut page.parts);
    beside::set_beside(&mut page.parts);
    heading::find_headings(&mut page.parts);
    describe(&page, writer);
    if page.cut {
        writer.notice("the file ends within a tag; what should follow is missing");
    }
    let paged = page.pages > 1;
    if paged {
        writer.pages(page.pages);
    }
    write::write_parts(page.parts, if paged { Known::Page } else { Known::Line }, writer);
    Ok(())
}

/// Reads HTML that stands within another format; its first line has the number `line`, if lines can be told.
pub(super) fn read_fragment(text: &str, line: Option<u32>, writer: &mut Writer) {
    if let Some(page) = Walk::over(text, line.unwrap_or(1), false, || true) {
        let known = if line.is_some() { Known::Line } else { Known::Nothing };
        write::write_parts(page.parts, known, writer);
    }
}

/// XHTML closes empty elements with `/>`; in HTML that means nothing.
fn is_xhtml(text: &str) -> bool {
    let mut end = text.len().min(ENCODING_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text[..end].to_ascii_lowercase();
    head.trim_start().starts_with("<?xml") || head.contains("http://www.w3.org/1999/xhtml\"")
}

/// Takes title and date from what the page says about itself.
fn describe(page: &Page, writer: &mut Writer) {
    let fact = |name: &str| {
        let (_, value) = page
            .facts
            .iter()
            .find(|(known, value)| known.eq_ignore_ascii_case(name) && !value.trim().is_empty())?;
        Some(value.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    if let (Some(filer), Some(form)) = (fact("dei:EntityRegistrantName"), fact("dei:DocumentType")) {
        writer.title(&format!("{filer}: {form}"));
    }
    if let Some(title) = ["og:title", "dc.title", "citation_title"].into_iter().find_map(fact) {
        writer.title(&title);
    }
    // File names and the names of programs are no titles.
    let speaks = page.title.contains(' ') && !page.title.to_ascii_lowercase().starts_with("prepared by");
    if speaks {
        writer.title(&page.title);
    }
    let headings = page.parts.iter().filter_map(|part| match part {
        Part::Piece(piece) if matches!(piece.kind, Kind::Heading(_)) => Some(piece.text.as_str()),
        _ => None,
    });
    if let Some(heading) = headings.take(1).find(|heading| heading.chars().count() <= LONGEST_TITLE) {
        writer.title(heading);
    }
    let dates = [
        "dei:DocumentPeriodEndDate",
        "article:published_time",
        "date",
        "dc.date",
        "citation_date",
        "pubdate",
    ];
    writer.date(dates.into_iter().find_map(|name| read_absolute(&fact(name)?)));
}

/// Decodes a page: by its byte order mark, as UTF-8 if it is that, by what it declares, or by the look of its letters.
fn to_text<'a>(bytes: &'a [u8], notices: &mut Vec<String>) -> Result<Cow<'a, str>, ReadError> {
    if Encoding::for_bom(bytes).is_none()
        && let Some(encoding) = declared_encoding(&bytes[..bytes.len().min(ENCODING_BYTES)])
    {
        let is_utf8 =
            std::str::from_utf8(bytes).is_ok_and(|text| !text.is_ascii() || encoding.is_ascii_compatible());
        if !is_utf8 && encoding != encoding_rs::UTF_8 {
            return Ok(encoding.decode_without_bom_handling(bytes).0);
        }
    }
    decode::to_text(bytes, notices)
}

/// `<meta charset=…>`, `content="text/html; charset=…"`, `<?xml encoding="…"?>`.
fn declared_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    ["charset=", "encoding="].iter().find_map(|key| {
        let at = memchr::memmem::find(&lower, key.as_bytes())?;
        let value = lower[at + key.len()..].trim_ascii_start();
        let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
        let end =
            value.iter().position(|&byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte)))?;
        Encoding::for_label(&value[..end])
    })
}

#[cfg(test)]
mod tests;
