//! The way of a worker file through the sandbox, to its end, wherever that is.

use std::path::Path;

use serde::{Deserialize, Serialize};
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind, Grants};
use simpletrader_sandbox::admission::Rule;
use simpletrader_sandbox::{
    AdmissionError, CompileError, Limits, LoadError, LoadedWorker, RunLimits, Sandbox, Terms, inspect_bytes,
};

use crate::inputs::{SERIES, call_handlers, instruments};

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The class: `ACCEPTED`, the class of a fault, or `NOT_ADMITTED`, `NOT_COMPILED` and `NOT_OF_THE_CONTRACT` with the
    /// rule where there is one.
    pub class: String,
    /// What its author reads.
    pub text: String,
}

impl Ending {
    fn new(class: impl Into<String>, text: impl ToString) -> Self {
        Self { class: class.into(), text: text.to_string() }
    }

    /// Nothing went wrong.
    fn accepted() -> Self {
        Self::new("ACCEPTED", "it did what it wanted, and nobody noticed")
    }
}

/// Takes a file through the gate, the compiler and its first, throw-away instance. It is granted all that it asks for: nobody
/// could be more careless.
///
/// # Errors
/// Where its way ends.
pub fn load(sandbox: &Sandbox, bytes: &[u8], limits: RunLimits) -> Result<LoadedWorker, Ending> {
    let path = Path::new("worker.wasm");
    let asked = inspect_bytes(path, bytes, &Limits::default()).map(|facts| facts.manifest);
    let grants = asked.map(|asked| Grants::as_asked(&asked.capabilities, asked.reads)).unwrap_or_default();
    sandbox.load_bytes(path, bytes, &Terms { grants, ..Terms::with_limits(limits) }).map_err(|error| match &error {
        LoadError::Admission(AdmissionError { rule: Rule::Bound(_), .. }) => Ending::new("NOT_ADMITTED bound", error),
        LoadError::Admission(refusal) => Ending::new(format!("NOT_ADMITTED {}", refusal.rule), error),
        LoadError::Compile(CompileError::Refused(_)) => Ending::new("NOT_COMPILED refused", error),
        LoadError::Compile(CompileError::TooSlow { .. }) => Ending::new("NOT_COMPILED too slow", error),
        LoadError::Compile(CompileError::OutOfMemory { .. }) => Ending::new("NOT_COMPILED memory", error),
        LoadError::Compile(_) => Ending::new("COMPILER_FAILED", error),
        LoadError::Contract(_) => Ending::new("NOT_OF_THE_CONTRACT", error),
        LoadError::NotGranted { .. } => Ending::new("NOT_GRANTED", error),
        LoadError::Directory { .. } => Ending::new("NO_DIRECTORY", error),
        LoadError::Start(fault) => of_fault(fault),
    })
}

/// Starts a loaded worker, configures it with `params`, and calls each of its handlers once. After a fault it is called again,
/// which must be refused.
pub fn run(loaded: &LoadedWorker, params: &str) -> Ending {
    let mut worker = match loaded.instantiate() {
        Ok(worker) => worker,
        Err(fault) => return of_fault(&fault),
    };
    let called = worker.common().configure(params, &instruments(), &SERIES).and_then(|()| call_handlers(&mut worker));
    match called {
        Ok(()) => Ending::accepted(),
        Err(fault) => match again(&mut worker) {
            FaultKind::Poisoned => of_fault(&fault),
            other => Ending::new("NOT_POISONED", format!("{fault}; called again it answered {other:?}")),
        },
    }
}

fn again(worker: &mut AnyWorker) -> FaultKind {
    match call_handlers(worker) {
        Ok(()) => FaultKind::Host { message: "nothing was wrong".to_owned() },
        Err(fault) => fault.kind,
    }
}

fn of_fault(fault: &Fault) -> Ending {
    let mut text = fault.to_string();
    if let FaultKind::Trap { backtrace, .. } = &fault.kind {
        for frame in backtrace {
            text += &format!("\n  in {frame}");
        }
    }
    Ending::new(fault.class(), text)
}
