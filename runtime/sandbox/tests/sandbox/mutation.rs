//! Damaged files: whatever is done to a good worker's bytes, the sandbox answers, it never panics and never hangs.

use std::path::Path;

use simpletrader_contracts::Instant;
use simpletrader_contracts::worker::{AnyWorker, Category};
use simpletrader_sandbox::{Limits, RunLimits, Terms, inspect_bytes};

use crate::forge::Guest;
use crate::worker::{BAR, SERIES, answers_the_close, instruments, sandbox};

/// A small generator: the same damage in every run, so that a failure can be seen again.
struct Damage(u64);

impl Damage {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }

    /// One to four bytes changed, removed or doubled.
    fn apply(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut damaged = bytes.to_vec();
        for _ in 0..=self.next(4) {
            let place = self.next(damaged.len());
            match self.next(4) {
                0 => damaged[place] = self.next(256) as u8,
                1 => damaged[place] ^= 1 << self.next(8),
                2 => drop(damaged.remove(place)),
                _ => damaged.insert(place, damaged[place]),
            }
        }
        damaged
    }
}

#[test]
fn every_truncation_is_refused() {
    let bytes = answers_the_close().schema(b"{}").file();
    for length in 0..bytes.len() {
        // The sections after the component's last are optional, so the file may be whole without them; the manifest is not.
        let result = inspect_bytes(Path::new("x"), &bytes[..length], &Limits::default());
        if let Ok(facts) = result {
            assert!(facts.schema.is_none(), "cut at {length} only the schema may be lost");
        }
    }
}

#[test]
fn random_bytes_are_refused() {
    let mut damage = Damage(1);
    for _ in 0..2_000 {
        let mut bytes: Vec<u8> = (0..damage.next(300)).map(|_| damage.next(256) as u8).collect();
        assert!(inspect_bytes(Path::new("x"), &bytes, &Limits::default()).is_err());
        // And after a true header.
        bytes.splice(0..0, *b"\0asm\x0d\0\x01\0");
        assert!(inspect_bytes(Path::new("x"), &bytes, &Limits::default()).is_err());
    }
}

#[test]
fn a_damaged_worker_ends_in_an_answer() {
    let sandbox = sandbox();
    let limits = RunLimits { fuel_per_call: 100_000, fuel_configure: 100_000, deadline_ms: 500, ..RunLimits::default() };
    let mut damage = Damage(2);
    let mut survivors = 0;
    for guest in [answers_the_close(), Guest::new(Category::SignalDetector)] {
        let bytes = guest.file();
        for _ in 0..1_500 {
            let Ok(loaded) = sandbox.load_bytes(Path::new("x"), &damage.apply(&bytes), &Terms::with_limits(limits)) else {
                continue;
            };
            let Ok(mut worker) = loaded.instantiate() else { continue };
            survivors += 1;
            if worker.common().configure("{}", &instruments(), &SERIES).is_err() {
                continue;
            }
            // Whatever it answers is fine, as long as it answers.
            match &mut worker {
                AnyWorker::Context(worker) => drop(worker.measure(Instant::default(), &BAR, &[1.0], &mut [0.0])),
                AnyWorker::Detector(worker) => drop(worker.detect(Instant::default(), &[1.0])),
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(survivors > 20, "some damage must get past the gate, or this tests nothing: {survivors}");
}
