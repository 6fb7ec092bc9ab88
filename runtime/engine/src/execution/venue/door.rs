//! The rules that an order must keep to be taken at all.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::market::Instrument;
use simpletrader_contracts::terms::TimeInForce;

use super::VenueOrder;

/// The first rule that an order breaks, in words.
///
/// Prices lie on the tick, quantities on the lot, except that a reduce-only order may also close what is left of a lot, for
/// example after a fee in the base asset. The minimum value holds for orders that open and name a price; market orders meet it
/// when they fill. Post-only is for limit orders that may rest.
pub(super) fn refusal(order: &VenueOrder, instrument: &Instrument) -> Option<String> {
    let off_lot = || off_grid("quantity", order.quantity.get(), "lot size", instrument.lot_size);
    let off_tick = |what, price: Option<simpletrader_contracts::Price>| {
        price.and_then(|price| off_grid(what, price.get(), "tick size", instrument.tick_size))
    };
    (if order.reduce_only { None } else { off_lot() })
        .or_else(|| off_tick("limit price", order.terms.limit_price()))
        .or_else(|| off_tick("trigger price", order.terms.stop_price()))
        .or_else(|| {
            let price = order.terms.limit_price().or(order.terms.stop_price())?;
            too_small(order, price.get(), instrument)
        })
        .or_else(|| misused_post_only(order))
}

/// Whether an order that opens is worth too little at this price.
pub(super) fn too_small(order: &VenueOrder, price: Decimal, instrument: &Instrument) -> Option<String> {
    let minimum = instrument.min_notional?;
    let value = price.checked_mul(order.quantity.get())?;
    (value < minimum && !order.reduce_only).then(|| format!("a value of {} is below the minimum of {minimum}", value.normalize()))
}

fn misused_post_only(order: &VenueOrder) -> Option<String> {
    if !order.post_only {
        return None;
    }
    if !matches!(order.terms, OrderTerms::Limit { .. }) {
        return Some(format!("post-only is for limit orders, this is a {} order", order.terms.order_type()));
    }
    let immediate = matches!(order.time_in_force, TimeInForce::Ioc | TimeInForce::Fok);
    immediate.then(|| format!("a post-only order must be able to rest, {} cannot", order.time_in_force))
}

fn off_grid(what: &str, value: Decimal, step_name: &str, step: Decimal) -> Option<String> {
    let rest = value.checked_rem(step)?;
    (!rest.is_zero()).then(|| format!("the {what} {value} is not a multiple of the {step_name} {step}"))
}
