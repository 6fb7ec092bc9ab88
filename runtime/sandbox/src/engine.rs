//! The one place where a wasmtime engine is configured. Hosts, tests and benches get the same one: fuel figures, traps and
//! bits are comparable only under equal settings.

use wasmtime::{
    Config, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, RegallocAlgorithm, Strategy,
    WasmBacktraceDetails,
};

use crate::admission::Limits;
use crate::features;

/// Bytes of the stack that a worker runs on. The depth at which it overflows depends on the machine and the engine version,
/// because frames do; the number of bytes does not.
pub(crate) const STACK_BYTES: usize = 512 * 1024;

/// Frames kept of a backtrace: enough to see the panic's caller, little enough to read.
pub(crate) const BACKTRACE_FRAMES: usize = 16;

/// Address space reserved for each linear memory. The whole 32-bit range, so that loads and stores need no bounds check.
const MEMORY_RESERVATION: u64 = 1 << 32;

/// Where instances live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allocation {
    /// In slots reserved at start: an instance costs about 5 microseconds, and their number is bounded.
    Pooling,
    /// Wherever the operating system has room: about 10 microseconds. Chosen where the address space for the pool (about
    /// 8 GiB per worker, reserved, not used) is not to be had, for example under `ulimit -v`. Nothing else differs, fuel least
    /// of all.
    OnDemand,
}

/// Builds the engine, pooled for `workers` live workers where the machine allows it.
pub(crate) fn build(workers: u32, limits: &Limits) -> wasmtime::Result<(Engine, Allocation)> {
    match build_with(Allocation::Pooling, workers, limits) {
        Ok(engine) => Ok((engine, Allocation::Pooling)),
        Err(_) => Ok((build_with(Allocation::OnDemand, workers, limits)?, Allocation::OnDemand)),
    }
}

pub(crate) fn build_with(allocation: Allocation, workers: u32, limits: &Limits) -> wasmtime::Result<Engine> {
    let mut config = Config::new();
    config
        // Named although they are the defaults of today: published fuel figures depend on them.
        .strategy(Strategy::Cranelift)
        .cranelift_opt_level(OptLevel::Speed)
        .cranelift_regalloc_algorithm(RegallocAlgorithm::Backtracking)
        .parallel_compilation(true)
        // Workers are synchronous; the machinery for concurrency doubles the cost of every call.
        .concurrency_support(false)
        // The deterministic limit of a call, and the backstop for what fuel cannot see.
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(STACK_BYTES)
        // The same bits on every machine.
        .cranelift_nan_canonicalization(true)
        .wasm_features(!features::ALLOWED & wasmparser::WasmFeatures::all(), false)
        .wasm_features(features::ALLOWED, true)
        // Names of functions in faults; source positions would make messages depend on how the worker was built.
        .wasm_backtrace_max_frames(std::num::NonZeroUsize::new(BACKTRACE_FRAMES))
        .wasm_backtrace_details(WasmBacktraceDetails::Disable)
        // A new instance maps the initial memory instead of copying it.
        .memory_init_cow(true)
        .memory_reservation(MEMORY_RESERVATION);
    if allocation == Allocation::Pooling {
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(workers, limits)));
    }
    Engine::new(&config)
}

/// Slots for `workers` components that each use everything the gate lets through.
fn pool(workers: u32, limits: &Limits) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(workers)
        .total_core_instances(workers.saturating_mul(limits.core_instances))
        .total_memories(workers.saturating_mul(limits.memories))
        .total_tables(workers.saturating_mul(limits.tables))
        .max_core_instances_per_component(limits.core_instances)
        .max_memories_per_component(limits.memories)
        .max_tables_per_component(limits.tables)
        .max_memories_per_module(1)
        .max_tables_per_module(limits.tables)
        .table_elements(limits.table_elements as usize)
        .max_memory_size(MEMORY_RESERVATION as usize);
    pool
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_and_the_engine_know_the_same_features() {
        let (engine, _) = build(4, &Limits::default()).unwrap();
        assert_eq!(engine.config().get_wasm_features(), features::ALLOWED);
    }

    #[test]
    fn both_ways_of_allocation_are_the_same_engine_otherwise() {
        for allocation in [Allocation::Pooling, Allocation::OnDemand] {
            let engine = build_with(allocation, 4, &Limits::default()).unwrap();
            let config = engine.config();
            assert!(config.get_consume_fuel() && config.get_epoch_interruption() && !config.get_concurrency_support());
            assert_eq!(config.get_cranelift_nan_canonicalization(), Some(true));
            assert_eq!(config.get_max_wasm_stack(), STACK_BYTES);
            assert!(config.get_memory_init_cow());
        }
    }
}
