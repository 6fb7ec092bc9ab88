//! Changes of trades that exist: a stop that follows the price and only moves one way, an entry that is re-priced or withdrawn.

mod support;

use simpletrader_contracts::decision::*;
use simpletrader_contracts::ledger::{OrderView, PositionView, TradeRef};
use simpletrader_contracts::terms::{DirectiveScope, OrderPurpose, RejectionCode, Side, TimeInForce};
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::worker::{AnyWorker, Fault};
use simpletrader_contracts::{Decimal, Fraction, Price};
use simpletrader_engine::run::RunOutcome;
use support::*;

/// Works a command as one order with its stop as a child, and changes or withdraws the order that a plan names.
fn orders(command: &Command<'_>) -> Vec<OrderIntent> {
    let stop = command.plans.exit.as_ref().and_then(|exit| exit.stop_loss_price);
    let stop = stop.map(|stop_price| OrderTerms::StopMarket { stop_price });
    match command.execution.action {
        ExecutionAction::ModifyOrder { order } => {
            let terms = command.plans.entry.as_ref().map(|entry| entry.terms).or(stop);
            vec![OrderIntent::Modify { order, quantity: None, terms }]
        }
        ExecutionAction::CancelOrder { order } => vec![OrderIntent::Cancel(order)],
        _ => {
            let entry = order_for(command);
            let child = |terms| NewOrder {
                tag: 2,
                side: entry.side.opposite(),
                terms,
                purpose: OrderPurpose::StopLoss,
                reduce_only: true,
                post_only: false,
                parent_tag: Some(entry.tag),
                ..entry.clone()
            };
            [Some(entry.clone()), stop.map(child)].into_iter().flatten().map(OrderIntent::Place).collect()
        }
    }
}

fn price(text: &str) -> Price {
    Price::new(text.parse().unwrap()).unwrap()
}

/// A stop five below the price. On an open trade it may only rise: where it would not, nothing is planned.
fn trail(task: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlanDraft>, Fault> {
    let level = Price::new(task.quote.last.get() - Decimal::from(5)).unwrap();
    let in_force = task.target.and_then(|target| target.stop_loss);
    Ok(if in_force.is_some_and(|stop| level <= stop) {
        PlanOutcome::Nothing
    } else {
        PlanOutcome::Plan(ExitPlanDraft { stop_loss_price: Some(level), take_profit_price: None })
    })
}

/// New trades as one order; of an existing trade the open order with this purpose is changed, or withdrawn.
fn route(purpose: OrderPurpose, withdraw: bool) -> impl FnMut(&PlanTask<'_>) -> Result<PlanOutcome<ExecutionPlanDraft>, Fault> {
    move |task| {
        let open = task.open_orders.iter().find(|order: &&OrderView| order.purpose == purpose);
        let action = match (task.target, open) {
            (None, _) => ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: TimeInForce::Gtc }),
            (Some(_), Some(order)) if withdraw => ExecutionAction::CancelOrder { order: order.order },
            (Some(_), Some(order)) => ExecutionAction::ModifyOrder { order: order.order },
            (Some(_), None) => return Ok(PlanOutcome::Nothing),
        };
        Ok(PlanOutcome::Plan(ExecutionPlanDraft {
            action,
            max_slippage_pct: Fraction::ONE,
            max_execution_window_seconds: None,
            must_complete_immediately: false,
            min_fill_ratio: None,
        }))
    }
}

/// A change of one trade.
fn modify(trade: TradeRef, entry: Option<EntryDirective>, exit: bool, execution: bool) -> DecisionDraft {
    let directive = DirectiveDraft {
        scope: ScopeDraft::new(DirectiveScope::ModifyExisting, vec![trade]).unwrap(),
        confidence: Fraction::ONE,
        entry,
        size: None,
        exit: exit.then(ExitDirective::default),
        execution: execution.then(ExecutionDirective::default),
        policy: None,
        legs: Vec::new(),
    };
    DecisionDraft { signals: vec![0], risks: vec![], outcome: Outcome::Issue(Box::new(directive)) }
}

type Decide = fn(&Situation<'_>, &PositionView) -> DecisionDraft;

/// Opens one trade, asks `decide` about it on every later bar, and opens no other.
fn run(closes: &[i64], decide: Decide, change: impl FnOnce(CrewScript) -> CrewScript) -> (tempfile::TempDir, RunOutcome) {
    let folder = tempfile::tempdir().unwrap();
    let mut is_first = true;
    let crew = CrewScript::default().detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")]))).brain_with(
        move |situation| {
            let decision = match situation.positions.first() {
                Some(position) => decide(situation, position),
                None if std::mem::take(&mut is_first) => buy(&[0], "1"),
                None => refuse(&[0]),
            };
            Ok(Disposition::Publish(vec![decision]))
        },
        hands(|event| Ok(if let Event::Command(command) = event { orders(command) } else { Vec::new() })),
    );
    let outcome = change(crew).run(folder.path(), closes).unwrap();
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    (folder, outcome)
}

fn follow_the_price(closes: &[i64]) -> (tempfile::TempDir, RunOutcome) {
    run(
        closes,
        |_, position| modify(position.trade, None, true, false),
        |crew| {
            crew.replace("exit", AnyWorker::Exit(Box::new(Scripted(trail))))
                .replace("router", AnyWorker::ExecutionPlanning(Box::new(Scripted(route(OrderPurpose::StopLoss, false)))))
        },
    )
}

// mission: 44 (partly), 66 (partly)
#[test]
fn a_trailing_stop_rises_with_the_price_and_never_falls() {
    let (_folder, outcome) = follow_the_price(&[100, 102, 110, 106, 112, 100]);
    let commands = query(&outcome, "SELECT body FROM journal WHERE kind = 'COMMAND_ISSUED' ORDER BY entry_id");
    let stops: Vec<String> = commands
        .iter()
        .map(|body| serde_json::from_str::<serde_json::Value>(body).unwrap()["command"]["exit_plan"]["stop_loss_price"].to_string())
        .collect();
    assert_eq!(stops, [r#""95""#, r#""97""#, r#""105""#, r#""107""#], "at 106 the stop would have fallen to 101");
    assert_eq!(query(&outcome, "SELECT count(*) FROM orders WHERE purpose = 'STOP_LOSS'"), ["1"], "one order, moved");
    assert_eq!(query(&outcome, "SELECT price FROM fill ORDER BY fill_id"), ["100", "107"], "the last level is the one that fills");
}

// mission: 44 (partly)
#[test]
fn a_stop_that_stays_where_it_is_makes_neither_a_command_nor_a_refusal() {
    let (_folder, outcome) = follow_the_price(&[100, 100, 100, 99]);
    let kinds = query(&outcome, "SELECT kind, count(*) FROM journal GROUP BY kind ORDER BY kind");
    assert_eq!(kinds, ["COMMAND_ISSUED|1", "DIRECTIVE_ISSUED|4", "TRADE_OPENED|1"]);
    let signals = query(&outcome, "SELECT outcome, count(*) FROM signal GROUP BY outcome");
    assert_eq!(signals, ["USED|4"], "the decision to look was taken, and every signal is accounted for");
}

/// New trades wait ten below the price; a change asks for two below it.
fn limit(side: Side) -> impl FnMut(&PlanTask<'_>) -> Result<PlanOutcome<EntryPlanDraft>, Fault> {
    move |task| {
        let (below, side) = if task.target.is_some() { (2, side) } else { (10, Side::Buy) };
        let limit_price = Price::new(task.quote.last.get() - Decimal::from(below)).unwrap();
        let terms = OrderTerms::Limit { limit_price };
        Ok(PlanOutcome::Plan(EntryPlanDraft { instrument: task.quote.instrument, side, terms }))
    }
}

fn wish(side: Side) -> EntryDirective {
    let instrument = simpletrader_contracts::market::InstrumentRef(0);
    EntryDirective { instrument, side, timing_preference: None, price_zone: None, max_slippage: None }
}

fn re_price_once(situation: &Situation<'_>, position: &PositionView) -> DecisionDraft {
    let waits_far_away = situation.open_orders.iter().any(|order| order.terms.limit_price() == Some(price("90")));
    if waits_far_away { modify(position.trade, Some(wish(Side::Buy)), false, false) } else { refuse(&[0]) }
}

/// A crew whose entries wait at a limit, and whose changes of the entry are on this side.
fn patient(crew: CrewScript, side: Side, withdraw: bool) -> CrewScript {
    crew.replace("entry", AnyWorker::Entry(Box::new(Scripted(limit(side)))))
        .replace("router", AnyWorker::ExecutionPlanning(Box::new(Scripted(route(OrderPurpose::Entry, withdraw)))))
}

// mission: 23 (partly), 66 (partly)
#[test]
fn an_unfilled_entry_is_re_priced_and_fills_at_its_new_price() {
    let (_folder, outcome) = run(&[100, 100, 99, 97], re_price_once, |crew| patient(crew, Side::Buy, false));
    assert_eq!(query(&outcome, "SELECT quantity, price FROM fill"), ["10|98"]);
    assert_eq!(query(&outcome, "SELECT order_type, limit_price, status FROM orders"), ["LIMIT|98|FILLED"], "the same order");
    assert_eq!(query(&outcome, "SELECT count(*) FROM trade_plan"), ["1"], "the same trade");
    let scopes = query(
        &outcome,
        "SELECT json_extract(body, '$.command.scope') FROM journal WHERE kind = 'COMMAND_ISSUED' ORDER BY entry_id",
    );
    assert_eq!(scopes, ["NEW_TRADE", "MODIFY_EXISTING"]);
}

// mission: 23 (partly)
#[test]
fn without_the_change_the_entry_would_not_have_filled() {
    let (_folder, outcome) = run(&[100, 100, 99, 97], |_, _| refuse(&[0]), |crew| patient(crew, Side::Buy, false));
    assert!(query(&outcome, "SELECT * FROM fill").is_empty());
}

// mission: 23 (partly), 29 (partly)
#[test]
fn a_change_of_the_entry_never_turns_it_around() {
    let (_folder, outcome) = run(&[100, 100, 99, 97], re_price_once, |crew| patient(crew, Side::Sell, false));
    assert!(query(&outcome, "SELECT * FROM fill").is_empty());
    let rejected = query(&outcome, "SELECT body FROM journal WHERE kind = 'SIGNAL_REJECTED'").join("");
    assert!(
        rejected.contains("AGGREGATION") && rejected.contains("the entry plan is to SELL, the directive needs BUY"),
        "{rejected}"
    );
}

// mission: 23 (partly)
#[test]
fn an_unfilled_entry_is_withdrawn_and_its_trade_is_over() {
    let withdraw: Decide = |_, position| modify(position.trade, None, false, true);
    let (_folder, outcome) = run(&[100, 100, 99, 80], withdraw, |crew| patient(crew, Side::Buy, true));
    assert!(query(&outcome, "SELECT * FROM fill").is_empty());
    assert_eq!(query(&outcome, "SELECT status FROM orders"), ["CANCELLED"]);
    assert_eq!(query(&outcome, "SELECT status FROM trade_plan"), ["CLOSED"]);
}

// mission: 66 (partly)
#[test]
fn a_change_that_does_not_say_what_to_change_is_refused() {
    let nothing: Decide = |_, position| modify(position.trade, None, false, false);
    let (_folder, outcome) = run(&[100, 100], nothing, |crew| crew);
    let rejected = query(&outcome, "SELECT body FROM journal WHERE kind = 'SIGNAL_REJECTED'").join("");
    assert!(rejected.contains(RejectionCode::PlanMissing.as_str()) && rejected.contains("must say what to modify"), "{rejected}");
}
