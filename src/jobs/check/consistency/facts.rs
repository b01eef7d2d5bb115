//! Facts under a name: the day of "Effective Date", the sum of "Purchase Price", who "the Company" is. Takes the definitions,
//! dates and amounts of a view, gives each fact with its place; the same name with two values is a discrepancy.

use super::definitions::{Form, key};
use super::measures::{Measure, Mention};
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What is said under a name.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A day.
    Day(Date),
    /// An amount, share or length of time.
    Number(Mention),
    /// The name of a company, in small letters without its legal form.
    Party(String),
}

/// A value under a name.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// The name without case and plural.
    pub(super) key: String,
    /// The name as written.
    pub(super) name: String,
    /// The value.
    pub(super) value: Value,
    /// The value in the text.
    pub(super) span: Span,
}

/// Whether a name with these two values has two, by what is wrong with them: not where they only stand in other units.
fn differ(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(one), Value::Number(other)) => {
            one.measure == other.measure && one.value != other.value && !one.is_switched(other)
        }
        (Value::Day(one), Value::Day(other)) => one != other,
        _ => false,
    }
}

/// One draft for each name that a document gives two values.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    drafts.extend(two_values(view, differ, "one name is given two values"));
}

/// A draft for each name with two values that differ in this way.
pub(super) fn two_values(view: &View, differ: impl Fn(&Value, &Value) -> bool, why: &str) -> Vec<Draft> {
    let facts = facts(view);
    let draft = |(first, other): (&Fact, &Fact)| {
        view.draft(Slip {
            statement: format!(
                "“{}” is {} in one place and {} in another.",
                first.name,
                view.slice(first.span),
                view.slice(other.span)
            ),
            why: why.to_owned(),
            relation: Relation::Contradicts,
            score: 0.6,
            places: vec![first.span, other.span],
        })
    };
    pairs(&facts, differ).into_iter().map(draft).collect()
}

/// For each name its first fact, and the first one that does not agree with it.
fn pairs<'a>(facts: &'a [Fact], differ: impl Fn(&Value, &Value) -> bool) -> Vec<(&'a Fact, &'a Fact)> {
    let mut by_name: BTreeMap<&str, Vec<&'a Fact>> = BTreeMap::new();
    for fact in facts {
        by_name.entry(&fact.key).or_default().push(fact);
    }
    let pair = |same: Vec<&'a Fact>| {
        let first = *same.first()?;
        let mut others = same.iter().filter(|other| differ(&first.value, &other.value));
        let other = *others.next()?;
        // Three values are steps of a schedule.
        let is_schedule = others.any(|third| differ(&other.value, &third.value));
        (!is_schedule).then_some((first, other))
    };
    by_name.into_values().filter_map(pair).collect()
}

/// Every value under a name, in the order of the text.
pub(super) fn facts(view: &View) -> Vec<Fact> {
    let mut found = Vec::new();
    parties_and_days(view, &mut found);
    bound_values(view, &mut found);
    found.sort_by_key(|fact| fact.span.start);
    found
}

/// `June 1, 2019 (the “Effective Date”)` and `Acme Foods, Inc., a Delaware corporation (the “Company”)`.
fn parties_and_days(view: &View, found: &mut Vec<Fact>) {
    let dates = view.dates();
    for definition in view.definitions().places.iter().filter(|definition| definition.form == Form::Bracket) {
        let name = view.slice(definition.term).to_owned();
        let Some(bracket) = view.before(definition.term.start, 40).rfind('(') else { continue };
        let bracket = definition.term.start - (view.before(definition.term.start, 40).len() - bracket);
        let before = dates.partition_point(|at| at.span.end <= bracket).checked_sub(1).map(|at| dates[at]);
        if let Some((at, date)) = before.and_then(|at| Some((at, at.date?)))
            && bracket - at.span.end <= 3
        {
            found.push(Fact { key: definition.key.clone(), name, value: Value::Day(date), span: at.span });
        } else if let Some((party, span)) = party_before(view, bracket) {
            found.push(Fact { key: definition.key.clone(), name, value: Value::Party(party), span });
        }
    }
}

/// Legal forms that end the name of a company.
const FORMS: &[&str] = &[
    "inc",
    "inc.",
    "incorporated",
    "llc",
    "l.l.c.",
    "ltd",
    "ltd.",
    "limited",
    "corp",
    "corp.",
    "corporation",
    "company",
    "co.",
    "lp",
    "l.p.",
    "llp",
    "plc",
    "gmbh",
    "ag",
    "s.a.",
    "n.v.",
    "b.v.",
    "bank",
    "n.a.",
    "trust",
];

/// The last company named before a bracket.
fn party_before(view: &View, bracket: usize) -> Option<(String, Span)> {
    let before = view.before(bracket, 160);
    let base = bracket - before.len();
    let mut run: Vec<(usize, &str)> = Vec::new();
    let mut best: Option<(String, Span)> = None;
    let mut at = 0;
    for word in before.split(' ') {
        let start = at;
        at += word.len() + 1;
        let bare = word.trim_matches(|c: char| matches!(c, ',' | '(' | ')' | '"' | '“' | '”' | ';'));
        let is_name = bare.starts_with(|c: char| c.is_uppercase() || c == '&')
            || bare.ends_with('.') && FORMS.contains(&bare) && !run.is_empty();
        if !is_name {
            run.clear();
            continue;
        }
        run.push((start, bare));
        if FORMS.contains(&bare.to_lowercase().as_str()) && run.len() > 1 {
            let words: Vec<String> = run
                .iter()
                .map(|(_, word)| word.to_lowercase())
                .filter(|word| !FORMS.contains(&word.as_str()))
                .collect();
            let span = Span::new(base + run[0].0, base + start + word.trim_end_matches([',', ';']).len());
            best = (!words.is_empty()).then(|| (words.join(" "), span));
        }
    }
    best
}

/// Words between a name and its value.
const BINDS: &[&str] = &[
    "of",
    "is",
    "shall be",
    "will be",
    "equal to",
    "is equal to",
    "shall equal",
    "shall be equal to",
    "means",
    "shall mean",
    "shall be an amount equal to",
    ":",
];

/// `the Purchase Price of $5,000,000`, `“Closing Date” means June 1, 2019`.
fn bound_values(view: &View, found: &mut Vec<Fact>) {
    let values = view.mentions().iter().filter(|mention| mention.measure != Measure::Hours);
    let values = values.map(|mention| (mention.span, Value::Number(*mention)));
    let days = view.dates().iter().filter_map(|at| Some((at.span, Value::Day(at.date?))));
    for (span, value) in values.chain(days) {
        let before = view.before(span.start, 110).trim_end();
        // Not what follows a comma of its own, nor the first of several.
        let Some(bind) = BINDS.iter().filter(|bind| before.ends_with(**bind)).max_by_key(|bind| bind.len())
        else {
            continue;
        };
        let name = before[..before.len() - bind.len()].trim_end_matches([' ', ',', '"', '”']);
        let Some(name) = name.lines().last().and_then(term_at_end) else { continue };
        let key = key(name);
        // "Notice Period: 30 days" is a line of its own; "after the launch of the Product: 98 %" tells of something else.
        let line = view.slice(view.line_at(span.start)).trim_start_matches(|c: char| !c.is_alphabetic());
        let is_label = *bind != ":" || line.starts_with(name);
        if is_label
            && view.definitions().knows(&key)
            && !key.starts_with("date ")
            && !is_part_of_list(view, span)
        {
            found.push(Fact { key, name: name.to_owned(), value, span });
        }
    }
}

/// The run of capitals, of two words and more, that a text ends in.
fn term_at_end(text: &str) -> Option<&str> {
    let mut start = text.len();
    let mut count = 0;
    for word in text.rsplit(' ').take(5) {
        let bare = word.trim_start_matches(['"', '“', '(']);
        if !bare.starts_with(char::is_uppercase)
            || word.ends_with([',', '.', ';', ':'])
            || matches!(bare, "The" | "Such" | "This" | "Each")
        {
            break;
        }
        start = start.saturating_sub(word.len() + usize::from(count > 0));
        start += word.len() - bare.len();
        count += 1;
        if bare.len() < word.len() {
            break;
        }
    }
    let term = text.get(start..)?.trim();
    (count >= 2 && term.len() > 6).then_some(term)
}

/// Whether "or", "plus", "and" or another value follows: then it is one of several.
fn is_part_of_list(view: &View, span: Span) -> bool {
    let after = view.after(span.end, 40);
    let near = view.before(span.start, 60).to_ascii_lowercase();
    [
        "or ",
        "plus",
        "and ",
        "per ",
        "for ",
        "in the case",
        "multiplied",
        "times",
        "if ",
        "during",
        "until",
        "through",
        "in year",
        "on each",
    ]
    .iter()
    .any(|word| after.trim_start_matches([' ', ',', ')']).starts_with(word))
        || [
            "first",
            "second",
            "additional",
            "installment",
            "portion",
            "maximum",
            "minimum",
            "least",
            "exceed",
        ]
        .iter()
        .any(|word| near.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::testing::expect;
    use super::*;

    #[test]
    fn one_name_two_values() {
        let about = "“Purchase Price” is what is paid.\n";
        let text = |words: &str| format!("{about}{words}");
        expect(
            find,
            &[
                (
                    &text(
                        "The Purchase Price is $5,000,000.\nOn closing, the Purchase Price of $4,500,000 falls due.",
                    ),
                    &["“Purchase Price” is $5,000,000 in one place and $4,500,000 in another."],
                ),
                (
                    &text(
                        "The Purchase Price is $5,000,000.\nOn closing, the Purchase Price of $5,000,000 falls due.",
                    ),
                    &[],
                ),
                (
                    &text(
                        "The Purchase Price is $5,000,000 or $4,000,000.\nLater the Purchase Price of $4,500,000 falls due.",
                    ),
                    &[],
                ),
                (
                    &text(
                        "The Purchase Price is $5,000,000.\nLater the Purchase Price of $4,500,000.\nThen a Purchase Price of $4,000,000.",
                    ),
                    &[],
                ),
                (
                    &text(
                        "Purchase Price: $5,000,000\nThe Purchase Price is $4,000,000.\nBefore the Purchase Price: $6,000,000",
                    ),
                    &["“Purchase Price” is $5,000,000 in one place and $4,000,000 in another."],
                ),
                (
                    "Made on June 1, 2019 (the “Effective Date”).\nIt runs from July 1, 2019 (the “Effective Date”).",
                    &["“Effective Date” is June 1, 2019 in one place and July 1, 2019 in another."],
                ),
            ],
        );
    }
}
