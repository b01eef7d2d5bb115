//! A document against itself. Takes a document with its units, gives
//! drafts of what does not agree. Code only: every check proves one thing by looking at the text, and names it.

mod carve_outs;
mod dates;
mod definitions;
mod facts;
mod hedges;
mod labels;
mod leftovers;
mod measures;
mod numbering;
mod references;
mod shares;
mod tables;
mod terms;
mod topics;
mod values;
mod view;
mod words_and_figures;

use crate::model::document::Document;
use crate::model::draft::Draft;
use crate::model::units::Units;
use view::View;

/// How much a kind of slip matters to somebody who has to sign the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// A slip of form: it confuses, it changes nothing.
    Minor,
    /// Something must be looked up or asked before the passage can be relied on.
    Medium,
    /// Two readings with different rights, sums or dates.
    Major,
}

/// One check of a document against itself.
#[allow(dead_code, reason = "what a row says of itself is for those who read and extend the table")]
pub(crate) struct Check {
    /// Its name in reports.
    pub(crate) name: &'static str,
    /// What a finding of it proves, for people.
    pub(crate) proves: &'static str,
    /// How much it matters.
    pub(crate) severity: Severity,
    find: fn(&View, &mut Vec<Draft>),
}

/// Every check, in the order reports list them.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "words and figures",
        proves: "A number is written in words and again in figures, and the two differ.",
        severity: Severity::Major,
        find: words_and_figures::find,
    },
    Check {
        name: "dates",
        proves: "A weekday does not fit its date, a day does not exist, or a period ends before it begins.",
        severity: Severity::Major,
        find: dates::find,
    },
    Check {
        name: "dead references",
        proves: "The text refers to a section, exhibit, table or note of its own that is nowhere in it.",
        severity: Severity::Medium,
        find: references::find,
    },
    Check {
        name: "numbering",
        proves: "A number of a series is left out, stands twice, or stands out of its order.",
        severity: Severity::Minor,
        find: numbering::find,
    },
    Check {
        name: "undefined terms",
        proves: "A term has a capital like the defined ones, and nothing in the document defines it.",
        severity: Severity::Medium,
        find: terms::find_undefined,
    },
    Check {
        name: "terms defined twice",
        proves: "Two places give one term a meaning, in different words.",
        severity: Severity::Major,
        find: terms::find_twice,
    },
    Check {
        name: "unused terms",
        proves: "A term is defined and used nowhere else.",
        severity: Severity::Minor,
        find: terms::find_unused,
    },
    Check {
        name: "one thing, two values",
        proves: "What is called by the same words is given two amounts.",
        severity: Severity::Major,
        find: values::find,
    },
    Check {
        name: "one name, two values",
        proves: "A name such as “Effective Date” or “Purchase Price” is given two values.",
        severity: Severity::Major,
        find: facts::find,
    },
    Check {
        name: "totals",
        proves: "A total of a table is not the sum of its rows or columns.",
        severity: Severity::Major,
        find: tables::find,
    },
    Check {
        name: "shares",
        proves: "A part of a whole is more than 100 percent of it.",
        severity: Severity::Major,
        find: shares::find,
    },
    Check {
        name: "two rules for one case",
        proves: "Two clauses settle the same point, such as a period of notice or a late charge, in different ways.",
        severity: Severity::Major,
        find: topics::find,
    },
    Check {
        name: "takes back what it says",
        proves: "A sentence gives another value or meaning than the one it stands beside.",
        severity: Severity::Medium,
        find: carve_outs::find,
    },
    Check {
        name: "duties that bind nobody",
        proves: "A duty is worded so that it need not be kept.",
        severity: Severity::Minor,
        find: hedges::find,
    },
    Check {
        name: "left over",
        proves: "A blank to fill in, a drafting note or a mark of editing was left in the text, or a sentence breaks off.",
        severity: Severity::Medium,
        find: leftovers::find,
    },
];

/// Every place where the document does not agree with itself, by rising place of the first passage. What was taken as a
/// discrepancy begins with the name of the check, such as `dates: the calendar gives …`.
pub(crate) fn find(document: &Document, units: &Units) -> Vec<Draft> {
    let view = View::new(document, units);
    let mut drafts = Vec::new();
    for check in CHECKS {
        let first = drafts.len();
        (check.find)(&view, &mut drafts);
        for draft in &mut drafts[first..] {
            draft.why = format!("{}: {}", check.name, draft.why);
        }
    }
    let place = |draft: &Draft| draft.quotes.first().and_then(|quote| quote.hint).unwrap_or_default();
    drafts.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.statement.cmp(&b.statement)));
    drafts
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
    fn every_check_has_a_name_of_its_own() {
        for (index, check) in CHECKS.iter().enumerate() {
            assert!(!check.proves.is_empty() && check.severity >= Severity::Minor);
            assert!(CHECKS[..index].iter().all(|other| other.name != check.name), "{}", check.name);
        }
    }

    #[test]
    fn drafts_stand_in_the_order_of_the_text() {
        let document = testing::document(
            "The fee is due within thirty (60) days.\nIt was signed on Monday, March 14, 2012.\nNotice takes ten (5) days.",
        );
        let drafts = find(&document, &Units::of(&document));
        let places: Vec<_> = drafts.iter().map(|draft| draft.quotes[0].hint).collect();
        assert_eq!(drafts.len(), 3);
        assert!(places.is_sorted());
        assert!(drafts.iter().all(|draft| draft.relation.is_some() && (0.0..=1.0).contains(&draft.score)));
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
            for draft in find(&document, &units) {
                prop_assert!(!draft.quotes.is_empty());
                for quote in draft.quotes {
                    let hint = quote.hint.expect("every quote says where it stands");
                    prop_assert_eq!(document.slice(hint), &quote.text);
                }
            }
        }
    }
}
