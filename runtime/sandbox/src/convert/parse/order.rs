//! What execution workers want of the venue.

use std::collections::BTreeSet;

use simpletrader_contracts::Refused;
use simpletrader_contracts::ledger::OrderRef;
use simpletrader_contracts::terms::{OrderPurpose, TimeInForce};
use simpletrader_contracts::worker::call::{NewOrder, OrderIntent};

use super::plan::{terms, time_in_force};
use super::{ITEMS_PER_CALL, Instruments, Invalid, Place, instant, list, optional, quantity, side};
use crate::bindings::handlers::execution;
use crate::bindings::wire::types as wire;

/// An execution worker's answer. Steps, guardrails and which orders exist are the engine's to check.
pub(crate) fn order_intents(wire: Vec<execution::OrderIntent>, instruments: Instruments) -> Result<Vec<OrderIntent>, Invalid> {
    let intents = list(wire, ITEMS_PER_CALL, |item| intent(item, instruments)).field("intents")?;
    check_tags(&intents).field("intents")?;
    Ok(intents)
}

fn intent(wire: execution::OrderIntent, instruments: Instruments) -> Result<OrderIntent, Invalid> {
    Ok(match wire {
        execution::OrderIntent::Place(order) => OrderIntent::Place(new_order(order, instruments).field("place")?),
        execution::OrderIntent::Modify(change) => modify(change).field("modify")?,
        execution::OrderIntent::Cancel(order) => OrderIntent::Cancel(OrderRef(order)),
        execution::OrderIntent::WakeAt(wake) => OrderIntent::WakeAt { at: instant(wake.at).field("wake-at.at")?, tag: wake.tag },
        execution::OrderIntent::Finish(completion) => {
            OrderIntent::Finish { abandoned: matches!(completion, execution::Completion::Abandoned) }
        }
    })
}

fn new_order(wire: execution::NewOrder, instruments: Instruments) -> Result<NewOrder, Invalid> {
    let order = NewOrder {
        tag: wire.tag,
        instrument: instruments.parse(wire.instrument).field("instrument")?,
        side: side(wire.side),
        quantity: quantity(wire.quantity).field("quantity")?,
        terms: terms(wire.terms).field("terms")?,
        time_in_force: time_in_force(wire.time_in_force).field("time-in-force")?,
        good_till: optional(wire.good_till, instant).field("good-till")?,
        purpose: purpose(wire.purpose).field("purpose")?,
        reduce_only: wire.reduce_only,
        post_only: wire.post_only,
        parent_tag: wire.parent_tag,
        oco_tag: wire.oco_tag,
    };
    match (order.time_in_force, order.good_till) {
        (TimeInForce::Gtd, None) => Err(Invalid::new("an order that is good till a date needs the date")).field("good-till"),
        (TimeInForce::Gtc | TimeInForce::Ioc | TimeInForce::Fok, Some(_)) => {
            Err(Invalid::new("only an order that is good till a date (gtd) has one")).field("good-till")
        }
        _ => Ok(order),
    }
}

fn modify(wire: execution::Change) -> Result<OrderIntent, Invalid> {
    if wire.quantity.is_none() && wire.terms.is_none() {
        return Err(Invalid::new("a change needs a quantity or terms"));
    }
    Ok(OrderIntent::Modify {
        order: OrderRef(wire.order),
        quantity: optional(wire.quantity, quantity).field("quantity")?,
        terms: wire.terms.map(terms).transpose().field("terms")?,
    })
}

fn purpose(wire: wire::OrderPurpose) -> Result<OrderPurpose, Refused> {
    match wire {
        wire::OrderPurpose::Entry => Ok(OrderPurpose::Entry),
        wire::OrderPurpose::StopLoss => Ok(OrderPurpose::StopLoss),
        wire::OrderPurpose::TakeProfit => Ok(OrderPurpose::TakeProfit),
        wire::OrderPurpose::CloseOut => Ok(OrderPurpose::CloseOut),
        wire::OrderPurpose::Slice => Ok(OrderPurpose::Slice),
        wire::OrderPurpose::Other => Err(Refused::new("`other` is for values of later contracts, not for a choice", "other")),
    }
}

/// Tags name the orders of one answer: each once, and what hangs on a tag hangs on another order of the same answer.
fn check_tags(intents: &[OrderIntent]) -> Result<(), Invalid> {
    let orders = || {
        intents.iter().enumerate().filter_map(|(index, intent)| match intent {
            OrderIntent::Place(order) => Some((index, order)),
            _ => None,
        })
    };
    let mut tags = BTreeSet::new();
    for (index, order) in orders() {
        if !tags.insert(order.tag) {
            let rule = format!("each order of an answer needs a tag of its own, got {} twice", order.tag);
            return Err(Invalid::new(rule)).field("place.tag").item(index);
        }
    }
    for (index, order) in orders() {
        for (field, tag) in [("place.parent-tag", order.parent_tag), ("place.oco-tag", order.oco_tag)] {
            let Some(tag) = tag else { continue };
            if tag == order.tag || !tags.contains(&tag) {
                let rule = format!("must be the tag of another order in the same answer, got {tag}");
                return Err(Invalid::new(rule)).field(field).item(index);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{dec, told};
    use super::*;
    use crate::bindings::wire::decisions;

    fn order(tag: u32) -> execution::NewOrder {
        execution::NewOrder {
            tag,
            instrument: 0,
            side: wire::Side::Sell,
            quantity: dec("10"),
            terms: decisions::OrderTerms::Limit(dec("101.5")),
            time_in_force: wire::TimeInForce::Gtc,
            good_till: None,
            purpose: wire::OrderPurpose::TakeProfit,
            reduce_only: true,
            post_only: true,
            parent_tag: None,
            oco_tag: None,
        }
    }

    fn answer(intents: Vec<execution::OrderIntent>) -> Result<Vec<OrderIntent>, Invalid> {
        order_intents(intents, Instruments::new(1))
    }

    fn place(change: impl FnOnce(&mut execution::NewOrder)) -> Result<Vec<OrderIntent>, Invalid> {
        let mut changed = order(2);
        change(&mut changed);
        answer(vec![execution::OrderIntent::Place(order(1)), execution::OrderIntent::Place(changed)])
    }

    #[test]
    fn an_order_is_carried_over_whole() {
        let intents = place(|order| {
            order.time_in_force = wire::TimeInForce::Gtd;
            order.good_till = Some(5);
            order.parent_tag = Some(1);
            order.oco_tag = Some(1);
        });
        let Ok([OrderIntent::Place(_), OrderIntent::Place(order)]) = intents.as_deref() else { panic!("{intents:?}") };
        assert_eq!((order.tag, order.quantity.to_string().as_str(), order.reduce_only && order.post_only), (2, "10", true));
        assert_eq!(order.good_till.map(|at| at.micros()), Some(5));
        assert_eq!((order.parent_tag, order.oco_tag), (Some(1), Some(1)));
        assert_eq!(order.purpose, OrderPurpose::TakeProfit);
    }

    // mission: 11 (partly)
    #[test]
    fn each_rule_of_an_order_is_named_with_its_place() {
        insta::assert_snapshot!(told(place(|order| order.instrument = 9)), @"intents[1].place.instrument: must be a position in the list of instruments that `configure` received, got 9");
        insta::assert_snapshot!(told(place(|order| order.quantity = dec("0"))), @"intents[1].place.quantity: a quantity must be greater than 0, got 0");
        insta::assert_snapshot!(told(place(|order| order.terms = decisions::OrderTerms::StopMarket(dec("-5")))), @"intents[1].place.terms.stop-market: a price must be greater than 0, got -5");
        insta::assert_snapshot!(told(place(|order| order.time_in_force = wire::TimeInForce::Other)), @"intents[1].place.time-in-force: `other` is for values of later contracts, not for a choice, got other");
        insta::assert_snapshot!(told(place(|order| order.purpose = wire::OrderPurpose::Other)), @"intents[1].place.purpose: `other` is for values of later contracts, not for a choice, got other");
        insta::assert_snapshot!(told(place(|order| order.time_in_force = wire::TimeInForce::Gtd)), @"intents[1].place.good-till: an order that is good till a date needs the date");
        insta::assert_snapshot!(told(place(|order| order.good_till = Some(5))), @"intents[1].place.good-till: only an order that is good till a date (gtd) has one");
    }

    #[test]
    fn tags_name_the_orders_of_one_answer() {
        insta::assert_snapshot!(told(place(|order| order.tag = 1)), @"intents[1].place.tag: each order of an answer needs a tag of its own, got 1 twice");
        insta::assert_snapshot!(told(place(|order| order.parent_tag = Some(7))), @"intents[1].place.parent-tag: must be the tag of another order in the same answer, got 7");
        insta::assert_snapshot!(told(place(|order| order.oco_tag = Some(2))), @"intents[1].place.oco-tag: must be the tag of another order in the same answer, got 2");
    }

    #[test]
    fn changes_wakes_and_endings_are_checked() {
        let change = |quantity: Option<&str>| {
            answer(vec![execution::OrderIntent::Modify(execution::Change { order: 3, quantity: quantity.map(dec), terms: None })])
        };
        assert!(change(Some("5")).is_ok());
        insta::assert_snapshot!(told(change(None)), @"intents[0].modify: a change needs a quantity or terms");
        insta::assert_snapshot!(told(change(Some("-5"))), @"intents[0].modify.quantity: a quantity must be greater than 0, got -5");
        let wake = |at| answer(vec![execution::OrderIntent::WakeAt(execution::Wake { at, tag: 1 })]);
        assert!(wake(1).is_ok());
        insta::assert_snapshot!(told(wake(i64::MAX)), @"intents[0].wake-at.at: an instant must lie within 2^53 microseconds of 1970-01-01, got 9223372036854775807");
        assert_eq!(
            answer(vec![
                execution::OrderIntent::Cancel(4),
                execution::OrderIntent::Finish(execution::Completion::Done),
                execution::OrderIntent::Finish(execution::Completion::Abandoned),
            ]),
            Ok(vec![
                OrderIntent::Cancel(OrderRef(4)),
                OrderIntent::Finish { abandoned: false },
                OrderIntent::Finish { abandoned: true },
            ])
        );
    }

    #[test]
    fn a_storm_of_orders_is_refused() {
        let orders = (0..1_001).map(|tag| execution::OrderIntent::Place(order(tag))).collect();
        insta::assert_snapshot!(told(answer(orders)), @"intents: must have at most 1000 items, got 1001");
    }
}
