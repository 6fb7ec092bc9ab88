//! From plans to commands: request, command, batch.

mod support;

use serde_json::{Value, json};
use simpletrader_contracts::decision::*;
use simpletrader_contracts::terms::BatchMode;
use support::*;

fn remove(value: &mut Value, field: &str) {
    value.as_object_mut().unwrap().remove(field);
}

/// A request about an existing trade that moves its exit.
fn modify_request() -> Value {
    with(request(), |it| {
        it["strategy_directive"] = with(directive_about("MODIFY_EXISTING", &[1, 2]), |it| remove(it, "size_directive"));
        it["target_plan_id"] = id("TPL", 2).into();
        it["causality"]["trade_plan_ids"] = json!([id("TPL", 2)]);
        for plan in ["entry", "size"] {
            remove(it, &format!("{plan}_plan"));
            remove(&mut it["causality"], &format!("{plan}_plan_id"));
        }
    })
}

// mission: 7
#[test]
fn a_request_for_a_new_trade_has_its_plans_and_no_target() {
    round_trip::<ExecutionRequest>(&request());
    let error = refusal::<ExecutionRequest>(request(), |it| it["target_plan_id"] = id("TPL", 1).into());
    assert!(error.contains("a new trade has no target"), "{error}");
    for plan in ["entry", "size"] {
        let error = refusal::<ExecutionRequest>(request(), |it| {
            remove(it, &format!("{plan}_plan"));
            remove(&mut it["causality"], &format!("{plan}_plan_id"));
        });
        assert!(error.contains("a new trade needs one"), "{error}");
    }
}

// mission: 7
#[test]
fn a_request_to_modify_names_one_of_the_targets() {
    round_trip::<ExecutionRequest>(&modify_request());
    let error = refusal::<ExecutionRequest>(modify_request(), |it| {
        it["target_plan_id"] = id("TPL", 3).into();
        it["causality"]["trade_plan_ids"] = json!([id("TPL", 3)]);
    });
    assert!(error.contains("one of the directive's targets"), "{error}");
    assert!(refusal::<ExecutionRequest>(modify_request(), |it| remove(it, "target_plan_id")).contains("target_plan_id"));
}

// mission: 7
#[test]
fn a_request_refuses_a_plan_that_nobody_asked_for() {
    let error = refusal::<ExecutionRequest>(modify_request(), |it| {
        it["size_plan"] = size_plan();
        it["causality"]["size_plan_id"] = id("SIZ", 1).into();
    });
    assert!(error.contains("did not ask"), "{error}");
}

// mission: 7
#[test]
fn the_chain_of_a_request_names_exactly_its_plans() {
    for (plan, prefix) in [("entry", "ENT"), ("size", "SIZ"), ("exit", "EXT")] {
        let field = format!("{plan}_plan_id");
        let error = refusal::<ExecutionRequest>(request(), |it| it["causality"][&field] = id(prefix, 9).into());
        assert!(error.contains(&field), "another id: {error}");
        let error = refusal::<ExecutionRequest>(request(), |it| remove(&mut it["causality"], &field));
        assert!(error.contains(&field), "no id: {error}");
    }
}

// mission: 7
#[test]
fn the_chain_of_a_request_continues_the_directives() {
    for change in [
        |it: &mut Value| it["causality"]["signal_ids"] = json!([]),
        |it: &mut Value| it["causality"]["risk_ids"] = json!([]),
        |it: &mut Value| it["causality"]["origin"]["id"] = id("TCK", 4).into(),
        |it: &mut Value| it["causality"]["strategy_directive_id"] = id("STR", 4).into(),
    ] {
        let error = refusal::<ExecutionRequest>(request(), change);
        assert!(error.contains("continue the directive's chain"), "{error}");
    }
    let error = refusal::<ExecutionRequest>(request(), |it| it["causality"]["execution_command_id"] = id("EXC", 1).into());
    assert!(error.contains("before"), "{error}");
}

// mission: 7
#[test]
fn the_entry_of_a_request_trades_what_the_directive_asks_for() {
    for (field, other) in [("symbol", "ETH_USDT"), ("direction", "SELL")] {
        let error = refusal::<ExecutionRequest>(request(), |it| it["entry_plan"][field] = other.into());
        assert!(error.contains("symbol and side"), "{error}");
    }
}

// mission: 7
#[test]
fn a_request_is_not_made_before_the_decision_and_refuses_old_names() {
    assert!(refusal::<ExecutionRequest>(request(), |it| it["requested_at"] = "2004-09-20".into()).contains("requested_at"));
    assert!(refusal::<ExecutionRequest>(request(), |it| it["trade_id"] = "x".into()).contains("is now `target_plan_id`"));
    assert!(refusal::<ExecutionRequest>(request(), |it| it["extra"] = 1.into()).contains("unknown field `extra`"));
}

// mission: 27
#[test]
fn a_command_carries_any_plans_but_at_least_one() {
    for plans in [
        [true, true, true, true],
        [false, false, true, false],
        [false, false, true, true],
        [true, true, false, false],
        [true, true, false, true],
        [false, true, false, true],
        [false, false, false, true],
    ] {
        round_trip::<ExecutionCommand>(&partial_command(plans));
    }
    let error = read::<ExecutionCommand>(&partial_command([false; 4])).unwrap_err();
    assert!(error.contains("at least one plan"), "{error}");
}

// mission: 4, 26
#[test]
fn a_command_is_the_one_that_its_chain_names() {
    let error = refusal::<ExecutionCommand>(command(1), |it| it["command_id"] = id("EXC", 2).into());
    assert!(error.contains("execution_command_id"), "{error}");
    assert!(refusal::<ExecutionCommand>(command(1), |it| remove(&mut it["causality"], "execution_command_id")).contains("none"));
    let error = refusal::<ExecutionCommand>(command(1), |it| it["causality"]["execution_directive_id"] = id("EXC", 1).into());
    assert!(error.contains("is now `execution_command_id`"), "{error}");
}

// mission: 4
#[test]
fn a_commands_chain_names_exactly_its_plans_and_its_trade() {
    for (plan, prefix) in [("entry", "ENT"), ("size", "SIZ"), ("exit", "EXT"), ("execution", "EXP")] {
        let field = format!("{plan}_plan_id");
        assert!(refusal::<ExecutionCommand>(command(1), |it| it["causality"][&field] = id(prefix, 7).into()).contains(&field));
    }
    assert!(refusal::<ExecutionCommand>(command(1), |it| it["target_plan_id"] = id("TPL", 9).into()).contains("target_plan_id"));
}

#[test]
fn a_command_to_close_aims_at_size_0() {
    let closing = |size: &str| {
        read::<ExecutionCommand>(&with(command(1), |it| {
            it["scope"] = "CLOSE_EXISTING".into();
            it["size_plan"]["target_position_size"] = size.into();
        }))
    };
    assert!(closing("0").is_ok());
    assert!(closing("1").unwrap_err().contains("target size of 0"));
}

// mission: 4, 34
#[test]
fn a_batch_round_trips() {
    round_trip::<ExecutionCommandBatch>(&batch());
}

// mission: 34
#[test]
fn a_batch_of_one_command_is_a_batch() {
    round_trip::<ExecutionCommandBatch>(&with(batch(), |it| it["commands"] = json!([command(1)])));
}

// mission: 34
#[test]
fn a_batch_without_commands_is_refused() {
    assert!(refusal::<ExecutionCommandBatch>(batch(), |it| it["commands"] = json!([])).contains("at least one command"));
}

// mission: 34
#[test]
fn a_batch_with_the_list_left_out_is_refused() {
    assert!(refusal::<ExecutionCommandBatch>(batch(), |it| remove(it, "commands")).contains("missing field `commands`"));
}

// mission: 34
#[test]
fn the_commands_of_a_batch_have_different_ids() {
    let error = refusal::<ExecutionCommandBatch>(batch(), |it| it["commands"] = json!([command(1), command(1)]));
    assert!(error.contains("command ids"), "{error}");
}

// mission: 34
#[test]
fn the_commands_of_a_batch_concern_different_trades() {
    let error = refusal::<ExecutionCommandBatch>(batch(), |it| {
        it["commands"][1]["target_plan_id"] = id("TPL", 1).into();
        it["commands"][1]["causality"]["trade_plan_ids"] = json!([id("TPL", 1)]);
    });
    assert!(error.contains("trades of a batch must differ"), "{error}");
}

// mission: 30, 34
#[test]
fn the_commands_of_a_batch_come_from_its_directive() {
    let error = refusal::<ExecutionCommandBatch>(batch(), |it| it["strategy_directive_id"] = id("STR", 5).into());
    assert!(error.contains("batch's directive"), "{error}");
}

// mission: 34
#[test]
fn the_order_of_commands_is_kept() {
    let reversed = with(batch(), |it| it["commands"] = json!([command(2), command(1)]));
    let read: ExecutionCommandBatch = read(&reversed).unwrap();
    assert_eq!(read.commands.iter().map(|it| it.command_id.to_string()).collect::<Vec<_>>(), [id("EXC", 2), id("EXC", 1)]);
}

// mission: 34
#[test]
fn a_batch_takes_each_mode() {
    for mode in BatchMode::ALL {
        round_trip::<ExecutionCommandBatch>(&with(batch(), |it| it["mode"] = mode.as_str().into()));
    }
}

// mission: 18, 34
#[test]
fn a_batch_without_a_mode_is_independent() {
    let read: ExecutionCommandBatch = read(&with(batch(), |it| remove(it, "mode"))).unwrap();
    assert_eq!(read.mode, BatchMode::Independent);
}

// mission: 32, 34
#[test]
fn a_batch_refuses_atomic() {
    let error = refusal::<ExecutionCommandBatch>(batch(), |it| it["mode"] = "ATOMIC".into());
    assert!(error.contains("ExecutionCommandBatch.mode") && error.contains("COORDINATED"), "{error}");
}

// mission: 32, 34
#[test]
fn a_batch_refuses_parallel() {
    let error = refusal::<ExecutionCommandBatch>(batch(), |it| it["mode"] = "PARALLEL".into());
    assert!(error.contains("INDEPENDENT"), "{error}");
}

// mission: 33, 34
#[test]
fn a_batch_refuses_execution_mode() {
    let error = refusal::<ExecutionCommandBatch>(batch(), |it| it["execution_mode"] = "SEQUENTIAL".into());
    assert!(error.contains("`execution_mode` is now `mode`"), "{error}");
}

// mission: 33, 34
#[test]
fn a_batch_refuses_rollback_on_failure() {
    let error = refusal::<ExecutionCommandBatch>(batch(), |it| it["rollback_on_failure"] = false.into());
    assert!(error.contains("nothing filled is ever undone"), "{error}");
}

// mission: 33, 34
#[test]
fn a_batch_refuses_metadata() {
    assert!(refusal::<ExecutionCommandBatch>(batch(), |it| it["metadata"] = json!({})).contains("free text"));
}

// mission: 34
#[test]
fn a_batch_refuses_a_causality_of_its_own() {
    assert!(refusal::<ExecutionCommandBatch>(batch(), |it| it["causality"] = chain()).contains("unknown field `causality`"));
}

// mission: 34
#[test]
fn a_batchs_timeout_is_at_least_a_second() {
    round_trip::<ExecutionCommandBatch>(&with(batch(), |it| it["timeout_seconds"] = Value::Null));
    assert!(refusal::<ExecutionCommandBatch>(batch(), |it| it["timeout_seconds"] = 0.into()).contains("timeout_seconds"));
}

// mission: 34
#[test]
fn no_command_may_take_longer_than_its_batch() {
    let error = refusal::<ExecutionCommandBatch>(batch(), |it| it["timeout_seconds"] = 59.into());
    assert!(error.contains("60 s in a batch of 59 s"), "{error}");
}

// mission: 34
#[test]
fn a_batchs_id_is_a_batch_id() {
    assert!(refusal::<ExecutionCommandBatch>(batch(), |it| it["batch_id"] = id("EXC", 1).into()).contains("batch_id"));
    let old = "BAT_20040921_000000_abcde";
    assert!(refusal::<ExecutionCommandBatch>(batch(), |it| it["batch_id"] = old.into()).contains("batch_id"), "written with 8 hex");
}

// mission: 34
#[test]
fn a_broken_command_in_a_batch_is_found_by_its_place() {
    let error = refusal::<ExecutionCommandBatch>(batch(), |it| it["commands"][1]["size_plan"]["leverage"] = "0".into());
    assert!(error.contains("commands[1]") && error.contains("size_plan") && error.contains("leverage"), "{error}");
}

// mission: 18, 30, 34
#[test]
fn a_batch_copies_the_policy_of_its_directive() {
    let directive: StrategyDirective = read(&directive()).unwrap();
    let command: ExecutionCommand = read(&command(1)).unwrap();
    let fields: ExecutionCommandBatch = read(&batch()).unwrap();
    let made = ExecutionCommandBatch::new(
        fields.batch_id,
        directive.directive_id,
        vec![command],
        directive.policy(),
        directive.decision_timestamp,
    )
    .unwrap();
    assert_eq!((made.mode, made.timeout_seconds), (directive.policy().mode, directive.policy().timeout_seconds));
}

// mission: 34
#[test]
fn a_changed_batch_is_checked_again() {
    let batch: ExecutionCommandBatch = read(&batch()).unwrap();
    assert!(ExecutionCommandBatch::of_fields(BatchFields { commands: Vec::new(), ..batch.into_fields() }).is_err());
}
