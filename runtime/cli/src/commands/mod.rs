//! One file a command.

pub mod backtest;
pub mod check;
pub mod graph;
pub mod inspect;
pub mod lock;
pub mod plan;
pub mod schema;
