//! The points that a contract settles once, with a value: what tells them in a sentence, and what the value measures. A table.

use super::super::measures::{Measure, Mention};

/// A point, the words that tell it, and what its value measures.
pub(super) struct Topic {
    /// For people: "The period of notice for ending it without cause".
    pub(super) name: &'static str,
    /// One of each group stands in the sentence.
    pub(super) words: &'static [&'static [&'static str]],
    /// None of these does.
    pub(super) never: &'static [&'static str],
    pub(super) measure: Measure,
    pub(super) score: f32,
}

/// A late charge in percent is never higher; what is higher is a share of something.
const MOST_CHARGED: f64 = 30.0;

impl Topic {
    /// Whether a sentence in small letters is on it.
    pub(super) fn is_in(&self, lower: &str) -> bool {
        self.words.iter().all(|group| group.iter().any(|word| lower.contains(word)))
            && !self.never.iter().any(|word| lower.contains(word))
    }

    /// Whether a mention may be its value.
    pub(super) fn may_be(&self, mention: &Mention) -> bool {
        mention.measure == self.measure && (self.measure != Measure::Percent || mention.value <= MOST_CHARGED)
    }
}

/// The place in [`TOPICS`] of the notice for termination without cause.
pub(super) const WITHOUT_CAUSE: usize = 0;

/// Every topic.
pub(super) const TOPICS: [Topic; 11] = [
    Topic {
        name: "The notice for termination without cause",
        words: &[
            &["terminat", "cancel"],
            &[
                "without cause",
                "for any reason",
                "no reason",
                "non-cause",
                "for convenience",
                "with or without cause",
                "at any time",
            ],
            &["notice"],
        ],
        never: &[
            "breach",
            "default",
            "insolven",
            "bankrupt",
            "change of control",
            "cure",
            "correct",
            "fails",
        ],
        measure: Measure::Days,
        score: 0.55,
    },
    Topic {
        name: "The time to cure a breach",
        words: &[
            &["cure", "cured", "remedy", "remedied"],
            &["material breach", "materially breach", "breach of this agreement", "breaches this agreement"],
        ],
        never: &["pay", "insolven", "bankrupt", "petition"],
        measure: Measure::Days,
        score: 0.45,
    },
    Topic {
        name: "The time to cure a payment that is due",
        words: &[
            &["cure", "cured", "remedy", "remedied"],
            &[
                "failure to pay",
                "fails to pay",
                "failure to make payment",
                "payment default",
                "non-payment",
                "nonpayment",
            ],
        ],
        never: &["insolven", "bankrupt", "petition"],
        measure: Measure::Days,
        score: 0.5,
    },
    Topic {
        name: "The time to pay an invoice",
        words: &[
            &["invoice"],
            &[
                "shall pay",
                "will pay",
                "payable",
                "are due",
                "is due",
                "payment is",
                "payments are",
                "remit",
                "must pay",
                "be paid",
            ],
        ],
        never: &["dispute", "late", "interest", "cure", "audit", "error"],
        measure: Measure::Days,
        score: 0.4,
    },
    Topic {
        name: "The time to pay after the end of a quarter",
        words: &[
            &["calendar quarter", "each quarter", "fiscal quarter"],
            &["following the end", "after the end", "of the end"],
            &["due", "pay", "submit", "deliver", "report"],
        ],
        never: &["audit", "month"],
        measure: Measure::Days,
        score: 0.35,
    },
    Topic {
        name: "The charge for late payment",
        words: &[
            &["late payment", "late charge", "late fee", "overdue", "past due", "unpaid"],
            &["per month", "per annum", "monthly"],
            &["pay", "amount", "balance", "invoice"],
        ],
        never: &["prime rate plus", "libor"],
        measure: Measure::Percent,
        score: 0.45,
    },
    Topic {
        name: "The notice against renewal",
        words: &[
            &["renew"],
            &["notice"],
            &[
                "prior to the end",
                "prior to the expir",
                "before the end",
                "before the expir",
                "prior to expir",
                "prior to the then",
                "before expir",
            ],
        ],
        never: &[],
        measure: Measure::Days,
        score: 0.45,
    },
    Topic {
        name: "How long the duty of confidence lasts",
        words: &[
            &["confidential"],
            &[
                "surviv",
                "years after",
                "years following",
                "years from",
                "year after",
                "year following",
                "years thereafter",
            ],
        ],
        never: &["trade secret"],
        measure: Measure::Days,
        score: 0.45,
    },
    Topic {
        name: "How long records are kept",
        words: &[
            &["records", "books"],
            &["maintain", "retain", "keep", "preserve"],
            &["for a period", "for at least", "for not less", "years after", "years following", "years from"],
        ],
        never: &[],
        measure: Measure::Days,
        score: 0.35,
    },
    Topic {
        name: "The initial term",
        words: &[&[
            "initial term of this agreement",
            "the term of this agreement shall be",
            "the term of this agreement is",
            "term of this agreement shall commence",
            "initial term shall be",
            "initial term is",
        ]],
        never: &["notice", "renewal term"],
        measure: Measure::Days,
        score: 0.45,
    },
    Topic {
        name: "The warranty period",
        words: &[&["warranty period"], &["shall mean", "means", "shall be", "is ", "extend"]],
        never: &[],
        measure: Measure::Days,
        score: 0.5,
    },
];
