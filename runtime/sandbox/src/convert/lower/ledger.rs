//! The ledger's views.

use simpletrader_contracts::ledger::{AccountView, OrderView, PositionView};
use simpletrader_contracts::terms::{Direction, OrderPurpose, OrderStatus, OrderType, Side};

use super::{Misfit, derived, exact, exact_option, spendable};
use crate::bindings::wire::ledger;
use crate::bindings::wire::types as wire;

pub(crate) fn account(account: &AccountView) -> Result<ledger::Account, Misfit> {
    Ok(ledger::Account {
        equity: spendable("account.equity", account.equity)?,
        cash: spendable("account.cash", account.cash)?,
        exposure: derived("account.exposure", account.exposure)?,
        daily_result: derived("account.daily-result", account.daily_result)?,
    })
}

pub(crate) fn position(position: &PositionView) -> Result<ledger::Position, Misfit> {
    Ok(ledger::Position {
        trade: position.trade.0,
        instrument: position.instrument.0,
        direction: direction(position.direction),
        opened_at: position.opened_at.micros(),
        quantity: exact("position.quantity", position.quantity)?,
        average_price: derived("position.average-price", position.average_price)?,
        last_price: exact("position.last-price", position.last_price)?,
        unrealised: derived("position.unrealised", position.unrealised)?,
        realised: derived("position.realised", position.realised)?,
        stop_loss: exact_option("position.stop-loss", position.stop_loss.map(|price| price.get()))?,
        take_profit: exact_option("position.take-profit", position.take_profit.map(|price| price.get()))?,
    })
}

pub(crate) fn order(order: &OrderView) -> Result<ledger::Order, Misfit> {
    Ok(ledger::Order {
        order: order.order.0,
        tag: order.tag,
        trade: order.trade.0,
        side: side(order.side),
        kind: kind(order.terms.order_type()),
        purpose: purpose(order.purpose),
        status: status(order.status),
        quantity: exact("order.quantity", order.quantity)?,
        filled: exact("order.filled", order.filled)?,
        price: exact_option("order.price", order.terms.limit_price().map(|price| price.get()))?,
        stop_price: exact_option("order.stop-price", order.terms.stop_price().map(|price| price.get()))?,
    })
}

pub(super) fn direction(direction: Direction) -> wire::Direction {
    match direction {
        Direction::Long => wire::Direction::Long,
        Direction::Short => wire::Direction::Short,
    }
}

pub(super) fn side(side: Side) -> wire::Side {
    match side {
        Side::Buy => wire::Side::Buy,
        Side::Sell => wire::Side::Sell,
    }
}

fn kind(kind: OrderType) -> wire::OrderKind {
    match kind {
        OrderType::Market => wire::OrderKind::Market,
        OrderType::Limit => wire::OrderKind::Limit,
        OrderType::StopLimit => wire::OrderKind::StopLimit,
        OrderType::StopMarket => wire::OrderKind::StopMarket,
        OrderType::TakeProfitMarket => wire::OrderKind::TakeProfitMarket,
    }
}

fn purpose(purpose: OrderPurpose) -> wire::OrderPurpose {
    match purpose {
        OrderPurpose::Entry => wire::OrderPurpose::Entry,
        OrderPurpose::StopLoss => wire::OrderPurpose::StopLoss,
        OrderPurpose::TakeProfit => wire::OrderPurpose::TakeProfit,
        OrderPurpose::CloseOut => wire::OrderPurpose::CloseOut,
        OrderPurpose::Slice => wire::OrderPurpose::Slice,
    }
}

fn status(status: OrderStatus) -> wire::OrderStatus {
    match status {
        OrderStatus::Pending => wire::OrderStatus::Pending,
        OrderStatus::Open => wire::OrderStatus::Open,
        OrderStatus::PartiallyFilled => wire::OrderStatus::PartiallyFilled,
        OrderStatus::Filled => wire::OrderStatus::Filled,
        OrderStatus::Cancelled => wire::OrderStatus::Cancelled,
        OrderStatus::Rejected => wire::OrderStatus::Rejected,
        OrderStatus::Expired => wire::OrderStatus::Expired,
    }
}

#[cfg(test)]
mod tests {
    use simpletrader_contracts::Decimal;

    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn text(wire: wire::Decimal) -> String {
        Decimal::new(wire.mantissa, u32::from(wire.scale)).to_string()
    }

    #[test]
    fn money_to_size_from_is_never_rounded_up() {
        let third = dec("1234.56789012345678");
        let view = AccountView { equity: third, cash: third, exposure: third, daily_result: -third };
        let wire = account(&view).unwrap();
        assert_eq!(text(wire.equity), "1234.56789012345");
        assert_eq!(text(wire.cash), "1234.56789012345");
        assert_eq!(text(wire.exposure), "1234.56789012346");
        assert_eq!(text(wire.daily_result), "-1234.56789012346");
    }

    #[test]
    fn an_amount_beyond_fifteen_digits_is_refused_by_name() {
        let view = AccountView { equity: dec("1000000000000000"), ..AccountView::default() };
        let misfit = account(&view).unwrap_err();
        assert_eq!(misfit.to_string(), "account.equity = 1000000000000000 has more than the 15 digits that a worker can be given");
    }
}
