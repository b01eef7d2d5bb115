//! Words with times → captions: words of one speaker are put into phrases, so that each phrase has its place.

use crate::ingest::stamp::seconds_to_ms;
use crate::ingest::writer::{Caption, Writer, ends_sentence};

/// A phrase ends with a sentence, or at the next word after this many bytes.
const LONG_PHRASE_BYTES: usize = 200;
/// A silence longer than this ends a phrase, in milliseconds.
const LONG_SILENCE_MS: u64 = 1_000;

/// Collects words.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    speaker: Option<String>,
    text: String,
    start_ms: Option<u64>,
    end_ms: Option<u64>,
}

/// Times of a word or sentence, in seconds.
pub(super) type Times = (Option<f64>, Option<f64>);

impl Spoken {
    /// Adds a word; punctuation goes right behind the word before it.
    pub(super) fn word(&mut self, speaker: Option<&str>, word: &str, times: Times, writer: &mut Writer) {
        let word = word.trim();
        if word.is_empty() {
            return;
        }
        if self.speaker.as_deref() == speaker && is_closing_sign(word) && !self.text.is_empty() {
            self.text.push_str(word);
            return;
        }
        let (start_ms, end_ms) = (times.0.map(seconds_to_ms), times.1.map(seconds_to_ms));
        let silent = match (self.end_ms, start_ms) {
            (Some(end), Some(start)) => start > end.saturating_add(LONG_SILENCE_MS),
            _ => false,
        };
        let full = self.text.len() > LONG_PHRASE_BYTES || ends_sentence(&self.text);
        if self.speaker.as_deref() != speaker || silent || full {
            self.end(writer);
        }
        if self.text.is_empty() {
            self.speaker = speaker.map(str::to_owned);
            self.start_ms = start_ms;
        } else {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self.end_ms = end_ms.or(start_ms).or(self.end_ms);
    }

    /// Writes what is left.
    pub(super) fn end(&mut self, writer: &mut Writer) {
        let text = std::mem::take(&mut self.text);
        writer.caption(Caption {
            speaker: self.speaker.as_deref(),
            text: &text,
            line: None,
            start_ms: self.start_ms.take(),
            end_ms: self.end_ms.take(),
        });
    }
}

/// A whole phrase with its times.
pub(super) fn phrase(speaker: Option<&str>, text: &str, times: Times, writer: &mut Writer) {
    writer.caption(Caption {
        speaker,
        text,
        line: None,
        start_ms: times.0.map(seconds_to_ms),
        end_ms: times.1.map(seconds_to_ms),
    });
}

fn is_closing_sign(word: &str) -> bool {
    word.chars().all(|sign| {
        matches!(sign, '.' | ',' | '?' | '!' | ':' | ';' | '…' | '。' | '、' | '，' | '？' | '！' | '%')
    })
}

/// Who speaks when: intervals by start, in seconds.
#[derive(Debug, Default)]
pub(super) struct Turns {
    starts: Vec<(f64, f64, Option<String>)>,
}

impl Turns {
    /// From `(start, end, speaker)` in any order.
    pub(super) fn new(mut starts: Vec<(f64, f64, Option<String>)>) -> Self {
        starts.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { starts }
    }

    /// The speaker whose turn began last before that time; recognisers leave small holes between turns.
    pub(super) fn at(&self, seconds: Option<f64>) -> Option<&str> {
        const ROUNDING_S: f64 = 0.005;
        let after = self.starts.partition_point(|turn| turn.0 <= seconds.unwrap_or(0.0) + ROUNDING_S);
        self.starts.get(after.saturating_sub(1))?.2.as_deref()
    }
}
