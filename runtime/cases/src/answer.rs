//! An answer as a tree that is compared, written into files and printed.

use serde::Serialize;
use serde_json::{Map, Value};
use simpletrader_contracts::market::Instrument;
use simpletrader_contracts::worker::{Fault, FaultKind};

use crate::defaults::main_field;

/// How a fact that is not ready is written.
pub(crate) const NOT_READY: &str = "not-ready";

/// A value of the contract as a case shows it: symbols by name, nothing that is absent, and a record with only its main field as
/// that field.
pub(crate) fn tree(value: &impl Serialize, instruments: &[Instrument]) -> Value {
    // Only a map whose keys are no texts cannot be a tree, and the contract has none.
    shown(serde_json::to_value(value).unwrap_or(Value::Null), instruments)
}

fn shown(value: Value, instruments: &[Instrument]) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|item| shown(item, instruments)).collect(),
        Value::Object(fields) => {
            let fields: Map<String, Value> = fields
                .into_iter()
                .filter(|(key, value)| !(value.is_null() || is_left_out(key, value)))
                .map(|(key, value)| match symbol(&key, &value, instruments) {
                    Some(symbol) => (key, symbol),
                    None => (key, shown(value, instruments)),
                })
                .collect();
            alone(fields)
        }
        other => other,
    }
}

/// Whether it is a list that a case leaves out when it is empty.
fn is_left_out(key: &str, value: &Value) -> bool {
    matches!(key, "targets" | "legs") && value.as_array().is_some_and(Vec::is_empty)
}

/// The symbol of an instrument that is known by its place.
fn symbol(key: &str, value: &Value, instruments: &[Instrument]) -> Option<Value> {
    let place = value.as_u64().filter(|_| key == "instrument")?;
    Some(instruments.get(usize::try_from(place).ok()?)?.symbol.to_string().into())
}

/// `{order_type: MARKET}` is `MARKET`, `{scope: NEW_TRADE}` is `NEW_TRADE`, as a case may write them.
fn alone(mut fields: Map<String, Value>) -> Value {
    let main = ["ScopeFields", "OrderTermsFields"].into_iter().filter_map(main_field).find(|field| fields.contains_key(*field));
    main.filter(|_| fields.len() == 1).and_then(|field| fields.remove(field)).unwrap_or(Value::Object(fields))
}

/// A fact. JSON has no NaN, and not ready is what it means.
pub(crate) fn fact(value: f64) -> Value {
    match serde_json::Number::from_f64(value) {
        Some(number) => Value::Number(number),
        None if value.is_nan() => NOT_READY.into(),
        None if value > 0.0 => ".inf".into(),
        None => "-.inf".into(),
    }
}

/// The number that a case writes for a fact or an input.
pub(crate) fn number(text: &str) -> Option<f64> {
    match text {
        NOT_READY | ".nan" => Some(f64::NAN),
        ".inf" => Some(f64::INFINITY),
        "-.inf" => Some(f64::NEG_INFINITY),
        // Rust reads more words than a file should hold.
        _ if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) => text.parse().ok(),
        _ => None,
    }
}

/// A failure: its kind and its words. The kind of a worker's own error is that of the contract, of any other its class.
pub(crate) fn failure(fault: &Fault) -> Value {
    let (kind, text) = match &fault.kind {
        FaultKind::Refused { kind, message } => (*kind, message.clone()),
        _ => (fault.class(), fault.to_string()),
    };
    let mut fields = Map::new();
    fields.insert("kind".to_owned(), kind.into());
    fields.insert("text".to_owned(), text.into());
    Value::Object(fields)
}
