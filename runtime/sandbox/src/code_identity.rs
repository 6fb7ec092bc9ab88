//! What machine code depends on besides the worker that it was made from.

use std::hash::{Hash, Hasher};

use sha2::{Digest, Sha256};
use wasmtime::Engine;

/// Raised by hand when compiled code changes its meaning although the engine's settings stay: another fuel schedule, other
/// assumptions of the host about what was compiled, a stricter gate. Every version of this program has an identity of its own anyway.
const CODE_VERSION: u32 = 2;

/// What code depends on besides the engine.
#[derive(Debug, Clone, Copy)]
struct Host {
    code_version: u32,
    /// Version of this program.
    program: &'static str,
    system: &'static str,
    processor: &'static str,
}

impl Host {
    const THIS: Self = Self {
        code_version: CODE_VERSION,
        program: env!("CARGO_PKG_VERSION"),
        system: std::env::consts::OS,
        processor: std::env::consts::ARCH,
    };
}

/// A fingerprint of everything that compiled code depends on besides its worker: engine version, compiler settings, processor
/// features, target. Code of one identity runs in every engine of the same identity, and in no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodeIdentity([u8; 32]);

impl CodeIdentity {
    /// The identity of the code that `engine` compiles and runs.
    pub(crate) fn of(engine: &Engine) -> Self {
        Self::made_of(&Host::THIS, engine)
    }

    fn made_of(host: &Host, engine: &Engine) -> Self {
        let mut sha = Sha256::new();
        sha.update(b"simpletrader code identity");
        sha.update(host.code_version.to_le_bytes());
        sha.update(host.program);
        sha.update([0]);
        sha.update(host.system);
        sha.update([0]);
        sha.update(host.processor);
        sha.update([0]);
        let mut hasher = IntoSha(sha);
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Self(hasher.0.finalize().into())
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Feeds what is hashed into SHA-256: the standard hasher's 64 bits are too few to tell code apart safely, and its algorithm
/// may change with the compiler.
struct IntoSha(Sha256);

impl Hasher for IntoSha {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest: [u8; 32] = self.0.clone().finalize().into();
        digest.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::Config;

    use super::*;
    use crate::admission::Limits;
    use crate::engine::{Allocation, build_compiler, build_with};

    #[test]
    fn code_depends_neither_on_where_instances_live_nor_on_where_it_is_compiled() {
        let [pooled, on_demand] = [Allocation::Pooling, Allocation::OnDemand]
            .map(|allocation| CodeIdentity::of(&build_with(allocation, 2, &Limits::default(), 1).unwrap()));
        assert_eq!(pooled, on_demand);
        for parallel in [false, true] {
            assert_eq!(CodeIdentity::of(&build_compiler(parallel).unwrap()), pooled);
        }
    }

    #[test]
    fn another_program_or_another_machine_has_another_identity() {
        let engine = Engine::default();
        let ours = CodeIdentity::of(&engine);
        for other in [
            Host { code_version: CODE_VERSION + 1, ..Host::THIS },
            Host { program: "9.9.9", ..Host::THIS },
            Host { system: "plan9", ..Host::THIS },
            Host { processor: "mips", ..Host::THIS },
        ] {
            assert_ne!(CodeIdentity::made_of(&other, &engine), ours, "{other:?}");
        }
    }

    #[test]
    fn every_setting_that_code_depends_on_changes_the_identity() {
        let base = CodeIdentity::of(&Engine::new(&Config::new()).unwrap());
        let change: [fn(&mut Config); 5] = [
            |config| _ = config.consume_fuel(true),
            |config| _ = config.epoch_interruption(true),
            |config| _ = config.cranelift_nan_canonicalization(true),
            |config| _ = config.memory_reservation(1 << 20),
            |config| _ = config.cranelift_opt_level(wasmtime::OptLevel::None),
        ];
        for (index, change) in change.into_iter().enumerate() {
            let mut config = Config::new();
            change(&mut config);
            assert_ne!(CodeIdentity::of(&Engine::new(&config).unwrap()), base, "setting {index}");
        }
    }
}
