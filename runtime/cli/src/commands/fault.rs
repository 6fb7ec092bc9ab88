//! `simpletrader fault`: runs a recorded failure again.

use std::path::{Path, PathBuf};

use simpletrader_contracts::name::excerpt;
use simpletrader_engine::supervision::{FaultFile, Replayed};
use simpletrader_sandbox::{RunLimits, Terms};

use crate::exit::{Failure, Kind};
use crate::sandbox::Compiling;

/// Run a recorded failure of a worker again.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Tell a worker everything that it had been told, up to the call that failed, and say whether it fails the same way.
    ///
    /// Exit codes: 0 it fails the same way, 3 it fails in another way, 1 it does not fail.
    Replay {
        /// The fault file, `faults/<worker>-<n>.json` of a run directory.
        file: PathBuf,
        /// The worker file.
        #[arg(long, value_name = "WASM")]
        component: PathBuf,
        /// Take a worker file with another digest, for example one that was mended.
        #[arg(long)]
        any_version: bool,
        #[command(flatten)]
        compiling: Compiling,
    },
}

/// Runs the command.
///
/// # Errors
/// When a file is not what it should be, or the worker does not fail as it did.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Action::Replay { file, component, any_version, compiling } = &arguments.action;
    replay(file, component, *any_version, compiling)
}

fn replay(path: &Path, component: &Path, any_version: bool, compiling: &Compiling) -> Result<(), Failure> {
    let input = |error: String| Failure::input(format!("{}: {error}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| input(error.to_string()))?;
    let file = FaultFile::parse(&bytes).map_err(input)?;
    if !file.is_replayable() {
        return Err(input("the recording had reached its bound before the worker failed: there is nothing to run again".into()));
    }
    let limits =
        RunLimits { fuel_per_call: file.limits.fuel_per_call, memory_bytes: file.limits.memory_bytes, ..RunLimits::default() };
    let digest = (!any_version).then(|| file.component.clone());
    let sandbox = compiling.sandbox()?;
    let terms = Terms { digest, limits, grants: file.grants.clone(), ..Terms::default() };
    let loaded = sandbox.load(component, &terms);
    let loaded = loaded.map_err(|error| Failure::input(format!("{}: {error}", component.display())))?;
    let (calls, expected) = (file.calls.len(), excerpt(&file.fault.message, 500));
    match file.replay(&loaded) {
        Replayed::Same => {
            println!("it fails the same way, at call {calls} of {calls}: {expected}");
            Ok(())
        }
        Replayed::Otherwise { call, fault } => {
            let place = call.map_or_else(|| "at its start".to_owned(), |call| format!("at call {} of {calls}", call + 1));
            let message =
                format!("error: it fails in another way, {place}: {fault}\n  recorded: {expected}\n  help: {}", fault.advice());
            Err(Failure::shown(Kind::Worker, message))
        }
        Replayed::NoFault => Err(Failure::other(format!("it does not fail: {calls} calls succeed\n  recorded: {expected}"))),
    }
}
