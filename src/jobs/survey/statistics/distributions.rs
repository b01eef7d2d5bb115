//! Tails of the normal, chi-square and Student distributions.

use statrs::function::beta::beta_reg;
use statrs::function::erf::erfc;
use statrs::function::gamma::gamma_ur;

/// Probability of a standard normal value at least this far from 0, on either side.
pub(crate) fn normal_two_sided(z: f64) -> f64 {
    if z.is_finite() { erfc(z.abs() / std::f64::consts::SQRT_2).min(1.0) } else { 0.0 }
}

/// Probability of a chi-square value of `freedom` degrees at least this large.
pub(crate) fn chi_square_tail(value: f64, freedom: f64) -> f64 {
    if value <= 0.0 || freedom <= 0.0 {
        return 1.0;
    }
    if !value.is_finite() {
        return 0.0;
    }
    gamma_ur(freedom / 2.0, value / 2.0).clamp(0.0, 1.0)
}

/// Probability of a Student value of `freedom` degrees at least this far from 0, on either side.
/// Abramowitz and Stegun 26.5.27.
pub(crate) fn student_two_sided(t: f64, freedom: f64) -> f64 {
    if !t.is_finite() {
        return 0.0;
    }
    beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t)).clamp(0.0, 1.0)
}

/// How far from the mean 95 % of a Student distribution reach: Cornish-Fisher expansion, Abramowitz and Stegun 26.7.5,
/// then two Newton steps.
pub(crate) fn student_95(freedom: f64) -> f64 {
    let x: f64 = 1.959_963_984_540_054;
    let (x3, x5, x7) = (x.powi(3), x.powi(5), x.powi(7));
    let (g1, g2, g3) = (
        (x3 + x) / 4.0,
        (5.0 * x5 + 16.0 * x3 + 3.0 * x) / 96.0,
        (3.0 * x7 + 19.0 * x5 + 17.0 * x3 - 15.0 * x) / 384.0,
    );
    let mut t = x + g1 / freedom + g2 / freedom.powi(2) + g3 / freedom.powi(3);
    for _ in 0..4 {
        let slope = (student_two_sided(t + 1e-6, freedom) - student_two_sided(t - 1e-6, freedom)) / 2e-6;
        if slope != 0.0 {
            t -= (student_two_sided(t, freedom) - 0.05) / slope;
        }
    }
    t
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-7 * want.abs(), "{got} is not {want}");
    }

    #[test]
    fn tails_agree_with_scipy() {
        // 2 * norm.sf(z), chi2.sf(x, k), 2 * t.sf(t, k)
        for (z, p) in NORMAL {
            near(normal_two_sided(z), p);
        }
        for (x, k, p) in CHI_SQUARE {
            near(chi_square_tail(x, k), p);
        }
        for (t, k, p) in STUDENT {
            near(student_two_sided(t, k), p);
        }
        for (k, t) in STUDENT_95 {
            near(student_95(k), t);
        }
    }

    const NORMAL: [(f64, f64); 4] = [
        (0.5, 0.6170750774519738),
        (1.96, 0.04999579029644087),
        (5.2, 1.992885263386694e-07),
        (12.5, 7.465128597755428e-36),
    ];
    const CHI_SQUARE: [(f64, f64, f64); 4] = [
        (0.3, 1.0, 0.583882420770365),
        (12.5, 7.0, 0.08526927515826925),
        (90.0, 33.0, 3.4895218707288936e-07),
        (400.0, 4.0, 2.781632018740826e-85),
    ];
    const STUDENT: [(f64, f64, f64); 3] = [
        (2.1, 9.0, 0.06511828241215196),
        (-6.5, 120.0, 1.922325975979755e-09),
        (15.0, 2000.0, 2.799094289357278e-48),
    ];
    const STUDENT_95: [(f64, f64); 4] = [
        (3.0, 3.1824463052837078),
        (9.0, 2.262157162798205),
        (40.0, 2.021075390306273),
        (1000.0, 1.9623390808264083),
    ];
}
