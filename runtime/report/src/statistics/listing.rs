//! The list of statistics: keys, titles and units, in the order in which they are shown.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::terms::Direction;

use super::figure::{Absent, Figure, Value, number, ratio};
use super::trades::{TradeFigures, side};
use super::{Daily, Drawdown};
use super::{
    annual_return, cagr, calmar, daily_odds, drawdown, expectancy, expected_shortfall, exposure, kelly, kurtosis, market, omega,
    payoff, probabilistic_sharpe, profit_factor, sharpe, skew, sortino, sqn, tail_ratio, trade_time, turnover, ulcer_index,
    value_at_risk, volatility, win_rate,
};
use crate::history::History;

/// What a statistic is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// What the account came to.
    Result,
    /// What was risked for it.
    Risk,
    /// How deep and how long it fell.
    Drawdown,
    /// Compared with holding what was traded.
    Market,
    /// The closed trades.
    Trades,
    /// What trading cost.
    Costs,
}

impl Group {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 6] = [Self::Result, Self::Risk, Self::Drawdown, Self::Market, Self::Trades, Self::Costs];

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Result => "result",
            Self::Risk => "risk",
            Self::Drawdown => "drawdown",
            Self::Market => "against buy-and-hold",
            Self::Trades => "closed trades",
            Self::Costs => "costs",
        }
    }
}

/// How a value is shown. In JSON a share is a fraction: 0.01 is 1 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Account currency.
    Money,
    /// A fraction, shown as a percentage.
    Share,
    /// A plain number.
    Ratio,
    /// A whole number.
    Count,
    /// Days, with their fraction.
    Days,
}

/// A statistic with its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Listed {
    /// Its name in JSON.
    pub key: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is about.
    pub group: Group,
    /// How it is shown.
    pub unit: Unit,
    /// What it came to.
    pub value: Value,
}

/// What statistics are made of.
pub(super) struct Basis<'a> {
    pub history: &'a History,
    pub daily: &'a Daily,
    pub returns: &'a Result<Vec<f64>, Absent>,
    pub market: &'a Result<Vec<f64>, Absent>,
    pub falls: &'a [Drawdown],
    pub trades: &'a [TradeFigures],
}

impl Basis<'_> {
    /// A statistic of the daily returns.
    fn of_returns(&self, statistic: impl Fn(&[f64]) -> Figure) -> Figure {
        self.returns.as_deref().map_err(|absent| *absent).and_then(statistic)
    }

    /// A statistic of the daily returns and those of buy-and-hold.
    fn of_both(&self, statistic: impl Fn(&[f64], &[f64]) -> Figure) -> Figure {
        let market = Daily { days: self.daily.days.clone(), equity: self.market.clone()? }.returns()?;
        self.of_returns(|returns| statistic(returns, &market))
    }
}

/// Every statistic of the default convention.
pub(super) fn list(basis: &Basis<'_>, periods: f64) -> Vec<Listed> {
    let mut all = Vec::with_capacity(72);
    list_result(basis, periods, &mut all);
    list_risk(basis, periods, &mut all);
    list_drawdown(basis, periods, &mut all);
    list_market(basis, periods, &mut all);
    list_trades(basis, &mut all);
    list_sides(basis, &mut all);
    list_costs(basis, periods, &mut all);
    all
}

type List = Vec<Listed>;

fn add(list: &mut List, group: Group, unit: Unit, key: &'static str, title: &'static str, value: impl Into<Value>) {
    list.push(Listed { key, title, group, unit, value: value.into() });
}

fn list_result(basis: &Basis<'_>, periods: f64, list: &mut List) {
    let History { initial_capital, final_equity, peak_equity, curve, .. } = basis.history;
    let equity = &basis.daily.equity;
    let growth =
        ratio(number(*final_equity) - number(*initial_capital), number(*initial_capital), "there was no money at the start");
    let yearly = |returns: &[f64]| Ok(annual_return::annual_return(returns, periods));
    let mut put = |unit, key, title, value: Value| add(list, Group::Result, unit, key, title, value);
    put(Unit::Money, "final_equity", "final equity", (*final_equity).into());
    put(Unit::Money, "peak_equity", "peak equity", (*peak_equity).into());
    put(Unit::Share, "total_return", "total return", growth.into());
    put(Unit::Share, "annual_return", "annual return, arithmetic", basis.of_returns(yearly).into());
    put(Unit::Share, "cagr", "annual growth, compounded", cagr::cagr(equity, periods).into());
    put(Unit::Share, "time_in_market", "time in the market", exposure::time_in_market(curve).into());
    put(Unit::Share, "average_exposure", "average exposure", exposure::average_exposure(curve).into());
}

fn list_risk(basis: &Basis<'_>, periods: f64, list: &mut List) {
    let of = |statistic: fn(&[f64]) -> Figure| Value::from(basis.of_returns(statistic));
    let yearly = |statistic: fn(&[f64], f64) -> Figure| Value::from(basis.of_returns(|returns| statistic(returns, periods)));
    let mut put = |unit, key, title, value: Value| add(list, Group::Risk, unit, key, title, value);
    put(Unit::Share, "volatility", "volatility", yearly(volatility::volatility));
    put(Unit::Ratio, "sharpe", "Sharpe ratio", yearly(sharpe::sharpe));
    put(Unit::Share, "probabilistic_sharpe", "probabilistic Sharpe ratio", of(probabilistic_sharpe::probabilistic_sharpe));
    put(Unit::Ratio, "rolling_sharpe_last", "Sharpe ratio of the last 126 days", yearly(sharpe::rolling_sharpe));
    put(Unit::Ratio, "sortino", "Sortino ratio", yearly(sortino::sortino));
    put(Unit::Ratio, "omega", "Omega ratio", of(omega::omega));
    put(Unit::Ratio, "tail_ratio", "tail ratio", of(tail_ratio::tail_ratio));
    put(Unit::Share, "value_at_risk", "value at risk, 95 %, a day", of(value_at_risk::value_at_risk));
    put(Unit::Share, "expected_shortfall", "expected shortfall, 95 %, a day", of(expected_shortfall::expected_shortfall));
    let historical = of(value_at_risk::historical_value_at_risk);
    put(Unit::Share, "historical_value_at_risk", "historical value at risk", historical);
    let historical = of(expected_shortfall::historical_expected_shortfall);
    put(Unit::Share, "historical_expected_shortfall", "historical expected shortfall", historical);
    put(Unit::Ratio, "skew", "skewness", of(skew::skew));
    put(Unit::Ratio, "kurtosis", "excess kurtosis", of(kurtosis::kurtosis));
    put(Unit::Share, "daily_win_rate", "days that gained", of(daily_odds::daily_win_rate));
    put(Unit::Ratio, "daily_payoff", "mean gain over mean loss of a day", of(daily_odds::daily_payoff));
    put(Unit::Share, "daily_kelly", "Kelly criterion of days", of(daily_odds::daily_kelly));
}

fn list_drawdown(basis: &Basis<'_>, periods: f64, list: &mut List) {
    let (equity, falls) = (&basis.daily.equity, basis.falls);
    let every_bar = drawdown::max_drawdown(&basis.history.curve.equity);
    let mut put = |unit, key, title, value: Figure| add(list, Group::Drawdown, unit, key, title, value);
    put(Unit::Share, "max_drawdown", "deepest, daily closes", drawdown::max_drawdown(equity));
    put(Unit::Share, "max_drawdown_of_bars", "deepest, every bar", every_bar);
    put(Unit::Share, "average_drawdown", "average", drawdown::average_drawdown(falls));
    put(Unit::Days, "max_drawdown_days", "longest", drawdown::max_drawdown_days(falls));
    put(Unit::Days, "average_drawdown_days", "average length", drawdown::average_drawdown_days(falls));
    put(Unit::Ratio, "calmar", "Calmar ratio", calmar::calmar(equity, periods));
    put(Unit::Share, "ulcer_index", "ulcer index", ulcer_index::ulcer_index(equity));
}

fn list_market(basis: &Basis<'_>, periods: f64, list: &mut List) {
    let held = basis.market.as_ref().map_err(|absent| *absent);
    let held = held.and_then(|worth| worth.last().map(|worth| worth - 1.0).ok_or(Absent("no bar was seen")));
    let mut put = |unit, key, title, value: Figure| add(list, Group::Market, unit, key, title, value);
    put(Unit::Share, "buy_and_hold_return", "buy-and-hold return", held);
    put(Unit::Share, "alpha", "alpha, a year", basis.of_both(|returns, market| market::alpha(returns, market, periods)));
    put(Unit::Ratio, "beta", "beta", basis.of_both(market::beta));
}

fn list_trades(basis: &Basis<'_>, list: &mut List) {
    let closed = &basis.history.trades;
    let results: Vec<f64> = closed.iter().map(|trade| number(trade.result)).collect();
    let returns: Vec<f64> = basis.trades.iter().map(|trade| trade.trade_return).collect();
    let days: Vec<f64> = basis.trades.iter().filter_map(|trade| trade.days).collect();
    let multiples: Vec<f64> = basis.trades.iter().filter_map(|trade| trade.r_multiple.ok()).collect();
    let none = "no trade was closed";
    let extreme = |values: &[f64], pick: fn(f64, f64) -> f64| values.iter().copied().reduce(pick).ok_or(Absent(none));
    let money = |pick: Option<Decimal>| pick.map_or(Value::Absent(none), Value::from);
    let mut put = |unit, key, title, value: Value| add(list, Group::Trades, unit, key, title, value);
    put(Unit::Count, "trades", "closed", Value::Number(closed.len() as f64));
    put(Unit::Share, "win_rate", "win rate", win_rate::win_rate(&results).into());
    put(Unit::Ratio, "profit_factor", "profit factor", profit_factor::profit_factor(&results).into());
    put(Unit::Ratio, "payoff", "payoff", payoff::payoff(&results).into());
    put(Unit::Money, "expectancy", "expectancy", expectancy::expectancy(&results).into());
    put(Unit::Share, "average_trade_return", "average return", expectancy::expectancy(&returns).into());
    put(Unit::Ratio, "sqn", "system quality number", sqn::sqn(&results).into());
    put(Unit::Share, "kelly", "Kelly criterion", kelly::kelly(&results).into());
    put(Unit::Money, "best_trade", "best", money(closed.iter().map(|trade| trade.result).max()));
    put(Unit::Money, "worst_trade", "worst", money(closed.iter().map(|trade| trade.result).min()));
    put(Unit::Share, "best_trade_return", "best return", extreme(&returns, f64::max).into());
    put(Unit::Share, "worst_trade_return", "worst return", extreme(&returns, f64::min).into());
    put(Unit::Days, "longest_trade_days", "longest", trade_time::longest(&days).into());
    put(Unit::Days, "average_trade_days", "average length", trade_time::average(&days).into());
    let multiple = if multiples.is_empty() {
        Err(Absent("no closed trade was opened with a stop"))
    } else {
        expectancy::expectancy(&multiples)
    };
    put(Unit::Ratio, "average_r_multiple", "average R-multiple", multiple.into());
}

fn list_sides(basis: &Basis<'_>, list: &mut List) {
    let mut put = |unit, key, title, value: Value| add(list, Group::Trades, unit, key, title, value);
    let share = |wins: usize, trades: usize| ratio(wins as f64, trades as f64, "none of them was closed");
    let long = side(&basis.history.trades, Direction::Long);
    put(Unit::Count, "long_trades", "long", Value::Number(long.trades as f64));
    put(Unit::Share, "long_win_rate", "long win rate", share(long.wins, long.trades).into());
    put(Unit::Money, "long_result", "long result", long.result.into());
    let short = side(&basis.history.trades, Direction::Short);
    put(Unit::Count, "short_trades", "short", Value::Number(short.trades as f64));
    put(Unit::Share, "short_win_rate", "short win rate", share(short.wins, short.trades).into());
    put(Unit::Money, "short_result", "short result", short.result.into());
}

fn list_costs(basis: &Basis<'_>, periods: f64, list: &mut List) {
    let fills = &basis.history.fills;
    let slippage = fills.iter().fold(Decimal::ZERO, |sum, fill| sum.saturating_add(fill.slippage));
    let mut put = |unit, key, title, value: Value| add(list, Group::Costs, unit, key, title, value);
    put(Unit::Count, "fills", "fills", Value::Number(fills.len() as f64));
    put(Unit::Money, "fees", "fees", basis.history.fees.into());
    put(Unit::Money, "slippage", "slippage and spread", slippage.into());
    put(Unit::Ratio, "turnover", "turnover, a year", turnover::turnover(fills, basis.daily, periods).into());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Statistics, reference};

    #[test]
    fn every_value_exists_in_a_reference_run_but_those_that_need_stops_or_short_trades() {
        let run = &reference::runs()[0];
        let statistics = Statistics::of(&run.history, None);
        let absent = |listed: &Listed| matches!(listed.value, Value::Absent(_)).then_some(listed.key);
        let absent: Vec<&str> = statistics.listed.iter().filter_map(absent).collect();
        assert_eq!(absent, ["average_r_multiple", "short_win_rate"], "{}", run.name);
        assert_eq!(statistics.periods_a_year, 252.0);
    }

    #[test]
    fn keys_are_unique() {
        let mut keys: Vec<&str> = Statistics::of(&History::default(), None).listed.iter().map(|listed| listed.key).collect();
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }

    #[test]
    fn the_returns_of_the_whole_run_agree_with_both_programs() {
        for run in reference::runs() {
            let statistics = Statistics::of(&run.history, None);
            let number = |key| match statistics.value(key) {
                Some(Value::Number(value)) => value,
                other => panic!("{key}: {other:?}"),
            };
            reference::close(number("total_return"), run.quantstats("comp"), &run.name);
            reference::close(number("buy_and_hold_return") * 100.0, run.backtesting("Buy & Hold Return [%]"), &run.name);
            reference::close(number("max_drawdown_of_bars") * 100.0, run.backtesting("Max. Drawdown [%]"), &run.name);
        }
    }

    #[test]
    fn a_run_without_bars_or_trades_has_reasons_instead_of_numbers() {
        let nothing = Statistics::of(&History::default(), None);
        for listed in &nothing.listed {
            match listed.value {
                Value::Number(value) => assert!(value == 0.0, "{}: {value}", listed.key),
                Value::Money(money) => assert!(money.is_zero(), "{}: {money}", listed.key),
                Value::Absent(reason) => assert!(!reason.is_empty(), "{}", listed.key),
            }
        }
    }

    #[test]
    fn no_history_however_odd_brings_a_number_that_is_none() {
        let odd: [&[f64]; 6] =
            [&[1.0], &[1.0, 1.0], &[1.0, 0.0], &[1.0, -5.0, 3.0], &[f64::MAX, f64::MIN_POSITIVE], &[0.0, 0.0, 0.0]];
        for equity in odd {
            let mut history = reference::runs().remove(0).history;
            history.curve.equity = equity.to_vec();
            history.curve.at.truncate(equity.len());
            history.curve.exposure = vec![1.0; equity.len()];
            for listed in Statistics::of(&history, None).listed {
                if let Value::Number(value) = listed.value {
                    assert!(value.is_finite(), "{} of {equity:?}: {value}", listed.key);
                }
            }
        }
    }
}
