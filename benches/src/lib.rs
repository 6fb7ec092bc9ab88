//! What things cost. Run `cargo xtask workers` once, then `cargo bench --profile dev --workspace --bench crossing`
//! (the one profile that everything else is built with, so that nothing is compiled again).
//!
//! Compare within one run: times differ from machine to machine and from hour to hour, ratios hold.
//!
//! [`walk`] makes the bars that everything long is measured with, [`reference`] the operation over them; the program `bars` writes both,
//! and the program `ceiling` is the plain loop that no runtime can beat. [`shapes`] and [`raw`] call components with wasmtime alone;
//! [`runs`] runs strategies in memory, [`sweep`] hundreds of parameter sets. The program `performance` writes `docs/performance.md`.

pub mod raw;
pub mod reference;
pub mod runs;
pub mod shapes;
pub mod sweep;
pub mod walk;

use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::{Decimal, Symbol};

/// What workers are told that they measure, where no strategy says it: prices in cents.
pub fn instrument() -> Instrument {
    let symbol = Symbol::new("GOOG_USD").expect("a symbol");
    let step = Decimal::new(1, 2);
    Instrument { symbol, price_scale: 2, size_scale: 0, tick_size: step, lot_size: Decimal::ONE, min_notional: None }
}

/// Its daily bars.
pub fn series() -> Series {
    Series { instrument: 0, timeframe_seconds: 86_400 }
}
