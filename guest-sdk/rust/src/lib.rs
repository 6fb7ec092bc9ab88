//! Write SimpleTrader workers in Rust.
//!
//! A worker is its logic: a type that implements [`Worker`] (who it is, its parameters, how it starts) and the trait of its
//! category ([`ContextWorker`], [`SignalDetector`], …), and one line, [`export_worker!`], that makes the component. The same
//! source also links natively, so a worker is tested with plain `cargo test`.
//!
//! Neighbours: the values are those of `simpletrader-contracts`, which the host uses too; the boundary is the WIT package in
//! `wit/`; `simpletrader-package` turns the built module into a worker file; `simpletrader-native` runs the same source
//! without a sandbox.
//!
//! Decisions that shaped it:
//!
//! * **The binding code is private.** A worker sees checked values ([`Price`](prelude::Price), [`Fraction`](prelude::Fraction),
//!   [`Label`](prelude::Label)); the records of the wire exist only in [`guest`], lifted and lowered in one place each.
//! * **Names cost nothing.** [`fields!`] gives inputs and facts their names at compile time; in a call they are a slice.
//! * **Capabilities are modules.** [`log`](mod@log), [`notes`], [`state`] and [`window`] are functions, in a component and in a
//!   native build alike; a worker declares in its [`About`] which it uses.
//! * **What algorithms share is here.** [`execution`](mod@execution) knows what a command still wants, so that an execution worker is
//!   only its algorithm.
//! * **What strategies share is here too.** [`indicators`] are ten small structs, the same to the last bit in every language.
//! * **Errors are values.** `?` turns any error into a [`WorkerError`], which the host shows with its text; a panic would
//!   trap and lose it.
//! * **The manifest is code.** It is assembled from the traits, so it cannot contradict them; the packager runs the built
//!   module once to read it.

mod about;
mod capability;
pub mod describe;
mod error;
pub mod exact;
pub mod execution;
mod export;
mod fields;
#[doc(hidden)]
pub mod guest;
pub mod indicators;
mod params;
pub mod prelude;
mod setup;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;
mod worker;

pub use about::About;
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub use capability::host;
pub use capability::{log, notes, state, window};
pub use error::WorkerError;
pub use fields::Fields;
pub use params::{NoParams, Ranged};
pub use setup::{PriceUnits, Setup, configure};
pub use worker::{
    ContextWorker, EntryPlanner, ExecutionPlanner, ExecutionWorker, ExitPlanner, RiskMonitor, SignalDetector, SizePlanner,
    StrategyPlanner, Worker,
};

pub use simpletrader_contracts as contracts;
