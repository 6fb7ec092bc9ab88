//! `simpletrader journal`: asks a run why.

use std::fmt::Display;
use std::path::PathBuf;

use serde::Serialize;
use simpletrader_report::journal::{JournalError, refusals, trace, why};
use simpletrader_report::records::Records;

use crate::exit::Failure;

/// Ask a run why something happened, what it refused, and what a bar cost. Works on the run directory alone.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The run directory.
    run: PathBuf,
    #[command(subcommand)]
    question: Question,
    /// Print the answer as JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Question {
    /// The chain from the market event to the fills, or to the refusal.
    Why {
        /// The id of a trade, order, fill, group, signal, risk, directive or rejection; anything else names a bar: its label, the
        /// instant at which it closed, or its number.
        thing: String,
    },
    /// What was refused, by reason, and what prices did afterwards.
    Refusals,
    /// Who was called on a bar, what that cost, and who published what to whom.
    Trace {
        /// The bar: its label, the instant at which it closed, or its number.
        bar: String,
    },
}

/// Runs the command.
///
/// # Errors
/// When this is no run directory, or the run has nothing of that name.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { run, question, json } = arguments;
    let records = Records::open(run).map_err(Failure::input)?;
    match question {
        Question::Why { thing } => show(why(run, &records, thing), *json),
        Question::Refusals => show(refusals(&records), *json),
        Question::Trace { bar } => show(trace(run, &records, bar), *json),
    }
}

fn show<T: Display + Serialize>(answer: Result<T, JournalError>, json: bool) -> Result<(), Failure> {
    let answer = answer.map_err(Failure::input)?;
    if json {
        println!("{}", serde_json::to_string_pretty(&answer).map_err(Failure::other)?);
    } else {
        print!("{answer}");
    }
    Ok(())
}
