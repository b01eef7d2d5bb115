//! Bytes → [`Document`]. The format is told from the content; the file's name only helps.

use crate::model::document::Document;
use crate::model::people::People;
use jiff::civil::Date;

/// What reading may use beside the bytes.
#[derive(Debug, Default)]
pub struct ReadOptions {
    /// The meeting's date as the user gave it; wins over any other.
    pub date: Option<Date>,
    /// People whose aliases become one name.
    pub people: People,
}

/// Why an input gave no document. The text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing but white space.
    #[error("the file is empty; nothing to read")]
    Empty,
}

/// Reads one input. `path` is shown to the user and may carry a date.
///
/// # Errors
/// Says why nothing could be read, and what to do.
pub fn read(id: &str, path: &str, bytes: &[u8], options: &ReadOptions) -> Result<Document, ReadError> {
    let _ = (id, path, bytes, options);
    Err(ReadError::Empty)
}
/// placeholder until the reader branch lands
pub mod input {
    /// placeholder
    #[derive(Debug, thiserror::Error)]
    pub enum InputError {}
}
