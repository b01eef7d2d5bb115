//! The layout of the token tables, shared by `build.rs`, which writes them, and this module, which reads them.
//!
//! A slot is a little-endian `u32`: the place of a token among the tokens' bytes in its low bits, a fingerprint of the
//! token's hash above. Slots are probed one after another from the home slot to the first empty one.

/// Bits of a slot that hold the token's place.
pub(super) const OFFSET_BITS: u32 = 21;
/// A slot without a token.
pub(super) const EMPTY_SLOT: u32 = 0;
/// No token of either encoding is longer (the longest is 128 spaces).
pub(super) const TOKEN_BYTES_MAX: usize = 128;

/// Classes of code points; each is one bit, so that a set of classes is a sum.
pub(super) const UPPER: u8 = 1;
pub(super) const LOWER: u8 = 1 << 1;
/// Letters without case and modifier letters.
pub(super) const CASELESS: u8 = 1 << 2;
pub(super) const MARK: u8 = 1 << 3;
pub(super) const NUMBER: u8 = 1 << 4;
/// White space but for line ends.
pub(super) const SPACE: u8 = 1 << 5;
pub(super) const NEWLINE: u8 = 1 << 6;
/// All the rest: punctuation, symbols, controls, unassigned.
pub(super) const OTHER: u8 = 1 << 7;

/// Which code points have which class; later lines win over earlier ones, code points in none are `OTHER`.
#[allow(dead_code, reason = "only build.rs needs it")]
pub(super) const CLASS_PATTERNS: &[(&str, u8)] = &[
    (r"[\p{Lu}\p{Lt}]", UPPER),
    (r"\p{Ll}", LOWER),
    (r"[\p{Lm}\p{Lo}]", CASELESS),
    (r"\p{M}", MARK),
    (r"\p{N}", NUMBER),
    (r"\s", SPACE),
    (r"[\r\n]", NEWLINE),
];

/// The hash of a token's bytes; the same on every machine, because it is stored.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64;
    let mut rest = bytes;
    while rest.len() > 16
        && let Some((word, after)) = rest.split_first_chunk()
    {
        hash = mix(hash, u64::from_le_bytes(*word));
        rest = after;
    }
    let (first, last) = read_ends(rest);
    mix(hash ^ first, last)
}

/// All of up to 16 bytes as two words, which overlap when there are fewer.
fn read_ends(bytes: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into());
    }
    match *bytes {
        [] => (0, 0),
        [a] => (a.into(), 0),
        [a, b] => (a.into(), b.into()),
        [a, b, c, ..] => (u64::from(a) | u64::from(b) << 8, c.into()),
    }
}

/// Multiplies and folds the halves of the product, as wyhash and foldhash do; the constants are digits of pi.
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ 0x243f_6a88_85a3_08d3) * u128::from(b ^ 0x1319_8a2e_0370_7344);
    (product as u64) ^ (product >> 64) as u64
}

/// Where the search for a token with this hash starts.
pub(super) fn home_slot(hash: u64, slot_count: usize) -> usize {
    (((hash >> 32) * slot_count as u64) >> 32) as usize
}

/// The slot to try when `slot` holds another token.
pub(super) fn slot_after(slot: usize, slot_count: usize) -> usize {
    if slot + 1 == slot_count { 0 } else { slot + 1 }
}

/// The slot of a token that stands at `offset` of the tokens' bytes.
pub(super) fn pack_slot(hash: u64, offset: usize) -> u32 {
    ((hash as u32) << OFFSET_BITS) | offset as u32
}
