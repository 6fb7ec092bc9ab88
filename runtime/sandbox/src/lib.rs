//! Runs untrusted worker components under limits.
//!
//! It stands between a worker file and the engine: bytes come in, and what goes out is an
//! [`AnyWorker`](simpletrader_contracts::worker::AnyWorker) that the engine drives like native code. It knows the contracts
//! and nothing of strategies, YAML or the engine. The way of a worker:
//!
//! 1. [`admission`] reads the file and decides, without compiling anything, whether it may go on.
//! 2. [`Sandbox::load`] [compiles](mod@compile) it or finds its code in the [`cache`], compares its functions with the contract and tries one instance.
//! 3. [`LoadedWorker::instantiate`] makes live workers, each in a store of its own.
//! 4. Every call is armed with fuel, a deadline, a memory limit and an output limit, and what comes back is parsed before
//!    anybody else sees it.
//!
//! Workers run on the stack of the thread that calls them and may use 512 KiB of it, so such a thread needs at least 1 MiB.
//!
//! Decisions:
//!
//! * **One store per worker, and any error retires it.** A trap or an answer that cannot be read leaves the guest's memory in
//!   an unknown state. The next call answers [`Poisoned`](simpletrader_contracts::worker::FaultKind::Poisoned).
//! * **Nothing is linked that was not granted.** Everything that a worker needs is in its calls. A capability is linked when the
//!   file imports it, its manifest declares it and the [`Terms`] grant it; there is no ambient clock, randomness, file or
//!   network to misuse. What interpreters want of WASI comes from a deterministic host of our own, to those that were granted it.
//! * **Fuel decides, the clock is a backstop.** Fuel is the same on every machine; a deadline is not, and a fault says so.
//! * **Memory is summed.** The engine's ready-made limit counts each memory alone; ours counts the store, and remembers a
//!   refusal, so that the guest's abort after it is reported as what it is.

#![deny(unsafe_code)]

pub mod admission;
mod artefact;
mod bare;
mod bindings;
pub mod cache;
mod capability;
mod classify;
mod code_identity;
pub mod compile;
mod convert;
mod engine;
mod features;
mod limiter;
mod run_limits;
mod sandbox;
pub mod signature;
mod terms;
mod ticker;
mod trap;
mod wasi;
mod worker;

pub use admission::{AdmissionError, Limits, LowerError, Profile, inspect, inspect_bytes, look_at};
pub use bare::BareCalls;
pub use cache::{Cache, CacheError};
pub use compile::{CompileError, Compiler, Origin};
pub use engine::Allocation;
pub use run_limits::RunLimits;
pub use sandbox::{LoadError, LoadedWorker, Sandbox, SandboxError, Settings};
pub use terms::Terms;
pub use wasi::seed_of;

/// The engine that runs the workers, with its version: fuel figures belong to it.
pub const ENGINE: &str = "wasmtime 48.0.8";

/// What an instruction costs: fuel figures are comparable under one schedule only.
pub const FUEL_SCHEDULE: &str = "wasmtime 48.0.8, its own costs, one unit for most instructions";
