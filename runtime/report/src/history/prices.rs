//! `bars.csv`: the bars that orders were matched against.

use std::path::Path;

use simpletrader_contracts::Instant;

use super::table::Table;
use crate::reading::ReadError;

/// The bars of a symbol, by their number. All columns are equally long.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prices {
    /// What was traded.
    pub symbol: String,
    /// When each bar closed; ascending.
    pub closes_at: Vec<Instant>,
    /// First price.
    pub open: Vec<f64>,
    /// Highest price.
    pub high: Vec<f64>,
    /// Lowest price.
    pub low: Vec<f64>,
    /// Last price.
    pub close: Vec<f64>,
    /// What was traded in the bar, in base units.
    pub volume: Vec<f64>,
}

/// The UTC day of a bar that closes at this instant: a bar that ends at midnight belongs to the day before.
pub fn day_of(closes_at: Instant) -> Instant {
    Instant::from_micros(closes_at.micros().saturating_sub(1)).start_of_day()
}

/// Reads the bars of all symbols; a symbol without bars has empty columns.
pub(super) fn read(path: &Path, symbols: &[String]) -> Result<Vec<Prices>, ReadError> {
    let empty = |symbol: &String| Prices { symbol: symbol.clone(), ..Prices::default() };
    let mut all: Vec<Prices> = symbols.iter().map(empty).collect();
    let columns = ["symbol", "closes_at", "open", "high", "low", "close", "volume"];
    Table::open(path)?.rows(columns, |[symbol, closes_at, open, high, low, close, volume]| {
        let prices = all.iter_mut().find(|prices| prices.symbol == symbol).ok_or("symbol")?;
        prices.closes_at.push(Instant::parse(closes_at).map_err(|_| "closes_at")?);
        prices.open.push(open.parse().map_err(|_| "open")?);
        prices.high.push(high.parse().map_err(|_| "high")?);
        prices.low.push(low.parse().map_err(|_| "low")?);
        prices.close.push(close.parse().map_err(|_| "close")?);
        prices.volume.push(volume.parse().map_err(|_| "volume")?);
        Ok(())
    })?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_that_ends_at_midnight_belongs_to_the_day_before() {
        let day = |text: &str| day_of(Instant::parse(text).unwrap()).to_string();
        assert_eq!(day("2004-08-20T00:00:00Z"), "2004-08-19T00:00:00Z");
        assert_eq!(day("2004-08-20T00:01:00Z"), "2004-08-20T00:00:00Z");
    }
}
