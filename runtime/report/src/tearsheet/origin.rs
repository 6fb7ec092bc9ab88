//! What went into a run, from `run.json`: shown so that a result can be told from another.

use std::path::Path;

use serde::Deserialize;

use crate::reading::ReadError;

/// The digests and versions of a run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Origin {
    /// The operation's name.
    pub operation: String,
    /// The blueprint.
    pub strategy_id: String,
    /// Seed of the run's randomness.
    pub seed: u64,
    /// What it ran on.
    pub engine: Engine,
    /// The worker files.
    pub workers: Vec<WorkerFile>,
    /// The data files.
    pub data: Vec<DataFile>,
    /// SHA-256 over everything that went in.
    pub inputs_digest: String,
}

/// The versions that the result depends on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Engine {
    /// Of this software.
    pub simpletrader: String,
    /// The worker contract.
    pub contract: String,
    /// What ran the workers.
    pub sandbox: String,
}

/// A worker file that took part.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct WorkerFile {
    /// Its id within the strategy.
    pub worker_id: String,
    /// Which plug-in.
    pub plugin: String,
    /// SHA-256 of the worker file.
    pub sha256: String,
}

/// A data file that took part.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DataFile {
    /// Its id in the data sources file.
    pub data_source_id: String,
    /// SHA-256 of the whole file.
    pub sha256: String,
}

impl Origin {
    /// Reads `run.json` of a run directory.
    ///
    /// # Errors
    /// When it is missing or not of this version.
    pub fn read(directory: &Path) -> Result<Self, ReadError> {
        crate::reading::read(&directory.join("run.json"))
    }
}
