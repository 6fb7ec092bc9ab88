//! What the terms of an environment do to a whole run: books, header and reasons.

mod support;

use simpletrader_config::build_spec::{Credit, FeeModel, FillModel, Latency, SlippageModel, VenueTerms};
use simpletrader_contracts::decision::*;
use simpletrader_contracts::terms::{CommissionAsset, Side};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::{Decimal, Fraction};
use simpletrader_engine::run::{RunOutcome, RunStatus};
use support::*;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A strategy that opens one trade of ten on this side at the first bar, and runs under these terms.
fn opens(side: Side, closes: &[i64], adjust: impl FnOnce(&mut VenueTerms)) -> (tempfile::TempDir, RunOutcome) {
    let mut is_open = false;
    let crew = CrewScript::default().detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")]))).brain(move |_| {
        let mut decision = if is_open { refuse(&[0]) } else { buy(&[0], "1") };
        is_open = true;
        if let Outcome::Issue(directive) = &mut decision.outcome
            && let Some(entry) = &mut directive.entry
        {
            entry.side = side;
        }
        Ok(Disposition::Publish(vec![decision]))
    });
    let folder = tempfile::tempdir().unwrap();
    let outcome = crew.run_in(folder.path(), &[("A_USD", closes)], |spec| adjust(&mut spec.environment.venue)).unwrap();
    assert_eq!(outcome.contradiction, None);
    (folder, outcome)
}

fn fills(outcome: &RunOutcome) -> Vec<String> {
    query(outcome, "SELECT quantity, price FROM fill ORDER BY connector_fill_id")
}

#[test]
fn a_decision_filled_at_its_own_close_is_declared_wherever_the_result_is_read() {
    let (_folder, outcome) = opens(Side::Buy, &[100, 105, 110], |terms| terms.fill = FillModel::ThisClose);
    assert_eq!(fills(&outcome), ["10|100"]);
    let header = "the same bar's close; stop before target; no slippage";
    assert_eq!((outcome.summary.fill_model.as_str(), outcome.manifest.fill_model.as_str()), (header, header));
    let (_folder, honest) = opens(Side::Buy, &[100, 105, 110], |_| {});
    assert_eq!(honest.summary.fill_model, "next open; stop before target; no slippage");
    assert_ne!(honest.manifest.inputs_digest, outcome.manifest.inputs_digest, "other assumptions are other inputs");
}

#[test]
fn latency_costs_a_strategy_the_bars_that_it_misses() {
    // Each bar opens at the close before.
    let closes = [100, 105, 110, 115];
    assert_eq!(fills(&opens(Side::Buy, &closes, |_| {}).1), ["10|100"]);
    assert_eq!(fills(&opens(Side::Buy, &closes, |terms| terms.latency = Latency::Bars(1)).1), ["10|105"]);
    let hours = 1_000_000 * 3_600;
    let late = |terms: &mut VenueTerms| terms.latency = Latency::Microseconds(25 * hours);
    assert_eq!(fills(&opens(Side::Buy, &closes, late).1), ["10|110"], "a day and an hour are two daily bars");
}

#[test]
fn a_short_trade_is_booked_where_short_selling_is_allowed_and_refused_where_not() {
    let short = Credit { short_selling: true, ..Credit::NONE };
    let (_folder, outcome) = opens(Side::Sell, &[100, 95, 90], |terms| terms.credit = short);
    assert_eq!(fills(&outcome), ["10|100"]);
    assert_eq!((outcome.summary.open_qty.as_str(), outcome.summary.final_equity.as_str()), ("-10", "10099"));
    let (_folder, refused) = opens(Side::Sell, &[100, 95, 90], |_| {});
    let told = "SELECT json_extract(body, '$.rejection.chain.rejection_reason') FROM journal WHERE kind = 'EXECUTION_REJECTED'";
    assert_eq!(query(&refused, told), ["selling 10 needs a position of that size, there is 0: this venue lends no assets"]);
}

#[test]
fn a_margin_call_closes_everything_at_the_next_price_and_ends_the_trading() {
    let short = Credit { short_selling: true, leverage: dec("1"), maintenance_margin: dec("0.5") };
    // Sold at 100: at 740 the equity is 10999 - 7400 = 3599, and half of 7400 is needed.
    let (_folder, outcome) = opens(Side::Sell, &[100, 100, 740, 745, 750], |terms| terms.credit = short);
    assert_eq!(fills(&outcome), ["10|100", "10|740"]);
    let call = outcome.summary.margin_call.unwrap();
    assert_eq!((call.equity, call.required), (dec("3599"), dec("3700")));
    assert_eq!(query(&outcome, "SELECT count(*) FROM journal WHERE kind = 'MARGIN_CALL'"), ["1"]);
    let halted = "SELECT json_extract(body, '$.margin_call') FROM journal WHERE kind = 'STRATEGY_HALTED'";
    assert_eq!(query(&outcome, halted), ["equity of 3599, 3700 needed"]);
    assert!(matches!(outcome.manifest.status, RunStatus::Finished), "{:?}", outcome.manifest.status);
    assert_eq!((outcome.summary.open_qty.as_str(), outcome.summary.cash.as_str()), ("0", "3598"));
    assert_eq!(query(&outcome, "SELECT status FROM trade_plan"), ["CLOSED"]);
}

#[test]
fn equity_that_carries_its_positions_is_left_alone() {
    let short = Credit { short_selling: true, leverage: dec("1"), maintenance_margin: dec("0.5") };
    let (_folder, outcome) = opens(Side::Sell, &[100, 100, 730, 730], |terms| terms.credit = short);
    assert!(outcome.summary.margin_call.is_none() && outcome.summary.open_qty == "-10");
    assert_eq!(query(&outcome, "SELECT count(*) FROM journal WHERE kind = 'MARGIN_CALL'"), ["0"]);
}

#[test]
fn what_leverage_lends_is_owed_in_the_books() {
    let twice = Credit { leverage: dec("2"), ..Credit::NONE };
    let (_folder, outcome) = opens(Side::Buy, &[1_500, 1_500, 1_600], |terms| terms.credit = twice);
    assert_eq!((outcome.summary.cash.as_str(), outcome.summary.final_equity.as_str()), ("-5001", "10999"));
    let (_folder, refused) = opens(Side::Buy, &[1_500, 1_500, 1_600], |_| {});
    assert_eq!(refused.summary.fills, 0);
}

#[test]
fn a_fee_in_the_base_asset_reduces_what_the_ledger_holds() {
    let (_folder, outcome) = opens(Side::Buy, &[100, 100, 100], |terms| {
        terms.fees = FeeModel::Rate(dec("0.001"));
        terms.fee_asset = CommissionAsset::Base;
    });
    assert_eq!((outcome.summary.open_qty.as_str(), outcome.summary.cash.as_str()), ("9.99", "9000"));
}

#[test]
fn where_volume_is_scarce_an_entry_takes_several_bars() {
    // The bars have a volume of 1000 each.
    let (_folder, outcome) = opens(Side::Buy, &[100, 101, 102, 103], |terms| terms.volume_share = Some(dec("0.004")));
    assert_eq!(fills(&outcome), ["4|100", "4|101", "2|102"]);
    assert_eq!(query(&outcome, "SELECT status FROM orders"), ["FILLED"]);
}

/// One order, which may slip by this share.
fn careful(most: &'static str) -> AnyWorker {
    AnyWorker::ExecutionPlanning(Box::new(Scripted(move |task: &PlanTask<'_>| {
        let PlanOutcome::Plan(plan) = OneOrder.plan(task, &PlanDrafts::default())? else { return Ok(PlanOutcome::Nothing) };
        Ok(PlanOutcome::Plan(ExecutionPlanDraft { max_slippage_pct: Fraction::new(dec(most)).unwrap(), ..plan }))
    })))
}

#[test]
fn a_plan_bounds_how_far_a_market_order_slips_and_what_would_be_worse_is_refused_with_its_reason() {
    let run = |most: &'static str| {
        let folder = tempfile::tempdir().unwrap();
        let crew = CrewScript::default()
            .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
            .brain(|situation| {
                let is_first = situation.tick.sequence == 0;
                Ok(Disposition::Publish(vec![if is_first { buy(&[0], "1") } else { refuse(&[0]) }]))
            })
            .replace("router", careful(most));
        // What costs 100 at the open is had for 102.
        let slips = |terms: &mut VenueTerms| terms.slippage = SlippageModel::Percentage(dec("0.02"));
        let outcome =
            crew.run_in(folder.path(), &[("A_USD", &[100, 110, 110])], |spec| slips(&mut spec.environment.venue)).unwrap();
        (fills(&outcome), query(&outcome, "SELECT body FROM journal WHERE kind = 'EXECUTION_REJECTED'"))
    };
    assert_eq!(run("0.02"), (vec!["10|102".to_owned()], vec![]));
    assert_eq!(run("1"), (vec!["10|102".to_owned()], vec![]), "at 1 there is no bound");
    let (filled, reasons) = run("0.0199");
    assert!(filled.is_empty());
    let reason = "slippage: a fill at 102 would be worse than 101.99";
    assert!(reasons.len() == 1 && reasons[0].contains(reason) && reasons[0].contains("LIMIT_REACHED"), "{reasons:?}");
}
