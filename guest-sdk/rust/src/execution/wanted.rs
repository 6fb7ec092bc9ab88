//! The difference between what a trade is and what it shall be.

use simpletrader_contracts::decision::{ExitPlanDraft, OrderTerms};
use simpletrader_contracts::ledger::{OrderView, PositionView};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{OrderPurpose, Side, TimeInForce};
use simpletrader_contracts::worker::call::{Command, NewOrder, OrderIntent};
use simpletrader_contracts::{Decimal, Quantity};

use crate::WorkerError;

/// What a command wants to be traded.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// What.
    pub instrument: InstrumentRef,
    /// Which side.
    pub side: Side,
    /// How much, over all orders together.
    pub quantity: Quantity,
    /// At which price: those of the entry plan, or the market's.
    pub terms: OrderTerms,
    /// True when it makes a trade smaller.
    pub reduces: bool,
}

impl Wanted {
    /// The levels that protect what it adds to the trade; none for what makes the trade smaller.
    pub fn protection(&self, command: &Command<'_>) -> ExitPlanDraft {
        if self.reduces { ExitPlanDraft::default() } else { command.plans.exit.clone().unwrap_or_default() }
    }

    /// An order for a part of it, good till cancelled; of several parts each is a slice.
    pub fn order(&self, tag: u32, quantity: Quantity) -> NewOrder {
        let purpose = match (quantity == self.quantity, self.reduces) {
            (false, _) => OrderPurpose::Slice,
            (true, false) => OrderPurpose::Entry,
            (true, true) => OrderPurpose::CloseOut,
        };
        NewOrder {
            tag,
            instrument: self.instrument,
            side: self.side,
            quantity,
            terms: self.terms,
            time_in_force: TimeInForce::Gtc,
            good_till: None,
            purpose,
            reduce_only: self.reduces,
            post_only: false,
            parent_tag: None,
            oco_tag: None,
        }
    }
}

/// What a command wants beyond what is held and what works already, and the orders whose end it means: a trade that shall be smaller
/// needs no more entries. `None`: nothing is missing.
///
/// # Errors
/// When the plans do not say what to trade.
pub fn wanted(command: &Command<'_>) -> Result<(Option<Wanted>, Vec<OrderIntent>), WorkerError> {
    let size = command.plans.size.as_ref().map(|size| size.target_position_size.get());
    let terms = command.plans.entry.as_ref().map(|entry| entry.terms);
    let Some(position) = command.target else {
        let entry = command.plans.entry.as_ref().ok_or_else(|| WorkerError::failed("a new trade needs an entry plan"))?;
        let size = size.ok_or_else(|| WorkerError::failed("a new trade needs a size plan"))?;
        let of = |quantity| Wanted { instrument: entry.instrument, side: entry.side, quantity, terms: entry.terms, reduces: false };
        return Ok((Quantity::new(size).ok().map(of), Vec::new()));
    };
    let size = size.ok_or_else(|| {
        WorkerError::failed("EXECUTE_TRADE for an existing trade needs a size plan; levels and prices are changed by MODIFY_ORDER")
    })?;
    let opening = position.direction.opening_side();
    let of = |side, quantity, reduces| Wanted {
        instrument: position.instrument,
        side,
        quantity,
        terms: terms.unwrap_or(OrderTerms::Market),
        reduces,
    };
    if size > position.quantity {
        let missing = size - position.quantity - at_work(command, opening);
        let wanted = Quantity::new(missing).ok().map(|quantity| of(opening, quantity, false));
        return Ok((wanted, Vec::new()));
    }
    let leaving = opening.opposite();
    let surplus = position.quantity - size - at_work(command, leaving);
    let wanted = Quantity::new(surplus).ok().map(|quantity| of(leaving, quantity, true));
    Ok((wanted, pointless(command, &position)))
}

/// What the working orders of one side may still fill toward a target.
fn at_work(command: &Command<'_>, side: Side) -> Decimal {
    let orders = command.open_orders.iter().filter(|order| order.side == side && order.purpose.counts_toward_target());
    orders.map(|order| order.quantity - order.filled).sum()
}

fn pointless(command: &Command<'_>, position: &PositionView) -> Vec<OrderIntent> {
    let enters = |order: &&OrderView| order.side == position.direction.opening_side() && order.purpose.counts_toward_target();
    command.open_orders.iter().filter(enters).map(|order| OrderIntent::Cancel(order.order)).collect()
}
