//! Points that a contract settles once: how much notice ends it, how long a breach may be cured, which law governs it. Takes
//! the sentences of a view, gives a draft where two of them settle one point differently.

use super::measures::{Measure, Mention};
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;

/// A point, the words that tell it, and what its value measures.
struct Topic {
    /// For people: "The period of notice for ending it without cause".
    name: &'static str,
    /// One of each group stands in the sentence.
    words: &'static [&'static [&'static str]],
    /// None of these does.
    never: &'static [&'static str],
    measure: Measure,
    score: f32,
}

/// A late charge in percent is never higher; what is higher is a share of something.
const MOST_CHARGED: f64 = 30.0;

const TOPICS: &[Topic] = &[
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

/// One draft for each point that is settled twice and differently.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    let mut settled: Vec<Vec<Mention>> = vec![Vec::new(); TOPICS.len()];
    let mut lawful: Vec<(String, Span)> = Vec::new();
    let mut at_once: Option<Span> = None;
    let mentions = view.mentions();
    let mut lower = String::new();
    for unit in &view.units.units {
        let text = view.slice(unit.span);
        if text.len() < 40 || !view.document.blocks[unit.block].kind.is_flow() {
            continue;
        }
        lower.clear();
        lower.extend(text.chars().map(|c| c.to_ascii_lowercase()));
        if let Some((law, span)) = governing_law(&lower, text, unit.span.start) {
            lawful.push((law, span));
        }
        if at_once.is_none() {
            at_once = without_notice(&lower, unit.span);
        }
        let from = mentions.partition_point(|mention| mention.span.start < unit.span.start);
        let to = mentions.partition_point(|mention| mention.span.start < unit.span.end);
        if from == to {
            continue;
        }
        for (topic, found) in TOPICS.iter().zip(&mut settled) {
            let is_on = topic.words.iter().all(|group| group.iter().any(|word| lower.contains(word)));
            if is_on && !topic.never.iter().any(|word| lower.contains(word)) {
                let mut own = mentions[from..to].iter().filter(|mention| {
                    mention.measure == topic.measure
                        && (topic.measure != Measure::Percent || mention.value <= MOST_CHARGED)
                });
                // With two periods in one sentence it cannot be told which is which.
                if let (Some(one), None) = (own.next(), own.next()) {
                    found.push(*one);
                }
            }
        }
    }
    for (topic, found) in TOPICS.iter().zip(&settled) {
        let Some(first) = found.first() else { continue };
        if let Some(other) = found.iter().find(|other| (other.value - first.value).abs() > 1e-9) {
            drafts.push(two_values(view, topic, first, other));
        }
    }
    if let (Some(now), Some(first)) =
        (at_once, settled[0].first().filter(|first| !now_overlaps(at_once, first)))
    {
        drafts.push(no_notice(view, now, first));
    }
    if let Some((first, others)) = lawful.split_first()
        && let Some(other) = others.iter().find(|other| other.0 != first.0)
    {
        drafts.push(two_laws(view, first, other));
    }
}

fn now_overlaps(now: Option<Span>, first: &Mention) -> bool {
    now.is_some_and(|now| now.overlaps(first.span))
}

fn two_values(view: &View, topic: &Topic, a: &Mention, b: &Mention) -> Draft {
    view.draft(Slip {
        statement: format!(
            "{} is {} in one place and {} in another.",
            topic.name,
            view.slice(a.span),
            view.slice(b.span)
        ),
        why: "two sentences settle the same point with different values".to_owned(),
        relation: Relation::Contradicts,
        score: topic.score,
        places: vec![a.span, b.span],
    })
}

/// Words that let somebody end a contract at once.
const AT_ONCE: [&str; 6] = [
    "with no prior notice",
    "without prior notice",
    "without notice",
    "without any notice",
    "with no notice",
    "without cause, or notice",
];

fn without_notice(lower: &str, span: Span) -> Option<Span> {
    let ends = ["may terminate", "right to terminate", "terminate this agreement"]
        .iter()
        .any(|words| lower.contains(words));
    let cause =
        ["breach", "default", "insolven", "bankrupt", "violat"].iter().any(|word| lower.contains(word));
    let at = AT_ONCE.iter().find_map(|words| lower.find(words).map(|at| (at, words.len())))?;
    (ends && !cause).then(|| Span::new(span.start + at.0, span.start + at.0 + at.1))
}

fn no_notice(view: &View, now: Span, notice: &Mention) -> Draft {
    view.draft(Slip {
        statement: format!(
            "It may be ended “{}” in one place and with {} notice in another.",
            view.slice(now),
            view.slice(notice.span)
        ),
        why: "one sentence asks for notice, another for none".to_owned(),
        relation: Relation::Contradicts,
        score: 0.6,
        places: vec![now, notice.span],
    })
}

/// The law that a sentence says governs the contract.
fn governing_law(lower: &str, text: &str, start: usize) -> Option<(String, Span)> {
    let governs =
        ["governed by", "construed in accordance with", "construed under", "interpreted in accordance with"];
    let at = governs.iter().find_map(|words| lower.find(words))?;
    let whole =
        ["this agreement", "this contract", "this lease"].iter().any(|words| lower[..at].contains(words));
    if !whole {
        return None;
    }
    let rest = lower.get(at..)?;
    let of = [
        "laws of the state of ",
        "law of the state of ",
        "laws of the commonwealth of ",
        "laws of the ",
        "laws of ",
        "law of ",
    ]
    .iter()
    .find_map(|words| rest.find(words).filter(|at| *at < 120).map(|at| at + words.len()))?;
    let name = text.get(at + of..)?;
    let words: Vec<&str> = name
        .split([' ', ',', '.', ';', '(', '\''])
        .take_while(|word| word.starts_with(char::is_uppercase) && !word.eq_ignore_ascii_case("without"))
        .take(3)
        .collect();
    let law = words.join(" ").to_lowercase();
    let law = law.trim_start_matches("state of ").trim_start_matches("state ").to_owned();
    (law.len() > 3).then(|| (law, Span::new(start + at, start + at + of + words.join(" ").len())))
}

fn two_laws(view: &View, a: &(String, Span), b: &(String, Span)) -> Draft {
    let name = |law: &str| law.split(' ').map(capitalised).collect::<Vec<_>>().join(" ");
    view.draft(Slip {
        statement: format!(
            "The law of {} governs in one place, that of {} in another.",
            name(&a.0),
            name(&b.0)
        ),
        why: "two sentences name the law that governs".to_owned(),
        relation: Relation::Contradicts,
        score: 0.5,
        places: vec![a.1, b.1],
    })
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::expect;
    use super::*;

    #[test]
    fn points_settled_twice() {
        expect(
            find,
            &[
                (
                    "Either party may terminate this Agreement without cause on sixty (60) days notice.\nThe Buyer may terminate it for any reason upon thirty (30) days written notice.",
                    &[
                        "The notice for termination without cause is sixty (60) days in one place and thirty (30) days in another.",
                    ],
                ),
                (
                    "Either party may terminate this Agreement without cause on sixty (60) days notice.\nUpon a breach the other may terminate it at any time upon thirty (30) days notice.",
                    &[],
                ),
                (
                    "Either party may terminate this Agreement at any time on thirty days notice.\nThe Seller may terminate this Agreement at any time, with no prior notice.",
                    &[
                        "It may be ended “with no prior notice” in one place and with thirty days notice in another.",
                    ],
                ),
                (
                    "This Agreement is governed by the laws of the State of Ohio.\nThis Agreement shall be construed in accordance with the laws of Texas.",
                    &["The law of Ohio governs in one place, that of Texas in another."],
                ),
                (
                    "This Agreement is governed by the laws of the State of Ohio.\nThe note is governed by the laws of Texas, and so are its annexes.",
                    &[],
                ),
                (
                    "Late payment bears a late charge of 1.5% per month on the amount due.\nOverdue amounts are charged 2% per month by the Seller.",
                    &["The charge for late payment is 1.5 in one place and 2 in another."],
                ),
            ],
        );
    }
}
