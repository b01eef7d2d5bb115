//! The documents of a batch against one another. Takes what each has to say as it comes by, gives a discrepancy with two
//! documents as its sides for every fact that documents of one deal give differently. Passages lie in a spool, one line a
//! document; memory holds a few bytes a fact.

use crate::model::analysis::DocumentAnalysis;
use crate::model::finding::{Confidence, Finding, FindingKind, Relation};
use crate::model::shared::{FactOf, Identity, SKETCH, SharedFact};
use crate::model::slip::SlipKind;
use crate::reduce;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write};

/// A party, a day or a set of names that more documents share tells no deal apart.
const MOST_SHARING: usize = 64;
/// Share of sentences that two drafts of one document have in common, word for word.
const DRAFTS: f64 = 0.6;
/// … and two copies that differ in a few words.
const COPIES: f64 = 0.85;
/// Findings between one document and those before it.
const MOST_FOUND: usize = 200;
/// Values that a finding names at most.
const MOST_SAID: usize = 3;

/// A fact without its words.
#[derive(Clone, Copy, Debug)]
struct Record {
    of: FactOf,
    key: u64,
    value: u64,
}

/// What is kept of a document.
#[derive(Debug)]
struct Kept {
    identity: Identity,
    facts: Vec<Record>,
}

/// A line of the spool.
#[derive(Serialize, Deserialize)]
struct Line {
    path: String,
    facts: Vec<SharedFact>,
}

/// How two documents belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tie {
    /// Two drafts of one text.
    Drafts,
    /// Two texts between the same parties, of one day.
    SameDay,
    /// Two texts between the same parties.
    SameParties,
}

/// Two facts that differ: document and number of the fact, twice.
#[derive(Clone, Copy, Debug)]
struct Pair {
    first: (usize, usize),
    second: (usize, usize),
    tie: Tie,
}

/// Documents that came by so far.
#[derive(Debug)]
pub struct Batch<W> {
    spool: W,
    kept: Vec<Kept>,
}

impl<W: Write> Batch<W> {
    /// No documents yet; passages go into `spool`.
    pub fn new(spool: W) -> Self {
        Batch { spool, kept: Vec::new() }
    }

    /// Adds the next document.
    ///
    /// # Errors
    /// Those of the spool.
    pub fn add(&mut self, analysis: &mut DocumentAnalysis) -> io::Result<()> {
        let shared = std::mem::take(&mut analysis.shared);
        let record = |fact: &SharedFact| Record { of: fact.of, key: fact.key, value: fact.value };
        let facts = shared.facts.iter().map(record).collect();
        let line = Line { path: analysis.document.path.clone(), facts: shared.facts };
        serde_json::to_writer(&mut self.spool, &line)?;
        self.spool.write_all(b"\n")?;
        self.kept.push(Kept { identity: shared.identity, facts });
        Ok(())
    }

    /// Every fact that documents of one deal give differently, in the order of the documents. `reread` turns the spool
    /// into one to be read from its beginning.
    ///
    /// # Errors
    /// Those of the spool.
    pub fn finish<R: BufRead>(self, reread: impl FnOnce(W) -> io::Result<R>) -> io::Result<Vec<Finding>> {
        let pairs = differing(&self.kept);
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let wanted: BTreeSet<(usize, usize)> =
            pairs.iter().flat_map(|pair| [pair.first, pair.second]).collect();
        let facts = read_facts(reread(self.spool)?, &wanted)?;
        let finding =
            |pair: &Pair| Some(finding_of(facts.get(&pair.first)?, facts.get(&pair.second)?, pair.tie));
        let mut found: Vec<Finding> = pairs.iter().filter_map(finding).collect();
        // A name and the sentence it stands in are one passage.
        let mut seen = BTreeSet::new();
        found.retain(|finding| {
            let places =
                finding.evidence.iter().map(|e| (e.document().to_owned(), e.span().start, e.span().end));
            seen.insert(places.collect::<Vec<_>>())
        });
        Ok(found)
    }
}

/// Facts of the spool by document and number, with the document's path.
type Facts = BTreeMap<(usize, usize), (String, SharedFact)>;

fn read_facts(spool: impl BufRead, wanted: &BTreeSet<(usize, usize)>) -> io::Result<Facts> {
    let mut facts = Facts::new();
    for (document, line) in spool.lines().enumerate() {
        let line = line?;
        let mut numbers = wanted.range((document, 0)..(document + 1, 0)).peekable();
        if numbers.peek().is_none() {
            continue;
        }
        let line: Line = serde_json::from_str(&line)?;
        for &(_, number) in numbers {
            let fact = line.facts.get(number).cloned();
            facts.extend(fact.map(|fact| ((document, number), (line.path.clone(), fact))));
        }
    }
    Ok(facts)
}

/// The pairs of facts that differ, names before sentences. A value is held against the first document of the deal that
/// has another; of many drafts each is reported once.
fn differing(kept: &[Kept]) -> Vec<Pair> {
    let mut earlier: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut pairs = Vec::new();
    let facts: Vec<_> = kept.iter().map(|kept| OnceOnly::of(&kept.facts)).collect();
    for (second, kept_second) in kept.iter().enumerate() {
        let identity = &kept_second.identity;
        let marks = identity.parties.iter().chain(&identity.days).copied().chain([identity.names]);
        let marks: Vec<u64> = marks.filter(|&mark| mark != 0).collect();
        let mut near: BTreeSet<usize> = BTreeSet::new();
        for mark in &marks {
            near.extend(
                earlier.get(mark).filter(|sharing| sharing.len() < MOST_SHARING).into_iter().flatten(),
            );
        }
        let mut settled: BTreeSet<u64> = BTreeSet::new();
        let mut found = Vec::new();
        for first in near {
            let Some(tie) = tie(&kept[first].identity, identity) else { continue };
            for (a, b) in facts[first].against(&facts[second]) {
                let fact = kept_second.facts[b];
                let (one, another) = (kept[first].facts[a].value, fact.value);
                if one == another {
                    settled.insert(fact.key);
                } else if is_comparable(fact.of, tie) && !settled.contains(&fact.key) {
                    found.push(Pair { first: (first, a), second: (second, b), tie });
                }
            }
        }
        // What an earlier document says in the same way has been held against the others already.
        found.retain(|pair: &Pair| !settled.contains(&kept_second.facts[pair.second.1].key));
        let mut reported: BTreeSet<u64> = BTreeSet::new();
        found.retain(|pair| reported.insert(kept_second.facts[pair.second.1].key));
        found.sort_by_key(|pair| (kept_second.facts[pair.second.1].of == FactOf::Sentence, pair.second.1));
        found.truncate(MOST_FOUND);
        pairs.extend(found);
        for mark in marks {
            let sharing = earlier.entry(mark).or_default();
            if sharing.len() < MOST_SHARING {
                sharing.push(second);
            }
        }
    }
    pairs
}

/// Whether documents so tied must agree on such a fact: another contract of the same parties has its own sums under the
/// same words, and its own buyer.
fn is_comparable(of: FactOf, tie: Tie) -> bool {
    match of {
        FactOf::Party => tie == Tie::Drafts,
        FactOf::Sentence => tie != Tie::SameParties,
        FactOf::Name => true,
    }
}

/// The facts of a document that it gives one value only, by key.
struct OnceOnly(BTreeMap<u64, Option<(usize, u64)>>);

impl OnceOnly {
    fn of(facts: &[Record]) -> Self {
        let mut by_key: BTreeMap<u64, Option<(usize, u64)>> = BTreeMap::new();
        for (number, fact) in facts.iter().enumerate() {
            let entry = by_key.entry(fact.key).or_insert(Some((number, fact.value)));
            if entry.is_some_and(|(_, value)| value != fact.value) {
                *entry = None;
            }
        }
        OnceOnly(by_key)
    }

    /// Numbers of the facts that both documents give one value.
    fn against(&self, other: &OnceOnly) -> Vec<(usize, usize)> {
        let both =
            self.0.iter().filter_map(|(key, mine)| Some((mine.as_ref()?.0, other.0.get(key)?.as_ref()?.0)));
        both.collect()
    }
}

/// How two documents belong together, if they do. Drafts of one text share most sentences and all names but those of the
/// parties. Other texts of one deal have two parties in common, or all that the shorter list names and a day.
fn tie(one: &Identity, two: &Identity) -> Option<Tie> {
    let parties = common(&one.parties, &two.parties);
    let days = common(&one.days, &two.days);
    let is_conflict = parties < one.parties.len().min(two.parties.len());
    let same_day = days > 0 || one.days.is_empty() && two.days.is_empty();
    let alike = resemblance(&one.sketch, &two.sketch);
    let other_party = is_conflict && parties > 0 && days > 0 && alike >= COPIES;
    if alike >= DRAFTS && one.names == two.names && (!is_conflict || same_day) || other_party {
        return Some(Tie::Drafts);
    }
    match (parties, days) {
        (2.., 1..) => Some(Tie::SameDay),
        (2.., 0) => Some(Tie::SameParties),
        // One form filled in for two people bears the same company and day, too.
        (1, 1..) if !is_conflict && alike < DRAFTS => Some(Tie::SameDay),
        _ => None,
    }
}

/// How many entries two rising lists share.
fn common(one: &[u64], two: &[u64]) -> usize {
    one.iter().filter(|entry| two.binary_search(entry).is_ok()).count()
}

/// Share of sentences that two documents have in common, told from the least hashes of both (Broder, "On the resemblance
/// and containment of documents", 1997).
fn resemblance(one: &[u64], two: &[u64]) -> f64 {
    let mut union: Vec<u64> = one.iter().chain(two).copied().collect();
    union.sort_unstable();
    union.dedup();
    // Of documents with fewer sentences all are there; of others only the least count.
    union.truncate(SKETCH);
    let both = union.iter().filter(|hash| one.binary_search(hash).is_ok() && two.binary_search(hash).is_ok());
    both.count() as f64 / union.len().max(1) as f64
}

fn finding_of(
    (path, one): &(String, SharedFact),
    (other_path, two): &(String, SharedFact),
    tie: Tie,
) -> Finding {
    let (mine, theirs) = apart(&one.said, &two.said);
    let statement = match one.of {
        FactOf::Sentence => {
            format!("The same sentence has {mine} in one document and {theirs} in the other.")
        }
        FactOf::Name | FactOf::Party => {
            format!("“{}” is {mine} in one document and {theirs} in the other.", one.name)
        }
    };
    let (why, confidence, score) = match tie {
        Tie::Drafts => {
            ("the two documents have most sentences and all names in common", Confidence::High, 0.9)
        }
        Tie::SameDay | Tie::SameParties => {
            ("the two documents are between the same parties", Confidence::Medium, 0.6)
        }
    };
    Finding {
        id: reduce::id_of(&[
            SlipKind::BetweenDocuments.name(),
            path,
            other_path,
            one.evidence.quote(),
            &statement,
        ]),
        kind: FindingKind::Discrepancy,
        statement,
        confidence,
        status: None,
        owner: None,
        due: None,
        relation: Some(Relation::Inconsistent),
        slip: Some(SlipKind::BetweenDocuments),
        evidence: vec![one.evidence.clone(), two.evidence.clone()],
        why: why.to_owned(),
        score,
        first_view: true,
        extent: None,
        seen_by: None,
        links: Vec::new(),
    }
}

/// The values of two lists that are not the same, as words.
fn apart(one: &[String], two: &[String]) -> (String, String) {
    let differ = |&at: &usize| one.get(at) != two.get(at);
    let places: Vec<usize> = (0..one.len().max(two.len())).filter(differ).collect();
    let say = |list: &[String]| {
        let said: Vec<&str> =
            places.iter().take(MOST_SAID).filter_map(|&at| list.get(at)).map(String::as_str).collect();
        if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
    };
    (say(one), say(two))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::check::{Policies, analyse};
    use crate::model::document::{BlockKind, Document, DocumentBuilder, Place};
    use crate::text::tokens::Encoding;
    use std::io::Cursor;

    const TERMS: &str = "The buyer pays the price within thirty (30) days after the goods have arrived at its works.\n\
        Each party keeps what it learns of the other to itself for five years after the end of this agreement.\n\
        Either party may end this agreement with ninety (90) days of notice to the other party in writing.\n\
        Goods travel at the risk of the seller until they have been unloaded and counted by the buyer.\n\
        This agreement is governed by the law of the place where the seller keeps its books and records.\n";

    fn contract(buyer: &str, seller: &str, day: &str) -> String {
        format!(
            "This agreement is made between {buyer} (the “Buyer”) and {seller} (the “Seller”) on {day} (the “Effective Date”).\n{TERMS}"
        )
    }

    fn between(texts: &[String]) -> Vec<String> {
        let mut batch = Batch::new(Vec::new());
        for (index, text) in texts.iter().enumerate() {
            let mut builder = DocumentBuilder::default();
            for line in text.lines() {
                builder.add(BlockKind::Paragraph, None, line, Place::default());
            }
            let document =
                Document::new(&format!("d{}", index + 1), &format!("{index}.txt"), builder.finish());
            let mut analysis = analyse(document, &Policies::default(), Encoding::default(), true);
            batch.add(&mut analysis).unwrap();
        }
        let found = batch.finish(|spool| Ok(Cursor::new(spool))).unwrap();
        assert!(found.iter().all(|finding| finding.evidence[0].document() != finding.evidence[1].document()));
        found.into_iter().map(|finding| finding.statement).collect()
    }

    #[test]
    fn drafts_of_one_agreement() {
        let one = contract("Acme Foods, Inc.", "Best Mills, LLC", "June 1, 2019");
        let cases: &[(&str, String, &[&str])] = &[
            ("a copy", one.clone(), &[]),
            (
                "another day",
                contract("Acme Foods, Inc.", "Best Mills, LLC", "July 1, 2019"),
                &["“Effective Date” is June 1, 2019 in one document and July 1, 2019 in the other."],
            ),
            (
                "another period",
                one.replace("thirty (30)", "sixty (60)"),
                &["The same sentence has thirty (30) days in one document and sixty (60) days in the other."],
            ),
            (
                "another unit",
                one.replace("ninety (90) days", "ninety (90) hours"),
                &[
                    "The same sentence has ninety (90) days in one document and ninety (90) hours in the other.",
                ],
            ),
            (
                "another seller",
                contract("Acme Foods, Inc.", "Third Mills, LLC", "June 1, 2019"),
                &["“Seller” is Best Mills, LLC in one document and Third Mills, LLC in the other."],
            ),
            ("other words for the same time", one.replace("thirty (30) days", "30 days"), &[]),
            ("one form, other parties", contract("Other Corp.", "Third Mills, LLC", "May 5, 2018"), &[]),
        ];
        for (name, two, expected) in cases {
            assert_eq!(between(&[one.clone(), two.clone()]), *expected, "{name}");
        }
    }

    #[test]
    fn of_many_drafts_each_value_is_reported_once() {
        let one = contract("Acme Foods, Inc.", "Best Mills, LLC", "June 1, 2019");
        let two = one.replace("thirty (30)", "sixty (60)");
        assert_eq!(between(&[one.clone(), two.clone(), one.clone(), two]).len(), 1);
        assert!(between(&[one]).is_empty());
        assert!(between(&[]).is_empty());
    }

    #[test]
    fn a_sketch_tells_what_is_shared() {
        let list = |from: u64, to: u64| (from..to).collect::<Vec<u64>>();
        assert_eq!(resemblance(&list(0, 64), &list(0, 64)), 1.0);
        assert_eq!(resemblance(&list(0, 5), &list(5, 9)), 0.0);
        assert_eq!(resemblance(&[], &[]), 0.0);
    }
}
