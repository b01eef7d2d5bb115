//! AssemblyAI: utterances, or words with speakers; times in milliseconds.

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
    #[serde(deserialize_with = "list")]
    words: Vec<Word>,
    #[serde(deserialize_with = "list")]
    utterances: Vec<Utterance>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Utterance {
    start: Time,
    end: Time,
    text: Text,
    speaker: Tag,
    #[serde(deserialize_with = "list")]
    words: Vec<Word>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Word {
    text: Text,
    start: Time,
    end: Time,
    speaker: Tag,
}

pub(super) fn fits(shape: &Shape) -> bool {
    let marked = ["audio_url", "acoustic_model", "audio_duration", "speech_model", "language_model"];
    shape.has(&["utterances", "[]", "text"])
        || ((shape.has(&["words", "[]", "text"]) || shape.has(&["text"]))
            && marked.iter().any(|key| shape.has(&[key])))
}

pub(super) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    const FORM: &str = "AssemblyAI JSON";
    let file: File = parse(sample, FORM, writer)?;
    for utterance in &file.utterances {
        let speaker = utterance.speaker.speaker();
        let joined = utterance.words.iter().map(|word| word.text.0.as_str());
        // The words carry the times, the text is what counts: use the words only if they say the same.
        if !utterance.words.is_empty() && joined.eq(utterance.text.0.split_whitespace()) {
            say(&utterance.words, speaker.as_deref(), writer);
        } else {
            phrase(
                speaker.as_deref(),
                &utterance.text.0,
                (seconds(utterance.start), seconds(utterance.end)),
                writer,
            );
        }
    }
    if file.utterances.is_empty() && !file.words.is_empty() {
        say(&file.words, None, writer);
    } else if file.utterances.is_empty() {
        phrase(None, &file.text.0, (None, None), writer);
    }
    if writer.is_empty() {
        return Err(ReadError::NoSpeech { form: FORM, missing: "utterances" });
    }
    Ok(())
}

fn say(words: &[Word], speaker: Option<&str>, writer: &mut Writer) {
    let mut spoken = Spoken::default();
    for word in words {
        let own = word.speaker.speaker();
        spoken.word(
            speaker.or(own.as_deref()),
            &word.text.0,
            (seconds(word.start), seconds(word.end)),
            writer,
        );
    }
    spoken.end(writer);
}

fn seconds(time: Time) -> Option<f64> {
    time.0.map(|milliseconds| milliseconds / 1000.0)
}
