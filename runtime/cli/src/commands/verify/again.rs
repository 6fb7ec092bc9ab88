//! The second run, in a folder that is removed afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_engine::assembly::StrategyFactory;
use simpletrader_engine::run::{RunDirectory, run_backtest};
use simpletrader_engine::slices::Slicing;
use simpletrader_sandbox::Sandbox;

use crate::exit::Failure;
use crate::session::{WorkerFiles, identity};

/// A run that was made again. Dropping it removes it.
#[derive(Debug)]
pub(super) struct Again {
    folder: PathBuf,
    directory: PathBuf,
}

/// Runs a build spec, bar by bar whatever slices it grants. A run whose worker fails is a run too: it may be the one that is to be
/// compared.
pub(super) fn run_again(spec: StrategyBuildSpec, sandbox: &Sandbox) -> Result<Again, Failure> {
    let folder = scratch_folder()?;
    let mut again = Again { directory: folder.join("run"), folder };
    let sources = WorkerFiles::new(sandbox).sources(&spec)?;
    let strategy = StrategyFactory::default().slicing(Slicing::BarByBar).build(spec, sources).map_err(Failure::other)?;
    let directory = RunDirectory::create(&again.directory).map_err(Failure::other)?;
    again.directory = run_backtest(strategy, identity(), directory).map_err(Failure::other)?.directory;
    Ok(again)
}

/// A new folder among the machine's temporary ones. One that exists is nobody's to use.
fn scratch_folder() -> Result<PathBuf, Failure> {
    let base = std::env::temp_dir();
    let mut last = None;
    for number in 0..100 {
        let folder = base.join(format!("simpletrader-verify-{}-{number}", std::process::id()));
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) => last = Some(error),
        }
    }
    let reason = last.map_or_else(String::new, |error| error.to_string());
    Err(Failure::other(format!("no folder can be made in {}: {reason}", base.display())))
}

impl Again {
    /// The run directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }
}

impl Drop for Again {
    fn drop(&mut self) {
        // Nothing can be done about a failure here, and the folder is among the temporary ones.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
