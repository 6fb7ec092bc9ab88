//! What is usual in a file: the length of its bars, the breaks of its market, its digits.
//!
//! Nobody tells a checker which market closes when; the file does. Distances between two bars that come back often enough are
//! the market's breaks (nights, weekends, single holidays); one that is longer than all of them is a gap.

use std::collections::BTreeMap;

use simpletrader_contracts::Instant;

use super::line::{Row, Values};
use super::pauses::Pauses;

/// Different distances that are counted; a file with more has no rhythm to learn.
const DISTANCES: usize = 10_000;

/// A break is usual when it occurs at least twice and once in so many steps: a holiday a year in daily bars.
const ONE_IN: u64 = 300;

/// The first reading.
#[derive(Debug, Default)]
pub(super) struct Survey {
    last: Option<Instant>,
    /// How often each distance between two bars occurs, in microseconds.
    distances: BTreeMap<i64, u64>,
    /// How often each time of day occurs among bars, in microseconds since midnight.
    times: BTreeMap<i64, u64>,
    steps: u64,
    pauses: Pauses,
    price_scale: u8,
    size_scale: u8,
}

impl Survey {
    pub fn take(&mut self, row: &Row) {
        self.price_scale = row.values.prices().fold(self.price_scale, |most, price| most.max(price.decimals));
        self.size_scale = row.values.sizes().fold(self.size_scale, |most, size| most.max(size.decimals));
        let distance = self.last.map(|last| row.at.micros().saturating_sub(last.micros())).filter(|distance| *distance > 0);
        if let Values::Bar { .. } = row.values {
            count(&mut self.times, row.at.micros() - row.at.start_of_day().micros());
            if let Some(distance) = distance {
                self.steps += 1;
                count(&mut self.distances, distance);
            }
        } else if let Some(distance) = distance {
            self.pauses.take(distance);
        }
        // A row out of order does not move the clock back.
        self.last = self.last.max(Some(row.at));
    }

    /// The pauses between trades or quotes.
    pub fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    /// What is usual, with the given length of a bar or the most frequent distance.
    pub fn habits(self, timeframe_seconds: Option<u32>) -> Habits {
        let most_frequent =
            self.distances.iter().max_by_key(|(distance, times)| (**times, -**distance)).map(|(distance, _)| *distance);
        let timeframe = timeframe_seconds.map(|seconds| i64::from(seconds) * 1_000_000).or(most_frequent);
        let usual = self.distances.iter().filter(|(_, times)| **times >= 2 && **times * ONE_IN >= self.steps);
        let longest_break = usual.map(|(distance, _)| *distance).max();
        let grid = timeframe.and_then(|timeframe| usual_remainder(&self.times, timeframe));
        Habits { timeframe, longest_break, grid, price_scale: self.price_scale, size_scale: self.size_scale }
    }
}

fn count(counts: &mut BTreeMap<i64, u64>, value: i64) {
    if counts.len() < DISTANCES || counts.contains_key(&value) {
        *counts.entry(value).or_default() += 1;
    }
}

/// Where on the grid of the timeframe, within a day, most labels stand.
fn usual_remainder(times: &BTreeMap<i64, u64>, timeframe: i64) -> Option<i64> {
    let mut remainders = BTreeMap::<i64, u64>::new();
    for (time, times) in times {
        *remainders.entry(time.rem_euclid(timeframe)).or_default() += times;
    }
    remainders.into_iter().max_by_key(|(remainder, times)| (*times, -*remainder)).map(|(remainder, _)| remainder)
}

/// What is usual in a file. Times in microseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    timeframe: Option<i64>,
    longest_break: Option<i64>,
    grid: Option<i64>,
    pub price_scale: u8,
    pub size_scale: u8,
}

impl Habits {
    /// Whole seconds of a bar.
    pub fn timeframe_seconds(&self) -> Option<u32> {
        self.timeframe.and_then(|timeframe| u32::try_from(timeframe / 1_000_000).ok()).filter(|seconds| *seconds > 0)
    }

    /// How many bars would fit between two labels, when the distance is longer than any usual break.
    pub fn missing_between(&self, before: Instant, after: Instant) -> Option<i64> {
        let timeframe = self.timeframe.filter(|timeframe| *timeframe > 0)?;
        let distance = after.micros().saturating_sub(before.micros());
        let usual = self.longest_break.unwrap_or(timeframe).max(timeframe);
        (distance > usual).then(|| distance / timeframe - 1).filter(|missing| *missing > 0)
    }

    /// Whether a label stands beside the grid that most labels stand on.
    pub fn is_off_grid(&self, label: Instant) -> bool {
        let (Some(timeframe), Some(grid)) = (self.timeframe.filter(|timeframe| *timeframe > 0), self.grid) else { return false };
        let time = label.micros() - label.start_of_day().micros();
        time.rem_euclid(timeframe) != grid
    }
}
