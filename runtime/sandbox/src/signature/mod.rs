//! Signatures of worker files: who vouches for these bytes.
//!
//! A signature is the last section of the file, so a worker stays one file and nothing can be lost or mixed up. It covers
//! every byte before it; a byte behind it is refused by [`admission`](crate::admission), and so is a second signature. Its
//! neighbours: [`admission`](crate::admission) asks [`verify`] for every file that has one, and an operation's list of
//! trusted keys decides elsewhere whether the signer is a welcome one.
//!
//! Decisions:
//!
//! * **Ed25519, checked strictly.** Keys of small order and signatures in another than the canonical form are refused, so
//!   there is one valid signature a file and key, and nobody can make another from it.
//! * **Signed is the digest of the file, under a name of its own.** What is signed here can be no valid signature of anything
//!   else, and the private key can stay on a machine that never sees the file.
//! * **One signature.** Who wants to vouch for a worker signs it with the key that the operation trusts; a chain of
//!   signatures would raise the question which of them counts.
//! * **Signing changes the digest**, because the digest is that of the whole file. Lock files are written after signing.

mod key;
mod section;
mod statement;

use ed25519_dalek::{Signature, Signer, VerifyingKey};
use sha2::{Digest, Sha256};
use simpletrader_contracts::worker::{ComponentFacts, SignerKey};

pub use key::{KeyError, SecretKey};
pub use statement::{sign_statement, verify_statement};

use crate::Limits;
use crate::admission::{AdmissionError, inspect_bytes};
use section::Section;

/// What every signed text begins with.
const PURPOSE: &[u8] = b"SimpleTrader worker signature, version 1\0";

/// A signature does not stand for the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The section is not of the one form that signatures have.
    #[error("the signature is not of the form that this host knows")]
    Form,
    /// The key is no point of the curve, or one of the few under which anybody can sign.
    #[error("the signature names a key that is none")]
    Key,
    /// Key and signature are sound, and the file is another.
    #[error("the signature is not that of this file")]
    Mismatch,
}

/// A worker file with a signature.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedWorker {
    /// The file.
    pub bytes: Vec<u8>,
    /// The facts about the signed file, its new digest among them.
    pub facts: ComponentFacts,
    /// The digest that the file had before.
    pub former_digest: String,
}

/// Signs a worker file. The former signature, if there is one, is replaced.
///
/// # Errors
/// A file that the gate does not admit is not signed: nobody should vouch for what cannot run. With `limits` that leave no
/// room for the signature, the signed file is refused too.
pub fn sign(path: &std::path::Path, bytes: &[u8], key: &SecretKey, limits: &Limits) -> Result<SignedWorker, AdmissionError> {
    let former = inspect_bytes(path, bytes, limits)?;
    let unsigned = match former.signer {
        Some(_) => bytes.get(..bytes.len().saturating_sub(section::LENGTH)).unwrap_or(bytes),
        None => bytes,
    };
    let signature = key.signing_key().sign(&message(unsigned));
    let mut signed = unsigned.to_vec();
    signed.extend(section::encode(&Section { key: *key.public().as_bytes(), signature: signature.to_bytes() }));
    let facts = inspect_bytes(path, &signed, limits)?;
    Ok(SignedWorker { bytes: signed, facts, former_digest: former.digest })
}

/// Whose signature ends the file. That the section is one of the file's own top level is the caller's to know.
pub(crate) fn verify(bytes: &[u8]) -> Result<SignerKey, SignatureError> {
    let (unsigned, Section { key, signature }) = section::split(bytes).ok_or(SignatureError::Form)?;
    let verifying = verifying_key(&key)?;
    let signature = Signature::from_bytes(&signature);
    verifying.verify_strict(&message(unsigned), &signature).map_err(|_| SignatureError::Mismatch)?;
    Ok(SignerKey::from_bytes(key))
}

/// A public key that only one signer can have.
fn verifying_key(key: &[u8; 32]) -> Result<VerifyingKey, SignatureError> {
    let verifying = VerifyingKey::from_bytes(key).ok().filter(|key| !key.is_weak()).ok_or(SignatureError::Key)?;
    // Some points can be written in two ways; a list of trusted keys compares bytes.
    if verifying.to_edwards().compress().to_bytes() == *key { Ok(verifying) } else { Err(SignatureError::Key) }
}

/// What is signed for a file.
fn message(unsigned: &[u8]) -> Vec<u8> {
    let mut message = PURPOSE.to_vec();
    message.extend_from_slice(&Sha256::digest(unsigned));
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_form() {
        // The first coordinates, by themselves and with the field's prime on top, which is the same point.
        let forms = |number: u8| {
            let (mut one, mut other) = ([0; 32], [0xff; 32]);
            one[0] = number;
            (other[0], other[31]) = (0xed + number, 0x7f);
            (one, other)
        };
        let keys: Vec<_> = (0..19).map(forms).filter(|(one, _)| verifying_key(one).is_ok()).collect();
        assert!(!keys.is_empty());
        for (_, other) in keys {
            assert!(VerifyingKey::from_bytes(&other).is_ok(), "the arithmetic has nothing against it");
            assert_eq!(verifying_key(&other), Err(SignatureError::Key));
        }
    }
}
