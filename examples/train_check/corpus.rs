//! ContractNLI as cases: a question, a document, the answer and the passages that show it.

use anyhow::Context;
use serde_json::Value;
use throughline::ingest::{ReadOptions, read};
use throughline::jobs::check::matching::judge::{Stance, only_tells, opened_list, pairs_of, stance_by};
use throughline::jobs::check::matching::pair::Measures;
use throughline::jobs::check::matching::passages::Passages;
use throughline::jobs::check::matching::question::Question;
use throughline::jobs::check::matching::terms::Stems;
use throughline::jobs::check::modality_of;
use throughline::model::document::Document;
use throughline::model::requirement::Modality;
use throughline::model::units::Units;

/// The right answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gold {
    /// Met.
    Entailment,
    /// Contradicted.
    Contradiction,
    /// Missing.
    NotMentioned,
}

/// One question to one document.
pub(crate) struct Case {
    pub(crate) statement: usize,
    document: usize,
    pub(crate) gold: Gold,
    /// Passages that are evidence.
    evidence: Vec<usize>,
    /// The nearest passages: their measures, and whether they are evidence.
    pub(crate) pairs: Vec<(Measures, bool)>,
}

impl Case {
    pub(crate) fn is_evidence(&self, passage: usize) -> bool {
        self.evidence.contains(&passage)
    }
}

/// A data set, read and searched once.
pub(crate) struct Corpus {
    pub(crate) statements: Vec<String>,
    /// What each statement says: several wordings of one have the same.
    pub(crate) meanings: Vec<String>,
    questions: Vec<Question>,
    documents: Vec<Passages<'static>>,
    pub(crate) cases: Vec<Case>,
}

fn question_of(statement: &str, stems: &mut Stems) -> Question {
    Question::new(statement, modality_of(statement).unwrap_or(Modality::Must), &[], stems)
}

impl Corpus {
    pub(crate) fn read(path: &str) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
        let data: Value = serde_json::from_str(&text)?;
        let labels = data["labels"].as_object().context("no labels")?;
        let keys: Vec<&String> = labels.keys().collect();
        let statements: Vec<String> = labels
            .values()
            .map(|label| label["hypothesis"].as_str().unwrap_or_default().to_owned())
            .collect();
        let mut stems = Stems::default();
        let questions: Vec<Question> =
            statements.iter().map(|statement| question_of(statement, &mut stems)).collect();
        let meanings = keys.iter().map(|key| key.split('@').next().unwrap_or_default().to_owned()).collect();
        let mut corpus = Corpus { statements, meanings, questions, documents: Vec::new(), cases: Vec::new() };
        for entry in data["documents"].as_array().context("no documents")? {
            let text = entry["text"].as_str().unwrap_or_default();
            let document = read("d1", "nda.txt", text.as_bytes(), &ReadOptions::default())?;
            // Held to the end of the program.
            let document: &'static Document = Box::leak(Box::new(document));
            let units: &'static Units = Box::leak(Box::new(Units::of(document)));
            let passages = Passages::new(document, units, &mut stems);
            let places = places(text, &passages);
            let number = corpus.documents.len();
            let spans: Vec<(usize, usize)> = spans_in_bytes(text, &entry["spans"]);
            for (statement, key) in keys.iter().enumerate() {
                let answer = &entry["annotation_sets"][0]["annotations"][key.as_str()];
                let gold = match answer["choice"].as_str() {
                    Some("Entailment") => Gold::Entailment,
                    Some("Contradiction") => Gold::Contradiction,
                    _ => Gold::NotMentioned,
                };
                let wanted: Vec<(usize, usize)> = answer["spans"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|index| spans.get(index.as_u64()? as usize).copied())
                    .collect();
                let overlaps =
                    |&(start, end): &(usize, usize)| wanted.iter().any(|&(s, e)| s < end && start < e);
                let evidence: Vec<usize> = (0..places.len()).filter(|&at| overlaps(&places[at])).collect();
                let pairs = pairs_of(&corpus.questions[statement], &passages);
                let pairs =
                    pairs.iter().map(|pair| (pair.measures, evidence.contains(&pair.passage))).collect();
                corpus.cases.push(Case { statement, document: number, gold, evidence, pairs });
            }
            corpus.documents.push(passages);
        }
        Ok(corpus)
    }

    /// Whether the case's document leaves open the list that its question closes.
    pub(crate) fn is_opened(&self, case: &Case, stance: &Stance) -> bool {
        let (question, passages) = (&self.questions[case.statement], &self.documents[case.document]);
        opened_list(question, passages, stance).is_some()
    }

    /// Whether the nearest passage only tells of what the question forbids.
    pub(crate) fn is_only_told(&self, case: &Case, stance: &Stance) -> bool {
        let (question, passages) = (&self.questions[case.statement], &self.documents[case.document]);
        stance.pairs.first().is_some_and(|best| only_tells(question, passages, &best.pair))
    }

    /// What the case's document has to say, by these weights of relevance.
    pub(crate) fn stance(&self, case: &Case, relevance: &[f32]) -> Stance {
        stance_by(&self.questions[case.statement], &self.documents[case.document], relevance)
    }
}

/// Where each passage stands in the original text, by its words; (0, 0) if it is not found.
fn places(text: &str, passages: &Passages) -> Vec<(usize, usize)> {
    let mut from = 0;
    (0..passages.passages.len())
        .map(|at| {
            let span = passages.unit_of(at).span;
            let words = passages.document.slice(span);
            let head: String = words.chars().take(40).collect();
            match text[from..].find(&head) {
                Some(place) => {
                    let start = from + place;
                    from = start;
                    (start, start + words.len())
                }
                None => (0, 0),
            }
        })
        .collect()
}

/// Spans counted in characters as spans counted in bytes.
fn spans_in_bytes(text: &str, spans: &Value) -> Vec<(usize, usize)> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = |value: &Value| bytes.get(value.as_u64().unwrap_or(0) as usize).copied().unwrap_or(text.len());
    spans.as_array().into_iter().flatten().map(|span| (at(&span[0]), at(&span[1]))).collect()
}

/// Statements with the text that entails or contradicts them.
pub(crate) fn read_pairs(path: &str) -> anyhow::Result<Vec<(String, Gold, String)>> {
    let mut reader = csv::Reader::from_path(path)?;
    let mut pairs = Vec::new();
    for record in reader.records() {
        let record = record?;
        let gold = match &record[1] {
            "Entailment" => Gold::Entailment,
            "Contradiction" => Gold::Contradiction,
            _ => continue,
        };
        pairs.push((record[0].to_owned(), gold, record[2].to_owned()));
    }
    Ok(pairs)
}

/// A pair as a question and a document of its own.
pub(crate) fn prepare_pair(statement: &str, text: &str) -> (Question, Document, Units) {
    let question = question_of(statement, &mut Stems::default());
    let document = read("d1", "nda.txt", text.as_bytes(), &ReadOptions::default()).unwrap_or_else(|_| {
        Document::new("d1", "nda.txt", throughline::model::document::DocumentBuilder::default().finish())
    });
    let units = Units::of(&document);
    (question, document, units)
}
