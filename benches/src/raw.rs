//! A context worker called with wasmtime alone: generated bindings, a store, and nothing of the sandbox. What a call through the sandbox is
//! held against, and where single settings of the engine are switched on and off.

use std::path::Path;

use wasmtime::component::{Component, InstancePre, Linker};
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Store};

#[allow(missing_docs, dead_code, reason = "generated; the WIT files hold the documentation")]
mod bindings {
    wasmtime::component::bindgen!({ path: "../wit", world: "simpletrader:worker/context-worker" });
}

use bindings::ContextWorker;
use bindings::simpletrader::worker::types::{Bar, Decimal, Instrument, Series, WorkerError};

/// Which settings of the engine are on. All of them are in the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Knobs {
    /// Count fuel.
    pub fuel: bool,
    /// Look at the deadline.
    pub epoch: bool,
    /// Make every NaN the same bits.
    pub canonical_nan: bool,
    /// Keep instances in a pool.
    pub pooled: bool,
}

impl Knobs {
    /// As in the sandbox.
    pub const SANDBOX: Self = Self { fuel: true, epoch: true, canonical_nan: true, pooled: true };

    /// An engine with these settings, everything else as in the sandbox.
    pub fn engine(self) -> Engine {
        let mut config = Config::new();
        config
            .concurrency_support(false)
            .consume_fuel(self.fuel)
            .epoch_interruption(self.epoch)
            .cranelift_nan_canonicalization(self.canonical_nan)
            .memory_reservation(1 << 32);
        if self.pooled {
            let mut pool = PoolingAllocationConfig::new();
            pool.total_component_instances(16).total_core_instances(64).total_memories(64).total_tables(64);
            config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
        }
        Engine::new(&config).expect("the engine takes these settings")
    }

    /// A store of that engine with fuel and time for everything.
    pub fn store(self, engine: &Engine) -> Store<()> {
        let mut store = Store::new(engine, ());
        if self.fuel {
            store.set_fuel(u64::MAX).expect("fuel is counted");
        }
        if self.epoch {
            store.set_epoch_deadline(u64::from(u32::MAX));
        }
        store
    }
}

/// A live context worker.
pub struct RawContext {
    store: Store<()>,
    worker: ContextWorker,
}

impl RawContext {
    /// Compiles a worker file that imports nothing, makes an instance and configures it for bars of one day at two decimals.
    pub fn new(file: &Path, knobs: Knobs, params: &str) -> Self {
        let engine = knobs.engine();
        let mut store = knobs.store(&engine);
        let component = Component::from_file(&engine, file).expect("`cargo xtask workers` was run");
        let worker = ContextWorker::instantiate(&mut store, &component, &Linker::new(&engine)).expect("it starts");
        let step = Decimal { mantissa: 1, scale: 2 };
        let lot = Decimal { mantissa: 1, scale: 0 };
        let instrument = Instrument {
            symbol: "GOOG_USD".to_owned(),
            price_scale: 2,
            size_scale: 0,
            tick_size: step,
            lot_size: lot,
            min_notional: None,
        };
        let series = Series { instrument: 0, timeframe_seconds: 86_400 };
        let configured = worker.simpletrader_worker_lifecycle().call_configure(&mut store, params, &[instrument], &[series]);
        configured.expect("it can be called").expect("it takes its parameters");
        Self { store, worker }
    }

    /// One call with one bar whose four prices are `close`, in cents.
    pub fn measure(&mut self, at: i64, close: i64) -> Result<Vec<f64>, WorkerError> {
        let bar = Bar { series: 0, open: close, high: close, low: close, close, volume: 1_000 };
        let answer = self.worker.simpletrader_worker_context().call_measure(&mut self.store, at, bar, &[]);
        answer.expect("it can be called")
    }
}

/// Everything but the instance itself: what a new instance is made from.
pub fn prepared(file: &Path, engine: &Engine) -> InstancePre<()> {
    let component = Component::from_file(engine, file).expect("`cargo xtask workers` was run");
    Linker::new(engine).instantiate_pre(&component).expect("it imports nothing")
}
