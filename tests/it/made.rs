//! A meeting and its analysis made by hand, for tests of what people see. The findings are what a careful reader would
//! write down; every quote goes through [`Evidence::locate`].

use jiff::civil::{Date, date};
use throughline::model::analysis::{DocumentAnalysis, EngineName, Receipt, TalkShare};
use throughline::model::document::{BlockKind, DateSource, Dated, Document, DocumentBuilder, Place};
use throughline::model::draft::Quote;
use throughline::model::evidence::{Evidence, RejectReason, Rejected};
use throughline::model::finding::{
    Confidence, Due, Extent, Finding, FindingKind, Link, LinkRelation, Owner, OwnerBasis, Relation, Side,
    Status,
};
use throughline::model::gap::{Coverage, Gap};
use throughline::model::span::Span;
use throughline::report::{Job, PageContext};

const TRANSCRIPT: &str = include_str!("made_meeting.txt");

/// What every page of the tests shares.
pub(crate) fn context() -> PageContext {
    let mut settings = serde_json::Map::new();
    settings.insert("chunk_tokens".to_owned(), 1200.into());
    settings.insert("date".to_owned(), "2026-03-03".into());
    PageContext {
        job: Job::Meeting,
        version: "0.1.0".to_owned(),
        engine: EngineName { name: "builtin".to_owned(), model: None },
        receipt: Receipt { settings, ..Receipt::default() },
        overview: None,
    }
}

/// A document of the lines of a transcript, each `h:mm:ss Name: words`.
pub(crate) fn document(id: &str, title: &str, day: Option<Date>, transcript: &str) -> Document {
    let mut builder = DocumentBuilder::default();
    for (index, line) in transcript.lines().enumerate() {
        let (clock, rest) = line.split_once(' ').unwrap_or(("0:00:00", line));
        let (speaker, words) = rest.split_once(": ").unwrap_or(("", rest));
        let time_ms =
            clock.split(':').fold(0, |sum, part| sum * 60 + part.parse::<u64>().unwrap_or(0)) * 1000;
        let place = Place { line: Some(index as u32 + 1), time_ms: Some(time_ms), ..Place::default() };
        builder.add(BlockKind::Turn, Some(speaker), words, place);
    }
    Document {
        title: title.to_owned(),
        date: day.map(|date| Dated { date, source: DateSource::Content }),
        sha256: "3b1f5c0e".repeat(8),
        format: "text".to_owned(),
        ..Document::new(id, &format!("meetings/{id}.txt"), builder.finish())
    }
}

/// The analysis of a document in which nothing was found.
pub(crate) fn bare(document: Document) -> DocumentAnalysis {
    let talk = talk(&document);
    let coverage = Coverage {
        document: document.id.clone(),
        bytes: document.text.len(),
        read: document.text.len(),
        unread: 0,
        chunks: 3,
        unread_chunks: 0,
    };
    DocumentAnalysis {
        tokens: document.text.len() / 4,
        findings: Vec::new(),
        rejected: Vec::new(),
        coverage,
        gaps: Vec::new(),
        talk,
        results: Vec::new(),
        shared: Default::default(),
        document,
    }
}

fn talk(document: &Document) -> Vec<TalkShare> {
    let mut talk: Vec<TalkShare> = Vec::new();
    for name in &document.speakers {
        talk.push(TalkShare { speaker: name.clone(), words: 0, turns: 0, share: 0.0 });
    }
    for block in &document.blocks {
        if let Some(speaker) = block.speaker {
            talk[speaker as usize].words += document.slice(block.span).split_whitespace().count();
            talk[speaker as usize].turns += 1;
        }
    }
    let words: usize = talk.iter().map(|share| share.words).sum();
    for share in &mut talk {
        share.share = share.words as f64 / words.max(1) as f64;
    }
    talk.sort_by_key(|share| std::cmp::Reverse(share.words));
    talk
}

/// A finding resting on these quotes.
pub(crate) fn finding(document: &Document, kind: FindingKind, statement: &str, quotes: &[&str]) -> Finding {
    let locate = |quote: &&str| {
        let quote = Quote { text: (*quote).to_owned(), hint: None, side: Side::Document };
        Evidence::locate(document, &quote).unwrap_or_else(|reason| panic!("{reason:?}: {}", quote.text))
    };
    let evidence: Vec<Evidence> = quotes.iter().map(locate).collect();
    Finding {
        id: format!("{}{:x}", &kind.as_str()[..3], evidence[0].span().start * 31 + statement.len()),
        kind,
        statement: statement.to_owned(),
        confidence: Confidence::High,
        status: match kind {
            FindingKind::Decision => Some(Status::Made),
            FindingKind::ActionItem | FindingKind::OpenQuestion => Some(Status::Open),
            _ => None,
        },
        owner: None,
        due: None,
        relation: None,
        slip: None,
        evidence,
        why: "“let's go with” is how people settle things".to_owned(),
        score: 0.9,
        first_view: true,
        extent: None,
        links: Vec::new(),
        seen_by: None,
    }
}

/// The whole hand-made meeting.
pub(crate) fn meeting(id: &str) -> DocumentAnalysis {
    let document = document(id, "Boat club: slipway and summer season", Some(date(2026, 3, 3)), TRANSCRIPT);
    let mut findings = decisions(&document);
    findings.extend(actions(&document));
    findings.extend(rest(&document));
    findings.extend(topics(&document));
    let mut analysis = bare(document);
    analysis.findings = findings;
    analysis.rejected.push(Rejected {
        document: id.to_owned(),
        kind: FindingKind::ActionItem,
        statement: "Priya pays the deposit of £900.".to_owned(),
        quote: "the deposit is nine hundred".to_owned(),
        reason: RejectReason::Altered,
    });
    analysis.document.notices.push("Line 3 has no speaker; it was added to the turn before.".to_owned());
    analysis
}

fn decisions(document: &Document) -> Vec<Finding> {
    use FindingKind::Decision;
    let mut now = finding(
        document,
        Decision,
        "The season opens on 25 April.",
        &["the season opens on the twenty-fifth of April, not the eighteenth"],
    );
    let mut old = finding(
        document,
        Decision,
        "The season opens on 18 April.",
        &["Let's open on the eighteenth of April then."],
    );
    old.status = Some(Status::Replaced);
    let tie =
        |to: &Finding, relation| Link { finding: to.id.clone(), document: document.id.clone(), relation };
    now.links.push(tie(&old, LinkRelation::Replaces));
    old.links.push(tie(&now, LinkRelation::ReplacedBy));
    let mut tentative = finding(
        document,
        Decision,
        "Probably no guest moorings this summer.",
        &["I'm leaning towards no guest moorings this summer, but let's see"],
    );
    tentative.status = Some(Status::Tentative);
    tentative.confidence = Confidence::Medium;
    let mut low =
        finding(document, Decision, "Go with the galvanised cradle.", &["We'll go with the galvanised one."]);
    low.first_view = false;
    low.confidence = Confidence::Low;
    let quote = finding(
        document,
        Decision,
        "The slipway is repaired by Harrow Marine, at their second quote.",
        &["OK, so we go with Harrow Marine for the slipway, on the second quote.", "I'm happy with Harrow"],
    );
    vec![quote, now, old, tentative, low]
}

fn actions(document: &Document) -> Vec<Finding> {
    use FindingKind::ActionItem;
    let own = |mut finding: Finding, name: &str, basis| {
        finding.owner = Some(Owner { name: name.to_owned(), basis });
        finding.why = "somebody takes it on in so many words".to_owned();
        finding
    };
    let due = |mut finding: Finding, phrase: &str, date, rule: &str| {
        finding.due = Some(Due { phrase: phrase.to_owned(), date, rule: rule.to_owned() });
        finding
    };
    let sign = finding(
        document,
        ActionItem,
        "Sign and send back the Harrow contract.",
        &["I'll sign the contract and send it back by Friday"],
    );
    let sign = due(
        own(sign, "Tom Okafor", OwnerBasis::Speaker),
        "by Friday",
        Some(date(2026, 3, 6)),
        "the first Friday after 3 March 2026",
    );
    let list = finding(
        document,
        ActionItem,
        "Write to all members about the new opening date.",
        &["Priya, can you write to all the members about the new date?", "Yes, I'll do that tonight."],
    );
    let list = due(
        own(list, "Priya", OwnerBasis::Addressed),
        "tonight",
        Some(date(2026, 3, 3)),
        "the day of the meeting",
    );
    let insurer = finding(
        document,
        ActionItem,
        "Ask the insurer about cover while the winch is out.",
        &["someone needs to ask the insurer whether we're covered while the winch is out"],
    );
    let pump = finding(
        document,
        ActionItem,
        "Order a new bilge pump for the launch.",
        &["I'll order the bilge pump as soon as the money is in"],
    );
    let pump = due(
        own(pump, "Tom Okafor", OwnerBasis::Speaker),
        "as soon as the money is in",
        None,
        "depends on something without a date",
    );
    let mut keys = own(
        finding(document, ActionItem, "Return the shed keys.", &["I handed the shed keys back on Sunday."]),
        "Maeve",
        OwnerBasis::Speaker,
    );
    keys.status = Some(Status::Done);
    vec![sign, list, insurer, pump, keys]
}

fn rest(document: &Document) -> Vec<Finding> {
    use FindingKind::{Discrepancy, OpenQuestion, Risk};
    let crane = finding(
        document,
        OpenQuestion,
        "Who drives the crane on launch day?",
        &["Who's actually driving the crane on launch day?"],
    );
    let mut moorings = finding(
        document,
        OpenQuestion,
        "Guest moorings this summer?",
        &["Let's come back to the moorings in April."],
    );
    moorings.status = Some(Status::Deferred);
    moorings.confidence = Confidence::Medium;
    let mut money = finding(
        document,
        Discrepancy,
        "The second quote is £14,200 in one place and £12,400 in another.",
        &[
            "the second quote came in at fourteen thousand two hundred",
            "twelve thousand four hundred, that's what their second one says",
        ],
    );
    money.relation = Some(Relation::Inconsistent);
    let risk = finding(
        document,
        Risk,
        "Spring tides may flood the slipway while the cradle is off.",
        &["if the spring tides come while the cradle is off, the whole slipway floods"],
    );
    vec![crane, moorings, money, risk]
}

fn topics(document: &Document) -> Vec<Finding> {
    let topic = |title: &str, first: &str, next: Option<&str>| {
        let mut topic = finding(document, FindingKind::Topic, title, &[first]);
        let start = topic.evidence[0].span().start;
        let end = next.and_then(|next| document.text.find(next)).unwrap_or(document.text.len());
        let time = |at: usize| document.mark_at(at).and_then(|mark| mark.time_ms);
        topic.extent =
            Some(Extent { span: Span::new(start, end), start_ms: time(start), end_ms: time(end - 1) });
        topic
    };
    let (slipway, season, launch) =
        ("First thing is the slipway", "Next, when do we open the season?", "That leaves launch day");
    vec![
        topic("Slipway repair", slipway, Some(season)),
        topic("Opening of the season and moorings", season, Some(launch)),
        topic("Launch day", launch, None),
    ]
}

/// A document in which every text that comes from outside is an attack on the page.
pub(crate) fn hostile(id: &str) -> DocumentAnalysis {
    let attack = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover=\"alert(3)' & \u{202e}evil\u{2066} \u{0}\u{1b}";
    let transcript =
        format!("0:00:01 {attack}: {attack} one\n0:00:02 Bob: {attack} two {}\n", "W".repeat(5000));
    let mut document = document(id, attack, None, &transcript);
    document.path = format!("=cmd|' /C calc'!A0 {attack}");
    document.format = attack.to_owned();
    document.notices.push(attack.to_owned());
    document.speakers[0] = attack.to_owned();
    let core = document.slice(document.blocks[0].span).to_owned();
    let mut findings = Vec::new();
    for kind in FindingKind::ALL {
        let mut finding = finding(&document, kind, attack, &[core.as_str(), &"W".repeat(100)]);
        finding.why = attack.to_owned();
        finding.owner = Some(Owner { name: format!("=1+1 {attack}"), basis: OwnerBasis::Named });
        finding.due = Some(Due { phrase: attack.to_owned(), date: None, rule: attack.to_owned() });
        finding.relation = (kind == FindingKind::Discrepancy).then_some(Relation::Contradicts);
        finding.links = vec![Link {
            finding: attack.to_owned(),
            document: "d9".to_owned(),
            relation: LinkRelation::Later,
        }];
        findings.push(finding);
    }
    let mut analysis = bare(document);
    analysis.findings = findings;
    analysis.talk.iter_mut().for_each(|share| share.speaker = attack.to_owned());
    analysis.rejected.push(Rejected {
        document: id.to_owned(),
        kind: FindingKind::Risk,
        statement: attack.to_owned(),
        quote: attack.to_owned(),
        reason: RejectReason::NotFound,
    });
    analysis.gaps.push(Gap {
        document: Some(id.to_owned()),
        path: attack.to_owned(),
        start: 3,
        end: 9,
        reason: attack.to_owned(),
    });
    analysis.coverage.unread = 6;
    analysis.coverage.unread_chunks = 1;
    analysis
}
