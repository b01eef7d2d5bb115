//! Whisper and its relatives (openai-whisper, whisperX, whisper-timestamped, faster-whisper, whisper.cpp): segments with times.

use super::fields::{Tag, Text, Time, list};
use super::spoken::{Spoken, phrase};
use super::{Shape, parse};
use crate::ingest::ReadError;
use crate::ingest::sample::Sample;
use crate::ingest::writer::Writer;
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    text: Text,
    #[serde(alias = "transcription", alias = "chunks", deserialize_with = "list")]
    segments: Vec<Segment>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Segment {
    #[serde(alias = "start_time", alias = "startTime")]
    start: Time,
    #[serde(alias = "end_time", alias = "endTime")]
    end: Time,
    #[serde(alias = "timestamp", deserialize_with = "list")]
    pair: Vec<Time>,
    offsets: Option<Offsets>,
    #[serde(alias = "transcript", alias = "sentence")]
    text: Text,
    #[serde(alias = "speaker_name", alias = "speakerName", alias = "speaker_label", alias = "speaker_id")]
    speaker: Tag,
    #[serde(deserialize_with = "list")]
    words: Vec<Word>,
}

/// whisper.cpp's times, in milliseconds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Offsets {
    from: Time,
    to: Time,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Word {
    #[serde(alias = "text")]
    word: Text,
    start: Time,
    end: Time,
    speaker: Tag,
}

pub(super) fn fits(shape: &Shape) -> bool {
    let segment = |path: &[&str]| {
        ["text", "transcript", "sentence"].iter().any(|key| shape.has(&[path, &[key]].concat()))
    };
    segment(&["segments", "[]"])
        || segment(&["transcription", "[]"])
        || segment(&["chunks", "[]"])
        || (segment(&["[]"])
            && ["start", "start_time", "startTime", "timestamp", "speaker", "speaker_name"]
                .iter()
                .any(|key| shape.has(&["[]", key])))
        || (shape.is_array(&["segments"]) && shape.has(&["language"]))
}

pub(super) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    const FORM: &str = "Whisper JSON";
    let file = if sample.text().trim_start().starts_with('[') {
        File { segments: parse(sample, FORM, writer)?, text: Text::default() }
    } else {
        parse::<File>(sample, FORM, writer)?
    };
    if file.segments.is_empty() {
        if file.text.0.trim().is_empty() {
            return Err(ReadError::NoSpeech { form: FORM, missing: "segments" });
        }
        phrase(None, &file.text.0, (None, None), writer);
        return Ok(());
    }
    for segment in &file.segments {
        let speakers = segment.words.iter().filter(|word| word.speaker.0.is_some()).count();
        if segment.speaker.0.is_none() && speakers > 0 {
            let mut spoken = Spoken::default();
            for word in &segment.words {
                let speaker = word.speaker.speaker();
                spoken.word(speaker.as_deref(), &word.word.0, (word.start.0, word.end.0), writer);
            }
            spoken.end(writer);
            continue;
        }
        let offset = |pick: fn(&Offsets) -> Time| {
            segment.offsets.as_ref().and_then(|o| pick(o).0).map(|ms| ms / 1000.0)
        };
        let at = |index: usize| segment.pair.get(index).and_then(|time| time.0);
        let start = segment.start.0.or_else(|| at(0)).or_else(|| offset(|o| o.from));
        let end = segment.end.0.or_else(|| at(1)).or_else(|| offset(|o| o.to));
        phrase(segment.speaker.speaker().as_deref(), &segment.text.0, (start, end), writer);
    }
    Ok(())
}
