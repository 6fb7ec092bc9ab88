//! `wasi:clocks`: both clocks stand at the instant of the pass.
//!
//! They move from call to call and never inside one, so a guest measures neither itself nor the machine. Until the first
//! handler is called they stand at the epoch: nothing has happened yet, and a worker that is made again must be made the same.

use simpletrader_contracts::Instant;
use wasmtime::component::{ComponentType, Lower};

use super::io::Pollable;
use super::price::CALL;
use super::{Interface, WasiState};

/// What the clocks tell: microseconds, in nanoseconds.
const RESOLUTION: u64 = 1_000;

/// `wall-clock.datetime`: the time since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ComponentType, Lower)]
#[component(record)]
pub(super) struct Datetime {
    seconds: u64,
    nanoseconds: u32,
}

impl Datetime {
    /// WASI has no time before the epoch; there it stands still.
    fn of(now: Instant) -> Self {
        let micros = u64::try_from(now.micros()).unwrap_or(0);
        Self { seconds: micros / 1_000_000, nanoseconds: (micros % 1_000_000) as u32 * 1_000 }
    }
}

/// `wall-clock`.
pub(super) fn wall_clock(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("now", |mut store, (): ()| Ok((Datetime::of(WasiState::charged(&mut store, CALL)?.now),)))?;
    interface.func_wrap("resolution", |mut store, (): ()| {
        WasiState::charged(&mut store, CALL)?;
        Ok((Datetime { seconds: 0, nanoseconds: RESOLUTION as u32 },))
    })
}

/// `monotonic-clock`: the same instant in nanoseconds. To wait for a time is to wait for nothing.
pub(super) fn monotonic_clock(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("now", |mut store, (): ()| {
        let micros = WasiState::charged(&mut store, CALL)?.now.micros();
        Ok((u64::try_from(micros).unwrap_or(0).saturating_mul(1_000),))
    })?;
    interface.func_wrap("resolution", |mut store, (): ()| {
        WasiState::charged(&mut store, CALL)?;
        Ok((RESOLUTION,))
    })?;
    for name in ["subscribe-instant", "subscribe-duration"] {
        interface
            .func_wrap(name, |mut store, (_when,): (u64,)| Ok((WasiState::charged(&mut store, CALL)?.hand_out(Pollable)?,)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_becomes_seconds_and_nanoseconds() {
        let at = |micros| Datetime::of(Instant::from_micros(micros));
        assert_eq!(at(1_700_000_000_123_456), Datetime { seconds: 1_700_000_000, nanoseconds: 123_456_000 });
        assert_eq!(at(0), Datetime { seconds: 0, nanoseconds: 0 });
        assert_eq!(at(-1), at(0), "there is no time before the epoch");
        assert_eq!(at(i64::MAX).seconds, 9_223_372_036_854);
    }
}
