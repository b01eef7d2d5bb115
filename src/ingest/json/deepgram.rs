//! Deepgram: channels with words, or utterances, or paragraphs of sentences; times in seconds.

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
    results: Results,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Results {
    #[serde(deserialize_with = "list")]
    channels: Vec<Channel>,
    #[serde(deserialize_with = "list")]
    utterances: Vec<Utterance>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Channel {
    #[serde(deserialize_with = "list")]
    alternatives: Vec<Alternative>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Alternative {
    transcript: Text,
    #[serde(deserialize_with = "list")]
    words: Vec<Word>,
    paragraphs: Option<Paragraphs>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Paragraphs {
    #[serde(deserialize_with = "list")]
    paragraphs: Vec<Paragraph>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Paragraph {
    speaker: Tag,
    #[serde(deserialize_with = "list")]
    sentences: Vec<Sentence>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Sentence {
    text: Text,
    start: Time,
    end: Time,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Utterance {
    start: Time,
    end: Time,
    transcript: Text,
    speaker: Tag,
    channel: Tag,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Word {
    word: Text,
    punctuated_word: Option<String>,
    start: Time,
    end: Time,
    speaker: Tag,
}

pub(super) fn fits(shape: &Shape) -> bool {
    shape.has(&["results", "channels"]) || shape.has(&["results", "utterances", "[]", "transcript"])
}

pub(super) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    const FORM: &str = "Deepgram JSON";
    let Results { channels, utterances } = parse::<File>(sample, FORM, writer)?.results;
    let several = channels.len() > 1;
    // Utterances of several channels are in order of time; words of one channel carry finer times.
    let whole = channels.iter().all(|channel| channel.alternatives.is_empty()) || several;
    if whole && !utterances.is_empty() {
        for utterance in &utterances {
            let channel =
                utterance.channel.0.as_deref().filter(|_| several).map(|number| format!("Channel {number}"));
            let speaker = channel.or_else(|| utterance.speaker.speaker());
            phrase(speaker.as_deref(), &utterance.transcript.0, (utterance.start.0, utterance.end.0), writer);
        }
    } else {
        for (number, channel) in channels.iter().enumerate() {
            let name = several.then(|| format!("Channel {number}"));
            if let Some(alternative) = channel.alternatives.first() {
                say(alternative, name.as_deref(), writer);
            }
        }
    }
    if writer.is_empty() {
        return Err(ReadError::NoSpeech { form: FORM, missing: "words" });
    }
    Ok(())
}

fn say(alternative: &Alternative, channel: Option<&str>, writer: &mut Writer) {
    let paragraphs = alternative.paragraphs.as_ref().map_or(&[][..], |paragraphs| &paragraphs.paragraphs);
    if !alternative.words.is_empty() {
        let mut spoken = Spoken::default();
        for word in &alternative.words {
            let own = word.speaker.speaker();
            let text = word.punctuated_word.as_deref().unwrap_or(&word.word.0);
            spoken.word(channel.or(own.as_deref()), text, (word.start.0, word.end.0), writer);
        }
        spoken.end(writer);
    } else if !paragraphs.is_empty() {
        for paragraph in paragraphs {
            let own = paragraph.speaker.speaker();
            for sentence in &paragraph.sentences {
                phrase(
                    channel.or(own.as_deref()),
                    &sentence.text.0,
                    (sentence.start.0, sentence.end.0),
                    writer,
                );
            }
        }
    } else {
        phrase(channel, &alternative.transcript.0, (None, None), writer);
    }
}
