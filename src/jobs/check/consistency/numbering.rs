//! Numbers of sections and list items that are left out, stand twice, or stand out of their order. Takes the labels of a
//! view, gives a draft for each break in a series that nothing in the text explains.

use super::labels::{Label, Number};
use super::view::{Slip, View};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;

/// A series shorter than this, counted to the break, says too little.
const SHORTEST_SERIES: usize = 2;
/// Series that are open at the same time.
const MOST_OPEN: usize = 64;
/// Labels after a break that are searched for the number that goes on.
const LOOK_AHEAD: usize = 4;
/// More breaks than this and the numbering was not understood.
const MOST_BREAKS: usize = 25;

/// A series that is still open: its last number and how many there were.
struct Open<'a> {
    last: &'a Label,
    parts: &'a [u32],
    count: usize,
}

/// What is wrong at a label.
enum Break<'a> {
    Twice(&'a Label),
    Gap(&'a Label),
    Displaced(&'a Label),
}

/// One draft for each break.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    let labels: Vec<(&Label, &[u32])> = view
        .labels()
        .iter()
        .filter(|label| {
            label.part == super::labels::Part::Section || label.part == super::labels::Part::Article
        })
        // The rows of a table, such as a list of exhibits, have numbers of other things.
        .filter(|label| !view.is_in_table(label.span.start))
        .filter_map(|label| match &label.number {
            Number::Decimal(parts) if !label.has_bracket => Some((label, parts.as_slice())),
            _ => None,
        })
        .collect();
    let mut found = Vec::new();
    for depth in 1..=4 {
        breaks(view, &labels, depth, &mut found);
    }
    displaced(&labels, &mut found);
    if found.len() > MOST_BREAKS {
        return;
    }
    for (label, what) in found {
        drafts.push(view.draft(slip(view, label, &what)));
    }
}

fn slip(view: &View, label: &Label, what: &Break) -> Slip {
    let number = view.slice(label.span).trim();
    let (statement, why, score, other) = match what {
        Break::Twice(other) => (
            format!("The number {number} stands twice in a row."),
            "the number before it is the same".to_owned(),
            0.7,
            other,
        ),
        Break::Gap(other) => (
            format!(
                "After {} comes {number}; a number is missing between them.",
                view.slice(other.span).trim()
            ),
            "no part of the text bears the number between".to_owned(),
            0.5,
            other,
        ),
        Break::Displaced(other) => (
            format!("{number} stands among the parts of {}.", view.slice(other.span).trim()),
            "the numbers around it belong to another part".to_owned(),
            0.5,
            other,
        ),
    };
    Slip { statement, why, relation: Relation::Inconsistent, score, places: vec![label.span, other.span] }
}

/// Whether two labels are printed alike.
fn alike(a: &Label, b: &Label) -> bool {
    a.part == b.part && a.is_named == b.is_named && (a.closing == b.closing || a.is_named)
}

/// Breaks in the series of numbers with so many parts. Numbers with the same beginning make a series.
fn breaks<'a>(
    view: &View,
    labels: &[(&'a Label, &'a [u32])],
    depth: usize,
    found: &mut Vec<(&'a Label, Break<'a>)>,
) {
    let mut open: Vec<Open<'a>> = Vec::new();
    let run: Vec<(&'a Label, &'a [u32])> =
        labels.iter().filter(|(_, parts)| parts.len() == depth).copied().collect();
    let mut skip = None;
    for (index, &(label, parts)) in run.iter().enumerate() {
        let last = parts[depth - 1];
        let same = |other: &Open| other.parts[..depth - 1] == parts[..depth - 1] && alike(other.last, label);
        let continues = |other: &Open| same(other) && other.parts[depth - 1] + 1 == last;
        if skip == Some(index) {
            continue;
        }
        if found.len() > MOST_BREAKS {
            return;
        }
        if let Some(at) = open.iter().rposition(continues) {
            open.truncate(at + 1);
            open[at] = Open { last: label, parts, count: open[at].count + 1 };
            continue;
        }
        let top = open.iter().rposition(same).filter(|_| last > 1);
        let Some(top) = top else {
            open.push(Open { last: label, parts, count: 1 });
            if open.len() > MOST_OPEN {
                open.remove(0);
            }
            continue;
        };
        let before = &open[top];
        let (gone, count) = (before.parts[depth - 1], before.count);
        // What comes next tells a wrong number from a reference that only looks like one.
        let mut ahead = run.iter().enumerate().skip(index + 1).take(LOOK_AHEAD);
        let next = ahead.find(|(_, (other, more))| {
            alike(other, label)
                && more[..depth - 1] == parts[..depth - 1]
                && (last + 1..=last + 2).contains(&more[depth - 1])
        });
        let follows = next.map(|(_, (_, parts))| parts[depth - 1] - last);
        let ends = index + 1 == run.len() && count > 3;
        if last == gone
            && label.opens_line == before.last.opens_line
            && count >= SHORTEST_SERIES
            && (follows.is_some() || ends)
        {
            found.push((label, Break::Twice(before.last)));
            open.truncate(top + 1);
            open[top] = Open { last: label, parts, count: count + 1 };
            // The number was a slip: the series goes on as if it had been the next one.
            if let Some((at, (label, parts))) = next.filter(|_| follows == Some(2)) {
                skip = Some(at);
                open[top] = Open { last: label, parts, count: count + 2 };
            }
        } else if last == gone + 2
            && count >= SHORTEST_SERIES
            && follows == Some(1)
            && !is_between(view, before.last, label, before.parts, gone + 1)
        {
            found.push((label, Break::Gap(before.last)));
            open.truncate(top + 1);
            open[top] = Open { last: label, parts, count: count + 1 };
        } else if last > gone && last - gone < 4 {
            open.truncate(top + 1);
            open[top] = Open { last: label, parts, count: count + 1 };
        }
    }
}

/// Whether the missing number stands anywhere between two labels, in whatever form.
fn is_between(view: &View, from: &Label, to: &Label, parts: &[u32], missing: u32) -> bool {
    let mut parts = parts.to_vec();
    if let Some(last) = parts.last_mut() {
        *last = missing;
    }
    let number = parts.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
    let text = view.slice(Span::new(from.span.end, to.span.start));
    text.match_indices(&number).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + number.len()..].chars().next();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '.' && c != ',' && c != '$')
            && after.is_none_or(|c| !c.is_ascii_digit() && c != ',' && c != '%')
    })
}

/// Numbers of two and more parts that stand among those of another first part.
fn displaced<'a>(labels: &[(&'a Label, &'a [u32])], found: &mut Vec<(&'a Label, Break<'a>)>) {
    let dotted: Vec<&(&Label, &[u32])> = labels
        .iter()
        .filter(|(label, parts)| parts.len() > 1 && (label.opens_line || label.is_named))
        .collect();
    for window in dotted.windows(3) {
        let [before, at, after] = window else { continue };
        let (first, this, next) = (before.1[0], at.1[0], after.1[0]);
        let goes_on = next == first || next == first + 1 && after.1[1] <= 1;
        let is_new_part = this == first + 1 && at.1[1] <= 1;
        if goes_on
            && at.1.last() != Some(&0)
            && this != first
            && this != next
            && !is_new_part
            && at.1[1..] != [1]
        {
            found.push((at.0, Break::Displaced(before.0)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::expect;
    use super::*;

    #[test]
    fn breaks_in_a_series() {
        expect(
            find,
            &[
                ("1. One\n2. Two\n3. Three\n4. Four", &[]),
                ("1. One\n2. Two\n3. Three\n3. Four\n5. Five", &["The number 3 stands twice in a row."]),
                ("1. One\n2. Two\n4. Four\n5. Five", &["After 2 comes 4; a number is missing between them."]),
                ("1. One\n2. Two. 3. Three\n4. Four\n5. Five", &[]),
                ("1. One\n2. Two\n1. A list\n2. More\n3. Three\n4. Four", &[]),
                ("1.1 A\n1.2 B\n1.4 D\n1.5 E", &["After 1.2 comes 1.4; a number is missing between them."]),
                ("2.1 A\n2.2 B\n9.7 Moved\n2.3 C", &["9.7 stands among the parts of 2.2."]),
                (
                    "Section 6.11. A\nSection 6.12. B\nSection 6.12. C\nSection 6.13. D",
                    &["The number Section 6.12 stands twice in a row."],
                ),
                ("Words 3 and 5 in a row.", &[]),
            ],
        );
    }
}
