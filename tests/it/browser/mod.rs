//! The pages in a real browser: quiet, offline, usable by keyboard, without scripts, on a phone, on paper, and by
//! screen readers.

mod driver;

use crate::program::{Place, project};
use crate::{made, pages};
use driver::{Browser, must_run};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use throughline::model::analysis::DocumentAnalysis;
use throughline::model::series::SeriesThread;

/// Reports on disk, gone after the test.
struct Reports {
    _folder: TempDir,
    root: PathBuf,
}

impl Reports {
    fn write(analyses: &[DocumentAnalysis], threads: Vec<SeriesThread>) -> Reports {
        let folder = TempDir::new().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("documents")).expect("a folder in it");
        for (name, page) in pages::render(analyses, threads) {
            std::fs::write(folder.path().join(name), page).expect("a file in it");
        }
        Reports { root: folder.path().to_owned(), _folder: folder }
    }

    /// A check of three documents, two of them drafts of one agreement, against a policy and a playbook.
    fn check() -> Reports {
        let place = Place::new();
        let sample = |name: &str| project(&format!("samples/check/{name}"));
        let agreement = std::fs::read_to_string(sample("vendor-agreement.txt")).expect("a sample");
        place.file("draft-1.txt", &agreement);
        place.file("draft-2.txt", agreement.replace("30 days", "60 days").replace("2026", "2027"));
        let inputs = [
            project("samples/documents/half-year-report.html"),
            sample("procurement-policy.md"),
            sample("procurement-playbook.toml"),
        ];
        let [report, policy, playbook] = inputs.map(|path| path.to_str().expect("a plain path").to_owned());
        let args =
            ["check", "draft-1.txt", "draft-2.txt", &report, "--against", &policy, &playbook, "--out", "out"];
        Reports::run(&place, &args)
    }

    /// A check of more documents than a page has room for names in each cell.
    fn check_of_many() -> Reports {
        let place = Place::new();
        let agreement =
            std::fs::read_to_string(project("samples/check/vendor-agreement.txt")).expect("a sample");
        let policy = project("samples/check/procurement-policy.md");
        let names: Vec<String> = (1..=12).map(|number| format!("draft-{number}.txt")).collect();
        for (number, name) in names.iter().enumerate() {
            place.file(name, agreement.replace("30 days", &format!("{} days", 30 + number)));
        }
        let mut args =
            vec!["check", "--out", "out", "--against", policy.to_str().expect("a plain path"), "--"];
        args.extend(names.iter().map(String::as_str));
        Reports::run(&place, &args)
    }

    /// The report of the sample survey.
    fn survey() -> Reports {
        let export = project("samples/survey/engagement.csv");
        Reports::run(&Place::new(), &["survey", export.to_str().expect("a plain path"), "--out", "out"])
    }

    /// What the program writes to `out`.
    fn run(place: &Place, args: &[&str]) -> Reports {
        assert!(place.run(args).status.success());
        let folder = TempDir::new().expect("a temporary folder");
        let root = folder.path().join("out");
        std::fs::rename(place.path().join("out"), &root).expect("both are temporary");
        Reports { _folder: folder, root }
    }

    fn page(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn names(&self) -> Vec<PathBuf> {
        let files = |folder: &Path| -> Vec<PathBuf> {
            let entries = std::fs::read_dir(folder).expect("the folder was written");
            let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
            paths.filter(|path| path.extension().is_some_and(|end| end == "html")).collect()
        };
        let mut names = files(&self.root);
        names.extend(files(&self.root.join("documents")));
        names.sort();
        names
    }
}

/// One report of a single meeting, one of a batch, one of hostile text, one of a survey and one of a check.
fn all_reports() -> [Reports; 5] {
    let (analyses, threads) = pages::batch();
    [
        Reports::write(&[made::meeting("d1")], Vec::new()),
        Reports::write(&analyses, threads),
        Reports::write(&[made::hostile("d1")], Vec::new()),
        Reports::survey(),
        Reports::check(),
    ]
}

fn set_size(browser: &Browser, width: u32, height: u32) {
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
    browser.devtools("Emulation.setDeviceMetricsOverride", size);
}

#[test]
fn pages_are_quiet_and_ask_for_nothing() {
    let Some(browser) = Browser::start() else { return };
    for report in all_reports() {
        for page in report.names() {
            browser.requests();
            browser.open(&page, "");
            let url = format!("file://{}", page.display());
            assert_eq!(browser.requests(), [url], "{}", page.display());
            assert_eq!(browser.console(), Vec::<String>::new(), "{}", page.display());
            assert_eq!(
                browser.run("return getComputedStyle(document.querySelector('.skip')).position"),
                "absolute"
            );
        }
    }
}

#[test]
fn nothing_sticks_out_on_a_phone_or_a_desk() {
    let Some(browser) = Browser::start() else { return };
    for report in all_reports() {
        for page in report.names() {
            for width in [320, 390, 768, 1440] {
                set_size(&browser, width, 844);
                browser.open(&page, "");
                let wide = browser.run("return document.documentElement.scrollWidth");
                let who = browser.run("return [...document.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > screen.width + 1 && !e.closest('.scroll')).map(e => e.outerHTML.slice(0, 99)).slice(0, 3)");
                assert!(
                    wide.as_u64() <= Some(u64::from(width)),
                    "{} is {wide} wide at {width}: {who}",
                    page.display()
                );
            }
        }
    }
}

const VISIBLE: &str =
    "return [...document.querySelectorAll('[data-kind]')].filter(e => e.checkVisibility()).length";

#[test]
fn findings_are_filtered_and_walked_by_keyboard() {
    let Some(browser) = Browser::start() else { return };
    let report = Reports::write(&[made::meeting("d1")], Vec::new());
    browser.open(&report.page("index.html"), "");
    let all = browser.run(VISIBLE);
    browser.press("/");
    assert_eq!(browser.run("return document.activeElement.id"), "find");
    browser.press("galvanised");
    browser.wait_for(VISIBLE, 1);
    assert_eq!(browser.run("return document.querySelector('.more [data-kind]').checkVisibility()"), true);
    assert_eq!(browser.text("#shown"), "1 of 16");
    browser.press("\u{e00c}");
    assert_eq!(browser.run(VISIBLE), all);
    browser.press("jjk");
    let first = browser.run("return document.activeElement.querySelector('.say').textContent.trim()");
    assert_eq!(first, "The slipway is repaired by Harrow Marine, at their second quote.");
    browser.press("\u{e007}");
    let at = browser.run("return location.pathname.split('/').pop() + location.hash");
    assert!(at.as_str().is_some_and(|at| at.starts_with("d1.html#q-")), "{at}");
    let target = "const box = document.querySelector(':target').getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight && document.querySelectorAll('.list .on').length";
    assert_eq!(browser.run(target), 1, "the passage is in view and its finding is lit");
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn discrepancies_are_filtered_by_kind_and_severity() {
    let Some(browser) = Browser::start() else { return };
    let report = Reports::check();
    browser.open(&report.page("index.html"), "");
    let choose = |field: &str, value: &str| {
        browser.run(&format!(
            "const field = document.getElementById('{field}');
            field.value = '{value}'; field.dispatchEvent(new Event('change'));
            return [...document.querySelectorAll('[data-kind]:not([hidden])')].map(e => e.dataset.kind + ' ' + e.dataset.severity)"
        ))
    };
    let of_kind = choose("kind", "documents-of-one-deal");
    assert!(
        of_kind.as_array().is_some_and(
            |shown| !shown.is_empty() && shown.iter().all(|one| one == "documents-of-one-deal high")
        ),
        "{of_kind}"
    );
    assert_eq!(browser.run("return document.getElementById('matrix').hidden"), true);
    choose("kind", "");
    let severe = choose("severity", "high");
    assert!(
        severe.as_array().is_some_and(|shown| shown.len() > 2
            && shown.iter().all(|one| one.as_str().is_some_and(|one| one.ends_with(" high")))),
        "{severe}"
    );
}

#[test]
fn cells_of_the_matrix_tell_their_document() {
    let Some(browser) = Browser::start() else { return };
    let listed = "return document.querySelector('.matrix thead').checkVisibility()";
    for (report, lists_names) in [(Reports::check(), false), (Reports::check_of_many(), true)] {
        let page = report.page("index.html");
        set_size(&browser, 1440, 900);
        browser.open(&page, "#matrix");
        let apart = browser.run(
            "const lefts = row => [...row.children].map(cell => Math.round(cell.getBoundingClientRect().left));
            const [head, row] = ['thead tr', 'tbody tr'].map(part => lefts(document.querySelector('.matrix ' + part)));
            return head.filter((left, at) => left !== row[at]).length + row.length - head.length",
        );
        assert_eq!(apart, 0, "cells stand below their documents");
        let words = browser.run("return [...document.querySelectorAll('.matrix td > a')].filter(cell => !/^(contradicted|weaker|stricter|missing|unclear|met)$/.test(cell.textContent)).length");
        assert_eq!(words, 0, "a cell says its status in words");
        let named = "return [...document.querySelectorAll('.matrix td:not([colspan])')]
            .filter(cell => getComputedStyle(cell, '::before').content !== 'none').length";
        assert_eq!(browser.run(named), 0, "the head names them");
        set_size(&browser, 390, 844);
        browser.open(&page, "#matrix");
        let cells = browser.run("return document.querySelectorAll('.matrix td:not([colspan])').length");
        assert_eq!(browser.run(named), cells, "no head stands above stacked cells");
        assert_eq!(browser.run(listed), lists_names);
        let wide = browser.run("return document.documentElement.scrollWidth");
        assert_eq!(wide, 390);
    }
}

#[test]
fn every_row_of_the_matrix_is_printed() {
    let Some(browser) = Browser::start() else { return };
    let report = Reports::check_of_many();
    browser.open(&report.page("index.html"), "");
    let hidden = "return [...document.querySelectorAll('.matrix .say, .matrix .detail')]
        .filter(part => !part.checkVisibility({ contentVisibilityAuto: true })).length";
    assert_ne!(browser.run(hidden), 0, "rows off the screen are not laid out");
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    browser.wait_for(hidden, 0);
    let wide = browser.run("return document.documentElement.scrollWidth <= innerWidth");
    assert_eq!(wide, true, "no column is cut off on paper");
}

#[test]
fn owners_are_filtered_by_choice() {
    let Some(browser) = Browser::start() else { return };
    let report = Reports::write(&[made::meeting("d1")], Vec::new());
    browser.open(&report.page("index.html"), "");
    let choose = |select: &str, label: &str| {
        browser.run(&format!(
            "const select = document.getElementById('{select}');
            select.value = [...select.options].find(option => option.text === '{label}').value;
            select.dispatchEvent(new Event('change'))"
        ));
        browser.run(VISIBLE)
    };
    assert_eq!(choose("owner", "No owner stated"), 1);
    assert_eq!(choose("owner", "Tom Okafor"), 2);
    assert_eq!(choose("kind", "Decisions"), 0);
    assert_eq!(browser.text("#none"), "No finding matches this filter.");
    assert_eq!(choose("owner", "All owners"), 4);
    assert_eq!(choose("confidence", "High"), 2);
}

#[test]
fn dates_past_on_the_readers_clock_stand_out() {
    let Some(browser) = Browser::start() else { return };
    let report = Reports::write(&[made::meeting("d1")], Vec::new());
    let clock = "const real = Date; Date = class extends real { constructor() { super(2026, 2, 4); } };";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": clock }));
    browser.open(&report.page("index.html"), "");
    let overdue =
        browser.run("return [...document.querySelectorAll('.overdue time')].map(time => time.dateTime)");
    assert_eq!(overdue, json!(["2026-03-03"]));
}

#[test]
fn pages_read_the_same_without_scripts() {
    let Some(browser) = Browser::start() else { return };
    let report = Reports::write(&[made::meeting("d1")], Vec::new());
    browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.open(&report.page("index.html"), "");
    let text = browser.text("body");
    for words in [
        "Sign and send back the Harrow contract.",
        "no owner stated",
        "Yes, I'll do that tonight.",
        "All of it was read",
    ] {
        assert!(text.contains(words), "{words} is not in: {text}");
    }
    assert!(!text.contains("All owners"), "controls that cannot work are not shown");
    browser.open(&report.page("documents/d1.html"), "");
    assert!(browser.text("main").contains("Somebody's kettle is very loud."));
}

#[test]
fn folded_findings_are_printed() {
    let Some(browser) = Browser::start() else { return };
    let report = Reports::write(&[made::meeting("d1")], Vec::new());
    browser.open(&report.page("index.html"), "");
    let shown = "return document.querySelector('details.more .say').checkVisibility()";
    assert_eq!(browser.run(shown), false);
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    browser.wait_for(shown, true);
    assert_eq!(browser.run("return document.getElementById('tools').checkVisibility()"), false);
}

#[test]
fn screen_readers_find_their_way() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/node_modules/axe-core/axe.min.js");
    let Ok(rules) = std::fs::read_to_string(rules) else {
        assert!(!must_run(), "axe-core is missing: npm ci --prefix tests/browser");
        eprintln!("skipped: axe-core is missing; run npm ci --prefix tests/browser");
        return;
    };
    let Some(browser) = Browser::start() else { return };
    let reports = all_reports();
    let many = Reports::check_of_many();
    let mut pages: Vec<PathBuf> = reports.iter().flat_map(Reports::names).collect();
    pages.push(many.page("index.html"));
    for scheme in ["light", "dark"] {
        let scheme = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        browser.devtools("Emulation.setEmulatedMedia", scheme.clone());
        for page in &pages {
            browser.open(page, "");
            browser.run(&rules);
            let violations = browser.run_async("const done = arguments[0];
                    document.querySelectorAll('details').forEach(details => details.open = true);
                    axe.run().then(result => done(result.violations.map(v => ({id: v.id, impact: v.impact, nodes: v.nodes.map(n => n.html + ' ' + n.failureSummary).slice(0, 3)}))))");
            assert_eq!(violations, Value::Array(Vec::new()), "{} {scheme}", page.display());
        }
    }
}

#[test]
fn every_chart_of_a_survey_has_its_numbers_beside_it() {
    let Some(browser) = Browser::start() else { return };
    let report = Reports::survey();
    browser.open(&report.page("index.html"), "");
    let bare = "return [...document.querySelectorAll('.survey svg')].filter(chart => {
        const place = chart.closest('tr, figure, p');
        return chart.getAttribute('aria-hidden') !== 'true' || !/[0-9]|hidden/.test(place.textContent);
    }).map(chart => chart.parentElement.outerHTML.slice(0, 200))";
    assert_eq!(browser.run(bare), json!([]));
    let charts = browser.run("return document.querySelectorAll('.survey svg').length");
    assert!(charts.as_u64() > Some(20), "{charts} charts");
    let first = browser.run(
        "return [...document.querySelectorAll('ol.first > li')].map(item => ['.big', '.say', '.whom'].filter(part => item.querySelector(part)?.textContent.trim()).length)",
    );
    let first = first.as_array().cloned().unwrap_or_default();
    assert!((1..=5).contains(&first.len()) && first.iter().all(|parts| *parts == 3), "{first:?}");
}

#[test]
fn thousands_of_findings_are_filtered() {
    let Some(browser) = Browser::start() else { return };
    let mut meeting = made::meeting("d1");
    let few = meeting.findings.clone();
    meeting.findings.clear();
    for copy in 0..600 {
        meeting.findings.extend(few.iter().cloned().map(|mut finding| {
            finding.id = format!("{}-{copy}", finding.id);
            finding.links.clear();
            finding
        }));
    }
    let report = Reports::write(&[meeting], Vec::new());
    for page in ["index.html", "documents/d1.html"] {
        browser.open(&report.page(page), "");
        let shown = browser.run(
            "const find = document.getElementById('owner');
            const all = [...document.querySelectorAll('[data-owner]')];
            const owner = all[0].dataset.owner;
            find.value = owner; find.dispatchEvent(new Event('change'));
            return [all.length, all.filter(item => item.hidden === (item.dataset.owner === owner)).length]",
        );
        assert!(shown[0].as_u64() > Some(1000), "{page} has {} findings", shown[0]);
        assert_eq!(shown[1], 0, "{page} shows findings of others or hides those of the owner");
    }
}
