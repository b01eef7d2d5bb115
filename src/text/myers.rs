//! Where in a text a pattern stands with the fewest edits. Takes bytes, gives a range and its number of edits.
//!
//! Bit-parallel: one machine word holds 64 rows of the table of edit distances. Source: G. Myers, "A fast bit-vector
//! algorithm for approximate string matching based on dynamic programming", JACM 46 (1999), with the blocks of
//! H. Hyyrö, "Explaining and extending the bit-parallel approximate string matching algorithm of Myers" (2001).
//! Time: length of the text × length of the pattern / 64.

use std::ops::Range;

/// A pattern ready for searching, in both directions.
#[derive(Debug)]
pub struct Pattern {
    forward: Masks,
    backward: Masks,
}

/// For each byte value, the rows of the pattern that have it.
#[derive(Debug)]
struct Masks {
    rows: usize,
    blocks: usize,
    masks: Vec<u64>,
}

/// Whether the text before the match counts as edits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Free,
    Anchored,
}

impl Pattern {
    /// Prepares a pattern.
    pub fn new(pattern: &[u8]) -> Self {
        Self { forward: Masks::new(pattern.iter()), backward: Masks::new(pattern.iter().rev()) }
    }

    /// The range of `text` that takes the fewest edits to become the pattern, and that number. Of equals the one that
    /// ends first, and of those the shortest.
    pub fn find(&self, text: &[u8]) -> (Range<usize>, usize) {
        let (end, edits) = self.forward.best(text.iter(), Start::Free);
        let (length, _) = self.backward.best(text[..end].iter().rev(), Start::Anchored);
        (end - length..end, edits)
    }
}

impl Masks {
    fn new<'a>(pattern: impl ExactSizeIterator<Item = &'a u8>) -> Self {
        let rows = pattern.len();
        let blocks = rows.div_ceil(64).max(1);
        let mut masks = vec![0; 256 * blocks];
        for (row, &byte) in pattern.enumerate() {
            masks[byte as usize * blocks + row / 64] |= 1 << (row % 64);
        }
        Self { rows, blocks, masks }
    }

    /// The number of bytes after which the pattern is matched with the fewest edits, and that number.
    fn best<'a>(&self, text: impl Iterator<Item = &'a u8>, start: Start) -> (usize, usize) {
        if self.rows == 0 {
            return (0, 0);
        }
        let mut columns = vec![(u64::MAX, 0u64); self.blocks];
        let last_row = 1u64 << ((self.rows - 1) % 64);
        let mut edits = self.rows;
        let mut best = (0, edits);
        for (position, &byte) in text.enumerate() {
            let mut carry = if start == Start::Anchored { 1 } else { 0 };
            let masks = &self.masks[byte as usize * self.blocks..][..self.blocks];
            for (block, (column, &mask)) in columns.iter_mut().zip(masks).enumerate() {
                let top = if block + 1 == self.blocks { last_row } else { 1 << 63 };
                carry = advance(column, mask, carry, top);
            }
            edits = edits.wrapping_add_signed(carry);
            if edits < best.1 {
                best = (position + 1, edits);
            }
        }
        best
    }
}

/// One column of one block: takes and gives the change along its upper and lower edge, -1, 0 or 1.
fn advance((plus, minus): &mut (u64, u64), mask: u64, carry: isize, top: u64) -> isize {
    let diagonal = mask | *minus;
    let mask = mask | u64::from(carry < 0);
    let horizontal = ((mask & *plus).wrapping_add(*plus) ^ *plus) | mask;
    let rises = *minus | !(horizontal | *plus);
    let falls = *plus & horizontal;
    let out = isize::from(rises & top != 0) - isize::from(falls & top != 0);
    let rises = rises << 1 | u64::from(carry > 0);
    let falls = falls << 1 | u64::from(carry < 0);
    *plus = falls | !(diagonal | rises);
    *minus = rises & diagonal;
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Edit distance by the whole table.
    fn distance(a: &[u8], b: &[u8]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut corner = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let next = (corner + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
                corner = std::mem::replace(&mut row[j + 1], next);
            }
        }
        row[b.len()]
    }

    #[test]
    fn finds_both_ends() {
        let text = b"the annotation layers were late";
        let (range, edits) = Pattern::new(b"annottion layer").find(text);
        assert_eq!((&text[range], edits), (&b"annotation layer"[..], 1));
    }

    proptest! {
        #[test]
        fn agrees_with_the_table(text in "[ab]{0,20}", pattern in "[abc]{1,16}") {
            let (text, pattern) = (text.as_bytes(), pattern.as_bytes());
            let (range, edits) = Pattern::new(pattern).find(text);
            prop_assert_eq!(distance(pattern, &text[range]), edits);
            let least = (0..=text.len())
                .flat_map(|a| (a..=text.len()).map(move |b| (a, b)))
                .map(|(a, b)| distance(pattern, &text[a..b]))
                .min();
            prop_assert_eq!(least, Some(edits));
        }

        #[test]
        fn blocks_carry_over(text in "[a-d]{100,240}", from in 0usize..20, length in 60usize..80, edit in 0usize..60) {
            let mut pattern = text.as_bytes()[from..from + length].to_vec();
            pattern.remove(edit);
            let (range, edits) = Pattern::new(&pattern).find(text.as_bytes());
            prop_assert!(edits <= 1);
            prop_assert_eq!(distance(&pattern, &text.as_bytes()[range]), edits);
        }
    }
}
