//! The statistics of backtesting.py 0.6.6, under its names, in its units and by its definitions.
//!
//! It measures on the equity of every bar where ours uses days: drawdowns, exposure and beta (of logarithmic returns). Its annual
//! figures are compounded: the annual return is the geometric mean of daily returns, and the volatility is that of a product of
//! independent returns. Only closed trades are listed. Source: `_stats.py` of that version.

use super::figure::{Absent, Figure, Value, finite, number, ratio};
use super::moments::{covariance, deviation, mean};
use super::sortino::downside;
use super::{Daily, drawdown, expectancy, kelly, periods, sqn, trade_time, trades, win_rate};
use crate::history::History;

mod clock;

use clock::Clock;

/// A statistic under the name of backtesting.py.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Its name, unit included.
    pub name: &'static str,
    /// What it came to.
    pub value: NamedValue,
}

/// A value, or a text such as a time or a duration.
#[derive(Debug, Clone, PartialEq)]
pub enum NamedValue {
    /// A number, or the reason why there is none.
    Value(Value),
    /// A time or a duration.
    Text(String),
}

/// The statistics of a run by the definitions of backtesting.py 0.6.6, in its order. Of several symbols, the first is its market.
pub fn backtesting_py(history: &History) -> Vec<Named> {
    let mut all = Vec::with_capacity(32);
    let run = Run::of(history);
    run.list_account(&mut all);
    run.list_risk(&mut all);
    run.list_drawdowns(&mut all);
    run.list_trades(&mut all);
    all
}

fn put(list: &mut Vec<Named>, name: &'static str, figure: Figure) {
    list.push(Named { name, value: NamedValue::Value(figure.into()) });
}

fn put_text(list: &mut Vec<Named>, name: &'static str, text: Result<String, Absent>) {
    let value = text.map_or_else(|Absent(reason)| NamedValue::Value(Value::Absent(reason)), NamedValue::Text);
    list.push(Named { name, value });
}

fn percent(figure: Figure) -> Figure {
    figure.map(|value| value * 100.0)
}

/// What the figures are made of.
struct Run<'a> {
    history: &'a History,
    clock: Clock<'a>,
    daily: Daily,
    /// Closes of the first symbol.
    close: &'a [f64],
    results: Vec<f64>,
    returns: Vec<f64>,
    days: Vec<f64>,
}

impl<'a> Run<'a> {
    fn of(history: &'a History) -> Self {
        let market = history.prices.first();
        let each = trades::of_each(history);
        Self {
            history,
            clock: Clock::of(&history.curve.at),
            daily: Daily::of(&history.curve),
            close: market.map(|prices| prices.close.as_slice()).unwrap_or_default(),
            results: history.trades.iter().map(|trade| number(trade.result)).collect(),
            returns: each.iter().map(|trade| trade.trade_return).collect(),
            days: each.iter().filter_map(|trade| trade.days).collect(),
        }
    }

    fn equity(&self) -> &[f64] {
        &self.history.curve.equity
    }

    fn ends(&self) -> Result<(f64, f64), Absent> {
        self.equity().first().copied().zip(self.equity().last().copied()).ok_or(Absent("no bar was seen"))
    }

    fn list_account(&self, list: &mut Vec<Named>) {
        put_text(list, "Start", self.clock.start());
        put_text(list, "End", self.clock.end());
        put_text(list, "Duration", self.clock.duration());
        put(list, "Exposure Time [%]", percent(self.exposure()));
        put(list, "Equity Final [$]", self.ends().map(|(_, last)| last));
        let peak = self.equity().iter().copied().reduce(f64::max);
        put(list, "Equity Peak [$]", peak.ok_or(Absent("no bar was seen")));
        put(list, "Return [%]", percent(self.growth()));
        put(list, "Buy & Hold Return [%]", percent(self.buy_and_hold()));
    }

    fn list_risk(&self, list: &mut Vec<Named>) {
        let (annual, volatility) = (self.annual_return(), self.volatility());
        put(list, "Return (Ann.) [%]", percent(annual));
        put(list, "Volatility (Ann.) [%]", percent(volatility));
        put(list, "CAGR [%]", percent(self.cagr()));
        let over = |divisor: Figure, none| annual.and_then(|annual| ratio(annual, divisor?, none));
        put(list, "Sharpe Ratio", over(volatility, "equity does not vary"));
        let losses = self.daily.returns().map(|returns| downside(&returns) * self.days_a_year().sqrt());
        put(list, "Sortino Ratio", over(losses, "no day lost anything"));
        let depth = drawdown::max_drawdown(self.equity()).map(f64::abs);
        put(list, "Calmar Ratio", over(depth, "equity never fell from a peak"));
        let beta = self.beta();
        let alpha = beta.and_then(|beta| Ok(self.growth()? - beta * self.buy_and_hold()?));
        put(list, "Alpha [%]", percent(alpha));
        put(list, "Beta", beta);
    }

    fn list_drawdowns(&self, list: &mut Vec<Named>) {
        put(list, "Max. Drawdown [%]", percent(drawdown::max_drawdown(self.equity())));
        let mut falls = drawdown::drawdowns(&self.history.curve.at, self.equity());
        // A fall that begins with the last bar is none to it.
        falls.retain(|fall| fall.values > 1);
        put(list, "Avg. Drawdown [%]", percent(drawdown::average_drawdown(&falls)));
        let told = |days: Figure| days.map(|days| self.clock.rounded_up(days));
        put_text(list, "Max. Drawdown Duration", told(drawdown::max_drawdown_days(&falls)));
        put_text(list, "Avg. Drawdown Duration", told(drawdown::average_drawdown_days(&falls)));
    }

    fn list_trades(&self, list: &mut Vec<Named>) {
        let none = Absent("no trade was closed");
        let extreme = |pick: fn(f64, f64) -> f64| self.returns.iter().copied().reduce(pick).ok_or(none);
        put(list, "# Trades", Ok(self.results.len() as f64));
        put(list, "Win Rate [%]", percent(win_rate::win_rate(&self.results)));
        put(list, "Best Trade [%]", percent(extreme(f64::max)));
        put(list, "Worst Trade [%]", percent(extreme(f64::min)));
        let average = if self.returns.is_empty() { Err(none) } else { Ok(geometric_mean(&self.returns)) };
        put(list, "Avg. Trade [%]", percent(average));
        let told = |days: Figure| days.map(|days| self.clock.rounded_up(days));
        put_text(list, "Max. Trade Duration", told(trade_time::longest(&self.days)));
        put_text(list, "Avg. Trade Duration", told(trade_time::average(&self.days)));
        let won: f64 = self.returns.iter().map(|value| value.max(0.0)).sum();
        let lost: f64 = self.returns.iter().map(|value| (-value).max(0.0)).sum();
        put(list, "Profit Factor", ratio(won, lost, "no trade lost anything"));
        put(list, "Expectancy [%]", percent(expectancy::expectancy(&self.returns)));
        put(list, "SQN", sqn::sqn(&self.results));
        put(list, "Kelly Criterion", kelly::kelly(&self.results));
    }

    /// Share of the bars from entry to exit of closed trades, both included.
    fn exposure(&self) -> Figure {
        let mut held = vec![false; self.equity().len()];
        for trade in &self.history.trades {
            held.iter_mut().take(trade.exit_bar.saturating_add(1)).skip(trade.entry_bar).for_each(|held| *held = true);
        }
        ratio(held.iter().filter(|held| **held).count() as f64, held.len() as f64, "no bar was seen")
    }

    fn growth(&self) -> Figure {
        let (first, last) = self.ends()?;
        ratio(last - first, first, "there was no money at the start")
    }

    fn buy_and_hold(&self) -> Figure {
        let ends = self.close.first().zip(self.close.last());
        let (first, last) = ends.ok_or(Absent("no bars are known"))?;
        ratio(last - first, *first, "the first price is 0")
    }

    /// 252 days, or 365 where weekends are traded; 52, 12 and 1 for bars of a week, a month or a year.
    fn days_a_year(&self) -> f64 {
        match self.clock.days_between_bars() {
            7 => 52.0,
            31 => 12.0,
            365 => 1.0,
            _ if periods::trades_on_weekends(&self.daily) => 365.0,
            _ => 252.0,
        }
    }

    fn annual_return(&self) -> Figure {
        let returns = self.daily.returns()?;
        finite((1.0 + geometric_mean(&returns)).powf(self.days_a_year()) - 1.0, "the run is too short for a yearly figure")
    }

    /// Deviation of a product of n independent returns: sqrt((var + (1 + g)^2)^n - (1 + g)^2n), g the geometric mean.
    fn volatility(&self) -> Figure {
        let returns = self.daily.returns()?;
        let variance = deviation(&returns).ok_or(Absent("a deviation needs two daily returns"))?.powi(2);
        let (days, growth) = (self.days_a_year(), (1.0 + geometric_mean(&returns)).powi(2));
        finite(((variance + growth).powf(days) - growth.powf(days)).sqrt(), "the run is too short for a yearly figure")
    }

    /// Growth over calendar years of 365.25 days.
    fn cagr(&self) -> Figure {
        let (first, last) = self.ends()?;
        let years = self.clock.days() / 365.25;
        if years <= 0.0 || first <= 0.0 || last <= 0.0 {
            return Err(Absent("a growth rate needs two bars and an account"));
        }
        finite((last / first).powf(1.0 / years) - 1.0, "the run is too short for a yearly figure")
    }

    /// Of the logarithmic returns from bar to bar.
    fn beta(&self) -> Figure {
        if self.close.len() != self.equity().len() {
            return Err(Absent("the first symbol has not a bar at every moment"));
        }
        if self.equity().iter().any(|equity| *equity <= 0.0) {
            return Err(Absent("the account was worth nothing or less"));
        }
        let (run, market) = (logarithmic(self.equity()), logarithmic(self.close));
        let pair = covariance(&run, &market).zip(covariance(&market, &market));
        let (shared, own) = pair.ok_or(Absent("beta needs three bars"))?;
        ratio(shared, own, "the market did not move")
    }
}

fn logarithmic(values: &[f64]) -> Vec<f64> {
    values.windows(2).map(|pair| if let [before, after] = pair { (after / before).ln() } else { 0.0 }).collect()
}

/// Geometric mean of returns; 0 when one of them lost everything, as backtesting.py has it.
fn geometric_mean(returns: &[f64]) -> f64 {
    if returns.iter().any(|value| *value <= -1.0) {
        return 0.0;
    }
    mean(&returns.iter().map(|value| (1.0 + value).ln()).collect::<Vec<_>>()).exp() - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn every_figure_of_every_reference_run_agrees() {
        for run in reference::runs() {
            let ours = backtesting_py(&run.history);
            let theirs = run.all_of_backtesting();
            assert_eq!(ours.len(), theirs.len(), "{}", run.name);
            for Named { name, value } in ours {
                match value {
                    NamedValue::Value(Value::Number(value)) => {
                        reference::close(value, run.backtesting(name), &format!("{} {name}", run.name));
                    }
                    NamedValue::Text(text) => assert_eq!(text, run.backtesting_text(name), "{} {name}", run.name),
                    other => panic!("{name}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn a_run_over_nothing_has_reasons() {
        for Named { name, value } in backtesting_py(&History::default()) {
            let is_reason = matches!(value, NamedValue::Value(Value::Absent(_)));
            assert!(is_reason || name == "# Trades", "{name}: {value:?}");
        }
    }
}
