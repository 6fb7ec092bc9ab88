//! Where the inputs of a run lie now, and which they are.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_engine::run::{EngineIdentity, RunManifest, RunOrigin, RunStatus};
use simpletrader_report::receipt::Inputs;

use crate::exit::Failure;

/// Where the inputs of a run lie, if not where the run says.
#[derive(Debug, Default, PartialEq, Eq, clap::Args)]
pub(in super::super) struct Whereabouts {
    /// The operation file, where it does not lie any more where the run says.
    #[arg(long, value_name = "FILE", conflicts_with = "root")]
    pub operation: Option<PathBuf>,
    /// The folder of all configuration files, where that was moved.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// A folder with the data files, where they were moved; each has its old name.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// The operation file: where it is told to be, else where the run says.
pub(super) fn operation(run: Option<&Path>, whereabouts: &Whereabouts) -> Result<PathBuf, Failure> {
    let Whereabouts { operation, root, .. } = whereabouts;
    if let Some(operation) = operation {
        return Ok(operation.clone());
    }
    let told = run.map(|run| run.join("origin.json")).filter(|file| file.is_file());
    let Some(file) = told else {
        return Err(Failure::input("nothing says where the operation lies: name its file with --operation"));
    };
    let refused = |error: String| Failure::input(format!("{}: {error}; name the operation file with --operation", file.display()));
    let bytes = std::fs::read(&file).map_err(|error| refused(error.to_string()))?;
    let origin: RunOrigin = serde_json::from_slice(&bytes).map_err(|error| refused(error.to_string()))?;
    Ok(root.as_ref().unwrap_or(&origin.root).join(origin.operation))
}

/// Takes each data file from this folder, if it is there under its old name.
pub(super) fn lead_to_data(spec: &mut StrategyBuildSpec, folder: Option<&Path>) {
    let Some(folder) = folder else { return };
    let environment = &mut spec.environment;
    let ticks = environment.ticks.iter_mut().map(|ticks| &mut ticks.feed);
    for feed in environment.feeds.iter_mut().chain(ticks) {
        let moved = feed.path.file_name().map(|name| folder.join(name)).filter(|path| path.is_file());
        if let Some(moved) = moved {
            feed.path = moved;
        }
    }
}

/// What would go into a run now.
pub(super) fn found(spec: &StrategyBuildSpec, engine: EngineIdentity) -> Result<Inputs, Failure> {
    let ticks = spec.environment.ticks.iter().map(|ticks| &ticks.feed);
    let digests = spec.environment.feeds.iter().chain(ticks).map(|feed| digest(&feed.path)).collect::<Result<_, _>>()?;
    let manifest = RunManifest::new(spec, engine, digests, RunStatus::Finished);
    let manifest = serde_json::to_value(&manifest).map_err(Failure::other)?;
    Inputs::of_manifest(&manifest).map_err(Failure::other)
}

/// SHA-256 of a file, however large.
fn digest(path: &Path) -> Result<String, Failure> {
    let failed =
        |error: std::io::Error| Failure::input(format!("{}: {error}; name the folder of the data with --data", path.display()));
    let mut file = File::open(path).map_err(failed)?;
    let (mut digest, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer).map_err(failed)?;
        match buffer.get(..read) {
            Some(bytes) if !bytes.is_empty() => digest.update(bytes),
            _ => return Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
        }
    }
}
