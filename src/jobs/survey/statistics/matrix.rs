//! Small symmetric matrices: solving, inverting, and how far each column is given by the others.

/// A square matrix.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    size: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// A matrix of zeros.
    pub(crate) fn zero(size: usize) -> Self {
        Matrix { size, cells: vec![0.0; size * size] }
    }

    /// Rows and columns.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// A cell.
    pub(crate) fn get(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    /// Adds to a cell.
    pub(crate) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] += value;
    }

    /// Adds another matrix of the same size.
    pub(crate) fn add_all(&mut self, other: &Matrix) {
        self.cells.iter_mut().zip(&other.cells).for_each(|(cell, value)| *cell += value);
    }

    /// Copies the upper triangle to the lower one.
    pub(crate) fn mirror(&mut self) {
        for row in 0..self.size {
            for column in 0..row {
                self.cells[row * self.size + column] = self.cells[column * self.size + row];
            }
        }
    }

    /// The square block at these rows and columns.
    pub(crate) fn block(&self, at: &[usize]) -> Matrix {
        let mut block = Matrix::zero(at.len());
        for (row, &from) in at.iter().enumerate() {
            for (column, &to) in at.iter().enumerate() {
                block.cells[row * at.len() + column] = self.get(from, to);
            }
        }
        block
    }

    /// The inverse of a positive definite matrix (Cholesky). `None` if it is not, or nearly not.
    pub(crate) fn invert(&self) -> Option<Matrix> {
        let n = self.size;
        let mut lower = vec![0.0; n * n];
        for row in 0..n {
            for column in 0..=row {
                let sum: f64 = (0..column).map(|k| lower[row * n + k] * lower[column * n + k]).sum();
                let rest = self.get(row, column) - sum;
                if row == column {
                    if rest.is_nan() || rest <= 1e-10 * self.get(row, row).abs() {
                        return None;
                    }
                    lower[row * n + row] = rest.sqrt();
                } else {
                    lower[row * n + column] = rest / lower[column * n + column];
                }
            }
        }
        let mut inverse = Matrix::zero(n);
        let mut unit = vec![0.0; n];
        for column in 0..n {
            unit.fill(0.0);
            unit[column] = 1.0;
            for row in 0..n {
                let sum: f64 = (0..row).map(|k| lower[row * n + k] * unit[k]).sum();
                unit[row] = (unit[row] - sum) / lower[row * n + row];
            }
            for row in (0..n).rev() {
                let sum: f64 = (row + 1..n).map(|k| lower[k * n + row] * unit[k]).sum();
                unit[row] = (unit[row] - sum) / lower[row * n + row];
            }
            for (row, value) in unit.iter().enumerate() {
                inverse.cells[row * n + column] = *value;
            }
        }
        Some(inverse)
    }

    /// The product with a vector.
    pub(crate) fn times(&self, vector: &[f64]) -> Vec<f64> {
        self.cells
            .chunks(self.size.max(1))
            .map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
            .collect()
    }
}

/// Variance inflation of each group of columns (Fox and Monette 1992, generalised to one degree of freedom): how much wider
/// an interval gets because the columns are nearly given by the others. `correlations` is the correlation matrix of all
/// columns. `None` for a group that the others give entirely.
pub(crate) fn inflation(correlations: &Matrix, groups: &[Vec<usize>]) -> Vec<Option<f64>> {
    let all: Vec<usize> = (0..correlations.size()).collect();
    let whole = log_determinant(correlations, &all);
    groups
        .iter()
        .map(|group| {
            let rest: Vec<usize> = all.iter().copied().filter(|column| !group.contains(column)).collect();
            let (own, others) =
                (log_determinant(correlations, group)?, log_determinant(correlations, &rest)?);
            Some(((own + others - whole?) / group.len() as f64).exp())
        })
        .collect()
}

/// Logarithm of the determinant of a block; `None` if it is not positive definite.
fn log_determinant(matrix: &Matrix, at: &[usize]) -> Option<f64> {
    let n = at.len();
    let mut lower = vec![0.0; n * n];
    let mut sum_of_logs = 0.0;
    for row in 0..n {
        for column in 0..=row {
            let sum: f64 = (0..column).map(|k| lower[row * n + k] * lower[column * n + k]).sum();
            let rest = matrix.get(at[row], at[column]) - sum;
            if row == column {
                if rest.is_nan() || rest <= 1e-9 {
                    return None;
                }
                sum_of_logs += rest.ln();
                lower[row * n + row] = rest.sqrt();
            } else {
                lower[row * n + column] = rest / lower[column * n + column];
            }
        }
    }
    Some(sum_of_logs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[[f64; 3]; 3]) -> Matrix {
        Matrix { size: 3, cells: rows.iter().flatten().copied().collect() }
    }

    #[test]
    fn the_inverse_undoes_the_matrix() {
        let given = matrix(&[[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]]);
        let solved = given.invert().unwrap().times(&given.times(&[1.0, -2.0, 3.0]));
        assert!(
            solved.iter().zip([1.0, -2.0, 3.0]).all(|(got, want)| (got - want).abs() < 1e-12),
            "{solved:?}"
        );
        assert!(matrix(&[[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]).invert().is_none());
    }

    #[test]
    fn inflation_of_single_columns_is_the_diagonal_of_the_inverse() {
        let correlations = matrix(&[[1.0, 0.9, 0.1], [0.9, 1.0, 0.2], [0.1, 0.2, 1.0]]);
        let inverse = correlations.invert().unwrap();
        let groups = [vec![0], vec![1], vec![2]];
        for (column, found) in inflation(&correlations, &groups).into_iter().enumerate() {
            assert!((found.unwrap() - inverse.get(column, column)).abs() < 1e-9);
        }
        let twins = matrix(&[[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
        assert_eq!(inflation(&twins, &groups)[0], None);
    }
}
