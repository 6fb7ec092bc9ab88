//! The sandbox as the command uses it: with its cache of compiled code, and with itself as compiler in a process of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use simpletrader_config::Configuration;
use simpletrader_config::diagnostic::{Finding, Findings, Rule};
use simpletrader_sandbox::cache::DEFAULT_BOUND;
use simpletrader_sandbox::{Cache, CacheError, Compiler, Limits, LowerError, Sandbox, Settings};

use crate::exit::Failure;

/// Names the cache folder, where it is set.
const VARIABLE: &str = "SIMPLETRADER_CACHE";

/// How workers are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::Args)]
pub struct Compiling {
    /// Compile every worker anew: take nothing from the cache of compiled code and keep nothing in it.
    #[arg(long)]
    no_cache: bool,
}

impl Compiling {
    /// A sandbox with the bounds that hold everywhere. A cache that cannot be used is a warning: everything works without one,
    /// slower.
    ///
    /// # Errors
    /// When the machine cannot hold a sandbox.
    pub fn sandbox(self) -> Result<Sandbox, Failure> {
        self.sandbox_within(Bounds::default())
    }

    /// A sandbox with these bounds.
    ///
    /// # Errors
    /// When the machine cannot hold a sandbox.
    pub fn sandbox_within(self, Bounds { native, scripting }: Bounds) -> Result<Sandbox, Failure> {
        let cache = if self.no_cache { None } else { usable_cache() };
        Sandbox::new(Settings { native, scripting, cache, compiler: compiler(), ..Settings::default() }).map_err(Failure::other)
    }
}

/// What worker files may contain, per profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    native: Limits,
    scripting: Limits,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { native: Limits::native(), scripting: Limits::scripting() }
    }
}

impl Bounds {
    /// The bounds as the platform of a configuration narrows them.
    ///
    /// # Errors
    /// A finding (V81) for each bound that does not exist or would be raised.
    pub fn of(configuration: &Configuration) -> Result<Self, Findings> {
        let admission = &configuration.platform().admission;
        let mut bounds = Self::default();
        let mut findings = configuration.no_findings();
        for (limits, lowered) in [(&mut bounds.native, &admission.native), (&mut bounds.scripting, &admission.scripting)] {
            for bound in lowered {
                if let Err(error) = limits.lower(&bound.name.value, bound.value) {
                    let help = match error {
                        LowerError::Unknown(_) => "take the name from `Limits` in the documentation of the sandbox",
                        LowerError::Raises { .. } => "leave it out, or write a smaller number",
                    };
                    findings.push(Finding::error(Rule::V81, error.to_string()).at(&bound.name.at).help(help));
                }
            }
        }
        if findings.has_errors() { Err(findings) } else { Ok(bounds) }
    }
}

/// A sandbox for hostile workers: nothing of them is kept, and compiling one may take so many milliseconds.
///
/// # Errors
/// When the machine cannot hold a sandbox.
pub(crate) fn for_hostile_workers(compile_ms: u64) -> Result<Sandbox, Failure> {
    let native = Limits { compile_ms, ..Limits::native() };
    Sandbox::new(Settings { workers: 4, native, compiler: compiler(), ..Settings::default() }).map_err(Failure::other)
}

/// The name of the hidden command that is the compiler's process.
pub(crate) const COMPILER_COMMAND: &str = "compile-worker";

/// This program as its own compiler, in a process that can be stopped.
fn compiler() -> Compiler {
    let arguments = vec![COMPILER_COMMAND.into()];
    if cfg!(target_os = "linux") {
        // The very program that runs now, even if another one has been installed under its name meanwhile.
        return Compiler::Child { program: "/proc/self/exe".into(), arguments };
    }
    match std::env::current_exe() {
        Ok(program) => Compiler::Child { program, arguments },
        Err(_) => Compiler::Child { program: "simpletrader".into(), arguments },
    }
}

fn usable_cache() -> Option<Arc<Cache>> {
    match open_cache(&folder()?) {
        Ok(cache) => Some(Arc::new(cache)),
        Err(error) => {
            eprintln!("warning: workers are compiled anew each time: {error}");
            None
        }
    }
}

/// Opens a folder as cache of compiled code.
pub(crate) fn open_cache(folder: &Path) -> Result<Cache, CacheError> {
    Cache::open(folder, DEFAULT_BOUND)
}

/// The cache folder of this user; none where nothing says where that would be.
pub(crate) fn folder() -> Option<PathBuf> {
    folder_in(&|name| std::env::var_os(name))
}

fn folder_in(environment: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // A relative XDG folder is to be ignored, says its specification.
    let base = || set("XDG_CACHE_HOME").filter(|path| path.is_absolute()).or_else(|| Some(set("HOME")?.join(".cache")));
    set(VARIABLE).or_else(|| Some(base()?.join("simpletrader")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_of(variables: &[(&str, &str)]) -> Option<PathBuf> {
        folder_in(&|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn the_cache_lies_where_it_is_told_else_where_caches_lie() {
        let all = [(VARIABLE, "mine"), ("XDG_CACHE_HOME", "/xdg"), ("HOME", "/me")];
        assert_eq!(folder_of(&all), Some("mine".into()));
        assert_eq!(folder_of(&all[1..]), Some("/xdg/simpletrader".into()));
        assert_eq!(folder_of(&all[2..]), Some("/me/.cache/simpletrader".into()));
        assert_eq!(folder_of(&[]), None);
    }

    #[test]
    fn what_is_set_to_nothing_or_to_a_relative_base_does_not_count() {
        assert_eq!(folder_of(&[(VARIABLE, ""), ("HOME", "/me")]), Some("/me/.cache/simpletrader".into()));
        assert_eq!(folder_of(&[("XDG_CACHE_HOME", "here"), ("HOME", "/me")]), Some("/me/.cache/simpletrader".into()));
    }
}
