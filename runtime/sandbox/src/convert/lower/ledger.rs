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
        group: order.group.0,
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
    use simpletrader_contracts::decision::OrderTerms;
    use simpletrader_contracts::ledger::{GroupRef, OrderRef, TradeRef};
    use simpletrader_contracts::market::InstrumentRef;
    use simpletrader_contracts::{Decimal, Instant, Price};

    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn text(wire: wire::Decimal) -> String {
        Decimal::new(wire.mantissa, u32::from(wire.scale)).to_string()
    }

    /// A position whose figures all differ, so that no two can be confused.
    fn a_position() -> PositionView {
        PositionView {
            trade: TradeRef(1),
            instrument: InstrumentRef(2),
            direction: Direction::Short,
            opened_at: Instant::from_micros(3),
            quantity: dec("4"),
            average_price: dec("5.5"),
            last_price: dec("6.25"),
            unrealised: dec("-7"),
            realised: dec("8.125"),
            stop_loss: Some(Price::new(dec("9")).unwrap()),
            take_profit: None,
        }
    }

    #[test]
    fn a_position_is_what_the_ledger_says() {
        let wire = position(&a_position()).unwrap();
        assert_eq!((wire.trade, wire.instrument, wire.opened_at), (1, 2, 3));
        assert_eq!(wire.direction, wire::Direction::Short);
        assert_eq!(
            (text(wire.quantity), text(wire.average_price), text(wire.last_price)),
            ("4".into(), "5.5".into(), "6.25".into())
        );
        assert_eq!((text(wire.unrealised), text(wire.realised)), ("-7".into(), "8.125".into()));
        assert_eq!((wire.stop_loss.map(text), wire.take_profit.map(text)), (Some("9".into()), None));
    }

    #[test]
    fn averages_are_rounded_but_quantities_never() {
        let long = dec("0.1234567890123456789");
        let wire = position(&PositionView { average_price: long, ..a_position() }).unwrap();
        assert_eq!(text(wire.average_price), "0.123456789012346");
        let misfit = position(&PositionView { quantity: long, ..a_position() }).unwrap_err();
        assert!(misfit.to_string().starts_with("position.quantity = 0.1234567890123456789 "), "{misfit}");
    }

    #[test]
    fn an_order_is_what_the_ledger_says() {
        let price = |text| Price::new(dec(text)).unwrap();
        let view = OrderView {
            order: OrderRef(1),
            tag: 2,
            trade: TradeRef(3),
            group: GroupRef(7),
            side: Side::Sell,
            terms: OrderTerms::StopLimit { stop_price: price("4.5"), limit_price: price("4.25") },
            purpose: OrderPurpose::StopLoss,
            status: OrderStatus::PartiallyFilled,
            quantity: dec("6"),
            filled: dec("5"),
        };
        let wire = order(&view).unwrap();
        assert_eq!((wire.order, wire.tag, wire.trade, wire.group), (1, 2, 3, 7));
        assert_eq!((wire.side, wire.kind), (wire::Side::Sell, wire::OrderKind::StopLimit));
        assert_eq!((wire.purpose, wire.status), (wire::OrderPurpose::StopLoss, wire::OrderStatus::PartiallyFilled));
        assert_eq!((text(wire.quantity), text(wire.filled)), ("6".into(), "5".into()));
        assert_eq!((wire.price.map(text), wire.stop_price.map(text)), (Some("4.25".into()), Some("4.5".into())));
    }

    #[test]
    fn every_status_purpose_and_kind_keeps_its_name() {
        let same = |contract: &str, wire: String| {
            let contract = contract.replace('_', "").to_lowercase();
            let wire = wire.rsplit("::").next().unwrap_or_default().to_lowercase();
            assert!(wire == contract || (contract == "close" && wire == "closeout"), "{contract} became {wire}");
        };
        OrderStatus::ALL.iter().for_each(|case| same(case.as_str(), format!("{:?}", status(*case))));
        OrderPurpose::ALL.iter().for_each(|case| same(case.as_str(), format!("{:?}", purpose(*case))));
        OrderType::ALL.iter().for_each(|case| same(case.as_str(), format!("{:?}", kind(*case))));
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
