//! PDF files: text with its page, line, heading, list and table, in the order in which people read it.
//!
//! `source` reads what is drawn, `layout` finds lines, columns and tables on a page, `compose` puts pages together.

mod compose;
mod layout;
mod notices;
mod page;
mod salvage;
mod source;

use super::ReadError;
use super::file::{FileHead, FileReader, RawFile};
use super::writer::Writer;
use layout::PageText;
use page::PageContent;
use source::{Source, Unopened};

/// Shown as the document's format.
const FORM: &str = "pdf";
/// The mark of a PDF may stand behind other bytes; viewers look this far.
const MARK_WITHIN: usize = 1024;
/// Glyphs of a whole file; more is made to do harm.
const MOST_GLYPHS: usize = 100_000_000;

/// The reader.
pub(super) const PDF: FileReader = FileReader { name: FORM, detect, read };

fn detect(file: &FileHead) -> bool {
    let head = &file.bytes[..file.bytes.len().min(MARK_WITHIN)];
    match memchr::memmem::find(head, b"%PDF-") {
        Some(0) => true,
        // Behind other bytes it may be a text about PDFs.
        Some(_) => file.has_extension("pdf") || memchr::memmem::rfind(file.bytes, b"startxref").is_some(),
        None => false,
    }
}

fn read(file: &RawFile, writer: &mut Writer) -> Result<(), ReadError> {
    let password = file.options.password.as_deref();
    let source = match Source::open(&file.bytes, password) {
        Ok(source) => source,
        Err(reason) => {
            let is_saved = reason == Unopened::Broken && salvage::read(file, writer)?;
            return if is_saved { Ok(()) } else { Err(refuse(reason, password.is_some())) };
        }
    };
    let about = source.about();
    let count = source.page_count();
    let is_late = || file.is_late();
    let mut reader = source.pages(&is_late);
    let mut content = PageContent::default();
    let mut pages: Vec<PageText> = Vec::new();
    let mut glyphs = 0;
    for index in 0..count {
        if file.is_late() || glyphs > MOST_GLYPHS {
            break;
        }
        reader.read(index, &mut content);
        glyphs += content.glyphs.len();
        let face = |font: u16| reader.face(font);
        pages.push(layout::arrange(&mut content, &face));
    }
    if pages.len() < count && pages.iter().all(|page| page.elements.is_empty()) {
        return Err(ReadError::TooLong { form: FORM, seconds: file.limit().as_secs() });
    }
    let is_blank = |page: &PageText| page.elements.is_empty() && page.hidden.is_empty();
    if pages.iter().any(|page| page.is_picture) && pages.iter().all(is_blank) {
        return Err(ReadError::Scanned { form: FORM });
    }
    writer.pages(count as u32);
    writer.page_labels(source.page_labels());
    if let Some(title) = about.title.as_deref().and_then(notices::clean_title) {
        writer.title(title);
    }
    notices::tell(&pages, count, &about, reader.has_refused(), writer);
    compose::compose(pages, &about.outline, writer);
    Ok(())
}

fn refuse(reason: Unopened, tried: bool) -> ReadError {
    match reason {
        Unopened::Locked => ReadError::Locked { form: FORM, tried },
        Unopened::TooLarge => ReadError::TooLarge { form: FORM, limit: "256 MB".to_owned() },
        Unopened::Cipher => {
            ReadError::Broken { form: FORM, reason: "it is encrypted in an unknown way".to_owned() }
        }
        Unopened::Broken => ReadError::Broken { form: FORM, reason: "its pages cannot be found".to_owned() },
    }
}

#[cfg(test)]
mod tests;
