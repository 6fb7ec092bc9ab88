//! The attacks: one file each, made exactly, with the class that it must end in.
//!
//! [`REQUIRED`] is the list of what a sandbox of this kind must stop; every attack says which of them it is, and a test holds
//! the two together. What an attack may cost is the same for all: [`BOUND`] of wall time from its first call to its end, and
//! its worker's own memory limit plus [`MEMORY_BOUND`] of the host's.

mod answer;
mod capability;
mod code;
mod shape;

use std::time::Duration;

use simpletrader_sandbox::{Limits, RunLimits};

/// Wall time of an attack while it runs: instance, `configure`, handlers.
pub const BOUND: Duration = Duration::from_secs(1);

/// What the host's memory may grow by during an attack, beyond the limit of the worker's own memory. In bytes.
pub const MEMORY_BOUND: u64 = 32 << 20;

/// What compiling an attack on the compiler may take, in milliseconds.
pub const HASTY_MS: u64 = 500;

/// What stopping a compiler may take on top of its limit.
pub const COMPILE_GRACE: Duration = Duration::from_millis(500);

/// Limits small enough that an attack is over quickly.
pub const LIMITS: RunLimits = RunLimits {
    fuel_per_call: 1_000_000,
    fuel_configure: 2_000_000,
    memory_bytes: 4 * 64 * 1024,
    table_elements: 100,
    deadline_ms: 900,
    output_bytes: 4_096,
    ..RunLimits::USUAL
};

/// One attack.
pub struct Attack {
    /// Which of [`REQUIRED`] it is.
    pub of: &'static str,
    /// How exactly; unique together with `of`.
    pub how: String,
    /// The class that it must end in, as in [`Ending`](crate::drive::Ending).
    pub class: &'static str,
    /// What the worker may use.
    pub limits: RunLimits,
    /// What compiling it may take, in milliseconds.
    pub compile_ms: u64,
    /// Makes the file.
    pub file: Box<dyn Fn() -> Vec<u8>>,
}

impl Attack {
    fn new(of: &'static str, how: impl Into<String>, class: &'static str, file: impl Fn() -> Vec<u8> + 'static) -> Self {
        let how = how.into();
        Self { of, how, class, limits: LIMITS, compile_ms: Limits::native().compile_ms, file: Box::new(file) }
    }

    fn limits(self, limits: RunLimits) -> Self {
        Self { limits, ..self }
    }

    /// Compiled in a hurry.
    fn hasty(self) -> Self {
        Self { compile_ms: HASTY_MS, ..self }
    }

    /// Its name.
    pub fn name(&self) -> String {
        format!("{}: {}", self.of, self.how)
    }
}

/// Every attack, by what it attacks.
pub fn all() -> Vec<Attack> {
    [code::attacks(), shape::attacks(), answer::attacks(), capability::attacks()].into_iter().flatten().collect()
}

/// What must be stopped, whatever the language of the worker.
pub const REQUIRED: &[&str] = &[
    "endless loop in a handler",
    "endless loop in a start function",
    "endless loop in the allocator",
    "fuel just under and just over",
    "deep recursion",
    "memory growth by one page until refusal",
    "one huge growth",
    "table growth",
    "giant initial memory",
    "giant data segments",
    "100 000 functions",
    "huge locals",
    "compile bomb",
    "huge br_table",
    "many types",
    "deep nesting",
    "corrupted, truncated and random bytes",
    "a core module instead of a component",
    "a component of another world or version",
    "missing export",
    "wrong type",
    "extra import",
    "returned list with a length of 4 GiB",
    "pointer out of bounds",
    "misaligned pointer",
    "invalid UTF-8",
    "bad enum discriminant",
    "oversized string",
    "allocator that returns null or overlapping memory",
    "trap in configure, handler and post-return",
    "call after a trap",
    "log flood",
    "host-call flood",
    "note storm",
    "state flood",
    "NaN, infinity and -0 in facts",
    "signal storm",
    "directive storm",
    "order storm",
    "forged ids in text fields",
    "terminal escape codes in messages",
    "path traversal in a schema reference",
    "zip-bomb-like custom sections",
    "manifest lies",
];
