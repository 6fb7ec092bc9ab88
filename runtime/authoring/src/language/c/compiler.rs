//! Finds a C compiler that makes WebAssembly: clang with lld and wasi-libc, as Debian has them, or zig.

use std::path::{Path, PathBuf};

use crate::error::BuildError;
use crate::language::zig::Zig;
use crate::program::Program;
use crate::workshop::Workshop;

/// A compiler and what it is called with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiler {
    /// The program.
    program: PathBuf,
    /// What stands before all other arguments.
    leading: Vec<String>,
    /// Its first word about itself, for people and as a part of keys.
    pub version: String,
    /// Whether it is zig, which brings its own library and run time.
    is_zig: bool,
}

/// What a compiler translates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// C11.
    C,
    /// C++20 without exceptions, run-time types and standard library.
    Cpp,
}

/// The names under which clang is installed, the plain one first.
fn clangs() -> impl Iterator<Item = String> {
    std::iter::once("clang".to_owned()).chain((14..=22).rev().map(|version| format!("clang-{version}")))
}

impl Compiler {
    /// A compiler of this machine: clang where it is whole, else zig.
    ///
    /// # Errors
    /// With what is missing.
    pub fn find(workshop: &Workshop) -> Result<Self, String> {
        let mut missing = Vec::new();
        for name in clangs() {
            match Self::clang(&name) {
                Ok(compiler) => return Ok(compiler),
                Err(reason) => missing.extend(reason),
            }
        }
        if let Some(zig) = Zig::find(workshop) {
            return Ok(Self::zig(&zig));
        }
        Err(missing.into_iter().next().unwrap_or_else(|| "there is no clang and no zig".to_owned()))
    }

    /// The clang of this name, if linker and library for WebAssembly are with it. `None` as the reason: there is no such clang.
    fn clang(name: &str) -> Result<Self, Option<String>> {
        let ask = |question: &str| Program::new(name).args(["--target=wasm32-wasi", question]).first_line();
        let version = Program::new(name).args(["--version"]).first_line().ok_or(None)?;
        // A file that is not found is answered with its bare name.
        let is_there = |question: &str| ask(question).is_some_and(|path| Path::new(&path).is_absolute());
        if !is_there("-print-prog-name=wasm-ld") {
            return Err(Some(format!("{name} has no linker for WebAssembly (wasm-ld, the package lld)")));
        }
        if !is_there("-print-file-name=libc.a") {
            return Err(Some(format!("{name} has no C library for WebAssembly (the package wasi-libc)")));
        }
        Ok(Self { program: name.into(), leading: vec!["--target=wasm32-wasi".to_owned()], version, is_zig: false })
    }

    /// Zig as a C compiler.
    pub fn zig(zig: &Zig) -> Self {
        let leading = zig.leading.iter().cloned().chain(["cc", "-target", "wasm32-wasi"].map(str::to_owned)).collect();
        Self { program: zig.program.clone(), leading, version: format!("zig {}", zig.version), is_zig: true }
    }

    /// Makes an object file of a source file.
    pub fn compile(&self, dialect: Dialect) -> Program {
        let standard = match dialect {
            Dialect::C => C.as_slice(),
            Dialect::Cpp => CPP.as_slice(),
        };
        self.program().args(standard).args(COMPILING)
    }

    /// Makes a module of object files; `-o` and the objects follow.
    pub fn link(&self) -> Program {
        let program = self.program().args(LINKING);
        // Zig's own run time is part of its library, and its linker knows fewer words.
        if self.is_zig { program.args(["-Wl,--no-entry"]) } else { program.args(LINKING_BY_LLD) }
    }

    /// The C library, which stands after the objects.
    pub const fn library(&self) -> &'static [&'static str] {
        if self.is_zig { &[] } else { &["-lc"] }
    }

    fn program(&self) -> Program {
        Program::new(&self.program).args(&self.leading)
    }
}

const C: [&str; 3] = ["-x", "c", "-std=c11"];
/// Without what needs a run-time library: exceptions, types at run time, the standard library, and an order in which static objects
/// are destroyed, which they never are.
const CPP: [&str; 8] = [
    "-x",
    "c++",
    "-std=c++20",
    "-fno-exceptions",
    "-fno-rtti",
    "-nostdinc++",
    "-fno-threadsafe-statics",
    "-fno-c++-static-destructors",
];
/// Nothing is fused, because the order of floating-point operations is part of what an indicator is; no debug information, which
/// would hold paths.
const COMPILING: [&str; 6] = ["-O2", "-g0", "-ffp-contract=off", "-Wall", "-Wextra", "-Werror"];
/// A module that is called and has no `main`.
const LINKING: [&str; 2] = ["-mexec-model=reactor", "-Wl,-z,stack-size=131072"];
/// The stack lies first, so that one that overflows ends in a fault instead of in variables. A warning is an error: a function that is
/// declared with another type than it has would trap when it is called.
const LINKING_BY_LLD: [&str; 3] = ["-Wl,--stack-first", "-Wl,--fatal-warnings", "-nodefaultlibs"];

/// Runs Debian's package manager.
///
/// # Errors
/// When there is none, or it fails, as it does for people who are not root.
pub fn install(say: fn(&str)) -> Result<(), BuildError> {
    let install = || Program::new("apt-get").args(["install", "-y", "--no-install-recommends", "clang", "lld", "wasi-libc"]);
    say(&format!("$ {}", install().shown()));
    let Err(first) = install().env("DEBIAN_FRONTEND", "noninteractive").run() else { return Ok(()) };
    if first.output.is_empty() || first.output.contains("are you root") {
        return Err(first);
    }
    // A machine whose lists of packages are old, or not there at all.
    let update = Program::new("apt-get").args(["update"]);
    say(&format!("$ {}", update.shown()));
    update.run()?;
    install().env("DEBIAN_FRONTEND", "noninteractive").run().map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clang_that_is_not_there_is_passed_over_without_a_word() {
        assert_eq!(Compiler::clang("clang-1"), Err(None));
    }

    #[test]
    fn both_dialects_are_compiled_alike_but_for_their_standard() {
        let compiler = Compiler { program: "cc".into(), leading: vec!["--target=x".into()], version: String::new(), is_zig: false };
        let (c, cpp) = (compiler.compile(Dialect::C).shown(), compiler.compile(Dialect::Cpp).shown());
        assert!(c.starts_with("cc --target=x -x c -std=c11 -O2"), "{c}");
        assert!(cpp.contains("-fno-exceptions") && cpp.ends_with("-Wall -Wextra -Werror"), "{cpp}");
    }
}
