//! A document against itself. Takes a document with its units, gives
//! drafts of what does not agree. Code only: every check proves one thing by looking at the text, and names it.

mod carve_outs;
mod currencies;
mod dates;
mod definitions;
mod facts;
mod fronts;
mod hedges;
mod labels;
mod leftovers;
mod measures;
mod numbering;
mod references;
mod shared;
mod shares;
mod skeleton;
mod tables;
mod terms;
mod topics;
mod units;
mod values;
mod versions;
mod view;
mod words_and_figures;

use crate::model::document::Document;
use crate::model::draft::Draft;
use crate::model::shared::Identity;
use crate::model::slip::SlipKind;
use crate::model::span::Span;
use crate::model::units::Units;
use rustc_hash::FxHashMap;
pub(crate) use shared::Told;
use view::View;

/// One check of a document against itself. What it proves is said where its kind is.
struct Check {
    kind: SlipKind,
    find: fn(&View, &mut Vec<Draft>),
}

/// Every check.
const CHECKS: &[Check] = &[
    Check { kind: SlipKind::WordsAndFigures, find: words_and_figures::find },
    Check { kind: SlipKind::Dates, find: dates::find },
    Check { kind: SlipKind::DeadReference, find: references::find },
    Check { kind: SlipKind::Numbering, find: numbering::find },
    Check { kind: SlipKind::Undefined, find: terms::find_undefined },
    Check { kind: SlipKind::DefinedTwice, find: terms::find_twice },
    Check { kind: SlipKind::Unused, find: terms::find_unused },
    Check { kind: SlipKind::TwoValues, find: values::find },
    Check { kind: SlipKind::NamedValues, find: facts::find },
    Check { kind: SlipKind::Switched, find: units::find },
    Check { kind: SlipKind::Totals, find: tables::find },
    Check { kind: SlipKind::Shares, find: shares::find },
    Check { kind: SlipKind::TwoRules, find: topics::find },
    Check { kind: SlipKind::TwoVersions, find: versions::find },
    Check { kind: SlipKind::TakenBack, find: carve_outs::find },
    Check { kind: SlipKind::NoDuty, find: hedges::find },
    Check { kind: SlipKind::LeftOver, find: leftovers::find },
];

/// What was found by looking at one document.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Places where it does not agree with itself, by rising place of the first passage.
    pub(crate) drafts: Vec<Draft>,
    /// What it has to say to the other documents of its batch.
    pub(crate) told: Vec<Told>,
    /// What it is known by among them.
    pub(crate) identity: Identity,
}

/// Looks at a document; at what it has to say to others only in a batch.
pub(crate) fn look(document: &Document, units: &Units, in_batch: bool) -> Seen {
    let view = View::new(document, units);
    let drafts = find(&view);
    let (told, identity) = if in_batch { shared::tell(&view) } else { Default::default() };
    Seen { drafts, told, identity }
}

/// Every place where the document does not agree with itself, by rising place of the first passage.
fn find(view: &View) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for check in CHECKS {
        let first = drafts.len();
        (check.find)(view, &mut drafts);
        if is_of_one_text(check.kind) {
            let is_apart = |draft: &Draft| stands_apart(view, draft);
            let kept: Vec<Draft> = drafts.drain(first..).filter(|draft| !is_apart(draft)).collect();
            drafts.extend(kept);
        }
        for draft in &mut drafts[first..] {
            draft.slip = Some(check.kind);
        }
    }
    keep_first_of_each_pair(&mut drafts);
    let place = |draft: &Draft| draft.quotes.first().and_then(|quote| quote.hint).unwrap_or_default();
    drafts.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.statement.cmp(&b.statement)));
    drafts
}

/// Two checks may find the same two passages to disagree: what the first of them says of it is kept.
fn keep_first_of_each_pair(drafts: &mut Vec<Draft>) {
    let mut said_by: FxHashMap<(Span, Span), Option<SlipKind>> = FxHashMap::default();
    drafts.retain(|draft| {
        let mut places = draft.quotes.iter().filter_map(|quote| quote.hint);
        let (Some(one), Some(other)) = (places.next(), places.next()) else { return true };
        let pair = if one <= other { (one, other) } else { (other, one) };
        *said_by.entry(pair).or_insert(draft.slip) == draft.slip
    });
}

/// Whether two places only disagree within one text: two exhibits of a filing may well have two section 2.3, two laws and two
/// meanings of a term.
fn is_of_one_text(kind: SlipKind) -> bool {
    match kind {
        SlipKind::Numbering
        | SlipKind::DefinedTwice
        | SlipKind::TwoValues
        | SlipKind::NamedValues
        | SlipKind::Switched
        | SlipKind::TwoRules
        | SlipKind::TwoVersions
        | SlipKind::TakenBack => true,
        SlipKind::WordsAndFigures
        | SlipKind::Dates
        | SlipKind::DeadReference
        | SlipKind::Undefined
        | SlipKind::Unused
        | SlipKind::Totals
        | SlipKind::Shares
        | SlipKind::NoDuty
        | SlipKind::LeftOver
        | SlipKind::BetweenDocuments => false,
    }
}

/// Whether the first two passages of a draft stand in two exhibits.
fn stands_apart(view: &View, draft: &Draft) -> bool {
    let mut places = draft.quotes.iter().filter_map(|quote| quote.hint);
    match (places.next(), places.next()) {
        (Some(one), Some(other)) => !view.is_same_exhibit(one.start, other.start),
        _ => false,
    }
}

#[cfg(test)]
mod testing {
    //! Small documents for the tests of the checks.

    use super::view::View;
    use crate::model::document::{BlockKind, Document, DocumentBuilder, Place};
    use crate::model::draft::Draft;
    use crate::model::units::Units;

    /// A document of one paragraph a line.
    pub(super) fn document(text: &str) -> Document {
        let mut builder = DocumentBuilder::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            builder.add(BlockKind::Paragraph, None, line, Place::default());
        }
        Document::new("d1", "a.txt", builder.finish())
    }

    /// What one check says of a text.
    pub(super) fn statements(check: fn(&View, &mut Vec<Draft>), text: &str) -> Vec<String> {
        let document = document(text);
        let units = Units::of(&document);
        let mut drafts = Vec::new();
        check(&View::new(&document, &units), &mut drafts);
        for draft in &drafts {
            for quote in &draft.quotes {
                let hint = quote.hint.expect("every quote says where it stands");
                assert_eq!(document.slice(hint), quote.text, "{}", draft.statement);
            }
        }
        drafts.into_iter().map(|draft| draft.statement).collect()
    }

    /// Checks that a text gives just these statements.
    pub(super) fn expect(check: fn(&View, &mut Vec<Draft>), cases: &[(&str, &[&str])]) {
        for (text, expected) in cases {
            assert_eq!(statements(check, text), *expected, "{text}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_kind_has_one_check() {
        for kind in SlipKind::ALL.into_iter().filter(|&kind| kind != SlipKind::BetweenDocuments) {
            assert_eq!(CHECKS.iter().filter(|check| check.kind == kind).count(), 1, "{kind:?}");
        }
    }

    #[test]
    fn drafts_stand_in_the_order_of_the_text() {
        let document = testing::document(
            "The fee is due within thirty (60) days.\nIt was signed on Monday, March 14, 2012.\nNotice takes ten (5) days.",
        );
        let drafts = look(&document, &Units::of(&document), false).drafts;
        let places: Vec<_> = drafts.iter().map(|draft| draft.quotes[0].hint).collect();
        assert_eq!(drafts.len(), 3);
        assert!(places.is_sorted());
        assert!(drafts.iter().all(|draft| draft.relation.is_some() && (0.0..=1.0).contains(&draft.score)));
    }

    #[test]
    fn two_passages_are_reported_once() {
        let between = "Waste is taken to the yard.\nKeys are at the gate.\nThe yard is lit.\n";
        let cure = |days: &str| {
            format!(
                "A material breach of this Agreement shall be cured within {days} days after notice.\n{between}"
            )
        };
        let document = testing::document(&(cure("30") + &cure("60")));
        let drafts = look(&document, &Units::of(&document), false).drafts;
        let kinds: Vec<_> = drafts.iter().map(|draft| draft.slip).collect();
        assert_eq!(kinds, [Some(SlipKind::TwoRules)]);
    }

    #[test]
    fn exhibits_of_a_filing_are_texts_of_their_own() {
        let body =
            |law: &str| format!("This Agreement shall be governed by the laws of the State of {law}.\n");
        let one = format!("{}{}", body("New York"), body("Delaware"));
        let two = format!("Exhibit 10.1\n{}Exhibit 10.2\n{}", body("New York"), body("Delaware"));
        let lettered = format!("Exhibit A\n{}Exhibit B\n{}", body("New York"), body("Delaware"));
        for (text, expected) in [(one, 1), (two, 0), (lettered, 1)] {
            let document = testing::document(&text);
            assert_eq!(look(&document, &Units::of(&document), false).drafts.len(), expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        /// Whatever the text, nothing breaks and every quote is the document's own words.
        #[test]
        fn quotes_are_the_words_of_the_text(parts in proptest::collection::vec(
            prop_oneof![
                "[ -~]{0,24}", "\\PC{0,12}",
                Just("\n".to_owned()), Just("Section 4.2(b) ".to_owned()), Just("(the “Fee”) ".to_owned()), Just("thirty (60) days ".to_owned()),
                Just("$1,000 ".to_owned()), Just("May 31, 2014 ".to_owned()), Just("7. Term ".to_owned()), Just("*may* [●] ____ ".to_owned()),
                Just("“Fee” means 5% ".to_owned()), Just("ARTICLE IV ".to_owned()), Just("1½ (½) ".to_owned()),
            ], 0..40)) {
            let document = testing::document(&parts.concat());
            let units = Units::of(&document);
            let seen = look(&document, &units, true);
            for told in seen.told {
                prop_assert_eq!(document.slice(told.quote.hint.expect("facts say where they stand")), &told.quote.text);
            }
            for draft in seen.drafts {
                prop_assert!(!draft.quotes.is_empty());
                for quote in draft.quotes {
                    let hint = quote.hint.expect("every quote says where it stands");
                    prop_assert_eq!(document.slice(hint), &quote.text);
                }
            }
        }
    }
}
