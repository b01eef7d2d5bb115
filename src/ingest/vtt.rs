//! WebVTT captions. Source: <https://www.w3.org/TR/webvtt1/>; read leniently, since few programs follow it.

use super::ReadError;
use super::captions::{Cues, write_cues};
use super::sample::{Likelihood, Sample};
use super::writer::Writer;
use crate::text::dates::read_absolute;

pub(crate) fn detect(sample: &Sample) -> Option<Likelihood> {
    let rest = sample.text().trim_start().strip_prefix("WEBVTT")?;
    (rest.is_empty() || rest.starts_with([' ', '\t', '\n'])).then_some(Likelihood::Certain)
}

pub(crate) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    let mut cues = Cues::default();
    let mut block: Vec<(u32, &str)> = Vec::new();
    let mut header = true;
    for (number, line) in sample.lines().chain(std::iter::once((u32::MAX, ""))) {
        if !line.is_empty() {
            block.push((number, line));
            continue;
        }
        if block.is_empty() {
            continue;
        }
        // A header may run into the first cue without a blank line.
        let timed = block.iter().position(|(_, line)| line.contains("-->"));
        if header {
            let end = timed.unwrap_or(block.len());
            read_header(&block[..end], writer);
            cues.read_block(&block[end..]);
            header = false;
        } else {
            match comment(block[0].1) {
                Some(Comment::Note) => block.iter().for_each(|(_, line)| writer.date(read_absolute(line))),
                Some(Comment::Silent) => {}
                None => cues.read_block(&block),
            }
        }
        block.clear();
    }
    if cues.cues.is_empty() {
        return Err(ReadError::NoSpeech { form: "WebVTT", missing: "cues" });
    }
    write_cues(cues.cues, writer);
    Ok(())
}

enum Comment {
    Note,
    Silent,
}

fn comment(line: &str) -> Option<Comment> {
    let opens = |word: &str| {
        line.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ':']))
    };
    if opens("NOTE") {
        Some(Comment::Note)
    } else {
        (opens("STYLE") || opens("REGION")).then_some(Comment::Silent)
    }
}

fn read_header(lines: &[(u32, &str)], writer: &mut Writer) {
    for (at, (_, line)) in lines.iter().enumerate() {
        let text = if at == 0 { line.trim_start_matches("WEBVTT") } else { line };
        let text = text.trim_start_matches([' ', '\t', '-', '–', ':']).trim();
        writer.date(read_absolute(text));
        let settings = ["Kind:", "Language:", "X-TIMESTAMP", "Region:", "NOTE", "STYLE"];
        if at == 0 && !settings.iter().any(|key| text.starts_with(key)) {
            writer.title(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ReadOptions, read};
    use crate::model::document::Document;

    fn document(text: &str) -> Document {
        read("d1", "call.vtt", text.as_bytes(), &ReadOptions::default()).unwrap()
    }

    fn turns(text: &str) -> Vec<String> {
        let document = document(text);
        let turn = |block| {
            let speaker = document.speaker_of(block).map_or(String::new(), |name| format!("{name}: "));
            format!("{speaker}{}", document.slice(block.span))
        };
        document.blocks.iter().map(turn).collect()
    }

    #[test]
    fn reads_cues() {
        let cases: [(&str, &str, &[&str]); 9] = [
            (
                "voices",
                "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Lee>Hi.\n\n00:02.000 --> 00:03.000\n<v.loud Bob>Yes.</v> <v Ann Lee>No.</v>\n",
                &["Ann Lee: Hi.", "Bob: Yes.", "Ann Lee: No."],
            ),
            (
                "labels",
                "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nAnn Lee: 5:28: hi\n\n2\n00:00:02.000 --> 00:00:03.000\nnixo: so we go\n",
                &["Ann Lee: 5:28: hi", "nixo: so we go"],
            ),
            (
                "tags and entities",
                "WEBVTT\n\n00:01.000 --> 00:02.000 align:start\n<i>R&amp;D</i> a&nbsp;b <c.x>x</c> 1 &lt; 2 <script> a<b\n",
                &["R&D a b x 1 < 2 <script> a<b"],
            ),
            (
                "comments",
                "WEBVTT\n\nNOTE made by hand\nfoo --> bar\n\nSTYLE\n::cue {}\n\nREGION\nid:a\n\nintro\n00:01.000 --> 00:02.000\nHi\n",
                &["Hi"],
            ),
            (
                "no blank lines",
                "WEBVTT\n1\n00:01.000 --> 00:02.000\nHi\n2\n00:02.000 --> 00:03.000\nthere\n",
                &["Hi there"],
            ),
            ("blank line in a cue", "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n\nthere\n", &["Hi there"]),
            ("dashes", "WEBVTT\n\n00:01.000 --> 00:02.000\n- Hi.\n- Hello.\n", &["Hi.", "Hello."]),
            (
                "label now and then",
                "WEBVTT\n\n00:01.000 --> 00:02.000\nSpeaker 1: Hi\n\n00:02.000 --> 00:03.000\nthere\n\n00:03.000 --> 00:04.000\nand\n\n00:04.000 --> 00:05.000\nthere\n\n00:05.000 --> 00:06.000\nSpeaker 2: Yes\n",
                &["Speaker 1: Hi there and there", "Speaker 2: Yes"],
            ),
            (
                "karaoke",
                "WEBVTT\n\n00:01.000 --> 00:02.000\nhello<00:01.500><c> world</c>\n",
                &["hello world"],
            ),
        ];
        for (name, text, expected) in cases {
            assert_eq!(turns(text), expected, "{name}");
        }
    }

    #[test]
    fn places_are_known() {
        let document = document(
            "WEBVTT - Weekly sync 2026-03-05\n\n00:01.000 --> 00:02.000\nfirst\n\n00:02.000 --> 00:03.500\nsecond\n",
        );
        assert_eq!((document.text.as_str(), document.blocks.len()), ("first second", 1));
        let place = document.locate(7);
        assert_eq!((place.line, place.time_ms), (Some(7), Some(2000)));
        assert_eq!(document.duration_ms, Some(3500));
        assert_eq!(document.title, "Weekly sync 2026-03-05");
        assert_eq!(document.date.unwrap().date.to_string(), "2026-03-05");
    }

    #[test]
    fn tells_what_is_missing() {
        let error = read("d1", "a.vtt", b"WEBVTT\n\nNOTE nothing\n", &ReadOptions::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the WebVTT file has no cues: nothing to read; check that the export has finished"
        );
        let document = document("WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:02.000 --> 00:03.000\nHi\n");
        assert_eq!(document.notices, ["1 of 2 cues had no text"]);
    }
}
