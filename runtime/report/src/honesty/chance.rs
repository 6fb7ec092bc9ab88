//! Whether chance alone would do: Student's t-test and a block bootstrap of daily returns, above cash and above buy-and-hold.
//!
//! Both ask how often a strategy without any edge would come to a mean daily return at least this high. The t-test takes days as
//! independent; the bootstrap keeps whole stretches of days together, because days are not. Sources: Student, Biometrika, 1908;
//! Politis and Romano, "A circular block-resampling procedure for stationary data", 1992. The generator is seeded with a constant, so
//! equal runs are told the same.

use super::Check;
use crate::statistics::moments::{deviation, mean};
use crate::statistics::normal::student_two_sided;
use crate::statistics::{Absent, Daily, Statistics};

/// How many samples are drawn.
pub const SAMPLES: usize = 5_000;
/// Chance must be rarer than this.
const RARE: f64 = 0.05;

/// How likely chance alone comes to a mean at least this high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// Mean of the daily returns.
    pub mean: f64,
    /// Student's t.
    pub t: f64,
    /// One-sided probability by the t-test, 0 to 1.
    pub by_t_test: f64,
    /// One-sided probability by the block bootstrap, above 0.
    pub by_bootstrap: f64,
    /// Days that were kept together.
    pub block: usize,
}

/// Both tests of daily returns.
///
/// # Errors
/// When there are fewer than ten, or all are equal.
pub fn chance(returns: &[f64]) -> Result<Chance, Absent> {
    let count = returns.len();
    let deviation = deviation(returns).filter(|_| count >= 10).ok_or(Absent("fewer than ten daily returns prove nothing"))?;
    if deviation == 0.0 {
        return Err(Absent("daily returns do not vary"));
    }
    let mean = mean(returns);
    let t = mean / (deviation / (count as f64).sqrt());
    let both_sides = student_two_sided(t, count as f64 - 1.0);
    let by_t_test = if t > 0.0 { both_sides / 2.0 } else { 1.0 - both_sides / 2.0 };
    // The cube root of the number of days is the usual length of a block.
    let block = ((count as f64).cbrt().ceil() as usize).max(1);
    Ok(Chance { mean, t, by_t_test, by_bootstrap: bootstrap(returns, mean, block), block })
}

/// Share of samples without an edge whose mean is at least the observed one. The sample itself counts, so it is never 0.
fn bootstrap(returns: &[f64], observed: f64, block: usize) -> f64 {
    let count = returns.len();
    // Sums of the centred returns up to each day, twice around, so that a block is a difference.
    let mut sums = Vec::with_capacity(2 * count + 1);
    let mut sum = 0.0;
    sums.push(sum);
    for value in returns.iter().chain(returns) {
        sum += value - observed;
        sums.push(sum);
    }
    let stretch = |start: usize, length: usize| match (sums.get(start), sums.get(start + length)) {
        (Some(before), Some(after)) => after - before,
        _ => 0.0,
    };
    let mut generator = Generator(0x5eed);
    let mut at_least = 1;
    for _ in 0..SAMPLES {
        let (mut left, mut sample) = (count, 0.0);
        while left > 0 {
            let length = block.min(left);
            sample += stretch(generator.below(count), length);
            left -= length;
        }
        at_least += usize::from(sample / count as f64 >= observed);
    }
    at_least as f64 / (SAMPLES + 1) as f64
}

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is small against 2^64.
    fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }
}

pub(super) fn checks(statistics: &Statistics) -> [Check; 2] {
    let returns = statistics.returns.clone();
    let market = statistics.market.clone();
    let market = market.and_then(|equity| Daily { days: statistics.daily.days.clone(), equity }.returns());
    let over_market =
        returns.clone().and_then(|returns| Ok(returns.iter().zip(market?).map(|(ours, theirs)| ours - theirs).collect()));
    [check("chance_over_cash", "above cash", returns), check("chance_over_buy_and_hold", "above buy-and-hold", over_market)]
}

fn check(key: &'static str, what: &str, excess: Result<Vec<f64>, Absent>) -> Check {
    match excess.and_then(|excess| chance(&excess)) {
        Err(Absent(reason)) => Check::unknown(key, reason),
        Ok(Chance { t, by_t_test, by_bootstrap, block, .. }) => {
            let reason = format!(
                "{what}, chance alone would do as well with a probability of {by_t_test:.4} (t-test, t = {t:.2}) and \
                 {by_bootstrap:.4} (bootstrap of {SAMPLES} samples, {block} days together)"
            );
            Check::new(key, by_t_test.max(by_bootstrap) > RARE, reason)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    /// Reference value: scipy.stats.ttest_1samp(..., alternative='greater'), scipy 1.17.1, of the daily returns of the run.
    #[test]
    fn the_t_test_agrees_with_scipy() {
        for run in reference::runs() {
            let chance = chance(&run.returns).unwrap();
            let t = run.quantstats("sharpe") / 252.0_f64.sqrt() * (run.returns.len() as f64).sqrt();
            reference::close(chance.t, t, &run.name);
        }
    }

    #[test]
    fn both_tests_are_of_one_mind_about_independent_days() {
        let mut generator = Generator(7);
        let mut noise =
            |edge: f64| -> Vec<f64> { (0..1000).map(|_| (generator.below(2_000_001) as f64 / 1e6 - 1.0) * 0.01 + edge).collect() };
        let none = chance(&noise(0.0)).unwrap();
        assert!((none.by_t_test - none.by_bootstrap).abs() < 0.03, "{none:?}");
        let strong = chance(&noise(0.001)).unwrap();
        assert!(strong.by_t_test < 0.01 && strong.by_bootstrap < 0.01, "{strong:?}");
        let losing = chance(&noise(-0.001)).unwrap();
        assert!(losing.by_t_test > 0.99 && losing.by_bootstrap > 0.99, "{losing:?}");
    }

    #[test]
    fn equal_runs_are_told_the_same() {
        let run = reference::runs().remove(0);
        assert_eq!(chance(&run.returns), chance(&run.returns));
    }

    #[test]
    fn days_that_stay_together_widen_the_doubt() {
        // Runs of ten equal days: as if there were a tenth of the days.
        let mut generator = Generator(3);
        let days: Vec<f64> = (0..200).flat_map(|_| [generator.below(2_000_001) as f64 / 1e6 - 0.94; 10]).collect();
        let chance = chance(&days).unwrap();
        assert!(chance.by_bootstrap > chance.by_t_test * 1.5, "{chance:?}");
    }

    #[test]
    fn a_few_days_and_equal_days_prove_nothing() {
        assert!(chance(&[0.01; 9]).is_err());
        assert_eq!(chance(&[0.0; 50]), Err(Absent("daily returns do not vary")));
    }
}
