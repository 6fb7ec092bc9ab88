//! The round trip of a trade: from its first entry to the exit that closed it, as a row of the trade list. A trade whose entry
//! goes on filling after its position was closed makes another round trip.

use simpletrader_contracts::decimal::exact;
use simpletrader_contracts::id::TradePlanId;
use simpletrader_contracts::terms::{Direction, OrderPurpose, Side};
use simpletrader_contracts::{Decimal, Symbol};

use super::settlement::Settlement;

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
    /// All fees, in account currency.
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

    /// The next round trip of the same trade.
    pub(super) fn next(&self) -> Self {
        Self::new(self.plan_id, self.symbol.clone(), self.direction)
    }

    /// Adds a fill. None when a sum does not fit 28 digits; it is then half done and to be thrown away.
    pub(super) fn add(&mut self, side: Side, purpose: OrderPurpose, settlement: &Settlement, mark: &BarMark) -> Option<()> {
        let Settlement { quantity, value, fee, .. } = *settlement;
        self.commission = exact::add(self.commission, fee)?;
        if side == self.direction.opening_side() {
            if self.entry_quantity.is_zero() {
                self.entry = mark.clone();
            }
            self.entry_quantity = exact::add(self.entry_quantity, quantity)?;
            self.entry_value = exact::add(self.entry_value, value)?;
        } else {
            self.exit_quantity = exact::add(self.exit_quantity, quantity)?;
            self.exit_value = exact::add(self.exit_value, value)?;
            self.exit = mark.clone();
            self.exit_purpose = purpose;
        }
        Some(())
    }

    /// Whether everything that came in went out again.
    pub(super) fn is_complete(&self) -> bool {
        !self.exit_quantity.is_zero() && self.exit_quantity == self.entry_quantity
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
            Direction::Long => self.exit_value.saturating_sub(self.entry_value),
            Direction::Short => self.entry_value.saturating_sub(self.exit_value),
        };
        gross.saturating_sub(self.commission)
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
