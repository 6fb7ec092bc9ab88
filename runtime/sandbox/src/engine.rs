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
pub(crate) fn build(workers: u32, limits: &Limits, release_batch: u32) -> wasmtime::Result<(Engine, Allocation)> {
    let build = |allocation| build_with(allocation, workers, limits, release_batch).map(|engine| (engine, allocation));
    build(Allocation::Pooling).or_else(|_| build(Allocation::OnDemand))
}

pub(crate) fn build_with(allocation: Allocation, workers: u32, limits: &Limits, release_batch: u32) -> wasmtime::Result<Engine> {
    let mut config = config();
    if allocation == Allocation::Pooling {
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(workers, limits, release_batch)));
    }
    Engine::new(&config)
}

/// An engine that compiles and runs nothing. It reserves no room for instances, and its code is that of the others.
pub(crate) fn build_compiler(parallel: bool) -> wasmtime::Result<Engine> {
    Engine::new(config().parallel_compilation(parallel))
}

/// What all engines have in common, and everything that code depends on.
fn config() -> Config {
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
        .wasm_features(!features::COMPILED & wasmparser::WasmFeatures::all(), false)
        .wasm_features(features::COMPILED, true)
        // Names of functions in faults; source positions would make messages depend on how the worker was built.
        .wasm_backtrace_max_frames(std::num::NonZeroUsize::new(BACKTRACE_FRAMES))
        .wasm_backtrace_details(WasmBacktraceDetails::Disable)
        // A new instance maps the initial memory instead of copying it.
        .memory_init_cow(true)
        .memory_reservation(MEMORY_RESERVATION);
    config
}

/// Slots for `workers` components that each use everything the gate lets through.
fn pool(workers: u32, limits: &Limits, release_batch: u32) -> PoolingAllocationConfig {
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
        .max_memory_size(MEMORY_RESERVATION as usize)
        .decommit_batch_size(release_batch.max(1) as usize);
    pool
}

#[cfg(test)]
mod tests {
    use wasmtime::{Instance, Module, Store};

    use super::*;

    fn both() -> [Engine; 2] {
        [Allocation::Pooling, Allocation::OnDemand].map(|allocation| build_with(allocation, 4, &Limits::default(), 1).unwrap())
    }

    fn gate(bytes: &[u8]) -> bool {
        wasmparser::Validator::new_with_features(features::ALLOWED).validate_all(bytes).is_ok()
    }

    /// Whether the gate's validator and the engine take a core module: they must agree.
    fn accepted(text: &str) -> bool {
        let bytes = wat::parse_str(text).unwrap();
        let gate = gate(&bytes);
        for engine in both() {
            assert_eq!(Module::new(&engine, &bytes).is_ok(), gate, "gate and engine disagree about {text}");
        }
        gate
    }

    #[test]
    fn what_our_compilers_emit_is_accepted() {
        for text in [
            "(module (func (result f64) f64.const 1))",
            "(module (func (param f64) (result i32) local.get 0 i32.trunc_sat_f64_s))",
            "(module (func (param i32) (result i32) local.get 0 i32.extend8_s))",
            "(module (func (result i32 i32) i32.const 1 i32.const 2))",
            "(module (memory 1) (func i32.const 0 i32.const 0 i32.const 9 memory.fill))",
            "(module (table 1 funcref) (func (param funcref)))",
            "(module (func (result v128) v128.const i64x2 1 2))",
            "(module (global i32 (i32.add (i32.const 1) (i32.const 2))))",
        ] {
            assert!(accepted(text), "{text}");
        }
    }

    #[test]
    fn what_is_not_on_the_list_is_refused_by_gate_and_engine() {
        for text in [
            "(module (memory 1 1 shared))",
            "(module (memory 1) (func (result i32) i32.const 0 i32.atomic.load))",
            "(module (memory i64 1))",
            "(module (func (param v128) (result v128) local.get 0 local.get 0 i8x16.relaxed_swizzle))",
            "(module (func $f return_call $f))",
            "(module (type (struct)))",
            "(module (func (param externref)))",
            "(module (type $t (func)) (func (param (ref $t))))",
            "(module (tag))",
            "(module (memory 1 (pagesize 1)))",
        ] {
            assert!(!accepted(text), "{text}");
        }
    }

    #[test]
    fn two_memories_in_a_module_are_for_the_engine_alone() {
        assert!(!gate(&wat::parse_str("(module (memory 1) (memory 1))").unwrap()));
        // One component gives another a text: between their memories stands a module that the engine writes.
        let text = r#"(component
            (component $taker
                (core module $code
                    (memory (export "memory") 1)
                    (func (export "room") (param i32 i32 i32 i32) (result i32) i32.const 0)
                    (func (export "take") (param i32 i32)))
                (core instance $own (instantiate $code))
                (func (export "take") (param "text" string)
                    (canon lift (core func $own "take") (memory $own "memory") (realloc (func $own "room")))))
            (component $giver
                (import "take" (func $take (param "text" string)))
                (core module $data (memory (export "memory") 1))
                (core instance $own (instantiate $data))
                (core func $give (canon lower (func $take) (memory $own "memory")))
                (core module $code (import "" "give" (func $give (param i32 i32)))
                    (func (export "run") (call $give (i32.const 0) (i32.const 1))))
                (core instance $runs (instantiate $code (with "" (instance (export "give" (func $give))))))
                (func (export "run") (canon lift (core func $runs "run"))))
            (instance $taker (instantiate $taker))
            (instance $giver (instantiate $giver (with "take" (func $taker "take"))))
            (export "run" (func $giver "run")))"#;
        let bytes = wat::parse_str(text).unwrap();
        assert!(gate(&bytes), "the file itself uses nothing new");
        for engine in both() {
            let component = wasmtime::component::Component::new(&engine, &bytes).unwrap();
            let mut store = Store::new(&engine, ());
            store.set_fuel(10_000).unwrap();
            store.set_epoch_deadline(1);
            let linker = wasmtime::component::Linker::new(&engine);
            let instance = linker.instantiate(&mut store, &component).unwrap();
            instance.get_typed_func::<(), ()>(&mut store, "run").unwrap().call(&mut store, ()).unwrap();
        }
    }

    #[test]
    fn where_the_pool_does_not_fit_instances_live_on_demand() {
        // 100 000 workers would need some 800 TiB of address space, which no processor of today has.
        let (_, allocation) = build(100_000, &Limits::default(), 1).unwrap();
        assert_eq!(allocation, Allocation::OnDemand);
    }

    #[test]
    fn fuel_does_not_depend_on_where_instances_live() {
        let text = r#"(module (memory 1) (func (export "run") (local $i i32)
            (loop $again
                (memory.fill (i32.const 0) (i32.const 1) (local.get $i))
                (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))))"#;
        let left = both().map(|engine| {
            let mut store = Store::new(&engine, ());
            store.set_fuel(10_000_000).unwrap();
            store.set_epoch_deadline(1);
            let module = Module::new(&engine, wat::parse_str(text).unwrap()).unwrap();
            let instance = Instance::new(&mut store, &module, &[]).unwrap();
            instance.get_typed_func::<(), ()>(&mut store, "run").unwrap().call(&mut store, ()).unwrap();
            store.get_fuel().unwrap()
        });
        assert_eq!(left[0], left[1]);
        assert!(left[0] < 9_500_000, "each byte that is filled costs one: {} left", left[0]);
    }

    #[test]
    fn every_nan_has_the_same_bits() {
        let text = r#"(module (func (export "nan") (param f64) (result i64)
            (i64.reinterpret_f64 (f64.sub (local.get 0) (local.get 0)))))"#;
        for engine in both() {
            let mut store = Store::new(&engine, ());
            store.set_fuel(1_000).unwrap();
            store.set_epoch_deadline(1);
            let module = Module::new(&engine, wat::parse_str(text).unwrap()).unwrap();
            let instance = Instance::new(&mut store, &module, &[]).unwrap();
            let nan = instance.get_typed_func::<f64, i64>(&mut store, "nan").unwrap().call(&mut store, f64::INFINITY).unwrap();
            assert_eq!(nan as u64, 0x7ff8_0000_0000_0000, "the canonical NaN, where the processor alone gives another");
        }
    }
}
