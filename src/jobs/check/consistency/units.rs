//! Currencies and units that change on the way: "€500 USD", a fee in dollars here and in euros there, thirty days that become
//! thirty months. Takes the values of a view, gives a draft for each switch.

use super::currencies::Currency;
use super::facts::{Value, facts, pairs};
use super::measures::{Measure, Mention, Unit};
use super::values;
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;

/// From so many amounts in one currency on, a single one in another stands out.
const LEAST_OF_ONE: usize = 6;
/// The words for a currency, and for changing one into another: who writes of them means it.
const CHANGES: &[&str] = &["exchange rate", "currency", "currencies", "converted", "equivalent"];

/// One draft for each switch.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    for mention in view.mentions() {
        if let Unit::Money(currency, Some(other)) = mention.unit {
            drafts.push(two_signs(view, mention, currency, other));
        }
    }
    for (first, other) in pairs(&facts(view), is_switched) {
        drafts.push(view.draft(Slip {
            statement: format!(
                "“{}” is {} in one place and {} in another.",
                first.name,
                view.slice(first.span),
                view.slice(other.span)
            ),
            why: "one name is given values in two units".to_owned(),
            relation: Relation::Contradicts,
            score: 0.6,
            places: vec![first.span, other.span],
        }));
    }
    if !view.is_contract() {
        return;
    }
    let all: Vec<&Mention> =
        view.mentions().iter().filter(|mention| mention.measure != Measure::Percent).collect();
    for (a, b, count) in values::pairs(view, &all, Mention::is_switched) {
        drafts.push(view.draft(Slip {
            statement: format!("The same is {} here and {} there.", view.slice(a.span), view.slice(b.span)),
            why: format!("{count} words around the two values are the same"),
            relation: Relation::Inconsistent,
            score: 0.5,
            places: vec![a.span, b.span],
        }));
    }
    drafts.extend(lone_currency(view));
}

fn is_switched(a: &Value, b: &Value) -> bool {
    matches!((a, b), (Value::Number(one), Value::Number(other)) if one.is_switched(other))
}

/// "€500 USD".
fn two_signs(view: &View, mention: &Mention, currency: Currency, other: Currency) -> Draft {
    view.draft(Slip {
        statement: format!(
            "An amount is given as {} and as {} at once: “{}”.",
            currency.name,
            other.name,
            view.slice(mention.span)
        ),
        why: "the currency before the number is not the one after it".to_owned(),
        relation: Relation::Contradicts,
        score: 0.8,
        places: vec![mention.span],
    })
}

/// The only amount of a text in a currency that the text does not speak of.
fn lone_currency(view: &View) -> Option<Draft> {
    let mut seen: Vec<(Currency, usize, &Mention)> = Vec::new();
    for mention in view.mentions() {
        let Unit::Money(currency, _) = mention.unit else { continue };
        match seen.iter_mut().find(|(known, ..)| !known.differs(currency)) {
            Some((_, count, _)) => *count += 1,
            None => seen.push((currency, 1, mention)),
        }
    }
    seen.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    let [(usual, count, first), (lone, 1, mention)] = seen.as_slice() else { return None };
    if *count < LEAST_OF_ONE {
        return None;
    }
    let lower = view.text.to_lowercase();
    let is_meant = CHANGES.iter().any(|words| lower.contains(words));
    (!is_meant).then(|| {
        view.draft(Slip {
            statement: format!(
                "One amount is in {}, the other {count} are in {}: {}.",
                lone.name,
                usual.name,
                view.slice(mention.span)
            ),
            why: "no other amount is in this currency, and nothing is said of changing one into another"
                .to_owned(),
            relation: Relation::Inconsistent,
            score: 0.5,
            places: vec![mention.span, first.span],
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::expect;
    use super::*;

    #[test]
    fn switches() {
        let contract = "“Fee” means what is paid. The parties hereby agree hereto. Each party shall do so.\n";
        let text = |words: &str| format!("{contract}{words}");
        let six = "It pays $10.\nIt pays $20.\nIt pays $30.\nIt pays $40.\nIt pays $50.\nIt pays $60.\n";
        expect(
            find,
            &[
                (
                    "It costs €500 USD a year. It costs $500 CAD a year.",
                    &["An amount is given as euros and as US dollars at once: “€500 USD”."],
                ),
                (
                    "“Purchase Price” is what is paid.\nThe Purchase Price is $5,000.\nOn closing, the Purchase Price of €5,000 falls due.",
                    &["“Purchase Price” is $5,000 in one place and €5,000 in another."],
                ),
                (
                    "“Notice Period” is told here.\nThe Notice Period is thirty (30) days.\nAfter the Notice Period of 30 months it ends.",
                    &["“Notice Period” is thirty (30) days in one place and 30 months in another."],
                ),
                (
                    &text(
                        "Each side signs it.\nThe Buyer shall keep the books of the sales of the plant for 30 days after closing.\nEach side signs it.\nThe Buyer shall keep the books of the sales of the plant for 30 months after closing.",
                    ),
                    &["The same is 30 days here and 30 months there."],
                ),
                (
                    &text(&format!("{six}It pays EUR 70.")),
                    &["One amount is in euros, the other 6 are in dollars: EUR 70."],
                ),
                (&text(&format!("{six}It pays EUR 70 at the exchange rate of the day.")), &[]),
                (&text(&format!("{six}It pays US$70.")), &[]),
            ],
        );
    }
}
