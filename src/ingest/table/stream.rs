//! Long delimited texts → columns, block by block: the memory holds the columns, not the text.

use super::rows::{Form, Gatherer};
use crate::ingest::{decode, hexadecimal};
use encoding_rs::{Encoding, UTF_8};
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// Bytes read at a time. Texts that are shorter are read as one.
pub(super) const BLOCK_BYTES: usize = 16 << 20;

/// The blocks of an input, with the hash of what was read so far.
pub(super) struct Blocks<R> {
    reader: R,
    block_bytes: usize,
    hasher: Sha256,
}

impl<R: Read + Send> Blocks<R> {
    pub(super) fn new(reader: R, block_bytes: usize) -> Self {
        Blocks { reader, block_bytes, hasher: Sha256::new() }
    }

    /// The next block; shorter than the others at the end, then empty.
    pub(super) fn next(&mut self) -> io::Result<Vec<u8>> {
        let mut block = Vec::with_capacity(self.block_bytes);
        self.reader.by_ref().take(self.block_bytes as u64).read_to_end(&mut block)?;
        self.hasher.update(&block);
        Ok(block)
    }

    /// All that follows, behind the first block.
    pub(super) fn rest(&mut self, mut first: Vec<u8>) -> io::Result<Vec<u8>> {
        let start = first.len();
        if start == self.block_bytes {
            self.reader.read_to_end(&mut first)?;
        }
        self.hasher.update(&first[start..]);
        Ok(first)
    }

    /// Whether the first block is of a long text that can be cut anywhere between two rows.
    pub(super) fn can_cut(&self, block: &[u8]) -> bool {
        let is_utf8 = match std::str::from_utf8(block) {
            Ok(_) => true,
            // Its last character goes on in the next block.
            Err(error) => error.error_len().is_none(),
        };
        let is_marked = Encoding::for_bom(block).is_some_and(|(encoding, _)| encoding != UTF_8);
        block.len() == self.block_bytes
            && is_utf8
            && !is_marked
            && !block.contains(&0)
            && block.contains(&b'\n')
    }

    /// SHA-256 of all that was read.
    pub(super) fn sha256(self) -> String {
        hexadecimal(&self.hasher.finalize())
    }
}

/// One past the last row of the block that is whole, if quotes come in pairs up to there; 0 if there is none.
fn row_end(block: &[u8], form: Form) -> usize {
    let Some(quote) = form.quote else {
        return memchr::memrchr(form.newline, block).map_or(0, |at| at + 1);
    };
    let mut is_inside = memchr::memchr_iter(quote, block).count() % 2 == 1;
    let end = memchr::memrchr2_iter(quote, form.newline, block).find(|&at| {
        if block[at] == quote {
            is_inside = !is_inside;
            return false;
        }
        !is_inside
    });
    end.map_or(0, |at| at + 1)
}

/// Reads all rows from `start` of the first block on.
pub(super) fn read_blocks<R: Read + Send>(
    mut block: Vec<u8>,
    start: usize,
    blocks: &mut Blocks<R>,
    (form, rows): (Form, &mut Gatherer),
    notices: &mut Vec<String>,
) -> io::Result<()> {
    block.drain(..start);
    let mut ahead = blocks.next()?;
    loop {
        let is_last = ahead.is_empty();
        let end = if is_last { block.len() } else { row_end(&block, form) };
        let mut own = Vec::new();
        let (next, added) = rayon::join(
            || if is_last { Ok(Vec::new()) } else { blocks.next() },
            || end > 0 && rows.add(&decode::utf8_or_older(&block[..end], &mut own), is_last),
        );
        if added {
            block.drain(..end);
            notices.extend(own);
        }
        if is_last {
            return Ok(());
        }
        // Without a row that is whole, more is needed to tell where it ends.
        block.append(&mut ahead);
        ahead = next?;
    }
}
