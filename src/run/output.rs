//! The output folder: written beside its final place and renamed at the end, so that a stopped run never leaves half a
//! report. What grows with the batch is spooled to files, not held in memory. The journal of a model's answers lies in
//! the final place from the first answer on and is carried over from report to report.

use super::journal;
use crate::error::Error;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// A report being written. Dropped without [`Output::publish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Output {
    target: PathBuf,
    stage: PathBuf,
    lock_path: PathBuf,
    /// Locked for as long as the report is being written.
    _lock: File,
    published: bool,
}

impl Output {
    /// Makes room for a report at `target`, which may be missing, empty or an earlier report.
    ///
    /// # Errors
    /// When the place holds something else, another run writes there, or nothing can be written.
    pub fn create(target: &Path) -> Result<Self, Error> {
        if !is_free(target) {
            return Err(Error::OutputTaken(target.to_owned()));
        }
        let absolute = std::path::absolute(target).map_err(|source| write_error(target, source))?;
        let name =
            absolute.file_name().map_or_else(|| "report".into(), |name| name.to_string_lossy().into_owned());
        let parent = absolute.parent().unwrap_or(Path::new("/")).to_owned();
        fs::create_dir_all(&parent).map_err(|source| write_error(&parent, source))?;
        let lock_path = parent.join(format!(".{name}.lock"));
        let lock = File::create(&lock_path).map_err(|source| write_error(&lock_path, source))?;
        if lock.try_lock().is_err() {
            return Err(Error::OutputBusy(target.to_owned()));
        }
        let stage = parent.join(format!(".{name}.partial"));
        remove(&stage).map_err(|source| write_error(&stage, source))?;
        // A run that was killed between the two renames of `publish` left its journal with the earlier report.
        carry_journal(&stage.with_extension("old"), &absolute)
            .map_err(|source| write_error(target, source))?;
        let output = Self { target: absolute, stage, lock_path, _lock: lock, published: false };
        for folder in ["documents", "text"] {
            let path = output.stage.join(folder);
            fs::create_dir_all(&path).map_err(|source| write_error(&path, source))?;
        }
        Ok(output)
    }

    /// Where the journal lies; makes the folder if need be.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn journal(&self) -> Result<PathBuf, Error> {
        fs::create_dir_all(&self.target).map_err(|source| write_error(&self.target, source))?;
        Ok(self.target.join(journal::FILE_NAME))
    }

    /// Writes one whole file. `name` is relative to the report.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &str, content: &[u8]) -> Result<(), Error> {
        let path = self.stage.join(name);
        fs::write(&path, content).map_err(|source| write_error(&path, source))
    }

    /// Opens a file of the report that is written piece by piece.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(&self, name: &str) -> Result<BufWriter<File>, Error> {
        let path = self.stage.join(name);
        File::create(&path).map(BufWriter::new).map_err(|source| write_error(&path, source))
    }

    /// A nameless file for pieces that are read back later, with [`rewind`].
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn spool(&self) -> Result<BufWriter<File>, Error> {
        tempfile::tempfile_in(&self.stage).map(BufWriter::new).map_err(|source| self.failed(source))
    }

    /// The error of a failure to write into the report.
    pub fn failed(&self, source: std::io::Error) -> Error {
        write_error(&self.target, source)
    }

    /// Puts the finished report in its place, instead of an earlier one, and gives that place.
    ///
    /// # Errors
    /// When the folders cannot be renamed; the earlier report then stays.
    pub fn publish(mut self) -> Result<PathBuf, Error> {
        let failed = |source| write_error(&self.target, source);
        let old = self.stage.with_extension("old");
        remove(&old).map_err(failed)?;
        let replaces = self.target.exists();
        if replaces {
            fs::rename(&self.target, &old).map_err(failed)?;
        }
        if let Err(source) = fs::rename(&self.stage, &self.target) {
            if replaces {
                fs::rename(&old, &self.target).map_err(failed)?;
            }
            return Err(failed(source));
        }
        self.published = true;
        carry_journal(&old, &self.target).map_err(failed)?;
        remove(&old).map_err(failed)?;
        Ok(self.target.clone())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // Nothing can be done here about a failure: the next run clears the place before it writes.
        if !self.published {
            let _ = remove(&self.stage);
        }
        // Removed while it is still held, so that nobody can lock a file that is about to go.
        let _ = fs::remove_file(&self.lock_path);
    }
}

/// Turns a spool that was written into one to be read from its beginning.
///
/// # Errors
/// When what is buffered cannot be written or the file cannot be read.
pub fn rewind(spool: BufWriter<File>) -> std::io::Result<BufReader<File>> {
    let mut file = spool.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(BufReader::new(file))
}

/// Whether a report may be put there: nothing, an empty folder, or an earlier report of this program.
fn is_free(target: &Path) -> bool {
    match fs::read_dir(target) {
        Ok(mut entries) => {
            let is_journal = |entry: std::io::Result<fs::DirEntry>| {
                entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(journal::FILE_NAME))
            };
            entries.all(is_journal) || holds_report(target)
        }
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// Moves the files of a journal, unless there is one already. A journal lies in several files after a killed run.
fn carry_journal(from: &Path, to: &Path) -> std::io::Result<()> {
    let name = |end: &str| format!("{}{end}", journal::FILE_NAME);
    if !from.join(name("")).is_file() || to.join(name("")).exists() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    // The main file last: as long as it is missing the rest is carried over again.
    for end in ["-wal", "-shm", ""] {
        match fs::rename(from.join(name(end)), to.join(name(end))) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn holds_report(folder: &Path) -> bool {
    let mut head = [0; 64];
    let read =
        File::open(folder.join("analysis.json")).and_then(|mut file| file.read(&mut head)).unwrap_or(0);
    String::from_utf8_lossy(&head[..read]).contains(crate::model::analysis::SCHEMA)
}

fn remove(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn write_error(path: &Path, source: std::io::Error) -> Error {
    Error::Write { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn report(folder: &Path, content: &str) -> PathBuf {
        let output = Output::create(folder).unwrap();
        let mut spool = output.spool().unwrap();
        spool.write_all(content.as_bytes()).unwrap();
        let mut file = output.open("analysis.json").unwrap();
        write!(file, "{{\"schema\":\"{}\",", crate::model::analysis::SCHEMA).unwrap();
        std::io::copy(&mut rewind(spool).unwrap(), &mut file).unwrap();
        file.flush().unwrap();
        output.publish().unwrap()
    }

    #[test]
    fn a_report_replaces_an_earlier_one_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("out");
        report(&folder, "\"a\":1}");
        let path = report(&folder, "\"a\":2}");
        assert!(fs::read_to_string(path.join("analysis.json")).unwrap().ends_with("\"a\":2}"));
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing is left beside the report");

        fs::write(place.path().join("precious.txt"), "mine").unwrap();
        assert!(matches!(Output::create(place.path()), Err(Error::OutputTaken(_))));
    }

    #[test]
    fn an_abandoned_report_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let output = Output::create(&place.path().join("out")).unwrap();
        output.write("text/d1.txt", b"half").unwrap();
        assert!(matches!(Output::create(&place.path().join("out")), Err(Error::OutputBusy(_))));
        drop(output);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_journal_outlives_reports_and_killed_runs() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("out");
        let output = Output::create(&folder).unwrap();
        fs::write(output.journal().unwrap(), "paid for").unwrap();
        drop(output);
        report(&folder, "\"a\":1}");
        report(&folder, "\"a\":2}");
        assert_eq!(fs::read_to_string(folder.join(journal::FILE_NAME)).unwrap(), "paid for");
        // Killed after the earlier report was moved away.
        fs::rename(&folder, place.path().join(".out.old")).unwrap();
        drop(Output::create(&folder).unwrap());
        assert_eq!(fs::read_to_string(folder.join(journal::FILE_NAME)).unwrap(), "paid for");
    }
}
