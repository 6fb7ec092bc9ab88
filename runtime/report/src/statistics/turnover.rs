//! Turnover: how often the equity was turned over in a year, buying and selling counted together.
//!
//! Sum of price times quantity of all fills / mean of the daily equity / years, the years by the number of daily returns.

use super::daily::Daily;
use super::figure::{Figure, number, ratio};
use super::moments::mean;
use crate::history::Fill;

/// Turnover a year; 2 is one purchase and one sale of everything.
///
/// # Errors
/// When the run has fewer than two days.
pub fn turnover(fills: &[Fill], daily: &Daily, periods: f64) -> Figure {
    let traded: f64 = fills.iter().map(|fill| number(fill.value())).sum();
    let years = daily.equity.len().saturating_sub(1) as f64 / periods;
    ratio(traded, mean(&daily.equity).max(0.0) * years, "a yearly figure needs two days and an account")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::FillPurpose;
    use simpletrader_contracts::terms::Side;

    #[test]
    fn everything_bought_and_sold_in_a_year_is_two() {
        let fill = |side| Fill {
            symbol: "A_USD".into(),
            side,
            purpose: FillPurpose::Entry,
            is_market: true,
            bar: 0,
            quantity: "10".parse().unwrap(),
            price: "10".parse().unwrap(),
            slippage: "0".parse().unwrap(),
        };
        let daily = Daily { days: Vec::new(), equity: vec![100.0; 253] };
        assert_eq!(turnover(&[fill(Side::Buy), fill(Side::Sell)], &daily, 252.0), Ok(2.0));
        assert!(turnover(&[], &Daily::default(), 252.0).is_err());
    }
}
