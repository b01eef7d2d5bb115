//! References to parts of the document that it does not have: `Section 9.4` where there is none. Takes the labels of the
//! document, gives a draft for each number that is referred to and found nowhere. References to statutes and to other
//! agreements are left alone.

mod known;
mod other_texts;
mod reference;

use super::labels::{Number, Part};
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;
use crate::text::words::capitalised;
use known::{Known, is_plain};
use reference::references;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// No more dead references than this are reported: then the numbering was not understood.
const MOST_DEAD: usize = 25;

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
    let name = capitalised(part.name());
    match number {
        Number::Letters(letters) => format!("{name} {letters}"),
        Number::Decimal(parts) => {
            let parts: Vec<String> = parts.iter().map(u32::to_string).collect();
            format!("{name} {}", parts.join("."))
        }
    }
}

/// Whether the document changes another one: then the sections it names are that one's.
fn amends_another(view: &View) -> bool {
    let head = view.after(0, 600);
    let mut words = head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(40);
    words.any(|said| ["amendment", "addendum"].iter().any(|word| said.eq_ignore_ascii_case(word)))
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
