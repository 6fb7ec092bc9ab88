//! `market-window`: closed bars of a granted series. The newest is a bar of the pass or older: later ones are not in the store.

use simpletrader_contracts::market::SeriesRef;

use super::Capabilities;
use crate::bindings::wire::market_window::{Columns, Host};

/// Bytes of one bar in the columns: a time and five numbers.
const BAR_BYTES: usize = 6 * 8;

impl Host for Capabilities {
    fn window(&mut self, series: u32, count: u32) -> wasmtime::Result<Result<Columns, String>> {
        let bars = match self.kit.latest(SeriesRef(series), count) {
            Ok(bars) => bars,
            Err(refusal) => {
                self.meter.call(0)?;
                return Ok(Err(refusal.to_string()));
            }
        };
        self.meter.call(bars.len() * BAR_BYTES)?;
        let room = || Vec::with_capacity(bars.len());
        let mut columns = Columns {
            times: Vec::with_capacity(bars.len()),
            open: room(),
            high: room(),
            low: room(),
            close: room(),
            volume: room(),
        };
        for bar in bars {
            columns.times.push(bar.closed_at.micros());
            columns.open.push(bar.open);
            columns.high.push(bar.high);
            columns.low.push(bar.low);
            columns.close.push(bar.close);
            columns.volume.push(bar.volume);
        }
        Ok(Ok(columns))
    }
}
