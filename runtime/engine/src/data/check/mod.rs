//! Is a file of bars fit to be traded on? Everything that can be seen without knowing the instrument.
//!
//! A run stops at the first line that it cannot use; whoever prepares data wants to see all of them, and the things a run
//! would accept without a word: missing bars, a clock that shifts, a volume a thousand times that of its neighbours. The file is
//! read twice, as a stream, and never held: first to learn what is usual in it ([`Habits`]: the bar's length, the breaks of its
//! market, the digits), then to name what is not. Nothing is repaired: a repaired file would be data that nobody recorded.

mod habits;
mod line;
mod problem;
mod spikes;

use std::path::Path;

use simpletrader_contracts::Instant;

use super::DataError;
use habits::{Habits, Survey};
use line::{Line, Lines, Offset, Row};
pub use problem::{Example, Found, Problem, Problems, Severity};
use spikes::{Spike, Spikes};

/// What was found in a file of bars.
#[derive(Debug, Clone, PartialEq)]
pub struct BarsReport {
    /// Lines after the header.
    pub lines: u64,
    /// The first and the last label that could be read, as they stand in the file.
    pub period: Option<(String, String)>,
    /// Seconds from one bar to the next, as most of the file has it. None with fewer than two bars.
    pub timeframe_seconds: Option<u32>,
    /// Most digits after the point of any price: what the instrument's `price_scale` must be at least.
    pub price_scale: u8,
    /// The same for volumes and `size_scale`.
    pub size_scale: u8,
    /// What is wrong or odd, in the order of [`Problem`].
    pub problems: Problems,
}

impl BarsReport {
    /// Whether a run would take the file.
    pub fn is_usable(&self) -> bool {
        self.lines > 0 && self.problems.iter().all(|found| found.problem.severity() != Severity::Error)
    }
}

/// Looks through a CSV file of bars. `timeframe_seconds` is the length of a bar; without it the most frequent distance between
/// two lines is taken.
///
/// # Errors
/// When the file cannot be read at all or its header lacks a column. What is wrong with single lines is in the report.
pub fn check_bars(path: &Path, timeframe_seconds: Option<u32>) -> Result<BarsReport, DataError> {
    let mut survey = Survey::default();
    let mut lines = Lines::open(path)?;
    while let Some(line) = lines.next()? {
        if let Ok(row) = line {
            survey.take(&row);
        }
    }
    let habits = survey.habits(timeframe_seconds);

    let mut checker = Checker::new(habits);
    let mut lines = Lines::open(path)?;
    while let Some(line) = lines.next()? {
        checker.take(line);
    }
    Ok(checker.finish())
}

/// A row that was accepted into the order of time.
struct Previous {
    label: Instant,
    text: String,
    offset: Offset,
    values: [f64; 5],
    close: f64,
}

/// The second reading: compares each line with the one before it and with what is usual.
struct Checker {
    habits: Habits,
    problems: Problems,
    lines: u64,
    first: Option<String>,
    previous: Option<Previous>,
    spikes: Spikes,
    /// How many bars in a row have had one price only.
    flat: u64,
}

/// So many equal bars in a row are a feed that stands still.
const STALE_BARS: u64 = 10;

/// A price that is so many times, or the so manieth part of, the close before it is a split, a unit or a typing error.
const PRICE_JUMP: f64 = 3.0;

impl Checker {
    fn new(habits: Habits) -> Self {
        Self { habits, problems: Problems::default(), lines: 0, first: None, previous: None, spikes: Spikes::default(), flat: 0 }
    }

    fn take(&mut self, line: Line) {
        self.lines += 1;
        let row = match line {
            Ok(row) => row,
            Err(broken) => return self.problems.add(broken.problem, broken.line, broken.text),
        };
        self.check_prices(&row);
        self.check_digits(&row);
        if self.check_order(&row) {
            self.check_step(&row);
            self.check_values(&row);
            let values = [row.open.value, row.high.value, row.low.value, row.close.value, row.volume.value];
            let Row { label, text, offset, close, .. } = row;
            self.first.get_or_insert_with(|| text.clone());
            self.previous = Some(Previous { label, text, offset, values, close: close.value });
        }
    }

    /// What a run refuses in a single line.
    fn check_prices(&mut self, row: &Row) {
        let Row { open, high, low, close, .. } = row;
        if low.value <= 0.0 {
            self.problems.add(Problem::ImpossiblePrices, row.line, format!("{}: a price of 0", row.text));
        } else if low.value > open.value.min(close.value) || high.value < open.value.max(close.value) {
            let text = format!("{}: open {}, high {}, low {}, close {}", row.text, open.value, high.value, low.value, close.value);
            self.problems.add(Problem::ImpossiblePrices, row.line, text);
        }
    }

    /// All prices of an instrument have one scale: a large price in a file of fine ones may not fit.
    fn check_digits(&mut self, row: &Row) {
        let Habits { price_scale, size_scale, .. } = self.habits;
        let Row { open, high, low, close, volume, .. } = row;
        if [open, high, low, close].iter().any(|price| !price.fits(price_scale)) {
            let text = format!("{}: a price, with the {price_scale} digits after the point that others have", row.text);
            self.problems.add(Problem::TooManyDigits, row.line, text);
        }
        if !volume.fits(size_scale) {
            let text = format!("{}: the volume, with the {size_scale} digits after the point that others have", row.text);
            self.problems.add(Problem::TooManyDigits, row.line, text);
        }
    }

    /// Whether the row comes after the one before it.
    fn check_order(&mut self, row: &Row) -> bool {
        let Some(previous) = &self.previous else { return true };
        if row.label > previous.label {
            return true;
        }
        if row.label == previous.label {
            let same = [row.open.value, row.high.value, row.low.value, row.close.value, row.volume.value] == previous.values;
            let how = if same { "with the same values" } else { "with other values" };
            self.problems.add(Problem::Duplicate, row.line, format!("{} again, {how}", row.text));
        } else {
            self.problems.add(Problem::OutOfOrder, row.line, format!("{} after {}", row.text, previous.text));
        }
        false
    }

    /// Gaps, and clocks that shift.
    fn check_step(&mut self, row: &Row) {
        if self.habits.is_off_grid(row.label) {
            self.problems.add(Problem::OffGrid, row.line, row.text.clone());
        }
        let Some(previous) = &self.previous else { return };
        if row.offset.is_written() != previous.offset.is_written() {
            self.problems.add(Problem::MixedOffsets, row.line, format!("{} after {}", row.text, previous.text));
        }
        if let Some(missing) = self.habits.missing_between(previous.label, row.label) {
            let text = format!("between {} and {}: room for {missing} bars", previous.text, row.text);
            self.problems.add(Problem::Gap, row.line, text);
        }
    }

    /// Numbers that do not look like their neighbours.
    fn check_values(&mut self, row: &Row) {
        if let Some(previous) = self.previous.as_ref().filter(|previous| previous.close > 0.0 && row.open.value > 0.0) {
            let ratio = row.open.value / previous.close;
            if !(1.0 / PRICE_JUMP..=PRICE_JUMP).contains(&ratio) {
                let text = format!("{}: opens at {} after a close of {}", row.text, row.open.value, previous.close);
                self.problems.add(Problem::PriceJump, row.line, text);
            }
        }
        if row.volume.value == 0.0 {
            self.problems.add(Problem::NoVolume, row.line, row.text.clone());
        }
        self.flat = if row.high.value == row.low.value { self.flat + 1 } else { 0 };
        if self.flat == STALE_BARS {
            self.problems.add(Problem::Stale, row.line, format!("{} bars up to {} have one price", STALE_BARS, row.text));
        }
        if let Some(spike) = self.spikes.push(row.line, &row.text, row.volume.value) {
            self.volume_outlier(&spike);
        }
    }

    fn volume_outlier(&mut self, Spike { line, label, volume, usual }: &Spike) {
        self.problems.add(Problem::VolumeOutlier, *line, format!("{label}: {volume}, where its neighbours have about {usual}"));
    }

    fn finish(mut self) -> BarsReport {
        for spike in self.spikes.finish() {
            self.volume_outlier(&spike);
        }
        let last = self.previous.map(|previous| previous.text);
        BarsReport {
            lines: self.lines,
            period: self.first.zip(last),
            timeframe_seconds: self.habits.timeframe_seconds(),
            price_scale: self.habits.price_scale,
            size_scale: self.habits.size_scale,
            problems: self.problems,
        }
    }
}

#[cfg(test)]
mod tests;
