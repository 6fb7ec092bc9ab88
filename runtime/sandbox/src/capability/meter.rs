//! Counts what a worker does with its capabilities, per call and per run, and refuses past the bound.

use simpletrader_contracts::worker::{FaultKind, Limit};

use super::CapabilityFault;
use crate::RunLimits;

/// One thing that is counted.
#[derive(Debug, Clone, Copy)]
struct Counter {
    used: u64,
    limit: u64,
    /// What is counted, for the fault.
    of: &'static str,
}

impl Counter {
    fn new(limit: u64, of: &'static str) -> Self {
        Self { used: 0, limit, of }
    }

    fn add(&mut self, more: u64) -> Result<(), CapabilityFault> {
        self.used = self.used.saturating_add(more);
        if self.used <= self.limit {
            return Ok(());
        }
        Err(CapabilityFault(FaultKind::Limit(Limit::Rate { of: self.of, limit: self.limit })))
    }
}

/// The counters of one store.
#[derive(Debug)]
pub(crate) struct Meter {
    calls: Counter,
    bytes: Counter,
    notes: Counter,
    notes_of_run: Counter,
}

impl Meter {
    pub(crate) fn new(limits: &RunLimits) -> Self {
        Self {
            calls: Counter::new(limits.capability_calls, "calls of capabilities in one call"),
            bytes: Counter::new(limits.capability_bytes, "bytes through capabilities in one call"),
            notes: Counter::new(limits.notes_per_call, "journal notes in one call"),
            notes_of_run: Counter::new(limits.notes_per_run, "journal notes in one run"),
        }
    }

    /// A call of a handler begins.
    pub(crate) fn begin_call(&mut self) {
        self.calls.used = 0;
        self.bytes.used = 0;
        self.notes.used = 0;
    }

    /// One call of any capability, which moves so many bytes into or out of the worker.
    pub(crate) fn call(&mut self, bytes: usize) -> Result<(), CapabilityFault> {
        self.calls.add(1)?;
        self.bytes.add(bytes as u64)
    }

    /// One note for the journal.
    pub(crate) fn note(&mut self) -> Result<(), CapabilityFault> {
        self.notes.add(1)?;
        self.notes_of_run.add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter() -> Meter {
        let limits =
            RunLimits { capability_calls: 3, capability_bytes: 10, notes_per_call: 2, notes_per_run: 3, ..RunLimits::default() };
        Meter::new(&limits)
    }

    fn refused(result: Result<(), CapabilityFault>) -> (&'static str, u64) {
        match result.unwrap_err().0 {
            FaultKind::Limit(Limit::Rate { of, limit }) => (of, limit),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn calls_and_bytes_are_counted_anew_in_each_call_of_a_handler() {
        let mut meter = meter();
        (0..3).for_each(|_| meter.call(0).unwrap());
        assert_eq!(refused(meter.call(0)), ("calls of capabilities in one call", 3));
        meter.begin_call();
        meter.call(10).unwrap();
        assert_eq!(refused(meter.call(1)), ("bytes through capabilities in one call", 10));
        meter.begin_call();
        meter.call(10).unwrap();
        assert_eq!(refused(meter.call(usize::MAX)), ("bytes through capabilities in one call", 10));
    }

    #[test]
    fn notes_are_counted_per_call_and_per_run() {
        let mut meter = meter();
        (0..2).for_each(|_| meter.note().unwrap());
        assert_eq!(refused(meter.note()), ("journal notes in one call", 2));
        let mut meter = self::meter();
        for _ in 0..3 {
            meter.begin_call();
            meter.note().unwrap();
        }
        meter.begin_call();
        assert_eq!(refused(meter.note()), ("journal notes in one run", 3));
    }
}
