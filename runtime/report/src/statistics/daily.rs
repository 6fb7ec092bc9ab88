//! Daily returns: the marked-to-market equity at the last close of each UTC day, and its relative changes.
//!
//! Days are those on which a bar closed; nothing is invented for the others. The first day is the base: what was won or lost
//! before its last close is in the total return and in no daily return, as in quantstats and backtesting.py. Closed trades and
//! the cash balance play no part.

use simpletrader_contracts::Instant;

use super::figure::Absent;
use crate::history::{EquityCurve, Prices, day_of};

/// One value a day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Daily {
    /// The days, at midnight UTC; ascending.
    pub days: Vec<Instant>,
    /// Equity at the last close of each day.
    pub equity: Vec<f64>,
}

impl Daily {
    /// The last value of each day.
    pub fn of(curve: &EquityCurve) -> Self {
        let mut daily = Self::default();
        for (at, equity) in curve.at.iter().zip(&curve.equity) {
            daily.close(day_of(*at), *equity);
        }
        daily
    }

    fn close(&mut self, day: Instant, value: f64) {
        match (self.days.last(), self.equity.last_mut()) {
            (Some(last), Some(equity)) if *last == day => *equity = value,
            _ => {
                self.days.push(day);
                self.equity.push(value);
            }
        }
    }

    /// The relative change from each day to the next: one fewer than days.
    ///
    /// # Errors
    /// When there are fewer than two days, or equity came to nothing: what follows ruin is no return.
    pub fn returns(&self) -> Result<Vec<f64>, Absent> {
        if self.equity.len() < 2 {
            return Err(Absent("a daily return needs bars on two days"));
        }
        if self.equity.iter().any(|equity| *equity <= 0.0) {
            return Err(Absent("the account was worth nothing or less on one of the days"));
        }
        Ok(self.equity.windows(2).map(|pair| if let [before, after] = pair { after / before - 1.0 } else { 0.0 }).collect())
    }

    /// What the money would have come to on each of these days, had it been spread evenly over the symbols at their first close
    /// and been left there. 1 stands for all of it; a symbol whose bars begin later is held as cash until then.
    ///
    /// # Errors
    /// When no symbol has a bar.
    pub fn buy_and_hold(&self, prices: &[Prices]) -> Result<Vec<f64>, Absent> {
        let held: Vec<&Prices> = prices.iter().filter(|prices| !prices.close.is_empty()).collect();
        if held.is_empty() {
            return Err(Absent("no bars are known"));
        }
        let mut worth = vec![0.0; self.days.len()];
        for prices in &held {
            let first = prices.close.first().copied().unwrap_or(1.0);
            let mut bar = 0;
            let mut growth = 1.0;
            for (day, worth) in self.days.iter().zip(&mut worth) {
                while let Some((_, close)) =
                    prices.closes_at.get(bar).zip(prices.close.get(bar)).filter(|(at, _)| day_of(**at) <= *day)
                {
                    growth = close / first;
                    bar += 1;
                }
                *worth += growth / held.len() as f64;
            }
        }
        Ok(worth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn curve(points: &[(&str, f64)]) -> EquityCurve {
        EquityCurve {
            at: points.iter().map(|(text, _)| at(text)).collect(),
            equity: points.iter().map(|(_, equity)| *equity).collect(),
            exposure: vec![0.0; points.len()],
        }
    }

    #[test]
    fn the_last_close_of_a_day_counts_and_gaps_stay_gaps() {
        let daily =
            Daily::of(&curve(&[("2024-01-01T10:00:00Z", 100.0), ("2024-01-02T00:00:00Z", 110.0), ("2024-01-05T10:00:00Z", 99.0)]));
        assert_eq!(daily.days, [at("2024-01-01"), at("2024-01-05")]);
        assert_eq!(daily.returns().unwrap(), [99.0 / 110.0 - 1.0]);
    }

    #[test]
    fn one_day_and_ruin_have_no_returns() {
        assert!(Daily::of(&curve(&[("2024-01-01T10:00:00Z", 100.0)])).returns().is_err());
        assert!(Daily::default().returns().is_err());
        let ruined = curve(&[("2024-01-01T10:00:00Z", 100.0), ("2024-01-02T10:00:00Z", -1.0)]);
        assert_eq!(Daily::of(&ruined).returns(), Err(Absent("the account was worth nothing or less on one of the days")));
    }

    #[test]
    fn buy_and_hold_spreads_the_money_and_waits_with_what_begins_later() {
        let prices = |symbol: &str, bars: &[(&str, f64)]| Prices {
            symbol: symbol.into(),
            closes_at: bars.iter().map(|(text, _)| at(text)).collect(),
            close: bars.iter().map(|(_, close)| *close).collect(),
            ..Prices::default()
        };
        let daily = Daily { days: vec![at("2024-01-01"), at("2024-01-02"), at("2024-01-03")], equity: vec![1.0; 3] };
        let both = [
            prices("A_USD", &[("2024-01-02", 10.0), ("2024-01-03", 20.0), ("2024-01-04", 20.0)]),
            prices("B_USD", &[("2024-01-03", 8.0), ("2024-01-04", 4.0)]),
        ];
        assert_eq!(daily.buy_and_hold(&both).unwrap(), [1.0, 1.5, 1.25]);
        assert_eq!(daily.buy_and_hold(&[]), Err(Absent("no bars are known")));
    }
}
