//! From YAML to build specs: a strategy is proved consistent before its first tick.
//!
//! This crate stands between the files that people write and the engine that trusts what it is given. It knows the
//! [contracts](simpletrader_contracts) and nothing else: no WebAssembly (it is told about plug-ins as plain
//! [facts](simpletrader_contracts::worker::ComponentFacts)), no market data, no clock; even the process's environment is passed in.
//!
//! The way of a configuration, which is also the order of the modules:
//!
//! | step | module | gives |
//! |---|---|---|
//! | files inside the configuration root | `files`, [`source`] | texts with their digests |
//! | YAML | `document` | a bounded tree in which every node knows its place |
//! | shapes | `decode`, [`schema`] | typed values, all mistakes at once |
//! | the files among themselves | [`Configuration::load`], `validate` | a configuration whose references hold |
//! | a link with the installed plug-ins | [`Configuration::build`], `validate` | a proven strategy |
//! | the worker files that were pinned | `lock` | a refusal when one of them changed |
//! | choices | `translate` | the [build spec](build_spec::StrategyBuildSpec): indices instead of names |
//!
//! Beside that way stand [`SingleFile`], which tells what is wrong with one file alone while it is written, and [`json_schema`], the
//! schemas by which editors complete and check these files.
//!
//! Other files that people write in YAML, such as the cases of a worker's tests, are read by the same [`document`] and
//! [`decode`].
//!
//! Of the [rules](diagnostic::Rule) some are not this crate's to answer: V22 and V82 need a live worker (the command's trial asks it), and V71
//! needs what this version cannot yet be told, the window of a plan: a plan is an answer at run time.
//!
//! Three decisions shaped it:
//!
//! * **Findings, not errors.** Whoever writes YAML makes several mistakes at a time. Every step collects [`Findings`](diagnostic),
//!   each with its rule, file, line, path and what to write instead, and a mistake that follows from another is not told.
//! * **Text until a schema asks.** A scalar stays the text that was written until something wants a decimal, so `0.1` is one tenth
//!   and never the nearest double.
//! * **The validator refuses, the translator chooses.** All rules are in one readable list; whatever passed it can be compiled
//!   without a further question, and equal input gives equal output, byte for byte.

#![forbid(unsafe_code)]

mod configuration;
mod files;
mod guardrails;
mod lock;
mod on_fault;
mod plugin_registry;
mod single_file;
mod translate;
mod validate;

pub mod build_spec;
pub mod data_file;
pub mod decode;
pub mod diagnostic;
pub mod document;
pub mod json_schema;
pub mod schema;
pub mod source;

pub use configuration::{Built, Configuration, WorkerPlaces};
pub use lock::LOCK_FILE;
pub use plugin_registry::{BrokenComponent, NoPlugin, PluginRegistry};
pub use single_file::{FileKind, SingleFile};
pub use validate::given_parameters;
