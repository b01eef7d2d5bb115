//! Every answer that was paid for, kept in `journal.sqlite` beside the report, so that it is paid for once. Takes and
//! gives answers by the key of their question; holds no key of a service. Answers are written at once by a thread of
//! their own, so that a killed run loses at most the requests in flight, and flushed to the disk by another, so that a power
//! cut loses no more than half a second of them and no answer waits for the disk.

use crate::engine::llm::exchange::{Answer, AnswerEnd, Key};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use rustc_hash::FxHashSet;
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// The file's name in the output folder. SQLite keeps `-wal` and `-shm` files beside it during a run.
pub const FILE_NAME: &str = "journal.sqlite";

/// Version of the tables. A journal of another version is begun anew.
const VERSION: i64 = 2;

/// Answers lie in the order they came in, beside a table of keys: what is written at a time then lies on few pages.
const TABLES: &str = "
    CREATE TABLE answer (
        key BLOB PRIMARY KEY, ended TEXT NOT NULL, content TEXT NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE spent (
        only INTEGER PRIMARY KEY CHECK (only = 1), requests INTEGER NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL
    ) STRICT;
    INSERT INTO spent VALUES (1, 0, 0, 0);";

/// What of it was used in batches, which cost less. Journals of before there were batches get it, too.
const BATCHED: &str = "
    CREATE TABLE IF NOT EXISTS batched (
        only INTEGER PRIMARY KEY CHECK (only = 1), tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL
    ) STRICT;
    INSERT OR IGNORE INTO batched VALUES (1, 0, 0);
    CREATE TABLE IF NOT EXISTS batched_answer (key BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;";

/// What has been used, in all runs that share a journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Requests sent, failed ones too.
    pub requests: u64,
    /// Tokens sent.
    pub tokens_in: u64,
    /// Tokens received.
    pub tokens_out: u64,
}

impl std::ops::AddAssign for Spent {
    fn add_assign(&mut self, other: Spent) {
        self.requests += other.requests;
        self.tokens_in += other.tokens_in;
        self.tokens_out += other.tokens_out;
    }
}

/// Told when an answer is written.
type Kept = oneshot::Sender<()>;

enum Entry {
    Answer(Key, Answer, Kept),
    Spent(Spent),
    Forget(Vec<Key>),
}

/// The journal of one output folder.
#[derive(Debug)]
pub struct Journal {
    reader: Mutex<Option<Connection>>,
    sender: Mutex<Option<Sender<Entry>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    /// Answers on their way to the disk.
    waiting: Arc<Mutex<HashMap<Key, Answer>>>,
    /// Of a journal that was empty: the beginnings of all keys it has now. Nothing else need be looked for on the disk.
    begun: Option<Mutex<FxHashSet<u64>>>,
    failed: Arc<OnceLock<String>>,
    spent_before: Spent,
    batched_before: Spent,
}

/// Poison says that another thread panicked; what these hold is whole all the same.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Journal {
    /// Opens the journal at `path`, or begins one.
    ///
    /// # Errors
    /// When the file cannot be opened or is no journal.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let writing = Connection::open(path)?;
        writing.busy_timeout(Duration::from_secs(5))?;
        writing.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -256; \
             PRAGMA wal_autocheckpoint = 4000;",
        )?;
        let version: i64 = writing.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version != VERSION {
            let anew = format!(
                "BEGIN; DROP TABLE IF EXISTS answer; DROP TABLE IF EXISTS spent; \
                 DROP TABLE IF EXISTS batched; DROP TABLE IF EXISTS batched_answer; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
            );
            writing.execute_batch(&anew)?;
        }
        writing.execute_batch(BATCHED)?;
        let is_empty = !writing.prepare("SELECT 1 FROM answer")?.exists([])?;
        let (spent_before, batched_before) = (read_spent(&writing)?, read_batched(&writing)?);
        let flushing = Connection::open(path)?;
        flushing.busy_timeout(Duration::from_secs(5))?;
        let reader = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        reader.execute_batch("PRAGMA cache_size = -256;")?;
        let (sender, receiver) = channel();
        let (failed, waiting) = (Arc::new(OnceLock::new()), Arc::new(Mutex::new(HashMap::new())));
        let (failure, on_their_way) = (Arc::clone(&failed), Arc::clone(&waiting));
        let writer = std::thread::spawn(move || {
            if let Err(error) = write_all(writing, &receiver, &on_their_way, flushing) {
                let _ = failure.set(error.to_string());
            }
        });
        Ok(Self {
            reader: Mutex::new(Some(reader)),
            sender: Mutex::new(Some(sender)),
            writer: Mutex::new(Some(writer)),
            waiting,
            begun: is_empty.then(Mutex::default),
            failed,
            spent_before,
            batched_before,
        })
    }

    /// What earlier runs have used.
    pub fn spent_before(&self) -> Spent {
        self.spent_before
    }

    /// What of that was used in batches.
    pub fn batched_before(&self) -> Spent {
        self.batched_before
    }

    /// The answer to a question, if it was given before.
    pub fn find(&self, key: &Key) -> Option<Answer> {
        const FIND: &str = "SELECT ended, content, tokens_in, tokens_out, \
             EXISTS (SELECT 1 FROM batched_answer WHERE key = ?1) FROM answer WHERE key = ?1";
        if let Some(answer) = lock(&self.waiting).get(key) {
            return Some(answer.clone());
        }
        if self.begun.as_ref().is_some_and(|begun| !lock(begun).contains(&beginning(key))) {
            return None;
        }
        let reader = lock(&self.reader);
        let mut find = reader.as_ref()?.prepare_cached(FIND).ok()?;
        let found = find.query_row([&key.0[..]], |row| {
            let ended: String = row.get(0)?;
            Ok((ended, row.get(1)?, number(row, 2)?, number(row, 3)?, row.get(4)?))
        });
        // What cannot be read is asked again.
        let (ended, text, tokens_in, tokens_out, is_batched) = found.optional().ok()??;
        let end = AnswerEnd::ALL.into_iter().find(|end| end.as_str() == ended)?;
        Some(Answer { end, text, tokens_in, tokens_out, is_batched })
    }

    /// Keeps an answer. What is given back is told when the answer is written: only then may the next request begin, so that
    /// a run that is killed has lost no more answers than requests were in flight. An error there is told by `failure`.
    pub fn keep(&self, key: Key, answer: Answer) -> oneshot::Receiver<()> {
        let (kept, told) = oneshot::channel();
        lock(&self.waiting).insert(key, answer.clone());
        if let Some(begun) = &self.begun {
            lock(begun).insert(beginning(&key));
        }
        self.send(Entry::Answer(key, answer, kept));
        told
    }

    /// Counts what a request has used.
    pub fn count(&self, spent: Spent) {
        self.send(Entry::Spent(spent));
    }

    /// Drops answers that led nowhere, so that the next run asks again.
    pub fn forget(&self, keys: Vec<Key>) {
        if !keys.is_empty() {
            self.send(Entry::Forget(keys));
        }
    }

    /// Why answers can no longer be kept, if so.
    pub fn failure(&self) -> Option<&str> {
        self.failed.get().map(String::as_str)
    }

    fn send(&self, entry: Entry) {
        // The writer is gone only after a failure, which `failure` tells.
        if let Some(sender) = lock(&self.sender).as_ref() {
            let _ = sender.send(entry);
        }
    }

    /// Waits until everything is on the disk; the journal is one file then, and nothing is kept or found any more.
    ///
    /// # Errors
    /// When something could not be written.
    pub fn close(&self) -> Result<(), String> {
        drop(lock(&self.reader).take());
        drop(lock(&self.sender).take());
        if let Some(writer) = lock(&self.writer).take() {
            let _ = writer.join();
        }
        match self.failed.get() {
            Some(failure) => Err(failure.clone()),
            None => Ok(()),
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // A failure was told by `failure` all along.
        let _ = self.close();
    }
}

/// Keys are hashes: eight bytes tell nearly all of them apart.
fn beginning(key: &Key) -> u64 {
    key.0.iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

pub(super) fn read_spent(connection: &Connection) -> rusqlite::Result<Spent> {
    connection.query_row("SELECT requests, tokens_in, tokens_out FROM spent", [], |row| {
        Ok(Spent { requests: number(row, 0)?, tokens_in: number(row, 1)?, tokens_out: number(row, 2)? })
    })
}

pub(super) fn read_batched(connection: &Connection) -> rusqlite::Result<Spent> {
    connection.query_row("SELECT tokens_in, tokens_out FROM batched", [], |row| {
        Ok(Spent { requests: 0, tokens_in: number(row, 0)?, tokens_out: number(row, 1)? })
    })
}

pub(super) fn write_answer(connection: &Connection, key: Key, answer: &Answer) -> rusqlite::Result<()> {
    let Answer { end, text, tokens_in, tokens_out, .. } = answer;
    let mut keep = connection.prepare_cached("INSERT OR REPLACE INTO answer VALUES (?1, ?2, ?3, ?4, ?5)")?;
    keep.execute(params![&key.0[..], end.as_str(), text, stored(*tokens_in), stored(*tokens_out)]).map(drop)
}

pub(super) fn write_is_batched(connection: &Connection, key: Key) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO batched_answer VALUES (?1)")?
        .execute([&key.0[..]])
        .map(drop)
}

pub(super) fn write_spent(connection: &Connection, spent: Spent) -> rusqlite::Result<()> {
    let mut add = connection.prepare_cached(
        "UPDATE spent SET requests = requests + ?1, tokens_in = tokens_in + ?2, tokens_out = tokens_out + ?3",
    )?;
    add.execute([spent.requests, spent.tokens_in, spent.tokens_out].map(stored)).map(drop)
}

pub(super) fn write_batched(
    connection: &Connection,
    tokens_in: u64,
    tokens_out: u64,
) -> rusqlite::Result<()> {
    let mut add = connection
        .prepare_cached("UPDATE batched SET tokens_in = tokens_in + ?1, tokens_out = tokens_out + ?2")?;
    add.execute([tokens_in, tokens_out].map(stored)).map(drop)
}

/// SQLite's integers have a sign.
pub(super) fn number(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|number| u64::try_from(number).unwrap_or(0))
}

pub(super) fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What was written is on the disk after about this time.
const FLUSH_AFTER: Duration = Duration::from_millis(500);

/// Writes what comes, in batches of what is waiting.
fn write_all(
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

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str) -> Answer {
        Answer { end: AnswerEnd::CutOff, text: text.into(), tokens_in: 3, tokens_out: 4, is_batched: false }
    }

    #[test]
    fn answers_come_back() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join(FILE_NAME);
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.find(&Key([1; 32])), None);
        drop(journal.keep(Key([1; 32]), answer("one")));
        drop(journal.keep(Key([2; 32]), answer("two")));
        journal.count(Spent { requests: 1, tokens_in: 3, tokens_out: 4 });
        journal.count(Spent { requests: 1, tokens_in: 0, tokens_out: 0 });
        journal.close().unwrap();
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.find(&Key([1; 32])), Some(answer("one")));
        assert_eq!(journal.spent_before(), Spent { requests: 2, tokens_in: 3, tokens_out: 4 });
        journal.forget(vec![Key([1; 32])]);
        journal.close().unwrap();
        let names: Vec<_> =
            std::fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [FILE_NAME], "one file when nobody uses it");
        let journal = Journal::open(&path).unwrap();
        assert_eq!((journal.find(&Key([1; 32])), journal.find(&Key([2; 32]))), (None, Some(answer("two"))));
    }

    #[test]
    fn what_is_no_journal_is_an_error() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join(FILE_NAME);
        std::fs::write(&path, "This is the diary of somebody else, and not a database at all.").unwrap();
        assert!(Journal::open(&path).is_err());
    }
}
