//! Every form from a small file, and what is said about files that hold no transcript.

use crate::ingest::{ReadOptions, read};
use crate::model::document::Block;

fn turns(text: &str) -> (String, Vec<String>) {
    let document = read("d1", "a.json", text.as_bytes(), &ReadOptions::default()).unwrap();
    let turn = |block: &Block| {
        let place = document.locate(block.span.start);
        let time = place.time_ms.map_or("-".to_owned(), |time| time.to_string());
        format!("{time} {}: {}", place.speaker.unwrap_or_default(), document.slice(block.span))
    };
    (document.format.clone(), document.blocks.iter().map(turn).collect())
}

#[test]
fn reads_every_form() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "whisper-json",
            r#"{"text":" Hi. There.","segments":[{"start":0.5,"end":1,"text":" Hi."},{"start":1,"end":2,"text":" There.","speaker":"SPEAKER_01"}],"language":"en"}"#,
            &["500 : Hi.", "1000 SPEAKER_01: There."],
        ),
        (
            "whisper-json",
            r#"{"segments":[{"start":0,"end":2,"text":"Hi. Yes.","words":[{"word":"Hi.","start":0,"end":1,"speaker":"A"},{"word":" Yes.","start":1,"end":2,"speaker":"B"}]}]}"#,
            &["0 Speaker A: Hi.", "1000 Speaker B: Yes."],
        ),
        (
            "whisper-json",
            r#"{"transcription":[{"offsets":{"from":500,"to":900},"text":" Hi."}]}"#,
            &["500 : Hi."],
        ),
        (
            "whisper-json",
            r#"[{"start":"00:00:01.500","end":2,"text":"Hi.","speaker":"Ann"}]"#,
            &["1500 Ann: Hi."],
        ),
        (
            "assemblyai-json",
            r#"{"audio_url":"x","text":"Hi. Yes.","utterances":[{"speaker":"A","start":500,"end":900,"text":"Hi.","words":[{"text":"Hi.","start":510,"end":890,"speaker":"A"}]},{"speaker":"B","start":1000,"end":1500,"text":"Yes."}]}"#,
            &["510 Speaker A: Hi.", "1000 Speaker B: Yes."],
        ),
        (
            "assemblyai-json",
            r#"{"audio_duration":3,"utterances":null,"words":[{"text":"Hi.","start":500,"end":900}],"text":"Hi."}"#,
            &["500 : Hi."],
        ),
        (
            "deepgram-json",
            r#"{"metadata":{"created":"2023-11-02"},"results":{"channels":[{"alternatives":[{"transcript":"hi yes","words":[{"word":"hi","start":0.5,"end":0.9,"speaker":0,"punctuated_word":"Hi,"},{"word":"yes","start":1.5,"end":1.9,"speaker":1,"punctuated_word":"Yes."}]}]}]}}"#,
            &["500 Speaker 0: Hi,", "1500 Speaker 1: Yes."],
        ),
        (
            "deepgram-json",
            r#"{"results":{"channels":[],"utterances":[{"start":1,"end":2,"transcript":"Hi.","speaker":2}]}}"#,
            &["1000 Speaker 2: Hi."],
        ),
        (
            "amazon-transcribe-json",
            r#"{"jobName":"x","results":{"transcripts":[{"transcript":"Hi, all."}],"speaker_labels":{"segments":[{"start_time":"0.0","end_time":"1.0","speaker_label":"spk_0","items":[]},{"start_time":"1.0","end_time":"2.0","speaker_label":"spk_1"}]},"items":[{"start_time":"0.5","end_time":"0.9","alternatives":[{"content":"Hi"}],"type":"pronunciation"},{"alternatives":[{"content":","}],"type":"punctuation"},{"start_time":"1.2","end_time":"1.4","alternatives":[{"content":"all"}],"type":"pronunciation"},{"alternatives":[{"content":"."}],"type":"punctuation"}]}}"#,
            &["500 spk_0: Hi,", "1200 spk_1: all."],
        ),
        (
            "google-speech-json",
            r#"{"results":[{"alternatives":[{"transcript":"hi there","words":[{"startTime":"0.500s","endTime":"0.9s","word":"hi"},{"startTime":{"seconds":"1","nanos":500000000},"endTime":"2s","word":"there"}]}]}]}"#,
            &["500 : hi there"],
        ),
        (
            "google-speech-json",
            r#"{"response":{"results":[{"alternatives":[{"transcript":"hi yes","words":[{"word":"hi","startTime":"0s"},{"word":"yes","startTime":"1s"}]}]},{"alternatives":[{"words":[{"word":"hi","startTime":"0s","speakerTag":1},{"word":"yes","startTime":"1s","speakerTag":2}]}]}]}}"#,
            &["0 Speaker 1: hi", "1000 Speaker 2: yes"],
        ),
        (
            "speechmatics-v1-json",
            r#"{"job":{"name":"a"},"speakers":[{"name":"F1","time":"0.1","duration":"1"},{"name":"M2","time":"1.1","duration":"1"}],"words":[{"name":"Hi","time":"0.2","duration":"0.3"},{"name":".","time":"0.5","duration":"0.0"},{"name":"Yes","time":"1.2","duration":"0.1"}],"format":"1.0"}"#,
            &["200 F1: Hi.", "1200 M2: Yes"],
        ),
        (
            "speechmatics-json",
            r#"{"format":"2.9","job":{},"results":[{"type":"word","start_time":0.5,"end_time":0.9,"alternatives":[{"content":"Hi","speaker":"S1"}]},{"type":"punctuation","start_time":0.9,"end_time":0.9,"attaches_to":"previous","alternatives":[{"content":".","speaker":"S1"}]},{"type":"word","start_time":1,"end_time":2,"alternatives":[{"content":"Yes","speaker":"UU"}]}]}"#,
            &["500 S1: Hi.", "1000 Unknown speaker: Yes"],
        ),
        (
            "rev-json",
            r#"{"speakers":[{"id":1,"name":"Ann"}],"monologues":[{"speaker":1,"elements":[{"type":"text","value":"Hi","ts":0.5,"end_ts":0.9},{"type":"punct","value":", "},{"type":"text","value":"all","ts":1.0,"end_ts":1.2},{"type":"punct","value":"."}]},{"speaker":2,"elements":[{"type":"text","value":"Yes","ts":2}]}]}"#,
            &["500 Ann: Hi, all.", "2000 Speaker 2: Yes"],
        ),
        (
            "kaldi-json",
            r#"{"retval":{"status":true,"words":[{"start":0.5,"end":0.9,"word":"hi","punct":"Hi."},{"start":1.5,"end":1.9,"word":"yes"}],"segmentation":{"segments":[{"start":0,"duration":1,"speaker":{"@id":"S0","gender":"F"}},{"start":1,"duration":1,"speaker":{"@id":"S1"}}]}}}"#,
            &["500 S0: Hi.", "1500 S1: yes"],
        ),
        (
            "kaldi-json",
            r#"{"words":[{"start":0.5,"end":0.9,"text":"Hi."}],"paragraphs":[{"start":0,"end":1,"speaker":"Ann"}]}"#,
            &["500 Ann: Hi."],
        ),
    ];
    for (form, text, expected) in cases {
        let (format, found) = turns(text);
        assert_eq!(format, *form, "{text}");
        assert_eq!(&found, expected, "{text}");
    }
}

fn error(text: &str) -> String {
    read("d1", "a.json", text.as_bytes(), &ReadOptions::default()).unwrap_err().to_string()
}

#[test]
fn says_what_is_wrong() {
    let cases = [
        (r#"{"segments":[{"start":0,"text":"Hi"#, "the JSON is cut off at line 1"),
        (r#"{"meeting":"x","highlights":{},"action_items":[]}"#, "it looks like a summary of a meeting"),
        (r#"{"name":"x"}"#, "known transcript forms: whisper-json, assemblyai-json, deepgram-json"),
        (r#"{"segments":[],"language":"en","text":""}"#, "the Whisper JSON file has no segments"),
        (r#"{"segments":[{"text":"a","start":"soon"}]}"#, "\"soon\" is no time"),
        (r#"{"a":1} x"#, "the JSON cannot be read as JSON: trailing characters"),
        (r#"{"monologues":[]}"#, "the Rev JSON file has no monologues"),
    ];
    for (text, expected) in cases {
        let message = error(text);
        assert!(message.contains(expected), "{text}: {message}");
    }
    let deep = format!(
        "{{\"segments\":[{{\"text\":\"Hi\",\"x\":{}1{}}}]}}",
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    assert_eq!(turns(&deep).1, ["- : Hi"]);
    assert!(!error(&format!("{{\"a\":{}", "{\"a\":".repeat(200_000))).is_empty());
}
