//! What workers are shown of the book.

use simpletrader_contracts::ledger::{AccountView, OrderRef, OrderView, PositionView, TradeRef};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::OrderPurpose;
use simpletrader_contracts::{Decimal, Instant};

use super::Ledger;

/// What of the account stands in one symbol at its latest price, in account currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exposure {
    /// Long and short trades alike, ≥ 0: what the symbol can move.
    pub gross: Decimal,
    /// Long trades minus short ones.
    pub net: Decimal,
}

/// What an account is worth, in account currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Worth {
    /// Cash and positions.
    pub equity: Decimal,
    /// What stands in positions, long and short alike, ≥ 0.
    pub exposure: Decimal,
}

impl Ledger {
    /// What stands in an instrument. 0 before it has a price; None when a figure does not fit 28 digits.
    pub fn exposure(&self, instrument: InstrumentRef) -> Option<Exposure> {
        let Some(price) = self.last_price(instrument).map(|price| price.get()) else { return Some(Exposure::default()) };
        let of_instrument =
            self.active.iter().filter_map(|trade| self.trade(*trade)).filter(|trade| trade.instrument == instrument);
        of_instrument.map(|trade| trade.position.signed_quantity()).try_fold(Exposure::default(), |sum, signed| {
            let value = signed.checked_mul(price)?;
            Some(Exposure { gross: sum.gross.checked_add(value.abs())?, net: sum.net.checked_add(value)? })
        })
    }

    /// What everything is worth at its latest price. A position whose value does not fit 28 digits counts as nothing; the fill that would
    /// lead there is refused before.
    pub fn worth(&self) -> Worth {
        let cash = self.account.cash();
        let mut worth = Worth { equity: cash, exposure: Decimal::ZERO };
        for trade in self.active.iter().filter_map(|trade| self.trade(*trade)) {
            let quantity = trade.position.signed_quantity();
            let Some(price) = self.last_price(trade.instrument).filter(|_| !quantity.is_zero()) else { continue };
            let Some(value) = quantity.checked_mul(price.get()) else { continue };
            worth.equity = worth.equity.checked_add(value).unwrap_or(worth.equity);
            worth.exposure = worth.exposure.checked_add(value.abs()).unwrap_or(worth.exposure);
        }
        worth
    }

    /// Cash plus every position at its latest price.
    pub fn equity(&self) -> Decimal {
        self.worth().equity
    }

    /// The account's figures at this instant.
    pub fn account_view(&mut self, at: Instant) -> AccountView {
        let Worth { equity, exposure } = self.worth();
        let daily_result = self.account.daily_result(at, equity);
        AccountView { equity, cash: self.account.cash(), exposure, daily_result }
    }

    /// Notes what the account was worth at the end of the moment `at`; returns it.
    pub fn mark(&mut self, at: Instant) -> Worth {
        let worth = self.worth();
        self.account.mark(at, worth.equity);
        worth
    }

    /// One order.
    pub fn order_view(&self, order: OrderRef) -> Option<OrderView> {
        let entry = self.order(order)?;
        Some(OrderView {
            order,
            tag: entry.tag,
            trade: entry.trade,
            group: entry.group,
            side: entry.order.side,
            terms: entry.order.terms,
            purpose: entry.order.purpose,
            status: entry.order.status(),
            quantity: entry.order.quantity.get(),
            filled: entry.order.filled(),
        })
    }

    /// Appends the orders that still work, of one trade or of all; not those by which the host closes what it has adopted.
    pub fn open_orders(&self, of: Option<TradeRef>, into: &mut Vec<OrderView>) {
        let views = self.working.iter().filter_map(|order| self.order_view(*order));
        into.extend(views.filter(|view| of.is_none_or(|trade| view.trade == trade) && !self.is_adopted(view.trade)));
    }

    /// One open trade; none when it is closed, was never opened, or is the host's own.
    pub fn position_view(&self, trade: TradeRef) -> Option<PositionView> {
        let entry = self.trade(trade).filter(|entry| entry.adopted_from.is_none())?;
        let plan = entry.plan.as_ref().filter(|plan| plan.closed_at().is_none())?;
        let last_price = self.last_price(entry.instrument).map_or(Decimal::ZERO, |price| price.get());
        let level = |purpose| {
            let orders = self.working.iter().filter_map(|order| self.order(*order));
            orders
                .filter(|order| order.trade == trade && order.order.purpose == purpose)
                .find_map(|order| order.order.terms.stop_price())
        };
        Some(PositionView {
            trade,
            instrument: entry.instrument,
            direction: plan.direction,
            opened_at: plan.created_at,
            quantity: entry.position.quantity(),
            average_price: entry.position.average_price(),
            last_price,
            unrealised: entry.position.unrealised(last_price).unwrap_or_default(),
            realised: entry.position.realised(),
            stop_loss: level(OrderPurpose::StopLoss),
            take_profit: level(OrderPurpose::TakeProfit),
        })
    }

    /// Appends all open trades of the strategy.
    pub fn positions(&self, into: &mut Vec<PositionView>) {
        into.extend(self.active.iter().filter_map(|trade| self.position_view(*trade)));
    }
}
