//! `simpletrader data`: what to do with files of market data before a strategy sees them.

mod check;
mod convert;
mod file;

use crate::exit::Failure;

/// The commands for data files.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Look through files of bars, trades or quotes.
    Check(check::Arguments),
    /// Write a file anew: CSV or Parquet, longer bars, bars of trades.
    Convert(convert::Arguments),
}

/// Runs the command.
///
/// # Errors
/// What the command says; see [`crate::Kind`].
pub fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Check(arguments) => check::run(arguments),
        Command::Convert(arguments) => convert::run(arguments),
    }
}
