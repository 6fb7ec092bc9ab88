//! What machine code depends on besides the worker that it was made from.

use std::hash::{Hash, Hasher};

use sha2::{Digest, Sha256};
use wasmtime::Engine;

/// Raised by hand when compiled code changes its meaning although the engine's settings stay: another fuel schedule, other
/// assumptions of the host about what was compiled, a stricter gate. Every version of this program has an identity of its own anyway.
const CODE_VERSION: u32 = 2;

/// A fingerprint of everything that compiled code depends on besides its worker: engine version, compiler settings, processor
/// features, target. Code of one identity runs in every engine of the same identity, and in no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodeIdentity([u8; 32]);

impl CodeIdentity {
    /// The identity of the code that `engine` compiles and runs.
    pub(crate) fn of(engine: &Engine) -> Self {
        let mut sha = Sha256::new();
        sha.update(b"simpletrader code identity");
        sha.update(CODE_VERSION.to_le_bytes());
        sha.update(env!("CARGO_PKG_VERSION"));
        sha.update([0]);
        sha.update(std::env::consts::OS);
        sha.update([0]);
        sha.update(std::env::consts::ARCH);
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
