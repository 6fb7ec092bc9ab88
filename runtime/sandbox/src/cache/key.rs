//! Under which name a worker's code is kept.

use sha2::{Digest, Sha256};

use crate::code_identity::CodeIdentity;

/// A worker file under one compiler: equal keys mean equal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CacheKey(pub(super) [u8; 32]);

impl CacheKey {
    /// The key of the file with this SHA-256 (64 hex digits), compiled to code of this identity.
    pub(crate) fn new(identity: &CodeIdentity, file_digest: &str) -> Self {
        let sha = Sha256::new().chain_update(identity.as_bytes()).chain_update(file_digest);
        Self(sha.finalize().into())
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The name of its file.
    pub(super) fn file_name(&self) -> String {
        use std::fmt::Write;
        let mut name = String::with_capacity(64 + super::SUFFIX.len());
        for byte in self.0 {
            let _ = write!(name, "{byte:02x}");
        }
        name + super::SUFFIX
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::{Config, Engine};

    use super::*;

    #[test]
    fn another_file_or_another_compiler_has_another_key() {
        let identity = |fuel| CodeIdentity::of(&Engine::new(Config::new().consume_fuel(fuel)).unwrap());
        let [one, other] = ["a", "b"].map(|digit| digit.repeat(64));
        let key = CacheKey::new(&identity(true), &one);
        assert_eq!(CacheKey::new(&identity(true), &one), key);
        assert_ne!(CacheKey::new(&identity(true), &other), key);
        assert_ne!(CacheKey::new(&identity(false), &one), key);
    }
}
