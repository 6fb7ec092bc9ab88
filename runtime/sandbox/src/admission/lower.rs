//! How an operator narrows a profile.

use super::Limits;

/// Why a bound was not set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LowerError {
    /// No bound has this name.
    #[error("there is no bound `{0}`")]
    Unknown(String),
    /// The value would raise the bound.
    #[error("`{name}` may only be lowered: {value} is more than the profile's {ceiling}")]
    Raises {
        /// The bound.
        name: &'static str,
        /// What it should have become.
        value: u64,
        /// What it is.
        ceiling: u64,
    },
}

/// A bound, as wide as it is.
enum Bound<'l> {
    Narrow(&'l mut u32),
    Wide(&'l mut u64),
}

impl Limits {
    /// Lowers the bound of this name, which is that of its field. A profile is a ceiling: nothing raises it, so that what is
    /// measured and tested for a profile holds everywhere.
    ///
    /// # Errors
    /// When there is no such bound, or the value is above it; then nothing has changed.
    pub fn lower(&mut self, name: &str, value: u64) -> Result<(), LowerError> {
        let (name, bound) = self.bound(name).ok_or_else(|| LowerError::Unknown(name.to_owned()))?;
        let raises = |ceiling: u64| LowerError::Raises { name, value, ceiling };
        match bound {
            Bound::Wide(bound) if value <= *bound => *bound = value,
            Bound::Wide(bound) => return Err(raises(*bound)),
            Bound::Narrow(bound) => match u32::try_from(value) {
                Ok(value) if value <= *bound => *bound = value,
                _ => return Err(raises(u64::from(*bound))),
            },
        }
        Ok(())
    }

    fn bound(&mut self, name: &str) -> Option<(&'static str, Bound<'_>)> {
        use Bound::{Narrow, Wide};
        // Taken apart whole, so that a new bound cannot be forgotten.
        let Self {
            file_bytes,
            core_modules,
            core_instances,
            components,
            nesting,
            component_items,
            types,
            nested_types,
            core_imports,
            core_exports,
            functions,
            function_bytes,
            function_locals,
            globals,
            memories,
            initial_memory_bytes,
            tables,
            table_elements,
            segments,
            custom_bytes,
            manifest_bytes,
            schema_bytes,
            compile_ms,
            compile_memory_bytes,
            code_bytes,
        } = self;
        let bounds = [
            ("file_bytes", Wide(file_bytes)),
            ("core_modules", Narrow(core_modules)),
            ("core_instances", Narrow(core_instances)),
            ("components", Narrow(components)),
            ("nesting", Narrow(nesting)),
            ("component_items", Narrow(component_items)),
            ("types", Narrow(types)),
            ("nested_types", Narrow(nested_types)),
            ("core_imports", Narrow(core_imports)),
            ("core_exports", Narrow(core_exports)),
            ("functions", Narrow(functions)),
            ("function_bytes", Narrow(function_bytes)),
            ("function_locals", Narrow(function_locals)),
            ("globals", Narrow(globals)),
            ("memories", Narrow(memories)),
            ("initial_memory_bytes", Wide(initial_memory_bytes)),
            ("tables", Narrow(tables)),
            ("table_elements", Narrow(table_elements)),
            ("segments", Narrow(segments)),
            ("custom_bytes", Wide(custom_bytes)),
            ("manifest_bytes", Wide(manifest_bytes)),
            ("schema_bytes", Wide(schema_bytes)),
            ("compile_ms", Wide(compile_ms)),
            ("compile_memory_bytes", Wide(compile_memory_bytes)),
            ("code_bytes", Wide(code_bytes)),
        ];
        bounds.into_iter().find(|(known, _)| *known == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_can_be_lowered() {
        for mut limits in [Limits::native(), Limits::scripting()] {
            limits.lower("file_bytes", 1_000).unwrap();
            limits.lower("memories", 1).unwrap();
            assert_eq!((limits.file_bytes, limits.memories), (1_000, 1));
            limits.lower("memories", 1).unwrap();
        }
    }

    #[test]
    fn a_bound_cannot_be_raised() {
        let mut limits = Limits::native();
        let raised = limits.lower("core_modules", 5);
        assert_eq!(raised, Err(LowerError::Raises { name: "core_modules", value: 5, ceiling: 4 }));
        insta::assert_snapshot!(raised.unwrap_err(), @"`core_modules` may only be lowered: 5 is more than the profile's 4");
        assert!(limits.lower("core_modules", u64::from(u32::MAX) + 2).is_err(), "no number wraps around");
        assert!(limits.lower("file_bytes", u64::MAX).is_err());
        limits.lower("file_bytes", 10).unwrap();
        assert!(limits.lower("file_bytes", 11).is_err(), "what was lowered stays so");
        assert_eq!(limits, Limits { file_bytes: 10, ..Limits::native() });
    }

    #[test]
    fn a_bound_that_does_not_exist_is_told() {
        let error = Limits::native().lower("file_byte", 1).unwrap_err();
        insta::assert_snapshot!(error, @"there is no bound `file_byte`");
    }

    #[test]
    fn scripting_is_nowhere_narrower_than_native() {
        // Lowering the one to the other succeeds for every bound exactly if none is wider.
        let native = format!("{:?}", Limits::native());
        for field in native.trim_start_matches("Limits { ").trim_end_matches(" }").split(", ") {
            let (name, value) = field.split_once(": ").unwrap();
            let mut scripting = Limits::scripting();
            scripting.lower(name, value.parse().unwrap()).unwrap();
        }
    }
}
