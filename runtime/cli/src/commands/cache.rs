//! `simpletrader cache`: what is kept of compiled workers, and how to get rid of it.

use std::path::Path;

use simpletrader_sandbox::cache::{Cache, CacheUsage};

use crate::exit::Failure;
use crate::sandbox::{folder, open_cache};

/// Show or clear the cache of compiled workers.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

/// What to do with the cache.
#[derive(Debug, Clone, Copy, clap::Subcommand)]
enum Action {
    /// Show where the cache lies, and how much is in it.
    Show,
    /// Remove everything from the cache; workers are then compiled anew.
    Clear,
}

/// Runs the command.
///
/// # Errors
/// When there is no cache folder, or it cannot be used.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let folder = folder().ok_or_else(|| Failure::input("nothing says where the cache lies: set SIMPLETRADER_CACHE or HOME"))?;
    let usage = match arguments.action {
        // To look at a cache shall not make one.
        _ if !folder.exists() => CacheUsage::default(),
        Action::Show => open(&folder)?.usage().map_err(Failure::other)?,
        Action::Clear => open(&folder)?.clear().map_err(Failure::other)?,
    };
    let verb = match arguments.action {
        Action::Show => "compiled",
        Action::Clear => "removed",
    };
    let workers = if usage.entries == 1 { "worker" } else { "workers" };
    println!("{}: {} {workers} {verb}, {:.1} MiB", folder.display(), usage.entries, usage.bytes as f64 / (1024.0 * 1024.0));
    Ok(())
}

fn open(folder: &Path) -> Result<Cache, Failure> {
    open_cache(folder).map_err(Failure::input)
}
