//! Correction for many tests: the false discovery rate of Benjamini and Hochberg (1995).

/// The q value of each p value, in the same order.
pub(crate) fn adjust(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[b].total_cmp(&p[a]));
    let (mut q, mut least) = (vec![1.0; p.len()], 1.0_f64);
    for (place, &index) in order.iter().enumerate() {
        let rank = (p.len() - place) as f64;
        least = least.min(p[index] * p.len() as f64 / rank);
        q[index] = least;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q_values_agree_with_scipy() {
        // scipy.stats.false_discovery_control([0.01, 0.04, 0.03, 0.005, 0.8])
        let want = [0.025, 0.05, 0.05, 0.025, 0.8];
        for (got, want) in adjust(&[0.01, 0.04, 0.03, 0.005, 0.8]).iter().zip(want) {
            assert!((got - want).abs() < 1e-12, "{got} {want}");
        }
        assert!(adjust(&[]).is_empty());
    }
}
