//! Amazon Transcribe: items (words and punctuation), with speakers beside them; times as texts in seconds.

use super::fields::{Tag, Text, Time, list};
use super::spoken::{Spoken, Turns, phrase};
use super::{Shape, parse};
use crate::ingest::ReadError;
use crate::ingest::sample::Sample;
use crate::ingest::writer::Writer;
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    results: Results,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Results {
    #[serde(deserialize_with = "list")]
    transcripts: Vec<Transcript>,
    #[serde(deserialize_with = "list")]
    items: Vec<Item>,
    speaker_labels: Option<SpeakerLabels>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Transcript {
    transcript: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SpeakerLabels {
    #[serde(deserialize_with = "list")]
    segments: Vec<Segment>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Segment {
    start_time: Time,
    end_time: Time,
    speaker_label: Tag,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item {
    start_time: Time,
    end_time: Time,
    #[serde(deserialize_with = "list")]
    alternatives: Vec<Alternative>,
    speaker_label: Tag,
    #[serde(rename = "type")]
    kind: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Alternative {
    content: Text,
}

pub(super) fn fits(shape: &Shape) -> bool {
    shape.has(&["results", "items"]) || shape.has(&["results", "transcripts"])
}

pub(super) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    const FORM: &str = "Amazon Transcribe JSON";
    let results = parse::<File>(sample, FORM, writer)?.results;
    let segments = results.speaker_labels.unwrap_or_default().segments;
    let turns = Turns::new(
        segments
            .iter()
            .filter_map(|segment| {
                let speaker = segment.speaker_label.speaker()?;
                Some((segment.start_time.0?, segment.end_time.0.unwrap_or_default(), Some(speaker)))
            })
            .collect(),
    );
    let mut spoken = Spoken::default();
    let mut speaker: Option<String> = None;
    for item in &results.items {
        let Some(best) = item.alternatives.first() else { continue };
        // Punctuation has no time and belongs to whoever spoke last.
        if item.kind.0 != "punctuation" {
            speaker = item.speaker_label.speaker().or_else(|| turns.at(item.start_time.0).map(str::to_owned));
        }
        spoken.word(speaker.as_deref(), &best.content.0, (item.start_time.0, item.end_time.0), writer);
    }
    spoken.end(writer);
    if results.items.is_empty() {
        for transcript in &results.transcripts {
            phrase(None, &transcript.transcript.0, (None, None), writer);
        }
    }
    if writer.is_empty() {
        return Err(ReadError::NoSpeech { form: FORM, missing: "items" });
    }
    Ok(())
}
