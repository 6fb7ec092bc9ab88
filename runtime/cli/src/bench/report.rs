//! What a measurement came to: the shape of `simpletrader bench --json`, published as `docs/schemas/bench.json`.
//!
//! Times are nanoseconds of this machine at this hour: compare them within one report. Fuel is the same everywhere.

use hdrhistogram::Histogram;
use schemars::JsonSchema;
use serde::Serialize;

use super::metered::Costs;

/// A whole measurement.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "SimpleTrader bench")]
pub struct BenchReport {
    /// The engine that ran the workers, with its version: fuel figures belong to it.
    pub engine: String,
    /// Where it was measured.
    pub machine: Machine,
    /// What this machine takes for nothing.
    pub calibration: Calibration,
    /// What was measured: one, or two that took turns.
    pub subjects: Vec<Subject>,
}

/// Where something was measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Machine {
    /// The processor, as the operating system names it.
    pub processor: String,
    /// Cores that this process may use.
    pub cores: usize,
    /// Operating system and instruction set.
    pub system: String,
}

/// What this machine takes, whoever's worker is called.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Calibration {
    /// Reading the clock once: each latency below is too long by about as much.
    pub clock_ns: f64,
    /// Time of a unit of fuel, in a loop over numbers in memory.
    pub ns_per_fuel: f64,
    /// Of what a call of `measure` consists in which the guest does nothing.
    pub anatomy: Anatomy,
}

/// The parts of a call of `measure` with one bar and one fact, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Anatomy {
    /// Into the component and back, with nothing in hand.
    pub crossing: f64,
    /// Bringing the bar in.
    pub lowering: f64,
    /// Bringing the fact out.
    pub lifting: f64,
    /// What the sandbox does around it: fuel, deadline, parsing, figures.
    pub bookkeeping: f64,
    /// All of it.
    pub total: f64,
}

/// A worker file, or a link of an operation.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Subject {
    /// The worker's plug-in id, or the link.
    pub name: String,
    /// How often it was run from its beginning.
    pub rounds: u32,
    /// Its workers, in run order.
    pub workers: Vec<WorkerCosts>,
}

/// What a worker's calls cost.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WorkerCosts {
    /// Its id within the strategy.
    pub worker_id: String,
    /// Which plug-in.
    pub plugin: String,
    /// Its handlers, in the order in which each was called first; none when it was never called.
    pub handlers: Vec<HandlerCosts>,
}

/// What the calls of a handler cost.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HandlerCosts {
    /// Which.
    pub handler: String,
    /// How many calls.
    pub calls: u64,
    /// Time of a call.
    pub latency_ns: Latency,
    /// Fuel of a call.
    pub fuel: Fuel,
    /// What its median fuel comes to in time on this machine: about the guest's share of the median.
    pub guest_ns: f64,
    /// Time of a call of the same logic as native code, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native_ns: Option<Latency>,
}

/// How times are distributed, in nanoseconds, to three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Latency {
    /// Half of the calls took no longer.
    pub p50: u64,
    /// 90 of 100 took no longer.
    pub p90: u64,
    /// 99 of 100 took no longer.
    pub p99: u64,
    /// 999 of 1 000 took no longer.
    pub p99_9: u64,
    /// The longest.
    pub max: u64,
}

/// How fuel is distributed, to three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fuel {
    /// Half of the calls used no more.
    pub p50: u64,
    /// 99 of 100 used no more.
    pub p99: u64,
    /// The most.
    pub max: u64,
}

impl Latency {
    fn of(nanos: &Histogram<u64>) -> Self {
        let at = |quantile| nanos.value_at_quantile(quantile);
        Self { p50: at(0.5), p90: at(0.9), p99: at(0.99), p99_9: at(0.999), max: nanos.max() }
    }
}

impl HandlerCosts {
    pub(super) fn of(costs: &Costs, native: Option<&Costs>, ns_per_fuel: f64) -> Self {
        let Costs { handler, nanos, fuel } = costs;
        let fuel = Fuel { p50: fuel.value_at_quantile(0.5), p99: fuel.value_at_quantile(0.99), max: fuel.max() };
        Self {
            handler: (*handler).to_owned(),
            calls: nanos.len(),
            latency_ns: Latency::of(nanos),
            fuel,
            guest_ns: fuel.p50 as f64 * ns_per_fuel,
            native_ns: native.map(|native| Latency::of(&native.nanos)),
        }
    }
}

impl Machine {
    /// The one that this runs on.
    pub fn here() -> Self {
        let named = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("model name"))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        });
        Self {
            processor: named.unwrap_or_else(|| "unknown".to_owned()),
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        }
    }
}

/// The JSON Schema of a report, as it is published.
pub fn schema() -> String {
    format!("{:#}\n", serde_json::Value::from(schemars::schema_for!(BenchReport)))
}
