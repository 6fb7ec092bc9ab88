//! The same data in another file: CSV or Parquet, longer bars, bars of trades.
//!
//! Numbers are written exactly as they were read. What a run would refuse is not converted, because a new file would hide where the
//! mistake came from. The input is read three times as a stream: twice by the check, which learns the digits that the new file
//! needs, and once for the conversion.

mod layout;
mod longer;
mod output;
mod parquet_writer;
mod writer;

use std::fs;
use std::path::{Path, PathBuf};

use simpletrader_config::data_file::{DataKind, FileFormat, FileShape};
use simpletrader_contracts::market::SeriesRef;

use super::check::{Report, check_file};
use super::{BarFeed, DataError, FeedBar, FeedSettings, Period, QuoteFeed, TradeBars, TradeFeed};
use layout::Layout;
use longer::LongerBars;
use output::Draft;
use writer::Writer;

/// What is to be written.
#[derive(Debug)]
pub struct Conversion<'a> {
    /// The file to read.
    pub input: &'a Path,
    /// What it holds.
    pub shape: FileShape,
    /// The file to write; its name ends with its format.
    pub output: &'a Path,
    /// Seconds of the bars to make, of shorter bars or of trades.
    pub timeframe_seconds: Option<u32>,
    /// Whether bars are labelled by their close, in both files.
    pub labelled_by_close: bool,
    /// Whether a file that is there may be replaced.
    pub replaces: bool,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The input cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The input has rows that a run would refuse.
    #[error("{}: a run would refuse this file\n  help: `simpletrader data check` tells every row that is wrong", .0.display())]
    NotUsable(PathBuf),
    /// What was asked for cannot be done.
    #[error("{message}\n  help: {help}")]
    Refused {
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: &'static str,
    },
    /// The output cannot be written.
    #[error("{}: cannot be written: {message}", .path.display())]
    Output {
        /// The file.
        path: PathBuf,
        /// Why.
        message: String,
    },
}

fn refused(message: impl Into<String>, help: &'static str) -> ConvertError {
    ConvertError::Refused { message: message.into(), help }
}

/// Writes the file; gives the number of its rows.
///
/// # Errors
/// When the input cannot be used, or the output cannot be written or is there already. Nothing has been written then.
pub fn convert(conversion: &Conversion<'_>) -> Result<u64, ConvertError> {
    let format = output_format(conversion)?;
    let report = check_file(conversion.input, &conversion.shape, None)?;
    if !report.is_usable() {
        return Err(ConvertError::NotUsable(conversion.input.to_owned()));
    }
    let layout = layout_of(conversion, &report)?;
    let mut draft = Draft::create(conversion.output)?;
    let mut writer = Writer::new(format, layout, draft.file()?, conversion.output)?;
    copy(conversion, &report, &mut writer)?;
    let rows = writer.finish()?;
    draft.place(conversion.replaces)?;
    Ok(rows)
}

/// What can be refused without reading the input.
fn output_format(conversion: &Conversion<'_>) -> Result<FileFormat, ConvertError> {
    let Conversion { input, output, .. } = conversion;
    let Some(format) = FileFormat::of_path(output) else {
        let message = format!("{}: its name does not tell its format", output.display());
        return Err(refused(message, "name the output *.csv or *.parquet"));
    };
    if let (Ok(from), Ok(to)) = (fs::canonicalize(input), fs::canonicalize(output)) {
        if from == to {
            return Err(refused(format!("{}: input and output are one file", output.display()), "give the output another name"));
        }
        if !conversion.replaces {
            return Err(output::exists(output));
        }
    }
    Ok(format)
}

/// The rows of the new file.
fn layout_of(conversion: &Conversion<'_>, report: &Report) -> Result<Layout, ConvertError> {
    let Report { kind, scales, has_dates_only, .. } = *report;
    let Some(seconds) = conversion.timeframe_seconds else {
        return Ok(Layout { kind, scales, has_dates_only });
    };
    match kind {
        DataKind::Quotes => {
            let message = format!("{}: bars cannot be made of quotes", conversion.input.display());
            return Err(refused(message, "make them of trades"));
        }
        DataKind::Bars => {
            let known = report.timeframe_seconds.filter(|shorter| seconds > *shorter && seconds.is_multiple_of(*shorter));
            if known.is_none() {
                let shorter = report.timeframe_seconds.map_or_else(|| "unknown".to_owned(), |shorter| format!("{shorter} s"));
                let message = format!("{}: bars of {seconds} s cannot be made of its bars ({shorter})", conversion.input.display());
                return Err(refused(message, "the new length must be a multiple of the old one"));
            }
        }
        DataKind::Trades => {}
    }
    Ok(Layout { kind: DataKind::Bars, scales, has_dates_only: seconds.is_multiple_of(86_400) })
}

/// Reads every row and writes what comes of it.
fn copy(conversion: &Conversion<'_>, report: &Report, writer: &mut Writer) -> Result<(), ConvertError> {
    let Conversion { input, shape, .. } = conversion;
    match (shape.kind, conversion.timeframe_seconds) {
        (DataKind::Bars, None) => {
            let mut feed = BarFeed::open(input, shape, settings(conversion, report, report.timeframe_seconds.unwrap_or(1)))?;
            let mut bar = FeedBar::default();
            while feed.next(&mut bar)? {
                writer.bar(if conversion.labelled_by_close { bar.closes_at } else { bar.opens_at }, &bar.bar)?;
            }
        }
        (DataKind::Bars, Some(seconds)) => {
            let mut feed = BarFeed::open(input, shape, settings(conversion, report, report.timeframe_seconds.unwrap_or(1)))?;
            let mut longer = LongerBars::new(seconds);
            let mut bar = FeedBar::default();
            while feed.next(&mut bar)? {
                for (opens_at, closes_at, bar) in
                    longer.take(&bar).map_err(|message| unfit(conversion, message))?.into_iter().flatten()
                {
                    writer.bar(if conversion.labelled_by_close { closes_at } else { opens_at }, &bar)?;
                }
            }
        }
        (DataKind::Trades, Some(seconds)) => {
            let mut bars = TradeBars::open(input, shape, settings(conversion, report, seconds))?;
            let mut bar = FeedBar::default();
            while bars.next(&mut bar)? {
                writer.bar(if conversion.labelled_by_close { bar.closes_at } else { bar.opens_at }, &bar.bar)?;
            }
        }
        (DataKind::Trades, None) => {
            let mut feed = TradeFeed::open(input, shape, report.scales, Period::default())?;
            while let Some(trade) = feed.next_trade()? {
                writer.trade(&trade)?;
            }
        }
        (DataKind::Quotes, _) => {
            let mut feed = QuoteFeed::open(input, shape, report.scales, Period::default())?;
            while let Some(quote) = feed.next_quote()? {
                writer.quote(&quote)?;
            }
        }
    }
    Ok(())
}

fn settings(conversion: &Conversion<'_>, report: &Report, timeframe_seconds: u32) -> FeedSettings {
    FeedSettings {
        series: SeriesRef(0),
        timeframe_seconds,
        scales: report.scales,
        labelled_by_close: conversion.labelled_by_close,
        period: Period::default(),
    }
}

fn unfit(conversion: &Conversion<'_>, message: String) -> ConvertError {
    let message = format!("{}: {message}", conversion.input.display());
    refused(message, "bars must lie within the longer ones, which begin at round times, UTC; are they labelled by their close?")
}

#[cfg(test)]
mod tests;
