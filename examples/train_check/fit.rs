//! Rows → weights: logistic regression with an L2 penalty on standardised measures, by gradient descent with momentum.

/// One row to learn from.
pub(crate) struct Row {
    measures: Vec<f64>,
    is_positive: bool,
    /// What it counts for.
    weight: f64,
}

impl Row {
    pub(crate) fn new(measures: &[f32], is_positive: bool) -> Self {
        Row { measures: measures.iter().map(|&value| f64::from(value)).collect(), is_positive, weight: 1.0 }
    }

    /// The same row with another weight.
    pub(crate) fn counting(self, weight: f64) -> Self {
        Row { weight, ..self }
    }
}

const STEPS: usize = 400;

/// Weights of the measures, and last what is added.
pub(crate) fn fit(rows: &[Row], count: usize, penalty: f64) -> Vec<f32> {
    let total: f64 = rows.iter().map(|row| row.weight).sum::<f64>().max(1.0);
    let mean = |of: &dyn Fn(&Row) -> f64| rows.iter().map(|row| row.weight * of(row)).sum::<f64>() / total;
    let means: Vec<f64> = (0..count).map(|at| mean(&|row| row.measures[at])).collect();
    let spreads: Vec<f64> =
        (0..count).map(|at| mean(&|row| (row.measures[at] - means[at]).powi(2)).sqrt().max(1e-2)).collect();
    let looks: Vec<Vec<f64>> = rows
        .iter()
        .map(|row| (0..count).map(|at| (row.measures[at] - means[at]) / spreads[at]).collect())
        .collect();
    let mut weights = vec![0.0; count + 1];
    let mut speed = vec![0.0; count + 1];
    for _ in 0..STEPS {
        let mut slope = vec![0.0; count + 1];
        for (row, look) in rows.iter().zip(&looks) {
            let odds: f64 =
                weights[count] + look.iter().zip(&weights).map(|(value, weight)| value * weight).sum::<f64>();
            let error = row.weight * (1.0 / (1.0 + (-odds).exp()) - f64::from(u8::from(row.is_positive)));
            look.iter().zip(&mut slope).for_each(|(value, slope)| *slope += error * value);
            slope[count] += error;
        }
        for at in 0..=count {
            let pull = if at < count { penalty * weights[at] } else { 0.0 };
            speed[at] = 0.9 * speed[at] - 0.3 * (slope[at] + pull) / total;
            weights[at] += speed[at];
        }
    }
    let mut out: Vec<f32> = (0..count).map(|at| (weights[at] / spreads[at]) as f32).collect();
    let shift: f64 = (0..count).map(|at| weights[at] * means[at] / spreads[at]).sum();
    out.push((weights[count] - shift) as f32);
    out
}
