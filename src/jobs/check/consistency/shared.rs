//! What a document has to say to the other documents of its batch. Takes a view, gives its named facts, its sentences with
//! values, and what it is known by. A sentence with values is a fact: its words are the name, its amounts, dates and numbers
//! the value.

use super::dates::month_of;
use super::facts::{Fact, Value, facts};
use super::measures::Measure;
use super::view::View;
use crate::model::draft::Quote;
use crate::model::shared::{FactOf, Identity, SKETCH};
use crate::model::span::Span;
use crate::model::units::Unit;
use crate::text::words::hash_word;
use rustc_hash::FxHashSet;

/// More facts than this are not kept of one document.
const MOST_FACTS: usize = 2_000;
/// Words that a sentence must have beside its values to be known again; a row of a table needs fewer.
const LEAST_WORDS: usize = 6;
const LEAST_WORDS_OF_ROW: usize = 2;
/// Longer sentences are lists and tables that were run together.
const MOST_WORDS: usize = 150;
/// A document is dated within so many bytes of its beginning.
const HEAD: usize = 1_500;

/// Words before a number that tell a place, not a quantity.
const PLACES: [&str; 22] = [
    "section",
    "sections",
    "article",
    "articles",
    "clause",
    "clauses",
    "exhibit",
    "schedule",
    "annex",
    "appendix",
    "page",
    "paragraph",
    "note",
    "notes",
    "item",
    "table",
    "figure",
    "no",
    "number",
    "rule",
    "part",
    "chapter",
];

/// A fact before its passage has been located.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) of: FactOf,
    pub(crate) name: String,
    pub(crate) key: u64,
    pub(crate) value: u64,
    pub(crate) said: Vec<String>,
    pub(crate) quote: Quote,
}

/// The facts of a document, in the order of the text, and what it is known by.
pub(super) fn tell(view: &View) -> (Vec<Told>, Identity) {
    let named = facts(view);
    let mut told: Vec<(usize, Told)> =
        named.iter().map(|fact| (fact.span.start, of_name(view, fact))).collect();
    let mut sentences = Vec::new();
    let values = values(view);
    for unit in &view.units.units {
        sentences.push(sentence_hash(view, unit));
        let first = values.partition_point(|(span, _)| span.start < unit.span.start);
        let length = values[first..].partition_point(|(span, _)| span.end <= unit.span.end);
        told.extend(
            of_sentence(view, unit, &values[first..first + length]).map(|fact| (unit.span.start, fact)),
        );
    }
    told.sort_by_key(|(start, _)| *start);
    let told = told.into_iter().take(MOST_FACTS).map(|(_, fact)| fact).collect();
    (told, identity(view, &named, sentences))
}

fn identity(view: &View, named: &[Fact], mut sentences: Vec<u64>) -> Identity {
    let mut identity = Identity::default();
    let mut party_words: FxHashSet<u64> = FxHashSet::default();
    for fact in named {
        match &fact.value {
            Value::Party(name) => {
                party_words
                    .extend(view.slice(fact.span).split(|c: char| !c.is_alphanumeric()).map(hash_word));
                identity.parties.push(hash_word(name));
            }
            Value::Day(day) => identity.days.push(hash_word(&day.to_string())),
            Value::Number(..) => {}
        }
    }
    let head = view.dates().iter().take_while(|at| at.span.start < HEAD);
    identity.days.extend(head.filter_map(|at| Some(hash_word(&at.date?.to_string()))));
    identity.names = names(view, &party_words);
    for list in [&mut identity.parties, &mut identity.days, &mut sentences] {
        list.sort_unstable();
        list.dedup();
    }
    sentences.truncate(SKETCH);
    identity.sketch = sentences;
    identity
}

/// All words with a capital inside a sentence, but for the names of parties and months, as one number.
fn names(view: &View, party_words: &FxHashSet<u64>) -> u64 {
    let mut seen: FxHashSet<u64> = FxHashSet::default();
    let mut sum = 0u64;
    for unit in &view.units.units {
        for word in view.units.words_of(unit).iter().skip(1) {
            let is_name = word.of(view.text).starts_with(char::is_uppercase)
                && month_of(word.hash).is_none()
                && !party_words.contains(&word.hash);
            if is_name && seen.insert(word.hash) {
                sum = sum.wrapping_add(word.hash | 1);
            }
        }
    }
    sum
}

fn sentence_hash(view: &View, unit: &Unit) -> u64 {
    view.units.words_of(unit).iter().fold(0, |hash, word| mix(hash, word.hash))
}

fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95)
}

fn of_name(view: &View, fact: &Fact) -> Told {
    let value = match &fact.value {
        Value::Day(day) => day.to_string(),
        Value::Number(mention) => measured(view, fact.span, mention.measure, mention.value),
        Value::Party(name) => name.clone(),
    };
    let of = if matches!(fact.value, Value::Party(_)) { FactOf::Party } else { FactOf::Name };
    // Values of different sorts under one name are not held against one another.
    let sort = match &fact.value {
        Value::Day(_) => "day",
        Value::Number(mention) if mention.measure == Measure::Money => "money",
        Value::Number(..) => "number",
        Value::Party(_) => "party",
    };
    Told {
        of,
        name: fact.name.clone(),
        key: mix(hash_word(&fact.key), hash_word(sort)),
        value: hash_word(&value),
        said: vec![view.slice(fact.span).to_owned()],
        quote: view.quote(fact.span),
    }
}

/// An amount in one way of writing, with its currency.
fn measured(view: &View, span: Span, measure: Measure, number: f64) -> String {
    let written = view.slice(span);
    let sign: String = match measure {
        Measure::Money => written
            .chars()
            .chain(view.before(span.start, 4).chars())
            .filter(|c| matches!(c, '$' | '€' | '£' | '¥') || c.is_ascii_uppercase())
            .collect(),
        _ => String::new(),
    };
    format!("{measure:?} {sign} {number}")
}

/// Every amount, date and bare number with its value in one way of writing, in order, without overlap.
fn values(view: &View) -> Vec<(Span, String)> {
    let mut found: Vec<(Span, String)> = Vec::new();
    found.extend(
        view.mentions()
            .iter()
            .map(|mention| (mention.span, measured(view, mention.span, mention.measure, mention.value))),
    );
    found.extend(view.dates().iter().filter_map(|at| Some((at.span, at.date?.to_string()))));
    let mut before = 0;
    for word in &view.units.words {
        let said = word.of(view.text);
        let previous = std::mem::replace(&mut before, word.hash);
        let is_number = said.starts_with(|c: char| c.is_ascii_digit())
            && said.chars().all(|c| c.is_ascii_digit() || c == ',')
            && said.len() <= 18;
        let head = view.before(word.start as usize, 1);
        let is_place = PLACES.iter().any(|place| hash_word(place) == previous)
            || head.starts_with(['(', '§', '.', '-', '/', '#'])
            || view.after(word.end as usize, 1).starts_with(['.', ')', '-', '/', '–', '%']);
        let ends_sentence = view.after(word.end as usize, 2).trim() == ".";
        if is_number && (!is_place || ends_sentence && !head.starts_with(['(', '§', '.', '-', '/', '#'])) {
            found.push((Span::new(word.start as usize, word.end as usize), said.replace(',', "")));
        }
    }
    found.sort_by(|a, b| a.0.start.cmp(&b.0.start).then(b.0.end.cmp(&a.0.end)));
    let mut end = 0;
    found.retain(|(span, _)| {
        let is_new = span.start >= end;
        end = end.max(span.end);
        is_new
    });
    found
}

/// A sentence with values as a fact, if the rest of its words is enough to know it by.
fn of_sentence(view: &View, unit: &Unit, values: &[(Span, String)]) -> Option<Told> {
    if values.is_empty() || unit.words.len() > MOST_WORDS {
        return None;
    }
    let (mut key, mut count, mut next) = (0, 0, 0);
    let mut was_value = false;
    for word in view.units.words_of(unit) {
        let start = word.start as usize;
        while values.get(next).is_some_and(|(span, _)| span.end <= start) {
            next += 1;
        }
        let is_value = values.get(next).is_some_and(|(span, _)| span.start <= start);
        match (is_value, was_value) {
            (true, false) => key = mix(key, 1),
            (true, true) => {}
            (false, _) => {
                key = mix(key, word.hash);
                count += 1;
            }
        }
        was_value = is_value;
    }
    let least = if view.is_in_table(unit.span.start) { LEAST_WORDS_OF_ROW } else { LEAST_WORDS };
    if count < least {
        return None;
    }
    Some(Told {
        of: FactOf::Sentence,
        name: String::new(),
        key,
        value: values.iter().fold(0, |hash, (_, value)| mix(hash, hash_word(value))),
        said: values.iter().map(|(span, _)| view.slice(*span).to_owned()).collect(),
        quote: view.quote(values[0].0),
    })
}
