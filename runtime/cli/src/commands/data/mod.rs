//! `simpletrader data`: what to do with files of market data before a strategy sees them.

mod check;

use crate::exit::Failure;

/// The commands for data files.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Look through files of bars.
    Check(check::Arguments),
}

/// Runs the command.
///
/// # Errors
/// What the command says; see [`crate::Kind`].
pub fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Check(arguments) => check::run(arguments),
    }
}
