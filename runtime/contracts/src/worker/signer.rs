//! Whose signature a worker file bears.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Refused;

/// The public half of the key pair with which a worker file was signed: an Ed25519 key of 32 bytes.
///
/// Written as `ed25519:` and 64 small hex digits, in one form only, so that equal keys are equal texts. That the bytes are a
/// point of the curve is the signature check's affair; a key that is none verifies nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SignerKey([u8; 32]);

/// What stands before the digits: a later kind of key will have another word.
const KIND: &str = "ed25519:";

impl SignerKey {
    /// A key of these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Parses `ed25519:` and 64 small hex digits.
    ///
    /// # Errors
    /// Any other text, capital digits included.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let refused = || Refused::new("a public key must be `ed25519:` and 64 small hex digits", format!("`{text}`"));
        let digits = text.strip_prefix(KIND).filter(|digits| digits.len() == 64).ok_or_else(refused)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            let [high, low] = pair else { return Err(refused()) };
            *byte = digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low).ok_or_else(refused)?;
        }
        Ok(Self(bytes))
    }
}

/// The value of a small hex digit.
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(KIND)?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl TryFrom<String> for SignerKey {
    type Error = Refused;
    fn try_from(text: String) -> Result<Self, Refused> {
        Self::parse(&text)
    }
}

impl From<SignerKey> for String {
    fn from(key: SignerKey) -> String {
        key.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_as_it_was_written() {
        let key = SignerKey::from_bytes(std::array::from_fn(|place| place as u8 * 8));
        assert_eq!(SignerKey::parse(&key.to_string()), Ok(key));
        assert!(key.to_string().starts_with("ed25519:0008101820"), "{key}");
    }

    #[test]
    fn a_key_has_one_form_only() {
        let digits = "0a".repeat(32);
        assert!(SignerKey::parse(&format!("ed25519:{digits}")).is_ok());
        let others = [digits.clone(), format!("rsa:{digits}"), format!("ed25519:{digits}0"), format!("ed25519:{}", &digits[2..])];
        for text in others.iter().map(String::as_str).chain([&*format!("ed25519:{}", "0A".repeat(32)), "ed25519:", "", "ed25519:é"])
        {
            assert!(SignerKey::parse(text).is_err(), "{text}");
        }
        // 64 bytes that are not 64 digits.
        assert!(SignerKey::parse(&format!("ed25519:{}", "é".repeat(32))).is_err());
    }
}
