//! `simpletrader quarantine`: worker files that failed too often, and letting them run again.

use std::path::PathBuf;

use crate::exit::Failure;
use crate::quarantine::Quarantine;

/// Show or release worker files that failed too often to be run again.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
    /// The operation file: its quarantine lies beside it.
    #[arg(long, value_name = "FILE", default_value = "operation.yaml", global = true)]
    operation: PathBuf,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Show what is in quarantine, and why.
    List,
    /// Let a worker file run again.
    Release {
        /// SHA-256 of the worker file, or the first 8 or more digits of it.
        digest: String,
    },
}

/// Runs the command.
///
/// # Errors
/// When the quarantine cannot be read, or nothing is released.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let quarantine = Quarantine::beside(&arguments.operation);
    match &arguments.action {
        Action::List => {
            let entries = quarantine.entries()?;
            if entries.is_empty() {
                println!("nothing is in quarantine");
            }
            for entry in entries {
                println!("{}  {}\n  {}", entry.sha256, entry.plugin, entry.shown());
            }
        }
        Action::Release { digest } => {
            let entry = quarantine.release(digest)?;
            println!("{} ({}) may run again", entry.plugin, entry.sha256);
        }
    }
    Ok(())
}
