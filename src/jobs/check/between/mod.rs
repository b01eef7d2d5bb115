//! The documents of a batch against one another. Takes what each has to say as it comes by, gives a discrepancy with two
//! documents as its sides for every fact that documents of one deal give differently. Passages lie in a spool, one line a
//! document; memory holds a few bytes a fact.

mod pairs;
mod tie;

use crate::model::analysis::DocumentAnalysis;
use crate::model::finding::{Confidence, Finding, FindingKind, Relation};
use crate::model::shared::{FactOf, SharedFact};
use crate::model::slip::SlipKind;
use crate::reduce;
use pairs::{Kept, Pair, Record, differing};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write};
use tie::Tie;

/// Values that a finding names at most.
const MOST_SAID: usize = 3;

/// A line of the spool.
#[derive(Serialize, Deserialize)]
struct Line {
    path: String,
    facts: Vec<SharedFact>,
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
}
