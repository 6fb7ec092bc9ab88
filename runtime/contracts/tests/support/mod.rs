//! A sound example of every contract as JSON, and what tests do with it: change one thing and look what happens.

#![allow(dead_code, reason = "each test file uses its own part of the examples")]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads the value.
pub fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())
}

/// Reads the value, writes it, reads it again: nothing is lost. Returns what was written.
pub fn round_trip<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(value: &Value) -> Value {
    let first: T = read(value).unwrap_or_else(|error| panic!("{error}\n{value:#}"));
    let written = serde_json::to_value(&first).unwrap();
    let second: T = read(&written).unwrap_or_else(|error| panic!("what was written is refused: {error}\n{written:#}"));
    assert_eq!(first, second);
    written
}

/// The example with one change.
pub fn with(mut value: Value, change: impl FnOnce(&mut Value)) -> Value {
    change(&mut value);
    value
}

/// The refusal of a changed example.
pub fn refusal<T: DeserializeOwned + std::fmt::Debug>(value: Value, change: impl FnOnce(&mut Value)) -> String {
    let changed = with(value, change);
    match read::<T>(&changed) {
        Ok(accepted) => panic!("accepted, although it must not be: {accepted:?}"),
        Err(error) => error,
    }
}

pub const AT: &str = "2004-09-21T00:00:00Z";

pub fn id(prefix: &str, number: u32) -> String {
    format!("{prefix}_20040921_000000_{number:08x}")
}

pub fn origin() -> Value {
    json!({"id": id("TCK", 0), "type": "TICK"})
}

pub fn signal() -> Value {
    json!({"signal_id": id("SIG", 1), "timestamp": AT, "symbol": "BTC_USDT", "direction": "long", "signal_type": "TREND_UP",
           "confidence": "0.8"})
}

pub fn risk() -> Value {
    json!({"risk_id": id("RSK", 1), "timestamp": AT, "risk_type": "DRAWDOWN", "severity": "1", "affected_symbol": null})
}

pub fn chain() -> Value {
    json!({"origin": origin(), "signal_ids": [id("SIG", 1)], "risk_ids": [id("RSK", 1)], "strategy_directive_id": id("STR", 1)})
}

pub fn rejection_chain() -> Value {
    json!({"origin": origin(), "rejected_signal_ids": [id("SIG", 2)], "rejected_risk_ids": [id("RSK", 2)],
           "rejection_reason": "not convincing", "rejection_code": "LOW_CONFIDENCE"})
}

pub fn rejection() -> Value {
    json!({"rejection_id": id("REJ", 1), "rejection_timestamp": AT, "stage": "STRATEGY_PLANNING", "refused_by": "brain",
           "strategy_planner_id": "brain", "chain": rejection_chain()})
}

/// A directive for a new trade.
pub fn directive() -> Value {
    json!({"directive_id": id("STR", 1), "strategy_planner_id": "brain", "decision_timestamp": AT, "causality": chain(),
           "scope": "NEW_TRADE", "confidence": "0.9",
           "entry_directive": {"symbol": "BTC_USDT", "direction": "BUY", "preferred_price_zone": {"low": "1", "high": "2"}},
           "size_directive": {"max_risk_amount": "100"},
           "exit_directive": {},
           "execution_directive": {},
           "execution_policy": {"mode": "COORDINATED", "timeout_seconds": 60}})
}

/// A directive about existing trades.
pub fn directive_about(scope: &str, targets: &[u32]) -> Value {
    let targets: Vec<String> = targets.iter().map(|number| id("TPL", *number)).collect();
    with(directive(), |value| {
        value["scope"] = scope.into();
        value["target_plan_ids"] = json!(targets);
        value["causality"]["trade_plan_ids"] = json!(targets);
        value.as_object_mut().unwrap().remove("entry_directive");
    })
}

/// A directive for a pair.
pub fn directive_of_a_pair() -> Value {
    with(directive(), |value| {
        let fields = value.as_object_mut().unwrap();
        for gone in ["entry_directive", "size_directive", "exit_directive"] {
            fields.remove(gone);
        }
        value["legs"] = json!([{"entry_directive": {"symbol": "BTC_USDT", "direction": "BUY"}},
                               {"entry_directive": {"symbol": "ETH_USDT", "direction": "SELL"}, "exit_directive": {}}]);
    })
}

pub fn entry_plan() -> Value {
    json!({"plan_id": id("ENT", 1), "symbol": "BTC_USDT", "direction": "BUY", "order_type": "LIMIT", "limit_price": "100"})
}

pub fn size_plan() -> Value {
    json!({"plan_id": id("SIZ", 1), "target_position_size": "2", "position_value": "200", "risk_amount": "4", "leverage": "1"})
}

pub fn exit_plan() -> Value {
    json!({"plan_id": id("EXT", 1), "stop_loss_price": "98", "take_profit_price": "104"})
}

pub fn execution_plan() -> Value {
    json!({"plan_id": id("EXP", 1), "action": "EXECUTE_TRADE", "max_slippage_pct": "0.01", "max_execution_window_seconds": 60,
           "strategy": {"TWAP": {"slice_count": 12, "duration_seconds": 3600, "jitter": "0.1"}}, "min_fill_ratio": "0.95"})
}

pub fn request() -> Value {
    json!({"request_id": id("EXR", 1), "target_plan_id": null, "strategy_directive": directive(),
           "entry_plan": entry_plan(), "size_plan": size_plan(), "exit_plan": exit_plan(),
           "causality": with(chain(), |chain| {
               chain["entry_plan_id"] = id("ENT", 1).into();
               chain["size_plan_id"] = id("SIZ", 1).into();
               chain["exit_plan_id"] = id("EXT", 1).into();
           }),
           "requested_at": AT})
}

/// A command with all four plans.
pub fn command(number: u32) -> Value {
    let trade = id("TPL", number);
    json!({"command_id": id("EXC", number), "target_plan_id": trade, "scope": "NEW_TRADE",
    "entry_plan": entry_plan(), "size_plan": size_plan(), "exit_plan": exit_plan(), "execution_plan": execution_plan(),
    "causality": with(request()["causality"].clone(), |chain| {
        chain["execution_plan_id"] = id("EXP", 1).into();
        chain["execution_command_id"] = id("EXC", number).into();
        chain["trade_plan_ids"] = json!([trade]);
    })})
}

/// A command that has only these of its plans: entry, size, exit, execution.
pub fn partial_command(plans: [bool; 4]) -> Value {
    with(command(1), |value| {
        for (name, present) in ["entry", "size", "exit", "execution"].into_iter().zip(plans) {
            if !present {
                value.as_object_mut().unwrap().remove(&format!("{name}_plan"));
                value["causality"].as_object_mut().unwrap().remove(&format!("{name}_plan_id"));
            }
        }
    })
}

pub fn batch() -> Value {
    json!({"batch_id": id("BAT", 1), "strategy_directive_id": id("STR", 1), "commands": [command(1), command(2)],
           "mode": "SEQUENTIAL", "timeout_seconds": 60, "created_at": AT})
}

pub fn trade_plan() -> Value {
    json!({"plan_id": id("TPL", 1), "strategy_instance_id": "link", "symbol": "BTC_USDT", "direction": "long", "status": "ACTIVE",
           "created_at": AT, "closed_at": null})
}

pub fn group() -> Value {
    json!({"group_id": id("EXG", 1), "parent_command_id": id("EXC", 1), "parent_plan_id": id("TPL", 1),
           "execution_strategy": "TWAP", "order_ids": [id("ORD", 1), id("ORD", 2)], "status": "ACTIVE", "created_at": AT,
           "updated_at": AT, "target_quantity": "10", "filled_quantity": "4"})
}

pub fn order() -> Value {
    json!({"order_id": id("ORD", 1), "parent_group_id": id("EXG", 1), "connector_order_id": "venue-1", "symbol": "BTC_USDT",
           "side": "BUY", "order_type": "STOP_LIMIT", "limit_price": "101", "stop_price": "100", "quantity": "10",
           "time_in_force": "GTC", "purpose": "ENTRY", "reduce_only": false, "linked_order_ids": [id("ORD", 2)],
           "status": "OPEN", "created_at": AT, "updated_at": AT})
}

pub fn fill() -> Value {
    json!({"fill_id": id("FIL", 1), "parent_order_id": id("ORD", 1), "connector_fill_id": 7, "filled_quantity": "4",
           "fill_price": "100", "commission": "0.1", "commission_asset": "USDT", "executed_at": AT})
}

pub fn envelope() -> Value {
    json!({"disposition": "PUBLISH", "event_name": "SIGNAL_DETECTED", "event_payload": {"Signal": signal()}})
}

pub fn candle(close: &str) -> Value {
    json!({"timestamp": close, "open": "10", "high": "12", "low": "9", "close": "11", "volume": "5", "is_closed": true})
}

pub fn window() -> Value {
    json!({"symbol": "BTC_USDT", "timeframe": "1d", "candles": [candle("2004-09-20T00:00:00Z"), candle(AT)],
           "window_start": "2004-09-19T00:00:00Z", "window_end": AT, "has_gaps": false})
}

pub fn order_book() -> Value {
    let level = |price: &str| json!({"price": price, "quantity": "1"});
    json!({"symbol": "BTC_USDT", "timestamp": AT, "bids": [level("10"), level("9")], "asks": [level("11"), level("12")]})
}

pub fn exchange_reply() -> Value {
    json!({"connector_order_id": "venue-1", "order_id": id("ORD", 1), "kind": "FILL", "connector_fill_id": 7, "quantity": "1",
           "price": "100", "commission": "0.1", "commission_asset": "USDT", "exchange_time": AT})
}

pub fn schedule_firing() -> Value {
    json!({"schedule_name": "daily", "planned": AT, "actual": AT})
}

pub fn news_item() -> Value {
    json!({"headline": "Exchange opens", "source": "wire", "published_at": AT, "symbols": ["BTC_USDT"]})
}

pub fn platform_data() -> Value {
    json!({"origin": origin(), "timestamp": AT, "payload": {"CandleWindow": window()}})
}

pub fn run_anchor() -> Value {
    json!({"timestamp": AT, "run_id": "run-1", "strategy_instance_id": "link", "origin": origin(), "sequence": 3})
}
