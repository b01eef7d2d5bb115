//! JSON of speech recognisers, one file a form. The form is told from the upper keys.

mod amazon;
mod assemblyai;
mod deepgram;
mod fields;
mod google;
mod kaldi;
mod rev;
mod shape;
mod speechmatics;
mod spoken;
mod whisper;

use super::sample::{Likelihood, Sample};
use super::writer::Writer;
use super::{READERS, ReadError, Reader};
use crate::text::dates::read_absolute;
use serde::de::DeserializeOwned;
pub(crate) use shape::Shape;

const fn reader(
    name: &'static str,
    detect: fn(&Sample) -> Option<Likelihood>,
    read: fn(&Sample, &mut Writer) -> Result<(), ReadError>,
) -> Reader {
    Reader { name, extensions: &["json"], detect, read }
}

pub(crate) const WHISPER: Reader = reader("whisper-json", |s| is(s, whisper::fits), whisper::read);
pub(crate) const ASSEMBLYAI: Reader =
    reader("assemblyai-json", |s| is(s, assemblyai::fits), assemblyai::read);
pub(crate) const DEEPGRAM: Reader = reader("deepgram-json", |s| is(s, deepgram::fits), deepgram::read);
pub(crate) const AMAZON: Reader = reader("amazon-transcribe-json", |s| is(s, amazon::fits), amazon::read);
pub(crate) const GOOGLE: Reader = reader("google-speech-json", |s| is(s, google::fits), google::read);
pub(crate) const SPEECHMATICS_V1: Reader =
    reader("speechmatics-v1-json", |s| is(s, speechmatics::fits_v1), speechmatics::read_v1);
pub(crate) const SPEECHMATICS: Reader =
    reader("speechmatics-json", |s| is(s, speechmatics::fits), speechmatics::read);
pub(crate) const REV: Reader = reader("rev-json", |s| is(s, rev::fits), rev::read);
pub(crate) const KALDI: Reader = reader("kaldi-json", |s| is(s, kaldi::fits), kaldi::read);
/// Takes any other JSON, to say why it is not read.
pub(crate) const UNKNOWN: Reader =
    reader("json", |sample| sample.shape().map(|_| Likelihood::Certain), |sample, _| Err(refuse(sample)));

fn is(sample: &Sample, fits: fn(&Shape) -> bool) -> Option<Likelihood> {
    let shape = sample.shape()?.as_ref().ok()?;
    fits(shape).then_some(Likelihood::Certain)
}

/// Parses the whole text, and takes a title and date that stand beside the transcript.
fn parse<T: DeserializeOwned>(
    sample: &Sample,
    form: &'static str,
    writer: &mut Writer,
) -> Result<T, ReadError> {
    if let Some(Ok(shape)) = sample.shape() {
        // Only keys that speak of the recording: "created" is often the day it was transcribed.
        for key in ["recorded_at", "recording_date", "meeting_date", "date", "recordedAt", "meetingDate"] {
            writer.date(shape.text_of(key).and_then(read_absolute));
        }
        for key in ["title", "meeting_title", "meetingTitle", "meeting"] {
            writer.title(shape.text_of(key).unwrap_or_default());
        }
    }
    serde_json::from_str(sample.text()).map_err(|error| explain(&error, form))
}

fn explain(error: &serde_json::Error, form: &'static str) -> ReadError {
    if error.is_eof() {
        return ReadError::TruncatedJson { line: error.line(), reason: error.to_string() };
    }
    ReadError::BadJson { form, reason: error.to_string() }
}

/// Keys of summaries that are made from a meeting.
static SUMMARY_KEYS: &[&str] =
    &["summary", "highlights", "action_items", "actionItems", "decisions", "key_points"];

fn refuse(sample: &Sample) -> ReadError {
    let shape = match sample.shape() {
        Some(Ok(shape)) => shape,
        Some(Err(error)) => return explain(error, "JSON"),
        None => return ReadError::Empty,
    };
    let summary = SUMMARY_KEYS.iter().any(|key| shape.has(&[key]));
    let hint =
        if summary { "; it looks like a summary of a meeting: give the transcript itself" } else { "" };
    let known: Vec<&str> =
        READERS.iter().map(|reader| reader.name).filter(|name| name.ends_with("-json")).collect();
    ReadError::UnknownJson { keys: shape.describe(), hint, known: known.join(", ") }
}

#[cfg(test)]
mod tests;
