//! A compiler for wasm32-unknown-unknown: the one that is there, or the one that Debian has.

use std::path::{Path, PathBuf};

use crate::program::Program;

/// The target of every worker in Rust: no operating system, so nothing to import.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// How workers are compiled on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compiler {
    /// The cargo in use has the target's standard library.
    Installed,
    /// Debian's compiler builds the standard library from its sources; the linker is the one of the rustup toolchain.
    Debian {
        /// Its cargo.
        cargo: PathBuf,
        /// Its rustc.
        rustc: PathBuf,
        /// `rust-lld` of the rustup toolchain.
        linker: PathBuf,
    },
}

impl Compiler {
    /// Finds one; else says what is missing.
    ///
    /// # Errors
    /// What is missing, in words.
    pub fn find() -> Result<Self, String> {
        if target_is_installed() {
            return Ok(Self::Installed);
        }
        debian().ok_or_else(|| match rustc(&["--version"]) {
            None => "there is no Rust compiler: no program `rustc`".to_owned(),
            Some(version) => format!("{version} has no standard library for {TARGET}"),
        })
    }

    /// A `cargo build` for workers. Paths of this machine are kept out of the code, so that equal sources give equal files wherever
    /// they are built: cargo names the project's own files relative to it, and the rest lies below cargo's home.
    pub fn cargo_build(&self) -> Program {
        let program = match self {
            Self::Installed => Program::new("cargo").args(["build"]),
            Self::Debian { cargo, rustc, linker } => Program::new(cargo)
                .args(["build", "-Zbuild-std=std,panic_abort"])
                .env("RUSTC", rustc)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker),
        };
        let program = program.args(["--target", TARGET]).env("CARGO_ENCODED_RUSTFLAGS", rust_flags());
        // Left by a cargo that runs this program; they are about another package.
        ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "RUSTFLAGS"].iter().fold(program, |program, name| program.without_env(name))
    }

    /// Which it is, in words.
    pub fn version(&self) -> String {
        match self {
            Self::Installed => rustc(&["--version"]).unwrap_or_else(|| "rustc".to_owned()),
            Self::Debian { rustc, .. } => {
                let version = Program::new(rustc).args(["--version"]).first_line();
                format!("{} of Debian", version.unwrap_or_else(|| "rustc".to_owned()))
            }
        }
    }
}

/// Lets rustup add the target to the toolchain in use.
pub fn add_target() -> Program {
    Program::new("rustup").args(["target", "add", TARGET])
}

fn rustc(arguments: &[&str]) -> Option<String> {
    Program::new("rustc").args(arguments).first_line()
}

fn target_is_installed() -> bool {
    rustc(&["--print", "target-libdir", "--target", TARGET]).is_some_and(|folder| holds_core(Path::new(&folder)))
}

/// rustc names the folder whether or not it exists, so look for the library itself.
fn holds_core(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|name| name.starts_with("libcore-") && name.ends_with(".rlib"))
    })
}

fn debian() -> Option<Compiler> {
    let (cargo, rustc_of_debian) = (PathBuf::from("/usr/bin/cargo"), PathBuf::from("/usr/bin/rustc"));
    let sources = Path::new("/usr/lib/rustlib/src/rust/library/core");
    if !(cargo.is_file() && rustc_of_debian.is_file() && sources.is_dir()) {
        return None;
    }
    let sysroot = rustc(&["--print", "sysroot"])?;
    let hosts = std::fs::read_dir(Path::new(&sysroot).join("lib/rustlib")).ok()?;
    let linker = hosts.flatten().map(|host| host.path().join("bin/rust-lld")).find(|linker| linker.is_file())?;
    Some(Compiler::Debian { cargo, rustc: rustc_of_debian, linker })
}

fn rust_flags() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    home.map_or_else(String::new, |home| format!("--remap-path-prefix={}=cargo", home.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_the_core_library_is_no_target() {
        assert!(!holds_core(Path::new("no/such/folder")));
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert!(!holds_core(&sources), "a folder with other files");
    }
}
