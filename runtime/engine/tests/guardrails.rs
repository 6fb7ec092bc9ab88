//! The operator's guardrails: what would break one never reaches the venue, whatever the workers want, and a loss beyond its
//! limit ends the strategy's trading.

mod support;

use simpletrader_config::build_spec::Guardrails;
use simpletrader_contracts::decision::*;
use simpletrader_contracts::terms::{FaultPolicy, OrderPurpose, TimeInForce};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::{Decimal, Fraction, Price, Quantity};
use simpletrader_engine::run::{RunOutcome, RunStatus};
use support::*;

/// An execution worker that answers commands and replies in these ways.
fn works(
    mut command: impl FnMut(&Command<'_>) -> Vec<OrderIntent> + Send + 'static,
    mut reply: impl FnMut(&Reply) -> Vec<OrderIntent> + Send + 'static,
) -> AnyWorker {
    hands(move |event| {
        Ok(match event {
            Event::Command(told) => command(told),
            Event::Reply(told) => reply(told),
            Event::Timer(_) => Vec::new(),
        })
    })
}

fn silent(_: &Reply) -> Vec<OrderIntent> {
    Vec::new()
}

fn price(text: &str) -> Price {
    Price::new(text.parse().unwrap()).unwrap()
}

fn share(text: &str) -> Option<Fraction> {
    Some(Fraction::new(text.parse().unwrap()).unwrap())
}

/// A strategy that opens a trade of ten at each of the first `times` bars and answers each command with these orders.
fn buys(times: u32, orders: impl FnMut(&Command<'_>) -> Vec<OrderIntent> + Send + 'static) -> CrewScript {
    let mut left = times;
    CrewScript::default().detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")]))).brain_with(
        move |_| {
            let decision = if left > 0 { buy(&[0], "1") } else { refuse(&[0]) };
            left = left.saturating_sub(1);
            Ok(Disposition::Publish(vec![decision]))
        },
        works(orders, silent),
    )
}

fn place(command: &Command<'_>) -> Vec<OrderIntent> {
    vec![OrderIntent::Place(order_for(command))]
}

/// The entry as a limit order at this price, good till cancelled.
fn limit(command: &Command<'_>, at: &str) -> NewOrder {
    NewOrder { terms: OrderTerms::Limit { limit_price: price(at) }, ..order_for(command) }
}

/// A stop below an entry, as its child.
fn stop_of(entry: &NewOrder, at: &str) -> OrderIntent {
    OrderIntent::Place(NewOrder {
        tag: 2,
        side: entry.side.opposite(),
        terms: OrderTerms::StopMarket { stop_price: price(at) },
        purpose: OrderPurpose::StopLoss,
        reduce_only: true,
        post_only: false,
        parent_tag: Some(entry.tag),
        ..entry.clone()
    })
}

fn run(crew: CrewScript, guardrails: Guardrails, closes: &[i64]) -> (tempfile::TempDir, RunOutcome) {
    let folder = tempfile::tempdir().unwrap();
    let outcome = crew.guardrails(guardrails).run(folder.path(), closes).unwrap();
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    (folder, outcome)
}

fn statuses(outcome: &RunOutcome) -> Vec<String> {
    query(outcome, "SELECT status FROM orders ORDER BY order_id")
}

/// Stage, refuser and reason of everything that was refused after it had been planned.
fn refusals(outcome: &RunOutcome) -> Vec<String> {
    let told = "SELECT json_extract(body, '$.rejection.stage') || ' ' || json_extract(body, '$.rejection.refused_by') || ' '
                || json_extract(body, '$.rejection.chain.rejection_reason')
                FROM journal WHERE kind = 'EXECUTION_REJECTED' ORDER BY entry_id";
    query(outcome, told)
}

fn withheld(outcome: &RunOutcome) -> Vec<(&'static str, u64)> {
    outcome.summary.guardrails.as_ref().unwrap().withheld.iter().map(|(rule, count)| (*rule, *count)).collect()
}

#[test]
fn what_keeps_within_every_guardrail_trades_as_without_any() {
    let wide = Guardrails {
        max_position: Some(20.into()),
        max_notional: Some(2_020.into()),
        max_open_orders: Some(3),
        max_orders_per_minute: Some(2),
        price_band: share("0.5"),
        max_daily_loss: Some(1_000.into()),
        max_drawdown: share("0.5"),
        on_breach: FaultPolicy::Flatten,
    };
    let hands = |command: &Command<'_>| {
        let entry = limit(command, "101");
        vec![OrderIntent::Place(entry.clone()), stop_of(&entry, "50")]
    };
    let closes = [100, 101, 101, 100];
    let (_kept, guarded) = run(buys(2, hands), wide, &closes);
    let (_free, unguarded) = run(buys(2, hands), Guardrails::default(), &closes);
    assert_eq!(statuses(&guarded), statuses(&unguarded));
    assert_eq!((guarded.summary.fills, withheld(&guarded)), (2, vec![]));
    assert!(unguarded.summary.guardrails.is_none(), "who limits nothing is told nothing");
}

#[test]
fn a_position_beyond_its_limit_is_kept_from_the_venue_and_its_worker_is_told() {
    let guardrails = Guardrails { max_position: Some(19.into()), ..Guardrails::default() };
    let (_folder, outcome) = run(buys(2, place), guardrails, &[100, 100, 100]);
    assert_eq!(statuses(&outcome), ["FILLED", "REJECTED"]);
    let reason = "the position may be 19 units, with this order it could become 20";
    assert_eq!(refusals(&outcome), [format!("EXECUTION guardrails guardrail max_position: {reason}")]);
    assert_eq!(withheld(&outcome), [("max_position", 1)]);
    let trades = query(&outcome, "SELECT status FROM trade_plan ORDER BY plan_id");
    assert_eq!(trades, ["ACTIVE", "CLOSED"], "a trade whose only order was kept back is over");
}

#[test]
fn orders_that_work_count_as_filled() {
    let far = |command: &Command<'_>| {
        let order = limit(command, "50");
        vec![OrderIntent::Place(NewOrder { tag: 2, quantity: Quantity::new(4.into()).unwrap(), ..order.clone() }), {
            OrderIntent::Place(NewOrder { tag: 3, quantity: Quantity::new(6.into()).unwrap(), ..order })
        }]
    };
    let at_most = |units: i64| Guardrails { max_position: Some(units.into()), ..Guardrails::default() };
    assert_eq!(statuses(&run(buys(1, far), at_most(10), &[100, 100]).1), ["OPEN", "OPEN"]);
    assert_eq!(statuses(&run(buys(1, far), at_most(9), &[100, 100]).1), ["OPEN", "REJECTED"]);
    // The first is kept back and weighs nothing when the second is judged.
    let smaller = move |command: &Command<'_>| {
        let mut intents = far(command);
        intents.reverse();
        intents
    };
    assert_eq!(statuses(&run(buys(1, smaller), at_most(5), &[100, 100]).1), ["REJECTED", "OPEN"]);
}

#[test]
fn all_positions_together_have_a_largest_value_at_the_price_that_may_be_paid() {
    let worth = |value: i64| Guardrails { max_notional: Some(value.into()), ..Guardrails::default() };
    let above = |command: &Command<'_>| vec![OrderIntent::Place(limit(command, "110"))];
    assert_eq!(statuses(&run(buys(1, above), worth(1_100), &[100, 100]).1), ["FILLED"]);
    let (_folder, outcome) = run(buys(1, above), worth(1_099), &[100, 100]);
    assert!(refusals(&outcome)[0].ends_with("all positions may be worth 1099, with this order it could become 1100"));
}

#[test]
fn leaving_is_never_judged_by_size_or_price() {
    // The price doubles: what is held is worth more than it may be, and can be sold all the same.
    let guardrails = Guardrails {
        max_notional: Some(1_000.into()),
        price_band: share("0.1"),
        max_position: Some(10.into()),
        ..Default::default()
    };
    let mut step = 0;
    let crew = CrewScript::default().detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")]))).brain_with(
        move |situation| {
            step += 1;
            let decision = match (step, situation.positions.first()) {
                (1, _) => buy(&[0], "1"),
                (3, Some(position)) => close(&[0], position.trade),
                _ => refuse(&[0]),
            };
            Ok(Disposition::Publish(vec![decision]))
        },
        works(
            |command| {
                let order = order_for(command);
                let leaving = OrderTerms::Limit { limit_price: price("100") };
                let terms = if order.reduce_only { leaving } else { order.terms };
                vec![OrderIntent::Place(NewOrder { terms, ..order })]
            },
            silent,
        ),
    );
    let (_folder, outcome) = run(crew, guardrails, &[100, 100, 200, 200, 200]);
    assert_eq!(statuses(&outcome), ["FILLED", "FILLED"]);
    assert_eq!(withheld(&outcome), []);
}

#[test]
fn no_entry_goes_without_the_stop_that_came_with_it() {
    let hands = |command: &Command<'_>| {
        let entry = order_for(command);
        vec![OrderIntent::Place(entry.clone()), stop_of(&entry, "90")]
    };
    let open = |limit| Guardrails { max_open_orders: Some(limit), ..Guardrails::default() };
    assert_eq!(statuses(&run(buys(1, hands), open(2), &[100, 100]).1), ["FILLED", "OPEN"]);
    let (_folder, outcome) = run(buys(1, hands), open(1), &[100, 100]);
    assert_eq!(statuses(&outcome), ["REJECTED", "REJECTED"]);
    assert!(refusals(&outcome)[0].ends_with("at most 1 orders may work at once, with these it would be 2"));

    // The entry alone breaks a rule: its stop has nothing to wait for.
    let small = Guardrails { max_position: Some(9.into()), ..Guardrails::default() };
    assert_eq!(statuses(&run(buys(1, hands), small, &[100, 100]).1), ["REJECTED", "REJECTED"]);
}

#[test]
fn what_was_kept_back_is_no_open_order_to_the_next_command() {
    // Two trades in one pass: the first order lies outside the band, the second is the only one that works.
    let guardrails = Guardrails { price_band: share("0.05"), max_open_orders: Some(1), ..Guardrails::default() };
    let mut prices = ["90", "99", "98"].into_iter();
    let mut first = true;
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1"), long("1"), long("1")])))
        .brain_with(
            move |_| {
                let all = [0, 1, 2].map(|signal| if first { buy(&[signal], "1") } else { refuse(&[signal]) });
                first = false;
                Ok(Disposition::Publish(all.to_vec()))
            },
            works(move |command| vec![OrderIntent::Place(limit(command, prices.next().unwrap()))], silent),
        );
    let (_folder, outcome) = run(crew, guardrails, &[100, 100]);
    assert_eq!(statuses(&outcome), ["REJECTED", "OPEN", "REJECTED"], "and the third is one too many");
    assert_eq!(withheld(&outcome), [("max_open_orders", 1), ("price_band", 1)]);
}

#[test]
fn orders_are_counted_over_a_minute() {
    let two = |command: &Command<'_>| {
        let half = |tag| NewOrder { tag, quantity: Quantity::new(5.into()).unwrap(), ..order_for(command) };
        vec![OrderIntent::Place(half(1)), OrderIntent::Place(half(2))]
    };
    let a_minute = |limit| Guardrails { max_orders_per_minute: Some(limit), ..Guardrails::default() };
    // A day lies between two bars: what was sent at the last one counts no more.
    assert_eq!(statuses(&run(buys(2, two), a_minute(2), &[100, 100, 100]).1), ["FILLED"; 4]);
    let (_folder, outcome) = run(buys(2, two), a_minute(1), &[100, 100, 100]);
    assert_eq!(statuses(&outcome), ["REJECTED"; 4]);
    assert_eq!(withheld(&outcome), [("max_orders_per_minute", 4)]);
}

#[test]
fn a_price_outside_the_band_is_kept_back_on_either_side() {
    let banded = Guardrails { price_band: share("0.05"), ..Guardrails::default() };
    for (at, status) in [("105", "FILLED"), ("105.01", "REJECTED"), ("95", "OPEN"), ("94.99", "REJECTED")] {
        let hands = move |command: &Command<'_>| vec![OrderIntent::Place(limit(command, at))];
        let (_folder, outcome) = run(buys(1, hands), banded, &[100, 100]);
        assert_eq!(statuses(&outcome), [status], "{at}");
    }
    let (_folder, outcome) = run(buys(1, |command| vec![OrderIntent::Place(limit(command, "94.99"))]), banded, &[100, 100]);
    let reason = "prices may lie 5 from the latest, which is 100, and the order names 94.99";
    assert_eq!(refusals(&outcome), [format!("EXECUTION guardrails guardrail price_band: {reason}")]);
}

#[test]
fn a_change_that_is_kept_back_leaves_the_order_as_it_was() {
    let banded = Guardrails { price_band: share("0.1"), ..Guardrails::default() };
    let reprice = |reply: &Reply| match reply.kind {
        ReplyKind::Accepted => {
            let terms = Some(OrderTerms::Limit { limit_price: price("70") });
            vec![OrderIntent::Modify { order: reply.order.order, quantity: None, terms }]
        }
        _ => Vec::new(),
    };
    let mut first = true;
    let crew = CrewScript::default().detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")]))).brain_with(
        move |_| Ok(Disposition::Publish(vec![if std::mem::take(&mut first) { buy(&[0], "1") } else { refuse(&[0]) }])),
        works(|command| vec![OrderIntent::Place(NewOrder { time_in_force: TimeInForce::Gtc, ..limit(command, "95") })], reprice),
    );
    let (_folder, outcome) = run(crew, banded, &[100, 100, 96]);
    assert_eq!(query(&outcome, "SELECT limit_price, status FROM orders"), ["95|OPEN"]);
    assert_eq!(withheld(&outcome), [("price_band", 1)]);
}

#[test]
fn a_worker_that_never_gives_up_ends_as_a_storm() {
    let folder = tempfile::tempdir().unwrap();
    let mut tag = 1;
    let again = move |reply: &Reply| {
        tag += 1;
        let (side, quantity) = (reply.order.side, Quantity::new(reply.order.quantity).unwrap());
        let order = NewOrder {
            tag,
            instrument: reply.quote.instrument,
            side,
            quantity,
            terms: OrderTerms::Market,
            time_in_force: TimeInForce::Gtc,
            good_till: None,
            purpose: OrderPurpose::Entry,
            reduce_only: false,
            post_only: false,
            parent_tag: None,
            oco_tag: None,
        };
        vec![OrderIntent::Place(order)]
    };
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain_with(|_| Ok(Disposition::Publish(vec![buy(&[0], "1")])), works(place, again));
    let guardrails = Guardrails { max_position: Some(Decimal::ONE), ..Guardrails::default() };
    let outcome = crew.guardrails(guardrails).run(folder.path(), &[100, 100]).unwrap();
    let failure = outcome.failure.unwrap();
    assert!(failure.fault.to_string().contains("10001"), "{}", failure.fault);
    assert_eq!(outcome.summary.fills, 0, "nothing ever reached the venue");
}

/// Ten bought at 100, then these closes.
fn falls(guardrails: Guardrails, closes: &[i64]) -> (tempfile::TempDir, RunOutcome) {
    let hands = |command: &Command<'_>| {
        let entry = order_for(command);
        vec![OrderIntent::Place(entry.clone()), stop_of(&entry, "10")]
    };
    run(buys(1, hands), guardrails, closes)
}

#[test]
fn a_fall_from_the_highest_equity_trips_the_kill_switch_for_good() {
    // 10 000 at the start, ten units at 100: each point is 10, and the fee is 1.
    let closes = [100, 100, 200, 95, 200, 300];
    let tight = |on_breach| Guardrails { max_drawdown: share("0.09"), on_breach, ..Guardrails::default() };
    for (policy, orders, open) in [
        (FaultPolicy::Hold, vec!["FILLED", "OPEN"], "10"),
        (FaultPolicy::CancelOpen, vec!["FILLED", "CANCELLED"], "10"),
        (FaultPolicy::Flatten, vec!["FILLED", "CANCELLED", "FILLED"], "0"),
    ] {
        let (_folder, outcome) = falls(tight(policy), &closes);
        let tripped = outcome.summary.guardrails.as_ref().unwrap().kill_switch.as_ref().unwrap();
        assert_eq!((tripped.rule, tripped.policy), ("max_drawdown", policy));
        assert_eq!(tripped.reason, "equity may fall less than 989.91 from its highest, 10999, and is 9949");
        assert_eq!((statuses(&outcome), outcome.summary.open_qty.as_str()), (orders.iter().map(|s| s.to_string()).collect(), open));
        assert_eq!(outcome.manifest.status, RunStatus::Finished, "a kill switch is a result, not a failure");
        assert_eq!(outcome.summary.signals.produced, 3, "from then on nobody is asked");
        let halted = query(&outcome, "SELECT json_extract(body, '$.guardrail') FROM journal WHERE kind = 'STRATEGY_HALTED'");
        assert_eq!(halted, ["max_drawdown"]);
    }
    let loose = Guardrails { max_drawdown: share("0.1"), ..Guardrails::default() };
    assert!(falls(loose, &closes).1.summary.guardrails.unwrap().kill_switch.is_none(), "1050 of 10999 is less than a tenth");
}

#[test]
fn a_days_loss_trips_it_and_a_day_later_it_would_not_have() {
    let daily = |loss: i64| Guardrails { max_daily_loss: Some(loss.into()), on_breach: FaultPolicy::Hold, ..Default::default() };
    let (_folder, outcome) = falls(daily(100), &[100, 100, 91, 82, 72]);
    let tripped = outcome.summary.guardrails.unwrap().kill_switch.unwrap();
    assert_eq!((tripped.rule, tripped.reason.as_str()), ("max_daily_loss", "a day may lose less than 100, this one has lost 100"));
    let (_folder, outcome) = falls(daily(101), &[100, 100, 91, 82, 72]);
    assert!(outcome.summary.guardrails.unwrap().kill_switch.is_none(), "280 in four days, and never 101 in one");
}

#[test]
fn the_closing_orders_of_the_host_are_held_to_no_guardrail() {
    let closed = Guardrails {
        max_orders_per_minute: Some(2),
        max_open_orders: Some(2),
        max_drawdown: share("0.01"),
        on_breach: FaultPolicy::Flatten,
        ..Guardrails::default()
    };
    let (_folder, outcome) = falls(closed, &[100, 100, 50, 50]);
    assert_eq!(outcome.summary.open_qty, "0");
    assert_eq!(withheld(&outcome), []);
}

#[test]
fn equal_runs_leave_equal_records() {
    let guardrails = Guardrails { max_position: Some(19.into()), max_drawdown: share("0.05"), ..Guardrails::default() };
    let bytes = || {
        let (_folder, outcome) = run(buys(3, place), guardrails, &[100, 100, 90, 40]);
        std::fs::read(outcome.directory.join("run.sqlite")).unwrap()
    };
    assert_eq!(bytes(), bytes());
}
