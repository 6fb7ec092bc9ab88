//! Bars to measure with: a seeded random walk of one-minute bars at two decimals.
//!
//! Everything is integer arithmetic on a small generator of our own, so a seed means the same bars on every machine and with every
//! version of every library. The walk is made so that the reference rule has work to do: a bar moves by four steps of 0.04 % (standard
//! deviation) each, and prices are whole cents, so two averages are now and then exactly equal. Somebody who compares them as floating
//! point numbers sees crossings there that are none.

use std::io::{self, Write};

use simpletrader_contracts::Instant;

/// Price of the first open, in cents.
const START: i64 = 10_000;
/// Parts of a cent in which the walk keeps its price, so that small steps are not lost to rounding.
const PARTS: i64 = 1_000_000;
/// The walk turns around outside of these prices, in cents: however long it is, a step is a few cents.
const BOUNDS: std::ops::Range<i64> = 2_500..40_000;
/// Steps in a bar.
const STEPS: usize = 4;
/// Standard deviation of a step as a fraction of the price: 4 of 10 000.
const STEP: (i64, i64) = (4, 10_000);
/// The seed where none is named. Over a million bars the reference rule makes 27 357 round trips, and its averages are equal 1 923 times.
pub const USUAL_SEED: u64 = 13;
/// When the first bar opens: 1 January 2000.
const FIRST_OPEN: i64 = 946_684_800_000_000;
/// Length of a bar in microseconds.
const MINUTE: i64 = 60_000_000;

/// One minute. Prices are in cents; the open is the close of the minute before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WalkBar {
    /// First price.
    pub open: i64,
    /// Highest price.
    pub high: i64,
    /// Lowest price.
    pub low: i64,
    /// Last price.
    pub close: i64,
    /// Units traded, 100 to 1 099.
    pub volume: i64,
}

/// The bars of a seed, without end.
#[derive(Debug, Clone)]
pub struct Walk {
    random: SplitMix,
    /// In millionths of a cent.
    price: i64,
}

impl Walk {
    /// The walk of a seed; equal seeds give equal bars.
    pub fn new(seed: u64) -> Self {
        Self { random: SplitMix(seed), price: START * PARTS }
    }

    fn step(&mut self) -> i64 {
        let wish = self.random.normal();
        let cents = self.price / PARTS;
        let draw = if cents < BOUNDS.start {
            wish.abs()
        } else if cents >= BOUNDS.end {
            -wish.abs()
        } else {
            wish
        };
        self.price += self.price * draw / NORMAL_DEVIATION * STEP.0 / STEP.1;
        self.cents()
    }

    /// The price, rounded to the nearest cent.
    fn cents(&self) -> i64 {
        (self.price + PARTS / 2) / PARTS
    }
}

impl Iterator for Walk {
    type Item = WalkBar;

    fn next(&mut self) -> Option<WalkBar> {
        let open = self.cents();
        let mut bar = WalkBar { open, high: open, low: open, close: open, volume: 0 };
        for _ in 0..STEPS {
            bar.close = self.step();
            bar.high = bar.high.max(bar.close);
            bar.low = bar.low.min(bar.close);
        }
        bar.volume = 100 + (self.random.next() % 1_000) as i64;
        Some(bar)
    }
}

/// The generator SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Debug, Clone)]
struct SplitMix(u64);

/// The standard deviation of [`SplitMix::normal`].
const NORMAL_DEVIATION: i64 = 1 << 16;

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A nearly normal number with mean 0 and deviation 65 536: the sum of twelve uniform ones, whose variance is twelve times a twelfth.
    fn normal(&mut self) -> i64 {
        let mut sum = 0;
        for _ in 0..3 {
            let word = self.next();
            sum += (0..4).map(|part| i64::from((word >> (16 * part)) as u16)).sum::<i64>();
        }
        sum - 6 * i64::from(u16::MAX)
    }
}

/// Writes the first `bars` bars of a seed as CSV: the opening time in UTC, four prices, the volume.
///
/// # Errors
/// When the writer fails.
pub fn write_csv(bars: u64, seed: u64, into: &mut impl Write) -> io::Result<()> {
    writeln!(into, "timestamp,open,high,low,close,volume")?;
    for (opens_at, bar) in (FIRST_OPEN..).step_by(MINUTE as usize).zip(Walk::new(seed)).take(bars as usize) {
        let [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map(Price);
        writeln!(into, "{},{open},{high},{low},{close},{}", Instant::from_micros(opens_at), bar.volume)?;
    }
    into.flush()
}

/// A price in cents, written with two decimals.
struct Price(i64);

impl std::fmt::Display for Price {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_means_these_bars_on_every_machine() {
        let mut csv = Vec::new();
        write_csv(3, 1, &mut csv).unwrap();
        insta::assert_snapshot!(String::from_utf8(csv).unwrap(), @"
        timestamp,open,high,low,close,volume
        2000-01-01T00:00:00Z,100.00,100.06,100.00,100.03,884
        2000-01-01T00:01:00Z,100.03,100.03,99.95,99.95,259
        2000-01-01T00:02:00Z,99.95,99.95,99.89,99.89,788
        ");
    }

    #[test]
    fn another_seed_means_other_bars() {
        let first = |seed| Walk::new(seed).take(100).collect::<Vec<_>>();
        assert_eq!(first(7), first(7));
        assert_ne!(first(7), first(8));
    }

    #[test]
    fn every_bar_opens_where_the_one_before_closed_and_holds_all_its_prices() {
        let bars: Vec<WalkBar> = Walk::new(3).take(50_000).collect();
        assert_eq!(bars[0].open, START);
        assert!(bars.windows(2).all(|pair| pair[1].open == pair[0].close));
        assert!(bars.iter().all(|bar| 0 < bar.low && bar.low <= bar.open.min(bar.close) && bar.open.max(bar.close) <= bar.high));
    }

    #[test]
    fn a_bar_moves_by_eight_hundredths_of_a_percent() {
        let moves = Walk::new(5).take(100_000).map(|bar| (bar.close - bar.open) as f64 / bar.open as f64);
        let deviation = (moves.map(|change| change * change).sum::<f64>() / 100_000.0).sqrt();
        assert!((0.000_78..0.000_82).contains(&deviation), "four independent steps of 0.04 % are one of 0.08 %: {deviation}");
    }

    #[test]
    fn a_walk_of_any_length_stays_where_a_step_is_a_few_cents() {
        let bars = Walk { random: SplitMix(1), price: BOUNDS.end * PARTS }.take(200_000);
        assert!(bars.into_iter().all(|bar| BOUNDS.start * 9 / 10 < bar.low && bar.high < BOUNDS.end * 11 / 10));
    }
}
