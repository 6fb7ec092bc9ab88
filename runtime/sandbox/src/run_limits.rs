//! What a live worker may use.

/// Upper bounds of one worker, enforced on every call. The sandbox keeps to them exactly; who may ask for how much is the
/// host's policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunLimits {
    /// Fuel of one call of a handler. Deterministic; roughly one unit per WebAssembly instruction, a billion per second.
    pub fuel_per_call: u64,
    /// Fuel of instantiation and of `configure`, each: workers build their tables there.
    pub fuel_configure: u64,
    /// Linear memory in bytes, summed over the instance.
    pub memory_bytes: u64,
    /// Elements of all tables, summed over the instance.
    pub table_elements: u64,
    /// Wall-clock time of one call in milliseconds: a backstop for what fuel cannot see, not deterministic. It may pass by
    /// one tick of the sandbox before the call ends.
    pub deadline_ms: u64,
    /// Bytes that one call may return, lists and texts together.
    pub output_bytes: usize,
}

impl Default for RunLimits {
    /// Enough for an indicator over thousands of values per call; a worker that needs more says so in its manifest.
    fn default() -> Self {
        Self {
            fuel_per_call: 10_000_000,
            fuel_configure: 100_000_000,
            memory_bytes: 32 * 1024 * 1024,
            table_elements: 20_000,
            deadline_ms: 1_000,
            output_bytes: 256 * 1024,
        }
    }
}
