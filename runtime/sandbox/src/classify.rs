//! From an error of the engine to a fault that names the limit and the numbers.

use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::{FaultKind, Limit};
use wasmtime::{PoolConcurrencyLimitError, Trap, WasmBacktrace, WasmtimeBug};

use crate::RunLimits;
use crate::capability::CapabilityFault;
use crate::engine::STACK_BYTES;
use crate::trap::TrapClass;
use crate::wasi::Stop;
use crate::worker::COMPONENT_HANDLES;

/// Most characters shown of a function's name or an engine's message.
const SHOWN: usize = 200;

/// What was happening when the error came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The instance was being made; what is not the worker's fault is the host's.
    Instantiate,
    /// A handler was being called or its answer read; what is not a trap is an unreadable answer.
    Call,
}

/// The fault that `error` amounts to. `budget` is the fuel that the call had, `refused` the growth that the limiter refused
/// during it.
pub(crate) fn classify(
    stage: Stage,
    error: &wasmtime::Error,
    budget: u64,
    limits: &RunLimits,
    refused: Option<Limit>,
) -> FaultKind {
    if let Some(stop) = error.downcast_ref::<Stop>() {
        return stop.fault(backtrace(error));
    }
    let class = error.downcast_ref::<Trap>().map(|trap| (TrapClass::of(*trap), *trap));
    match (class, refused) {
        (Some((TrapClass::Fuel, _)), _) => FaultKind::Limit(Limit::Fuel { budget }),
        (Some((TrapClass::Deadline, _)), _) => FaultKind::Limit(Limit::Deadline { millis: limits.deadline_ms }),
        (Some((TrapClass::Stack, _)), _) => FaultKind::Limit(Limit::Stack { limit: STACK_BYTES as u64 }),
        // A guest that is refused memory aborts in its own way, or answers with what it does not have: the refusal is the
        // reason.
        (Some((TrapClass::Code | TrapClass::Boundary, _)), Some(limit)) => FaultKind::Limit(limit),
        (Some((TrapClass::Code, trap)), None) => FaultKind::Trap { trap: words(trap), backtrace: backtrace(error) },
        (Some((TrapClass::Boundary, trap)), None) => unreadable(words(trap)),
        (Some((TrapClass::SwitchedOff | TrapClass::Unknown, trap)), _) => {
            FaultKind::Host { message: format!("unexpected trap: {}", words(trap)) }
        }
        (None, _) => not_a_trap(stage, error, limits, refused),
    }
}

fn not_a_trap(stage: Stage, error: &wasmtime::Error, limits: &RunLimits, refused: Option<Limit>) -> FaultKind {
    if let Some(CapabilityFault(kind)) = error.downcast_ref() {
        return kind.clone();
    }
    let text = excerpt(&error.root_cause().to_string(), SHOWN);
    let is_host = error.is::<WasmtimeBug>() || error.is::<PoolConcurrencyLimitError>();
    match (stage, refused) {
        _ if is_host => FaultKind::Host { message: text },
        _ if is_output_exhausted(&text) => FaultKind::Limit(Limit::Output { limit: limits.output_bytes as u64 }),
        _ if is_handles_exhausted(&text) => FaultKind::Limit(Limit::Handles { what: "handles", limit: COMPONENT_HANDLES as u64 }),
        (_, Some(limit)) => FaultKind::Limit(limit),
        (Stage::Instantiate, None) => FaultKind::Host { message: text },
        (Stage::Call, None) => unreadable(text),
    }
}

/// The engine's error type for this is private, so its words have to do. Only here, and a test over a real component holds
/// them to it.
fn is_output_exhausted(text: &str) -> bool {
    text.contains("fuel allocated for hostcalls has been exhausted")
}

/// The same for the handles of a store.
fn is_handles_exhausted(text: &str) -> bool {
    text.contains("store handle limit exceeded")
}

fn unreadable(rule: String) -> FaultKind {
    FaultKind::InvalidOutput { field: "answer".into(), rule }
}

/// The engine's words for a trap, without their prefix.
fn words(trap: Trap) -> String {
    let text = trap.to_string();
    text.strip_prefix("wasm trap: ").unwrap_or(&text).to_owned()
}

/// The guest's frames, innermost first.
fn backtrace(error: &wasmtime::Error) -> Vec<String> {
    let Some(trace) = error.downcast_ref::<WasmBacktrace>() else {
        return Vec::new();
    };
    trace
        .frames()
        .iter()
        .map(|frame| frame.func_name().map_or_else(|| format!("function {}", frame.func_index()), demangled))
        .collect()
}

/// A function's name as its author wrote it, without the hash that the compiler added.
fn demangled(name: &str) -> String {
    excerpt(&format!("{:#}", rustc_demangle::demangle(name)), SHOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(stage: Stage, error: impl Into<wasmtime::Error>, refused: Option<Limit>) -> FaultKind {
        classify(stage, &error.into(), 7, &RunLimits::default(), refused)
    }

    #[test]
    fn an_abort_after_refused_memory_is_a_memory_limit() {
        let refused = Limit::Memory { asked: 1, had: 2, limit: 3 };
        let trap = Trap::UnreachableCodeReached;
        assert_eq!(kind(Stage::Call, trap, Some(refused)), FaultKind::Limit(refused));
        assert!(matches!(kind(Stage::Call, trap, None), FaultKind::Trap { .. }));
    }

    #[test]
    fn other_limits_are_not_blamed_on_refused_memory() {
        let refused = Limit::Memory { asked: 1, had: 2, limit: 3 };
        assert_eq!(kind(Stage::Call, Trap::OutOfFuel, Some(refused)), FaultKind::Limit(Limit::Fuel { budget: 7 }));
    }

    #[test]
    fn what_the_engine_cannot_do_is_the_hosts_fault_and_what_it_cannot_read_is_the_workers() {
        let error = || wasmtime::Error::msg("something");
        assert!(matches!(kind(Stage::Instantiate, error(), None), FaultKind::Host { .. }));
        assert!(matches!(kind(Stage::Call, error(), None), FaultKind::InvalidOutput { .. }));
        assert!(matches!(kind(Stage::Call, Trap::CastFailure, None), FaultKind::Host { .. }));
        assert!(matches!(kind(Stage::Call, Trap::ListOutOfBounds, None), FaultKind::InvalidOutput { .. }));
    }

    #[test]
    fn names_are_demangled_and_capped() {
        assert_eq!(demangled("_ZN4core9panicking5panic17h0123456789abcdefE"), "core::panicking::panic");
        assert_eq!(demangled("plain"), "plain");
        assert_eq!(demangled(&"x".repeat(500)).chars().count(), SHOWN + 1);
    }
}
