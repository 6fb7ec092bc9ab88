//! Cases: what a worker is told, and what it must answer.
//!
//! An author writes them in YAML beside the worker's source (`cases/*.yaml`, described in `docs/testing-workers.md`), and
//! `simpletrader test` plays them to the finished worker file. This crate reads the files and knows what a case means. It drives
//! any [`WorkerSource`](simpletrader_contracts::worker::WorkerSource), so it needs no sandbox; the command gives it one.
//!
//! | step | module | gives |
//! |---|---|---|
//! | YAML → cases of one worker | [`CaseFile`], `step`, `bars`, `setup` | checked calls; every mistake with its line |
//! | YAML → a value of the contract | `reader`, `defaults` | any contract type, with symbols by name and what goes without saying left out |
//! | a call | `call` | the answer as a tree |
//! | expected against got | `expect` | what differs, at the line that is wrong |
//! | a case | [`Case::play`] | a [`Verdict`]: what was wrong, what it cost |
//! | the shape of the files | [`json_schema`] | completion and checks in editors |
//! | what came instead of what was expected | [`update()`] | the file with new expectations, everything else untouched |
//!
//! Decisions:
//!
//! * **The answer is a tree, and so is the expectation.** They are compared key by key. A record is compared in what the author
//!   wrote down, a list whole: a forgotten signal is a mistake, an uninteresting field is not.
//! * **The contract's own types are the format.** What a case may say of a position is what serde reads of a
//!   [`PositionView`](simpletrader_contracts::ledger::PositionView). There is no second description that could lag behind; only the
//!   defaults are ours.
//! * **A fresh instance for each case, a sequence of calls within it.** As in a run, nothing is called after a fault.

#![forbid(unsafe_code)]

mod answer;
mod bars;
mod call;
mod case;
mod defaults;
mod expect;
mod fallback;
pub mod json_schema;
mod play;
mod reader;
mod setup;
mod step;
mod update;
mod verdict;

pub use case::{Budget, Case, CaseFile};
pub use update::update;
pub use verdict::{Cost, Mismatch, Verdict};
