//! Proportional-odds regression (McCullagh 1980), fitted by Newton steps on the whole likelihood. With two outcomes it is
//! logistic regression. Rows are summed in pieces of a fixed size, so that the result does not depend on the threads.

use super::matrix::Matrix;
use rayon::prelude::*;

/// Rows summed by one thread at a time.
const PIECE_ROWS: usize = 4096;
/// Newton steps; a well-behaved fit needs about six.
const MOST_STEPS: usize = 40;
/// The fit is done when no coefficient, in standard deviations of its column, moves by more.
const SMALL_STEP: f64 = 1e-9;
/// A coefficient beyond this, for a change of one standard deviation, has no end: the outcome is separated.
const SEPARATED: f64 = 15.0;

/// A fitted model.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    /// Log odds ratio of each column, for one unit of it; positive moves to higher outcomes.
    pub(crate) slopes: Vec<f64>,
    /// Covariances of the slopes.
    pub(crate) covariance: Matrix,
}

/// Why there is no fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FitError {
    /// This column tells the outcome apart without fail, so that its odds ratio has no end.
    Separated(usize),
    /// The columns are not independent, or there are too few rows.
    Singular,
}

impl Fit {
    /// Wald statistic that all of these slopes are 0; chi-square of as many degrees.
    pub(crate) fn wald(&self, at: &[usize]) -> Option<f64> {
        let slopes: Vec<f64> = at.iter().map(|&column| self.slopes[column]).collect();
        let solved = self.covariance.block(at).invert()?.times(&slopes);
        Some(slopes.iter().zip(solved).map(|(a, b)| a * b).sum())
    }

    /// Standard error of a slope.
    pub(crate) fn error(&self, column: usize) -> f64 {
        self.covariance.get(column, column).max(0.0).sqrt()
    }
}

/// Fits `outcomes` (0 up to `levels - 1`, each at least once) to `columns`, which all have as many rows.
///
/// # Errors
/// When the fit has no end or no unique answer.
pub(crate) fn fit_ordinal(columns: &[Vec<f64>], outcomes: &[u32], levels: usize) -> Result<Fit, FitError> {
    let scaled: Vec<(f64, f64)> = columns.iter().map(|column| mean_and_spread(column)).collect();
    if levels < 2 || scaled.iter().any(|(_, spread)| *spread <= 0.0) {
        return Err(FitError::Singular);
    }
    let width = columns.len();
    let rows: Vec<f64> = (0..outcomes.len())
        .flat_map(|row| {
            columns.iter().zip(&scaled).map(move |(column, (mean, spread))| (column[row] - mean) / spread)
        })
        .collect();
    let mut state = State::new(outcomes, levels, width);
    let mut likelihood = f64::NEG_INFINITY;
    for _ in 0..MOST_STEPS {
        let sums = state.sums(&rows, outcomes);
        // A step that went too far is taken back by halves.
        if sums.likelihood < likelihood - 1e-9 * likelihood.abs() || sums.likelihood.is_nan() {
            state.halve();
            continue;
        }
        likelihood = sums.likelihood;
        let inverse =
            sums.information.invert().ok_or_else(|| state.separated().unwrap_or(FitError::Singular))?;
        let step = inverse.times(&sums.gradient);
        let largest = step.iter().fold(0.0_f64, |most, part| most.max(part.abs()));
        state.advance(step);
        if let Some(error) = state.separated() {
            return Err(error);
        }
        if largest < SMALL_STEP {
            return Ok(state.finish(&inverse, &scaled));
        }
    }
    Err(state.separated().unwrap_or(FitError::Singular))
}

fn mean_and_spread(column: &[f64]) -> (f64, f64) {
    let n = column.len().max(1) as f64;
    let mean = column.iter().sum::<f64>() / n;
    let spread = (column.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
    (mean, if spread < 1e-12 * mean.abs().max(1e-300) { 0.0 } else { spread })
}

/// Slopes first, then thresholds: outcome k or lower has the log odds `threshold k - slopes · row`.
struct State {
    width: usize,
    parameters: Vec<f64>,
    last_step: Vec<f64>,
}

struct Sums {
    likelihood: f64,
    gradient: Vec<f64>,
    information: Matrix,
}

impl State {
    fn new(outcomes: &[u32], levels: usize, width: usize) -> Self {
        let mut counts = vec![0.0; levels];
        outcomes.iter().for_each(|&outcome| counts[outcome as usize] += 1.0);
        let n: f64 = outcomes.len() as f64 + levels as f64;
        let mut below = 0.0;
        let thresholds = counts[..levels - 1].iter().map(|count| {
            below += (count + 1.0) / n;
            (below / (1.0 - below)).ln()
        });
        let parameters: Vec<f64> = vec![0.0; width].into_iter().chain(thresholds).collect();
        State { width, last_step: vec![0.0; parameters.len()], parameters }
    }

    fn advance(&mut self, step: Vec<f64>) {
        self.parameters.iter_mut().zip(&step).for_each(|(parameter, part)| *parameter += part);
        self.last_step = step;
    }

    fn halve(&mut self) {
        self.last_step.iter_mut().for_each(|part| *part /= 2.0);
        self.parameters.iter_mut().zip(&self.last_step).for_each(|(parameter, part)| *parameter -= part);
    }

    fn separated(&self) -> Option<FitError> {
        let slopes = self.parameters[..self.width].iter().enumerate();
        let (column, slope) = slopes.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
        (slope.abs() > SEPARATED || slope.is_nan()).then_some(FitError::Separated(column))
    }

    fn sums(&self, rows: &[f64], outcomes: &[u32]) -> Sums {
        let pieces: Vec<Sums> = outcomes
            .par_chunks(PIECE_ROWS)
            .enumerate()
            .map(|(piece, outcomes)| self.piece(&rows[piece * PIECE_ROWS * self.width..], outcomes))
            .collect();
        let mut whole = self.empty();
        for piece in pieces {
            whole.likelihood += piece.likelihood;
            whole.gradient.iter_mut().zip(&piece.gradient).for_each(|(sum, part)| *sum += part);
            whole.information.add_all(&piece.information);
        }
        whole.information.mirror();
        whole
    }

    fn empty(&self) -> Sums {
        let size = self.parameters.len();
        Sums { likelihood: 0.0, gradient: vec![0.0; size], information: Matrix::zero(size) }
    }

    fn piece(&self, rows: &[f64], outcomes: &[u32]) -> Sums {
        let (width, levels) = (self.width, self.parameters.len() - self.width + 1);
        let mut sums = self.empty();
        for (index, &outcome) in outcomes.iter().enumerate() {
            let row = &rows[index * width..(index + 1) * width];
            let score: f64 = row.iter().zip(&self.parameters).map(|(x, slope)| x * slope).sum();
            let outcome = outcome as usize;
            // The thresholds above and below the outcome; the ends have none.
            let above = (outcome + 1 < levels).then(|| Border::at(self.parameters[width + outcome] - score));
            let below = (outcome > 0).then(|| Border::at(self.parameters[width + outcome - 1] - score));
            let p = above.as_ref().map_or(1.0, |border| border.share)
                - below.as_ref().map_or(0.0, |border| border.share);
            let p = p.max(1e-300);
            sums.likelihood += p.ln();
            let (ga, gb) =
                (above.as_ref().map_or(0.0, |a| a.slope / p), below.as_ref().map_or(0.0, |b| -b.slope / p));
            let haa = above.as_ref().map_or(0.0, |a| a.bend / p - ga * ga);
            let hbb = below.as_ref().map_or(0.0, |b| -b.bend / p - gb * gb);
            let hab = -ga * gb;
            let (pull, weight) = (-(ga + gb), -(haa + 2.0 * hab + hbb));
            for (column, &x) in row.iter().enumerate() {
                sums.gradient[column] += pull * x;
                let weighted = weight * x;
                for (other, &y) in row.iter().enumerate().skip(column) {
                    sums.information.add(column, other, weighted * y);
                }
                if above.is_some() {
                    sums.information.add(column, width + outcome, (haa + hab) * x);
                }
                if below.is_some() {
                    sums.information.add(column, width + outcome - 1, (hbb + hab) * x);
                }
            }
            if above.is_some() {
                sums.gradient[width + outcome] += ga;
                sums.information.add(width + outcome, width + outcome, -haa);
            }
            if below.is_some() {
                sums.gradient[width + outcome - 1] += gb;
                sums.information.add(width + outcome - 1, width + outcome - 1, -hbb);
            }
            if above.is_some() && below.is_some() {
                sums.information.add(width + outcome - 1, width + outcome, -hab);
            }
        }
        sums
    }

    fn finish(self, inverse: &Matrix, scaled: &[(f64, f64)]) -> Fit {
        let mut covariance = Matrix::zero(self.width);
        for row in 0..self.width {
            for column in 0..self.width {
                covariance.add(row, column, inverse.get(row, column) / (scaled[row].1 * scaled[column].1));
            }
        }
        let slopes = self.parameters.iter().zip(scaled).map(|(slope, (_, spread))| slope / spread).collect();
        Fit { slopes, covariance }
    }
}

/// The logistic function, its slope and the slope of that.
struct Border {
    share: f64,
    slope: f64,
    bend: f64,
}

impl Border {
    fn at(x: f64) -> Self {
        let share = 1.0 / (1.0 + (-x).exp());
        let slope = share * (1.0 - share);
        Border { share, slope, bend: slope * (1.0 - 2.0 * share) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same everywhere: `(7 i² + 3 i) mod 11`, and so on.
    fn made(n: u32, factor: u32, modulus: u32) -> Vec<f64> {
        (0..n).map(|i| f64::from((factor * i * i + 3 * i) % modulus)).collect()
    }

    fn outcomes(columns: &[Vec<f64>], levels: u32) -> Vec<u32> {
        (0..columns[0].len())
            .map(|row| {
                let noise = (row * row * 31 + row * 17) % 23;
                let sum = columns[0][row] - 0.5 * columns[1][row] + noise as f64 / 2.0;
                (sum / 4.0).clamp(0.0, f64::from(levels - 1)) as u32
            })
            .collect()
    }

    fn near(got: f64, want: f64) {
        assert!((got - want).abs() < 1e-5 * want.abs().max(1.0), "{got} is not {want}");
    }

    #[test]
    fn fits_agree_with_statsmodels() {
        let columns = [made(300, 7, 11), made(300, 5, 13)];
        // statsmodels Logit and OrderedModel
        let two = fit_ordinal(&columns, &outcomes(&columns, 2), 2).unwrap();
        near(two.slopes[0], 0.4790185520219094);
        near(two.error(0), 0.07566692965397068);
        near(two.slopes[1], -0.18507444624166153);
        near(two.error(1), 0.044983361123531955);
        let four = fit_ordinal(&columns, &outcomes(&columns, 4), 4).unwrap();
        near(four.slopes[0], 0.3830166011554058);
        near(four.error(0), 0.037363100229136935);
        near(four.slopes[1], -0.19350033620994622);
        near(four.error(1), 0.033313465812888035);
        near(four.wald(&[0, 1]).unwrap(), 120.01704740184243);
    }

    #[test]
    fn what_has_no_fit_is_said() {
        let column: Vec<f64> = (0..40).map(f64::from).collect();
        let split: Vec<u32> = (0..40).map(|row| u32::from(row >= 20)).collect();
        let noise: Vec<f64> = (0..40).map(|row| f64::from(row * 7 % 5)).collect();
        assert_eq!(fit_ordinal(&[noise.clone(), column], &split, 2).unwrap_err(), FitError::Separated(1));
        assert_eq!(fit_ordinal(&[noise.clone(), noise], &split, 2).unwrap_err(), FitError::Singular);
        assert_eq!(fit_ordinal(&[vec![1.0; 40]], &split, 2).unwrap_err(), FitError::Singular);
    }

    #[test]
    fn the_number_of_threads_does_not_matter() {
        let columns = [made(20_000, 7, 11), made(20_000, 5, 13)];
        let y = outcomes(&columns, 3);
        let fit = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| fit_ordinal(&columns, &y, 3).unwrap().slopes)
        };
        assert_eq!(fit(1), fit(4));
    }
}
