//! A part of a situation in words: items joined by `;`, their values by blanks, `-` for a value that is absent and `none` for a list
//! without items. Decimals are plain text, enumerations have the names of the contract, doubles are the hex digits of their bits.

use std::fmt::Display;

use simpletrader_sdk::prelude::*;

use crate::{Inputs, names};

/// The part of this name.
pub fn part(name: &str, situation: &Situation<'_>, inputs: &Inputs) -> Result<String, WorkerError> {
    Ok(match name {
        "tick" => {
            let Tick { sequence, at, trigger } = situation.tick;
            format!("{sequence} {} {}", at.micros(), names::trigger(trigger))
        }
        "quotes" => list(situation.quotes, quote),
        "inputs" => list(&[inputs.x, inputs.y], |value| bits(*value)),
        "signals" => list(situation.signals, |signal| {
            let Signal { instrument, direction, signal_type, confidence } = signal;
            format!("{} {} {signal_type} {}", instrument.0, names::direction(*direction), number(confidence.map(Fraction::get)))
        }),
        "risks" => list(situation.risks, |risk| {
            let Risk { risk_type, severity, instrument } = risk;
            format!("{risk_type} {} {}", canonical(severity.get()), or_dash(instrument.map(|instrument| instrument.0)))
        }),
        "account" => situation.account.map_or_else(
            || "-".to_owned(),
            |AccountView { equity, cash, exposure, daily_result }| [equity, cash, exposure, daily_result].map(canonical).join(" "),
        ),
        "positions" => list(situation.positions, position),
        "orders" => list(situation.open_orders, order),
        "counts" => {
            let Situation { quotes, signals, risks, positions, open_orders, .. } = situation;
            format!("{} {} {} {} {}", quotes.len(), signals.len(), risks.len(), positions.len(), open_orders.len())
        }
        unknown => return Err(WorkerError::failed(format!("a situation has no part `{unknown}`"))),
    })
}

fn quote(quote: &Quote) -> String {
    let Quote { instrument, at, last, bid, ask } = quote;
    let [bid, ask] = [bid, ask].map(|price| number(price.map(Price::get)));
    format!("{} {} {} {bid} {ask}", instrument.0, at.micros(), canonical(last.get()))
}

fn position(position: &PositionView) -> String {
    let PositionView { trade, instrument, direction, opened_at, .. } = position;
    let PositionView { quantity, average_price, last_price, unrealised, realised, stop_loss, take_profit, .. } = *position;
    let numbers = [quantity, average_price, last_price, unrealised, realised].map(canonical).join(" ");
    let [stop, take] = [stop_loss, take_profit].map(|price| number(price.map(Price::get)));
    let direction = names::direction(*direction);
    format!("{} {} {direction} {} {numbers} {stop} {take}", trade.0, instrument.0, opened_at.micros())
}

fn order(order: &OrderView) -> String {
    let OrderView { order, tag, trade, group, side, terms, purpose, status, quantity, filled } = *order;
    let kind = names::order_type(terms.order_type());
    let [price, stop] = [terms.limit_price(), terms.stop_price()].map(|price| number(price.map(Price::get)));
    let (side, purpose, status) = (names::side(side), names::purpose(purpose), names::status(status));
    let [quantity, filled] = [quantity, filled].map(canonical);
    format!("{} {tag} {} {} {side} {kind} {purpose} {status} {quantity} {filled} {price} {stop}", order.0, trade.0, group.0)
}

fn list<T>(items: &[T], item: impl Fn(&T) -> String) -> String {
    if items.is_empty() { "none".to_owned() } else { items.iter().map(item).collect::<Vec<_>>().join(";") }
}

fn number(value: Option<Decimal>) -> String {
    or_dash(value.map(canonical))
}

fn or_dash(value: Option<impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn bits(value: f64) -> String {
    let value = if value.is_nan() { f64::NAN } else { value };
    format!("{:016x}", value.to_bits())
}
