//! The checkout, and programs run in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

/// Where the repository and its build output are.
pub struct Checkout {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target directory.
    pub target: PathBuf,
}

impl Checkout {
    /// Takes the places from what cargo tells a program that it runs.
    pub fn locate() -> anyhow::Result<Self> {
        let own = std::env::var_os("CARGO_MANIFEST_DIR").context("run this as `cargo xtask`, it needs to know the checkout")?;
        let root = PathBuf::from(own).parent().context("the checkout has no root")?.to_path_buf();
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Self { root, target: std::path::absolute(target)? })
    }

    /// A program of this workspace that was built before.
    pub fn built(&self, name: &str) -> Program {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        Program::new(self, self.target.join("debug").join(file))
    }
}

/// A command that is an error when it fails.
pub struct Program {
    command: Command,
    name: String,
}

impl Program {
    /// A program to run in the checkout's root.
    pub fn new(checkout: &Checkout, program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        let mut command = Command::new(program);
        command.current_dir(&checkout.root);
        Self { command, name: program.to_string_lossy().into_owned() }
    }

    /// Adds arguments.
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it in this folder instead of the checkout's root.
    pub fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs it with our own input and output.
    pub fn run(mut self) -> anyhow::Result<()> {
        let status = self.command.status().with_context(|| format!("`{}` cannot be started", self.name))?;
        if !status.success() {
            bail!("`{}` failed ({status})", self.shown());
        }
        Ok(())
    }

    /// Runs it and takes the first line that it prints; `None` when it fails or is missing.
    pub fn first_line(mut self) -> Option<String> {
        let output = self.command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
        let text = String::from_utf8(output.stdout).ok()?;
        text.lines().next().map(|line| line.trim().to_owned())
    }

    fn shown(&self) -> String {
        let arguments = self.command.get_args().map(|argument| argument.to_string_lossy());
        std::iter::once(self.name.as_str().into()).chain(arguments).collect::<Vec<_>>().join(" ")
    }
}

/// The cargo that runs this program.
pub fn cargo(checkout: &Checkout) -> Program {
    Program::new(checkout, std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
