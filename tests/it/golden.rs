//! Golden analyses of the samples: what a user would read, line by line. `BLESS=1 cargo test golden` accepts a change.

use crate::program::{Place, Report, project};
use serde_json::Value;
use std::fmt::Write;

/// Name of the golden file, inputs, date.
const CASES: &[(&str, &[&str], Option<&str>)] = &[
    ("steering-weekly", &["samples/steering-weekly.txt", "--people", "samples/people.toml"], None),
    ("no-names", &["samples/no-names.txt"], Some("2026-08-25")),
    ("design-review", &["samples/design-review.vtt"], Some("2026-05-20")),
    ("webinar-pasted", &["samples/webinar-pasted.txt"], Some("2026-09-22")),
    ("series", &["samples/series"], None),
];

#[test]
fn golden_analyses_of_the_samples() {
    let mut different = Vec::new();
    for (name, args, date) in CASES {
        let place = Place::new();
        let paths: Vec<String> = args.iter().map(|arg| resolve(arg)).collect();
        let mut args: Vec<&str> = paths.iter().map(String::as_str).collect();
        args.extend(date.iter().flat_map(|date| ["--date", date]));
        let report = place.meeting(&args, 0);
        assert!(report.check() > 10);
        let found = outline(&report);
        let path = project("tests/golden").join(format!("{name}.txt"));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if expected != found {
            let line = expected.lines().zip(found.lines()).position(|(a, b)| a != b).unwrap_or(0);
            let near = |text: &str| text.lines().skip(line).take(3).collect::<Vec<_>>().join("\n");
            different.push(format!(
                "{name}, line {}:\nexpected\n{}\nfound\n{}",
                line + 1,
                near(&expected),
                near(&found)
            ));
        }
    }
    assert!(different.is_empty(), "BLESS=1 accepts these after reading them:\n{}", different.join("\n\n"));
}

/// Arguments that name a file of the project become whole paths.
fn resolve(arg: &str) -> String {
    if arg.starts_with("samples") { project(arg).to_str().unwrap().to_owned() } else { arg.to_owned() }
}

/// What a person would read of it, one line a finding and a passage.
fn outline(report: &Report) -> String {
    let mut text = String::new();
    for finding in report.list("findings") {
        let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let document = word(&finding["evidence"][0]["document"]);
        write!(text, "{document} {} [{}]", word(&finding["kind"]), word(&finding["confidence"])).unwrap();
        if finding["first_view"] == Value::Bool(false) {
            text += " (below)";
        }
        if let Some(status) = finding["status"].as_str() {
            write!(text, " {status}").unwrap();
        }
        if finding["kind"] == "action_item" {
            write!(text, " owner={} due={}", word(&finding["owner"]["name"]), word(&finding["due"]["date"]))
                .unwrap();
        }
        writeln!(text, " {}", word(&finding["statement"])).unwrap();
        for passage in finding["evidence"].as_array().unwrap() {
            let location = &passage["location"];
            let time = location["time_ms"]
                .as_u64()
                .map_or(String::new(), |ms| format!("{:02}:{:02} ", ms / 60_000, ms / 1000 % 60));
            writeln!(text, "    {time}{}: {}", word(&location["speaker"]), word(&passage["quote"])).unwrap();
        }
    }
    text
}
