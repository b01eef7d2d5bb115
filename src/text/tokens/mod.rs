//! Exact token counts of a text and of any range of it, as tiktoken counts them.
//!
//! Takes `&str`, gives how many tokens it is in o200k_base or cl100k_base; special tokens are counted as the plain
//! text they are. The tables are part of the binary and are read in place, so there is nothing to load and only the
//! pages in use take memory.
//!
//! Any text is counted in linear time and bounded memory, a run of millions of spaces too, on which tiktoken fails.

mod index;
mod layout;
mod pieces;
mod vocabulary;

pub use index::TokenIndex;

use vocabulary::{Merger, Vocabulary};

/// A way to cut text into tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Of GPT-4o and later.
    #[default]
    O200k,
    /// Of GPT-4 and GPT-3.5.
    Cl100k,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; 2] = [Self::O200k, Self::Cl100k];

    /// Its published name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::O200k => "o200k_base",
            Self::Cl100k => "cl100k_base",
        }
    }

    /// The encoding of that published name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.as_str() == name)
    }

    fn vocabulary(self) -> &'static Vocabulary {
        match self {
            Self::O200k => &vocabulary::O200K,
            Self::Cl100k => &vocabulary::CL100K,
        }
    }
}

/// Counts tokens. Cheap to make; each worker has its own.
pub struct TokenCounter {
    encoding: Encoding,
    recent: RecentPieces,
    merger: Merger,
}

impl TokenCounter {
    /// A counter for one encoding.
    pub fn new(encoding: Encoding) -> Self {
        Self { encoding, recent: RecentPieces::new(), merger: Merger::default() }
    }

    /// The encoding it counts in.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How many tokens `text` is.
    pub fn count(&mut self, text: &str) -> usize {
        let mut byte = 0;
        let mut total = 0;
        while byte < text.len() {
            let (end, count) = self.count_piece(text, byte);
            byte = end;
            total += count;
        }
        total
    }

    /// Counts `text` once and keeps where its tokens stand, for counts of many ranges.
    pub fn index(&mut self, text: &str) -> TokenIndex {
        TokenIndex::new(self, text)
    }

    /// Where the piece that starts at `start` ends, and how many tokens it is. `start` is a char border before the
    /// end of `text`.
    fn count_piece(&mut self, text: &str, start: usize) -> (usize, usize) {
        let end = pieces::find_piece_end(self.encoding, text, start);
        let piece = &text.as_bytes()[start..end];
        if piece.len() == 1 {
            return (end, 1);
        }
        let Some(key) = PieceKey::new(text.as_bytes(), start, piece.len()) else {
            return (end, self.merger.count(self.encoding.vocabulary(), piece));
        };
        if let Some(count) = self.recent.get(key) {
            return (end, count);
        }
        let count = self.merger.count(self.encoding.vocabulary(), piece);
        self.recent.insert(key, count);
        (end, count)
    }
}

/// A piece of up to 15 bytes as one number: its bytes from the lowest up, its length in bits 120 to 123, and bits 124
/// to 127 free.
#[derive(Clone, Copy)]
struct PieceKey(u128);

impl PieceKey {
    const BYTES_MAX: usize = 15;
    const FREE_BITS: u32 = 4;

    /// The key of `length` bytes of `text` from `start`; none when the piece is too long.
    fn new(text: &[u8], start: usize, length: usize) -> Option<Self> {
        if length > Self::BYTES_MAX {
            return None;
        }
        let bytes = match text[start..].first_chunk() {
            Some(bytes) => *bytes,
            None => {
                let mut bytes = [0; 16];
                bytes[..length].copy_from_slice(&text[start..start + length]);
                bytes
            }
        };
        let kept = (1 << (8 * length)) - 1;
        Some(Self(u128::from_le_bytes(bytes) & kept | (length as u128) << 120))
    }

    fn slot(self) -> usize {
        let (low, high) = (self.0 as u64, (self.0 >> 64) as u64);
        let mixed = (low ^ high.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15); // 2^64 / golden ratio
        (mixed >> (u64::BITS - RecentPieces::SLOT_BITS)) as usize
    }
}

/// The counts of pieces seen lately. Each piece has one slot, where it replaces another, so memory is fixed. A slot is
/// a key with the count (at most 15, as each token is a byte or more) in the key's free bits; 0 is an empty slot, as
/// no piece has length 0.
struct RecentPieces(Vec<u128>);

impl RecentPieces {
    const SLOT_BITS: u32 = 14;

    fn new() -> Self {
        Self(vec![0; 1 << Self::SLOT_BITS])
    }

    fn get(&self, key: PieceKey) -> Option<usize> {
        let slot = self.0[key.slot()];
        let count_shift = u128::BITS - PieceKey::FREE_BITS;
        ((slot ^ key.0) << PieceKey::FREE_BITS == 0).then_some((slot >> count_shift) as usize)
    }

    fn insert(&mut self, key: PieceKey, count: usize) {
        let count_shift = u128::BITS - PieceKey::FREE_BITS;
        self.0[key.slot()] = key.0 | (count as u128) << count_shift;
    }
}

#[cfg(test)]
mod tests;
