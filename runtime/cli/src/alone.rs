//! A worker file by itself: tried, tested, called, without an operation that says what it gets.

use std::path::Path;

use simpletrader_config::schema::SandboxConfig;
use simpletrader_contracts::market::SeriesRef;
use simpletrader_contracts::worker::{ComponentFacts, Grants};
use simpletrader_sandbox::{Limits, LoadedWorker, RunLimits, Sandbox, Terms, inspect};

use crate::exit::Failure;
use crate::session::profile_of;

/// Series that a worker which looks back is shown: more than a case names.
const SERIES: u32 = 16;

/// The terms on which a file is tried: what it asks for it gets, because no operation says less.
pub(crate) fn terms(facts: &ComponentFacts) -> Terms {
    let manifest = &facts.manifest;
    let mut grants = Grants::as_asked_by(facts);
    if let Some(window) = &mut grants.market_window {
        window.series = (0..SERIES).map(SeriesRef).collect();
    }
    // Nor more than a platform allows that says nothing.
    let (usual, most) = (RunLimits::default(), SandboxConfig::default());
    let limits = RunLimits {
        fuel_per_call: manifest.limits.fuel_per_call.unwrap_or(usual.fuel_per_call).min(most.max_fuel_per_call),
        memory_bytes: manifest.limits.memory_bytes.unwrap_or(usual.memory_bytes).min(most.max_memory_bytes),
        ..usual
    };
    Terms { profile: profile_of(&grants), grants, limits, ..Terms::default() }
}

/// Loads a file on these terms.
///
/// # Errors
/// When it is not admitted or does not start.
pub(crate) fn load(sandbox: &Sandbox, file: &Path) -> Result<LoadedWorker, Failure> {
    let refused = |error: String| Failure::input(format!("{}: {error}", file.display()));
    let facts = inspect(file, &Limits::scripting()).map_err(|error| refused(error.to_string()))?;
    sandbox.load(file, &terms(&facts)).map_err(|error| refused(error.to_string()))
}
