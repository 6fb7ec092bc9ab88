//! What the book refuses.

use simpletrader_contracts::id::{OrderId, TradePlanId};
use simpletrader_contracts::ledger::{GroupError, OrderError};

/// A change that would break an invariant. None of them changes anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// No such order.
    #[error("there is no order {0}")]
    UnknownOrder(u32),
    /// No such group.
    #[error("there is no group {0}")]
    UnknownGroup(u32),
    /// An order for another instrument than its trade.
    #[error("an order of trade {0} must be for the trade's own instrument")]
    WrongInstrument(TradePlanId),
    /// The order cannot change like that.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The group cannot change like that.
    #[error(transparent)]
    Group(#[from] GroupError),
    /// The fill would turn the position around.
    #[error("a fill of order {0} would turn the position of its trade around")]
    Flips(OrderId),
    /// A figure does not fit 28 digits.
    #[error("a money figure of order {0} does not fit 28 digits")]
    Overflow(OrderId),
}
