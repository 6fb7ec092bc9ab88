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
