//! What the script draws: curves with fewer points, and the trades, as one JSON value.

use serde_json::{Value, json};
use simpletrader_contracts::Instant;

use super::sample::{highest, last, lowest, stretches};
use super::{Tearsheet, rolling};
use crate::history::{History, Prices, Trade};
use crate::statistics::{TradeFigures, number, underwater};

/// Bars of the histogram of daily returns.
const BINS: usize = 41;

pub(super) fn payload(sheet: &Tearsheet) -> Value {
    let (history, statistics) = (&sheet.insight.history, &sheet.insight.statistics);
    let curve = &history.curve;
    let parts = stretches(curve.at.len());
    let times: Vec<i64> = parts.iter().filter_map(|part| curve.at.get(part.end.checked_sub(1)?)).map(|at| millis(*at)).collect();
    let days = &statistics.daily.days;
    let day_parts = stretches(days.len());
    let ends = rolling::ends(days.len(), &day_parts);
    let day_times =
        |ends: &[usize]| -> Vec<i64> { ends.iter().filter_map(|end| days.get(end - 1)).map(|day| millis(*day)).collect() };
    let day_ends: Vec<usize> = day_parts.iter().map(|part| part.end).collect();
    let shares: Vec<f64> =
        curve.exposure.iter().zip(&curve.equity).map(|(held, equity)| held / equity.max(f64::MIN_POSITIVE)).collect();
    let capital = number(history.initial_capital);
    let held = statistics.market.as_deref().unwrap_or_default();
    let figures = &statistics.trades;
    json!({
        "times": times,
        "equity": last(&curve.equity, &parts),
        "equityLow": lowest(&curve.equity, &parts),
        "equityHigh": highest(&curve.equity, &parts),
        "drawdown": lowest(&underwater(&curve.equity), &parts),
        "exposure": highest(&shares, &parts),
        "dayTimes": day_times(&day_ends),
        "held": last(held, &day_parts).into_iter().map(|worth| worth * capital).collect::<Vec<_>>(),
        "rollingTimes": day_times(&ends),
        "sharpe": rolling::sharpes(statistics, &ends),
        "beta": rolling::betas(statistics, &ends),
        "histogram": histogram(statistics.returns.as_deref().unwrap_or_default()),
        "prices": history.prices.iter().map(of_prices).collect::<Vec<_>>(),
        "trades": history.trades.iter().zip(figures).map(|(trade, figures)| of_trade(trade, figures, history)).collect::<Vec<_>>(),
        "run": sheet.run.directory.display().to_string(),
    })
}

/// A bar is drawn at the last instant of it, so that a day's bar is drawn on its day.
fn millis(at: Instant) -> i64 {
    at.micros().saturating_sub(1).div_euclid(1_000)
}

fn of_prices(prices: &Prices) -> Value {
    let parts = stretches(prices.close.len());
    let times: Vec<i64> =
        parts.iter().filter_map(|part| prices.closes_at.get(part.end.checked_sub(1)?)).map(|at| millis(*at)).collect();
    json!({
        "symbol": prices.symbol, "times": times, "close": last(&prices.close, &parts),
        "low": lowest(&prices.low, &parts), "high": highest(&prices.high, &parts),
    })
}

/// One row of the trade table. Money and prices are exact texts; the table sorts by their numbers.
fn of_trade(trade: &Trade, figures: &TradeFigures, history: &History) -> Value {
    let bars = history.prices_of(&trade.symbol);
    let time = |bar: usize| bars.and_then(|prices| prices.closes_at.get(bar)).map(|at| millis(*at));
    let symbol = history.prices.iter().position(|prices| prices.symbol == trade.symbol);
    let Trade { plan_id, entry_time, exit_time, exit_reason, cause, .. } = trade;
    json!([
        plan_id,
        symbol,
        trade.direction.as_str(),
        entry_time,
        time(trade.entry_bar),
        exit_time,
        time(trade.exit_bar),
        trade.entry_price.normalize().to_string(),
        trade.exit_price.normalize().to_string(),
        trade.quantity.normalize().to_string(),
        trade.fees.normalize().to_string(),
        trade.result.normalize().to_string(),
        figures.trade_return,
        figures.excursion.map(|excursion| excursion.adverse),
        figures.excursion.map(|excursion| excursion.favourable),
        figures.r_multiple.ok(),
        figures.days,
        exit_reason,
        cause.entry_signals,
        cause.exit_signals,
        trade.symbol,
    ])
}

/// Counts of daily returns between the 0.5 % and the 99.5 % quantile; what lies beyond is in the first and last bar.
fn histogram(returns: &[f64]) -> Value {
    let sorted = crate::statistics::moments::sorted(returns);
    let edge = |share: f64| crate::statistics::moments::quantile(&sorted, share);
    let Some((low, high)) = edge(0.005).zip(edge(0.995)).filter(|(low, high)| low < high) else { return Value::Null };
    let width = (high - low) / BINS as f64;
    let mut counts = vec![0_u32; BINS];
    for value in returns {
        let bin = ((value - low) / width).clamp(0.0, (BINS - 1) as f64) as usize;
        if let Some(count) = counts.get_mut(bin) {
            *count += 1;
        }
    }
    json!({ "low": low, "width": width, "counts": counts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_return_is_in_the_histogram() {
        let returns: Vec<f64> = (0..1000).map(|value| f64::from(value % 37) / 100.0 - 0.2).chain([9.0, -9.0]).collect();
        let drawn = histogram(&returns);
        let counts: u64 = drawn["counts"].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(counts, returns.len() as u64);
        assert!(drawn["low"].as_f64().unwrap() > -1.0, "an outlier does not flatten the rest");
        assert!(histogram(&[]).is_null());
        assert!(histogram(&[0.0; 5]).is_null());
    }
}
