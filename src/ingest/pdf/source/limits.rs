//! Bounds on what a file may unpack to: a few kilobytes can stand for gigabytes.

use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;

/// No page, form or font needs more, unpacked, in bytes.
pub(super) const LARGEST_STREAM: usize = 64 << 20;
/// All fonts and object streams of a file together, unpacked, in bytes.
const LARGEST_TOTAL: usize = 256 << 20;
/// Deflate gives at most this many bytes for one (1032 by its format), LZW and run lengths fewer.
const LARGEST_RATIO: usize = 1040;

/// What a file may still unpack.
pub(super) struct Budget {
    left: usize,
    /// Whether something was refused.
    pub(super) is_spent: bool,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { left: LARGEST_TOTAL, is_spent: false }
    }

    /// Whether a stream that will be kept unpacked is within the bounds; takes its size off the budget.
    pub(super) fn admits(&mut self, stream: &Stream) -> bool {
        let size = unpacked_size(stream, LARGEST_STREAM.min(self.left));
        match size {
            Some(size) => self.left -= size,
            None => self.is_spent = true,
        }
        size.is_some()
    }

    /// The unpacked bytes of a stream that is dropped after use; `None` if it is broken or too large.
    pub(super) fn unpack<'a>(&mut self, stream: &Stream<'a>) -> Option<std::borrow::Cow<'a, [u8]>> {
        if unpacked_size(stream, LARGEST_STREAM).is_none() {
            self.is_spent = true;
            return None;
        }
        stream.decoded_data().ok()
    }

    /// Takes raw deflated bytes that will be kept unpacked off the budget.
    pub(super) fn admits_deflated(&mut self, bytes: &[u8]) -> bool {
        let size = if bytes.len().saturating_mul(LARGEST_RATIO) <= (64 << 10) {
            Some(bytes.len() * LARGEST_RATIO)
        } else {
            inflated_size(bytes, self.left)
        };
        match size {
            Some(size) => self.left -= size.min(self.left),
            None => self.is_spent = true,
        }
        size.is_some()
    }
}

/// Whether the streams that hold other objects stay within bounds. The library unpacks and keeps them as it needs them, so
/// they are counted before it sees the file.
pub(super) fn is_openable(bytes: &[u8]) -> bool {
    let mut budget = Budget::new();
    let mut packed = 0;
    for (start, end) in object_streams(bytes) {
        packed += end - start;
        // As long as even the worst case is within bounds there is nothing to count.
        if packed.saturating_mul(LARGEST_RATIO) > LARGEST_TOTAL && !budget.admits_deflated(&bytes[start..end])
        {
            return false;
        }
    }
    true
}

/// Where the data of streams stands whose dictionary has the key that streams of objects must have.
fn object_streams(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    const OPENING: &[u8] = b"stream";
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let found = at + memchr::memmem::find(bytes.get(at..)?, OPENING)?;
            at = found + OPENING.len();
            let head = &bytes[found.saturating_sub(1024)..found];
            let head = &head[memchr::memmem::rfind(head, b"obj").unwrap_or(0)..];
            let has_key =
                memchr::memmem::find(head, b"/First").is_some() || memchr::memchr(b'#', head).is_some();
            if bytes[..found].ends_with(b"end") || !has_key {
                continue;
            }
            let mut start = at;
            start += usize::from(bytes.get(start) == Some(&b'\r'));
            start += usize::from(bytes.get(start) == Some(&b'\n'));
            let rest = bytes.get(start..).unwrap_or_default();
            let end = start + memchr::memmem::find(rest, b"endstream").unwrap_or(rest.len());
            at = end;
            return Some((start, end));
        }
    })
}

/// Size of a stream when unpacked, or a bound of it; `None` if that is above `limit`.
fn unpacked_size(stream: &Stream, limit: usize) -> Option<usize> {
    let filters = stream.filters();
    let packed = filters
        .iter()
        .filter(|filter| matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode));
    let ratio = packed.fold(1_usize, |ratio, _| ratio.saturating_mul(LARGEST_RATIO));
    let raw = stream.raw_data();
    let bound = raw.len().saturating_mul(ratio);
    if bound <= limit {
        return Some(raw.len());
    }
    match filters.as_slice() {
        [Filter::FlateDecode] => inflated_size(&raw, limit),
        // Two packings on top of one another, or a rare one, of that size: nobody writes that.
        _ => None,
    }
}

/// Counts what deflated bytes give, without keeping it; `None` above `limit`. Broken data ends where it breaks.
fn inflated_size(bytes: &[u8], limit: usize) -> Option<usize> {
    let mut inflate = Decompress::new(true);
    let mut buffer = [0_u8; 16 << 10];
    let mut total = 0;
    loop {
        let (read, written) = (inflate.total_in() as usize, inflate.total_out());
        let rest = bytes.get(read..).unwrap_or_default();
        let status = inflate.decompress(rest, &mut buffer, FlushDecompress::None);
        let gained = (inflate.total_out() - written) as usize;
        total += gained;
        if total > limit {
            return None;
        }
        let moved = gained > 0 || inflate.total_in() as usize > read;
        match status {
            Ok(Status::Ok | Status::BufError) if moved => {}
            _ => return Some(total),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    #[test]
    fn sizes_are_counted_up_to_a_limit() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b' '; 1 << 20]).unwrap();
        let packed = encoder.finish().unwrap();
        assert_eq!(inflated_size(&packed, 2 << 20), Some(1 << 20));
        assert_eq!(inflated_size(&packed, 1 << 19), None);
        assert!(inflated_size(&packed[..packed.len() / 2], 2 << 20).is_some_and(|size| size < 1 << 20));
        assert_eq!(inflated_size(b"no deflated bytes", 100), Some(0));
        let mut budget = Budget { left: 5 << 20, is_spent: false };
        let admitted = (0..10).filter(|_| budget.admits_deflated(&packed)).count();
        assert_eq!(admitted, 5);
        assert!(budget.is_spent);
    }
}
