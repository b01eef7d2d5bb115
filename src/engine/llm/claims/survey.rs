//! Answers about open answers → themes, and which names of themes are one. A theme counts only with a quote that stands in an
//! answer; its words only if answers have them. How many answers belong to it is counted by code, elsewhere.

use super::{Claimed, Misread, Reading, numbers, parse, tidy};
use crate::engine::llm::schema::{NamesAnswer, ThemesAnswer};
use crate::text::find::Finder;

/// A theme as a model names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeClaim {
    /// Its name.
    pub label: String,
    /// Words that stand in the answers.
    pub words: Vec<String>,
    /// The quotes as the model wrote them.
    pub quotes: Vec<String>,
    /// Which of the answers that were shown hold a quote.
    pub answers: Vec<usize>,
}

/// Names of one theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameNames {
    /// The best of them.
    pub name: String,
    /// The others.
    pub same: Vec<String>,
}

const LONGEST_LABEL: usize = 40;
const LONGEST_WORD: usize = 40;
const SHORTEST_WORD: usize = 3;
const MOST_WORDS: usize = 8;
const MOST_QUOTES: usize = 3;
const MOST_THEMES: usize = 20;

/// Reads an answer about `shown`, answers one a line.
///
/// # Errors
/// When the content is not JSON, or JSON of another shape.
pub fn read_themes(shown: &str, content: &str) -> Result<Reading<ThemeClaim>, Misread> {
    let answer: ThemesAnswer = parse(content)?;
    let finder = Finder::new(shown);
    let lower = shown.to_lowercase();
    let known = numbers(shown);
    let line_at = |at: usize| shown[..at].matches('\n').count();
    let place_of = |quote: &str| {
        // An answer may be shorter than any quote that proves something; as a whole it does.
        let whole = || shown.lines().position(|line| line.trim().eq_ignore_ascii_case(quote));
        match finder.find(quote, None) {
            // A quote over two answers is nobody's words.
            Ok(found) if !shown[found.start..found.end].contains('\n') => Some(line_at(found.start)),
            _ => whole(),
        }
    };
    let mut reading = Reading::default();
    for theme in answer.themes.into_iter().take(MOST_THEMES) {
        let label = tidy(&theme.label, LONGEST_LABEL);
        if !label.contains(char::is_alphabetic) || !numbers(&label).is_subset(&known) {
            continue;
        }
        let mut words: Vec<String> =
            theme.words.iter().map(|word| tidy(word, LONGEST_WORD).to_lowercase()).collect();
        words.retain(|word| word.chars().count() >= SHORTEST_WORD && has_word(&lower, word));
        words.truncate(MOST_WORDS);
        let quotes: Vec<String> =
            theme.quotes.iter().take(MOST_QUOTES).map(|quote| quote.trim().to_owned()).collect();
        let mut answers: Vec<usize> = quotes.iter().filter_map(|quote| place_of(quote)).collect();
        answers.sort_unstable();
        answers.dedup();
        let is_found = !answers.is_empty();
        reading.add(ThemeClaim { label, words, quotes, answers }, is_found);
    }
    Ok(reading)
}

/// Whether a text has a word or phrase that does not begin in the middle of another word; it may end in one, as forms of a
/// word do.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

/// Reads an answer about `names`. Names that were not among them do not count.
///
/// # Errors
/// When the content is not JSON, or JSON of another shape.
pub fn read_names(names: &[String], content: &str) -> Result<Reading<SameNames>, Misread> {
    let answer: NamesAnswer = parse(content)?;
    let mut reading = Reading::default();
    for group in answer.groups {
        let mut same = group.same;
        same.retain(|name| names.contains(name) && *name != group.name);
        if names.contains(&group.name) && !same.is_empty() {
            reading.add(SameNames { name: group.name, same }, true);
        }
    }
    Ok(reading)
}

impl Claimed for ThemeClaim {
    fn quotes(&self) -> impl Iterator<Item = &str> {
        self.quotes.iter().map(String::as_str)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.label.eq_ignore_ascii_case(&other.label)
    }

    fn is_corrected_by(&self, other: &Self) -> bool {
        self.is_same(other)
    }
}

impl Claimed for SameNames {
    fn quotes(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    fn is_same(&self, other: &Self) -> bool {
        self == other
    }

    fn is_corrected_by(&self, _: &Self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: &str = "Low pay\nMy pay is too low for this town.\nToo many meetings every week\n";

    fn read(label: &str, words: &[&str], quotes: &[&str]) -> Reading<ThemeClaim> {
        let content = serde_json::json!({"themes": [{"label": label, "words": words, "quotes": quotes}]});
        read_themes(SHOWN, &content.to_string()).unwrap()
    }

    #[test]
    fn themes_rest_on_quotes_of_answers() {
        let theme = read(
            "Pay",
            &["Pay", "salary", "ay"],
            &["My pay is too low", "low pay", "Nobody earns enough here"],
        );
        let found = &theme.found[0];
        assert_eq!(
            (found.label.as_str(), &found.words, &found.answers),
            ("Pay", &vec!["pay".into()], &vec![0, 1])
        );
        assert_eq!(read("Pay", &["pay"], &["My pay is not too low for this town"]).unfound.len(), 1);
        assert_eq!(read("Pay", &["pay"], &["Low pay My pay is too low"]).unfound.len(), 1, "of two answers");
        assert_eq!(read("Pay since 2019", &["pay"], &["My pay is too low"]), Reading::default());
        assert_eq!(read("", &[], &[]), Reading::default());
    }

    #[test]
    fn names_are_those_of_the_list() {
        let names = ["Pay", "Salary", "Meetings"].map(str::to_owned);
        let content = r#"{"groups": [{"name": "Pay", "same": ["Salary", "Wages", "Pay"]}, {"name": "Money", "same": ["Pay"]}, {"name": "Meetings", "same": []}]}"#;
        let found = read_names(&names, content).unwrap().found;
        assert_eq!(found, [SameNames { name: "Pay".into(), same: vec!["Salary".into()] }]);
    }
}
