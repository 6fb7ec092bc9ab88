//! `simpletrader lock`: pins the worker files that an operation uses.

use std::fs;
use std::path::PathBuf;

use simpletrader_config::Configuration;

use crate::exit::Failure;
use crate::look::look;
use crate::plugins;
use crate::replace::replace;
use crate::session::refused;

/// Pin the worker files of an operation, as they are installed now, in `simpletrader.lock` beside it.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The operation file.
    operation: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// When the operation is unsound, a plug-in is missing, or the file cannot be written; the former lock file is then untouched.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let environment = |name: &str| std::env::var(name).ok();
    // A lock file that is damaged is no reason not to write a new one.
    let configuration =
        Configuration::load_unlocked(&arguments.operation, &environment).map_err(|findings| refused(&findings, look()))?;
    let registry = plugins::scan(&configuration.plugins_dir(), plugins::Scrutiny::Whole);
    let (text, plugins) = configuration.lock_text(&registry).map_err(|findings| refused(&findings, look()))?;
    let path = configuration.lock_path();
    let before = fs::read_to_string(&path).ok();
    if before.as_deref() == Some(text.as_str()) {
        println!("{} is up to date: {plugins} plug-ins", path.display());
        return Ok(());
    }
    replace(&path, text.as_bytes()).map_err(|error| Failure::other(format!("{} cannot be written: {error}", path.display())))?;
    println!("{}: {plugins} plug-ins are pinned", path.display());
    Ok(())
}
