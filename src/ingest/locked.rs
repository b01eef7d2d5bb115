//! Word and Excel files behind a password → the package inside. Source: MS-OFFCRYPTO, sections 2.3.4.5 to 2.3.4.15 (standard
//! and agile encryption).

use super::ReadError;
use super::compound::{self, stream, u16_at, u32_at};
use super::xml::{Element, Scanner, Token};
use aes::cipher::{Block, BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::Digest;

const FORM: &str = "Office";
/// Times the password is hashed at most; the format allows no more (`ST_SpinCount`). Office writes 100,000.
const MOST_ROUNDS: u32 = 10_000_000;
/// Times that the standard encryption hashes it.
const STANDARD_ROUNDS: u32 = 50_000;
/// Rounds between two looks at the clock.
const LOOK_AT_CLOCK: u32 = 1 << 14;
/// The package is encrypted in pieces of this length.
const PIECE_BYTES: usize = 4096;
/// A block of AES.
const BLOCK_BYTES: usize = 16;
/// What keys for one purpose each are made with.
const FOR_INPUT: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const FOR_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const FOR_KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

/// Why a package stays shut.
enum Shut {
    WrongPassword,
    /// A cipher, hash or layout that is not known, or a field that is not there.
    Unknown,
    Late,
}

/// Whether the bytes are an Office file behind a password.
pub(super) fn is_locked(bytes: &[u8]) -> bool {
    compound::is_compound(bytes) && compound::is_encrypted(bytes)
}

/// The package inside. `is_late` is asked now and then whether to stop; `seconds` is the limit it keeps.
///
/// # Errors
/// Without the right password, and when the file is broken.
pub(super) fn open(
    bytes: &[u8],
    password: Option<&str>,
    is_late: &dyn Fn() -> bool,
    seconds: u64,
) -> Result<Vec<u8>, ReadError> {
    let password = password.ok_or(ReadError::Locked { form: FORM, tried: false })?;
    let password: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
    unlock(bytes, &password, is_late).map_err(|shut| match shut {
        Shut::WrongPassword => ReadError::Locked { form: FORM, tried: true },
        Shut::Late => ReadError::TooLong { form: FORM, seconds },
        Shut::Unknown => {
            ReadError::Broken { form: FORM, reason: "it is encrypted in an unknown way".to_owned() }
        }
    })
}

fn unlock(bytes: &[u8], password: &[u8], is_late: &dyn Fn() -> bool) -> Result<Vec<u8>, Shut> {
    let about = stream(bytes, "EncryptionInfo").ok_or(Shut::Unknown)?;
    let package = stream(bytes, "EncryptedPackage").ok_or(Shut::Unknown)?;
    let length = u32_at(&package, 0).ok_or(Shut::Unknown)? as usize;
    let sealed = package.get(8..).unwrap_or_default();
    let mut opened = match (u16_at(&about, 0), u16_at(&about, 2)) {
        (Some(4), Some(4)) => open_agile(&about[8.min(about.len())..], sealed, password, is_late)?,
        (Some(2..=4), Some(2)) => open_standard(&about, sealed, password, is_late)?,
        _ => return Err(Shut::Unknown),
    };
    opened.truncate(length);
    Ok(opened)
}

/// A hash that such files use.
#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Self> {
        match name {
            "SHA1" | "SHA-1" => Some(Hash::Sha1),
            "SHA256" | "SHA-256" => Some(Hash::Sha256),
            "SHA384" | "SHA-384" => Some(Hash::Sha384),
            "SHA512" | "SHA-512" => Some(Hash::Sha512),
            _ => None,
        }
    }

    /// The hash of two pieces, one behind the other.
    fn of(self, first: &[u8], second: &[u8]) -> Vec<u8> {
        fn run<D: Digest>(first: &[u8], second: &[u8]) -> Vec<u8> {
            D::new().chain_update(first).chain_update(second).finalize().to_vec()
        }
        match self {
            Hash::Sha1 => run::<sha1::Sha1>(first, second),
            Hash::Sha256 => run::<sha2::Sha256>(first, second),
            Hash::Sha384 => run::<sha2::Sha384>(first, second),
            Hash::Sha512 => run::<sha2::Sha512>(first, second),
        }
    }

    /// The hash of a password, hashed again and again.
    fn spin(
        self,
        salt: &[u8],
        password: &[u8],
        rounds: u32,
        is_late: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, Shut> {
        let mut hash = self.of(salt, password);
        for round in 0..rounds {
            if round % LOOK_AT_CLOCK == LOOK_AT_CLOCK - 1 && is_late() {
                return Err(Shut::Late);
            }
            hash = self.of(&round.to_le_bytes(), &hash);
        }
        Ok(hash)
    }
}

/// AES with a key of any length that it takes.
enum Cipher {
    Short(Aes128),
    Middle(Aes192),
    Long(Aes256),
}

impl Cipher {
    fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Aes128::new_from_slice(key).ok().map(Cipher::Short),
            24 => Aes192::new_from_slice(key).ok().map(Cipher::Middle),
            32 => Aes256::new_from_slice(key).ok().map(Cipher::Long),
            _ => None,
        }
    }

    /// Decrypts block by block; with a start, each block is mixed with the one before it (CBC). What is no whole block is
    /// left out.
    fn open(&self, sealed: &[u8], start: Option<&[u8]>) -> Vec<u8> {
        let mut opened = Vec::with_capacity(sealed.len());
        let mut before = start;
        for piece in sealed.chunks_exact(BLOCK_BYTES) {
            let mut block = Block::<Aes128>::default();
            block.copy_from_slice(piece);
            match self {
                Cipher::Short(cipher) => cipher.decrypt_block(&mut block),
                Cipher::Middle(cipher) => cipher.decrypt_block(&mut block),
                Cipher::Long(cipher) => cipher.decrypt_block(&mut block),
            }
            if let Some(mask) = before {
                block.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
                before = Some(piece);
            }
            opened.extend_from_slice(&block);
        }
        opened
    }
}

/// Cut or filled up to a length, as the format does it with keys and starts.
fn fit(mut bytes: Vec<u8>, length: usize) -> Vec<u8> {
    bytes.resize(length, 0x36);
    bytes
}

/// What an agile file says of one of its keys.
struct Lock {
    salt: Vec<u8>,
    key_bytes: usize,
    hash: Hash,
}

impl Lock {
    fn read(element: &Element) -> Option<Self> {
        let key_bits = usize::try_from(element.number("keyBits")?).ok()?;
        let is_known = element.attribute("cipherAlgorithm")? == "AES"
            && element.attribute("cipherChaining")? == "ChainingModeCBC"
            && element.number("blockSize")? == BLOCK_BYTES as i64;
        let salt = field(element, "saltValue")?;
        let hash = Hash::named(&element.attribute("hashAlgorithm")?)?;
        (is_known && matches!(key_bits, 128 | 192 | 256)).then_some(Self {
            salt,
            key_bytes: key_bits / 8,
            hash,
        })
    }
}

fn field(element: &Element, name: &str) -> Option<Vec<u8>> {
    BASE64.decode(element.attribute(name)?.trim()).ok()
}

fn open_agile(
    xml: &[u8],
    sealed: &[u8],
    password: &[u8],
    is_late: &dyn Fn() -> bool,
) -> Result<Vec<u8>, Shut> {
    let xml = String::from_utf8_lossy(xml);
    let mut scanner = Scanner::new(xml.trim_end_matches('\0'));
    let (mut package, mut key) = (None, None);
    while let Ok(Some(token)) = scanner.next() {
        let Token::Open(element) = token else { continue };
        match element.name() {
            "keyData" => package = Lock::read(&element),
            "encryptedKey" if key.is_none() => {
                key = Some(agile_key(&element, password, is_late)?);
            }
            _ => {}
        }
    }
    let (Some(lock), Some(key)) = (package, key) else { return Err(Shut::Unknown) };
    let cipher = Cipher::new(&fit(key, lock.key_bytes)).ok_or(Shut::Unknown)?;
    let mut opened = Vec::with_capacity(sealed.len());
    for (index, piece) in (0_u32..).zip(sealed.chunks(PIECE_BYTES)) {
        let start = fit(lock.hash.of(&lock.salt, &index.to_le_bytes()), BLOCK_BYTES);
        opened.extend(cipher.open(piece, Some(&start)));
    }
    Ok(opened)
}

/// The key of the package, opened with the password.
fn agile_key(element: &Element, password: &[u8], is_late: &dyn Fn() -> bool) -> Result<Vec<u8>, Shut> {
    let lock = Lock::read(element).ok_or(Shut::Unknown)?;
    let rounds = element.number("spinCount").and_then(|rounds| u32::try_from(rounds).ok());
    let rounds = rounds.filter(|rounds| *rounds <= MOST_ROUNDS).ok_or(Shut::Unknown)?;
    let hash = lock.hash.spin(&lock.salt, password, rounds, is_late)?;
    let start = fit(lock.salt.clone(), BLOCK_BYTES);
    let open = |name: &str, purpose: &[u8; 8]| {
        let cipher = Cipher::new(&fit(lock.hash.of(&hash, purpose), lock.key_bytes))?;
        Some(cipher.open(&field(element, name)?, Some(&start)))
    };
    let mut input = open("encryptedVerifierHashInput", &FOR_INPUT).ok_or(Shut::Unknown)?;
    input.truncate(lock.salt.len());
    let expected = open("encryptedVerifierHashValue", &FOR_HASH).ok_or(Shut::Unknown)?;
    if !expected.starts_with(&lock.hash.of(&input, &[])) {
        return Err(Shut::WrongPassword);
    }
    let mut key = open("encryptedKeyValue", &FOR_KEY).ok_or(Shut::Unknown)?;
    key.truncate(lock.key_bytes);
    Ok(key)
}

/// The standard encryption knows AES and SHA-1 only, and mixes no blocks.
fn open_standard(
    about: &[u8],
    sealed: &[u8],
    password: &[u8],
    is_late: &dyn Fn() -> bool,
) -> Result<Vec<u8>, Shut> {
    const HASH_BYTES: usize = 20;
    // Version and flags, then the length of the header and the header, in which the length of the key stands.
    let number = |at: usize| u32_at(about, at).map(|number| number as usize).ok_or(Shut::Unknown);
    let verifier = 12_usize.saturating_add(number(8)?);
    let key_bits = number(12 + 16)?;
    let piece = |from: usize, length: usize| {
        let from = verifier.checked_add(from).ok_or(Shut::Unknown)?;
        about.get(from..).and_then(|rest| rest.get(..length)).ok_or(Shut::Unknown)
    };
    let (salt, input, expected) = (piece(4, 16)?, piece(20, 16)?, piece(40, 32)?);
    let hash = Hash::Sha1.spin(salt, password, STANDARD_ROUNDS, is_late)?;
    let hash = Hash::Sha1.of(&hash, &[0; 4]);
    let mix = |with: u8| {
        let mut pad = [with; 64];
        pad.iter_mut().zip(&hash).for_each(|(pad, byte)| *pad ^= byte);
        Hash::Sha1.of(&pad, &[])
    };
    let key = [mix(0x36), mix(0x5C)].concat();
    let key = key.get(..key_bits / 8).ok_or(Shut::Unknown)?;
    let cipher = Cipher::new(key).ok_or(Shut::Unknown)?;
    let hash = Hash::Sha1.of(&cipher.open(input, None), &[]);
    if cipher.open(expected, None)[..HASH_BYTES] != hash[..] {
        return Err(Shut::WrongPassword);
    }
    Ok(cipher.open(sealed, None))
}

#[cfg(test)]
mod tests {
    use super::super::compound::tests::pack_streams;
    use super::super::{ReadOptions, read};
    use super::*;
    use aes::cipher::BlockCipherEncrypt;
    use std::time::Duration;

    const SALT: &[u8; 16] = b"0123456789abcdef";
    const PASSWORD: &str = "Größe 7";

    fn in_utf16(password: &str) -> Vec<u8> {
        password.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn seal(key: &[u8; 16], bytes: &[u8], start: Option<&[u8]>) -> Vec<u8> {
        let cipher = Aes128::new_from_slice(key).unwrap();
        let mut sealed: Vec<u8> = Vec::new();
        let mut before = start.map(<[u8]>::to_vec);
        for piece in bytes.chunks(16) {
            let mut block = Block::<Aes128>::default();
            block[..piece.len()].copy_from_slice(piece);
            if let Some(before) = &before {
                block.iter_mut().zip(before).for_each(|(byte, mask)| *byte ^= mask);
            }
            cipher.encrypt_block(&mut block);
            before = before.map(|_| block.to_vec());
            sealed.extend_from_slice(&block);
        }
        sealed
    }

    fn whole_blocks(mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.resize(bytes.len().next_multiple_of(16), 0);
        bytes
    }

    fn agile(inner: &[u8], rounds: &str, algorithm: &str) -> Vec<u8> {
        let hash = Hash::named(algorithm).unwrap_or(Hash::Sha512);
        let spun = hash.spin(SALT, &in_utf16(PASSWORD), rounds.parse().unwrap_or(7).min(100), &|| false);
        let Ok(spun) = spun else { panic!("nobody is late") };
        let sealed = |purpose: &[u8; 8], bytes: Vec<u8>| {
            let key = fit(hash.of(&spun, purpose), 16).try_into().unwrap();
            BASE64.encode(seal(&key, &whole_blocks(bytes), Some(SALT)))
        };
        let (input, key) = (b"sixteen letters!", b"the key of it is");
        let lock = format!(
            "saltSize='16' blockSize='16' keyBits='128' hashSize='64' cipherAlgorithm='AES' \
             cipherChaining='ChainingModeCBC' hashAlgorithm='{algorithm}' saltValue='{}'",
            BASE64.encode(SALT)
        );
        let xml = format!(
            "<encryption xmlns:p='p'><keyData {lock}/><keyEncryptors><keyEncryptor><p:encryptedKey spinCount='{rounds}' {lock} \
             encryptedVerifierHashInput='{}' encryptedVerifierHashValue='{}' encryptedKeyValue='{}'/></keyEncryptor></keyEncryptors></encryption>",
            sealed(&FOR_INPUT, input.to_vec()),
            sealed(&FOR_HASH, hash.of(input, &[])),
            sealed(&FOR_KEY, key.to_vec()),
        );
        let about = [&[4, 0, 4, 0, 0x40, 0, 0, 0][..], xml.as_bytes()].concat();
        let mut package = (inner.len() as u64).to_le_bytes().to_vec();
        for (index, piece) in (0_u32..).zip(inner.chunks(PIECE_BYTES)) {
            let start = fit(hash.of(SALT, &index.to_le_bytes()), 16);
            package.extend(seal(key, piece, Some(&start)));
        }
        pack_streams(&[("EncryptionInfo", &whole(about)), ("EncryptedPackage", &package)])
    }

    /// What stands behind the XML must not count.
    fn whole(mut about: Vec<u8>) -> Vec<u8> {
        about.push(0);
        about
    }

    fn standard(inner: &[u8]) -> Vec<u8> {
        let spun = Hash::Sha1.spin(SALT, &in_utf16(PASSWORD), STANDARD_ROUNDS, &|| false);
        let Ok(spun) = spun else { panic!("nobody is late") };
        let mut pad = [0x36; 64];
        pad.iter_mut().zip(Hash::Sha1.of(&spun, &[0; 4])).for_each(|(pad, byte)| *pad ^= byte);
        let key: [u8; 16] = Hash::Sha1.of(&pad, &[])[..16].try_into().unwrap();
        let input = b"sixteen letters!";
        let header = [0x24_u32, 0, 0x660E, 0x8004, 128, 24, 0, 0].map(u32::to_le_bytes).concat();
        let about = [
            &[3, 0, 2, 0, 0x24, 0, 0, 0][..],
            &(header.len() as u32).to_le_bytes(),
            &header,
            &16_u32.to_le_bytes(),
            SALT,
            &seal(&key, input, None),
            &20_u32.to_le_bytes(),
            &seal(&key, &whole_blocks(Hash::Sha1.of(input, &[])), None),
        ]
        .concat();
        let package = [&(inner.len() as u64).to_le_bytes()[..], &seal(&key, inner, None)].concat();
        pack_streams(&[("EncryptionInfo", &about), ("EncryptedPackage", &package)])
    }

    fn with_password(password: Option<&str>) -> ReadOptions {
        ReadOptions { password: password.map(str::to_owned), ..ReadOptions::default() }
    }

    #[test]
    fn packages_open_with_their_password_only() {
        let inner = include_bytes!("../../samples/documents/supplier-policy.docx");
        let plain = read("d1", "a.docx", inner, &ReadOptions::default()).unwrap();
        let files = [
            standard(inner),
            agile(inner, "50", "SHA512"),
            agile(inner, "0", "SHA1"),
            agile(inner, "9", "SHA-256"),
            agile(inner, "9", "SHA384"),
        ];
        for (index, file) in files.iter().enumerate() {
            let open = |password| read("d1", "a.docx", file, &with_password(password));
            let opened = open(Some(PASSWORD)).unwrap_or_else(|error| panic!("{index}: {error}"));
            assert_eq!((opened.format.as_str(), &opened.text), ("docx", &plain.text), "{index}");
            assert_eq!(open(None).unwrap_err(), ReadError::Locked { form: FORM, tried: false });
            assert_eq!(open(Some("größe 7")).unwrap_err(), ReadError::Locked { form: FORM, tried: true });
        }
    }

    #[test]
    fn hostile_locks_are_refused_in_time() {
        let password = with_password(Some(PASSWORD));
        let unknown =
            |file: &[u8]| matches!(read("d1", "a.docx", file, &password), Err(ReadError::Broken { .. }));
        for (rounds, algorithm) in [("4294967295", "SHA512"), ("-1", "SHA512"), ("9", "MD5"), ("9", "")] {
            assert!(unknown(&agile(b"words", rounds, algorithm)), "{rounds} {algorithm}");
        }
        assert!(unknown(&pack_streams(&[("EncryptedPackage", b"words")])));
        assert!(unknown(&pack_streams(&[("EncryptionInfo", &[3, 0, 2, 0]), ("EncryptedPackage", b"words")])));
        let far = [&[3, 0, 2, 0, 0, 0, 0, 0][..], &u32::MAX.to_le_bytes()].concat();
        assert!(unknown(&pack_streams(&[("EncryptionInfo", &far), ("EncryptedPackage", b"words")])));
        let hurried = ReadOptions { time_limit: Duration::ZERO, ..password.clone() };
        let late = read("d1", "a.docx", &agile(b"words", "10000000", "SHA1"), &hurried);
        assert_eq!(late.unwrap_err(), ReadError::TooLong { form: FORM, seconds: 0 });
    }
}
