//! `simpletrader lock`: pins the worker files that an operation uses.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use simpletrader_config::Configuration;

use crate::exit::Failure;
use crate::look::look;
use crate::plugins;
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
    let catalog = plugins::scan(&configuration.plugins_dir());
    let (text, plugins) = configuration.lock_text(&catalog).map_err(|findings| refused(&findings, look()))?;
    let path = configuration.lock_path();
    let before = fs::read_to_string(&path).ok();
    if before.as_deref() == Some(text.as_str()) {
        println!("{} is up to date: {plugins} plug-ins", path.display());
        return Ok(());
    }
    replace(&path, &text).map_err(|error| Failure::other(format!("{} cannot be written: {error}", path.display())))?;
    println!("{}: {plugins} plug-ins are pinned", path.display());
    Ok(())
}

/// Writes a file beside the old one and puts it in its place in one step: whoever reads sees the old or the new file, whole.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let draft = path.with_file_name(name);
    let written = fs::File::create(&draft).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let placed = written.and_then(|()| fs::rename(&draft, path));
    if placed.is_err() {
        // The draft is of no use to anybody; that it cannot be removed either changes nothing.
        let _ = fs::remove_file(&draft);
    }
    placed
}
