//! The languages that workers are written in, one file each, and what each of them can do.
//!
//! A file of a language has four functions, called from here: `build` (the author's source becomes a module or a component),
//! `explain` (what packaging refused, in the author's terms), `toolchain` (whether everything that `build` needs is there) and
//! `install` (fetches it). It speaks to the machine through the [`Workshop`] only.

pub mod c;
mod cpp;
pub mod go;
pub mod javascript;
pub mod python;
pub mod rust;
pub mod zig;

use std::fmt;

use serde_json::Value;
use simpletrader_package::PackageError;

use crate::error::BuildError;
use crate::project::Project;
use crate::toolchain::Toolchain;
use crate::workshop::Workshop;

/// A language that workers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Compiled; the SDK shares the host's own types.
    Rust,
    /// Interpreted by CPython inside the worker; needs the WASI profile.
    Python,
    /// Bundled and interpreted by QuickJS inside the worker.
    TypeScript,
    /// As TypeScript, without its check of types.
    JavaScript,
    /// Compiled by clang.
    C,
    /// Compiled by clang.
    Cpp,
    /// Compiled by zig, over the C library.
    Zig,
    /// Compiled by the Go compiler, with its runtime inside the worker.
    Go,
}

/// What a toolchain made of a project.
#[derive(Debug, Clone, PartialEq)]
pub enum Built {
    /// A core module that says what it is by its export `simpletrader_describe`: Rust, C, C++, Zig.
    Module(Vec<u8>),
    /// A component, and what the author's code said about itself when it was asked: Python, JavaScript, Go.
    Component {
        /// The component, as the toolchain wrote it.
        bytes: Vec<u8>,
        /// The worker's manifest.
        manifest: Value,
        /// JSON Schema of its parameters.
        schema: Value,
    },
}

impl Language {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 8] =
        [Self::Rust, Self::Python, Self::TypeScript, Self::JavaScript, Self::C, Self::Cpp, Self::Zig, Self::Go];

    /// Its name on the command line, and of its folder of templates.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::TypeScript => "typescript",
            Self::JavaScript => "javascript",
            Self::C => "c",
            Self::Cpp => "cpp",
            Self::Zig => "zig",
            Self::Go => "go",
        }
    }

    /// The file that makes a folder a project of this language.
    pub const fn project_file(self) -> &'static str {
        match self {
            Self::Rust => "Cargo.toml",
            Self::Python => "pyproject.toml",
            Self::TypeScript | Self::JavaScript => "package.json",
            Self::C => "worker.c",
            Self::Cpp => "worker.cpp",
            Self::Zig => "worker.zig",
            Self::Go => "go.mod",
        }
    }

    /// The author's own file, relative to the project.
    pub const fn source_file(self) -> &'static str {
        match self {
            Self::Rust => "src/lib.rs",
            Self::Python => "worker.py",
            Self::TypeScript => "worker.ts",
            Self::JavaScript => "worker.js",
            Self::C => "worker.c",
            Self::Cpp => "worker.cpp",
            Self::Zig => "worker.zig",
            Self::Go => "worker.go",
        }
    }

    /// Whether the same source and the same toolchain give the same file. Interpreters freeze a seed into each build.
    pub const fn is_reproducible(self) -> bool {
        !matches!(self, Self::Python | Self::TypeScript | Self::JavaScript)
    }

    /// The language of a name; an unknown one is answered with what was probably meant.
    ///
    /// # Errors
    /// When there is no such language.
    pub fn parse(text: &str) -> Result<Self, BuildError> {
        if let Some(language) = Self::ALL.into_iter().find(|language| language.as_str() == text) {
            return Ok(language);
        }
        let names = Self::ALL.map(Self::as_str);
        let short =
            [("py", "python"), ("ts", "typescript"), ("js", "javascript"), ("c++", "cpp"), ("rs", "rust"), ("golang", "go")];
        let short = short.iter().find(|(short, _)| *short == text.to_lowercase()).map(|(_, name)| *name);
        let meant = short.or_else(|| crate::suggestion::closest(text, names));
        let error = BuildError::author(format!("there is no language `{text}`; there are: {}", names.join(", ")));
        Err(match meant {
            Some(meant) => error.help(format!("did you mean `{meant}`?")),
            None => error,
        })
    }

    /// Drives the language's toolchain over a project.
    ///
    /// # Errors
    /// In terms of the author's own files wherever that is possible.
    pub fn build(self, project: &Project, workshop: &Workshop) -> Result<Built, BuildError> {
        match self {
            Self::Rust => rust::build(project, workshop),
            Self::Python => python::build(project, workshop),
            Self::TypeScript | Self::JavaScript => javascript::build(project, workshop),
            Self::C => c::build(project, workshop),
            Self::Cpp => cpp::build(project, workshop),
            Self::Zig => zig::build(project, workshop),
            Self::Go => go::build(project, workshop),
        }
    }

    /// What packaging refused, in terms of the author's own file; `built` is what was refused.
    pub fn explain(self, project: &Project, built: &Built, error: PackageError) -> BuildError {
        match self {
            Self::Rust => rust::explain(project, built, error),
            Self::Python => python::explain(project, built, error),
            Self::TypeScript | Self::JavaScript => javascript::explain(project, built, error),
            Self::C => c::explain(project, built, error),
            Self::Cpp => cpp::explain(project, built, error),
            Self::Zig => zig::explain(project, built, error),
            Self::Go => go::explain(project, built, error),
        }
    }

    /// Whether everything is there that a build needs.
    pub fn toolchain(self, workshop: &Workshop) -> Toolchain {
        match self {
            Self::Rust => rust::toolchain(workshop),
            Self::Python => python::toolchain(workshop),
            Self::TypeScript | Self::JavaScript => javascript::toolchain(workshop),
            Self::C => c::toolchain(workshop),
            Self::Cpp => cpp::toolchain(workshop),
            Self::Zig => zig::toolchain(workshop),
            Self::Go => go::toolchain(workshop),
        }
    }

    /// Fetches what [`toolchain`](Self::toolchain) misses, and says each command before it runs.
    ///
    /// # Errors
    /// With what to do by hand, where it cannot.
    pub fn install(self, workshop: &Workshop) -> Result<(), BuildError> {
        match self {
            Self::Rust => rust::install(workshop),
            Self::Python => python::install(workshop),
            Self::TypeScript | Self::JavaScript => javascript::install(workshop),
            Self::C => c::install(workshop),
            Self::Cpp => cpp::install(workshop),
            Self::Zig => zig::install(workshop),
            Self::Go => go::install(workshop),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_found_by_its_own_name() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.as_str()), Ok(language));
        }
    }

    #[test]
    fn an_unknown_language_is_answered_with_what_was_probably_meant() {
        for (text, meant) in [("c++", "cpp"), ("JS", "javascript"), ("pyton", "python"), ("Rust", "rust")] {
            let error = Language::parse(text).unwrap_err();
            assert_eq!(error.help, format!("did you mean `{meant}`?"), "{error}");
        }
        let error = Language::parse("fortran").unwrap_err();
        assert!(error.help.is_empty() && error.message.contains("rust, python"), "{error}");
    }
}
