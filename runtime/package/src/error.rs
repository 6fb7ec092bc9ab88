//! Why a module cannot become a worker file, and what its author can do.

use simpletrader_contracts::worker::{Capability, Category};

/// A module that cannot become a worker file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// Not a core wasm module.
    #[error("this is not a core wasm module ({0}); build the worker as a `cdylib` for wasm32-unknown-unknown")]
    NotAModule(String),
    /// Not a component.
    #[error("this is not a component ({0}); the toolchain of the worker's language must write one")]
    NotAComponent(String),
    /// It wants something of the host that no worker gets.
    #[error(
        "the module imports `{module}::{name}`, but a worker has no host functions beyond its contract: no clock, no randomness, \
         no files, no network; remove the dependency that needs it, and build for wasm32-unknown-unknown"
    )]
    ForeignImport {
        /// The import's module.
        module: String,
        /// The import's name.
        name: String,
    },
    /// It uses a capability that its manifest does not ask for.
    #[error("the worker uses `{capability}` without declaring it; add {} to its ABOUT, or do not use it", declaration(*.capability))]
    Undeclared {
        /// What it uses.
        capability: Capability,
    },
    /// It does not say what it is.
    #[error("the module has no export `simpletrader_describe`; a worker needs one line `export_worker!(<category> <Type>);`")]
    NoDescription,
    /// Saying what it is failed.
    #[error("`simpletrader_describe` failed: {0}")]
    Describe(String),
    /// What it says is not of the right form.
    #[error("`simpletrader_describe` returned something unreadable: {0}")]
    Unreadable(String),
    /// The manifest breaks a rule.
    #[error("the manifest is not sound: {0}")]
    Manifest(String),
    /// It was built against another contract.
    #[error("the worker was built against `{found}`, this tool packages `{expected}`; build it with the SDK of the same version")]
    Contract {
        /// What the manifest says.
        found: String,
        /// What this build knows.
        expected: &'static str,
    },
    /// The exports do not fit the world of the category.
    #[error("the module does not fit the world `{}`: {reason}", .category.world())]
    World {
        /// What the manifest says it is.
        category: Category,
        /// What the encoder missed.
        reason: String,
    },
    /// The WIT package that is compiled in cannot be read: a defect of this crate.
    #[error("the embedded WIT package cannot be used: {0}")]
    Wit(String),
}

/// How a Rust worker declares a capability.
const fn declaration(capability: Capability) -> &'static str {
    match capability {
        Capability::Log => "`.logs()`",
        Capability::MarketWindow => "`.looks_back(<bars>)`",
        Capability::State => "`.remembers(<bytes>)`",
        Capability::JournalNote => "`.writes_notes()`",
        Capability::Files => "`.reads_files()`",
    }
}
