//! What a check of a document against itself, or of documents against one another, can prove: a closed set, each with its
//! name, one sentence for people, and how much it matters.

use super::requirement::Severity;
use serde::{Deserialize, Serialize};

/// The way in which a discrepancy is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipKind {
    /// Two documents of one deal.
    BetweenDocuments,
    /// A number in words and in figures.
    WordsAndFigures,
    /// Dates that cannot be.
    Dates,
    /// One thing with two amounts.
    TwoValues,
    /// One name with two values.
    NamedValues,
    /// Currencies and units that change.
    Switched,
    /// Sums of tables.
    Totals,
    /// Parts of a whole.
    Shares,
    /// Two rules for one case.
    TwoRules,
    /// A clause that stands in two versions.
    TwoVersions,
    /// Terms with two meanings.
    DefinedTwice,
    /// Sentences that take back what they say.
    TakenBack,
    /// References that lead nowhere.
    DeadReference,
    /// Terms without a meaning.
    Undefined,
    /// What was left in the text.
    LeftOver,
    /// Numbers out of order.
    Numbering,
    /// Terms that are not used.
    Unused,
    /// Duties that bind nobody.
    NoDuty,
}

/// What is said of a kind.
struct Words {
    name: &'static str,
    proves: &'static str,
    severity: Severity,
}

impl SlipKind {
    /// Every kind, in the order reports list them: what matters most comes first.
    pub const ALL: [SlipKind; 18] = [
        SlipKind::BetweenDocuments,
        SlipKind::WordsAndFigures,
        SlipKind::Dates,
        SlipKind::TwoValues,
        SlipKind::NamedValues,
        SlipKind::Switched,
        SlipKind::Totals,
        SlipKind::Shares,
        SlipKind::TwoRules,
        SlipKind::TwoVersions,
        SlipKind::DefinedTwice,
        SlipKind::TakenBack,
        SlipKind::DeadReference,
        SlipKind::Undefined,
        SlipKind::LeftOver,
        SlipKind::Numbering,
        SlipKind::Unused,
        SlipKind::NoDuty,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        self.words().name
    }

    /// What a finding of it proves, in one sentence.
    pub fn proves(self) -> &'static str {
        self.words().proves
    }

    /// How much it matters to somebody who has to sign the document.
    pub fn severity(self) -> Severity {
        self.words().severity
    }

    fn words(self) -> Words {
        let (name, proves, severity) = match self {
            SlipKind::BetweenDocuments => (
                "documents of one deal",
                "Two documents that name the same parties say different things of one fact.",
                Severity::High,
            ),
            SlipKind::WordsAndFigures => (
                "words and figures",
                "A number is written in words and again in figures, and the two differ.",
                Severity::High,
            ),
            SlipKind::Dates => (
                "dates",
                "A weekday does not fit its date, a day does not exist, or a period ends before it begins.",
                Severity::High,
            ),
            SlipKind::TwoValues => (
                "one thing, two values",
                "What is called by the same words is given two amounts.",
                Severity::High,
            ),
            SlipKind::NamedValues => (
                "one name, two values",
                "A name such as “Effective Date” or “Purchase Price” is given two values.",
                Severity::High,
            ),
            SlipKind::Switched => (
                "currencies and units",
                "One value is given in two currencies or units of time, or one amount alone is in another currency.",
                Severity::High,
            ),
            SlipKind::Totals => {
                ("totals", "A total of a table is not the sum of its rows or columns.", Severity::High)
            }
            SlipKind::Shares => {
                ("shares", "A part of a whole is more than 100 percent of it.", Severity::High)
            }
            SlipKind::TwoRules => (
                "two rules for one case",
                "Two clauses settle the same point, such as a period of notice or a late charge, in different ways.",
                Severity::High,
            ),
            SlipKind::TwoVersions => (
                "two versions",
                "A clause stands twice, in the same words but for an amount, a date, a “not” or a “may”.",
                Severity::High,
            ),
            SlipKind::DefinedTwice => (
                "terms defined twice",
                "Two places give one term a meaning, in different words.",
                Severity::High,
            ),
            SlipKind::TakenBack => (
                "takes back what it says",
                "A sentence gives another value or meaning than the one it stands beside.",
                Severity::Medium,
            ),
            SlipKind::DeadReference => (
                "dead references",
                "The text refers to a section, exhibit, table or note of its own that is nowhere in it.",
                Severity::Medium,
            ),
            SlipKind::Undefined => (
                "undefined terms",
                "A term has a capital like the defined ones, and nothing in the document defines it.",
                Severity::Medium,
            ),
            SlipKind::LeftOver => (
                "left over",
                "A blank to fill in, a drafting note or a mark of editing was left in the text, or a sentence breaks off.",
                Severity::Medium,
            ),
            SlipKind::Numbering => (
                "numbering",
                "A number of a series is left out, stands twice, or stands out of its order.",
                Severity::Low,
            ),
            SlipKind::Unused => ("unused terms", "A term is defined and used nowhere else.", Severity::Low),
            SlipKind::NoDuty => {
                ("duties that bind nobody", "A duty is worded so that it need not be kept.", Severity::Low)
            }
        };
        Words { name, proves, severity }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        for (index, kind) in SlipKind::ALL.iter().enumerate() {
            assert!(kind.proves().ends_with('.'));
            assert!(SlipKind::ALL[..index].iter().all(|other| other.name() != kind.name()), "{kind:?}");
        }
    }
}
