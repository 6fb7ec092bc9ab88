//! The files that people write, as typed values: one module a file.
//!
//! Three layers, and none refers upward: the *platform* (`platform.yaml`, once per installation), the *operation* (which
//! strategies run where, with the data sources and environments it names), and the *strategy* (blueprint and wiring, which know
//! of no environment). Decoding checks shapes only: types, ranges, terms, keys. Whether names refer to something is the
//! validator's business.

mod address;
mod admission;
mod blueprint;
mod connectors;
mod data_sources;
mod environments;
mod grants;
mod guardrails;
mod on_fault;
mod operation;
mod platform;
mod schedule;
mod timeframe;
mod venue;
mod wiring;
mod workforce;

pub(crate) use address::{ACCOUNT, ACCOUNT_FIELDS, BAR_FIELDS};
pub use address::{Address, SeriesAddress};
pub use admission::{AdmissionConfig, LoweredBound};
pub use blueprint::{Blueprint, DataNeed};
pub use connectors::{Connector, ConnectorKind, Secret};
pub use data_sources::DataSource;
pub use environments::{Backtest, DataProvider, Environment, EnvironmentKind, InstrumentConfig, Provides};
pub(crate) use grants::EVERY_WORKER;
pub use grants::{FilesConfig, GrantConfig, SlicesConfig, StateConfig, WindowConfig};
pub use operation::{Operation, StrategyLink, WorkerParameters};
pub use platform::{Paths, PerformanceConfig, Platform, SandboxConfig};
pub use schedule::{ScheduleEntry, Timing};
pub use timeframe::Timeframe;
pub use wiring::{Endpoint, EventWiring, ParallelGroup, SequentialWorkers, WiringConfig};
pub use workforce::{InputBinding, LimitsConfig, PlanningWorkers, Trigger, WorkerConfig, Workforce};

pub(crate) use connectors::connectors;
pub(crate) use data_sources::data_sources;
pub(crate) use environments::environments;
pub(crate) use schedule::schedule;
