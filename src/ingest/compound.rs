//! Compound files (MS-CFB): the package of old Office files, of encrypted new ones and of Outlook's messages. Says which it is.

/// What every compound file begins with (MS-CFB, section 2.2).
const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Streams that tell what a file is, and what to do. An encrypted file hides what it is, so it stands first.
static STREAMS: &[(&str, &str)] = &[
    (
        "EncryptedPackage",
        "this is an encrypted Office file; open it with its password, take the password off and save it again",
    ),
    ("WordDocument", "this is an old Word file (DOC); save it as DOCX first"),
    ("PowerPoint Document", "this is an old PowerPoint file (PPT); save it as text first"),
    ("__properties_version1.0", "this is a message of Outlook (MSG); save it as EML or text first"),
];

/// Whether the bytes are a compound file.
pub(crate) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Whether a compound file has a stream of this name. Names stand in UTF-16 in its directory.
pub(crate) fn has_stream(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(bytes, &wide).is_some()
}

/// What a compound file is that no reader takes.
pub(crate) fn tell(bytes: &[u8]) -> &'static str {
    let known = STREAMS.iter().find(|(stream, _)| has_stream(bytes, stream));
    known.map_or("this is an old Office file; save it in a newer format first", |&(_, told)| told)
}

/// Whether it is encrypted.
pub(crate) fn is_encrypted(bytes: &[u8]) -> bool {
    has_stream(bytes, STREAMS[0].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compound_files_are_told() {
        let with = |name: &str| {
            let wide = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes);
            MAGIC.iter().copied().chain([0; 512]).chain(wide).collect::<Vec<u8>>()
        };
        assert!(tell(&with("WordDocument")).contains("(DOC)"));
        assert!(
            tell(&with("EncryptedPackage")).contains("password") && is_encrypted(&with("EncryptedPackage"))
        );
        assert!(tell(&with("PowerPoint Document")).contains("PPT"));
        assert!(tell(&with("x")).starts_with("this is an old Office file"));
        assert!(is_compound(&with("Workbook")) && has_stream(&with("Workbook"), "Workbook"));
        assert!(!has_stream(&with("Workbooks"), "Workbook"));
    }
}
