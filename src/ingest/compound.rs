//! Compound files (MS-CFB): the package of old Office files, of encrypted new ones and of Outlook's messages. Says which it
//! is, and gives the bytes of its streams.

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

/// Length of the header, and of a sector of the first version.
const HEADER_BYTES: usize = 512;
/// Length of an entry of the directory.
const ENTRY_BYTES: usize = 128;
/// Places in the header of the numbers of sectors of the table of chains (MS-CFB, section 2.2).
const TABLE_AT: std::ops::Range<usize> = 76..512;
/// Sectors that small streams are kept in.
const SMALL_BYTES: usize = 64;
/// Streams shorter than this are kept in small sectors.
const SMALL_BELOW: usize = 4096;
/// Numbers from here on end a chain.
const LAST: u32 = 0xFFFF_FFFA;

/// A compound file taken apart as far as its table of chains and its directory.
struct Parts<'a> {
    bytes: &'a [u8],
    sectors: &'a [u8],
    /// Length of a sector.
    size: usize,
    /// Which sector follows which.
    table: Vec<u32>,
    directory: Vec<u8>,
}

impl<'a> Parts<'a> {
    /// `None` if it is none, or a chain is broken.
    fn of(bytes: &'a [u8]) -> Option<Self> {
        if !is_compound(bytes) {
            return None;
        }
        let shift = u32::from(u16_at(bytes, 30)?);
        let size = 1_usize.checked_shl(shift).filter(|size| matches!(size, 512 | 4096))?;
        // The header takes a whole sector.
        let sectors = bytes.get(size.max(HEADER_BYTES)..)?;
        let table = chains(bytes, sectors, size)?;
        let directory = follow(sectors, size, &table, u32_at(bytes, 48)?, usize::MAX)?;
        Some(Self { bytes, sectors, size, table, directory })
    }

    fn entries(&self) -> impl Iterator<Item = &[u8]> {
        self.directory.chunks_exact(ENTRY_BYTES)
    }

    /// The table that says which small sector follows which.
    fn small_table(&self) -> Option<Vec<u8>> {
        follow(self.sectors, self.size, &self.table, u32_at(self.bytes, 60)?, usize::MAX)
    }
}

/// The bytes of the first stream of this name; `None` if there is none or its chain is broken.
pub(crate) fn stream(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let parts = Parts::of(bytes)?;
    let (sectors, size, table) = (parts.sectors, parts.size, &parts.table);
    let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    let entry = parts.entries().find(|entry| entry.starts_with(&wide) && entry[66] == 2)?;
    let (start, length) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
    if length >= SMALL_BELOW {
        return follow(sectors, size, table, start, length);
    }
    let root = parts.entries().next()?;
    let small = follow(sectors, size, table, u32_at(root, 116)?, u32_at(root, 120)? as usize)?;
    let list = parts.small_table()?;
    follow(&small, SMALL_BYTES, &numbers(&list).collect::<Vec<_>>(), start, length)
}

/// Whether every chain that lists something ends, and nothing claims to be longer than the file. A library that trusts the
/// file would fill the memory going round in circles.
pub(crate) fn is_sound(bytes: &[u8]) -> bool {
    Parts::of(bytes).is_some_and(|parts| {
        let length = |entry: &[u8]| {
            let low = u64::from(u32_at(entry, 120).unwrap_or(u32::MAX));
            let high = if parts.size == 512 { Some(0) } else { u32_at(entry, 124) };
            low + (u64::from(high.unwrap_or(u32::MAX)) << 32)
        };
        let has_small = u32_at(bytes, 64).is_some_and(|sectors| sectors > 0);
        parts.entries().all(|entry| entry[..2] == [0, 0] || length(entry) <= bytes.len() as u64)
            && (!has_small || parts.small_table().is_some())
    })
}

/// The table that says which sector follows which.
fn chains(bytes: &[u8], sectors: &[u8], size: usize) -> Option<Vec<u32>> {
    let most = sectors.len() / size + 1;
    let mut places: Vec<u32> = numbers(bytes.get(TABLE_AT)?).collect();
    let mut next = u32_at(bytes, 68)?;
    for _ in 0..most {
        if next >= LAST {
            break;
        }
        let more = sector(sectors, size, next)?;
        places.extend(numbers(&more[..size - 4]));
        next = u32_at(more, size - 4)?;
    }
    let mut table = Vec::new();
    for place in places.into_iter().filter(|place| *place < LAST).take(most) {
        table.extend(numbers(sector(sectors, size, place)?));
    }
    Some(table)
}

/// The bytes of a chain, this many at most; `None` if it stops before the file says so, or never.
fn follow(sectors: &[u8], size: usize, table: &[u32], start: u32, length: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut next = start;
    while next < LAST && bytes.len() < length {
        // A chain that is longer than the file goes round in circles.
        if bytes.len() > sectors.len() {
            return None;
        }
        let piece = sectors.get((next as usize).checked_mul(size)?..)?;
        bytes.extend_from_slice(&piece[..size.min(piece.len())]);
        next = *table.get(next as usize)?;
    }
    if length < usize::MAX {
        bytes.get(..length)?;
        bytes.truncate(length);
    }
    Some(bytes)
}

fn sector(sectors: &[u8], size: usize, number: u32) -> Option<&[u8]> {
    let start = (number as usize).checked_mul(size)?;
    sectors.get(start..start.checked_add(size)?)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// A number of four bytes, the lowest first.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    numbers(bytes.get(at..at.checked_add(4)?)?).next()
}

/// A number of two bytes, the lowest first.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A compound file of these streams, in sectors of 512 bytes. Streams are padded so that none is small.
    pub(crate) fn pack_streams(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut table, mut sectors) = (Vec::<u32>::new(), Vec::new());
        let mut add = |bytes: &[u8]| -> u32 {
            let start = table.len() as u32;
            let count = bytes.len().div_ceil(512).max(1) as u32;
            sectors.extend_from_slice(bytes);
            sectors.resize((start + count) as usize * 512, 0);
            table.extend((1..count).map(|index| start + index).chain([0xFFFF_FFFE]));
            start
        };
        let entry = |name: &str, kind: u8, start: u32, length: usize| {
            let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entry.resize(ENTRY_BYTES, 0);
            entry[64..66].copy_from_slice(&((name.len() as u16 + 1) * 2).to_le_bytes());
            entry[66] = kind;
            entry[116..120].copy_from_slice(&start.to_le_bytes());
            entry[120..124].copy_from_slice(&(length as u32).to_le_bytes());
            entry
        };
        let mut directory = entry("Root Entry", 5, LAST, 0);
        for (name, bytes) in streams {
            let mut bytes = bytes.to_vec();
            bytes.resize(bytes.len().max(SMALL_BELOW), 0);
            let start = add(&bytes);
            directory.extend(entry(name, 2, start, bytes.len()));
        }
        let directory_at = add(&directory);
        let tables = (1..).find(|count| (table.len() + count) * 4 <= count * 512).unwrap();
        let first = table.len() as u32;
        table.extend((0..tables).map(|_| 0xFFFF_FFFD));
        table.resize(tables * 128, u32::MAX);
        let mut file = MAGIC.to_vec();
        file.resize(HEADER_BYTES, 0);
        file[26] = 3;
        file[28..30].copy_from_slice(&[0xFE, 0xFF]);
        file[30] = 9;
        file[32] = 6;
        file[44..48].copy_from_slice(&(tables as u32).to_le_bytes());
        file[48..52].copy_from_slice(&directory_at.to_le_bytes());
        file[56..60].copy_from_slice(&(SMALL_BELOW as u32).to_le_bytes());
        file[60..64].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
        file[68..72].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
        file[TABLE_AT].fill(0xFF);
        for index in 0..tables {
            file[76 + 4 * index..][..4].copy_from_slice(&(first + index as u32).to_le_bytes());
        }
        file.extend(sectors);
        file.extend(table.into_iter().flat_map(u32::to_le_bytes));
        file
    }

    #[test]
    fn streams_are_found_and_chains_end() {
        let long: Vec<u8> = (0..200_000_u32).map(|index| index as u8).collect();
        let file = pack_streams(&[("Short", b"words"), ("Long", &long)]);
        assert!(stream(&file, "Short").unwrap().starts_with(b"words\0"));
        assert_eq!(stream(&file, "Long").unwrap(), long);
        assert_eq!((stream(&file, "Lon"), stream(b"words", "Long")), (None, None));
        for end in (0..file.len()).step_by(997) {
            let _ = stream(&file[..end], "Long");
        }
        // Every chain goes round in circles.
        let mut file = file;
        let table = file.len() - 4 * 512;
        file[table..].chunks_exact_mut(4).for_each(|next| next.copy_from_slice(&[3, 0, 0, 0]));
        assert_eq!(stream(&file, "Long"), None);
        assert!(!is_sound(&file));
    }

    #[test]
    fn what_claims_too_much_is_not_sound() {
        let file = pack_streams(&[("Long", &[7; 9000])]);
        assert!(is_sound(&file) && !is_sound(&file[..600]) && !is_sound(b"words"));
        let entry = memchr::memmem::find(&file, b"L\0o\0n\0g\0").unwrap();
        for bytes in [[0xFF; 4], (file.len() as u32 + 1).to_le_bytes()] {
            let mut long = file.clone();
            long[entry + 120..entry + 124].copy_from_slice(&bytes);
            assert!(!is_sound(&long), "{bytes:?}");
        }
    }

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
