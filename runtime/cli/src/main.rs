//! The `simpletrader` command: joins the crates and adds nothing of its own.
//!
//! Every command says in its exit code what kind of answer it gave: 0 done, 2 the user's input is wrong, 3 a worker failed,
//! 1 anything else.

#![forbid(unsafe_code)]

mod commands;
mod exit;
mod plugins;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::Failure;

/// Trading strategies made of small sandboxed workers.
#[derive(Debug, Parser)]
#[command(name = "simpletrader", version = version(), after_help = EXIT_CODES, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 2 your input is wrong, 3 a worker failed, 1 anything else.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a strategy over historical bars.
    Backtest(Backtest),
    /// Show what a worker file is: contract, imports, facts it needs and gives, parameters, digest. Nothing of it is run.
    Inspect {
        /// The worker file.
        worker: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Run a strategy over historical bars.
#[derive(Debug, clap::Args)]
struct Backtest {
    /// The operation file.
    operation: PathBuf,
    /// The strategy link to run; without it every enabled link is run.
    #[arg(long, value_name = "NAME")]
    link: Option<String>,
    /// Where the run directory shall appear; without it `runs/<link>`. An earlier run there is replaced. With several links
    /// each has its own folder below it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the summary as JSON.
    #[arg(long)]
    json: bool,
    /// Print one line and no progress.
    #[arg(long)]
    quiet: bool,
}

/// Of this software, of the worker contract, and of the engine that runs the workers.
fn version() -> &'static str {
    concat!(env!("CARGO_PKG_VERSION"), "\ncontract simpletrader:worker@0.1.0\nengine   wasmtime 48.0.8")
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // clap's own codes agree with ours: 0 for help and version, 2 for wrong usage.
        Err(error) => error.exit(),
    };
    let outcome = match cli.command {
        Command::Backtest(arguments) => commands::backtest::run(&arguments),
        Command::Inspect { worker, json } => commands::inspect::run(&worker, json),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let Failure { kind, message } = failure;
            eprintln!("{}", message.trim_end());
            kind.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_names_the_contract_and_engine_that_are_built_in() {
        assert!(version().contains(simpletrader_contracts::CONTRACT));
        assert!(version().contains(simpletrader_sandbox::ENGINE));
    }
}
