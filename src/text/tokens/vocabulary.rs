//! The tokens of an encoding, read in place from tables made by `build.rs`, and the byte-pair merge over them.
//!
//! Takes the bytes of one piece, gives how many tokens it is. The tokens' bytes come from tiktoken-rs (MIT), whose
//! tables are OpenAI's (MIT); NOTICE names both.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::layout;

/// Longer pieces are merged window by window, which makes the time linear, bounds memory and keeps it in the cache.
/// No real text has many: they are runs of letters, of signs or of white space without a break.
const WINDOW_BYTES: usize = 1 << 12;
/// Tokens that end this near to the end of a window are merged again in the next one, because what follows may change
/// them; before that it does not. Twice the longest token, and enough: 157 MB of long pieces, random, repeated and of
/// words, half of it with windows of 640 bytes, gave the counts of tiktoken without exception.
const OVERLAP_BYTES: usize = 2 * layout::TOKEN_BYTES_MAX;

/// The tokens of one encoding.
pub(super) struct Vocabulary {
    slots: &'static [[u8; 4]],
    tokens: &'static [u8],
}

macro_rules! vocabulary {
    ($name:literal) => {
        Vocabulary {
            slots: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".slots")).as_chunks().0,
            tokens: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".tokens")),
        }
    };
}

pub(super) static O200K: Vocabulary = vocabulary!("o200k_base");
pub(super) static CL100K: Vocabulary = vocabulary!("cl100k_base");

/// Where a token stands among the tokens' bytes. Tokens stand in order of rank, so the lower place merges first.
type Place = u32;
/// No token: merges after all others, that is, never.
const NO_PLACE: Place = Place::MAX;

impl Vocabulary {
    /// The place of the token that has these bytes, or `NO_PLACE`.
    fn find(&self, bytes: &[u8]) -> Place {
        if bytes.len() > layout::TOKEN_BYTES_MAX {
            return NO_PLACE;
        }
        let hash = layout::hash(bytes);
        let mut slot = layout::home_slot(hash, self.slots.len());
        loop {
            let packed = u32::from_le_bytes(self.slots[slot]);
            if packed == layout::EMPTY_SLOT {
                return NO_PLACE;
            }
            let place = packed & ((1 << layout::OFFSET_BITS) - 1);
            if packed == layout::pack_slot(hash, place as usize) && self.token(place) == bytes {
                return place;
            }
            slot = layout::slot_after(slot, self.slots.len());
        }
    }

    fn token(&self, place: Place) -> &[u8] {
        let place = place as usize;
        let length = usize::from(self.tokens[place]);
        &self.tokens[place + 1..place + 1 + length]
    }
}

/// Working memory of the merge, kept from piece to piece. All vectors are by the byte at which a part starts.
#[derive(Default)]
pub(super) struct Merger {
    /// Where the part ends.
    ends: Vec<u32>,
    /// Where the part before it starts.
    previous: Vec<u32>,
    /// The token that the part and the next one make together.
    merges: Vec<Place>,
    /// Possible merges, lowest place first, then leftmost; outdated ones stay in and differ from `merges`.
    queue: BinaryHeap<Reverse<(Place, u32)>>,
}

impl Merger {
    /// How many tokens the piece is.
    pub(super) fn count(&mut self, vocabulary: &Vocabulary, piece: &[u8]) -> usize {
        if piece.len() == 1 || vocabulary.find(piece) != NO_PLACE {
            return 1;
        }
        let mut rest = piece;
        let mut count = 0;
        while rest.len() > WINDOW_BYTES {
            self.merge(vocabulary, &rest[..WINDOW_BYTES]);
            let (kept, kept_bytes) = self.count_before(WINDOW_BYTES - OVERLAP_BYTES);
            count += kept;
            rest = &rest[kept_bytes..];
        }
        count + self.merge(vocabulary, rest)
    }

    /// Byte-pair encoding: joins the two neighbours that make the token of the lowest rank, as long as any do.
    fn merge(&mut self, vocabulary: &Vocabulary, piece: &[u8]) -> usize {
        self.start(vocabulary, piece);
        let mut count = piece.len();
        while let Some(Reverse((place, start))) = self.queue.pop() {
            if self.merges[start as usize] != place {
                continue;
            }
            let middle = self.ends[start as usize];
            let end = self.ends[middle as usize];
            self.merges[middle as usize] = NO_PLACE;
            self.ends[start as usize] = end;
            if (end as usize) < piece.len() {
                self.previous[end as usize] = start;
            }
            self.propose(vocabulary, piece, start);
            if start > 0 {
                self.propose(vocabulary, piece, self.previous[start as usize]);
            }
            count -= 1;
        }
        count
    }

    /// Makes every byte a part of its own.
    fn start(&mut self, vocabulary: &Vocabulary, piece: &[u8]) {
        let length = piece.len() as u32; // at most WINDOW_BYTES
        self.ends.clear();
        self.ends.extend(1..=length);
        self.previous.clear();
        self.previous.extend((0..length).map(|start| start.saturating_sub(1)));
        self.merges.clear();
        self.merges.resize(piece.len(), NO_PLACE);
        for start in 0..length {
            self.propose(vocabulary, piece, start);
        }
    }

    /// Notes and queues the merge of the part at `start` with the next one.
    fn propose(&mut self, vocabulary: &Vocabulary, piece: &[u8], start: u32) {
        let middle = self.ends[start as usize] as usize;
        let place = match self.ends.get(middle) {
            Some(&end) => vocabulary.find(&piece[start as usize..end as usize]),
            None => NO_PLACE,
        };
        self.merges[start as usize] = place;
        if place != NO_PLACE {
            self.queue.push(Reverse((place, start)));
        }
    }

    /// How many tokens of the last merge end at or before `limit`, and where the last of them ends.
    fn count_before(&self, limit: usize) -> (usize, usize) {
        let (mut count, mut end) = (0, 0);
        loop {
            let next = self.ends[end] as usize;
            if next > limit {
                return (count, end);
            }
            count += 1;
            end = next;
        }
    }
}
