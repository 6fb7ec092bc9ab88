//! Writes bars to measure with, and an operation of the reference strategy over them.
//!
//! `bars FOLDER [BARS] [SEED] [--slices]`: a million bars of the usual seed, unless it is told otherwise. Then
//! `simpletrader backtest FOLDER/operation.yaml` runs the strategy and `ceiling FOLDER/bars.csv` the plain loop beside it. With `--slices`
//! averages and detector are granted slices, for which `simpletrader lock FOLDER/operation.yaml` comes first.

use std::path::PathBuf;
use std::process::ExitCode;

use simpletrader_benches::reference::Reference;
use simpletrader_benches::walk::USUAL_SEED;
use simpletrader_tests::pipeline::repository;

const USAGE: &str = "usage: bars FOLDER [BARS] [SEED] [--slices]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(operation) => {
            println!("{}", operation.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<PathBuf, String> {
    let (switches, words): (Vec<_>, Vec<_>) = arguments.iter().partition(|argument| argument.starts_with("--"));
    let has_slices = match switches.as_slice() {
        [] => false,
        [switch] if *switch == "--slices" => true,
        [unknown, ..] => return Err(format!("`{unknown}` is no switch\n{USAGE}")),
    };
    let (folder, rest) = words.split_first().ok_or(USAGE)?;
    let number = |index: usize, usual: u64| -> Result<u64, String> {
        rest.get(index).map_or(Ok(usual), |text| text.parse().map_err(|error| format!("`{text}`: {error}\n{USAGE}")))
    };
    let (bars, seed) = (number(0, 1_000_000)?, number(1, USUAL_SEED)?);
    let reference = Reference { has_slices, ..Reference::of(bars, seed) };
    reference.write(folder.as_ref(), &repository().join("plugins")).map_err(|error| format!("{folder}: {error}"))
}
