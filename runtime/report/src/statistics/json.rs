//! Statistics as JSON. Money is an exact text, every other value a number; what does not exist is null, and `absent` says why.

use serde_json::{Map, Value as Json, json};

use super::backtesting_py::{Named, NamedValue};
use super::trades::TradeFigures;
use super::{Drawdown, Statistics, Value};
use crate::history::{History, Trade};
use crate::honesty::{Check, Verdict};

/// The default convention, with drawdowns, calendar, trades and honesty checks.
pub fn json(history: &History, statistics: &Statistics, checks: &[Check]) -> Json {
    let mut values = Map::new();
    let mut absent = Map::new();
    for listed in &statistics.listed {
        put(&mut values, &mut absent, listed.key, listed.value);
    }
    json!({
        "convention": "simpletrader",
        "periods_a_year": statistics.periods_a_year,
        "daily_returns": statistics.returns.as_ref().map_or(0, Vec::len),
        "statistics": values,
        "absent": absent,
        "worst_drawdowns": statistics.worst_drawdowns.iter().map(of_drawdown).collect::<Vec<_>>(),
        "calendar": statistics.calendar.iter().map(|year| {
            json!({ "year": year.year, "months": year.months, "total": year.total })
        }).collect::<Vec<_>>(),
        "trades": history.trades.iter().zip(&statistics.trades).map(of_trade).collect::<Vec<_>>(),
        "honesty": checks.iter().map(of_check).collect::<Vec<_>>(),
    })
}

/// The set of backtesting.py under its own names.
pub fn backtesting_py_json(named: &[Named]) -> Json {
    let mut values = Map::new();
    let mut absent = Map::new();
    for Named { name, value } in named {
        match value {
            NamedValue::Value(value) => put(&mut values, &mut absent, name, *value),
            NamedValue::Text(text) => drop(values.insert((*name).to_owned(), json!(text))),
        }
    }
    json!({ "convention": "backtesting-py", "statistics": values, "absent": absent })
}

fn put(values: &mut Map<String, Json>, absent: &mut Map<String, Json>, key: &str, value: Value) {
    let shown = match value {
        Value::Money(money) => json!(money.to_string()),
        Value::Number(number) => json!(number),
        Value::Absent(reason) => {
            absent.insert(key.to_owned(), json!(reason));
            Json::Null
        }
    };
    values.insert(key.to_owned(), shown);
}

fn of_drawdown(fall: &Drawdown) -> Json {
    json!({ "depth": fall.depth, "start": fall.start, "trough": fall.trough, "recovery": fall.recovery, "days": fall.days })
}

fn of_trade((trade, figures): (&Trade, &TradeFigures)) -> Json {
    json!({
        "trade_plan_id": trade.plan_id, "symbol": trade.symbol, "direction": trade.direction.as_str(),
        "entry_time": trade.entry_time, "exit_time": trade.exit_time, "days": figures.days,
        "entry_reason": trade.cause.entry_signals, "exit_reason": trade.exit_reason, "exit_signals": trade.cause.exit_signals,
        "result": trade.result.normalize().to_string(), "return": figures.trade_return,
        "mae": figures.excursion.map(|excursion| excursion.adverse), "mfe": figures.excursion.map(|excursion| excursion.favourable),
        "r_multiple": figures.r_multiple.ok(),
    })
}

fn of_check(check: &Check) -> Json {
    let verdict = match check.verdict {
        Verdict::Fine => "fine",
        Verdict::Doubt => "doubt",
        Verdict::Unknown => "unknown",
    };
    json!({ "check": check.key, "verdict": verdict, "reason": check.reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{backtesting_py::backtesting_py, reference};

    #[test]
    fn what_does_not_exist_is_null_and_has_its_reason() {
        let run = reference::runs().remove(0);
        let ours = json(&run.history, &Statistics::of(&run.history, None), &[]);
        assert!(ours["statistics"]["short_win_rate"].is_null());
        assert_eq!(ours["absent"]["short_win_rate"], "none of them was closed");
        assert_eq!(ours["statistics"]["final_equity"], run.history.final_equity.normalize().to_string(), "money is exact");
        assert_eq!(ours["daily_returns"], run.returns.len());
        assert_eq!(ours["trades"].as_array().unwrap().len(), run.history.trades.len());
    }

    #[test]
    fn the_set_of_backtesting_py_has_its_names() {
        let run = reference::runs().remove(0);
        let ours = backtesting_py_json(&backtesting_py(&run.history));
        assert_eq!(ours["statistics"].as_object().unwrap().len(), run.all_of_backtesting().len());
        assert_eq!(ours["absent"], json!({}));
    }
}
