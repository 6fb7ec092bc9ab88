//! The desk: turns an execution worker's intents into registered orders and requests to the venue.
//!
//! The whole answer is checked before any of it is carried out, and every order is in the ledger before the venue hears of it.

use std::collections::BTreeMap;

use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::id::IdMint;
use simpletrader_contracts::ledger::{GroupRef, OrderRef, OrderRequest, TradeRef};
use simpletrader_contracts::terms::{Side, TimeInForce};
use simpletrader_contracts::worker::Storm;
use simpletrader_contracts::worker::call::{NewOrder, OrderIntent};
use simpletrader_contracts::{Decimal, Instant, Price, Quantity};

use super::guardrails::{Breach, Guardrails, Proposed};
use super::{ExecutionConnector, Timers, VenueOrder, Wake, WithheldRequest};
use crate::ledger::{Ledger, LedgerError, OrderRegistration};

/// Most intents in one answer.
const INTENTS_LIMIT: usize = 1_000;

/// An intent that a worker may not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IntentError {
    /// The worker's answer breaks a rule: where, and which.
    Invalid {
        /// For example `intents[2].order`.
        field: String,
        /// The rule, with the value.
        rule: String,
    },
    /// The worker has asked for more than the host keeps for it.
    Storm {
        /// Of what.
        storm: Storm,
        /// How many there would be.
        got: usize,
        /// How many there may be.
        limit: usize,
    },
    /// The ledger refused: a defect of ours.
    Ledger(LedgerError),
}

/// Everything that an answer may touch.
pub(crate) struct Desk<'a> {
    /// The book.
    pub ledger: &'a mut Ledger,
    /// Where ids come from.
    pub ids: &'a mut IdMint,
    /// Wake-ups to come.
    pub timers: &'a mut Timers,
    /// What stands between the orders and the venue; nothing for the host's own.
    pub guardrails: Option<&'a mut Guardrails>,
    /// The venue.
    pub connector: &'a mut dyn ExecutionConnector,
    /// The instant of the pass.
    pub at: Instant,
}

impl Desk<'_> {
    /// Carries out an answer for a group: all of it, or nothing.
    pub fn carry_out(&mut self, group: GroupRef, intents: &[OrderIntent]) -> Result<(), IntentError> {
        let Some(trade) = self.ledger.group(group).map(|entry| entry.trade) else {
            return Err(IntentError::Ledger(LedgerError::UnknownGroup(group.0)));
        };
        self.check(group, trade, intents)?;
        let placed = self.register(group, intents)?;
        // Here a live environment makes the registered orders durable before the venue hears of them (see `run/record`).
        self.send(group, trade, intents, &placed);
        Ok(())
    }

    fn check(&self, group: GroupRef, trade: TradeRef, intents: &[OrderIntent]) -> Result<(), IntentError> {
        if intents.len() > INTENTS_LIMIT {
            return invalid("intents".into(), format!("at most {INTENTS_LIMIT} in one answer, got {}", intents.len()));
        }
        self.check_wake_ups(intents)?;
        for (index, intent) in intents.iter().enumerate() {
            let field = |name: &str| format!("intents[{index}].{name}");
            match intent {
                OrderIntent::Place(order) => self.check_new_order(group, trade, intents, index, order)?,
                OrderIntent::Modify { order, quantity, terms } => {
                    self.check_own_order(trade, *order, field("order"))?;
                    if quantity.is_none() && terms.is_none() {
                        return invalid(field("quantity"), "a change must change the quantity or the terms".into());
                    }
                }
                OrderIntent::Cancel(order) => self.check_own_order(trade, *order, field("order"))?,
                OrderIntent::WakeAt { at, .. } => {
                    if *at <= self.at {
                        return invalid(field("at"), format!("a wake-up must lie after the pass ({}), got {at}", self.at));
                    }
                }
                OrderIntent::Finish { .. } => {}
            }
        }
        self.check_room(group, intents)
    }

    /// The orders of a group never promise more than its command wanted: what fills cannot be refused any more. An order that is
    /// withdrawn in the same answer still counts, because it may fill before the venue hears of it; replace it by a change.
    fn check_room(&self, group: GroupRef, intents: &[OrderIntent]) -> Result<(), IntentError> {
        let mut asked: BTreeMap<u32, Decimal> = BTreeMap::new();
        for (index, intent) in intents.iter().enumerate() {
            let (of, more) = match intent {
                OrderIntent::Place(order) if order.purpose.counts_toward_target() => (group, order.quantity.get()),
                OrderIntent::Modify { order, quantity: Some(quantity), .. } => match self.ledger.order(*order) {
                    Some(entry) if entry.order.purpose.counts_toward_target() => {
                        (entry.group, quantity.get() - entry.order.quantity.get())
                    }
                    _ => continue,
                },
                _ => continue,
            };
            let sum = asked.entry(of.0).or_default();
            let room = self.ledger.room(of);
            let promised = sum.checked_add(more);
            match promised {
                Some(promised) if room.is_none_or(|room| promised <= room) => *sum = promised,
                _ => {
                    let room = room.unwrap_or_default();
                    let got = promised.map_or_else(|| "more than fits a decimal".to_owned(), |promised| promised.to_string());
                    let rule = format!("the orders of group {} may fill {room} more, as its command wants; got {got}", of.0);
                    return invalid(format!("intents[{index}].quantity"), rule);
                }
            }
        }
        Ok(())
    }

    /// A wake-up that was promised comes: there is no place at which one too many is dropped in silence.
    fn check_wake_ups(&self, intents: &[OrderIntent]) -> Result<(), IntentError> {
        let asked = intents.iter().filter(|intent| matches!(intent, OrderIntent::WakeAt { .. })).count();
        let got = self.timers.waiting() + asked;
        if asked > 0 && got > Timers::LIMIT {
            return Err(IntentError::Storm { storm: Storm::Timers, got, limit: Timers::LIMIT });
        }
        Ok(())
    }

    fn check_new_order(
        &self,
        group: GroupRef,
        trade: TradeRef,
        intents: &[OrderIntent],
        index: usize,
        order: &NewOrder,
    ) -> Result<(), IntentError> {
        let field = |name: &str| format!("intents[{index}].{name}");
        if self.ledger.trade(trade).is_some_and(|entry| entry.is_closed()) {
            return invalid(field("order"), "the trade is closed and takes no more orders; a new trade needs a new command".into());
        }
        let others = || intents.iter().enumerate().filter(move |(other, _)| *other != index);
        let in_answer = |tag: u32| others().any(|(_, intent)| matches!(intent, OrderIntent::Place(other) if other.tag == tag));
        if self.ledger.group(group).is_some_and(|entry| entry.is_released()) {
            return invalid(field("tag"), format!("the command of group {} is over; nothing can be added to it", group.0));
        }
        let in_group = self.ledger.group_orders(group).any(|entry| entry.tag == order.tag);
        if in_group || in_answer(order.tag) {
            return invalid(field("tag"), format!("a tag must be unique within its group, {} is not", order.tag));
        }
        for (name, tag) in [("parent-tag", order.parent_tag), ("oco-tag", order.oco_tag)] {
            if let Some(tag) = tag
                && !in_answer(tag)
            {
                return invalid(field(name), format!("no other order of this answer has the tag {tag}"));
            }
        }
        // A parent comes before its children, which also rules out circles.
        let parent_comes_first = order.parent_tag.is_none_or(|tag| {
            intents[..index].iter().any(|intent| matches!(intent, OrderIntent::Place(other) if other.tag == tag))
        });
        if !parent_comes_first {
            return invalid(field("parent-tag"), "a parent must be placed before its children".into());
        }
        if (order.time_in_force == TimeInForce::Gtd) != order.good_till.is_some() {
            return invalid(field("good-till"), "GTD, and only GTD, needs a good-till instant".into());
        }
        let expected = self.ledger.trade(trade).map(|entry| entry.instrument);
        if expected != Some(order.instrument) {
            return invalid(field("instrument"), "an order must be for the instrument of its trade".into());
        }
        Ok(())
    }

    fn check_own_order(&self, trade: TradeRef, order: OrderRef, field: String) -> Result<(), IntentError> {
        match self.ledger.order(order) {
            Some(entry) if entry.trade == trade => Ok(()),
            Some(_) => invalid(field, format!("order {} belongs to another trade", order.0)),
            None => invalid(field, format!("there is no order {}", order.0)),
        }
    }

    /// Registers the new orders; the refs stand in the order of the answer.
    fn register(&mut self, group: GroupRef, intents: &[OrderIntent]) -> Result<Vec<(u32, OrderRef)>, IntentError> {
        let mut placed = Vec::new();
        for intent in intents {
            let OrderIntent::Place(new) = intent else { continue };
            let symbol = self.ledger.instruments().get(new.instrument.index()).map(|instrument| instrument.symbol.clone());
            let Some(symbol) = symbol else { continue };
            let registration = OrderRegistration {
                group,
                tag: new.tag,
                instrument: new.instrument,
                request: OrderRequest {
                    symbol,
                    side: new.side,
                    terms: new.terms,
                    quantity: new.quantity,
                    time_in_force: new.time_in_force,
                    purpose: new.purpose,
                    reduce_only: new.reduce_only,
                },
            };
            let order = self.ledger.register_order(self.ids, registration, self.at).map_err(IntentError::Ledger)?;
            placed.push((new.tag, order));
        }
        Ok(placed)
    }

    fn send(&mut self, group: GroupRef, trade: TradeRef, intents: &[OrderIntent], placed: &[(u32, OrderRef)]) {
        let Some(direction) = self.ledger.trade(trade).map(|entry| entry.round_trip.direction) else { return };
        let by_tag = |tag: Option<u32>| tag.and_then(|tag| placed.iter().find(|(other, _)| *other == tag)).map(|(_, order)| *order);
        let too_many = self.too_many(intents);
        for intent in intents {
            match intent {
                OrderIntent::Place(new) => {
                    let Some(order) = by_tag(Some(new.tag)) else { continue };
                    let request = VenueOrder {
                        order,
                        trade: self.ledger.trade_at_venue(trade),
                        direction,
                        instrument: new.instrument,
                        side: new.side,
                        quantity: new.quantity,
                        terms: new.terms,
                        time_in_force: new.time_in_force,
                        good_till: new.good_till,
                        reduce_only: new.reduce_only,
                        worst: self.worst_price(group, new),
                        post_only: new.post_only,
                        parent: by_tag(new.parent_tag),
                        oco: by_tag(new.oco_tag),
                    };
                    if self.may_place(&request, too_many.as_ref()) {
                        self.connector.place(request, self.at);
                    }
                }
                OrderIntent::Modify { order, quantity, terms } => {
                    if self.may_change(*order, *quantity, *terms, too_many.as_ref()) {
                        self.connector.modify(*order, *quantity, *terms, self.at);
                    }
                }
                OrderIntent::Cancel(order) => self.connector.cancel(*order, self.at),
                OrderIntent::WakeAt { at, tag } => self.timers.add(*at, group, Wake::Worker(*tag)),
                OrderIntent::Finish { abandoned } => self.ledger.finish_group(group, *abandoned, self.at),
            }
        }
    }

    /// The worst price that the group's plan lets a market order have, from the latest price when it is sent. Protections have none:
    /// one that does not fill protects nothing.
    fn worst_price(&self, group: GroupRef, new: &NewOrder) -> Option<Price> {
        let is_bound = new.terms == OrderTerms::Market && new.purpose.counts_toward_target();
        let most = self.ledger.group(group)?.max_slippage.filter(|_| is_bound)?.get();
        let factor = if new.side == Side::Buy { Decimal::ONE + most } else { Decimal::ONE - most };
        let latest = self.ledger.last_price(new.instrument)?;
        latest.get().checked_mul(factor).and_then(|worst| Price::new(worst).ok())
    }

    /// The guardrail that an answer breaks by the number of its requests.
    fn too_many(&mut self, intents: &[OrderIntent]) -> Option<Breach> {
        let count = |is: fn(&OrderIntent) -> bool| intents.iter().filter(|intent| is(intent)).count();
        let new_orders = count(|intent| matches!(intent, OrderIntent::Place(_)));
        let changes = count(|intent| matches!(intent, OrderIntent::Modify { .. }));
        self.guardrails.as_deref_mut()?.check_numbers(self.ledger, new_orders, changes, self.at)
    }

    /// Whether the guardrails let an order pass. One whose parent they kept back has nothing to wait for.
    fn may_place(&mut self, request: &VenueOrder, too_many: Option<&Breach>) -> bool {
        let Some(guardrails) = self.guardrails.as_deref_mut() else { return true };
        let proposed = Proposed {
            order: request.order,
            is_new: true,
            instrument: request.instrument,
            side: request.side,
            quantity: request.quantity.get(),
            terms: request.terms,
            reduce_only: request.reduce_only,
        };
        let parent = request.parent.and_then(|parent| guardrails.breach_of(parent));
        match too_many.cloned().or(parent).or_else(|| guardrails.check_order(self.ledger, &proposed)) {
            Some(breach) => {
                guardrails.withhold(request.order, WithheldRequest::Order, breach, self.at);
                false
            }
            None => {
                guardrails.count_sent(self.at);
                true
            }
        }
    }

    /// Whether the guardrails let a change pass.
    fn may_change(
        &mut self,
        order: OrderRef,
        quantity: Option<Quantity>,
        terms: Option<OrderTerms>,
        too_many: Option<&Breach>,
    ) -> bool {
        let (Some(guardrails), Some(entry)) = (self.guardrails.as_deref_mut(), self.ledger.order(order)) else { return true };
        let wanted = quantity.unwrap_or(entry.order.quantity).get();
        let proposed = Proposed {
            order,
            is_new: false,
            instrument: entry.instrument,
            side: entry.order.side,
            // Less than is filled already can fill no more.
            quantity: wanted.checked_sub(entry.order.filled()).unwrap_or(wanted).max(Decimal::ZERO),
            terms: terms.unwrap_or(entry.order.terms),
            reduce_only: entry.order.reduce_only,
        };
        match too_many.cloned().or_else(|| guardrails.check_order(self.ledger, &proposed)) {
            Some(breach) => {
                guardrails.withhold(order, WithheldRequest::Change, breach, self.at);
                false
            }
            None => {
                guardrails.count_sent(self.at);
                true
            }
        }
    }
}

fn invalid<T>(field: String, rule: String) -> Result<T, IntentError> {
    Err(IntentError::Invalid { field, rule })
}
