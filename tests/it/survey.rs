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
    let (_, code, error) = run(&[SAMPLE, "--outcome", "Do you plan to stay next year?"]);
    assert!(code == 2 && error.contains("did you mean “Do you plan to stay with us"), "{code} {error}");
}

#[test]
fn questions_with_commas_can_be_named() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("survey.csv");
    let mut rows = "\"Team, site or plant\",Age,Do you plan to stay?\n".to_owned();
    for row in 0..60 {
        rows.push_str(["North,20-29,Yes\n", "South,30-39,No\n", "West,40-49,Yes\n"][row % 3]);
    }
    std::fs::write(&file, rows).unwrap();
    let path = file.to_str().unwrap();
    let cases: [&[&str]; 4] = [
        &["--by", "Team, site or plant", "--by", "Age"],
        &["--by", "\"Team, site or plant\",Age"],
        &["--by", "Age, team", "--by", "Age"],
        &["--by", "q1,q2"],
    ];
    for flags in cases {
        let (folder, code, error) = run(&[&[path], flags].concat());
        assert_eq!(code, 0, "{error}");
        let analysis = analysis(folder.path());
        let mut by: Vec<&str> =
            analysis["survey"]["by"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        by.sort_unstable();
        assert_eq!(by, ["q1", "q2"], "{flags:?}");
    }
}

#[test]
fn rare_answers_name_nobody() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("survey.csv");
    let mut rows = "Department,Who helps you most?,Do you plan to stay?\n".to_owned();
    for row in 0..90 {
        let helper = if row == 44 { "Priya Raman" } else { ["Manager", "Team", "Nobody"][row % 3] };
        rows.push_str(&format!("{},{helper},{}\n", ["North", "South"][row % 2], ["Yes", "No"][row / 3 % 2]));
    }
    std::fs::write(&file, rows).unwrap();
    let (folder, code, error) = run(&[file.to_str().unwrap()]);
    assert_eq!(code, 0, "{error}");
    for name in ["index.html", "analysis.json", "questions.csv", "crosstables.csv", "text/d1.txt"] {
        let content = std::fs::read_to_string(folder.path().join("out").join(name)).unwrap();
        assert!(!content.contains("Priya") && !content.contains("Raman"), "{name}");
    }
}

/// Survey with a driver that holds in one team only, answers that change in opposite ways, and one relation that turns
/// round within the sites.
fn planted() -> String {
    let mut state = 20_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let mut rows = "Wave,Team,Site,My workload is manageable,Leaders listen,The rooms are quiet,Do you plan to stay with us?\n".to_owned();
    for row in 0..2000 {
        let (wave, north, hill) = (row % 4, random() < 0.5, random() < 0.5);
        let workload = 1 + (random() * 5.0) as i32;
        let drift = if north { -0.7 } else { 0.7 } * (f64::from(wave) - 1.5);
        let listen = (3.0 + drift + 2.0 * (random() + random() - 1.0)).round().clamp(1.0, 5.0);
        let step = (random() * 3.0) as i32;
        let quiet = step + if hill { 3 } else { 1 };
        let logit = if hill { -2.0 } else { 2.0 }
            + f64::from(step - 1)
            + if north { 1.2 * f64::from(workload - 3) } else { 0.0 };
        let stays = random() < 1.0 / (1.0 + (-logit).exp());
        rows.push_str(&format!(
            "{},{},{},{workload},{listen},{quiet},{}\n",
            ["2024-H1", "2024-H2", "2025-H1", "2025-H2"][wave as usize],
            if north { "North" } else { "South" },
            if hill { "Hill" } else { "Lake" },
            if stays { "Yes" } else { "No" }
        ));
    }
    rows
}

#[test]
fn what_holds_in_one_group_only_is_told_from_what_holds_for_all() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("survey.csv");
    std::fs::write(&file, planted()).unwrap();
    let (folder, code, error) = run(&[file.to_str().unwrap()]);
    assert_eq!(code, 0, "{error}");
    let analysis = analysis(folder.path());
    let survey = &analysis["survey"];
    let named = |row: &Value, key: &str| text(survey, &row[key]).to_owned();
    let rows = |name: &str| survey[name].as_array().unwrap().clone();
    let interactions: Vec<(String, String)> =
        rows("interactions").iter().map(|row| (named(row, "question"), named(row, "by"))).collect();
    assert!(interactions.contains(&("My workload is manageable".into(), "Team".into())), "{interactions:?}");
    assert!(interactions.iter().all(|(question, _)| question.contains("workload")), "{interactions:?}");
    let turned: Vec<(String, String)> =
        rows("simpson").iter().map(|row| (named(row, "question"), named(row, "by"))).collect();
    assert_eq!(turned, [("The rooms are quiet".into(), "Site".into())]);
    let changes: Vec<(String, String, bool)> = rows("group_trends")
        .iter()
        .map(|row| {
            (
                named(row, "question"),
                row["group"][1].as_str().unwrap().to_owned(),
                row["rho"].as_f64() > Some(0.0),
            )
        })
        .collect();
    for change in [("North", false), ("South", true)] {
        let expected = ("Leaders listen".to_owned(), change.0.to_owned(), change.1);
        assert!(changes.contains(&expected), "{changes:?}");
    }
    let risks = rows("risks");
    assert!(risks.iter().any(|row| row["group"].to_string().contains("Hill")), "{risks:?}");
    assert!(!risks.iter().any(|row| row["group"].to_string().contains("Lake")), "{risks:?}");
    let page = std::fs::read_to_string(folder.path().join("out/index.html")).unwrap();
    for words in ["class=\"warn\"", "id=\"risks\"", "id=\"trends\""] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_workbook_with_merged_names_dates_and_formulas_is_read() {
    let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let cell = |at: &str, value: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{value}</t></is></c>");
    let mut sheet = format!(
        "<worksheet {space}><sheetData><row r=\"1\">{}{}</row>",
        cell("A1", "About you"),
        cell("C1", "Your work")
    );
    let names = ["Team", "Joined", "My work is fun", "Sum", "Do you plan to stay?"];
    let cells: Vec<String> =
        "ABCDE".chars().zip(names).map(|(at, name)| cell(&format!("{at}2"), name)).collect();
    sheet.push_str(&format!("<row r=\"2\">{}</row>", cells.concat()));
    for row in 3..63_usize {
        sheet.push_str(&format!(
            "<row r=\"{row}\">{}<c r=\"B{row}\" s=\"1\"><v>{}</v></c><c r=\"C{row}\"><v>{}</v></c><c r=\"D{row}\"><f>C{row}*2</f></c>{}</row>",
            cell(&format!("A{row}"), ["North", "South"][row % 2]),
            42_000 + 30 * row,
            row % 5 + 1,
            cell(&format!("E{row}"), ["Yes", "No", "Yes"][row % 3])
        ));
    }
    sheet.push_str("</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"C1:E1\"/></mergeCells></worksheet>");
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook {space} xmlns:r=\"{office}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet {space}><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, content.as_bytes()).unwrap();
    }
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("survey.xlsx");
    std::fs::write(&file, archive.finish().unwrap().into_inner()).unwrap();
    let (folder, code, error) = run(&[file.to_str().unwrap()]);
    assert_eq!(code, 0, "{error}");
    let analysis = analysis(folder.path());
    let survey = &analysis["survey"];
    assert_eq!(survey["responses"], 60);
    let questions: Vec<(&str, &str)> = survey["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|question| (question["text"].as_str().unwrap(), question["type"].as_str().unwrap()))
        .collect();
    assert_eq!(questions[0], ("About you – Team", "single"));
    assert_eq!(questions[1], ("About you – Joined", "date"));
    assert_eq!(text(survey, &survey["outcome"]), "Your work – Do you plan to stay?");
    let notices = analysis["documents"][0]["notices"].to_string();
    assert!(notices.contains("60 cells hold a formula without a saved value"), "{notices}");
    assert!(
        !survey["tests"]
            .as_array()
            .unwrap()
            .iter()
            .any(|test| text(survey, &test["question"]).ends_with("Sum"))
    );
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
