//! `simpletrader report`: the tearsheet of a run directory.

use std::path::PathBuf;

use simpletrader_report::RunReading;
use simpletrader_report::tearsheet::Tearsheet;

use crate::exit::Failure;
use crate::replace::replace;

/// Write the tearsheet of a run: one HTML file that needs no network. Works on the run directory alone.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The run directory.
    run: PathBuf,
    /// Where the file shall be; without it `tearsheet.html` in the run directory.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Also tell what the same decisions come to with other costs and with later fills.
    #[arg(long)]
    sensitivity: bool,
}

/// Runs the command.
///
/// # Errors
/// When the directory is not a run of this version, or the file cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let reading = RunReading::open(&arguments.run).map_err(Failure::input)?;
    let sheet = Tearsheet::of(reading, arguments.sensitivity).map_err(Failure::input)?;
    let path = arguments.output.clone().unwrap_or_else(|| arguments.run.join("tearsheet.html"));
    let failed = |error| Failure::other(format!("{} cannot be written: {error}", path.display()));
    replace(&path, sheet.html().as_bytes()).map_err(failed)?;
    println!("{}", path.display());
    Ok(())
}
