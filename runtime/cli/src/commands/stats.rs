//! `simpletrader stats`: the statistics of a run directory.

use std::path::PathBuf;

use simpletrader_report::statistics::backtesting_py::backtesting_py;
use simpletrader_report::statistics::{json, show};
use simpletrader_report::{Insight, RunReading, honesty};

use crate::exit::Failure;

/// Show the statistics of a run, with drawdowns, months and honesty checks. Works on the run directory alone.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The run directory.
    run: PathBuf,
    /// Whose definitions: ours, or those of backtesting.py 0.6.6 under its names.
    #[arg(long, value_enum, default_value_t = Convention::Simpletrader)]
    convention: Convention,
    /// Periods a year for yearly figures; without it the spacing of the days tells them.
    #[arg(long, value_name = "NUMBER", value_parser = periods)]
    periods: Option<f64>,
    /// Print JSON: money as exact text, everything else as numbers.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Convention {
    /// Arithmetic, on daily marked-to-market equity.
    Simpletrader,
    /// backtesting.py 0.6.6.
    BacktestingPy,
}

fn periods(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0);
    number.ok_or_else(|| "a number above 0, such as 252".to_owned())
}

/// Runs the command.
///
/// # Errors
/// When the directory is not a run of this version.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let reading = RunReading::open(&arguments.run).map_err(Failure::input)?;
    let insight = Insight::of(&reading, arguments.periods).map_err(Failure::input)?;
    let Insight { history, statistics, checks } = &insight;
    match (arguments.convention, arguments.json) {
        (Convention::Simpletrader, false) => {
            println!("{} · {}", reading.summary.link, reading.summary.symbols.join(", "));
            print!("{}\n  honesty\n{}", show::text(statistics), honesty::text(checks));
        }
        (Convention::Simpletrader, true) => print_json(&json::json(history, statistics, checks))?,
        (Convention::BacktestingPy, false) => print!("{}", show::backtesting_py_text(&backtesting_py(history))),
        (Convention::BacktestingPy, true) => print_json(&json::backtesting_py_json(&backtesting_py(history)))?,
    }
    Ok(())
}

fn print_json(value: &serde_json::Value) -> Result<(), Failure> {
    println!("{}", serde_json::to_string_pretty(value).map_err(Failure::other)?);
    Ok(())
}
