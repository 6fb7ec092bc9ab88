//! The WebAssembly features that a worker may use, for the gate, and what the engine needs beside them.

use wasmparser::WasmFeatures;

/// What the compilers of our guest languages emit, and nothing else. Every entry has the same result on every machine.
///
/// Left out on purpose: threads and relaxed SIMD (results differ between runs and machines), memory64 and multi-memory (two
/// core modules of a component have a memory each, no module needs two), garbage collection, exceptions and stack switching
/// (large surface, no guest needs them), tail calls (they defeat the stack limit as a sign of endless recursion).
pub(crate) const ALLOWED: WasmFeatures = WasmFeatures::FLOATS
    .union(WasmFeatures::MUTABLE_GLOBAL)
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::REFERENCE_TYPES)
    .union(WasmFeatures::SIMD)
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::COMPONENT_MODEL);

/// What the engine compiles. Where components within a file pass values to one another, it writes modules of its own that see
/// the memories of both; without this feature its compiler panics over such a file, which any stranger could send. What comes
/// from a file is held to [`ALLOWED`] before the engine sees it.
pub(crate) const COMPILED: WasmFeatures = ALLOWED.union(WasmFeatures::MULTI_MEMORY);
