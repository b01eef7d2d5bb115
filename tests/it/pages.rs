//! Laws of the pages and files: they parse, ids are unique, links lead somewhere, nothing is fetched, nothing hostile
//! survives.

use crate::made;
use jiff::civil::date;
use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use throughline::model::analysis::DocumentAnalysis;
use throughline::model::finding::FindingKind;
use throughline::model::series::{SeriesStep, SeriesThread, StepState};
use throughline::report::json::{Entries, Lists, write_analysis};
use throughline::report::{Index, csv, document_page, ics};

/// All pages of a batch by the name they get in the report's folder.
pub(crate) fn render(analyses: &[DocumentAnalysis], threads: Vec<SeriesThread>) -> BTreeMap<String, String> {
    let context = made::context();
    let mut index = Index::new(context.clone());
    let mut pages = BTreeMap::new();
    for analysis in analyses {
        index.add(analysis);
        pages.insert(format!("documents/{}.html", analysis.document.id), document_page(analysis, &context));
    }
    index.set_threads(threads);
    pages.extend(index.pages());
    pages
}

/// Three meetings, one of them without findings, and a matter followed through two.
pub(crate) fn batch() -> (Vec<DocumentAnalysis>, Vec<SeriesThread>) {
    let empty =
        made::bare(made::document("d3", "Nothing said", None, "0:00:01 Ann: Hello there, everybody.\n"));
    let analyses = vec![made::meeting("d1"), made::meeting("d2"), empty];
    let action = analyses[0].of_kind(FindingKind::ActionItem).next().expect("the meeting has actions");
    let step = |document: &str, state| SeriesStep {
        document: document.to_owned(),
        date: date(2026, 3, 3),
        finding: action.id.clone(),
        state,
        statement: action.statement.clone(),
    };
    let thread = SeriesThread {
        title: "Harrow contract".to_owned(),
        kind: FindingKind::ActionItem,
        steps: vec![step("d1", StepState::Opened), step("d2", StepState::StillOpen)],
    };
    (analyses, vec![thread])
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

/// Every law of a set of pages that belong together.
fn check_laws(pages: &BTreeMap<String, String>) {
    let parsed: BTreeMap<&str, Html> =
        pages.iter().map(|(name, page)| (name.as_str(), Html::parse_document(page))).collect();
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        parsed.iter().map(|(name, page)| (*name, check_page(name, page))).collect();
    for (name, page) in &parsed {
        for link in select(page, "a[href]") {
            let href = link.attr("href").expect("selected by it");
            let (file, id) = href.split_once('#').unwrap_or((href, ""));
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = match file {
                "" => (*name).to_owned(),
                _ if file.starts_with("../") => file[3..].to_owned(),
                _ if folder.is_empty() => file.to_owned(),
                _ => format!("{folder}/{file}"),
            };
            match ids.get(target.as_str()) {
                Some(ids) => assert!(id.is_empty() || ids.contains(id), "{name}: {href} leads nowhere"),
                None => assert!(
                    ["analysis.json", "findings.csv", "actions.ics"].contains(&target.as_str())
                        || target.starts_with("text/"),
                    "{name}: {href} leads nowhere"
                ),
            }
        }
    }
}

/// The laws of one page by itself; gives its ids.
fn check_page<'a>(name: &str, page: &'a Html) -> BTreeSet<&'a str> {
    assert!(page.errors.is_empty(), "{name}: {:?}", page.errors);
    let mut ids = BTreeSet::new();
    for element in select(page, "*") {
        for (attribute, value) in element.value().attrs() {
            assert!(!value.contains("http:") && !value.contains("https:"), "{name}: {attribute}={value}");
            assert!(
                !attribute.starts_with("on") && attribute != "style" && attribute != "src",
                "{name}: {attribute}"
            );
        }
        if let Some(id) = element.attr("id") {
            assert!(ids.insert(id), "{name}: id {id} twice");
        }
    }
    for reference in ["aria-labelledby", "for"] {
        for element in select(page, &format!("[{reference}]")) {
            for id in element.attr(reference).into_iter().flat_map(str::split_whitespace) {
                assert!(ids.contains(id), "{name}: {reference} {id} leads nowhere");
            }
        }
    }
    assert_eq!(select(page, "script").len(), 1, "{name}");
    assert_eq!(select(page, "style").len(), 1, "{name}");
    assert_eq!(select(page, "main").len(), 1, "{name}");
    assert_eq!(select(page, "h1").len(), 1, "{name}");
    assert!(select(page, "img, iframe, object, embed, link, form").is_empty(), "{name}");
    let policy = select(page, "meta[http-equiv=Content-Security-Policy]");
    assert!(policy[0].attr("content").is_some_and(|policy| policy.starts_with("default-src 'none'")));
    ids
}

#[test]
fn a_single_document_is_answered_by_the_index() {
    let pages = render(&[made::meeting("d1")], Vec::new());
    check_laws(&pages);
    let index = Html::parse_document(&pages["index.html"]);
    let counts: Vec<String> =
        select(&index, ".counts b").iter().map(|count| count.text().collect()).collect();
    assert_eq!(counts, ["4", "5", "2", "1", "1", "3"]);
    let first = select(&index, "#decisions > ol > li");
    assert_eq!(first.len(), 3, "the replaced one stands under its successor, the low one is folded");
    let old = select(&index, "#decisions .old s");
    assert_eq!(old[0].text().collect::<String>(), "The season opens on 18 April.");
    assert_eq!(select(&index, "#decisions details.more li").len(), 1);
    assert_eq!(select(&index, "#actions .unowned").len(), 1);
    assert_eq!(select(&index, "#actions time[data-due]").len(), 2);
    assert_eq!(select(&index, "#discrepancies .side").len(), 2);
    assert_eq!(select(&index, "#documents").len(), 0);
}

#[test]
fn a_batch_is_answered_across_documents() {
    let (analyses, threads) = batch();
    let pages = render(&analyses, threads);
    check_laws(&pages);
    let index = Html::parse_document(&pages["index.html"]);
    assert_eq!(select(&index, "#documents tbody tr").len(), 3);
    assert_eq!(select(&index, "#series .steps li").len(), 2);
    assert_eq!(select(&index, "#decisions li").len(), 8);
    assert_eq!(select(&index, "#talk, #topics").len(), 0);
}

#[test]
fn the_table_of_a_large_batch_goes_on_over_pages() {
    let one = |number: usize| {
        made::bare(made::document(&format!("d{number}"), "Weekly", None, "0:00:01 Ann: Hi.\n"))
    };
    let analyses: Vec<DocumentAnalysis> = (1..=401).map(one).collect();
    let pages = render(&analyses, Vec::new());
    check_laws(&pages);
    let rows = |name: &str| select(&Html::parse_document(&pages[name]), "#documents tbody tr").len();
    assert_eq!((rows("index.html"), rows("index-2.html"), rows("index-3.html")), (200, 200, 1));
}

#[test]
fn nothing_read_is_said_so() {
    let pages = render(&[], Vec::new());
    check_laws(&pages);
    assert!(pages["index.html"].contains("Nothing could be read"));
}

#[test]
fn every_passage_is_marked_with_the_words_of_the_quote() {
    for analysis in [made::meeting("d1"), made::hostile("d1")] {
        let page = Html::parse_document(&document_page(&analysis, &made::context()));
        let marked: String = select(&page, ".m").iter().flat_map(|mark| mark.text()).collect();
        for finding in &analysis.findings {
            let id = format!("q-{}", finding.id);
            assert!(select(&page, &format!("[id='{id}']")).len() == 1, "{id}");
            for evidence in &finding.evidence {
                let quote: String = evidence.quote().replace(['\u{0}', '\u{1b}'], "\u{fffd}");
                assert!(marked.contains(&quote) || quote.len() > marked.len(), "{quote}");
            }
        }
    }
}

#[test]
fn the_text_is_on_the_page_word_for_word() {
    let analysis = made::meeting("d1");
    let page = Html::parse_document(&document_page(&analysis, &made::context()));
    let shown: String = select(&page, "main p").iter().flat_map(|p| p.text()).collect::<Vec<_>>().join("");
    let letters = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(letters(&shown), letters(&analysis.document.text));
}

#[test]
fn hostile_text_is_only_text() {
    for analyses in [vec![made::hostile("d1")], vec![made::hostile("d1"), made::hostile("d2")]] {
        let pages = render(&analyses, Vec::new());
        for (name, page) in &pages {
            let page = Html::parse_document(page);
            check_page(name, &page);
            assert!(
                select(&page, "main, title")
                    .iter()
                    .any(|e| e.text().collect::<String>().contains("<img src=x"))
            );
        }
    }
}

#[test]
fn spreadsheets_and_calendars_get_text() {
    let mut table = Vec::new();
    let mut calendar = Vec::new();
    let analyses = [made::meeting("d1"), made::hostile("d2")];
    let mut rows = csv::Table::new(&mut table).unwrap();
    let mut todos = ics::Calendar::new(&mut calendar, "0.1.0").unwrap();
    for analysis in &analyses {
        rows.add(analysis).unwrap();
        todos.add(analysis).unwrap();
    }
    rows.finish().unwrap();
    todos.finish().unwrap();
    let table = String::from_utf8(table).unwrap();
    let findings: usize = analyses.iter().map(|analysis| analysis.findings.len()).sum();
    assert!(table.starts_with("document,kind,statement,status,owner,due phrase,due date,"));
    assert!(table.contains("2026-03-06") && table.contains("'=cmd|") && table.contains("'=1+1"));
    assert_eq!(table.matches("\nmeetings/d1.txt,").count() + table.matches("'=cmd|").count(), findings);
    let calendar = String::from_utf8(calendar).unwrap();
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    let unfolded = calendar.replace("\r\n ", "");
    let lines: Vec<&str> = unfolded.lines().collect();
    assert_eq!(lines.iter().filter(|line| **line == "BEGIN:VTODO").count(), 6);
    assert!(lines.contains(&"DUE;VALUE=DATE:20260306") && lines.contains(&"STATUS:COMPLETED"));
    let uids: BTreeSet<&&str> = lines.iter().filter(|line| line.starts_with("UID:")).collect();
    assert_eq!(uids.len(), 6);
}

#[test]
fn the_analysis_is_one_document_however_it_was_spooled() {
    let (analyses, _) = batch();
    let mut entries = Entries::new(Lists::<Vec<u8>>::default());
    analyses.iter().try_for_each(|analysis| entries.add(analysis)).unwrap();
    let lists = entries.finish();
    let lists = Lists {
        documents: Cursor::new(lists.documents),
        findings: Cursor::new(lists.findings),
        coverage: Cursor::new(lists.coverage),
        gaps: Cursor::new(lists.gaps),
        rejected: Cursor::new(lists.rejected),
        results: Cursor::new(lists.results),
    };
    let mut out = Vec::new();
    write_analysis(&mut out, &made::context(), Default::default(), lists).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["schema", "job", "version", "engine", "documents", "findings", "coverage", "receipt"]);
    assert_eq!(json["schema"], "throughline.analysis/1");
    assert_eq!(json["documents"].as_array().unwrap().len(), 3);
    let findings: usize = analyses.iter().map(|analysis| analysis.findings.len()).sum();
    assert_eq!(json["findings"].as_array().unwrap().len(), findings);
    assert_eq!(json["coverage"]["documents"][0]["read"], analyses[0].document.text.len());
    assert_eq!(json["coverage"]["rejected"].as_array().unwrap().len(), 2);
    for finding in json["findings"].as_array().unwrap() {
        let evidence = &finding["evidence"][0];
        let text = &analyses.iter().find(|a| evidence["document"] == *a.document.id).unwrap().document.text;
        let (start, end) =
            (evidence["start"].as_u64().unwrap() as usize, evidence["end"].as_u64().unwrap() as usize);
        assert_eq!(evidence["quote"], text[start..end]);
    }
}
