//! What a worker is told once, before the first call.

use simpletrader_contracts::Symbol;
use simpletrader_contracts::market::{Instrument, InstrumentRef, Series, SeriesRef};

use crate::{Worker, WorkerError};

/// The instruments and series of the strategy. Every [`InstrumentRef`] and [`SeriesRef`] of later calls is a position in
/// these lists.
#[derive(Debug, Clone, Copy)]
pub struct Setup<'a> {
    /// What is traded.
    pub instruments: &'a [Instrument],
    /// Which bars there are.
    pub series: &'a [Series],
}

impl<'a> Setup<'a> {
    /// The instrument of a reference; an error when the host never named it.
    pub fn instrument(&self, instrument: InstrumentRef) -> Result<&'a Instrument, WorkerError> {
        self.instruments
            .get(instrument.index())
            .ok_or_else(|| WorkerError::failed(format!("there is no instrument {}", instrument.0)))
    }

    /// The reference of a symbol; bad parameters when the strategy does not trade it.
    pub fn find(&self, symbol: &Symbol) -> Result<InstrumentRef, WorkerError> {
        let position = self.instruments.iter().position(|instrument| instrument.symbol == *symbol);
        let position = position.and_then(|position| u32::try_from(position).ok());
        position.map(InstrumentRef).ok_or_else(|| {
            let known: Vec<&str> = self.instruments.iter().map(|instrument| instrument.symbol.as_str()).collect();
            WorkerError::bad_params(format!("{symbol} is not traded by this strategy; it trades: {}", known.join(", ")))
        })
    }

    /// The steps of each series' prices, to keep for later calls.
    pub fn price_units(&self) -> Result<PriceUnits, WorkerError> {
        let unit =
            |series: &Series| Ok(10_u64.pow(u32::from(self.instrument(InstrumentRef(series.instrument))?.price_scale.min(18))));
        Ok(PriceUnits(self.series.iter().map(unit).collect::<Result<_, WorkerError>>()?))
    }
}

/// How many mantissa steps make 1 in quote currency, per series.
#[derive(Debug, Clone, Default)]
pub struct PriceUnits(Vec<u64>);

impl PriceUnits {
    /// 10^price_scale of the series' instrument; a power of ten up to 10^18, exact as an `f64`.
    pub fn of(&self, series: SeriesRef) -> Result<u64, WorkerError> {
        let unit = self.0.get(series.index()).copied();
        unit.ok_or_else(|| WorkerError::failed(format!("there is no series {}", series.0)))
    }
}

/// Makes a worker of its parameters, as the host does: for tests and native runs.
///
/// `params` is a JSON object. Errors: bad parameters when it does not fit [`Worker::Params`], and what the worker itself says.
pub fn configure<W: Worker>(params: &str, instruments: &[Instrument], series: &[Series]) -> Result<W, WorkerError> {
    let params = serde_json::from_str(params).map_err(|error| WorkerError::bad_params(error.to_string()))?;
    W::configure(params, &Setup { instruments, series })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instrument(symbol: &str, price_scale: u8) -> Instrument {
        let step = simpletrader_contracts::Decimal::new(1, u32::from(price_scale));
        Instrument {
            symbol: Symbol::new(symbol).unwrap(),
            price_scale,
            size_scale: 0,
            tick_size: step,
            lot_size: 1.into(),
            min_notional: None,
        }
    }

    #[test]
    fn a_symbol_is_found_or_the_known_ones_are_named() {
        let instruments = [instrument("A_USD", 2), instrument("B_USD", 4)];
        let setup = Setup { instruments: &instruments, series: &[] };
        assert_eq!(setup.find(&Symbol::new("B_USD").unwrap()), Ok(InstrumentRef(1)));
        let error = setup.find(&Symbol::new("C_USD").unwrap()).unwrap_err();
        assert_eq!(error, WorkerError::bad_params("C_USD is not traded by this strategy; it trades: A_USD, B_USD"));
    }

    #[test]
    fn price_units_follow_the_series_and_refuse_strangers() {
        let instruments = [instrument("A_USD", 2), instrument("B_USD", 4)];
        let series = [Series { instrument: 1, timeframe_seconds: 60 }, Series { instrument: 0, timeframe_seconds: 60 }];
        let units = Setup { instruments: &instruments, series: &series }.price_units().unwrap();
        assert_eq!((units.of(SeriesRef(0)), units.of(SeriesRef(1))), (Ok(10_000), Ok(100)));
        assert!(units.of(SeriesRef(2)).is_err());
        let stray = [Series { instrument: 7, timeframe_seconds: 60 }];
        assert!(Setup { instruments: &instruments, series: &stray }.price_units().is_err());
    }
}
