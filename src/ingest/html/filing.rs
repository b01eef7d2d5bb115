//! The SGML in which EDGAR wraps the documents of a filing.

/// A filing.
#[derive(Debug, Default)]
pub(super) struct Filing<'a> {
    /// Who filed what.
    pub(super) title: String,
    /// The end of the period it reports on, as written.
    pub(super) period: Option<String>,
    /// Its documents that hold text, in order.
    pub(super) documents: Vec<Filed<'a>>,
    /// Its documents that hold none, by name.
    pub(super) left_out: Vec<String>,
}

/// One document of a filing.
#[derive(Debug)]
pub(super) struct Filed<'a> {
    /// What it is: `EX-10.1 Supply agreement`.
    pub(super) name: String,
    /// Its text.
    pub(super) text: &'a str,
    /// Line on which that begins.
    pub(super) line: u32,
    /// Whether it is HTML, not plain text.
    pub(super) is_html: bool,
}

/// Documents of a filing beyond this many are left out.
const MOST_DOCUMENTS: usize = 2_000;

/// How the inside of documents begins that are no text.
static NO_TEXT: &[&str] = &["begin 6", "begin 4", "<PDF>", "<XML>", "<JSON>", "<ZIP>"];

/// The documents in SGML; `None` if there is no such wrapper.
pub(super) fn filed_documents(text: &str) -> Option<Filing<'_>> {
    let first = memchr::memmem::find(text.as_bytes(), b"<DOCUMENT>")?;
    let (header, _) = text.split_at(first);
    // A page that only talks about it has markup of its own before.
    if header.contains("<html") || header.contains("<HTML") || header.len() > 1 << 20 {
        return None;
    }
    let mut filing = Filing { period: field(header, "CONFORMED PERIOD OF REPORT:"), ..Filing::default() };
    let filer = field(header, "COMPANY CONFORMED NAME:");
    let form = field(header, "CONFORMED SUBMISSION TYPE:");
    if let (Some(filer), Some(form)) = (filer, form) {
        filing.title = format!("{filer}: {form}");
    }
    let mut line = 1 + count_lines(header);
    for document in text[first..].split("<DOCUMENT>").skip(1) {
        add_document(document, line, &mut filing);
        line += count_lines(document);
    }
    Some(filing)
}

fn add_document<'a>(document: &'a str, line: u32, filing: &mut Filing<'a>) {
    let (head, text) = document.split_once("<TEXT>").unwrap_or(("", document));
    let text = text.split("</TEXT>").next().unwrap_or(text);
    let tag = |name: &str| {
        let value = head.split_once(name)?.1.lines().next()?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    let kind = tag("<TYPE>").unwrap_or_else(|| "document".to_owned());
    let name = match tag("<DESCRIPTION>") {
        Some(description) if !description.eq_ignore_ascii_case(&kind) => format!("{kind} {description}"),
        _ => kind.clone(),
    };
    let inner = text.trim_start();
    let packed = NO_TEXT.iter().any(|start| inner.starts_with(start));
    let machine =
        kind.starts_with("EX-101") || matches!(kind.as_str(), "GRAPHIC" | "ZIP" | "EXCEL" | "XML" | "JSON");
    if packed || machine || filing.documents.len() >= MOST_DOCUMENTS {
        if filing.left_out.len() < 20 {
            filing.left_out.push(tag("<FILENAME>").unwrap_or(name));
        }
        return;
    }
    let line = line + count_lines(head);
    filing.documents.push(Filed { name, text, line, is_html: is_html(inner) });
}

fn is_html(text: &str) -> bool {
    let mut end = text.len().min(4096);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text[..end].to_ascii_lowercase();
    ["<html", "<body", "<div", "<p>", "<p ", "<font", "<br"].iter().any(|tag| head.contains(tag))
}

fn field(header: &str, name: &str) -> Option<String> {
    let value = header.split_once(name)?.1.lines().next()?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

fn count_lines(text: &str) -> u32 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u32
}
