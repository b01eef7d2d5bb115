//! A model beside the built-in engine in a survey: it is shown the open answers, masked and in no order that tells who wrote
//! them, part by part, and names themes; then it is asked which names are of one theme. Which answers belong to a theme, how
//! many they are and what of that may be shown is worked out by code.

use super::Opened;
use super::themes::Told as ToldTheme;
use crate::engine::llm::claims::survey::{SameNames, ThemeClaim, read_names, read_themes};
use crate::engine::llm::prompt::Manner;
use crate::engine::llm::prompt::survey::{ask_names, ask_themes};
use crate::jobs::Foreseen;
use crate::model::span::Span;
use crate::run::asker::Asker;
use crate::run::model::{Subject, Told, read_chunk};
use rustc_hash::FxHashMap;

/// What a model said of one part of the answers.
pub type Said = Told<ThemeClaim>;

/// Answers shown at a time, in bytes: about 2,000 tokens.
const PART_BYTES: usize = 8_000;
/// Names that are held against one another.
const MOST_NAMES: usize = 200;

/// Answers to one question that are shown together.
#[derive(Clone, Debug)]
pub struct Part {
    /// The question as the survey asks it.
    asked: String,
    /// Places of the answers.
    answers: Vec<usize>,
    /// The answers, one a line.
    text: String,
}

/// What a model makes of a survey.
#[derive(Debug, Default)]
pub struct Heard {
    /// Each part with what was said of it.
    pub parts: Vec<(Part, Said)>,
    /// Names of one theme.
    pub names: Vec<SameNames>,
    /// Why names could not be put together, if so.
    pub names_failed: Option<String>,
}

impl Opened {
    /// The open answers in parts, sorted.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for (question, answers) in &self.open.questions {
            let mut answers = answers.clone();
            answers.retain(|&answer| !self.open.says_nothing(answer));
            let text = |answer: usize| self.open.answers[answer].text.as_str();
            answers.sort_by(|&a, &b| text(a).cmp(text(b)));
            let mut open: Option<Part> = None;
            for answer in answers {
                if open.as_ref().is_some_and(|part| part.text.len() + text(answer).len() > PART_BYTES) {
                    parts.extend(open.take());
                }
                let part = open.get_or_insert_with(|| Part {
                    asked: self.questions[*question].text.clone(),
                    answers: Vec::new(),
                    text: String::new(),
                });
                part.answers.push(answer);
                part.text.push_str(&mask_strictly(text(answer)));
                part.text.push('\n');
            }
            parts.extend(open);
        }
        parts
    }
}

/// A masked answer with nothing left in it that may be a full name: two words in a row with a capital, such as "Teal Moon", are
/// more often a product or a place, but what leaves this computer need not name those either.
fn mask_strictly(answer: &str) -> String {
    let is_capital = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        bare.starts_with(char::is_uppercase) && bare.chars().any(char::is_lowercase)
    };
    let ends = |word: &str| word.ends_with(['.', '!', '?', ':', ',', ';']);
    let words: Vec<&str> = answer.split(' ').collect();
    let mut masked = String::with_capacity(answer.len());
    let mut at = 0;
    while at < words.len() {
        let mut end = at;
        while end < words.len() && is_capital(words[end]) && (end == at || !ends(words[end - 1])) {
            end += 1;
        }
        if !masked.is_empty() {
            masked.push(' ');
        }
        if end - at >= 2 {
            masked.push_str("[name]");
            let last = words[end - 1];
            masked.push_str(&last[last.trim_end_matches(|c: char| !c.is_alphanumeric()).len()..]);
            at = end;
        } else {
            masked.push_str(words[at]);
            at += 1;
        }
    }
    masked
}

/// Asks a model about one part of the answers; `None` when the asker has halted.
pub async fn ask_part(asker: &Asker, part: &Part) -> Option<Said> {
    let subject = Subject {
        ask: |span: Span, manner: Manner<'_>| ask_themes(&part.asked, &part.text[span.range()], manner),
        read: |span: Span, content: &str| {
            let before = part.text[..span.start].matches('\n').count();
            let mut reading = read_themes(&part.text[span.range()], content)?;
            reading.found.iter_mut().flat_map(|theme| &mut theme.answers).for_each(|line| *line += before);
            Ok(reading)
        },
        halve: |span: Span| {
            let text = &part.text[span.range()];
            let middle = text.floor_char_boundary(text.len() / 2);
            let after = text[middle..].find('\n').map_or(text.len(), |at| middle + at + 1);
            (text.lines().count(), span.start + after)
        },
    };
    read_chunk(asker, &subject, Span::new(0, part.text.len())).await
}

/// The names of all themes, as they were first written; those of most parts first.
pub fn names_of(parts: &[(Part, Said)]) -> Vec<String> {
    let mut names: Vec<(String, usize)> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for theme in parts.iter().flat_map(|(_, said)| &said.found) {
        let place = *places.entry(theme.label.to_lowercase()).or_insert(names.len());
        match names.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => names.push((theme.label.clone(), 1)),
        }
    }
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    names.truncate(MOST_NAMES);
    names.into_iter().map(|(name, _)| name).collect()
}

/// Asks a model which of these names are of one theme; `None` when the asker has halted.
pub async fn ask_same(asker: &Asker, names: &[String]) -> Option<Told<SameNames>> {
    let subject = Subject {
        ask: |_: Span, manner: Manner<'_>| ask_names(names, manner),
        read: |_: Span, content: &str| read_names(names, content),
        halve: |span: Span| (1, span.end),
    };
    read_chunk(asker, &subject, Span::new(0, names.len())).await
}

/// What a model would be asked about a survey.
pub fn forecast(opened: &Opened) -> Vec<Foreseen> {
    let parts = opened.parts();
    let of_part = |part: &Part| Foreseen {
        question: ask_themes(&part.asked, &part.text, Manner::default()),
        is_perhaps: false,
    };
    let mut all: Vec<Foreseen> = parts.iter().map(of_part).collect();
    if !all.is_empty() {
        // Names are not known yet; a list of the longest is the most that can be asked.
        let names = vec!["a name of forty characters, the longest".to_owned(); MOST_NAMES];
        all.push(Foreseen { question: ask_names(&names, Manner::default()), is_perhaps: true });
    }
    all
}

impl Heard {
    /// The themes, each under the best of its names.
    pub(super) fn themes(&self) -> Vec<ToldTheme> {
        let best: FxHashMap<String, &str> = self
            .names
            .iter()
            .flat_map(|group| group.same.iter().map(|name| (name.to_lowercase(), group.name.as_str())))
            .collect();
        let mut themes: Vec<ToldTheme> = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for (part, theme) in
            self.parts.iter().flat_map(|(part, said)| said.found.iter().map(move |theme| (part, theme)))
        {
            let label = best.get(&theme.label.to_lowercase()).copied().unwrap_or(&theme.label);
            let place = *places.entry(label.to_lowercase()).or_insert(themes.len());
            if place == themes.len() {
                themes.push(ToldTheme { label: label.to_owned(), words: Vec::new(), answers: Vec::new() });
            }
            let known = &mut themes[place];
            known.words.extend(theme.words.iter().cloned());
            known.answers.extend(theme.answers.iter().filter_map(|&line| part.answers.get(line)));
        }
        for theme in &mut themes {
            theme.words.sort();
            theme.words.dedup();
            theme.answers.sort_unstable();
            theme.answers.dedup();
        }
        themes
    }

    /// Themes whose quotes stand in no answer: name and quote.
    pub(super) fn unfound(&self) -> impl Iterator<Item = (&str, &str)> {
        let lost = |theme: &'_ ThemeClaim| theme.quotes.first().map_or(0, |_| 1);
        self.parts
            .iter()
            .flat_map(|(_, said)| &said.unfound)
            .filter(move |theme| lost(theme) > 0)
            .filter_map(|theme| Some((theme.label.as_str(), theme.quotes.first()?.as_str())))
    }

    /// Parts that the model gave nothing usable for: their first and last answer, and why.
    pub(super) fn unheard(&self) -> impl Iterator<Item = (usize, usize, &str)> {
        self.parts.iter().flat_map(|(part, said)| {
            said.failed.iter().filter_map(|(span, reason)| {
                let line = |at: usize| part.text[..at].matches('\n').count();
                let first = part.answers.get(line(span.start))?;
                let last = part.answers.get(line(span.end).saturating_sub(1).max(line(span.start)))?;
                Some((*first, *last, reason.as_str()))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_names_nobody() {
        let cases = [
            ("Parking is bad; ask Gertrude Vogelsang about it", "Parking is bad; ask [name] about it"),
            ("Talk to Mary Ann Smith.", "Talk to [name]."),
            ("I like Fridays", "I like Fridays"),
            ("We need HR to act", "We need HR to act"),
            ("Too late. Better pay", "Too late. Better pay"),
            ("", ""),
        ];
        for (answer, expected) in cases {
            assert_eq!(mask_strictly(answer), expected);
        }
    }
}
