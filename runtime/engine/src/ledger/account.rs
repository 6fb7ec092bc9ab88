//! Money: cash, and what it was worth when the day began.

use simpletrader_contracts::decimal::exact;
use simpletrader_contracts::{Decimal, Instant};

/// The cash side of a strategy.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    cash: Decimal,
    commission: Decimal,
    day: Option<Instant>,
    equity_at_day_start: Decimal,
    last_equity: Decimal,
}

impl Account {
    /// An account with this much money.
    pub fn new(initial: Decimal) -> Self {
        Self { cash: initial, commission: Decimal::ZERO, day: None, equity_at_day_start: initial, last_equity: initial }
    }

    /// Money not bound in positions.
    pub fn cash(&self) -> Decimal {
        self.cash
    }

    /// All fees so far, in account currency; those taken in another asset at the price of their fill.
    pub fn commission(&self) -> Decimal {
        self.commission
    }

    /// Moves money for a fill: `flow` is negative for a buy and has the fee in it; `fee` is counted. None, and nothing changed,
    /// when a sum does not fit 28 digits.
    pub(super) fn settle(&mut self, flow: Decimal, fee: Decimal) -> Option<()> {
        let (cash, commission) = (exact::add(self.cash, flow)?, exact::add(self.commission, fee)?);
        self.cash = cash;
        self.commission = commission;
        Some(())
    }

    /// Notes that the account was worth `equity` at the end of the moment `at`.
    pub(super) fn mark(&mut self, at: Instant, equity: Decimal) {
        self.enter_day(at);
        self.last_equity = equity;
    }

    /// Change of equity since the day of `at` began; the day begins with the last equity of the day before.
    pub(super) fn daily_result(&mut self, at: Instant, equity: Decimal) -> Decimal {
        self.enter_day(at);
        equity.saturating_sub(self.equity_at_day_start)
    }

    fn enter_day(&mut self, at: Instant) {
        let day = at.start_of_day();
        if self.day != Some(day) {
            self.day = Some(day);
            self.equity_at_day_start = self.last_equity;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_with_the_last_equity_of_the_day_before() {
        let at = |text| Instant::parse(text).unwrap();
        let mut account = Account::new(100.into());
        account.mark(at("2024-01-01T10:00:00Z"), 110.into());
        assert_eq!(account.daily_result(at("2024-01-01T11:00:00Z"), 105.into()), 5.into());
        assert_eq!(account.daily_result(at("2024-01-02T01:00:00Z"), 105.into()), (-5).into());
    }

    #[test]
    fn money_that_overflows_changes_nothing() {
        let mut account = Account::new(Decimal::MAX);
        let before = account.clone();
        assert_eq!(account.settle(Decimal::MAX, Decimal::ZERO), None);
        assert_eq!(account, before);
    }
}
