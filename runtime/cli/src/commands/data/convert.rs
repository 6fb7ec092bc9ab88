//! `simpletrader data convert`: the same data in another file.

use std::path::PathBuf;

use simpletrader_contracts::market::Timeframe;
use simpletrader_engine::data::convert::{Conversion, ConvertError, convert};

use super::file::{FileArguments, parse_timeframe};
use crate::exit::Failure;

/// Write a file of market data anew, with every number as it was: CSV to Parquet and back, bars to longer bars, trades to bars.
///
/// A file that a run would refuse is not converted: `data check` tells why. The new file appears under its name when it is
/// complete, or never.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file to read.
    input: PathBuf,
    /// The file to write: *.csv or *.parquet.
    output: PathBuf,
    #[command(flatten)]
    file: FileArguments,
    /// Make bars of this length, such as 5m or 1d, of shorter bars or of trades.
    #[arg(long, value_name = "LENGTH", value_parser = parse_timeframe)]
    timeframe: Option<Timeframe>,
    /// The bars are labelled by their closing time; the longer bars will be too.
    #[arg(long)]
    labelled_by_close: bool,
    /// Replace the output if it is there.
    #[arg(long)]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// When the input cannot be used, or the output cannot be written or is there already.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let conversion = Conversion {
        input: &arguments.input,
        shape: arguments.file.shape(&arguments.input)?,
        output: &arguments.output,
        timeframe_seconds: arguments.timeframe.map(Timeframe::seconds),
        labelled_by_close: arguments.labelled_by_close,
        replaces: arguments.force,
    };
    let rows = convert(&conversion).map_err(|error| match error {
        ConvertError::Output { .. } => Failure::other(error),
        _ => Failure::input(error),
    })?;
    println!("{}: {rows} rows", arguments.output.display());
    Ok(())
}
