//! `throughline check` as a user runs it: the sample, several documents, and inputs that are not what they should be.

use crate::program::{Place, Report, project};
use lopdf::encryption::{EncryptionState, EncryptionVersion, Permissions};
use lopdf::{Document, Object, Stream, dictionary};
use serde_json::Value;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const POLICY: &str = "# Rules\n\n- Suppliers must report incidents within 24 hours.\n- Suppliers may not subcontract the services.\n";

fn check(place: &Place, args: &[&str], code: i32) -> Report {
    let mut all = vec!["check", "--out", "out"];
    all.extend(args);
    let output = place.run(&all);
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{messages}");
    Report::at(&place.path().join("out"), messages)
}

fn status_of<'a>(report: &'a Report, document: &str, words: &str) -> &'a Value {
    let requirements = report.list("requirements");
    let requirement = requirements.iter().find(|one| one["text"].as_str().unwrap().contains(words)).unwrap();
    let mut results = report.list("results").iter();
    results.find(|one| one["requirement"] == requirement["id"] && one["document"] == document).unwrap()
}

#[test]
fn the_sample_agreement_is_held_against_policy_and_playbook() {
    let place = Place::new();
    let paths = ["vendor-agreement.txt", "procurement-policy.md", "procurement-playbook.toml"]
        .map(|name| project(&format!("samples/check/{name}")).to_str().unwrap().to_owned());
    let report = check(&place, &[&paths[0], "--against", &paths[1], &paths[2]], 0);
    assert!(report.check() > 30);
    for (words, status) in [
        ("within 45 days", "met"),
        ("within 24 hours", "weaker"),
        ("€5,000,000", "weaker"),
        ("not exceed 4 %", "weaker"),
        ("may not subcontract", "contradicted"),
        ("name or logo", "contradicted"),
        ("moving to another provider", "missing"),
        ("ISO 27001", "missing"),
        ("audit the supplier", "met"),
    ] {
        let result = status_of(&report, "d1", words);
        assert_eq!(result["status"], status, "{words}: {result}");
        assert!(result["findings"].as_array().unwrap().len() == 1);
    }
    let missing = status_of(&report, "d1", "ISO 27001");
    assert!(!missing["searched"]["terms"].as_array().unwrap().is_empty());
    let page = report.page("index.html");
    assert!(page.contains("LAW-1") && page.contains("documents/d2.html#q-p"));
    assert!(report.page("documents/d2.html").contains("id=\"q-p"));
    let table = report.page("matrix.csv");
    assert_eq!(table.lines().count(), 1 + report.list("requirements").len());
}

#[test]
fn several_documents_give_the_same_on_any_number_of_threads() {
    let place = Place::new();
    place.file("policy.md", POLICY);
    place.file(
        "a.txt",
        "The supplier shall report every incident to us within 12 hours.\n\nNothing else was agreed.\n",
    );
    place.file(
        "b.txt",
        "The supplier may subcontract the services as it likes.\n\nIt reports incidents within 5 days.\n",
    );
    let args = ["a.txt", "b.txt", "--against", "policy.md"];
    let report = check(&place, &args, 0);
    assert_eq!(status_of(&report, "d2", "subcontract")["status"], "contradicted");
    assert_eq!(status_of(&report, "d1", "subcontract")["status"], "missing");
    let one = std::fs::read(place.path().join("out/analysis.json")).unwrap();
    check(&place, &[&args[..], &["--threads", "1"]].concat(), 0);
    assert_eq!(std::fs::read(place.path().join("out/analysis.json")).unwrap(), one);
}

#[test]
fn odd_policies_are_named_and_the_rest_is_done() {
    let place = Place::new();
    place.file("policy.md", POLICY);
    place.file("agreement.txt", "The supplier shall report every incident to us within 12 hours.\n");
    place.file("empty.txt", "");
    place.file("story.txt", "It was a dark night. The rain had stopped at last.\n");
    place.file("wrong.toml", "[[requirement]]\ntext = \"Suppliers must pay taxes.\"\nseverty = \"high\"\n");
    let report = check(&place, &["agreement.txt", "--against", "policy.md", "wrong.toml"], 3);
    assert!(report.messages.contains("line 3"), "{}", report.messages);
    assert_eq!(report.list("results").len(), 2);
    let report = check(&place, &["agreement.txt", "--against", "story.txt"], 0);
    assert!(report.messages.contains("No requirement was found"), "{}", report.messages);
    let report = check(&place, &["policy.md", "--against", "policy.md"], 0);
    assert!(report.page("index.html").contains("one of the policies"));
    let report = check(&place, &["agreement.txt", "empty.txt", "--against", "policy.md"], 3);
    assert_eq!(report.gaps().len(), 1);
}

/// A PDF that only a password opens.
fn locked_pdf() -> Vec<u8> {
    let mut file = Document::with_version("1.5");
    let pages = file.new_object_id();
    let content = file.add_object(Stream::new(dictionary! {}, b"BT (Secret) Tj ET".to_vec()));
    let page = file.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content });
    let list = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    file.objects.insert(pages, Object::Dictionary(list));
    let catalog = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    file.trailer.set("Root", catalog);
    let id = || Object::string_literal(b"0123456789abcdef".to_vec());
    file.trailer.set("ID", Object::Array(vec![id(), id()]));
    let version = EncryptionVersion::V2 {
        document: &file,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    file.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

/// A sheet that only a password opens.
fn locked_sheet() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"),
        ("content.xml", "sealed"),
    ] {
        zip.start_file(name, stored).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn locked_files_are_named_and_the_rest_is_done() {
    let place = Place::new();
    place.file("policy.md", POLICY);
    place.file("agreement.txt", "The supplier shall report every incident to us within 12 hours.\n");
    place.file("locked.pdf", locked_pdf());
    place.file("locked.ods", locked_sheet());
    let args = ["agreement.txt", "locked.pdf", "locked.ods", "--against", "policy.md"];
    let report = check(&place, &args, 3);
    assert_eq!(report.list("results").len(), 2);
    let gaps = report.gaps();
    assert_eq!(gaps.len(), 2, "{gaps:?}");
    assert!(gaps.iter().all(|gap| gap["reason"].as_str().unwrap().contains("encrypted")), "{gaps:?}");
    let report = check(&place, &["agreement.txt", "--against", "policy.md", "locked.pdf"], 3);
    assert_eq!(report.list("results").len(), 2, "the other policy still counts");
    assert!(report.messages.contains("--password"), "{}", report.messages);
}

#[test]
fn a_playbook_may_expect_dates_and_words() {
    let place = Place::new();
    place.file(
        "rules.toml",
        "[[requirement]]\ntext = \"The contract must name the governing law.\"\nexpects = \"England\"\n\n\
         [[requirement]]\ntext = \"The contract must end on the agreed end date.\"\nexpects = \"31 December 2027\"\n",
    );
    place.file(
        "contract.txt",
        "The governing law of this contract is that of England.\n\nThe end date of this contract is June 30, 2028.\n",
    );
    let report = check(&place, &["contract.txt", "--against", "rules.toml"], 0);
    assert_eq!(status_of(&report, "d1", "governing law")["status"], "met");
    let end = status_of(&report, "d1", "end date");
    assert_eq!(end["status"], "contradicted", "{end}");
    assert!(end["reason"].as_str().unwrap().contains("June 30, 2028"), "{end}");
}

#[test]
fn drafts_of_one_agreement_are_held_against_one_another() {
    let place = Place::new();
    let agreement = "Supply agreement\n\nThis agreement is made between Acme Foods, Inc. (the “Buyer”) and Best Mills, LLC \
        (the “Seller”) on June 1, 2019 (the “Effective Date”).\n\nThe buyer pays within thirty (30) days after the goods \
        have arrived at its works.\n\nThe seller delivers at least 400 tonnes of flour in each quarter to the works.\n\n\
        Goods travel at the risk of the seller until they have been unloaded and counted.\n";
    let other = "Lease\n\nThis lease is made between Other Corp. (the “Buyer”) and Third Ltd. (the “Seller”) on May 1, 2018 \
        (the “Effective Date”).\n\nThe buyer pays within ten (10) days after the goods have arrived at its works.\n";
    place.file("draft-1.txt", agreement);
    place.file(
        "draft-2.txt",
        agreement.replace("thirty (30)", "sixty (60)").replace("400 tonnes", "440 tonnes"),
    );
    place.file("other.txt", other);
    let report = check(&place, &["draft-1.txt", "draft-2.txt", "other.txt"], 0);
    assert!(report.check() > 0);
    let found: Vec<&Value> =
        report.list("findings").iter().filter(|one| one["slip"] == "between_documents").collect();
    let said: Vec<&str> = found.iter().map(|one| one["statement"].as_str().unwrap()).collect();
    assert_eq!(
        said,
        [
            "The same sentence has thirty (30) days in one document and sixty (60) days in the other.",
            "The same sentence has 400 in one document and 440 in the other."
        ]
    );
    for finding in found {
        assert_eq!(finding["evidence"][0]["document"], "d1");
        assert_eq!(finding["evidence"][1]["document"], "d2");
    }
    let page = report.page("index.html");
    assert!(
        page.contains("<mark>sixty</mark>") || page.contains("<mark>60</mark>"),
        "values that differ are marked"
    );
    let anchor = page.split("documents/d2.html#").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(report.page("documents/d2.html").contains(&format!("id=\"{anchor}\"")), "{anchor}");
    assert!(report.page("findings.csv").contains("draft-1.txt | draft-2.txt,discrepancy,"));
    assert!(report.messages.contains("2 between documents"), "{}", report.messages);
    assert!(!place.path().join("out/actions.ics").exists(), "a check finds nothing to do");
}

#[test]
fn a_clause_in_two_versions_is_shown_with_what_differs() {
    let place = Place::new();
    let rules = "Rules of the yard\n\n2.1 Each driver must report damage to a machine to the yard office within 24 hours.\n\n\
        2.2 Waste is taken to the yard every week.\n\n2.3 Keys are handed out at the gate.\n\n\
        2.4 Visitors may not enter the hall while a crane is moving.\n\n2.5 The yard is lit at night.\n\n\
        7.1 Every driver must report damage to the machine to the yard office within 72 hours.\n";
    place.file("rules.txt", rules);
    let report = check(&place, &["rules.txt"], 0);
    assert!(report.check() > 0);
    let found: Vec<&Value> =
        report.list("findings").iter().filter(|one| one["slip"] == "two_versions").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["statement"], "A clause stands twice: with “24 hours” here and “72 hours” there.");
    assert!(found[0]["evidence"][0]["quote"].as_str().unwrap().starts_with("2.1 Each driver"));
    assert!(found[0]["evidence"][1]["quote"].as_str().unwrap().starts_with("7.1 Every driver"));
    let page = report.page("index.html");
    assert!(page.contains("<mark>24</mark>") && page.contains("<mark>72</mark>"), "what differs is marked");
}
