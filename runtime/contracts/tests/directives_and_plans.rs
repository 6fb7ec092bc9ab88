//! The strategy directive, its policy, and the four plans.

mod support;

use serde_json::{Value, json};
use simpletrader_contracts::Fraction;
use simpletrader_contracts::decision::*;
use simpletrader_contracts::terms::{BatchMode, Side};
use support::*;

fn remove(value: &mut Value, field: &str) {
    value.as_object_mut().unwrap().remove(field);
}

// mission: 3
#[test]
fn a_directive_round_trips_and_fills_in_its_defaults() {
    let written = round_trip::<StrategyDirective>(&directive());
    let entry = &written["entry_directive"];
    assert_eq!((&entry["timing_preference"], &entry["max_acceptable_slippage"]), (&json!("0.5"), &json!("0.005")));
    let size = &written["size_directive"];
    assert_eq!((&size["aggressiveness"], &size["account_risk_pct"]), (&json!("0.5"), &json!("0.02")));
    let exit = &written["exit_directive"];
    assert_eq!(exit, &json!({"profit_taking_preference": "0.5", "risk_reward_ratio": "2", "stop_loss_tolerance": "0.02"}));
    let execution = &written["execution_directive"];
    assert_eq!(execution, &json!({"execution_urgency": "0.5", "max_total_slippage_pct": "0.01"}));
}

// mission: 16
#[test]
fn a_new_trade_has_no_targets() {
    let error = refusal::<StrategyDirective>(directive(), |it| {
        it["target_plan_ids"] = json!([id("TPL", 1)]);
        it["causality"]["trade_plan_ids"] = json!([id("TPL", 1)]);
    });
    assert!(error.contains("NEW_TRADE has no targets"), "{error}");
}

// mission: 16
#[test]
fn a_change_or_a_close_needs_targets_also_when_the_list_is_left_out() {
    for scope in ["MODIFY_EXISTING", "CLOSE_EXISTING"] {
        round_trip::<StrategyDirective>(&directive_about(scope, &[1]));
        round_trip::<StrategyDirective>(&directive_about(scope, &[1, 2]));
        let error = read::<StrategyDirective>(&directive_about(scope, &[])).unwrap_err();
        assert!(error.contains("at least one target"), "an empty list: {error}");
        let error = refusal::<StrategyDirective>(directive_about(scope, &[]), |it| remove(it, "target_plan_ids"));
        assert!(error.contains("at least one target"), "no list: {error}");
    }
}

// mission: 16
#[test]
fn targets_differ_and_are_those_of_the_chain() {
    assert!(read::<StrategyDirective>(&directive_about("CLOSE_EXISTING", &[1, 1])).is_err());
    let error = refusal::<StrategyDirective>(directive_about("CLOSE_EXISTING", &[1]), |it| {
        it["target_plan_ids"] = json!([id("TPL", 2)]);
    });
    assert!(error.contains("target_plan_ids"), "{error}");
    let error = refusal::<StrategyDirective>(directive_about("CLOSE_EXISTING", &[1]), |it| {
        it["target_plan_ids"] = json!([id("ORD", 1)]);
    });
    assert!(error.contains("target_plan_ids[0]"), "{error}");
}

// mission: 3
#[test]
fn the_chain_of_a_directive_names_it_and_nothing_after_it() {
    let error = refusal::<StrategyDirective>(directive(), |it| it["causality"]["strategy_directive_id"] = id("STR", 2).into());
    assert!(error.contains("must name this directive"), "{error}");
    let error = refusal::<StrategyDirective>(directive(), |it| it["causality"]["entry_plan_id"] = id("ENT", 1).into());
    assert!(error.contains("before plans"), "{error}");
    assert!(refusal::<StrategyDirective>(directive(), |it| remove(it, "causality")).contains("causality"));
}

// mission: 17, 21, 33, 46
#[test]
fn a_directive_refuses_order_ids_old_names_and_unknown_fields() {
    assert!(refusal::<StrategyDirective>(directive(), |it| it["order_ids"] = json!([])).contains("unknown field `order_ids`"));
    let error = refusal::<StrategyDirective>(directive(), |it| it["routing_directive"] = json!({}));
    assert!(error.contains("is now `execution_directive`"), "{error}");
    let error = refusal::<StrategyDirective>(directive(), |it| it["execution_directive"]["iceberg_preference"] = "0.5".into());
    assert!(error.contains("ICEBERG"), "{error}");
    let error = refusal::<StrategyDirective>(directive(), |it| it["entry_directive"]["color"] = "red".into());
    assert!(error.contains("EntryDirective") && error.contains("unknown field `color`"), "{error}");
}

// mission: 17
#[test]
fn a_changed_copy_leaves_the_directive_as_it_was() {
    let original: StrategyDirective = read(&directive()).unwrap();
    let copy = StrategyDirective::new(StrategyDirectiveFields { confidence: Fraction::ONE, ..original.clone().into_fields() });
    assert_eq!(copy.unwrap().confidence, Fraction::ONE);
    assert_eq!(original, read(&directive()).unwrap());
}

// mission: 17
#[test]
fn a_changed_copy_is_checked_again() {
    let original: StrategyDirective = read(&directive_about("CLOSE_EXISTING", &[1])).unwrap();
    assert!(StrategyDirective::new(StrategyDirectiveFields { target_plan_ids: Vec::new(), ..original.into_fields() }).is_err());
}

// mission: 17
#[test]
fn a_changed_copy_keeps_its_id() {
    let original: StrategyDirective = read(&directive()).unwrap();
    let id = original.directive_id;
    let fields = StrategyDirectiveFields { exit_directive: None, ..original.into_fields() };
    assert_eq!(StrategyDirective::new(fields).unwrap().directive_id, id);
}

// mission: 17
#[test]
fn the_parts_of_a_directive_cannot_be_exchanged_for_invalid_ones() {
    for (part, field, bad) in [
        ("entry_directive", "timing_preference", "1.5"),
        ("entry_directive", "max_acceptable_slippage", "-1"),
        ("entry_directive", "direction", "LONG"),
        ("size_directive", "max_risk_amount", "0"),
        ("size_directive", "account_risk_pct", "2"),
        ("size_directive", "target_position_size", "-1"),
        ("exit_directive", "risk_reward_ratio", "0"),
        ("exit_directive", "stop_loss_tolerance", "-0.1"),
        ("execution_directive", "execution_urgency", "1.1"),
        ("execution_directive", "max_total_slippage_pct", "-0.1"),
    ] {
        let error = refusal::<StrategyDirective>(directive(), |it| it[part][field] = bad.into());
        assert!(error.contains(part) && error.contains(field), "{part}.{field} = {bad}: {error}");
    }
}

#[test]
fn a_price_zone_is_read_the_right_way_up() {
    let error = refusal::<StrategyDirective>(directive(), |it| {
        it["entry_directive"]["preferred_price_zone"] = json!({"low": "2", "high": "1"});
    });
    assert!(error.contains("low <= high"), "{error}");
}

#[test]
fn legs_make_several_trades_of_one_decision() {
    round_trip::<StrategyDirective>(&directive_of_a_pair());
    let pair: StrategyDirective = read(&directive_of_a_pair()).unwrap();
    assert_eq!((pair.command_count(), pair.asks_for_everything()), (2, false));
    let error = refusal::<StrategyDirective>(directive_of_a_pair(), |it| {
        it["legs"].as_array_mut().unwrap().pop();
    });
    assert!(error.contains("at least two"), "{error}");
    let error = refusal::<StrategyDirective>(directive_of_a_pair(), |it| it["exit_directive"] = json!({}));
    assert!(error.contains("stand in the legs"), "{error}");
    let error = refusal::<StrategyDirective>(directive_of_a_pair(), |it| remove(&mut it["legs"][0], "entry_directive"));
    assert!(error.contains("legs[0]") && error.contains("entry_directive"), "{error}");
    let error = refusal::<StrategyDirective>(directive_about("CLOSE_EXISTING", &[1]), |it| {
        it["legs"] = directive_of_a_pair()["legs"].clone();
    });
    assert!(error.contains("only NEW_TRADE"), "{error}");
}

// mission: 30, 67 (partly)
#[test]
fn a_directive_becomes_one_command_per_target() {
    let count = |value: &Value| read::<StrategyDirective>(value).unwrap().command_count();
    assert_eq!(count(&directive()), 1);
    assert_eq!(count(&directive_about("CLOSE_EXISTING", &[1, 2, 3])), 3);
}

// mission: 18, 19
#[test]
fn the_default_policy_is_independent_without_a_timeout() {
    let policy: ExecutionPolicy = read(&json!({})).unwrap();
    assert_eq!(policy, ExecutionPolicy { mode: BatchMode::Independent, timeout_seconds: None });
    assert_eq!(policy, ExecutionPolicy::default());
}

// mission: 18, 19
#[test]
fn a_policy_takes_the_independent_mode() {
    assert_eq!(round_trip::<ExecutionPolicy>(&json!({"mode": "INDEPENDENT"}))["mode"], "INDEPENDENT");
}

// mission: 18, 19
#[test]
fn a_policy_takes_the_coordinated_mode() {
    assert_eq!(round_trip::<ExecutionPolicy>(&json!({"mode": "COORDINATED", "timeout_seconds": 5}))["mode"], "COORDINATED");
}

// mission: 18, 19
#[test]
fn a_policy_takes_the_sequential_mode() {
    assert_eq!(round_trip::<ExecutionPolicy>(&json!({"mode": "SEQUENTIAL", "timeout_seconds": 5}))["mode"], "SEQUENTIAL");
    assert_eq!(BatchMode::ALL.len(), 3);
}

// mission: 18
#[test]
fn a_timeout_of_0_is_refused() {
    let error = refusal::<ExecutionPolicy>(json!({"mode": "SEQUENTIAL"}), |it| it["timeout_seconds"] = 0.into());
    assert!(error.contains("ExecutionPolicy.timeout_seconds"), "{error}");
}

// mission: 18
#[test]
fn a_negative_or_broken_timeout_is_refused() {
    for bad in [json!(-1), json!(1.5), json!("10"), json!(4_294_967_296_u64)] {
        let error = refusal::<ExecutionPolicy>(json!({}), |it| it["timeout_seconds"] = bad);
        assert!(error.contains("ExecutionPolicy.timeout_seconds"), "{error}");
    }
}

// mission: 18
#[test]
fn an_absent_policy_is_the_default_one() {
    let directive: StrategyDirective = read(&with(directive(), |it| remove(it, "execution_policy"))).unwrap();
    assert_eq!(directive.policy(), ExecutionPolicy::default());
}

// mission: 18, 32
#[test]
fn a_policy_refuses_the_modes_of_old() {
    for old in ["ATOMIC", "PARALLEL"] {
        let error = refusal::<ExecutionPolicy>(json!({}), |it| it["mode"] = old.into());
        assert!(error.contains("is gone: write"), "{error}");
    }
}

// mission: 18, 33
#[test]
fn a_policy_refuses_the_fields_of_old() {
    assert!(refusal::<ExecutionPolicy>(json!({}), |it| it["execution_mode"] = "SEQUENTIAL".into()).contains("is now `mode`"));
    assert!(refusal::<ExecutionPolicy>(json!({}), |it| it["rollback_on_failure"] = true.into()).contains("is gone"));
}

// mission: 3
#[test]
fn an_entry_plan_has_exactly_the_prices_of_its_type() {
    let plan = |order_type: &str, limit: Option<&str>, stop: Option<&str>| {
        let plan = with(entry_plan(), |it| {
            it["order_type"] = order_type.into();
            remove(it, "limit_price");
            if let Some(limit) = limit {
                it["limit_price"] = limit.into();
            }
            if let Some(stop) = stop {
                it["stop_price"] = stop.into();
            }
        });
        read::<EntryPlan>(&plan)
    };
    for (kind, takes_limit, takes_stop) in [
        ("MARKET", false, false),
        ("LIMIT", true, false),
        ("STOP_LIMIT", true, true),
        ("STOP_MARKET", false, true),
        ("TAKE_PROFIT_MARKET", false, true),
    ] {
        for (limit, stop) in [(false, false), (false, true), (true, false), (true, true)] {
            let outcome = plan(kind, limit.then_some("2"), stop.then_some("1"));
            assert_eq!(outcome.is_ok(), (limit, stop) == (takes_limit, takes_stop), "{kind} {limit} {stop}: {outcome:?}");
        }
    }
    assert!(plan("LIMIT", Some("0"), None).is_err(), "prices are greater than 0");
}

// mission: 3
#[test]
fn an_entry_plan_refuses_unknown_fields_although_its_terms_are_written_flat() {
    let written = round_trip::<EntryPlan>(&entry_plan());
    assert_eq!(written["order_type"], "LIMIT");
    assert!(refusal::<EntryPlan>(entry_plan(), |it| it["slippage"] = "0".into()).contains("unknown field `slippage`"));
    assert!(refusal::<EntryPlan>(entry_plan(), |it| it["direction"] = "long".into()).contains("BUY SELL"));
    assert!(refusal::<EntryPlan>(entry_plan(), |it| it["symbol"] = "x".into()).contains("EntryPlan.symbol"));
}

#[test]
fn a_limit_that_defeats_its_own_trigger_is_legal_and_known() {
    let inverted: EntryPlan = read(&with(entry_plan(), |it| {
        it["order_type"] = "STOP_LIMIT".into();
        it["stop_price"] = "101".into();
    }))
    .unwrap();
    assert!(inverted.terms.limit_defeats_trigger(Side::Buy));
    assert!(!inverted.terms.limit_defeats_trigger(Side::Sell));
}

// mission: 3
#[test]
fn a_size_plan_is_not_negative_and_its_leverage_is_at_least_1() {
    round_trip::<SizePlan>(&size_plan());
    round_trip::<SizePlan>(&with(size_plan(), |it| {
        it["target_position_size"] = "0".into();
        it["position_value"] = "0".into();
        it["risk_amount"] = Value::Null;
    }));
    let defaults = round_trip::<SizePlan>(&with(size_plan(), |it| remove(it, "leverage")));
    assert_eq!(defaults["leverage"], "1");
    for (field, bad) in [("target_position_size", "-1"), ("position_value", "-1"), ("risk_amount", "-1"), ("leverage", "0.9")] {
        assert!(refusal::<SizePlan>(size_plan(), |it| it[field] = bad.into()).contains(field), "{field}");
    }
}

// mission: 3
#[test]
fn a_size_plan_refuses_the_old_name_of_its_size() {
    let error = refusal::<SizePlan>(size_plan(), |it| it["position_size"] = "1".into());
    assert!(error.contains("is now `target_position_size`"), "{error}");
    assert!(refusal::<SizePlan>(size_plan(), |it| it["account_risk_pct"] = "0.1".into()).contains("unknown field"));
}

// mission: 3
#[test]
fn an_exit_plan_has_static_levels_only() {
    round_trip::<ExitPlan>(&exit_plan());
    round_trip::<ExitPlan>(&with(exit_plan(), |it| it["stop_loss_price"] = Value::Null));
    assert!(refusal::<ExitPlan>(exit_plan(), |it| it["trailing_distance"] = "1".into()).contains("unknown field"));
    for field in ["stop_loss_price", "take_profit_price"] {
        round_trip::<ExitPlan>(&with(exit_plan(), |it| it[field] = "123456789012.12345678".into()));
        for bad in ["0", "-1", "0.123456789", "1234567890123.12345678"] {
            assert!(refusal::<ExitPlan>(exit_plan(), |it| it[field] = bad.into()).contains(field), "{bad}");
        }
    }
}

// mission: 3, 37
#[test]
fn an_execution_plan_is_a_concrete_strategy() {
    round_trip::<ExecutionPlan>(&execution_plan());
    assert!(refusal::<ExecutionPlan>(execution_plan(), |it| remove(it, "strategy")).contains("strategy"));
    for (old, advice) in [
        ("execution_urgency", "execution_directive"),
        ("visibility_preference", "ICEBERG"),
        ("preferred_execution_style", "strategy"),
        ("chunk_count_hint", "slice_count"),
        ("max_execution_window_minutes", "max_execution_window_seconds"),
    ] {
        let error = refusal::<ExecutionPlan>(execution_plan(), |it| it[old] = "0.5".into());
        assert!(error.contains(advice), "{old}: {error}");
    }
}

// mission: 37
#[test]
fn every_strategy_needs_exactly_its_parameters() {
    for (name, good) in [
        ("SINGLE", json!({"time_in_force": "GTC"})),
        ("TWAP", json!({"slice_count": 2, "duration_seconds": 1, "jitter": "0"})),
        ("VWAP", json!({"slice_count": 2, "duration_seconds": 1, "profile": "weekday"})),
        ("ICEBERG", json!({"visible": {"ratio": "0.1"}, "refresh_at": "1"})),
        ("LAYERED", json!({"levels": [{"offset": "-0.01", "share": "0.5"}, {"offset": "0.01", "share": "0.5"}]})),
        ("POV", json!({"participation": "0.1", "min_child": "1", "max_child": null, "duration_seconds": 60})),
    ] {
        let plan = |parameters: Value| with(execution_plan(), |it| it["strategy"] = json!({name: parameters}));
        round_trip::<ExecutionPlan>(&plan(good.clone()));
        for field in good.as_object().unwrap().keys().filter(|field| !field.contains("child")) {
            let missing = with(good.clone(), |it| remove(it, field));
            let error = read::<ExecutionPlan>(&plan(missing)).unwrap_err();
            assert!(error.contains(field) && error.contains("strategy"), "{name}.{field}: {error}");
        }
        let error = read::<ExecutionPlan>(&plan(with(good, |it| it["speed"] = 1.into()))).unwrap_err();
        assert!(error.contains("unknown field `speed`"), "{error}");
    }
}

// mission: 14, 37
#[test]
fn a_strategy_refuses_parameters_that_make_no_sense() {
    for (bad, reason) in [
        (json!({"TWAP": {"slice_count": 1, "duration_seconds": 60, "jitter": "0"}}), "at least 2 slices"),
        (json!({"TWAP": {"slice_count": 2, "duration_seconds": 0, "jitter": "0"}}), "at least 1 second"),
        (json!({"TWAP": {"slice_count": 2, "duration_seconds": 60, "jitter": "1.1"}}), "jitter"),
        (json!({"ICEBERG": {"visible": {"ratio": "0"}, "refresh_at": "1"}}), "visible"),
        (json!({"ICEBERG": {"visible": {"quantity": "0"}, "refresh_at": "1"}}), "visible"),
        (json!({"LAYERED": {"levels": [{"offset": "0", "share": "1"}]}}), "at least 2 levels"),
        (json!({"LAYERED": {"levels": [{"offset": "0", "share": "0.5"}, {"offset": "1", "share": "0.4"}]}}), "sum to 1"),
        (json!({"POV": {"participation": "0", "min_child": null, "max_child": null, "duration_seconds": 1}}), "participation"),
        (json!({"POV": {"participation": "1", "min_child": "2", "max_child": "1", "duration_seconds": 1}}), "smallest child"),
        (json!({"DCA": {}}), "DCA"),
        (json!({"SINGLE": {"time_in_force": "GTC"}, "TWAP": {}}), "strategy"),
        (json!({}), "strategy"),
    ] {
        let error = refusal::<ExecutionPlan>(execution_plan(), |it| it["strategy"] = bad.clone());
        assert!(error.contains(reason), "{bad}: {error}");
    }
}

// mission: 37
#[test]
fn an_action_names_exactly_what_it_concerns() {
    let plan = |action: &str, order: bool, group: bool| {
        read::<ExecutionPlan>(&with(execution_plan(), |it| {
            remove(it, "strategy");
            it["action"] = action.into();
            if order {
                it["target_order_id"] = id("ORD", 1).into();
            }
            if group {
                it["target_group_id"] = id("EXG", 1).into();
            }
        }))
    };
    for (action, takes_order, takes_group) in [
        ("CANCEL_ORDER", true, false),
        ("MODIFY_ORDER", true, false),
        ("CANCEL_GROUP", false, true),
        ("CANCEL_ALL_IN_PLAN", false, false),
    ] {
        for (order, group) in [(false, false), (true, false), (false, true), (true, true)] {
            let outcome = plan(action, order, group);
            assert_eq!(outcome.is_ok(), (order, group) == (takes_order, takes_group), "{action}: {outcome:?}");
        }
    }
    assert!(plan("MODIFY_ORDERS", true, false).unwrap_err().contains("write MODIFY_ORDER"));
    let error = refusal::<ExecutionPlan>(execution_plan(), |it| it["action"] = "CANCEL_ALL_IN_PLAN".into());
    assert!(error.contains("exactly for EXECUTE_TRADE"), "{error}");
    let default = with(execution_plan(), |it| remove(it, "action"));
    assert_eq!(round_trip::<ExecutionPlan>(&default)["action"], "EXECUTE_TRADE");
}

// mission: 37
#[test]
fn the_limits_of_an_execution_plan_have_their_precision() {
    round_trip::<ExecutionPlan>(&with(execution_plan(), |it| it["max_slippage_pct"] = "0.0001".into()));
    for (field, bad) in [("max_slippage_pct", "0.00001"), ("max_slippage_pct", "1.1"), ("min_fill_ratio", "0.955")] {
        assert!(refusal::<ExecutionPlan>(execution_plan(), |it| it[field] = bad.into()).contains(field), "{bad}");
    }
    let error = refusal::<ExecutionPlan>(execution_plan(), |it| it["max_execution_window_seconds"] = 0.into());
    assert!(error.contains("max_execution_window_seconds"), "{error}");
}

// mission: 37
#[test]
fn a_plan_that_must_complete_at_once_is_one_immediate_order() {
    let plan = |strategy: Value| {
        read::<ExecutionPlan>(&with(execution_plan(), |it| {
            it["strategy"] = strategy;
            it["must_complete_immediately"] = true.into();
        }))
    };
    assert!(plan(json!({"SINGLE": {"time_in_force": "IOC"}})).is_ok());
    assert!(plan(json!({"SINGLE": {"time_in_force": "GTC"}})).is_err());
    assert!(plan(execution_plan()["strategy"].clone()).is_err());
}
