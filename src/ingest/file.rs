//! What a reader of a packed format (PDF, DOCX, a web page …) sees of an input: its bytes, and what the user said about it.

use super::ReadOptions;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What `detect` sees of an input. Nothing is copied until a reader has taken it.
#[derive(Clone, Copy)]
pub(crate) struct FileHead<'a> {
    /// As the user gave it.
    pub(crate) path: &'a str,
    /// The whole file.
    pub(crate) bytes: &'a [u8],
}

impl FileHead<'_> {
    /// Whether the file's name has this extension, given in lower case.
    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or(self.path);
        let name = name.strip_suffix(".gz").unwrap_or(name);
        name.rsplit_once('.').is_some_and(|(_, own)| own.eq_ignore_ascii_case(extension))
    }
}

/// One input as bytes.
#[derive(Clone)]
pub(crate) struct RawFile {
    /// As the user gave it.
    pub(crate) path: Arc<str>,
    /// The whole file.
    pub(crate) bytes: Arc<[u8]>,
    /// What the user said.
    pub(crate) options: Arc<ReadOptions>,
    deadline: Option<Instant>,
}

impl RawFile {
    /// A file whose reading begins now.
    pub(crate) fn new(path: &str, bytes: &[u8], options: &ReadOptions) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
            deadline: Instant::now().checked_add(options.time_limit),
            options: Arc::new(options.clone()),
        }
    }

    /// Whether the time for this file is used up: the reader should end with [`super::ReadError::TooLong`].
    pub(crate) fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// The time that one file may take.
    pub(crate) fn limit(&self) -> Duration {
        self.options.time_limit
    }
}

/// Formats in which text is packed, told from the first bytes or from what the package holds.
pub(crate) struct FileReader {
    /// Shown as `Document::format`.
    pub(crate) name: &'static str,
    /// Tells from the content whether this is it. Must be quick: it is asked of every input.
    pub(crate) detect: fn(&FileHead) -> bool,
    /// Reads the content. Runs on a thread of its own within the time limit; must not use the shared pool of threads.
    pub(crate) read: fn(&RawFile, &mut super::writer::Writer) -> Result<(), super::ReadError>,
}
