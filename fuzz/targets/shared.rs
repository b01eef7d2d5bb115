//! What every target does: reads the bytes under a name and checks what always holds of a document.

use std::time::Duration;
use throughline::ingest::{ReadError, ReadOptions, read};

/// Reads the bytes as if they were a file of this name.
pub fn try_to_read(name: &str, bytes: &[u8]) {
    let options = ReadOptions { time_limit: Duration::from_secs(20), ..ReadOptions::default() };
    match read("d1", name, bytes, &options) {
        Ok(document) => {
            let mut at = 0;
            for block in &document.blocks {
                assert!(block.span.start >= at && block.span.end > block.span.start, "{block:?} after {at}");
                assert!(document.text.get(block.span.range()).is_some(), "{block:?} is not on character borders");
                at = block.span.end;
            }
            for table in &document.tables {
                assert!(table.cells.iter().all(|cell| document.text.get(cell.span.range()).is_some()));
            }
        }
        Err(ReadError::Failed { form }) => panic!("the reader for {form} panicked"),
        Err(ReadError::TooLong { form, .. }) => panic!("the reader for {form} did not end"),
        Err(_) => {}
    }
}
