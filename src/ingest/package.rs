//! Zip packages as office programs write them: parts by name, relations between them. What is unpacked is bounded, so that a
//! file made to fill the memory is refused.

use super::ReadError;
use super::xml::{Scanner, Token};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most bytes that one file may unpack to. The text of the longest book has some 10 MB of XML around it.
const MOST_BYTES: u64 = 256 << 20;
/// A part larger than [`LARGE_BYTES`] may not be this many times its packed size; XML rarely passes 50.
const MOST_RATIO: u64 = 200;
/// Bytes that any part may have, however well it packs.
const LARGE_BYTES: u64 = 24 << 20;
/// Most parts looked at.
const MOST_RELATIONS: usize = 100_000;

/// An open package.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    form: &'static str,
    left: u64,
}

/// A pointer from one part to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relation {
    /// What the part calls it.
    pub(crate) id: String,
    /// The last word of its type, such as `officeDocument`.
    pub(crate) kind: String,
    /// Name of the part it points to.
    pub(crate) target: String,
}

impl<'a> Package<'a> {
    /// Opens a package; `form` is its name in messages.
    ///
    /// # Errors
    /// `Broken` if it is no zip file or its directory is lost.
    pub(crate) fn open(bytes: &'a [u8], form: &'static str) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            let reason = format!("it is no complete zip file ({error})");
            ReadError::Broken { form, reason }
        })?;
        Ok(Self { archive, form, left: MOST_BYTES })
    }

    /// The text of a part; `None` if there is none of this name.
    ///
    /// # Errors
    /// When it cannot be unpacked or is too large.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        Ok(self.bytes(name)?.map(into_text))
    }

    /// The bytes of a part, as [`Self::part`].
    fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let form = self.form;
        let Some(index) = self.index(name) else { return Ok(None) };
        let broken = |reason: String| ReadError::Broken { form, reason: format!("{name}: {reason}") };
        let part = self.archive.by_index(index).map_err(|error| broken(error.to_string()))?;
        if part.encrypted() {
            return Err(broken("it is encrypted".into()));
        }
        let most = self.left.min(LARGE_BYTES.max(part.compressed_size().saturating_mul(MOST_RATIO)));
        let mut bytes = Vec::new();
        // The size that the file states may be a lie: what comes out is counted.
        part.take(most + 1).read_to_end(&mut bytes).map_err(|error| broken(error.to_string()))?;
        let size = bytes.len() as u64;
        if size > most {
            return Err(ReadError::TooLarge { form, limit: format!("{} MB", most >> 20) });
        }
        self.left -= size;
        Ok(Some(bytes))
    }

    /// Unpacks every part and forgets it, to know that all together keep within the limits.
    ///
    /// # Errors
    /// When they do not, or a part cannot be unpacked.
    pub(crate) fn check(&mut self) -> Result<(), ReadError> {
        let form = self.form;
        let mut left = MOST_BYTES;
        for index in 0..self.archive.len() {
            let broken = |error: String| ReadError::Broken { form, reason: error };
            let part = self.archive.by_index(index).map_err(|error| broken(error.to_string()))?;
            let most = left.min(LARGE_BYTES.max(part.compressed_size().saturating_mul(MOST_RATIO)));
            let size = std::io::copy(&mut part.take(most + 1), &mut std::io::sink());
            let size = size.map_err(|error| broken(error.to_string()))?;
            if size > most {
                return Err(ReadError::TooLarge { form, limit: format!("{} MB", most >> 20) });
            }
            left -= size;
        }
        Ok(())
    }

    /// Whether there is a part of this name.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    /// Names of parts compare without regard to case (ECMA-376 part 2, section 6.2.2).
    fn index(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches('/');
        self.archive.index_for_name(name).or_else(|| {
            (0..self.archive.len()).find(|&index| {
                self.archive.name_for_index(index).and_then(Result::ok).is_some_and(|own| {
                    own.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(name)
                })
            })
        })
    }

    /// What a part points to; the package itself is "". Broken lists and pointers out of the package count as none.
    ///
    /// # Errors
    /// When the list is too large.
    pub(crate) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, ReadError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let list = if folder.is_empty() {
            format!("_rels/{name}.rels")
        } else {
            format!("{folder}/_rels/{name}.rels")
        };
        let xml = match self.part(&list) {
            Ok(xml) => xml.unwrap_or_default(),
            Err(error @ ReadError::TooLarge { .. }) => return Err(error),
            Err(_) => String::new(),
        };
        let mut scanner = Scanner::new(&xml);
        let mut relations = Vec::new();
        while let Ok(Some(token)) = scanner.next() {
            let Token::Open(element) = token else { continue };
            let (Some(id), Some(kind), Some(target)) =
                (element.attribute("Id"), element.attribute("Type"), element.attribute("Target"))
            else {
                continue;
            };
            if element.attribute("TargetMode").is_some_and(|mode| mode == "External") {
                continue;
            }
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            relations.push(Relation { id, kind, target: resolve(folder, &target) });
            if relations.len() >= MOST_RELATIONS {
                break;
            }
        }
        Ok(relations)
    }
}

/// A part as text: UTF-8 nearly always, UTF-16 if it says so by its first bytes.
fn into_text(bytes: Vec<u8>) -> String {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(&bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
    }
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The name of a part that another one in `folder` points to.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let path = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    /// A package of these parts.
    pub(crate) fn pack(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn parts_and_relations_are_found() {
        let rels = "<Relationships><Relationship Id='r1' Type='urn:x/styles' Target='../s.xml'/>\
            <Relationship Id='r2' Type='urn:x/hyperlink' Target='http://x' TargetMode='External'/></Relationships>";
        let bytes =
            pack(&[("Word/Main.xml", "<a/>"), ("word/_rels/main.xml.rels", rels), ("s.xml", "\u{feff}<s/>")]);
        let mut package = Package::open(&bytes, "Word").unwrap();
        assert_eq!(package.part("/word/main.XML").unwrap().as_deref(), Some("<a/>"));
        assert_eq!(package.part("none").unwrap(), None);
        let relations = package.relations("word/main.xml").unwrap();
        assert_eq!(relations.len(), 1);
        assert_eq!((relations[0].kind.as_str(), relations[0].target.as_str()), ("styles", "s.xml"));
        assert_eq!(package.part("s.xml").unwrap().as_deref(), Some("<s/>"));
        assert_eq!(resolve("a/b", "/c/./d.xml"), "c/d.xml");
        assert_eq!(resolve("a", "../../c"), "c");
    }

    #[test]
    fn bombs_are_refused_and_cut_files_are_broken() {
        let bytes = pack(&[("a.xml", &" ".repeat(40 << 20))]);
        assert!(bytes.len() < 1 << 20);
        let refused = Package::open(&bytes, "Word").unwrap().part("a.xml").unwrap_err();
        assert!(matches!(refused, ReadError::TooLarge { .. }), "{refused}");
        let parts = ["1.xml", "2.xml", "3.xml"].map(|name| (name, "words"));
        let bytes = pack(&parts);
        let mut package = Package { left: 12, ..Package::open(&bytes, "Word").unwrap() };
        let read = parts.map(|(name, _)| package.part(name).is_ok());
        assert_eq!(read, [true, true, false], "together they are too large");
        let whole = pack(&[("a.xml", "<a>words and more words</a>")]);
        for end in 0..whole.len() {
            let Ok(mut package) = Package::open(&whole[..end], "Word") else { continue };
            let _ = package.part("a.xml");
        }
        assert!(matches!(Package::open(&whole[..whole.len() / 2], "Word"), Err(ReadError::Broken { .. })));
    }
}
