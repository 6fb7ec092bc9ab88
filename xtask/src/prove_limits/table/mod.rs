//! The lines that enforce a limit, and the test that notices when one of them is gone.
//!
//! One file for each place where they stand: [`admission`] before the compiler, [`compile`] and [`cache`] around it, [`run`] during a
//! call, [`capability`] and [`wasi`] for what a worker may ask of the host, [`engine`] for what comes of its answers.
//!
//! Not in it, because nothing of ours can be taken out: what the engine refuses by itself (text that is no UTF-8, an unknown variant),
//! paths out of a granted directory (`cap-std`), and sockets, which are never made. Nor is what a second line holds as well:
//!
//! * The length in a compiler's answer, and the magic in an entry of the cache: the digest over both.
//! * The cut of one read to 64 KiB: the fuel that it costs.
//! * The look whether the thread that watches deadlines is alive: nothing ends it.

mod admission;
mod cache;
mod capability;
mod compile;
mod engine;
mod run;
mod wasi;

/// One line that enforces something.
#[derive(Debug, Clone, Copy)]
pub struct Enforcement {
    /// What it enforces, in one word for the command line.
    pub name: &'static str,
    /// The package that it stands in, below `runtime`.
    pub package: &'static str,
    /// The file, below the package's `src`.
    pub file: &'static str,
    /// The text that does it; occurs once in the file.
    pub text: &'static str,
    /// The same without effect where `OUT` is true.
    pub without: &'static str,
    /// Where the test is.
    pub program: Program,
    /// The test that fails then.
    pub test: &'static str,
}

/// Tests that are one program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Program {
    /// The package, below `runtime`.
    pub package: &'static str,
    /// The name of its integration tests; none for those that stand beside the source.
    pub target: Option<&'static str>,
}

/// A line of the sandbox, and a test of its `sandbox` tests.
const fn line(
    name: &'static str,
    file: &'static str,
    text: &'static str,
    without: &'static str,
    test: &'static str,
) -> Enforcement {
    let program = Program { package: "sandbox", target: Some("sandbox") };
    Enforcement { name, package: "sandbox", file, text, without, program, test }
}

impl Enforcement {
    /// The same of another package, whose line it is and whose test beside the source.
    const fn of(self, package: &'static str) -> Self {
        Self { package, program: Program { package, target: None }, ..self }
    }

    /// Tested beside the source.
    const fn beside(self) -> Self {
        Self { program: Program { package: self.package, target: None }, ..self }
    }

    /// Tested by these integration tests of its package.
    const fn by(self, target: &'static str) -> Self {
        Self { program: Program { package: self.package, target: Some(target) }, ..self }
    }

    /// A line of another package that the sandbox's `sandbox` tests are for.
    const fn from(self, package: &'static str) -> Self {
        Self { package, ..self }
    }
}

/// Every line that is tried.
pub fn lines() -> impl Iterator<Item = &'static Enforcement> {
    [admission::LINES, compile::LINES, cache::LINES, run::LINES, capability::LINES, wasi::LINES, engine::LINES]
        .into_iter()
        .flatten()
}
