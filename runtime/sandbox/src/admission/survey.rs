//! One pass over the bytes that counts before anything expensive looks at them.
//!
//! The sections' own counts are compared with the limits before their items are read, so a lie about a count costs nothing.
//! Nothing here is validated yet; the validator comes after, on a file that is known to be small in every respect.

use simpletrader_contracts::worker::{WASM_MANIFEST_SECTION, WASM_SCHEMA_SECTION, WASM_SIGNATURE_SECTION};
use wasmparser::{BinaryReaderError, ComponentExternalKind, Encoding, Parser, Payload};

use super::{AdmissionError, Limits, Rule};

/// What the file contains.
#[derive(Debug, Default)]
pub(super) struct Survey<'a> {
    /// Names of the component's imports.
    pub(super) imports: Vec<&'a str>,
    /// Names of the instances that the component exports.
    pub(super) exports: Vec<&'a str>,
    /// The manifest section, where there is exactly one.
    pub(super) manifest: Section<'a>,
    /// The schema section, where there is exactly one.
    pub(super) schema: Section<'a>,
    /// The signature section, where there is exactly one.
    pub(super) signature: Section<'a>,
    /// Offset of the first byte behind the last signature section.
    pub(super) signature_end: usize,
    counts: Counts,
}

/// A custom section of the component's top level that should occur once.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section<'a> {
    #[default]
    Absent,
    Once(&'a [u8]),
    Twice,
}

impl<'a> Section<'a> {
    fn add(&mut self, bytes: &'a [u8]) {
        *self = if *self == Self::Absent { Self::Once(bytes) } else { Self::Twice };
    }
}

/// What has been counted so far; the fields are those of [`Limits`].
#[derive(Debug, Default)]
struct Counts {
    core_modules: u64,
    core_instances: u64,
    components: u64,
    component_items: u64,
    types: u64,
    core_imports: u64,
    core_exports: u64,
    functions: u64,
    globals: u64,
    memories: u64,
    initial_memory_bytes: u64,
    tables: u64,
    segments: u64,
    custom_bytes: u64,
}

/// Adds to a count and refuses when it passes the limit of the same name.
macro_rules! count {
    ($survey:ident, $limits:ident, $field:ident, $more:expr) => {{
        let sum = $survey.counts.$field.saturating_add(u64::from($more));
        $survey.counts.$field = sum;
        within(stringify!($field), sum, u64::from($limits.$field))?;
    }};
}

/// Refuses a number above its limit.
pub(super) fn within(field: &'static str, found: u64, limit: u64) -> Result<(), AdmissionError> {
    if found > limit { Err(AdmissionError::over(field, found, limit)) } else { Ok(()) }
}

/// A file that cannot even be taken apart.
pub(super) fn malformed(error: BinaryReaderError) -> AdmissionError {
    AdmissionError::new(
        Rule::Valid,
        format!("{} (at byte {})", error.message(), error.offset()),
        "the file is damaged, or uses a WebAssembly feature that workers may not use; build it again",
    )
}

/// At most so many types of components or instances are declared within another type of this section: each such declaration
/// is the byte 1 followed by the type's own first byte. Counted on the bytes, because a parser that went down into the types
/// would be what this protects from.
fn nested_types(section: &[u8]) -> u64 {
    section.windows(2).filter(|pair| matches!(pair, [1, 0x41 | 0x42])).count() as u64
}

/// Level of the core module or component that the parser is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Level {
    encoding: Encoding,
    depth: u64,
}

impl<'a> Survey<'a> {
    /// Goes through the whole file once and stops at the first limit that is passed.
    pub(super) fn take(bytes: &'a [u8], limits: &Limits) -> Result<Self, AdmissionError> {
        let mut survey = Self::default();
        let mut levels: Vec<Level> = Vec::new();
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload.map_err(malformed)?;
            match &payload {
                Payload::Version { encoding, .. } => {
                    let depth = levels.len() as u64;
                    levels.push(Level { encoding: *encoding, depth });
                    if *encoding == Encoding::Component {
                        within("nesting", depth, u64::from(limits.nesting))?;
                    }
                }
                Payload::End(_) => {
                    levels.pop();
                }
                _ => {
                    let at_top = levels.last().is_some_and(|level| level.depth == 0);
                    if let Payload::ComponentTypeSection(section) = &payload {
                        let section = bytes.get(section.range()).unwrap_or_default();
                        within("nested_types", nested_types(section), u64::from(limits.nested_types))?;
                    }
                    survey.add(&payload, at_top, limits)?;
                }
            }
        }
        Ok(survey)
    }

    fn add(&mut self, payload: &Payload<'a>, at_top: bool, limits: &Limits) -> Result<(), AdmissionError> {
        match payload {
            Payload::ModuleSection { .. } => count!(self, limits, core_modules, 1_u32),
            Payload::ComponentSection { .. } => count!(self, limits, components, 1_u32),
            Payload::InstanceSection(section) => {
                count!(self, limits, component_items, section.count());
                for instance in section.clone() {
                    if let wasmparser::Instance::Instantiate { .. } = instance.map_err(malformed)? {
                        count!(self, limits, core_instances, 1_u32);
                    }
                }
            }
            Payload::ComponentInstanceSection(section) => count!(self, limits, component_items, section.count()),
            Payload::ComponentAliasSection(section) => count!(self, limits, component_items, section.count()),
            Payload::ComponentCanonicalSection(section) => count!(self, limits, component_items, section.count()),
            Payload::ComponentImportSection(section) => {
                count!(self, limits, component_items, section.count());
                if at_top {
                    for import in section.clone() {
                        self.imports.push(import.map_err(malformed)?.name.name);
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                count!(self, limits, component_items, section.count());
                if at_top {
                    for export in section.clone() {
                        let export = export.map_err(malformed)?;
                        if export.kind == ComponentExternalKind::Instance {
                            self.exports.push(export.name.name);
                        }
                    }
                }
            }
            Payload::TypeSection(section) => count!(self, limits, types, section.count()),
            Payload::CoreTypeSection(section) => count!(self, limits, types, section.count()),
            Payload::ComponentTypeSection(section) => count!(self, limits, types, section.count()),
            Payload::ImportSection(section) => count!(self, limits, core_imports, section.count()),
            Payload::ExportSection(section) => count!(self, limits, core_exports, section.count()),
            Payload::FunctionSection(section) => count!(self, limits, functions, section.count()),
            Payload::CodeSectionEntry(body) => {
                within("function_bytes", body.range().len() as u64, u64::from(limits.function_bytes))?;
                let mut locals = 0_u64;
                for run in body.get_locals_reader().map_err(malformed)? {
                    let (count, _) = run.map_err(malformed)?;
                    locals = locals.saturating_add(u64::from(count));
                    within("function_locals", locals, u64::from(limits.function_locals))?;
                }
            }
            Payload::GlobalSection(section) => count!(self, limits, globals, section.count()),
            Payload::MemorySection(section) => {
                count!(self, limits, memories, section.count());
                for memory in section.clone() {
                    let pages = memory.map_err(malformed)?.initial;
                    count!(self, limits, initial_memory_bytes, pages.saturating_mul(64 * 1024));
                }
            }
            Payload::TableSection(section) => {
                count!(self, limits, tables, section.count());
                for table in section.clone() {
                    let elements = table.map_err(malformed)?.ty.initial;
                    within("table_elements", elements, u64::from(limits.table_elements))?;
                }
            }
            Payload::ElementSection(section) => count!(self, limits, segments, section.count()),
            Payload::DataSection(section) => count!(self, limits, segments, section.count()),
            Payload::CustomSection(section) => {
                let bytes = section.data();
                count!(self, limits, custom_bytes, section.range().len() as u64);
                match section.name() {
                    WASM_MANIFEST_SECTION if at_top => {
                        within("manifest_bytes", bytes.len() as u64, limits.manifest_bytes)?;
                        self.manifest.add(bytes);
                    }
                    WASM_SCHEMA_SECTION if at_top => {
                        within("schema_bytes", bytes.len() as u64, limits.schema_bytes)?;
                        self.schema.add(bytes);
                    }
                    WASM_SIGNATURE_SECTION if at_top => {
                        self.signature.add(bytes);
                        self.signature_end = section.range().end;
                    }
                    _ => {}
                }
            }
            // Everything that is left is bounded by the file's size, or refused by the validator.
            _ => {}
        }
        Ok(())
    }
}
