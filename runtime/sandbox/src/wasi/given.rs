//! What a worker is given of the profile: decided when its file is loaded, from what it imports and what was granted.

use std::sync::Arc;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::Grants;

use super::is_wasi;
use crate::LoadError;
use crate::admission::{AdmissionError, Rule};

/// What every instance of one worker begins with.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    /// What its random numbers start from.
    pub(crate) seed: u64,
    /// The directory that it may read.
    pub(crate) root: Option<Arc<Dir>>,
}

impl Given {
    /// What a file with these imports is given under these grants; nothing when it imports nothing of WASI.
    ///
    /// # Errors
    /// When the granted directory cannot be opened.
    pub(crate) fn new(imports: &[String], grants: &Grants) -> Result<Option<Self>, LoadError> {
        if !imports.iter().any(|import| is_wasi(import)) {
            return Ok(None);
        }
        let open = |files: &simpletrader_contracts::worker::capability::FilesGrant| {
            // The only place where a path of the machine is opened; everything after it happens inside this directory.
            let opened = Dir::open_ambient_dir(&files.path, ambient_authority());
            opened
                .map(Arc::new)
                .map_err(|error| LoadError::Directory { directory: excerpt(&files.directory, 200), reason: error.to_string() })
        };
        Ok(Some(Self { seed: 0, root: grants.files.as_ref().map(open).transpose()? }))
    }
}

/// What is said of an import that cannot be had.
pub(crate) const NOT_GRANTED: &str = "is not granted: workers have no files, clock, randomness, environment or network";

/// Refuses a file that imports WASI where the profile was not granted.
///
/// # Errors
/// Names the first of these imports.
pub(crate) fn check_granted(imports: &[String], is_granted: bool) -> Result<(), AdmissionError> {
    match imports.iter().find(|import| is_wasi(import)) {
        Some(import) if !is_granted => Err(AdmissionError::new(
            Rule::Imports,
            format!("`{}` {NOT_GRANTED}", excerpt(import, 100)),
            "build for wasm32-unknown-unknown, without adapters; a worker in a scripting language needs the WASI profile (docs/wasi.md), which the operation grants: `wasi: {}`",
        )),
        _ => Ok(()),
    }
}
