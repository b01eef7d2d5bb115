//! Tests of a contingency table: chi-square, Mann-Whitney, Kruskal-Wallis and Spearman, all from counts. Ties, which
//! scales are full of, cost nothing this way.

use super::distributions::{chi_square_tail, normal_two_sided, student_two_sided};

/// Counts of responses by row and column.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    rows: usize,
    columns: usize,
    counts: Vec<f64>,
}

/// A statistic, its probability under chance and the size of the effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Outcome {
    /// The statistic.
    pub(crate) statistic: f64,
    /// Probability of such a value or a more extreme one.
    pub(crate) p: f64,
    /// Size of the effect, on the scale of the test.
    pub(crate) effect: f64,
    /// Responses in it.
    pub(crate) n: usize,
}

impl Table {
    /// A table without responses.
    pub(crate) fn new(rows: usize, columns: usize) -> Self {
        Table { rows, columns, counts: vec![0.0; rows * columns] }
    }

    /// Counts pairs of codes; code 0 is no answer and is left out.
    pub(crate) fn of_codes<A: Copy + Into<u32>, B: Copy + Into<u32>>(
        rows: usize,
        columns: usize,
        row_codes: &[A],
        column_codes: &[B],
    ) -> Self {
        let width = columns + 1;
        let mut counts = vec![0_u32; (rows + 1) * width];
        for (&row, &column) in row_codes.iter().zip(column_codes) {
            counts[row.into() as usize * width + column.into() as usize] += 1;
        }
        let mut table = Table::new(rows, columns);
        for row in 0..rows {
            for column in 0..columns {
                table.counts[row * columns + column] = f64::from(counts[(row + 1) * width + column + 1]);
            }
        }
        table
    }

    /// Adds to a cell.
    pub(crate) fn add(&mut self, row: usize, column: usize, count: f64) {
        self.counts[row * self.columns + column] += count;
    }

    /// A cell.
    pub(crate) fn get(&self, row: usize, column: usize) -> f64 {
        self.counts[row * self.columns + column]
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// Sums of the rows.
    pub(crate) fn row_sums(&self) -> Vec<f64> {
        (0..self.rows)
            .map(|row| self.counts[row * self.columns..(row + 1) * self.columns].iter().sum())
            .collect()
    }

    /// Sums of the columns.
    pub(crate) fn column_sums(&self) -> Vec<f64> {
        (0..self.columns).map(|column| (0..self.rows).map(|row| self.get(row, column)).sum()).collect()
    }

    /// Pearson's chi-square without correction; rows and columns without responses do not count. The effect is Cramér's V
    /// (Cramér 1946, section 21.9). `None` if nothing varies.
    pub(crate) fn chi_square(&self) -> Option<Outcome> {
        let (row_sums, column_sums) = (self.row_sums(), self.column_sums());
        let n: f64 = row_sums.iter().sum();
        let used = |sums: &[f64]| sums.iter().filter(|&&sum| sum > 0.0).count();
        let (rows, columns) = (used(&row_sums), used(&column_sums));
        if rows < 2 || columns < 2 {
            return None;
        }
        let mut statistic = 0.0;
        for (row, &row_sum) in row_sums.iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
            for (column, &column_sum) in column_sums.iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
                let expected = row_sum * column_sum / n;
                statistic += (self.get(row, column) - expected).powi(2) / expected;
            }
        }
        let freedom = ((rows - 1) * (columns - 1)) as f64;
        let effect = (statistic / (n * (rows.min(columns) - 1) as f64)).sqrt();
        Some(Outcome { statistic, p: chi_square_tail(statistic, freedom), effect, n: n as usize })
    }

    /// Mann and Whitney (1947) of the first row against the second, columns in order: normal approximation with the
    /// correction for ties and none for continuity. The statistic is U of the first row; the effect is the rank-biserial
    /// correlation, positive if the second row lies higher.
    pub(crate) fn mann_whitney(&self) -> Option<Outcome> {
        let sums = self.row_sums();
        let (&[first, second], columns) = (sums.as_slice(), self.column_sums()) else { return None };
        let n = first + second;
        if first < 1.0 || second < 1.0 {
            return None;
        }
        let rank_sum: f64 =
            mid_ranks(&columns).iter().enumerate().map(|(at, rank)| rank * self.get(0, at)).sum();
        let u = rank_sum - first * (first + 1.0) / 2.0;
        let spread = (first * second / 12.0 * ((n + 1.0) - ties(&columns) / (n * (n - 1.0)))).sqrt();
        if spread.is_nan() || spread <= 0.0 {
            return None;
        }
        let p = normal_two_sided((u - first * second / 2.0) / spread);
        Some(Outcome { statistic: u, p, effect: 1.0 - 2.0 * u / (first * second), n: n as usize })
    }

    /// Kruskal and Wallis (1952) over the rows, columns in order, corrected for ties. The effect is epsilon squared
    /// (Kelley 1935): the share of the spread of ranks that lies between the groups.
    pub(crate) fn kruskal_wallis(&self) -> Option<Outcome> {
        let columns = self.column_sums();
        let ranks = mid_ranks(&columns);
        let rank_sum = |row| ranks.iter().enumerate().map(|(at, rank)| rank * self.get(row, at)).sum();
        let sums: Vec<(f64, f64)> =
            self.row_sums().into_iter().enumerate().map(|(row, size)| (size, rank_sum(row))).collect();
        kruskal_of_sums(&sums, ties(&columns))
    }
}

/// Kruskal and Wallis's test of numbers of many values: as [`Table::kruskal_wallis`], without a table of them.
pub(crate) fn kruskal_of(
    groups: usize,
    values: usize,
    group_codes: &[u32],
    value_codes: &[u32],
) -> Option<Outcome> {
    let mut counts = vec![0.0; values];
    let pairs = || group_codes.iter().zip(value_codes).filter(|(group, value)| **group > 0 && **value > 0);
    pairs().for_each(|(_, &value)| counts[value as usize - 1] += 1.0);
    let ranks = mid_ranks(&counts);
    let mut sums = vec![(0.0, 0.0); groups];
    for (&group, &value) in pairs() {
        let (size, sum) = &mut sums[group as usize - 1];
        *size += 1.0;
        *sum += ranks[value as usize - 1];
    }
    kruskal_of_sums(&sums, ties(&counts))
}

/// From the size and the rank sum of each group.
fn kruskal_of_sums(sums: &[(f64, f64)], ties: f64) -> Option<Outcome> {
    let n: f64 = sums.iter().map(|(size, _)| size).sum();
    let filled = || sums.iter().filter(|(size, _)| *size > 0.0);
    let untied = 1.0 - ties / (n.powi(3) - n);
    if filled().count() < 2 || untied.is_nan() || untied <= 0.0 {
        return None;
    }
    let between: f64 = filled().map(|(size, sum)| sum * sum / size).sum();
    let statistic = (12.0 / (n * (n + 1.0)) * between - 3.0 * (n + 1.0)) / untied;
    let p = chi_square_tail(statistic, (filled().count() - 1) as f64);
    Some(Outcome { statistic, p, effect: (statistic / (n - 1.0)).clamp(0.0, 1.0), n: n as usize })
}

/// Spearman's rank correlation of two lists of codes, for numbers of many values. Code 0 is no answer.
pub(crate) fn spearman_of(
    rows: usize,
    columns: usize,
    row_codes: &[u32],
    column_codes: &[u32],
) -> Option<Outcome> {
    let (mut row_sums, mut column_sums) = (vec![0.0; rows], vec![0.0; columns]);
    let pairs = || row_codes.iter().zip(column_codes).filter(|(row, column)| **row > 0 && **column > 0);
    for (&row, &column) in pairs() {
        row_sums[row as usize - 1] += 1.0;
        column_sums[column as usize - 1] += 1.0;
    }
    let (row_ranks, column_ranks) = (mid_ranks(&row_sums), mid_ranks(&column_sums));
    let mut sums = Moments::default();
    for (&row, &column) in pairs() {
        sums.add(row_ranks[row as usize - 1], column_ranks[column as usize - 1], 1.0);
    }
    sums.correlation()
}

/// Sums for a correlation.
#[derive(Default)]
struct Moments {
    n: f64,
    a: f64,
    b: f64,
    aa: f64,
    bb: f64,
    ab: f64,
}

impl Moments {
    fn add(&mut self, a: f64, b: f64, count: f64) {
        self.n += count;
        self.a += a * count;
        self.b += b * count;
        self.aa += a * a * count;
        self.bb += b * b * count;
        self.ab += a * b * count;
    }

    fn correlation(&self) -> Option<Outcome> {
        let n = self.n;
        let (a, b) = (self.aa - self.a * self.a / n, self.bb - self.b * self.b / n);
        if n < 4.0 || a.is_nan() || a <= 0.0 || b <= 0.0 {
            return None;
        }
        let rho = ((self.ab - self.a * self.b / n) / (a * b).sqrt()).clamp(-1.0, 1.0);
        let freedom = n - 2.0;
        let t = rho * (freedom / ((1.0 - rho) * (1.0 + rho))).sqrt();
        Some(Outcome { statistic: rho, p: student_two_sided(t, freedom), effect: rho, n: n as usize })
    }
}

/// Rank of each value if those of one value share their ranks.
fn mid_ranks(counts: &[f64]) -> Vec<f64> {
    let mut below = 0.0;
    counts
        .iter()
        .map(|&count| {
            let rank = below + (count + 1.0) / 2.0;
            below += count;
            rank
        })
        .collect()
}

/// Sum of t³ - t over the ties.
fn ties(counts: &[f64]) -> f64 {
    counts.iter().map(|&count| count.powi(3) - count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[f64]]) -> Table {
        let mut table = Table::new(rows.len(), rows[0].len());
        for (row, counts) in rows.iter().enumerate() {
            for (column, &count) in counts.iter().enumerate() {
                table.add(row, column, count);
            }
        }
        table
    }

    /// Spearman's correlation of the responses that a table counts.
    fn correlation(table: &Table) -> Option<Outcome> {
        let (mut rows, mut columns) = (Vec::new(), Vec::new());
        for row in 0..table.rows() {
            for column in 0..table.columns() {
                for _ in 0..table.get(row, column) as usize {
                    rows.push(row as u32 + 1);
                    columns.push(column as u32 + 1);
                }
            }
        }
        spearman_of(table.rows(), table.columns(), &rows, &columns)
    }

    fn near(outcome: Option<Outcome>, statistic: f64, p: f64) {
        let outcome = outcome.unwrap();
        let close = |got: f64, want: f64| (got - want).abs() <= 1e-9 * want.abs().max(1e-9);
        assert!(close(outcome.statistic, statistic) && close(outcome.p, p), "{outcome:?}");
    }

    #[test]
    fn tests_agree_with_scipy() {
        let (two, three) = (
            table(&[&[12.0, 30.0, 8.0, 41.0, 9.0], &[25.0, 14.0, 22.0, 17.0, 3.0]]),
            table(&[
                &[12.0, 30.0, 8.0, 41.0, 9.0],
                &[25.0, 14.0, 22.0, 17.0, 3.0],
                &[5.0, 9.0, 30.0, 2.0, 11.0],
            ]),
        );
        near(three.chi_square(), 75.51308878910429, 3.893197390126874e-13);
        near(two.mann_whitney(), 5075.0, 0.002550435073910894);
        near(three.kruskal_wallis(), 10.379261996189229, 0.005574063275447114);
        near(correlation(&three), -0.054057113398657694, 0.40644318090845966);
    }

    #[test]
    fn what_does_not_vary_is_not_tested() {
        let flat = table(&[&[5.0, 0.0], &[7.0, 0.0]]);
        assert_eq!(flat.chi_square(), None);
        assert_eq!(flat.mann_whitney(), None);
        assert_eq!(flat.kruskal_wallis(), None);
        assert_eq!(correlation(&flat), None);
        assert_eq!(Table::new(2, 0).chi_square(), None);
    }

    #[test]
    fn codes_and_counts_give_the_same() {
        let (a, b) = ([1_u32, 2, 0, 3, 1, 2, 3], [2_u32, 1, 1, 0, 1, 2, 2]);
        let of_codes = kruskal_of(3, 2, &a, &b).unwrap();
        let of_counts = Table::of_codes(3, 2, &a, &b).kruskal_wallis().unwrap();
        assert!((of_codes.p - of_counts.p).abs() < 1e-12);
    }
}
