//! Instruments, series, bars, quotes and the tick of a pass.

use simpletrader_contracts::market::{Bar, Instrument, Quote, Series, Tick};
use simpletrader_contracts::terms::OriginType;

use super::{Misfit, exact, exact_option};
use crate::bindings::wire::types as wire;

pub(crate) fn instrument(instrument: &Instrument) -> Result<wire::Instrument, Misfit> {
    Ok(wire::Instrument {
        symbol: instrument.symbol.to_string(),
        price_scale: instrument.price_scale,
        size_scale: instrument.size_scale,
        tick_size: exact("instrument.tick-size", instrument.tick_size)?,
        lot_size: exact("instrument.lot-size", instrument.lot_size)?,
        min_notional: exact_option("instrument.min-notional", instrument.min_notional)?,
    })
}

pub(crate) fn series(series: &Series) -> wire::Series {
    wire::Series { instrument: series.instrument, timeframe_seconds: series.timeframe_seconds }
}

pub(crate) fn bar(bar: &Bar) -> wire::Bar {
    let Bar { series, open, high, low, close, volume } = *bar;
    wire::Bar { series: series.0, open, high, low, close, volume }
}

pub(crate) fn tick(tick: &Tick) -> wire::Tick {
    let trigger = match tick.trigger {
        OriginType::Tick => wire::Trigger::Bar,
        OriginType::News => wire::Trigger::News,
        OriginType::Schedule => wire::Trigger::Schedule,
        OriginType::Reply => wire::Trigger::Reply,
        OriginType::User => wire::Trigger::User,
    };
    wire::Tick { sequence: tick.sequence, at: tick.at.micros(), trigger }
}

pub(crate) fn quote(quote: &Quote) -> Result<wire::Quote, Misfit> {
    Ok(wire::Quote {
        instrument: quote.instrument.0,
        at: quote.at.micros(),
        last: exact("quote.last", quote.last.get())?,
        bid: exact_option("quote.bid", quote.bid.map(|price| price.get()))?,
        ask: exact_option("quote.ask", quote.ask.map(|price| price.get()))?,
    })
}
