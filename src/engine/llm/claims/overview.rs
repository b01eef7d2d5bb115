//! Answer about findings → sentences. One counts only with the number of a finding that was listed, and if the findings it cites
//! have every number and name in it.

use super::{Claimed, Misread, Reading, numbers, parse, tidy};
use crate::engine::llm::schema::OverviewAnswer;
use crate::model::overview::{Cited, Fact, Sentence};
use rustc_hash::FxHashSet;

const LONGEST_SENTENCE: usize = 400;
const MOST_SENTENCES: usize = 8;

/// Reads an answer about `facts`.
///
/// # Errors
/// When the content is not JSON, or JSON of another shape.
pub fn read_overview(facts: &[Fact], content: &str) -> Result<Reading<Sentence>, Misread> {
    let answer: OverviewAnswer = parse(content)?;
    let all: FxHashSet<String> =
        facts.iter().flat_map(|fact| names(&fact.line).into_iter().flatten()).collect();
    let mut reading = Reading::default();
    for said in answer.sentences.into_iter().take(MOST_SENTENCES) {
        let text = tidy(&said.text, LONGEST_SENTENCE);
        let cited: Option<Vec<&Fact>> = said
            .findings
            .iter()
            .map(|&number| facts.get(usize::try_from(number).ok()?.checked_sub(1)?))
            .collect();
        let cited = cited.unwrap_or_default();
        let is_held = !text.is_empty() && !cited.is_empty() && holds(&text, &cited, &all);
        let of = |fact: &&Fact| Cited { finding: fact.finding.clone(), document: fact.document.clone() };
        reading.add(Sentence { text, findings: cited.iter().map(of).collect() }, is_held);
    }
    Ok(reading)
}

/// Whether the cited findings have all numbers and names of a sentence. `all` are the names in any finding: a word that
/// begins the sentence has a capital anyway, and is a name if it is among them.
fn holds(text: &str, cited: &[&Fact], all: &FxHashSet<String>) -> bool {
    let ground: Vec<String> = cited.iter().map(|fact| format!("{} {}", fact.line, fact.passages)).collect();
    let ground = ground.join("\n");
    let words: FxHashSet<String> = words(&ground).map(str::to_lowercase).collect();
    let [first, others] = names(text);
    let is_there = |name: &String| words.contains(name);
    numbers(text).is_subset(&numbers(&ground))
        && others.iter().all(is_there)
        && first.iter().all(|name| is_there(name) || !all.contains(name))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
        .map(|word| word.trim_end_matches("'s").trim_end_matches("’s").trim_matches(['\'', '’']))
        .filter(|word| !word.is_empty())
}

/// Words with a capital, in lower case: those that begin a sentence, and the others.
fn names(text: &str) -> [Vec<String>; 2] {
    let mut found = [Vec::new(), Vec::new()];
    for sentence in text.split_inclusive(['.', '!', '?', ':']) {
        for (at, word) in words(sentence).enumerate() {
            if word.starts_with(char::is_uppercase) && word != "I" {
                found[usize::from(at > 0)].push(word.to_lowercase());
            }
        }
    }
    found
}

impl Claimed for Sentence {
    fn quotes(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.text == other.text
    }

    fn is_corrected_by(&self, _: &Self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_say_what_their_findings_say() {
        let fact = |id: &str, line: &str, passages: &str| Fact {
            finding: id.into(),
            document: "d1".into(),
            line: line.into(),
            passages: passages.into(),
        };
        let facts = [
            fact("a", "decision: They take 40 boxes.", "so we go with 40 boxes, says Northwind"),
            fact("b", "action item: Order them. Owner: Bob Ray. Due: by Friday", "I'll order them by Friday"),
        ];
        let cases: [(&str, &[i64], bool); 11] = [
            ("They take forty boxes.", &[1], true),
            ("Northwind’s 40 boxes were agreed.", &[1], true),
            ("They take 50 boxes.", &[1], false),
            ("They take 40 boxes.", &[2], false),
            ("They take 40 boxes.", &[], false),
            ("They take 40 boxes.", &[3], false),
            ("They take 40 boxes.", &[0], false),
            ("Then Bob orders them by Friday.", &[2], true),
            ("Then Cleo orders them by Friday.", &[2], false),
            ("Bob takes 40 boxes.", &[1], false),
            ("Bob takes 40 boxes by Friday.", &[1, 2], true),
        ];
        for (text, findings, holds) in cases {
            let content =
                serde_json::json!({"sentences": [{"text": text, "findings": findings}]}).to_string();
            let reading = read_overview(&facts, &content).unwrap();
            assert_eq!(reading.found.len(), usize::from(holds), "{text} {findings:?}");
            assert_eq!(reading.unfound.len(), usize::from(!holds), "{text} {findings:?}");
        }
    }
}
