//! How long the calls of each worker took, for who asks for it: `timing.json` holds it then, and the tearsheet shows it.
//!
//! A clock beside every call costs a run some of its speed, so it is not there unasked.

use std::path::Path;
use std::sync::Arc;

use hdrhistogram::Histogram;
use serde_json::Value;
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::worker::WorkerSource;
use simpletrader_report::latency::{LatencyStep, WorkerLatency, step_end, step_of};

use crate::bench::metered::{Meter, Metered};
use crate::exit::Failure;
use crate::replace::replace;

const TIMING: &str = "timing.json";

/// A clock beside each worker of a strategy, with the worker's id.
pub(super) struct Clocks(Vec<(String, Arc<Metered>)>);

impl Clocks {
    /// Puts a clock beside each worker of a build spec, whose sources these are, in its order.
    pub fn beside(spec: &StrategyBuildSpec, sources: &mut [Arc<dyn WorkerSource>]) -> Self {
        let clocks = spec.workers.iter().zip(sources).map(|(worker, source)| {
            let clock = Arc::new(Metered::new(source.clone()));
            *source = clock.clone();
            (worker.worker_id.clone(), clock)
        });
        Self(clocks.collect())
    }

    /// Adds what was measured to the `timing.json` of the run.
    ///
    /// # Errors
    /// When that file cannot be read or written.
    pub fn keep(&self, run: &Path) -> Result<(), Failure> {
        let path = run.join(TIMING);
        let failed = |error: &dyn std::fmt::Display| Failure::other(format!("{}: {error}", path.display()));
        let text = std::fs::read(&path).map_err(|error| failed(&error))?;
        let mut timing: Value = serde_json::from_slice(&text).map_err(|error| failed(&error))?;
        let latency: Vec<WorkerLatency> = self.0.iter().map(|(worker, clock)| latency_of(worker, &clock.read())).collect();
        if let Some(fields) = timing.as_object_mut() {
            fields.insert("workers".to_owned(), serde_json::to_value(latency).map_err(|error| failed(&error))?);
        }
        replace(&path, format!("{timing:#}\n").as_bytes()).map_err(|error| failed(&error))
    }
}

/// All handlers of a worker together.
fn latency_of(worker: &str, meter: &Meter) -> WorkerLatency {
    let handlers = || meter.handlers().iter().map(|costs| &costs.nanos);
    let mut steps: Vec<LatencyStep> = Vec::new();
    let mut values: Vec<(u64, u64)> =
        handlers().flat_map(Histogram::iter_recorded).map(|value| (value.value_iterated_to(), value.count_at_value())).collect();
    values.sort_unstable();
    for (nanos, calls) in &values {
        let up_to_ns = step_end(step_of(*nanos));
        match steps.last_mut().filter(|last| last.up_to_ns == up_to_ns) {
            Some(last) => last.calls += calls,
            None => steps.push(LatencyStep { up_to_ns, calls: *calls }),
        }
    }
    let calls = values.iter().map(|(_, calls)| calls).sum();
    let max_ns = handlers().map(Histogram::max).max().unwrap_or_default();
    WorkerLatency {
        worker_id: worker.to_owned(),
        calls,
        p50_ns: percentile(&values, calls, 50).min(max_ns),
        p99_ns: percentile(&values, calls, 99).min(max_ns),
        max_ns,
        histogram: steps,
    }
}

/// What so many percent of the calls did not exceed, of values in order with how often each came; 0 without a call.
fn percentile(values: &[(u64, u64)], calls: u64, percent: u128) -> u64 {
    let wanted = (u128::from(calls) * percent).div_ceil(100);
    let mut seen = 0;
    let reached = values.iter().find(|(_, calls)| {
        seen += u128::from(*calls);
        seen >= wanted
    });
    reached.map_or(0, |(nanos, _)| *nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let values = [(300, 98), (400, 1), (9_000, 1)];
        assert_eq!([50, 98, 99, 100].map(|percent| percentile(&values, 100, percent)), [300, 300, 400, 9_000]);
        assert_eq!(percentile(&[], 0, 50), 0);
    }

    #[test]
    fn a_worker_that_was_never_called_took_no_time() {
        let latency = latency_of("fast", &Meter::default());
        assert_eq!((latency.calls, latency.max_ns, latency.histogram.len()), (0, 0, 0));
    }
}
