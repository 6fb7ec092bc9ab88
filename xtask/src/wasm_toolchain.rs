//! A compiler for wasm32-unknown-unknown: the one that is there, the one that rustup can fetch, or the one that Debian has.

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::commands::{Checkout, Program, cargo};

/// The target of every worker: no operating system, so nothing to import.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// How workers are compiled on this machine.
pub enum WasmToolchain {
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

impl WasmToolchain {
    /// Finds one, and installs the target when that is all that is missing.
    pub fn find(checkout: &Checkout) -> anyhow::Result<Self> {
        if target_is_installed(checkout) {
            return Ok(Self::Installed);
        }
        eprintln!("xtask: the standard library for {TARGET} is not installed; asking rustup for it");
        let added = Program::new(checkout, "rustup").args(["target", "add", TARGET]).run();
        if added.is_ok() && target_is_installed(checkout) {
            return Ok(Self::Installed);
        }
        if let Some(debian) = debian(checkout) {
            eprintln!("xtask: building it from Debian's sources instead");
            return Ok(debian);
        }
        bail!(
            "workers need the Rust standard library for {TARGET}, and it is not here. Install it in one of two ways:\n\
             \n  rustup target add {TARGET}\n\
             \nor, on Debian 12 or newer, beside a rustup toolchain (whose linker is used):\n\
             \n  apt-get install rustc-web cargo-web rust-web-src\n"
        )
    }

    /// A `cargo build` for workers. Paths of this machine are kept out of the code, so that equal sources give equal files
    /// wherever they are built.
    pub fn cargo_build(&self, checkout: &Checkout) -> Program {
        let program = match self {
            Self::Installed => cargo(checkout).args(["build"]),
            Self::Debian { cargo, rustc, linker } => Program::new(checkout, cargo)
                .args(["build", "-Zbuild-std=std,panic_abort"])
                .env("RUSTC", rustc)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker),
        };
        program.args(["--target", TARGET]).env("CARGO_ENCODED_RUSTFLAGS", rust_flags(checkout))
    }
}

fn target_is_installed(checkout: &Checkout) -> bool {
    let libraries = Program::new(checkout, "rustc").args(["--print", "target-libdir", "--target", TARGET]).first_line();
    libraries.is_some_and(|folder| holds_core(Path::new(&folder)))
}

/// rustc names the folder whether or not it exists, so look for the library itself.
fn holds_core(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|name| name.starts_with("libcore-") && name.ends_with(".rlib"))
    })
}

fn debian(checkout: &Checkout) -> Option<WasmToolchain> {
    let (cargo, rustc) = (PathBuf::from("/usr/bin/cargo"), PathBuf::from("/usr/bin/rustc"));
    let sources = Path::new("/usr/lib/rustlib/src/rust/library/core");
    if !(cargo.is_file() && rustc.is_file() && sources.is_dir()) {
        return None;
    }
    let sysroot = Program::new(checkout, "rustc").args(["--print", "sysroot"]).first_line()?;
    let hosts = std::fs::read_dir(Path::new(&sysroot).join("lib/rustlib")).ok()?;
    let linker = hosts.flatten().map(|host| host.path().join("bin/rust-lld")).find(|linker| linker.is_file())?;
    Some(WasmToolchain::Debian { cargo, rustc, linker })
}

fn rust_flags(checkout: &Checkout) -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let mut flags = vec![format!("--remap-path-prefix={}=.", checkout.root.display())];
    if let Some(home) = home {
        flags.push(format!("--remap-path-prefix={}=cargo", home.display()));
    }
    flags.join("\u{1f}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_the_core_library_is_no_target() {
        assert!(!holds_core(Path::new("/nonexistent")));
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert!(!holds_core(&sources), "a folder with other files");
    }
}
