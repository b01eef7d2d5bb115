//! Speechmatics: the old form has words beside speakers, version 2 has results with alternatives; times in seconds.

use super::fields::{Tag, Text, Time, list};
use super::spoken::{Spoken, Turns};
use super::{Shape, parse};
use crate::ingest::ReadError;
use crate::ingest::sample::Sample;
use crate::ingest::writer::Writer;
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
struct OldFile {
    #[serde(deserialize_with = "list")]
    speakers: Vec<OldTimed>,
    #[serde(deserialize_with = "list")]
    words: Vec<OldTimed>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OldTimed {
    name: Text,
    time: Time,
    duration: Time,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    #[serde(deserialize_with = "list")]
    results: Vec<Item>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item {
    start_time: Time,
    end_time: Time,
    #[serde(rename = "type")]
    kind: Text,
    #[serde(deserialize_with = "list")]
    alternatives: Vec<Alternative>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Alternative {
    content: Text,
    speaker: Tag,
}

pub(super) fn fits_v1(shape: &Shape) -> bool {
    shape.has(&["words", "[]", "name"]) && shape.has(&["words", "[]", "time"])
}

pub(super) fn read_v1(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    const FORM: &str = "Speechmatics JSON";
    let file: OldFile = parse(sample, FORM, writer)?;
    let turns = Turns::new(
        file.speakers
            .iter()
            .filter_map(|turn| {
                let start = turn.time.0?;
                Some((start, start + turn.duration.0.unwrap_or(0.0), Some(turn.name.0.clone())))
            })
            .collect(),
    );
    let mut spoken = Spoken::default();
    for word in &file.words {
        let end = word.time.0.zip(word.duration.0).map(|(start, duration)| start + duration);
        spoken.word(turns.at(word.time.0), &word.name.0, (word.time.0, end), writer);
    }
    spoken.end(writer);
    if writer.is_empty() {
        return Err(ReadError::NoSpeech { form: FORM, missing: "words" });
    }
    Ok(())
}

pub(super) fn fits(shape: &Shape) -> bool {
    let item = |key| shape.has(&["results", "[]", key]);
    (item("alternatives") && item("type") && item("start_time"))
        || (shape.is_array(&["results"]) && shape.has(&["format"]) && shape.has(&["job"]))
}

pub(super) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    const FORM: &str = "Speechmatics JSON";
    let file: File = parse(sample, FORM, writer)?;
    let mut spoken = Spoken::default();
    let mut speaker: Option<String> = None;
    for item in &file.results {
        let Some(best) = item.alternatives.first() else { continue };
        if item.kind.0 != "punctuation" {
            speaker = best
                .speaker
                .speaker()
                .map(|name| if name == "UU" { "Unknown speaker".to_owned() } else { name });
        }
        spoken.word(speaker.as_deref(), &best.content.0, (item.start_time.0, item.end_time.0), writer);
    }
    spoken.end(writer);
    if writer.is_empty() {
        return Err(ReadError::NoSpeech { form: FORM, missing: "results" });
    }
    Ok(())
}
