//! Which questions are in which batch, kept in the journal's file, so that a run that is killed never sends a batch twice:
//! what is about to be sent is written down before it is sent. Takes and gives keys and answers; asks nobody.

use super::journal::{self, Journal, Spent};
use crate::engine::llm::exchange::{Answer, Key};
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS batch (
        name TEXT PRIMARY KEY, id TEXT, requests INTEGER NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL,
        intended_s INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS batch_question (key BLOB PRIMARY KEY, batch TEXT, tries INTEGER NOT NULL) STRICT, WITHOUT ROWID;";

/// A batch that is not settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Our name for it.
    pub name: String,
    /// The service's; none when it was about to be sent and nobody knows whether it was.
    pub id: Option<String>,
    /// The most it can use.
    pub most: Spent,
    /// When it was about to be sent, in seconds since 1970.
    pub intended_s: i64,
}

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The journal has its answer.
    Answered,
    /// It is in a batch that is not settled.
    UnderWay,
    /// It has been in so many batches, to no avail.
    Open {
        /// How many.
        tries: u32,
    },
}

/// The batches of one journal. No [`Journal`] may be open on the file meanwhile.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
}

impl Ledger {
    /// Opens the ledger in the journal at `path`, or begins both.
    ///
    /// # Errors
    /// When the file cannot be opened or is no journal.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        // Makes the tables of the journal where there are none.
        drop(Journal::open(path)?);
        let connection = Connection::open(path)?;
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA cache_size = -1024;")?;
        connection.execute_batch(TABLES)?;
        const HAS_TIME: &str = "SELECT 1 FROM pragma_table_info('batch') WHERE name = 'intended_s'";
        if !connection.prepare(HAS_TIME)?.exists([])? {
            connection.execute_batch("ALTER TABLE batch ADD COLUMN intended_s INTEGER NOT NULL DEFAULT 0")?;
        }
        Ok(Self { connection })
    }

    /// What was used in all runs, and what of it in batches.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn spent(&self) -> rusqlite::Result<(Spent, Spent)> {
        Ok((journal::read_spent(&self.connection)?, journal::read_batched(&self.connection)?))
    }

    /// Batches that are not settled, by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn batches(&self) -> rusqlite::Result<Vec<Batch>> {
        let mut find = self.connection.prepare_cached(
            "SELECT name, id, requests, tokens_in, tokens_out, intended_s FROM batch ORDER BY name",
        )?;
        let rows = find.query_map([], |row| {
            let most = Spent {
                requests: journal::number(row, 2)?,
                tokens_in: journal::number(row, 3)?,
                tokens_out: journal::number(row, 4)?,
            };
            Ok(Batch { name: row.get(0)?, id: row.get(1)?, most, intended_s: row.get(5)? })
        })?;
        rows.collect()
    }

    /// Where a question stands.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn standing(&self, key: Key) -> rusqlite::Result<Standing> {
        let mut answered = self.connection.prepare_cached("SELECT 1 FROM answer WHERE key = ?1")?;
        if answered.exists([&key.0[..]])? {
            return Ok(Standing::Answered);
        }
        let mut find = self
            .connection
            .prepare_cached("SELECT batch IS NOT NULL, tries FROM batch_question WHERE key = ?1")?;
        let found = find.query_row([&key.0[..]], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(match found {
            Some((true, _)) => Standing::UnderWay,
            Some((false, tries)) => Standing::Open { tries },
            None => Standing::Open { tries: 0 },
        })
    }

    /// Writes down what is about to be sent.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn intend(&mut self, batch: &Batch, keys: &[Key]) -> rusqlite::Result<()> {
        let Batch { name, most, intended_s, .. } = batch;
        let all = self.connection.transaction()?;
        let [requests, tokens_in, tokens_out] =
            [most.requests, most.tokens_in, most.tokens_out].map(journal::stored);
        all.execute(
            "INSERT INTO batch VALUES (?1, NULL, ?2, ?3, ?4, ?5)",
            params![name, requests, tokens_in, tokens_out, intended_s],
        )?;
        for key in keys {
            let mut put = all.prepare_cached(
                "INSERT INTO batch_question VALUES (?1, ?2, 1) ON CONFLICT (key) DO UPDATE SET batch = ?2, tries = tries + 1",
            )?;
            put.execute(params![&key.0[..], name])?;
        }
        all.commit()
    }

    /// Keeps the service's id of a batch.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn sent(&self, name: &str, id: &str) -> rusqlite::Result<()> {
        self.connection.execute("UPDATE batch SET id = ?2 WHERE name = ?1", [name, id]).map(drop)
    }

    /// Forgets a batch that never came to be; its questions are as before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn drop_batch(&mut self, name: &str) -> rusqlite::Result<()> {
        let all = self.connection.transaction()?;
        all.execute("UPDATE batch_question SET batch = NULL, tries = tries - 1 WHERE batch = ?1", [name])?;
        all.execute("DELETE FROM batch WHERE name = ?1", [name])?;
        all.commit()
    }

    /// Gives up a batch that was sent and is there no more: its questions are open again. It may have been charged for.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn lose(&mut self, batch: &Batch) -> rusqlite::Result<()> {
        let all = self.connection.transaction()?;
        all.execute("UPDATE batch_question SET batch = NULL WHERE batch = ?1", [&batch.name])?;
        all.execute("DELETE FROM batch WHERE name = ?1", [&batch.name])?;
        journal::write_spent(&all, batch.most)?;
        journal::write_batched(&all, batch.most.tokens_in, batch.most.tokens_out)?;
        all.commit()
    }

    /// Begins to settle a batch: nothing of it counts until [`Settling::finish`].
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn settle(&mut self) -> rusqlite::Result<Settling<'_>> {
        Ok(Settling { all: self.connection.transaction()?, answers: 0 })
    }
}

/// The results of one batch on their way into the journal.
#[derive(Debug)]
pub struct Settling<'a> {
    all: rusqlite::Transaction<'a>,
    answers: u64,
}

impl Settling<'_> {
    /// Keeps an answer to a question of the batch. One that was not asked there, or is there twice, is passed over.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&mut self, name: &str, key: Key, answer: &Answer) -> rusqlite::Result<()> {
        let asked = "SELECT 1 FROM batch_question WHERE key = ?1 AND batch = ?2";
        let is_asked = self.all.prepare_cached(asked)?.exists(params![&key.0[..], name])?;
        let is_known =
            self.all.prepare_cached("SELECT 1 FROM answer WHERE key = ?1")?.exists([&key.0[..]])?;
        if is_asked && !is_known {
            journal::write_answer(&self.all, key, answer)?;
            journal::write_is_batched(&self.all, key)?;
            journal::write_batched(&self.all, answer.tokens_in, answer.tokens_out)?;
            let used = Spent { requests: 0, tokens_in: answer.tokens_in, tokens_out: answer.tokens_out };
            journal::write_spent(&self.all, used)?;
            self.answers += 1;
        }
        Ok(())
    }

    /// Settles the batch: questions without an answer are open again. Gives the number of answers and of those.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self, batch: &Batch) -> rusqlite::Result<(u64, u64)> {
        self.all.execute("UPDATE batch_question SET batch = NULL WHERE batch = ?1", [&batch.name])?;
        self.all.execute("DELETE FROM batch WHERE name = ?1", [&batch.name])?;
        journal::write_spent(&self.all, Spent { requests: batch.most.requests, ..Spent::default() })?;
        self.all.commit()?;
        Ok((self.answers, batch.most.requests.saturating_sub(self.answers)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::llm::exchange::AnswerEnd;

    #[test]
    fn a_batch_is_under_way_until_it_is_settled() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join(journal::FILE_NAME);
        let (first, second) = (Key([1; 32]), Key([2; 32]));
        let most = Spent { requests: 2, tokens_in: 50, tokens_out: 60 };
        let batch = Batch { name: "n".into(), id: None, most, intended_s: 77 };
        Ledger::open(&path).unwrap().intend(&batch, &[first, second]).unwrap();
        let mut ledger = Ledger::open(&path).unwrap();
        assert_eq!(
            (ledger.batches().unwrap(), ledger.standing(first).unwrap()),
            (vec![batch.clone()], Standing::UnderWay)
        );
        ledger.sent("n", "batch_1").unwrap();
        assert_eq!(ledger.batches().unwrap()[0].id.as_deref(), Some("batch_1"));
        let text = "{}".to_owned();
        let answer = Answer { end: AnswerEnd::Whole, text, tokens_in: 5, tokens_out: 6, is_batched: true };
        let mut settling = ledger.settle().unwrap();
        let alone = Answer { is_batched: false, ..answer.clone() };
        settling.keep("n", first, &alone).unwrap();
        settling.keep("n", first, &alone).unwrap();
        settling.keep("n", Key([9; 32]), &answer).unwrap();
        assert_eq!(settling.finish(&batch).unwrap(), (1, 1));
        assert_eq!(ledger.standing(first).unwrap(), Standing::Answered);
        assert_eq!(ledger.standing(second).unwrap(), Standing::Open { tries: 1 });
        let used = Spent { requests: 2, tokens_in: 5, tokens_out: 6 };
        assert_eq!(ledger.spent().unwrap(), (used, Spent { requests: 0, ..used }));
        drop(ledger);
        let journal = Journal::open(&path).unwrap();
        assert_eq!((journal.find(&first), journal.spent_before()), (Some(answer), used));
    }

    #[test]
    fn what_never_was_sent_leaves_no_trace() {
        let place = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&place.path().join(journal::FILE_NAME)).unwrap();
        let key = Key([1; 32]);
        let most = Spent { requests: 1, tokens_in: 5, tokens_out: 6 };
        let batch = Batch { name: "n".into(), id: None, most, intended_s: 0 };
        ledger.intend(&batch, &[key]).unwrap();
        drop(ledger.settle().unwrap());
        assert_eq!(ledger.standing(key).unwrap(), Standing::UnderWay);
        ledger.drop_batch("n").unwrap();
        let open = |tries| (vec![], Standing::Open { tries });
        assert_eq!((ledger.batches().unwrap(), ledger.standing(key).unwrap()), open(0));
        assert_eq!(ledger.spent().unwrap().0, Spent::default());
        // One that was sent and is gone may have been charged for.
        ledger.intend(&batch, &[key]).unwrap();
        ledger.lose(&batch).unwrap();
        assert_eq!((ledger.batches().unwrap(), ledger.standing(key).unwrap()), open(1));
        assert_eq!(ledger.spent().unwrap(), (most, Spent { requests: 0, ..most }));
    }
}
