//! The WebAssembly features that a worker may use: one list for the gate and for the engine.

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
