//! The capabilities of a component: imports of the host. Private, because each is called in one place.

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::SeriesRef;
use simpletrader_contracts::worker::capability::LogLevel;

use super::window::Window;
use crate::guest::bindings::simpletrader::worker::{journal_note, log as host_log, market_window, state};

pub fn log(level: LogLevel, text: &str) {
    let level = match level {
        LogLevel::Trace => host_log::Level::Trace,
        LogLevel::Debug => host_log::Level::Debug,
        LogLevel::Info => host_log::Level::Info,
        LogLevel::Warn => host_log::Level::Warn,
        LogLevel::Error => host_log::Level::Error,
    };
    host_log::write(level, text);
}

pub fn note(text: &str) {
    journal_note::add(text);
}

pub fn get(key: &str) -> Option<Vec<u8>> {
    state::get(key)
}

pub fn set(key: &str, value: &[u8]) {
    state::set(key, value);
}

pub fn remove(key: &str) {
    state::remove(key);
}

pub fn window(series: SeriesRef, count: u32) -> Result<Window, String> {
    let market_window::Columns { times, open, high, low, close, volume } = market_window::window(series.0, count)?;
    Ok(Window { times: times.into_iter().map(Instant::from_micros).collect(), open, high, low, close, volume })
}
