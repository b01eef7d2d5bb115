//! Currencies and units that change on the way: "€500 USD", a fee in dollars here and in euros there, thirty days that become
//! thirty months. Takes the values of a view, gives a draft for each switch.

use super::currencies::Currency;
use super::facts::{Value, two_values};
use super::measures::{Measure, Mention, Unit};
use super::values;
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::table::Table;
use std::collections::BTreeMap;

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
    drafts.extend(two_values(view, is_switched, "one name is given values in two units"));
    drafts.extend(view.document.tables.iter().flat_map(|table| in_columns(view, table)));
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

/// Cells of a table in a currency that all other cells of their column do not have.
fn in_columns(view: &View, table: &Table) -> Vec<Draft> {
    let mentions = view.mentions();
    let mut columns: BTreeMap<u32, Vec<&Mention>> = BTreeMap::new();
    for cell in &table.cells {
        let first = mentions.partition_point(|mention| mention.span.start < cell.span.start);
        // A cell that says more than the amount may say why it is in that currency.
        let whole =
            mentions.get(first).filter(|mention| view.slice(cell.span).trim() == view.slice(mention.span));
        columns.entry(cell.column).or_default().extend(whole);
    }
    columns.into_values().filter_map(|column| lone(view, &column, "in its column")).collect()
}

/// The only amount of a contract in a currency that the contract does not speak of.
fn lone_currency(view: &View) -> Option<Draft> {
    let mentions = view.mentions().iter();
    let all: Vec<&Mention> = mentions.filter(|mention| !view.is_in_table(mention.span.start)).collect();
    let draft = lone(view, &all, "in this text")?;
    let lower = view.text.to_lowercase();
    (!CHANGES.iter().any(|words| lower.contains(words))).then_some(draft)
}

/// The one amount in another currency than all others.
fn lone(view: &View, amounts: &[&Mention], place: &str) -> Option<Draft> {
    let mut seen: Vec<(Currency, usize, &Mention)> = Vec::new();
    for mention in amounts {
        let Unit::Money(currency, _) = mention.unit else { continue };
        match seen.iter_mut().find(|(known, ..)| !known.differs(currency)) {
            Some((_, count, _)) => *count += 1,
            None => seen.push((currency, 1, mention)),
        }
    }
    seen.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    let [(usual, count, first), (other, 1, mention)] = seen.as_slice() else { return None };
    (*count >= LEAST_OF_ONE).then(|| {
        view.draft(Slip {
            statement: format!(
                "One amount is in {}, the other {count} {place} are in {}: {}.",
                other.name,
                usual.name,
                view.slice(mention.span)
            ),
            why: format!("no other amount {place} is in this currency"),
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
    use crate::ingest::{ReadOptions, read};
    use crate::model::units::Units;

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
                    &["One amount is in euros, the other 6 in this text are in dollars: EUR 70."],
                ),
                (&text(&format!("{six}It pays EUR 70 at the exchange rate of the day.")), &[]),
                (&text(&format!("{six}It pays US$70.")), &[]),
            ],
        );
    }

    #[test]
    fn a_cell_in_another_currency_than_its_column() {
        let found = |last: &str| {
            let rows: String = (1..=6).map(|at| format!("<tr><td>Site {at}<td>${at}00</tr>")).collect();
            let page = format!("<table><tr><th>Site<th>Rent</tr>{rows}<tr><td>Site 7<td>{last}</tr></table>");
            let document = read("d1", "a.html", page.as_bytes(), &ReadOptions::default()).unwrap();
            let units = Units::of(&document);
            let mut drafts = Vec::new();
            find(&View::new(&document, &units), &mut drafts);
            drafts.into_iter().map(|draft| draft.statement).collect::<Vec<_>>()
        };
        let expected = "One amount is in euros, the other 6 in its column are in dollars: €700.";
        assert_eq!(found("€700"), [expected]);
        assert!(found("US$700").is_empty());
        assert!(found("€700 (Site 7 is abroad)").is_empty());
    }
}
