//! Functions that take any bytes whatever, and panic when something is wrong with what becomes of them.
//!
//! The fuzzers in `fuzz/` call them with inputs that they evolve; the bounded runs among this crate's tests and the `fuzz`
//! program call them with inputs that [`Target::input`] makes from a seed, so that every failure has a number. All three call
//! the same functions.

mod admission;
mod boundary;
mod random_worker;
mod worker;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use simpletrader_sandbox::{RunLimits, Sandbox, Settings};

use crate::mutate::Damage;

/// One thing that takes bytes from strangers.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, as that of its file in `fuzz/`.
    pub name: &'static str,
    /// Takes the bytes. Panics when the host is at fault; returns in which class their way ended.
    pub run: fn(&[u8]) -> String,
    /// Makes bytes that are likely to get somewhere.
    pub input: fn(&mut Damage) -> Vec<u8>,
}

impl Target {
    /// Every target.
    pub const ALL: [Self; 5] = [
        Self { name: "admission", run: admission::run, input: admission::input },
        Self { name: "boundary", run: boundary::run, input: boundary::input },
        Self { name: "yaml", run: yaml::run, input: yaml::input },
        Self { name: "worker", run: worker::run, input: worker::input },
        Self { name: "random_worker", run: random_worker::run, input: random_worker::input },
    ];

    /// The target of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name == name)
    }

    /// Runs it `runs` times on inputs of its own making, beginning with that of `seed`; `each` hears of every run before it
    /// begins. Returns how many ended in which class.
    pub fn run_many(&self, seed: u64, runs: u64, each: &mut dyn FnMut(u64)) -> Endings {
        let mut endings = Endings::new();
        for number in seed..seed.saturating_add(runs) {
            each(number);
            let input = (self.input)(&mut Damage::of_run(number));
            *endings.entry((self.run)(&input)).or_default() += 1;
        }
        endings
    }
}

/// How many runs ended in which class.
pub type Endings = BTreeMap<String, u64>;

/// The class of what got through to the end.
const ACCEPTED: &str = "ACCEPTED";

/// Limits under which damaged code is over soon.
const LIMITS: RunLimits = RunLimits {
    fuel_per_call: 200_000,
    fuel_configure: 1_000_000,
    memory_bytes: 4 << 20,
    table_elements: 1_000,
    deadline_ms: 1_000,
    output_bytes: 64 * 1024,
    ..RunLimits::USUAL
};

/// One sandbox for all runs of a process, as a host has one.
fn sandbox() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    SANDBOX.get_or_init(|| {
        Sandbox::new(Settings { workers: 16, ..Settings::default() }).unwrap_or_else(|error| panic!("no sandbox: {error}"))
    })
}

/// The checkout's root.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A stranger's words must not reach a terminal with anything in them that moves its cursor.
fn assert_harmless(text: &str) {
    let harmful = |character: char| character.is_control() && character != '\n' && character != '\t';
    assert!(!text.chars().any(harmful), "control characters in {text:?}");
    assert!(text.len() < 1 << 20, "a message of {} bytes", text.len());
}
