//! Signatures of texts that are no worker files: receipts of runs.
//!
//! What is signed begins with the name of its purpose, so that a signature made for one purpose is none for another, and with a
//! name of its own, so that it is none of a worker file either.

use ed25519_dalek::{Signature, Signer};
use sha2::{Digest, Sha256};
use simpletrader_contracts::worker::SignerKey;

use super::{SecretKey, SignatureError, verifying_key};

/// What every signed statement begins with.
const PURPOSE: &[u8] = b"SimpleTrader statement signature, version 1\0";

/// Signs a statement of this purpose: 64 bytes.
pub fn sign_statement(purpose: &str, statement: &[u8], key: &SecretKey) -> [u8; 64] {
    key.signing_key().sign(&message(purpose, statement)).to_bytes()
}

/// Whether this key has signed a statement of this purpose.
///
/// # Errors
/// When the key is none, or the signature is another one's, of another statement or of another purpose.
pub fn verify_statement(purpose: &str, statement: &[u8], signer: &SignerKey, signature: &[u8; 64]) -> Result<(), SignatureError> {
    let verifying = verifying_key(signer.as_bytes())?;
    let signature = Signature::from_bytes(signature);
    verifying.verify_strict(&message(purpose, statement), &signature).map_err(|_| SignatureError::Mismatch)
}

fn message(purpose: &str, statement: &[u8]) -> Vec<u8> {
    let mut message = PURPOSE.to_vec();
    message.extend_from_slice(&Sha256::digest(purpose));
    message.extend_from_slice(&Sha256::digest(statement));
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_vouched_for_by_its_signer_alone() {
        let [key, other] = [(); 2].map(|()| SecretKey::generate().unwrap());
        let signature = sign_statement("receipt", b"text", &key);
        assert_eq!(verify_statement("receipt", b"text", &key.public(), &signature), Ok(()));
        let refused = |purpose: &str, text: &[u8], signer: &SignerKey| {
            verify_statement(purpose, text, signer, &signature) == Err(SignatureError::Mismatch)
        };
        assert!(refused("receipt", b"texT", &key.public()), "another statement");
        assert!(refused("promise", b"text", &key.public()), "another purpose");
        assert!(refused("receipt", b"text", &other.public()), "another signer");
    }

    #[test]
    fn a_key_under_which_anybody_can_sign_is_refused() {
        let weak = SignerKey::from_bytes([0; 32]);
        assert_eq!(verify_statement("receipt", b"text", &weak, &[0; 64]), Err(SignatureError::Key));
    }
}
