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
    /// Calls of capabilities within one call of a handler: fuel does not see what the host does for them.
    pub capability_calls: u64,
    /// Bytes that capabilities move into and out of the worker within one call of a handler.
    pub capability_bytes: u64,
    /// Bytes of log that are kept of one instance; then the log ends in a mark, and the worker goes on.
    pub log_bytes: u64,
    /// Notes for the journal within one call of a handler.
    pub notes_per_call: u64,
    /// Notes for the journal of one instance.
    pub notes_per_run: u64,
}

impl RunLimits {
    /// Enough for an indicator over thousands of values per call; a worker that needs more says so in its manifest.
    pub const USUAL: Self = Self {
        fuel_per_call: 10_000_000,
        fuel_configure: 100_000_000,
        memory_bytes: 32 * 1024 * 1024,
        table_elements: 20_000,
        deadline_ms: 1_000,
        output_bytes: 256 * 1024,
        capability_calls: 10_000,
        capability_bytes: 4 * 1024 * 1024,
        log_bytes: 1024 * 1024,
        notes_per_call: 16,
        notes_per_run: 10_000,
    };
}

impl Default for RunLimits {
    /// [`USUAL`](Self::USUAL).
    fn default() -> Self {
        Self::USUAL
    }
}
