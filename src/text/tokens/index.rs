//! Token counts of ranges of one text.
//!
//! Takes a text that a [`TokenCounter`] has read once, gives the exact count of any range of it after looking at the
//! range's two ends only.

use std::ops::Range;

use super::TokenCounter;

/// Bytes of text between two marks; the index takes an eighth of the text's size.
const STRIDE_BYTES: usize = 64;

/// A border between two pieces.
#[derive(Clone, Copy, Debug)]
struct Mark {
    byte: u32,
    /// Tokens of all pieces before it.
    tokens: u32,
}

/// Where tokens stand in one text. Made by [`TokenCounter::index`].
#[derive(Clone, Debug)]
pub struct TokenIndex {
    /// Piece borders about `STRIDE_BYTES` apart, in order; the first is the start of the text. None when the text is
    /// longer than a `u32` can say (4 GiB): then every count reads its range.
    marks: Vec<Mark>,
    text_bytes: usize,
    total: usize,
}

impl TokenIndex {
    pub(super) fn new(counter: &mut TokenCounter, text: &str) -> Self {
        let indexable = u32::try_from(text.len()).is_ok();
        let mut marks = Vec::with_capacity(if indexable { text.len() / STRIDE_BYTES + 1 } else { 0 });
        let mut byte = 0;
        let mut total = 0;
        let mut next_mark = 0;
        while byte < text.len() {
            if byte >= next_mark && indexable {
                marks.push(Mark { byte: byte as u32, tokens: total as u32 }); // tokens are never more than bytes
                next_mark = byte + STRIDE_BYTES;
            }
            let (end, count) = counter.count_piece(text, byte);
            byte = end;
            total += count;
        }
        Self { marks, text_bytes: text.len(), total }
    }

    /// Tokens of the whole text.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The count of `text[range]` on its own, the same as [`TokenCounter::count`] of that slice. `text` is the text
    /// the index was made of, `counter` has the same encoding. Ends inside a character or behind the text are moved
    /// back to the next char border.
    ///
    /// Reads some hundred bytes at each end, not the range, unless a piece longer than that stands there.
    pub fn count(&self, counter: &mut TokenCounter, text: &str, range: Range<usize>) -> usize {
        debug_assert_eq!(text.len(), self.text_bytes, "the index is of another text");
        let end = text.floor_char_boundary(range.end);
        let start = text.floor_char_boundary(range.start).min(end);
        let slice = &text[..end];
        // Pieces look ahead only over white space: up to its start they are the same in the slice and in the text.
        let stable_end = start + slice[start..].trim_end().len();
        let last = self.marks.partition_point(|mark| mark.byte as usize <= stable_end);
        let mut next = self.marks.partition_point(|mark| (mark.byte as usize) < start);

        let mut byte = start;
        let mut total = 0;
        while byte < end {
            while next < last && (self.marks[next].byte as usize) < byte {
                next += 1;
            }
            if next < last && self.marks[next].byte as usize == byte {
                let (from, to) = (self.marks[next], self.marks[last - 1]);
                total += (to.tokens - from.tokens) as usize;
                byte = to.byte as usize;
                next = last;
                continue;
            }
            let (piece_end, count) = counter.count_piece(slice, byte);
            byte = piece_end;
            total += count;
        }
        total
    }

    /// About how many tokens stand before `byte`: grows with `byte`, is 0 at the start and the total at the end, and
    /// is off by no more than the tokens of one piece and the 64 bytes round it. Costs one binary search: use it to
    /// guess where a budget ends, and [`count`](Self::count) to make sure.
    pub fn prefix_at(&self, byte: usize) -> usize {
        if byte >= self.text_bytes {
            return self.total;
        }
        let after = self.marks.partition_point(|mark| mark.byte as usize <= byte);
        let (from, from_tokens) = match after.checked_sub(1) {
            Some(before) => (self.marks[before].byte as usize, self.marks[before].tokens as usize),
            None => (0, 0),
        };
        let (to, to_tokens) = match self.marks.get(after) {
            Some(mark) => (mark.byte as usize, mark.tokens as usize),
            None => (self.text_bytes, self.total),
        };
        let share = (byte - from) as u128 * (to_tokens - from_tokens) as u128 / (to - from).max(1) as u128;
        from_tokens + share as usize
    }
}
