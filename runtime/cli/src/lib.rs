//! The `simpletrader` command as a library: joins the crates and adds nothing of its own.
//!
//! [`session`] is the way from an operation file to live workers, for the commands here and for whoever wants to run a strategy
//! from Rust; [`commands`] holds the commands, thin; [`run`] is the whole program.
//!
//! Every command says in its exit code what kind of answer it gave: 0 done, 2 the user's input is wrong, 3 a worker failed,
//! 1 anything else.

#![forbid(unsafe_code)]

mod alone;
pub mod bench;
pub mod commands;
pub mod doctor;
mod exit;
mod grants_view;
mod look;
pub mod natives;
mod plugins;
mod projects;
pub mod quarantine;
mod replace;
pub mod sandbox;
pub mod session;
pub mod trial;
mod wiring_view;
pub mod workshop;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use simpletrader_sandbox::compile::{ChildLimits, serve};

pub use exit::{Failure, Kind};

/// Trading strategies made of small sandboxed workers.
#[derive(Debug, Parser)]
#[command(name = "simpletrader", version = VERSION, after_help = EXIT_CODES, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 2 your input is wrong, 3 a worker failed, 1 anything else.";

/// Of this software, of the worker contract, and of the engine that runs the workers.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\ncontract simpletrader:worker@0.1.0\nengine   wasmtime 48.0.8");

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a strategy over historical bars.
    Backtest(commands::backtest::Arguments),
    Bench(commands::bench::Arguments),
    Check(commands::check::Arguments),
    Plan(commands::plan::Arguments),
    Graph(commands::graph::Arguments),
    Lock(commands::lock::Arguments),
    /// Look after files of market data.
    #[command(subcommand)]
    Data(commands::data::Command),
    Cache(commands::cache::Arguments),
    Diff(commands::diff::Arguments),
    Doctor(commands::doctor::Arguments),
    Journal(commands::journal::Arguments),
    Keygen(commands::keygen::Arguments),
    Receipt(commands::receipt::Arguments),
    Sign(commands::sign::Arguments),
    Verify(commands::verify::Arguments),
    VerifySignature(commands::verify_signature::Arguments),
    Export(commands::export::Arguments),
    Fault(commands::fault::Arguments),
    Quarantine(commands::quarantine::Arguments),
    Plugins(commands::plugins::Arguments),
    New(commands::new::Arguments),
    Build(commands::build::Arguments),
    /// Look after the toolchains that build workers.
    #[command(subcommand)]
    Toolchain(commands::toolchain::Command),
    Inspect(commands::inspect::Arguments),
    Completions(commands::completions::Arguments),
    Man(commands::man::Arguments),
    Report(commands::report::Arguments),
    Stats(commands::stats::Arguments),
    Test(commands::test::Arguments),
    Call(commands::call::Arguments),
    Watch(commands::watch::Arguments),
    Wit(commands::wit::Arguments),
    /// Be the compiler of one worker: component in, answer out. Started by the other commands.
    #[command(hide = true, name = sandbox::COMPILER_COMMAND)]
    CompileWorker {
        /// Address space in bytes.
        memory_bytes: u64,
        /// Processor time in seconds.
        cpu_seconds: u64,
        /// Threads that compile.
        threads: u64,
    },
    /// Print the JSON Schema of a kind of configuration file.
    #[command(hide = true)]
    Schema {
        /// The kind: operation, blueprint, wiring, platform, data_sources, environments, connectors, schedule;
        /// or bench, of what that command prints.
        kind: String,
    },
}

/// The whole program: arguments from the command line, answer on the terminal, code for the shell.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // clap's own codes agree with ours: 0 for help and version, 2 for wrong usage.
        Err(error) => error.exit(),
    };
    let outcome = match cli.command {
        Command::CompileWorker { memory_bytes, cpu_seconds, threads } => {
            return serve(&ChildLimits { memory_bytes, cpu_seconds, threads });
        }
        Command::Backtest(arguments) => commands::backtest::run(&arguments),
        Command::Bench(arguments) => commands::bench::run(&arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Plan(arguments) => commands::plan::run(&arguments),
        Command::Graph(arguments) => commands::graph::run(&arguments),
        Command::Data(command) => commands::data::run(&command),
        Command::Lock(arguments) => commands::lock::run(&arguments),
        Command::Cache(arguments) => commands::cache::run(&arguments),
        Command::Diff(arguments) => commands::diff::run(&arguments),
        Command::Doctor(arguments) => commands::doctor::run(&arguments),
        Command::Journal(arguments) => commands::journal::run(&arguments),
        Command::Keygen(arguments) => commands::keygen::run(&arguments),
        Command::Receipt(arguments) => commands::receipt::run(&arguments),
        Command::Verify(arguments) => commands::verify::run(&arguments),
        Command::Sign(arguments) => commands::sign::run(&arguments),
        Command::VerifySignature(arguments) => commands::verify_signature::run(&arguments),
        Command::Export(arguments) => commands::export::run(&arguments),
        Command::Fault(arguments) => commands::fault::run(&arguments),
        Command::Quarantine(arguments) => commands::quarantine::run(&arguments),
        Command::Plugins(arguments) => commands::plugins::run(&arguments),
        Command::Report(arguments) => commands::report::run(&arguments),
        Command::Stats(arguments) => commands::stats::run(&arguments),
        Command::Test(arguments) => commands::test::run(&arguments),
        Command::Call(arguments) => commands::call::run(&arguments),
        Command::Watch(arguments) => commands::watch::run(&arguments),
        Command::Wit(arguments) => commands::wit::run(&arguments),
        Command::Schema { kind } => commands::schema::run(&kind),
        Command::New(arguments) => commands::new::run(&arguments),
        Command::Build(arguments) => commands::build::run(&arguments),
        Command::Toolchain(command) => commands::toolchain::run(&command),
        Command::Inspect(arguments) => commands::inspect::run(&arguments),
        Command::Completions(arguments) => commands::completions::run(&arguments, Cli::command()),
        Command::Man(arguments) => commands::man::run(&arguments, Cli::command()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { kind, message }) => {
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
        assert!(VERSION.contains(simpletrader_contracts::CONTRACT));
        assert!(VERSION.contains(simpletrader_sandbox::ENGINE));
    }
}
