//! Rev: monologues of elements; punctuation and spaces are elements of their own; times in seconds.

use super::fields::{Tag, Text, Time, list};
use super::spoken::Spoken;
use super::{Shape, parse};
use crate::ingest::ReadError;
use crate::ingest::sample::Sample;
use crate::ingest::writer::Writer;
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    #[serde(deserialize_with = "list")]
    monologues: Vec<Monologue>,
    #[serde(deserialize_with = "list")]
    speakers: Vec<Speaker>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Speaker {
    id: Tag,
    name: Tag,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Monologue {
    speaker: Tag,
    speaker_name: Tag,
    #[serde(deserialize_with = "list")]
    elements: Vec<Element>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Element {
    value: Text,
    #[serde(alias = "timestamp")]
    ts: Time,
    #[serde(alias = "end_timestamp")]
    end_ts: Time,
}

pub(super) fn fits(shape: &Shape) -> bool {
    shape.is_array(&["monologues"])
}

pub(super) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    const FORM: &str = "Rev JSON";
    let file: File = parse(sample, FORM, writer)?;
    for monologue in &file.monologues {
        let listed =
            file.speakers.iter().find(|speaker| speaker.id.0.is_some() && speaker.id == monologue.speaker);
        let speaker = (monologue.speaker_name.speaker())
            .or_else(|| listed.and_then(|speaker| speaker.name.speaker()))
            .or_else(|| monologue.speaker.speaker());
        say(&monologue.elements, speaker.as_deref(), writer);
    }
    if writer.is_empty() {
        return Err(ReadError::NoSpeech { form: FORM, missing: "monologues" });
    }
    Ok(())
}

/// Values are put together as they stand; a word ends where one has a space.
fn say(elements: &[Element], speaker: Option<&str>, writer: &mut Writer) {
    let mut spoken = Spoken::default();
    let mut word = String::new();
    let mut times = (None, None);
    for element in elements {
        for (at, piece) in element.value.0.split(char::is_whitespace).enumerate() {
            if at > 0 && !word.is_empty() {
                spoken.word(speaker, &word, times, writer);
                word.clear();
                times = (None, None);
            }
            if !piece.is_empty() {
                word.push_str(piece);
                times = (times.0.or(element.ts.0), element.end_ts.0.or(times.1));
            }
        }
    }
    spoken.word(speaker, &word, times, writer);
    spoken.end(writer);
}
