//! Terms that mean something else in one place than where they are defined: "for purposes of Section 7, Base Salary shall
//! include bonuses". Takes the sentences and definitions of a view, gives a draft for each.

use super::definitions::key;
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;

/// The longest term, in words.
const LONGEST_TERM: usize = 4;

/// One draft for each sentence that gives a defined term another meaning.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    let by_key = view.definitions().by_key();
    for unit in &view.units.units {
        let text = view.slice(unit.span);
        if !opens_against(text) {
            continue;
        }
        let redefined = redefined_term(view, unit.span, text).and_then(|term| {
            let place = by_key
                .get(key(view.slice(term)).as_str())?
                .iter()
                .find(|other| !unit.span.overlaps(other.term))?;
            Some((term, place.term))
        });
        if let Some((term, place)) = redefined {
            drafts.push(view.draft(Slip {
                statement: format!(
                    "“{}” means something else here than where it is defined.",
                    view.slice(place)
                ),
                why: "the sentence gives the term another meaning for one purpose".to_owned(),
                relation: Relation::Contradicts,
                score: 0.5,
                places: vec![term, place],
            }));
        }
    }
}

fn opens_against(text: &str) -> bool {
    ["Notwithstanding the", "However,", "However ", "Alternatively,"]
        .iter()
        .any(|words| text.starts_with(words))
        || text
            .get(..text.len().min(60))
            .is_some_and(|head| head.contains("for purposes of") || head.contains("for the purposes of"))
}

/// The defined term that a sentence gives a meaning "for purposes of" something.
fn redefined_term(view: &View, span: Span, text: &str) -> Option<Span> {
    let purpose = text.find("purposes of").or_else(|| text.find("purpose of"))?;
    let verb = [
        " shall include ",
        " shall mean ",
        " shall extend ",
        " means ",
        " shall also include ",
        " shall be deemed ",
    ]
    .iter()
    .find_map(|words| text.find(words).filter(|&at| at > purpose))?;
    let words = &view.units.words;
    let end = words.partition_point(|word| (word.start as usize) < span.start + verb);
    let mut run = 0;
    while run < LONGEST_TERM && run < end {
        let word = words[end - 1 - run];
        let is_apart =
            run > 0 && view.text.get(word.end as usize..words[end - run].start as usize) != Some(" ");
        let is_before = (word.start as usize) < span.start + purpose;
        if is_before || is_apart || !word.of(view.text).starts_with(char::is_uppercase) {
            break;
        }
        run += 1;
    }
    let first = words.get(end.checked_sub(run).filter(|_| run > 0)?)?;
    Some(Span::new(first.start as usize, words[end - 1].end as usize))
}

#[cfg(test)]
mod tests {
    use super::super::testing::expect;
    use super::*;

    #[test]
    fn terms_that_mean_something_else() {
        expect(
            find,
            &[
                (
                    "“Base Salary” means the yearly salary without bonuses. However, for purposes of Article IV, Base Salary shall include bonuses.",
                    &["“Base Salary” means something else here than where it is defined."],
                ),
                (
                    "“Base Salary” means the yearly salary. However, for purposes of Article IV, the employer shall include bonuses.",
                    &[],
                ),
                ("For purposes of this Agreement, “Base Salary” means the yearly salary.", &[]),
            ],
        );
    }
}
