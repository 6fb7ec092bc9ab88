//! Of what a worker file consists, in bytes.

use simpletrader_contracts::worker::{WASM_MANIFEST_SECTION, WASM_SCHEMA_SECTION};
use wasmparser::{Parser, Payload};

use super::{AdmissionError, survey};

/// Bytes of a file by what they are for. They add up to the size of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SectionSizes {
    /// Bodies of functions.
    pub code: u64,
    /// What memories hold at the start.
    pub data: u64,
    /// The manifest.
    pub manifest: u64,
    /// The JSON Schema of the parameters.
    pub schema: u64,
    /// Everything else: types, wiring, names, a signature.
    pub other: u64,
}

impl SectionSizes {
    /// Takes a file apart. Nested modules count with what is in them.
    ///
    /// # Errors
    /// When it cannot be taken apart.
    pub fn of(bytes: &[u8]) -> Result<Self, AdmissionError> {
        let mut sizes = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.map_err(survey::malformed)? {
                Payload::CodeSectionStart { size, .. } => sizes.code = sizes.code.saturating_add(u64::from(size)),
                Payload::DataSection(section) => sizes.data = sizes.data.saturating_add(section.range().len() as u64),
                Payload::CustomSection(section) => {
                    let size = section.data().len() as u64;
                    match section.name() {
                        WASM_MANIFEST_SECTION => sizes.manifest = sizes.manifest.saturating_add(size),
                        WASM_SCHEMA_SECTION => sizes.schema = sizes.schema.saturating_add(size),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        let known =
            [sizes.code, sizes.data, sizes.manifest, sizes.schema].iter().fold(0, |sum: u64, size| sum.saturating_add(*size));
        sizes.other = (bytes.len() as u64).saturating_sub(known);
        Ok(sizes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_counted_once_wherever_it_is_nested() {
        let component = wat::parse_str(
            r#"(component
                (core module (memory 1) (data (i32.const 0) "12345678") (func (drop (i32.const 1))))
                (@custom "simpletrader:manifest" "{}")
                (@custom "simpletrader:params-schema" "{\"a\":1}"))"#,
        );
        let component = component.unwrap();
        let sizes = SectionSizes::of(&component).unwrap();
        assert_eq!((sizes.manifest, sizes.schema), (2, 7));
        assert!(sizes.data >= 8 && sizes.code >= 4, "{sizes:?}");
        let sum = sizes.code + sizes.data + sizes.manifest + sizes.schema + sizes.other;
        assert_eq!(sum, component.len() as u64);
    }

    #[test]
    fn what_is_no_webassembly_has_no_sections() {
        assert!(SectionSizes::of(b"no component").is_err());
    }
}
