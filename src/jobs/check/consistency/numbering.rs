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
#[derive(Clone, Copy)]
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

/// A label and its number.
type Numbered<'a> = (&'a Label, &'a [u32]);

/// The series of numbers with so many parts that are still open. Numbers with the same beginning make a series.
struct Series<'a> {
    depth: usize,
    open: Vec<Open<'a>>,
}

impl<'a> Series<'a> {
    fn is_of(&self, open: &Open, (label, parts): Numbered) -> bool {
        let before = self.depth - 1;
        open.parts[..before] == parts[..before] && alike(open.last, label)
    }

    /// Takes a number that goes on with a series by one.
    fn takes(&mut self, numbered: Numbered<'a>) -> bool {
        let before = self.depth - 1;
        let continues =
            |open: &Open| self.is_of(open, numbered) && open.parts[before] + 1 == numbered.1[before];
        let at = self.open.iter().rposition(continues);
        if let Some(at) = at {
            self.go_on(at, numbered, 1);
        }
        at.is_some()
    }

    /// The place of the open series that a number belongs to; a first number begins one of its own.
    fn place_of(&self, numbered: Numbered) -> Option<usize> {
        let is_first = numbered.1[self.depth - 1] <= 1;
        self.open.iter().rposition(|open| self.is_of(open, numbered)).filter(|_| !is_first)
    }

    fn begin(&mut self, (last, parts): Numbered<'a>) {
        self.open.push(Open { last, parts, count: 1 });
        if self.open.len() > MOST_OPEN {
            self.open.remove(0);
        }
    }

    /// Lets a series end in this number, `more` numbers later, and closes those within it.
    fn go_on(&mut self, at: usize, (last, parts): Numbered<'a>, more: usize) {
        self.open.truncate(at + 1);
        let count = self.open[at].count + more;
        self.open[at] = Open { last, parts, count };
    }
}

/// Breaks in the series of numbers with so many parts.
fn breaks<'a>(view: &View, labels: &[Numbered<'a>], depth: usize, found: &mut Vec<(&'a Label, Break<'a>)>) {
    let mut series = Series { depth, open: Vec::new() };
    let run: Vec<Numbered<'a>> = labels.iter().filter(|(_, parts)| parts.len() == depth).copied().collect();
    let mut skip = None;
    for (index, &numbered) in run.iter().enumerate() {
        if skip == Some(index) {
            continue;
        }
        if found.len() > MOST_BREAKS {
            return;
        }
        if series.takes(numbered) {
            continue;
        }
        let Some(at) = series.place_of(numbered) else {
            series.begin(numbered);
            continue;
        };
        let (label, parts) = numbered;
        let Open { last: before, parts: parts_before, count } = series.open[at];
        let (last, gone) = (parts[depth - 1], parts_before[depth - 1]);
        let next = next_in_series(&run, index);
        let follows = next.map(|at| run[at].1[depth - 1] - last);
        let ends = index + 1 == run.len() && count > 3;
        let is_long = count >= SHORTEST_SERIES;
        if last == gone && label.opens_line == before.opens_line && is_long && (follows.is_some() || ends) {
            found.push((label, Break::Twice(before)));
            series.go_on(at, numbered, 1);
            // The number was a slip: the series goes on as if it had been the next one.
            if let Some(next) = next.filter(|_| follows == Some(2)) {
                skip = Some(next);
                series.go_on(at, run[next], 1);
            }
        } else if last == gone + 2
            && is_long
            && follows == Some(1)
            && !is_between(view, before, label, parts_before, gone + 1)
        {
            found.push((label, Break::Gap(before)));
            series.go_on(at, numbered, 1);
        } else if last > gone && last - gone < 4 {
            series.go_on(at, numbered, 1);
        }
    }
}

/// The place of the number that goes on by one or two soon after a label: it tells a wrong number from a reference that only
/// looks like one.
fn next_in_series(run: &[Numbered], index: usize) -> Option<usize> {
    let (label, parts) = run[index];
    let (last, before) = parts.split_last()?;
    let ahead = run.iter().enumerate().skip(index + 1).take(LOOK_AHEAD);
    let mut going_on = ahead.filter(|(_, (other, more))| {
        alike(other, label) && more.starts_with(before) && (last + 1..=last + 2).contains(&more[before.len()])
    });
    going_on.next().map(|(at, _)| at)
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
