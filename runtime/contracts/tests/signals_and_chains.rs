//! Signals, risks, causality, refusals and the envelope of an answer.

mod support;

use serde_json::{Value, json};
use simpletrader_contracts::decision::*;
use simpletrader_contracts::terms::RejectionCode;
use support::*;

// mission: 2, 8
#[test]
fn a_signal_round_trips_with_and_without_a_confidence() {
    let written = round_trip::<Signal>(&signal());
    assert_eq!(written["confidence"], "0.8", "decimals are text");
    round_trip::<Signal>(&with(signal(), |it| drop(it.as_object_mut().unwrap().remove("confidence"))));
}

// mission: 2, 8
#[test]
fn the_confidence_of_a_signal_reaches_from_0_to_1() {
    for good in ["0", "1", "0.000001"] {
        round_trip::<Signal>(&with(signal(), |it| it["confidence"] = good.into()));
    }
    for bad in ["-0.1", "1.1", "x", ""] {
        assert!(refusal::<Signal>(signal(), |it| it["confidence"] = bad.into()).contains("Signal.confidence"), "{bad}");
    }
    assert!(refusal::<Signal>(signal(), |it| it["confidence"] = json!(0.5)).contains("Signal.confidence"), "a binary fraction");
}

// mission: 8
#[test]
fn a_signal_has_no_causality_and_no_asset() {
    assert!(refusal::<Signal>(signal(), |it| it["causality"] = chain()).contains("begins with the directive"));
    assert!(refusal::<Signal>(signal(), |it| it["asset"] = "BTC".into()).contains("is now `symbol`"));
    assert!(refusal::<Signal>(signal(), |it| it["note"] = "x".into()).contains("unknown field `note`"));
}

// mission: 2
#[test]
fn a_signals_direction_is_written_small() {
    round_trip::<Signal>(&with(signal(), |it| it["direction"] = "short".into()));
    assert!(refusal::<Signal>(signal(), |it| it["direction"] = "LONG".into()).contains("long short"));
}

// mission: 2, 8
#[test]
fn a_signals_symbol_has_a_base_and_a_quote() {
    for good in ["1INCH_USDT", "BTC_USDT1", " BTC_USDT "] {
        let written = round_trip::<Signal>(&with(signal(), |it| it["symbol"] = good.into()));
        assert_eq!(written["symbol"], good.trim(), "spaces around it are dropped");
    }
    for bad in ["BTCUSD", "btc_usdt", "BTC-USDT", "1_2", ""] {
        assert!(refusal::<Signal>(signal(), |it| it["symbol"] = bad.into()).contains("Signal.symbol"), "{bad}");
    }
}

// mission: 2
#[test]
fn reserved_names_of_signals_are_refused_with_the_real_reason() {
    for bad in ["SYSTEM_X", "INTERNAL_X", "_X"] {
        assert!(refusal::<Signal>(signal(), |it| it["signal_type"] = bad.into()).contains("reserved"), "{bad}");
    }
    for bad in ["AB", "lower", "1ST", "A-B-C", &"A".repeat(26)] {
        assert!(refusal::<Signal>(signal(), |it| it["signal_type"] = bad.into()).contains("Signal.signal_type"), "{bad}");
    }
    for good in ["ABC", "A".repeat(25).as_str(), " TREND_UP "] {
        round_trip::<Signal>(&with(signal(), |it| it["signal_type"] = good.into()));
    }
}

// mission: 2
#[test]
fn a_signals_id_obeys_its_pattern() {
    for bad in [id("RSK", 1), "SIG_1".into(), "SIG_20040921_000000_0000000".into(), "SIG_20040921_000000_0000000G".into()] {
        assert!(refusal::<Signal>(signal(), |it| it["signal_id"] = bad.clone().into()).contains("Signal.signal_id"), "{bad}");
    }
}

// mission: 2
#[test]
fn signals_and_risks_keep_utc() {
    let aware = "2004-09-21T05:00:00+05:00";
    assert_eq!(round_trip::<Signal>(&with(signal(), |it| it["timestamp"] = aware.into()))["timestamp"], AT);
    assert_eq!(round_trip::<Risk>(&with(risk(), |it| it["timestamp"] = aware.into()))["timestamp"], AT);
    assert!(refusal::<Risk>(risk(), |it| it["timestamp"] = "yesterday".into()).contains("Risk.timestamp"));
}

// mission: 9
#[test]
fn a_risk_needs_a_severity_from_0_to_1() {
    for good in ["0", "1"] {
        round_trip::<Risk>(&with(risk(), |it| it["severity"] = good.into()));
    }
    assert!(refusal::<Risk>(risk(), |it| it["severity"] = "1.01".into()).contains("Risk.severity"));
    assert!(refusal::<Risk>(risk(), |it| drop(it.as_object_mut().unwrap().remove("severity"))).contains("severity"));
    assert!(refusal::<Risk>(risk(), |it| it["severity"] = Value::Null).contains("Risk.severity"));
}

// mission: 9
#[test]
fn a_risk_concerns_one_symbol_or_the_whole_strategy() {
    round_trip::<Risk>(&risk());
    round_trip::<Risk>(&with(risk(), |it| drop(it.as_object_mut().unwrap().remove("affected_symbol"))));
    round_trip::<Risk>(&with(risk(), |it| it["affected_symbol"] = "BTC_USDT".into()));
    assert!(refusal::<Risk>(risk(), |it| it["affected_symbol"] = "BTC".into()).contains("Risk.affected_symbol"));
}

// mission: 9
#[test]
fn a_risk_has_no_causality_and_no_asset() {
    assert!(refusal::<Risk>(risk(), |it| it["causality"] = chain()).contains("begins with the directive"));
    assert!(refusal::<Risk>(risk(), |it| it["affected_asset"] = "BTC".into()).contains("is now `affected_symbol`"));
    assert!(refusal::<Risk>(risk(), |it| it["risk_type"] = "SYSTEM_RISK".into()).contains("reserved"));
}

// mission: 1
#[test]
fn a_chain_names_each_id_once() {
    round_trip::<CausalityChain>(&chain());
    round_trip::<CausalityChain>(&json!({"origin": origin()}));
    for (field, prefix) in [("signal_ids", "SIG"), ("risk_ids", "RSK"), ("trade_plan_ids", "TPL")] {
        let error = refusal::<CausalityChain>(chain(), |it| it[field] = json!([id(prefix, 3), id(prefix, 3)]));
        assert!(error.contains(field) && error.contains("once"), "{error}");
    }
}

// mission: 1
#[test]
fn plans_and_commands_stand_behind_a_directive() {
    for (field, prefix) in [
        ("entry_plan_id", "ENT"),
        ("size_plan_id", "SIZ"),
        ("exit_plan_id", "EXT"),
        ("execution_plan_id", "EXP"),
        ("execution_command_id", "EXC"),
    ] {
        round_trip::<CausalityChain>(&with(chain(), |it| it[field] = id(prefix, 1).into()));
        let error = refusal::<CausalityChain>(json!({"origin": origin()}), |it| it[field] = id(prefix, 1).into());
        assert!(error.contains("strategy_directive_id"), "{error}");
    }
}

// mission: 26, 42
#[test]
fn a_chain_has_no_order_or_fill_ids_and_no_old_names() {
    for field in ["order_ids", "fill_ids"] {
        assert!(refusal::<CausalityChain>(chain(), |it| it[field] = json!([])).contains("trade_plan_ids"));
    }
    let error = refusal::<CausalityChain>(chain(), |it| it["execution_directive_id"] = id("EXC", 1).into());
    assert!(error.contains("is now `execution_command_id`"), "{error}");
    assert!(refusal::<CausalityChain>(chain(), |it| it["batch_id"] = id("BAT", 1).into()).contains("unknown field"));
}

#[test]
fn a_chain_is_extended_by_copy() {
    let origin: Origin = read(&origin()).unwrap();
    let signal = |number| simpletrader_contracts::id::SignalId::parse(&id("SIG", number)).unwrap();
    let start = CausalityChain::from_origin(origin);
    let used = start.clone().using([signal(1), signal(2), signal(1)], None);
    assert_eq!(used.signal_ids, [signal(1), signal(2)], "named again, kept once");
    assert!(start.signal_ids.is_empty(), "the beginning has not changed");
    let command = simpletrader_contracts::id::CommandId::parse(&id("EXC", 1)).unwrap();
    assert!(used.clone().commanded(None, command).is_err(), "no command before a directive");
    let directive = simpletrader_contracts::id::DirectiveId::parse(&id("STR", 1)).unwrap();
    assert!(used.decided(directive).commanded(None, command).is_ok());
}

// mission: 41
#[test]
fn a_rejection_chain_keeps_what_was_refused_and_why() {
    let written = round_trip::<RejectionChain>(&rejection_chain());
    assert_eq!(written["rejected_signal_ids"][0], id("SIG", 2));
    assert_eq!((&written["rejection_reason"], &written["rejection_code"]), (&json!("not convincing"), &json!("LOW_CONFIDENCE")));
    round_trip::<RejectionChain>(&with(rejection_chain(), |it| {
        it["partial"] = chain();
        it["trade_plan_ids"] = json!([id("TPL", 1)]);
    }));
}

// mission: 41
#[test]
fn a_rejections_reason_has_1_to_500_characters() {
    for good in ["x".to_owned(), "ö".repeat(500)] {
        round_trip::<RejectionChain>(&with(rejection_chain(), |it| it["rejection_reason"] = good.into()));
    }
    for bad in ["".to_owned(), "   ".into(), "x".repeat(501)] {
        let error = refusal::<RejectionChain>(rejection_chain(), |it| it["rejection_reason"] = bad.into());
        assert!(error.contains("1 to 500"), "{error}");
    }
}

// mission: 41, 45
#[test]
fn an_id_is_never_both_used_and_refused() {
    for (list, prefix) in [("rejected_signal_ids", "SIG"), ("rejected_risk_ids", "RSK")] {
        let error = refusal::<RejectionChain>(rejection_chain(), |it| {
            it["partial"] = chain();
            it[list] = json!([id(prefix, 1)]);
        });
        assert!(error.contains(list) && error.contains("not both"), "{error}");
        let error = refusal::<RejectionChain>(rejection_chain(), |it| it[list] = json!([id(prefix, 5), id(prefix, 5)]));
        assert!(error.contains("once"), "{error}");
    }
}

#[test]
fn a_partial_chain_has_the_origin_of_its_refusal() {
    let error = refusal::<RejectionChain>(rejection_chain(), |it| {
        it["partial"] = with(chain(), |chain| chain["origin"]["id"] = id("TCK", 9).into());
    });
    assert!(error.contains("partial"), "{error}");
}

// mission: 45
#[test]
fn the_signals_of_a_directive_that_failed_later_stay_used() {
    let chain_of = |value: Value| read::<CausalityChain>(&value).unwrap();
    let draft = || RefusalDraft::new(RejectionCode::Other, "why").unwrap();
    let later = RejectionChain::of(chain_of(chain()), draft());
    assert!(later.rejected_signal_ids.is_empty() && later.partial.is_some());
    let at_once = RejectionChain::of(chain_of(json!({"origin": origin(), "signal_ids": [id("SIG", 1)]})), draft());
    assert_eq!((at_once.rejected_signal_ids.len(), at_once.partial.is_none()), (1, true));
    for made in [later, at_once] {
        assert_eq!(read::<RejectionChain>(&serde_json::to_value(&made).unwrap()), Ok(made));
    }
}

// mission: 45
#[test]
fn a_planners_refusal_names_a_signal_or_a_risk() {
    round_trip::<RejectionEvent>(&rejection());
    let nothing = |it: &mut Value| {
        it["chain"]["rejected_signal_ids"] = json!([]);
        it["chain"]["rejected_risk_ids"] = json!([]);
    };
    assert!(refusal::<RejectionEvent>(rejection(), nothing).contains("STRATEGY_PLANNING"));
    round_trip::<RejectionEvent>(&with(rejection(), |it| {
        nothing(it);
        it["stage"] = "CONNECTOR".into();
    }));
    round_trip::<RejectionEvent>(&with(rejection(), |it| it["chain"]["rejected_risk_ids"] = json!([])));
}

#[test]
fn a_rejection_refuses_unknown_stages_codes_and_fields() {
    assert!(refusal::<RejectionEvent>(rejection(), |it| it["stage"] = "LATER".into()).contains("RejectionEvent.stage"));
    assert!(refusal::<RejectionEvent>(rejection(), |it| it["metadata"] = json!({})).contains("no room for free text"));
    let error = refusal::<RejectionEvent>(rejection(), |it| it["chain"]["rejection_code"] = "BAD_MOOD".into());
    assert!(error.contains("RejectionChain.rejection_code") && error.contains("LOW_CONFIDENCE"), "{error}");
}

#[test]
fn a_hosts_refusal_always_fits() {
    for text in ["", "  ", &"x".repeat(2_000)] {
        let draft = RefusalDraft::by_host(RejectionCode::Other, text);
        assert!(RefusalDraft::new(RejectionCode::Other, draft.reason.as_str()).is_ok());
    }
    assert!(RefusalDraft::new(RejectionCode::Other, "x".repeat(501)).is_err(), "a worker's is refused instead");
}

// mission: 1
#[test]
fn publishing_needs_a_good_event_name() {
    round_trip::<DispositionEnvelope>(&envelope());
    for bad in ["ab", "_HIDDEN", "SYSTEM_HALT", "INTERNAL_X", "ENDS_", "small"] {
        assert!(refusal::<DispositionEnvelope>(envelope(), |it| it["event_name"] = bad.into()).contains("event_name"), "{bad}");
    }
    let error = refusal::<DispositionEnvelope>(envelope(), |it| drop(it.as_object_mut().unwrap().remove("event_name")));
    assert!(error.contains("PUBLISH needs one"), "{error}");
}

// mission: 1
#[test]
fn an_empty_answer_means_continue() {
    let empty: DispositionEnvelope = read(&json!({})).unwrap();
    assert_eq!(empty.disposition.as_str(), "CONTINUE");
    round_trip::<DispositionEnvelope>(&json!({"disposition": "STOP", "event_name": "tolerated and ignored"}));
    assert!(refusal::<DispositionEnvelope>(envelope(), |it| it["disposition"] = "STORE".into()).contains("is gone"));
    assert!(refusal::<DispositionEnvelope>(envelope(), |it| it["connector_id"] = "x".into()).contains("is now `event_name`"));
    assert!(refusal::<DispositionEnvelope>(envelope(), |it| it["event_payload"] = json!({"Order": order()})).contains("Order"));
}
