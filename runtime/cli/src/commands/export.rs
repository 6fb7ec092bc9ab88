//! `simpletrader export`: a run as tables for other tools.

use std::path::PathBuf;

use simpletrader_report::export::{ExportFormat, export};

use crate::exit::Failure;

/// Write trades, orders, fills, equity, positions, signals, directives and rejections of a run as Parquet or CSV.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The run directory.
    run: PathBuf,
    /// How to write them.
    #[arg(long, value_enum, default_value_t = Format::Parquet)]
    format: Format,
    /// The folder for the files; without it `<run>/export`. Files of the same name are replaced.
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Apache Parquet, with exact decimals.
    Parquet,
    /// Text, a row a line.
    Csv,
}

/// Runs the command.
///
/// # Errors
/// When this is no run directory, or the files cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { run, format, output } = arguments;
    let format = match format {
        Format::Parquet => ExportFormat::Parquet,
        Format::Csv => ExportFormat::Csv,
    };
    let folder = output.clone().unwrap_or_else(|| run.join("export"));
    for table in export(run, format, &folder).map_err(Failure::input)? {
        println!("{}: {} rows", table.path.display(), table.rows);
    }
    Ok(())
}
