//! Laws that hold for every reader and any input.

use super::*;
use crate::model::document::Document;
use crate::model::people::Person;
use proptest::prelude::*;

fn check_laws(document: &Document) {
    let mut end = 0;
    for (index, block) in document.blocks.iter().enumerate() {
        let span = block.span;
        assert!(!span.is_empty(), "block {index} is empty");
        let gap = &document.text[end..span.start];
        assert_eq!(gap, if index == 0 { "" } else { "\n" }, "before block {index}");
        assert!(!document.text[span.range()].contains(['\n', '\0', '\r']));
        assert!(block.speaker.is_none_or(|speaker| (speaker as usize) < document.speakers.len()));
        end = span.end;
    }
    assert_eq!(end, document.text.len());
    assert!(document.marks.windows(2).all(|pair| pair[0].start < pair[1].start));
    assert!(document.marks.iter().all(|mark| document.text.is_char_boundary(mark.start)));
    assert!(document.blocks.is_empty() || document.marks.first().is_some_and(|mark| mark.start == 0));
}

fn read_text(name: &str, text: &str) -> Option<Document> {
    read("d1", name, text.as_bytes(), &ReadOptions::default()).ok()
}

/// Pieces from which hostile files are put together.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("WEBVTT\n\n".to_owned()),
        Just("00:00:01.000 --> 00:00:02.000\n".to_owned()),
        Just("0:0:0.0 --> 0:0:5.1\n".to_owned()),
        Just("<v Ann>".to_owned()),
        Just("</v>&amp;&#x27;&#0;".to_owned()),
        Just("Ann: ".to_owned()),
        Just("[00:00:50] Speaker B: ".to_owned()),
        Just("00:13:46\tAnn:\tReplying to \"x\"\n".to_owned()),
        Just("0:02\n".to_owned()),
        Just("**Ali** 0:00  \n".to_owned()),
        Just("# 8th April 2024\n".to_owned()),
        Just("| Name | Abbreviation |\n|--|--|\n| Ann | A |\n".to_owned()),
        Just("---\ndate: 2026-03-05\n---\n".to_owned()),
        Just("```\n".to_owned()),
        Just("{\"segments\":[{\"text\":\"".to_owned()),
        Just("\"}]}".to_owned()),
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("张伟：".to_owned()),
        "\\PC{0,12}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_reader_panics(pieces in prop::collection::vec(piece(), 0..24), name in "(a|b)\\.(txt|vtt|srt|md|json)") {
        let text = pieces.concat();
        match read("d1", &name, text.as_bytes(), &ReadOptions::default()) {
            Ok(document) => check_laws(&document),
            Err(error) => {
                let failed = matches!(error, ReadError::Failed { .. });
                prop_assert!(!failed, "{}", error);
            }
        }
    }

    /// Each reader, also one that would not be chosen, takes any text.
    #[test]
    fn every_reader_takes_anything(pieces in prop::collection::vec(piece(), 0..16)) {
        let text = decode::clean(&pieces.concat()).into_owned();
        let sample = Sample::new("a.txt", &text);
        for reader in READERS {
            let people = People::default();
            let mut writer = Writer::new(&people);
            let _ = (reader.read)(&sample, &mut writer);
        }
    }

    #[test]
    fn words_of_labelled_lines_are_kept(lines in prop::collection::vec(("(Ann|Bob Ray|Speaker 2)", "[a-z]{1,8}( [a-z,.?é]{1,8}){0,9}"), 2..20)) {
        let labelled: String = lines.iter().map(|(name, said)| format!("{name}: {said}\n")).collect();
        let document = read_text("a.txt", &labelled).unwrap();
        check_laws(&document);
        prop_assert_eq!(document.blocks.len(), lines.len());
        for (at, (block, (name, said))) in document.blocks.iter().zip(&lines).enumerate() {
            prop_assert_eq!(document.slice(block.span), said.trim());
            prop_assert_eq!(document.speaker_of(block), Some(name.as_str()));
            prop_assert_eq!(document.locate(block.span.start).line, Some(at as u32 + 1));
        }
    }

    #[test]
    fn words_of_cues_are_kept(said in prop::collection::vec("[a-z]{1,8}( [a-z]{1,8}){0,9}", 1..30), step_ms in 500_u64..9000) {
        let mut text = "WEBVTT\n\n".to_owned();
        for (at, words) in said.iter().enumerate() {
            let time = |ms: u64| format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
            let start = at as u64 * step_ms;
            text.push_str(&format!("{} --> {}\n<v Ann>{words}\n\n", time(start), time(start + 400)));
        }
        let document = read_text("a.vtt", &text).unwrap();
        check_laws(&document);
        prop_assert_eq!(document.text.replace('\n', " "), said.join(" "));
        let mut at = 0;
        for (index, words) in said.iter().enumerate() {
            let place = document.locate(at);
            prop_assert_eq!(place.time_ms, Some(index as u64 * step_ms));
            prop_assert_eq!(place.line, Some(index as u32 * 3 + 4));
            at += words.len() + 1;
        }
    }

    /// Captions that roll over two lines, each shown twice and frozen between, as video sites export them.
    #[test]
    fn words_of_rolling_captions_are_kept(said in prop::collection::vec("[a-c]{1,2}( [a-c]{1,2}){2,6}", 6..40)) {
        let mut text = "WEBVTT\nKind: captions\nLanguage: en\n\n".to_owned();
        let time = |ms: usize| format!("{:02}:{:02}.{:03}", ms / 60_000, ms / 1000 % 60, ms % 1000);
        for (at, line) in said.iter().enumerate() {
            let start = at * 2000;
            let before = if at > 0 { said[at - 1].as_str() } else { " " };
            let (first, rest) = line.split_once(' ').unwrap();
            let tagged = format!("{first}<{}><c> {rest}</c>", time(start + 100));
            text.push_str(&format!("{} --> {} align:start position:0%\n{before}\n{tagged}\n\n", time(start), time(start + 1990)));
            text.push_str(&format!("{} --> {} align:start position:0%\n{line}\n \n\n", time(start + 1990), time(start + 2000)));
        }
        let document = read_text("a.vtt", &text).unwrap();
        check_laws(&document);
        prop_assert_eq!(document.text.replace('\n', " "), said.join(" "));
        prop_assert_eq!(&document.notices, &["rolling captions: repeated lines were joined"]);
    }
}

#[test]
fn options_and_people_are_used() {
    let people =
        People::new(vec![Person { name: "Ann Lee".into(), aliases: vec!["ann".into()], team: None }]);
    let options = ReadOptions { date: Some(jiff::civil::date(2026, 1, 2)), people, ..ReadOptions::default() };
    let document = read("d7", "2025-05-05.txt", b"Ann: hi\nBob: yes\n", &options).unwrap();
    assert_eq!(document.speakers, ["Ann Lee", "Bob"]);
    let dated = document.date.unwrap();
    assert_eq!((dated.date.to_string().as_str(), dated.source), ("2026-01-02", DateSource::Option));
    assert_eq!((document.id.as_str(), document.title.as_str()), ("d7", "2025 05 05"));
    assert_eq!(document.sha256.len(), 64);
}

#[test]
fn hostile_sizes_are_read_in_linear_time() {
    let cases = [
        "a ".repeat(2_000_000),
        "Ann: ".repeat(500_000),
        "[".repeat(2_000_000),
        format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "<v ".repeat(500_000)),
        format!(
            "WEBVTT\n\n00:01.000 --> 00:02.000\n{0}\n\n00:02.000 --> 00:03.000\n{0}\n",
            "a ".repeat(300_000)
        ),
        (0..100_000).map(|n| format!("Name{n}: x\n")).collect(),
        "Ann\n".repeat(300_000),
        "0:01\n".repeat(300_000),
    ];
    let start = std::time::Instant::now();
    for text in &cases {
        if let Some(document) = read_text("a.txt", text) {
            check_laws(&document);
        }
    }
    // Quadratic time would take hours; this bound holds on any machine, also in debug builds.
    assert!(start.elapsed().as_secs() < 120);
}
