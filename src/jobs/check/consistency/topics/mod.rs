//! Points that a contract settles once: how much notice ends it, how long a breach may be cured, which law governs it. Takes
//! the sentences of a view, gives a draft where two of them settle one point differently.

mod law;
mod table;

use super::measures::Mention;
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;
use law::{governing_law, two_laws};
use table::{TOPICS, Topic, WITHOUT_CAUSE};

/// A shorter sentence settles nothing, in bytes.
const SHORTEST: usize = 40;

/// What the sentences of a document settle.
#[derive(Default)]
struct Settled {
    /// Values of each topic, in the order of [`TOPICS`].
    values: [Vec<Mention>; TOPICS.len()],
    /// Laws that govern, with their places.
    laws: Vec<(String, Span)>,
    /// The first place that lets somebody end it without notice.
    at_once: Option<Span>,
}

impl Settled {
    fn of(view: &View) -> Self {
        let mut settled = Settled::default();
        let mentions = view.mentions();
        let mut lower = String::new();
        for unit in &view.units.units {
            let text = view.slice(unit.span);
            if text.len() < SHORTEST || !view.document.blocks[unit.block].kind.is_flow() {
                continue;
            }
            lower.clear();
            lower.extend(text.chars().map(|c| c.to_ascii_lowercase()));
            settled.laws.extend(governing_law(&lower, text, unit.span.start));
            settled.at_once = settled.at_once.or_else(|| without_notice(&lower, unit.span));
            let from = mentions.partition_point(|mention| mention.span.start < unit.span.start);
            let to = mentions.partition_point(|mention| mention.span.start < unit.span.end);
            if from < to {
                settled.add_values(&lower, &mentions[from..to]);
            }
        }
        settled
    }

    /// Adds the value of a sentence in small letters to each topic that it settles.
    fn add_values(&mut self, lower: &str, mentions: &[Mention]) {
        for (topic, values) in TOPICS.iter().zip(&mut self.values) {
            if topic.is_in(lower) {
                let mut own = mentions.iter().filter(|mention| topic.may_be(mention));
                // With two periods in one sentence it cannot be told which is which.
                if let (Some(one), None) = (own.next(), own.next()) {
                    values.push(*one);
                }
            }
        }
    }
}

/// One draft for each point that is settled twice and differently.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    let settled = Settled::of(view);
    for (topic, values) in TOPICS.iter().zip(&settled.values) {
        let Some(first) = values.first() else { continue };
        if let Some(other) = values.iter().find(|other| (other.value - first.value).abs() > 1e-9) {
            drafts.push(two_values(view, topic, first, other));
        }
    }
    if let (Some(now), Some(first)) = (settled.at_once, settled.values[WITHOUT_CAUSE].first())
        && !now.overlaps(first.span)
    {
        drafts.push(no_notice(view, now, first));
    }
    if let Some((first, others)) = settled.laws.split_first()
        && let Some(other) = others.iter().find(|other| other.0 != first.0)
    {
        drafts.push(two_laws(view, first, other));
    }
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
