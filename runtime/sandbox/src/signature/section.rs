//! The bytes of a signature section: always the same number, in one form only.

use simpletrader_contracts::worker::WASM_SIGNATURE_SECTION;

/// What the section says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Section {
    /// The public key.
    pub key: [u8; 32],
    /// The signature.
    pub signature: [u8; 64],
}

/// Version of this form.
const VERSION: u8 = 1;

/// Bytes of the section's content: length of the name, name, version, key, signature.
const CONTENT: usize = 1 + WASM_SIGNATURE_SECTION.len() + 1 + 32 + 64;

/// Bytes before the key: id and length of the section, length of the name, name, version.
const HEADER: usize = LENGTH - 32 - 64;

/// Bytes of the whole section.
pub(super) const LENGTH: usize = 2 + CONTENT;

// Both lengths are written as one byte of LEB128.
const _: () = assert!(CONTENT < 128 && WASM_SIGNATURE_SECTION.len() < 128);

fn header() -> Vec<u8> {
    let mut header = vec![0, CONTENT as u8, WASM_SIGNATURE_SECTION.len() as u8];
    header.extend_from_slice(WASM_SIGNATURE_SECTION.as_bytes());
    header.push(VERSION);
    header
}

/// The section as it stands at the end of a file.
pub(super) fn encode(section: &Section) -> Vec<u8> {
    let mut bytes = header();
    bytes.extend_from_slice(&section.key);
    bytes.extend_from_slice(&section.signature);
    bytes
}

/// What stands before the section that ends a file, and the section. None if the file does not end in one of this very form.
pub(super) fn split(bytes: &[u8]) -> Option<(&[u8], Section)> {
    let (unsigned, section) = bytes.split_at_checked(bytes.len().checked_sub(LENGTH)?)?;
    let (found, rest) = section.split_at_checked(HEADER)?;
    let (key, signature) = rest.split_at_checked(32)?;
    if found != header() {
        return None;
    }
    Some((unsigned, Section { key: key.try_into().ok()?, signature: signature.try_into().ok()? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_read_back_as_it_was_written() {
        let section = Section { key: [7; 32], signature: [9; 64] };
        let bytes = [b"worker".as_slice(), &encode(&section)].concat();
        assert_eq!(encode(&section).len(), LENGTH);
        assert_eq!(split(&bytes), Some((b"worker".as_slice(), section)));
    }

    #[test]
    fn another_form_is_none() {
        let good = encode(&Section { key: [7; 32], signature: [9; 64] });
        assert_eq!(split(&good[1..]), None, "too short");
        for place in 0..HEADER {
            let mut bad = good.clone();
            bad[place] ^= 1;
            assert_eq!(split(&bad), None, "byte {place} of the header");
        }
        assert_eq!(split(b""), None);
    }
}
