//! `simpletrader report`: the tearsheet of a run directory.

mod rerun;

use std::path::PathBuf;

use simpletrader_report::RunReading;
use simpletrader_report::tearsheet::Tearsheet;

use super::verify::Whereabouts;
use crate::exit::Failure;
use crate::replace::replace;
use crate::sandbox::Compiling;

/// Write the tearsheet of a run: one HTML file that needs no network. Works on the run directory alone, but for --rerun.
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
    /// The same, and run the strategy again under each of these assumptions, so that decisions are made anew. Its operation, data and
    /// worker files must be the recorded ones.
    #[arg(long)]
    rerun: bool,
    #[command(flatten)]
    whereabouts: Whereabouts,
    #[command(flatten)]
    compiling: Compiling,
}

/// Runs the command.
///
/// # Errors
/// When the directory is not a run of this version, the run cannot be made again, or the file cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let reading = RunReading::open(&arguments.run).map_err(Failure::input)?;
    let mut sheet = Tearsheet::of(reading, arguments.sensitivity || arguments.rerun).map_err(Failure::input)?;
    if arguments.rerun {
        sheet.reruns = rerun::under_each_assumption(&arguments.run, &arguments.whereabouts, &arguments.compiling)?;
    } else if arguments.whereabouts != Whereabouts::default() {
        return Err(Failure::input(
            "without --rerun nothing but the run directory is read: leave out --operation, --root and --data",
        ));
    }
    let path = arguments.output.clone().unwrap_or_else(|| arguments.run.join("tearsheet.html"));
    let failed = |error| Failure::other(format!("{} cannot be written: {error}", path.display()));
    replace(&path, sheet.html().as_bytes()).map_err(failed)?;
    println!("{}", path.display());
    Ok(())
}
