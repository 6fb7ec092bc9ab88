//! One file a command.

pub mod backtest;
pub mod inspect;
