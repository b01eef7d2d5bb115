//! The terms a document defines. Takes a view, gives each place that gives a term its meaning, and every term that is put
//! in quotation marks or otherwise introduced at all.

use super::view::View;
use crate::model::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// The longest term, in bytes and words.
const LONGEST_BYTES: usize = 64;
const LONGEST_WORDS: usize = 6;

/// How a term is given its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `“Term” means …`
    Means,
    /// `… (the “Term”)`
    Bracket,
}

/// A place that gives a term its meaning.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    /// The term as it is written, without quotation marks.
    pub(super) term: Span,
    /// [`key`] of it.
    pub(super) key: String,
    /// How.
    pub(super) form: Form,
}

/// What a document says of its terms.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    /// Every place that gives a term its meaning, in order.
    pub(super) places: Vec<Definition>,
    /// Terms that are introduced in any way, by [`key`].
    pub(super) introduced: FxHashSet<String>,
    /// The last words of introduced terms of several words, by [`key`].
    pub(super) heads: FxHashSet<String>,
    /// Whether undefined terms have the meaning that another text gives them.
    pub(super) borrows: bool,
}

impl Definitions {
    /// Every definition of a document.
    pub(super) fn of(view: &View) -> Self {
        let mut all = Definitions::default();
        quoted(view, &mut all);
        bracketed(view, &mut all);
        meant(view, &mut all);
        named(view, &mut all);
        all.places.sort_by_key(|definition| definition.term.start);
        all.places.dedup_by_key(|definition| definition.term.start);
        all.heads = all
            .introduced
            .iter()
            .filter_map(|key| key.rsplit_once(' '))
            .map(|(_, last)| last.to_owned())
            .collect();
        all.borrows = view.text.match_indices("defined").any(|(at, _)| {
            let before = view.before(at, 26).trim_end().to_ascii_lowercase();
            ["not", "not otherwise", "not herein", "not expressly", "not specifically", "not separately"]
                .iter()
                .any(|words| before.ends_with(words))
        });
        all
    }

    /// The places of each term that is given a meaning more than once.
    pub(super) fn by_key(&self) -> FxHashMap<&str, Vec<&Definition>> {
        let mut by_key: FxHashMap<&str, Vec<&Definition>> = FxHashMap::default();
        for definition in &self.places {
            by_key.entry(&definition.key).or_default().push(definition);
        }
        by_key
    }

    /// Whether the term, its plural or its singular is introduced.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.introduced.contains(key)
    }
}

/// A term without case, plural, possessive and doubled spaces, so that its forms meet.
pub(super) fn key(term: &str) -> String {
    let mut key = String::with_capacity(term.len());
    for word in term.split(|c: char| c.is_whitespace() || c == '\u{a0}').filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.trim_matches(|c: char| !c.is_alphanumeric()).chars().flat_map(char::to_lowercase));
    }
    for end in ["'s", "’s", "'", "’", "(s", "(es"] {
        if let Some(stem) = key.strip_suffix(end) {
            key.truncate(stem.len());
        }
    }
    if ["sses", "xes", "ches", "shes"].iter().any(|end| key.ends_with(end)) {
        key.truncate(key.len() - 2);
    } else if let Some(stem) = key.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        let length = stem.len();
        key.truncate(length);
        key.push('y');
    } else if let Some(stem) =
        key.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']))
    {
        let length = stem.len();
        key.truncate(length);
    }
    key
}

/// Words after a term in quotation marks that give it a meaning.
const MEANS: &[&str] = &[
    "means",
    "mean",
    "shall mean",
    "will mean",
    "shall only mean",
    "has the meaning",
    "have the meaning",
    "shall have the meaning",
    "shall have the meanings",
    "is defined",
    "are defined",
    "shall be defined",
    "refers to",
    "refer to",
    "shall refer",
    "shall include",
    "includes",
    "is the",
    "are the",
    "shall be the",
    "is a",
    "is an",
];

fn quoted(view: &View, all: &mut Definitions) {
    let text = view.text;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'"', 0xE2, &bytes[at..]) {
        let open = at + next;
        let width = match bytes[open] {
            b'"' => 1,
            _ if text[open..].starts_with('“') || text[open..].starts_with('”') => 3,
            _ => {
                at = open + 1;
                while !text.is_char_boundary(at) {
                    at += 1;
                }
                continue;
            }
        };
        let start = open + width;
        let rest = view.after(start, LONGEST_BYTES + 6);
        let Some(length) = rest.find(['"', '”', '“']) else {
            at = start;
            continue;
        };
        let term = without_article(rest[..length].trim().trim_end_matches([',', '.', ';']));
        let closes = rest[length..].chars().next().map_or(1, char::len_utf8);
        let is_term = is_term(term);
        if is_term {
            let key = key(term);
            let lead = rest.find(term).unwrap_or(0);
            let span = Span::new(start + lead, start + lead + term.len());
            if let Some(form) = form_of(view, open, start + length + closes) {
                all.places.push(Definition { term: span, key: key.clone(), form });
            }
            all.introduced.insert(key);
            at = start + length + closes;
        } else {
            at = start;
        }
    }
}

fn without_article(term: &str) -> &str {
    ["the ", "The ", "a ", "an "].iter().find_map(|article| term.strip_prefix(article)).unwrap_or(term)
}

fn is_term(term: &str) -> bool {
    (2..=LONGEST_BYTES).contains(&term.len())
        && term.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && term.split_whitespace().count() <= LONGEST_WORDS
        && !term.contains(['\n', '(', ';', '.', '?', '!'])
}

/// What makes the quoted words from `open` to `end` a definition.
fn form_of(view: &View, open: usize, end: usize) -> Option<Form> {
    let after = view.after(end, 60).trim_start_matches([' ', ',', '\u{a0}', ')']);
    if MEANS.iter().any(|words| {
        after.strip_prefix(words).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    }) {
        return Some(Form::Means);
    }
    let before = view.before(open, 90);
    let bracket = before.rfind('(').filter(|&bracket| !before[bracket..].contains(')'))?;
    let lead = &before[bracket + 1..];
    let is_lead = lead
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '“' | '”' | ':'))
        .filter(|word| !word.is_empty())
        .all(|word| {
            word.starts_with(|c: char| c.is_uppercase())
                || LEADS.contains(&word.to_ascii_lowercase().as_str())
        });
    let closes = view.after(end, 80);
    (is_lead && closes.find(')').is_some_and(|close| !closes[..close].contains('('))).then_some(Form::Bracket)
}

/// Words that lead up to a term in brackets.
const LEADS: &[&str] = &[
    "the",
    "a",
    "an",
    "each",
    "any",
    "this",
    "such",
    "all",
    "collectively",
    "individually",
    "together",
    "hereinafter",
    "hereafter",
    "herein",
    "referred",
    "to",
    "as",
    "called",
    "known",
    "or",
    "and",
    "with",
    "defined",
    "being",
    "its",
    "their",
    "our",
    "we",
    "us",
    "also",
    "sometimes",
    "in",
    "jointly",
    "severally",
    "respectively",
    "singularly",
    "singly",
    "every",
    "either",
    "both",
    "for",
    "short",
];

/// Terms in brackets without quotation marks: `(the Company)`, `(hereinafter called Distributor)`.
fn bracketed(view: &View, all: &mut Definitions) {
    for at in memchr::memchr_iter(b'(', view.text.as_bytes()) {
        let rest = view.after(at + 1, LONGEST_BYTES + 40);
        let Some(end) = rest.find([')', '(']).filter(|&end| rest[end..].starts_with(')')) else { continue };
        let inside = &rest[..end];
        let mut words = inside.split_whitespace().peekable();
        let mut leads = 0;
        while words
            .next_if(|word| LEADS.contains(&word.trim_matches(',').to_ascii_lowercase().as_str()))
            .is_some()
        {
            leads += 1;
        }
        let term = words.collect::<Vec<_>>().join(" ");
        let term = term.trim_matches(|c: char| !c.is_alphanumeric());
        if (leads > 0 || !term.contains(' ')) && is_term(term) && term.len() > 2 {
            all.introduced.insert(key(term));
        }
    }
}

/// Terms without quotation marks before "means" and "as defined", and after "referred to as".
fn meant(view: &View, all: &mut Definitions) {
    let text = view.text;
    let words = &view.units.words;
    let after = |at: usize| view.after(words[at].start as usize, 40);
    for (index, word) in words.iter().enumerate() {
        let says = match word.of(text) {
            "means" => true,
            "shall" => {
                after(index).starts_with("shall mean") || after(index).starts_with("shall have the meaning")
            }
            "has" | "have" => after(index)[(word.end - word.start) as usize..].starts_with(" the meaning"),
            "is" | "are" => after(index)[(word.end - word.start) as usize..].starts_with(" defined"),
            "refers" => after(index).starts_with("refers to"),
            "as" => after(index).starts_with("as defined") || after(index).starts_with("as such term"),
            "defined" => index > 0 && view.before(word.start as usize, 2).ends_with('('),
            _ => false,
        };
        if !says {
            continue;
        }
        let capitals = words[..index]
            .iter()
            .rev()
            .take(LONGEST_WORDS)
            .take_while(|word| word.of(text).starts_with(char::is_uppercase))
            .count();
        for length in 1..=capitals {
            let span = Span::new(words[index - length].start as usize, words[index - 1].end as usize);
            all.introduced.insert(key(view.slice(span)));
        }
    }
    for lead in ["referred to as ", "known as ", "called ", "defined as ", "designated as ", "designated "] {
        for (at, _) in text.match_indices(lead) {
            let rest = view.after(at + lead.len(), LONGEST_BYTES);
            let rest = rest.trim_start_matches("the ").trim_start_matches(['"', '“', '\'', '‘']);
            let term: Vec<&str> = rest
                .split_whitespace()
                .take(4)
                .take_while(|word| word.starts_with(char::is_uppercase))
                .collect();
            for length in 1..=term.len() {
                all.introduced.insert(key(&term[..length].join(" ")));
            }
        }
    }
}

/// `Territory: North America` at the start of a line.
fn named(view: &View, all: &mut Definitions) {
    for line in view.lines() {
        let text = view.slice(line);
        let Some(colon) = text.get(..text.len().min(LONGEST_BYTES)).unwrap_or_default().find([':', '–', '—'])
        else {
            continue;
        };
        let (term, rest) = (text[..colon].trim(), text[colon..].trim_start_matches([':', '–', '—', ' ']));
        let says = rest.len() > 3 && !["By", "Name", "/s/", "_"].iter().any(|lead| rest.starts_with(lead));
        let term =
            term.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '(' | ')' | ' '));
        if says && is_term(term) && term.contains(|c: char| c.is_lowercase()) {
            all.introduced.insert(key(term));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;
    use crate::model::units::Units;

    #[test]
    fn definitions_of_a_text() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            (
                "Acme, Inc. (the “Company”) and all (collectively, the \"Parties\")",
                &["Company", "Parties"],
                &["company", "party"],
            ),
            ("“Net Sales” means all sales.", &["Net Sales"], &["net sale"]),
            ("He said “Maybe later” to them.", &[], &["maybe later"]),
            ("Product means a thing. Acme (hereinafter called Seller)", &[], &["product", "seller"]),
            ("Territory: North America", &[], &["territory"]),
            ("(\"the Declaration\")", &["Declaration"], &["declaration"]),
            ("plain words (in brackets)", &[], &[]),
        ];
        for (text, places, introduced) in cases {
            let document = document(text);
            let units = Units::of(&document);
            let view = View::new(&document, &units);
            let found: Vec<_> = view.definitions().places.iter().map(|at| view.slice(at.term)).collect();
            assert_eq!(found, *places, "{text}");
            for key in *introduced {
                assert!(view.definitions().knows(key), "{text}: {key}");
            }
        }
    }

    #[test]
    fn forms_of_a_term_meet() {
        for (one, two) in [
            ("Party", "Parties"),
            ("Product's", "Products"),
            ("Net  Sales", "net sale"),
            ("Business", "business"),
        ] {
            assert_eq!(key(one), key(two), "{one}");
        }
    }
}
