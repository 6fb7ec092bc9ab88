//! Statistics of a run: one a file, its formula and source in the header, its reference value in its test.
//!
//! The default convention is arithmetic, on daily marked-to-market equity ([`daily`]), with n - 1 in deviations and a stated number
//! of periods a year ([`periods`]). [`backtesting_py`] is another, named set. A statistic that does not exist is absent with its
//! reason ([`figure`]); none is ever NaN. `docs/statistics.md` lists them all and says where public programs mean something else
//! by the same name.

mod annual_return;
pub mod backtesting_py;
mod cagr;
mod calendar;
mod calmar;
mod daily;
mod daily_odds;
mod drawdown;
mod excursion;
mod expectancy;
mod expected_shortfall;
mod exposure;
mod figure;
pub mod json;
mod kelly;
mod kurtosis;
mod listing;
mod market;
pub(crate) mod moments;
pub(crate) mod normal;
mod omega;
mod payoff;
mod periods;
mod probabilistic_sharpe;
mod profit_factor;
mod r_multiple;
#[cfg(test)]
pub(crate) mod reference;
mod sharpe;
pub mod show;
mod skew;
mod sortino;
mod sqn;
mod tail_ratio;
mod trade_time;
mod trades;
mod turnover;
mod ulcer_index;
mod value_at_risk;
mod volatility;
mod win_rate;

pub use calendar::CalendarYear;
pub use daily::Daily;
pub use drawdown::{Drawdown, underwater, worst};
pub use excursion::Excursion;
pub use figure::{Absent, Figure, Value};
pub use listing::{Group, Listed, Unit};
pub use sharpe::ROLLING_WINDOW;
pub use trades::TradeFigures;

pub(crate) use figure::number;
pub(crate) use market::beta;
pub(crate) use sharpe::sharpe;

use crate::history::History;

/// How many of the deepest drawdowns are told.
const WORST: usize = 5;

/// The statistics of a run in the default convention.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// Periods a year that yearly figures are made with.
    pub periods_a_year: f64,
    /// The days.
    pub daily: Daily,
    /// Returns from day to day, or why there are none.
    pub returns: Result<Vec<f64>, Absent>,
    /// What buy-and-hold was worth on each day, 1 at the start, or why it is not known.
    pub market: Result<Vec<f64>, Absent>,
    /// Every statistic, in the order in which they are shown.
    pub listed: Vec<Listed>,
    /// The deepest falls of the daily equity, the deepest first; at most five.
    pub worst_drawdowns: Vec<Drawdown>,
    /// Returns by month and year.
    pub calendar: Vec<CalendarYear>,
    /// What is said of each trade, in the order of [`History::trades`].
    pub trades: Vec<TradeFigures>,
}

impl Statistics {
    /// Computes everything. Without a number of periods the spacing of the days tells it.
    pub fn of(history: &History, periods: Option<f64>) -> Self {
        let daily = Daily::of(&history.curve);
        let periods_a_year = periods.unwrap_or_else(|| periods::periods_a_year(&daily));
        let returns = daily.returns();
        let market = daily.buy_and_hold(&history.prices);
        let falls = drawdown::drawdowns(&daily.days, &daily.equity);
        let trades = trades::of_each(history);
        let worst_drawdowns = worst(&falls, WORST);
        let calendar = calendar::calendar(&daily);
        let basis = listing::Basis { history, daily: &daily, returns: &returns, market: &market, falls: &falls, trades: &trades };
        let listed = listing::list(&basis, periods_a_year);
        Self { periods_a_year, listed, worst_drawdowns, calendar, trades, daily, returns, market }
    }

    /// A statistic by its key.
    pub fn value(&self, key: &str) -> Option<Value> {
        self.listed.iter().find(|listed| listed.key == key).map(|listed| listed.value)
    }
}
