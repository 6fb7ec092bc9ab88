//! Commands that are worked over several bars: who works them, how long they last, and what ends them early.

mod support;

use std::sync::{Arc, Mutex};

use simpletrader_contracts::decision::*;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{ExecutionStrategyType, OrderPurpose, Side};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::{Fraction, Quantity};
use simpletrader_engine::run::RunOutcome;
use support::*;

const DAY: i64 = 86_400;

/// Buys four at once and the rest two days later. Orders again whatever is cancelled.
#[derive(Default)]
struct Slicer {
    first: Option<NewOrder>,
    called: Arc<Mutex<Vec<u32>>>,
}

fn slice(order: &NewOrder, tag: u32, quantity: i64) -> OrderIntent {
    let quantity = Quantity::new(quantity.into()).unwrap();
    OrderIntent::Place(NewOrder { tag, quantity, purpose: OrderPurpose::Slice, ..order.clone() })
}

impl Slicer {
    fn answer(&mut self, event: Event<'_>) -> Vec<OrderIntent> {
        match event {
            Event::Command(command) => {
                self.called.lock().unwrap().push(command.quote.instrument.0);
                if let ExecutionAction::CancelGroup { group } = command.execution.action {
                    let of_group = command.open_orders.iter().filter(|order| order.group == group);
                    return of_group.map(|order| OrderIntent::Cancel(order.order)).collect();
                }
                let order = order_for(command);
                self.first = Some(order.clone());
                vec![slice(&order, 1, 4), OrderIntent::WakeAt { at: command.tick.at.plus_seconds(2 * DAY), tag: 2 }]
            }
            Event::Reply(reply) => {
                let again = |order: &NewOrder| slice(order, 10 + reply.order.tag, 1);
                let is_cancelled = reply.kind == ReplyKind::Cancelled;
                self.first.iter().filter(|_| is_cancelled).map(again).collect()
            }
            Event::Timer(timer) => self.first.iter().map(|order| slice(order, timer.tag, 6)).collect(),
        }
    }

    fn worker(mut self) -> AnyWorker {
        hands(move |event| Ok(self.answer(event)))
    }
}

/// TWAP for what is bought at all, or for one instrument; everything else SINGLE. `window` bounds what is sliced.
fn router(only: Option<InstrumentRef>, window: Option<u32>) -> AnyWorker {
    AnyWorker::ExecutionPlanning(Box::new(Scripted(move |task: &PlanTask<'_>| {
        let PlanOutcome::Plan(plan) = ExecutionPlanner::plan(&mut OneOrder, task, &PlanDrafts::default())? else {
            return Ok(PlanOutcome::Nothing);
        };
        if task.target.is_some() || only.is_some_and(|only| only != task.quote.instrument) {
            return Ok(PlanOutcome::Plan(plan));
        }
        let algorithm = Algorithm::Twap { slice_count: 2, duration_seconds: 60, jitter: Fraction::new(0.into()).unwrap() };
        let action = ExecutionAction::ExecuteTrade(algorithm);
        Ok(PlanOutcome::Plan(ExecutionPlanDraft { action, max_execution_window_seconds: window, ..plan }))
    })))
}

/// Buys on the first day, in slices, and decides as told on the others.
fn run(
    closes: &[i64],
    window: Option<u32>,
    mut later: impl FnMut(usize, &Situation<'_>) -> DecisionDraft + Send + 'static,
    change: impl FnOnce(CrewScript) -> CrewScript,
) -> (tempfile::TempDir, RunOutcome) {
    let folder = tempfile::tempdir().unwrap();
    let mut day = 0;
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(move |situation| {
            day += 1;
            Ok(Disposition::Publish(vec![if day == 1 { buy(&[0], "1") } else { later(day, situation) }]))
        })
        .hand("slicer", Slicer::default().worker(), ExecutionStrategyType::Twap)
        .replace("router", router(None, window));
    let outcome = change(crew).run(folder.path(), closes).unwrap();
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    (folder, outcome)
}

fn groups(outcome: &RunOutcome) -> Vec<String> {
    query(outcome, "SELECT execution_strategy, status, filled_quantity FROM execution_group ORDER BY group_id")
}

// mission: 39
#[test]
fn a_batch_with_two_families_reaches_two_workers() {
    let folder = tempfile::tempdir().unwrap();
    let mut pair = Some(trades_of(vec![leg(0, Side::Buy), leg(1, Side::Buy)], None));
    let slicer = Slicer::default();
    let called = slicer.called.clone();
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(move |_| Ok(Disposition::Publish(vec![pair.take().unwrap_or_else(|| refuse(&[0]))])))
        .hand("slicer", slicer.worker(), ExecutionStrategyType::Twap)
        .replace("router", router(Some(InstrumentRef(1)), None));
    let outcome = crew.run_over(folder.path(), &[("A_USD", &[10, 10, 10, 10, 10]), ("B_USD", &[20, 20, 20, 20, 20])]).unwrap();
    assert_eq!(groups(&outcome), ["SINGLE|COMPLETED|10", "TWAP|COMPLETED|10"]);
    assert_eq!(*called.lock().unwrap(), [1], "only the command of its own family");
    assert_eq!(query(&outcome, "SELECT symbol, quantity FROM orders ORDER BY order_id"), ["A_USD|10", "B_USD|4", "B_USD|6"]);
}

#[test]
fn a_command_is_not_over_between_its_slices() {
    let (_folder, outcome) = run(&[10, 10, 10, 10, 10], None, |_, _| refuse(&[0]), |crew| crew);
    assert_eq!(groups(&outcome), ["TWAP|COMPLETED|10"]);
    let changes = query(&outcome, "SELECT kind FROM ledger_change WHERE kind IN ('GROUP_CHANGED', 'TRADE_CLOSED')");
    assert_eq!(changes, ["GROUP_CHANGED"], "once, at the end");
}

#[test]
fn a_trade_that_is_closed_gets_no_further_slice() {
    let close_at_once = |day: usize, situation: &Situation<'_>| match situation.positions.first() {
        Some(position) if day == 2 => close(&[0], position.trade),
        _ => refuse(&[0]),
    };
    let (_folder, outcome) = run(&[10, 10, 10, 10, 10, 10], None, close_at_once, |crew| crew);
    assert_eq!(groups(&outcome), ["TWAP|PARTIAL|4", "SINGLE|COMPLETED|4"]);
    assert_eq!(query(&outcome, "SELECT status FROM trade_plan"), ["CLOSED"]);
}

#[test]
fn the_window_ends_a_command_between_its_slices() {
    let (_folder, outcome) = run(&[10, 10, 10, 10, 10], Some(DAY as u32), |_, _| refuse(&[0]), |crew| crew);
    assert_eq!(groups(&outcome), ["TWAP|PARTIAL|4"]);
    let told = query(
        &outcome,
        "SELECT json_extract(body, '$.rejection.chain.rejection_reason') FROM journal WHERE kind = 'EXECUTION_REJECTED'",
    );
    assert_eq!(told, ["withdrawn: its time was over at 2024-01-03T00:00:00Z; 4 of 10 was filled and stays"]);
}

/// A limit that is never reached, so that the first slice is still at work.
fn far_away() -> AnyWorker {
    AnyWorker::Entry(Box::new(Scripted(|task: &PlanTask<'_>| {
        let limit_price = simpletrader_contracts::Price::new(5.into()).unwrap();
        let terms = OrderTerms::Limit { limit_price };
        Ok(PlanOutcome::Plan(EntryPlanDraft { instrument: task.quote.instrument, side: Side::Buy, terms }))
    })))
}

#[test]
fn a_worker_orders_no_more_of_what_the_host_has_withdrawn() {
    let (_folder, outcome) =
        run(&[10, 10, 10, 10, 10], Some(DAY as u32), |_, _| refuse(&[0]), |crew| crew.replace("entry", far_away()));
    assert_eq!(query(&outcome, "SELECT status FROM orders"), ["CANCELLED"], "its second try is refused and no fault");
    let told = query(&outcome, "SELECT body FROM journal WHERE kind = 'EXECUTION_REJECTED' ORDER BY entry_id");
    assert!(told[1].contains("the command was withdrawn: its worker may order no more of it"), "{told:?}");
    assert_eq!(groups(&outcome), ["TWAP|CANCELLED|0"]);
    assert_eq!(query(&outcome, "SELECT status FROM trade_plan"), ["CLOSED"]);
}
