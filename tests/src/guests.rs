//! Workers in every guest language, and which languages this machine has the tools for.
//!
//! `cargo xtask test` builds the projects under `guest-sdk/<language>/examples` and `tests/conformance/<language>` into
//! `tests/plugins/<language>/<worker>`. Where a toolchain is absent it says so and names the language in `SIMPLETRADER_WITHOUT`; a test
//! of such a language reports that it was skipped. Without that word a file that is missing is a failure.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use simpletrader_contracts::worker::{AnyWorker, Grants};
use simpletrader_sandbox::{Cache, Limits, LoadedWorker, Profile, RunLimits, Sandbox, Settings, Terms, inspect};

use crate::pipeline::repository;

/// A guest language, by the name that its workers have as their vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language(pub &'static str);

/// Every language that a worker can be written in.
pub const LANGUAGES: [Language; 7] =
    [Language("rust"), Language("python"), Language("typescript"), Language("c"), Language("cpp"), Language("zig"), Language("go")];

impl Language {
    /// Whether its workers are there to be tested; says so where they are not.
    pub fn is_here(self) -> bool {
        let without = std::env::var("SIMPLETRADER_WITHOUT").unwrap_or_default();
        let here = !without.split(',').any(|name| name == self.0);
        if !here {
            eprintln!("skipped: the toolchain of {} is absent; `simpletrader toolchain install {}` gets it", self.0, self.0);
        }
        here
    }

    /// Where the file of one of its workers lies. The examples in Rust are the samples themselves.
    pub fn file(self, worker: &str) -> PathBuf {
        let name = format!("{worker}/v0.1.0.wasm");
        match (self.0, worker) {
            ("rust", "sma" | "ema" | "cross") => repository().join("plugins/simpletrader").join(name),
            (language, _) => repository().join("tests/plugins").join(language).join(name),
        }
    }

    /// The terms for one of its workers: the reads and the fuel that it asks for, and the profile that its file needs.
    pub fn terms(self, worker: &str) -> Terms {
        let path = self.file(worker);
        let facts = inspect(&path, &Limits::scripting());
        let facts = facts.unwrap_or_else(|error| panic!("{}: {error}\n  `cargo xtask test` builds it", path.display()));
        let grants = Grants::as_asked_by(&facts);
        let profile = if grants.makes_room() { Profile::Scripting } else { Profile::Native };
        // As much fuel as it says it needs: interpreters need more of it for long lists.
        let usual = RunLimits::USUAL;
        let fuel_per_call = facts.manifest.limits.fuel_per_call.unwrap_or(usual.fuel_per_call);
        let limits = RunLimits { fuel_per_call, ..usual };
        Terms { profile, limits, grants, ..Terms::default() }
    }

    /// One of its workers, compiled.
    pub fn load(self, worker: &str) -> LoadedWorker {
        let path = self.file(worker);
        sandbox().load(&path, &self.terms(worker)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

/// A fresh instance, not configured.
pub fn instance(loaded: &LoadedWorker) -> AnyWorker {
    loaded.instantiate().unwrap_or_else(|fault| panic!("{fault}"))
}

/// One for all tests of a program, with a cache between programs: an interpreter takes seconds to compile.
pub fn sandbox() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    SANDBOX.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tmp/guest-cache");
        let cache = Cache::open(&folder, simpletrader_sandbox::cache::DEFAULT_BOUND).ok().map(std::sync::Arc::new);
        Sandbox::new(Settings { cache, ..Settings::default() }).expect("the sandbox starts")
    })
}
