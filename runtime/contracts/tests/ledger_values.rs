//! The ledger's containers and fills.

mod support;

use serde_json::{Value, json};
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::fill::{average_price, commission_totals, slippage, total_quantity};
use simpletrader_contracts::ledger::*;
use simpletrader_contracts::name::{Asset, ShortText};
use simpletrader_contracts::terms::*;
use simpletrader_contracts::{Decimal, Instant, Price};
use support::*;

const LATER: &str = "2004-09-21T00:00:01Z";

fn fill_of(quantity: &str, price: &str) -> Fill {
    read(&with(fill(), |it| {
        it["filled_quantity"] = quantity.into();
        it["fill_price"] = price.into();
    }))
    .unwrap()
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

// mission: 24
#[test]
fn a_trade_plan_is_active_or_closed_and_says_when() {
    round_trip::<TradePlan>(&trade_plan());
    round_trip::<TradePlan>(&with(trade_plan(), |it| {
        it["status"] = "CLOSED".into();
        it["closed_at"] = LATER.into();
    }));
    assert!(refusal::<TradePlan>(trade_plan(), |it| it["closed_at"] = LATER.into()).contains("exactly for CLOSED"));
    assert!(refusal::<TradePlan>(trade_plan(), |it| it["status"] = "CLOSED".into()).contains("exactly for CLOSED"));
    let error = refusal::<TradePlan>(trade_plan(), |it| {
        it["status"] = "CLOSED".into();
        it["closed_at"] = "2004-09-20".into();
    });
    assert!(error.contains("before created_at"), "{error}");
}

// mission: 24
#[test]
fn a_trade_plans_id_obeys_its_pattern() {
    for bad in [id("ORD", 1), "TPL_1".into(), "TPL_20040921_000000_xyz".into()] {
        assert!(refusal::<TradePlan>(trade_plan(), |it| it["plan_id"] = bad.clone().into()).contains("TradePlan.plan_id"), "{bad}");
    }
}

// mission: 24
#[test]
fn a_trade_plan_only_ever_closes() {
    for from in TradeStatus::ALL {
        for to in TradeStatus::ALL {
            assert_eq!(from.may_become(*to), (*from, *to) == (TradeStatus::Active, TradeStatus::Closed), "{from} -> {to}");
        }
    }
    let before: TradePlan = read(&trade_plan()).unwrap();
    let mut after = before.clone();
    after.close(Instant::parse(LATER).unwrap());
    assert_eq!((after.plan_id, after.symbol.clone(), after.direction), (before.plan_id, before.symbol.clone(), before.direction));
    assert_eq!(after.created_at, before.created_at, "only the status changes");
}

// mission: 24
#[test]
fn a_trade_plan_refuses_unknown_fields() {
    assert!(refusal::<TradePlan>(trade_plan(), |it| it["comments"] = "x".into()).contains("unknown field `comments`"));
    assert!(refusal::<TradePlan>(trade_plan(), |it| it["strategy_instance_id"] = "".into()).contains("strategy_instance_id"));
}

// mission: 4, 15
#[test]
fn a_group_round_trips_and_has_no_metadata() {
    round_trip::<ExecutionGroup>(&group());
    assert!(refusal::<ExecutionGroup>(group(), |it| it["metadata"] = json!({})).contains("free text"));
    assert!(refusal::<ExecutionGroup>(group(), |it| it["note"] = 1.into()).contains("unknown field `note`"));
}

// mission: 14
#[test]
fn a_group_works_one_of_six_strategies() {
    let names: Vec<&str> = ExecutionStrategyType::ALL.iter().map(|it| it.as_str()).collect();
    assert_eq!(names, ["SINGLE", "TWAP", "VWAP", "ICEBERG", "LAYERED", "POV"]);
    let error = refusal::<ExecutionGroup>(group(), |it| it["execution_strategy"] = "DCA".into());
    assert!(error.contains("planning idea"), "{error}");
}

// mission: 4
#[test]
fn the_times_of_a_group_fit_its_status() {
    assert!(refusal::<ExecutionGroup>(group(), |it| it["updated_at"] = "2004-09-20".into()).contains("updated_at"));
    assert!(refusal::<ExecutionGroup>(group(), |it| it["completed_at"] = AT.into()).contains("completed_at"));
    assert!(refusal::<ExecutionGroup>(group(), |it| it["cancelled_at"] = AT.into()).contains("cancelled_at"));
    assert!(refusal::<ExecutionGroup>(group(), |it| it["status"] = "CANCELLED".into()).contains("cancelled_at"));
    round_trip::<ExecutionGroup>(&with(group(), |it| {
        it["status"] = "COMPLETED".into();
        it["filled_quantity"] = "10".into();
        it["completed_at"] = AT.into();
    }));
}

// mission: 4
#[test]
fn what_a_group_has_filled_fits_its_status() {
    let with_status = |status: &str, filled: &str| {
        with(group(), |it| {
            it["status"] = status.into();
            it["filled_quantity"] = filled.into();
            if status == "COMPLETED" {
                it["completed_at"] = AT.into();
            }
        })
    };
    for (status, filled) in [("PENDING", "0"), ("ACTIVE", "0"), ("COMPLETED", "10"), ("PARTIAL", "1"), ("FAILED", "1")] {
        round_trip::<ExecutionGroup>(&with_status(status, filled));
    }
    for (status, filled) in [("PENDING", "1"), ("ACTIVE", "10"), ("COMPLETED", "9"), ("PARTIAL", "0"), ("ACTIVE", "-1")] {
        let error = read::<ExecutionGroup>(&with_status(status, filled)).unwrap_err();
        assert!(error.contains("filled_quantity"), "{status} {filled}: {error}");
    }
}

// mission: 4
#[test]
fn a_group_moves_along_the_table_only() {
    use GroupStatus::*;
    let legal = [
        (Pending, Active),
        (Pending, Cancelled),
        (Pending, Failed),
        (Active, Completed),
        (Active, Partial),
        (Active, Cancelled),
        (Active, Failed),
    ];
    for from in GroupStatus::ALL {
        for to in GroupStatus::ALL {
            assert_eq!(from.may_become(*to), legal.contains(&(*from, *to)), "{from} -> {to}");
        }
    }
}

#[test]
fn a_group_lists_each_order_once() {
    let mut group: ExecutionGroup = read(&group()).unwrap();
    let first = group.order_ids()[0];
    group.add_order(first, Instant::parse(LATER).unwrap());
    assert_eq!(group.order_ids().len(), 2);
    let twice = with(support::group(), |it| it["order_ids"] = json!([id("ORD", 1), id("ORD", 1)]));
    assert!(read::<ExecutionGroup>(&twice).unwrap_err().contains("order_ids"));
}

// mission: 11
#[test]
fn an_order_round_trips_and_hides_what_it_filled() {
    let written = round_trip::<OrderRecord>(&order());
    assert!(written.get("filled").is_none() && written.get("filled_quantity").is_none());
}

// mission: 11
#[test]
fn an_order_has_no_causality_no_metadata_and_no_filled_fields() {
    for (field, advice) in [
        ("causality", "group's command"),
        ("metadata", "free text"),
        ("filled_quantity", "sum of its fills"),
        ("average_price", "computed from its fills"),
    ] {
        assert!(refusal::<OrderRecord>(order(), |it| it[field] = "1".into()).contains(advice), "{field}");
    }
    assert!(refusal::<OrderRecord>(order(), |it| it["color"] = "red".into()).contains("unknown field `color`"));
}

// mission: 11
#[test]
fn the_prices_of_an_order_are_those_of_its_type() {
    let remove = |it: &mut Value, field: &str| drop(it.as_object_mut().unwrap().remove(field));
    assert!(refusal::<OrderRecord>(order(), |it| remove(it, "limit_price")).contains("limit_price"));
    assert!(refusal::<OrderRecord>(order(), |it| remove(it, "stop_price")).contains("stop_price"));
    assert!(refusal::<OrderRecord>(order(), |it| it["order_type"] = "MARKET".into()).contains("limit_price"));
    assert!(refusal::<OrderRecord>(order(), |it| it["order_type"] = "LIMIT".into()).contains("stop_price"));
    assert!(refusal::<OrderRecord>(order(), |it| it["quantity"] = "0".into()).contains("OrderRecord.quantity"));
}

// mission: 11
#[test]
fn the_parents_and_links_of_an_order_are_ids_of_their_kind() {
    assert!(refusal::<OrderRecord>(order(), |it| it["parent_group_id"] = id("EXC", 1).into()).contains("parent_group_id"));
    assert!(refusal::<OrderRecord>(order(), |it| it["linked_order_ids"] = json!([id("ORD", 1)])).contains("itself"));
    assert!(refusal::<OrderRecord>(order(), |it| it["updated_at"] = "2004-09-20".into()).contains("updated_at"));
}

// mission: 10, 11
#[test]
fn an_order_moves_along_the_table_only() {
    use OrderStatus::*;
    let legal: [(OrderStatus, &[OrderStatus]); 7] = [
        (Pending, &[Open, PartiallyFilled, Filled, Cancelled, Rejected, Expired]),
        (Open, &[PartiallyFilled, Filled, Cancelled, Rejected, Expired]),
        (PartiallyFilled, &[PartiallyFilled, Filled, Cancelled, Expired]),
        (Filled, &[]),
        (Cancelled, &[]),
        (Rejected, &[]),
        (Expired, &[]),
    ];
    assert_eq!(legal.len(), OrderStatus::ALL.len());
    for (from, targets) in legal {
        for to in OrderStatus::ALL {
            assert_eq!(from.may_become(*to), targets.contains(to), "{from} -> {to}");
        }
    }
}

// mission: 11
#[test]
fn an_order_comes_back_from_its_record_and_its_fills() {
    let record = |status: &str| read::<OrderRecord>(&with(order(), |it| it["status"] = status.into())).unwrap();
    let restored = Order::restore(record("PARTIALLY_FILLED"), &[fill_of("4", "100")]).unwrap();
    assert_eq!((restored.filled(), restored.record()), (dec("4"), record("PARTIALLY_FILLED")));
    assert!(Order::restore(record("FILLED"), &[fill_of("4", "100"), fill_of("6", "100")]).is_ok());
    assert!(Order::restore(record("CANCELLED"), &[fill_of("4", "100")]).is_ok(), "a cancelled order keeps its fills");
    for (status, quantity) in [("OPEN", "4"), ("PARTIALLY_FILLED", "10"), ("FILLED", "9"), ("FILLED", "11"), ("REJECTED", "1")] {
        assert!(Order::restore(record(status), &[fill_of(quantity, "100")]).is_err(), "{status} {quantity}");
    }
    let stranger: Fill = read(&with(fill(), |it| it["parent_order_id"] = id("ORD", 9).into())).unwrap();
    assert!(Order::restore(record("PARTIALLY_FILLED"), &[stranger]).is_err());
}

#[test]
fn an_order_keeps_the_venues_name_and_its_links() {
    let record = read::<OrderRecord>(&order()).unwrap();
    let mut order = Order::restore(record, &[]).unwrap();
    order.name_at_venue(ShortText::new("venue-2").unwrap());
    order.link(order.order_id);
    assert_eq!(order.linked_order_ids().len(), 1, "not linked to itself");
    assert_eq!(order.record().connector_order_id.as_ref().map(ShortText::as_str), Some("venue-2"));
    assert!(matches!(order.terms, OrderTerms::StopLimit { .. }));
}

// mission: 13
#[test]
fn a_fill_round_trips_and_refuses_nothing_and_negative() {
    round_trip::<Fill>(&fill());
    round_trip::<Fill>(&with(fill(), |it| {
        it.as_object_mut().unwrap().remove("commission");
        it.as_object_mut().unwrap().remove("commission_asset");
    }));
    for (field, bad) in [("filled_quantity", "0"), ("fill_price", "0"), ("commission", "-1"), ("parent_order_id", "EXG_1")] {
        assert!(refusal::<Fill>(fill(), |it| it[field] = bad.into()).contains(field), "{field}");
    }
    assert!(refusal::<Fill>(fill(), |it| it["commission"] = "0".into()).contains("come together"));
    assert!(refusal::<Fill>(fill(), |it| it["order"] = 1.into()).contains("unknown field"));
    let huge = "70000000000000000000000000000";
    assert!(refusal::<Fill>(fill(), |it| it["fill_price"] = huge.into()).contains("must fit a decimal"));
}

// mission: 13
#[test]
fn the_average_price_is_weighted_by_quantity() {
    let fills = [fill_of("1", "100"), fill_of("3", "104")];
    assert_eq!(average_price(&fills), Some(dec("103")));
    assert_eq!(total_quantity(&fills), Some(dec("4")));
    assert_eq!(average_price(&[]), None);
}

// mission: 13
#[test]
fn slippage_is_measured_against_the_reference() {
    let reference = Price::new(dec("100")).unwrap();
    assert_eq!(slippage(&[fill_of("1", "101")], reference), Some(dec("0.01")));
    assert_eq!(slippage(&[fill_of("1", "99")], reference), Some(dec("-0.01")));
    assert_eq!(slippage(&[], reference), None);
}

// mission: 13
#[test]
fn fees_are_added_up_by_asset() {
    let in_account: Fill = read(&with(fill(), |it| drop(it.as_object_mut().unwrap().remove("commission_asset")))).unwrap();
    let totals = commission_totals(&[fill_of("1", "1"), fill_of("1", "1"), in_account]).unwrap();
    assert_eq!(totals.get(&Some(Asset::new("USDT").unwrap())), Some(&dec("0.2")));
    assert_eq!(totals.get(&None), Some(&dec("0.1")));
}

// mission: 13
#[test]
fn sums_beyond_a_decimal_are_none_and_no_panic() {
    let huge: Fill = read(&with(fill(), |it| {
        it["filled_quantity"] = "70000000000000000000000000000".into();
        it["fill_price"] = "1".into();
        it["commission"] = "70000000000000000000000000000".into();
    }))
    .unwrap();
    let two = [huge.clone(), huge];
    assert_eq!((average_price(&two), total_quantity(&two), commission_totals(&two)), (None, None, None));
}
