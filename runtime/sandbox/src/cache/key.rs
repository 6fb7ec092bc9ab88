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
