//! `simpletrader diff`: at which event two runs part, and why.

use std::path::PathBuf;

use simpletrader_report::comparison::part;

use crate::exit::Failure;

/// Compare two runs: what went into one and not into the other, at which event they part, and what each did then.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A run directory.
    first: PathBuf,
    /// Another one.
    second: PathBuf,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command. That two runs differ is an answer and no failure.
///
/// # Errors
/// When one of them is no run directory.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let parting = part(&arguments.first, &arguments.second).map_err(Failure::input)?;
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&parting).map_err(Failure::other)?);
    } else {
        print!("{parting}");
    }
    Ok(())
}
