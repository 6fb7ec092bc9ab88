//! `log`: lines for the author. Cut and made safe to show; past the run's bound the log ends in a mark and the worker goes on.

use simpletrader_contracts::worker::capability::LogLevel;

use super::Capabilities;
use crate::bindings::wire::log::{Host, Level};

impl Host for Capabilities {
    fn write(&mut self, level: Level, message: String) -> wasmtime::Result<()> {
        self.meter.call(message.len())?;
        let level = match level {
            Level::Trace => LogLevel::Trace,
            Level::Debug => LogLevel::Debug,
            Level::Info => LogLevel::Info,
            Level::Warn => LogLevel::Warn,
            Level::Error => LogLevel::Error,
        };
        self.kit.log(level, &message);
        Ok(())
    }
}
