//! The normal distribution, and Student's t, which the honesty checks need.
//!
//! Sources: the series 7.6.1 and the continued fraction 7.9.3 of the NIST Digital Library of Mathematical Functions for erf and
//! erfc; 8.17.22 for the incomplete beta function, evaluated by the modified Lentz algorithm; Lanczos' approximation for gamma.

use std::f64::consts::PI;

/// The 5 % quantile of the standard normal distribution.
pub(super) const LOWER_5_PERCENT: f64 = -1.644_853_626_951_472_7;

/// Density of the standard normal distribution.
pub(super) fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * PI).sqrt()
}

/// Share of the standard normal distribution below x, to about 15 digits.
pub(super) fn below(x: f64) -> f64 {
    let z = x.abs() / std::f64::consts::SQRT_2;
    let tail = 0.5 * if z < 2.5 { 1.0 - erf_series(z) } else { erfc_fraction(z) };
    if x < 0.0 { tail } else { 1.0 - tail }
}

/// erf(z) = 2/sqrt(pi) * exp(-z^2) * sum of 2^n z^(2n+1) / (1 * 3 * ... * (2n+1)).
fn erf_series(z: f64) -> f64 {
    let (mut term, mut sum, mut odd) = (z, z, 1.0);
    while term > sum * f64::EPSILON * 0.1 {
        odd += 2.0;
        term *= 2.0 * z * z / odd;
        sum += term;
    }
    2.0 / PI.sqrt() * (-z * z).exp() * sum
}

/// erfc(z) = exp(-z^2)/sqrt(pi) / (z + (1/2)/(z + 1/(z + (3/2)/(z + ...)))), from the inside out.
fn erfc_fraction(z: f64) -> f64 {
    let inner = (1..=80).rev().fold(z, |inner, step| z + f64::from(step) / 2.0 / inner);
    (-z * z).exp() / PI.sqrt() / inner
}

/// Probability that |T| exceeds |t| under Student's t with these degrees of freedom, > 0.
pub(crate) fn student_two_sided(t: f64, freedom: f64) -> f64 {
    incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

/// Regularised incomplete beta function I_x(a, b), a and b > 0, 0 <= x <= 1.
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let front = (log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    // The fraction converges quickly on this side only; the other is its mirror image.
    if x < (a + 1.0) / (a + b + 2.0) { front * beta_fraction(a, b, x) / a } else { 1.0 - front * beta_fraction(b, a, 1.0 - x) / b }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut c, mut d) = (1.0, 1.0 / away(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for step in 1..=300 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut moved = 1.0;
        for numerator in [even, odd] {
            d = 1.0 / away(1.0 + numerator * d);
            c = away(1.0 + numerator / c);
            moved = c * d;
            fraction *= moved;
        }
        if (moved - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

/// Logarithm of the gamma function for x > 0: Lanczos with g = 7 and nine terms.
fn log_gamma(x: f64) -> f64 {
    const FIRST: f64 = 0.999_999_999_999_809_9;
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let sum = TERMS.iter().zip(1_u8..).fold(FIRST, |sum, (term, index)| sum + term / (x + f64::from(index)));
    let t = x + 7.5;
    0.5 * (2.0 * PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(ours: f64, reference: f64) {
        assert!((ours - reference).abs() <= 1e-12 * reference.abs(), "{ours} is not {reference}");
    }

    /// Reference values: scipy.stats.norm.cdf, scipy 1.17.1.
    #[test]
    fn the_normal_distribution_has_its_known_values() {
        close(below(0.0), 0.5);
        close(below(1.0), 0.841_344_746_068_542_9);
        close(below(-1.96), 0.024_997_895_148_220_435);
        close(below(3.0), 0.998_650_101_968_369_9);
        close(below(-6.0), 9.865_876_450_376_946e-10);
        close(below(LOWER_5_PERCENT), 0.05);
    }

    /// Reference values: 2 * scipy.stats.t.sf, scipy 1.17.1.
    #[test]
    fn students_t_has_its_known_tails() {
        close(student_two_sided(2.0, 10.0), 0.073_388_034_770_740_37);
        close(student_two_sided(-1.0, 2146.0), 0.317_423_249_024_962_3);
        assert_eq!(student_two_sided(0.0, 5.0), 1.0);
    }
}
