//! One entry of the cache as bytes: what it holds, sealed with a keyed digest.
//!
//! ```text
//! magic (8) · kind (1) · length (8, little-endian) · content · HMAC-SHA-256 (32)
//! ```
//!
//! The digest covers the entry's key as well, so that a genuine entry under another name is as foreign as a forged one.

use std::ops::Range;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::CacheKey;

const MAGIC: &[u8; 8] = b"stcode01";
const HEADER: usize = MAGIC.len() + 1 + 8;
const TAG: usize = 32;

/// What an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Machine code.
    Code,
    /// The compiler's words for why there is none, and never will be.
    Refusal,
}

impl Kind {
    fn byte(self) -> u8 {
        match self {
            Self::Code => 0,
            Self::Refusal => 1,
        }
    }
}

/// The secret of one cache directory. Who cannot read it cannot make an entry that is believed.
pub(super) struct Secret([u8; Self::BYTES]);

impl Secret {
    /// One block of the digest.
    pub(super) const BYTES: usize = 64;

    pub(super) fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    fn digest(&self, key: &CacheKey, sealed: &[u8]) -> Hmac<Sha256> {
        Hmac::<Sha256>::new(&self.0.into()).chain_update(key.as_bytes()).chain_update(sealed)
    }
}

/// The bytes of an entry.
pub(super) fn seal(secret: &Secret, key: &CacheKey, kind: Kind, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + content.len() + TAG);
    bytes.extend_from_slice(MAGIC);
    bytes.push(kind.byte());
    bytes.extend_from_slice(&(content.len() as u64).to_le_bytes());
    bytes.extend_from_slice(content);
    let tag = secret.digest(key, &bytes).finalize().into_bytes();
    bytes.extend_from_slice(&tag);
    bytes
}

/// What the bytes hold, and where in them; nothing if this cache did not write them under this key.
pub(super) fn open(secret: &Secret, key: &CacheKey, bytes: &[u8]) -> Option<(Kind, Range<usize>)> {
    let (sealed, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG)?)?;
    let (header, content) = sealed.split_at_checked(HEADER)?;
    // First the digest: nothing else in the bytes is worth reading before.
    secret.digest(key, sealed).verify_slice(tag).ok()?;
    let (magic, rest) = header.split_at_checked(MAGIC.len())?;
    let (kind, length) = rest.split_first()?;
    let length = u64::from_le_bytes(length.try_into().ok()?);
    let kind = [Kind::Code, Kind::Refusal].into_iter().find(|known| known.byte() == *kind)?;
    (magic == MAGIC && length == content.len() as u64).then_some((kind, HEADER..sealed.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: Secret = Secret([7; 64]);
    const KEY: CacheKey = CacheKey([1; 32]);

    #[test]
    fn what_was_sealed_can_be_opened() {
        for (kind, content) in [(Kind::Code, &b"code"[..]), (Kind::Refusal, b""), (Kind::Code, &[0; 5000])] {
            let bytes = seal(&SECRET, &KEY, kind, content);
            let (found, range) = open(&SECRET, &KEY, &bytes).unwrap();
            assert_eq!((found, &bytes[range]), (kind, content));
        }
    }

    #[test]
    fn one_changed_bit_anywhere_makes_an_entry_foreign() {
        let sealed = seal(&SECRET, &KEY, Kind::Code, b"machine code");
        for index in 0..sealed.len() {
            for bit in 0..8 {
                let mut bytes = sealed.clone();
                bytes[index] ^= 1 << bit;
                assert_eq!(open(&SECRET, &KEY, &bytes), None, "byte {index}, bit {bit}");
            }
        }
    }

    #[test]
    fn one_missing_or_additional_byte_makes_an_entry_foreign() {
        let sealed = seal(&SECRET, &KEY, Kind::Code, b"machine code");
        for length in 0..sealed.len() {
            assert_eq!(open(&SECRET, &KEY, &sealed[..length]), None, "the first {length} bytes");
        }
        assert_eq!(open(&SECRET, &KEY, &[&sealed[..], b"x"].concat()), None);
    }

    #[test]
    fn an_entry_of_another_directory_or_key_is_foreign() {
        let sealed = seal(&SECRET, &KEY, Kind::Code, b"machine code");
        assert_eq!(open(&Secret([8; 64]), &KEY, &sealed), None);
        assert_eq!(open(&SECRET, &CacheKey([2; 32]), &sealed), None);
    }

    #[test]
    fn a_genuine_seal_around_an_unknown_kind_opens_nothing() {
        // As a later version with one more kind would write it.
        let mut sealed = seal(&SECRET, &KEY, Kind::Code, b"x");
        sealed.truncate(sealed.len() - TAG);
        sealed[MAGIC.len()] = 9;
        let tag = SECRET.digest(&KEY, &sealed).finalize().into_bytes();
        sealed.extend_from_slice(&tag);
        assert_eq!(open(&SECRET, &KEY, &sealed), None);
    }
}
