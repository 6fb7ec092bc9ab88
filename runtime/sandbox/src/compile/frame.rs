//! The answer of a compiler process, as bytes on its standard output.
//!
//! ```text
//! magic (8) · code identity (32) · kind (1) · landlock (1) · length (8, little-endian) · content · SHA-256 of all that (32)
//! ```
//!
//! The digest finds an answer that was cut off or mixed with other output. It is no protection against a compiler that lies.

use sha2::{Digest, Sha256};

use super::Landlock;
use crate::code_identity::CodeIdentity;

const MAGIC: &[u8; 8] = b"stanswer";
const HEADER: usize = MAGIC.len() + 32 + 1 + 1 + 8;
const DIGEST: usize = 32;

/// What the content of an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Machine code.
    Code,
    /// Why the file cannot be compiled.
    Refused,
    /// What the machine lacked.
    Failed,
}

const KINDS: [(u8, Kind); 3] = [(0, Kind::Code), (1, Kind::Refused), (2, Kind::Failed)];
const LANDLOCKS: [(u8, Landlock); 3] = [(0, Landlock::Absent), (1, Landlock::Partial), (2, Landlock::Full)];

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) kind: Kind,
    /// What the compiler's process was kept from.
    pub(super) landlock: Landlock,
    pub(super) content: Vec<u8>,
}

/// Bytes that an answer has beside its content.
pub(super) const OVERHEAD: u64 = (HEADER + DIGEST) as u64;

impl Answer {
    /// The answer as bytes, from the compiler of this identity.
    pub(super) fn encode(&self, identity: &CodeIdentity) -> Vec<u8> {
        let byte_of_kind = KINDS.iter().find(|(_, kind)| *kind == self.kind).map_or(u8::MAX, |(byte, _)| *byte);
        let byte_of_landlock = LANDLOCKS.iter().find(|(_, known)| *known == self.landlock).map_or(u8::MAX, |(byte, _)| *byte);
        let mut bytes = Vec::with_capacity(HEADER + self.content.len() + DIGEST);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(identity.as_bytes());
        bytes.push(byte_of_kind);
        bytes.push(byte_of_landlock);
        bytes.extend_from_slice(&(self.content.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&self.content);
        let digest = Sha256::digest(&bytes);
        bytes.extend_from_slice(&digest);
        bytes
    }

    /// The answer that the bytes are, or why they are none.
    pub(super) fn decode(bytes: &[u8], identity: &CodeIdentity) -> Result<Self, &'static str> {
        const SHORT: &str = "it is cut off";
        let body = bytes.len().checked_sub(DIGEST).ok_or(SHORT)?;
        let (body, digest) = bytes.split_at_checked(body).ok_or(SHORT)?;
        let (header, content) = body.split_at_checked(HEADER).ok_or(SHORT)?;
        let (magic, rest) = header.split_at_checked(MAGIC.len()).ok_or(SHORT)?;
        if magic != MAGIC {
            return Err("it is something else");
        }
        if Sha256::digest(body).as_slice() != digest {
            return Err("it is damaged");
        }
        let (from, rest) = rest.split_at_checked(identity.as_bytes().len()).ok_or(SHORT)?;
        if from != identity.as_bytes() {
            return Err("it comes from a compiler of another version or with other settings");
        }
        let [kind, landlock, length @ ..] = rest else { return Err(SHORT) };
        let kind = KINDS.iter().find(|(byte, _)| byte == kind).ok_or("it is of no known kind")?.1;
        let landlock = LANDLOCKS.iter().find(|(byte, _)| byte == landlock).ok_or("it is of no known kind")?.1;
        if length != (content.len() as u64).to_le_bytes() {
            return Err("its length is not what it says");
        }
        Ok(Self { kind, landlock, content: content.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admission::Limits;
    use crate::engine::{Allocation, build_with};

    fn identities() -> [CodeIdentity; 2] {
        let ours = CodeIdentity::of(&build_with(Allocation::OnDemand, 1, &Limits::default(), 1).unwrap());
        [ours, CodeIdentity::of(&wasmtime::Engine::default())]
    }

    fn answer() -> Answer {
        Answer { kind: Kind::Refused, landlock: Landlock::Partial, content: b"because".to_vec() }
    }

    #[test]
    fn an_answer_survives_the_way() {
        let [identity, _] = identities();
        for (_, kind) in KINDS {
            for (_, landlock) in LANDLOCKS {
                for content in [Vec::new(), vec![7; 3_000]] {
                    let answer = Answer { kind, landlock, content };
                    assert_eq!(Answer::decode(&answer.encode(&identity), &identity), Ok(answer));
                }
            }
        }
    }

    #[test]
    fn every_changed_byte_is_found() {
        let [identity, _] = identities();
        let good = answer().encode(&identity);
        for index in 0..good.len() {
            let mut bytes = good.clone();
            bytes[index] ^= 0x80;
            assert!(Answer::decode(&bytes, &identity).is_err(), "byte {index}");
        }
        for length in 0..good.len() {
            assert!(Answer::decode(&good[..length], &identity).is_err(), "the first {length} bytes");
        }
        assert!(Answer::decode(&[&good[..], b"."].concat(), &identity).is_err());
    }

    #[test]
    fn the_answer_of_another_compiler_is_refused() {
        let [ours, theirs] = identities();
        let error = Answer::decode(&answer().encode(&theirs), &ours).unwrap_err();
        assert_eq!(error, "it comes from a compiler of another version or with other settings");
    }
}
