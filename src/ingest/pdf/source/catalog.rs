//! What a file says about itself: title, outline, attached files. The day it was made is not the day of its content and is
//! left alone.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier};
use rustc_hash::{FxHashMap, FxHashSet};

/// More entries than this are no outline for people.
const MOST_ENTRIES: usize = 20_000;
/// Levels of a tree of names that are followed.
pub(super) const DEEPEST: usize = 32;

/// An entry of the outline that viewers show beside the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ingest::pdf) struct Bookmark {
    pub(in crate::ingest::pdf) title: String,
    /// 1 is the highest.
    pub(in crate::ingest::pdf) level: u8,
    /// Page it leads to, counted from 0.
    pub(in crate::ingest::pdf) page: Option<usize>,
}

/// What a file says about itself.
#[derive(Debug, Default)]
pub(in crate::ingest::pdf) struct About {
    pub(in crate::ingest::pdf) title: Option<String>,
    pub(in crate::ingest::pdf) outline: Vec<Bookmark>,
    /// Names of attached files, in the file's order.
    pub(in crate::ingest::pdf) attachments: Vec<String>,
}

impl About {
    pub(super) fn read(pdf: &Pdf) -> Self {
        let catalog = catalog(pdf);
        let metadata = pdf.metadata();
        About {
            title: metadata.title.as_deref().map(decode_text),
            outline: read_outline(pdf, &catalog),
            attachments: read_attachments(&catalog),
        }
    }
}

/// The root of everything in a file.
pub(super) fn catalog(pdf: &Pdf) -> Dict<'_> {
    pdf.xref().get::<Dict>(pdf.xref().root_id()).unwrap_or_default()
}

/// A text string of the file: UTF-16 or UTF-8 with a mark, or the format's own single-byte encoding.
pub(super) fn decode_text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().filter_map(|&byte| decode_byte(byte)).collect(),
    }
}

/// `PDFDocEncoding` from 0x80 to 0x9F (ISO 32000-1, annex D.2); elsewhere it is Latin-1.
static HIGH: [char; 32] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ',
    'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}',
];

fn decode_byte(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9F => Some(HIGH[usize::from(byte - 0x80)]),
        0xA0 => Some('€'),
        b'\t' | b'\n' | b'\r' => Some(' '),
        0..=0x1F | 0x7F => None,
        _ => Some(char::from(byte)),
    }
}

fn read_outline(pdf: &Pdf, catalog: &Dict) -> Vec<Bookmark> {
    let Some(root) = catalog.get::<Dict>(b"Outlines") else { return Vec::new() };
    let pages: FxHashMap<ObjectIdentifier, usize> = (pdf.pages().iter().enumerate())
        .filter_map(|(index, page)| Some((page.raw().obj_id()?, index)))
        .collect();
    let named = named_places(catalog);
    let mut bookmarks = Vec::new();
    let mut seen = FxHashSet::default();
    // The entries still to be read, the next one on top.
    let mut open: Vec<(Dict, u8)> = root.get::<Dict>(b"First").map(|first| (first, 1)).into_iter().collect();
    while let Some((entry, level)) = open.pop() {
        let is_new = entry.obj_id().is_none_or(|id| seen.insert(id));
        if !is_new || bookmarks.len() >= MOST_ENTRIES {
            continue;
        }
        if let Some(next) = entry.get::<Dict>(b"Next") {
            open.push((next, level));
        }
        if let Some(first) = entry.get::<Dict>(b"First").filter(|_| usize::from(level) < DEEPEST) {
            open.push((first, level + 1));
        }
        let title = entry.get::<hayro_syntax::object::String>(b"Title");
        let title = title.map(|title| decode_text(title.as_bytes())).unwrap_or_default();
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if !title.is_empty() {
            bookmarks.push(Bookmark { title, level, page: target(&entry, &named, &pages) });
        }
    }
    bookmarks
}

/// The page that a bookmark leads to.
fn target(
    entry: &Dict,
    named: &FxHashMap<Vec<u8>, ObjectIdentifier>,
    pages: &FxHashMap<ObjectIdentifier, usize>,
) -> Option<usize> {
    let place = entry
        .get::<Object>(b"Dest")
        .or_else(|| entry.get::<Dict>(b"A").and_then(|action| action.get::<Object>(b"D")))?;
    let page = match place {
        Object::Array(place) => first_reference(&place)?,
        Object::Name(name) => *named.get(name.as_ref())?,
        Object::String(name) => *named.get(name.as_bytes())?,
        _ => return None,
    };
    pages.get(&page).copied()
}

fn first_reference(place: &Array) -> Option<ObjectIdentifier> {
    place.raw_iter().next()?.as_obj_ref().map(ObjectIdentifier::from)
}

/// Places in the file that have a name, and their pages.
fn named_places(catalog: &Dict) -> FxHashMap<Vec<u8>, ObjectIdentifier> {
    let mut named = FxHashMap::default();
    let page_of = |object: Object| match object {
        Object::Array(place) => first_reference(&place),
        Object::Dict(dict) => dict.get::<Array>(b"D").and_then(|place| first_reference(&place)),
        _ => None,
    };
    if let Some(old) = catalog.get::<Dict>(b"Dests") {
        for key in old.keys().take(MOST_ENTRIES) {
            if let Some(page) = old.get::<Object>(key.as_ref()).and_then(page_of) {
                named.insert(key.as_ref().to_vec(), page);
            }
        }
    }
    if let Some(names) = catalog.get::<Dict>(b"Names").and_then(|names| names.get::<Dict>(b"Dests")) {
        for (name, object) in name_tree(names) {
            if let Some(page) = page_of(object) {
                named.insert(name, page);
            }
        }
    }
    named
}

/// The entries of a tree of names.
fn name_tree<'a>(root: Dict<'a>) -> Vec<(Vec<u8>, Object<'a>)> {
    let mut entries = Vec::new();
    let mut seen = FxHashSet::default();
    let mut open = vec![(root, 0)];
    while let Some((node, depth)) = open.pop() {
        if depth > DEEPEST || entries.len() > MOST_ENTRIES || !node.obj_id().is_none_or(|id| seen.insert(id))
        {
            continue;
        }
        let mut items = node.get::<Array>(b"Names").unwrap_or_default().iter::<Object>();
        while let (Some(Object::String(name)), Some(value)) = (items.next(), items.next()) {
            entries.push((name.as_bytes().to_vec(), value));
        }
        let kids: Vec<_> =
            node.get::<Array>(b"Kids").unwrap_or_default().iter::<Dict>().take(MOST_ENTRIES).collect();
        open.extend(kids.into_iter().rev().map(|kid| (kid, depth + 1)));
    }
    entries
}

fn read_attachments(catalog: &Dict) -> Vec<String> {
    let tree = catalog.get::<Dict>(b"Names").and_then(|names| names.get::<Dict>(b"EmbeddedFiles"));
    let entries = tree.map(name_tree).unwrap_or_default();
    let name_of = |(key, object): (Vec<u8>, Object)| {
        let dict = object.into_dict().unwrap_or_default();
        let name = [&b"UF"[..], b"F"].iter().find_map(|key| dict.get::<hayro_syntax::object::String>(key));
        name.map_or_else(|| decode_text(&key), |name| decode_text(name.as_bytes()))
    };
    entries.into_iter().map(name_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings_in_every_encoding() {
        let cases: [(&[u8], &str); 5] = [
            (b"Plain", "Plain"),
            (b"caf\xE9 \x8Dquoted\x8E", "café “quoted”"),
            (b"\xFE\xFF\0A\0\xFC", "Aü"),
            (b"\xEF\xBB\xBF\xC3\xBC", "ü"),
            (b"a\0\x01b", "ab"),
        ];
        for (bytes, text) in cases {
            assert_eq!(decode_text(bytes), text);
        }
    }
}
