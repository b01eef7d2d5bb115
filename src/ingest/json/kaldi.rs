//! Words beside a segmentation by speaker, as Kaldi setups and transcript editors store them; times in seconds.

use super::fields::{Tag, Time, list};
use super::spoken::{Spoken, Turns};
use super::{Shape, parse};
use crate::ingest::ReadError;
use crate::ingest::sample::Sample;
use crate::ingest::writer::Writer;
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    retval: Option<Body>,
    #[serde(deserialize_with = "list")]
    words: Vec<Word>,
    segmentation: Option<Segmentation>,
    #[serde(deserialize_with = "list")]
    paragraphs: Vec<Segment>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    #[serde(deserialize_with = "list")]
    words: Vec<Word>,
    segmentation: Option<Segmentation>,
    #[serde(deserialize_with = "list")]
    paragraphs: Vec<Segment>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Segmentation {
    #[serde(deserialize_with = "list")]
    segments: Vec<Segment>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Segment {
    start: Time,
    end: Time,
    duration: Time,
    speaker: Tag,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Word {
    punct: Option<String>,
    word: Option<String>,
    text: Option<String>,
    start: Time,
    end: Time,
    speaker: Tag,
}

pub(super) fn fits(shape: &Shape) -> bool {
    let words = |path: &[&str]| {
        let has = |key| shape.has(&[path, &["words", "[]", key]].concat());
        (has("word") || has("punct") || has("text")) && has("start")
    };
    words(&["retval"]) || words(&[]) || shape.is_array(&["retval", "words"])
}

pub(super) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    const FORM: &str = "Kaldi JSON";
    let file: File = parse(sample, FORM, writer)?;
    let File { retval, words, segmentation, paragraphs } = file;
    let body = retval.unwrap_or(Body { words, segmentation, paragraphs });
    let segments = match body.segmentation {
        Some(segmentation) if !segmentation.segments.is_empty() => segmentation.segments,
        _ => body.paragraphs,
    };
    let turns = Turns::new(
        segments
            .iter()
            .filter_map(|segment| {
                let start = segment.start.0?;
                let end = segment.end.0.unwrap_or(start + segment.duration.0.unwrap_or(0.0));
                Some((start, end, segment.speaker.speaker()))
            })
            .collect(),
    );
    let mut spoken = Spoken::default();
    for word in &body.words {
        let own = word.speaker.speaker();
        let speaker = own.as_deref().or_else(|| turns.at(word.start.0));
        let text = [&word.punct, &word.word, &word.text].into_iter().flatten().next();
        spoken.word(speaker, text.map_or("", String::as_str), (word.start.0, word.end.0), writer);
    }
    spoken.end(writer);
    if writer.is_empty() {
        return Err(ReadError::NoSpeech { form: FORM, missing: "words" });
    }
    Ok(())
}
