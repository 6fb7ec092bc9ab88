//! The seam to a venue. Requests are fire-and-forget; everything the venue has to say comes back as replies, in order, as
//! values: a refusal is an answer, not an error.

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::OrderRef;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{RejectionCode, Side, TimeInForce};
use simpletrader_contracts::{Instant, Price, Quantity};

/// An order on its way to the venue.
#[derive(Debug, Clone, PartialEq)]
pub struct VenueOrder {
    /// The ledger's ordinal: the venue answers under this name.
    pub order: OrderRef,
    /// What to trade.
    pub instrument: InstrumentRef,
    /// Which side.
    pub side: Side,
    /// How much.
    pub quantity: Quantity,
    /// Type and prices.
    pub terms: OrderTerms,
    /// How long it may work.
    pub time_in_force: TimeInForce,
    /// Until when, for GTD.
    pub good_till: Option<Instant>,
    /// May only reduce the position.
    pub reduce_only: bool,
    /// Sleeps until this order fills; dies with it if it ends unfilled.
    pub parent: Option<OrderRef>,
    /// Cancels, and is cancelled by, this order.
    pub oco: Option<OrderRef>,
}

/// What the venue said.
#[derive(Debug, Clone, PartialEq)]
pub struct VenueReply {
    /// About which order.
    pub order: OrderRef,
    /// When it happened at the venue.
    pub at: Instant,
    /// What happened.
    pub kind: VenueReplyKind,
}

/// What can happen to an order.
#[derive(Debug, Clone, PartialEq)]
pub enum VenueReplyKind {
    /// It works now.
    Accepted,
    /// Its quantity or terms were changed as asked.
    Modified {
        /// The quantity from now on.
        quantity: Option<Quantity>,
        /// The terms from now on.
        terms: Option<OrderTerms>,
    },
    /// Some or all of it was filled.
    Filled {
        /// The venue's key of this fill.
        fill_id: u64,
        /// How much.
        quantity: Quantity,
        /// At which price.
        price: Price,
        /// The fee.
        commission: Amount,
    },
    /// It was withdrawn.
    Cancelled,
    /// Its time ran out.
    Expired,
    /// It was refused.
    Rejected {
        /// Why, as a code.
        code: RejectionCode,
        /// Why, in the venue's words.
        reason: String,
    },
    /// The operator's guardrails kept the request from the venue. No venue says this.
    Withheld {
        /// What was asked for.
        request: WithheldRequest,
        /// Which guardrail, and the figures.
        reason: String,
    },
}

/// What guardrails keep from a venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithheldRequest {
    /// A new order: it ends here.
    Order,
    /// A change of a working order: that stays as it is.
    Change,
}

/// A venue, as the engine sees it. The same calls in backtest, paper and live.
pub trait ExecutionConnector: Send {
    /// Sends an order. `at` is the instant of the pass.
    fn place(&mut self, order: VenueOrder, at: Instant);
    /// Asks for another quantity or other terms.
    fn modify(&mut self, order: OrderRef, quantity: Option<Quantity>, terms: Option<OrderTerms>, at: Instant);
    /// Asks to withdraw an order.
    fn cancel(&mut self, order: OrderRef, at: Instant);
    /// The next thing the venue has to say.
    fn next_reply(&mut self) -> Option<VenueReply>;
}
