//! Google Speech-to-Text, versions 1 and 2: results with alternatives; words carry times such as `"1.500s"` and speaker tags.

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
    #[serde(deserialize_with = "list")]
    results: Vec<Outcome>,
    /// A finished operation wraps its results.
    response: Option<Wrapped>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wrapped {
    #[serde(deserialize_with = "list")]
    results: Vec<Outcome>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Outcome {
    #[serde(deserialize_with = "list")]
    alternatives: Vec<Alternative>,
    #[serde(alias = "resultEndTime", alias = "result_end_time", alias = "resultEndOffset")]
    end: Time,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Alternative {
    transcript: Text,
    #[serde(deserialize_with = "list")]
    words: Vec<Word>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Word {
    word: Text,
    #[serde(alias = "startTime", alias = "start_time", alias = "startOffset", alias = "start_offset")]
    start: Time,
    #[serde(alias = "endTime", alias = "end_time", alias = "endOffset", alias = "end_offset")]
    end: Time,
    #[serde(alias = "speakerTag", alias = "speaker_tag", alias = "speakerLabel", alias = "speaker_label")]
    speaker: Tag,
}

impl Word {
    /// Tag 0 stands for "not told apart".
    fn speaker(&self) -> Option<String> {
        self.speaker.speaker().filter(|name| name != "Speaker 0")
    }
}

pub(super) fn fits(shape: &Shape) -> bool {
    let fits = |path: &[&str]| {
        let inner = |more: &[&'static str]| shape.has(&[path, more].concat());
        inner(&["[]", "alternatives", "[]", "transcript"]) || inner(&["[]", "alternatives", "[]", "words"])
    };
    fits(&["results"]) || fits(&["response", "results"])
}

pub(super) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    const FORM: &str = "Google Speech JSON";
    let file: File = parse(sample, FORM, writer)?;
    let results =
        if file.results.is_empty() { file.response.unwrap_or_default().results } else { file.results };
    let best = || results.iter().filter_map(|outcome| Some((outcome.alternatives.first()?, outcome.end)));
    let tagged = |words: &[Word]| words.iter().any(|word| word.speaker().is_some());
    // With speakers told apart, the last result repeats all words of the ones before it, now with tags.
    let last = best().map(|(alternative, _)| alternative.words.as_slice()).rfind(|words| tagged(words));
    let all: usize = best().map(|(alternative, _)| alternative.words.len()).sum();
    if let Some(words) = last.filter(|words| words.len() * 2 >= all) {
        say(words, writer);
    } else {
        let mut before = Time::default();
        for (alternative, end) in best() {
            let joined = alternative.words.iter().map(|word| word.word.0.as_str());
            if !alternative.words.is_empty() && joined.eq(alternative.transcript.0.split_whitespace())
                || tagged(&alternative.words)
            {
                say(&alternative.words, writer);
            } else {
                let start = alternative.words.first().and_then(|word| word.start.0).or(before.0);
                phrase(None, &alternative.transcript.0, (start, end.0), writer);
            }
            before = end;
        }
    }
    if writer.is_empty() {
        return Err(ReadError::NoSpeech { form: FORM, missing: "words" });
    }
    Ok(())
}

fn say(words: &[Word], writer: &mut Writer) {
    let mut spoken = Spoken::default();
    for word in words {
        spoken.word(word.speaker().as_deref(), &word.word.0, (word.start.0, word.end.0), writer);
    }
    spoken.end(writer);
}
