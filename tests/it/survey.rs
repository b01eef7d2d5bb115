//! The survey job on a sample, from the command line to the files: what is found, and what must never be shown.

use assert_cmd_lite::run;
use serde_json::Value;
use std::path::Path;

mod assert_cmd_lite {
    //! Runs the program and gives the folder of its report.
    use std::path::Path;
    use std::process::Command;

    pub(super) fn run(arguments: &[&str]) -> (tempfile::TempDir, i32, String) {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let done = Command::new(env!("CARGO_BIN_EXE_throughline"))
            .arg("survey")
            .args(arguments)
            .arg("--out")
            .arg(&out)
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .output()
            .unwrap();
        (folder, done.status.code().unwrap_or(-1), String::from_utf8_lossy(&done.stderr).into_owned())
    }
}

const SAMPLE: &str = "samples/survey/engagement.csv";

fn analysis(folder: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("out/analysis.json")).unwrap()).unwrap()
}

fn text<'a>(survey: &'a Value, id: &Value) -> &'a str {
    let found = survey["questions"].as_array().unwrap().iter().find(|question| question["id"] == *id);
    found.and_then(|question| question["text"].as_str()).unwrap_or_default()
}

#[test]
fn a_sample_gives_its_drivers_its_trend_and_its_themes() {
    let (folder, code, error) = run(&[SAMPLE]);
    assert_eq!(code, 0, "{error}");
    let analysis = analysis(folder.path());
    let survey = &analysis["survey"];
    assert_eq!(survey["responses"], 321);
    assert_eq!(text(survey, &survey["outcome"]), "Do you plan to stay with us for the next year?");
    let drivers: Vec<&str> =
        survey["drivers"].as_array().unwrap().iter().map(|row| text(survey, &row["question"])).collect();
    assert_eq!(drivers.len(), 2, "{drivers:?}");
    assert!(drivers.iter().any(|name| name.ends_with("My workload is manageable")), "{drivers:?}");
    assert!(drivers.iter().any(|name| name.ends_with("I can see how my career goes on here")), "{drivers:?}");
    let trends: Vec<&str> =
        survey["trends"].as_array().unwrap().iter().map(|row| text(survey, &row["question"])).collect();
    assert!(trends.iter().any(|name| name.ends_with("My manager listens")), "{trends:?}");
    let themes: Vec<&str> =
        survey["themes"].as_array().unwrap().iter().map(|row| row["label"].as_str().unwrap()).collect();
    assert!(themes.contains(&"Workload") && themes.contains(&"Career growth"), "{themes:?}");
    for finding in analysis["findings"].as_array().unwrap() {
        let read = std::fs::read_to_string(folder.path().join("out/text/d1.txt")).unwrap();
        for evidence in finding["evidence"].as_array().unwrap() {
            let (start, end) =
                (evidence["start"].as_u64().unwrap() as usize, evidence["end"].as_u64().unwrap() as usize);
            assert_eq!(read.get(start..end), evidence["quote"].as_str());
        }
    }
}

#[test]
fn nobody_is_betrayed_in_any_file() {
    let (folder, _, _) = run(&[SAMPLE]);
    let out = folder.path().join("out");
    let mut files = Vec::new();
    for place in [out.clone(), out.join("documents"), out.join("text")] {
        files.extend(
            std::fs::read_dir(place)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_file()),
        );
    }
    assert!(files.len() > 8);
    for file in files {
        let content = std::fs::read_to_string(&file).unwrap();
        for secret in ["Lindqvist", "Brandt", "h.olsen", "person17@", "1000629"] {
            assert!(!content.contains(secret), "{secret} in {}", file.display());
        }
    }
    let analysis = analysis(folder.path());
    for table in analysis["survey"]["tables"].as_array().unwrap() {
        for cell in table["cells"].as_array().unwrap() {
            let small = cell["n"].as_u64().is_some_and(|n| n > 0 && n < 5);
            let group = cell["row"] == "Directors' office" && cell["suppressed"] == false;
            assert!(!small && !group, "{cell}");
        }
    }
}

#[test]
fn a_codebook_groups_answers_and_names_themes() {
    let (folder, code, error) = run(&[SAMPLE, "--codebook", "samples/survey/codebook.toml"]);
    assert_eq!(code, 0, "{error}");
    let analysis = analysis(folder.path());
    let themes = analysis["survey"]["themes"].as_array().unwrap();
    assert!(themes.iter().any(|theme| theme["label"] == "Night work"));
    let page = std::fs::read_to_string(folder.path().join("out/index.html")).unwrap();
    assert!(page.contains("Medical") && !page.contains(">Wards<"));
}

#[test]
fn thin_surveys_give_a_report_without_nonsense() {
    let place = tempfile::tempdir().unwrap();
    let cases = [
        ("no rows", "Id,Stay?\n"),
        ("one row", "Team,I like it here\nX,Agree\n"),
        ("one column", "Why?\nbecause\nno reason\nrain\n"),
        ("all empty", "Team,Would you recommend us?\n,\n,\n"),
        ("constant outcome", "Team,Do you plan to stay?\nA,Yes\nB,Yes\nA,Yes\nB,Yes\nA,Yes\nB,Yes\nA,Yes\n"),
    ];
    for (name, content) in cases {
        let file = place.path().join("survey.csv");
        std::fs::write(&file, content).unwrap();
        let (folder, code, error) = run(&[file.to_str().unwrap()]);
        assert_eq!(code, 0, "{name}: {error}");
        let analysis = analysis(folder.path());
        assert_eq!(analysis["survey"]["drivers"].as_array().unwrap().len(), 0, "{name}");
        assert!(!analysis.to_string().contains("NaN"), "{name}");
    }
    std::fs::write(place.path().join("empty.csv"), " \n").unwrap();
    let (_, code, error) = run(&[place.path().join("empty.csv").to_str().unwrap()]);
    assert!(code == 1 && error.contains("empty"), "{code} {error}");
    let (_, code, error) = run(&[SAMPLE, "--outcome", "No such question"]);
    assert!(code == 2 && error.contains("No such question"), "{code} {error}");
}

#[test]
fn threads_do_not_change_a_byte() {
    let read = |threads| {
        let (folder, _, _) = run(&[SAMPLE, "--threads", threads]);
        ["analysis.json", "index.html", "crosstables.csv"]
            .map(|name| std::fs::read(folder.path().join("out").join(name)).unwrap())
    };
    assert!(read("1") == read("4"));
}
