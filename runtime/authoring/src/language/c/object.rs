//! What an object file of the author says: which category it is of, and which functions it wants of others.

use simpletrader_contracts::worker::Category;
use wasmparser::{BinaryReaderError, KnownCustom, Linking, Parser, Payload, SymbolInfo, TypeRef};

use crate::templates::snake;

/// The marker that the macro of a category leaves: `st_this_is_a_context_worker`.
const MARKER: &str = "st_this_is_a_";

/// What is in an object file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Object {
    /// The categories that it says it is of: one, if its author made no mistake.
    pub categories: Vec<Category>,
    /// Functions that it uses and does not define.
    pub wanted: Vec<String>,
}

impl Object {
    /// Reads an object file.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, BinaryReaderError> {
        let mut object = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        if matches!(import.ty, TypeRef::Func(_)) {
                            object.wanted.push(import.name.to_owned());
                        }
                    }
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Linking(linking) = section.as_known() {
                        object.read_symbols(linking)?;
                    }
                }
                _ => {}
            }
        }
        Ok(object)
    }

    fn read_symbols(&mut self, linking: wasmparser::LinkingSectionReader<'_>) -> Result<(), BinaryReaderError> {
        for part in linking.subsections() {
            let Linking::SymbolTable(symbols) = part? else { continue };
            for symbol in symbols {
                if let SymbolInfo::Data { name, symbol: Some(_), .. } = symbol? {
                    self.categories.extend(marked(name));
                }
            }
        }
        Ok(())
    }
}

fn marked(symbol: &str) -> Option<Category> {
    let name = symbol.strip_prefix(MARKER)?;
    Category::ALL.iter().copied().find(|category| snake(*category) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_its_marker_and_nothing_else_is_one() {
        for &category in Category::ALL {
            assert_eq!(marked(&format!("{MARKER}{}", snake(category))), Some(category));
        }
        assert_eq!(marked("st_this_is_a_broker"), None);
        assert_eq!(marked("context_worker"), None);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        assert!(Object::read(b"int main(void);").is_err());
    }
}
