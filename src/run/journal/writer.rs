//! The journal's own threads: one writes what comes, the other brings it to the disk.

use super::{Spent, lock, write_answer, write_spent};
use crate::engine::llm::exchange::{Answer, Key};
use rusqlite::Connection;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::oneshot;

/// Told when an answer is written.
pub(super) type Kept = oneshot::Sender<()>;

/// Something to be written.
pub(super) enum Entry {
    Answer(Key, Answer, Kept),
    Spent(Spent),
    Forget(Vec<Key>),
}

/// What was written is on the disk after about this time.
const FLUSH_AFTER: Duration = Duration::from_millis(500);

/// Writes what comes, in batches of what is waiting, until nothing more can.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn write_all(
    mut connection: Connection,
    entries: &Receiver<Entry>,
    waiting: &Mutex<HashMap<Key, Answer>>,
    flushing: Connection,
) -> rusqlite::Result<()> {
    let is_written = Arc::new(AtomicBool::new(false));
    let (open, end) = channel();
    let to_flush = Arc::clone(&is_written);
    let flusher = std::thread::spawn(move || flush_often(&flushing, &to_flush, &end));
    let result = write_until_end(&mut connection, entries, waiting, &is_written);
    drop(open);
    // A flush that failed is made up for here, or fails here.
    let _ = flusher.join();
    result?;
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")
}

/// Brings what was written to the disk from time to time, until the other end of `end` is gone.
fn flush_often(connection: &Connection, is_written: &AtomicBool, end: &Receiver<()>) {
    while end.recv_timeout(FLUSH_AFTER) == Err(RecvTimeoutError::Timeout) {
        if is_written.swap(false, Ordering::Relaxed) {
            // What fails here is tried again: by the writer when much has gathered, and at the end.
            let _ = connection.execute_batch("PRAGMA wal_checkpoint(PASSIVE);");
        }
    }
}

fn write_until_end(
    connection: &mut Connection,
    entries: &Receiver<Entry>,
    waiting: &Mutex<HashMap<Key, Answer>>,
    is_written: &AtomicBool,
) -> rusqlite::Result<()> {
    let mut written = Vec::new();
    while let Ok(first) = entries.recv() {
        let batch = connection.transaction()?;
        for entry in std::iter::once(first).chain(std::iter::from_fn(|| entries.try_recv().ok())) {
            written.extend(write(&batch, entry)?);
        }
        batch.commit()?;
        let mut waiting = lock(waiting);
        for (key, kept) in written.drain(..) {
            waiting.remove(&key);
            // Nobody listens when the run is being stopped.
            let _: Result<(), ()> = Kept::send(kept, ());
        }
        drop(waiting);
        is_written.store(true, Ordering::Relaxed);
    }
    Ok(())
}

/// Writes one entry; gives the key of an answer and whom to tell.
fn write(connection: &Connection, entry: Entry) -> rusqlite::Result<Option<(Key, Kept)>> {
    match entry {
        Entry::Answer(key, answer, kept) => {
            write_answer(connection, key, &answer)?;
            return Ok(Some((key, kept)));
        }
        Entry::Spent(spent) => write_spent(connection, spent)?,
        Entry::Forget(keys) => {
            for table in ["DELETE FROM answer WHERE key = ?1", "DELETE FROM batched_answer WHERE key = ?1"] {
                let mut drop = connection.prepare_cached(table)?;
                for key in &keys {
                    drop.execute([&key.0[..]])?;
                }
            }
        }
    }
    Ok(None)
}
