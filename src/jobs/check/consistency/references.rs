//! References to parts of the document that it does not have: `Section 9.4` where there is none. Takes the labels of the
//! document, gives a draft for each number that is referred to and found nowhere. References to statutes and to other
//! agreements are left alone.

use super::labels::{Number, Part, read_number};
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;
use crate::text::words::{Word, hash_word};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A document with fewer numbered sections says too little about its numbering to miss one.
const FEWEST_LABELS: usize = 5;
/// No more dead references than this are reported: then the numbering was not understood.
const MOST_DEAD: usize = 25;
/// A section number this high is a statute's, or a row of seats, unless the document counts that far itself.
const FAR: u32 = 100;
/// The words after a reference that are searched for the name of another text, in bytes.
const NEAR: usize = 90;

/// A reference to a numbered part.
struct Reference {
    /// What it calls the part.
    part: Part,
    /// The number without what is in brackets.
    number: Number,
    /// The word and the number; only the number for what follows in a list.
    span: Span,
    /// Whether the words around say that another text is meant.
    is_foreign: bool,
}

/// One draft for each section that is referred to and does not exist, and one for the exhibits that are not there.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    if amends_another(view) {
        return;
    }
    let references = references(view);
    let known = Known::of(view, &references);
    // What is once said to be another text's is that text's everywhere ("Section 16").
    let foreign: FxHashSet<&Number> =
        references.iter().filter(|r| r.is_foreign && is_plain(&r.number)).map(|r| &r.number).collect();
    let mut dead: BTreeMap<(Part, &Number), Vec<Span>> = BTreeMap::new();
    for reference in &references {
        let is_section = matches!(reference.part, Part::Section | Part::Article);
        let is_other = reference.is_foreign || is_section && foreign.contains(&reference.number);
        if !is_other && known.lacks(reference.part, &reference.number) {
            dead.entry((reference.part, &reference.number)).or_default().push(reference.span);
        }
    }
    if dead.len() > MOST_DEAD {
        return;
    }
    let (sections, others): (Vec<_>, Vec<_>) =
        dead.into_iter().partition(|((part, _), _)| matches!(part, Part::Section | Part::Article));
    for ((part, number), spans) in sections {
        drafts.push(section_draft(view, &known, part, number, &spans));
    }
    let mut by_part: BTreeMap<Part, Vec<(&Number, Vec<Span>)>> = BTreeMap::new();
    for ((part, number), spans) in others {
        by_part.entry(part).or_default().push((number, spans));
    }
    // Reports list exhibits that were filed with others.
    if !view.is_contract() {
        by_part.remove(&Part::Exhibit);
    }
    for (part, missing) in by_part {
        drafts.push(attachment_draft(view, &known, part, &missing));
    }
}

fn section_draft(view: &View, known: &Known, part: Part, number: &Number, spans: &[Span]) -> Draft {
    let nearest = known.nearest(number);
    let times = if spans.len() > 1 { format!(" ({} times)", spans.len()) } else { String::new() };
    let mut places = vec![spans[0]];
    places.extend(nearest);
    view.draft(Slip {
        statement: format!(
            "The text refers to {}{times}, but has no such {}.",
            called(part, number),
            part.name()
        ),
        why: match nearest {
            Some(near) => format!("the nearest number in the document is {}", view.slice(near).trim()),
            None => "no part of the document bears this number".to_owned(),
        },
        relation: Relation::Missing,
        score: known.score(number),
        places,
    })
}

fn attachment_draft(view: &View, known: &Known, part: Part, missing: &[(&Number, Vec<Span>)]) -> Draft {
    let names: Vec<String> = missing.iter().take(8).map(|(number, _)| called(part, number)).collect();
    let more = if missing.len() > names.len() { " and others" } else { "" };
    let verb = if missing.len() == 1 { "is" } else { "are" };
    let mut places: Vec<Span> = missing.iter().take(3).map(|(_, spans)| spans[0]).collect();
    places.extend(known.example(part));
    view.draft(Slip {
        statement: format!("{}{more} {verb} referred to but {verb} not in the document.", names.join(", ")),
        why: format!("the document holds other {}s, and none of this name", part.name()),
        relation: Relation::Missing,
        score: if matches!(part, Part::Table | Part::Figure) { 0.6 } else { 0.45 },
        places,
    })
}

/// `Section 4.2`, `Exhibit B-1`.
fn called(part: Part, number: &Number) -> String {
    let mut name = part.name().to_owned();
    name[..1].make_ascii_uppercase();
    match number {
        Number::Letters(letters) => format!("{name} {letters}"),
        Number::Decimal(parts) => {
            let parts: Vec<String> = parts.iter().map(u32::to_string).collect();
            format!("{name} {}", parts.join("."))
        }
    }
}

fn has_letters(number: &Number) -> bool {
    matches!(number, Number::Letters(_))
}

fn is_plain(number: &Number) -> bool {
    matches!(number, Number::Decimal(parts) if parts.len() == 1)
}

/// Whether the document changes another one: then the sections it names are that one's.
fn amends_another(view: &View) -> bool {
    let head = view.after(0, 600);
    let mut words = head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(40);
    words.any(|said| ["amendment", "addendum"].iter().any(|word| said.eq_ignore_ascii_case(word)))
}

/// What numbers a document has.
struct Known<'a> {
    /// Every number of sections and articles, and every beginning of one.
    sections: FxHashSet<Vec<u32>>,
    /// Labels of sections in rising order, for the nearest one.
    sorted: Vec<(&'a [u32], Span)>,
    /// Numbers of all other parts.
    others: BTreeMap<(Part, &'a Number), Span>,
    /// How many section numbers have more than one part.
    dotted: usize,
    /// How many parts of a kind there are, by whether letters count them.
    forms: FxHashMap<(Part, bool), usize>,
    /// Whether the text cites statutes by title and section.
    cites_statutes: bool,
}

impl<'a> Known<'a> {
    fn of(view: &'a View, references: &[Reference]) -> Self {
        let mut known = Known {
            sections: FxHashSet::default(),
            sorted: Vec::new(),
            others: BTreeMap::new(),
            forms: FxHashMap::default(),
            cites_statutes: view.text.contains("U.S.C.") || view.text.contains("C.F.R."),
            dotted: 0,
        };
        for label in view.labels() {
            match (&label.number, label.part) {
                (Number::Decimal(parts), Part::Section | Part::Article) => {
                    known.add(parts);
                    known.dotted += usize::from(parts.len() > 1);
                    known.sorted.push((parts, label.span));
                }
                (number, part) if label.opens_line => {
                    known.others.entry((part, number)).or_insert(label.span);
                }
                _ => {}
            }
        }
        for (part, number) in known.others.keys() {
            *known.forms.entry((*part, has_letters(number))).or_default() += 1;
        }
        known.sorted.sort();
        known.add_unclaimed(view, references);
        known
    }

    fn add(&mut self, parts: &[u32]) {
        for length in 1..=parts.len() {
            self.sections.insert(parts[..length].to_vec());
        }
    }

    /// Numbers such as `7.1` that stand in the text and in no reference may be headings whose line was lost.
    fn add_unclaimed(&mut self, view: &View, references: &[Reference]) {
        let claimed: FxHashSet<usize> = references.iter().map(|reference| reference.span.end).collect();
        for word in &view.units.words {
            let start = word.start as usize;
            let is_digit = view.text.as_bytes()[start].is_ascii_digit();
            if is_digit
                && !view.before(start, 1).ends_with(['.', '$', '(', ','])
                && let Some((Number::Decimal(parts), end)) = read_number(view.text, start, false)
                && parts.len() > 1
                && !claimed.contains(&end)
            {
                self.add(&parts);
            }
        }
    }

    /// Whether the document numbers such parts, and has none of this number.
    fn lacks(&self, part: Part, number: &Number) -> bool {
        match (part, number) {
            (Part::Section | Part::Article, Number::Decimal(parts)) => {
                // "Article 5.00" is Article 5.
                let kept = parts.iter().rposition(|&part| part > 0).map_or(0, |at| at + 1);
                let above = self.sorted.partition_point(|(label, _)| label[0] * 2 < parts[0]);
                let is_near =
                    parts[0] < FAR || self.sorted.len() - above >= FEWEST_LABELS && !self.cites_statutes;
                self.sorted.len() >= FEWEST_LABELS
                    && is_near
                    && kept > 0
                    && !self.sections.contains(&parts[..kept])
            }
            (Part::Section | Part::Article, Number::Letters(_)) => false,
            // An exhibit is often filed apart; only where others of its kind are here can one be missed.
            (part, number) => {
                let alike = self.forms.get(&(part, has_letters(number))).copied().unwrap_or(0);
                alike >= 2 && !self.others.contains_key(&(part, number))
            }
        }
    }

    /// The section whose number is the nearest below.
    fn nearest(&self, number: &Number) -> Option<Span> {
        let Number::Decimal(parts) = number else { return None };
        let after = self.sorted.partition_point(|(label, _)| *label <= parts.as_slice());
        self.sorted.get(after.saturating_sub(1)).map(|(_, span)| *span)
    }

    /// One part of this kind that the document has.
    fn example(&self, part: Part) -> Option<Span> {
        self.others.iter().find(|((other, _), _)| *other == part).map(|(_, span)| *span)
    }

    fn score(&self, number: &Number) -> f32 {
        let is_rich = if is_plain(number) { self.sections.len() >= 8 } else { self.dotted >= 5 };
        if is_rich { 0.85 } else { 0.55 }
    }
}

/// Every reference to a numbered part, in order.
fn references(view: &View) -> Vec<Reference> {
    let words = &view.units.words;
    let labels: FxHashSet<usize> = view.labels().iter().map(|label| label.span.start).collect();
    let mut found: Vec<Reference> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let Some(part) = Part::of(word.hash) else { continue };
        let start = word.start as usize;
        // "section 5" in small letters is as good as any, "notes 5" is not.
        let has_capital = view.text[start..].starts_with(char::is_uppercase);
        if labels.contains(&start) || !has_capital && !matches!(part, Part::Section | Part::Article) {
            continue;
        }
        let numbers = numbers_after(view, word.end as usize, part);
        let Some(last) = numbers.last() else { continue };
        // "Appendices  60" is a line of a table of contents.
        let is_many = !matches!(part, Part::Section | Part::Article) && word.of(view.text).ends_with('s');
        if numbers.len() == 1 && (is_many || is_heading(view, words, index, last.1)) {
            continue;
        }
        let is_foreign = is_foreign(view, words, index, last.1);
        found.extend(numbers.into_iter().enumerate().map(|(at, (number, end, from))| Reference {
            part,
            number,
            span: Span::new(if at == 0 { start } else { from }, end),
            is_foreign,
        }));
    }
    // "Section 6.08, Section 6.09 and Section 6.10 of the Separation Agreement".
    for index in (1..found.len()).rev() {
        let between = view.text.get(found[index - 1].span.end..found[index].span.start).unwrap_or_default();
        let joins = between.len() < 24
            && between
                .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
                .all(|word| matches!(word, "" | "and" | "or" | "and/or") || word.starts_with('('));
        found[index - 1].is_foreign |= joins && found[index].is_foreign;
    }
    found
}

/// Whether a title follows the number and no sentence leads up to it: "WARRANTIES Section 3.1 The Fund represents".
fn is_heading(view: &View, words: &[Word], index: usize, end: usize) -> bool {
    let follows = view.after(end, 40).trim_start_matches(['.', ':']);
    let has_title =
        follows.starts_with([' ', '\u{a0}']) && follows.trim_start().starts_with(char::is_uppercase);
    let leads = index.checked_sub(1).is_some_and(|before| {
        let gap = view.text.get(words[before].end as usize..words[index].start as usize).unwrap_or_default();
        words[before].of(view.text).starts_with(char::is_lowercase) && !gap.contains(['.', ';', ':'])
    });
    has_title && !leads
}

/// The numbers of a list such as `5.1, 5.2(b) and 5.3`, each with its end and start.
fn numbers_after(view: &View, at: usize, part: Part) -> Vec<(Number, usize, usize)> {
    const JOINS: [&str; 8] = [", and ", ", or ", " and ", " or ", " through ", " to ", ", ", "-"];
    let text = view.text;
    let mut numbers = Vec::new();
    let blank = view.after(at, 8);
    let mut from = at + (blank.len() - blank.trim_start_matches([' ', '\u{a0}']).len());
    if from == at {
        return numbers;
    }
    while let Some((number, end)) = part.read_number(text, from) {
        let end_of_brackets = skip_brackets(text, end);
        numbers.push((number, end, from));
        let rest = view.after(end_of_brackets, 24);
        let Some(join) = JOINS.iter().find(|join| rest.starts_with(**join)) else { break };
        from = end_of_brackets + join.len();
        if numbers.len() == 12 || from >= text.len() {
            break;
        }
    }
    numbers
}

/// The end of `(a)(iv)` right after a number.
fn skip_brackets(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while bytes.get(at) == Some(&b'(') {
        match bytes[at..].iter().take(8).position(|&b| b == b')') {
            Some(length) => at += length + 1,
            None => break,
        }
    }
    at
}

/// Words that make what stands beside them another text's.
const OTHER_TEXTS: [u64; 26] = [
    hash_word("act"),
    hash_word("acts"),
    hash_word("code"),
    hash_word("irc"),
    hash_word("erisa"),
    hash_word("regulation"),
    hash_word("regulations"),
    hash_word("rule"),
    hash_word("rules"),
    hash_word("law"),
    hash_word("laws"),
    hash_word("statute"),
    hash_word("statutes"),
    hash_word("statutory"),
    hash_word("title"),
    hash_word("constitution"),
    hash_word("directive"),
    hash_word("treaty"),
    hash_word("convention"),
    hash_word("ordinance"),
    hash_word("s-k"),
    hash_word("s-x"),
    hash_word("gdpr"),
    hash_word("cfr"),
    hash_word("usc"),
    hash_word("ucc"),
];

/// Whether the words before or after a reference say that it is to another text.
fn is_foreign(view: &View, words: &[Word], index: usize, end: usize) -> bool {
    // "Code Section 409A", "12 U.S.C. Section 4".
    let before = view.before(words[index].start as usize, 24);
    let before = before.rsplit('\n').next().unwrap_or_default().trim_end();
    let cites = ["U.S.C.", "C.F.R.", "Reg.", "Stat.", "Ann."].iter().any(|cite| before.ends_with(cite));
    let is_other = |word: &str| {
        OTHER_TEXTS.contains(&hash_word(word.trim_matches(|c: char| !c.is_alphanumeric())))
            && word.starts_with(|c: char| !c.is_lowercase())
    };
    if cites || before.split_whitespace().next_back().is_some_and(is_other) {
        return true;
    }
    let end = skip_brackets(view.text, end);
    let after = view.after(end, NEAR);
    let after = ["et seq.", "ff.", "f."]
        .iter()
        .fold(after, |after, following| after.trim_start().strip_prefix(following).unwrap_or(after));
    let clause = after.find(['.', ';']).map_or(after, |stop| &after[..stop]);
    let mut words: Vec<&str> = clause.split_whitespace().collect();
    // "Section 6.3 (No Termination), of the Act": the title in brackets is stepped over.
    let mut open = 0_usize;
    words.retain(|word| {
        open += word.matches('(').count();
        let kept = open == 0 && !matches!(*word, "," | "respectively,");
        open = open.saturating_sub(word.matches(')').count());
        kept
    });
    let first = words.first().copied().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric());
    if ["thereof", "thereto", "therein", "thereunder"].contains(&first) {
        return true;
    }
    if !["of", "to", "in", "under", "from"].contains(&first) {
        // "Section 444, second alternative German Civil Code"
        return words.iter().take(6).any(|word| is_other(word));
    }
    let second = words.get(1).copied().unwrap_or_default();
    let third = words.get(2).copied().unwrap_or_default();
    let own = ["this", "these", "hereof", "herein", "our", "above", "below"];
    let named = third.trim_end_matches([',', '.', ';', ')']);
    if own.contains(&second)
        || second == "the"
            && view.is_contract()
            && ["Agreement", "Contract", "Lease", "Terms"].contains(&named)
    {
        return false;
    }
    first == "of" || words.iter().take(7).any(|word| is_other(word))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{expect, statements};
    use super::*;

    /// Seven sections with something in the last.
    fn contract(last: &str) -> String {
        format!(
            "1. Definitions\nWords.\n2. Term\n2.1 Start. It starts.\n2.2 End. It ends.\n3. Fees\n3.1 Rates. See below.\n3.2 Taxes. None.\n4. Law\n{last}"
        )
    }

    #[test]
    fn references_to_nothing() {
        let cases: &[(&str, &[&str])] = &[
            ("as set forth in Section 2.2 and Section 3", &[]),
            ("as set forth in Section 5.4(b)", &["The text refers to Section 5.4, but has no such section."]),
            (
                "under Sections 3.1, 3.2 and 3.9, fees",
                &["The text refers to Section 3.9, but has no such section."],
            ),
            ("under Section 13 of the Exchange Act", &[]),
            ("under Code Section 409A and 17 U.S.C. Section 99", &[]),
            ("under Section 9.1, Section 9.2 and Section 9.3 of the Merger Agreement", &[]),
            ("pursuant to Section 88 thereof", &[]),
            ("according to articles 35 et seq. of the Swiss Federal Act on Financial Services", &[]),
            (
                "under Section 8 of this Agreement",
                &["The text refers to Section 8, but has no such section."],
            ),
            ("seats in Section 150, Row X", &[]),
            ("ARTICLE VII shall apply", &["The text refers to Article 7, but has no such article."]),
        ];
        for (last, expected) in cases {
            assert_eq!(statements(find, &contract(last)), *expected, "{last}");
        }
    }

    #[test]
    fn exhibits_and_tables() {
        expect(
            find,
            &[
                (
                    "The parties (the “Parties”) see Exhibit C and Exhibit B hereto.\nEXHIBIT A\nForm.\nEXHIBIT B\nForm.",
                    &["Exhibit C is referred to but is not in the document."],
                ),
                ("See Exhibit C.\nWords.", &[]),
                (
                    "Table 1. Ages\nTable 2. Sizes\nAs shown in Table 7, sizes grow.",
                    &["Table 7 is referred to but is not in the document."],
                ),
                ("See Section 9.9.\nToo few numbers to tell.", &[]),
            ],
        );
        let amendment = format!("First Amendment to the Lease\n{}", contract("Section 9 is deleted."));
        assert_eq!(statements(find, &amendment), [""; 0]);
    }
}
