//! Whatever a file holds: a contract, or a refusal that says what is wrong. Never a panic, never a contract that cannot be
//! written and read again.

mod support;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use simpletrader_contracts::decision::*;
use simpletrader_contracts::ledger::*;
use simpletrader_contracts::market::*;
use simpletrader_contracts::worker::WorkerManifest;
use support::*;

/// Reads it; what is accepted survives a round trip, what is refused says so in words and names the contract.
/// True when it was accepted.
fn judge<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(name: &str, value: &Value) -> bool {
    match read::<T>(value) {
        Ok(accepted) => {
            let written = serde_json::to_value(&accepted).unwrap();
            assert_eq!(read::<T>(&written).as_ref(), Ok(&accepted), "{written}");
            true
        }
        Err(refusal) => {
            assert!(refusal.contains(name), "{name}: {refusal}");
            false
        }
    }
}

type Judge = fn(&str, &Value) -> bool;

fn contracts() -> Vec<(&'static str, Value, Judge)> {
    vec![
        ("Origin", origin(), judge::<Origin>),
        ("Signal", signal(), judge::<Signal>),
        ("Risk", risk(), judge::<Risk>),
        ("CausalityChain", chain(), judge::<CausalityChain>),
        ("RejectionChain", rejection_chain(), judge::<RejectionChain>),
        ("RejectionEvent", rejection(), judge::<RejectionEvent>),
        ("StrategyDirective", directive(), judge::<StrategyDirective>),
        ("StrategyDirective", directive_of_a_pair(), judge::<StrategyDirective>),
        ("EntryPlan", entry_plan(), judge::<EntryPlan>),
        ("SizePlan", size_plan(), judge::<SizePlan>),
        ("ExitPlan", exit_plan(), judge::<ExitPlan>),
        ("ExecutionPlan", execution_plan(), judge::<ExecutionPlan>),
        ("ExecutionRequest", request(), judge::<ExecutionRequest>),
        ("ExecutionCommand", command(1), judge::<ExecutionCommand>),
        ("ExecutionCommandBatch", batch(), judge::<ExecutionCommandBatch>),
        ("TradePlan", trade_plan(), judge::<TradePlan>),
        ("ExecutionGroup", group(), judge::<ExecutionGroup>),
        ("OrderRecord", order(), judge::<OrderRecord>),
        ("Fill", fill(), judge::<Fill>),
        ("DispositionEnvelope", envelope(), judge::<DispositionEnvelope>),
        ("CandleWindow", window(), judge::<CandleWindow>),
        ("OrderBookSnapshot", order_book(), judge::<OrderBookSnapshot>),
        ("ExchangeReply", exchange_reply(), judge::<ExchangeReply>),
        ("PlatformData", platform_data(), judge::<PlatformData>),
        ("RunAnchor", run_anchor(), judge::<RunAnchor>),
    ]
}

/// Values that tend to break something.
fn troublemaker() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "-?[0-9]{1,32}(\\.[0-9]{1,32})?".prop_map(Value::from),
        "(SIG|TPL|EXC|ORD)_[0-9]{8}_[0-9]{6}_[0-9a-f]{8}".prop_map(Value::from),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z".prop_map(Value::from),
        prop::sample::select(vec!["0", "1", "NEW_TRADE", "CLOSE_EXISTING", "MARKET", "CLOSED", "COMPLETED", "ATOMIC", ""])
            .prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([{"a": [null]}])),
    ]
}

/// Counts the places of a value, or changes the one with this number.
fn visit(value: &mut Value, number: &mut usize, change: &mut dyn FnMut(&mut Value)) {
    if *number == 0 {
        change(value);
    }
    *number = number.wrapping_sub(1);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| visit(item, number, change)),
        Value::Object(fields) => fields.iter_mut().for_each(|(_, field)| visit(field, number, change)),
        _ => {}
    }
}

fn places(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(places).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values().map(places).sum::<usize>(),
        _ => 1,
    }
}

#[test]
fn every_example_is_a_contract() {
    for (name, example, judge) in contracts() {
        assert!(judge(name, &example), "{name} is refused");
    }
}

// mission: 1, 3, 4
#[test]
fn every_contract_refuses_a_field_that_it_does_not_have() {
    for (name, example, _) in contracts() {
        let error = match name {
            "Origin" => refusal::<Origin>(example, |it| it["zzz"] = 1.into()),
            "EntryPlan" => refusal::<EntryPlan>(example, |it| it["zzz"] = 1.into()),
            "OrderRecord" => refusal::<OrderRecord>(example, |it| it["zzz"] = 1.into()),
            "ExecutionPlan" => refusal::<ExecutionPlan>(example, |it| it["zzz"] = 1.into()),
            "SizePlan" => refusal::<SizePlan>(example, |it| it["zzz"] = 1.into()),
            "ExitPlan" => refusal::<ExitPlan>(example, |it| it["zzz"] = 1.into()),
            "ExecutionGroup" => refusal::<ExecutionGroup>(example, |it| it["zzz"] = 1.into()),
            "StrategyDirective" => refusal::<StrategyDirective>(example, |it| it["zzz"] = 1.into()),
            "ExecutionRequest" => refusal::<ExecutionRequest>(example, |it| it["zzz"] = 1.into()),
            _ => continue,
        };
        assert!(error.contains(name) && error.contains("unknown field `zzz`"), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    // mission: 1, 3, 4
    #[test]
    fn a_contract_with_one_thing_changed_is_valid_or_refused_in_words(
        which in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        replacement in troublemaker(),
    ) {
        let contracts = contracts();
        let (name, mut value, judge) = contracts[which.index(contracts.len())].clone();
        let mut number = place.index(places(&value));
        visit(&mut value, &mut number, &mut |it| *it = replacement.clone());
        judge(name, &value);
    }

    #[test]
    fn a_contract_with_one_field_gone_or_added_is_valid_or_refused_in_words(
        which in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        field in any::<prop::sample::Index>(),
        added in prop::option::of(("[a-z_]{1,12}", troublemaker())),
    ) {
        let contracts = contracts();
        let (name, mut value, judge) = contracts[which.index(contracts.len())].clone();
        let mut number = place.index(places(&value));
        visit(&mut value, &mut number, &mut |it| {
            let Value::Object(fields) = it else { return };
            match &added {
                Some((key, value)) => drop(fields.insert(key.clone(), value.clone())),
                None if fields.is_empty() => {}
                None => {
                    let key = fields.keys().nth(field.index(fields.len())).unwrap().clone();
                    fields.remove(&key);
                }
            }
        });
        judge(name, &value);
    }

    #[test]
    fn any_text_is_a_contract_or_refused(text in "\\PC{0,200}") {
        prop_assert!(serde_json::from_str::<StrategyDirective>(&text).is_err());
        prop_assert!(serde_json::from_str::<Fill>(&text).is_err());
    }

    // mission: 47 (partly)
    #[test]
    fn any_bytes_are_a_manifest_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(WorkerManifest::parse(&bytes).is_err());
    }

    // mission: 47 (partly)
    #[test]
    fn a_manifest_with_one_thing_changed_is_sound_or_refused_in_words(
        place in any::<prop::sample::Index>(),
        replacement in troublemaker(),
    ) {
        let mut value = manifest();
        let mut number = place.index(places(&value));
        visit(&mut value, &mut number, &mut |it| *it = replacement.clone());
        match WorkerManifest::parse(value.to_string().as_bytes()) {
            Ok(manifest) => {
                let written = serde_json::to_vec(&manifest).unwrap();
                prop_assert_eq!(WorkerManifest::parse(&written).unwrap(), manifest);
            }
            Err(refusal) => prop_assert!(refusal.to_string().contains(' '), "{}", refusal),
        }
    }
}

/// A manifest with a value in every field.
fn manifest() -> Value {
    json!({
        "identification": {
            "vendor": "acme", "name": "watch", "display_name": "Watch", "version": "1.0.0", "type": "planning_worker", "role": "size",
            "subtype": "SIZE", "description": "Plans sizes.", "author": "Ada"
        },
        "contract": "simpletrader:worker@0.1.0",
        "inputs": [{"name": "close", "description": "of the bar"}, {"name": "mood", "optional": true}],
        "publishes": [{"event_name": "SIZE_PLAN_CREATED", "payload_type": "SizePlan"}],
        "invokes": ["plan"],
        "limits": {"fuel_per_call": 1000, "memory_bytes": 65536}
    })
}

#[test]
fn the_example_manifest_is_sound() {
    WorkerManifest::parse(manifest().to_string().as_bytes()).unwrap();
}
