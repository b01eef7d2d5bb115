//! Small groups: what may be shown so that nothing about fewer people than the minimum is seen or can be worked out.
//!
//! A cell below the minimum is hidden. Since sums of rows and columns may be known from elsewhere, further cells are hidden
//! until no hidden cell can be had by subtraction: seen as a graph that joins the row and the column of each hidden cell, a
//! cell is given by the sums exactly if no ring runs through it (Gusfield 1988, "A graph theoretic approach to statistical
//! data security"). Hidden cells of one line also add up to the minimum, because their sum can be worked out. Nobody is 0
//! and is shown, unless it stands in the line of a hidden group.

use super::statistics::Table;

/// Which levels of one question are hidden, by their counts.
pub(super) fn hidden_levels(counts: &[usize], minimum: usize) -> Vec<bool> {
    let mut hidden: Vec<bool> = counts.iter().map(|&count| count > 0 && count < minimum).collect();
    loop {
        let (number, sum) = counts
            .iter()
            .zip(&hidden)
            .filter(|(_, hidden)| **hidden)
            .fold((0, 0), |(number, sum), (count, _)| (number + 1, sum + count));
        if number == 0 || (number >= 2 && sum >= minimum) {
            return hidden;
        }
        let next = (0..counts.len())
            .filter(|&level| !hidden[level] && counts[level] > 0)
            .min_by_key(|&level| counts[level]);
        match next {
            Some(level) => hidden[level] = true,
            None => return counts.iter().map(|&count| count > 0).collect(),
        }
    }
}

/// Which cells of a table are hidden, row by row. Rows and columns that are hidden as a whole are named.
pub(super) fn hidden_cells(table: &Table, rows: &[bool], columns: &[bool], minimum: usize) -> Vec<bool> {
    let mut mask = Mask::new(table);
    for row in 0..table.rows() {
        for column in 0..table.columns() {
            let count = table.get(row, column);
            let small = count > 0.0 && count < minimum as f64;
            if rows.get(row) == Some(&true) || columns.get(column) == Some(&true) || small {
                mask.hide(row, column);
            }
        }
    }
    mask.settle(minimum)
}

/// Which levels are hidden if the sum of each side, such as the favourable answers, may be shown too.
pub(super) fn hidden_levels_of_sides(counts: &[usize], sides: &[bool], minimum: usize) -> Vec<bool> {
    let total = |side: bool| (0..counts.len()).filter(|&at| sides[at] == side).map(|at| counts[at]).sum();
    let is_small = |sum: usize| sum > 0 && sum < minimum;
    // The share of a small side is hidden, so that the sides need not be safe each by itself.
    let mut hidden = match is_small(total(false)) || is_small(total(true)) {
        true => hidden_levels(counts, minimum),
        false => vec![false; counts.len()],
    };
    for side in [false, true] {
        let own: Vec<usize> = (0..counts.len()).filter(|&level| sides[level] == side).collect();
        let found = hidden_levels(&own.iter().map(|&level| counts[level]).collect::<Vec<_>>(), minimum);
        own.iter().zip(found).for_each(|(&level, found)| hidden[level] |= found);
    }
    hidden
}

/// Which cells of a table are hidden if the shares of two sides of its columns are shown too: each side is a table of its
/// own, whose sums of rows are known from the shares.
pub(super) fn hidden_cells_of_sides(
    table: &Table,
    rows: &[bool],
    columns: &[bool],
    sides: &[bool],
    minimum: usize,
) -> Vec<bool> {
    let width = table.columns();
    let mut sums = Table::new(table.rows(), 2);
    for row in 0..table.rows() {
        (0..width).for_each(|column| sums.add(row, usize::from(sides[column]), table.get(row, column)));
    }
    let shares = hidden_cells(&sums, rows, &[], minimum);
    let without_share: Vec<bool> = shares.chunks(2).map(|sides| sides.contains(&true)).collect();
    let mut hidden = vec![false; table.rows() * width];
    for side in [false, true] {
        let own: Vec<usize> = (0..width).filter(|&column| sides[column] == side).collect();
        let is_hidden = |column: usize| columns.get(column) == Some(&true);
        let found = if let [column] = own[..] {
            // The column is its share, and as safe.
            without_share.iter().map(|row| *row || is_hidden(column)).collect()
        } else {
            let mut part = Table::new(table.rows(), own.len());
            for row in 0..table.rows() {
                (own.iter().enumerate())
                    .for_each(|(place, &column)| part.add(row, place, table.get(row, column)));
            }
            let columns: Vec<bool> = own.iter().map(|&column| is_hidden(column)).collect();
            hidden_cells(&part, &without_share, &columns, minimum)
        };
        for (row, cells) in found.chunks(own.len().max(1)).enumerate() {
            own.iter().zip(cells).for_each(|(&column, cell)| hidden[row * width + column] = *cell);
        }
    }
    hidden
}

/// Which cells of groups by answers are hidden, row by row; `sides` of the answers if their shares are shown too. What is
/// said of everybody, less what is said of the groups, tells of those in no group: they are protected like a group.
pub(super) fn hidden_in_groups<A: Copy + Into<u32>>(
    groups: &Crossed,
    (width, answers): (usize, &[A]),
    (columns, sides): (&[bool], Option<&[bool]>),
    minimum: usize,
) -> Vec<bool> {
    let height = groups.hidden.len();
    let hide = |table: &Table, rows: &[bool]| match sides {
        Some(sides) => hidden_cells_of_sides(table, rows, columns, sides, minimum),
        None => hidden_cells(table, rows, columns, minimum),
    };
    let table = Table::of_codes(height, width, groups.codes, answers);
    let mut hidden = hide(&table, groups.hidden);
    let mut with_rest = Table::new(height + 1, width);
    for row in 0..height {
        (0..width).for_each(|column| with_rest.add(row, column, table.get(row, column)));
    }
    let mut rest = 0;
    for (_, answer) in groups.codes.iter().zip(answers).filter(|(group, _)| **group == 0) {
        let answer: u32 = (*answer).into();
        if answer > 0 {
            with_rest.add(height, answer as usize - 1, 1.0);
            rest += 1;
        }
    }
    if rest > 0 {
        // Never less than without them: that nobody of them gave an answer covers no other cell.
        let more = hide(&with_rest, groups.hidden);
        hidden.iter_mut().zip(more).for_each(|(hidden, more)| *hidden |= more);
    }
    hidden
}

/// One of two questions whose answers are crossed: everybody's code, and the groups that are hidden anyway.
pub(super) struct Crossed<'a> {
    /// Everybody's group; 0 is none.
    pub(super) codes: &'a [u32],
    /// For each group, whether it is hidden.
    pub(super) hidden: &'a [bool],
}

/// For which pairs of groups no share of `marks` (0 none, 1 no, 2 yes) may be shown, row by row: those with few on either
/// side, and others so that they do not follow from the shares of all. Who is in no group counts as a group.
pub(super) fn hidden_pairs(rows: &Crossed, columns: &Crossed, marks: &[u8], minimum: usize) -> Vec<bool> {
    let (height, width) = (rows.hidden.len() + 1, columns.hidden.len() + 1);
    let mut counts = vec![[0_usize; 2]; height * width];
    for ((&row, &column), &mark) in rows.codes.iter().zip(columns.codes).zip(marks) {
        if mark > 0 {
            counts[row as usize * width + column as usize][usize::from(mark == 2)] += 1;
        }
    }
    // Where nobody is without a group, that nobody is there is no secret that could cover others.
    let size = |at: usize| counts[at][0] + counts[at][1];
    let top = usize::from((0..width).all(|column| size(column) == 0));
    let left = usize::from((0..height).all(|row| size(row * width) == 0));
    let mut table = Table::new(height - top, width - left);
    for row in top..height {
        (left..width)
            .for_each(|column| table.add(row - top, column - left, size(row * width + column) as f64));
    }
    let mut mask = Mask::new(&table);
    let is_hidden = |of: &Crossed, group: usize| group > 0 && of.hidden[group - 1];
    for (at, sides) in counts.iter().enumerate() {
        let (row, column) = (at / width, at % width);
        let small = sides.iter().any(|&count| count > 0 && count < minimum);
        if row >= top && column >= left && (small || is_hidden(rows, row) || is_hidden(columns, column)) {
            mask.hide(row - top, column - left);
        }
    }
    let hidden = mask.settle(minimum);
    let shown = (1..height).flat_map(|row| (1..width).map(move |column| (row - top, column - left)));
    shown.map(|(row, column)| hidden[row * (width - left) + column]).collect()
}

struct Mask<'a> {
    table: &'a Table,
    hidden: Vec<bool>,
}

impl<'a> Mask<'a> {
    fn new(table: &'a Table) -> Self {
        Mask { table, hidden: vec![false; table.rows() * table.columns()] }
    }

    fn is_hidden(&self, row: usize, column: usize) -> bool {
        self.hidden[row * self.table.columns() + column]
    }

    fn hide(&mut self, row: usize, column: usize) {
        self.hidden[row * self.table.columns() + column] = true;
    }

    /// Hides more until nothing hidden follows from the sums.
    fn settle(mut self, minimum: usize) -> Vec<bool> {
        loop {
            if let Some((row, column)) = self.bridge() {
                if !self.close_ring(row, column) {
                    self.hidden.fill(true);
                    return self.hidden;
                }
            } else if !self.widen(minimum as f64) {
                return self.hidden;
            }
        }
    }

    /// A hidden cell through which no ring runs.
    fn bridge(&self) -> Option<(usize, usize)> {
        let mut search = Search {
            mask: self,
            order: vec![0; self.table.rows() + self.table.columns()],
            low: Vec::new(),
            next: 1,
            found: None,
        };
        search.low = search.order.clone();
        for row in 0..self.table.rows() {
            if search.order[row] == 0 && search.found.is_none() {
                search.visit(row, None);
            }
        }
        search.found
    }

    /// Hides the least that makes a ring of four cells through this one.
    fn close_ring(&mut self, row: usize, column: usize) -> bool {
        let cost = |mask: &Self, row, column| {
            if mask.is_hidden(row, column) { 0.0 } else { mask.table.get(row, column) + 1.0 }
        };
        let mut best: Option<(f64, usize, usize)> = None;
        for other_row in (0..self.table.rows()).filter(|&other| other != row) {
            for other_column in (0..self.table.columns()).filter(|&other| other != column) {
                let price = cost(self, row, other_column)
                    + cost(self, other_row, column)
                    + cost(self, other_row, other_column);
                if best.is_none_or(|(least, _, _)| price < least) {
                    best = Some((price, other_row, other_column));
                }
            }
        }
        let Some((_, other_row, other_column)) = best else { return false };
        for (row, column) in [(row, other_column), (other_row, column), (other_row, other_column)] {
            self.hide(row, column);
        }
        true
    }

    /// Hides one more cell of a line whose hidden cells add up to a small number. `false` if there is none.
    fn widen(&mut self, minimum: f64) -> bool {
        let (rows, columns) = (self.table.rows(), self.table.columns());
        let lines = (0..rows).map(|row| (0..columns).map(|column| (row, column)).collect::<Vec<_>>());
        let lines = lines.chain((0..columns).map(|column| (0..rows).map(|row| (row, column)).collect()));
        let smallest = lines.into_iter().find_map(|line| {
            let sum: f64 = line
                .iter()
                .filter(|(row, column)| self.is_hidden(*row, *column))
                .map(|(row, column)| self.table.get(*row, *column))
                .sum();
            let shown = line.into_iter().filter(|(row, column)| {
                !self.is_hidden(*row, *column) && self.table.get(*row, *column) > 0.0
            });
            if sum <= 0.0 || sum >= minimum {
                return None;
            }
            shown.min_by(|a, b| self.table.get(a.0, a.1).total_cmp(&self.table.get(b.0, b.1)))
        });
        smallest.map(|(row, column)| self.hide(row, column)).is_some()
    }
}

/// Depth-first search for bridges (Tarjan 1974). Nodes are the rows, then the columns.
struct Search<'a> {
    mask: &'a Mask<'a>,
    order: Vec<usize>,
    low: Vec<usize>,
    next: usize,
    found: Option<(usize, usize)>,
}

impl Search<'_> {
    /// At most as deep as the table has lines, which are few: levels of closed questions.
    fn visit(&mut self, node: usize, from: Option<usize>) {
        let rows = self.mask.table.rows();
        self.order[node] = self.next;
        self.low[node] = self.next;
        self.next += 1;
        let neighbours = if node < rows { rows..rows + self.mask.table.columns() } else { 0..rows };
        for other in neighbours {
            let (row, column) = (node.min(other), node.max(other) - rows);
            if Some(other) == from || !self.mask.is_hidden(row, column) {
                continue;
            }
            if self.order[other] == 0 {
                self.visit(other, Some(node));
                // What the search had not looked at yet would mislead the rest.
                if self.found.is_some() {
                    return;
                }
                self.low[node] = self.low[node].min(self.low[other]);
                if self.low[other] > self.order[node] {
                    self.found = Some((row, column));
                }
            } else {
                self.low[node] = self.low[node].min(self.order[other]);
            }
            if self.found.is_some() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(rows: &[&[f64]]) -> Table {
        let mut table = Table::new(rows.len(), rows[0].len());
        rows.iter().enumerate().for_each(|(row, cells)| {
            cells.iter().enumerate().for_each(|(column, &count)| table.add(row, column, count))
        });
        table
    }

    #[test]
    fn small_levels_hide_with_company() {
        let cases: [(&[usize], &[bool]); 5] = [
            (&[10, 20, 0], &[false, false, false]),
            (&[10, 20, 3], &[true, false, true]),
            (&[10, 2, 3], &[false, true, true]),
            (&[10, 2, 2], &[true, true, true]),
            (&[3, 0], &[true, false]),
        ];
        for (counts, expected) in cases {
            assert_eq!(hidden_levels(counts, 5), expected, "{counts:?}");
        }
    }

    #[test]
    fn a_hidden_cell_takes_a_ring_of_others_with_it() {
        let hidden =
            hidden_cells(&table(&[&[30.0, 40.0, 50.0], &[3.0, 20.0, 9.0], &[11.0, 12.0, 13.0]]), &[], &[], 5);
        assert_eq!(hidden, [false, false, false, true, false, true, true, false, true]);
        let nobody = hidden_cells(&table(&[&[0.0, 9.0], &[9.0, 0.0]]), &[], &[], 5);
        assert_eq!(nobody, [false; 4]);
    }

    #[test]
    fn a_hidden_level_has_company_on_its_own_side() {
        let hidden = hidden_levels_of_sides(&[3, 30, 40, 20, 9], &[false, false, false, true, true], 5);
        assert_eq!(hidden, [true, true, false, false, false]);
        let small_side = hidden_levels_of_sides(&[30, 40, 3], &[false, false, true], 5);
        assert_eq!(small_side, [true, false, true]);
    }

    #[test]
    fn a_few_in_no_group_are_not_had_by_subtraction() {
        // Yes and no: 12 and 18 of the first group, 20 and 10 of the second, and 2 and 1 of nobody knows whom.
        let counts = [[12, 18], [20, 10]];
        let codes = |rest: [usize; 2]| {
            let (mut groups, mut marks) = (Vec::new(), Vec::new());
            for (group, counts) in [rest, counts[0], counts[1]].iter().enumerate() {
                for (mark, &count) in counts.iter().enumerate() {
                    groups.extend(std::iter::repeat_n(group as u32, count));
                    marks.extend(std::iter::repeat_n(mark as u8 + 1, count));
                }
            }
            (groups, marks)
        };
        let hidden_with = |rest: [usize; 2]| {
            let (groups, marks) = codes(rest);
            let crossed = Crossed { codes: &groups, hidden: &[false; 2] };
            hidden_in_groups(&crossed, (2, &marks), (&[], None), 5)
        };
        assert_eq!(hidden_with([0, 0]), [false; 4]);
        assert_eq!(hidden_with([30, 9]), [false; 4]);
        assert_eq!(hidden_with([2, 1]), [true, true, false, false]);
    }

    #[test]
    fn a_share_of_all_but_a_few_is_hidden() {
        // 30 of group 1 and 3 of group 2 in the first period, 30 and 30 in the second and the third.
        let sizes = [[30, 30, 30], [3, 30, 30], [30, 30, 30]];
        let (mut groups, mut waves, mut marks) = (Vec::new(), Vec::new(), Vec::new());
        for (group, sizes) in sizes.iter().enumerate() {
            for (wave, &size) in sizes.iter().enumerate() {
                groups.extend(std::iter::repeat_n(group as u32 + 1, size));
                waves.extend(std::iter::repeat_n(wave as u32 + 1, size));
                marks.extend((0..size).map(|n| 1 + u8::from(n % 2 == 0)));
            }
        }
        let rows = Crossed { codes: &groups, hidden: &[false; 3] };
        let hidden = hidden_pairs(&rows, &Crossed { codes: &waves, hidden: &[false; 3] }, &marks, 5);
        assert!(hidden[3], "the three people");
        for line in [[0, 3, 6], [1, 4, 7], [3, 4, 5], [0, 1, 2], [6, 7, 8]] {
            assert_ne!(line.iter().filter(|&&at| hidden[at]).count(), 1, "{hidden:?}");
        }
    }

    proptest! {
        /// With the shares of both sides known as well, no hidden cell of a row stands alone on its side.
        #[test]
        fn shares_do_not_give_hidden_cells_away(counts in prop::collection::vec(prop::collection::vec(0_u32..12, 5), 2..6)) {
            let mut table = Table::new(counts.len(), 5);
            counts.iter().enumerate().for_each(|(row, cells)| cells.iter().enumerate().for_each(|(column, &count)| table.add(row, column, f64::from(count))));
            let sides = [false, false, false, true, true];
            let hidden = hidden_cells_of_sides(&table, &[], &[], &sides, 5);
            let mut sums = Table::new(counts.len(), 2);
            counts.iter().enumerate().for_each(|(row, cells)| cells.iter().enumerate().for_each(|(column, &count)| sums.add(row, usize::from(column > 2), f64::from(count))));
            let shares = hidden_cells(&sums, &[], &[], 5);
            for row in 0..counts.len() {
                for column in 0..5 {
                    prop_assert!(hidden[row * 5 + column] || counts[row][column] == 0 || counts[row][column] >= 5);
                }
                for side in [0..3, 3..5] {
                    let few = side.clone().filter(|column| hidden[row * 5 + column]).count();
                    prop_assert!(few != 1 || shares[row * 2]);
                }
            }
        }

        /// Whatever the table, the sums of all lines and the cells shown leave room for every hidden cell.
        #[test]
        fn nothing_hidden_follows_from_the_sums(counts in prop::collection::vec(prop::collection::vec(0_u32..12, 4), 2..6)) {
            let mut table = Table::new(counts.len(), 4);
            counts.iter().enumerate().for_each(|(row, cells)| cells.iter().enumerate().for_each(|(column, &count)| table.add(row, column, f64::from(count))));
            let hidden = hidden_cells(&table, &[], &[], 5);
            let mask = Mask { table: &table, hidden: hidden.clone() };
            prop_assert_eq!(mask.bridge(), None);
            for row in 0..counts.len() {
                for column in 0..4 {
                    let count = counts[row][column];
                    prop_assert!(hidden[row * 4 + column] || count == 0 || count >= 5);
                }
                prop_assert_ne!((0..4).filter(|column| hidden[row * 4 + column]).count(), 1);
            }
        }
    }
}
