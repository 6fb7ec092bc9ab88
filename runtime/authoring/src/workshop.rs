//! What a build may use beside the project: toolchains, the embedded SDKs, and a way to say what is going on.

use std::path::PathBuf;

use simpletrader_contracts::worker::Category;
use simpletrader_contracts::worker::capability::RequestedCapabilities;

use crate::error::BuildError;
use crate::files;
use crate::project::Project;
use crate::sdk;
use crate::toolchain::Toolchains;

/// The surroundings of a build.
pub struct Workshop {
    /// Where toolchains are kept.
    pub toolchains: Toolchains,
    /// Hears what takes long, a line at a time: `compiling …`, `$ pip install …`.
    pub say: fn(&str),
}

impl Workshop {
    /// The workshop of this user; what it does is said on standard error.
    ///
    /// # Errors
    /// When the environment names no place for toolchains.
    pub fn of_environment() -> Result<Self, BuildError> {
        Ok(Self { toolchains: Toolchains::of_environment()?, say: |line| eprintln!("{line}") })
    }

    /// Lays an embedded SDK (`rust`, `python`, `js`, `c`, `zig`, `go`) into a project and returns its folder. Files that are right already
    /// are not touched, so that build tools see no change; what does not belong there is removed.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn lay_sdk(&self, project: &Project, name: &str) -> Result<PathBuf, BuildError> {
        let folder = project.generated().join("sdk").join(name);
        files::lay(&folder, &sdk::files(name))?;
        Ok(folder)
    }

    /// Writes the WIT of the project's own world and returns its folder; the world is called
    /// [`OWN_WORLD`](simpletrader_package::OWN_WORLD). Generators that are libraries take [`simpletrader_package::world`] instead.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn lay_wit(&self, project: &Project, category: Category, asked: &RequestedCapabilities) -> Result<PathBuf, BuildError> {
        let folder = project.generated().join("wit");
        let texts = simpletrader_package::wit_folder(category, asked);
        files::lay(&folder, &texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>())?;
        Ok(folder)
    }
}
