//! Bytes → [`Document`]. The format is told from the content; the file's name only breaks ties.
//!
//! To add a format, write one file with `detect` and `read`, and add one row to `READERS`.

mod captions;
mod clause;
mod compound;
mod cue;
mod decode;
mod docx;
mod file;
mod guard;
mod html;
pub mod input;
mod json;
mod language;
mod locked;
mod mail;
mod package;
mod pdf;
mod plain;
mod properties;
mod rolling;
mod sample;
mod sheet;
pub mod show;
mod srt;
mod stamp;
pub mod table;
mod talk;
mod vtt;
mod writer;
mod xml;
mod zoom_chat;

use crate::model::document::{Content, DateSource, Dated, Document};
use crate::model::people::People;
use crate::text::dates::read_absolute;
use file::{FileHead, FileReader, RawFile};
use guard::Broken;
use jiff::civil::Date;
use sample::{Likelihood, Sample};
use sha2::{Digest, Sha256};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use writer::Writer;

/// What reading may use beside the bytes.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The document's date as the user gave it; wins over any other.
    pub date: Option<Date>,
    /// People whose aliases become one name.
    pub people: People,
    /// Opens encrypted files.
    pub password: Option<String>,
    /// Which reading of tracked changes is taken.
    pub tracked: Tracked,
    /// Longest time that the reading of one packed file may take.
    pub time_limit: Duration,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            date: None,
            people: People::default(),
            password: None,
            tracked: Tracked::Final,
            time_limit: Duration::from_secs(60),
        }
    }
}

/// A reading of a text with tracked changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracked {
    /// As if every change were accepted.
    Final,
    /// As if every change were rejected.
    Original,
}

/// Why an input gave no document. The text says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing but white space.
    #[error("the file is empty; nothing to read")]
    Empty,
    /// Not text; holds what it is instead and what to do.
    #[error("not text: {0}")]
    Binary(String),
    /// The JSON stops in the middle.
    #[error("the JSON is cut off at line {line}: {reason}; export the transcript again")]
    TruncatedJson {
        /// Line where it stops, counted from 1.
        line: usize,
        /// What the parser missed.
        reason: String,
    },
    /// The JSON breaks its own grammar or does not hold what its form promises.
    #[error("the JSON cannot be read as {form}: {reason}")]
    BadJson {
        /// The form it looked like.
        form: &'static str,
        /// What is wrong, with the place.
        reason: String,
    },
    /// JSON of a form no reader knows.
    #[error("JSON of an unknown form (its keys: {keys}){hint}; known transcript forms: {known}")]
    UnknownJson {
        /// The first keys of the file.
        keys: String,
        /// What it may be instead.
        hint: &'static str,
        /// The forms that are known.
        known: String,
    },
    /// The right form, but nothing is said in it.
    #[error("the {form} file has no {missing}: nothing to read; check that the export has finished")]
    NoSpeech {
        /// The name of the format.
        form: &'static str,
        /// What it lacks, such as "cues".
        missing: &'static str,
    },
    /// Pictures of pages without a text layer.
    #[error("the {form} file holds pictures of pages and no text; run text recognition (OCR) over it first")]
    Scanned {
        /// The name of the format.
        form: &'static str,
    },
    /// A package or structure that cannot be opened.
    #[error("the {form} file is broken: {reason}; save it again from the program it comes from")]
    Broken {
        /// The name of the format.
        form: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The file opens with a password only.
    #[error("the {form} file is encrypted; {} with --password or THROUGHLINE_PASSWORD", if *.tried { "this password does not open it: give the right one" } else { "give its password" })]
    Locked {
        /// The name of the format.
        form: &'static str,
        /// Whether a password was given.
        tried: bool,
    },
    /// More than the program is willing to unpack.
    #[error("the {form} file unpacks to more than {limit}; it looks like one made to do harm")]
    TooLarge {
        /// The name of the format.
        form: &'static str,
        /// The limit, with its unit.
        limit: String,
    },
    /// The time limit has passed.
    #[error(
        "reading the {form} file took longer than {seconds} s; give it more time with --time-limit, or save it again from the program it comes from"
    )]
    TooLong {
        /// The name of the format.
        form: &'static str,
        /// The limit.
        seconds: u64,
    },
    /// The reader failed on this file.
    #[error("the reader for {form} failed on this file; please report it, with the file if you may")]
    Failed {
        /// The name of the format.
        form: &'static str,
    },
}

/// One format: how it is recognised and how it is read.
pub(crate) struct Reader {
    /// Shown as `Document::format`.
    pub(crate) name: &'static str,
    /// File name extensions, in lower case, that break a tie between equally likely formats.
    pub(crate) extensions: &'static [&'static str],
    /// Tells from the content how likely this format is.
    pub(crate) detect: fn(&Sample) -> Option<Likelihood>,
    /// Reads the content.
    pub(crate) read: fn(&Sample, &mut Writer) -> Result<(), ReadError>,
}

/// Formats in which text is packed. They are asked first, in this order.
pub(crate) static FILE_READERS: &[FileReader] =
    &[pdf::PDF, docx::DOCX, sheet::XLSX, sheet::ODS, sheet::XLS, mail::MAIL, html::HTML];

/// Formats of plain text. Among equally likely ones an extension decides, then the order here.
pub(crate) static READERS: &[Reader] = &[
    Reader { name: "vtt", extensions: &["vtt"], detect: vtt::detect, read: vtt::read },
    Reader { name: "srt", extensions: &["srt"], detect: srt::detect, read: srt::read },
    Reader { name: "zoom-chat", extensions: &["txt"], detect: zoom_chat::detect, read: zoom_chat::read },
    json::WHISPER,
    json::ASSEMBLYAI,
    json::DEEPGRAM,
    json::AMAZON,
    json::GOOGLE,
    json::SPEECHMATICS_V1,
    json::SPEECHMATICS,
    json::REV,
    json::KALDI,
    json::UNKNOWN,
    sheet::DELIMITED,
    plain::MARKDOWN,
    plain::TEAMS,
    plain::LABELLED,
    plain::NAMED,
    plain::PASTED,
    plain::STAMPED,
    plain::PROSE,
];

/// Reads one input. `path` is shown to the user and may carry a date.
///
/// # Errors
/// Says why nothing could be read, and what to do.
pub fn read(id: &str, path: &str, bytes: &[u8], options: &ReadOptions) -> Result<Document, ReadError> {
    let opened = if locked::is_locked(bytes) { Some(unlock(bytes, options)?) } else { None };
    let inner = opened.as_deref().unwrap_or(bytes);
    let head = FileHead { path, bytes: inner };
    let (form, content) = match FILE_READERS.iter().find(|reader| (reader.detect)(&head)) {
        Some(reader) => (reader.name, read_file(reader, RawFile::new(path, inner, options))?),
        None => read_text(path, inner, options)?,
    };
    if content.blocks.is_empty() {
        return Err(ReadError::NoSpeech { form, missing: "text" });
    }
    Ok(identify(id, path, bytes, form, content, options))
}

/// The package inside an Office file that is encrypted, opened within its time.
fn unlock(bytes: &[u8], options: &ReadOptions) -> Result<Vec<u8>, ReadError> {
    let started = Instant::now();
    let is_late = || started.elapsed() >= options.time_limit;
    locked::open(bytes, options.password.as_deref(), &is_late, options.time_limit.as_secs())
}

/// Reads a packed format, within its time.
fn read_file(reader: &'static FileReader, file: RawFile) -> Result<Content, ReadError> {
    let limit = file.limit();
    let work = move || {
        let mut writer = Writer::new(&file.options.people);
        (reader.read)(&file, &mut writer)?;
        let content = writer.finish();
        Ok(talk::as_talk(&content, &file.options.people).unwrap_or(content))
    };
    guard::run(limit, work).unwrap_or_else(|broken| {
        Err(match broken {
            Broken::Panicked => ReadError::Failed { form: reader.name },
            Broken::Endless => ReadError::TooLong { form: reader.name, seconds: limit.as_secs() },
        })
    })
}

/// Reads plain text.
fn read_text(path: &str, bytes: &[u8], options: &ReadOptions) -> Result<(&'static str, Content), ReadError> {
    let decoded = decode::decode(bytes)?;
    let sample = Sample::new(path, &decoded.text);
    let reader = choose(&sample);
    let mut writer = Writer::new(&options.people);
    for notice in decoded.notices {
        writer.notice(notice);
    }
    // A reader that panics loses one file, not the run. The writer is dropped then, so no broken state is seen.
    let content = catch_unwind(AssertUnwindSafe(|| {
        (reader.read)(&sample, &mut writer)?;
        Ok(writer.finish())
    }))
    .map_err(|_| ReadError::Failed { form: reader.name })??;
    Ok((reader.name, content))
}

/// The likeliest reader; prose takes any text.
fn choose(sample: &Sample) -> &'static Reader {
    let mut best: Option<(Likelihood, bool, &Reader)> = None;
    for reader in READERS {
        let Some(likelihood) = (reader.detect)(sample) else { continue };
        let named = reader.extensions.contains(&sample.extension());
        if best.is_none_or(|(top, top_named, _)| (likelihood, named) > (top, top_named)) {
            best = Some((likelihood, named, reader));
        }
    }
    best.map_or(&plain::PROSE, |(_, _, reader)| reader)
}

fn identify(
    id: &str,
    path: &str,
    bytes: &[u8],
    format: &str,
    mut content: Content,
    options: &ReadOptions,
) -> Document {
    let dated = |date, source| Dated { date, source };
    let stem = file_stem(path);
    let date = (options.date.map(|date| dated(date, DateSource::Option)))
        .or_else(|| content.date.map(|date| dated(date, DateSource::Content)))
        .or_else(|| read_absolute(stem).map(|date| dated(date, DateSource::Name)));
    let title = content.title.take().filter(|title| !title.trim().is_empty());
    let language = language::tell(&mut content);
    Document {
        sha256: hexadecimal(&Sha256::digest(bytes)),
        format: format.to_owned(),
        title: title.unwrap_or_else(|| readable_title(stem)),
        date,
        language,
        ..Document::new(id, path, content)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The file's name without folders and without the last extension.
fn file_stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// A file stem as a title: separators become spaces.
fn readable_title(stem: &str) -> String {
    if stem == "-" || stem.is_empty() {
        return "Standard input".to_owned();
    }
    let spaced = stem.replace(['_', '+'], " ");
    let spaced = if spaced.contains(' ') { spaced } else { spaced.replace(['-', '.'], " ") };
    let mut words = spaced.split_whitespace();
    let Some(first) = words.next() else { return stem.to_owned() };
    let mut letters = first.chars();
    let mut title: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    title.push_str(letters.as_str());
    for word in words {
        title.push(' ');
        title.push_str(word);
    }
    title
}

#[cfg(test)]
mod tests;
