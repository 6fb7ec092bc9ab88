//! Instruments, series, bars, quotes and the tick of a pass.

use simpletrader_contracts::market::{Bar, Instrument, Quote, Series, Tick};
use simpletrader_contracts::terms::OriginType;
use simpletrader_contracts::worker::call::SlicedBar;

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

/// Bars of one series, six numbers each: one list crosses many times faster than a list of records.
pub(crate) fn slice(bars: &[SlicedBar], numbers: &mut Vec<i64>) {
    numbers.clear();
    numbers.extend(bars.iter().flat_map(|SlicedBar { at, bar: Bar { open, high, low, close, volume, .. } }| {
        [at.micros(), *open, *high, *low, *close, *volume]
    }));
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

#[cfg(test)]
mod tests {
    use simpletrader_contracts::market::{InstrumentRef, SeriesRef};
    use simpletrader_contracts::{Decimal, Instant, Price, Symbol};

    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn text(wire: wire::Decimal) -> String {
        Decimal::new(wire.mantissa, u32::from(wire.scale)).to_string()
    }

    #[test]
    fn an_instrument_is_described_whole() {
        let wire = instrument(&Instrument {
            symbol: Symbol::new("BTC_USDT").unwrap(),
            price_scale: 2,
            size_scale: 6,
            tick_size: dec("0.05"),
            lot_size: dec("0.001"),
            min_notional: Some(dec("5")),
        })
        .unwrap();
        assert_eq!((wire.symbol.as_str(), wire.price_scale, wire.size_scale), ("BTC_USDT", 2, 6));
        assert_eq!((text(wire.tick_size), text(wire.lot_size)), ("0.05".into(), "0.001".into()));
        assert_eq!(wire.min_notional.map(text), Some("5".into()));
    }

    #[test]
    fn a_bar_keeps_its_mantissas() {
        let wire = bar(&Bar { series: SeriesRef(1), open: 2, high: 5, low: -3, close: 4, volume: 6 });
        assert_eq!((wire.series, wire.open, wire.high, wire.low, wire.close, wire.volume), (1, 2, 5, -3, 4, 6));
    }

    #[test]
    fn a_tick_says_what_started_the_pass() {
        let trigger = |trigger| tick(&Tick { sequence: 7, at: Instant::from_micros(8), trigger });
        assert_eq!((trigger(OriginType::Tick).sequence, trigger(OriginType::Tick).at), (7, 8));
        assert_eq!(trigger(OriginType::Tick).trigger, wire::Trigger::Bar);
        assert_eq!(trigger(OriginType::News).trigger, wire::Trigger::News);
        assert_eq!(trigger(OriginType::Schedule).trigger, wire::Trigger::Schedule);
        assert_eq!(trigger(OriginType::Reply).trigger, wire::Trigger::Reply);
        assert_eq!(trigger(OriginType::User).trigger, wire::Trigger::User);
    }

    #[test]
    fn a_quote_keeps_bid_and_ask_apart() {
        let price = |text| Price::new(dec(text)).unwrap();
        let view = Quote {
            instrument: InstrumentRef(1),
            at: Instant::from_micros(2),
            last: price("100.5"),
            bid: Some(price("100.25")),
            ask: Some(price("100.75")),
        };
        let wire = quote(&view).unwrap();
        assert_eq!((wire.instrument, wire.at, text(wire.last)), (1, 2, "100.5".into()));
        assert_eq!((wire.bid.map(text), wire.ask.map(text)), (Some("100.25".into()), Some("100.75".into())));
        let long = Quote { last: price("0.1234567890123456"), ..view };
        assert!(quote(&long).is_err(), "a price is never rounded");
    }
}
