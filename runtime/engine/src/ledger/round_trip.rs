//! The round trip of a trade: from its first entry to the exit that closed it, as a row of the trade list.

use simpletrader_contracts::id::TradePlanId;
use simpletrader_contracts::terms::{Direction, OrderPurpose, Side};
use simpletrader_contracts::{Decimal, Symbol};

/// Where in the data something happened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BarMark {
    /// Number of the bar, from 0.
    pub index: u32,
    /// Its label as it stands in the data.
    pub label: String,
}

/// What a trade did. Complete once its position is closed again.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundTrip {
    /// The trade.
    pub plan_id: TradePlanId,
    /// What was traded.
    pub symbol: Symbol,
    /// Which way.
    pub direction: Direction,
    /// Bar of the first entry fill.
    pub entry: BarMark,
    /// Bar of the last exit fill.
    pub exit: BarMark,
    /// Filled by entries.
    pub entry_quantity: Decimal,
    /// What the entries were worth.
    pub entry_value: Decimal,
    /// What the exits were worth.
    pub exit_value: Decimal,
    /// Filled by exits.
    pub exit_quantity: Decimal,
    /// All fees.
    pub commission: Decimal,
    /// What the last exit order was for.
    pub exit_purpose: OrderPurpose,
}

impl RoundTrip {
    pub(super) fn new(plan_id: TradePlanId, symbol: Symbol, direction: Direction) -> Self {
        Self {
            plan_id,
            symbol,
            direction,
            entry: BarMark::default(),
            exit: BarMark::default(),
            entry_quantity: Decimal::ZERO,
            entry_value: Decimal::ZERO,
            exit_value: Decimal::ZERO,
            exit_quantity: Decimal::ZERO,
            commission: Decimal::ZERO,
            exit_purpose: OrderPurpose::CloseOut,
        }
    }

    /// Adds a fill. None on overflow, which changes nothing.
    pub(super) fn add(
        &mut self,
        side: Side,
        purpose: OrderPurpose,
        quantity: Decimal,
        value: Decimal,
        fee: Decimal,
        mark: &BarMark,
    ) -> Option<()> {
        let commission = self.commission.checked_add(fee)?;
        if side == self.direction.opening_side() {
            let total = self.entry_value.checked_add(value)?;
            if self.entry_quantity.is_zero() {
                self.entry = mark.clone();
            }
            self.entry_quantity = self.entry_quantity.checked_add(quantity)?;
            self.entry_value = total;
        } else {
            let total = self.exit_value.checked_add(value)?;
            self.exit_quantity = self.exit_quantity.checked_add(quantity)?;
            self.exit_value = total;
            self.exit = mark.clone();
            self.exit_purpose = purpose;
        }
        self.commission = commission;
        Some(())
    }

    /// Average price of the entries.
    pub fn entry_price(&self) -> Decimal {
        self.entry_value.checked_div(self.entry_quantity).unwrap_or_default()
    }

    /// Average price of the exits.
    pub fn exit_price(&self) -> Decimal {
        self.exit_value.checked_div(self.exit_quantity).unwrap_or_default()
    }

    /// Result after all fees, of a trade that is closed.
    pub fn net_result(&self) -> Decimal {
        let gross = match self.direction {
            Direction::Long => self.exit_value - self.entry_value,
            Direction::Short => self.entry_value - self.exit_value,
        };
        gross - self.commission
    }

    /// `signal`, `stop` or `target`.
    pub fn exit_reason(&self) -> &'static str {
        match self.exit_purpose {
            OrderPurpose::StopLoss => "stop",
            OrderPurpose::TakeProfit => "target",
            OrderPurpose::Entry | OrderPurpose::CloseOut | OrderPurpose::Slice => "signal",
        }
    }
}
