//! 95 % intervals of shares, means and net promoter scores, and the comparison of two shares.

use super::distributions::{normal_two_sided, student_95};
use crate::model::survey::Estimate;

/// 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A share with the interval of Wilson (1927).
pub(crate) fn share_interval(hits: f64, n: f64) -> Estimate {
    if n <= 0.0 {
        return Estimate { value: 0.0, interval: [0.0, 1.0] };
    }
    let (share, z2) = (hits / n, Z * Z);
    let center = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    Estimate { value: share, interval: [(center - half).max(0.0), (center + half).min(1.0)] }
}

/// A mean with its Student interval, from values and how often each occurs. `None` below two values.
pub(crate) fn mean_interval(values: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Estimate> {
    let (n, sum) =
        values.clone().fold((0.0, 0.0), |(n, sum), (value, count)| (n + count, sum + value * count));
    if n < 2.0 {
        return None;
    }
    let mean = sum / n;
    let squares: f64 = values.map(|(value, count)| count * (value - mean).powi(2)).sum();
    let half = student_95(n - 1.0) * (squares / (n - 1.0) / n).sqrt();
    Some(Estimate { value: mean, interval: [mean - half, mean + half] })
}

/// Promoters less detractors as a share of all, with the normal interval of a difference of two shares of one sample
/// (Newcombe 1998, method 1, for paired shares).
pub(crate) fn nps_interval(promoters: f64, detractors: f64, n: f64) -> Option<Estimate> {
    if n < 2.0 {
        return None;
    }
    let (up, down) = (promoters / n, detractors / n);
    let score = up - down;
    let half = Z * ((up + down - score * score) / n).sqrt();
    Some(Estimate { value: score, interval: [(score - half).max(-1.0), (score + half).min(1.0)] })
}

/// Probability that two shares differ this much by chance: the pooled z test, which equals chi-square without correction.
pub(crate) fn two_shares(hits: f64, n: f64, other_hits: f64, other_n: f64) -> f64 {
    let pooled = (hits + other_hits) / (n + other_n);
    let spread = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / other_n)).sqrt();
    if spread > 0.0 { normal_two_sided((hits / n - other_hits / other_n) / spread) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-8, "{got} is not {want}");
    }

    #[test]
    fn intervals_agree_with_published_and_computed_values() {
        // Newcombe 1998, table 1: 81 of 263 gives 0.2553 to 0.3662; statsmodels proportion_confint gives the digits.
        let share = share_interval(81.0, 263.0);
        near(share.interval[0], 0.2552885198782742);
        near(share.interval[1], 0.36620957698280004);
        // scipy.stats.t.interval of 1 2 2 3 5 5 5 4
        let mean =
            mean_interval([(1.0, 1.0), (2.0, 2.0), (3.0, 1.0), (5.0, 3.0), (4.0, 1.0)].into_iter()).unwrap();
        near(mean.value, 3.375);
        near(mean.interval[0], 2.0390470874117432);
        near(mean.interval[1], 4.710952912588256);
        near(two_shares(30.0, 100.0, 45.0, 220.0), 0.06170669002831275);
        let nps = nps_interval(50.0, 20.0, 100.0).unwrap();
        near(nps.value, 0.3);
        near(nps.interval[0], 0.14692191924957324);
    }
}
