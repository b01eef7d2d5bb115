//! Text of a file that does not open, by a second library: words page by page, without places, tables or headings.

use super::FORM;
use crate::ingest::ReadError;
use crate::ingest::file::RawFile;
use crate::ingest::writer::Writer;
use crate::model::document::{BlockKind, Place};

/// Unpacked bytes of one page's content.
const LARGEST_PAGE: usize = 32 << 20;
/// Stack of the thread that works, in bytes: broken files nest deeply.
const STACK_BYTES: usize = 16 << 20;

/// Reads what can be read; `false` if there is no text.
///
/// # Errors
/// When the time has passed before anything was read.
pub(super) fn read(file: &RawFile, writer: &mut Writer) -> Result<bool, ReadError> {
    // The library spreads its work over a pool of threads. The shared one may be waiting for this very file.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK_BYTES).build();
    let Ok(pool) = pool else { return Ok(false) };
    let load = || {
        let options = match &file.options.password {
            Some(password) => lopdf::LoadOptions::with_password(password),
            None => lopdf::LoadOptions::default(),
        };
        lopdf::Document::load_mem_with_options(&file.bytes, options)
    };
    let Ok(document) = pool.install(load) else { return Ok(false) };
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let mut unread = 0;
    for &page in &pages {
        if file.is_late() {
            if writer.is_empty() {
                return Err(ReadError::TooLong { form: FORM, seconds: file.limit().as_secs() });
            }
            writer.notice(format!("time ran out: pages from {page} on were not read"));
            break;
        }
        match pool.install(|| document.extract_text_with_limit(&[page], LARGEST_PAGE)) {
            Ok(text) => write_page(&text, page, writer),
            Err(_) => unread += 1,
        }
    }
    if writer.is_empty() {
        return Ok(false);
    }
    writer.pages(pages.len() as u32);
    writer.notice(
        "the file is damaged: its words were saved without their places, so order, tables and headings may be wrong",
    );
    if unread > 0 {
        writer.notice(format!("pages that could not be read: {unread}"));
    }
    Ok(true)
}

/// One block a page: without places nothing tells where paragraphs end.
fn write_page(text: &str, page: u32, writer: &mut Writer) {
    let mut is_first = true;
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let place = Place { line: Some(number), page: Some(page), ..Place::default() };
        if std::mem::take(&mut is_first) {
            writer.block(BlockKind::Paragraph, None, line, place);
        } else {
            writer.more(line, place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::ReadOptions;
    use crate::model::people::People;
    use lopdf::{Document, Object, Stream, dictionary};
    use std::time::Duration;

    /// A file of three pages; the second has no words.
    fn file() -> Vec<u8> {
        let mut document = Document::with_version("1.5");
        let pages = document.new_object_id();
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
        });
        let kids: Vec<Object> = ["(Words of the first page) Tj", "", "(Words of the last) Tj"]
            .map(|words| {
                let content = format!("BT /F1 10 Tf 72 700 Td {words} ET").into_bytes();
                let content = document.add_object(Stream::new(dictionary! {}, content));
                let page = dictionary! {
                    "Type" => "Page", "Parent" => pages, "Contents" => content,
                    "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
                };
                document.add_object(page).into()
            })
            .to_vec();
        let node = dictionary! {
            "Type" => "Pages", "Kids" => kids, "Count" => 3,
            "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
        };
        document.objects.insert(pages, Object::Dictionary(node));
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn words_are_saved_with_their_pages() {
        let people = People::default();
        let mut writer = Writer::new(&people);
        let raw = RawFile::new("a.pdf", &file(), &ReadOptions::default());
        assert_eq!(read(&raw, &mut writer), Ok(true));
        let content = writer.finish();
        assert_eq!(content.text, "Words of the first page\nWords of the last");
        let pages: Vec<_> = content.marks.iter().map(|mark| mark.page).collect();
        assert_eq!((content.pages, pages), (Some(3), vec![Some(1), Some(3)]));
        assert!(content.notices[0].starts_with("the file is damaged"), "{:?}", content.notices);
    }

    #[test]
    fn what_holds_no_words_saves_nothing() {
        let people = People::default();
        let mut writer = Writer::new(&people);
        let raw = RawFile::new("a.pdf", b"%PDF-1.5\nno pages here", &ReadOptions::default());
        assert_eq!(read(&raw, &mut writer), Ok(false));
        assert!(writer.is_empty());
        let hurried = ReadOptions { time_limit: Duration::ZERO, ..ReadOptions::default() };
        let late = read(&RawFile::new("a.pdf", &file(), &hurried), &mut writer);
        assert_eq!(late, Err(ReadError::TooLong { form: FORM, seconds: 0 }));
    }
}
