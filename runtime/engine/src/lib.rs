//! The deterministic trading engine.
//!
//! It drives a strategy's workers through every market event and keeps what happened and why. It knows workers only through
//! the traits of `simpletrader_contracts::worker::call`: whether a sandboxed component or native code answers is not its
//! business. It reads no configuration file; it is handed a build spec.
//!
//! [`assembly`] makes a strategy out of a build spec; on the [`bus`] it tells the rest of the program how it fares.
//!
//! Follow one event from CSV to fill, module by module: [`data`] reads a bar and merges feeds into moments → [`run`] lets the
//! venue match the bar and hands its replies and the moment to the [`strategy`] → `flow` runs the workers phase by phase →
//! `planning` turns a directive into commands → `execution` turns a command into orders at the venue → [`ledger`] keeps the
//! fills, [`journal`] the reasons → [`run`] writes the run directory.
//!
//! Decisions:
//!
//! * One strategy is one single-threaded state machine; its clock, ids and randomness come from the run. Equal inputs give
//!   byte-equal results.
//! * No look-ahead by construction: a bar is handed over at its close, and orders sent then meet the next bar at the earliest.
//! * The tick path uses indices only; a bar on which nothing is signalled touches no string and writes no record.

#![forbid(unsafe_code)]

pub mod assembly;
pub mod bus;
pub mod data;
pub mod execution;
pub mod flow;
pub mod journal;
pub mod ledger;
mod planning;
pub mod queue;
pub mod run;
pub mod slices;
pub mod strategy;
pub mod supervision;
