//! Is a file of market data fit to be traded on? Everything that can be seen without knowing the instrument.
//!
//! A run stops at the first row that it cannot use; whoever prepares data wants to see all of them, and the things a run would accept
//! without a word: missing bars, a clock that shifts, a volume a thousand times that of its neighbours. The file is read twice, as a
//! stream, and never held: first to learn what is usual in it ([`Habits`]: the bar's length, the breaks of its market, the digits),
//! then to name what is not. Nothing is repaired: a repaired file would be data that nobody recorded.

mod bars;
mod habits;
mod line;
mod pauses;
mod problem;
mod spikes;
mod ticks;

use std::path::Path;

use simpletrader_config::data_file::{DataKind, FileShape};

use super::{DataError, Scales};
use bars::Bars;
use habits::{Habits, Survey};
use line::{Line, Lines, Row};
use pauses::Pauses;
pub use problem::{Example, Found, Problem, Problems, Severity};
use ticks::Ticks;

/// What was found in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What its rows are.
    pub kind: DataKind,
    /// How many rows it has.
    pub rows: u64,
    /// The first and the last time that could be read, as they stand in the file.
    pub period: Option<(String, String)>,
    /// Seconds from one bar to the next, as most of the file has it. None with fewer than two bars, and for trades and quotes.
    pub timeframe_seconds: Option<u32>,
    /// Most digits after the point of any price and of any size: what the instrument's scales must be at least.
    pub scales: Scales,
    /// Whether every time is a date without a time of day.
    pub has_dates_only: bool,
    /// What is wrong or odd, in the order of [`Problem`].
    pub problems: Problems,
}

impl Report {
    /// Whether a run would take the file.
    pub fn is_usable(&self) -> bool {
        self.rows > 0 && self.problems.iter().all(|found| found.problem.severity() != Severity::Error)
    }
}

/// Looks through a file. `timeframe_seconds` is the length of a bar; without it the most frequent distance between two bars is taken.
///
/// # Errors
/// When the file cannot be read at all or lacks a column. What is wrong with single rows is in the report.
pub fn check_file(path: &Path, shape: &FileShape, timeframe_seconds: Option<u32>) -> Result<Report, DataError> {
    let mut survey = Survey::default();
    let mut lines = Lines::open(path, shape)?;
    while let Some(line) = lines.next()? {
        if let Ok(row) = line {
            survey.take(&row);
        }
    }
    let pauses = survey.pauses().clone();
    let mut checker = Checker::new(shape.kind, survey.habits(timeframe_seconds), pauses);
    let mut lines = Lines::open(path, shape)?;
    while let Some(line) = lines.next()? {
        checker.take(line);
    }
    Ok(checker.finish())
}

/// The second reading: compares each row with the one before it and with what is usual.
struct Checker {
    kind: DataKind,
    habits: Habits,
    pauses: Pauses,
    problems: Problems,
    rows: u64,
    first: Option<String>,
    has_dates_only: bool,
    /// The latest row that came in the order of time.
    previous: Option<Row>,
    bars: Bars,
    ticks: Ticks,
}

impl Checker {
    fn new(kind: DataKind, habits: Habits, pauses: Pauses) -> Self {
        Self {
            kind,
            habits,
            pauses,
            problems: Problems::default(),
            rows: 0,
            first: None,
            has_dates_only: true,
            previous: None,
            bars: Bars::default(),
            ticks: Ticks::default(),
        }
    }

    fn take(&mut self, line: Line) {
        self.rows += 1;
        let row = match line {
            Ok(row) => row,
            Err(broken) => return self.problems.add(broken.problem, broken.place, broken.text),
        };
        // Ten digits are no date but a count of seconds.
        self.has_dates_only &= row.text.len() == "2024-02-01".len() && row.text.as_bytes().get(4) == Some(&b'-');
        let is_bar = self.kind == DataKind::Bars;
        let problems = &mut self.problems;
        if is_bar {
            Bars::check_prices(&row, problems)
        } else {
            Ticks::check_numbers(&row, problems)
        }
        check_digits(&row, &self.habits, problems);
        let previous = self.previous.as_ref();
        if !check_order(&row, previous, is_bar, problems) {
            return;
        }
        if let Some(previous) = previous.filter(|previous| row.offset.is_written() != previous.offset.is_written()) {
            problems.add(Problem::MixedOffsets, row.place, format!("{} after {}", row.text, previous.text));
        }
        if is_bar {
            Bars::check_step(&row, previous, &self.habits, problems);
            self.bars.check_values(&row, problems);
        } else {
            Ticks::check_pause(&row, previous, &self.pauses, problems);
            self.ticks.check_values(&row, problems);
        }
        self.first.get_or_insert_with(|| row.text.clone());
        self.previous = Some(row);
    }

    fn finish(mut self) -> Report {
        self.bars.finish(&mut self.problems);
        self.ticks.finish(&mut self.problems);
        let last = self.previous.map(|previous| previous.text);
        Report {
            kind: self.kind,
            rows: self.rows,
            period: self.first.zip(last),
            timeframe_seconds: self.habits.timeframe_seconds().filter(|_| self.kind == DataKind::Bars),
            scales: Scales { price: self.habits.price_scale, size: self.habits.size_scale },
            has_dates_only: self.has_dates_only,
            problems: self.problems,
        }
    }
}

/// All prices of an instrument have one scale: a large price in a file of fine ones may not fit.
fn check_digits(row: &Row, habits: &Habits, problems: &mut Problems) {
    let Habits { price_scale, size_scale, .. } = *habits;
    if row.values.prices().any(|price| !price.fits(price_scale)) {
        let text = format!("{}: a price, with the {price_scale} digits after the point that others have", row.text);
        problems.add(Problem::TooManyDigits, row.place, text);
    }
    if row.values.sizes().any(|size| !size.fits(size_scale)) {
        let text = format!("{}: a size, with the {size_scale} digits after the point that others have", row.text);
        problems.add(Problem::TooManyDigits, row.place, text);
    }
}

/// Whether the row comes after the one before it; trades and quotes may come at the same time.
fn check_order(row: &Row, previous: Option<&Row>, is_bar: bool, problems: &mut Problems) -> bool {
    let Some(previous) = previous else { return true };
    if row.at < previous.at {
        problems.add(Problem::OutOfOrder, row.place, format!("{} after {}", row.text, previous.text));
        return false;
    }
    if row.at > previous.at {
        return true;
    }
    let is_same = row.values == previous.values;
    if !is_bar {
        if is_same {
            problems.add(Problem::Repeated, row.place, row.text.clone());
        }
        return true;
    }
    let how = if is_same { "with the same values" } else { "with other values" };
    problems.add(Problem::Duplicate, row.place, format!("{} again, {how}", row.text));
    false
}

#[cfg(test)]
mod tests;
